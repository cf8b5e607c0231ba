//! What comes in, and on to whom.

use std::time::Instant;

use super::{Outlet, Router};
use crate::codec::Facts;
use crate::event::Event;
use crate::id::{Participant, Track};
use crate::limits;
use crate::packet::{Codec, Kind, Layer, Mid, Packet, SenderReport};
use crate::quality::Observation;
use crate::track::{TrackState, Window, unpack_red};

impl Router {
    /// A sender reported where its clock stands.
    pub fn sender_report(
        &mut self,
        participant: Participant,
        mid: Mid,
        layer: Layer,
        report: &SenderReport,
    ) {
        let Some(sender) = self.participants.get_mut(&participant) else {
            return;
        };
        sender.clock.learn(report);
        let Some((_, track)) = sender.sends.iter().find(|(known, _)| *known == mid) else {
            return;
        };
        if let Some(state) = self.tracks.get_mut(track)
            && let Some(layer) = state.layers.get_mut(layer.index())
        {
            layer.clock.learn(report);
        }
    }

    /// The link to a receiver carries this many bits per second.
    pub fn estimate(
        &mut self,
        participant: Participant,
        estimate: u64,
        now: Instant,
        outlet: &mut impl Outlet,
    ) {
        let Some(receiver) = self.participants.get_mut(&participant) else {
            return;
        };
        let sending = receiver.sent.bits_per_second(now);
        receiver.estimate = Some(match receiver.estimate {
            // A fall to no less than what is sent, while little is sent, says more about how little is sent than about the link.
            Some(before) if estimate < before && sending * 2 < before && sending < estimate => {
                estimate.max(before - before / 50)
            }
            _ => estimate,
        });
        let lower = receiver.estimate < Some(sending);
        if lower {
            self.allocate(participant, now, outlet);
        }
    }

    /// Loss and delay of one direction of a participant's media.
    pub fn observe(&mut self, participant: Participant, seen: Observation) {
        if let Some(state) = self.participants.get_mut(&participant)
            && state.seen.len() < 64
        {
            state.seen.push(seen);
        }
    }

    /// A media packet came from a participant.
    pub fn receive(
        &mut self,
        participant: Participant,
        mid: Mid,
        layer: Layer,
        packet: &Packet,
        now: Instant,
        outlet: &mut impl Outlet,
    ) {
        let Some(sender) = self.participants.get_mut(&participant) else {
            return;
        };
        let Some((_, track)) = sender.sends.iter().find(|(known, _)| *known == mid) else {
            return;
        };
        let Some(state) = self.tracks.get_mut(track) else {
            return;
        };
        let Some(incoming) = state.layers.get_mut(layer.index()) else {
            return;
        };

        let revived = incoming
            .heard
            .is_none_or(|at| now.saturating_duration_since(at) > limits::LAYER_SILENT);
        let anew = incoming.ssrc != Some(packet.ssrc);
        if anew {
            incoming.clock.reset();
            state.window = Window::default();
        }
        incoming.ssrc = Some(packet.ssrc);
        incoming.heard = Some(now);
        incoming.rate.add(packet.payload.len() + 40, now);
        let facts = Facts::read(packet.codec, &packet.payload);
        if facts.starts_keyframe {
            incoming.keyframes.arrived();
        }
        let captured =
            incoming
                .clock
                .captured(&sender.clock, state.kind, packet.time, packet.arrival);

        if state.codec.is_none() || anew && state.codec != Some(packet.codec) {
            state.codec = Some(packet.codec);
            outlet.tell(Event::TrackStarted {
                track: *track,
                codec: packet.codec,
            });
        }
        if state.muted {
            return;
        }
        if state.kind == Kind::Audio
            && sender.counts_as_speaker
            && let Some(level) = packet.audio_level
            && let Some(room) = self.rooms.get_mut(&sender.room)
        {
            room.speakers.hear(participant, level, now);
        }
        let track = *track;
        if revived || anew {
            self.allocate_for(track, now, outlet);
        }
        self.fan_out(track, layer, packet, &facts, captured, now, outlet);
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the facts of one packet, read once"
    )]
    fn fan_out(
        &mut self,
        track: Track,
        layer: Layer,
        packet: &Packet,
        facts: &Facts,
        captured: Instant,
        now: Instant,
        outlet: &mut impl Outlet,
    ) {
        let Some(state) = self.tracks.get_mut(&track) else {
            return;
        };
        let is_red = packet.codec == Codec::Red;
        let fresh = packet.codec.kind() == Kind::Video || state.window.mark(packet.sequence);
        let mut plain: Option<Vec<Packet>> = None;
        for subscriber in &mut state.subscribers {
            let Some(bound) = &mut subscriber.bound else {
                continue;
            };
            let mut sent = 0;
            if is_red && !bound.accepts_red {
                let window = &mut state.window;
                for packet in plain.get_or_insert_with(|| {
                    if fresh {
                        unpack_red(packet, window)
                    } else {
                        Vec::new()
                    }
                }) {
                    if let Some(outgoing) =
                        bound.forwarder.forward(layer, packet, facts, captured, now)
                    {
                        sent += outgoing.payload.len();
                        outlet.write(subscriber.participant, bound.mid, outgoing);
                    }
                }
            } else if (fresh || is_red)
                && let Some(outgoing) = bound.forwarder.forward(layer, packet, facts, captured, now)
            {
                sent = outgoing.payload.len();
                outlet.write(subscriber.participant, bound.mid, outgoing);
            }
            if sent == 0 {
                continue;
            }
            if let Some(receiver) = self.participants.get_mut(&subscriber.participant) {
                receiver.sent.add(sent + 40, now);
            }
            if !subscriber.told_bound {
                subscriber.told_bound = true;
                outlet.tell(Event::SubscriptionBound {
                    participant: subscriber.participant,
                    track,
                });
            }
        }
        if facts.starts_keyframe {
            state.aim();
        }
    }
}

pub(super) fn send_keyframe_requests(
    track: &mut TrackState,
    now: Instant,
    outlet: &mut impl Outlet,
) {
    if track.kind != Kind::Video || track.muted {
        return;
    }
    for (index, layer) in track.layers.iter_mut().enumerate() {
        if layer.ssrc.is_some() && layer.keyframes.due(now) {
            outlet.request_keyframe(track.sender, track.mid, Layer(index as u8));
        }
    }
}
