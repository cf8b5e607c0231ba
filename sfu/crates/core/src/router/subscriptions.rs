//! Who wants what: wishes, the media sections they are bound to, limits, and requests for keyframes.

use std::time::Instant;

use super::{Binding, Outlet, Router, send_keyframe_requests};
use crate::forward::Forwarder;
use crate::id::{Participant, Track};
use crate::limits;
use crate::packet::Mid;
use crate::track::{Bound, Subscriber};

/// What a client asks for of a track.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// 0 low, 1 middle, 2 high.
    pub max_layer: u8,
    /// Nothing at all.
    pub paused: bool,
    /// Larger is served first.
    pub priority: i64,
}

impl Router {
    /// Registers a wish; nothing flows before `bind`. `false` when the track or participant is unknown or the participant has too many.
    pub fn subscribe(&mut self, participant: Participant, track: Track) -> bool {
        let (Some(receiver), Some(state)) = (
            self.participants.get_mut(&participant),
            self.tracks.get_mut(&track),
        ) else {
            return false;
        };
        if receiver.receives.len() >= limits::SUBSCRIPTIONS_PER_PARTICIPANT
            || receiver.receives.contains(&track)
            || receiver.room != state.room
        {
            return false;
        }
        receiver.receives.push(track);
        state.subscribers.push(Subscriber::new(participant));
        true
    }

    /// The media section of a subscription has been agreed on: packets flow.
    pub fn bind(
        &mut self,
        participant: Participant,
        track: Track,
        binding: Binding,
        now: Instant,
        outlet: &mut impl Outlet,
    ) {
        let Some(state) = self.tracks.get_mut(&track) else {
            return;
        };
        let kind = state.kind;
        let Some(subscriber) = state.subscriber(participant) else {
            return;
        };
        subscriber.bound = Some(Bound {
            mid: binding.mid,
            accepts_red: binding.accepts_red,
            forwarder: Forwarder::new(kind, binding.epoch),
        });
        if let Some(receiver) = self.participants.get_mut(&participant) {
            receiver.receives_on.insert(binding.mid, track);
        }
        self.allocate(participant, now, outlet);
    }

    /// Ends a wish.
    pub fn unsubscribe(&mut self, participant: Participant, track: Track) {
        if let Some(receiver) = self.participants.get_mut(&participant) {
            receiver.receives.retain(|received| *received != track);
            receiver
                .receives_on
                .retain(|_, received| *received != track);
        }
        if let Some(state) = self.tracks.get_mut(&track) {
            state
                .subscribers
                .retain(|subscriber| subscriber.participant != participant);
        }
    }

    /// What a receiver asks for at most.
    pub fn limit(
        &mut self,
        participant: Participant,
        track: Track,
        limit: Limit,
        now: Instant,
        outlet: &mut impl Outlet,
    ) {
        let Some(subscriber) = self
            .tracks
            .get_mut(&track)
            .and_then(|state| state.subscriber(participant))
        else {
            return;
        };
        subscriber.max_layer = limit.max_layer.min(limits::LAYERS as u8 - 1);
        subscriber.pause(limit.paused, now);
        subscriber.priority = limit.priority;
        self.allocate(participant, now, outlet);
        self.tell_layers_wanted(track, now, outlet);
    }

    /// Wants a keyframe of every layer somebody receives.
    pub fn request_keyframe(&mut self, track: Track, now: Instant, outlet: &mut impl Outlet) {
        let Some(state) = self.tracks.get_mut(&track) else {
            return;
        };
        for bound in state
            .subscribers
            .iter()
            .filter_map(|subscriber| subscriber.bound.as_ref())
        {
            if let Some(layer) = bound.forwarder.current().or(bound.forwarder.target()) {
                state.layers[layer.index()].keyframes.want();
            }
        }
        send_keyframe_requests(state, now, outlet);
    }

    /// A receiver lost its picture.
    pub fn keyframe_requested(
        &mut self,
        participant: Participant,
        mid: Mid,
        now: Instant,
        outlet: &mut impl Outlet,
    ) {
        let Some(track) = self
            .participants
            .get(&participant)
            .and_then(|p| p.receives_on.get(&mid))
        else {
            return;
        };
        let Some(state) = self.tracks.get_mut(track) else {
            return;
        };
        let Some(bound) = state
            .subscriber(participant)
            .and_then(|subscriber| subscriber.bound.as_ref())
        else {
            return;
        };
        let Some(layer) = bound.forwarder.current().or(bound.forwarder.target()) else {
            return;
        };
        state.layers[layer.index()].keyframes.want();
        send_keyframe_requests(state, now, outlet);
    }
}
