//! The headless participant: one thread of its own, events by a descriptor.

use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime};

use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use visio_client::{
    AudioSource, Command, Data, Event, LocalTrack, Options, Participant, Runner, TextStream,
    TrackSpec, VideoCodec, VideoSource,
};

use events::Anchor;

#[path = "client_events.rs"]
mod events;

/// Adds the classes of this file to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<ClientOptions>()?;
    module.add_class::<Client>()?;
    events::register(module)
}

/// Where and how to join.
#[pyclass(frozen)]
struct ClientOptions {
    options: Options,
}

#[pymethods]
impl ClientOptions {
    #[new]
    #[pyo3(signature = (*, url, token, auto_subscribe=true, reorder_timeout_ms=None, redundant_audio=true))]
    fn new(
        url: String,
        token: String,
        auto_subscribe: bool,
        reorder_timeout_ms: Option<u64>,
        redundant_audio: bool,
    ) -> Self {
        let reorder_timeout = reorder_timeout_ms.map(Duration::from_millis);
        Self {
            options: Options {
                auto_subscribe,
                reorder_timeout,
                redundant_audio,
                ..Options::new(url, token)
            },
        }
    }
}

/// A participant. The thread ends with it.
#[pyclass(frozen)]
struct Client {
    participant: Participant,
    anchor: Anchor,
    // Dropped last: it waits for the thread.
    _runner: Runner,
}

#[pymethods]
impl Client {
    #[new]
    fn new(py: Python<'_>, options: &ClientOptions) -> PyResult<Self> {
        let runner = Runner::new().map_err(PyOSError::new_err)?;
        let participant = runner
            .join(options.options.clone())
            .map_err(PyOSError::new_err)?;
        let monotonic: f64 = py.import("time")?.call_method0("monotonic")?.extract()?;
        let anchor = Anchor {
            instant: Instant::now(),
            microseconds: (monotonic * 1e6) as i64,
        };
        Ok(Self {
            participant,
            anchor,
            _runner: runner,
        })
    }

    fn fileno(&self) -> i32 {
        self.participant.fileno()
    }

    #[pyo3(signature = (limit=1024))]
    fn drain<'py>(&self, py: Python<'py>, limit: usize) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let taken = self.participant.drain(limit);
        taken
            .into_iter()
            .filter_map(|event: Event| events::into_python(py, event, self.anchor).transpose())
            .collect()
    }

    #[pyo3(signature = (name, *, source="microphone"))]
    fn publish_audio(&self, py: Python<'_>, name: String, source: &str) -> PyResult<u32> {
        let source = match source {
            "microphone" => AudioSource::Microphone,
            "screen_share_audio" => AudioSource::ScreenShare,
            _ => {
                return Err(PyValueError::new_err(
                    "source must be 'microphone' or 'screen_share_audio'",
                ));
            }
        };
        Ok(py.detach(|| {
            self.participant
                .publish(TrackSpec::Audio { name, source })
                .0
        }))
    }

    #[pyo3(signature = (name, *, source="camera", codec="vp8", layers=Vec::new()))]
    fn publish_video(
        &self,
        py: Python<'_>,
        name: String,
        source: &str,
        codec: &str,
        layers: Vec<(u32, u32)>,
    ) -> PyResult<u32> {
        let source = match source {
            "camera" => VideoSource::Camera,
            "screen_share" => VideoSource::ScreenShare,
            _ => {
                return Err(PyValueError::new_err(
                    "source must be 'camera' or 'screen_share'",
                ));
            }
        };
        let codec = match codec {
            "vp8" => VideoCodec::Vp8,
            "h264" => VideoCodec::H264,
            _ => return Err(PyValueError::new_err("codec must be 'vp8' or 'h264'")),
        };
        if layers.len() > 3 {
            return Err(PyValueError::new_err(
                "there are at most three simulcast layers",
            ));
        }
        let spec = TrackSpec::Video {
            name,
            source,
            codec,
            layers,
        };
        Ok(py.detach(|| self.participant.publish(spec).0))
    }

    fn send_audio(&self, py: Python<'_>, local: u32, packet: &Bound<'_, PyBytes>, timestamp: u64) {
        self.send(py, local, 0, timestamp, packet);
    }

    #[pyo3(signature = (local, frame, timestamp, *, layer=0))]
    fn send_video(
        &self,
        py: Python<'_>,
        local: u32,
        frame: &Bound<'_, PyBytes>,
        timestamp: u64,
        layer: u8,
    ) {
        self.send(py, local, layer, timestamp, frame);
    }

    #[pyo3(signature = (local, *, muted))]
    fn set_muted(&self, py: Python<'_>, local: u32, muted: bool) {
        self.command(py, Command::Mute(LocalTrack(local), muted));
    }

    fn unpublish(&self, py: Python<'_>, local: u32) {
        self.command(py, Command::Unpublish(LocalTrack(local)));
    }

    #[pyo3(signature = (track_sid, *, subscribed))]
    fn set_subscribed(&self, py: Python<'_>, track_sid: String, subscribed: bool) {
        self.command(
            py,
            Command::Subscribe {
                track_sid,
                subscribed,
            },
        );
    }

    #[pyo3(signature = (track_sid, *, disabled=false, width=0, height=0))]
    fn set_track_settings(
        &self,
        py: Python<'_>,
        track_sid: String,
        disabled: bool,
        width: u32,
        height: u32,
    ) {
        self.command(
            py,
            Command::Settings {
                track_sid,
                disabled,
                width,
                height,
            },
        );
    }

    fn request_keyframe(&self, py: Python<'_>, track_sid: String) {
        self.command(py, Command::RequestKeyframe { track_sid });
    }

    #[pyo3(signature = (payload, *, reliable=true, topic=String::new()))]
    fn send_data(
        &self,
        py: Python<'_>,
        payload: Vec<u8>,
        reliable: bool,
        topic: String,
    ) -> PyResult<()> {
        if payload.len() > MAX_PAYLOAD {
            return Err(PyValueError::new_err("a message has at most 64000 bytes"));
        }
        self.command(
            py,
            Command::SendData(Data {
                payload,
                reliable,
                topic,
            }),
        );
        Ok(())
    }

    #[pyo3(signature = (text, *, topic, stream_id, attributes, destinations))]
    fn send_text_stream(
        &self,
        py: Python<'_>,
        text: String,
        topic: String,
        stream_id: String,
        attributes: BTreeMap<String, String>,
        destinations: Vec<String>,
    ) {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let stream = TextStream {
            id: stream_id,
            topic,
            attributes,
            destinations,
            text,
            timestamp_ms: now.map_or(0, |now| now.as_millis() as i64),
        };
        self.command(py, Command::SendText(stream));
    }

    fn interrupt(&self, py: Python<'_>) {
        self.command(py, Command::Interrupt);
    }

    fn leave(&self, py: Python<'_>) {
        self.command(py, Command::Leave);
    }
}

/// The most bytes of one message, as the protocol has it.
const MAX_PAYLOAD: usize = 64_000;

impl Client {
    fn send(
        &self,
        py: Python<'_>,
        local: u32,
        layer: u8,
        timestamp: u64,
        payload: &Bound<'_, PyBytes>,
    ) {
        let payload = payload.as_bytes().to_vec();
        self.command(
            py,
            Command::Send {
                track: LocalTrack(local),
                layer,
                timestamp,
                payload,
            },
        );
    }

    /// The mailbox is bounded: a full one is waited for, without the interpreter.
    fn command(&self, py: Python<'_>, command: Command) {
        py.detach(|| self.participant.command(command));
    }
}
