//! The recorder: writes the packets of those who agreed as they come, and makes files of them afterwards. Nothing is encoded.
//!
//! [`Recorder`] is all its rules without I/O: events of a participant, permissions and time in, [`Act`]s out. [`Capture`] is the thin
//! shell that gives it a participant, a folder and a thread. [`finish()`] rewrites what was recorded into files to be played.
//!
//! The files are described in `docs/recording.md`, section 2.

mod bits;
mod capture;
mod codec;
mod ebml;
mod finish;
mod fit;
mod folder;
mod h264;
mod journal;
mod matroska;
mod mp4;
mod notice;
mod opus;
mod picture;
mod recorder;
mod sound;
mod times;
mod track_file;
mod webm;

pub use capture::{Capture, CaptureOptions};
pub use codec::Codec;
pub use finish::{FinishError, finish};
pub use folder::free_space;
pub use matroska::count_frames;
pub use notice::{Closed, Ended, Notice, Unrecorded};
pub use opus::{OpusDecoder, OpusError};
pub use recorder::{Act, Grant, Recorder};
pub use sound::RecordedSound;

use std::time::Duration;

/// The most bytes of one frame.
pub const MAX_FRAME_BYTES: usize = 16 * 1024 * 1024;
/// The most tracks of one part.
pub const MAX_TRACKS: u32 = 10_000;
/// The longest part.
pub const MAX_LENGTH: Duration = Duration::from_secs(12 * 3600);
/// So long without a beat, and nothing is written.
pub const BEAT_TIMEOUT: Duration = Duration::from_secs(2);
/// The longest time without a keyframe, so that a player finds a place quickly: an older one is asked for.
pub const KEYFRAME_INTERVAL: Duration = Duration::from_secs(10);
/// Free bytes below which a part ends in order.
pub const MIN_FREE_BYTES: u64 = 200 * 1024 * 1024;
