//! Media threads and sockets: everything that waits, and nothing that decides.
//!
//! `Shard` holds all connections of one thread and is sans-IO; `Engine` gives it a thread, a mailbox and sockets.

pub mod address;
pub mod command;
pub mod engine;
pub mod event;
pub mod mailbox;
mod runtime;
pub mod shard;
pub mod socket;
pub mod timers;

pub use command::{Command, Target};

pub use engine::{Engine, EngineError, EngineOptions};
pub use event::{Event, Statistics, TransportState};
pub use shard::{Connector, Shard};
