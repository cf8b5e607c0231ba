//! The recorder and the sound of recordings.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use pyo3::PyClass;
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use visio_client::record::{
    self, Capture, CaptureOptions, FinishError, Grant, Notice, RecordedSound as Sound,
};

use crate::value::value;

/// Adds the classes of this file to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Recorder>()?;
    module.add_class::<RecordedSound>()?;
    module.add_class::<OpusDecoder>()?;
    module.add_class::<RecorderJoined>()?;
    module.add_class::<RecorderTrackOpened>()?;
    module.add_class::<RecorderTrackClosed>()?;
    module.add_class::<RecorderNotRecorded>()?;
    module.add_class::<RecorderWritten>()?;
    module.add_class::<RecorderSpeaking>()?;
    module.add_class::<RecorderHeld>()?;
    module.add_class::<RecorderFreed>()?;
    module.add_class::<RecorderLost>()?;
    module.add_class::<RecorderBack>()?;
    module.add_class::<RecorderEnded>()?;
    module.add_function(wrap_pyfunction!(finish_recording, module)?)
}

/// A recorder in a room. Its threads end with it.
#[pyclass(frozen)]
struct Recorder {
    capture: Capture,
}

#[pymethods]
impl Recorder {
    #[new]
    #[pyo3(signature = (*, url, token, folder, picture_height, recording, part, min_free_bytes=record::MIN_FREE_BYTES))]
    fn new(
        url: String,
        token: String,
        folder: PathBuf,
        picture_height: u32,
        recording: String,
        part: u32,
        min_free_bytes: u64,
    ) -> PyResult<Self> {
        let options = CaptureOptions {
            picture_height,
            recording,
            part,
            min_free_bytes,
            ..CaptureOptions::new(url, token, folder)
        };
        Ok(Self {
            capture: Capture::start(options)?,
        })
    }

    fn fileno(&self) -> i32 {
        self.capture.fileno()
    }

    fn drain<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let notices = self.capture.drain();
        notices
            .into_iter()
            .map(|notice| into_python(py, notice))
            .collect()
    }

    fn permit(&self, identity: String, participant: String, name: String) {
        self.capture.permit(identity, Grant { participant, name });
    }

    fn forbid(&self, identity: String) {
        self.capture.forbid(identity);
    }

    fn permit_only(&self, people: Vec<(String, String, String)>) {
        let people = people
            .into_iter()
            .map(|(identity, participant, name)| (identity, Grant { participant, name }));
        self.capture.permit_only(people.collect());
    }

    fn beat(&self) {
        self.capture.beat();
    }

    fn pause(&self) {
        self.capture.pause();
    }

    fn resume(&self) {
        self.capture.resume();
    }

    fn stop(&self) {
        self.capture.stop();
    }
}

value!(
    /// The room is entered.
    RecorderJoined { identity: String }
);
value!(
    /// A file was begun.
    RecorderTrackOpened {
        track: String,
        identity: String,
        participant: String,
        source: &'static str,
        kind: &'static str,
        codec: &'static str,
    }
);
value!(
    /// A file was closed.
    RecorderTrackClosed { track: String, identity: String, participant: String, why: &'static str }
);
value!(
    /// A track of somebody permitted cannot be recorded.
    RecorderNotRecorded { identity: String, source: &'static str, codec: String, why: &'static str }
);
value!(
    /// Told each second, and at once when a hold begins.
    RecorderWritten { bytes: u64, seconds: f64, participants: Vec<String> }
);
value!(
    /// Who of those permitted speaks now.
    RecorderSpeaking { identities: Vec<String> }
);
value!(
    /// No beat was heard.
    RecorderHeld {}
);
value!(
    /// The whole list was given.
    RecorderFreed {}
);
value!(
    /// The connection is lost.
    RecorderLost {}
);
value!(
    /// It is back.
    RecorderBack { seconds: f64 }
);
value!(
    /// It is over.
    RecorderEnded { why: &'static str, reason: &'static str }
);

fn into_python(py: Python<'_>, notice: Notice) -> PyResult<Bound<'_, PyAny>> {
    match notice {
        Notice::Joined { identity } => any(py, RecorderJoined { identity }),
        Notice::TrackOpened {
            track,
            identity,
            participant,
            source,
            codec,
        } => any(
            py,
            RecorderTrackOpened {
                track: named(track),
                identity,
                participant,
                source,
                kind: codec.kind().name(),
                codec: codec.name(),
            },
        ),
        Notice::TrackClosed {
            track,
            identity,
            participant,
            why,
        } => any(
            py,
            RecorderTrackClosed {
                track: named(track),
                identity,
                participant,
                why: why.code(),
            },
        ),
        Notice::NotRecorded {
            identity,
            source,
            codec,
            why,
        } => any(
            py,
            RecorderNotRecorded {
                identity,
                source,
                codec,
                why: why.code(),
            },
        ),
        Notice::Written {
            bytes,
            seconds,
            participants,
        } => any(
            py,
            RecorderWritten {
                bytes,
                seconds,
                participants,
            },
        ),
        Notice::Speaking(identities) => any(py, RecorderSpeaking { identities }),
        Notice::Held => any(py, RecorderHeld {}),
        Notice::Freed => any(py, RecorderFreed {}),
        Notice::Lost => any(py, RecorderLost {}),
        Notice::Back { seconds } => any(py, RecorderBack { seconds }),
        Notice::Ended { why, reason } => any(
            py,
            RecorderEnded {
                why: why.code(),
                reason,
            },
        ),
    }
}

/// As files and manifests name a track.
fn named(track: u32) -> String {
    format!("t{track}")
}

fn any<T>(py: Python<'_>, value: T) -> PyResult<Bound<'_, PyAny>>
where
    T: PyClass<BaseType = PyAny> + Into<PyClassInitializer<T>>,
{
    Ok(Bound::new(py, value)?.into_any())
}

/// Rewrites one part and writes its manifest.
#[pyfunction]
fn finish_recording(py: Python<'_>, folder: &str) -> PyResult<()> {
    py.detach(|| record::finish(Path::new(folder)))
        .map_err(|error| match error {
            FinishError::NotARecording => PyValueError::new_err(error.to_string()),
            FinishError::Disk(error) => PyOSError::new_err(error),
        })
}

/// The sound of one finished file.
#[pyclass(frozen)]
struct RecordedSound {
    sound: Mutex<Sound>,
}

#[pymethods]
impl RecordedSound {
    #[new]
    fn new(path: &str, rate: u32, block_ms: u32) -> PyResult<Self> {
        let sound = Sound::open(Path::new(path), rate, block_ms).map_err(PyOSError::new_err)?;
        Ok(Self {
            sound: Mutex::new(sound),
        })
    }

    fn read<'py>(&self, py: Python<'py>) -> PyResult<Option<(f64, Bound<'py, PyBytes>)>> {
        let block = py.detach(|| {
            self.sound
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .read()
        });
        let block = block.map_err(PyOSError::new_err)?;
        Ok(block.map(|(start, samples)| (start, bytes_of(py, &samples))))
    }
}

/// Decodes the packets of one stream.
#[pyclass(frozen)]
struct OpusDecoder {
    decoder: Mutex<record::OpusDecoder>,
}

#[pymethods]
impl OpusDecoder {
    #[new]
    fn new(rate: u32) -> PyResult<Self> {
        let decoder = record::OpusDecoder::new(rate)
            .map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(Self {
            decoder: Mutex::new(decoder),
        })
    }

    fn decode<'py>(&self, py: Python<'py>, packet: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
        let mut decoder = self.decoder.lock().unwrap_or_else(PoisonError::into_inner);
        let samples = decoder
            .decode(packet)
            .map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(bytes_of(py, &samples))
    }

    fn conceal<'py>(&self, py: Python<'py>, milliseconds: i64) -> PyResult<Bound<'py, PyBytes>> {
        let mut decoder = self.decoder.lock().unwrap_or_else(PoisonError::into_inner);
        let samples = decoder
            .conceal(milliseconds.saturating_mul(1000))
            .map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(bytes_of(py, &samples))
    }
}

fn bytes_of<'py>(py: Python<'py>, samples: &[i16]) -> Bound<'py, PyBytes> {
    let bytes: Vec<u8> = samples
        .iter()
        .flat_map(|sample| sample.to_le_bytes())
        .collect();
    PyBytes::new(py, &bytes)
}
