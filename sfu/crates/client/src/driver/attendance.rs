//! One participant's sockets around its session.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::os::fd::{AsRawFd, RawFd};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Instant;

use mio::Waker;

use super::connector::connect;
use super::events::EventQueue;
use super::inbox::{BATCH, Inbox, Socket};
use super::signalling::Signalling;
use crate::session::{Effect, Endpoint, Session, SocketLoss};
use crate::{Command, Event, LeaveReason, Options};

/// Batches read from one socket before the others have their turn.
const BATCHES: usize = 4;

/// One participant's sockets around its session.
pub(super) struct Attendance {
    session: Session,
    events: Weak<EventQueue>,
    waker: Arc<Waker>,
    opening: Option<Receiver<Result<Signalling, SocketLoss>>>,
    signalling: Option<Signalling>,
    sockets: Vec<Socket>,
    /// For the owner, handed over together.
    told: Vec<Event>,
    /// Descriptors that the poll has to be told of.
    changed: Vec<RawFd>,
    /// A socket had more to read than its turn allowed: the poll does not tell of it again.
    unfinished: bool,
}

impl Attendance {
    pub(super) fn new(
        options: Options,
        seed: u64,
        events: Weak<EventQueue>,
        waker: Arc<Waker>,
    ) -> Self {
        let session = Session::new(options, seed, Instant::now());
        Self {
            session,
            events,
            waker,
            opening: None,
            signalling: None,
            sockets: Vec::new(),
            told: Vec::new(),
            changed: Vec::new(),
            unfinished: false,
        }
    }

    pub(super) fn is_over(&self) -> bool {
        self.session.is_over()
    }

    /// Says that a fault ended it.
    pub(super) fn fail(&mut self) {
        self.told.push(Event::Left(LeaveReason::Fault));
        self.tell();
    }

    /// Nobody can hear its events any more.
    pub(super) fn is_abandoned(&self) -> bool {
        self.events.strong_count() == 0
    }

    /// A signalling socket is on its way.
    pub(super) const fn is_opening(&self) -> bool {
        self.opening.is_some()
    }

    pub(super) fn deadline(&mut self) -> Instant {
        if self.unfinished {
            Instant::now()
        } else {
            self.session.deadline()
        }
    }

    /// Sockets opened since the last call, to be watched.
    pub(super) fn take_opened(&mut self) -> Vec<RawFd> {
        std::mem::take(&mut self.changed)
    }

    pub(super) fn command(&mut self, command: Command) {
        self.session.command(Instant::now(), command);
        self.perform();
    }

    pub(super) fn on_time(&mut self, inbox: &mut Inbox) {
        let now = Instant::now();
        if self.unfinished {
            self.read_datagrams(inbox);
        }
        if now >= self.session.deadline() {
            self.session.on_time(now);
        }
        self.perform();
    }

    /// Reads whatever has come.
    pub(super) fn on_readiness(&mut self, inbox: &mut Inbox) {
        self.finish_opening();
        self.read_signalling();
        self.read_datagrams(inbox);
        self.perform();
    }

    fn finish_opening(&mut self) {
        let Some(opening) = &self.opening else {
            return;
        };
        let outcome = match opening.try_recv() {
            Err(TryRecvError::Empty) => return,
            Ok(outcome) => outcome,
            Err(TryRecvError::Disconnected) => Err(SocketLoss::Lost),
        };
        self.opening = None;
        let now = Instant::now();
        match outcome {
            Ok(signalling) => {
                self.changed.push(signalling.fileno());
                if let Ok(local) = signalling.local_address() {
                    self.listen(now, local.ip());
                }
                self.signalling = Some(signalling);
                self.session.socket_opened(now);
            }
            Err(loss) => self.session.socket_closed(now, loss),
        }
        self.perform();
    }

    fn read_signalling(&mut self) {
        while let Some(signalling) = &mut self.signalling {
            let outcome = signalling.flush().and_then(|()| signalling.read());
            match outcome {
                Ok(Some(bytes)) => self.session.socket_message(Instant::now(), &bytes),
                Ok(None) => return,
                Err(_) => {
                    self.signalling = None;
                    self.session.socket_closed(Instant::now(), SocketLoss::Lost);
                }
            }
            self.perform();
        }
    }

    fn read_datagrams(&mut self, inbox: &mut Inbox) {
        self.unfinished = false;
        for index in 0..self.sockets.len() {
            self.unfinished |= (0..BATCHES).all(|_| self.read_batch(index, inbox));
        }
    }

    /// False when nothing is left.
    fn read_batch(&mut self, index: usize, inbox: &mut Inbox) -> bool {
        let socket = &mut self.sockets[index];
        let datagrams = inbox.read(socket);
        self.session
            .datagrams(Instant::now(), socket.address, &datagrams);
        let full = datagrams.len() == BATCH;
        self.perform();
        full
    }

    fn perform(&mut self) {
        while let Some(effect) = self.session.poll_effect() {
            match effect {
                Effect::Connect(endpoint) => self.open(endpoint),
                Effect::Send(bytes) => self.send(bytes),
                Effect::Disconnect => {
                    self.opening = None;
                    if let Some(signalling) = self.signalling.take() {
                        signalling.close();
                    }
                }
                Effect::Transmit {
                    source,
                    destination,
                    payload,
                } => self.transmit(source, destination, &payload),
                Effect::Reach(remote) => {
                    if let Ok(local) = route(remote) {
                        self.listen(Instant::now(), local);
                    }
                }
                Effect::Event(event) => self.told.push(event),
            }
        }
        self.tell();
    }

    fn open(&mut self, endpoint: Endpoint) {
        let (outcome, opening) = channel();
        let waker = Arc::clone(&self.waker);
        self.opening = Some(opening);
        let attempt = thread::Builder::new()
            .name("visio-connect".into())
            .spawn(move || {
                // Whoever gave up meanwhile has dropped the other end.
                let _ = outcome.send(connect(&endpoint));
                let _ = waker.wake();
            });
        if attempt.is_err() {
            let _ = self.waker.wake();
        }
    }

    fn send(&mut self, bytes: Vec<u8>) {
        if let Some(signalling) = &mut self.signalling
            && signalling.send(bytes).is_err()
        {
            self.signalling = None;
            self.session.socket_closed(Instant::now(), SocketLoss::Lost);
        }
    }

    /// A full buffer of the machine loses the datagram, as the network would.
    fn transmit(&self, source: SocketAddr, destination: SocketAddr, payload: &[u8]) {
        if let Some(own) = self.sockets.iter().find(|own| own.address == source) {
            let _ = own.udp.send_to(payload, destination);
        }
    }

    fn listen(&mut self, now: Instant, address: IpAddr) {
        if self.sockets.iter().any(|own| own.address.ip() == address) {
            return;
        }
        if let (Ok(publisher), Ok(subscriber)) = (Socket::bind(address), Socket::bind(address)) {
            self.changed
                .extend([publisher.udp.as_raw_fd(), subscriber.udp.as_raw_fd()]);
            self.session
                .local_addresses(now, publisher.address, subscriber.address);
            self.sockets.extend([publisher, subscriber]);
        }
    }

    /// Hands over what has happened since the last time.
    fn tell(&mut self) {
        if let Some(events) = self.events.upgrade() {
            events.push(&mut self.told);
        }
        self.told.clear();
    }
}

/// Our address on the way to another. Nothing is sent for it.
fn route(remote: SocketAddr) -> io::Result<IpAddr> {
    let any: IpAddr = if remote.is_ipv4() {
        Ipv4Addr::UNSPECIFIED.into()
    } else {
        Ipv6Addr::UNSPECIFIED.into()
    };
    let probe = UdpSocket::bind((any, 0))?;
    probe.connect(remote)?;
    Ok(probe.local_addr()?.ip())
}
