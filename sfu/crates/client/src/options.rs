//! What a participant needs to know before it joins.

use std::fmt;
use std::time::Duration;

/// Where to join, with what, and how.
#[derive(Clone)]
pub struct Options {
    /// The server: `ws`, `wss`, `http` or `https`, with a path in front of `/rtc` if the server has one.
    pub url: String,
    /// The access token. It travels in a header, never in an address.
    pub token: String,
    /// Whether the server subscribes this participant to every track by itself.
    pub auto_subscribe: bool,
    /// How long sound may wait for a packet that is missing before it; `None` keeps the default of the receiver (1 s). Pictures wait
    /// as long as their retransmission may take, whatever is said here.
    pub reorder_timeout: Option<Duration>,
    /// Whether sound is sent with the packet before it (RFC 2198), so that a lost packet is repaired without asking.
    pub redundant_audio: bool,
}

impl Options {
    /// Options with the usual choices: everything is subscribed, redundant audio is sent where the server takes it.
    pub fn new(url: impl Into<String>, token: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            token: token.into(),
            auto_subscribe: true,
            reorder_timeout: None,
            redundant_audio: true,
        }
    }
}

impl fmt::Debug for Options {
    /// Shows everything but the token.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Options")
            .field("url", &self.url)
            .field("auto_subscribe", &self.auto_subscribe)
            .field("reorder_timeout", &self.reorder_timeout)
            .field("redundant_audio", &self.redundant_audio)
            .finish_non_exhaustive()
    }
}

/// The address of the server cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the server's address must begin with ws://, wss://, http:// or https:// and name a host")]
pub struct InvalidUrl;
