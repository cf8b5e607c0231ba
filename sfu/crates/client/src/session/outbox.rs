//! Messages on their way to the data channels.

use std::collections::VecDeque;

use str0m::Rtc;
use str0m::channel::ChannelId;

use crate::wire::{
    DataPacket, PacketKind, StreamChunk, StreamHeader, StreamTrailer, TextHeader, UserPacket,
    data_packet, write_data,
};
use crate::{Data, TextStream};

/// Bytes of reliable messages that may wait; when more come, the newest is refused with a line in the log.
const MAX_WAITING_BYTES: usize = 8 * 1024 * 1024;

/// Bytes of text in one chunk of a stream, as the stock clients cut it.
const CHUNK_BYTES: usize = 15_000;

/// Messages that wait for their channel. Lossy ones do not wait once the channel is open: what it does not take is lost.
#[derive(Default)]
pub(super) struct Outbox {
    reliable: Queue,
    lossy: Queue,
    bytes: usize,
    sequence: u32,
}

#[derive(Default)]
struct Queue {
    channel: Option<ChannelId>,
    waiting: VecDeque<Vec<u8>>,
}

impl Outbox {
    pub(super) const fn set_channels(&mut self, [reliable, lossy]: [ChannelId; 2]) {
        self.reliable.channel = Some(reliable);
        self.lossy.channel = Some(lossy);
    }

    pub(super) const fn forget_channels(&mut self) {
        self.reliable.channel = None;
        self.lossy.channel = None;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.reliable.waiting.is_empty() && self.lossy.waiting.is_empty()
    }

    pub(super) fn push(&mut self, data: Data) {
        let reliable = data.reliable;
        let bytes = self.encode(data);
        self.enqueue(bytes, reliable);
    }

    pub(super) fn push_text(&mut self, stream: TextStream) {
        let TextStream {
            id,
            destinations,
            text,
            ..
        } = stream;
        let header = StreamHeader {
            stream_id: id.clone(),
            timestamp: stream.timestamp_ms,
            topic: stream.topic,
            mime_type: "text/plain".into(),
            total_length: Some(text.len() as u64),
            attributes: stream.attributes,
            text: Some(TextHeader {
                version: 0,
                generated: true,
            }),
        };
        self.push_part(&destinations, data_packet::Value::StreamHeader(header));
        for (index, content) in chunks(&text).enumerate() {
            let chunk = StreamChunk {
                stream_id: id.clone(),
                chunk_index: index as u64,
                content: content.as_bytes().to_vec(),
            };
            self.push_part(&destinations, data_packet::Value::StreamChunk(chunk));
        }
        let trailer = StreamTrailer { stream_id: id };
        self.push_part(&destinations, data_packet::Value::StreamTrailer(trailer));
    }

    fn push_part(&mut self, destinations: &[String], value: data_packet::Value) {
        self.sequence += 1;
        let bytes = write_data(&DataPacket {
            kind: PacketKind::Reliable.into(),
            destination_identities: destinations.to_vec(),
            sequence: self.sequence,
            value: Some(value),
            ..DataPacket::default()
        });
        self.enqueue(bytes, true);
    }

    fn enqueue(&mut self, bytes: Vec<u8>, reliable: bool) {
        if self.bytes + bytes.len() > MAX_WAITING_BYTES {
            tracing::warn!(bytes = bytes.len(), "client.data.dropped");
            return;
        }
        self.bytes += bytes.len();
        let queue = if reliable {
            &mut self.reliable
        } else {
            &mut self.lossy
        };
        queue.waiting.push_back(bytes);
    }

    /// Writes one message if its channel takes it; true if one has left and the transport is to be driven.
    pub(super) fn write(&mut self, rtc: &mut Rtc) -> bool {
        let written = self
            .lossy
            .write(rtc, false)
            .or_else(|| self.reliable.write(rtc, true));
        self.bytes -= written.unwrap_or(0);
        written.is_some()
    }

    fn encode(&mut self, data: Data) -> Vec<u8> {
        let kind = if data.reliable {
            PacketKind::Reliable
        } else {
            PacketKind::Lossy
        };
        if data.reliable {
            self.sequence += 1;
        }
        let topic = (!data.topic.is_empty()).then_some(data.topic);
        let user = UserPacket {
            payload: data.payload,
            topic,
            ..UserPacket::default()
        };
        write_data(&DataPacket {
            kind: kind.into(),
            sequence: if data.reliable { self.sequence } else { 0 },
            value: Some(data_packet::Value::User(user)),
            ..DataPacket::default()
        })
    }
}

impl Queue {
    /// Bytes of the message that has left, if one has.
    fn write(&mut self, rtc: &mut Rtc, keep: bool) -> Option<usize> {
        let bytes = self.waiting.front()?;
        let mut channel = rtc.channel(self.channel?)?;
        channel.set_buffered_amount_low_threshold(super::peer::MAX_CHANNEL_BYTES / 2);
        let taken = channel.write(true, bytes).unwrap_or(false);
        if !taken && keep {
            return None;
        }
        self.waiting.pop_front().map(|message| message.len())
    }
}

/// A text in pieces of at most [`CHUNK_BYTES`], cut between characters.
fn chunks(mut text: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        if text.is_empty() {
            return None;
        }
        let (chunk, rest) = text.split_at(boundary(text));
        text = rest;
        Some(chunk)
    })
}

/// The last place within a chunk where a character ends.
fn boundary(text: &str) -> usize {
    let longest = text.len().min(CHUNK_BYTES);
    (0..=longest)
        .rev()
        .find(|place| text.is_char_boundary(*place))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_text_is_cut_between_characters_and_stays_whole(text in "[aé€😀]{0,9000}") {
            let pieces: Vec<&str> = chunks(&text).collect();
            prop_assert!(pieces.iter().all(|piece| !piece.is_empty() && piece.len() <= CHUNK_BYTES));
            prop_assert_eq!(pieces.concat(), text);
        }
    }
}
