//! Redundant audio, RFC 2198: the newest packet and copies of those before it.

/// Blocks of one packet, newest last.
const MAX_BLOCKS: usize = 10;

/// One block of a redundant payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block<'a> {
    /// Packets before the newest one; 0 for the newest itself. Senders put consecutive packets into the blocks.
    pub packets_back: u8,
    /// RTP ticks before the newest one.
    pub ticks_back: u32,
    /// The audio.
    pub payload: &'a [u8],
}

/// The blocks of a payload, oldest first; `None` when it is malformed.
pub fn blocks(payload: &[u8]) -> Option<Vec<Block<'_>>> {
    let mut headers = Vec::new();
    let mut rest = payload;
    loop {
        match rest {
            [last, body @ ..] if last & 0x80 == 0 => {
                rest = body;
                break;
            }
            [_, a, b, c, body @ ..] if headers.len() < MAX_BLOCKS => {
                let word = u32::from(*a) << 16 | u32::from(*b) << 8 | u32::from(*c);
                headers.push((word >> 10, (word & 0x3ff) as usize));
                rest = body;
            }
            _ => return None,
        }
    }
    let count = headers.len();
    let mut found = Vec::with_capacity(count + 1);
    for (index, (ticks_back, size)) in headers.into_iter().enumerate() {
        let (block, remaining) = rest.split_at_checked(size)?;
        rest = remaining;
        if size > 0 {
            found.push(Block {
                packets_back: (count - index) as u8,
                ticks_back,
                payload: block,
            });
        }
    }
    found.push(Block {
        packets_back: 0,
        ticks_back: 0,
        payload: rest,
    });
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_the_newest_and_the_one_before() {
        let payload = [0xef, 0x0f, 0x00, 0x02, 0x6f, 1, 2, 9, 9, 9];
        let blocks = blocks(&payload).unwrap();
        assert_eq!(
            blocks[0],
            Block {
                packets_back: 1,
                ticks_back: 960,
                payload: &[1, 2]
            }
        );
        assert_eq!(
            blocks[1],
            Block {
                packets_back: 0,
                ticks_back: 0,
                payload: &[9, 9, 9]
            }
        );
    }

    #[test]
    fn a_block_longer_than_the_packet_is_refused() {
        assert!(blocks(&[0xef, 0x0f, 0x03, 0xff, 0x6f, 1]).is_none());
        assert!(blocks(&[]).is_none());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_fault(payload in prop::collection::vec(any::<u8>(), 0..80)) {
            if let Some(found) = blocks(&payload) {
                prop_assert!(found.iter().map(|b| b.payload.len()).sum::<usize>() <= payload.len());
            }
        }
    }
}
