//! Matroska and `WebM` with one track, as far as a recorder needs them (RFC 9559).

use std::io::{self, Read};

use super::codec::Codec;
use super::ebml::{self, element, float, put_id, put_size, put_wide_size, text, unsigned};
use super::picture;
use super::{MAX_FRAME_BYTES, h264};
use crate::Kind;

/// Nanoseconds of one unit of time while recording. Finer than a millisecond, so that RTP time survives; a relative time of 16 bits
/// still spans three seconds.
pub(super) const RECORDED_UNIT_NS: u64 = 100_000;
/// Nanoseconds of one unit of time in finished files, as `WebM` asks for.
pub(super) const FINISHED_UNIT_NS: u64 = 1_000_000;
/// The farthest a block may be from the beginning of its cluster.
pub(super) const MAX_RELATIVE: u64 = 0x7FFF;

pub(super) const SEGMENT: u32 = 0x1853_8067;
const EBML: u32 = 0x1A45_DFA3;
const INFO: u32 = 0x1549_A966;
const SCALE: u32 = 0x2A_D7B1;
const DURATION: u32 = 0x4489;
const TRACKS: u32 = 0x1654_AE6B;
const ENTRY: u32 = 0xAE;
const CODEC: u32 = 0x86;
const PRIVATE: u32 = 0x63A2;
const VIDEO: u32 = 0xE0;
const WIDTH: u32 = 0xB0;
const HEIGHT: u32 = 0xBA;
const CLUSTER: u32 = 0x1F43_B675;
const TIMESTAMP: u32 = 0xE7;
const SIMPLE_BLOCK: u32 = 0xA3;
const SEEK_HEAD: u32 = 0x114D_9B74;
const CUES: u32 = 0x1C53_BB6B;
const VOID: u32 = 0xEC;

/// What a decoder needs to know of a track.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Description {
    pub(super) codec: Codec,
    pub(super) private: Vec<u8>,
    /// Width and height of the first picture.
    pub(super) size: (u32, u32),
}

impl Description {
    /// Reads it from the first frame of a track; a picture has to be a keyframe.
    pub(super) fn of(codec: Codec, frame: &[u8]) -> Option<Self> {
        let size = match codec.kind() {
            Kind::Audio => (0, 0),
            Kind::Video => codec.size(frame)?,
        };
        let private = match codec {
            // RFC 7845, section 5.1: two channels, nothing to skip, 48 kHz.
            Codec::Opus => b"OpusHead\x01\x02\x00\x00\x80\xBB\x00\x00\x00\x00\x00".to_vec(),
            Codec::Vp8 | Codec::Vp9 => Vec::new(),
            Codec::Av1 => picture::av1_configuration(frame)?,
            Codec::H264 => h264::configuration(frame)?,
        };
        Some(Self {
            codec,
            private,
            size,
        })
    }

    /// The EBML header.
    pub(super) fn opening(&self) -> Vec<u8> {
        let kind = match self.codec {
            Codec::H264 => "matroska",
            _ => "webm",
        };
        let body = [
            unsigned(0x4286, 1),
            unsigned(0x42F7, 1),
            unsigned(0x42F2, 4),
            unsigned(0x42F3, 8),
            text(0x4282, kind),
            unsigned(0x4287, 4),
            unsigned(0x4285, 2),
        ];
        element(EBML, &body.concat())
    }

    /// `Tracks`.
    pub(super) fn tracks(&self) -> Vec<u8> {
        let mut body = vec![
            unsigned(0xD7, 1),
            unsigned(0x73C5, 1),
            unsigned(0x9C, 0),
            text(CODEC, self.codec.matroska()),
        ];
        if !self.private.is_empty() {
            body.push(element(PRIVATE, &self.private));
        }
        match self.codec.kind() {
            Kind::Audio => {
                body.push(unsigned(0x83, 2));
                // SeekPreRoll, 80 ms (RFC 7845, section 4.6).
                body.push(unsigned(0x56BB, 80_000_000));
                body.push(element(
                    0xE1,
                    &[float(0xB5, 48_000.0), unsigned(0x9F, 2)].concat(),
                ));
            }
            Kind::Video => {
                body.push(unsigned(0x83, 1));
                let (width, height) = self.size;
                let video = [
                    unsigned(WIDTH, u64::from(width)),
                    unsigned(HEIGHT, u64::from(height)),
                ];
                body.push(element(VIDEO, &video.concat()));
            }
        }
        element(TRACKS, &element(ENTRY, &body.concat()))
    }

    /// Everything in front of the clusters while recording: nothing in it has to be changed later.
    pub(super) fn recorded_header(&self) -> Vec<u8> {
        let mut bytes = self.opening();
        open_segment(&mut bytes, None);
        bytes.extend(info(RECORDED_UNIT_NS, None));
        bytes.extend(self.tracks());
        bytes
    }
}

/// Begins the segment, with a size of eight bytes if it is known.
pub(super) fn open_segment(bytes: &mut Vec<u8>, size: Option<u64>) {
    put_id(bytes, SEGMENT);
    put_wide_size(bytes, size.unwrap_or((1 << 56) - 1), 8);
}

/// `Info`; `duration` in units.
pub(super) fn info(unit_ns: u64, duration: Option<f64>) -> Vec<u8> {
    let mut body = vec![
        unsigned(SCALE, unit_ns),
        text(0x4D80, "Visio"),
        text(0x5741, "Visio"),
    ];
    body.extend(duration.map(|duration| float(DURATION, duration)));
    element(INFO, &body.concat())
}

/// `SeekHead` to elements at fixed places: id and position in the segment.
pub(super) fn seek_head(targets: &[(u32, u64)]) -> Vec<u8> {
    let seeks: Vec<u8> = targets
        .iter()
        .flat_map(|(id, position)| {
            let body = [
                element(0x53AB, &id.to_be_bytes()),
                ebml::fixed(0x53AC, *position),
            ];
            element(0x4DBB, &body.concat())
        })
        .collect();
    element(SEEK_HEAD, &seeks)
}

/// The ids that [`seek_head`] points to.
pub(super) const SEEK_TARGETS: [u32; 3] = [INFO, TRACKS, CUES];

/// `Cues`: time in units and position of a cluster in the segment.
pub(super) fn cues(points: &[(u64, u64)]) -> Vec<u8> {
    let body: Vec<u8> = points
        .iter()
        .flat_map(|(time, position)| {
            let place = [unsigned(0xF7, 1), ebml::fixed(0xF1, *position)];
            let point = [ebml::fixed(0xB3, *time), element(0xB7, &place.concat())];
            element(0xBB, &point.concat())
        })
        .collect();
    element(CUES, &body)
}

/// The most bytes that [`cues`] takes for so many points.
pub(super) const fn cues_bytes(points: usize) -> usize {
    12 + points * 36
}

/// Fills a place of exactly that many bytes, at least 9.
pub(super) fn void(bytes: usize) -> Vec<u8> {
    let mut filling = Vec::with_capacity(bytes);
    put_id(&mut filling, VOID);
    put_wide_size(&mut filling, (bytes - 9) as u64, 8);
    filling.resize(bytes, 0);
    filling
}

/// Blocks on their way into a cluster.
#[derive(Debug)]
pub(super) struct Cluster {
    start: u64,
    blocks: Vec<u8>,
}

impl Cluster {
    pub(super) const fn new(start: u64) -> Self {
        Self {
            start,
            blocks: Vec::new(),
        }
    }

    pub(super) const fn start(&self) -> u64 {
        self.start
    }

    /// Whether a block of this time finds place.
    pub(super) const fn takes(&self, time: u64) -> bool {
        time >= self.start && time - self.start <= MAX_RELATIVE
    }

    pub(super) fn push(&mut self, time: u64, keyframe: bool, payload: &[u8]) {
        put_id(&mut self.blocks, SIMPLE_BLOCK);
        put_size(&mut self.blocks, payload.len() as u64 + 4);
        let relative = (time - self.start).min(MAX_RELATIVE) as u16;
        let [high, low] = relative.to_be_bytes();
        let flags = if keyframe { 0x80 } else { 0 };
        self.blocks.extend_from_slice(&[0x81, high, low, flags]);
        self.blocks.extend_from_slice(payload);
    }

    /// The whole cluster.
    pub(super) fn close(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.blocks.len() + 24);
        let time = unsigned(TIMESTAMP, self.start);
        put_id(&mut bytes, CLUSTER);
        put_size(&mut bytes, (time.len() + self.blocks.len()) as u64);
        bytes.extend(time);
        bytes.extend(self.blocks);
        bytes
    }
}

/// One frame of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// In units of the file.
    pub(super) time: u64,
    pub(super) keyframe: bool,
    pub(super) payload: Vec<u8>,
}

/// Reads what [`Description`] and [`Cluster`] write, up to where a crash cut it.
pub(super) struct Reader<R> {
    input: R,
    pub(super) unit_ns: u64,
    pub(super) description: Option<Description>,
    cluster: u64,
}

/// The most bytes of anything that is not a block.
const MAX_HEADER_BYTES: u64 = 64 * 1024;

impl<R: Read> Reader<R> {
    pub(super) const fn new(input: R) -> Self {
        Self {
            input,
            unit_ns: FINISHED_UNIT_NS,
            description: None,
            cluster: 0,
        }
    }

    /// The next frame; `None` at the end, or where the rest cannot be read.
    ///
    /// # Errors
    /// Those of the file.
    pub(super) fn next(&mut self) -> io::Result<Option<Block>> {
        let mut name = Vec::new();
        let mut description = Description {
            codec: Codec::Opus,
            private: Vec::new(),
            size: (0, 0),
        };
        while let Some(head) = ebml::read_head(&mut self.input)? {
            match head.id {
                SEGMENT | INFO | TRACKS | ENTRY | VIDEO => continue,
                CLUSTER => {
                    if let Some(codec) = Codec::of_matroska(&name) {
                        description.codec = codec;
                        self.description = Some(description.clone());
                        name.clear();
                    }
                    continue;
                }
                _ => {}
            }
            let Some(size) = head.size else {
                return Ok(None);
            };
            if head.id == SIMPLE_BLOCK {
                return Ok(self
                    .body(size, MAX_FRAME_BYTES as u64 + 4)?
                    .and_then(|body| block(self.cluster, body)));
            }
            if !matches!(
                head.id,
                SCALE | CODEC | PRIVATE | WIDTH | HEIGHT | TIMESTAMP
            ) {
                if io::copy(&mut self.input.by_ref().take(size), &mut io::sink())? < size {
                    return Ok(None);
                }
                continue;
            }
            let Some(body) = self.body(size, MAX_HEADER_BYTES)? else {
                return Ok(None);
            };
            match head.id {
                SCALE => self.unit_ns = ebml::number(&body).max(1),
                CODEC => name = body,
                PRIVATE => description.private = body,
                WIDTH => description.size.0 = ebml::number(&body) as u32,
                HEIGHT => description.size.1 = ebml::number(&body) as u32,
                _ => self.cluster = ebml::number(&body).min(1 << 48),
            }
        }
        Ok(None)
    }

    fn body(&mut self, size: u64, limit: u64) -> io::Result<Option<Vec<u8>>> {
        if size > limit {
            return Ok(None);
        }
        let mut body = Vec::with_capacity(size as usize);
        let read = self.input.by_ref().take(size).read_to_end(&mut body)?;
        Ok((read as u64 == size).then_some(body))
    }
}

/// How many frames can be read of a recorded file, up to where a crash cut it.
///
/// # Errors
/// Those of the file.
pub fn count_frames(input: impl Read) -> io::Result<u64> {
    let mut reader = Reader::new(input);
    let mut frames = 0;
    while reader.next()?.is_some() {
        frames += 1;
    }
    Ok(frames)
}

fn block(cluster: u64, mut body: Vec<u8>) -> Option<Block> {
    let &[0x81, high, low, flags] = body.get(..4)? else {
        return None;
    };
    let time = cluster + u64::from(u16::from_be_bytes([high, low]).min(MAX_RELATIVE as u16));
    body.drain(..4);
    Some(Block {
        time,
        keyframe: flags & 0x80 != 0,
        payload: body,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn file(blocks: &[(u64, Vec<u8>)]) -> Vec<u8> {
        let description = Description::of(Codec::Opus, &[]).unwrap_or_else(|| unreachable!());
        let mut bytes = description.recorded_header();
        for pair in blocks.chunks(2) {
            let mut cluster = Cluster::new(pair[0].0);
            for (time, payload) in pair {
                cluster.push(*time, true, payload);
            }
            bytes.extend(cluster.close());
        }
        bytes
    }

    fn read(bytes: &[u8]) -> Vec<(u64, Vec<u8>)> {
        let mut reader = Reader::new(bytes);
        std::iter::from_fn(|| reader.next().ok().flatten())
            .map(|block| (block.time, block.payload))
            .collect()
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_and_a_cut_loses_only_what_is_behind_it(
            payloads in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 1..20),
            cut in 0_usize..2000,
        ) {
            let blocks: Vec<_> = payloads.into_iter().enumerate().map(|(n, payload)| (n as u64 * 200, payload)).collect();
            let whole = file(&blocks);
            prop_assert_eq!(&read(&whole), &blocks);
            let rest = read(&whole[..cut.min(whole.len())]);
            prop_assert_eq!(&rest[..], &blocks[..rest.len()]);
        }

        #[test]
        fn any_bytes_are_read_or_end_the_file(bytes in prop::collection::vec(any::<u8>(), 0..300), at in 0_usize..300) {
            let mut damaged = file(&[(0, vec![1; 30]), (200, vec![2; 30])]);
            for (index, byte) in bytes.iter().enumerate() {
                let place = (at + index) % damaged.len();
                damaged[place] ^= byte;
            }
            prop_assert!(read(&damaged).len() <= damaged.len());
            prop_assert!(read(&bytes).len() <= bytes.len());
        }
    }

    #[test]
    fn the_description_is_read_again() {
        let bytes = file(&[(0, vec![1])]);
        let mut reader = Reader::new(bytes.as_slice());
        assert!(reader.next().is_ok_and(|block| block.is_some()));
        assert_eq!(reader.description, Description::of(Codec::Opus, &[]));
        assert_eq!(reader.unit_ns, RECORDED_UNIT_NS);
    }

    #[test]
    fn a_void_fills_its_place() {
        assert_eq!(void(9).len(), 9);
        assert_eq!(void(4000).len(), 4000);
    }
}
