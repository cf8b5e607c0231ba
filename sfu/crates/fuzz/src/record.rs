//! Files that a crash has cut, and pictures of strangers.

use visio_client::record::{Codec, OpusDecoder, count_frames};

/// A recorded file, whatever is left of it: reading ends, and no frame comes from nowhere.
pub(crate) fn recorded(bytes: &[u8]) {
    let frames = count_frames(bytes).unwrap_or(0);
    assert!(frames <= bytes.len() as u64);
}

/// Keyframes that tell their size, and packets of sound.
pub(crate) fn picture(bytes: &[u8]) {
    for codec in [Codec::Vp8, Codec::Vp9, Codec::Av1, Codec::H264] {
        let size = codec.size(bytes);
        assert!(size.is_none_or(|(width, height)| width > 0 && height > 0));
    }
    if let Ok(mut decoder) = OpusDecoder::new(16_000) {
        let samples = decoder.decode(bytes).unwrap_or_default();
        assert!(samples.len() <= 1920);
    }
}
