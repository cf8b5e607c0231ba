//! What those above ask of a media thread.

use visio_core::id::{Participant, Room, Track};
use visio_core::packet::Kind;
use visio_transport::{AudioWishes, Channel};

/// Which of a participant's two connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// The one it offers and sends on.
    Publisher,
    /// The one we offer and send on.
    Subscriber,
}

/// A wish. Wishes that name something unknown are ignored.
#[derive(Clone, Debug)]
#[expect(
    missing_docs,
    reason = "each is one method of the engine, documented there"
)]
pub enum Command {
    OpenRoom {
        room: Room,
    },
    CloseRoom {
        room: Room,
    },
    AddParticipant {
        room: Room,
        participant: Participant,
        counts_as_speaker: bool,
    },
    RemoveParticipant {
        participant: Participant,
    },
    PublisherOffer {
        participant: Participant,
        request: u64,
        sdp: String,
        wishes: AudioWishes,
    },
    OpenSubscriber {
        participant: Participant,
    },
    SubscriberAnswer {
        participant: Participant,
        offer: u64,
        sdp: String,
    },
    RestartSubscriberIce {
        participant: Participant,
    },
    AddCandidate {
        participant: Participant,
        target: Target,
        candidate: String,
    },
    Publish {
        participant: Participant,
        track: Track,
        mid: String,
        kind: Kind,
        stereo: bool,
    },
    Unpublish {
        track: Track,
    },
    MuteTrack {
        track: Track,
        muted: bool,
    },
    RequestKeyframe {
        track: Track,
    },
    Subscribe {
        participant: Participant,
        track: Track,
        stream_id: String,
        track_id: String,
    },
    Unsubscribe {
        participant: Participant,
        track: Track,
    },
    Limit {
        participant: Participant,
        track: Track,
        max_layer: u8,
        paused: bool,
        priority: i64,
    },
    SendData {
        participant: Participant,
        channel: Channel,
        payload: Vec<u8>,
    },
}
