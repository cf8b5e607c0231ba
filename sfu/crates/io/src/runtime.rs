//! One media thread: waits for sockets, commands and deadlines, and lets the shard act.

use std::net::UdpSocket;
use std::os::fd::AsFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, ppoll};
use nix::sys::time::TimeSpec;
use visio_transport::chosen::{Connection, Direction, Settings};
use visio_transport::{Datagram, Transmit};

use crate::address::Offered;
use crate::command::{Command, Target};
use crate::event::Event;
use crate::mailbox::Mailbox;
use crate::shard::{Connector, Shard};
use crate::socket::{BATCH, Receiver, Sender};

/// Batches taken from one socket before commands and deadlines are looked at again.
const BATCHES: usize = 4;
const COMMANDS: usize = 256;
const IDLE: Duration = Duration::from_secs(5);

/// What threads share with those above.
pub(crate) struct Shared {
    pub(crate) commands: Mailbox<Command>,
    pub(crate) events: Mailbox<Event>,
    pub(crate) stopping: AtomicBool,
    pub(crate) counters: Counters,
}

#[derive(Default)]
pub(crate) struct Counters {
    pub(crate) packets_in: AtomicU64,
    pub(crate) packets_out: AtomicU64,
    pub(crate) bytes_in: AtomicU64,
    pub(crate) bytes_out: AtomicU64,
    pub(crate) participants: AtomicU64,
    pub(crate) events_dropped: AtomicU64,
}

struct Str0m(Settings);

impl Connector for Str0m {
    type Connection = Connection;

    fn connect(&self, target: Target, now: Instant) -> Connection {
        let direction = match target {
            Target::Publisher => Direction::Receiving,
            Target::Subscriber => Direction::Sending,
        };
        Connection::new(&self.0, direction, now)
    }
}

pub(crate) struct Runtime {
    pub(crate) shared: Arc<Shared>,
    pub(crate) sockets: Vec<UdpSocket>,
    pub(crate) offered: Offered,
    pub(crate) settings: Settings,
    pub(crate) speaker_interval: Duration,
}

impl Runtime {
    /// Runs until told to stop. A fault that is not a single peer's costs the rooms of this thread, which goes on with none.
    pub(crate) fn run(self) {
        loop {
            let mut shard = Shard::new(Str0m(self.settings.clone()), self.speaker_interval);
            let outcome = catch_unwind(AssertUnwindSafe(|| self.serve(&mut shard)));
            if outcome.is_ok() {
                return;
            }
            tracing::error!("a media thread failed; its rooms are gone");
            let rooms = shard.rooms();
            // The shard is left as it is: what is torn may not even be dropped.
            std::mem::forget(shard);
            self.tell(vec![Event::ShardFailed { rooms }]);
        }
    }

    fn serve(&self, shard: &mut Shard<Str0m>) {
        let mut receivers: Vec<_> = self.sockets.iter().map(Receiver::new).collect();
        let mut sender = Sender::default();
        let mut transmits = Vec::new();
        while !self.shared.stopping.load(Ordering::Acquire) {
            let readable = self.wait(shard.next_timeout());
            let mut now = Instant::now();
            for command in self.shared.commands.take(COMMANDS) {
                shard.command(command, now);
            }
            for (index, _) in readable
                .iter()
                .enumerate()
                .filter(|(_, readable)| **readable)
            {
                for _ in 0..BATCHES {
                    now = Instant::now();
                    let count = self.receive(index, &mut receivers[index], shard, now);
                    shard.finish(now);
                    self.send(shard, &mut sender, &mut transmits);
                    if count < BATCH {
                        break;
                    }
                }
            }
            shard.finish(now);
            if shard.next_timeout().is_some_and(|at| at <= now) {
                shard.handle_timeout(now);
            }
            self.send(shard, &mut sender, &mut transmits);
            self.tell(shard.take_events());
            self.shared
                .counters
                .participants
                .store(shard.participants() as u64, Ordering::Relaxed);
        }
        shard.close(Instant::now());
        self.send(shard, &mut sender, &mut transmits);
    }

    /// Waits for a datagram, a command or the deadline; returns which sockets have something.
    fn wait(&self, until: Option<Instant>) -> Vec<bool> {
        let span = until
            .map_or(IDLE, |at| at.saturating_duration_since(Instant::now()))
            .min(IDLE);
        let mut fds: Vec<_> = self
            .sockets
            .iter()
            .map(|socket| PollFd::new(socket.as_fd(), PollFlags::POLLIN))
            .collect();
        fds.push(PollFd::new(self.shared.commands.fd(), PollFlags::POLLIN));
        // Interrupted, or worse: everything is looked at, nothing is lost.
        let polled = ppoll(&mut fds, Some(TimeSpec::from_duration(span)), None);
        let ready = |fd: &PollFd<'_>| polled.is_err() || fd.any().unwrap_or(true);
        fds[..self.sockets.len()].iter().map(ready).collect()
    }

    fn receive(
        &self,
        index: usize,
        receiver: &mut Receiver<'_>,
        shard: &mut Shard<Str0m>,
        now: Instant,
    ) -> usize {
        let destination = self.offered.of_socket(index);
        let mut bytes = 0;
        let outcome = receiver.receive(|source, contents| {
            bytes += contents.len() as u64;
            shard.receive(
                Datagram {
                    source,
                    destination,
                    contents,
                },
                now,
            );
        });
        let count = outcome.unwrap_or_else(|error| {
            tracing::debug!(%error, "receiving failed");
            0
        });
        self.shared
            .counters
            .packets_in
            .fetch_add(count as u64, Ordering::Relaxed);
        self.shared
            .counters
            .bytes_in
            .fetch_add(bytes, Ordering::Relaxed);
        count
    }

    fn send(&self, shard: &mut Shard<Str0m>, sender: &mut Sender, transmits: &mut Vec<Transmit>) {
        shard.take_transmits(transmits);
        let mut rest = transmits.as_slice();
        while let Some(first) = rest.first() {
            let run = rest
                .iter()
                .take_while(|transmit| transmit.source == first.source)
                .count();
            let (batch, after) = rest.split_at(run);
            rest = after;
            let Some(socket) = self.offered.socket_for(first.source) else {
                continue;
            };
            let count = sender.send(&self.sockets[socket], batch);
            let bytes: usize = batch.iter().map(|transmit| transmit.contents.len()).sum();
            self.shared
                .counters
                .packets_out
                .fetch_add(count as u64, Ordering::Relaxed);
            self.shared
                .counters
                .bytes_out
                .fetch_add(bytes as u64, Ordering::Relaxed);
        }
        transmits.clear();
    }

    fn tell(&self, events: Vec<Event>) {
        if events.is_empty() {
            return;
        }
        let dropped = self.shared.events.push_all(events, Event::is_droppable);
        if dropped > 0 {
            self.shared
                .counters
                .events_dropped
                .fetch_add(dropped, Ordering::Relaxed);
        }
    }
}
