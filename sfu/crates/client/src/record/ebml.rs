//! EBML, the binary XML that Matroska is written in (RFC 8794): elements of an id, a size and a body.

use std::io::{self, Read};

/// An element.
pub(super) fn element(id: u32, body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(body.len() + 12);
    put_id(&mut bytes, id);
    put_size(&mut bytes, body.len() as u64);
    bytes.extend_from_slice(body);
    bytes
}

/// An element with an unsigned number.
pub(super) fn unsigned(id: u32, value: u64) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let leading = (value.leading_zeros() / 8).min(7) as usize;
    element(id, &bytes[leading..])
}

/// An element with a number of eight bytes, so that it can be overwritten in place.
pub(super) fn fixed(id: u32, value: u64) -> Vec<u8> {
    element(id, &value.to_be_bytes())
}

/// An element with a floating-point number.
pub(super) fn float(id: u32, value: f64) -> Vec<u8> {
    element(id, &value.to_be_bytes())
}

/// An element with text.
pub(super) fn text(id: u32, value: &str) -> Vec<u8> {
    element(id, value.as_bytes())
}

/// The id of an element; its marker bit tells its length.
pub(super) fn put_id(bytes: &mut Vec<u8>, id: u32) {
    let leading = (id.leading_zeros() / 8).min(3) as usize;
    bytes.extend_from_slice(&id.to_be_bytes()[leading..]);
}

/// The size of an element in as few bytes as it takes. A size whose bits are all ones would mean "unknown".
pub(super) fn put_size(bytes: &mut Vec<u8>, size: u64) {
    let length = (1..8)
        .find(|length| size < (1 << (7 * length)) - 1)
        .unwrap_or(8);
    put_wide_size(bytes, size, length);
}

/// The size of an element in a chosen number of bytes, 1 to 8.
pub(super) fn put_wide_size(bytes: &mut Vec<u8>, size: u64, length: usize) {
    let marked = size | 1 << (7 * length);
    bytes.extend_from_slice(&marked.to_be_bytes()[8 - length..]);
}

/// The head of an element: its id, and its size unless that is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) id: u32,
    pub(super) size: Option<u64>,
}

/// Reads the head of an element; `None` at the end of the input or where there is none.
///
/// # Errors
/// Those of the reader, but for its end.
pub(super) fn read_head(input: &mut impl Read) -> io::Result<Option<Head>> {
    let Some(id) = read_vint(input, 4)? else {
        return Ok(None);
    };
    let Some(size) = read_vint(input, 8)? else {
        return Ok(None);
    };
    let mask = (1_u64 << (7 * size.length)) - 1;
    let value = size.bits & mask;
    Ok(Some(Head {
        id: id.bits as u32,
        size: (value != mask).then_some(value),
    }))
}

/// An unsigned number from the body of an element.
pub(super) fn number(body: &[u8]) -> u64 {
    body.iter()
        .take(8)
        .fold(0, |value, byte| value << 8 | u64::from(*byte))
}

struct Vint {
    /// With its marker.
    bits: u64,
    length: u32,
}

fn read_vint(input: &mut impl Read, longest: u32) -> io::Result<Option<Vint>> {
    let Some(first) = read_byte(input)? else {
        return Ok(None);
    };
    let length = first.leading_zeros() + 1;
    if length > longest {
        return Ok(None);
    }
    let mut bits = u64::from(first);
    for _ in 1..length {
        let Some(byte) = read_byte(input)? else {
            return Ok(None);
        };
        bits = bits << 8 | u64::from(byte);
    }
    Ok(Some(Vint { bits, length }))
}

fn read_byte(input: &mut impl Read) -> io::Result<Option<u8>> {
    let mut byte = [0];
    match input.read_exact(&mut byte) {
        Ok(()) => Ok(Some(byte[0])),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_element_is_its_id_its_size_and_its_body() {
        assert_eq!(
            element(0x1A45_DFA3, b"ab"),
            [0x1A, 0x45, 0xDF, 0xA3, 0x82, b'a', b'b']
        );
        assert_eq!(unsigned(0xE7, 0), [0xE7, 0x81, 0]);
        assert_eq!(unsigned(0xE7, 256), [0xE7, 0x82, 1, 0]);
    }

    #[test]
    fn an_unknown_size_is_told() -> io::Result<()> {
        let head = read_head(&mut [0xA3_u8, 0xFF].as_slice())?;
        assert_eq!(
            head,
            Some(Head {
                id: 0xA3,
                size: None
            })
        );
        Ok(())
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(id in prop::sample::select(vec![0xA3_u32, 0x4286, 0x2A_D7B1, 0x1F43_B675]), size in 0_u64..1 << 50) {
            let mut bytes = Vec::new();
            put_id(&mut bytes, id);
            put_size(&mut bytes, size);
            let head = read_head(&mut bytes.as_slice()).map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert_eq!(head, Some(Head { id, size: Some(size) }));
        }

        #[test]
        fn any_bytes_have_a_head_or_none(bytes in prop::collection::vec(any::<u8>(), 0..20)) {
            prop_assert!(read_head(&mut bytes.as_slice()).is_ok());
        }
    }
}
