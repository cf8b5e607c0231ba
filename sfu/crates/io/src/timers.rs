//! Deadlines of connections: which is due next, without asking all of them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Instant;

/// Deadlines, one for each key; setting one anew makes the older invalid.
#[derive(Debug, Default)]
pub struct Timers {
    heap: BinaryHeap<Reverse<(Instant, usize)>>,
    current: Vec<Option<Instant>>,
}

impl Timers {
    /// Sets the deadline of `key`.
    pub fn set(&mut self, key: usize, at: Instant) {
        if self.current.len() <= key {
            self.current.resize(key + 1, None);
        }
        if self.current[key] == Some(at) {
            return;
        }
        self.current[key] = Some(at);
        self.heap.push(Reverse((at, key)));
        if self.heap.len() > 64 + self.current.len() * 8 {
            self.sweep();
        }
    }

    /// `key` has no deadline any more.
    pub fn clear(&mut self, key: usize) {
        if let Some(current) = self.current.get_mut(key) {
            *current = None;
        }
    }

    /// A key whose deadline has come; it then has none.
    pub fn pop_due(&mut self, now: Instant) -> Option<usize> {
        while let Some(Reverse((at, key))) = self.heap.peek().copied() {
            if self.current[key] == Some(at) {
                if at > now {
                    return None;
                }
                self.heap.pop();
                self.current[key] = None;
                return Some(key);
            }
            self.heap.pop();
        }
        None
    }

    /// The next deadline.
    pub fn next_deadline(&mut self) -> Option<Instant> {
        while let Some(Reverse((at, key))) = self.heap.peek().copied() {
            if self.current[key] == Some(at) {
                return Some(at);
            }
            self.heap.pop();
        }
        None
    }

    /// Throws away what is no longer valid.
    fn sweep(&mut self) {
        let current = &self.current;
        self.heap
            .retain(|Reverse((at, key))| current[*key] == Some(*at));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_latest_deadline_of_a_key_counts() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut timers = Timers::default();
        timers.set(0, at(10));
        timers.set(1, at(20));
        timers.set(0, at(30));
        assert_eq!(timers.next_deadline(), Some(at(20)));
        assert_eq!(timers.pop_due(at(25)), Some(1));
        assert_eq!(timers.pop_due(at(25)), None);
        timers.clear(0);
        assert_eq!(timers.next_deadline(), None);
    }

    #[test]
    fn deadlines_set_for_ever_take_no_room() {
        let start = Instant::now();
        let mut timers = Timers::default();
        for step in 0..100_000 {
            timers.set(0, start + Duration::from_micros(step));
        }
        assert!(timers.heap.len() < 100);
    }
}
