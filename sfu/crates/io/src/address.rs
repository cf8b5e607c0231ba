//! Which addresses are bound, and which are offered.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use nix::ifaddrs::getifaddrs;

/// At most this many addresses are offered: each costs every peer a few checks.
const MOST: usize = 16;

/// The machine's own addresses that peers may be able to reach: no link-local ones; of loopback the IPv4 one.
///
/// # Errors
/// When the system does not list its interfaces.
pub fn own_addresses() -> std::io::Result<Vec<IpAddr>> {
    let mut found: Vec<IpAddr> = Vec::new();
    for interface in getifaddrs().map_err(std::io::Error::from)? {
        let Some(storage) = interface.address else {
            continue;
        };
        let address = if let Some(v4) = storage.as_sockaddr_in() {
            IpAddr::V4(v4.ip())
        } else if let Some(v6) = storage.as_sockaddr_in6() {
            IpAddr::V6(v6.ip())
        } else {
            continue;
        };
        if is_offered(address) && !found.contains(&address) {
            found.push(address);
        }
    }
    // Loopback last: whoever can use another one should.
    found.sort_by_key(|address| (address.is_loopback(), address.is_ipv6()));
    found.truncate(MOST);
    Ok(found)
}

fn is_offered(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => !v4.is_unspecified() && !v4.is_link_local() && !v4.is_multicast(),
        IpAddr::V6(v6) => {
            !v6.is_unspecified()
                && v6 != Ipv6Addr::LOCALHOST
                && !v6.is_unicast_link_local()
                && !v6.is_multicast()
        }
    }
}

/// Which candidate stands for each bound socket, and back.
///
/// Usually they are the same. Behind a one-to-one translation of addresses the offered ones are not the machine's: each socket then stands
/// for the offered address in its place, or the first of its family.
#[derive(Clone, Debug)]
pub struct Offered {
    candidates: Vec<SocketAddr>,
    of_socket: Vec<SocketAddr>,
}

impl Offered {
    /// `bound`: local addresses of the sockets. `advertised`: empty for the same.
    pub fn new(bound: &[SocketAddr], advertised: &[IpAddr]) -> Self {
        if advertised.is_empty() {
            return Self {
                candidates: bound.to_vec(),
                of_socket: bound.to_vec(),
            };
        }
        let port = bound.first().map_or(0, SocketAddr::port);
        let candidates: Vec<_> = advertised
            .iter()
            .take(MOST)
            .map(|ip| SocketAddr::new(*ip, port))
            .collect();
        let stands_for = |local: &SocketAddr| {
            let same = candidates.iter().find(|candidate| **candidate == *local);
            let family = || {
                candidates
                    .iter()
                    .find(|candidate| candidate.is_ipv4() == local.is_ipv4())
            };
            same.or_else(family).copied().unwrap_or(*local)
        };
        Self {
            of_socket: bound.iter().map(stands_for).collect(),
            candidates,
        }
    }

    /// What peers are told.
    pub fn candidates(&self) -> &[SocketAddr] {
        &self.candidates
    }

    /// The candidate that stands for a socket.
    pub fn of_socket(&self, socket: usize) -> SocketAddr {
        self.of_socket[socket]
    }

    /// The socket to send from for a candidate.
    pub fn socket_for(&self, candidate: SocketAddr) -> Option<usize> {
        self.of_socket.iter().position(|known| *known == candidate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn socket(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn by_default_what_is_bound_is_offered() {
        let offered = Offered::new(&[socket("192.0.2.7:5000"), socket("127.0.0.1:5000")], &[]);
        assert_eq!(offered.candidates().len(), 2);
        assert_eq!(offered.socket_for(socket("127.0.0.1:5000")), Some(1));
    }

    #[test]
    fn behind_a_translation_the_public_address_stands_for_the_private_one() {
        let offered = Offered::new(
            &[socket("10.0.0.5:5000")],
            &["203.0.113.9".parse().unwrap()],
        );
        assert_eq!(offered.candidates(), [socket("203.0.113.9:5000")]);
        assert_eq!(offered.of_socket(0), socket("203.0.113.9:5000"));
        assert_eq!(offered.socket_for(socket("203.0.113.9:5000")), Some(0));
    }
}
