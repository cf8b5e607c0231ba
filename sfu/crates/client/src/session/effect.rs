//! What a session wants from the world.

use std::net::SocketAddr;

use super::Endpoint;
use crate::Event;

/// What a session wants from the world, in this order.
#[derive(Debug)]
pub enum Effect {
    /// Open a signalling socket; an older one is closed or given up. [`super::Session::socket_opened`] or
    /// [`super::Session::socket_closed`] is called with the outcome.
    Connect(Endpoint),
    /// Send a message on the signalling socket.
    Send(Vec<u8>),
    /// Close the signalling socket, after what was sent before has left.
    Disconnect,
    /// Send a datagram from one of our addresses.
    Transmit {
        /// One of the addresses given to [`super::Session::local_addresses`].
        source: SocketAddr,
        /// Where to.
        destination: SocketAddr,
        /// The bytes.
        payload: Vec<u8>,
    },
    /// See that there are two UDP sockets on the address from which this one can be reached, and tell new ones with
    /// [`super::Session::local_addresses`].
    Reach(SocketAddr),
    /// Tell the owner.
    Event(Event),
}

/// How a signalling socket ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SocketLoss {
    /// It could not be opened, was closed, or broke.
    Lost,
    /// The server answered the opening with this HTTP status.
    Refused(u16),
}
