//! The VP8 payload descriptor, RFC 7741 §4.2.

use crate::packet::PictureNumbers;

/// A parsed descriptor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Descriptor {
    /// The running numbers present.
    pub numbers: PictureNumbers,
    /// `PictureID` has 15 bits, not 7.
    pub long_picture_id: bool,
    /// First packet of a picture.
    pub starts_picture: bool,
    /// First packet of a keyframe.
    pub starts_keyframe: bool,
}

impl Descriptor {
    /// `None` for a payload that is too short.
    pub fn parse(payload: &[u8]) -> Option<Self> {
        let mut bytes = payload.iter().copied();
        let first = bytes.next()?;
        let mut parsed = Self {
            starts_picture: first & 0x17 == 0x10,
            ..Self::default()
        };
        if first & 0x80 != 0 {
            let extension = bytes.next()?;
            if extension & 0x80 != 0 {
                let high = bytes.next()?;
                parsed.long_picture_id = high & 0x80 != 0;
                parsed.numbers.picture_id = Some(if parsed.long_picture_id {
                    u16::from(high & 0x7f) << 8 | u16::from(bytes.next()?)
                } else {
                    u16::from(high)
                });
            }
            if extension & 0x40 != 0 {
                parsed.numbers.tl0_index = Some(bytes.next()?);
            }
            if extension & 0x30 != 0 {
                let octet = bytes.next()?;
                if extension & 0x10 != 0 {
                    parsed.numbers.key_index = Some(octet & 0x1f);
                }
            }
        }
        let header = bytes.next()?;
        parsed.starts_keyframe = parsed.starts_picture && header & 0x01 == 0;
        Some(parsed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_all_fields_of_a_keyframe() {
        let parsed = Descriptor::parse(&[0x90, 0xf0, 0x81, 0x02, 7, 0x63, 0x00]).unwrap();
        assert_eq!(
            parsed.numbers,
            PictureNumbers {
                picture_id: Some(0x102),
                tl0_index: Some(7),
                key_index: Some(3)
            }
        );
        assert!(parsed.long_picture_id && parsed.starts_keyframe);
    }

    #[test]
    fn a_later_packet_of_a_keyframe_does_not_start_one() {
        assert!(
            !Descriptor::parse(&[0x80, 0x80, 0x05, 0x00])
                .unwrap()
                .starts_keyframe
        );
        assert!(
            !Descriptor::parse(&[0x90, 0x80, 0x05, 0x01])
                .unwrap()
                .starts_keyframe
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_fault(payload in prop::collection::vec(any::<u8>(), 0..32)) {
            let _ = Descriptor::parse(&payload);
        }
    }
}
