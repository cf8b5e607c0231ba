//! Forwarding without I/O: packets and time come in, packets and events go out.
//!
//! Nothing here knows sockets, threads, clocks, Python or which library speaks to the peer. Time is an argument.

pub mod allocate;
pub mod clock;
pub mod codec;
pub mod event;
pub mod forward;
pub mod id;
pub mod keyframes;
pub mod limits;
pub mod packet;
pub mod quality;
pub mod rate;
pub mod router;
pub mod speakers;
pub mod track;
