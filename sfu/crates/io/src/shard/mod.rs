//! All rooms and connections of one media thread, without sockets and clocks.
//!
//! Commands, datagrams and time go in; datagrams, events and the next deadline come out. A fault inside one connection ends its
//! participant alone.

mod commands;
mod connection;
mod demux;
mod drive;

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use visio_core::id::{Participant, Room, Track};
use visio_core::router::Router;
use visio_transport::{Datagram, PeerConnection, Transmit};

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

    /// Says goodbye to everybody.
    pub fn close(&mut self, now: Instant) {
        for room in self.router.rooms() {
            self.command(Command::CloseRoom { room }, now);
        }
        self.finish(now);
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
