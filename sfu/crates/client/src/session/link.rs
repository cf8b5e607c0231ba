//! The signalling socket: opening, keeping, losing and finding it again.
//!
//! A lost socket is opened anew to resume: media goes on meanwhile, and nothing changes for others. Where the server does not know
//! us any more, or media does not come back, everything is made anew (a full reconnect).

use std::time::{Duration, Instant};

use super::{Effect, Endpoint, Outage, Session, SocketLoss};
use crate::wire::{
    DisconnectReason, LeaveAction, LeaveRequest, Ping, WireError, read_signal, signal_request,
};
use crate::{Event, LeaveReason};

/// How long a socket may take to open and say its first word.
const OPEN_TIMEOUT: Duration = Duration::from_secs(15);
/// How long media may take to stand after a join or a resume.
pub(super) const MEDIA_TIMEOUT: Duration = Duration::from_secs(15);
/// How long a closed media connection is left alone: the reason may still be on its way.
pub(super) const GRACE: Duration = Duration::from_secs(2);
const DEFAULT_PING_INTERVAL: Duration = Duration::from_secs(5);
const DEFAULT_PING_TIMEOUT: Duration = Duration::from_secs(15);

/// The state of the signalling socket.
#[derive(Debug, Clone, Copy)]
pub(super) enum Link {
    /// It opens, or is open and has not said its first word. `full`: for a join, else for a resume.
    Opening { full: bool, deadline: Instant },
    /// It works.
    Open(Heartbeat),
    /// It was lost and is tried again then.
    Paused { full: bool, until: Instant },
    /// There is none and there will be none.
    Over,
}

/// Keeps an open socket under watch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heartbeat {
    started: Instant,
    heard: Instant,
    next: Instant,
    interval: Duration,
    timeout: Duration,
    rtt: Duration,
}

impl Heartbeat {
    pub(super) fn new(now: Instant, interval_seconds: i32, timeout_seconds: i32) -> Self {
        let seconds = |value: i32, default| {
            u64::try_from(value)
                .ok()
                .filter(|value| *value > 0)
                .map_or(default, Duration::from_secs)
        };
        let interval = seconds(interval_seconds, DEFAULT_PING_INTERVAL);
        let timeout = seconds(timeout_seconds, DEFAULT_PING_TIMEOUT);
        Self {
            started: now,
            heard: now,
            next: now + interval,
            interval,
            timeout,
            rtt: Duration::ZERO,
        }
    }

    fn milliseconds(&self, now: Instant) -> i64 {
        i64::try_from((now - self.started).as_millis()).unwrap_or(i64::MAX)
    }

    /// A pong that carries back what [`Ping`] said.
    pub(super) fn pong(&mut self, now: Instant, timestamp: i64) {
        let rtt = u64::try_from(self.milliseconds(now).saturating_sub(timestamp)).unwrap_or(0);
        self.rtt = Duration::from_millis(rtt.min(60_000));
    }
}

impl Link {
    pub(super) const fn is_open(&self) -> bool {
        matches!(self, Self::Open(_))
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        match self {
            Self::Opening { deadline, .. } => Some(*deadline),
            Self::Open(heartbeat) => Some(heartbeat.next.min(heartbeat.heard + heartbeat.timeout)),
            Self::Paused { until, .. } => Some(*until),
            Self::Over => None,
        }
    }
}

impl Session {
    /// The signalling socket is open. The server speaks first.
    pub fn socket_opened(&mut self, now: Instant) {
        if let Link::Opening { deadline, .. } = &mut self.link {
            *deadline = now + OPEN_TIMEOUT;
        }
    }

    /// A message has come on the signalling socket.
    pub fn socket_message(&mut self, now: Instant, bytes: &[u8]) {
        match read_signal(bytes) {
            Ok(message) => {
                if let Link::Open(heartbeat) = &mut self.link {
                    heartbeat.heard = now;
                }
                if let Some(message) = message {
                    self.receive(now, message);
                }
                self.drive(now);
            }
            Err(error @ (WireError::Malformed | WireError::TooLong { .. })) => {
                tracing::warn!(%error, "client.message.refused");
                self.end(now, LeaveReason::Protocol);
            }
        }
    }

    /// The signalling socket could not be opened, or has ended.
    pub fn socket_closed(&mut self, now: Instant, loss: SocketLoss) {
        match self.link {
            Link::Opening { full, .. } => self.opening_failed(now, full, loss),
            Link::Open(_) => self.lose(now, false),
            Link::Paused { .. } | Link::Over => {}
        }
    }

    pub(super) fn open(&mut self, now: Instant, full: bool) {
        let resume = (!full).then_some(self.own.sid.as_str());
        match Endpoint::new(&self.options, &self.token, resume) {
            Ok(endpoint) => {
                self.link = Link::Opening {
                    full,
                    deadline: now + OPEN_TIMEOUT,
                };
                self.effects.push_back(Effect::Connect(endpoint));
            }
            Err(_) => self.tell(Event::Left(LeaveReason::InvalidUrl)),
        }
    }

    /// The connection is lost: tries again, as `full` says from the beginning or where it was.
    pub(super) fn lose(&mut self, now: Instant, full: bool) {
        self.media_deadline = None;
        self.effects.push_back(Effect::Disconnect);
        let spread = self.random.fraction();
        if self.outage.is_none() {
            self.tell(Event::Lost);
        }
        let outage = self.outage.get_or_insert_with(|| Outage::new(now));
        match outage.next_pause(spread) {
            Some(pause) => {
                self.link = Link::Paused {
                    full,
                    until: now + pause,
                }
            }
            None => self.end(now, LeaveReason::Unreachable),
        }
    }

    pub(super) fn interrupt(&mut self, now: Instant) {
        if self.link.is_open() {
            self.lose(now, false);
        }
    }

    pub(super) fn leave(&mut self, now: Instant) {
        let reason = DisconnectReason::ClientInitiated.into();
        let leave = LeaveRequest {
            can_reconnect: false,
            reason,
            action: LeaveAction::Disconnect.into(),
        };
        self.say(signal_request::Message::Leave(leave));
        self.end(now, LeaveReason::Left);
    }

    pub(super) fn watch_link(&mut self, now: Instant) {
        if self.link.deadline().is_none_or(|deadline| now < deadline) {
            return;
        }
        match self.link {
            Link::Opening { full, .. } => {
                self.effects.push_back(Effect::Disconnect);
                self.opening_failed(now, full, SocketLoss::Lost);
            }
            Link::Paused { full, .. } => self.open(now, full),
            Link::Open(heartbeat) if now >= heartbeat.heard + heartbeat.timeout => {
                self.lose(now, false);
            }
            Link::Open(mut heartbeat) => {
                heartbeat.next = now + heartbeat.interval;
                self.link = Link::Open(heartbeat);
                let timestamp = heartbeat.milliseconds(now);
                let rtt = i64::try_from(heartbeat.rtt.as_millis()).unwrap_or(0);
                // Servers of different age answer one or the other.
                self.say(signal_request::Message::Ping(timestamp));
                self.say(signal_request::Message::PingReq(Ping { timestamp, rtt }));
            }
            Link::Over => {}
        }
    }

    fn opening_failed(&mut self, now: Instant, full: bool, loss: SocketLoss) {
        match loss {
            SocketLoss::Refused(status) if self.outage.is_none() || matches!(status, 401 | 403) => {
                self.end(now, LeaveReason::Refused(status));
            }
            SocketLoss::Lost if self.outage.is_none() => self.end(now, LeaveReason::Unreachable),
            SocketLoss::Refused(_) => self.lose(now, true),
            SocketLoss::Lost => self.lose(now, full),
        }
    }
}
