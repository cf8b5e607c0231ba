//! The whole protocol of a participant without I/O.

mod datagram;
mod effect;
mod endpoint;
mod inbound;
mod link;
mod outbox;
mod peer;
mod people;
mod publisher;
mod retry;
mod slots;
pub mod streams;
mod subscriber;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use str0m::Candidate;
use str0m::net::Protocol;

use crate::wire::{
    MuteTrackRequest, ParticipantTracks, SignalTarget, TrickleRequest, UpdateSubscription,
    UpdateTrackSettings, VideoQuality, signal_request, write_signal,
};
use crate::{Command, Event, LeaveReason, Options};
pub use datagram::Datagram;
pub use effect::{Effect, SocketLoss};
pub use endpoint::Endpoint;
use link::{Link, MEDIA_TIMEOUT};
use peer::Peer;
use people::People;
use publisher::Publisher;
use retry::Outage;
use subscriber::Subscriber;

/// The result of a step of negotiation; the text holds nothing of the description.
type Negotiation<T> = Result<T, &'static str>;

/// The most of our own addresses that are used.
const MAX_ADDRESSES: usize = 8;
/// The most addresses of the server that are looked at.
const MAX_REACHED: usize = 32;

/// One participant: messages, datagrams and time in, [`Effect`]s out.
///
/// After each call take all effects with [`Self::poll_effect`], then wait until [`Self::deadline`] at most.
pub struct Session {
    options: Options,
    token: String,
    link: Link,
    outage: Option<Outage>,
    /// Media has to stand by then, or something else is tried.
    media_deadline: Option<Instant>,
    media_stood: bool,
    own: Own,
    people: People,
    publisher: Publisher,
    subscriber: Subscriber,
    wishes: Wishes,
    addresses: Addresses,
    reached: BTreeSet<IpAddr>,
    effects: VecDeque<Effect>,
    random: Random,
}

#[derive(Default)]
struct Own {
    sid: String,
    identity: String,
}

/// What was asked for tracks of others; told again after a full reconnect.
#[derive(Default)]
struct Wishes {
    subscribed: BTreeMap<String, bool>,
    disabled: BTreeSet<String>,
}

/// Our UDP sockets, for each connection its own: to the server's one port both would look alike.
#[derive(Default)]
struct Addresses {
    publisher: Vec<SocketAddr>,
    subscriber: Vec<SocketAddr>,
}

/// Spreads pauses and names tracks; not for secrets.
struct Random(u64);

impl Session {
    /// A participant that begins to join. `seed` spreads its pauses and names its tracks: give each participant another.
    pub fn new(options: Options, seed: u64, now: Instant) -> Self {
        let mut session = Self {
            token: options.token.clone(),
            options,
            link: Link::Over,
            outage: None,
            media_deadline: None,
            media_stood: false,
            own: Own::default(),
            people: People::default(),
            publisher: Publisher::default(),
            subscriber: Subscriber::default(),
            wishes: Wishes::default(),
            addresses: Addresses::default(),
            reached: BTreeSet::new(),
            effects: VecDeque::new(),
            random: Random(seed),
        };
        session.open(now, true);
        session
    }

    /// The next thing to be done for the session.
    pub fn poll_effect(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// When [`Self::on_time`] is to be called at the latest.
    pub fn deadline(&mut self) -> Instant {
        let peers = [
            self.publisher.peer().map(|peer| peer.deadline()),
            self.subscriber.peer().map(|peer| peer.deadline()),
        ];
        let others = [
            self.link.deadline(),
            self.media_deadline,
            self.publisher.deadline(),
        ];
        let earliest = peers.into_iter().chain(others).flatten().min();
        earliest.unwrap_or_else(|| Instant::now() + Duration::from_secs(3600))
    }

    /// Whether it is over; nothing follows.
    pub const fn is_over(&self) -> bool {
        matches!(self.link, Link::Over)
    }

    /// Two UDP sockets of ours are ready on the same interface, one for each connection.
    pub fn local_addresses(&mut self, now: Instant, publisher: SocketAddr, subscriber: SocketAddr) {
        if self.addresses.publisher.len() >= MAX_ADDRESSES
            || self.addresses.publisher.contains(&publisher)
        {
            return;
        }
        self.addresses.publisher.push(publisher);
        self.addresses.subscriber.push(subscriber);
        let candidate = self
            .publisher
            .peer()
            .and_then(|peer| peer.add_address(publisher));
        self.trickle(SignalTarget::Publisher, candidate);
        let candidate = self
            .subscriber
            .peer()
            .and_then(|peer| peer.add_address(subscriber));
        self.trickle(SignalTarget::Subscriber, candidate);
        self.drive(now);
    }

    /// Datagrams have come to one of our addresses, in this order and none after `now`. Media that came together costs much less than one by one.
    pub fn datagrams(&mut self, now: Instant, address: SocketAddr, datagrams: &[Datagram<'_>]) {
        let together =
            |one: &Datagram<'_>, other: &Datagram<'_>| one.is_media() && other.is_media();
        for run in datagrams.chunk_by(together) {
            let peer = if self.addresses.subscriber.contains(&address) {
                self.subscriber.peer()
            } else {
                self.publisher.peer()
            };
            if peer.is_some_and(|peer| peer.receive_all(now, address, run)) {
                self.drive(now);
            }
        }
    }

    /// Lets time pass.
    pub fn on_time(&mut self, now: Instant) {
        if let Some(peer) = self.publisher.peer() {
            peer.on_time(now);
        }
        if let Some(peer) = self.subscriber.peer() {
            peer.on_time(now);
        }
        let refused = self.publisher.on_time(now);
        self.tell_all(refused);
        self.drive(now);
        self.watch_link(now);
        self.watch_media(now);
    }

    /// Does what its owner wants.
    pub fn command(&mut self, now: Instant, command: Command) {
        if self.is_over() {
            return;
        }
        match command {
            Command::Publish(track, spec) => {
                let cid = self.random.name();
                self.publisher.add(track, cid, spec);
                self.announce(now);
            }
            Command::Unpublish(track) => self.publisher.remove(track),
            Command::Send {
                track,
                layer,
                timestamp,
                payload,
            } => self.publisher.send(now, track, layer, timestamp, payload),
            Command::Mute(track, muted) => {
                if let Some(sid) = self.publisher.mute(track, muted) {
                    self.say(signal_request::Message::Mute(MuteTrackRequest {
                        sid,
                        muted,
                    }));
                }
            }
            Command::Subscribe {
                track_sid,
                subscribed,
            } => self.subscribe(track_sid, subscribed),
            Command::Settings {
                track_sid,
                disabled,
                width,
                height,
            } => self.track_settings(track_sid, disabled, width, height),
            Command::SendData(data) => self.publisher.send_data(data),
            Command::SendText(stream) => self.publisher.send_text(stream),
            Command::RequestKeyframe { track_sid } => {
                self.subscriber
                    .request_keyframe(now, &track_sid, &mut self.effects);
            }
            Command::Interrupt => self.interrupt(now),
            Command::Leave => self.leave(now),
        }
        self.drive(now);
    }

    fn subscribe(&mut self, track_sid: String, subscribe: bool) {
        self.wishes.subscribed.insert(track_sid.clone(), subscribe);
        let owner = self.people.owner(&track_sid).map(str::to_owned);
        let participant_tracks = owner.map(|participant_sid| ParticipantTracks {
            participant_sid,
            track_sids: vec![track_sid.clone()],
        });
        let update = UpdateSubscription {
            track_sids: vec![track_sid],
            subscribe,
            participant_tracks: participant_tracks.into_iter().collect(),
        };
        self.say(signal_request::Message::Subscription(update));
    }

    fn track_settings(&mut self, track_sid: String, disabled: bool, width: u32, height: u32) {
        if disabled {
            self.wishes.disabled.insert(track_sid.clone());
        } else {
            self.wishes.disabled.remove(&track_sid);
        }
        let quality = VideoQuality::High.into();
        let settings = UpdateTrackSettings {
            track_sids: vec![track_sid],
            disabled,
            quality,
            width,
            height,
        };
        self.say(signal_request::Message::TrackSetting(settings));
    }

    /// Takes what the transports have, offers what has changed, and looks after connections that broke.
    fn drive(&mut self, now: Instant) {
        self.publisher.drive(now, &mut self.effects);
        self.subscriber.drive(now, &self.people, &mut self.effects);
        self.negotiate(now);
        self.watch_peers(now);
    }

    /// Offers what has changed on the publishing side.
    fn negotiate(&mut self, now: Instant) {
        if !self.link.is_open() {
            return;
        }
        if let Some(offer) = self
            .publisher
            .offer(now, &self.options, &self.addresses.publisher)
        {
            self.say(signal_request::Message::Offer(offer));
            self.publisher.drive(now, &mut self.effects);
        }
    }

    fn announce(&mut self, now: Instant) {
        if !self.link.is_open() {
            return;
        }
        for request in self.publisher.announce(now, &self.options) {
            self.say(signal_request::Message::AddTrack(request));
        }
    }

    /// Takes a candidate of the server for one of the connections.
    fn add_candidate(&mut self, now: Instant, target: SignalTarget, line: &str) {
        let Ok(candidate) = Candidate::from_sdp_string(line.trim()) else {
            tracing::debug!("client.candidate.skipped");
            return;
        };
        self.reach(&candidate);
        let peer: Option<&mut Peer> = match target {
            SignalTarget::Publisher => self.publisher.peer(),
            SignalTarget::Subscriber => self.subscriber.peer(),
        };
        if let Some(peer) = peer {
            peer.add_candidate(candidate);
        }
        self.drive(now);
    }

    fn reach(&mut self, candidate: &Candidate) {
        let address = candidate.addr();
        let usable = candidate.proto() == Protocol::Udp
            && !address.ip().is_unspecified()
            && !is_link_local(address.ip());
        if usable && self.reached.len() < MAX_REACHED && self.reached.insert(address.ip()) {
            self.effects.push_back(Effect::Reach(address));
        }
    }

    fn trickle(&mut self, target: SignalTarget, candidate: Option<String>) {
        let Some(candidate) = candidate.filter(|_| self.link.is_open()) else {
            return;
        };
        let init = serde_json::json!({"candidate": candidate, "sdpMid": "0", "sdpMLineIndex": 0});
        let request = TrickleRequest {
            candidate_init: init.to_string(),
            target: target.into(),
            r#final: false,
        };
        self.say(signal_request::Message::Trickle(request));
    }

    fn say(&mut self, message: signal_request::Message) {
        if self.link.is_open() {
            self.effects.push_back(Effect::Send(write_signal(message)));
        }
    }

    fn tell(&mut self, event: Event) {
        self.effects.push_back(Effect::Event(event));
    }

    fn tell_all(&mut self, events: impl IntoIterator<Item = Event>) {
        self.effects.extend(events.into_iter().map(Effect::Event));
    }

    /// Ends everything at once.
    fn end(&mut self, now: Instant, reason: LeaveReason) {
        if self.is_over() {
            return;
        }
        self.link = Link::Over;
        self.outage = None;
        self.media_deadline = None;
        self.publisher.reset(now, &mut self.effects);
        self.subscriber.reset(now, &mut self.effects);
        self.effects.push_back(Effect::Disconnect);
        self.tell(Event::Left(reason));
    }

    /// Looks whether media stands again, and what is to be done when it has not in time.
    fn watch_peers(&mut self, now: Instant) {
        if !self.link.is_open() {
            return;
        }
        let subscriber = self
            .subscriber
            .peer()
            .map(|peer| (peer.is_connected(), peer.is_silent(), peer.is_closed()));
        let publisher = self
            .publisher
            .peer()
            .map(|peer| (peer.is_connected(), peer.is_silent(), peer.is_closed()));
        let any = |pick: fn((bool, bool, bool)) -> bool| {
            subscriber.is_some_and(pick) || publisher.is_some_and(pick)
        };
        if any(|(_, _, closed)| closed) {
            // The word of the server why it closed may still be on its way.
            self.media_deadline = Some(self.media_deadline.unwrap_or(now + link::GRACE));
            return;
        }
        if self.media_deadline.is_none() {
            if any(|(_, silent, _)| silent) {
                self.lose(now, false);
            }
            return;
        }
        if subscriber.is_some_and(|(connected, _, _)| connected) && self.publisher.is_settled() {
            self.media_deadline = None;
            self.media_stood = true;
            if let Some(outage) = self.outage.take() {
                self.tell(Event::Resumed {
                    outage: now - outage.since,
                });
            }
        }
    }

    fn watch_media(&mut self, now: Instant) {
        if self.media_deadline.is_none_or(|deadline| now < deadline) {
            return;
        }
        if self.media_stood {
            self.lose(now, true);
        } else {
            self.end(now, LeaveReason::MediaFailed);
        }
    }

    fn expect_media(&mut self, now: Instant) {
        self.media_deadline = Some(now + MEDIA_TIMEOUT);
    }
}

impl Random {
    const fn bits(&mut self) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn fraction(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn name(&mut self) -> String {
        format!("{:016x}{:016x}", self.bits(), self.bits())
    }
}

const fn is_link_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    }
}
