//! What can go wrong, in words that hold nothing of what the peer sent.

/// Why a session description was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NegotiationError {
    /// Larger than `limits::DESCRIPTION`, or more media sections than `limits::MEDIA_SECTIONS`.
    #[error("the session description is too large")]
    TooLarge,
    /// Not a session description.
    #[error("the session description cannot be read")]
    Malformed,
    /// It does not answer the offer that is open.
    #[error("the answer does not fit the offer")]
    Unfitting,
    /// No offer is open.
    #[error("no offer is open")]
    NotOpen,
    /// Credentials, fingerprint or roles are missing or contradict what was agreed on.
    #[error("the session description was refused: {0}")]
    Refused(&'static str),
    /// The connection is closed.
    #[error("the connection is closed")]
    Closed,
}

/// Why a data message was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DataRefused {
    /// Larger than `limits::DATA_MESSAGE`.
    #[error("the message is too large")]
    TooLarge,
    /// More than `limits::DATA_QUEUE_BYTES` wait: the peer does not take them.
    #[error("the peer does not take its messages")]
    QueueFull,
    /// The connection is closed.
    #[error("the connection is closed")]
    Closed,
}
