//! The rules of the recorder without I/O: who is written, when, and into which file.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::time::{Duration, Instant};

use super::codec::Codec;
use super::journal::Entry;
use super::notice::{Closed, Ended, Notice, Unrecorded};
use super::track_file::TrackFile;
use super::{BEAT_TIMEOUT, KEYFRAME_INTERVAL, MAX_FRAME_BYTES, MAX_LENGTH, MAX_TRACKS};
use crate::{Command, Event, Frame, Kind, LeaveReason, Person, Report, Track};

/// What is to be done for a recorder, in this order.
#[derive(Debug)]
pub enum Act {
    /// Ask this of the participant.
    Command(Command),
    /// Append a line to the journal.
    Journal(String),
    /// Begin the files of a track.
    Open {
        /// Its number.
        track: u32,
        /// The first bytes.
        header: Vec<u8>,
    },
    /// Append to the files of a track.
    Append {
        /// Its number.
        track: u32,
        /// For its file.
        media: Vec<u8>,
        /// For its time series.
        times: String,
    },
    /// Nothing more comes for the files of a track.
    Close {
        /// Its number.
        track: u32,
    },
    /// Tell the owner.
    Tell(Notice),
}

/// Who stands behind an identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Our id of the participant.
    pub participant: String,
    /// The name shown.
    pub name: String,
}

/// How often the owner is told what was written.
const WRITTEN_INTERVAL: Duration = Duration::from_secs(1);
/// So long without a packet of an open track, and nothing of it is being written. Voices send one each 400 ms at least, screens one picture a second.
const SILENT_AFTER: Duration = Duration::from_secs(3);
/// The most bytes of a name in journals.
const MAX_NAME_BYTES: usize = 512;

/// A recorder: events of a participant, permissions and time in, [`Act`]s out.
///
/// After each call take all acts with [`Self::poll_act`].
#[expect(
    clippy::struct_excessive_bools,
    reason = "held, paused, joined and ended come and go independently"
)]
pub struct Recorder {
    picture_height: u32,
    started: Instant,
    acts: VecDeque<Act>,
    permitted: BTreeMap<String, Grant>,
    published: HashMap<String, Published>,
    open: HashMap<String, Open>,
    tracks: u32,
    beat: Instant,
    held: bool,
    paused: bool,
    lost: Option<Instant>,
    joined: bool,
    ended: bool,
    speaking: BTreeSet<String>,
    told_speaking: Vec<String>,
    bytes: u64,
    told: Instant,
}

/// A track that its owner has published.
struct Published {
    identity: String,
    track: Track,
    subscribed: bool,
    refused: bool,
}

/// A track with a file.
struct Open {
    number: u32,
    identity: String,
    participant: String,
    file: TrackFile,
    size: (u32, u32),
    /// When the last frame was written.
    fresh: Instant,
    /// Frames were left out: pictures begin again with a keyframe.
    broken: bool,
    /// When the last keyframe came, or was asked for.
    keyframe: Instant,
}

impl Recorder {
    /// A recorder that has nobody's permission yet. Of cameras it takes pictures with about `picture_height` lines; 0 takes no pictures at all, not of screens either. `wallclock_ms` is
    /// the time of day, in milliseconds since 1970; `recording` and `part` name what is recorded.
    pub fn new(
        now: Instant,
        picture_height: u32,
        wallclock_ms: i64,
        recording: &str,
        part: u32,
    ) -> Self {
        let mut recorder = Self {
            picture_height,
            started: now,
            acts: VecDeque::new(),
            permitted: BTreeMap::new(),
            published: HashMap::new(),
            open: HashMap::new(),
            tracks: 0,
            beat: now,
            held: false,
            paused: false,
            lost: None,
            joined: false,
            ended: false,
            speaking: BTreeSet::new(),
            told_speaking: Vec::new(),
            bytes: 0,
            told: now,
        };
        recorder.journal(
            now,
            &Entry::Part {
                wallclock_ms,
                recording: recording.into(),
                number: part,
            },
        );
        recorder
    }

    /// The next thing to be done.
    pub fn poll_act(&mut self) -> Option<Act> {
        self.acts.pop_front()
    }

    /// Whether it is over.
    pub const fn is_over(&self) -> bool {
        self.ended
    }

    /// From now on this person is written.
    pub fn permit(&mut self, now: Instant, identity: &str, grant: Grant) {
        if self.ended || self.permitted.get(identity) == Some(&grant) {
            return;
        }
        self.journal(
            now,
            &Entry::Consent {
                identity: identity.into(),
                participant: grant.participant.clone(),
                may: true,
            },
        );
        if self
            .permitted
            .insert(identity.into(), grant)
            .is_some_and(|before| before.participant != self.permitted[identity].participant)
        {
            // Somebody else stands behind this identity now: no file holds two people.
            self.close_person(now, identity, Closed::Consent);
        }
        self.subscribe_to(now, identity);
    }

    /// Nothing of this person that comes later is written.
    pub fn forbid(&mut self, now: Instant, identity: &str) {
        let Some(grant) = self.permitted.remove(identity) else {
            return;
        };
        self.close_person(now, identity, Closed::Consent);
        self.journal(
            now,
            &Entry::Consent {
                identity: identity.into(),
                participant: grant.participant,
                may: false,
            },
        );
        let sids: Vec<String> = self
            .published
            .iter_mut()
            .filter(|(_, published)| published.identity == identity && published.subscribed)
            .map(|(sid, published)| {
                published.subscribed = false;
                sid.clone()
            })
            .collect();
        for track_sid in sids {
            self.command(Command::Subscribe {
                track_sid,
                subscribed: false,
            });
        }
    }

    /// The whole list anew; ends a hold.
    pub fn permit_only(&mut self, now: Instant, people: Vec<(String, Grant)>) {
        let named: BTreeSet<&String> = people.iter().map(|(identity, _)| identity).collect();
        let others: Vec<String> = self
            .permitted
            .keys()
            .filter(|identity| !named.contains(identity))
            .cloned()
            .collect();
        for identity in others {
            self.forbid(now, &identity);
        }
        for (identity, grant) in people {
            self.permit(now, &identity, grant);
        }
        self.beat = now;
        if self.held && !self.ended {
            self.held = false;
            self.journal(now, &Entry::Freed);
            self.tell(Notice::Freed);
            self.want_keyframes();
        }
    }

    /// Whoever gives permissions can be heard. Does not end a hold: the list may have changed meanwhile.
    pub fn beat(&mut self, now: Instant) {
        self.on_time(now);
        self.beat = now;
    }

    /// Writes nothing until [`Self::resume`].
    pub fn pause(&mut self, now: Instant) {
        if !self.paused && !self.ended {
            self.paused = true;
            self.flush(now, true);
            self.journal(now, &Entry::Paused);
        }
    }

    /// Ends a pause.
    pub fn resume(&mut self, now: Instant) {
        if self.paused && !self.ended {
            self.paused = false;
            self.journal(now, &Entry::Resumed);
            self.want_keyframes();
        }
    }

    /// Closes everything in order.
    pub fn end(&mut self, now: Instant, why: Ended, reason: &'static str) {
        if self.ended {
            return;
        }
        let open: Vec<String> = self.open.keys().cloned().collect();
        for sid in open {
            self.close(now, &sid, Closed::Stopped);
        }
        self.journal(
            now,
            &Entry::End {
                why: why.code().into(),
            },
        );
        self.ended = true;
        self.command(Command::Leave);
        self.tell(Notice::Ended { why, reason });
    }

    /// Lets time pass: at least twice a second.
    pub fn on_time(&mut self, now: Instant) {
        if self.ended {
            return;
        }
        self.hold_if_unheard(now);
        self.flush(now, false);
        if now.saturating_duration_since(self.told) >= WRITTEN_INTERVAL {
            self.tell_written(now);
        }
        if now.saturating_duration_since(self.started) >= MAX_LENGTH {
            self.end(now, Ended::Limit, Ended::Limit.code());
        }
    }

    /// Something happened to the participant.
    pub fn event(&mut self, now: Instant, event: Event) {
        if self.ended {
            return;
        }
        // Frames may have waited here while the disk stood still: the time since the last beat counts for them, too.
        self.hold_if_unheard(now);
        match event {
            Event::Frame(frame) => self.frame(now, &frame),
            Event::Report(report) => self.report(&report),
            Event::Person(person) => self.person(now, person),
            Event::Speakers(speakers) => self.speakers(now, speakers),
            Event::Joined { identity, .. } => self.joined(now, identity),
            Event::Resumed { .. } => self.back(now),
            Event::Lost => {
                if self.lost.is_none() {
                    self.lost = Some(now);
                    self.flush(now, true);
                    self.journal(now, &Entry::Lost);
                    self.tell(Notice::Lost);
                }
            }
            Event::Left(reason) => self.left(now, reason),
            Event::Published { .. }
            | Event::PublishRefused { .. }
            | Event::Data { .. }
            | Event::KeyframeWanted { .. } => {}
        }
    }

    fn joined(&mut self, now: Instant, identity: String) {
        if self.joined {
            // After a full reconnect the server knows nothing of what we wanted; everybody is announced anew.
            for published in self.published.values_mut() {
                published.subscribed = false;
            }
            self.back(now);
        } else {
            self.joined = true;
            self.tell(Notice::Joined { identity });
        }
    }

    fn back(&mut self, now: Instant) {
        if let Some(since) = self.lost.take() {
            self.journal(now, &Entry::Back);
            self.tell(Notice::Back {
                seconds: (now - since).as_secs_f64(),
            });
        }
    }

    fn left(&mut self, now: Instant, reason: LeaveReason) {
        let why = match reason {
            LeaveReason::Left | LeaveReason::RoomEnded => Ended::Stopped,
            LeaveReason::Fault => Ended::Failed,
            _ => Ended::Unreachable,
        };
        self.end(now, why, reason.code());
    }

    fn person(&mut self, now: Instant, person: Person) {
        let identity = person.identity;
        let gone: Vec<String> = self
            .published
            .iter()
            .filter(|(sid, published)| {
                published.identity == identity
                    && !(person.present && person.tracks.iter().any(|track| track.sid == **sid))
            })
            .map(|(sid, _)| sid.clone())
            .collect();
        let why = if person.present {
            Closed::Unpublished
        } else {
            Closed::Left
        };
        for sid in gone {
            self.close(now, &sid, why);
            self.published.remove(&sid);
        }
        if !person.present {
            self.speaking.remove(&identity);
            return self.tell_speaking(now);
        }
        for track in person.tracks {
            self.publish(now, &identity, track);
        }
        self.subscribe_to(now, &identity);
    }

    fn publish(&mut self, now: Instant, identity: &str, track: Track) {
        let Some(published) = self.published.get_mut(&track.sid) else {
            let published = Published {
                identity: identity.to_owned(),
                subscribed: false,
                refused: false,
                track,
            };
            self.published
                .insert(published.track.sid.clone(), published);
            return;
        };
        let muted = track.muted;
        let turned = published.track.muted != muted;
        published.track = track;
        let sid = published.track.sid.clone();
        if let Some(open) = self.open.get_mut(&sid).filter(|_| turned) {
            open.broken |= muted;
            if !muted {
                open.file.unmuted();
            }
            let number = open.number;
            self.journal(
                now,
                &Entry::Muted {
                    track: number,
                    muted,
                },
            );
        }
    }

    /// Subscribes to what a person has published, if that person may be written and it can be recorded.
    fn subscribe_to(&mut self, now: Instant, identity: &str) {
        if !self.permitted.contains_key(identity) {
            return;
        }
        let mut sids: Vec<String> = self
            .published
            .iter()
            .filter(|(_, published)| {
                let wanted = published.track.kind == Kind::Audio || self.picture_height > 0;
                published.identity == identity
                    && wanted
                    && !published.subscribed
                    && !published.refused
            })
            .map(|(sid, _)| sid.clone())
            .collect();
        sids.sort();
        for sid in sids {
            let track = &self.published[&sid].track;
            let refusal = if track.encrypted {
                Some((Unrecorded::Encrypted, track.mime.clone()))
            } else {
                let codec = Codec::of_mime(&track.mime);
                codec.err().map(|codec| (Unrecorded::Codec, codec))
            };
            match refusal {
                Some((why, codec)) => self.refuse(now, &sid, why, &codec),
                None => self.subscribe(sid),
            }
        }
    }

    fn subscribe(&mut self, sid: String) {
        let Some(published) = self.published.get_mut(&sid) else {
            return;
        };
        published.subscribed = true;
        let source = published.track.source;
        self.command(Command::Subscribe {
            track_sid: sid.clone(),
            subscribed: true,
        });
        if source == "camera" {
            let height = self.picture_height;
            self.command(Command::Settings {
                track_sid: sid,
                disabled: false,
                width: height * 16 / 9,
                height,
            });
        }
    }

    fn refuse(&mut self, now: Instant, sid: &str, why: Unrecorded, codec: &str) {
        let Some(published) = self.published.get_mut(sid) else {
            return;
        };
        published.refused = true;
        let identity = published.identity.clone();
        let source = published.track.source;
        self.journal(
            now,
            &Entry::Refused {
                identity: identity.clone(),
                sid: sid.into(),
                source: source.into(),
                codec: codec.into(),
                why: why.code().into(),
            },
        );
        self.tell(Notice::NotRecorded {
            identity,
            source,
            codec: codec.into(),
            why,
        });
    }

    fn hold_if_unheard(&mut self, now: Instant) {
        if !self.held && now.saturating_duration_since(self.beat) >= BEAT_TIMEOUT {
            self.held = true;
            self.flush(now, true);
            self.journal(now, &Entry::Held);
            self.tell(Notice::Held);
            self.tell_written(now);
        }
    }

    fn frame(&mut self, now: Instant, frame: &Frame) {
        if self.held || self.paused {
            self.leave_out(&frame.track_sid);
            return;
        }
        let Some(published) = self.published.get(&frame.track_sid) else {
            return;
        };
        // What nobody subscribed to here is not written, whoever sends it.
        let wanted = published.subscribed && !published.refused;
        if !wanted || !self.permitted.contains_key(&published.identity) {
            return;
        }
        if published.track.muted
            || frame.payload.is_empty()
            || frame.payload.len() > MAX_FRAME_BYTES
        {
            self.leave_out(&frame.track_sid);
            return;
        }
        let Some(codec) = Codec::named(frame.codec) else {
            return self.refuse(now, &frame.track_sid, Unrecorded::Codec, frame.codec);
        };
        let other = |open: &Open| open.file.codec() != codec;
        if self.open.get(&frame.track_sid).is_some_and(other) {
            self.close(now, &frame.track_sid, Closed::CodecChanged);
        }
        if !self.open.contains_key(&frame.track_sid) && !self.begin(now, codec, frame) {
            return;
        }
        self.write(now, codec, frame);
    }

    /// Frames are missing from here on: pictures cannot be decoded until the next keyframe.
    fn leave_out(&mut self, sid: &str) {
        if let Some(open) = self.open.get_mut(sid) {
            open.broken = true;
        }
    }

    fn begin(&mut self, now: Instant, codec: Codec, frame: &Frame) -> bool {
        if !frame.keyframe {
            return false;
        }
        let Some((file, header)) = TrackFile::begin(codec, &frame.payload) else {
            return false;
        };
        if self.tracks >= MAX_TRACKS {
            self.end(now, Ended::Limit, Ended::Limit.code());
            return false;
        }
        let published = &self.published[&frame.track_sid];
        let identity = published.identity.clone();
        let source = published.track.source;
        let grant = self.permitted[&identity].clone();
        self.tracks += 1;
        let number = self.tracks;
        self.journal(
            now,
            &Entry::Track {
                track: number,
                identity: identity.clone(),
                participant: grant.participant.clone(),
                name: shortened(&grant.name),
                source: source.into(),
                codec: codec.name().into(),
                sid: frame.track_sid.clone(),
            },
        );
        self.bytes += header.len() as u64;
        self.acts.push_back(Act::Open {
            track: number,
            header,
        });
        self.tell(Notice::TrackOpened {
            track: number,
            identity: identity.clone(),
            participant: grant.participant.clone(),
            source,
            codec,
        });
        let open = Open {
            number,
            identity,
            participant: grant.participant,
            file,
            size: (0, 0),
            fresh: now,
            broken: false,
            keyframe: now,
        };
        self.open.insert(frame.track_sid.clone(), open);
        true
    }

    fn write(&mut self, now: Instant, codec: Codec, frame: &Frame) {
        let at = self.microseconds(frame.arrival);
        let Some(open) = self.open.get_mut(&frame.track_sid) else {
            return;
        };
        if codec != Codec::Opus && open.broken && !frame.keyframe {
            return;
        }
        open.broken = false;
        if frame.keyframe {
            open.keyframe = now;
        }
        let old = now.saturating_duration_since(open.keyframe) >= KEYFRAME_INTERVAL;
        if old && codec != Codec::Opus {
            open.keyframe = now;
            self.acts.push_back(Act::Command(Command::RequestKeyframe {
                track_sid: frame.track_sid.clone(),
            }));
        }
        let size = if frame.keyframe {
            codec.size(&frame.payload)
        } else {
            None
        };
        let changed = size.filter(|size| *size != open.size);
        open.file
            .write(frame.timestamp, at, frame.keyframe, &frame.payload);
        open.fresh = now;
        let number = open.number;
        let (media, times) = open.file.take();
        self.append(number, media, times);
        if let Some((width, height)) = changed {
            if let Some(open) = self.open.get_mut(&frame.track_sid) {
                open.size = (width, height);
            }
            self.journal(
                now,
                &Entry::Picture {
                    track: number,
                    width,
                    height,
                },
            );
        }
    }

    fn report(&mut self, report: &Report) {
        let at = self.microseconds(report.arrival);
        if let Some(open) = self.open.get_mut(&report.track_sid) {
            open.file.report(report.timestamp, report.ntp_us, at);
        }
    }

    fn speakers(&mut self, now: Instant, speakers: Vec<(String, bool)>) {
        for (identity, active) in speakers {
            if active {
                self.speaking.insert(identity);
            } else {
                self.speaking.remove(&identity);
            }
        }
        self.tell_speaking(now);
    }

    fn tell_speaking(&mut self, now: Instant) {
        let permitted = self.speaking.iter();
        let identities: Vec<String> = permitted
            .filter(|identity| self.permitted.contains_key(*identity))
            .cloned()
            .collect();
        if identities != self.told_speaking {
            self.told_speaking.clone_from(&identities);
            self.journal(
                now,
                &Entry::Speaking {
                    identities: identities.clone(),
                },
            );
            self.tell(Notice::Speaking(identities));
        }
    }

    fn close_person(&mut self, now: Instant, identity: &str, why: Closed) {
        let sids: Vec<String> = self
            .open
            .iter()
            .filter(|(_, open)| open.identity == identity)
            .map(|(sid, _)| sid.clone())
            .collect();
        for sid in sids {
            self.close(now, &sid, why);
        }
        self.tell_speaking(now);
    }

    fn close(&mut self, now: Instant, sid: &str, why: Closed) {
        let Some(mut open) = self.open.remove(sid) else {
            return;
        };
        let (media, times) = open.file.take_all();
        self.append(open.number, media, times);
        self.acts.push_back(Act::Close { track: open.number });
        self.journal(
            now,
            &Entry::Closed {
                track: open.number,
                why: why.code().into(),
            },
        );
        self.tell(Notice::TrackClosed {
            track: open.number,
            identity: open.identity,
            participant: open.participant,
            why,
        });
    }

    /// Hands over what has waited for a second, or everything.
    fn flush(&mut self, now: Instant, all: bool) {
        let at = self.microseconds(now);
        let due: Vec<(u32, Vec<u8>, String)> = self
            .open
            .values_mut()
            .filter(|open| all || open.file.is_due(at))
            .map(|open| {
                let (media, times) = open.file.take_all();
                (open.number, media, times)
            })
            .collect();
        for (number, media, times) in due {
            self.append(number, media, times);
        }
    }

    fn append(&mut self, track: u32, media: Vec<u8>, times: String) {
        if media.is_empty() && times.is_empty() {
            return;
        }
        self.bytes += (media.len() + times.len()) as u64;
        self.acts.push_back(Act::Append {
            track,
            media,
            times,
        });
    }

    fn tell_written(&mut self, now: Instant) {
        self.told = now;
        let seconds = (now - self.started).as_secs_f64();
        let bytes = self.bytes;
        let participants = self.being_written(now);
        self.tell(Notice::Written {
            bytes,
            seconds,
            participants,
        });
    }

    /// Whose packets are being written. Who has muted all of theirs stays among them: the next packet would be written.
    fn being_written(&self, now: Instant) -> Vec<String> {
        if self.held || self.paused {
            return Vec::new();
        }
        let mut people: BTreeMap<&str, (bool, bool)> = BTreeMap::new();
        for (sid, open) in &self.open {
            let (fresh, muted) = people.entry(&open.participant).or_insert((false, true));
            *fresh |= now.saturating_duration_since(open.fresh) < SILENT_AFTER;
            *muted &= self
                .published
                .get(sid)
                .is_some_and(|published| published.track.muted);
        }
        people
            .into_iter()
            .filter(|(_, (fresh, muted))| *fresh || *muted && self.lost.is_none())
            .map(|(participant, _)| participant.to_owned())
            .collect()
    }

    /// Of all pictures that are subscribed to: one that began while nothing was written has no file yet.
    fn want_keyframes(&mut self) {
        let pictures: Vec<String> = self
            .published
            .iter()
            .filter(|(_, published)| published.subscribed && !published.refused)
            .filter(|(_, published)| published.track.kind == Kind::Video)
            .map(|(sid, _)| sid.clone())
            .collect();
        for track_sid in pictures {
            self.command(Command::RequestKeyframe { track_sid });
        }
    }

    fn journal(&mut self, now: Instant, entry: &Entry) {
        let at = self.microseconds(now);
        self.acts.push_back(Act::Journal(entry.line(at)));
    }

    fn command(&mut self, command: Command) {
        self.acts.push_back(Act::Command(command));
    }

    fn tell(&mut self, notice: Notice) {
        self.acts.push_back(Act::Tell(notice));
    }

    /// On the recorder's clock, which begins with the part.
    fn microseconds(&self, instant: Instant) -> i64 {
        let after = instant.saturating_duration_since(self.started).as_micros() as i64;
        let before = self.started.saturating_duration_since(instant).as_micros() as i64;
        after - before
    }
}

fn shortened(name: &str) -> String {
    let mut name = name.to_owned();
    while name.len() > MAX_NAME_BYTES {
        name.pop();
    }
    name
}
