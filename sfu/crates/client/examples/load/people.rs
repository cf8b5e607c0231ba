//! The participants: joining, publishing, handing on what they receive.

use std::sync::Arc;
use std::time::{Duration, Instant};

use visio_client::{
    AudioSource, Event, LocalTrack, Options, Participant, Runner, TrackSpec, VideoCodec,
    VideoSource,
};

use crate::media::{SIZES, Studio};
use crate::tally::Tally;

/// How long a participant may take to join and publish.
const PATIENCE: Duration = Duration::from_secs(20);
const EVENTS_AT_ONCE: usize = 4096;

/// Somebody who sends.
#[derive(Clone)]
pub(crate) struct Voice {
    pub(crate) participant: Arc<Participant>,
    pub(crate) audio: LocalTrack,
    pub(crate) video: LocalTrack,
}

/// Everybody, in the order of their tokens.
pub(crate) struct People {
    voices: Vec<Voice>,
    _runners: Vec<Runner>,
}

impl People {
    /// Lets everybody in, one after the other, and publishes their tracks.
    pub(crate) fn join(
        url: &str,
        tokens: &[String],
        threads: usize,
        layers: usize,
    ) -> Result<Self, String> {
        let runners: Vec<Runner> = (0..threads)
            .map(|_| Runner::new())
            .collect::<Result<_, _>>()
            .map_err(|error| format!("no thread: {error}"))?;
        let mut voices = Vec::with_capacity(tokens.len());
        for (index, token) in tokens.iter().enumerate() {
            let mut options = Options::new(url, token);
            options.redundant_audio = false;
            let participant = runners[index % threads]
                .join(options)
                .map_err(|error| format!("no descriptor: {error}"))?;
            voices.push(enter(Arc::new(participant), layers)?);
        }
        Ok(Self {
            voices,
            _runners: runners,
        })
    }

    pub(crate) fn count(&self) -> usize {
        self.voices.len()
    }

    pub(crate) fn voices(&self) -> Vec<Voice> {
        self.voices.clone()
    }

    /// Counts what has come, and passes on who wants a keyframe.
    pub(crate) fn collect(&self, studio: &Studio, tally: &mut Tally) -> Result<(), String> {
        for (receiver, voice) in self.voices.iter().enumerate() {
            for event in voice.participant.drain(EVENTS_AT_ONCE) {
                match event {
                    Event::Frame(frame) => tally.count(receiver, &frame),
                    Event::KeyframeWanted { layer, .. } => {
                        studio.want_keyframe(receiver, usize::from(layer));
                    }
                    Event::Left(reason) => {
                        return Err(format!("participant {receiver} is out: {}", reason.code()));
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }
}

/// Waits until the participant is in the room and both tracks are known to it.
fn enter(participant: Arc<Participant>, layers: usize) -> Result<Voice, String> {
    let until = Instant::now() + PATIENCE;
    let audio = participant.publish(TrackSpec::Audio {
        name: "microphone".into(),
        source: AudioSource::Microphone,
    });
    let video = participant.publish(TrackSpec::Video {
        name: "camera".into(),
        source: VideoSource::Camera,
        codec: VideoCodec::Vp8,
        layers: SIZES[SIZES.len() - layers..].to_vec(),
    });
    let mut published = 0;
    while published < 2 {
        if Instant::now() > until {
            return Err(format!(
                "a participant could not publish within {} s",
                PATIENCE.as_secs()
            ));
        }
        for event in participant.wait(1, Duration::from_millis(100)) {
            match event {
                Event::Published { .. } => published += 1,
                Event::PublishRefused { reason, .. } => {
                    return Err(format!("a track was refused: {}", reason.code()));
                }
                Event::Left(reason) => {
                    return Err(format!("a participant could not join: {}", reason.code()));
                }
                _ => {}
            }
        }
    }
    Ok(Voice {
        participant,
        audio,
        video,
    })
}
