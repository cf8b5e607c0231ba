//! What a link does to the datagrams it carries.

use std::time::Duration;

/// The properties of one direction of a link. All probabilities are 0–1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Profile {
    /// Time from the end of the bottleneck to the receiver.
    pub delay: Duration,
    /// Added to `delay`, different for each datagram, evenly spread from zero to this. It does not reorder: a datagram that is
    /// late holds up those behind it, as in a real queue.
    pub jitter: Duration,
    /// Probability that a datagram is lost, independent of the others.
    pub loss: f64,
    /// Losses that come together, in addition to `loss`.
    pub bursts: Option<Bursts>,
    /// Bits per second that pass the bottleneck; `None` is no bottleneck.
    pub rate: Option<u64>,
    /// Bytes that may wait before the bottleneck; what finds the queue full is lost. Without `rate` there is no queue.
    pub queue: usize,
    /// Probability that a datagram is held back by `reorder_delay`, so that those behind it overtake it.
    pub reorder: f64,
    /// How long an overtaken datagram is held back.
    pub reorder_delay: Duration,
    /// Probability that a datagram arrives twice.
    pub duplicate: f64,
}

/// Losses that come together (Gilbert and Elliott's two states): the link is good or bad, and changes with each datagram.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bursts {
    /// Probability, for each datagram, that a good link turns bad.
    pub begin: f64,
    /// Probability, for each datagram, that a bad link turns good: one over the mean length of a burst.
    pub end: f64,
    /// Probability that a datagram is lost while the link is bad.
    pub loss: f64,
}

impl Profile {
    /// No delay, no loss, no limit.
    pub const fn perfect() -> Self {
        Self {
            delay: Duration::ZERO,
            jitter: Duration::ZERO,
            loss: 0.0,
            bursts: None,
            rate: None,
            queue: usize::MAX,
            reorder: 0.0,
            reorder_delay: Duration::ZERO,
            duplicate: 0.0,
        }
    }

    /// Two machines on the same wire: half a millisecond, nothing lost.
    pub const fn wired() -> Self {
        Self {
            delay: Duration::from_micros(500),
            ..Self::perfect()
        }
    }

    /// A home far from its access point: 20 ms, much jitter, losses in short bursts, some reordering.
    pub const fn bad_wireless() -> Self {
        Self {
            delay: Duration::from_millis(20),
            jitter: Duration::from_millis(30),
            loss: 0.01,
            bursts: Some(Bursts {
                begin: 0.005,
                end: 0.25,
                loss: 0.7,
            }),
            reorder: 0.01,
            reorder_delay: Duration::from_millis(15),
            ..Self::perfect()
        }
    }

    /// A link of `rate` bits per second with `delay` and a queue that holds 200 ms at that rate.
    pub const fn narrow(rate: u64, delay: Duration) -> Self {
        Self {
            delay,
            rate: Some(rate),
            queue: (rate / 8 / 5) as usize,
            ..Self::perfect()
        }
    }

    /// Nothing gets through: a cable that is pulled out.
    pub const fn cut() -> Self {
        Self {
            loss: 1.0,
            ..Self::perfect()
        }
    }
}
