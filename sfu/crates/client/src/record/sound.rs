//! The sound of a finished track, decoded.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use super::codec::Codec;
use super::matroska::{FINISHED_UNIT_NS, Reader};
use super::opus::{OpusDecoder, SILENCE, packet_us};

/// Reads the sound of one finished file in blocks.
pub struct RecordedSound {
    blocks: Reader<BufReader<File>>,
    decoder: OpusDecoder,
    rate: u32,
    block: usize,
    /// Samples that wait, and the time of the first of them in samples.
    waiting: Vec<i16>,
    at: u64,
    started: bool,
    ended: bool,
}

impl RecordedSound {
    /// Opens a file; `rate` as Opus has it, `block_ms` the length of a block.
    ///
    /// # Errors
    /// Those of the file; `InvalidData` when the rate is none of Opus.
    pub fn open(path: &Path, rate: u32, block_ms: u32) -> io::Result<Self> {
        let invalid = |error| io::Error::new(io::ErrorKind::InvalidData, error);
        Ok(Self {
            blocks: Reader::new(BufReader::new(File::open(path)?)),
            decoder: OpusDecoder::new(rate).map_err(invalid)?,
            rate,
            block: (u64::from(block_ms.clamp(20, 1000)) * u64::from(rate) / 1000) as usize,
            waiting: Vec::new(),
            at: 0,
            started: false,
            ended: false,
        })
    }

    /// The next block: its beginning in seconds on the line of the part, and its samples; `None` at the end. The silence in front of
    /// the first packet is left out.
    ///
    /// # Errors
    /// Those of the file; `InvalidData` when it holds no Opus.
    pub fn read(&mut self) -> io::Result<Option<(f64, Vec<i16>)>> {
        while self.waiting.len() < self.block && !self.ended {
            self.fill()?;
        }
        if self.waiting.is_empty() {
            return Ok(None);
        }
        let count = self.block.min(self.waiting.len());
        let samples: Vec<i16> = self.waiting.drain(..count).collect();
        let start = self.at as f64 / f64::from(self.rate);
        self.at += count as u64;
        Ok(Some((start, samples)))
    }

    fn fill(&mut self) -> io::Result<()> {
        let Some(block) = self.blocks.next()? else {
            self.ended = true;
            return Ok(());
        };
        let other = |description: &super::matroska::Description| description.codec != Codec::Opus;
        if self.blocks.description.as_ref().is_none_or(other) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        if !self.started {
            if block.payload == SILENCE {
                return Ok(());
            }
            self.started = true;
            let ms = block.time * self.blocks.unit_ns / FINISHED_UNIT_NS;
            self.at = ms * u64::from(self.rate) / 1000;
        }
        if let Ok(samples) = self.decoder.decode(&block.payload) {
            self.waiting.extend(samples);
            return Ok(());
        }
        // A packet that cannot be decoded is heard as silence, or all behind it would come too early.
        let length = packet_us(&block.payload).unwrap_or(0);
        let samples = length * i64::from(self.rate) / 1_000_000;
        self.waiting
            .resize(self.waiting.len() + samples as usize, 0);
        Ok(())
    }
}
