//! Who is in the room, as the server tells it.

use std::collections::BTreeMap;

use crate::wire::{
    Encryption, ParticipantInfo, ParticipantState, TrackInfo, TrackKind, TrackSource,
};
use crate::{Event, Kind, Person, Track};

/// The others in the room, by their `PA_…`.
#[derive(Default)]
pub(super) struct People {
    own_sid: String,
    others: BTreeMap<String, Known>,
}

struct Known {
    version: u32,
    person: Person,
}

impl People {
    /// Starts anew with a first or a full join. Whoever is not among `others` any more is told as gone.
    pub(super) fn reset(&mut self, own_sid: String, others: &[ParticipantInfo]) -> Vec<Event> {
        self.own_sid = own_sid;
        let before = std::mem::take(&mut self.others);
        let mut events: Vec<Event> = before
            .into_values()
            .filter(|known| {
                !others
                    .iter()
                    .any(|info| info.identity == known.person.identity)
            })
            .map(|known| {
                Event::Person(Person {
                    present: false,
                    ..known.person
                })
            })
            .collect();
        events.extend(self.update(others));
        events
    }

    /// Takes in what the server says of some people; tells what has changed.
    pub(super) fn update(&mut self, infos: &[ParticipantInfo]) -> Vec<Event> {
        infos
            .iter()
            .filter_map(|info| self.update_one(info))
            .collect()
    }

    /// The identity behind a `PA_…`, empty if it is not known.
    pub(super) fn identity(&self, sid: &str) -> &str {
        self.others
            .get(sid)
            .map_or("", |known| &known.person.identity)
    }

    /// The `PA_…` of who has published a track.
    pub(super) fn owner(&self, track_sid: &str) -> Option<&str> {
        self.others
            .iter()
            .find(|(_, known)| {
                known
                    .person
                    .tracks
                    .iter()
                    .any(|track| track.sid == track_sid)
            })
            .map(|(sid, _)| sid.as_str())
    }

    fn update_one(&mut self, info: &ParticipantInfo) -> Option<Event> {
        if info.sid.is_empty() || info.sid == self.own_sid {
            return None;
        }
        if info.state() == ParticipantState::Disconnected {
            let known = self.others.remove(&info.sid)?;
            return Some(Event::Person(Person {
                present: false,
                ..known.person
            }));
        }
        let person = person(info);
        let stale = |known: &Known| info.version < known.version || known.person == person;
        if self.others.get(&info.sid).is_some_and(stale) {
            return None;
        }
        let known = Known {
            version: info.version,
            person: person.clone(),
        };
        self.others.insert(info.sid.clone(), known);
        Some(Event::Person(person))
    }
}

fn person(info: &ParticipantInfo) -> Person {
    Person {
        identity: info.identity.clone(),
        name: info.name.clone(),
        present: true,
        tracks: info.tracks.iter().filter_map(track).collect(),
    }
}

fn track(info: &TrackInfo) -> Option<Track> {
    let kind = match info.kind() {
        TrackKind::Audio => Kind::Audio,
        TrackKind::Video => Kind::Video,
        TrackKind::Data => return None,
    };
    let source = match info.source() {
        TrackSource::Unknown => "unknown",
        TrackSource::Camera => "camera",
        TrackSource::Microphone => "microphone",
        TrackSource::ScreenShare => "screen_share",
        TrackSource::ScreenShareAudio => "screen_share_audio",
    };
    Some(Track {
        sid: info.sid.clone(),
        kind,
        source,
        muted: info.muted,
        mime: info.mime_type.clone(),
        encrypted: info.encryption() != Encryption::None,
    })
}
