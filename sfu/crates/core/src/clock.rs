//! When something was captured, on our clock: from the sender's own reports, so that its sound and its pictures stay together.
//!
//! The sender's wall clock is mapped to ours once for all it sends. Each report gives `arrival - sender clock`, the true difference plus
//! the way; the smallest one seen lately is taken, and followed slowly, so that neither jitter nor drift tears sound from picture.

use std::time::{Duration, Instant};

use crate::packet::{Kind, SenderReport};

/// The mapping moves by at most this for each report, so that receivers do not see time jump.
const STEP: i128 = 2_000_000;
/// Reports older than this no longer count; drift of the sender's clock is followed within that time.
const WINDOW: Duration = Duration::from_secs(60);
const KEPT: usize = 16;
/// A capture this long before the arrival is not believed: the sender's RTP time stood still for a while (a microphone that was off), and
/// its last report is of before.
const OLDEST: Duration = Duration::from_secs(1);

/// How one sender's wall clock lies to ours.
#[derive(Debug, Default)]
pub struct SenderClock {
    /// Nanoseconds to add to the sender's clock to be on ours, counted from `origin`.
    offset: Option<i128>,
    origin: Option<Instant>,
    recent: Vec<(Instant, i128)>,
}

impl SenderClock {
    /// Learns from a report of any stream of this sender.
    pub fn learn(&mut self, report: &SenderReport) {
        let origin = *self.origin.get_or_insert(report.arrival);
        let seen = nanoseconds(report.arrival, origin) - report.sender_clock;
        self.recent
            .retain(|(at, _)| report.arrival.saturating_duration_since(*at) < WINDOW);
        if self.recent.len() == KEPT {
            // The largest of the older ones says least.
            if let Some(worst) = (0..KEPT).max_by_key(|i| self.recent[*i].1) {
                self.recent.swap_remove(worst);
            }
        }
        self.recent.push((report.arrival, seen));
        let smallest = self
            .recent
            .iter()
            .map(|(_, offset)| *offset)
            .min()
            .unwrap_or(seen);
        self.offset = Some(match self.offset {
            // A clock that was set anew, or the first report.
            None => smallest,
            Some(offset) if (smallest - offset).abs() > 1_000_000_000 => {
                self.recent.clear();
                self.recent.push((report.arrival, seen));
                seen
            }
            Some(offset) => offset + (smallest - offset).clamp(-STEP, STEP),
        });
    }

    /// A moment of the sender's clock on ours.
    fn ours(&self, sender_clock: i128) -> Option<Instant> {
        let (origin, offset) = (self.origin?, self.offset?);
        let from_origin = sender_clock + offset;
        if from_origin >= 0 {
            origin.checked_add(Duration::from_nanos(u64::try_from(from_origin).ok()?))
        } else {
            origin.checked_sub(Duration::from_nanos(u64::try_from(-from_origin).ok()?))
        }
    }
}

fn nanoseconds(at: Instant, origin: Instant) -> i128 {
    if at >= origin {
        at.duration_since(origin).as_nanos() as i128
    } else {
        -(origin.duration_since(at).as_nanos() as i128)
    }
}

/// The last report of one stream: where its RTP time stands on the sender's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct StreamClock {
    report: Option<(i128, u32)>,
    /// From capture to arrival, smoothed; nothing until the first report.
    usual_way: Duration,
}

impl StreamClock {
    /// Learns from a report of this stream.
    pub fn learn(&mut self, report: &SenderReport) {
        self.report = Some((report.sender_clock, report.time));
    }

    /// Forgets: the stream began anew.
    pub fn reset(&mut self) {
        self.report = None;
    }

    /// When the packet of RTP time `time` was captured; `arrival` until the sender has reported, and never later than `arrival`.
    ///
    /// Where the report cannot be believed it is as long before the arrival as usual.
    pub fn captured(
        &mut self,
        sender: &SenderClock,
        kind: Kind,
        time: u64,
        arrival: Instant,
    ) -> Instant {
        let guess = arrival.checked_sub(self.usual_way).unwrap_or(arrival);
        let Some((clock, reported)) = self.report else {
            return guess;
        };
        let ticks = i128::from((time as u32).wrapping_sub(reported) as i32);
        let at = clock + ticks * 1_000_000_000 / i128::from(kind.clock_rate());
        match sender.ours(at) {
            Some(captured) if captured + OLDEST >= arrival => {
                let way = arrival.saturating_duration_since(captured);
                self.usual_way = (self.usual_way * 31 + way) / 32;
                captured.min(arrival)
            }
            _ => guess,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(start: Instant, sent_ms: i64, way_ms: i64, time: u32) -> SenderReport {
        SenderReport {
            sender_clock: i128::from(sent_ms + 5_000_000) * 1_000_000,
            time,
            arrival: start + Duration::from_millis((sent_ms + way_ms) as u64),
        }
    }

    #[test]
    fn sound_and_picture_captured_together_are_placed_together() {
        let start = Instant::now();
        let mut sender = SenderClock::default();
        let (mut sound, mut picture) = (StreamClock::default(), StreamClock::default());
        for (stream, sent, way, time) in [(0, 0, 90, 1_000), (1, 40, 30, 700_000)] {
            let report = report(start, sent, way, time);
            sender.learn(&report);
            if stream == 0 {
                sound.learn(&report);
            } else {
                picture.learn(&report);
            }
        }
        // One second after the sender's zero: 48 000 ticks of sound; 960 ms after the picture's report.
        let arrival = start + Duration::from_millis(1_700);
        let a = sound.captured(&sender, Kind::Audio, 1_000 + 48_000, arrival);
        let v = picture.captured(&sender, Kind::Video, 700_000 + 960 * 90, arrival);
        let apart = if a > v { a - v } else { v - a };
        assert!(apart < Duration::from_millis(1), "{apart:?}");
    }

    #[test]
    fn capture_is_never_in_the_future_and_is_the_arrival_until_the_first_report() {
        let start = Instant::now();
        let mut sender = SenderClock::default();
        let mut stream = StreamClock::default();
        assert_eq!(stream.captured(&sender, Kind::Video, 5, start), start);
        let report = report(start, 0, 10, 0);
        sender.learn(&report);
        stream.learn(&report);
        assert_eq!(
            stream.captured(&sender, Kind::Video, 90_000 * 60, start),
            start
        );
    }

    #[test]
    fn rtp_time_that_stood_still_is_not_mapped_to_the_past() {
        let start = Instant::now();
        let mut sender = SenderClock::default();
        let mut stream = StreamClock::default();
        let report = report(start, 0, 10, 480_000);
        sender.learn(&report);
        stream.learn(&report);
        let later = start + Duration::from_secs(20);
        assert_eq!(stream.captured(&sender, Kind::Audio, 480_960, later), later);
    }

    #[test]
    fn a_late_report_does_not_move_the_clock() {
        let start = Instant::now();
        let mut sender = SenderClock::default();
        sender.learn(&report(start, 0, 20, 0));
        let before = sender.ours(i128::from(5_000_000_i64) * 1_000_000);
        sender.learn(&report(start, 1_000, 300, 0));
        assert_eq!(before, sender.ours(i128::from(5_000_000_i64) * 1_000_000));
    }

    #[test]
    fn a_clock_set_anew_is_followed_at_once() {
        let start = Instant::now();
        let mut sender = SenderClock::default();
        sender.learn(&report(start, 0, 20, 0));
        let jumped = SenderReport {
            sender_clock: 99_000_000_000_000_000,
            time: 0,
            arrival: start + Duration::from_secs(1),
        };
        sender.learn(&jumped);
        assert_eq!(sender.ours(jumped.sender_clock), Some(jumped.arrival));
    }
}
