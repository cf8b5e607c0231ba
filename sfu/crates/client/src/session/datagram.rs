//! What comes from the network.

use std::net::SocketAddr;
use std::time::Instant;

/// A datagram that has come.
#[derive(Clone, Copy)]
pub struct Datagram<'a> {
    /// When it came; it may have waited since.
    pub arrival: Instant,
    /// Who sent it.
    pub source: SocketAddr,
    /// The bytes.
    pub payload: &'a [u8],
}

/// The first byte of RTP and RTCP (RFC 7983).
const MEDIA: std::ops::RangeInclusive<u8> = 128..=191;

impl Datagram<'_> {
    /// Whether it is RTP or RTCP.
    pub(super) fn is_media(&self) -> bool {
        self.payload
            .first()
            .is_some_and(|first| MEDIA.contains(first))
    }
}
