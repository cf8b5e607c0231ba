//! H.264: from start codes to lengths, and what the parameter sets say.

use super::bits::Bits;

const SEQUENCE_SET: u8 = 7;
const PICTURE_SET: u8 = 8;

/// The units of an access unit with start codes (ITU-T H.264, annex B), without them.
pub(super) fn units(picture: &[u8]) -> Vec<&[u8]> {
    let mut starts = Vec::new();
    let mut at = 0;
    while at + 3 <= picture.len() {
        if picture[at..at + 3] == [0, 0, 1] {
            starts.push(at + 3);
            at += 3;
        } else {
            at += 1;
        }
    }
    let ends = starts
        .iter()
        .skip(1)
        .map(|start| start - 3)
        .chain([picture.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(start, end)| trimmed(&picture[*start..end]))
        .filter(|unit| !unit.is_empty())
        .collect()
}

/// A unit never ends with a zero byte: those belong to the start code behind it.
fn trimmed(unit: &[u8]) -> &[u8] {
    let end = unit
        .iter()
        .rposition(|byte| *byte != 0)
        .map_or(0, |last| last + 1);
    &unit[..end]
}

/// The same units, each behind its length in four bytes, as containers have it.
pub(super) fn with_lengths(picture: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(picture.len() + 8);
    for unit in units(picture) {
        bytes.extend_from_slice(&(unit.len() as u32).to_be_bytes());
        bytes.extend_from_slice(unit);
    }
    bytes
}

/// The decoder's configuration (ISO/IEC 14496-15, section 5.3.3.1) from a picture with its parameter sets.
pub(super) fn configuration(picture: &[u8]) -> Option<Vec<u8>> {
    let units = units(picture);
    let of_kind = |kind: u8| {
        units
            .iter()
            .copied()
            .filter(move |unit| unit[0] & 0x1F == kind && unit.len() < 0xFFFF)
    };
    let sequence = of_kind(SEQUENCE_SET).next()?;
    let pictures: Vec<&[u8]> = of_kind(PICTURE_SET).take(31).collect();
    if sequence.len() < 4 || pictures.is_empty() {
        return None;
    }
    // Lengths of four bytes; the reserved bits are ones.
    let mut bytes = vec![1, sequence[1], sequence[2], sequence[3], 0xFF, 0xE1];
    put(&mut bytes, sequence);
    bytes.push(pictures.len() as u8);
    for unit in pictures {
        put(&mut bytes, unit);
    }
    Some(bytes)
}

fn put(bytes: &mut Vec<u8>, unit: &[u8]) {
    bytes.extend_from_slice(&(unit.len() as u16).to_be_bytes());
    bytes.extend_from_slice(unit);
}

/// Width and height from the sequence parameter set of a picture, if it bears one.
pub(super) fn size(picture: &[u8]) -> Option<(u32, u32)> {
    let units = units(picture);
    let sequence = units.iter().find(|unit| unit[0] & 0x1F == SEQUENCE_SET)?;
    sequence_size(&unescaped(sequence.get(1..)?))
}

/// Without the bytes that keep start codes from appearing (section 7.4.1).
fn unescaped(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(bytes.len());
    for byte in bytes {
        if !(*byte == 3 && plain.ends_with(&[0, 0])) {
            plain.push(*byte);
        }
    }
    plain
}

/// Section 7.3.2.1.1.
fn sequence_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut bits = Bits::new(bytes);
    let profile = bits.take(8)?;
    bits.take(16)?;
    bits.golomb()?;
    let mut chroma = 1;
    let mut separate = false;
    if matches!(
        profile,
        100 | 110 | 122 | 244 | 44 | 83 | 86 | 118 | 128 | 138 | 139 | 134 | 135
    ) {
        chroma = bits.golomb()?;
        if chroma == 3 {
            separate = bits.flag()?;
        }
        bits.golomb()?;
        bits.golomb()?;
        bits.flag()?;
        if bits.flag()? {
            skip_scaling(&mut bits, if chroma == 3 { 12 } else { 8 })?;
        }
    }
    bits.golomb()?;
    skip_order(&mut bits)?;
    bits.golomb()?;
    bits.flag()?;
    let columns = bits.golomb()?.checked_add(1)?;
    let rows = bits.golomb()?.checked_add(1)?;
    let frames_only = bits.flag()?;
    if !frames_only {
        bits.flag()?;
    }
    bits.flag()?;
    let fields = if frames_only { 1 } else { 2 };
    let (mut width, mut height) = (columns.checked_mul(16)?, rows.checked_mul(16 * fields)?);
    if bits.flag()? {
        let (x, y) = match chroma {
            1 => (2, 2 * fields),
            2 => (2, fields),
            _ => (1, fields),
        };
        let (x, y) = if separate { (1, fields) } else { (x, y) };
        let crop: Vec<u32> = (0..4).map_while(|_| bits.golomb()).collect();
        let &[left, right, top, bottom] = crop.as_slice() else {
            return None;
        };
        width = width.checked_sub(left.checked_add(right)?.checked_mul(x)?)?;
        height = height.checked_sub(top.checked_add(bottom)?.checked_mul(y)?)?;
    }
    (width > 0 && height > 0).then_some((width, height))
}

fn skip_scaling(bits: &mut Bits<'_>, lists: u32) -> Option<()> {
    for list in 0..lists {
        if !bits.flag()? {
            continue;
        }
        let (mut last, mut next) = (8, 8);
        for _ in 0..if list < 6 { 16 } else { 64 } {
            if next != 0 {
                next = (last + bits.signed_golomb()? + 256) % 256;
            }
            last = if next == 0 { last } else { next };
        }
    }
    Some(())
}

fn skip_order(bits: &mut Bits<'_>) -> Option<()> {
    match bits.golomb()? {
        0 => {
            bits.golomb()?;
        }
        1 => {
            bits.flag()?;
            bits.signed_golomb()?;
            bits.signed_golomb()?;
            for _ in 0..bits.golomb()?.min(255) {
                bits.signed_golomb()?;
            }
        }
        _ => {}
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Constrained baseline, 640 x 360, as x264 writes it.
    const SEQUENCE: [u8; 22] = [
        0x67, 0x42, 0xC0, 0x1E, 0xD9, 0x00, 0xA0, 0x2F, 0xF9, 0x70, 0x11, 0x00, 0x00, 0x03, 0x00,
        0x01, 0x00, 0x00, 0x03, 0x00, 0x3C, 0x8F,
    ];
    const PICTURE: [u8; 4] = [0x68, 0xCB, 0x83, 0xCB];

    fn access_unit() -> Vec<u8> {
        let parts = [&SEQUENCE[..], &PICTURE, &[0x65, 0x88, 0x84]];
        parts
            .iter()
            .flat_map(|part| [&[0, 0, 0, 1], *part].concat())
            .collect()
    }

    #[test]
    fn the_size_comes_from_the_parameter_set() {
        assert_eq!(size(&access_unit()), Some((640, 360)));
    }

    #[test]
    fn the_configuration_holds_both_parameter_sets() {
        let configuration = configuration(&access_unit()).unwrap_or_default();
        assert_eq!(configuration[..6], [1, 0x42, 0xC0, 0x1E, 0xFF, 0xE1]);
        assert!(configuration.ends_with(&PICTURE));
    }

    #[test]
    fn start_codes_become_lengths() {
        let bytes = with_lengths(&[0, 0, 0, 1, 0x65, 9, 0, 0, 1, 0x41, 8]);
        assert_eq!(bytes, [0, 0, 0, 2, 0x65, 9, 0, 0, 0, 2, 0x41, 8]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_not(bytes in prop::collection::vec(prop_oneof![Just(0_u8), Just(1), Just(0x67), any::<u8>()], 0..200)) {
            let _ = (size(&bytes), configuration(&bytes));
            prop_assert!(with_lengths(&bytes).len() <= bytes.len() * 2);
        }
    }
}
