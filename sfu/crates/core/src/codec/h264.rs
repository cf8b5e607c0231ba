//! H.264 payloads, RFC 6184: where a decoder can begin.

const SPS: u8 = 7;
const IDR: u8 = 5;

/// Whether this packet begins a keyframe: it carries a sequence parameter set or the first part of an IDR picture.
pub fn starts_keyframe(payload: &[u8]) -> bool {
    let Some((&first, rest)) = payload.split_first() else {
        return false;
    };
    match first & 0x1f {
        SPS | IDR => true,
        // STAP-A: 16-bit sizes and units.
        24 => aggregated(rest),
        // FU-A: only its first fragment begins.
        28 => rest
            .first()
            .is_some_and(|header| header & 0x80 != 0 && matches!(header & 0x1f, IDR | SPS)),
        _ => false,
    }
}

fn aggregated(mut units: &[u8]) -> bool {
    while let [high, low, unit @ ..] = units {
        let size = usize::from(*high) << 8 | usize::from(*low);
        if size == 0 || size > unit.len() {
            return false;
        }
        if matches!(unit[0] & 0x1f, SPS | IDR) {
            return true;
        }
        units = &unit[size..];
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parameter_sets_and_first_idr_fragments_begin_a_keyframe() {
        assert!(starts_keyframe(&[0x67, 1, 2]));
        assert!(starts_keyframe(&[0x65, 1, 2]));
        assert!(starts_keyframe(&[0x7c, 0x85, 1]));
        assert!(starts_keyframe(&[0x78, 0, 2, 0x67, 1, 0, 1, 0x68]));
    }

    #[test]
    fn other_units_do_not() {
        assert!(!starts_keyframe(&[]));
        assert!(!starts_keyframe(&[0x61, 1]));
        assert!(!starts_keyframe(&[0x7c, 0x05, 1]));
        assert!(!starts_keyframe(&[0x78, 0, 9, 0x67]));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_fault(payload in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = starts_keyframe(&payload);
        }
    }
}
