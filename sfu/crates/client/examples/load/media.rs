//! What is sent: 50 Opus packets and 30 pictures a second from everybody, each with a stamp that tells when and what it was.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::people::Voice;

/// Width and height of the layers, lowest first.
pub(crate) const SIZES: [(u32, u32); 3] = [(320, 180), (640, 360), (1280, 720)];
/// Packets that a picture of each layer is cut into: about 0.25, 0.5 and 1.2 Mbit/s.
pub(crate) const PACKETS: [u64; 3] = [1, 2, 5];
/// The transport cuts pictures into packets of at most 1,100 bytes or so.
const BYTES_PER_PACKET: u64 = 1000;
const AUDIO_BYTES: usize = 80;
const AUDIO_INTERVAL: Duration = Duration::from_millis(20);
const VIDEO_INTERVAL: Duration = Duration::from_nanos(33_333_333);
/// Where the stamp begins: behind a VP8 keyframe's header (RFC 6386, 9.1).
const HEADER: usize = 10;
const STAMP: usize = 16;

/// Who sent a frame, which one of theirs it is, when, and in which layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) sender: u16,
    pub(crate) layer: u16,
    pub(crate) number: u32,
    /// Microseconds since the load began.
    pub(crate) sent_us: u64,
}

impl Stamp {
    fn write(self, frame: &mut [u8]) {
        let stamp = &mut frame[HEADER..HEADER + STAMP];
        stamp[..2].copy_from_slice(&self.sender.to_be_bytes());
        stamp[2..4].copy_from_slice(&self.layer.to_be_bytes());
        stamp[4..8].copy_from_slice(&self.number.to_be_bytes());
        stamp[8..].copy_from_slice(&self.sent_us.to_be_bytes());
    }

    /// Reads the stamp of a frame; nothing if it bears none (a server's own blank frame).
    pub(crate) fn read(frame: &[u8]) -> Option<Self> {
        let stamp = frame.get(HEADER..HEADER + STAMP)?;
        Some(Self {
            sender: u16::from_be_bytes(stamp[..2].try_into().ok()?),
            layer: u16::from_be_bytes(stamp[2..4].try_into().ok()?),
            number: u32::from_be_bytes(stamp[4..8].try_into().ok()?),
            sent_us: u64::from_be_bytes(stamp[8..].try_into().ok()?),
        })
    }
}

struct Shared {
    stop: AtomicBool,
    packets: AtomicU64,
    keyframes: Vec<[AtomicBool; 3]>,
}

/// The thread that sends for everybody; it ends when this is dropped.
pub(crate) struct Studio {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Studio {
    pub(crate) fn open(voices: Vec<Voice>, start: Instant, layers: usize) -> Self {
        let keyframes = voices
            .iter()
            .map(|_| [const { AtomicBool::new(true) }; 3])
            .collect();
        let shared = Arc::new(Shared {
            stop: AtomicBool::new(false),
            packets: AtomicU64::new(0),
            keyframes,
        });
        let on_air = Arc::clone(&shared);
        let thread = thread::spawn(move || send(&voices, &on_air, start, layers));
        Self {
            shared,
            thread: Some(thread),
        }
    }

    /// Packets sent so far, by all.
    pub(crate) fn packets(&self) -> u64 {
        self.shared.packets.load(Ordering::Relaxed)
    }

    /// The next picture of this layer is a keyframe.
    pub(crate) fn want_keyframe(&self, sender: usize, layer: usize) {
        if let Some(wanted) = self
            .shared
            .keyframes
            .get(sender)
            .and_then(|layers| layers.get(layer))
        {
            wanted.store(true, Ordering::Relaxed);
        }
    }
}

impl Drop for Studio {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Frames that so many people should receive of each other in this time.
pub(crate) fn frames_in(time: Duration, people: usize) -> f64 {
    let each = time.as_secs_f64() / AUDIO_INTERVAL.as_secs_f64()
        + time.as_secs_f64() / VIDEO_INTERVAL.as_secs_f64();
    each * (people * (people - 1)) as f64
}

/// When somebody's next packet or picture is due.
struct Due {
    at: Instant,
    sender: usize,
    is_video: bool,
    number: u32,
}

fn send(voices: &[Voice], shared: &Shared, start: Instant, layers: usize) {
    let mut timetable = timetable(voices.len());
    while !shared.stop.load(Ordering::Relaxed) {
        let Some(due) = timetable.iter_mut().min_by_key(|due| due.at) else {
            return;
        };
        thread::sleep(due.at.saturating_duration_since(Instant::now()));
        let voice = &voices[due.sender];
        let sent = if due.is_video {
            picture(voice, due, shared, start, layers)
        } else {
            sound(voice, due, start)
        };
        shared.packets.fetch_add(sent, Ordering::Relaxed);
        due.at += if due.is_video {
            VIDEO_INTERVAL
        } else {
            AUDIO_INTERVAL
        };
        due.number += 1;
    }
}

/// People do not send in step: their frames are spread over the interval.
fn timetable(people: usize) -> Vec<Due> {
    let now = Instant::now();
    let mut timetable = Vec::with_capacity(people * 2);
    for sender in 0..people {
        let shift = |interval: Duration| interval * sender as u32 / people as u32;
        timetable.push(Due {
            at: now + shift(AUDIO_INTERVAL),
            sender,
            is_video: false,
            number: 0,
        });
        timetable.push(Due {
            at: now + shift(VIDEO_INTERVAL),
            sender,
            is_video: true,
            number: 0,
        });
    }
    timetable
}

fn stamp(due: &Due, layer: usize, start: Instant) -> Stamp {
    Stamp {
        sender: due.sender as u16,
        layer: layer as u16,
        number: due.number,
        sent_us: start.elapsed().as_micros() as u64,
    }
}

fn sound(voice: &Voice, due: &Due, start: Instant) -> u64 {
    let mut packet = vec![0x78; AUDIO_BYTES];
    stamp(due, 0, start).write(&mut packet);
    voice
        .participant
        .send(voice.audio, 0, u64::from(due.number) * 960, packet);
    1
}

/// One picture in every layer; without simulcast only the largest.
fn picture(voice: &Voice, due: &Due, shared: &Shared, start: Instant, layers: usize) -> u64 {
    let mut packets = 0;
    for (index, size) in PACKETS[PACKETS.len() - layers..].iter().enumerate() {
        let mut frame = vec![0; (size * BYTES_PER_PACKET) as usize];
        if shared.keyframes[due.sender][index].swap(false, Ordering::Relaxed) {
            let (width, height) = SIZES[SIZES.len() - layers + index];
            frame[..6].copy_from_slice(&[0x10, 0, 0, 0x9d, 0x01, 0x2a]);
            frame[6..8].copy_from_slice(&(width as u16).to_le_bytes());
            frame[8..10].copy_from_slice(&(height as u16).to_le_bytes());
        } else {
            frame[0] = 0x11;
        }
        stamp(due, index, start).write(&mut frame);
        voice.participant.send(
            voice.video,
            index as u8,
            u64::from(due.number) * 3000,
            frame,
        );
        packets += size;
    }
    packets
}
