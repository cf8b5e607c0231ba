//! Events of the engine as frozen values.

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use pyo3::{PyClass, PyClassInitializer};
use visio_core::event::Event as MediaEvent;
use visio_io::{Event, Target, TransportState as State};

/// A frozen class with getters and `__match_args__`.
macro_rules! value {
    ($name:ident { $($field:ident: $kind:ty),* $(,)? }) => {
        #[doc = concat!("See `", stringify!($name), "` in `_native.pyi`.")]
        #[pyclass(frozen, get_all, module = "visio_sfu.media._native")]
        pub(crate) struct $name { $($field: $kind),* }

        #[pymethods]
        impl $name {
            #[classattr]
            fn __match_args__() -> Vec<&'static str> {
                vec![$(stringify!($field)),*]
            }

            fn __repr__(&self) -> String {
                // The names of the fields only: descriptions and payloads do not belong into logs.
                stringify!($name { $($field),* }).to_owned()
            }
        }
    };
}

value!(PublisherAnswer { participant: u64, request: u64, sdp: String, media: Vec<(String, String, String, bool)> });
value!(SubscriberOffer {
    participant: u64,
    offer: u64,
    sdp: String
});
value!(NegotiationFailed { participant: u64, target: &'static str, request: u64, reason: String });
value!(TransportState { participant: u64, target: &'static str, state: &'static str });
value!(TrackStarted { track: u64, mime: &'static str });
value!(SubscriptionBound {
    participant: u64,
    track: u64
});
value!(StreamPaused {
    participant: u64,
    track: u64,
    paused: bool
});
value!(LayersWanted {
    track: u64,
    max_layer: i32
});
value!(SpeakersChanged { room: u64, speakers: Vec<(u64, f32)> });
value!(QualityReport {
    participant: u64,
    score: f32,
    lost: bool
});
value!(DataReceived { participant: u64, payload: Py<PyBytes>, reliable: bool });
value!(ShardFailed { rooms: Vec<u64> });
value!(ParticipantFailed {
    participant: u64,
    reason: String
});

fn target(target: Target) -> &'static str {
    match target {
        Target::Publisher => "publisher",
        Target::Subscriber => "subscriber",
    }
}

fn state(state: State) -> &'static str {
    match state {
        State::Connected => "connected",
        State::Disconnected => "disconnected",
        State::Failed => "failed",
        State::Closed => "closed",
    }
}

fn object<T: PyClass + Into<PyClassInitializer<T>>>(
    py: Python<'_>,
    value: T,
) -> PyResult<Py<PyAny>> {
    Ok(Py::new(py, value)?.into_any())
}

/// The event as Python sees it.
pub(crate) fn to_python(py: Python<'_>, event: Event) -> PyResult<Py<PyAny>> {
    match event {
        Event::PublisherAnswer {
            participant,
            request,
            sdp,
            media,
        } => {
            let media = media
                .into_iter()
                .map(|m| {
                    (
                        m.mid.as_str().to_owned(),
                        m.kind.name().to_owned(),
                        m.track_id,
                        m.sending,
                    )
                })
                .collect();
            object(
                py,
                PublisherAnswer {
                    participant: participant.0,
                    request,
                    sdp,
                    media,
                },
            )
        }
        Event::SubscriberOffer {
            participant,
            offer,
            sdp,
        } => object(
            py,
            SubscriberOffer {
                participant: participant.0,
                offer,
                sdp,
            },
        ),
        Event::NegotiationFailed {
            participant,
            target: of,
            request,
            reason,
        } => object(
            py,
            NegotiationFailed {
                participant: participant.0,
                target: target(of),
                request,
                reason,
            },
        ),
        Event::TransportState {
            participant,
            target: of,
            state: now,
        } => object(
            py,
            TransportState {
                participant: participant.0,
                target: target(of),
                state: state(now),
            },
        ),
        Event::DataReceived {
            participant,
            payload,
            reliable,
        } => {
            let payload = PyBytes::new(py, &payload).unbind();
            object(
                py,
                DataReceived {
                    participant: participant.0,
                    payload,
                    reliable,
                },
            )
        }
        Event::ShardFailed { rooms } => object(
            py,
            ShardFailed {
                rooms: rooms.into_iter().map(|room| room.0).collect(),
            },
        ),
        Event::ParticipantFailed {
            participant,
            reason,
        } => object(
            py,
            ParticipantFailed {
                participant: participant.0,
                reason,
            },
        ),
        Event::Media(event) => media_to_python(py, event),
    }
}

fn media_to_python(py: Python<'_>, event: MediaEvent) -> PyResult<Py<PyAny>> {
    match event {
        MediaEvent::TrackStarted { track, codec } => object(
            py,
            TrackStarted {
                track: track.0,
                mime: codec.mime(),
            },
        ),
        MediaEvent::SubscriptionBound { participant, track } => object(
            py,
            SubscriptionBound {
                participant: participant.0,
                track: track.0,
            },
        ),
        MediaEvent::StreamPaused {
            participant,
            track,
            paused,
        } => object(
            py,
            StreamPaused {
                participant: participant.0,
                track: track.0,
                paused,
            },
        ),
        MediaEvent::LayersWanted { track, max_layer } => object(
            py,
            LayersWanted {
                track: track.0,
                max_layer: max_layer.map_or(-1, i32::from),
            },
        ),
        MediaEvent::SpeakersChanged { room, speakers } => {
            let speakers = speakers
                .into_iter()
                .map(|(who, loudness)| (who.0, loudness))
                .collect();
            object(
                py,
                SpeakersChanged {
                    room: room.0,
                    speakers,
                },
            )
        }
        MediaEvent::QualityReport {
            participant,
            score,
            lost,
        } => object(
            py,
            QualityReport {
                participant: participant.0,
                score,
                lost,
            },
        ),
    }
}

/// Adds the classes of this file to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<PublisherAnswer>()?;
    module.add_class::<SubscriberOffer>()?;
    module.add_class::<NegotiationFailed>()?;
    module.add_class::<TransportState>()?;
    module.add_class::<TrackStarted>()?;
    module.add_class::<SubscriptionBound>()?;
    module.add_class::<StreamPaused>()?;
    module.add_class::<LayersWanted>()?;
    module.add_class::<SpeakersChanged>()?;
    module.add_class::<QualityReport>()?;
    module.add_class::<DataReceived>()?;
    module.add_class::<ShardFailed>()?;
    module.add_class::<ParticipantFailed>()
}
