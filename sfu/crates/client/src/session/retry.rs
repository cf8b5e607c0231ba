//! When a lost connection is tried again.

use std::time::{Duration, Instant};

/// How often it is tried before it is given up.
const TRIES: u32 = 10;

/// One outage: from the loss until everything works again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outage {
    pub(super) since: Instant,
    tries: u32,
}

impl Outage {
    pub(super) const fn new(now: Instant) -> Self {
        Self {
            since: now,
            tries: 0,
        }
    }

    /// How long to wait before the next try, or nothing when it is given up: 0, 0.3, 1.2, 2.7, 4.8 s, then 7 s, each spread by
    /// `spread` (0–1) from half to one and a half, so that the people of a room do not all come back in the same instant.
    pub(super) fn next_pause(&mut self, spread: f64) -> Option<Duration> {
        if self.tries >= TRIES {
            return None;
        }
        let pause = Duration::from_millis(u64::from(self.tries.pow(2) * 300).min(7000));
        self.tries += 1;
        Some(pause.mul_f64(0.5 + spread))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pauses_grow_and_end() {
        let mut outage = Outage::new(Instant::now());
        let pauses: Vec<u128> = std::iter::from_fn(|| outage.next_pause(0.5))
            .map(|pause| pause.as_millis())
            .collect();
        assert_eq!(
            pauses,
            [0, 300, 1200, 2700, 4800, 7000, 7000, 7000, 7000, 7000]
        );
    }
}
