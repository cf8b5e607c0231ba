//! What happens to a participant.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::LocalTrack;

/// What happens to a participant, in order.
#[derive(Debug, Clone)]
pub enum Event {
    /// The room is entered. Told again after a full reconnect: then everybody and every track is announced anew.
    Joined {
        /// Our `PA_…`.
        sid: String,
        /// Our identity, as the token says.
        identity: String,
        /// The room's name.
        room: String,
    },
    /// A lost connection is back; nothing that was published or subscribed has changed.
    Resumed {
        /// From the loss until both directions worked again.
        outage: Duration,
    },
    /// The connection is lost; it is tried again by itself.
    Lost,
    /// It is over; nothing follows.
    Left(LeaveReason),
    /// A track of ours is known to the room.
    Published {
        /// The number given in [`crate::Command::Publish`].
        track: LocalTrack,
        /// Its `TR_…`.
        track_sid: String,
    },
    /// A track of ours was not taken.
    PublishRefused {
        /// The number given in [`crate::Command::Publish`].
        track: LocalTrack,
        /// Why.
        reason: Refusal,
    },
    /// Somebody else came, changed, or went.
    Person(Person),
    /// An Opus packet or a picture of somebody else.
    Frame(Frame),
    /// The sender's clock beside the RTP time of a track.
    Report(Report),
    /// Whose loudness has passed the threshold of the server, up or down; identity and whether they speak.
    Speakers(Vec<(String, bool)>),
    /// A message of somebody else, or of the server.
    Data {
        /// The sender's identity as stamped by the server; empty when it is the server.
        participant: String,
        /// What it is about.
        topic: String,
        /// The message.
        payload: Vec<u8>,
    },
    /// Somebody needs a keyframe of a track of ours.
    KeyframeWanted {
        /// The number given in [`crate::Command::Publish`].
        track: LocalTrack,
        /// The simulcast layer, lowest first; 0 without simulcast.
        layer: u8,
    },
}

/// Somebody else in the room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Identity, as their token says.
    pub identity: String,
    /// Their name.
    pub name: String,
    /// False when they have gone.
    pub present: bool,
    /// What they have published.
    pub tracks: Vec<Track>,
}

/// A track of somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Track {
    /// Its `TR_…`.
    pub sid: String,
    /// Sound or pictures.
    pub kind: Kind,
    /// `camera`, `microphone`, `screen_share`, `screen_share_audio` or `unknown`.
    pub source: &'static str,
    /// Whether its owner (or a host) has muted it.
    pub muted: bool,
    /// `audio/opus`, `video/VP8`, …; may be empty.
    pub mime: String,
    /// Whether its content is hidden from the server (and from us).
    pub encrypted: bool,
}

/// A sender report (RFC 3550, section 6.4.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The track's `TR_…`.
    pub track_sid: String,
    /// RTP time, extended to 64 bits like that of frames.
    pub timestamp: u64,
    /// The sender's wall clock at that RTP time, in microseconds since 1970.
    pub ntp_us: i64,
    /// When it arrived.
    pub arrival: Instant,
}

/// Sound or pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Sound.
    Audio,
    /// Pictures.
    Video,
}

impl Kind {
    /// `audio` or `video`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Audio => "audio",
            Self::Video => "video",
        }
    }
}

/// An Opus packet or a whole picture, as it was encoded.
#[derive(Clone)]
pub struct Frame {
    /// The track's `TR_…`.
    pub track_sid: String,
    /// The sender's identity, empty when the server has not told it yet.
    pub participant: String,
    /// Sound or pictures.
    pub kind: Kind,
    /// `opus`, `vp8`, `h264`, ….
    pub codec: &'static str,
    /// RTP time, extended to 64 bits: 48 kHz for sound, 90 kHz for pictures.
    pub timestamp: u64,
    /// When its first packet arrived.
    pub arrival: Instant,
    /// Whether it can be decoded without those before it; always for sound.
    pub keyframe: bool,
    /// False when something of the track is missing before this.
    pub contiguous: bool,
    /// The encoded bytes: one Opus packet, one VP8 picture, one H.264 access unit with start codes of four bytes.
    pub payload: Arc<[u8]>,
}

impl fmt::Debug for Frame {
    /// Shows everything but the bytes.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Frame")
            .field("track_sid", &self.track_sid)
            .field("codec", &self.codec)
            .field("timestamp", &self.timestamp)
            .field("keyframe", &self.keyframe)
            .field("contiguous", &self.contiguous)
            .field("bytes", &self.payload.len())
            .finish_non_exhaustive()
    }
}

/// Why a track of ours was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The token does not allow it.
    NotAllowed,
    /// The server takes no more.
    LimitExceeded,
    /// The server did not answer in time.
    Timeout,
    /// Another answer of the server, by its number in `RequestResponse`.
    Other(i32),
}

impl Refusal {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAllowed => "not-allowed",
            Self::LimitExceeded => "limit-exceeded",
            Self::Timeout => "timeout",
            Self::Other(_) => "refused",
        }
    }
}

/// Why it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeaveReason {
    /// We wanted to.
    Left,
    /// The server's address cannot be used.
    InvalidUrl,
    /// The server could not be reached, or not again after a loss.
    Unreachable,
    /// The server refused the token or the room, with this HTTP status.
    Refused(u16),
    /// What came is not the protocol.
    Protocol,
    /// Media could not be brought up.
    MediaFailed,
    /// A fault inside ended this participant alone.
    Fault,
    /// Another connection with our identity came.
    DuplicateIdentity,
    /// The server stops.
    ServerShutdown,
    /// A host or the server API removed us.
    Removed,
    /// The room was ended.
    RoomEnded,
    /// The server ended it, with this number of `DisconnectReason`.
    Disconnected(i32),
}

impl LeaveReason {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::InvalidUrl => "invalid-url",
            Self::Unreachable => "unreachable",
            Self::Refused(401 | 403) => "not-allowed",
            Self::Refused(_) => "refused",
            Self::Protocol => "protocol-error",
            Self::MediaFailed => "media-failed",
            Self::Fault => "fault",
            Self::DuplicateIdentity => "duplicate-identity",
            Self::ServerShutdown => "server-shutdown",
            Self::Removed => "removed",
            Self::RoomEnded => "room-ended",
            Self::Disconnected(_) => "disconnected",
        }
    }
}
