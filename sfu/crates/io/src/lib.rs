//! Media threads and sockets.
