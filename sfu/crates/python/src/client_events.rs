//! Events of the headless participant as frozen values.

use std::time::Instant;

use pyo3::PyClass;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use visio_client::{Event, Frame, Person};

use crate::value::value;

/// The same moment on the clock of Rust and on Python's `time.monotonic()`.
#[derive(Clone, Copy)]
pub(super) struct Anchor {
    pub(super) instant: Instant,
    pub(super) microseconds: i64,
}

impl Anchor {
    fn microseconds(self, instant: Instant) -> i64 {
        let after = instant.saturating_duration_since(self.instant).as_micros() as i64;
        let before = self.instant.saturating_duration_since(instant).as_micros() as i64;
        self.microseconds + after - before
    }
}

value!(
    /// The room is entered.
    ClientJoined { sid: String, identity: String, room: String }
);
value!(
    /// A lost connection is back.
    ClientResumed { seconds: f64 }
);
value!(
    /// It is over.
    ClientLeft { reason: &'static str }
);
value!(
    /// A track of ours is known to the room.
    ClientPublished { local: u32, track_sid: String }
);
value!(
    /// A track of ours was not taken.
    ClientPublishRefused { local: u32, reason: &'static str }
);
value!(
    /// Somebody else came, changed, or went.
    ClientParticipant { identity: String, name: String, present: bool, tracks: Vec<(String, &'static str, &'static str, bool)> }
);
value!(
    /// An Opus packet or a picture.
    ClientFrame {
        track_sid: String,
        participant: String,
        kind: &'static str,
        codec: &'static str,
        timestamp: u64,
        arrival_us: i64,
        keyframe: bool,
        contiguous: bool,
        payload: Py<PyBytes>,
    }
);
value!(
    /// A message of somebody else, or of the server.
    ClientData { participant: String, topic: String, payload: Py<PyBytes> }
);
value!(
    /// Somebody needs a keyframe of ours.
    ClientKeyframeWanted { local: u32, layer: u8 }
);

pub(super) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<ClientJoined>()?;
    module.add_class::<ClientResumed>()?;
    module.add_class::<ClientLeft>()?;
    module.add_class::<ClientPublished>()?;
    module.add_class::<ClientPublishRefused>()?;
    module.add_class::<ClientParticipant>()?;
    module.add_class::<ClientFrame>()?;
    module.add_class::<ClientData>()?;
    module.add_class::<ClientKeyframeWanted>()
}

pub(super) fn into_python(
    py: Python<'_>,
    event: Event,
    anchor: Anchor,
) -> PyResult<Option<Bound<'_, PyAny>>> {
    let value = match event {
        // The recorder's alone.
        Event::Lost | Event::Report(_) | Event::Speakers(_) => return Ok(None),
        Event::Joined {
            sid,
            identity,
            room,
        } => any(
            py,
            ClientJoined {
                sid,
                identity,
                room,
            },
        ),
        Event::Resumed { outage } => any(
            py,
            ClientResumed {
                seconds: outage.as_secs_f64(),
            },
        ),
        Event::Left(reason) => any(
            py,
            ClientLeft {
                reason: reason.code(),
            },
        ),
        Event::Published { track, track_sid } => any(
            py,
            ClientPublished {
                local: track.0,
                track_sid,
            },
        ),
        Event::PublishRefused { track, reason } => any(
            py,
            ClientPublishRefused {
                local: track.0,
                reason: reason.code(),
            },
        ),
        Event::Person(person) => any(py, participant(person)),
        Event::Frame(frame) => any(py, received(py, frame, anchor)),
        Event::Data {
            participant,
            topic,
            payload,
        } => any(
            py,
            ClientData {
                participant,
                topic,
                payload: PyBytes::new(py, &payload).unbind(),
            },
        ),
        Event::KeyframeWanted { track, layer } => any(
            py,
            ClientKeyframeWanted {
                local: track.0,
                layer,
            },
        ),
    };
    value.map(Some)
}

fn any<T>(py: Python<'_>, value: T) -> PyResult<Bound<'_, PyAny>>
where
    T: PyClass<BaseType = PyAny> + Into<PyClassInitializer<T>>,
{
    Ok(Bound::new(py, value)?.into_any())
}

fn participant(person: Person) -> ClientParticipant {
    let tracks = person
        .tracks
        .into_iter()
        .map(|track| (track.sid, track.kind.name(), track.source, track.muted))
        .collect();
    ClientParticipant {
        identity: person.identity,
        name: person.name,
        present: person.present,
        tracks,
    }
}

fn received(py: Python<'_>, frame: Frame, anchor: Anchor) -> ClientFrame {
    ClientFrame {
        track_sid: frame.track_sid,
        participant: frame.participant,
        kind: frame.kind.name(),
        codec: frame.codec,
        timestamp: frame.timestamp,
        arrival_us: anchor.microseconds(frame.arrival),
        keyframe: frame.keyframe,
        contiguous: frame.contiguous,
        payload: PyBytes::new(py, &frame.payload).unbind(),
    }
}
