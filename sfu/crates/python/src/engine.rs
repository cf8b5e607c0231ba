//! The engine: each method puts one wish into its mailbox.

use std::net::IpAddr;
use std::time::Duration;

use pyo3::create_exception;
use pyo3::exceptions::{PyOSError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use visio_core::id::{Participant, Room, Track};
use visio_core::packet::Kind;
use visio_io::{Command, EngineError, EngineOptions, Target};
use visio_transport::{AudioWishes, Channel};

use crate::event::to_python;

create_exception!(visio_sfu.media._native, EngineStopped, PyRuntimeError);
create_exception!(visio_sfu.media._native, EngineOverloaded, PyRuntimeError);
create_exception!(visio_sfu.media._native, AddressInUse, PyOSError);

fn raised(error: &EngineError) -> PyErr {
    let text = error.to_string();
    match error {
        EngineError::Stopped => EngineStopped::new_err(text),
        EngineError::Overloaded => EngineOverloaded::new_err(text),
        EngineError::AddressInUse(_) => AddressInUse::new_err(text),
        EngineError::Io(_) | EngineError::Crypto(_) => PyOSError::new_err(text),
    }
}

fn addresses(texts: Vec<String>) -> PyResult<Vec<IpAddr>> {
    let parse = |text: String| {
        text.parse()
            .map_err(|_| PyValueError::new_err(format!("{text} is not an IP address")))
    };
    texts.into_iter().map(parse).collect()
}

fn kind(name: &str) -> PyResult<Kind> {
    match name {
        "audio" => Ok(Kind::Audio),
        "video" => Ok(Kind::Video),
        _ => Err(PyValueError::new_err("kind must be \"audio\" or \"video\"")),
    }
}

fn target(name: &str) -> PyResult<Target> {
    match name {
        "publisher" => Ok(Target::Publisher),
        "subscriber" => Ok(Target::Subscriber),
        _ => Err(PyValueError::new_err(
            "target must be \"publisher\" or \"subscriber\"",
        )),
    }
}

/// See `Engine` in `_native.pyi`.
#[pyclass(frozen, module = "visio_sfu.media._native")]
pub(crate) struct Engine {
    inner: visio_io::Engine,
}

impl Engine {
    fn wish(&self, command: Command) -> PyResult<()> {
        self.inner.send(command).map_err(|error| raised(&error))
    }
}

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (*, udp_port, media_bind=Vec::new(), advertised=Vec::new(), speaker_interval_ms=200))]
    fn new(
        py: Python<'_>,
        udp_port: u16,
        media_bind: Vec<String>,
        advertised: Vec<String>,
        speaker_interval_ms: u64,
    ) -> PyResult<Self> {
        let options = EngineOptions {
            udp_port,
            media_bind: addresses(media_bind)?,
            advertised: addresses(advertised)?,
            speaker_interval: Duration::from_millis(speaker_interval_ms.max(50)),
        };
        let inner = py
            .detach(|| visio_io::Engine::start(&options))
            .map_err(|error| raised(&error))?;
        Ok(Self { inner })
    }

    #[getter]
    fn udp_port(&self) -> u16 {
        self.inner.udp_port()
    }

    #[getter]
    fn addresses(&self) -> Vec<String> {
        self.inner
            .addresses()
            .iter()
            .map(IpAddr::to_string)
            .collect()
    }

    fn fileno(&self) -> i32 {
        self.inner.fileno()
    }

    #[pyo3(signature = (limit=1024))]
    fn drain(&self, py: Python<'_>, limit: usize) -> PyResult<Vec<Py<PyAny>>> {
        self.inner
            .drain(limit)
            .into_iter()
            .map(|event| to_python(py, event))
            .collect()
    }

    fn stop(&self, py: Python<'_>) {
        py.detach(|| self.inner.stop());
    }

    fn open_room(&self, room: u64) -> PyResult<()> {
        self.wish(Command::OpenRoom { room: Room(room) })
    }

    fn close_room(&self, room: u64) -> PyResult<()> {
        self.wish(Command::CloseRoom { room: Room(room) })
    }

    #[pyo3(signature = (room, participant, *, counts_as_speaker=true))]
    fn add_participant(
        &self,
        room: u64,
        participant: u64,
        counts_as_speaker: bool,
    ) -> PyResult<()> {
        self.wish(Command::AddParticipant {
            room: Room(room),
            participant: Participant(participant),
            counts_as_speaker,
        })
    }

    fn remove_participant(&self, participant: u64) -> PyResult<()> {
        self.wish(Command::RemoveParticipant {
            participant: Participant(participant),
        })
    }

    #[pyo3(signature = (participant, request, sdp, *, stereo=Vec::new(), without_red=Vec::new(), without_dtx=Vec::new()))]
    fn publisher_offer(
        &self,
        participant: u64,
        request: u64,
        sdp: String,
        stereo: Vec<String>,
        without_red: Vec<String>,
        without_dtx: Vec<String>,
    ) -> PyResult<()> {
        let wishes = AudioWishes {
            stereo,
            without_red,
            without_dtx,
        };
        self.wish(Command::PublisherOffer {
            participant: Participant(participant),
            request,
            sdp,
            wishes,
        })
    }

    fn open_subscriber(&self, participant: u64) -> PyResult<()> {
        self.wish(Command::OpenSubscriber {
            participant: Participant(participant),
        })
    }

    fn subscriber_answer(&self, participant: u64, offer: u64, sdp: String) -> PyResult<()> {
        self.wish(Command::SubscriberAnswer {
            participant: Participant(participant),
            offer,
            sdp,
        })
    }

    fn restart_subscriber_ice(&self, participant: u64) -> PyResult<()> {
        self.wish(Command::RestartSubscriberIce {
            participant: Participant(participant),
        })
    }

    #[pyo3(signature = (participant, target, candidate))]
    fn add_candidate(&self, participant: u64, target: &str, candidate: String) -> PyResult<()> {
        let target = self::target(target)?;
        self.wish(Command::AddCandidate {
            participant: Participant(participant),
            target,
            candidate,
        })
    }

    #[pyo3(signature = (participant, track, *, mid, kind, stereo=false))]
    fn publish(
        &self,
        participant: u64,
        track: u64,
        mid: String,
        kind: &str,
        stereo: bool,
    ) -> PyResult<()> {
        let kind = self::kind(kind)?;
        self.wish(Command::Publish {
            participant: Participant(participant),
            track: Track(track),
            mid,
            kind,
            stereo,
        })
    }

    fn unpublish(&self, track: u64) -> PyResult<()> {
        self.wish(Command::Unpublish {
            track: Track(track),
        })
    }

    #[pyo3(signature = (track, *, muted))]
    fn mute_track(&self, track: u64, muted: bool) -> PyResult<()> {
        self.wish(Command::MuteTrack {
            track: Track(track),
            muted,
        })
    }

    fn request_keyframe(&self, track: u64) -> PyResult<()> {
        self.wish(Command::RequestKeyframe {
            track: Track(track),
        })
    }

    #[pyo3(signature = (participant, track, *, stream_id, track_id))]
    fn subscribe(
        &self,
        participant: u64,
        track: u64,
        stream_id: String,
        track_id: String,
    ) -> PyResult<()> {
        self.wish(Command::Subscribe {
            participant: Participant(participant),
            track: Track(track),
            stream_id,
            track_id,
        })
    }

    fn unsubscribe(&self, participant: u64, track: u64) -> PyResult<()> {
        self.wish(Command::Unsubscribe {
            participant: Participant(participant),
            track: Track(track),
        })
    }

    #[pyo3(signature = (participant, track, *, max_layer, paused=false, priority=1))]
    fn limit(
        &self,
        participant: u64,
        track: u64,
        max_layer: u8,
        paused: bool,
        priority: i64,
    ) -> PyResult<()> {
        self.wish(Command::Limit {
            participant: Participant(participant),
            track: Track(track),
            max_layer,
            paused,
            priority,
        })
    }

    #[pyo3(signature = (participant, payload, *, reliable))]
    fn send_data(&self, participant: u64, payload: &[u8], reliable: bool) -> PyResult<()> {
        let channel = if reliable {
            Channel::Reliable
        } else {
            Channel::Lossy
        };
        self.wish(Command::SendData {
            participant: Participant(participant),
            channel,
            payload: payload.to_vec(),
        })
    }

    fn statistics(&self) -> EngineStatistics {
        let statistics = self.inner.statistics();
        EngineStatistics {
            packets_in: statistics.packets_in,
            packets_out: statistics.packets_out,
            bytes_in: statistics.bytes_in,
            bytes_out: statistics.bytes_out,
            participants: statistics.participants,
            events_dropped: statistics.events_dropped,
        }
    }
}

/// See `EngineStatistics` in `_native.pyi`.
#[pyclass(frozen, get_all, module = "visio_sfu.media._native")]
pub(crate) struct EngineStatistics {
    packets_in: u64,
    packets_out: u64,
    bytes_in: u64,
    bytes_out: u64,
    participants: u64,
    events_dropped: u64,
}

/// Adds the classes of this file to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Engine>()?;
    module.add_class::<EngineStatistics>()?;
    module.add("EngineStopped", module.py().get_type::<EngineStopped>())?;
    module.add(
        "EngineOverloaded",
        module.py().get_type::<EngineOverloaded>(),
    )?;
    module.add("AddressInUse", module.py().get_type::<AddressInUse>())
}
