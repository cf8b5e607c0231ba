//! Which connection a datagram is for: by its source address, else by the user fragment of a STUN request (RFC 8489 §14.3).

use std::collections::HashMap;
use std::net::SocketAddr;

use visio_core::limits::ADDRESSES_PER_CONNECTION;

const MAGIC_COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const BINDING_REQUEST: [u8; 2] = [0, 1];
const USERNAME: u16 = 6;

/// Addresses and user fragments of all connections, by their number.
#[derive(Debug, Default)]
pub(super) struct Demux {
    addresses: HashMap<SocketAddr, usize>,
    learned: HashMap<usize, Vec<SocketAddr>>,
    fragments: HashMap<String, usize>,
    own: HashMap<usize, Vec<String>>,
}

impl Demux {
    pub(super) fn by_address(&self, source: SocketAddr) -> Option<usize> {
        self.addresses.get(&source).copied()
    }

    pub(super) fn by_fragment(&self, fragment: &str) -> Option<usize> {
        self.fragments.get(fragment).copied()
    }

    /// Datagrams from `source` are for `key` from now on. The oldest address is forgotten when there are too many.
    pub(super) fn learn(&mut self, source: SocketAddr, key: usize) {
        if let Some(before) = self.addresses.insert(source, key) {
            if before == key {
                return;
            }
            if let Some(addresses) = self.learned.get_mut(&before) {
                addresses.retain(|address| *address != source);
            }
        }
        let addresses = self.learned.entry(key).or_default();
        addresses.push(source);
        if addresses.len() > ADDRESSES_PER_CONNECTION {
            let oldest = addresses.remove(0);
            self.addresses.remove(&oldest);
        }
    }

    /// As `learn`, unless the address is somebody's already.
    pub(super) fn learn_if_free(&mut self, source: SocketAddr, key: usize) {
        if !self.addresses.contains_key(&source) {
            self.learn(source, key);
        }
    }

    pub(super) fn set_fragments(&mut self, key: usize, fragments: Vec<String>) {
        let before = self.own.entry(key).or_default();
        if *before == fragments {
            return;
        }
        for fragment in before.drain(..) {
            self.fragments.remove(&fragment);
        }
        for fragment in &fragments {
            self.fragments.insert(fragment.clone(), key);
        }
        *before = fragments;
    }

    pub(super) fn forget(&mut self, key: usize) {
        for address in self.learned.remove(&key).unwrap_or_default() {
            self.addresses.remove(&address);
        }
        for fragment in self.own.remove(&key).unwrap_or_default() {
            self.fragments.remove(&fragment);
        }
    }
}

/// Our user fragment in a STUN binding request: the part of its USERNAME before the colon.
pub fn local_fragment(datagram: &[u8]) -> Option<&str> {
    let (header, mut attributes) = datagram.split_at_checked(20)?;
    if header[..2] != BINDING_REQUEST || header[4..8] != MAGIC_COOKIE {
        return None;
    }
    while let [kind_high, kind_low, size_high, size_low, rest @ ..] = attributes {
        let kind = u16::from_be_bytes([*kind_high, *kind_low]);
        let size = usize::from(u16::from_be_bytes([*size_high, *size_low]));
        let value = rest.get(..size)?;
        if kind == USERNAME {
            return std::str::from_utf8(value).ok()?.split(':').next();
        }
        attributes = rest.get(size.next_multiple_of(4)..)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn address(port: u16) -> SocketAddr {
        SocketAddr::from(([192, 0, 2, 1], port))
    }

    fn request(username: &str) -> Vec<u8> {
        let mut bytes = vec![0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42];
        bytes.extend([0; 12]);
        bytes.extend([0x80, 0x22, 0, 1, b'x', 0, 0, 0]);
        bytes.extend(USERNAME.to_be_bytes());
        bytes.extend((username.len() as u16).to_be_bytes());
        bytes.extend(username.as_bytes());
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    }

    #[test]
    fn a_binding_request_names_the_connection() {
        assert_eq!(local_fragment(&request("ours:theirs")), Some("ours"));
        let mut response = request("ours:theirs");
        response[0] = 1;
        assert_eq!(local_fragment(&response), None);
    }

    #[test]
    fn addresses_of_one_connection_are_bounded_and_the_newest_are_kept() {
        let mut demux = Demux::default();
        for port in 0..1_000 {
            demux.learn(address(port + 1), 3);
        }
        assert_eq!(demux.addresses.len(), ADDRESSES_PER_CONNECTION);
        assert_eq!(demux.by_address(address(1_000)), Some(3));
        demux.forget(3);
        assert!(demux.addresses.is_empty());
    }

    #[test]
    fn an_address_that_changes_hands_belongs_to_the_last() {
        let mut demux = Demux::default();
        demux.learn(address(1), 1);
        demux.learn_if_free(address(1), 2);
        assert_eq!(demux.by_address(address(1)), Some(1));
        demux.learn(address(1), 2);
        demux.forget(1);
        assert_eq!(demux.by_address(address(1)), Some(2));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_fault(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let _ = local_fragment(&bytes);
            let mut stun = request("a:b");
            stun.truncate(20);
            stun.extend(bytes);
            let _ = local_fragment(&stun);
        }
    }
}
