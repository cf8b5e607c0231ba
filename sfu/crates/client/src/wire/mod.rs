//! The messages of the `LiveKit` protocol, version 0, that a participant needs.
//!
//! Written by hand from `livekit_rtc.proto` and `livekit_models.proto` (field numbers as there): the generated crates bring a
//! hundred thousand lines for JSON that is never used here. Fields that are not named are skipped when read.

mod data;
mod model;
mod signal;

use prost::Message;

pub use data::{
    DataPacket, PacketKind, StreamChunk, StreamHeader, StreamTrailer, TextHeader, UserPacket,
    data_packet,
};
pub use model::{
    DisconnectReason, Encryption, ParticipantInfo, ParticipantState, ParticipantTracks, Room,
    ServerInfo, SpeakerInfo, TrackInfo, TrackKind, TrackSource, VideoLayer, VideoQuality,
};
pub use signal::{
    AddTrackRequest, DataChannelInfo, JoinResponse, LeaveAction, LeaveRequest, MuteTrackRequest,
    ParticipantUpdate, Ping, Pong, ReconnectResponse, RequestReason, RequestResponse,
    SessionDescription, SignalRequest, SignalResponse, SignalTarget, SimulcastCodec,
    SpeakersChanged, SyncState, TrackPublishedResponse, TrackUnpublishedResponse, TrickleRequest,
    UpdateSubscription, UpdateTrackSettings, request_response, signal_request, signal_response,
};

/// The most bytes of one signalling message, the server's own limit.
pub const MAX_SIGNAL_BYTES: usize = 2 * 1024 * 1024;

/// The most bytes of one message on a data channel: 64 000 of payload as the protocol allows, and the envelope.
pub const MAX_DATA_BYTES: usize = 66 * 1024;

/// Bytes from the network that are not the message they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Longer than the limit of its kind.
    #[error("a message of {size} bytes is over the limit of {limit}")]
    TooLong {
        /// Bytes that came.
        size: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// Not a protobuf message of its type.
    #[error("the bytes are not a message of the protocol")]
    Malformed,
}

/// Reads a message of the signalling socket.
///
/// # Errors
/// [`WireError`] when it is too long or malformed. A message whose kind is unknown is read as one without content.
pub fn read_signal(bytes: &[u8]) -> Result<Option<signal_response::Message>, WireError> {
    within(bytes, MAX_SIGNAL_BYTES)?;
    let response = SignalResponse::decode(bytes).map_err(|_| WireError::Malformed)?;
    Ok(response.message)
}

/// The bytes of a message for the signalling socket.
pub fn write_signal(message: signal_request::Message) -> Vec<u8> {
    let request = SignalRequest {
        message: Some(message),
    };
    request.encode_to_vec()
}

/// Reads a message of a data channel.
///
/// # Errors
/// [`WireError`] when it is too long or malformed.
pub fn read_data(bytes: &[u8]) -> Result<DataPacket, WireError> {
    within(bytes, MAX_DATA_BYTES)?;
    DataPacket::decode(bytes).map_err(|_| WireError::Malformed)
}

/// The bytes of a message for a data channel.
pub fn write_data(packet: &DataPacket) -> Vec<u8> {
    packet.encode_to_vec()
}

const fn within(bytes: &[u8], limit: usize) -> Result<(), WireError> {
    let size = bytes.len();
    if size > limit {
        return Err(WireError::TooLong { size, limit });
    }
    Ok(())
}
