//! How many bits per second flow, over a sliding second.

use std::time::{Duration, Instant};

const BUCKETS: usize = 10;
const BUCKET: Duration = Duration::from_millis(100);

/// A rate meter of constant size.
#[derive(Clone, Debug)]
pub struct Rate {
    bytes: [u64; BUCKETS],
    newest: Option<Instant>,
    index: usize,
    filled: usize,
}

impl Default for Rate {
    fn default() -> Self {
        Self {
            bytes: [0; BUCKETS],
            newest: None,
            index: 0,
            filled: 0,
        }
    }
}

impl Rate {
    /// Counts `bytes` at `now`.
    pub fn add(&mut self, bytes: usize, now: Instant) {
        self.advance(now);
        self.bytes[self.index] += bytes as u64;
    }

    /// Bits per second over the last second, or over the time since the first packet when that is shorter.
    pub fn bits_per_second(&mut self, now: Instant) -> u64 {
        self.advance(now);
        if self.filled == 0 {
            return 0;
        }
        let total: u64 = self.bytes.iter().sum();
        total * 8 * (1_000 / BUCKET.as_millis() as u64) / self.filled as u64
    }

    fn advance(&mut self, now: Instant) {
        let Some(newest) = self.newest else {
            self.newest = Some(now);
            self.filled = 1;
            return;
        };
        let steps =
            (now.saturating_duration_since(newest).as_millis() / BUCKET.as_millis()) as usize;
        if steps >= BUCKETS {
            self.bytes = [0; BUCKETS];
            self.filled = BUCKETS;
            self.newest = Some(now);
            return;
        }
        for _ in 0..steps {
            self.index = (self.index + 1) % BUCKETS;
            self.bytes[self.index] = 0;
            self.filled = (self.filled + 1).min(BUCKETS);
        }
        self.newest = Some(newest + BUCKET * steps as u32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_stream_is_measured_and_then_forgotten() {
        let start = Instant::now();
        let mut rate = Rate::default();
        for step in 0..200 {
            rate.add(1_250, start + Duration::from_millis(step * 10));
        }
        let measured = rate.bits_per_second(start + Duration::from_secs(2));
        assert!((900_000..=1_100_000).contains(&measured), "{measured}");
        assert_eq!(rate.bits_per_second(start + Duration::from_secs(5)), 0);
    }
}
