//! One track on its way to one receiver: numbers, times and picture ids rewritten so that the receiver sees one unbroken stream,
//! whatever layers it is made of and however often it was paused.

mod source;

use std::time::Instant;

use crate::codec::Facts;
use crate::limits::LATE_PACKETS;
use crate::packet::{Codec, Kind, Layer, Outgoing, Packet, PictureNumbers};
use source::Source;

/// The newest packet sent.
#[derive(Clone, Copy, Debug)]
struct Last {
    sequence: u64,
    time: u32,
    captured: Instant,
    numbers: PictureNumbers,
}

/// Rewrites one track for one receiver.
#[derive(Debug)]
pub struct Forwarder {
    kind: Kind,
    /// The moment of RTP time 0 of the stream sent.
    epoch: Instant,
    target: Option<Layer>,
    current: Option<Source>,
    /// The layer that was left: its late packets still fill holes until that moment.
    previous: Option<(Source, Instant)>,
    last: Option<Last>,
}

impl Forwarder {
    /// A stream whose RTP time is 0 at `epoch`. Nothing is forwarded before a target is set.
    pub fn new(kind: Kind, epoch: Instant) -> Self {
        Self {
            kind,
            epoch,
            target: None,
            current: None,
            previous: None,
            last: None,
        }
    }

    /// The layer to go to; `None` stops at once. A new layer is taken at its next keyframe, until then the old one goes on.
    pub fn set_target(&mut self, target: Option<Layer>) {
        self.target = target;
        if target.is_none() {
            self.interrupt();
        }
    }

    /// Where it is going.
    pub fn target(&self) -> Option<Layer> {
        self.target
    }

    /// What is sent now.
    pub fn current(&self) -> Option<Layer> {
        self.current.as_ref().map(|source| source.layer)
    }

    /// The layer of which a keyframe is needed before its packets can be forwarded.
    pub fn awaits_keyframe(&self) -> Option<Layer> {
        match (self.kind, self.target) {
            (Kind::Video, Some(target)) if self.current() != Some(target) => Some(target),
            _ => None,
        }
    }

    /// The source paused: what comes next begins anew, with a keyframe for video.
    pub fn interrupt(&mut self) {
        self.current = None;
        self.previous = None;
    }

    /// The packet as this receiver should get it, or `None` when it should not.
    ///
    /// `captured` is when its content was captured, on our clock; `now` the present.
    pub fn forward(
        &mut self,
        layer: Layer,
        packet: &Packet,
        facts: &Facts,
        captured: Instant,
        now: Instant,
    ) -> Option<Outgoing> {
        let target = self.target?;
        let belongs = self
            .current
            .as_ref()
            .is_some_and(|current| current.is_source_of(layer, packet));
        if belongs && (layer == target || !facts.starts_keyframe || self.kind == Kind::Video) {
            return self.send_current(packet, facts, captured);
        }
        if layer == target && facts.starts_keyframe && !packet.payload.is_empty() {
            self.begin(layer, packet, facts, captured, now);
            let mut sent = self.send_current(packet, facts, captured)?;
            // A talkspurt begins for this receiver, even if it did not for the sender.
            sent.marker |= self.kind == Kind::Audio;
            return Some(sent);
        }
        self.send_previous(layer, packet, facts, captured, now)
    }

    fn begin(
        &mut self,
        layer: Layer,
        packet: &Packet,
        facts: &Facts,
        captured: Instant,
        now: Instant,
    ) {
        let (sequence, time, numbers) = match self.last {
            None => (0, self.ticks_between(self.epoch, captured), None),
            Some(last) => {
                // On the line that the reports so far have drawn: receivers average over many of them.
                let placed = last
                    .time
                    .wrapping_add(self.ticks_between(last.captured, captured));
                let ahead = placed.wrapping_sub(last.time) as i32;
                // Time must not stand still or go back: at least one picture or packet on.
                let time = if ahead <= 0 {
                    last.time.wrapping_add(self.least_step())
                } else {
                    placed
                };
                (last.sequence + 1, time, Some(last.numbers))
            }
        };
        let source = Source::begin(layer, packet, facts, sequence, time, numbers);
        if let Some(left) = self.current.replace(source) {
            self.previous = Some((left, now + LATE_PACKETS));
        }
    }

    fn send_current(
        &mut self,
        packet: &Packet,
        facts: &Facts,
        captured: Instant,
    ) -> Option<Outgoing> {
        let current = self.current.as_mut()?;
        if packet.payload.is_empty() {
            current.skip(packet.sequence);
            return None;
        }
        let sequence = current.sequence(packet.sequence)?;
        let sent = outgoing(current, packet, facts, sequence, captured);
        if self.last.is_none_or(|last| sequence > last.sequence) {
            let numbers = sent.picture.unwrap_or_default();
            self.last = Some(Last {
                sequence,
                time: sent.time,
                captured,
                numbers,
            });
        }
        Some(sent)
    }

    fn send_previous(
        &mut self,
        layer: Layer,
        packet: &Packet,
        facts: &Facts,
        captured: Instant,
        now: Instant,
    ) -> Option<Outgoing> {
        let (previous, until) = self.previous.as_mut()?;
        if now > *until {
            self.previous = None;
            return None;
        }
        if !previous.is_source_of(layer, packet)
            || packet.sequence >= previous.highest
            || packet.payload.is_empty()
        {
            return None;
        }
        let sequence = previous.sequence(packet.sequence)?;
        Some(outgoing(previous, packet, facts, sequence, captured))
    }

    /// RTP ticks from one moment to another, negative ones wrapped.
    fn ticks_between(&self, from: Instant, to: Instant) -> u32 {
        let rate = u128::from(self.kind.clock_rate());
        let ticks = |span: std::time::Duration| (span.as_nanos() * rate / 1_000_000_000) as u32;
        if to >= from {
            ticks(to - from)
        } else {
            0_u32.wrapping_sub(ticks(from - to))
        }
    }

    fn least_step(&self) -> u32 {
        match self.kind {
            Kind::Audio => 960,
            Kind::Video => 3_000,
        }
    }
}

fn outgoing(
    source: &Source,
    packet: &Packet,
    facts: &Facts,
    sequence: u64,
    captured: Instant,
) -> Outgoing {
    Outgoing {
        codec: packet.codec,
        sequence,
        time: source.time(packet.time),
        captured,
        marker: packet.marker,
        audio_level: packet.audio_level,
        voice: packet.voice,
        orientation: packet.orientation,
        picture: (packet.codec == Codec::Vp8).then(|| source.numbers(facts)),
        payload: packet.payload.clone(),
    }
}

#[cfg(test)]
mod tests;
