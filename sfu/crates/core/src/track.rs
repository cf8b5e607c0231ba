//! A published track: its layers, and those who receive it.

use std::time::Instant;

use crate::clock::StreamClock;
use crate::codec::red;
use crate::forward::Forwarder;
use crate::id::{Participant, Room};
use crate::keyframes::KeyframeRequests;
use crate::limits::{LAYER_SILENT, LAYERS, LAYERS_WANTED_LOWERED, PAUSE_GRACE};
use crate::packet::{Codec, Kind, Layer, Mid, Packet};
use crate::rate::Rate;

/// What a layer is taken to cost before it was measured, in bits per second.
const USUAL: [u64; LAYERS] = [150_000, 500_000, 1_700_000];

/// A layer that takes less was not measured yet, in bits per second.
const MEASURED: u64 = 5_000;

/// One layer as it comes in.
#[derive(Debug, Default)]
pub(crate) struct LayerState {
    pub(crate) ssrc: Option<u32>,
    pub(crate) heard: Option<Instant>,
    pub(crate) rate: Rate,
    pub(crate) clock: StreamClock,
    pub(crate) keyframes: KeyframeRequests,
    highest_rate: u64,
}

impl LayerState {
    /// Bits per second to reckon with: what it takes now, with memory of its bursts.
    fn cost(&mut self, usual: u64, now: Instant) -> u64 {
        let measured = self.rate.bits_per_second(now);
        self.highest_rate = measured.max(self.highest_rate - self.highest_rate / 50);
        if self.highest_rate < MEASURED {
            usual
        } else {
            self.highest_rate
        }
    }
}

/// What a receiver asks for and gets of one track.
#[derive(Debug)]
pub(crate) struct Subscriber {
    pub(crate) participant: Participant,
    pub(crate) max_layer: u8,
    pub(crate) paused: bool,
    /// A pause that was asked for begins then, unless it is taken back.
    pub(crate) pauses_at: Option<Instant>,
    pub(crate) priority: i64,
    /// Stopped by the allocator.
    pub(crate) starved: bool,
    pub(crate) allocated: Option<u8>,
    pub(crate) bound: Option<Bound>,
    pub(crate) told_bound: bool,
}

/// The media section it is sent on.
#[derive(Debug)]
pub(crate) struct Bound {
    pub(crate) mid: Mid,
    pub(crate) accepts_red: bool,
    pub(crate) forwarder: Forwarder,
}

impl Subscriber {
    pub(crate) fn new(participant: Participant) -> Self {
        Self {
            participant,
            max_layer: (LAYERS - 1) as u8,
            paused: false,
            pauses_at: None,
            priority: 1,
            starved: false,
            allocated: None,
            bound: None,
            told_bound: false,
        }
    }

    /// Pauses, or goes on. What is being sent goes on for a moment: browsers call a picture hidden and visible within milliseconds, and
    /// a picture that was interrupted needs a keyframe to come back.
    pub(crate) fn pause(&mut self, paused: bool, now: Instant) {
        let sending = self
            .bound
            .as_ref()
            .is_some_and(|bound| bound.forwarder.current().is_some());
        if paused && sending && !self.paused {
            self.pauses_at.get_or_insert(now + PAUSE_GRACE);
        } else {
            self.paused = paused;
            self.pauses_at = None;
        }
    }

    /// Whether a pause begins now.
    fn pause_begins(&mut self, now: Instant) -> bool {
        let begins = self.pauses_at.is_some_and(|at| at <= now);
        if begins {
            self.paused = true;
            self.pauses_at = None;
        }
        begins
    }

    fn aim(&mut self, muted: bool, layers: &mut [LayerState; LAYERS]) {
        let Some(bound) = &mut self.bound else { return };
        let target = self.allocated.filter(|_| !self.paused && !muted).map(Layer);
        if bound.forwarder.target() != target {
            bound.forwarder.set_target(target);
        }
        if let Some(layer) = bound.forwarder.awaits_keyframe() {
            let requests = &mut layers[layer.index()].keyframes;
            if bound.forwarder.current().is_none() {
                requests.want_first();
            } else {
                requests.want();
            }
        }
    }
}

/// Packets older than this are none: numbers began anew.
const RESTART: u64 = 1_000;

/// The sequence numbers of a sound track seen lately, to know which are missing.
#[derive(Debug, Default)]
pub(crate) struct Window {
    highest: u64,
    /// Bit n: `highest - n` was seen.
    seen: u64,
}

impl Window {
    /// Marks a number; `false` when it was marked before or is too old to know.
    pub(crate) fn mark(&mut self, sequence: u64) -> bool {
        if self.seen == 0 || sequence > self.highest {
            let ahead = if self.seen == 0 {
                0
            } else {
                sequence - self.highest
            };
            self.seen = self
                .seen
                .checked_shl(u32::try_from(ahead).unwrap_or(u32::MAX))
                .unwrap_or(0)
                | 1;
            self.highest = sequence;
            return true;
        }
        let back = self.highest - sequence;
        if back > RESTART {
            // Not late: the sender began to count anew.
            (self.highest, self.seen) = (sequence, 1);
            return true;
        }
        if back >= 64 || self.seen & (1 << back) != 0 {
            return false;
        }
        self.seen |= 1 << back;
        true
    }

    pub(crate) fn has(&self, sequence: u64) -> bool {
        sequence > self.highest
            || self.highest - sequence >= 64
            || self.seen & (1 << (self.highest - sequence)) != 0
    }
}

/// A published track.
#[derive(Debug)]
pub(crate) struct TrackState {
    pub(crate) room: Room,
    pub(crate) sender: Participant,
    pub(crate) mid: Mid,
    pub(crate) kind: Kind,
    pub(crate) muted: bool,
    pub(crate) codec: Option<Codec>,
    pub(crate) layers: [LayerState; LAYERS],
    pub(crate) subscribers: Vec<Subscriber>,
    pub(crate) window: Window,
    pub(crate) wanted: Wanted,
}

/// The highest layer asked for, as it was told to the sender.
#[derive(Debug)]
pub(crate) struct Wanted {
    told: Option<u8>,
    lower_since: Option<Instant>,
}

impl Default for Wanted {
    /// A sender begins with all it has: the first receiver may come any moment.
    fn default() -> Self {
        Self {
            told: Some((LAYERS - 1) as u8),
            lower_since: None,
        }
    }
}

impl Wanted {
    /// Whether to tell this: a rise at once, a fall when it has lasted.
    pub(crate) fn update(&mut self, wanted: Option<u8>, now: Instant) -> bool {
        if wanted == self.told {
            self.lower_since = None;
            return false;
        }
        let since = *self.lower_since.get_or_insert(now);
        if wanted < self.told && now.saturating_duration_since(since) < LAYERS_WANTED_LOWERED {
            return false;
        }
        self.lower_since = None;
        self.told = wanted;
        true
    }
}

impl TrackState {
    pub(crate) fn new(room: Room, sender: Participant, mid: Mid, kind: Kind) -> Self {
        Self {
            room,
            sender,
            mid,
            kind,
            muted: false,
            codec: None,
            layers: Default::default(),
            subscribers: Vec::new(),
            window: Window::default(),
            wanted: Wanted::default(),
        }
    }

    pub(crate) fn subscriber(&mut self, participant: Participant) -> Option<&mut Subscriber> {
        self.subscribers
            .iter_mut()
            .find(|subscriber| subscriber.participant == participant)
    }

    /// Layers that are coming in, lowest first.
    pub(crate) fn alive(&self, now: Instant) -> [bool; LAYERS] {
        let several = self
            .layers
            .iter()
            .filter(|layer| layer.ssrc.is_some())
            .count()
            > 1;
        std::array::from_fn(|index| {
            let layer = &self.layers[index];
            // A single layer may be a still picture that sends nothing for long.
            let quiet = layer
                .heard
                .is_none_or(|heard| now.saturating_duration_since(heard) > LAYER_SILENT);
            layer.ssrc.is_some() && !(several && quiet)
        })
    }

    /// What each layer costs that is alive and not above `max_layer`; the lowest alive one if all are above.
    pub(crate) fn costs(&mut self, max_layer: u8, now: Instant) -> [Option<u64>; LAYERS] {
        let alive = self.alive(now);
        let lowest = alive.iter().position(|alive| *alive);
        std::array::from_fn(|index| {
            let wanted = alive[index] && (index <= usize::from(max_layer) || Some(index) == lowest);
            wanted.then(|| self.layers[index].cost(USUAL[index], now))
        })
    }

    /// What the best that is wanted takes or, before it flows, what it usually takes, in bits per second: links are probed for it.
    pub(crate) fn expected(&mut self, max_layer: u8, now: Instant) -> u64 {
        let measured = self
            .costs(max_layer, now)
            .into_iter()
            .zip(&self.layers)
            .filter(|(_, layer)| layer.highest_rate >= MEASURED)
            .filter_map(|(cost, _)| cost)
            .next_back();
        measured.unwrap_or(USUAL[usize::from(max_layer).min(LAYERS - 1)])
    }

    /// The highest layer any receiver can use.
    pub(crate) fn highest_wanted(&self) -> Option<u8> {
        self.subscribers
            .iter()
            .filter(|subscriber| !subscriber.paused)
            .map(|subscriber| subscriber.max_layer)
            .max()
    }

    /// Begins the pauses whose time has come; returns whose.
    pub(crate) fn begin_pauses(&mut self, now: Instant) -> Vec<Participant> {
        let mut begun = Vec::new();
        for subscriber in &mut self.subscribers {
            if subscriber.pause_begins(now) {
                begun.push(subscriber.participant);
            }
        }
        begun
    }

    pub(crate) fn interrupt(&mut self) {
        for bound in self
            .subscribers
            .iter_mut()
            .filter_map(|subscriber| subscriber.bound.as_mut())
        {
            bound.forwarder.interrupt();
        }
    }

    /// Points every receiver's forwarder to what is allocated to it, and asks for the keyframes needed for that.
    pub(crate) fn aim(&mut self) {
        for subscriber in &mut self.subscribers {
            subscriber.aim(self.muted, &mut self.layers);
        }
    }

    /// The same for one receiver.
    pub(crate) fn aim_for(&mut self, participant: Participant) {
        let (muted, layers) = (self.muted, &mut self.layers);
        if let Some(subscriber) = self
            .subscribers
            .iter_mut()
            .find(|s| s.participant == participant)
        {
            subscriber.aim(muted, layers);
        }
    }
}

/// A packet of redundant audio as plain packets: those that were missing, oldest first, then the newest.
pub(crate) fn unpack_red(packet: &Packet, window: &mut Window) -> Vec<Packet> {
    let Some(blocks) = red::blocks(&packet.payload) else {
        return Vec::new();
    };
    let mut plain = Vec::with_capacity(1);
    for block in blocks {
        let Some(sequence) = packet.sequence.checked_sub(u64::from(block.packets_back)) else {
            continue;
        };
        let newest = block.packets_back == 0;
        if !newest && window.has(sequence) {
            continue;
        }
        if !newest {
            window.mark(sequence);
        }
        plain.push(Packet {
            sequence,
            time: packet.time.wrapping_sub(u64::from(block.ticks_back)),
            codec: Codec::Opus,
            marker: packet.marker && newest,
            audio_level: packet.audio_level.filter(|_| newest),
            voice: packet.voice.filter(|_| newest),
            payload: block.payload.into(),
            ..packet.clone()
        });
    }
    plain
}
