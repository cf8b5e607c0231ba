//! The owner's hold on a participant.

use std::os::fd::RawFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::events::EventQueue;
use super::orders::{Order, Orders};
use crate::{Command, Data, Event, LocalTrack, TextStream, TrackSpec};

/// A participant that a [`crate::Runner`] carries. It leaves when this is dropped.
#[derive(Debug)]
pub struct Participant {
    number: usize,
    orders: Orders,
    events: Arc<EventQueue>,
    tracks: AtomicU32,
}

impl Participant {
    pub(super) fn new(number: usize, orders: Orders, events: Arc<EventQueue>) -> Self {
        Self {
            number,
            orders,
            events,
            tracks: AtomicU32::new(1),
        }
    }

    /// Readable while events wait.
    pub fn fileno(&self) -> RawFd {
        self.events.fileno()
    }

    /// Takes up to `limit` events, oldest first.
    pub fn drain(&self, limit: usize) -> Vec<Event> {
        self.events.drain(limit)
    }

    /// Waits for events until `timeout` has passed, then takes up to `limit`.
    pub fn wait(&self, limit: usize, timeout: Duration) -> Vec<Event> {
        self.events.wait(limit, timeout)
    }

    /// Ends [`Self::wait`] early.
    pub fn nudge(&self) {
        self.events.nudge();
    }

    /// Announces a track and gives it a number.
    pub fn publish(&self, spec: TrackSpec) -> LocalTrack {
        let track = LocalTrack(self.tracks.fetch_add(1, Ordering::Relaxed));
        self.command(Command::Publish(track, spec));
        track
    }

    /// Sends one Opus packet, or one picture of a simulcast layer (lowest first).
    pub fn send(&self, track: LocalTrack, layer: u8, timestamp: u64, payload: Vec<u8>) {
        self.command(Command::Send {
            track,
            layer,
            timestamp,
            payload,
        });
    }

    /// Sends a message to all others.
    pub fn send_data(&self, data: Data) {
        self.command(Command::SendData(data));
    }

    /// Sends a text, reliably.
    pub fn send_text(&self, stream: TextStream) {
        self.command(Command::SendText(stream));
    }

    /// Anything else that it can be asked to do.
    pub fn command(&self, command: Command) {
        self.orders.send(Order::Command(self.number, command));
    }
}

impl Drop for Participant {
    fn drop(&mut self) {
        self.command(Command::Leave);
    }
}
