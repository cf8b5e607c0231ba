//! Both directions of a link.

use std::time::Instant;

use crate::{Datagram, Fate, Link, Profile};

/// An end of a [`Duplex`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The left end.
    Left,
    /// The right end.
    Right,
}

impl Side {
    /// The opposite end.
    pub const fn other(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }
}

/// Both directions of a link, each with its own profile and its own randomness from one seed.
#[derive(Debug)]
pub struct Duplex<T> {
    from_left: Link<T>,
    from_right: Link<T>,
}

impl<T: Datagram + Clone> Duplex<T> {
    /// The same profile both ways.
    pub fn new(profile: Profile, seed: u64) -> Self {
        Self {
            from_left: Link::new(profile, seed),
            from_right: Link::new(profile, !seed),
        }
    }

    /// The direction that carries what is sent by `side`.
    pub fn from(&mut self, side: Side) -> &mut Link<T> {
        match side {
            Side::Left => &mut self.from_left,
            Side::Right => &mut self.from_right,
        }
    }

    /// Changes both directions for what is sent from now on.
    pub fn set_profile(&mut self, profile: Profile) {
        self.from_left.set_profile(profile);
        self.from_right.set_profile(profile);
    }

    /// Sends from `side` to the other.
    pub fn send(&mut self, side: Side, now: Instant, datagram: T) -> Fate {
        self.from(side).send(now, datagram)
    }

    /// Takes what has arrived at `side` by `now`.
    pub fn receive(&mut self, side: Side, now: Instant) -> Option<T> {
        self.from(side.other()).receive(now)
    }

    /// The next arrival at either end.
    pub fn next_arrival(&self) -> Option<Instant> {
        [
            self.from_left.next_arrival(),
            self.from_right.next_arrival(),
        ]
        .into_iter()
        .flatten()
        .min()
    }
}
