//! Who gets which packet: rooms, the tracks sent in them, and those who receive them.
//!
//! Membership and subscriptions are decided above; here they are obeyed. Things that are unknown (they may have gone a moment ago) are
//! ignored.

mod packets;
mod subscriptions;
mod tick;

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use crate::allocate::Allocator;
use crate::clock::SenderClock;
use crate::event::Event;
use crate::id::{Participant, Room, Track};
use crate::limits;
use crate::packet::{Kind, Layer, Mid, Outgoing};
use crate::quality::{Observation, Quality};
use crate::rate::Rate;
use crate::speakers::Speakers;
use crate::track::TrackState;
use packets::send_keyframe_requests;
pub use subscriptions::Limit;
use tick::Reminder;

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
    reminder: Reminder,
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
                reminder: Reminder::default(),
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
}
