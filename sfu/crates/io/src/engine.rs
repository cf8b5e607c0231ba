//! The media engine: sockets, threads, and the two queues to those above.

use std::io::{self, ErrorKind};
use std::net::IpAddr;
use std::os::fd::RawFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use visio_transport::chosen::{Settings, is_usable};

use crate::address::{Offered, own_addresses};
use crate::command::Command;
use crate::event::{Event, Statistics};
use crate::mailbox::Mailbox;
use crate::runtime::{Counters, Runtime, Shared};
use crate::socket;

/// Commands that may wait for the media thread.
const COMMANDS: usize = 65_536;
/// Events that may wait for those above before measurements are dropped.
const EVENTS: usize = 65_536;

/// How to start.
#[derive(Clone, Debug)]
pub struct EngineOptions {
    /// One UDP port for all media, 0 for a free one.
    pub udp_port: u16,
    /// Addresses to bind; empty for all of the machine.
    pub media_bind: Vec<IpAddr>,
    /// Addresses offered to peers; empty for those bound.
    pub advertised: Vec<IpAddr>,
    /// Speakers are told at most this often.
    pub speaker_interval: Duration,
}

/// Why a wish was not taken, or the engine did not start.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The engine has stopped.
    #[error("the media engine has stopped")]
    Stopped,
    /// The media thread does not keep up.
    #[error("the media engine is overloaded")]
    Overloaded,
    /// The media port is in use.
    #[error("the media port {0} is in use")]
    AddressInUse(u16),
    /// A socket could not be made.
    #[error("the media port cannot be opened: {0}")]
    Io(#[from] io::Error),
    /// Cryptography does not work on this machine.
    #[error("{0}")]
    Crypto(&'static str),
}

/// A running engine.
pub struct Engine {
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
    udp_port: u16,
    addresses: Vec<IpAddr>,
}

impl Engine {
    /// Opens the media port and starts the media thread.
    ///
    /// # Errors
    /// `AddressInUse`, `Io`, `Crypto`.
    pub fn start(options: &EngineOptions) -> Result<Self, EngineError> {
        let bind = if options.media_bind.is_empty() {
            own_addresses()?
        } else {
            options.media_bind.clone()
        };
        if bind.is_empty() {
            return Err(io::Error::from(ErrorKind::AddrNotAvailable).into());
        }
        let sockets =
            socket::bind(&bind, options.udp_port).map_err(|error| match error.kind() {
                ErrorKind::AddrInUse => EngineError::AddressInUse(options.udp_port),
                _ => EngineError::Io(error),
            })?;
        let bound = sockets
            .iter()
            .map(std::net::UdpSocket::local_addr)
            .collect::<io::Result<Vec<_>>>()?;
        let offered = Offered::new(&bound, &options.advertised);
        let candidates: Vec<_> = offered
            .candidates()
            .iter()
            .copied()
            .filter(|a| is_usable(*a))
            .collect();
        let settings = Settings::new(candidates.clone()).map_err(EngineError::Crypto)?;
        let shared = Arc::new(Shared {
            commands: Mailbox::new(COMMANDS)?,
            events: Mailbox::new(EVENTS)?,
            stopping: AtomicBool::new(false),
            counters: Counters::default(),
        });
        let runtime = Runtime {
            shared: Arc::clone(&shared),
            sockets,
            offered,
            settings,
            speaker_interval: options.speaker_interval,
        };
        let thread = std::thread::Builder::new()
            .name("media".to_owned())
            .spawn(move || runtime.run())?;
        Ok(Self {
            shared,
            thread: Mutex::new(Some(thread)),
            udp_port: bound[0].port(),
            addresses: candidates.iter().map(std::net::SocketAddr::ip).collect(),
        })
    }

    /// The media port.
    pub fn udp_port(&self) -> u16 {
        self.udp_port
    }

    /// The addresses offered to peers.
    pub fn addresses(&self) -> &[IpAddr] {
        &self.addresses
    }

    /// A descriptor that is readable while events wait.
    pub fn fileno(&self) -> RawFd {
        self.shared.events.raw_fd()
    }

    /// Puts a wish into the mailbox.
    ///
    /// # Errors
    /// `Stopped`, `Overloaded`.
    pub fn send(&self, command: Command) -> Result<(), EngineError> {
        if self.shared.stopping.load(Ordering::Acquire) {
            return Err(EngineError::Stopped);
        }
        self.shared
            .commands
            .push(command)
            .map_err(|_| EngineError::Overloaded)
    }

    /// Takes up to `limit` events, oldest first.
    pub fn drain(&self, limit: usize) -> Vec<Event> {
        self.shared.events.take(limit)
    }

    /// Counters since the start.
    pub fn statistics(&self) -> Statistics {
        let counters = &self.shared.counters;
        Statistics {
            packets_in: counters.packets_in.load(Ordering::Relaxed),
            packets_out: counters.packets_out.load(Ordering::Relaxed),
            bytes_in: counters.bytes_in.load(Ordering::Relaxed),
            bytes_out: counters.bytes_out.load(Ordering::Relaxed),
            participants: counters.participants.load(Ordering::Relaxed),
            events_dropped: counters.events_dropped.load(Ordering::Relaxed),
        }
    }

    /// Says goodbye to all peers and ends the thread. Idempotent.
    pub fn stop(&self) {
        self.shared.stopping.store(true, Ordering::Release);
        self.shared.commands.signal();
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            tracing::error!("the media thread ended with a fault");
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.stop();
    }
}
