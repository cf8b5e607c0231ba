//! The finished file of sound, VP8, VP9 and AV1: `WebM` with duration and cues in front, so that a player can seek at once.

use std::io::{self, Seek, SeekFrom, Write};

use super::matroska::{
    self, Cluster, Description, FINISHED_UNIT_NS, SEEK_TARGETS, cues, cues_bytes, info,
    open_segment, seek_head, void,
};

/// A cluster, and with it a cue, is at most this long; in milliseconds.
const CLUSTER_MS: u64 = 5_000;
/// The least time between two cues.
const CUE_MS: u64 = 1_000;

/// Writes one file.
pub(super) struct WebmWriter<W> {
    output: W,
    description: Description,
    /// Where the positions in the file count from.
    segment: u64,
    reserved: u64,
    at: u64,
    points: Vec<(u64, u64)>,
    most: usize,
    cluster: Option<(Cluster, bool)>,
    end: u64,
}

impl<W: Write + Seek> WebmWriter<W> {
    /// Begins a file of at most `longest_ms` milliseconds.
    pub(super) fn begin(
        mut output: W,
        description: Description,
        longest_ms: u64,
    ) -> io::Result<Self> {
        let most = (longest_ms / CUE_MS) as usize + 16;
        let mut opening = description.opening();
        open_segment(&mut opening, None);
        let segment = opening.len() as u64;
        let mut writer = Self {
            description,
            segment,
            reserved: cues_bytes(most) as u64 + 9,
            at: 0,
            points: Vec::new(),
            most,
            cluster: None,
            end: 0,
            output: {
                output.write_all(&opening)?;
                output
            },
        };
        let (front, cues_at) = writer.front(0);
        writer.output.write_all(&front)?;
        writer.output.write_all(&void(writer.reserved as usize))?;
        writer.at = cues_at + writer.reserved;
        Ok(writer)
    }

    /// A frame; times never go back.
    pub(super) fn write(&mut self, time_ms: u64, keyframe: bool, payload: &[u8]) -> io::Result<()> {
        let sound = self.description.codec == super::Codec::Opus;
        let full = self.cluster.as_ref().is_none_or(|(cluster, _)| {
            let old = time_ms.saturating_sub(cluster.start()) >= CLUSTER_MS;
            let break_here = if sound {
                old
            } else {
                keyframe && time_ms - cluster.start().min(time_ms) >= CUE_MS
            };
            break_here || !cluster.takes(time_ms) || old
        });
        if full {
            self.close_cluster()?;
        }
        let (cluster, _) = self
            .cluster
            .get_or_insert_with(|| (Cluster::new(time_ms), keyframe));
        cluster.push(time_ms, keyframe, payload);
        self.end = self.end.max(time_ms);
        Ok(())
    }

    /// Ends the file; its length in bytes.
    pub(super) fn end(mut self, end_ms: u64) -> io::Result<u64> {
        self.close_cluster()?;
        self.end = self.end.max(end_ms);
        let length = self.segment + self.at;
        let mut opening = self.description.opening();
        open_segment(&mut opening, Some(self.at));
        let (front, _) = self.front(self.end);
        let mut cues = cues(&self.points);
        let left = self.reserved as usize - cues.len();
        cues.extend(void(left));
        self.output.seek(SeekFrom::Start(0))?;
        self.output.write_all(&opening)?;
        self.output.write_all(&front)?;
        self.output.write_all(&cues)?;
        self.output.flush()?;
        Ok(length)
    }

    fn close_cluster(&mut self) -> io::Result<()> {
        let Some((cluster, keyframe)) = self.cluster.take() else {
            return Ok(());
        };
        if keyframe && self.points.len() < self.most {
            self.points.push((cluster.start(), self.at));
        }
        let bytes = cluster.close();
        self.at += bytes.len() as u64;
        self.output.write_all(&bytes)
    }

    /// What stands before the cues, always as long, and where they begin.
    fn front(&self, duration_ms: u64) -> (Vec<u8>, u64) {
        let info = info(FINISHED_UNIT_NS, Some(duration_ms as f64));
        let tracks = self.description.tracks();
        let empty = seek_head(&SEEK_TARGETS.map(|id| (id, 0))).len() as u64;
        let tracks_at = empty + info.len() as u64;
        let cues_at = tracks_at + tracks.len() as u64;
        let [info_id, tracks_id, cues_id] = SEEK_TARGETS;
        let head = seek_head(&[(info_id, empty), (tracks_id, tracks_at), (cues_id, cues_at)]);
        ([head, info, tracks].concat(), cues_at)
    }
}

const _: () = assert!(CLUSTER_MS <= matroska::MAX_RELATIVE);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Codec;
    use crate::record::matroska::Reader;
    use std::io::Cursor;

    #[test]
    fn a_finished_file_is_read_again_whole() -> io::Result<()> {
        let mut file = Cursor::new(Vec::new());
        let description = Description::of(Codec::Opus, &[]).unwrap_or_else(|| unreachable!());
        let mut writer = WebmWriter::begin(&mut file, description, 20_000)?;
        for n in 0..1000_u64 {
            writer.write(n * 20, true, &n.to_be_bytes())?;
        }
        let length = writer.end(20_000)?;
        let bytes = file.into_inner();
        assert_eq!(bytes.len() as u64, length);
        let mut reader = Reader::new(bytes.as_slice());
        let mut times = Vec::new();
        while let Some(block) = reader.next()? {
            times.push(block.time);
        }
        assert_eq!(times, (0..1000).map(|n| n * 20).collect::<Vec<_>>());
        Ok(())
    }
}
