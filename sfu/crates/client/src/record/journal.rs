//! What happened to a part: a line for each thing, appended.

use serde_json::{Map, Value, json};

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    Part {
        wallclock_ms: i64,
        recording: String,
        number: u32,
    },
    Track {
        track: u32,
        identity: String,
        participant: String,
        name: String,
        source: String,
        codec: String,
        sid: String,
    },
    Muted {
        track: u32,
        muted: bool,
    },
    Picture {
        track: u32,
        width: u32,
        height: u32,
    },
    Closed {
        track: u32,
        why: String,
    },
    Refused {
        identity: String,
        sid: String,
        source: String,
        codec: String,
        why: String,
    },
    Consent {
        identity: String,
        participant: String,
        may: bool,
    },
    Speaking {
        identities: Vec<String>,
    },
    Lost,
    Back,
    Held,
    Freed,
    Paused,
    Resumed,
    End {
        why: String,
    },
}

impl Entry {
    /// The line, `at` in microseconds of the recorder's clock.
    pub(super) fn line(&self, at: i64) -> String {
        let mut value = self.value();
        value["at"] = at.into();
        format!("{value}\n")
    }

    fn value(&self) -> Value {
        match self {
            Self::Part {
                wallclock_ms,
                recording,
                number,
            } => {
                json!({"event": "part", "wallclock_ms": wallclock_ms, "recording": recording, "number": number})
            }
            Self::Track {
                track,
                identity,
                participant,
                name,
                source,
                codec,
                sid,
            } => json!({
                "event": "track", "track": track, "identity": identity, "participant": participant,
                "name": name, "source": source, "codec": codec, "sid": sid,
            }),
            Self::Muted { track, muted } => {
                json!({"event": "muted", "track": track, "muted": muted})
            }
            Self::Picture {
                track,
                width,
                height,
            } => json!({"event": "picture", "track": track, "width": width, "height": height}),
            Self::Closed { track, why } => json!({"event": "closed", "track": track, "why": why}),
            Self::Refused {
                identity,
                sid,
                source,
                codec,
                why,
            } => json!({
                "event": "refused", "identity": identity, "sid": sid, "source": source, "codec": codec, "why": why,
            }),
            Self::Consent {
                identity,
                participant,
                may,
            } => {
                json!({"event": "consent", "identity": identity, "participant": participant, "may": may})
            }
            Self::Speaking { identities } => json!({"event": "speaking", "identities": identities}),
            Self::Lost => json!({"event": "lost"}),
            Self::Back => json!({"event": "back"}),
            Self::Held => json!({"event": "held"}),
            Self::Freed => json!({"event": "freed"}),
            Self::Paused => json!({"event": "paused"}),
            Self::Resumed => json!({"event": "resumed"}),
            Self::End { why } => json!({"event": "end", "why": why}),
        }
    }

    /// `None` for a line that a crash has cut, or of a kind that is not known.
    pub(super) fn read(line: &str) -> Option<(i64, Self)> {
        let Value::Object(fields) = serde_json::from_str(line).ok()? else {
            return None;
        };
        let fields = Fields(fields);
        Some((fields.signed("at")?, Self::of(&fields)?))
    }

    fn of(fields: &Fields) -> Option<Self> {
        Some(match fields.text("event")?.as_str() {
            "part" => Self::Part {
                wallclock_ms: fields.signed("wallclock_ms")?,
                recording: fields.text("recording")?,
                number: fields.number("number")?,
            },
            "track" => Self::Track {
                track: fields.number("track")?,
                identity: fields.text("identity")?,
                participant: fields.text("participant")?,
                name: fields.text("name")?,
                source: fields.text("source")?,
                codec: fields.text("codec")?,
                sid: fields.text("sid")?,
            },
            "muted" => Self::Muted {
                track: fields.number("track")?,
                muted: fields.flag("muted")?,
            },
            "picture" => Self::Picture {
                track: fields.number("track")?,
                width: fields.number("width")?,
                height: fields.number("height")?,
            },
            "closed" => Self::Closed {
                track: fields.number("track")?,
                why: fields.text("why")?,
            },
            "refused" => Self::Refused {
                identity: fields.text("identity")?,
                sid: fields.text("sid")?,
                source: fields.text("source")?,
                codec: fields.text("codec")?,
                why: fields.text("why")?,
            },
            "consent" => Self::Consent {
                identity: fields.text("identity")?,
                participant: fields.text("participant")?,
                may: fields.flag("may")?,
            },
            "speaking" => Self::Speaking {
                identities: fields.texts("identities")?,
            },
            "lost" => Self::Lost,
            "back" => Self::Back,
            "held" => Self::Held,
            "freed" => Self::Freed,
            "paused" => Self::Paused,
            "resumed" => Self::Resumed,
            "end" => Self::End {
                why: fields.text("why")?,
            },
            _ => return None,
        })
    }
}

struct Fields(Map<String, Value>);

impl Fields {
    fn text(&self, name: &str) -> Option<String> {
        self.0.get(name)?.as_str().map(str::to_owned)
    }

    fn texts(&self, name: &str) -> Option<Vec<String>> {
        let values = self.0.get(name)?.as_array()?;
        values
            .iter()
            .map(|value| value.as_str().map(str::to_owned))
            .collect()
    }

    fn signed(&self, name: &str) -> Option<i64> {
        self.0.get(name)?.as_i64()
    }

    fn number(&self, name: &str) -> Option<u32> {
        self.0.get(name)?.as_u64()?.try_into().ok()
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.0.get(name)?.as_bool()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_name_of_any_kind_stays_in_its_line(name in ".{0,40}", at: i64) {
            let entry = Entry::Track {
                track: 1,
                identity: "a".into(),
                participant: "b".into(),
                name,
                source: "camera".into(),
                codec: "vp8".into(),
                sid: "TR_x".into(),
            };
            let line = entry.line(at);
            prop_assert_eq!(line.matches('\n').count(), 1);
            prop_assert_eq!(Entry::read(line.trim_end()), Some((at, entry)));
        }

        #[test]
        fn any_text_is_read_or_skipped(line in ".{0,80}") {
            let _ = Entry::read(&line);
        }
    }

    #[test]
    fn every_kind_of_line_is_read_again() {
        let entries = [
            Entry::Muted {
                track: 3,
                muted: true,
            },
            Entry::Picture {
                track: 3,
                width: 640,
                height: 360,
            },
            Entry::Closed {
                track: 3,
                why: "left".into(),
            },
            Entry::Consent {
                identity: "a".into(),
                participant: "b".into(),
                may: false,
            },
            Entry::Speaking {
                identities: vec!["a".into()],
            },
            Entry::Lost,
            Entry::Back,
            Entry::Held,
            Entry::Freed,
            Entry::Paused,
            Entry::Resumed,
            Entry::End { why: "disk".into() },
        ];
        for entry in entries {
            assert_eq!(Entry::read(entry.line(7).trim_end()), Some((7, entry)));
        }
    }
}
