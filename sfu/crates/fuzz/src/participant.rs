//! The headless participant.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use visio_client::wire::{read_data, read_signal};
use visio_client::{Datagram, Effect, Options, Session, streams};

/// The m-lines and candidates of a description.
pub(crate) fn streams(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for section in streams::media_sections(&text) {
        assert!(!section.mid.is_empty() && !section.stream_id.is_empty());
    }
    assert!(streams::candidates(&text).all(|candidate| candidate.starts_with("candidate:")));
}

/// A message of the signalling socket.
pub(crate) fn signal(bytes: &[u8]) {
    let _ = read_signal(bytes);
}

/// A message of a data channel.
pub(crate) fn data(bytes: &[u8]) {
    let _ = read_data(bytes);
}

/// A whole conversation: pieces with a length of two bytes in front, in turn messages and datagrams, while time passes.
pub(crate) fn session(bytes: &[u8]) {
    crate::with_the_library(|| converse(bytes));
}

fn converse(bytes: &[u8]) {
    let mut now = Instant::now();
    let mut session = Session::new(Options::new("ws://127.0.0.1", "token"), 1, now);
    session.socket_opened(now);
    session.local_addresses(
        now,
        SocketAddr::from(([127, 0, 0, 1], 1)),
        SocketAddr::from(([127, 0, 0, 1], 2)),
    );
    let mut rest = bytes;
    while let [high, low, following @ ..] = rest {
        let size = usize::from(u16::from_be_bytes([*high, *low])).min(following.len());
        let (piece, after) = following.split_at(size);
        session.socket_message(now, piece);
        let datagram = Datagram {
            arrival: now,
            source: SocketAddr::from(([127, 0, 0, 1], 3)),
            payload: piece,
        };
        let address = SocketAddr::from(([127, 0, 0, 1], 2));
        session.datagrams(now, address, &[datagram, datagram]);
        now += Duration::from_millis(700);
        session.on_time(now);
        while let Some(effect) = session.poll_effect() {
            if matches!(effect, Effect::Connect(_)) {
                session.socket_opened(now);
            }
        }
        rest = after;
    }
    assert!(
        session.is_over() || session.deadline() > now,
        "the session waits for something to come"
    );
}
