//! Events on their way from the thread to the owner.

use std::collections::VecDeque;
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::os::fd::{AsRawFd, RawFd};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::Event;

/// Frames that may wait; when more come, the oldest frame is lost and the next of its track is told as not contiguous.
pub const MAX_WAITING_FRAMES: usize = 8192;
/// Bytes of frames that may wait, likewise.
pub const MAX_WAITING_BYTES: usize = 64 * 1024 * 1024;

/// Events in order, with a descriptor that is readable while some wait. Only frames are ever lost, the oldest first.
#[derive(Debug)]
pub struct EventQueue {
    state: Mutex<State>,
    more: Condvar,
    wake: PipeWriter,
    woken: PipeReader,
}

#[derive(Debug, Default)]
struct State {
    events: VecDeque<Event>,
    frames: usize,
    bytes: usize,
    gaps: Vec<String>,
    signalled: bool,
    nudged: bool,
}

impl EventQueue {
    /// An empty queue.
    ///
    /// # Errors
    /// When the machine has no descriptor left.
    pub fn new() -> io::Result<Self> {
        let (woken, wake) = io::pipe()?;
        Ok(Self {
            state: Mutex::default(),
            more: Condvar::new(),
            wake,
            woken,
        })
    }

    /// Readable while events wait.
    pub fn fileno(&self) -> RawFd {
        self.woken.as_raw_fd()
    }

    /// Takes up to `limit` events, oldest first.
    pub fn drain(&self, limit: usize) -> Vec<Event> {
        self.lock().take(limit, &self.woken)
    }

    /// Waits for events until `timeout` has passed, then takes up to `limit`.
    pub fn wait(&self, limit: usize, timeout: Duration) -> Vec<Event> {
        let deadline = Instant::now() + timeout;
        let mut state = self.lock();
        while state.events.is_empty() && !std::mem::take(&mut state.nudged) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Vec::new();
            }
            state = self
                .more
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        state.take(limit, &self.woken)
    }

    /// Ends a wait early.
    pub(super) fn nudge(&self) {
        self.lock().nudged = true;
        self.more.notify_one();
    }

    /// Takes all of `events`, in order.
    pub(super) fn push(&self, events: &mut Vec<Event>) {
        if events.is_empty() {
            return;
        }
        let mut state = self.lock();
        for event in events.drain(..) {
            state.push(event);
        }
        if !state.signalled {
            // One byte waits at most, so this never blocks.
            state.signalled = (&self.wake).write_all(&[1]).is_ok();
        }
        drop(state);
        self.more.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn push(&mut self, mut event: Event) {
        if let Event::Frame(frame) = &mut event {
            if let Some(position) = self.gaps.iter().position(|sid| *sid == frame.track_sid) {
                self.gaps.swap_remove(position);
                frame.contiguous = false;
            }
            self.frames += 1;
            self.bytes += frame.payload.len();
        }
        self.events.push_back(event);
        while self.frames > MAX_WAITING_FRAMES || self.bytes > MAX_WAITING_BYTES {
            self.lose_oldest_frame();
        }
    }

    fn lose_oldest_frame(&mut self) {
        let Some(position) = self
            .events
            .iter()
            .position(|event| matches!(event, Event::Frame(_)))
        else {
            self.frames = 0;
            self.bytes = 0;
            return;
        };
        let Some(Event::Frame(lost)) = self.events.remove(position) else {
            return;
        };
        self.frames -= 1;
        self.bytes -= lost.payload.len();
        let same_track = |event: &&mut Event| matches!(event, Event::Frame(frame) if frame.track_sid == lost.track_sid);
        match self.events.iter_mut().find(same_track) {
            Some(Event::Frame(next)) => next.contiguous = false,
            _ => self.gaps.push(lost.track_sid),
        }
    }

    fn take(&mut self, limit: usize, mut woken: &PipeReader) -> Vec<Event> {
        let count = limit.min(self.events.len());
        let taken: Vec<Event> = self.events.drain(..count).collect();
        for event in &taken {
            if let Event::Frame(frame) = event {
                self.frames -= 1;
                self.bytes -= frame.payload.len();
            }
        }
        if self.events.is_empty() && self.signalled {
            self.signalled = woken.read_exact(&mut [0]).is_err();
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Frame, Kind, LeaveReason};

    fn frame(track: &str, timestamp: u64) -> Event {
        Event::Frame(Frame {
            track_sid: track.into(),
            participant: String::new(),
            kind: Kind::Audio,
            codec: "opus",
            timestamp,
            arrival: Instant::now(),
            keyframe: true,
            contiguous: true,
            payload: vec![0; 10].into(),
        })
    }

    fn frames(events: &[Event]) -> Vec<(u64, bool)> {
        let only = events.iter().filter_map(|event| {
            if let Event::Frame(frame) = event {
                Some(frame)
            } else {
                None
            }
        });
        only.map(|frame| (frame.timestamp, frame.contiguous))
            .collect()
    }

    #[test]
    fn the_oldest_frames_are_lost_first_and_the_gap_is_told() -> io::Result<()> {
        let queue = EventQueue::new()?;
        queue.push(&mut vec![Event::Left(LeaveReason::Left)]);
        for timestamp in 0..MAX_WAITING_FRAMES as u64 + 3 {
            queue.push(&mut vec![frame("TR_a", timestamp)]);
        }
        let events = queue.drain(usize::MAX);
        assert!(matches!(events[0], Event::Left(_)), "state is never lost");
        assert_eq!(frames(&events)[..2], [(3, false), (4, true)]);
        assert_eq!(frames(&events).len(), MAX_WAITING_FRAMES);
        Ok(())
    }

    #[test]
    fn waiting_ends_when_something_comes() -> io::Result<()> {
        let queue = EventQueue::new()?;
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| queue.wait(10, Duration::from_secs(60)));
            queue.push(&mut vec![frame("TR_a", 1)]);
            assert_eq!(
                waiting
                    .join()
                    .map(|events| events.len())
                    .unwrap_or_default(),
                1
            );
        });
        Ok(())
    }
}
