//! The codecs that are recorded.

use super::{h264, picture};
use crate::Kind;

/// A codec that is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    /// Opus.
    Opus,
    /// VP8.
    Vp8,
    /// VP9.
    Vp9,
    /// AV1.
    Av1,
    /// H.264.
    H264,
}

impl Codec {
    const ALL: [Self; 5] = [Self::Opus, Self::Vp8, Self::Vp9, Self::Av1, Self::H264];

    /// The name in journals and manifests.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Opus => "opus",
            Self::Vp8 => "vp8",
            Self::Vp9 => "vp9",
            Self::Av1 => "av1",
            Self::H264 => "h264",
        }
    }

    /// The codec of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|codec| codec.name() == name)
    }

    /// The codec of a track by its MIME type (`video/VP8`, `audio/red`, …). An empty type tells nothing: `Ok(None)`.
    ///
    /// # Errors
    /// The type itself when its codec is not recorded.
    pub fn of_mime(mime: &str) -> Result<Option<Self>, String> {
        let lower = mime.to_ascii_lowercase();
        let name = lower.split('/').next_back().unwrap_or_default();
        match name {
            "" => Ok(None),
            // Redundant sound is Opus inside.
            "red" => Ok(Some(Self::Opus)),
            _ => Self::named(name).map(Some).ok_or_else(|| name.to_owned()),
        }
    }

    /// Sound or pictures.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Opus => Kind::Audio,
            _ => Kind::Video,
        }
    }

    /// Ticks of RTP time in a second.
    pub const fn clock(self) -> u64 {
        match self {
            Self::Opus => 48_000,
            _ => 90_000,
        }
    }

    /// The name in Matroska.
    pub(super) const fn matroska(self) -> &'static str {
        match self {
            Self::Opus => "A_OPUS",
            Self::Vp8 => "V_VP8",
            Self::Vp9 => "V_VP9",
            Self::Av1 => "V_AV1",
            Self::H264 => "V_MPEG4/ISO/AVC",
        }
    }

    pub(super) fn of_matroska(name: &[u8]) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|codec| codec.matroska().as_bytes() == name)
    }

    /// Width and height that a picture tells, if it does: keyframes do.
    pub fn size(self, picture: &[u8]) -> Option<(u32, u32)> {
        match self {
            Self::Opus => None,
            Self::Vp8 => picture::vp8_size(picture),
            Self::Vp9 => picture::vp9_size(picture),
            Self::Av1 => picture::av1_sequence(picture).map(|sequence| sequence.size),
            Self::H264 => h264::size(picture),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mime_type_names_its_codec() {
        assert_eq!(Codec::of_mime("video/VP8"), Ok(Some(Codec::Vp8)));
        assert_eq!(Codec::of_mime("audio/red"), Ok(Some(Codec::Opus)));
        assert_eq!(Codec::of_mime(""), Ok(None));
        assert_eq!(Codec::of_mime("video/H265"), Err("h265".into()));
    }
}
