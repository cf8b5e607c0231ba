//! What a participant is asked to do.

/// A number that the caller chooses for a track of its own; never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocalTrack(pub u32);

/// What to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrackSpec {
    /// Opus.
    Audio {
        /// Shown to others.
        name: String,
        /// What is heard.
        source: AudioSource,
    },
    /// Pictures in one codec and one or more sizes.
    Video {
        /// Shown to others.
        name: String,
        /// What is seen.
        source: VideoSource,
        /// How the pictures are encoded.
        codec: VideoCodec,
        /// Width and height of each simulcast layer, lowest first, at most three; one or none means no simulcast.
        layers: Vec<(u32, u32)>,
    },
}

/// What is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AudioSource {
    /// A voice.
    Microphone,
    /// The sound of a shared screen.
    ScreenShare,
}

/// What is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VideoSource {
    /// A face.
    Camera,
    /// A shared screen.
    ScreenShare,
}

/// How pictures are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VideoCodec {
    /// VP8 (RFC 7741): one picture, as the encoder gives it.
    Vp8,
    /// H.264 (RFC 6184): one access unit with start codes of four bytes.
    H264,
}

impl VideoCodec {
    /// The name in `AddTrackRequest`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Vp8 => "vp8",
            Self::H264 => "h264",
        }
    }
}

/// A message for others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Data {
    /// At most 64 000 bytes.
    pub payload: Vec<u8>,
    /// Whether it is repeated until it arrives, in order; if not it may be lost.
    pub reliable: bool,
    /// What it is about; may be empty.
    pub topic: String,
}

/// A text of any length for others, as `LiveKit`'s text streams carry it: a header, chunks, a trailer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextStream {
    /// New for each stream.
    pub id: String,
    /// What it is about.
    pub topic: String,
    /// Facts beside the text.
    pub attributes: std::collections::BTreeMap<String, String>,
    /// Identities of those who get it; empty means everybody.
    pub destinations: Vec<String>,
    /// The text.
    pub text: String,
    /// When it was made, in milliseconds since 1970.
    pub timestamp_ms: i64,
}

/// What a participant is asked to do. A command about something unknown is ignored: it may have gone a moment ago.
#[derive(Debug, Clone)]
pub enum Command {
    /// Announces a track. [`crate::Event::Published`] or [`crate::Event::PublishRefused`] follows.
    Publish(LocalTrack, TrackSpec),
    /// Takes a track back.
    Unpublish(LocalTrack),
    /// Sends one Opus packet or one picture. What is sent before the track is published and connected, or while it is muted, is lost.
    Send {
        /// Which track.
        track: LocalTrack,
        /// Which simulcast layer, lowest first; 0 without simulcast.
        layer: u8,
        /// RTP time: 48 kHz for sound, 90 kHz for pictures.
        timestamp: u64,
        /// The encoded bytes.
        payload: Vec<u8>,
    },
    /// Mutes or unmutes a track of one's own.
    Mute(LocalTrack, bool),
    /// Subscribes to a track of somebody else, or ends that.
    Subscribe {
        /// The track's `TR_…`.
        track_sid: String,
        /// Whether it is wanted.
        subscribed: bool,
    },
    /// Says which size of a track is wanted.
    Settings {
        /// The track's `TR_…`.
        track_sid: String,
        /// Nothing is to be sent for now.
        disabled: bool,
        /// Wanted width in pixels; 0 is the best there is.
        width: u32,
        /// Wanted height in pixels.
        height: u32,
    },
    /// Sends a message to all others.
    SendData(Data),
    /// Sends a text, reliably.
    SendText(TextStream),
    /// Asks the sender of a track for a keyframe.
    RequestKeyframe {
        /// The track's `TR_…`.
        track_sid: String,
    },
    /// Cuts the signalling socket as a lost network would.
    Interrupt,
    /// Says goodbye.
    Leave,
}
