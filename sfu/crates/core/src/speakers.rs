//! Who speaks, from the loudness senders attach to their packets (RFC 6464).

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::id::Participant;

/// Loud enough to be speech: 35 dB below full scale.
const THRESHOLD: f32 = 0.017_8;
/// Once speaking, one stays so until this much quieter.
const RELEASE: f32 = 0.4;
const ATTACK_SHARE: f32 = 0.35;
const DECAY_SHARE: f32 = 0.06;
/// Nothing heard for this long is silence (senders may send nothing when silent).
const SILENT: Duration = Duration::from_millis(300);
const STEPS: f32 = 8.0;

#[derive(Debug)]
struct Voice {
    loudness: f32,
    speaking: bool,
    heard: Instant,
}

/// The speakers of one room.
#[derive(Debug, Default)]
pub struct Speakers {
    voices: HashMap<Participant, Voice>,
    told: Vec<(Participant, f32)>,
}

impl Speakers {
    /// A packet with this level, in decibels below full scale, came from a participant.
    pub fn hear(&mut self, participant: Participant, level: u8, now: Instant) {
        let heard = 10_f32.powf(-f32::from(level.min(127)) / 20.0);
        let voice = self.voices.entry(participant).or_insert(Voice {
            loudness: 0.0,
            speaking: false,
            heard: now,
        });
        let share = if heard > voice.loudness {
            ATTACK_SHARE
        } else {
            DECAY_SHARE
        };
        voice.loudness += (heard - voice.loudness) * share;
        voice.heard = now;
    }

    /// A participant left, or may not be heard any more.
    pub fn forget(&mut self, participant: Participant) {
        self.voices.remove(&participant);
    }

    /// The speakers, loudest first, if they changed since the last call.
    pub fn changed(&mut self, now: Instant) -> Option<Vec<(Participant, f32)>> {
        for voice in self.voices.values_mut() {
            if now.saturating_duration_since(voice.heard) > SILENT {
                voice.loudness = 0.0;
            }
            let threshold = if voice.speaking {
                THRESHOLD * RELEASE
            } else {
                THRESHOLD
            };
            voice.speaking = voice.loudness >= threshold;
        }
        let mut speaking: Vec<_> = self
            .voices
            .iter()
            .filter(|(_, voice)| voice.speaking)
            .map(|(participant, voice)| {
                (
                    *participant,
                    (voice.loudness * STEPS).ceil().min(STEPS) / STEPS,
                )
            })
            .collect();
        speaking.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        if speaking == self.told {
            return None;
        }
        self.told.clone_from(&speaking);
        Some(speaking)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEA: Participant = Participant(1);
    const MALIK: Participant = Participant(2);

    fn say(
        speakers: &mut Speakers,
        who: Participant,
        level: u8,
        from: Instant,
        ms: u64,
    ) -> Instant {
        for step in 0..ms / 20 {
            speakers.hear(who, level, from + Duration::from_millis(step * 20));
        }
        from + Duration::from_millis(ms)
    }

    #[test]
    fn somebody_who_begins_to_speak_is_told_within_200_ms() {
        let mut speakers = Speakers::default();
        let then = say(&mut speakers, LEA, 25, Instant::now(), 200);
        assert_eq!(speakers.changed(then).unwrap()[0].0, LEA);
        assert_eq!(speakers.changed(then), None);
    }

    #[test]
    fn the_loudest_comes_first_and_silence_ends_it() {
        let start = Instant::now();
        let mut speakers = Speakers::default();
        say(&mut speakers, LEA, 20, start, 400);
        let then = say(&mut speakers, MALIK, 5, start, 400);
        let order: Vec<_> = speakers
            .changed(then)
            .unwrap()
            .into_iter()
            .map(|(who, _)| who)
            .collect();
        assert_eq!(order, [MALIK, LEA]);
        assert_eq!(
            speakers.changed(then + Duration::from_secs(1)),
            Some(Vec::new())
        );
    }

    #[test]
    fn a_quiet_room_has_no_speakers() {
        let mut speakers = Speakers::default();
        let then = say(&mut speakers, LEA, 60, Instant::now(), 1_000);
        assert_eq!(speakers.changed(then), None);
    }
}
