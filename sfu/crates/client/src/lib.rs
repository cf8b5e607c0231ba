//! A headless participant of the `LiveKit` protocol.
