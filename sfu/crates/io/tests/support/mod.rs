//! A shard and browsers around it, in virtual time: browsers are peers on the other stack's own terms, driven packet by packet.
#![allow(dead_code, missing_docs, unreachable_pub)]

pub mod browser;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use visio_core::id::{Participant, Room, Track};
use visio_core::packet::Kind;
use visio_io::shard::Connector;
use visio_io::{Command, Event, Shard, Target};
use visio_netsim::{Link, Profile};
use visio_transport::str0m::{Connection, Direction, Settings};
use visio_transport::{AudioWishes, Channel, Datagram};

pub use browser::Browser;

pub const ROOM: Room = Room(1);
const SERVER: &str = "10.0.0.1:7882";
const STEP: Duration = Duration::from_millis(2);

pub struct Str0m(Settings);

impl Connector for Str0m {
    type Connection = Connection;

    fn connect(&self, target: Target, now: Instant) -> Connection {
        let direction = if target == Target::Publisher {
            Direction::Receiving
        } else {
            Direction::Sending
        };
        Connection::new(&self.0, direction, now)
    }
}

/// Both ways between one peer connection of a browser and the server.
struct Way {
    up: Link<Vec<u8>>,
    down: Link<Vec<u8>>,
}

pub struct World {
    pub now: Instant,
    pub start: Instant,
    pub shard: Shard<Str0m>,
    pub browsers: Vec<Browser>,
    ways: HashMap<SocketAddr, Way>,
    /// Everything the shard told, in order.
    pub events: Vec<Event>,
    seen: usize,
    requests: u64,
    /// Answers to offers of the server are held back while this is set.
    pub hold_answers: bool,
    held: Vec<(usize, u64, String)>,
}

impl World {
    pub fn new() -> Self {
        let now = Instant::now() + Duration::from_secs(3600);
        let settings = Settings::new(vec![SERVER.parse().unwrap()]).unwrap();
        let mut shard = Shard::new(Str0m(settings), Duration::from_millis(200));
        shard.command(Command::OpenRoom { room: ROOM }, now);
        Self {
            now,
            start: now,
            shard,
            browsers: Vec::new(),
            ways: HashMap::new(),
            events: Vec::new(),
            seen: 0,
            requests: 0,
            hold_answers: false,
            held: Vec::new(),
        }
    }

    /// Lets somebody in, over links of this profile; returns their index. Participant numbers are 1, 2, …
    pub fn join(&mut self, profile: Profile) -> usize {
        let index = self.browsers.len();
        let participant = Participant(index as u64 + 1);
        self.command(Command::AddParticipant {
            room: ROOM,
            participant,
            counts_as_speaker: true,
        });
        let browser = Browser::new(index, self.now);
        for (n, address) in browser.addresses().into_iter().enumerate() {
            let seed = index as u64 * 10 + n as u64;
            let way = Way {
                up: Link::new(profile, seed),
                down: Link::new(profile, seed + 5),
            };
            self.ways.insert(address, way);
        }
        self.browsers.push(browser);
        index
    }

    pub fn join_near(&mut self) -> usize {
        self.join(Profile {
            delay: Duration::from_millis(5),
            ..Profile::perfect()
        })
    }

    pub fn participant(index: usize) -> Participant {
        Participant(index as u64 + 1)
    }

    pub fn command(&mut self, command: Command) {
        self.shard.command(command, self.now);
        self.shard.finish(self.now);
        self.exchange();
    }

    /// The browser offers what it wants to send.
    pub fn negotiate(&mut self, index: usize) {
        self.negotiate_with(index, AudioWishes::default());
    }

    pub fn negotiate_with(&mut self, index: usize, wishes: AudioWishes) {
        let Some(sdp) = self.browsers[index].offer() else {
            return;
        };
        self.requests += 1;
        let participant = Self::participant(index);
        self.command(Command::PublisherOffer {
            participant,
            request: self.requests,
            sdp,
            wishes,
        });
    }

    pub fn open_subscriber(&mut self, index: usize) {
        self.command(Command::OpenSubscriber {
            participant: Self::participant(index),
        });
    }

    pub fn publish(&mut self, index: usize, track: u64, mid: &str, kind: Kind) {
        self.command(Command::Publish {
            participant: Self::participant(index),
            track: Track(track),
            mid: mid.to_owned(),
            kind,
            stereo: false,
        });
    }

    pub fn subscribe(&mut self, index: usize, track: u64) {
        self.command(Command::Subscribe {
            participant: Self::participant(index),
            track: Track(track),
            stream_id: format!("PA_{track}|stream"),
            track_id: format!("TR_{track}"),
        });
    }

    pub fn unsubscribe(&mut self, index: usize, track: u64) {
        self.command(Command::Unsubscribe {
            participant: Self::participant(index),
            track: Track(track),
        });
    }

    pub fn limit(&mut self, index: usize, track: u64, max_layer: u8, paused: bool) {
        self.command(Command::Limit {
            participant: Self::participant(index),
            track: Track(track),
            max_layer,
            paused,
            priority: 1,
        });
    }

    pub fn mute(&mut self, track: u64, muted: bool) {
        self.command(Command::MuteTrack {
            track: Track(track),
            muted,
        });
    }

    pub fn send_data(&mut self, index: usize, channel: Channel, payload: &[u8]) {
        self.command(Command::SendData {
            participant: Self::participant(index),
            channel,
            payload: payload.to_vec(),
        });
    }

    /// Changes the link to a browser's receiving connection.
    pub fn widen(&mut self, index: usize, profile: Profile) {
        for address in self.browsers[index].addresses() {
            let way = self.ways.get_mut(&address).unwrap();
            way.up.set_profile(profile);
            way.down.set_profile(profile);
        }
    }

    /// Nothing gets through any more.
    pub fn cut(&mut self, index: usize) {
        self.widen(
            index,
            Profile {
                loss: 1.0,
                ..Profile::perfect()
            },
        );
    }

    pub fn inject(&mut self, source: SocketAddr, contents: &[u8]) {
        let destination = SERVER.parse().unwrap();
        self.shard.receive(
            Datagram {
                source,
                destination,
                contents,
            },
            self.now,
        );
        self.shard.finish(self.now);
        self.exchange();
    }

    /// Offers that were held back are never answered.
    pub fn lose_answers(&mut self) {
        self.hold_answers = false;
        self.held.clear();
    }

    /// Offers that were held back are answered, but the answers do not come to the server.
    pub fn lose_answers_on_the_way(&mut self) {
        self.hold_answers = false;
        for (index, _, sdp) in std::mem::take(&mut self.held) {
            self.browsers[index].answer(&sdp);
        }
    }

    pub fn run(&mut self, span: Duration) {
        let end = self.now + span;
        while self.now < end {
            self.step();
        }
    }

    /// Runs until `done`, at most for `within`.
    pub fn until(&mut self, within: Duration, mut done: impl FnMut(&mut Self) -> bool) -> bool {
        let end = self.now + within;
        while self.now < end {
            if done(self) {
                return true;
            }
            self.step();
        }
        done(self)
    }

    fn step(&mut self) {
        self.now += STEP;
        let now = self.now;
        let server: SocketAddr = SERVER.parse().unwrap();
        for browser in &mut self.browsers {
            browser.tick(now);
        }
        for (address, way) in &mut self.ways {
            while let Some(contents) = way.up.receive(now) {
                self.shard.receive(
                    Datagram {
                        source: *address,
                        destination: server,
                        contents: &contents,
                    },
                    now,
                );
            }
            while let Some(contents) = way.down.receive(now) {
                if let Some(browser) = self
                    .browsers
                    .iter_mut()
                    .find(|b| b.addresses().contains(address))
                {
                    browser.receive(*address, server, &contents, now);
                }
            }
        }
        self.shard.finish(now);
        self.shard.handle_timeout(now);
        self.exchange();
    }

    /// Moves datagrams into the links and answers what the server offers.
    fn exchange(&mut self) {
        let mut transmits = Vec::new();
        self.shard.take_transmits(&mut transmits);
        for transmit in transmits {
            if let Some(way) = self.ways.get_mut(&transmit.destination) {
                way.down.send(self.now, transmit.contents);
            }
        }
        for browser in &mut self.browsers {
            for (source, contents) in browser.take_sent() {
                if let Some(way) = self.ways.get_mut(&source) {
                    way.up.send(self.now, contents);
                }
            }
        }
        self.events.extend(self.shard.take_events());
        while self.seen < self.events.len() {
            let event = self.events[self.seen].clone();
            self.seen += 1;
            match event {
                Event::PublisherAnswer {
                    participant, sdp, ..
                } => {
                    self.browsers[participant.0 as usize - 1].answered(&sdp);
                }
                Event::SubscriberOffer {
                    participant,
                    offer,
                    sdp,
                } => {
                    let index = participant.0 as usize - 1;
                    if self.hold_answers {
                        self.held.push((index, offer, sdp));
                    } else {
                        self.answer(index, offer, &sdp);
                    }
                }
                _ => {}
            }
        }
    }

    pub fn release_answers(&mut self) {
        self.hold_answers = false;
        for (index, offer, sdp) in std::mem::take(&mut self.held) {
            self.answer(index, offer, &sdp);
        }
    }

    fn answer(&mut self, index: usize, offer: u64, sdp: &str) {
        let sdp = self.browsers[index].answer(sdp);
        self.command(Command::SubscriberAnswer {
            participant: Self::participant(index),
            offer,
            sdp,
        });
    }

    pub fn offers_to(&self, index: usize) -> Vec<&str> {
        let participant = Self::participant(index);
        let offers = self.events.iter().filter_map(|event| match event {
            Event::SubscriberOffer {
                participant: to,
                sdp,
                ..
            } if *to == participant => Some(sdp.as_str()),
            _ => None,
        });
        offers.collect()
    }

    pub fn failures(&self) -> Vec<&Event> {
        let failed = |event: &&Event| {
            matches!(
                event,
                Event::NegotiationFailed { .. }
                    | Event::ParticipantFailed { .. }
                    | Event::ShardFailed { .. }
            )
        };
        self.events.iter().filter(failed).collect()
    }
}
