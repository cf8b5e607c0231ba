//! A headless participant of the `LiveKit` protocol, version 0: it joins a room with a token, publishes encoded media and receives
//! encoded media. Nothing is encoded or decoded here.
//!
//! [`Session`] is the whole protocol without I/O: messages, datagrams and time go in, [`Effect`]s come out. [`Runner`] is the thin
//! shell that gives it sockets and a thread; [`Runner::join`] returns a [`Participant`], whose commands and events cross to that
//! thread. One runner carries one participant or hundreds.
//!
//! Media is [`str0m`]'s: a connection of its own to publish (we offer) and one to receive (the server offers).

mod command;
mod driver;
mod event;
mod options;
pub mod record;
mod session;
pub mod wire;

pub use command::{
    AudioSource, Command, Data, LocalTrack, TextStream, TrackSpec, VideoCodec, VideoSource,
};
pub use driver::{EventQueue, MAX_WAITING_BYTES, MAX_WAITING_FRAMES, Participant, Runner};
pub use event::{Event, Frame, Kind, LeaveReason, Person, Refusal, Report, Track};
pub use options::{InvalidUrl, Options};
pub use session::{Datagram, Effect, Endpoint, Session, SocketLoss, streams};
