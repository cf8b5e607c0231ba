//! What a media thread tells those above.

use visio_core::id::{Participant, Room};
use visio_transport::RemoteMedia;

use crate::command::Target;

/// How far a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TransportState {
    /// Media and data can flow.
    Connected,
    /// Nothing was heard for some seconds; it may come back.
    Disconnected,
    /// Given up.
    Failed,
    /// The peer said goodbye.
    Closed,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The answer to `PublisherOffer`.
    PublisherAnswer {
        /// Who offered.
        participant: Participant,
        /// The number of the request.
        request: u64,
        /// The answer.
        sdp: String,
        /// The media sections of the offer.
        media: Vec<RemoteMedia>,
    },
    /// An offer for the subscriber connection.
    SubscriberOffer {
        /// Who shall answer.
        participant: Participant,
        /// Its number.
        offer: u64,
        /// The offer.
        sdp: String,
    },
    /// A description was refused.
    NegotiationFailed {
        /// Whose.
        participant: Participant,
        /// Of which connection.
        target: Target,
        /// The number of the request or offer.
        request: u64,
        /// Why; holds nothing of the description.
        reason: String,
    },
    /// A connection changed state.
    TransportState {
        /// Whose.
        participant: Participant,
        /// Which connection.
        target: Target,
        /// The state.
        state: TransportState,
    },
    /// Something happened to media.
    Media(visio_core::event::Event),
    /// A message came from a participant.
    DataReceived {
        /// From whom.
        participant: Participant,
        /// The message.
        payload: Vec<u8>,
        /// On which channel.
        reliable: bool,
    },
    /// A media thread ended; its rooms are gone.
    ShardFailed {
        /// The rooms.
        rooms: Vec<Room>,
    },
    /// A fault inside one peer ended that peer alone.
    ParticipantFailed {
        /// Whose.
        participant: Participant,
        /// What happened.
        reason: String,
    },
}

impl Event {
    /// Whether it may be dropped when nobody fetches events: only measurements, which come again.
    pub fn is_droppable(&self) -> bool {
        use visio_core::event::Event as Media;
        matches!(
            self,
            Self::Media(Media::SpeakersChanged { .. } | Media::QualityReport { .. })
        )
    }
}

/// Counters since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Datagrams received.
    pub packets_in: u64,
    /// Datagrams sent.
    pub packets_out: u64,
    /// Bytes received.
    pub bytes_in: u64,
    /// Bytes sent.
    pub bytes_out: u64,
    /// Participants present.
    pub participants: u64,
    /// Events that nobody fetched in time.
    pub events_dropped: u64,
}
