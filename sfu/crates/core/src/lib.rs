//! Forwarding without I/O: packets and time come in, packets and events go out.
