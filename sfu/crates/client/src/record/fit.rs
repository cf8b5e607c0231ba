//! The line of a track: from its RTP time to the recorder's clock, fitted to the whole series.
//!
//! What arrives is late by what the network and the sender needed, never early. So the line runs along the least late arrivals: the
//! least of each window, a robust slope through them (Theil and Sen), and their middle. A piece begins where the sender's clock
//! jumped; each has a line of its own.

use super::times::Line;
use super::track_file::UNITS;

/// A piece shorter than this says nothing of drift.
const MIN_SPAN_US: i64 = 30_000_000;
/// The shortest window.
const MIN_WINDOW_US: i64 = 5_000_000;
/// The most windows of a piece: the slope looks at every pair of them.
const MAX_WINDOWS: i64 = 240;
/// No clock of a working machine runs further off.
const MAX_DRIFT: f64 = 1000e-6;
/// Reports of two tracks are compared when they are this near.
const NEAR_US: i64 = 5_000_000;
/// A larger difference between sound and pictures is not believed.
const MAX_SHIFT_US: i64 = 400_000;
/// So many pairs of reports have to agree.
const MIN_PAIRS: usize = 3;
/// How well they have to agree.
const MAX_SPREAD_US: i64 = 25_000;

/// The line of a track.
#[derive(Debug, Clone, Default)]
pub(super) struct Fit {
    pieces: Vec<Piece>,
    /// Moves everything, to bring pictures to their sound.
    shift_us: i64,
    /// Of the longest piece: how much faster than nominal the sender's clock ran, in millionths.
    pub(super) drift_ppm: f64,
    /// The middle distance of arrivals from the line.
    pub(super) error_ms: f64,
    /// In order of their arrival.
    reports: Vec<Sighting>,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    rtp: u64,
    unit: u64,
    /// Microseconds of the recorder's clock at `rtp`.
    offset: f64,
    /// Microseconds of the recorder's clock in a nominal microsecond of the sender's.
    pace: f64,
}

/// A sender report on the line: when, and how far the sender's wall clock is from the recorder's.
#[derive(Debug, Clone, Copy)]
struct Sighting {
    at: i64,
    difference: i64,
}

/// An arrival: nominal microseconds since the piece began, and when it came.
#[derive(Debug, Clone, Copy)]
struct Arrival {
    sent: i64,
    at: i64,
}

impl Fit {
    /// Fits a line to a series; `clock` in ticks of RTP time a second.
    pub(super) fn of(lines: &[Line], clock: u64) -> Self {
        let mut fit = Self::default();
        let mut errors = Vec::new();
        let mut longest = 0;
        for piece in lines.split_inclusive_pieces() {
            let Line::Piece { rtp, at, unit } = piece[0] else {
                continue;
            };
            let arrivals = arrivals(piece, rtp, at, clock);
            let (offset, pace) = fitted(&arrivals);
            let span = arrivals.last().map_or(0, |last| last.sent);
            errors.extend(arrivals.iter().map(|arrival| {
                (arrival.at as f64 - offset - pace * arrival.sent as f64).abs() as i64
            }));
            if span >= longest {
                longest = span;
                fit.drift_ppm = (1.0 / pace - 1.0) * 1e6;
            }
            fit.pieces.push(Piece {
                rtp,
                unit,
                offset,
                pace,
            });
        }
        fit.error_ms = median(&mut errors).unwrap_or(0) as f64 / 1000.0;
        fit.reports = fit.sightings(lines, clock);
        fit
    }

    /// Microseconds on the line of the part for a unit of the recorded file.
    pub(super) fn microseconds(&self, unit: u64) -> i64 {
        let behind = self.pieces.partition_point(|piece| piece.unit <= unit);
        let Some(piece) = self.pieces.get(behind.saturating_sub(1)) else {
            // No series at all: the units themselves are the best that is known.
            return (i128::from(unit) * 1_000_000 / UNITS) as i64;
        };
        let sent = (unit as f64 - piece.unit as f64) * 1e6 / UNITS as f64;
        (piece.offset + piece.pace * sent) as i64 + self.shift_us
    }

    /// Brings pictures to the sound of the same sender: sender reports tell both times on the sender's one clock, free of what each
    /// needed on its way. Only where enough reports agree.
    pub(super) fn follow(&mut self, sound: &Self) {
        let mut differences: Vec<i64> = self
            .reports
            .iter()
            .filter_map(|mine| {
                let later = sound.reports.partition_point(|other| other.at < mine.at);
                let nearest = sound.reports[later.saturating_sub(1)..]
                    .iter()
                    .take(2)
                    .min_by_key(|other| (other.at - mine.at).abs())?;
                let near = (nearest.at - mine.at).abs() <= NEAR_US;
                near.then_some(nearest.difference - mine.difference)
            })
            .collect();
        if differences.len() < MIN_PAIRS {
            return;
        }
        let Some(middle) = median(&mut differences) else {
            return;
        };
        let mut spread: Vec<i64> = differences
            .iter()
            .map(|difference| (difference - middle).abs())
            .collect();
        let agreed = median(&mut spread).is_some_and(|spread| spread <= MAX_SPREAD_US);
        if agreed && middle.abs() <= MAX_SHIFT_US {
            self.shift_us = middle;
        }
    }

    fn sightings(&self, lines: &[Line], clock: u64) -> Vec<Sighting> {
        let mut pieces = self.pieces.iter();
        let mut piece = None;
        let mut sightings = Vec::new();
        for line in lines {
            match *line {
                Line::Piece { .. } => piece = pieces.next(),
                Line::Report { rtp, ntp, at } => {
                    let Some(piece) = piece else {
                        continue;
                    };
                    let sent = nominal(rtp, piece.rtp, clock);
                    let here = (piece.offset + piece.pace * sent as f64) as i64;
                    // A report about another time than its arrival's belongs to another clock.
                    if (here - at).abs() < 10_000_000 {
                        sightings.push(Sighting {
                            at,
                            difference: here.wrapping_sub(ntp),
                        });
                    }
                }
                Line::Arrival { .. } => {}
            }
        }
        sightings.sort_by_key(|sighting: &Sighting| sighting.at);
        sightings
    }
}

trait Pieces {
    fn split_inclusive_pieces(&self) -> Vec<&[Line]>;
}

impl Pieces for [Line] {
    /// Each piece with the line that begins it; what stands before the first belongs to none.
    fn split_inclusive_pieces(&self) -> Vec<&[Line]> {
        let starts: Vec<usize> = (0..self.len())
            .filter(|index| matches!(self[*index], Line::Piece { .. }))
            .collect();
        let ends = starts.iter().skip(1).copied().chain([self.len()]);
        starts
            .iter()
            .zip(ends)
            .map(|(start, end)| &self[*start..end])
            .collect()
    }
}

fn nominal(rtp: u64, from: u64, clock: u64) -> i64 {
    ((i128::from(rtp) - i128::from(from)) * 1_000_000 / i128::from(clock)) as i64
}

fn arrivals(piece: &[Line], rtp: u64, at: i64, clock: u64) -> Vec<Arrival> {
    let mut arrivals = vec![Arrival { sent: 0, at }];
    arrivals.extend(piece.iter().filter_map(|line| match *line {
        Line::Arrival { rtp: later, at } => Some(Arrival {
            sent: nominal(later, rtp, clock),
            at,
        }),
        _ => None,
    }));
    arrivals.sort_by_key(|arrival| arrival.sent);
    arrivals
}

/// Offset and pace.
fn fitted(arrivals: &[Arrival]) -> (f64, f64) {
    let lateness = |arrival: &Arrival| arrival.at - arrival.sent;
    let earliest = arrivals.iter().map(lateness).min().unwrap_or(0) as f64;
    let span = arrivals.last().map_or(0, |last| last.sent)
        - arrivals.first().map_or(0, |first| first.sent);
    if span < MIN_SPAN_US {
        return (earliest, 1.0);
    }
    let window = MIN_WINDOW_US.max(span / MAX_WINDOWS + 1);
    let least: Vec<(f64, f64)> = arrivals
        .chunk_by(|one, other| one.sent.div_euclid(window) == other.sent.div_euclid(window))
        .filter_map(|near| near.iter().min_by_key(|arrival| lateness(arrival)))
        .map(|arrival| (arrival.sent as f64, lateness(arrival) as f64))
        .collect();
    let mut slopes: Vec<f64> = least
        .iter()
        .enumerate()
        .flat_map(|(index, one)| {
            least[index + 1..]
                .iter()
                .map(move |other| (other.1 - one.1) / (other.0 - one.0))
        })
        .filter(|slope| slope.is_finite())
        .collect();
    if slopes.is_empty() {
        return (earliest, 1.0);
    }
    let middle = slopes.len() / 2;
    let slope = *slopes.select_nth_unstable_by(middle, f64::total_cmp).1;
    let slope = slope.clamp(-MAX_DRIFT, MAX_DRIFT);
    let mut offsets: Vec<f64> = least
        .iter()
        .map(|(sent, late)| late - slope * sent)
        .collect();
    let middle = offsets.len() / 2;
    let offset = *offsets.select_nth_unstable_by(middle, f64::total_cmp).1;
    (offset, 1.0 + slope)
}

fn median(values: &mut [i64]) -> Option<i64> {
    if values.is_empty() {
        return None;
    }
    let middle = values.len() / 2;
    Some(*values.select_nth_unstable(middle).1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CLOCK: u64 = 48_000;
    const RTP: u64 = 1_000_000;

    /// Two hours of arrivals from a sender whose clock runs `ppm` fast; `late` says how late each is, in microseconds.
    fn series(ppm: f64, seconds: u64, late: impl Fn(u64) -> i64) -> Vec<Line> {
        let mut lines = vec![Line::Piece {
            rtp: RTP,
            at: 2_000_000 + late(0),
            unit: 0,
        }];
        lines.extend((1..seconds).map(|second| Line::Arrival {
            rtp: RTP + second * CLOCK,
            at: 2_000_000 + (second as f64 * 1e6 / (1.0 + ppm * 1e-6)) as i64 + late(second),
        }));
        lines
    }

    fn truth(ppm: f64, second: u64) -> i64 {
        2_000_000 + (second as f64 * 1e6 / (1.0 + ppm * 1e-6)) as i64
    }

    /// The same for everybody who runs it: a fixed sequence that looks random.
    fn noise(second: u64, most: i64) -> i64 {
        (second.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as i64 % most
    }

    #[test]
    fn a_clock_100_ppm_off_is_corrected_to_milliseconds_over_two_hours() {
        for ppm in [-100.0, 100.0] {
            let lines = series(ppm, 7200, |second| noise(second, 30_000));
            let fit = Fit::of(&lines, CLOCK);
            assert!((fit.drift_ppm - ppm).abs() < 2.0, "{}", fit.drift_ppm);
            for second in [0, 10, 3600, 7199] {
                let error = fit.microseconds(second * 10_000) - truth(ppm, second);
                assert!(error.abs() < 10_000, "{error} us after {second} s");
            }
        }
    }

    #[test]
    fn a_first_packet_that_is_late_moves_nothing() {
        let lines = series(0.0, 600, |second| if second == 0 { 800_000 } else { 5_000 });
        let fit = Fit::of(&lines, CLOCK);
        assert!((fit.microseconds(0) - 2_005_000).abs() < 1_000);
    }

    #[test]
    fn a_minute_of_congestion_moves_nothing() {
        let lines = series(20.0, 3600, |second| {
            if (600..660).contains(&second) {
                1_500_000
            } else {
                noise(second, 10_000)
            }
        });
        let fit = Fit::of(&lines, CLOCK);
        let error = fit.microseconds(630 * 10_000) - truth(20.0, 630);
        assert!(error.abs() < 10_000, "{error}");
    }

    #[test]
    fn each_piece_has_a_line_of_its_own() {
        let mut lines = series(0.0, 100, |_| 0);
        lines.push(Line::Piece {
            rtp: 77,
            at: 200_000_000,
            unit: 2_000_000,
        });
        let fit = Fit::of(&lines, CLOCK);
        assert_eq!(fit.microseconds(50 * 10_000), 52_000_000);
        assert_eq!(fit.microseconds(2_000_000), 200_000_000);
        assert_eq!(fit.microseconds(2_010_000), 201_000_000);
    }

    #[test]
    fn a_sender_whose_clock_jumps_with_each_packet_is_fitted_all_the_same() {
        // Three hours of packets: looking at all pieces for each of them would take minutes.
        let lines: Vec<Line> = (0..540_000_u64)
            .flat_map(|packet| {
                let (rtp, at) = (packet % 2 * 1_000_000_000, packet as i64 * 20_000);
                let unit = packet * 201;
                let ntp = at;
                [Line::Piece { rtp, at, unit }, Line::Report { rtp, ntp, at }]
            })
            .collect();
        let mut fit = Fit::of(&lines, CLOCK);
        let sound = fit.clone();
        fit.follow(&sound);
        assert_eq!(fit.microseconds(539_999 * 201), 539_999 * 20_000);
    }

    #[test]
    fn pictures_that_take_longer_on_their_way_are_brought_to_their_sound() {
        let with_reports = |clock: u64, delay: i64, step_at: u64| {
            let mut lines = vec![Line::Piece {
                rtp: 0,
                at: delay,
                unit: 0,
            }];
            for second in 1..120_u64 {
                let sent = second as i64 * 1_000_000;
                lines.push(Line::Arrival {
                    rtp: second * clock,
                    at: sent + delay,
                });
                if second % 5 == 0 {
                    // The sender's wall clock steps by an hour on the way.
                    let step = if second >= step_at { 3_600_000_000 } else { 0 };
                    lines.push(Line::Report {
                        rtp: second * clock,
                        ntp: 1_700_000_000_000_000 + sent + step,
                        at: sent + delay,
                    });
                }
            }
            Fit::of(&lines, clock)
        };
        let sound = with_reports(48_000, 10_000, 60);
        let mut pictures = with_reports(90_000, 90_000, 60);
        pictures.follow(&sound);
        assert!((pictures.microseconds(500_000) - 50_010_000).abs() < 1_000);
    }

    #[test]
    fn reports_that_do_not_agree_are_not_believed() {
        let lines = |step: i64| {
            let mut lines = series(0.0, 60, |_| 0);
            for second in 1..30 {
                lines.push(Line::Report {
                    rtp: RTP + second * CLOCK,
                    ntp: second as i64 * step,
                    at: 2_000_000 + second as i64 * 1_000_000,
                });
            }
            Fit::of(&lines, CLOCK)
        };
        let mut pictures = lines(1_000_000);
        pictures.follow(&lines(1_300_000));
        assert_eq!(pictures.microseconds(0), 2_000_000);
    }

    proptest! {
        #[test]
        fn any_series_has_a_line_that_runs_forwards(points in prop::collection::vec((any::<u32>(), any::<i32>()), 0..40)) {
            let mut lines = vec![Line::Piece { rtp: 0, at: 0, unit: 0 }];
            lines.extend(points.iter().map(|(rtp, at)| Line::Arrival { rtp: u64::from(*rtp), at: i64::from(*at) }));
            let fit = Fit::of(&lines, 90_000);
            prop_assert!(fit.microseconds(0) < fit.microseconds(10_000));
        }
    }
}
