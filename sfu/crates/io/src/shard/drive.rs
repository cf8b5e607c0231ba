//! Driving connections: every change is followed by taking what comes out of it, behind a barrier that keeps a fault in one peer.

use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use visio_core::event::Event as MediaEvent;
use visio_core::id::{Participant, Track};
use visio_core::packet::{Layer, Mid, Outgoing};
use visio_core::quality::Observation;
use visio_core::router::{Binding, Outlet, Router};
use visio_transport::{Channel, Event as ConnectionEvent, Output, PeerConnection, State};

use super::{Connector, Shard};
use crate::command::Target;
use crate::event::{Event, TransportState};

/// The transport lets one packet go, asks for the time one microsecond later, and lets the next go: this many at once.
const BURST: usize = 64;
/// Deadlines this near are taken for come.
const BURST_SPAN: Duration = Duration::from_micros(100);

/// What must wait until the connection at hand is done.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Deferred {
    /// Offer what changed.
    Offer(Participant),
    /// A fault: this participant is to be ended.
    Fail(Participant, String),
    /// A connection that cannot go on needs no time any more.
    Ended(usize),
}

impl Deferred {
    fn fault(participant: Participant) -> Self {
        Self::Fail(participant, "a fault inside its connection".to_owned())
    }
}

/// Where the router writes while the connections are at hand.
pub(super) struct Writer<'a, C: Connector> {
    shard: Parts<'a, C>,
}

struct Parts<'a, C: Connector> {
    peers: &'a HashMap<Participant, super::Peer>,
    connections: &'a mut Vec<Option<super::Held<C::Connection>>>,
    dirty: &'a mut Vec<usize>,
    events: &'a mut Vec<Event>,
    deferred: &'a mut VecDeque<Deferred>,
}

impl<C: Connector> Writer<'_, C> {
    fn with(
        &mut self,
        participant: Participant,
        target: Target,
        act: impl FnOnce(&mut C::Connection),
    ) {
        let Some(key) = self
            .shard
            .peers
            .get(&participant)
            .map(|peer| peer.key(target))
        else {
            return;
        };
        let Some(held) = self.shard.connections.get_mut(key).and_then(Option::as_mut) else {
            return;
        };
        let connection = &mut held.connection;
        if catch_unwind(AssertUnwindSafe(|| act(connection))).is_err() {
            self.shard.deferred.push_back(Deferred::fault(participant));
            return;
        }
        if !held.dirty {
            held.dirty = true;
            self.shard.dirty.push(key);
        }
    }
}

impl<C: Connector> Outlet for Writer<'_, C> {
    fn write(&mut self, participant: Participant, mid: Mid, packet: Outgoing) {
        self.with(participant, Target::Subscriber, |connection| {
            connection.write(mid, packet);
        });
    }

    fn request_keyframe(&mut self, participant: Participant, mid: Mid, layer: Layer) {
        self.with(participant, Target::Publisher, |connection| {
            connection.request_keyframe(mid, layer);
        });
    }

    fn set_bitrate(&mut self, participant: Participant, kept: u64, wished: u64) {
        self.with(participant, Target::Subscriber, |connection| {
            connection.set_bitrate(kept, wished);
        });
    }

    fn tell(&mut self, event: MediaEvent) {
        self.shard.events.push(Event::Media(event));
    }
}

impl<C: Connector> Shard<C> {
    /// Changes a connection and takes what comes out. `None` when it is gone or had a fault.
    pub(super) fn drive<T>(
        &mut self,
        key: usize,
        now: Instant,
        act: impl FnOnce(&mut C::Connection) -> T,
    ) -> Option<T> {
        let held = self.connections.get_mut(key)?.as_mut()?;
        let participant = held.participant;
        let target = held.target;
        let connection = &mut held.connection;
        let mut told = Vec::new();
        let transmits = &mut self.transmits;
        let first = transmits.len();
        let driven = catch_unwind(AssertUnwindSafe(|| {
            let outcome = act(connection);
            let mut bursts = 0;
            let next = loop {
                match connection.poll() {
                    Output::Transmit(transmit) => transmits.push(transmit),
                    Output::Event(event) => told.push(event),
                    Output::Timeout(at) => {
                        if bursts == BURST || at.saturating_duration_since(now) > BURST_SPAN {
                            break at;
                        }
                        bursts += 1;
                        connection.handle_timeout(at.max(now));
                    }
                }
            };
            (outcome, next)
        }));
        let unsettled = self.connections[key]
            .as_ref()
            .is_some_and(|held| held.told.is_none());
        if unsettled {
            for index in first..self.transmits.len() {
                let destination = self.transmits[index].destination;
                self.learn_destination(destination, key);
            }
        }
        let Ok((outcome, next)) = driven else {
            self.deferred.push_back(Deferred::fault(participant));
            return None;
        };
        self.timers.set(key, next);
        for event in told {
            self.obey(key, participant, target, event, now);
        }
        Some(outcome)
    }

    fn obey(
        &mut self,
        key: usize,
        participant: Participant,
        target: Target,
        event: ConnectionEvent,
        now: Instant,
    ) {
        match event {
            ConnectionEvent::Packet { mid, layer, packet } => {
                self.with_router(now, |router, outlet| {
                    router.receive(participant, mid, layer, &packet, now, outlet);
                });
            }
            ConnectionEvent::SenderReport { mid, layer, report } => {
                self.router.sender_report(participant, mid, layer, &report);
            }
            ConnectionEvent::KeyframeRequest { mid } => {
                self.with_router(now, |router, outlet| {
                    router.keyframe_requested(participant, mid, now, outlet);
                });
            }
            ConnectionEvent::Estimate(estimate) => {
                self.with_router(now, |router, outlet| {
                    router.estimate(participant, estimate, now, outlet);
                });
            }
            ConnectionEvent::MediaReady {
                key: track,
                mid,
                epoch,
                accepts_red,
            } => {
                let binding = Binding {
                    mid,
                    epoch,
                    accepts_red,
                };
                self.with_router(now, |router, outlet| {
                    router.bind(participant, Track(track), binding, now, outlet);
                });
            }
            ConnectionEvent::Data { channel, payload } => {
                if target == Target::Publisher {
                    let reliable = channel == Channel::Reliable;
                    self.events.push(Event::DataReceived {
                        participant,
                        payload,
                        reliable,
                    });
                }
            }
            ConnectionEvent::Statistics {
                loss_in,
                loss_out,
                round_trip,
            } => {
                let loss = if target == Target::Publisher {
                    loss_in
                } else {
                    loss_out
                };
                self.router
                    .observe(participant, Observation { loss, round_trip });
            }
            ConnectionEvent::State(State::Connected) => {
                self.tell_state(key, TransportState::Connected);
            }
            ConnectionEvent::State(State::Disconnected) => {
                self.tell_state(key, TransportState::Disconnected);
            }
            ConnectionEvent::State(State::Closed) => self.tell_state(key, TransportState::Closed),
            ConnectionEvent::Failed(_) => {
                self.tell_state(key, TransportState::Failed);
                self.deferred.push_back(Deferred::Ended(key));
            }
        }
    }

    /// Lets the router act; what it writes is sent by `finish`.
    pub(super) fn with_router(
        &mut self,
        _now: Instant,
        act: impl FnOnce(&mut Router, &mut Writer<'_, C>),
    ) {
        let mut writer = Writer::<C> {
            shard: Parts {
                peers: &self.peers,
                connections: &mut self.connections,
                dirty: &mut self.dirty,
                events: &mut self.events,
                deferred: &mut self.deferred,
            },
        };
        act(&mut self.router, &mut writer);
    }

    /// Does what had to wait.
    pub(super) fn settle(&mut self, now: Instant) {
        while let Some(deferred) = self.deferred.pop_front() {
            match deferred {
                Deferred::Offer(participant) => self.make_offer(participant, now),
                Deferred::Fail(participant, reason) => self.fail(participant, reason, now),
                Deferred::Ended(key) => self.timers.clear(key),
            }
        }
    }

    fn make_offer(&mut self, participant: Participant, now: Instant) {
        let Some(key) = self.peers.get(&participant).map(|peer| peer.subscriber) else {
            return;
        };
        let Some(Some(sdp)) = self.drive(key, now, |connection| connection.offer(now)) else {
            return;
        };
        self.refresh_fragments(key);
        self.offers += 1;
        let offer = self.offers;
        if let Some(peer) = self.peers.get_mut(&participant) {
            peer.offer = offer;
        }
        self.events.push(Event::SubscriberOffer {
            participant,
            offer,
            sdp,
        });
    }

    /// Ends one participant because of a fault of its own.
    pub(super) fn fail(&mut self, participant: Participant, reason: String, now: Instant) {
        if self.peers.contains_key(&participant) {
            self.remove_participant(participant, now);
            self.events.push(Event::ParticipantFailed {
                participant,
                reason,
            });
        }
    }
}
