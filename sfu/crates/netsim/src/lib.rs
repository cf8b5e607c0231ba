//! Simulated links under one seed, for tests in virtual time.
//!
//! A [`Link`] carries datagrams one way and never looks at a clock: the caller says what time it is, and the same seed with the same
//! calls gives the same arrivals. A [`Duplex`] is two of them.
//!
//! ```
//! use std::time::{Duration, Instant};
//! use visio_netsim::{Link, Profile};
//!
//! let start = Instant::now();
//! let profile = Profile { delay: Duration::from_millis(40), loss: 0.01, ..Profile::perfect() };
//! let mut link = Link::new(profile, 7);
//! link.send(start, vec![1, 2, 3]);
//! if let Some(arrival) = link.next_arrival() {
//!     assert_eq!(arrival, start + Duration::from_millis(40));
//!     assert_eq!(link.receive(arrival), Some(vec![1, 2, 3]));
//! }
//! ```
//!
//! The usual loop of a test: take the earliest of all `next_arrival()` and of the deadlines of what is tested, move the virtual now
//! there, call `receive(now)` until it gives `None`, feed what came, send what is produced, and so on. Thirty seconds of a call take
//! milliseconds.

mod duplex;
mod link;
mod profile;
mod random;

pub use duplex::{Duplex, Side};
pub use link::{Datagram, Fate, Link, Traffic};
pub use profile::{Bursts, Profile};
pub use random::Random;
