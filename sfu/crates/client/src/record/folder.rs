//! The folder of a part.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How often everything is brought to the disk: so much is lost with the power at most.
const SYNC_INTERVAL: Duration = Duration::from_secs(5);

/// The name of the journal.
pub(super) const JOURNAL: &str = "journal.jsonl";

/// The folder of a part while it is written.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    journal: File,
    tracks: HashMap<u32, Files>,
    synced: Instant,
}

#[derive(Debug)]
struct Files {
    media: File,
    times: File,
    dirty: bool,
}

/// The file of a track as it was recorded.
pub(super) fn recorded_name(track: u32) -> String {
    format!("t{track}.mkv")
}

/// The time series of a track.
pub(super) fn times_name(track: u32) -> String {
    format!("t{track}.times")
}

impl Folder {
    /// Makes the folder, which must hold no part yet.
    ///
    /// # Errors
    /// Those of the file system; `AlreadyExists` when there is a part.
    pub(super) fn create(path: &Path, now: Instant) -> io::Result<Self> {
        fs::create_dir_all(path)?;
        Ok(Self {
            journal: begin(&path.join(JOURNAL))?,
            path: path.to_owned(),
            tracks: HashMap::new(),
            synced: now,
        })
    }

    pub(super) fn journal(&mut self, line: &str) -> io::Result<()> {
        self.journal.write_all(line.as_bytes())
    }

    pub(super) fn open(&mut self, track: u32, header: &[u8]) -> io::Result<()> {
        let mut files = Files {
            media: begin(&self.path.join(recorded_name(track)))?,
            times: begin(&self.path.join(times_name(track)))?,
            dirty: true,
        };
        files.media.write_all(header)?;
        self.tracks.insert(track, files);
        Ok(())
    }

    pub(super) fn append(&mut self, track: u32, media: &[u8], times: &str) -> io::Result<()> {
        let Some(files) = self.tracks.get_mut(&track) else {
            return Ok(());
        };
        files.media.write_all(media)?;
        files.times.write_all(times.as_bytes())?;
        files.dirty = true;
        Ok(())
    }

    pub(super) fn close(&mut self, track: u32) -> io::Result<()> {
        match self.tracks.remove(&track) {
            Some(mut files) => files.sync(),
            None => Ok(()),
        }
    }

    /// Brings everything to the disk when it is time.
    pub(super) fn sync_if_due(&mut self, now: Instant) -> io::Result<()> {
        if now.saturating_duration_since(self.synced) < SYNC_INTERVAL {
            return Ok(());
        }
        self.synced = now;
        self.sync()
    }

    /// Brings everything to the disk.
    pub(super) fn sync(&mut self) -> io::Result<()> {
        for files in self.tracks.values_mut() {
            files.sync()?;
        }
        self.journal.sync_data()
    }
}

impl Files {
    fn sync(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.dirty) {
            self.media.sync_data()?;
            self.times.sync_data()?;
        }
        Ok(())
    }
}

fn begin(path: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).create_new(true).open(path)
}

/// Bytes that the file system of a folder still has for us.
///
/// # Errors
/// Those of the file system.
pub fn free_space(path: &Path) -> io::Result<u64> {
    let space = rustix::fs::statvfs(path)?;
    Ok(space.f_bavail.saturating_mul(space.f_frsize))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that takes everything and has no disk behind it: bringing it to the disk is refused.
    fn nowhere() -> io::Result<File> {
        OpenOptions::new().append(true).open("/dev/null")
    }

    fn folder(journal: File, now: Instant) -> Folder {
        Folder {
            path: PathBuf::new(),
            journal,
            tracks: HashMap::new(),
            synced: now,
        }
    }

    #[test]
    fn each_five_seconds_the_disk_is_asked_and_not_before() -> io::Result<()> {
        let began = Instant::now();
        let mut folder = folder(nowhere()?, began);
        for second in [1, 3, 4] {
            folder.sync_if_due(began + Duration::from_secs(second))?;
        }
        assert!(folder.sync_if_due(began + Duration::from_secs(5)).is_err());
        folder.sync_if_due(began + Duration::from_secs(9))?;
        assert!(folder.sync_if_due(began + Duration::from_secs(10)).is_err());
        Ok(())
    }

    #[test]
    fn a_track_is_brought_to_the_disk_once_something_was_written() -> io::Result<()> {
        let mut files = Files {
            media: nowhere()?,
            times: nowhere()?,
            dirty: false,
        };
        files.sync()?;
        let mut folder = folder(nowhere()?, Instant::now());
        folder.tracks.insert(1, files);
        folder.append(1, b"block", "time")?;
        let changed = folder.tracks.get_mut(&1).map(Files::sync);
        assert!(matches!(changed, Some(Err(_))));
        Ok(())
    }
}
