//! The finished file of H.264: fragmented MP4 (ISO/IEC 14496-12) with an index in front.

use std::io::{self, Seek, SeekFrom, Write};

use super::matroska::Description;

/// Ticks of a second.
const SCALE: u64 = 90_000;
/// A fragment begins at a keyframe this long after the last, in milliseconds …
const FRAGMENT_MS: u64 = 1_000;
/// … or after this long without one.
const LONGEST_FRAGMENT_MS: u64 = 10_000;
/// Bytes of the index beside its entries; each entry has twelve.
const INDEX_BYTES: usize = 32;
/// The most entries that an index has room for.
const MAX_ENTRIES: usize = 65_535;

/// Writes one file.
pub(super) struct Mp4Writer<W> {
    output: W,
    head: Vec<u8>,
    reserved: usize,
    samples: Vec<Sample>,
    data: Vec<u8>,
    sequence: u32,
    fragments: Vec<Fragment>,
    at: u64,
    last: u64,
}

struct Sample {
    time: u64,
    keyframe: bool,
    bytes: u32,
}

struct Fragment {
    bytes: u32,
    ticks: u32,
    keyframe: bool,
}

impl<W: Write + Seek> Mp4Writer<W> {
    /// Begins a file of at most `longest_ms` milliseconds.
    pub(super) fn begin(
        mut output: W,
        description: &Description,
        longest_ms: u64,
    ) -> io::Result<Self> {
        let head = head(description, 0);
        let entries = (longest_ms / FRAGMENT_MS) as usize + 16;
        let reserved = INDEX_BYTES + entries.min(MAX_ENTRIES) * 12 + 8;
        output.write_all(&head)?;
        output.write_all(&free(reserved))?;
        Ok(Self {
            at: (head.len() + reserved) as u64,
            output,
            head,
            reserved,
            samples: Vec::new(),
            data: Vec::new(),
            sequence: 0,
            fragments: Vec::new(),
            last: 0,
        })
    }

    /// A picture; times never go back.
    pub(super) fn write(&mut self, time_ms: u64, keyframe: bool, payload: &[u8]) -> io::Result<()> {
        let time = (time_ms * SCALE / 1000).max(self.last + u64::from(!self.is_empty()));
        let begun = self.samples.first().map_or(time, |first| first.time);
        let passed_ms = (time - begun) * 1000 / SCALE;
        if (keyframe && passed_ms >= FRAGMENT_MS) || passed_ms >= LONGEST_FRAGMENT_MS {
            self.close_fragment(time)?;
        }
        self.samples.push(Sample {
            time,
            keyframe,
            bytes: payload.len() as u32,
        });
        self.data.extend_from_slice(payload);
        self.last = time;
        Ok(())
    }

    /// Ends the file; its length in bytes.
    pub(super) fn end(mut self, description: &Description, end_ms: u64) -> io::Result<u64> {
        let end = (end_ms * SCALE / 1000).max(self.last + 1);
        self.close_fragment(end)?;
        let mut front = head(description, end);
        debug_assert_eq!(front.len(), self.head.len());
        let index = self.index();
        let left = self.reserved - index.len();
        front.extend(index);
        front.extend(free(left));
        self.output.seek(SeekFrom::Start(0))?;
        self.output.write_all(&front)?;
        self.output.flush()?;
        Ok(self.at)
    }

    fn is_empty(&self) -> bool {
        self.samples.is_empty() && self.fragments.is_empty()
    }

    fn close_fragment(&mut self, next: u64) -> io::Result<()> {
        let Some(first) = self.samples.first() else {
            return Ok(());
        };
        self.sequence += 1;
        let begun = first.time;
        let keyframe = first.keyframe;
        let runs = self.run(next, 0).len();
        // moof: its own head, mfhd (16), traf's head, tfhd (16), tfdt (20), trun.
        let offset = 8 + 16 + 8 + 16 + 20 + runs + 8;
        let track = [
            full(*b"tfhd", 0, 0x02_0000, &1_u32.to_be_bytes()),
            full(*b"tfdt", 1, 0, &begun.to_be_bytes()),
            self.run(next, offset as u32),
        ];
        let movie = [
            full(*b"mfhd", 0, 0, &self.sequence.to_be_bytes()),
            boxed(*b"traf", &track.concat()),
        ];
        let movie = boxed(*b"moof", &movie.concat());
        debug_assert_eq!(movie.len() + 8, offset);
        let bytes = movie.len() + 8 + self.data.len();
        self.output.write_all(&movie)?;
        self.output
            .write_all(&(self.data.len() as u32 + 8).to_be_bytes())?;
        self.output.write_all(b"mdat")?;
        self.output.write_all(&self.data)?;
        self.fragments.push(Fragment {
            bytes: bytes as u32,
            ticks: (next - begun) as u32,
            keyframe,
        });
        self.at += bytes as u64;
        self.samples.clear();
        self.data.clear();
        Ok(())
    }

    /// `trun`: the place of the data, then duration, size and flags of each picture.
    fn run(&self, next: u64, offset: u32) -> Vec<u8> {
        let mut body = (self.samples.len() as u32).to_be_bytes().to_vec();
        body.extend(offset.to_be_bytes());
        let ends = self
            .samples
            .iter()
            .skip(1)
            .map(|sample| sample.time)
            .chain([next]);
        for (sample, end) in self.samples.iter().zip(ends) {
            body.extend(((end - sample.time) as u32).to_be_bytes());
            body.extend(sample.bytes.to_be_bytes());
            let flags: u32 = if sample.keyframe {
                0x0200_0000
            } else {
                0x0101_0000
            };
            body.extend(flags.to_be_bytes());
        }
        full(*b"trun", 0, 0x0701, &body)
    }

    /// `sidx`. A file with more fragments than it has room for is played without.
    fn index(&self) -> Vec<u8> {
        let bytes = INDEX_BYTES + self.fragments.len() * 12;
        if self.fragments.len() > MAX_ENTRIES || bytes + 8 > self.reserved {
            return Vec::new();
        }
        let mut body = 1_u32.to_be_bytes().to_vec();
        body.extend((SCALE as u32).to_be_bytes());
        body.extend(0_u32.to_be_bytes());
        body.extend(((self.reserved - bytes) as u32).to_be_bytes());
        body.extend(0_u16.to_be_bytes());
        body.extend((self.fragments.len() as u16).to_be_bytes());
        for fragment in &self.fragments {
            body.extend(fragment.bytes.to_be_bytes());
            body.extend(fragment.ticks.to_be_bytes());
            let access: u32 = if fragment.keyframe { 0x9000_0000 } else { 0 };
            body.extend(access.to_be_bytes());
        }
        full(*b"sidx", 0, 0, &body)
    }
}

fn boxed(kind: [u8; 4], body: &[u8]) -> Vec<u8> {
    let mut bytes = (body.len() as u32 + 8).to_be_bytes().to_vec();
    bytes.extend(kind);
    bytes.extend_from_slice(body);
    bytes
}

fn full(kind: [u8; 4], version: u8, flags: u32, body: &[u8]) -> Vec<u8> {
    let head = u32::from(version) << 24 | flags;
    boxed(kind, &[&head.to_be_bytes()[..], body].concat())
}

/// Fills a place of exactly that many bytes, at least 8.
fn free(bytes: usize) -> Vec<u8> {
    boxed(*b"free", &vec![0; bytes - 8])
}

/// `ftyp` and `moov`; as long whatever the duration.
fn head(description: &Description, duration: u64) -> Vec<u8> {
    let kind = boxed(*b"ftyp", b"iso5\0\0\x02\0iso5iso6avc1mp41");
    let matrix: Vec<u8> = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000_u32]
        .iter()
        .flat_map(|value| value.to_be_bytes())
        .collect();
    let (width, height) = description.size;
    let mut movie = vec![0; 8];
    movie.extend((SCALE as u32).to_be_bytes());
    movie.extend([0; 4]);
    movie.extend([0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    movie.extend(&matrix);
    movie.extend([0; 24]);
    movie.extend(2_u32.to_be_bytes());
    let mut track = vec![0; 8];
    track.extend(1_u32.to_be_bytes());
    track.extend([0; 24]);
    track.extend(&matrix);
    track.extend((width << 16).to_be_bytes());
    track.extend((height << 16).to_be_bytes());
    let mut media = vec![0; 8];
    media.extend((SCALE as u32).to_be_bytes());
    media.extend([0, 0, 0, 0, 0x55, 0xC4, 0, 0]);
    let handler = full(*b"hdlr", 0, 0, b"\0\0\0\0vide\0\0\0\0\0\0\0\0\0\0\0\0\0");
    let data = boxed(
        *b"dinf",
        &full(
            *b"dref",
            0,
            0,
            &[&[0, 0, 0, 1][..], &full(*b"url ", 0, 1, &[])].concat(),
        ),
    );
    let tables = [
        full(
            *b"stsd",
            0,
            0,
            &[&[0, 0, 0, 1][..], &sample_entry(description)].concat(),
        ),
        full(*b"stts", 0, 0, &[0; 4]),
        full(*b"stsc", 0, 0, &[0; 4]),
        full(*b"stsz", 0, 0, &[0; 8]),
        full(*b"stco", 0, 0, &[0; 4]),
    ];
    let information = [
        full(*b"vmhd", 0, 1, &[0; 8]),
        data,
        boxed(*b"stbl", &tables.concat()),
    ];
    let media = [
        full(*b"mdhd", 0, 0, &media),
        handler,
        boxed(*b"minf", &information.concat()),
    ];
    let track = [
        full(*b"tkhd", 0, 3, &track),
        boxed(*b"mdia", &media.concat()),
    ];
    let extends = [
        full(*b"mehd", 1, 0, &duration.to_be_bytes()),
        full(
            *b"trex",
            0,
            0,
            &[&[0, 0, 0, 1, 0, 0, 0, 1][..], &[0; 12]].concat(),
        ),
    ];
    let movie = [
        full(*b"mvhd", 0, 0, &movie),
        boxed(*b"trak", &track.concat()),
        boxed(*b"mvex", &extends.concat()),
    ];
    [kind, boxed(*b"moov", &movie.concat())].concat()
}

fn sample_entry(description: &Description) -> Vec<u8> {
    let (width, height) = description.size;
    let mut entry = vec![0, 0, 0, 0, 0, 0, 0, 1];
    entry.extend([0; 16]);
    entry.extend((width as u16).to_be_bytes());
    entry.extend((height as u16).to_be_bytes());
    entry.extend([0, 0x48, 0, 0, 0, 0x48, 0, 0, 0, 0, 0, 0, 0, 1]);
    entry.extend([0; 32]);
    entry.extend([0, 0x18, 0xFF, 0xFF]);
    entry.extend(boxed(*b"avcC", &description.private));
    boxed(*b"avc1", &entry)
}
