//! The file of one track while it is recorded: frames in, bytes to append out.

use super::codec::Codec;
use super::h264;
use super::matroska::{Cluster, Description};
use super::times::Line;

/// A cluster is closed at a keyframe, or after this many microseconds: with what gathers before it, the last second is lost with the process at most.
pub(super) const CLUSTER_US: i64 = 800_000;
/// RTP time that runs so far away from the clock of arrivals has jumped.
const JUMP_US: i64 = 3_000_000;
/// The same after a mute: some senders stop their clock meanwhile.
const JUMP_AFTER_MUTE_US: i64 = 100_000;
/// Units of the file in a second.
pub(super) const UNITS: i128 = 10_000;

/// The file of one track.
#[derive(Debug)]
pub(super) struct TrackFile {
    codec: Codec,
    piece: Piece,
    last: Option<Moment>,
    last_unit: u64,
    cluster: Option<Cluster>,
    /// When the open cluster, and the second of the time series, began.
    begun: i64,
    best: Option<Moment>,
    after_mute: bool,
    media: Vec<u8>,
    times: String,
}

#[derive(Debug, Clone, Copy, Default)]
struct Piece {
    rtp: u64,
    unit: u64,
}

#[derive(Debug, Clone, Copy)]
struct Moment {
    rtp: u64,
    at: i64,
}

impl TrackFile {
    /// A file that begins with this frame (which is written with [`Self::write`] all the same), and its first bytes. `None` when the
    /// frame does not tell a decoder enough to begin with.
    pub(super) fn begin(codec: Codec, frame: &[u8]) -> Option<(Self, Vec<u8>)> {
        let header = Description::of(codec, frame)?.recorded_header();
        let file = Self {
            codec,
            piece: Piece::default(),
            last: None,
            last_unit: 0,
            cluster: None,
            begun: 0,
            best: None,
            after_mute: false,
            media: Vec::new(),
            times: String::new(),
        };
        Some((file, header))
    }

    pub(super) const fn codec(&self) -> Codec {
        self.codec
    }

    /// Takes a frame. `at` is the arrival of its first packet in microseconds.
    pub(super) fn write(&mut self, rtp: u64, at: i64, keyframe: bool, payload: &[u8]) {
        if self.has_jumped(rtp, at) {
            self.begin_piece(rtp, at);
        }
        self.after_mute = false;
        let unit = self.unit(rtp);
        let picture_keyframe = keyframe && self.codec != Codec::Opus;
        let fits = self
            .cluster
            .as_ref()
            .is_some_and(|cluster| cluster.takes(unit));
        if !fits || picture_keyframe || at - self.begun >= CLUSTER_US {
            self.close_cluster();
            self.begun = at;
        }
        let cluster = self.cluster.get_or_insert_with(|| Cluster::new(unit));
        if self.codec == Codec::H264 {
            cluster.push(unit, keyframe, &h264::with_lengths(payload));
        } else {
            cluster.push(unit, keyframe, payload);
        }
        self.remember(Moment { rtp, at });
        self.last_unit = self.last_unit.max(unit);
    }

    /// The next frame is the first after a mute.
    pub(super) const fn unmuted(&mut self) {
        self.after_mute = true;
    }

    /// Takes a sender report.
    pub(super) fn report(&mut self, rtp: u64, ntp: i64, at: i64) {
        if self.last.is_some() {
            Line::Report { rtp, ntp, at }.put(&mut self.times);
        }
    }

    /// Whether what waits has waited long enough.
    pub(super) const fn is_due(&self, now: i64) -> bool {
        self.cluster.is_some() && now - self.begun >= CLUSTER_US
    }

    /// Closes the cluster; everything that is to be appended to the file and to its time series.
    pub(super) fn take_all(&mut self) -> (Vec<u8>, String) {
        self.close_cluster();
        self.take()
    }

    /// What is to be appended without closing anything.
    pub(super) fn take(&mut self) -> (Vec<u8>, String) {
        (
            std::mem::take(&mut self.media),
            std::mem::take(&mut self.times),
        )
    }

    fn close_cluster(&mut self) {
        if let Some(cluster) = self.cluster.take() {
            self.media.extend(cluster.close());
        }
        if let Some(Moment { rtp, at }) = self.best.take() {
            Line::Arrival { rtp, at }.put(&mut self.times);
        }
    }

    fn has_jumped(&self, rtp: u64, at: i64) -> bool {
        let Some(last) = self.last else {
            return true;
        };
        let moved = self.microseconds(rtp) - self.microseconds(last.rtp);
        let most = if self.after_mute {
            JUMP_AFTER_MUTE_US
        } else {
            JUMP_US
        };
        rtp < self.piece.rtp || moved < -JUMP_US || (moved - (at - last.at)).abs() > most
    }

    fn begin_piece(&mut self, rtp: u64, at: i64) {
        self.close_cluster();
        let passed = self.last.map_or(0, |last| (at - last.at).max(0));
        let unit = match self.last {
            Some(_) => self.last_unit + 1 + (i128::from(passed) * UNITS / 1_000_000) as u64,
            None => 0,
        };
        self.piece = Piece { rtp, unit };
        Line::Piece { rtp, at, unit }.put(&mut self.times);
    }

    fn unit(&self, rtp: u64) -> u64 {
        let ticks = i128::from(rtp - self.piece.rtp);
        let clock = i128::from(self.codec.clock());
        self.piece.unit + ((ticks * UNITS + clock / 2) / clock) as u64
    }

    fn microseconds(&self, rtp: u64) -> i64 {
        (i128::from(rtp) * 1_000_000 / i128::from(self.codec.clock())) as i64
    }

    /// Keeps the least late frame of the second: what the network held up says nothing of the sender's clock.
    fn remember(&mut self, moment: Moment) {
        let lateness = |moment: Moment| moment.at - self.microseconds(moment.rtp);
        if self
            .best
            .is_none_or(|best| lateness(moment) < lateness(best))
        {
            self.best = Some(moment);
        }
        self.last = Some(moment);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::matroska::Reader;

    const PACKET: u64 = 960;

    fn begin() -> (TrackFile, Vec<u8>) {
        TrackFile::begin(Codec::Opus, &[]).unwrap_or_else(|| unreachable!())
    }

    fn units(bytes: &[u8]) -> Vec<u64> {
        let mut reader = Reader::new(bytes);
        std::iter::from_fn(|| reader.next().ok().flatten())
            .map(|block| block.time)
            .collect()
    }

    #[test]
    fn a_second_of_sound_waits_at_most_and_rtp_time_survives() {
        let (mut file, mut bytes) = begin();
        for n in 0..60_u64 {
            file.write(7 + n * PACKET, n as i64 * 20_000, true, &[0xF8, 0xFF, 0xFE]);
        }
        let (media, times) = file.take();
        bytes.extend(media);
        assert_eq!(units(&bytes).len(), 40, "all but the last 0.4 s");
        assert_eq!(times, "p 7 0 0\na 7 0\n");
        let (media, _) = file.take_all();
        bytes.extend(media);
        let expected: Vec<u64> = (0..60).map(|n| n * 200).collect();
        assert_eq!(units(&bytes), expected);
    }

    #[test]
    fn a_clock_that_jumps_begins_a_piece_behind_what_is_there() {
        let (mut file, mut bytes) = begin();
        file.write(500_000, 0, true, &[1]);
        file.write(500_960, 20_000, true, &[2]);
        file.write(10, 40_000, true, &[3]);
        let (media, times) = file.take_all();
        bytes.extend(media);
        assert_eq!(units(&bytes), [0, 200, 401]);
        assert_eq!(
            times,
            "p 500000 0 0\na 500000 0\np 10 40000 401\na 10 40000\n"
        );
    }

    #[test]
    fn a_clock_that_stood_still_during_a_mute_begins_a_piece_and_a_late_packet_does_not() {
        for (step, pieces) in [(90_000, 1), (110_000, 2)] {
            let (mut file, _) = begin();
            file.write(0, 0, true, &[1]);
            file.unmuted();
            file.write(960, 20_000 + step, true, &[2]);
            file.write(1920, 1_500_000, true, &[3]);
            let (_, times) = file.take_all();
            assert_eq!(times.matches('p').count(), pieces, "{step}");
        }
    }

    #[test]
    fn an_hour_without_packets_is_no_jump_when_the_senders_clock_went_on() {
        let (mut file, _) = begin();
        file.write(0, 0, true, &[1]);
        file.write(3600 * 48_000, 3_600_000_000, true, &[2]);
        let (_, times) = file.take_all();
        assert_eq!(times.matches('p').count(), 1);
    }
}
