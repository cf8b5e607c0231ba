//! The thin shell of the recorder: a participant, a folder, a thread.

use std::io;
use std::os::fd::RawFd;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime};

use super::folder::Folder;
use super::notice::{Ended, Notice, Notices};
use super::recorder::{Act, Grant, Recorder};
use super::{MIN_FREE_BYTES, free_space};
use crate::{Options, Participant, Runner};

/// Datagrams gather for so long, so that one turn serves many: it costs less, and nobody waits for a file.
const DATAGRAMS: Duration = Duration::from_millis(40);
/// The same for what they held. A withdrawal has effect within it.
const GATHERING: Duration = Duration::from_millis(100);
/// The longest turn when nothing comes.
const TURN: Duration = Duration::from_millis(100);
/// How often the free space is looked at.
const SPACE_INTERVAL: Duration = Duration::from_secs(1);
/// Events taken in one turn.
const BATCH: usize = 4096;

/// Where and what to record.
#[derive(Debug, Clone)]
pub struct CaptureOptions {
    /// The server.
    pub url: String,
    /// The access token.
    pub token: String,
    /// Made if it is missing; must hold no part yet.
    pub folder: PathBuf,
    /// Lines of a camera that are wanted.
    pub picture_height: u32,
    /// The recording's id, for the manifest.
    pub recording: String,
    /// The number of the part.
    pub part: u32,
    /// Free bytes below which the part ends in order.
    pub min_free_bytes: u64,
}

impl CaptureOptions {
    /// Options with the usual choices.
    pub fn new(
        url: impl Into<String>,
        token: impl Into<String>,
        folder: impl Into<PathBuf>,
    ) -> Self {
        Self {
            url: url.into(),
            token: token.into(),
            folder: folder.into(),
            picture_height: 360,
            recording: String::new(),
            part: 1,
            min_free_bytes: MIN_FREE_BYTES,
        }
    }
}

/// A recorder that runs. Dropping it stops it.
#[derive(Debug)]
pub struct Capture {
    orders: Arc<Mutex<Vec<Order>>>,
    notices: Arc<Notices>,
    participant: Arc<Participant>,
    thread: Option<JoinHandle<()>>,
    // Dropped last: it waits for its thread.
    _runner: Runner,
}

#[derive(Debug)]
enum Order {
    Permit(String, Grant),
    Forbid(String),
    PermitOnly(Vec<(String, Grant)>),
    Beat,
    Pause,
    Resume,
    Stop,
}

impl Capture {
    /// Begins to join; [`Notice::Joined`] or [`Notice::Ended`] follows.
    ///
    /// # Errors
    /// When the folder cannot be written or holds a part, or the machine has no thread or descriptor left.
    pub fn start(options: CaptureOptions) -> io::Result<Self> {
        let now = Instant::now();
        let folder = Folder::create(&options.folder, now)?;
        let notices = Arc::new(Notices::new()?);
        let orders = Arc::new(Mutex::new(Vec::new()));
        let runner = Runner::gathering(DATAGRAMS)?;
        let participant = Arc::new(runner.join(Options {
            auto_subscribe: false,
            ..Options::new(&options.url, &options.token)
        })?);
        let wallclock = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let recorder = Recorder::new(
            now,
            options.picture_height,
            wallclock.map_or(0, |since| since.as_millis() as i64),
            &options.recording,
            options.part,
        );
        let capturing = Capturing {
            recorder,
            folder,
            options,
            orders: Arc::clone(&orders),
            notices: Arc::clone(&notices),
            participant: Arc::clone(&participant),
            looked: now,
        };
        let thread = thread::Builder::new()
            .name("visio-record".into())
            .spawn(move || capturing.run())?;
        Ok(Self {
            orders,
            notices,
            participant,
            thread: Some(thread),
            _runner: runner,
        })
    }

    /// Readable while notices wait.
    pub fn fileno(&self) -> RawFd {
        self.notices.fileno()
    }

    /// Takes all notices.
    pub fn drain(&self) -> Vec<Notice> {
        self.notices.drain()
    }

    /// From now on this person is written.
    pub fn permit(&self, identity: String, grant: Grant) {
        self.order(Order::Permit(identity, grant));
    }

    /// Nothing of this person that comes later is written.
    pub fn forbid(&self, identity: String) {
        self.order(Order::Forbid(identity));
    }

    /// The whole list anew; ends a hold.
    pub fn permit_only(&self, people: Vec<(String, Grant)>) {
        self.order(Order::PermitOnly(people));
    }

    /// Whoever gives permissions can be heard.
    pub fn beat(&self) {
        self.order(Order::Beat);
    }

    /// Writes nothing until [`Self::resume`].
    pub fn pause(&self) {
        self.order(Order::Pause);
    }

    /// Ends a pause.
    pub fn resume(&self) {
        self.order(Order::Resume);
    }

    /// Closes everything and leaves; [`Notice::Ended`] follows.
    pub fn stop(&self) {
        self.order(Order::Stop);
    }

    fn order(&self, order: Order) {
        lock(&self.orders).push(order);
        self.participant.nudge();
    }
}

impl Drop for Capture {
    /// Stops and waits until all files are closed.
    fn drop(&mut self) {
        self.stop();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn lock(orders: &Mutex<Vec<Order>>) -> MutexGuard<'_, Vec<Order>> {
    orders.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Capturing {
    recorder: Recorder,
    folder: Folder,
    options: CaptureOptions,
    orders: Arc<Mutex<Vec<Order>>>,
    notices: Arc<Notices>,
    participant: Arc<Participant>,
    looked: Instant,
}

impl Drop for Capturing {
    /// Also when the thread has failed.
    fn drop(&mut self) {
        self.notices.close();
    }
}

impl Capturing {
    fn run(mut self) {
        self.act();
        while !self.recorder.is_over() {
            let events = self.participant.wait(BATCH, TURN);
            let busy = !events.is_empty();
            // Permissions before frames: whatever was withdrawn is not written, though it waited here already.
            self.obey();
            let now = Instant::now();
            for event in events {
                self.recorder.event(now, event);
                self.act();
            }
            self.recorder.on_time(now);
            self.look_after_disk(now);
            self.act();
            if busy {
                thread::sleep(GATHERING);
            }
        }
        if self.folder.sync().is_err() {
            tracing::error!("record.sync.failed");
        }
    }

    fn obey(&mut self) {
        let orders = std::mem::take(&mut *lock(&self.orders));
        let now = Instant::now();
        for order in orders {
            match order {
                Order::Permit(identity, grant) => self.recorder.permit(now, &identity, grant),
                Order::Forbid(identity) => self.recorder.forbid(now, &identity),
                Order::PermitOnly(people) => self.recorder.permit_only(now, people),
                Order::Beat => self.recorder.beat(now),
                Order::Pause => self.recorder.pause(now),
                Order::Resume => self.recorder.resume(now),
                Order::Stop => self
                    .recorder
                    .end(now, Ended::Stopped, Ended::Stopped.code()),
            }
        }
    }

    fn look_after_disk(&mut self, now: Instant) {
        if self.folder.sync_if_due(now).is_err() {
            self.disk_failed(now);
        }
        if now.saturating_duration_since(self.looked) < SPACE_INTERVAL {
            return;
        }
        self.looked = now;
        let free = free_space(&self.options.folder).unwrap_or(0);
        if free < self.options.min_free_bytes {
            self.disk_failed(now);
        }
    }

    fn disk_failed(&mut self, now: Instant) {
        self.recorder.end(now, Ended::Disk, Ended::Disk.code());
    }

    fn act(&mut self) {
        while let Some(act) = self.recorder.poll_act() {
            let done = match act {
                Act::Command(command) => {
                    self.participant.command(command);
                    Ok(())
                }
                Act::Journal(line) => self.folder.journal(&line),
                Act::Open { track, header } => self.folder.open(track, &header),
                Act::Append {
                    track,
                    media,
                    times,
                } => self.folder.append(track, &media, &times),
                Act::Close { track } => self.folder.close(track),
                Act::Tell(notice) => {
                    if matches!(notice, Notice::Ended { .. }) && self.folder.sync().is_err() {
                        tracing::error!("record.sync.failed");
                    }
                    self.notices.push(notice);
                    Ok(())
                }
            };
            if let Err(error) = done {
                tracing::error!(kind = ?error.kind(), "record.write.failed");
                self.disk_failed(Instant::now());
            }
        }
    }
}
