//! A connection as a shard holds it.

use std::time::{Duration, Instant};

use visio_core::id::Participant;

use crate::command::Target;
use crate::event::TransportState;

/// Both sides check each other every few seconds (RFC 7675); two checks missed mean that something is wrong.
const DISCONNECTED_AFTER: Duration = Duration::from_secs(7);
/// After this the peer has given up too.
const FAILED_AFTER: Duration = Duration::from_secs(30);

/// Both connections of a participant.
#[derive(Debug)]
pub(super) struct Peer {
    pub(super) publisher: usize,
    pub(super) subscriber: usize,
    /// The number of the open or last offer.
    pub(super) offer: u64,
}

impl Peer {
    pub(super) fn new(publisher: usize, subscriber: usize) -> Self {
        Self {
            publisher,
            subscriber,
            offer: 0,
        }
    }

    pub(super) fn key(&self, target: Target) -> usize {
        match target {
            Target::Publisher => self.publisher,
            Target::Subscriber => self.subscriber,
        }
    }
}

/// One connection.
#[derive(Debug)]
pub(super) struct Held<P> {
    pub(super) participant: Participant,
    pub(super) target: Target,
    pub(super) connection: P,
    pub(super) told: Option<TransportState>,
    pub(super) heard: Instant,
    pub(super) dirty: bool,
}

impl<P> Held<P> {
    pub(super) fn new(
        participant: Participant,
        target: Target,
        connection: P,
        now: Instant,
    ) -> Self {
        Self {
            participant,
            target,
            connection,
            told: None,
            heard: now,
            dirty: false,
        }
    }

    /// What its silence means: `None` while it is not connected yet or nothing changed.
    pub(super) fn silence(&self, now: Instant) -> Option<TransportState> {
        let silent = now.saturating_duration_since(self.heard);
        match self.told {
            Some(TransportState::Connected) if silent >= DISCONNECTED_AFTER => {
                Some(TransportState::Disconnected)
            }
            Some(TransportState::Disconnected) if silent >= FAILED_AFTER => {
                Some(TransportState::Failed)
            }
            Some(TransportState::Disconnected) if silent < Duration::from_secs(1) => {
                Some(TransportState::Connected)
            }
            _ => None,
        }
    }
}
