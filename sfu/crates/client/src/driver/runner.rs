//! A thread that carries participants.

use std::collections::HashMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token, Waker};

use super::attendance::Attendance;
use super::events::EventQueue;
use super::handle::Participant;
use super::inbox::Inbox;
use super::orders::{Order, Orders};
use crate::{Command, Options};

const WAKE: Token = Token(0);
const LONGEST_SLEEP: Duration = Duration::from_secs(1);

/// A thread that carries participants: one, or hundreds.
#[derive(Debug)]
pub struct Runner {
    orders: Orders,
    waker: Arc<Waker>,
    thread: Option<JoinHandle<()>>,
}

impl Runner {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the machine has no thread or descriptor left.
    pub fn new() -> io::Result<Self> {
        Self::gathering(Duration::ZERO)
    }

    /// Starts a thread that lets so much time pass between its turns and reads together what has gathered meanwhile: several times cheaper, for who is in no hurry.
    ///
    /// Frames and answers come later by that much; [`crate::Frame::arrival`] tells all the same when each came to this machine. Keep it well below
    /// 100 ms, after which senders doubt the link, and what the kernel keeps of datagrams runs over.
    ///
    /// # Errors
    /// When the machine has no thread or descriptor left.
    pub fn gathering(pause: Duration) -> io::Result<Self> {
        let poll = Poll::new()?;
        let waker = Arc::new(Waker::new(poll.registry(), WAKE)?);
        let (orders, inbox) = Orders::through(Arc::clone(&waker));
        let carrying = Carrying {
            poll,
            inbox,
            attendances: HashMap::new(),
            pause,
        };
        let thread = thread::Builder::new()
            .name("visio-client".into())
            .spawn(move || carrying.run())?;
        Ok(Self {
            orders,
            waker,
            thread: Some(thread),
        })
    }

    /// Begins to join a room; the outcome comes as an event.
    ///
    /// # Errors
    /// When the machine has no descriptor left.
    pub fn join(&self, options: Options) -> io::Result<Participant> {
        let events = Arc::new(EventQueue::new()?);
        let number = next_number();
        let attendance = Attendance::new(
            options,
            seed(number),
            Arc::downgrade(&events),
            Arc::clone(&self.waker),
        );
        self.orders.send(Order::Join(number, Box::new(attendance)));
        Ok(Participant::new(number, self.orders.clone(), events))
    }
}

impl Drop for Runner {
    /// Everybody leaves; the thread ends.
    fn drop(&mut self) {
        self.orders.send(Order::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Carrying {
    poll: Poll,
    inbox: Receiver<Order>,
    attendances: HashMap<usize, Box<Attendance>>,
    pause: Duration,
}

impl Drop for Carrying {
    /// Also when the thread has failed: whoever is still carried is told, and does not wait for ever.
    fn drop(&mut self) {
        for attendance in self.attendances.values_mut() {
            attendance.fail();
        }
    }
}

impl Carrying {
    fn run(mut self) {
        let mut ready = Events::with_capacity(1024);
        let mut inbox = Inbox::new();
        loop {
            let now = Instant::now();
            let deadline = self
                .attendances
                .values_mut()
                .map(|attendance| attendance.deadline())
                .min();
            let sleep = deadline.map_or(LONGEST_SLEEP, |deadline| {
                deadline.saturating_duration_since(now).min(LONGEST_SLEEP)
            });
            if let Err(error) = self.poll.poll(&mut ready, Some(sleep))
                && error.kind() != io::ErrorKind::Interrupted
            {
                tracing::error!(kind = ?error.kind(), "client.poll.failed");
                return;
            }
            let woken = ready.iter().any(|event| event.token() == WAKE);
            let mut touched: Vec<usize> = ready
                .iter()
                .filter_map(|event| event.token().0.checked_sub(1))
                .collect();
            touched.dedup();
            for number in touched {
                self.visit(number, |attendance| attendance.on_readiness(&mut inbox));
            }
            if woken && !self.obey(&mut inbox) {
                return;
            }
            self.pass_time(woken, &mut inbox);
            if !self.pause.is_zero() {
                thread::sleep(self.pause);
            }
        }
    }

    /// Does what was ordered; false when it is time to stop.
    fn obey(&mut self, inbox: &mut Inbox) -> bool {
        while let Ok(order) = self.inbox.try_recv() {
            match order {
                Order::Join(number, attendance) => {
                    self.attendances.insert(number, attendance);
                    self.visit(number, |attendance| attendance.on_time(inbox));
                }
                Order::Command(number, command) => {
                    self.visit(number, |attendance| attendance.command(command));
                }
                Order::Stop => {
                    for (_, mut attendance) in self.attendances.drain() {
                        attendance.command(Command::Leave);
                    }
                    return false;
                }
            }
        }
        true
    }

    /// Lets time pass for those whose time has come; after a wake-up also looks for sockets that have opened.
    fn pass_time(&mut self, woken: bool, inbox: &mut Inbox) {
        let now = Instant::now();
        let numbers: Vec<usize> = self.attendances.keys().copied().collect();
        for number in numbers {
            let Some(attendance) = self.attendances.get_mut(&number) else {
                continue;
            };
            let opening = woken && attendance.is_opening();
            let due = attendance.deadline() <= now;
            let abandoned = attendance.is_abandoned();
            if opening {
                self.visit(number, |attendance| attendance.on_readiness(inbox));
            }
            if due {
                self.visit(number, |attendance| attendance.on_time(inbox));
            }
            if abandoned {
                self.visit(number, |attendance| attendance.command(Command::Leave));
            }
        }
    }

    fn visit(&mut self, number: usize, act: impl FnOnce(&mut Attendance)) {
        let Some(attendance) = self.attendances.get_mut(&number) else {
            return;
        };
        // What the transport does not bear ends one participant, not those beside it.
        if catch_unwind(AssertUnwindSafe(|| act(attendance))).is_err() {
            tracing::error!("client.participant.failed");
            attendance.fail();
            self.attendances.remove(&number);
            return;
        }
        for descriptor in attendance.take_opened() {
            // Closed sockets are forgotten by the poll itself.
            let interest = Interest::READABLE | Interest::WRITABLE;
            if self
                .poll
                .registry()
                .register(&mut SourceFd(&descriptor), Token(number + 1), interest)
                .is_err()
            {
                tracing::error!("client.poll.failed");
            }
        }
        if attendance.is_over() {
            self.attendances.remove(&number);
        }
    }
}

fn next_number() -> usize {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Different for every participant and run; only pauses and track names come from it.
fn seed(number: usize) -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::events::EventQueue;
    use crate::{Event, LeaveReason};

    #[test]
    fn who_is_carried_when_the_thread_fails_is_told() -> io::Result<()> {
        let poll = Poll::new()?;
        let waker = Arc::new(Waker::new(poll.registry(), WAKE)?);
        let (_orders, inbox) = Orders::through(Arc::clone(&waker));
        let events = Arc::new(EventQueue::new()?);
        let options = Options::new("ws://127.0.0.1:9", "token");
        let attendance = Attendance::new(options, 1, Arc::downgrade(&events), waker);
        let carrying = Carrying {
            poll,
            inbox,
            attendances: HashMap::from([(1, Box::new(attendance))]),
            pause: Duration::ZERO,
        };
        drop(carrying);
        let told = events.drain(usize::MAX);
        assert!(matches!(told[..], [Event::Left(LeaveReason::Fault)]));
        Ok(())
    }
}
