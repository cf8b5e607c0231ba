//! The server's side of one peer connection: session descriptions, ICE, DTLS, SRTP, RTCP, retransmission, congestion control and data
//! channels, behind one narrow trait.
//!
//! Sans-IO: datagrams and time go in, datagrams, events and deadlines come out. No knowledge of rooms. `str0m` is the first
//! implementation and the only place that names that library.

pub mod connection;
pub mod error;
pub mod sdp;
pub mod str0m;

pub use connection::{
    Answer, AudioWishes, Channel, Datagram, Event, MediaRequest, Output, PeerConnection,
    RemoteMedia, State, Transmit,
};
pub use error::{DataRefused, NegotiationError};

/// The implementation in use. Another one takes its place here, and those who open connections do not notice.
pub mod chosen {
    pub use crate::str0m::{Connection, Direction, Settings, is_usable};
}
