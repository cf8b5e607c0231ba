//! The rules of the recorder and the files it leaves, in virtual time.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use visio_client::record::{Act, Closed, Ended, Grant, Notice, Recorder, finish};
use visio_client::{Command, Event, Frame, Kind, LeaveReason, Person, Report, Track};

const SILENCE: [u8; 3] = [0xF8, 0xFF, 0xFE];
/// One frame of sound that is not silence, as far as a file is concerned.
const SPEECH: [u8; 6] = [0xF8, 1, 2, 3, 4, 5];
/// The smallest VP8 keyframe that tells its size, 64 x 36.
const KEYFRAME: [u8; 12] = [0x10, 2, 0, 0x9D, 0x01, 0x2A, 64, 0, 36, 0, 0, 0];
const DELTA: [u8; 4] = [0x11, 2, 0, 7];

/// A recorder, its disk in memory, and its clock.
struct Room {
    recorder: Recorder,
    begun: Instant,
    now: Instant,
    files: BTreeMap<String, Vec<u8>>,
    commands: Vec<Command>,
    notices: Vec<Notice>,
}

impl Room {
    fn new() -> Self {
        Self::with_pictures(360)
    }

    fn with_pictures(height: u32) -> Self {
        let now = Instant::now();
        let mut room = Self {
            recorder: Recorder::new(now, height, 1_795_000_000_000, "R", 1),
            begun: now,
            now,
            files: BTreeMap::new(),
            commands: Vec::new(),
            notices: Vec::new(),
        };
        room.event(Event::Joined {
            sid: "PA_r".into(),
            identity: "recorder".into(),
            room: "room".into(),
        });
        room
    }

    fn act(&mut self) {
        while let Some(act) = self.recorder.poll_act() {
            match act {
                Act::Command(command) => self.commands.push(command),
                Act::Journal(line) => self.put("journal.jsonl", line.as_bytes()),
                Act::Open { track, header } => self.put(&format!("t{track}.mkv"), &header),
                Act::Append {
                    track,
                    media,
                    times,
                } => {
                    self.put(&format!("t{track}.mkv"), &media);
                    self.put(&format!("t{track}.times"), times.as_bytes());
                }
                Act::Close { .. } => {}
                Act::Tell(notice) => self.notices.push(notice),
            }
        }
    }

    fn put(&mut self, file: &str, bytes: &[u8]) {
        self.files
            .entry(file.into())
            .or_default()
            .extend_from_slice(bytes);
    }

    fn event(&mut self, event: Event) {
        self.recorder.event(self.now, event);
        self.act();
    }

    fn permit(&mut self, identity: &str) {
        let grant = Grant {
            participant: format!("p-{identity}"),
            name: identity.to_uppercase(),
        };
        self.recorder.permit(self.now, identity, grant);
        self.act();
    }

    fn publishes(&mut self, identity: &str, tracks: &[Track]) {
        self.event(Event::Person(Person {
            identity: identity.into(),
            name: identity.into(),
            present: true,
            tracks: tracks.to_vec(),
        }));
    }

    /// The clock goes on to so many microseconds after the beginning; whoever gives permissions can be heard.
    fn at(&mut self, microseconds: u64) {
        let then = self.begun + Duration::from_micros(microseconds);
        while then.saturating_duration_since(self.now) > Duration::from_secs(1) {
            self.now += Duration::from_secs(1);
            self.recorder.beat(self.now);
        }
        self.now = then;
        self.recorder.beat(self.now);
        self.recorder.on_time(self.now);
        self.act();
    }

    fn frame(&mut self, sid: &str, timestamp: u64, payload: &[u8]) {
        let sound = sid.starts_with("TR_A");
        let keyframe = sound || payload[0] & 1 == 0;
        self.event(Event::Frame(Frame {
            track_sid: sid.into(),
            participant: String::new(),
            kind: if sound { Kind::Audio } else { Kind::Video },
            codec: if sound { "opus" } else { "vp8" },
            timestamp,
            arrival: self.now,
            keyframe,
            contiguous: true,
            payload: Arc::from(payload),
        }));
    }

    /// Sound from one second up to another, packets on time.
    fn speaks(&mut self, sid: &str, from: u64, to: u64) {
        for packet in from * 50..to * 50 {
            self.at(packet * 20_000);
            self.frame(sid, packet * 960, &SPEECH);
        }
    }

    fn stop(&mut self) {
        self.recorder.end(self.now, Ended::Stopped, "stopped");
        self.act();
    }

    /// Bytes of a track's file so far.
    fn written(&self, track: u32) -> usize {
        self.files.get(&format!("t{track}.mkv")).map_or(0, Vec::len)
    }

    fn closed(&self) -> Vec<Closed> {
        let why = |notice: &Notice| match notice {
            Notice::TrackClosed { why, .. } => Some(*why),
            _ => None,
        };
        self.notices.iter().filter_map(why).collect()
    }

    fn subscriptions(&self) -> Vec<(String, bool)> {
        let wish = |command: &Command| match command {
            Command::Subscribe {
                track_sid,
                subscribed,
            } => Some((track_sid.clone(), *subscribed)),
            _ => None,
        };
        self.commands.iter().filter_map(wish).collect()
    }

    /// Brings the files to a disk and finishes them.
    fn finish(&self) -> Finished {
        let finished = Finished::new();
        for (name, bytes) in &self.files {
            fs::write(finished.folder.join(name), bytes).unwrap_or_else(|error| panic!("{error}"));
        }
        finish(&finished.folder).unwrap_or_else(|error| panic!("{error}"));
        finished
    }
}

/// A finished part in a folder that goes with it.
struct Finished {
    folder: PathBuf,
}

impl Finished {
    fn new() -> Self {
        use std::hash::{BuildHasher, RandomState};
        let number = RandomState::new().hash_one(());
        let folder = std::env::temp_dir().join(format!("visio-record-{number:016x}"));
        fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{error}"));
        Self { folder }
    }

    fn manifest(&self) -> Value {
        let text = fs::read_to_string(self.folder.join("manifest.json"));
        serde_json::from_str(&text.unwrap_or_default()).unwrap_or_default()
    }

    fn track(&self, number: usize) -> Value {
        self.manifest()["tracks"][number].clone()
    }

    /// Times of the blocks of a finished `WebM` file that hold these bytes, in milliseconds.
    fn times(&self, file: &str, payload: &[u8]) -> Vec<u64> {
        let bytes = fs::read(self.folder.join(file)).unwrap_or_default();
        let mut times = Vec::new();
        let mut cluster = 0;
        // Clusters and blocks of these files have sizes that this little search need not know.
        for at in 0..bytes.len().saturating_sub(payload.len() + 5) {
            if bytes[at] == 0xE7
                && bytes[at.saturating_sub(12)..at]
                    .windows(4)
                    .any(|id| id == [0x1F, 0x43, 0xB6, 0x75])
            {
                let length = usize::from(bytes[at + 1] & 0x7F);
                cluster = bytes[at + 2..at + 2 + length]
                    .iter()
                    .fold(0, |value, byte| value << 8 | u64::from(*byte));
            }
            let block = bytes[at] == 0xA3
                && bytes[at + 1] == 0x80 | (payload.len() as u8 + 4)
                && bytes[at + 2] == 0x81
                && bytes[at + 6..].starts_with(payload);
            if block {
                times.push(cluster + u64::from(u16::from_be_bytes([bytes[at + 3], bytes[at + 4]])));
            }
        }
        times
    }
}

impl Drop for Finished {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn microphone(sid: &str) -> Track {
    Track {
        sid: sid.into(),
        kind: Kind::Audio,
        source: "microphone",
        muted: false,
        mime: "audio/red".into(),
        encrypted: false,
    }
}

fn camera(sid: &str) -> Track {
    Track {
        sid: sid.into(),
        kind: Kind::Video,
        source: "camera",
        muted: false,
        mime: "video/VP8".into(),
        encrypted: false,
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

#[test]
fn nobody_is_subscribed_to_before_they_agreed() {
    let mut room = Room::new();
    room.publishes("lea", &[microphone("TR_A1"), camera("TR_V1")]);
    room.publishes("malik", &[microphone("TR_A2")]);
    assert!(room.subscriptions().is_empty());
    room.permit("lea");
    let wanted = [("TR_A1".to_owned(), true), ("TR_V1".to_owned(), true)];
    assert_eq!(room.subscriptions(), wanted);
}

#[test]
fn packets_of_who_refused_are_not_written_though_they_come() {
    let mut room = Room::new();
    room.publishes("malik", &[microphone("TR_A2")]);
    room.speaks("TR_A2", 0, 2);
    room.stop();
    assert_eq!(room.files.keys().collect::<Vec<_>>(), ["journal.jsonl"]);
}

#[test]
fn not_one_packet_after_a_withdrawal_is_written() {
    let mut room = Room::new();
    room.publishes("lea", &[microphone("TR_A1")]);
    room.permit("lea");
    room.speaks("TR_A1", 0, 3);
    room.recorder.forbid(room.now, "lea");
    room.act();
    let before = room.written(1);
    room.speaks("TR_A1", 3, 6);
    room.stop();
    assert_eq!(room.written(1), before);
    assert_eq!(room.closed(), [Closed::Consent]);
    assert_eq!(room.subscriptions().last(), Some(&("TR_A1".into(), false)));
    let times = room.finish().times("t1.webm", &SPEECH);
    assert_eq!((times.len(), times.last()), (150, Some(&2980)));
}

#[test]
fn who_agrees_again_gets_another_file() {
    let mut room = Room::new();
    room.publishes("lea", &[microphone("TR_A1")]);
    room.permit("lea");
    room.speaks("TR_A1", 0, 2);
    room.recorder.forbid(room.now, "lea");
    room.permit("lea");
    room.speaks("TR_A1", 4, 6);
    room.stop();
    let finished = room.finish();
    let spans = [0, 1].map(|track| finished.track(track)["spans"].clone());
    assert_eq!(
        spans,
        [json!([[0.0, 2.0]]), json!([[4.0, 6.0]])],
        "sound ends with its last packet"
    );
}

#[test]
fn nothing_is_written_two_seconds_after_the_last_beat_until_the_whole_list_is_given() {
    let mut room = Room::new();
    room.publishes("lea", &[microphone("TR_A1")]);
    room.permit("lea");
    room.at(0);
    let mut written = Vec::new();
    for packet in 0..250_u64 {
        room.now = room.begun + Duration::from_millis(packet * 20);
        room.recorder.on_time(room.now);
        room.act();
        room.frame("TR_A1", packet * 960, &SPEECH);
        written.push(room.written(1));
    }
    let held = written[100];
    assert!(written[100..].iter().all(|bytes| *bytes == held));
    assert!(room.notices.contains(&Notice::Held));
    room.recorder.beat(room.now);
    room.frame("TR_A1", 250 * 960, &SPEECH);
    assert_eq!(
        room.written(1),
        held,
        "a beat alone does not say who may be written"
    );
    let grant = Grant {
        participant: "p-lea".into(),
        name: "LEA".into(),
    };
    room.recorder
        .permit_only(room.now, vec![("lea".into(), grant)]);
    room.speaks("TR_A1", 6, 8);
    room.stop();
    assert!(room.notices.contains(&Notice::Freed));
    let finished = room.finish();
    assert_eq!(finished.times("t1.webm", &SPEECH).len(), 100 + 100);
    assert_eq!(finished.manifest()["gaps"], json!([[2.0, 4.98]]));
}

#[test]
fn frames_that_waited_for_a_slow_disk_are_not_written_without_a_beat() {
    let mut room = Room::new();
    room.publishes("lea", &[microphone("TR_A1")]);
    room.permit("lea");
    room.speaks("TR_A1", 0, 1);
    room.now += Duration::from_secs(3);
    room.frame("TR_A1", 200 * 960, &SPEECH);
    assert!(room.notices.contains(&Notice::Held));
    room.stop();
    assert_eq!(room.finish().times("t1.webm", &SPEECH).len(), 50);
}

#[test]
fn a_picture_that_began_while_held_is_asked_for_a_keyframe_afterwards() {
    let mut room = Room::new();
    room.publishes("lea", &[microphone("TR_A1")]);
    room.permit("lea");
    room.speaks("TR_A1", 0, 1);
    room.now += Duration::from_secs(3);
    room.recorder.on_time(room.now);
    room.publishes("lea", &[microphone("TR_A1"), camera("TR_V1")]);
    let grant = Grant {
        participant: "p-lea".into(),
        name: "LEA".into(),
    };
    room.commands.clear();
    room.recorder
        .permit_only(room.now, vec![("lea".into(), grant)]);
    room.act();
    let asked = room.commands.iter().any(
        |command| matches!(command, Command::RequestKeyframe { track_sid } if track_sid == "TR_V1"),
    );
    assert!(asked, "{:?}", room.commands);
}

#[test]
fn the_whole_list_closes_who_is_not_on_it() {
    let mut room = Room::new();
    room.publishes("lea", &[microphone("TR_A1")]);
    room.permit("lea");
    room.speaks("TR_A1", 0, 1);
    room.recorder.permit_only(room.now, Vec::new());
    room.act();
    assert_eq!(room.closed(), [Closed::Consent]);
}

#[test]
fn frames_that_come_while_muted_are_left_out() {
    let mut room = Room::new();
    room.publishes("lea", &[microphone("TR_A1")]);
    room.permit("lea");
    room.speaks("TR_A1", 0, 2);
    let muted = Track {
        muted: true,
        ..microphone("TR_A1")
    };
    room.publishes("lea", &[muted]);
    room.speaks("TR_A1", 2, 3);
    room.at(5_000_000);
    room.publishes("lea", &[microphone("TR_A1")]);
    room.speaks("TR_A1", 5, 6);
    room.stop();
    let finished = room.finish();
    assert_eq!(finished.times("t1.webm", &SPEECH).len(), 150);
    let silence = finished.times("t1.webm", &SILENCE);
    assert_eq!(
        (silence.len(), silence[0], silence[149]),
        (150, 2000, 4980),
        "sound has no holes"
    );
    assert_eq!(finished.track(0)["spans"], json!([[0.0, 1.98], [5.0, 6.0]]));
}

#[test]
fn pictures_begin_with_a_keyframe_and_so_they_do_after_a_pause() {
    let mut room = Room::new();
    room.publishes("lea", &[camera("TR_V1")]);
    room.permit("lea");
    room.frame("TR_V1", 0, &DELTA);
    room.frame("TR_V1", 3000, &KEYFRAME);
    room.frame("TR_V1", 6000, &DELTA);
    room.recorder.pause(room.now);
    room.frame("TR_V1", 9000, &KEYFRAME);
    room.recorder.resume(room.now);
    room.frame("TR_V1", 12000, &DELTA);
    room.frame("TR_V1", 15000, &KEYFRAME);
    room.stop();
    let finished = room.finish();
    assert_eq!(finished.times("t1.webm", &DELTA).len(), 1);
    assert_eq!(finished.times("t1.webm", &KEYFRAME).len(), 2);
    let asked = |command: &Command| matches!(command, Command::RequestKeyframe { .. });
    assert!(room.commands.iter().any(asked));
}

#[test]
fn a_keyframe_is_asked_for_when_the_last_is_ten_seconds_old() {
    let mut room = Room::new();
    room.publishes("lea", &[camera("TR_V1")]);
    room.permit("lea");
    room.frame("TR_V1", 0, &KEYFRAME);
    for picture in 1..25 * 25_u64 {
        room.at(picture * 40_000);
        room.frame("TR_V1", picture * 3600, &DELTA);
    }
    let asked = |command: &&Command| matches!(command, Command::RequestKeyframe { .. });
    assert_eq!(room.commands.iter().filter(asked).count(), 2);
}

#[test]
fn no_picture_is_wanted_when_only_sound_is() {
    let mut room = Room::with_pictures(0);
    room.publishes("lea", &[microphone("TR_A1"), camera("TR_V1")]);
    room.permit("lea");
    room.frame("TR_V1", 0, &KEYFRAME);
    room.stop();
    assert_eq!(room.subscriptions(), [("TR_A1".to_owned(), true)]);
    assert_eq!(room.written(1), 0);
}

#[test]
fn what_is_encrypted_or_of_another_codec_is_told_and_not_subscribed_to() {
    let mut room = Room::new();
    let hidden = Track {
        encrypted: true,
        ..microphone("TR_A1")
    };
    let other = Track {
        mime: "video/H265".into(),
        ..camera("TR_V1")
    };
    room.publishes("lea", &[hidden, other]);
    room.permit("lea");
    room.stop();
    assert!(room.subscriptions().is_empty());
    let refused = room.finish().manifest()["refused"].clone();
    let whys: Vec<&str> = refused.as_array().map_or(Vec::new(), |all| {
        all.iter().filter_map(|one| one["why"].as_str()).collect()
    });
    assert_eq!(whys, ["encrypted", "codec"]);
}

#[test]
fn a_sender_100_ppm_off_stays_on_the_line_for_two_hours_of_losses_and_mutes() {
    let muted = Track {
        muted: true,
        ..microphone("TR_A1")
    };
    for (ppm, hours) in [(100_i64, 2), (-100, 1)] {
        let mut room = Room::new();
        room.publishes("lea", &[microphone("TR_A1")]);
        room.permit("lea");
        let packets = hours * 3600 * 50_u64;
        for packet in 0..packets {
            // Their 20 ms are not ours; and the network is late by 0 to 30 ms.
            let due = packet as i64 * 20_000 * (1_000_000 - ppm) / 1_000_000;
            let chance = packet.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33;
            room.at((due + chance as i64 % 30_000) as u64);
            // Of each 20 minutes she is muted for five, and one packet in 33 is lost on the way.
            match packet % 60_000 {
                30_000 => room.publishes("lea", std::slice::from_ref(&muted)),
                45_000 => room.publishes("lea", &[microphone("TR_A1")]),
                _ => {}
            }
            let marked = packet % 10_000 == 7;
            if (30_000..45_000).contains(&(packet % 60_000)) || (chance % 33 == 0 && !marked) {
                continue;
            }
            let mark = if marked {
                [0xF8, 9, 9, 9, 9, 9]
            } else {
                SPEECH
            };
            room.frame("TR_A1", packet * 960, &mark);
        }
        room.stop();
        let finished = room.finish();
        let drift = number(&finished.track(0)["fit"]["drift_ppm"]);
        assert!((drift - ppm as f64).abs() < 3.0, "{drift} for {ppm}");
        let said = (0..packets)
            .filter(|packet| packet % 10_000 == 7)
            .filter(|packet| !(30_000..45_000).contains(&(packet % 60_000)));
        let marks = finished.times("t1.webm", &[0xF8, 9, 9, 9, 9, 9]);
        assert_eq!(marks.len(), said.clone().count());
        for (packet, at) in said.zip(&marks) {
            let due = packet as i64 * 20 * (1_000_000 - ppm) / 1_000_000;
            assert!((*at as i64 - due).abs() <= 40, "{at} instead of {due}");
        }
    }
}

#[test]
fn a_first_packet_that_is_late_does_not_move_the_track() {
    let mut room = Room::new();
    room.publishes("lea", &[microphone("TR_A1")]);
    room.permit("lea");
    for packet in 0..3000_u64 {
        let late = if packet < 5 {
            700_000 - packet * 20_000
        } else {
            0
        };
        room.at(1_000_000 + packet * 20_000 + late);
        room.frame("TR_A1", packet * 960, &SPEECH);
    }
    room.stop();
    assert_eq!(room.finish().track(0)["start"], 1.0);
}

#[test]
fn a_clock_of_the_sender_that_jumps_loses_nothing() {
    let mut room = Room::new();
    room.publishes("lea", &[microphone("TR_A1")]);
    room.permit("lea");
    for packet in 0..3000_u64 {
        room.at(packet * 20_000);
        let jump = if packet >= 1500 { 900_000_000 } else { 0 };
        room.frame("TR_A1", packet * 960 + jump, &SPEECH);
    }
    room.stop();
    let times = room.finish().times("t1.webm", &SPEECH);
    assert_eq!((times.len(), times[0], times[2999]), (3000, 0, 59_980));
}

#[test]
fn a_crash_loses_the_last_second_at_most() {
    let mut room = Room::new();
    room.publishes("lea", &[microphone("TR_A1"), camera("TR_V1")]);
    room.permit("lea");
    room.speaks("TR_A1", 0, 10);
    // Nothing is closed; half a line and half a block are left, and the end of the disk's last page.
    room.put("journal.jsonl", b"{\"at\":99");
    room.put("t1.mkv", &[0x1F, 0x43, 0xB6, 0x75, 0x84, 0xE7]);
    room.put("t1.mkv", &[0; 4096]);
    let finished = room.finish();
    let last = finished
        .times("t1.webm", &SPEECH)
        .last()
        .copied()
        .unwrap_or_default();
    assert!(last >= 8_980, "{last}");
    assert_eq!(finished.manifest()["complete"], false);
    assert_eq!(finished.manifest()["why"], "crashed");
}

#[test]
fn a_part_that_was_finished_is_not_made_again() {
    let mut room = Room::new();
    room.publishes("lea", &[microphone("TR_A1")]);
    room.permit("lea");
    room.speaks("TR_A1", 0, 1);
    room.stop();
    let finished = room.finish();
    let before = finished.manifest();
    assert!(finish(&finished.folder).is_ok());
    assert_eq!(finished.manifest(), before);
    let mut left: Vec<_> = fs::read_dir(&finished.folder).map_or(Vec::new(), |all| {
        all.flatten().map(|entry| entry.file_name()).collect()
    });
    left.sort();
    assert_eq!(left, ["manifest.json", "t1.webm"]);
}

#[test]
fn a_folder_without_a_part_is_none() {
    let empty = Finished::new();
    assert!(finish(&empty.folder).is_err());
    assert!(finish(Path::new("/nowhere")).is_err());
}

#[test]
fn ten_thousand_tracks_fit_into_a_part_and_the_next_ends_it_in_order() {
    let mut room = Room::new();
    room.permit("lea");
    for track in 0..10_001 {
        let sid = format!("TR_A{track}");
        room.publishes("lea", &[microphone(&sid)]);
        room.frame(&sid, 0, &SPEECH);
    }
    assert!(room.recorder.is_over());
    assert!(matches!(
        room.notices.last(),
        Some(Notice::Ended {
            why: Ended::Limit,
            ..
        })
    ));
    let manifest = room.finish().manifest();
    assert_eq!(manifest["tracks"].as_array().map_or(0, Vec::len), 10_000);
    assert_eq!(manifest["complete"], true);
}

#[test]
fn a_part_ends_in_order_after_twelve_hours() {
    let mut room = Room::new();
    room.publishes("lea", &[microphone("TR_A1")]);
    room.permit("lea");
    for second in 0..=12 * 3600_u64 {
        room.at(second * 1_000_000);
        room.frame("TR_A1", second * 48_000, &SPEECH);
    }
    assert!(room.recorder.is_over());
    let finished = room.finish();
    assert_eq!(finished.manifest()["seconds"], 43_200.0);
    assert_eq!(finished.track(0)["end"], 43_200.0);
}

#[test]
fn a_recording_of_one_second_is_a_recording() {
    let mut room = Room::new();
    room.publishes("lea", &[microphone("TR_A1"), camera("TR_V1")]);
    room.permit("lea");
    room.frame("TR_V1", 0, &KEYFRAME);
    room.speaks("TR_A1", 0, 1);
    room.stop();
    let finished = room.finish();
    assert_eq!(
        finished.manifest()["tracks"].as_array().map_or(0, Vec::len),
        2
    );
}

#[test]
fn who_leaves_and_shares_ten_times_leaves_ten_files() {
    let mut room = Room::new();
    room.permit("lea");
    for time in 0..10_u64 {
        room.at(time * 1_000_000);
        let sid = format!("TR_V{time}");
        let screen = Track {
            source: "screen_share",
            ..camera(&sid)
        };
        room.publishes("lea", &[screen]);
        room.frame(&sid, time * 90_000, &KEYFRAME);
        room.at(time * 1_000_000 + 500_000);
        room.publishes("lea", &[]);
    }
    room.event(Event::Person(Person {
        identity: "lea".into(),
        name: String::new(),
        present: false,
        tracks: Vec::new(),
    }));
    room.stop();
    assert_eq!(room.closed(), [Closed::Unpublished; 10]);
    let starts: Vec<Value> = (0..10)
        .map(|track| room.finish().track(track)["start"].clone())
        .collect();
    assert_eq!(starts[9], 9.0);
}

#[test]
fn a_codec_that_changes_opens_another_file() {
    let mut room = Room::new();
    room.publishes("lea", &[camera("TR_V1")]);
    room.permit("lea");
    room.frame("TR_V1", 0, &KEYFRAME);
    room.event(Event::Frame(Frame {
        track_sid: "TR_V1".into(),
        participant: String::new(),
        kind: Kind::Video,
        codec: "vp9",
        timestamp: 3000,
        arrival: room.now,
        keyframe: true,
        contiguous: true,
        payload: Arc::from([0x82, 0x49, 0x83, 0x42, 0x00, 0x27, 0xF0, 0x16, 0x70, 0].as_slice()),
    }));
    room.stop();
    assert_eq!(room.closed(), [Closed::CodecChanged, Closed::Stopped]);
    let finished = room.finish();
    assert_eq!(finished.track(1)["codec"], "vp9");
    assert_eq!(finished.track(1)["pictures"][0]["width"], 640);
}

#[test]
fn a_connection_that_is_lost_and_back_is_a_gap() {
    let mut room = Room::new();
    room.publishes("lea", &[microphone("TR_A1")]);
    room.permit("lea");
    room.speaks("TR_A1", 0, 2);
    room.event(Event::Lost);
    room.at(4_000_000);
    room.event(Event::Resumed {
        outage: Duration::from_secs(2),
    });
    room.speaks("TR_A1", 4, 5);
    room.stop();
    let manifest = room.finish().manifest();
    assert_eq!(manifest["gaps"], json!([[1.98, 4.0]]));
    assert!(room.notices.contains(&Notice::Lost));
}

#[test]
fn a_room_that_ends_ends_the_part_and_a_server_that_is_gone_does_too() {
    for (reason, why) in [
        (LeaveReason::RoomEnded, Ended::Stopped),
        (LeaveReason::Unreachable, Ended::Unreachable),
        (LeaveReason::Fault, Ended::Failed),
    ] {
        let mut room = Room::new();
        room.event(Event::Left(reason));
        assert!(room.recorder.is_over());
        let told =
            |notice: &Notice| matches!(notice, Notice::Ended { why: told, .. } if *told == why);
        assert!(room.notices.iter().any(told));
    }
}

#[test]
fn after_a_full_reconnect_everything_is_subscribed_to_again() {
    let mut room = Room::new();
    room.publishes("lea", &[microphone("TR_A1")]);
    room.permit("lea");
    room.event(Event::Joined {
        sid: "PA_r2".into(),
        identity: "recorder".into(),
        room: "room".into(),
    });
    room.publishes("lea", &[microphone("TR_A1")]);
    assert_eq!(room.subscriptions(), vec![("TR_A1".to_owned(), true); 2]);
}

#[test]
fn who_speaks_is_told_of_those_alone_who_agreed() {
    let mut room = Room::new();
    room.publishes("lea", &[microphone("TR_A1")]);
    room.permit("lea");
    room.at(1_000_000);
    room.event(Event::Speakers(vec![
        ("lea".into(), true),
        ("malik".into(), true),
    ]));
    room.at(3_000_000);
    room.event(Event::Speakers(vec![("lea".into(), false)]));
    room.stop();
    assert_eq!(
        room.finish().manifest()["speaking"],
        json!([[1.0, 3.0, "lea"]])
    );
}

#[test]
fn the_journal_holds_no_name_of_who_refused() {
    let mut room = Room::new();
    room.publishes("malik", &[microphone("TR_A2")]);
    room.event(Event::Speakers(vec![("malik".into(), true)]));
    room.event(Event::Report(Report {
        track_sid: "TR_A2".into(),
        timestamp: 0,
        ntp_us: 0,
        arrival: room.now,
    }));
    room.stop();
    let journal = String::from_utf8_lossy(&room.files["journal.jsonl"]).into_owned();
    assert!(!journal.contains("malik"), "{journal}");
}

/// Who was said to be written when it was told last.
fn said_to_be_written(room: &Room) -> Vec<String> {
    let said = room.notices.iter().rev().find_map(|notice| match notice {
        Notice::Written { participants, .. } => Some(participants.clone()),
        _ => None,
    });
    said.unwrap_or_default()
}

#[test]
fn who_is_said_to_be_written_is_whose_packets_come() {
    let mut room = Room::new();
    room.publishes("lea", &[microphone("TR_A1")]);
    room.publishes("malik", &[microphone("TR_A2")]);
    room.permit("lea");
    room.permit("malik");
    room.at(0);
    room.frame("TR_A2", 0, &SPEECH);
    room.speaks("TR_A1", 0, 6);
    assert_eq!(
        said_to_be_written(&room),
        ["p-lea"],
        "nothing of Malik comes"
    );
    room.recorder.forbid(room.now, "lea");
    room.act();
    room.at(7_100_000);
    assert!(said_to_be_written(&room).is_empty());
}

#[test]
fn nobody_is_said_to_be_written_while_held() {
    let mut room = Room::new();
    room.publishes("lea", &[microphone("TR_A1")]);
    room.permit("lea");
    room.speaks("TR_A1", 0, 2);
    assert_eq!(said_to_be_written(&room), ["p-lea"]);
    room.now += Duration::from_secs(2);
    room.recorder.on_time(room.now);
    room.act();
    assert!(room.notices.contains(&Notice::Held));
    assert!(said_to_be_written(&room).is_empty(), "at once");
}

#[test]
fn who_is_said_to_be_written_while_the_server_is_lost_is_whose_packets_still_come() {
    let mut room = Room::new();
    let muted = Track {
        muted: true,
        ..microphone("TR_A3")
    };
    room.publishes("lea", &[microphone("TR_A1")]);
    room.publishes("malik", &[microphone("TR_A2")]);
    room.publishes("zoe", &[microphone("TR_A3")]);
    for person in ["lea", "malik", "zoe"] {
        room.permit(person);
    }
    for sid in ["TR_A2", "TR_A3"] {
        room.frame(sid, 0, &SPEECH);
    }
    room.publishes("zoe", &[muted]);
    room.event(Event::Lost);
    room.speaks("TR_A1", 0, 5);
    assert_eq!(said_to_be_written(&room), ["p-lea"]);
    room.at(9_000_000);
    assert!(said_to_be_written(&room).is_empty());
}

#[test]
fn who_is_muted_for_an_hour_is_in_time_afterwards_and_is_said_to_be_written() {
    let mut room = Room::new();
    room.publishes("lea", &[microphone("TR_A1")]);
    room.permit("lea");
    // The clock of the sender is 100 ppm fast, and goes on while muted.
    let due = |packet: u64| packet * 20_000 * 999_900 / 1_000_000;
    let speak = |room: &mut Room, packets: std::ops::Range<u64>| {
        for packet in packets {
            room.at(due(packet));
            room.frame("TR_A1", packet * 960, &SPEECH);
        }
    };
    let muted = Track {
        muted: true,
        ..microphone("TR_A1")
    };
    let back = 3600 * 50 + 3000;
    speak(&mut room, 0..3000);
    room.publishes("lea", &[muted]);
    room.at(due(back) - 10_000);
    assert_eq!(said_to_be_written(&room), ["p-lea"]);
    room.publishes("lea", &[microphone("TR_A1")]);
    speak(&mut room, back..back + 3000);
    room.stop();
    assert!(room.closed() == [Closed::Stopped], "one file");
    let times = room.finish().times("t1.webm", &SPEECH);
    let after = times.iter().find(|at| **at > 100_000);
    let off = after.map_or(i64::MAX, |at| *at as i64 - due(back) as i64 / 1000);
    assert!(off.abs() <= 40, "{off} ms");
}

#[test]
fn a_sender_whose_clock_stands_still_while_muted_stays_in_time() {
    let mut room = Room::new();
    room.publishes("lea", &[microphone("TR_A1")]);
    room.permit("lea");
    let muted = Track {
        muted: true,
        ..microphone("TR_A1")
    };
    let mark = [0xF8, 9, 9, 9, 9, 9];
    let mut packet = 0;
    for turn in 0..5_u64 {
        // Ten seconds of speech and two of silence, of which the sender's clock knows nothing.
        for spoken in 0..500_u64 {
            room.at(turn * 12_000_000 + spoken * 20_000);
            let payload = if spoken == 100 { mark } else { SPEECH };
            room.frame("TR_A1", packet * 960, &payload);
            packet += 1;
        }
        room.publishes("lea", std::slice::from_ref(&muted));
        room.at(turn * 12_000_000 + 11_990_000);
        room.publishes("lea", &[microphone("TR_A1")]);
    }
    room.stop();
    let marks = room.finish().times("t1.webm", &mark);
    assert_eq!(marks.len(), 5);
    for (turn, at) in marks.iter().enumerate() {
        let due = turn as i64 * 12_000 + 2_000;
        assert!((*at as i64 - due).abs() <= 40, "{at} instead of {due}");
    }
}

#[test]
fn sound_and_pictures_stay_together_when_arrivals_are_known_to_twenty_milliseconds() {
    let mut room = Room::new();
    room.publishes("lea", &[microphone("TR_A1"), camera("TR_V1")]);
    room.permit("lea");
    // What gathers is read together, and each packet is later by up to 25 ms before that.
    let read = |sent: u64| {
        let late = (sent.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) % 25_000;
        (sent + late).div_ceil(20_000) * 20_000
    };
    let mut arrivals: Vec<(u64, &str, u64)> = Vec::new();
    for packet in 0..6000_u64 {
        arrivals.push((read(packet * 20_000 + 3_000), "TR_A1", packet));
    }
    for picture in 0..3000_u64 {
        arrivals.push((read(picture * 40_000 + 3_000), "TR_V1", picture));
    }
    arrivals.sort_unstable();
    for (at, sid, number) in arrivals {
        room.at(at);
        match sid {
            "TR_A1" if number % 1000 == 500 => room.frame(sid, number * 960, &[0xF8, 9, 9, 9, 9]),
            "TR_A1" => room.frame(sid, number * 960, &SPEECH),
            _ if number % 500 == 250 || number == 0 => room.frame(sid, number * 3600, &KEYFRAME),
            _ => room.frame(sid, number * 3600, &DELTA),
        }
    }
    room.stop();
    let finished = room.finish();
    let tracks = finished.manifest()["tracks"].clone();
    let file = |kind: &str| {
        let of_kind = tracks.as_array().into_iter().flatten();
        let found = of_kind.filter(|track| track["kind"] == kind);
        found
            .filter_map(|track| track["file"].as_str().map(str::to_owned))
            .collect::<String>()
    };
    let sound = finished.times(&file("audio"), &[0xF8, 9, 9, 9, 9]);
    let pictures = finished.times(&file("video"), &KEYFRAME);
    // The first picture stands at the beginning of the file too.
    assert_eq!((sound.len(), pictures.len()), (6, 8));
    for (heard, seen) in sound.iter().zip(&pictures[2..]) {
        let apart = *heard as i64 - *seen as i64;
        assert!(apart.abs() <= 40, "{apart} ms apart");
    }
}

#[test]
fn who_leaves_and_comes_back_goes_on_in_another_file() {
    let mut room = Room::new();
    room.permit("lea");
    room.publishes("lea", &[microphone("TR_A1")]);
    room.speaks("TR_A1", 0, 2);
    room.event(Event::Person(Person {
        identity: "lea".into(),
        name: String::new(),
        present: false,
        tracks: Vec::new(),
    }));
    room.publishes("lea", &[microphone("TR_A2")]);
    room.speaks("TR_A2", 10, 12);
    room.stop();
    assert_eq!(room.closed(), [Closed::Left, Closed::Stopped]);
    let finished = room.finish();
    let of = |track: usize| finished.track(track);
    assert_eq!(of(0)["participant"], of(1)["participant"]);
    assert_eq!(
        [of(0)["spans"].clone(), of(1)["spans"].clone()],
        [json!([[0.0, 2.0]]), json!([[10.0, 12.0]])]
    );
}

#[test]
fn av1_is_recorded_as_it_comes() {
    // A sequence header of 64 x 36 and a picture, as libaom makes them.
    let picture = [
        0x0A, 0x0A, 0x00, 0x00, 0x00, 0x02, 0xAF, 0xF1, 0x9B, 0x5F, 0x20, 0x08, 0x32, 0x13, 0x10,
        0x00, 0x90, 0x00, 0x08, 0x20, 0x82, 0x20, 0x00, 0x08, 0xC1, 0xB4, 0xAE, 0x59, 0x9E, 0x86,
        0x9E, 0x41, 0xD0,
    ];
    let mut room = Room::new();
    let av1 = Track {
        mime: "video/AV1".into(),
        ..camera("TR_V1")
    };
    room.publishes("lea", &[av1]);
    room.permit("lea");
    for number in 0..3_u64 {
        room.at(number * 40_000);
        room.event(Event::Frame(Frame {
            track_sid: "TR_V1".into(),
            participant: String::new(),
            kind: Kind::Video,
            codec: "av1",
            timestamp: number * 3600,
            arrival: room.now,
            keyframe: true,
            contiguous: true,
            payload: Arc::from(picture.as_slice()),
        }));
    }
    room.stop();
    let finished = room.finish();
    let track = finished.track(0);
    assert_eq!(
        (&track["codec"], &track["file"]),
        (&json!("av1"), &json!("t1.webm"))
    );
    assert_eq!(
        track["pictures"],
        json!([{"at": 0.0, "width": 64, "height": 36}])
    );
    assert_eq!(finished.times("t1.webm", &picture), [0, 40, 80]);
}
