//! UDP sockets of a participant: many datagrams for each call to the kernel, each with the time at which the kernel took it.

use std::io::{self, IoSliceMut};
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::os::fd::AsRawFd;
use std::time::{Duration, Instant, SystemTime};

use nix::errno::Errno;
use nix::sys::socket::{
    ControlMessageOwned, MsgFlags, MultiHeaders, RecvMsg, SockaddrStorage, recvmmsg, setsockopt,
    sockopt,
};
use nix::sys::time::TimeSpec;

use crate::session::Datagram;

/// Datagrams for each call.
pub(super) const BATCH: usize = 64;
/// The largest datagram that is read.
const LARGEST: usize = 2048;
/// What the kernel is asked to keep until it is read, in bytes; it may allow less.
const KEPT: usize = 4 << 20;

/// A socket, and when nothing was left in it the last time.
#[derive(Debug)]
pub(super) struct Socket {
    pub(super) address: SocketAddr,
    pub(super) udp: UdpSocket,
    emptied: Instant,
}

impl Socket {
    /// Binds a free port.
    pub(super) fn bind(address: IpAddr) -> io::Result<Self> {
        let udp = UdpSocket::bind((address, 0))?;
        udp.set_nonblocking(true)?;
        // Without it the times are those of reading: right, but coarse.
        let _ = setsockopt(&udp, sockopt::ReceiveTimestampns, &true);
        // A smaller buffer works too, only with more loss when much comes at once.
        let _ = setsockopt(&udp, sockopt::RcvBuf, &KEPT);
        Ok(Self {
            address: udp.local_addr()?,
            udp,
            emptied: Instant::now(),
        })
    }
}

/// Room for one batch of datagrams. A thread has one for all its sockets.
pub(super) struct Inbox {
    buffers: Vec<[u8; LARGEST]>,
    // The kernel writes the length of an address into them and takes it for the room that is left the next time, so that after an
    // IPv4 address one of IPv6 would be cut.
    v4: MultiHeaders<SockaddrStorage>,
    v6: MultiHeaders<SockaddrStorage>,
}

impl Inbox {
    pub(super) fn new() -> Self {
        let headers = || MultiHeaders::preallocate(BATCH, Some(nix::cmsg_space!(TimeSpec)));
        Self {
            buffers: vec![[0; LARGEST]; BATCH],
            v4: headers(),
            v6: headers(),
        }
    }

    /// Reads what is there, up to a batch; empty when there is nothing.
    pub(super) fn read(&mut self, socket: &mut Socket) -> Vec<Datagram<'_>> {
        let found = loop {
            match self.fill(socket) {
                Ok(found) => break found,
                // The machine tells of an earlier datagram that nobody took: there may be more behind it.
                Err(Errno::EINTR | Errno::ECONNREFUSED) => {}
                Err(_) => break Vec::new(),
            }
        };
        self.timed(socket, &found)
    }

    fn fill(&mut self, socket: &Socket) -> nix::Result<Vec<Facts>> {
        let mut slices: Vec<_> = self
            .buffers
            .iter_mut()
            .map(|buffer| [IoSliceMut::new(buffer)])
            .collect();
        let headers = if socket.address.is_ipv4() {
            &mut self.v4
        } else {
            &mut self.v6
        };
        let descriptor = socket.udp.as_raw_fd();
        let flags = MsgFlags::MSG_DONTWAIT;
        let messages = recvmmsg(descriptor, headers, slices.iter_mut(), flags, None)?;
        Ok(messages.map(|message| facts(&message)).collect())
    }

    fn timed(&self, socket: &mut Socket, found: &[Facts]) -> Vec<Datagram<'_>> {
        // In this order: a thread that must wait between the two takes datagrams for later than they were, never for earlier.
        let wall = SystemTime::now();
        let now = Instant::now();
        let before = socket.emptied;
        if found.len() < BATCH {
            socket.emptied = now;
        }
        let datagrams = self.buffers.iter().zip(found);
        datagrams
            .filter_map(|(buffer, facts)| {
                Some(Datagram {
                    arrival: arrival(facts.taken, wall, now, before),
                    source: facts.source?,
                    payload: &buffer[..facts.size.min(LARGEST)],
                })
            })
            .collect()
    }
}

/// What the kernel says of a datagram.
struct Facts {
    size: usize,
    source: Option<SocketAddr>,
    /// By the wall clock.
    taken: Option<SystemTime>,
}

fn facts(message: &RecvMsg<'_, '_, SockaddrStorage>) -> Facts {
    let mut said = message.cmsgs().ok().into_iter().flatten();
    let taken = said.find_map(|said| match said {
        ControlMessageOwned::ScmTimestampns(time) => {
            SystemTime::UNIX_EPOCH.checked_add(Duration::from(time))
        }
        _ => None,
    });
    Facts {
        size: message.bytes,
        source: message.address.as_ref().and_then(socket_address),
        taken,
    }
}

/// When a datagram came, on the clock that never jumps. `wall` and `now` are the same moment on both; it came after `earliest`.
///
/// A wall clock that is set meanwhile is wrong by no more than the datagram waited.
fn arrival(
    taken: Option<SystemTime>,
    wall: SystemTime,
    now: Instant,
    earliest: Instant,
) -> Instant {
    let waited = taken.map_or(Duration::ZERO, |taken| {
        wall.duration_since(taken).unwrap_or_default()
    });
    now.checked_sub(waited)
        .unwrap_or(earliest)
        .max(earliest)
        .min(now)
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
    use std::net::{Ipv4Addr, Ipv6Addr};

    use proptest::prelude::*;

    use super::*;

    fn send(to: &Socket, payload: &[u8]) -> SocketAddr {
        let from = UdpSocket::bind((to.address.ip(), 0)).unwrap();
        from.send_to(payload, to.address).unwrap();
        from.local_addr().unwrap()
    }

    #[test]
    fn datagrams_are_read_together_with_the_time_at_which_each_came() {
        let mut socket = Socket::bind(Ipv4Addr::LOCALHOST.into()).unwrap();
        let mut inbox = Inbox::new();
        let mut sent = Vec::new();
        for number in 0..BATCH as u8 + 3 {
            let before = Instant::now();
            let source = send(&socket, &[number; 100]);
            sent.push((before, Instant::now(), source, number));
        }
        let mut seen = 0;
        for expected in [BATCH, 3, 0] {
            let datagrams = inbox.read(&mut socket);
            assert_eq!(datagrams.len(), expected);
            for datagram in datagrams {
                let (before, after, source, number) = sent[seen];
                assert_eq!(
                    (datagram.source, datagram.payload),
                    (source, &[number; 100][..])
                );
                // Two clocks are read one after the other, so a busy machine makes it later than it was.
                assert!(datagram.arrival + Duration::from_millis(1) >= before);
                assert!(datagram.arrival <= after + Duration::from_millis(500));
                seen += 1;
            }
        }
    }

    #[test]
    fn an_ipv6_address_is_whole_after_an_ipv4_one() {
        let mut inbox = Inbox::new();
        for address in [
            Ipv4Addr::LOCALHOST.into(),
            IpAddr::from(Ipv6Addr::LOCALHOST),
        ]
        .repeat(2)
        {
            let mut socket = Socket::bind(address).unwrap();
            let source = send(&socket, b"x");
            assert_eq!(inbox.read(&mut socket)[0].source, source);
        }
    }

    #[test]
    fn a_wall_clock_that_is_set_while_datagrams_wait_moves_them_within_that_wait() {
        let (now, wall) = (Instant::now(), SystemTime::now());
        let earliest = now.checked_sub(Duration::from_millis(20)).unwrap();
        let hour = Duration::from_secs(3600);
        assert_eq!(
            arrival(Some(wall - hour), wall, now, earliest),
            earliest,
            "set forward"
        );
        assert_eq!(
            arrival(Some(wall + hour), wall, now, earliest),
            now,
            "set back"
        );
        assert_eq!(arrival(None, wall, now, earliest), now, "not told");
        let waited = Duration::from_millis(7);
        assert_eq!(
            arrival(Some(wall - waited), wall, now, earliest),
            now.checked_sub(waited).unwrap()
        );
    }

    proptest! {
        #[test]
        fn it_always_came_while_it_could(ahead: bool, distance: u32, waited in 0_u64..10_000_000) {
            let (now, wall) = (Instant::now(), SystemTime::now());
            let earliest = now.checked_sub(Duration::from_micros(waited)).unwrap_or(now);
            let distance = Duration::from_micros(distance.into());
            let taken = if ahead { wall + distance } else { wall - distance };
            let arrival = arrival(Some(taken), wall, now, earliest);
            prop_assert!((earliest..=now).contains(&arrival));
        }
    }
}
