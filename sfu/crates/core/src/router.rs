//! Who gets which packet: rooms, the tracks sent in them, and those who receive them.
//!
//! Membership and subscriptions are decided above; here they are obeyed. Things that are unknown (they may have gone a moment ago) are
//! ignored.

mod tick;

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use crate::allocate::Allocator;
use crate::clock::SenderClock;
use crate::codec::Facts;
use crate::event::Event;
use crate::forward::Forwarder;
use crate::id::{Participant, Room, Track};
use crate::limits;
use crate::packet::{Codec, Kind, Layer, Mid, Outgoing, Packet, SenderReport};
use crate::quality::{Observation, Quality};
use crate::rate::Rate;
use crate::speakers::Speakers;
use crate::track::{Bound, Subscriber, TrackState, Window, unpack_red};

/// Where the router's decisions go.
pub trait Outlet {
    /// Sends a packet on a media section of a participant's receiving connection.
    fn write(&mut self, participant: Participant, mid: Mid, packet: Outgoing);
    /// Asks a participant for a keyframe of a layer; layer 0 may also mean a track without layers.
    fn request_keyframe(&mut self, participant: Participant, mid: Mid, layer: Layer);
    /// The rates, in bits per second, that the link to a participant should be probed for: kept filled, and wished for.
    fn set_bitrate(&mut self, participant: Participant, kept: u64, wished: u64);
    /// Something to tell those above.
    fn tell(&mut self, event: Event);
}

#[derive(Debug)]
struct RoomState {
    participants: Vec<Participant>,
    speakers: Speakers,
}

#[derive(Debug)]
struct ParticipantState {
    room: Room,
    counts_as_speaker: bool,
    clock: SenderClock,
    sends: Vec<(Mid, Track)>,
    receives: Vec<Track>,
    receives_on: HashMap<Mid, Track>,
    /// Bits per second the link to it carries.
    estimate: Option<u64>,
    allocator: Allocator,
    sent: Rate,
    bitrate_told: (u64, u64),
    quality: Quality,
    seen: Vec<Observation>,
}

/// The subscription's media section has been agreed on.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// The media section of the receiver's connection.
    pub mid: Mid,
    /// The moment of RTP time 0 of the stream sent.
    pub epoch: Instant,
    /// The receiver takes redundant audio.
    pub accepts_red: bool,
}

/// All rooms of one media thread.
#[derive(Debug)]
pub struct Router {
    rooms: HashMap<Room, RoomState>,
    participants: HashMap<Participant, ParticipantState>,
    tracks: HashMap<Track, TrackState>,
    speaker_interval: Duration,
    speakers_at: Option<Instant>,
    quality_at: Option<Instant>,
    allocation_at: Option<Instant>,
    /// Whose link is looked at next although nothing happened.
    turns: VecDeque<Participant>,
}

impl Router {
    /// Nobody is there yet. `speaker_interval`: speakers are told at most this often.
    pub fn new(speaker_interval: Duration) -> Self {
        Self {
            rooms: HashMap::new(),
            participants: HashMap::new(),
            tracks: HashMap::new(),
            speaker_interval,
            speakers_at: None,
            quality_at: None,
            allocation_at: None,
            turns: VecDeque::new(),
        }
    }

    /// Makes a room.
    pub fn open_room(&mut self, room: Room) {
        if self.rooms.len() < limits::ROOMS {
            self.rooms.entry(room).or_insert_with(|| RoomState {
                participants: Vec::new(),
                speakers: Speakers::default(),
            });
        }
    }

    /// Ends a room; returns who was in it.
    pub fn close_room(&mut self, room: Room) -> Vec<Participant> {
        let participants = self
            .rooms
            .get(&room)
            .map(|state| state.participants.clone())
            .unwrap_or_default();
        for participant in &participants {
            self.remove_participant(*participant);
        }
        self.rooms.remove(&room);
        participants
    }

    /// Rooms there are.
    pub fn rooms(&self) -> Vec<Room> {
        self.rooms.keys().copied().collect()
    }

    /// Participants there are.
    pub fn participants(&self) -> usize {
        self.participants.len()
    }

    /// Lets somebody in; `false` when the room is unknown or the thread is full.
    pub fn add_participant(
        &mut self,
        room: Room,
        participant: Participant,
        counts_as_speaker: bool,
    ) -> bool {
        if self.participants.len() >= limits::PARTICIPANTS
            || self.participants.contains_key(&participant)
        {
            return false;
        }
        let Some(state) = self.rooms.get_mut(&room) else {
            return false;
        };
        state.participants.push(participant);
        self.turns.push_back(participant);
        self.participants.insert(
            participant,
            ParticipantState {
                room,
                counts_as_speaker,
                clock: SenderClock::default(),
                sends: Vec::new(),
                receives: Vec::new(),
                receives_on: HashMap::new(),
                estimate: None,
                allocator: Allocator::default(),
                sent: Rate::default(),
                bitrate_told: (0, 0),
                quality: Quality::default(),
                seen: Vec::new(),
            },
        );
        true
    }

    /// Somebody left, with all they sent and received.
    pub fn remove_participant(&mut self, participant: Participant) {
        let Some(state) = self.participants.remove(&participant) else {
            return;
        };
        for (_, track) in state.sends {
            self.drop_track(track);
        }
        for track in state.receives {
            if let Some(track) = self.tracks.get_mut(&track) {
                track
                    .subscribers
                    .retain(|subscriber| subscriber.participant != participant);
            }
        }
        if let Some(room) = self.rooms.get_mut(&state.room) {
            room.participants.retain(|present| *present != participant);
            room.speakers.forget(participant);
        }
    }

    /// Binds a track number to a media section of its sender.
    pub fn publish(&mut self, participant: Participant, track: Track, mid: Mid, kind: Kind) {
        let Some(state) = self.participants.get_mut(&participant) else {
            return;
        };
        if state.sends.len() >= limits::TRACKS_PER_PARTICIPANT || self.tracks.contains_key(&track) {
            return;
        }
        if let Some(index) = state.sends.iter().position(|(known, _)| *known == mid) {
            // The section was given to another track: the earlier one has ended.
            let (_, earlier) = state.sends.remove(index);
            self.drop_track(earlier);
        }
        if let Some(state) = self.participants.get_mut(&participant) {
            state.sends.push((mid, track));
            self.tracks
                .insert(track, TrackState::new(state.room, participant, mid, kind));
        }
    }

    /// Ends a track; those who receive it keep their media section until `unsubscribe`.
    pub fn unpublish(&mut self, track: Track) {
        let Some(state) = self.tracks.get(&track) else {
            return;
        };
        if let Some(sender) = self.participants.get_mut(&state.sender) {
            sender.sends.retain(|(_, sent)| *sent != track);
        }
        self.drop_track(track);
    }

    fn drop_track(&mut self, track: Track) {
        let Some(state) = self.tracks.remove(&track) else {
            return;
        };
        for subscriber in state.subscribers {
            if let Some(receiver) = self.participants.get_mut(&subscriber.participant) {
                receiver.receives.retain(|received| *received != track);
                receiver
                    .receives_on
                    .retain(|_, received| *received != track);
            }
        }
        if state.kind == Kind::Audio
            && let Some(room) = self.rooms.get_mut(&state.room)
        {
            room.speakers.forget(state.sender);
        }
    }

    /// While muted nothing of the track is forwarded.
    pub fn mute(&mut self, track: Track, muted: bool, now: Instant, outlet: &mut impl Outlet) {
        let Some(state) = self.tracks.get_mut(&track) else {
            return;
        };
        if state.muted == muted {
            return;
        }
        state.muted = muted;
        state.interrupt();
        if muted
            && state.kind == Kind::Audio
            && let Some(room) = self.rooms.get_mut(&state.room)
        {
            room.speakers.forget(state.sender);
        }
        state.aim();
        self.allocate_for(track, now, outlet);
    }

    /// Shares the links of all who receive a track anew.
    fn allocate_for(&mut self, track: Track, now: Instant, outlet: &mut impl Outlet) {
        let Some(state) = self.tracks.get(&track) else {
            return;
        };
        let receivers: Vec<_> = state
            .subscribers
            .iter()
            .map(|subscriber| subscriber.participant)
            .collect();
        for receiver in receivers {
            self.allocate(receiver, now, outlet);
        }
    }

    /// What kind a track is, if it is there.
    pub fn kind(&self, track: Track) -> Option<Kind> {
        self.tracks.get(&track).map(|state| state.kind)
    }

    /// Registers a wish; nothing flows before `bind`. `false` when the track or participant is unknown or the participant has too many.
    pub fn subscribe(&mut self, participant: Participant, track: Track) -> bool {
        let (Some(receiver), Some(state)) = (
            self.participants.get_mut(&participant),
            self.tracks.get_mut(&track),
        ) else {
            return false;
        };
        if receiver.receives.len() >= limits::SUBSCRIPTIONS_PER_PARTICIPANT
            || receiver.receives.contains(&track)
            || receiver.room != state.room
        {
            return false;
        }
        receiver.receives.push(track);
        state.subscribers.push(Subscriber::new(participant));
        true
    }

    /// The media section of a subscription has been agreed on: packets flow.
    pub fn bind(
        &mut self,
        participant: Participant,
        track: Track,
        binding: Binding,
        now: Instant,
        outlet: &mut impl Outlet,
    ) {
        let Some(state) = self.tracks.get_mut(&track) else {
            return;
        };
        let kind = state.kind;
        let Some(subscriber) = state.subscriber(participant) else {
            return;
        };
        subscriber.bound = Some(Bound {
            mid: binding.mid,
            accepts_red: binding.accepts_red,
            forwarder: Forwarder::new(kind, binding.epoch),
        });
        if let Some(receiver) = self.participants.get_mut(&participant) {
            receiver.receives_on.insert(binding.mid, track);
        }
        self.allocate(participant, now, outlet);
    }

    /// Ends a wish.
    pub fn unsubscribe(&mut self, participant: Participant, track: Track) {
        if let Some(receiver) = self.participants.get_mut(&participant) {
            receiver.receives.retain(|received| *received != track);
            receiver
                .receives_on
                .retain(|_, received| *received != track);
        }
        if let Some(state) = self.tracks.get_mut(&track) {
            state
                .subscribers
                .retain(|subscriber| subscriber.participant != participant);
        }
    }

    /// What a receiver asks for at most.
    pub fn limit(
        &mut self,
        participant: Participant,
        track: Track,
        limit: Limit,
        now: Instant,
        outlet: &mut impl Outlet,
    ) {
        let Some(subscriber) = self
            .tracks
            .get_mut(&track)
            .and_then(|state| state.subscriber(participant))
        else {
            return;
        };
        subscriber.max_layer = limit.max_layer.min(limits::LAYERS as u8 - 1);
        subscriber.paused = limit.paused;
        subscriber.priority = limit.priority;
        self.allocate(participant, now, outlet);
        self.tell_layers_wanted(track, now, outlet);
    }

    /// Wants a keyframe of every layer somebody receives.
    pub fn request_keyframe(&mut self, track: Track, now: Instant, outlet: &mut impl Outlet) {
        let Some(state) = self.tracks.get_mut(&track) else {
            return;
        };
        for bound in state
            .subscribers
            .iter()
            .filter_map(|subscriber| subscriber.bound.as_ref())
        {
            if let Some(layer) = bound.forwarder.current().or(bound.forwarder.target()) {
                state.layers[layer.index()].keyframes.want();
            }
        }
        send_keyframe_requests(state, now, outlet);
    }

    /// A receiver lost its picture.
    pub fn keyframe_requested(
        &mut self,
        participant: Participant,
        mid: Mid,
        now: Instant,
        outlet: &mut impl Outlet,
    ) {
        let Some(track) = self
            .participants
            .get(&participant)
            .and_then(|p| p.receives_on.get(&mid))
        else {
            return;
        };
        let Some(state) = self.tracks.get_mut(track) else {
            return;
        };
        let Some(bound) = state
            .subscriber(participant)
            .and_then(|subscriber| subscriber.bound.as_ref())
        else {
            return;
        };
        let Some(layer) = bound.forwarder.current().or(bound.forwarder.target()) else {
            return;
        };
        state.layers[layer.index()].keyframes.want();
        send_keyframe_requests(state, now, outlet);
    }

    /// A sender reported where its clock stands.
    pub fn sender_report(
        &mut self,
        participant: Participant,
        mid: Mid,
        layer: Layer,
        report: &SenderReport,
    ) {
        let Some(sender) = self.participants.get_mut(&participant) else {
            return;
        };
        sender.clock.learn(report);
        let Some((_, track)) = sender.sends.iter().find(|(known, _)| *known == mid) else {
            return;
        };
        if let Some(state) = self.tracks.get_mut(track)
            && let Some(layer) = state.layers.get_mut(layer.index())
        {
            layer.clock.learn(report);
        }
    }

    /// The link to a receiver carries this many bits per second.
    pub fn estimate(
        &mut self,
        participant: Participant,
        estimate: u64,
        now: Instant,
        outlet: &mut impl Outlet,
    ) {
        let Some(receiver) = self.participants.get_mut(&participant) else {
            return;
        };
        let sending = receiver.sent.bits_per_second(now);
        receiver.estimate = Some(match receiver.estimate {
            // A fall to no less than what is sent, while little is sent, says more about how little is sent than about the link.
            Some(before) if estimate < before && sending * 2 < before && sending < estimate => {
                estimate.max(before - before / 50)
            }
            _ => estimate,
        });
        let lower = receiver.estimate < Some(sending);
        if lower {
            self.allocate(participant, now, outlet);
        }
    }

    /// Loss and delay of one direction of a participant's media.
    pub fn observe(&mut self, participant: Participant, seen: Observation) {
        if let Some(state) = self.participants.get_mut(&participant)
            && state.seen.len() < 64
        {
            state.seen.push(seen);
        }
    }

    /// A media packet came from a participant.
    pub fn receive(
        &mut self,
        participant: Participant,
        mid: Mid,
        layer: Layer,
        packet: &Packet,
        now: Instant,
        outlet: &mut impl Outlet,
    ) {
        let Some(sender) = self.participants.get_mut(&participant) else {
            return;
        };
        let Some((_, track)) = sender.sends.iter().find(|(known, _)| *known == mid) else {
            return;
        };
        let Some(state) = self.tracks.get_mut(track) else {
            return;
        };
        let Some(incoming) = state.layers.get_mut(layer.index()) else {
            return;
        };

        let revived = incoming
            .heard
            .is_none_or(|at| now.saturating_duration_since(at) > limits::LAYER_SILENT);
        let anew = incoming.ssrc != Some(packet.ssrc);
        if anew {
            incoming.clock.reset();
            state.window = Window::default();
        }
        incoming.ssrc = Some(packet.ssrc);
        incoming.heard = Some(now);
        incoming.rate.add(packet.payload.len() + 40, now);
        let facts = Facts::read(packet.codec, &packet.payload);
        if facts.starts_keyframe {
            incoming.keyframes.arrived();
        }
        let captured =
            incoming
                .clock
                .captured(&sender.clock, state.kind, packet.time, packet.arrival);

        if state.codec.is_none() || anew && state.codec != Some(packet.codec) {
            state.codec = Some(packet.codec);
            outlet.tell(Event::TrackStarted {
                track: *track,
                codec: packet.codec,
            });
        }
        if state.muted {
            return;
        }
        if state.kind == Kind::Audio
            && sender.counts_as_speaker
            && let Some(level) = packet.audio_level
            && let Some(room) = self.rooms.get_mut(&sender.room)
        {
            room.speakers.hear(participant, level, now);
        }
        let track = *track;
        if revived || anew {
            self.allocate_for(track, now, outlet);
        }
        self.fan_out(track, layer, packet, &facts, captured, now, outlet);
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the facts of one packet, read once"
    )]
    fn fan_out(
        &mut self,
        track: Track,
        layer: Layer,
        packet: &Packet,
        facts: &Facts,
        captured: Instant,
        now: Instant,
        outlet: &mut impl Outlet,
    ) {
        let Some(state) = self.tracks.get_mut(&track) else {
            return;
        };
        let is_red = packet.codec == Codec::Red;
        let fresh = packet.codec.kind() == Kind::Video || state.window.mark(packet.sequence);
        let mut plain: Option<Vec<Packet>> = None;
        for subscriber in &mut state.subscribers {
            let Some(bound) = &mut subscriber.bound else {
                continue;
            };
            let mut sent = 0;
            if is_red && !bound.accepts_red {
                let window = &mut state.window;
                for packet in plain.get_or_insert_with(|| {
                    if fresh {
                        unpack_red(packet, window)
                    } else {
                        Vec::new()
                    }
                }) {
                    if let Some(outgoing) =
                        bound.forwarder.forward(layer, packet, facts, captured, now)
                    {
                        sent += outgoing.payload.len();
                        outlet.write(subscriber.participant, bound.mid, outgoing);
                    }
                }
            } else if (fresh || is_red)
                && let Some(outgoing) = bound.forwarder.forward(layer, packet, facts, captured, now)
            {
                sent = outgoing.payload.len();
                outlet.write(subscriber.participant, bound.mid, outgoing);
            }
            if sent == 0 {
                continue;
            }
            if let Some(receiver) = self.participants.get_mut(&subscriber.participant) {
                receiver.sent.add(sent + 40, now);
            }
            if !subscriber.told_bound {
                subscriber.told_bound = true;
                outlet.tell(Event::SubscriptionBound {
                    participant: subscriber.participant,
                    track,
                });
            }
        }
        if facts.starts_keyframe {
            state.aim();
        }
    }
}

/// What a client asks for of a track.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// 0 low, 1 middle, 2 high.
    pub max_layer: u8,
    /// Nothing at all.
    pub paused: bool,
    /// Larger is served first.
    pub priority: i64,
}

fn send_keyframe_requests(track: &mut TrackState, now: Instant, outlet: &mut impl Outlet) {
    if track.kind != Kind::Video || track.muted {
        return;
    }
    for (index, layer) in track.layers.iter_mut().enumerate() {
        if layer.ssrc.is_some() && layer.keyframes.due(now) {
            outlet.request_keyframe(track.sender, track.mid, Layer(index as u8));
        }
    }
}
