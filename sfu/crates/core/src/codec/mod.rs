//! What forwarding must know of each codec, and no more.

pub mod h264;
pub mod red;
pub mod vp8;

use crate::packet::Codec;

/// Facts of one payload, read once for all receivers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// A decoder can begin with this packet.
    pub starts_keyframe: bool,
    /// The VP8 payload descriptor.
    pub vp8: Option<vp8::Descriptor>,
}

impl Facts {
    /// Reads `payload`; one that makes no sense has no facts and is forwarded as it is.
    pub fn read(codec: Codec, payload: &[u8]) -> Self {
        match codec {
            Codec::Opus | Codec::Red => Self {
                starts_keyframe: true,
                vp8: None,
            },
            Codec::Vp8 => {
                let vp8 = vp8::Descriptor::parse(payload);
                Self {
                    starts_keyframe: vp8.is_some_and(|d| d.starts_keyframe),
                    vp8,
                }
            }
            Codec::H264(_) => Self {
                starts_keyframe: h264::starts_keyframe(payload),
                vp8: None,
            },
        }
    }
}
