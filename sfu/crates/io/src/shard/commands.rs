//! What is asked of a shard, obeyed.

use std::time::Instant;

use visio_core::id::{Participant, Room, Track};
use visio_core::packet::{Kind, Mid};
use visio_core::router::Limit;
use visio_transport::{AudioWishes, Channel, DataRefused, MediaRequest, PeerConnection};

use super::connection::{Held, Peer};
use super::drive::Deferred;
use super::{Connector, Shard};
use crate::command::{Command, Target};
use crate::event::Event;

impl<C: Connector> Shard<C> {
    /// Obeys. `finish` must follow after a batch of commands.
    pub fn command(&mut self, command: Command, now: Instant) {
        match command {
            Command::OpenRoom { room } => self.router.open_room(room),
            Command::CloseRoom { room } => {
                for participant in self.router.close_room(room) {
                    self.close_peer(participant, now);
                }
            }
            Command::AddParticipant {
                room,
                participant,
                counts_as_speaker,
            } => {
                self.add_participant(room, participant, counts_as_speaker, now);
            }
            Command::RemoveParticipant { participant } => self.remove_participant(participant, now),
            Command::PublisherOffer {
                participant,
                request,
                sdp,
                wishes,
            } => {
                self.publisher_offer(participant, request, &sdp, &wishes, now);
            }
            Command::OpenSubscriber { participant } => {
                self.with_subscriber(participant, now, PeerConnection::open_channels);
                self.offer(participant, now);
            }
            Command::SubscriberAnswer {
                participant,
                offer,
                sdp,
            } => {
                self.subscriber_answer(participant, offer, &sdp, now);
            }
            Command::RestartSubscriberIce { participant } => {
                self.with_subscriber(participant, now, PeerConnection::restart_ice);
                self.offer(participant, now);
            }
            Command::AddCandidate {
                participant,
                target,
                candidate,
            } => {
                if let Some(key) = self.peers.get(&participant).map(|peer| peer.key(target)) {
                    self.drive(key, now, |connection| connection.add_candidate(&candidate));
                }
            }
            other => self.obey_about_media(other, now),
        }
    }

    fn obey_about_media(&mut self, command: Command, now: Instant) {
        match command {
            Command::Publish {
                participant,
                track,
                mid,
                kind,
                stereo,
            } => {
                if let Some(mid) = Mid::new(&mid) {
                    self.stereo.insert(track, stereo && kind == Kind::Audio);
                    self.router.publish(participant, track, mid, kind);
                }
            }
            Command::Unpublish { track } => {
                self.stereo.remove(&track);
                self.router.unpublish(track);
            }
            Command::MuteTrack { track, muted } => {
                self.with_router(now, |router, outlet| router.mute(track, muted, now, outlet));
            }
            Command::RequestKeyframe { track } => {
                self.with_router(now, |router, outlet| {
                    router.request_keyframe(track, now, outlet);
                });
            }
            Command::Subscribe {
                participant,
                track,
                stream_id,
                track_id,
            } => {
                self.subscribe(participant, track, stream_id, track_id, now);
            }
            Command::Unsubscribe { participant, track } => {
                self.router.unsubscribe(participant, track);
                self.with_subscriber(participant, now, |connection| {
                    connection.stop_media(track.0);
                });
                self.offer(participant, now);
            }
            Command::Limit {
                participant,
                track,
                max_layer,
                paused,
                priority,
            } => {
                let limit = Limit {
                    max_layer,
                    paused,
                    priority,
                };
                self.with_router(now, |router, outlet| {
                    router.limit(participant, track, limit, now, outlet);
                });
            }
            Command::SendData {
                participant,
                channel,
                payload,
            } => {
                self.send_data(participant, channel, &payload, now);
            }
            _ => {}
        }
    }

    fn add_participant(
        &mut self,
        room: Room,
        participant: Participant,
        counts_as_speaker: bool,
        now: Instant,
    ) {
        if !self
            .router
            .add_participant(room, participant, counts_as_speaker)
        {
            return;
        }
        let publisher = self.hold(participant, Target::Publisher, now);
        let subscriber = self.hold(participant, Target::Subscriber, now);
        self.peers
            .insert(participant, Peer::new(publisher, subscriber));
    }

    fn hold(&mut self, participant: Participant, target: Target, now: Instant) -> usize {
        let connection = self.connector.connect(target, now);
        let fragments = connection.user_fragments();
        let held = Held::new(participant, target, connection, now);
        let key = if let Some(key) = self.free.pop() {
            self.connections[key] = Some(held);
            key
        } else {
            self.connections.push(Some(held));
            self.connections.len() - 1
        };
        self.demux.set_fragments(key, fragments);
        key
    }

    pub(super) fn remove_participant(&mut self, participant: Participant, now: Instant) {
        self.router.remove_participant(participant);
        self.close_peer(participant, now);
    }

    /// Says goodbye on both connections and forgets them.
    fn close_peer(&mut self, participant: Participant, now: Instant) {
        let Some(peer) = self.peers.remove(&participant) else {
            return;
        };
        for key in [peer.publisher, peer.subscriber] {
            self.drive(key, now, PeerConnection::close);
            self.connections[key] = None;
            self.free.push(key);
            self.timers.clear(key);
            self.demux.forget(key);
        }
    }

    fn publisher_offer(
        &mut self,
        participant: Participant,
        request: u64,
        sdp: &str,
        wishes: &AudioWishes,
        now: Instant,
    ) {
        let Some(key) = self.peers.get(&participant).map(|peer| peer.publisher) else {
            return;
        };
        let answer = self.drive(key, now, |connection| {
            connection.accept_offer(sdp, wishes, now)
        });
        self.refresh_fragments(key);
        match answer {
            Some(Ok(answer)) => self.events.push(Event::PublisherAnswer {
                participant,
                request,
                sdp: answer.sdp,
                media: answer.media,
            }),
            Some(Err(error)) => self.events.push(Event::NegotiationFailed {
                participant,
                target: Target::Publisher,
                request,
                reason: error.to_string(),
            }),
            None => {}
        }
    }

    fn subscriber_answer(&mut self, participant: Participant, offer: u64, sdp: &str, now: Instant) {
        let Some(peer) = self.peers.get(&participant) else {
            return;
        };
        if peer.offer != offer {
            return;
        }
        let key = peer.subscriber;
        let outcome = self.drive(key, now, |connection| connection.accept_answer(sdp, now));
        self.refresh_fragments(key);
        if let Some(Err(error)) = outcome {
            self.events.push(Event::NegotiationFailed {
                participant,
                target: Target::Subscriber,
                request: offer,
                reason: error.to_string(),
            });
        }
        self.offer(participant, now);
    }

    fn subscribe(
        &mut self,
        participant: Participant,
        track: Track,
        stream_id: String,
        track_id: String,
        now: Instant,
    ) {
        let Some(kind) = self.router.kind(track) else {
            return;
        };
        if !self.router.subscribe(participant, track) {
            return;
        }
        let stereo = self.stereo.get(&track).copied().unwrap_or(false);
        let media = MediaRequest {
            kind,
            stream_id,
            track_id,
            stereo,
        };
        self.with_subscriber(participant, now, |connection| {
            connection.add_media(track.0, media);
        });
        self.offer(participant, now);
    }

    /// Offers what changed; later, with everything else of this batch, so that it becomes one offer.
    fn offer(&mut self, participant: Participant, _now: Instant) {
        if !self.deferred.contains(&Deferred::Offer(participant)) {
            self.deferred.push_back(Deferred::Offer(participant));
        }
    }

    fn send_data(
        &mut self,
        participant: Participant,
        channel: Channel,
        payload: &[u8],
        now: Instant,
    ) {
        let Some(key) = self.peers.get(&participant).map(|peer| peer.subscriber) else {
            return;
        };
        let outcome = self.drive(key, now, |connection| {
            connection.send_data(channel, payload)
        });
        self.mark_dirty(key);
        // A reliable message that cannot be kept would be a promise broken in silence.
        if let Some(Err(error)) = outcome
            && channel == Channel::Reliable
            && error == DataRefused::QueueFull
        {
            self.fail(participant, error.to_string(), now);
        }
    }

    fn with_subscriber(
        &mut self,
        participant: Participant,
        now: Instant,
        act: impl FnOnce(&mut C::Connection),
    ) {
        if let Some(key) = self.peers.get(&participant).map(|peer| peer.subscriber) {
            self.drive(key, now, act);
        }
    }
}
