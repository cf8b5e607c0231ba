//! Opus: how long a packet is, and its sound.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// The packet of silence: full band, one frame of 20 ms (RFC 6716, section 3.1).
pub(super) const SILENCE: [u8; 3] = [0xF8, 0xFF, 0xFE];
/// Its length in microseconds.
pub(super) const SILENCE_US: i64 = 20_000;

/// Length of a packet in microseconds, 2 500 to 120 000; `None` when it is no packet (RFC 6716, section 3.1).
pub(super) fn packet_us(packet: &[u8]) -> Option<i64> {
    let toc = *packet.first()?;
    let config = toc >> 3;
    let frame = match config {
        0..12 => [10_000, 20_000, 40_000, 60_000][usize::from(config & 3)],
        12..16 => [10_000, 20_000][usize::from(config & 1)],
        _ => [2_500, 5_000, 10_000, 20_000][usize::from(config & 3)],
    };
    let frames = match toc & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => i64::from(packet.get(1)? & 0x3F),
    };
    let length = frame * frames;
    (1..=120_000).contains(&length).then_some(length)
}

/// Why there is no sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpusError {
    /// Opus is decoded to 8, 12, 16, 24 or 48 kHz.
    #[error("Opus is decoded to 8000, 12000, 16000, 24000 or 48000 samples a second")]
    Rate,
    /// Not a packet.
    #[error("the bytes are not an Opus packet")]
    Packet,
}

/// Decodes the packets of one stream, in order, to one channel.
pub struct OpusDecoder {
    decoder: raw::Decoder,
    rate: u32,
}

impl OpusDecoder {
    /// A decoder to that many samples a second.
    ///
    /// # Errors
    /// [`OpusError::Rate`].
    pub fn new(rate: u32) -> Result<Self, OpusError> {
        let decoder = raw::Decoder::new(rate).ok_or(OpusError::Rate)?;
        Ok(Self { decoder, rate })
    }

    /// The samples of a packet.
    ///
    /// # Errors
    /// [`OpusError::Packet`]; the next packet may be fed nevertheless.
    pub fn decode(&mut self, packet: &[u8]) -> Result<Vec<i16>, OpusError> {
        let length = packet_us(packet).ok_or(OpusError::Packet)?;
        self.run(Some(packet), self.samples(length))
    }

    /// What may have been heard in place of lost packets; at most 120 ms, in steps of 2.5 ms.
    ///
    /// # Errors
    /// [`OpusError::Packet`] when there is nothing to conceal with.
    pub fn conceal(&mut self, microseconds: i64) -> Result<Vec<i16>, OpusError> {
        let length = microseconds.clamp(2_500, 120_000) / 2_500 * 2_500;
        self.run(None, self.samples(length))
    }

    fn samples(&self, microseconds: i64) -> usize {
        (microseconds * i64::from(self.rate) / 1_000_000) as usize
    }

    fn run(&mut self, packet: Option<&[u8]>, samples: usize) -> Result<Vec<i16>, OpusError> {
        let mut pcm = vec![0_i16; samples];
        // A packet that the decoder does not bear costs this packet, not the process.
        let decoded = catch_unwind(AssertUnwindSafe(|| self.decoder.run(packet, &mut pcm)));
        match decoded {
            Ok(Some(count)) => {
                pcm.truncate(count);
                Ok(pcm)
            }
            Ok(None) => Err(OpusError::Packet),
            Err(_) => {
                self.decoder = raw::Decoder::new(self.rate).ok_or(OpusError::Rate)?;
                Err(OpusError::Packet)
            }
        }
    }
}

/// The one place that calls into the decoder's translation from C.
#[allow(
    unsafe_code,
    reason = "the translation of the reference decoder has its C interface: pointers and lengths"
)]
mod raw {
    use std::ptr::{self, NonNull};

    pub(super) struct Decoder {
        state: NonNull<unsafe_libopus::OpusDecoder>,
    }

    // SAFETY: the state is memory of its own; nothing else holds the pointer.
    unsafe impl Send for Decoder {}
    // SAFETY: it is used through `&mut` alone.
    unsafe impl Sync for Decoder {}

    impl Decoder {
        pub(super) fn new(rate: u32) -> Option<Self> {
            let mut error = 0;
            let rate = i32::try_from(rate).ok()?;
            // SAFETY: one channel and any rate are legal arguments; a wrong rate gives null.
            let state = unsafe { unsafe_libopus::opus_decoder_create(rate, 1, &raw mut error) };
            Some(Self {
                state: NonNull::new(state)?,
            })
        }

        pub(super) fn run(&mut self, packet: Option<&[u8]>, pcm: &mut [i16]) -> Option<usize> {
            let (data, length) = packet.map_or((ptr::null(), 0), |packet| {
                (packet.as_ptr(), packet.len() as i32)
            });
            // SAFETY: both slices are valid for the lengths given, and `state` was created above.
            let count = unsafe {
                unsafe_libopus::opus_decode(
                    self.state.as_ptr(),
                    data,
                    length,
                    pcm.as_mut_ptr(),
                    pcm.len() as i32,
                    0,
                )
            };
            usize::try_from(count).ok()
        }
    }

    impl Drop for Decoder {
        fn drop(&mut self) {
            // SAFETY: created by the same library, freed once.
            unsafe { unsafe_libopus::opus_decoder_destroy(self.state.as_ptr()) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_length_of_a_packet_is_in_its_first_bytes() {
        assert_eq!(packet_us(&SILENCE), Some(SILENCE_US));
        assert_eq!(packet_us(&[0x00]), Some(10_000));
        assert_eq!(packet_us(&[0x1B, 2]), Some(120_000));
        assert_eq!(packet_us(&[0x1B, 3]), None, "longer than a packet may be");
        assert_eq!(packet_us(&[]), None);
    }

    #[test]
    fn silence_is_silent() -> Result<(), OpusError> {
        let samples = OpusDecoder::new(16_000)?.decode(&SILENCE)?;
        assert_eq!(samples.len(), 320);
        assert!(samples.iter().all(|sample| sample.abs() < 8));
        Ok(())
    }

    #[test]
    fn a_rate_that_opus_does_not_know_is_refused() {
        assert!(OpusDecoder::new(44_100).is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_decoded_or_refused(packets in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..80), 1..12)) {
            let mut decoder = OpusDecoder::new(16_000).map_err(|error| TestCaseError::fail(error.to_string()))?;
            for packet in packets {
                if let Ok(samples) = decoder.decode(&packet) {
                    prop_assert!(samples.len() <= 1920);
                }
            }
        }
    }
}
