//! One direction of a link.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::{Duration, Instant};

use crate::{Profile, Random};

/// Anything with a size on the wire.
pub trait Datagram {
    /// Bytes of payload. The link adds [`Link::OVERHEAD`] to it.
    fn size(&self) -> usize;
}

impl<T: AsRef<[u8]>> Datagram for T {
    fn size(&self) -> usize {
        self.as_ref().len()
    }
}

/// What became of a datagram that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It arrives then.
    Arrives(Instant),
    /// It was lost on the way.
    Lost,
    /// The queue before the bottleneck was full.
    Dropped,
}

/// Counters of a link since it was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Datagrams handed to the link.
    pub sent: u64,
    /// Datagrams that were handed out at the other end; a duplicate counts again.
    pub delivered: u64,
    /// Lost at random, alone or in a burst.
    pub lost: u64,
    /// Lost because the queue was full.
    pub dropped: u64,
    /// Bytes handed out at the other end, without [`Link::OVERHEAD`].
    pub bytes: u64,
}

/// One direction of a link: datagrams go in with the time, and come out at theirs.
#[derive(Debug)]
pub struct Link<T> {
    profile: Profile,
    random: Random,
    bad: bool,
    bottleneck_free: Option<Instant>,
    last_arrival: Option<Instant>,
    flying: BinaryHeap<Reverse<Flying<T>>>,
    number: u64,
    traffic: Traffic,
}

#[derive(Debug)]
struct Flying<T> {
    arrival: Instant,
    number: u64,
    datagram: T,
}

impl<T> PartialEq for Flying<T> {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl<T> Eq for Flying<T> {}

impl<T> PartialOrd for Flying<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Flying<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.arrival, self.number).cmp(&(other.arrival, other.number))
    }
}

impl<T: Datagram + Clone> Link<T> {
    /// Bytes of `IPv4` and UDP headers that each datagram costs at the bottleneck.
    pub const OVERHEAD: usize = 28;

    /// A link that is defined by its profile and seed.
    pub fn new(profile: Profile, seed: u64) -> Self {
        Self {
            profile,
            random: Random::new(seed),
            bad: false,
            bottleneck_free: None,
            last_arrival: None,
            flying: BinaryHeap::new(),
            number: 0,
            traffic: Traffic::default(),
        }
    }

    /// Changes the link for what is sent from now on; what is under way arrives as it would have.
    pub fn set_profile(&mut self, profile: Profile) {
        self.profile = profile;
    }

    /// The profile in force.
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Counters since the link was made.
    pub const fn traffic(&self) -> Traffic {
        self.traffic
    }

    /// Hands a datagram to the link. `now` must not go backwards from call to call.
    pub fn send(&mut self, now: Instant, datagram: T) -> Fate {
        self.traffic.sent += 1;
        let lost = self.is_lost();
        let spread = self.random.fraction();
        let held_back = self.random.chance(self.profile.reorder);
        let doubled = self.random.chance(self.profile.duplicate);
        let Some(departure) = self.pass_bottleneck(now, datagram.size()) else {
            self.traffic.dropped += 1;
            return Fate::Dropped;
        };
        if lost {
            self.traffic.lost += 1;
            return Fate::Lost;
        }
        let arrival = self.arrival(departure, spread, held_back);
        if doubled {
            self.fly(arrival, datagram.clone());
        }
        self.fly(arrival, datagram);
        Fate::Arrives(arrival)
    }

    /// When the next datagram comes out, if any is under way.
    pub fn next_arrival(&self) -> Option<Instant> {
        self.flying.peek().map(|next| next.0.arrival)
    }

    /// Takes the next datagram that has arrived by `now`.
    pub fn receive(&mut self, now: Instant) -> Option<T> {
        if self.next_arrival()? > now {
            return None;
        }
        let datagram = self.flying.pop()?.0.datagram;
        self.traffic.delivered += 1;
        self.traffic.bytes += datagram.size() as u64;
        Some(datagram)
    }

    /// How long a datagram that is sent now would wait before the bottleneck.
    pub fn queueing(&self, now: Instant) -> Duration {
        self.bottleneck_free
            .map_or(Duration::ZERO, |free| free.saturating_duration_since(now))
    }

    fn is_lost(&mut self) -> bool {
        let alone = self.random.chance(self.profile.loss);
        let turn = self.random.fraction();
        let draw = self.random.fraction();
        let Some(bursts) = self.profile.bursts else {
            return alone;
        };
        self.bad = if self.bad {
            turn >= bursts.end
        } else {
            turn < bursts.begin
        };
        alone || (self.bad && draw < bursts.loss)
    }

    /// When the last bit has left the bottleneck, or nothing when the queue is full.
    fn pass_bottleneck(&mut self, now: Instant, size: usize) -> Option<Instant> {
        let Some(rate) = self.profile.rate else {
            self.bottleneck_free = None;
            return Some(now);
        };
        let waiting = self.queueing(now);
        let waiting_bytes = (waiting.as_secs_f64() * rate as f64 / 8.0) as usize;
        let size = size + Self::OVERHEAD;
        if waiting_bytes.saturating_add(size) > self.profile.queue.max(size) {
            return None;
        }
        let sending = Duration::from_secs_f64(size as f64 * 8.0 / rate.max(1) as f64);
        let departure = now + waiting + sending;
        self.bottleneck_free = Some(departure);
        Some(departure)
    }

    fn arrival(&mut self, departure: Instant, spread: f64, held_back: bool) -> Instant {
        let unhindered = departure + self.profile.delay + self.profile.jitter.mul_f64(spread);
        let in_order = self
            .last_arrival
            .map_or(unhindered, |last| last.max(unhindered));
        if held_back {
            return in_order + self.profile.reorder_delay;
        }
        self.last_arrival = Some(in_order);
        in_order
    }

    fn fly(&mut self, arrival: Instant, datagram: T) {
        self.number += 1;
        self.flying.push(Reverse(Flying {
            arrival,
            number: self.number,
            datagram,
        }));
    }
}
