//! One target for each parser of network bytes that is our own.
//!
//! A target takes any bytes and must return: no panic, no endless loop, and the promises it asserts. `tests/any_bytes.rs` drives all of
//! them with random bytes and with mutations of `corpus/<target>/`, on stable Rust; `sfu/fuzz` drives them with cargo-fuzz. A crash that
//! was found stays as a file in `crashes/<target>/`, named after the fault.

mod description;
mod media;
mod participant;
mod peer;
mod record;

/// A target: any bytes in, nothing out.
pub type Target = fn(&[u8]);

/// All targets by the name of their corpus folder.
pub const TARGETS: &[(&str, Target)] = &[
    ("vp8", media::vp8),
    ("h264", media::h264),
    ("red", media::red),
    ("description", description::description),
    ("offer", peer::offer),
    ("candidate", peer::candidate),
    ("datagram", peer::datagram),
    ("streams", participant::streams),
    ("signal", participant::signal),
    ("data", participant::data),
    ("session", participant::session),
    ("recorded", record::recorded),
    ("picture", record::picture),
];

/// Lets a fault of the transport library pass: str0m panics on some descriptions (a payload type given twice, for one), and the threads
/// around it end that one participant. Whatever else panics in here is found by the targets that do not use the library.
pub(crate) fn with_the_library(act: impl FnOnce()) {
    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(act));
}

/// Runs one target by name; for the shells of cargo-fuzz.
///
/// # Panics
/// When there is no such target, or when it has found a fault.
pub fn run(name: &str, bytes: &[u8]) {
    let found = TARGETS.iter().find(|(target, _)| *target == name);
    assert!(found.is_some(), "there is no target {name}");
    if let Some((_, target)) = found {
        target(bytes);
    }
}
