//! All rooms and connections of one media thread, without sockets and clocks.
//!
//! Commands, datagrams and time go in; datagrams, events and the next deadline come out. A fault inside one connection ends its
//! participant alone.

mod connection;
mod demux;
mod drive;

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use visio_core::id::{Participant, Room, Track};
use visio_core::packet::{Kind, Mid};
use visio_core::router::{Limit, Router};
use visio_transport::{AudioWishes, Channel, Datagram, MediaRequest, PeerConnection, Transmit};

use crate::command::{Command, Target};
use crate::event::{Event, TransportState};
use crate::timers::Timers;
use connection::{Held, Peer};
use demux::Demux;
pub use demux::local_fragment;
use drive::Deferred;

/// Makes connections.
pub trait Connector {
    /// What it makes.
    type Connection: PeerConnection;
    /// A new connection.
    fn connect(&self, target: Target, now: Instant) -> Self::Connection;
}

/// See the module.
pub struct Shard<C: Connector> {
    connector: C,
    router: Router,
    peers: HashMap<Participant, Peer>,
    connections: Vec<Option<Held<C::Connection>>>,
    free: Vec<usize>,
    demux: Demux,
    timers: Timers,
    router_at: Option<Instant>,
    dirty: Vec<usize>,
    stereo: HashMap<Track, bool>,
    deferred: VecDeque<Deferred>,
    transmits: Vec<Transmit>,
    events: Vec<Event>,
    offers: u64,
}

impl<C: Connector> Shard<C> {
    /// A shard without rooms. `speaker_interval`: speakers are told at most this often.
    pub fn new(connector: C, speaker_interval: Duration) -> Self {
        Self {
            connector,
            router: Router::new(speaker_interval),
            peers: HashMap::new(),
            connections: Vec::new(),
            free: Vec::new(),
            demux: Demux::default(),
            timers: Timers::default(),
            router_at: None,
            dirty: Vec::new(),
            stereo: HashMap::new(),
            deferred: VecDeque::new(),
            transmits: Vec::new(),
            events: Vec::new(),
            offers: 0,
        }
    }

    /// Rooms there are.
    pub fn rooms(&self) -> Vec<Room> {
        self.router.rooms()
    }

    /// Participants there are.
    pub fn participants(&self) -> usize {
        self.router.participants()
    }

    /// Takes the datagrams to be sent.
    pub fn take_transmits(&mut self, into: &mut Vec<Transmit>) {
        into.append(&mut self.transmits);
    }

    /// Takes what happened.
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// When `handle_timeout` is due.
    pub fn next_timeout(&mut self) -> Option<Instant> {
        match (self.timers.next_deadline(), self.router_at) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// A datagram came. `finish` must follow after a batch of them.
    pub fn receive(&mut self, datagram: Datagram<'_>, now: Instant) {
        let Some(key) = self.addressee(datagram, now) else {
            return;
        };
        self.drive(key, now, |connection| connection.receive(datagram, now));
        if let Some(held) = self.held(key) {
            held.heard = now;
        }
    }

    fn addressee(&mut self, datagram: Datagram<'_>, now: Instant) -> Option<usize> {
        let known = self.demux.by_address(datagram.source);
        let Some(fragment) = local_fragment(datagram.contents) else {
            return known;
        };
        let named = self.demux.by_fragment(fragment)?;
        if known == Some(named) {
            return known;
        }
        // An address is believed only with the password of the connection it names.
        let held = self.connections.get(named)?.as_ref()?;
        let genuine = catch_unwind(AssertUnwindSafe(|| held.connection.accepts(datagram, now)))
            .unwrap_or(false);
        if genuine {
            self.demux.learn(datagram.source, named);
        }
        genuine.then_some(named)
    }

    /// Time passed.
    pub fn handle_timeout(&mut self, now: Instant) {
        while let Some(key) = self.timers.pop_due(now) {
            self.drive(key, now, |connection| connection.handle_timeout(now));
            self.watch(key, now);
        }
        if self.router_at.is_none_or(|at| at <= now) {
            self.router_at = None;
            self.with_router(now, |router, outlet| router.handle_timeout(now, outlet));
        }
        self.finish(now);
    }

    /// Sends on what was received: to be called after each batch of datagrams or commands.
    pub fn finish(&mut self, now: Instant) {
        self.settle(now);
        while !self.dirty.is_empty() {
            for key in std::mem::take(&mut self.dirty) {
                if let Some(held) = self.held(key) {
                    held.dirty = false;
                }
                self.drive(key, now, |connection| connection.handle_timeout(now));
            }
            self.settle(now);
        }
        self.router_at = match (self.router_at, self.router.next_timeout(now)) {
            // One that is due stays so: only `handle_timeout` may take it, or traffic would put it off for ever.
            (Some(at), Some(_)) => Some(at),
            (_, next) => next,
        };
    }

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
                    router.request_keyframe(track, now, outlet)
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
                    connection.stop_media(track.0)
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
                    router.limit(participant, track, limit, now, outlet)
                });
            }
            Command::SendData {
                participant,
                channel,
                payload,
            } => {
                self.send_data(participant, channel, &payload, now);
            }
        }
    }

    /// Says goodbye to everybody.
    pub fn close(&mut self, now: Instant) {
        for room in self.router.rooms() {
            self.command(Command::CloseRoom { room }, now);
        }
        self.finish(now);
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

    fn remove_participant(&mut self, participant: Participant, now: Instant) {
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
            connection.add_media(track.0, media)
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
            && error == visio_transport::DataRefused::QueueFull
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

    fn refresh_fragments(&mut self, key: usize) {
        if let Some(fragments) = self.held(key).map(|held| held.connection.user_fragments()) {
            self.demux.set_fragments(key, fragments);
        }
    }

    fn held(&mut self, key: usize) -> Option<&mut Held<C::Connection>> {
        self.connections.get_mut(key)?.as_mut()
    }

    fn mark_dirty(&mut self, key: usize) {
        if let Some(held) = self.connections.get_mut(key).and_then(Option::as_mut)
            && !held.dirty
        {
            held.dirty = true;
            self.dirty.push(key);
        }
    }

    fn learn_destination(&mut self, destination: SocketAddr, key: usize) {
        self.demux.learn_if_free(destination, key);
    }

    /// Tells that a connection went silent, or was given up.
    fn watch(&mut self, key: usize, now: Instant) {
        let Some(held) = self.held(key) else { return };
        let Some(state) = held.silence(now) else {
            return;
        };
        self.tell_state(key, state);
    }

    fn tell_state(&mut self, key: usize, state: TransportState) {
        let Some(held) = self.held(key) else { return };
        if held.told == Some(state) || held.told.is_none() && state == TransportState::Disconnected
        {
            return;
        }
        held.told = Some(state);
        let (participant, target) = (held.participant, held.target);
        self.events.push(Event::TransportState {
            participant,
            target,
            state,
        });
    }
}
