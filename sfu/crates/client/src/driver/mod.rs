//! The thin shell: sockets, a thread, queues.

mod attendance;
mod connector;
mod events;
mod handle;
mod inbox;
mod orders;
mod runner;
mod signalling;

pub use events::{EventQueue, MAX_WAITING_BYTES, MAX_WAITING_FRAMES};
pub use handle::Participant;
pub use runner::Runner;
