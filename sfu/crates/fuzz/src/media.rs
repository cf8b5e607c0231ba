//! Payloads of media packets.

use visio_core::codec::{h264, red, vp8};

/// The VP8 payload descriptor (RFC 7741 §4.2).
pub(crate) fn vp8(bytes: &[u8]) {
    let parsed = vp8::Descriptor::parse(bytes);
    assert!(parsed.is_none() || !bytes.is_empty());
}

/// Whether an H.264 payload begins a keyframe (RFC 6184).
pub(crate) fn h264(bytes: &[u8]) {
    let starts = h264::starts_keyframe(bytes);
    assert!(!starts || !bytes.is_empty());
}

/// The blocks of redundant audio (RFC 2198): none reaches beyond the payload.
pub(crate) fn red(bytes: &[u8]) {
    if let Some(blocks) = red::blocks(bytes) {
        let total: usize = blocks.iter().map(|block| block.payload.len()).sum();
        assert!(total <= bytes.len());
    }
}
