//! Asking a sender for keyframes: many receivers ask, the sender hears one of them.

use std::time::Instant;

use crate::limits::{FIRST_PICTURE_GAP, FIRST_PICTURES, KEYFRAME_GAP};

/// Requests for one layer of one track.
#[derive(Clone, Copy, Debug, Default)]
pub struct KeyframeRequests {
    asked: Option<Instant>,
    wanted: bool,
    /// Somebody who wants one sees nothing yet.
    urgent: bool,
    /// Requests sent before `KEYFRAME_GAP` was over, less those forgiven.
    hurried: u32,
    forgiven: Option<Instant>,
}

impl KeyframeRequests {
    /// Somebody needs one.
    pub fn want(&mut self) {
        self.wanted = true;
    }

    /// Somebody needs one who has no picture at all.
    pub fn want_first(&mut self) {
        self.wanted = true;
        self.urgent = true;
    }

    /// One came.
    pub fn arrived(&mut self) {
        self.wanted = false;
        self.urgent = false;
    }

    /// Whether to ask the sender now. It is asked again after the gap as long as none came.
    ///
    /// The gap is `KEYFRAME_GAP`; for somebody without a picture `FIRST_PICTURE_GAP`, as long as this was not used too often.
    pub fn due(&mut self, now: Instant) -> bool {
        if !self.wanted {
            return false;
        }
        self.forgive(now);
        let since = self.asked.map(|asked| now.saturating_duration_since(asked));
        let open = since.is_none_or(|since| since >= KEYFRAME_GAP);
        let hurry = self.urgent
            && self.hurried < FIRST_PICTURES
            && since.is_none_or(|since| since >= FIRST_PICTURE_GAP);
        if open || hurry {
            self.hurried += u32::from(!open);
            self.asked = Some(now);
        }
        open || hurry
    }

    fn forgive(&mut self, now: Instant) {
        let from = *self.forgiven.get_or_insert(now);
        let gaps = now.saturating_duration_since(from).as_millis() / KEYFRAME_GAP.as_millis();
        if gaps > 0 {
            self.hurried = self
                .hurried
                .saturating_sub(u32::try_from(gaps).unwrap_or(u32::MAX));
            self.forgiven = Some(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn many_wishes_become_one_request_repeated_until_it_is_answered() {
        let start = Instant::now();
        let mut requests = KeyframeRequests::default();
        assert!(!requests.due(start));
        requests.want();
        requests.want();
        assert!(requests.due(start));
        assert!(!requests.due(start + Duration::from_millis(100)));
        assert!(requests.due(start + Duration::from_millis(500)));
        requests.arrived();
        assert!(!requests.due(start + Duration::from_secs(2)));
    }

    #[test]
    fn who_sees_nothing_yet_does_not_wait_for_the_gap() {
        let start = Instant::now();
        let mut requests = KeyframeRequests::default();
        requests.want();
        assert!(requests.due(start));
        requests.arrived();
        requests.want_first();
        assert!(!requests.due(start + FIRST_PICTURE_GAP / 2));
        assert!(requests.due(start + FIRST_PICTURE_GAP));
    }

    #[test]
    fn a_flood_of_people_without_a_picture_makes_few_requests() {
        let start = Instant::now();
        let mut requests = KeyframeRequests::default();
        let asked = |requests: &mut KeyframeRequests, from: u64, to: u64| {
            (from..to)
                .filter(|ms| {
                    requests.want_first();
                    let due = requests.due(start + Duration::from_millis(*ms));
                    if due {
                        requests.arrived();
                    }
                    due
                })
                .count()
        };
        let first = asked(&mut requests, 0, 1_000);
        assert!(first <= 8, "{first} in the first second");
        let later = asked(&mut requests, 1_000, 61_000);
        assert!(later <= 4 * 60, "{later} in a minute");
    }
}
