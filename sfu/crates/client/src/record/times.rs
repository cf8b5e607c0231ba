//! The time series of a track: lines beside its file, appended as it is recorded.
//!
//! `p <rtp> <at> <unit>` a piece begins: its first frame has this RTP time and stands at this unit of the file · `a <rtp> <at>` a frame
//! arrived, the least late of its second · `s <rtp> <ntp> <at>` a sender report. Times in microseconds; `at` on the recorder's clock.

use std::fmt::Write;

/// One line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    Piece { rtp: u64, at: i64, unit: u64 },
    Arrival { rtp: u64, at: i64 },
    Report { rtp: u64, ntp: i64, at: i64 },
}

impl Line {
    pub(super) fn put(self, lines: &mut String) {
        // Writing to a string does not fail.
        let _ = match self {
            Self::Piece { rtp, at, unit } => writeln!(lines, "p {rtp} {at} {unit}"),
            Self::Arrival { rtp, at } => writeln!(lines, "a {rtp} {at}"),
            Self::Report { rtp, ntp, at } => writeln!(lines, "s {rtp} {ntp} {at}"),
        };
    }

    /// `None` for a line that a crash has cut, or that is none of ours.
    pub(super) fn read(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        let kind = words.next()?;
        let rtp = words.next()?.parse().ok()?;
        let read = match kind {
            "p" => Self::Piece {
                rtp,
                at: words.next()?.parse().ok()?,
                unit: words.next()?.parse().ok()?,
            },
            "a" => Self::Arrival {
                rtp,
                at: words.next()?.parse().ok()?,
            },
            "s" => Self::Report {
                rtp,
                ntp: words.next()?.parse().ok()?,
                at: words.next()?.parse().ok()?,
            },
            _ => return None,
        };
        words.next().is_none().then_some(read)
    }

    /// All lines of a file; the last one only if it was written to its end.
    pub(super) fn read_all(text: &str) -> Vec<Self> {
        text.split_inclusive('\n')
            .filter_map(|line| Self::read(line.strip_suffix('\n')?))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(rtp: u64, at: i64, ntp: i64, unit: u64) {
            let lines = [Line::Piece { rtp, at, unit }, Line::Arrival { rtp, at }, Line::Report { rtp, ntp, at }];
            let mut text = String::new();
            for line in lines {
                line.put(&mut text);
            }
            prop_assert_eq!(Line::read_all(&text), lines);
            prop_assert_eq!(Line::read_all(&text[..text.len() - 1]).len(), 2);
        }

        #[test]
        fn any_text_is_read_or_skipped(text in "[pas0-9 \\n-]{0,80}") {
            prop_assert!(Line::read_all(&text).len() <= text.len());
        }
    }
}
