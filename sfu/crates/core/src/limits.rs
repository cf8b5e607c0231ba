//! Every bound of the media engine, in one place.

use std::time::Duration;

/// Rooms on one media thread.
pub const ROOMS: usize = 10_000;
/// Participants on one media thread.
pub const PARTICIPANTS: usize = 4_000;
/// Tracks one participant may send.
pub const TRACKS_PER_PARTICIPANT: usize = 16;
/// Tracks one participant may receive.
pub const SUBSCRIPTIONS_PER_PARTICIPANT: usize = 400;
/// Simulcast layers of one track.
pub const LAYERS: usize = 3;

/// A layer that has sent nothing for this long is no longer offered to anybody.
pub const LAYER_SILENT: Duration = Duration::from_millis(1_500);
/// Between two keyframe requests for one layer of one track.
pub const KEYFRAME_GAP: Duration = Duration::from_millis(500);
/// The same when somebody waits for a first picture.
pub const FIRST_PICTURE_GAP: Duration = Duration::from_millis(120);
/// Requests in a row that may be that near; one more each `KEYFRAME_GAP`.
pub const FIRST_PICTURES: u32 = 5;
/// How long a picture goes on after its receiver called it hidden.
pub const PAUSE_GRACE: Duration = Duration::from_millis(200);
/// How long packets of the layer that was left may still be delivered.
pub const LATE_PACKETS: Duration = Duration::from_millis(200);
/// How long the highest wanted layer must have gone unwanted before the sender is told.
pub const LAYERS_WANTED_LOWERED: Duration = Duration::from_secs(5);
/// Between two quality reports of one participant.
pub const QUALITY_INTERVAL: Duration = Duration::from_secs(5);
/// How long an allocation must have been too large before a whole track is stopped.
pub const PAUSE_AFTER: Duration = Duration::from_secs(2);
/// The same when it was several times too large.
pub const PAUSE_SOON: Duration = Duration::from_millis(500);
/// How long there must have been room before a track is raised again.
pub const RAISE_AFTER: Duration = Duration::from_secs(2);

/// Largest data message in either direction, in bytes: 64 000 of a client's own and the envelope around them.
pub const DATA_MESSAGE: usize = 66_000;
/// Bytes of reliable data that may wait for one participant.
pub const DATA_QUEUE_BYTES: usize = 4 << 20;
/// Largest session description that is looked at, in bytes.
pub const DESCRIPTION: usize = 256 << 10;
/// Media sections of one session description.
pub const MEDIA_SECTIONS: usize = 500;
/// Candidates one peer may name.
pub const REMOTE_CANDIDATES: usize = 64;
/// Source addresses from which one connection is heard.
pub const ADDRESSES_PER_CONNECTION: usize = 16;
