//! Bounded queues with a descriptor that wakes the reader: once, however much is put in before it reads.

use std::collections::VecDeque;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};
use std::sync::{Mutex, MutexGuard, PoisonError};

use nix::sys::eventfd::{EfdFlags, EventFd};

/// The queue is full: its reader does not keep up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

/// A queue between threads.
#[derive(Debug)]
pub struct Mailbox<T> {
    queue: Mutex<VecDeque<T>>,
    capacity: usize,
    wake: EventFd,
}

impl<T> Mailbox<T> {
    /// # Errors
    /// When the system gives no descriptor.
    pub fn new(capacity: usize) -> std::io::Result<Self> {
        let wake = EventFd::from_flags(EfdFlags::EFD_NONBLOCK | EfdFlags::EFD_CLOEXEC)?;
        Ok(Self {
            queue: Mutex::new(VecDeque::new()),
            capacity,
            wake,
        })
    }

    /// Puts an item in.
    ///
    /// # Errors
    /// `Full`.
    pub fn push(&self, item: T) -> Result<(), Full> {
        let mut queue = self.lock();
        if queue.len() >= self.capacity {
            return Err(Full);
        }
        queue.push_back(item);
        if queue.len() == 1 {
            self.signal();
        }
        Ok(())
    }

    /// Puts items in; those for which `droppable` holds are left out when the queue is full, all others are taken. Returns how many were
    /// left out.
    pub fn push_all(
        &self,
        items: impl IntoIterator<Item = T>,
        droppable: impl Fn(&T) -> bool,
    ) -> u64 {
        let mut queue = self.lock();
        let was_empty = queue.is_empty();
        let mut dropped = 0;
        for item in items {
            if queue.len() >= self.capacity && droppable(&item) {
                dropped += 1;
            } else {
                queue.push_back(item);
            }
        }
        if was_empty && !queue.is_empty() {
            self.signal();
        }
        dropped
    }

    /// Takes up to `limit` items, oldest first; clears the descriptor when none is left.
    pub fn take(&self, limit: usize) -> Vec<T> {
        let mut queue = self.lock();
        let count = queue.len().min(limit);
        let taken = queue.drain(..count).collect();
        if queue.is_empty() {
            // Nothing to read is no fault: it was cleared before.
            let _ = self.wake.read();
        }
        taken
    }

    /// Wakes the reader although nothing was put in.
    pub fn signal(&self) {
        // A full counter means that the reader is being woken anyhow.
        let _ = self.wake.write(1);
    }

    /// The descriptor, readable while items wait.
    pub fn raw_fd(&self) -> RawFd {
        self.wake.as_fd().as_raw_fd()
    }

    /// The descriptor.
    pub fn fd(&self) -> BorrowedFd<'_> {
        self.wake.as_fd()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<T>> {
        // The queue is whole whoever panicked while holding it: each operation on it is complete in itself.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

    fn readable<T>(mailbox: &Mailbox<T>) -> bool {
        let mut fds = [PollFd::new(mailbox.fd(), PollFlags::POLLIN)];
        poll(&mut fds, PollTimeout::ZERO).unwrap() == 1
    }

    #[test]
    fn it_is_readable_exactly_while_something_waits() {
        let mailbox = Mailbox::new(10).unwrap();
        assert!(!readable(&mailbox));
        mailbox.push(1).unwrap();
        mailbox.push(2).unwrap();
        assert_eq!(mailbox.take(1), [1]);
        assert!(readable(&mailbox));
        assert_eq!(mailbox.take(9), [2]);
        assert!(!readable(&mailbox));
    }

    #[test]
    fn when_it_is_full_only_what_may_be_dropped_is_dropped() {
        let mailbox = Mailbox::new(2).unwrap();
        assert_eq!(mailbox.push_all([1, 2, 3, 4], |item| *item == 3), 1);
        assert_eq!(mailbox.push(5), Err(Full));
        assert_eq!(mailbox.take(9), [1, 2, 4]);
    }
}
