//! Simulated links under one seed.
