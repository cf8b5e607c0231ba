//! One stretch of one layer: how its numbers become those of the stream sent.

use std::collections::VecDeque;

use crate::codec::Facts;
use crate::packet::{Codec, Kind, Layer, Packet, PictureNumbers};

/// Packets left out that are remembered one by one; older ones are folded into the offset.
const REMEMBERED: usize = 64;

#[derive(Debug)]
pub(super) struct Source {
    pub(super) layer: Layer,
    ssrc: u32,
    codec: Codec,
    /// Packets before this one belong to nobody.
    first: u64,
    pub(super) highest: u64,
    /// Sent minus received, for a packet before which none was left out.
    offset: i64,
    left_out: VecDeque<u64>,
    time_offset: u32,
    picture_offset: u16,
    tl0_offset: u8,
    key_offset: u8,
}

impl Source {
    /// Begins at `packet`, which shall have this `sequence` and `time`, with numbers following `before`.
    pub(super) fn begin(
        layer: Layer,
        packet: &Packet,
        facts: &Facts,
        sequence: u64,
        time: u32,
        before: Option<PictureNumbers>,
    ) -> Self {
        let numbers = facts.vp8.map(|vp8| vp8.numbers).unwrap_or_default();
        let before = before.unwrap_or_default();
        Self {
            layer,
            ssrc: packet.ssrc,
            codec: packet.codec,
            first: packet.sequence,
            highest: packet.sequence,
            offset: sequence as i64 - packet.sequence as i64,
            left_out: VecDeque::new(),
            time_offset: time.wrapping_sub(packet.time as u32),
            picture_offset: following(
                before.picture_id,
                numbers.picture_id,
                u16::wrapping_add,
                u16::wrapping_sub,
            ),
            tl0_offset: following(
                before.tl0_index,
                numbers.tl0_index,
                u8::wrapping_add,
                u8::wrapping_sub,
            ),
            key_offset: following(
                before.key_index,
                numbers.key_index,
                u8::wrapping_add,
                u8::wrapping_sub,
            ),
        }
    }

    /// Whether `packet` continues this stretch.
    pub(super) fn is_source_of(&self, layer: Layer, packet: &Packet) -> bool {
        // Opus with and without redundancy may alternate packet by packet.
        let same_codec = packet.codec.kind() == Kind::Audio || packet.codec == self.codec;
        layer == self.layer && packet.ssrc == self.ssrc && same_codec
    }

    /// The sequence number to send, `None` for packets from before the beginning or left out.
    pub(super) fn sequence(&mut self, received: u64) -> Option<u64> {
        if received < self.first || self.left_out.contains(&received) {
            return None;
        }
        self.highest = self.highest.max(received);
        let before = self
            .left_out
            .iter()
            .filter(|left| **left < received)
            .count();
        u64::try_from(received as i64 + self.offset - before as i64).ok()
    }

    /// Leaves a packet out: those after it move up, so that the receiver misses nothing.
    pub(super) fn skip(&mut self, received: u64) {
        // A hole that was already numbered around cannot be closed any more.
        if received <= self.highest || self.left_out.contains(&received) {
            return;
        }
        self.highest = received;
        self.left_out.push_back(received);
        if self.left_out.len() > REMEMBERED
            && let Some(oldest) = self.left_out.pop_front()
        {
            self.offset -= 1;
            self.first = self.first.max(oldest + 1);
        }
    }

    pub(super) fn time(&self, received: u64) -> u32 {
        (received as u32).wrapping_add(self.time_offset)
    }

    pub(super) fn numbers(&self, facts: &Facts) -> PictureNumbers {
        let Some(vp8) = facts.vp8 else {
            return PictureNumbers::default();
        };
        let picture_mask = if vp8.long_picture_id { 0x7fff } else { 0x7f };
        PictureNumbers {
            picture_id: vp8
                .numbers
                .picture_id
                .map(|id| id.wrapping_add(self.picture_offset) & picture_mask),
            tl0_index: vp8
                .numbers
                .tl0_index
                .map(|index| index.wrapping_add(self.tl0_offset)),
            key_index: vp8
                .numbers
                .key_index
                .map(|index| index.wrapping_add(self.key_offset) & 0x1f),
        }
    }
}

/// The offset that makes `first` the number after `before`; none when there was none.
fn following<N: Copy + From<u8>>(
    before: Option<N>,
    first: Option<N>,
    add: fn(N, N) -> N,
    subtract: fn(N, N) -> N,
) -> N {
    match (before, first) {
        (Some(before), Some(first)) => subtract(add(before, N::from(1)), first),
        _ => N::from(0),
    }
}
