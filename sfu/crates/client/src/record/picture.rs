//! What the headers of VP8, VP9 and AV1 keyframes say.

use super::bits::Bits;

/// Width and height of a VP8 keyframe (RFC 6386, section 9.1).
pub(super) fn vp8_size(picture: &[u8]) -> Option<(u32, u32)> {
    let header = picture.get(..10)?;
    if header[0] & 1 != 0 || header[3..6] != [0x9D, 0x01, 0x2A] {
        return None;
    }
    let width = u32::from(u16::from_le_bytes([header[6], header[7]]) & 0x3FFF);
    let height = u32::from(u16::from_le_bytes([header[8], header[9]]) & 0x3FFF);
    (width > 0 && height > 0).then_some((width, height))
}

/// Width and height of the lowest layer of a VP9 keyframe (VP9 bitstream specification, section 6.2).
pub(super) fn vp9_size(picture: &[u8]) -> Option<(u32, u32)> {
    let mut bits = Bits::new(picture);
    if bits.take(2)? != 2 {
        return None;
    }
    let profile = u32::from(bits.flag()?) | u32::from(bits.flag()?) << 1;
    if profile == 3 {
        bits.flag()?;
    }
    let shown_again = bits.flag()?;
    let not_key = bits.flag()?;
    bits.take(2)?;
    if shown_again || not_key || bits.take(24)? != 0x49_83_42 {
        return None;
    }
    if profile >= 2 {
        bits.flag()?;
    }
    let srgb = bits.take(3)? == 7;
    if !srgb {
        bits.flag()?;
    }
    if profile & 1 == 1 {
        bits.take(if srgb { 1 } else { 3 })?;
    }
    let width = bits.take(16)? + 1;
    let height = bits.take(16)? + 1;
    Some((width, height))
}

/// The sequence header of an AV1 picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Av1Sequence<'a> {
    pub(super) profile: u8,
    pub(super) level: u8,
    pub(super) tier: bool,
    /// The largest width and height.
    pub(super) size: (u32, u32),
    /// The whole unit.
    pub(super) unit: &'a [u8],
}

const SEQUENCE_HEADER: u8 = 1;

/// Finds the sequence header among the units of a picture (AV1 bitstream specification, sections 5.3 and 5.5).
pub(super) fn av1_sequence(picture: &[u8]) -> Option<Av1Sequence<'_>> {
    let mut rest = picture;
    while let Some(first) = rest.first().copied() {
        let mut head = 1 + usize::from(first & 4 != 0);
        let size = if first & 2 != 0 {
            let (size, length) = leb128(rest.get(head..)?)?;
            head += length;
            size
        } else {
            rest.len().checked_sub(head)?
        };
        let end = head.checked_add(size)?;
        let unit = rest.get(..end)?;
        if first >> 3 & 15 == SEQUENCE_HEADER {
            return read_sequence(unit, &unit[head..]);
        }
        rest = &rest[end..];
    }
    None
}

fn read_sequence<'a>(unit: &'a [u8], body: &[u8]) -> Option<Av1Sequence<'a>> {
    let mut bits = Bits::new(body);
    let profile = bits.take(3)? as u8;
    bits.flag()?;
    let (mut level, mut tier) = (0, false);
    if bits.flag()? {
        level = bits.take(5)? as u8;
    } else {
        // Timing is never sent for live pictures; a stream with it is not recorded.
        if bits.flag()? {
            return None;
        }
        let delays = bits.flag()?;
        let points = bits.take(5)?;
        for point in 0..=points {
            bits.take(12)?;
            let this = bits.take(5)? as u8;
            let high = this > 7 && bits.flag()?;
            if delays && bits.flag()? {
                bits.take(4)?;
            }
            if point == 0 {
                (level, tier) = (this, high);
            }
        }
    }
    let width_bits = bits.take(4)? + 1;
    let height_bits = bits.take(4)? + 1;
    let size = (bits.take(width_bits)? + 1, bits.take(height_bits)? + 1);
    Some(Av1Sequence {
        profile,
        level,
        tier,
        size,
        unit,
    })
}

/// The configuration that containers want in front (AV1 in ISO BMFF, section 2.3), 4:2:0 with 8 bits as browsers send.
pub(super) fn av1_configuration(picture: &[u8]) -> Option<Vec<u8>> {
    let sequence = av1_sequence(picture)?;
    let mut bytes = vec![
        0x81,
        sequence.profile << 5 | sequence.level & 0x1F,
        u8::from(sequence.tier) << 7 | 0b0000_1100,
        0,
    ];
    bytes.extend_from_slice(sequence.unit);
    Some(bytes)
}

fn leb128(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0;
    for (index, byte) in bytes.iter().take(4).enumerate() {
        value |= usize::from(byte & 0x7F) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((value, index + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_vp8_keyframe_tells_its_size() {
        let keyframe = [0x10, 2, 0, 0x9D, 0x01, 0x2A, 0x80, 0x02, 0x68, 0x01, 0];
        assert_eq!(vp8_size(&keyframe), Some((640, 360)));
        assert_eq!(vp8_size(&[0x11; 11]), None);
    }

    #[test]
    fn a_vp9_keyframe_tells_its_size() {
        let keyframe = [0x82, 0x49, 0x83, 0x42, 0x00, 0x27, 0xF0, 0x16, 0x70, 0];
        assert_eq!(vp9_size(&keyframe), Some((640, 360)));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_not(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = (vp8_size(&bytes), vp9_size(&bytes));
            if let Some(configuration) = av1_configuration(&bytes) {
                prop_assert!(configuration.len() <= bytes.len() + 4);
            }
        }
    }
}
