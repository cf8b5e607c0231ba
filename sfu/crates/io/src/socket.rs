//! UDP sockets: many datagrams for each call to the kernel.

use std::io::{self, ErrorKind, IoSlice, IoSliceMut};
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::os::fd::AsRawFd;

use nix::errno::Errno;
use nix::sys::socket::{
    MsgFlags, MultiHeaders, SockaddrStorage, recvmmsg, sendmmsg, setsockopt, sockopt,
};
use visio_transport::Transmit;

/// Datagrams for each call.
pub const BATCH: usize = 64;
/// Larger ones are not ours.
const LARGEST: usize = 2_048;
/// What the kernel may keep for us in either direction, in bytes; less when it does not allow it.
const BUFFER: usize = 4 << 20;

/// Binds the same port on each address. With port 0 a free one is chosen.
///
/// # Errors
/// `AddrInUse`, `AddrNotAvailable` and others as the system gives them.
pub fn bind(addresses: &[IpAddr], port: u16) -> io::Result<Vec<UdpSocket>> {
    for attempt in 0.. {
        let bound = bind_once(addresses, port);
        match bound {
            // The port chosen on the first address may be taken on another one.
            Err(error) if port == 0 && error.kind() == ErrorKind::AddrInUse && attempt < 20 => {}
            other => return other,
        }
    }
    Err(ErrorKind::AddrInUse.into())
}

fn bind_once(addresses: &[IpAddr], port: u16) -> io::Result<Vec<UdpSocket>> {
    let mut sockets = Vec::with_capacity(addresses.len());
    let mut port = port;
    for address in addresses {
        let socket = UdpSocket::bind(SocketAddr::new(*address, port))?;
        socket.set_nonblocking(true)?;
        // A smaller buffer works too, only with more loss under bursts.
        let _ = setsockopt(&socket, sockopt::RcvBuf, &BUFFER);
        let _ = setsockopt(&socket, sockopt::SndBuf, &BUFFER);
        port = socket.local_addr()?.port();
        sockets.push(socket);
    }
    Ok(sockets)
}

/// Room for one batch of datagrams of one socket.
///
/// Each socket needs headers of its own: the kernel writes the length of an address into them and takes it for the room that is left
/// the next time, so that after an IPv4 address one of IPv6 would be cut.
pub struct Receiver<'a> {
    socket: &'a UdpSocket,
    buffers: Vec<[u8; LARGEST]>,
    headers: MultiHeaders<SockaddrStorage>,
}

impl<'a> Receiver<'a> {
    /// For this socket alone.
    pub fn new(socket: &'a UdpSocket) -> Self {
        Self {
            socket,
            buffers: vec![[0; LARGEST]; BATCH],
            headers: MultiHeaders::preallocate(BATCH, None),
        }
    }

    /// Receives what is there, up to a batch, and hands each to `take`; returns how many there were.
    ///
    /// # Errors
    /// As the system gives them; that nothing is there is none.
    pub fn receive(&mut self, mut take: impl FnMut(SocketAddr, &[u8])) -> io::Result<usize> {
        let sizes = self.fill()?;
        let count = sizes.len();
        for (buffer, (size, address)) in self.buffers.iter().zip(sizes) {
            if let Some(source) = address.and_then(|address| socket_address(&address)) {
                take(source, &buffer[..size.min(LARGEST)]);
            }
        }
        Ok(count)
    }

    /// Fills the buffers; returns sizes and sources.
    fn fill(&mut self) -> io::Result<Vec<(usize, Option<SockaddrStorage>)>> {
        let mut slices: Vec<_> = self
            .buffers
            .iter_mut()
            .map(|buffer| [IoSliceMut::new(buffer)])
            .collect();
        let fd = self.socket.as_raw_fd();
        match recvmmsg(
            fd,
            &mut self.headers,
            slices.iter_mut(),
            MsgFlags::MSG_DONTWAIT,
            None,
        ) {
            Ok(results) => Ok(results
                .map(|message| (message.bytes, message.address))
                .collect()),
            // ECONNREFUSED tells of an earlier datagram that nobody took.
            Err(Errno::EAGAIN | Errno::EINTR | Errno::ECONNREFUSED) => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Sends datagrams in batches.
pub struct Sender {
    headers: MultiHeaders<SockaddrStorage>,
}

impl Default for Sender {
    fn default() -> Self {
        Self {
            headers: MultiHeaders::preallocate(BATCH, None),
        }
    }
}

impl Sender {
    /// Sends all of `transmits` from `socket`. What the kernel does not take now is lost, as on any network. Returns how many were taken.
    pub fn send(&mut self, socket: &UdpSocket, transmits: &[Transmit]) -> usize {
        let mut sent = 0;
        let mut rest = transmits;
        while !rest.is_empty() {
            let batch = &rest[..rest.len().min(BATCH)];
            let slices: Vec<_> = batch
                .iter()
                .map(|transmit| [IoSlice::new(&transmit.contents)])
                .collect();
            let addresses: Vec<_> = batch
                .iter()
                .map(|transmit| Some(SockaddrStorage::from(transmit.destination)))
                .collect();
            let outcome = sendmmsg(
                socket.as_raw_fd(),
                &mut self.headers,
                slices.iter(),
                &addresses,
                [],
                MsgFlags::MSG_DONTWAIT,
            )
            .map(Iterator::count);
            let taken = match outcome {
                Ok(count) if count > 0 => count,
                Err(Errno::EINTR) => continue,
                Err(Errno::EAGAIN | Errno::ENOBUFS) => return sent,
                // This destination cannot be reached: the others may.
                _ => {
                    rest = &rest[1..];
                    continue;
                }
            };
            sent += taken;
            rest = &rest[taken..];
        }
        sent
    }
}

fn socket_address(storage: &SockaddrStorage) -> Option<SocketAddr> {
    if let Some(v4) = storage.as_sockaddr_in() {
        return Some(SocketAddr::from((v4.ip(), v4.port())));
    }
    storage
        .as_sockaddr_in6()
        .map(|v6| SocketAddr::from((v6.ip(), v6.port())))
}

#[cfg(test)]
mod tests {
    use std::net::Ipv6Addr;

    use super::*;

    #[test]
    fn datagrams_sent_in_a_batch_arrive() {
        let addresses = [IpAddr::from([127, 0, 0, 1])];
        let from = bind(&addresses, 0).unwrap().remove(0);
        let to = bind(&addresses, 0).unwrap().remove(0);
        let transmit = |byte: u8| Transmit {
            source: from.local_addr().unwrap(),
            destination: to.local_addr().unwrap(),
            contents: vec![byte; 100],
        };
        let transmits: Vec<_> = (0..100).map(transmit).collect();
        assert_eq!(Sender::default().send(&from, &transmits), 100);
        let mut seen = Vec::new();
        let mut receiver = Receiver::new(&to);
        while receiver
            .receive(|source, bytes| seen.push((source, bytes[0])))
            .unwrap()
            > 0
        {}
        assert_eq!(seen.len(), 100);
        assert_eq!(seen[99], (from.local_addr().unwrap(), 99));
    }

    #[test]
    fn an_ipv6_address_is_whole_after_an_ipv4_one() {
        let addresses = [IpAddr::from([127, 0, 0, 1]), Ipv6Addr::LOCALHOST.into()];
        let from = bind(&addresses, 0).unwrap();
        let to = bind(&addresses, 0).unwrap();
        let mut receivers: Vec<_> = to.iter().map(Receiver::new).collect();
        for family in [0, 1, 0, 1] {
            let transmit = Transmit {
                source: from[family].local_addr().unwrap(),
                destination: to[family].local_addr().unwrap(),
                contents: vec![7; 100],
            };
            assert_eq!(Sender::default().send(&from[family], &[transmit]), 1);
            let mut seen = Vec::new();
            receivers[family]
                .receive(|source, _| seen.push(source))
                .unwrap();
            assert_eq!(seen, [from[family].local_addr().unwrap()]);
        }
    }

    #[test]
    fn a_port_in_use_is_told() {
        let addresses = [IpAddr::from([127, 0, 0, 1])];
        let first = bind(&addresses, 0).unwrap().remove(0);
        let port = first.local_addr().unwrap().port();
        assert_eq!(
            bind(&addresses, port).unwrap_err().kind(),
            ErrorKind::AddrInUse
        );
    }
}
