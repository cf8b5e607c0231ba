//! The server's side of one peer connection.

use std::net::SocketAddr;
use std::sync::OnceLock;
use std::time::Instant;

use visio_transport::connection::{AudioWishes, Datagram, PeerConnection};
use visio_transport::str0m::{Connection, Direction, Settings};

const OURS: ([u8; 4], u16) = ([127, 0, 0, 1], 7882);
const THEIRS: ([u8; 4], u16) = ([127, 0, 0, 1], 50_000);
const OFFER: &str = include_str!("../corpus/description/participant.sdp");

/// An offer of a client: answered or refused.
pub(crate) fn offer(bytes: &[u8]) {
    let Some((mut connection, now)) = connection() else {
        return;
    };
    let text = String::from_utf8_lossy(bytes);
    crate::with_the_library(|| {
        // Answered or refused: both are right.
        let _ = connection.accept_offer(&text, &AudioWishes::default(), now);
    });
}

/// A candidate line: taken or skipped.
pub(crate) fn candidate(bytes: &[u8]) {
    let Some((mut connection, _)) = connection() else {
        return;
    };
    for line in String::from_utf8_lossy(bytes).split('\n') {
        connection.add_candidate(line);
    }
}

/// A datagram to a connection that has been negotiated: it never ends it.
pub(crate) fn datagram(bytes: &[u8]) {
    let Some((mut connection, now)) = connection() else {
        return;
    };
    assert!(
        connection
            .accept_offer(OFFER, &AudioWishes::default(), now)
            .is_ok(),
        "the offer of the corpus is answered"
    );
    let datagram = Datagram {
        source: SocketAddr::from(THEIRS),
        destination: SocketAddr::from(OURS),
        contents: bytes,
    };
    let _ = connection.accepts(datagram, now);
    connection.receive(datagram, now);
    assert!(
        connection
            .accept_offer(OFFER, &AudioWishes::default(), now)
            .is_ok(),
        "the connection goes on"
    );
}

fn connection() -> Option<(Connection, Instant)> {
    static SETTINGS: OnceLock<Option<Settings>> = OnceLock::new();
    let settings = SETTINGS
        .get_or_init(|| Settings::new(vec![SocketAddr::from(OURS)]).ok())
        .as_ref()?;
    let now = Instant::now();
    Some((Connection::new(settings, Direction::Receiving, now), now))
}
