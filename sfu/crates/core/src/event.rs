//! What the forwarding tells those above.

use crate::id::{Participant, Room, Track};
use crate::packet::Codec;

/// Something that happened to media.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The first packet of a published track: the codec is known.
    TrackStarted {
        /// Which track.
        track: Track,
        /// What it is sent in.
        codec: Codec,
    },
    /// The first packet of a track has gone to this subscriber.
    SubscriptionBound {
        /// Who receives.
        participant: Participant,
        /// Which track.
        track: Track,
    },
    /// A track was stopped or resumed for a subscriber because of its link.
    StreamPaused {
        /// Who receives.
        participant: Participant,
        /// Which track.
        track: Track,
        /// Stopped, or resumed.
        paused: bool,
    },
    /// The highest layer any subscriber can use now.
    LayersWanted {
        /// Which track.
        track: Track,
        /// `None`: nobody watches.
        max_layer: Option<u8>,
    },
    /// Everybody heard now, loudest first, loudness 0 to 1.
    SpeakersChanged {
        /// Where.
        room: Room,
        /// Who, and how loud.
        speakers: Vec<(Participant, f32)>,
    },
    /// How well a participant is connected.
    QualityReport {
        /// Who.
        participant: Participant,
        /// 0 to 100.
        score: f32,
        /// Neither packets nor reports came.
        lost: bool,
    },
}
