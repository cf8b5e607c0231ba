//! Makes files to be played of a part that has ended: once, without decoding.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, ErrorKind};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::MAX_LENGTH;
use super::codec::Codec;
use super::fit::Fit;
use super::folder::{JOURNAL, recorded_name, times_name};
use super::journal::Entry;
use super::matroska::{Block, Description, Reader};
use super::mp4::Mp4Writer;
use super::opus::{SILENCE, SILENCE_US, packet_us};
use super::times::Line;
use super::webm::WebmWriter;
use crate::Kind;

const MANIFEST: &str = "manifest.json";
/// Sound and pictures that begin together in the mind of their sender.
const TOGETHER: [(&str, &str); 2] = [
    ("microphone", "camera"),
    ("screen_share_audio", "screen_share"),
];

/// Why a part could not be finished.
#[derive(Debug, thiserror::Error)]
pub enum FinishError {
    /// The folder holds no part.
    #[error("The folder holds no recording that can be read.")]
    NotARecording,
    /// The disk failed or is full.
    #[error("the disk failed: {0}")]
    Disk(#[from] io::Error),
}

/// Rewrites the part in `folder` and writes `manifest.json`. What a crash left is repaired. Afterwards the recorded files are gone; a
/// part that was finished before stays as it is.
///
/// # Errors
/// [`FinishError`]. Nothing that was recorded is lost by one.
pub fn finish(folder: &Path) -> Result<(), FinishError> {
    if folder.join(MANIFEST).exists() {
        return Ok(clear(folder)?);
    }
    let story = Story::read(folder)?;
    let mut tracks = Vec::new();
    for track in story.tracks.values() {
        let path = folder.join(times_name(track.number));
        let lines = Line::read_all(&text_of(&path)?);
        let fit = Fit::of(&lines, track.codec.clock());
        tracks.push((track, fit));
    }
    align(&mut tracks);
    let mut written = Vec::new();
    for (track, fit) in &tracks {
        written.extend(rewrite(folder, &story, track, fit)?);
    }
    let manifest = story.manifest(written);
    // Everything reaches the disk before the manifest says so: at once, for a part may have ten thousand tracks.
    rustix::fs::syncfs(File::open(folder)?).map_err(io::Error::from)?;
    put(&folder.join(MANIFEST), manifest.to_string().as_bytes())?;
    Ok(clear(folder)?)
}

/// Writes a file that is there whole or not at all.
fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let unfinished = path.with_extension("part");
    fs::write(&unfinished, bytes)?;
    File::open(&unfinished)?.sync_all()?;
    fs::rename(&unfinished, path)
}

/// Removes what was recorded: the finished files and the manifest say all of it.
fn clear(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let extension = path.extension().and_then(|extension| extension.to_str());
        if matches!(extension, Some("mkv" | "times" | "part" | "jsonl")) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn text_of(path: &Path) -> io::Result<String> {
    match fs::read(path) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(error),
    }
}

fn align(tracks: &mut [(&Recorded, Fit)]) {
    for (sound, pictures) in TOGETHER {
        let voices: Vec<(String, Fit)> = tracks
            .iter()
            .filter(|(track, _)| track.source == sound && track.codec == Codec::Opus)
            .map(|(track, fit)| (track.identity.clone(), fit.clone()))
            .collect();
        let mut of: BTreeMap<&str, Vec<&Fit>> = BTreeMap::new();
        for (identity, fit) in &voices {
            of.entry(identity).or_default().push(fit);
        }
        for (track, fit) in tracks.iter_mut() {
            if track.source == pictures && track.codec != Codec::Opus {
                for voice in of.get(track.identity.as_str()).into_iter().flatten() {
                    fit.follow(voice);
                }
            }
        }
    }
}

/// A track as the journal tells it.
struct Recorded {
    number: u32,
    identity: String,
    participant: String,
    name: String,
    source: String,
    codec: Codec,
    muted: Vec<(i64, i64)>,
    pictures: Vec<(i64, u32, u32)>,
    closed: Option<i64>,
}

/// Everything that the journal tells.
#[derive(Default)]
struct Story {
    wallclock_ms: i64,
    recording: String,
    part: u32,
    tracks: BTreeMap<u32, Recorded>,
    refused: Vec<Value>,
    speaking: Vec<(i64, i64, String)>,
    gaps: Vec<(i64, i64)>,
    /// When and why it ended; a crash says nothing.
    end: Option<(i64, String)>,
    last: i64,
}

impl Story {
    fn read(folder: &Path) -> Result<Self, FinishError> {
        let text = text_of(&folder.join(JOURNAL))?;
        let mut entries = text.lines().filter_map(Entry::read);
        let Some((
            _,
            Entry::Part {
                wallclock_ms,
                recording,
                number,
            },
        )) = entries.next()
        else {
            return Err(FinishError::NotARecording);
        };
        let mut story = Self {
            wallclock_ms,
            recording,
            part: number,
            ..Self::default()
        };
        let mut open = Begun::default();
        for (at, entry) in entries {
            story.last = story.last.max(at);
            story.take(at, entry, &mut open);
        }
        story.finish_begun(open);
        Ok(story)
    }

    fn take(&mut self, at: i64, entry: Entry, open: &mut Begun) {
        match entry {
            Entry::Track {
                track,
                identity,
                participant,
                name,
                source,
                codec,
                ..
            } => {
                if let Some(codec) = Codec::named(&codec) {
                    let recorded = Recorded {
                        number: track,
                        identity,
                        participant,
                        name,
                        source,
                        codec,
                        muted: Vec::new(),
                        pictures: Vec::new(),
                        closed: None,
                    };
                    self.tracks.insert(track, recorded);
                }
            }
            Entry::Muted { track, muted: true } => {
                open.muted.entry(track).or_insert(at);
            }
            Entry::Muted { track, .. } => {
                if let (Some(since), Some(recorded)) =
                    (open.muted.remove(&track), self.tracks.get_mut(&track))
                {
                    recorded.muted.push((since, at));
                }
            }
            Entry::Picture {
                track,
                width,
                height,
            } => {
                if let Some(recorded) = self.tracks.get_mut(&track) {
                    recorded.pictures.push((at, width, height));
                }
            }
            Entry::Closed { track, .. } => {
                if let Some(recorded) = self.tracks.get_mut(&track) {
                    recorded.closed = Some(at);
                }
            }
            Entry::Refused {
                identity,
                source,
                codec,
                why,
                ..
            } => self
                .refused
                .push(json!({"identity": identity, "source": source, "codec": codec, "why": why})),
            Entry::Speaking { identities } => {
                let ended: Vec<String> = open
                    .speaking
                    .keys()
                    .filter(|identity| !identities.contains(identity))
                    .cloned()
                    .collect();
                for identity in ended {
                    if let Some(since) = open.speaking.remove(&identity) {
                        self.speaking.push((since, at, identity));
                    }
                }
                for identity in identities {
                    open.speaking.entry(identity).or_insert(at);
                }
            }
            Entry::Lost | Entry::Held | Entry::Paused => {
                open.gaps.push((entry.clone(), at));
            }
            Entry::Back | Entry::Freed | Entry::Resumed => {
                let begun = match entry {
                    Entry::Back => Entry::Lost,
                    Entry::Freed => Entry::Held,
                    _ => Entry::Paused,
                };
                if let Some(place) = open.gaps.iter().position(|(kind, _)| *kind == begun) {
                    self.gaps.push((open.gaps.swap_remove(place).1, at));
                }
            }
            Entry::End { why } => self.end = Some((at, why)),
            Entry::Part { .. } | Entry::Consent { .. } => {}
        }
    }

    fn finish_begun(&mut self, open: Begun) {
        let end = self.end.as_ref().map_or(i64::MAX, |(at, _)| *at);
        for (track, since) in open.muted {
            if let Some(recorded) = self.tracks.get_mut(&track) {
                recorded.muted.push((since, end));
            }
        }
        for (identity, since) in open.speaking {
            self.speaking.push((since, end, identity));
        }
        self.gaps
            .extend(open.gaps.into_iter().map(|(_, since)| (since, end)));
        self.gaps.sort_unstable();
        self.speaking.sort();
    }

    fn manifest(self, written: Vec<Written>) -> Value {
        let last = written.iter().map(|track| track.end).max().unwrap_or(0);
        let (end, why, complete) = match self.end {
            Some((at, why)) => {
                let complete = why == "stopped" || why == "limit";
                (at, why, complete)
            }
            None => (self.last.max(last), "crashed".to_owned(), false),
        };
        let within = |at: i64| seconds(at.clamp(0, end));
        let speaking: Vec<Value> = self
            .speaking
            .iter()
            .map(|(since, until, identity)| json!([within(*since), within(*until), identity]))
            .collect();
        let gaps: Vec<Value> = merged(&self.gaps)
            .iter()
            .map(|(since, until)| json!([within(*since), within(*until)]))
            .collect();
        let tracks: Vec<Value> = written.into_iter().map(|track| track.entry).collect();
        json!({
            "version": 1,
            "recording": self.recording,
            "part": self.part,
            "started_at": rfc3339(self.wallclock_ms),
            "seconds": seconds(end),
            "complete": complete,
            "why": why,
            "tracks": tracks,
            "refused": self.refused,
            "speaking": speaking,
            "gaps": gaps,
        })
    }
}

/// What has begun and not ended.
#[derive(Default)]
struct Begun {
    muted: BTreeMap<u32, i64>,
    speaking: BTreeMap<String, i64>,
    gaps: Vec<(Entry, i64)>,
}

/// A finished track.
struct Written {
    entry: Value,
    end: i64,
}

/// Rewrites one track; `None` when nothing of it can be read.
fn rewrite(
    folder: &Path,
    story: &Story,
    track: &Recorded,
    fit: &Fit,
) -> Result<Option<Written>, FinishError> {
    let source = folder.join(recorded_name(track.number));
    let Some(extent) = Extent::of(&source, fit)? else {
        return Ok(None);
    };
    let limit = MAX_LENGTH.as_micros() as i64 * 2;
    let start = extent.start.clamp(0, limit);
    let heard = extent.end.clamp(start, limit);
    let end = track.closed.unwrap_or(heard).max(heard).clamp(start, limit);
    let extension = if track.codec == Codec::H264 {
        "mp4"
    } else {
        "webm"
    };
    let file = format!("t{}.{extension}", track.number);
    let path = folder.join(&file);
    let bytes = write_to(&path, |output| {
        let mut writer = Finished::begin(output, extent.description.clone(), milliseconds(end))?;
        let mut last = 0;
        let mut blocks = Reader::new(BufReader::new(File::open(&source)?));
        while let Some(block) = blocks.next()? {
            // A piece fitted for itself may lap over the one before it by a little.
            last = fit.microseconds(block.time).clamp(0, limit).max(last);
            writer.write(last, &block)?;
        }
        writer.end(milliseconds(end))
    })?;
    let spans = spans((start, end), &track.muted, &story.gaps);
    let pictures: Vec<Value> = track
        .pictures
        .iter()
        .map(|(at, width, height)| {
            json!({"at": seconds((*at).clamp(start, end)), "width": width, "height": height})
        })
        .collect();
    let entry = json!({
        "id": format!("t{}", track.number),
        "participant": track.participant,
        "identity": track.identity,
        "name": track.name,
        "kind": track.codec.kind().name(),
        "source": track.source,
        "codec": track.codec.name(),
        "file": file,
        "bytes": bytes,
        "start": seconds(start),
        "end": seconds(end),
        "spans": spans.iter().map(|(since, until)| json!([seconds(*since), seconds(*until)])).collect::<Vec<_>>(),
        "fit": {"drift_ppm": rounded(fit.drift_ppm, 10.0), "error_ms": rounded(fit.error_ms, 100.0)},
        "pictures": pictures,
    });
    Ok(Some(Written { entry, end }))
}

/// Writes a file that is there whole or not at all.
fn write_to(
    path: &Path,
    write: impl FnOnce(BufWriter<File>) -> io::Result<u64>,
) -> io::Result<u64> {
    let unfinished: PathBuf = path.with_extension("part");
    let bytes = write(BufWriter::with_capacity(
        1 << 18,
        File::create(&unfinished)?,
    ))?;
    fs::rename(&unfinished, path)?;
    Ok(bytes)
}

/// What a recorded file holds.
struct Extent {
    description: Description,
    start: i64,
    end: i64,
}

impl Extent {
    fn of(path: &Path, fit: &Fit) -> io::Result<Option<Self>> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut blocks = Reader::new(BufReader::new(file));
        let mut times: Option<(i64, i64)> = None;
        while let Some(block) = blocks.next()? {
            let time = fit.microseconds(block.time);
            let until = time + packet_us(&block.payload).unwrap_or(0).min(SILENCE_US);
            let (start, end) = times.unwrap_or((time, until));
            times = Some((start.min(time), end.max(until)));
        }
        let found = blocks.description.zip(times);
        Ok(found.map(|(description, (start, end))| Self {
            description,
            start,
            end,
        }))
    }
}

/// A file to be played while it is written. All begin at 0: not every player keeps a beginning elsewhere.
enum Finished<W> {
    Sound {
        file: WebmWriter<W>,
        /// Up to where there is sound.
        filled: i64,
    },
    Pictures {
        file: WebmWriter<W>,
        /// The earliest time that the next picture may have: no two share one.
        next: u64,
    },
    H264 {
        file: Mp4Writer<W>,
        description: Description,
        next: u64,
    },
}

impl<W: io::Write + io::Seek> Finished<W> {
    fn begin(output: W, description: Description, longest_ms: u64) -> io::Result<Self> {
        Ok(match description.codec {
            Codec::H264 => Self::H264 {
                file: Mp4Writer::begin(output, &description, longest_ms)?,
                description,
                next: 0,
            },
            codec if codec.kind() == Kind::Video => Self::Pictures {
                file: WebmWriter::begin(output, description, longest_ms)?,
                next: 0,
            },
            _ => Self::Sound {
                file: WebmWriter::begin(output, description, longest_ms)?,
                filled: 0,
            },
        })
    }

    fn write(&mut self, at: i64, block: &Block) -> io::Result<()> {
        match self {
            Self::Sound { file, filled } => {
                let Some(length) = packet_us(&block.payload) else {
                    return Ok(());
                };
                while at - *filled >= SILENCE_US {
                    file.write(milliseconds(*filled), true, &SILENCE)?;
                    *filled += SILENCE_US;
                }
                // A sender's clock that is fast brings a packet too many now and then.
                if *filled - at >= SILENCE_US {
                    return Ok(());
                }
                let time = at.max(*filled);
                file.write(milliseconds(time), true, &block.payload)?;
                // Counted in samples: a player that counts them too keeps time.
                *filled += length;
                Ok(())
            }
            Self::Pictures { file, next } => {
                if *next == 0 && milliseconds(at) > 0 {
                    file.write(0, true, &block.payload)?;
                    *next = 1;
                }
                let time = milliseconds(at).max(*next);
                *next = time + 1;
                file.write(time, block.keyframe, &block.payload)
            }
            Self::H264 { file, next, .. } => {
                if *next == 0 && milliseconds(at) > 0 {
                    file.write(0, true, &block.payload)?;
                    *next = 1;
                }
                let time = milliseconds(at).max(*next);
                *next = time + 1;
                file.write(time, block.keyframe, &block.payload)
            }
        }
    }

    fn end(self, end_ms: u64) -> io::Result<u64> {
        match self {
            Self::Sound { mut file, filled } => {
                // The end of a track is heard too, as silence.
                let mut at = filled;
                while (milliseconds(at) + 20) < end_ms {
                    file.write(milliseconds(at), true, &SILENCE)?;
                    at += SILENCE_US;
                }
                file.end(end_ms)
            }
            Self::Pictures { file, .. } => file.end(end_ms),
            Self::H264 {
                file, description, ..
            } => file.end(&description, end_ms),
        }
    }
}

/// What is left of a stretch without the holes.
fn spans(whole: (i64, i64), holes: &[(i64, i64)], more: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let mut left = Vec::new();
    let mut at = whole.0;
    let all: Vec<(i64, i64)> = holes.iter().chain(more).copied().collect();
    for (since, until) in merged(&all) {
        if since.min(whole.1) > at {
            left.push((at, since.min(whole.1)));
        }
        at = at.max(until);
    }
    if at < whole.1 {
        left.push((at, whole.1));
    }
    left
}

/// The same stretches in order, those that touch as one.
fn merged(stretches: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let mut sorted = stretches.to_vec();
    sorted.sort_unstable();
    let mut merged: Vec<(i64, i64)> = Vec::new();
    for (since, until) in sorted {
        match merged.last_mut() {
            Some(last) if since <= last.1 => last.1 = last.1.max(until),
            _ => merged.push((since, until)),
        }
    }
    merged
}

const fn milliseconds(microseconds: i64) -> u64 {
    ((microseconds + 500) / 1000) as u64
}

/// With the precision of a millisecond.
fn seconds(microseconds: i64) -> f64 {
    milliseconds(microseconds.max(0)) as f64 / 1000.0
}

fn rounded(value: f64, parts: f64) -> f64 {
    (value * parts).round() / parts
}

/// The time of day in UTC, from milliseconds since 1970 (days to civil date after H. Hinnant).
fn rfc3339(wallclock_ms: i64) -> String {
    let days = wallclock_ms.div_euclid(86_400_000);
    let of_day = wallclock_ms.rem_euclid(86_400_000);
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_shifted + 2) / 5 + 1;
    let month = if month_shifted < 10 {
        month_shifted + 3
    } else {
        month_shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hours, minutes) = (of_day / 3_600_000, of_day / 60_000 % 60);
    let (whole, thousandths) = (of_day / 1000 % 60, of_day % 1000);
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{whole:02}.{thousandths:03}Z")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_time_of_day_is_written_as_the_internet_writes_it() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(rfc3339(1_709_210_096_789), "2024-02-29T12:34:56.789Z");
    }

    #[test]
    fn what_is_muted_is_not_there() {
        let left = spans((10, 100), &[(0, 20), (50, 60)], &[(55, 70), (95, i64::MAX)]);
        assert_eq!(left, [(20, 50), (70, 95)]);
    }

    proptest! {
        #[test]
        fn spans_lie_inside_and_in_order(holes in prop::collection::vec((0_i64..100, 0_i64..100), 0..9)) {
            let holes: Vec<(i64, i64)> = holes.into_iter().map(|(one, other)| (one.min(other), one.max(other))).collect();
            let mut at = 10;
            for (since, until) in spans((10, 90), &holes, &[]) {
                prop_assert!(at <= since && since < until && until <= 90);
                prop_assert!(holes.iter().all(|hole| hole.1 <= since || hole.0 >= until));
                at = until;
            }
        }
    }
}
