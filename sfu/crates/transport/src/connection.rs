//! The seam: what the rest of the engine sees of a peer connection.

use std::net::SocketAddr;
use std::time::Instant;

use visio_core::packet::{Kind, Layer, Mid, Outgoing, Packet, SenderReport};

use crate::error::{DataRefused, NegotiationError};

/// One datagram that came from the network.
#[derive(Clone, Copy, Debug)]
pub struct Datagram<'a> {
    /// Who sent it.
    pub source: SocketAddr,
    /// The candidate of ours it was sent to.
    pub destination: SocketAddr,
    /// Its bytes.
    pub contents: &'a [u8],
}

/// One datagram for the network.
#[derive(Clone, Debug)]
pub struct Transmit {
    /// The candidate of ours to send from.
    pub source: SocketAddr,
    /// Where to.
    pub destination: SocketAddr,
    /// Its bytes.
    pub contents: Vec<u8>,
}

/// The two data channels of a participant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    /// `_reliable`: ordered.
    Reliable,
    /// `_lossy`: unordered, never resent.
    Lossy,
}

/// How far a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Media and data can flow.
    Connected,
    /// Nothing was heard for some seconds.
    Disconnected,
    /// The other side said goodbye.
    Closed,
}

/// A media section of an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteMedia {
    /// Its name.
    pub mid: Mid,
    /// Audio or video.
    pub kind: Kind,
    /// The track id of its `a=msid`, empty when it has none.
    pub track_id: String,
    /// The peer sends on it.
    pub sending: bool,
}

/// How the audio of an offer should be answered, by track id.
#[derive(Clone, Debug, Default)]
pub struct AudioWishes {
    /// Sent in stereo.
    pub stereo: Vec<String>,
    /// Sent without redundancy (RFC 2198): the payload is encrypted end to end, or the sender does not want it.
    pub without_red: Vec<String>,
    /// Sent also while silent.
    pub without_dtx: Vec<String>,
}

/// The answer to an offer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The session description, with all our candidates.
    pub sdp: String,
    /// The audio and video sections of the offer.
    pub media: Vec<RemoteMedia>,
}

/// What a connection tells.
#[derive(Debug)]
pub enum Event {
    /// It changed state.
    State(State),
    /// A media packet came.
    Packet {
        /// On this section.
        mid: Mid,
        /// Of this layer.
        layer: Layer,
        /// The packet.
        packet: Packet,
    },
    /// The sender told where its clock stands.
    SenderReport {
        /// On this section.
        mid: Mid,
        /// Of this layer.
        layer: Layer,
        /// The report.
        report: SenderReport,
    },
    /// The peer needs a keyframe of what it receives on this section.
    KeyframeRequest {
        /// Which section.
        mid: Mid,
    },
    /// The link to the peer carries this many bits per second.
    Estimate(u64),
    /// Media added under `key` can be written to `mid`.
    MediaReady {
        /// As given to `add_media`.
        key: u64,
        /// Where to write.
        mid: Mid,
        /// RTP time of the stream sent is 0 at this moment; what is written must be numbered accordingly, so that sender reports fit.
        epoch: Instant,
        /// Redundant audio was agreed on.
        accepts_red: bool,
    },
    /// A message came.
    Data {
        /// On this channel.
        channel: Channel,
        /// The message.
        payload: Vec<u8>,
    },
    /// Loss, 0 to 1, and the round trip in seconds, as far as known.
    Statistics {
        /// Of what the peer sends.
        loss_in: Option<f32>,
        /// Of what it receives.
        loss_out: Option<f32>,
        /// There and back.
        round_trip: Option<f32>,
    },
    /// The connection cannot go on; nothing follows.
    Failed(&'static str),
}

/// What `poll` gives.
#[derive(Debug)]
pub enum Output {
    /// Send this.
    Transmit(Transmit),
    /// Something happened.
    Event(Event),
    /// Nothing more until then, or until the next call.
    Timeout(Instant),
}

/// One peer connection. Every change must be followed by `poll` until it gives `Output::Timeout`.
pub trait PeerConnection {
    /// Answers the peer's offer. An ICE restart of the peer is followed.
    ///
    /// # Errors
    /// When the offer cannot be read or contradicts what was agreed on; the connection stays as it was, as far as possible.
    fn accept_offer(
        &mut self,
        offer: &str,
        wishes: &AudioWishes,
        now: Instant,
    ) -> Result<Answer, NegotiationError>;

    /// The next offer should hold the data channels `_reliable` and `_lossy`.
    fn open_channels(&mut self);
    /// The next offer should hold a section for this; `MediaReady` with the same key follows when it was agreed on.
    fn add_media(&mut self, key: u64, media: MediaRequest);
    /// The next offer should end the section of `key`; what is written to it is dropped from now on.
    fn stop_media(&mut self, key: u64);
    /// The next offer should carry new ICE credentials.
    fn restart_ice(&mut self);
    /// The next offer; `None` when nothing changed or the last one is still unanswered.
    fn offer(&mut self, now: Instant) -> Option<String>;
    /// The peer's answer to the open offer.
    ///
    /// # Errors
    /// When none is open or the answer does not fit. After `Malformed` and `Unfitting` the offer is still open; after `Refused` the connection
    /// should be given up.
    fn accept_answer(&mut self, answer: &str, now: Instant) -> Result<(), NegotiationError>;

    /// A candidate of the peer, with or without `candidate:` in front. Malformed ones are ignored.
    fn add_candidate(&mut self, candidate: &str);
    /// The user fragments by which the peer may address this connection.
    fn user_fragments(&self) -> Vec<String>;
    /// Whether a datagram from an unknown address is for this connection (checks the integrity of STUN messages).
    fn accepts(&self, datagram: Datagram<'_>, now: Instant) -> bool;

    /// A datagram came.
    fn receive(&mut self, datagram: Datagram<'_>, now: Instant);
    /// Time passed, or something was written.
    fn handle_timeout(&mut self, now: Instant);
    /// The next thing to do.
    fn poll(&mut self) -> Output;

    /// Sends a media packet.
    fn write(&mut self, mid: Mid, packet: Outgoing);
    /// Asks the peer for a keyframe.
    fn request_keyframe(&mut self, mid: Mid, layer: Layer);
    /// Sends a message. A lossy one may be dropped.
    ///
    /// # Errors
    /// When it is too large, or too much waits already.
    fn send_data(&mut self, channel: Channel, payload: &[u8]) -> Result<(), DataRefused>;
    /// Bits per second to keep the link filled with, and to probe for.
    fn set_bitrate(&mut self, kept: u64, wished: u64);

    /// Says goodbye; `poll` gives the last datagrams.
    fn close(&mut self);
}

/// Media to be sent to the peer.
#[derive(Clone, Debug)]
pub struct MediaRequest {
    /// Audio or video.
    pub kind: Kind,
    /// First part of `a=msid`: sections with the same stream id are played in step.
    pub stream_id: String,
    /// Second part of `a=msid`.
    pub track_id: String,
    /// Audio with two channels.
    pub stereo: bool,
}
