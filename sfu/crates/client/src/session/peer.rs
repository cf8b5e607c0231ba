//! One peer connection: a thin hold on the transport.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use str0m::net::{DatagramRecv, Protocol, Receive};
use str0m::{Candidate, IceConnectionState, Input, Output, Rtc, RtcError};

use super::{Datagram, Effect};
use crate::{Options, wire::MAX_DATA_BYTES};

/// The transport asks for time again and again only when it is broken.
const MAX_TURNS: usize = 10_000;
/// Bytes that may wait in the transport for the data channels.
pub(super) const MAX_CHANNEL_BYTES: usize = 1024 * 1024;

/// One peer connection.
pub(super) struct Peer {
    rtc: Rtc,
    deadline: Instant,
    /// How far the transport has been told that time has passed.
    told: Instant,
    ice: IceConnectionState,
    early: Vec<Early>,
    closed: bool,
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Publisher,
    Subscriber,
}

/// A datagram of the handshake that came before there was a way to answer. The transport would take it and keep its answer back until
/// the server repeats itself, a second later.
struct Early {
    source: SocketAddr,
    destination: SocketAddr,
    payload: Vec<u8>,
}

/// The most of them that are kept.
const MAX_EARLY: usize = 16;
/// The first byte of a DTLS record (RFC 7983).
const DTLS: std::ops::RangeInclusive<u8> = 20..=63;

impl Peer {
    /// A connection that has not been negotiated.
    pub(super) fn new(
        now: Instant,
        options: &Options,
        addresses: &[SocketAddr],
        side: Side,
    ) -> Self {
        let mut config = Rtc::builder()
            .clear_codecs()
            .enable_opus(true, options.redundant_audio)
            .enable_vp8(true)
            .enable_h264(true)
            // Others may send them; nothing here does.
            .enable_vp9(side == Side::Subscriber)
            .enable_av1(side == Side::Subscriber)
            .set_sctp_max_message_size(MAX_DATA_BYTES as u32)
            .set_sctp_max_buffered_amount(MAX_CHANNEL_BYTES)
            .set_rtcp_report_interval_audio(Duration::from_secs(1));
        if options.reorder_timeout.is_some() {
            config = config.set_reordering_timeout_audio(options.reorder_timeout);
        }
        let mut peer = Self {
            rtc: config.build(now),
            deadline: now,
            told: now,
            ice: IceConnectionState::New,
            early: Vec::new(),
            closed: false,
        };
        for address in addresses {
            peer.add_address(*address);
        }
        peer
    }

    /// The transport itself. Call [`Self::drive`] after each change.
    pub(super) const fn rtc(&mut self) -> &mut Rtc {
        &mut self.rtc
    }

    pub(super) fn add_address(&mut self, address: SocketAddr) -> Option<String> {
        let candidate = Candidate::host(address, "udp").ok()?;
        self.rtc
            .add_local_candidate(candidate)
            .map(Candidate::to_sdp_string)
    }

    pub(super) fn add_candidate(&mut self, candidate: Candidate) {
        self.rtc.add_remote_candidate(candidate);
    }

    /// Whether media can flow.
    pub(super) fn is_connected(&self) -> bool {
        self.rtc.is_connected() && !self.is_silent() && !self.closed
    }

    /// Whether nothing has been heard from the other side for some seconds.
    pub(super) fn is_silent(&self) -> bool {
        self.ice == IceConnectionState::Disconnected
    }

    /// Whether the other side has closed the connection, or it broke.
    pub(super) const fn is_closed(&self) -> bool {
        self.closed
    }

    pub(super) const fn deadline(&self) -> Instant {
        self.deadline
    }

    /// Feeds datagrams in that came to `destination` until `now`; false if none is for this connection.
    ///
    /// The transport looks after all its streams whenever time passes for it, and that costs more than the packet. A packet that came
    /// before the time it knows is taken without; so time passes once before several packets and once after them.
    pub(super) fn receive_all(
        &mut self,
        now: Instant,
        destination: SocketAddr,
        datagrams: &[Datagram<'_>],
    ) -> bool {
        if datagrams.len() > 1 {
            self.pass(now);
        }
        let mut taken = false;
        for datagram in datagrams {
            let arrival = datagram.arrival.min(now);
            taken |= self.receive(arrival, datagram.source, destination, datagram.payload);
        }
        if taken && self.told > datagrams[datagrams.len() - 1].arrival {
            self.pass(now);
        }
        taken
    }

    /// Feeds a datagram in; false if it is not for this connection.
    fn receive(
        &mut self,
        now: Instant,
        source: SocketAddr,
        destination: SocketAddr,
        payload: &[u8],
    ) -> bool {
        let handshake = payload.first().is_some_and(|first| DTLS.contains(first));
        if handshake
            && matches!(
                self.ice,
                IceConnectionState::New | IceConnectionState::Checking
            )
        {
            if self.early.len() < MAX_EARLY {
                self.early.push(Early {
                    source,
                    destination,
                    payload: payload.to_owned(),
                });
            }
            return false;
        }
        let Ok(contents) = DatagramRecv::try_from(payload) else {
            return false;
        };
        let input = Input::Receive(
            now,
            Receive {
                proto: Protocol::Udp,
                source,
                destination,
                contents,
            },
        );
        if !self.rtc.accepts(&input) {
            return false;
        }
        self.told = self.told.max(now);
        if let Err(error) = self.rtc.handle_input(input) {
            self.fail(&error);
        }
        true
    }

    /// Lets time pass, if the transport waits for it.
    pub(super) fn on_time(&mut self, now: Instant) {
        if now >= self.deadline {
            self.pass(now);
        }
    }

    fn pass(&mut self, now: Instant) {
        self.told = self.told.max(now);
        if let Err(error) = self.rtc.handle_input(Input::Timeout(now)) {
            self.fail(&error);
        }
    }

    /// Takes all output: datagrams into `effects`, events into `events`.
    pub(super) fn drive(
        &mut self,
        now: Instant,
        effects: &mut VecDeque<Effect>,
        events: &mut Vec<str0m::Event>,
    ) {
        for _ in 0..MAX_TURNS {
            match self.rtc.poll_output() {
                Ok(Output::Transmit(transmit)) => effects.push_back(Effect::Transmit {
                    source: transmit.source,
                    destination: transmit.destination,
                    payload: transmit.contents.into(),
                }),
                Ok(Output::Event(event)) => {
                    self.observe(&event);
                    events.push(event);
                }
                Ok(Output::Timeout(_)) if self.has_way() && !self.early.is_empty() => {
                    let early = self.early.remove(0);
                    self.receive(now, early.source, early.destination, &early.payload);
                }
                Ok(Output::Timeout(deadline)) if deadline <= now && self.rtc.is_alive() => {
                    self.deadline = deadline;
                    self.on_time(now);
                }
                Ok(Output::Timeout(deadline)) => {
                    self.deadline = deadline;
                    return;
                }
                Err(error) => return self.fail(&error),
            }
        }
        self.deadline = now + Duration::from_millis(10);
    }

    /// Tells the other side that we close.
    pub(super) fn close(&mut self, now: Instant, effects: &mut VecDeque<Effect>) {
        if self.rtc.close().is_ok() {
            self.drive(now, effects, &mut Vec::new());
        }
        self.rtc.disconnect();
        self.closed = true;
    }

    /// Whether an answer has a way to the other side.
    const fn has_way(&self) -> bool {
        matches!(
            self.ice,
            IceConnectionState::Connected | IceConnectionState::Completed
        )
    }

    const fn observe(&mut self, event: &str0m::Event) {
        match event {
            str0m::Event::IceConnectionStateChange(state) => self.ice = *state,
            str0m::Event::Closed => self.closed = true,
            _ => {}
        }
    }

    fn fail(&mut self, error: &RtcError) {
        tracing::warn!(error = error_kind(error), "client.connection.failed");
        self.rtc.disconnect();
        self.closed = true;
        self.deadline += Duration::from_secs(3600);
    }
}

/// The kind of an error, without its text: that may hold addresses.
pub(super) fn error_kind(error: &RtcError) -> &'static str {
    match error {
        RtcError::RemoteSdp(_) => "remote-sdp",
        RtcError::Sdp(_) => "sdp",
        RtcError::Rtp(_) => "rtp",
        RtcError::Io(_) => "io",
        RtcError::Dtls(_) => "dtls",
        RtcError::Packet(..) => "packet",
        RtcError::UnknownPt(_) | RtcError::UnknownRid(_) | RtcError::NoSenderSource => {
            "unknown-stream"
        }
        RtcError::Net(_) => "datagram",
        RtcError::Ice(_) => "ice",
        RtcError::Sctp(_) => "sctp",
        RtcError::ChangesOutOfOrder => "changes-out-of-order",
        RtcError::WriteWithoutPoll => "write-without-poll",
        _ => "other",
    }
}
