//! What the router does because time passed.

use std::time::{Duration, Instant};

use super::{Outlet, Router, send_keyframe_requests};
use crate::allocate::{Allocator, Demand};
use crate::event::Event;
use crate::id::{Participant, Track};
use crate::limits::QUALITY_INTERVAL;
use crate::packet::Kind;

/// Between two looks at what nobody waits for.
const TICK: Duration = Duration::from_millis(50);
/// Receivers looked at in one turn; in large rooms each has its turn once a second.
const AT_A_TIME: usize = 16;
/// After which a wish that the link does not fulfil is told again; then after twice that, and so on.
const FIRST_REMINDER: Duration = Duration::from_millis(400);
const LAST_REMINDER: Duration = Duration::from_secs(13);
/// What the wishes are told above their sum, in per cent.
const WISH: u64 = 120;

impl Router {
    /// When `handle_timeout` should be called next; `None` while nobody is there.
    pub fn next_timeout(&self, now: Instant) -> Option<Instant> {
        (!self.participants.is_empty()).then(|| now + TICK)
    }

    /// Time passed.
    pub fn handle_timeout(&mut self, now: Instant, outlet: &mut impl Outlet) {
        let mut pausing = Vec::new();
        for track in self.tracks.values_mut() {
            if track.kind == Kind::Video {
                pausing.append(&mut track.begin_pauses(now));
                track.aim();
                send_keyframe_requests(track, now, outlet);
            }
        }
        for participant in pausing {
            self.allocate(participant, now, outlet);
        }
        if due(&mut self.speakers_at, self.speaker_interval, now) {
            self.tell_speakers(now, outlet);
        }
        if due(&mut self.allocation_at, Allocator::interval(), now) {
            for _ in 0..self.turns.len().min(AT_A_TIME.max(self.turns.len() / 5)) {
                let Some(participant) = self.turns.pop_front() else {
                    break;
                };
                if self.participants.contains_key(&participant) {
                    self.allocate(participant, now, outlet);
                    self.turns.push_back(participant);
                }
            }
            let tracks: Vec<_> = self.tracks.keys().copied().collect();
            for track in tracks {
                self.tell_layers_wanted(track, now, outlet);
            }
        }
        if due(&mut self.quality_at, QUALITY_INTERVAL, now) {
            self.tell_quality(outlet);
        }
    }

    fn tell_speakers(&mut self, now: Instant, outlet: &mut impl Outlet) {
        for (room, state) in &mut self.rooms {
            if let Some(speakers) = state.speakers.changed(now) {
                outlet.tell(Event::SpeakersChanged {
                    room: *room,
                    speakers,
                });
            }
        }
    }

    fn tell_quality(&mut self, outlet: &mut impl Outlet) {
        let tracks = &self.tracks;
        for (participant, state) in &mut self.participants {
            let paused = state
                .receives
                .iter()
                .filter_map(|track| tracks.get(track))
                .any(|track| {
                    track
                        .subscribers
                        .iter()
                        .any(|s| s.participant == *participant && s.starved && !s.paused)
                });
            let seen = std::mem::take(&mut state.seen);
            if let Some(score) = state.quality.observe(&seen, paused) {
                outlet.tell(Event::QualityReport {
                    participant: *participant,
                    score,
                    lost: false,
                });
            }
        }
    }

    pub(super) fn tell_layers_wanted(
        &mut self,
        track: Track,
        now: Instant,
        outlet: &mut impl Outlet,
    ) {
        let Some(state) = self.tracks.get_mut(&track) else {
            return;
        };
        if state.kind != Kind::Video {
            return;
        }
        let wanted = state.highest_wanted();
        if state.wanted.update(wanted, now) {
            outlet.tell(Event::LayersWanted {
                track,
                max_layer: wanted,
            });
        }
    }

    /// Shares the link to one receiver among what it wants.
    pub(super) fn allocate(
        &mut self,
        participant: Participant,
        now: Instant,
        outlet: &mut impl Outlet,
    ) {
        let Some(receiver) = self.participants.get_mut(&participant) else {
            return;
        };
        let mut audio = 0;
        let mut expected = 0;
        let (mut demands, mut wanted) = (Vec::new(), Vec::new());
        for track in &receiver.receives {
            let Some(state) = self.tracks.get_mut(track) else {
                continue;
            };
            if state.kind == Kind::Audio {
                audio += state.layers[0].rate.bits_per_second(now);
                if let Some(subscriber) = state.subscriber(participant) {
                    subscriber.allocated = Some(0);
                }
                state.aim_for(participant);
                continue;
            }
            let muted = state.muted;
            let Some(subscriber) = state.subscriber(participant) else {
                continue;
            };
            let (max_layer, priority, current, bound) = (
                subscriber.max_layer,
                subscriber.priority,
                subscriber.allocated,
                subscriber.bound.is_some(),
            );
            if subscriber.paused || muted {
                subscriber.allocated = None;
                state.aim_for(participant);
                continue;
            }
            expected += state.expected(max_layer, now);
            if !bound {
                continue;
            }
            demands.push(Demand {
                priority,
                costs: state.costs(max_layer, now),
                current,
            });
            wanted.push(*track);
        }
        let budget = receiver
            .estimate
            .map(|estimate| estimate.saturating_sub(audio));
        let outcome = receiver.allocator.allocate(&demands, budget, now);
        let wish = (expected + audio) * WISH / 100;
        let constrained = outcome.layers.iter().zip(&demands).any(|(layer, demand)| {
            (0..demand.costs.len())
                .rev()
                .find(|index| demand.costs[*index].is_some())
                != layer.map(usize::from)
        });
        let (kept, wish) = if constrained {
            let kept = (outcome.next + audio) * WISH / 100;
            (kept, receiver.reminder.wish(wish, now))
        } else {
            receiver.reminder = Reminder::default();
            (0, wish)
        };
        if differs(receiver.bitrate_told.0, kept) || differs(receiver.bitrate_told.1, wish) {
            receiver.bitrate_told = (kept, wish);
            outlet.set_bitrate(participant, kept, wish);
        }
        for (track, layer) in wanted.into_iter().zip(outcome.layers) {
            let Some(state) = self.tracks.get_mut(&track) else {
                continue;
            };
            let sends = state.layers.iter().any(|layer| layer.ssrc.is_some());
            let Some(subscriber) = state.subscriber(participant) else {
                continue;
            };
            let starved = layer.is_none() && sends;
            if starved != subscriber.starved {
                subscriber.starved = starved;
                outlet.tell(Event::StreamPaused {
                    participant,
                    track,
                    paused: starved,
                });
            }
            subscriber.allocated = layer;
            state.aim_for(participant);
            send_keyframe_requests(state, now, outlet);
        }
    }
}

/// The transport probes when the wish grows, once, and a probe may come to nothing: a wish that is not fulfilled is lowered for a turn,
/// so that it grows again. Ever less often, for the link may really be narrow.
#[derive(Debug, Default)]
pub(super) struct Reminder {
    at: Option<Instant>,
    gap: Duration,
}

impl Reminder {
    fn wish(&mut self, wish: u64, now: Instant) -> u64 {
        let at = *self.at.get_or_insert_with(|| {
            self.gap = FIRST_REMINDER;
            now + FIRST_REMINDER
        });
        if now < at {
            return wish;
        }
        self.gap = (self.gap * 2).min(LAST_REMINDER);
        self.at = Some(now + self.gap);
        wish * 3 / 4
    }
}

fn due(at: &mut Option<Instant>, interval: Duration, now: Instant) -> bool {
    if at.is_some_and(|at| now < at) {
        return false;
    }
    *at = Some(now + interval);
    true
}

fn differs(told: u64, now: u64) -> bool {
    told.abs_diff(now) * 10 > told
}
