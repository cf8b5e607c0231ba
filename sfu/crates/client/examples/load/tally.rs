//! What was received: how much, what is missing, how late.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use visio_client::{Frame, Kind};

use crate::media::{PACKETS, Stamp, frames_in};

/// Counts frames by who received them from whom.
pub(crate) struct Tally {
    people: usize,
    layers: usize,
    start: Instant,
    measuring: bool,
    frames: u64,
    streams: HashMap<(usize, u16, Kind), Stream>,
    packets: u64,
    audio_frames: u64,
    frames_by_layer: [u64; 3],
    lost_frames: u64,
    delays_us: Vec<u64>,
}

#[derive(Default)]
struct Stream {
    last: Option<u32>,
    /// The highest layer that has come.
    layer: u16,
}

impl Tally {
    pub(crate) fn new(people: usize, layers: usize, start: Instant) -> Self {
        Self {
            people,
            layers,
            start,
            measuring: false,
            frames: 0,
            streams: HashMap::new(),
            packets: 0,
            audio_frames: 0,
            frames_by_layer: [0; 3],
            lost_frames: 0,
            delays_us: Vec::new(),
        }
    }

    /// Whether everybody has everybody else's sound and their largest pictures.
    pub(crate) fn is_complete(&self) -> bool {
        self.complete_streams() == self.people * (self.people - 1) * 2
    }

    /// How much of that is not there.
    pub(crate) fn missing(&self) -> String {
        let wanted = self.people * (self.people - 1) * 2;
        format!(
            "{} of {wanted} streams have come, {} of them as wanted",
            self.streams.len(),
            self.complete_streams()
        )
    }

    fn complete_streams(&self) -> usize {
        let top = self.layers as u16 - 1;
        self.streams
            .iter()
            .filter(|((_, _, kind), stream)| *kind == Kind::Audio || stream.layer == top)
            .count()
    }

    /// Frames received since the beginning in the largest layer, sound included.
    pub(crate) const fn frames(&self) -> u64 {
        self.frames
    }

    /// From now on frames are measured.
    pub(crate) const fn begin(&mut self) {
        self.measuring = true;
    }

    pub(crate) fn count(&mut self, receiver: usize, frame: &Frame) {
        let Some(stamp) = Stamp::read(&frame.payload) else {
            return;
        };
        let stream = self
            .streams
            .entry((receiver, stamp.sender, frame.kind))
            .or_default();
        stream.layer = stream.layer.max(stamp.layer);
        let skipped = stream
            .last
            .map_or(0, |last| stamp.number.saturating_sub(last + 1));
        stream.last = Some(
            stream
                .last
                .map_or(stamp.number, |last| last.max(stamp.number)),
        );
        self.frames +=
            u64::from(frame.kind == Kind::Audio || usize::from(stamp.layer) + 1 == self.layers);
        if !self.measuring {
            return;
        }
        self.lost_frames += u64::from(skipped);
        match frame.kind {
            Kind::Audio => {
                self.audio_frames += 1;
                self.packets += 1;
            }
            Kind::Video => {
                let layer = PACKETS.len() - self.layers + usize::from(stamp.layer);
                self.frames_by_layer[layer.min(2)] += 1;
                self.packets += PACKETS[layer.min(2)];
            }
        }
        let arrived_us = frame
            .arrival
            .saturating_duration_since(self.start)
            .as_micros() as u64;
        self.delays_us
            .push(arrived_us.saturating_sub(stamp.sent_us));
    }

    /// The figures, with `sent` packets in `lasted`, after it had `settled` in this time (if it had).
    pub(crate) fn result(
        &mut self,
        sent: u64,
        lasted: Duration,
        settled: Option<Duration>,
    ) -> Value {
        self.delays_us.sort_unstable();
        let delay = |share: f64| {
            let last = self.delays_us.len().saturating_sub(1);
            self.delays_us
                .get((last as f64 * share).round() as usize)
                .copied()
                .unwrap_or(0)
        };
        json!({
            "event": "result",
            "seconds": lasted.as_secs_f64(),
            "settled_after": settled.map(|time| time.as_secs_f64()),
            "frames_wanted": frames_in(lasted, self.people).round(),
            "packets_sent": sent,
            "packets_forwarded": self.packets,
            "audio_frames": self.audio_frames,
            "frames_by_layer": self.frames_by_layer,
            "frames_lost": self.lost_frames,
            "delay_us": {"p50": delay(0.5), "p99": delay(0.99), "max": delay(1.0)},
        })
    }
}
