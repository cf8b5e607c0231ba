//! What travels between a connection and the forwarding: media packets without their wire form.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

/// Audio or video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Sound, on a 48 kHz RTP clock.
    Audio,
    /// Pictures, on a 90 kHz RTP clock.
    Video,
}

impl Kind {
    /// Ticks of the RTP clock in one second.
    pub fn clock_rate(self) -> u32 {
        match self {
            Self::Audio => 48_000,
            Self::Video => 90_000,
        }
    }

    /// As written in a session description.
    pub fn name(self) -> &'static str {
        match self {
            Self::Audio => "audio",
            Self::Video => "video",
        }
    }
}

/// What a payload holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Codec {
    /// RFC 7587.
    Opus,
    /// Opus with earlier packets in front, RFC 2198.
    Red,
    /// RFC 7741.
    Vp8,
    /// RFC 6184.
    H264(H264Format),
}

/// Which H.264 a payload type stands for; a receiver must have agreed to the packetization mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct H264Format {
    /// `packetization-mode`, 0 or 1.
    pub packetization_mode: u8,
    /// `profile-level-id`: profile, constraints and level, a byte each.
    pub profile_level_id: u32,
}

impl Codec {
    /// The MIME type as stock clients know it.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Opus => "audio/opus",
            Self::Red => "audio/red",
            Self::Vp8 => "video/VP8",
            Self::H264(_) => "video/H264",
        }
    }

    /// Audio or video.
    pub fn kind(self) -> Kind {
        match self {
            Self::Opus | Self::Red => Kind::Audio,
            Self::Vp8 | Self::H264(_) => Kind::Video,
        }
    }
}

/// The name of a media section in a session description (`a=mid`), at most 16 bytes, as one peer connection knows it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mid {
    bytes: [u8; 16],
    length: u8,
}

impl Mid {
    /// `None` when `name` is empty or longer than 16 bytes.
    pub fn new(name: &str) -> Option<Self> {
        if name.is_empty() || name.len() > 16 {
            return None;
        }
        let mut bytes = [0; 16];
        bytes[..name.len()].copy_from_slice(name.as_bytes());
        Some(Self {
            bytes,
            length: name.len() as u8,
        })
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).unwrap_or_default()
    }
}

impl fmt::Display for Mid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Mid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mid({self})")
    }
}

/// A simulcast layer, 0 the smallest. A track without simulcast has layer 0 only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Layer(pub u8);

impl Layer {
    /// From the stream id of RFC 8851 as stock clients use it: `q`, `h`, `f`.
    pub fn from_rid(rid: &str) -> Option<Self> {
        match rid {
            "q" => Some(Self(0)),
            "h" => Some(Self(1)),
            "f" => Some(Self(2)),
            _ => None,
        }
    }

    /// As an index.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// One media packet as it came from its sender.
#[derive(Clone, Debug)]
pub struct Packet {
    /// The stream it belongs to; another one means that the sender began anew.
    pub ssrc: u32,
    /// Sequence number, extended to 64 bits.
    pub sequence: u64,
    /// RTP time, extended to 64 bits.
    pub time: u64,
    /// When it arrived.
    pub arrival: Instant,
    /// Last packet of a picture, or first of a talkspurt.
    pub marker: bool,
    /// What the payload is.
    pub codec: Codec,
    /// RFC 6464: loudness in decibels below full scale, 0 to 127.
    pub audio_level: Option<u8>,
    /// RFC 6464: the sender thinks that somebody speaks.
    pub voice: Option<bool>,
    /// 3GPP TS 26.114: quarter turns clockwise needed to show the picture upright, 0 to 3.
    pub orientation: Option<u8>,
    /// Without header and padding.
    pub payload: Arc<[u8]>,
}

/// One media packet for one receiver: the shared payload and what is different for this receiver.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// What the payload is; the connection knows under which payload type.
    pub codec: Codec,
    /// Extended sequence number of the stream sent.
    pub sequence: u64,
    /// RTP time of the stream sent.
    pub time: u32,
    /// The moment on our clock at which the payload was captured; sender reports are made of it. Never in the future.
    pub captured: Instant,
    /// As received.
    pub marker: bool,
    /// As received.
    pub audio_level: Option<u8>,
    /// As received.
    pub voice: Option<bool>,
    /// As received.
    pub orientation: Option<u8>,
    /// Numbers of the VP8 payload descriptor to be replaced.
    pub picture: Option<PictureNumbers>,
    /// Shared by all receivers.
    pub payload: Arc<[u8]>,
}

/// The running numbers of the VP8 payload descriptor (RFC 7741 §4.2); those absent in a packet are absent here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PictureNumbers {
    /// `PictureID`, 15 bits (7 when the packet has the short form).
    pub picture_id: Option<u16>,
    /// `TL0PICIDX`.
    pub tl0_index: Option<u8>,
    /// `KEYIDX`, 5 bits.
    pub key_index: Option<u8>,
}

/// A sender report (RFC 3550 §6.4.1) for one layer: the same moment on the sender's clock and in RTP time.
#[derive(Clone, Copy, Debug)]
pub struct SenderReport {
    /// The sender's wall clock, in nanoseconds since any fixed moment of it.
    pub sender_clock: i128,
    /// RTP time at that moment (32 bits).
    pub time: u32,
    /// When the report arrived.
    pub arrival: Instant,
}
