//! Asking a sender for keyframes: many receivers ask, the sender hears one of them.

use std::time::Instant;

use crate::limits::KEYFRAME_GAP;

/// Requests for one layer of one track.
#[derive(Clone, Copy, Debug, Default)]
pub struct KeyframeRequests {
    asked: Option<Instant>,
    wanted: bool,
}

impl KeyframeRequests {
    /// Somebody needs one.
    pub fn want(&mut self) {
        self.wanted = true;
    }

    /// One came.
    pub fn arrived(&mut self) {
        self.wanted = false;
    }

    /// Whether to ask the sender now. It is asked again after the gap as long as none came.
    pub fn due(&mut self, now: Instant) -> bool {
        let open = self
            .asked
            .is_none_or(|asked| now.saturating_duration_since(asked) >= KEYFRAME_GAP);
        if self.wanted && open {
            self.asked = Some(now);
            return true;
        }
        false
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
}
