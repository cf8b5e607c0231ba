//! The server side of one peer connection behind a narrow trait.
