//! Numbers that name things; chosen by the caller and never reused.

macro_rules! number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u64);
    };
}

number!(
    /// A room: people who can hear and see each other.
    Room
);
number!(
    /// One presence in a room, with a connection it sends on and one it receives on.
    Participant
);
number!(
    /// Something a participant sends: one audio or video source, in one or several layers.
    Track
);
