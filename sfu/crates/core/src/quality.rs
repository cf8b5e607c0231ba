//! How well somebody is connected, 0 to 100, from loss and delay in both directions.

/// Loss of a direction, 0 to 1, and the round trip in seconds, where known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Observation {
    /// Share of packets lost.
    pub loss: Option<f32>,
    /// Round trip.
    pub round_trip: Option<f32>,
}

/// Above 80 excellent, above 40 good, above 20 poor: the borders stock clients know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Nothing to see.
    Excellent,
    /// Loss that can be heard or seen at times.
    Good,
    /// Loss that disturbs.
    Poor,
}

/// The class of a score.
pub fn class(score: f32) -> Class {
    match score {
        s if s > 80.0 => Class::Excellent,
        s if s > 40.0 => Class::Good,
        _ => Class::Poor,
    }
}

/// A score that falls quickly and rises slowly.
#[derive(Debug)]
pub struct Quality {
    score: f32,
    told: Option<Class>,
}

impl Default for Quality {
    fn default() -> Self {
        Self {
            score: 100.0,
            told: None,
        }
    }
}

impl Quality {
    /// Takes in what was seen in an interval; returns the score when its class changed.
    pub fn observe(&mut self, seen: &[Observation], paused: bool) -> Option<f32> {
        let now =
            seen.iter()
                .map(score)
                .fold(100.0, f32::min)
                .min(if paused { 35.0 } else { 100.0 });
        let share = if now < self.score { 0.8 } else { 0.4 };
        self.score += (now - self.score) * share;
        let class = class(self.score);
        if self.told == Some(class) {
            return None;
        }
        self.told = Some(class);
        Some(self.score)
    }
}

/// The e-model in short: each per cent lost costs 8 points; delay costs little up to 300 ms round trip.
fn score(seen: &Observation) -> f32 {
    let loss = seen.loss.unwrap_or(0.0).clamp(0.0, 1.0) * 100.0;
    let delay = seen
        .round_trip
        .map_or(0.0, |seconds| ((seconds - 0.3) * 50.0).clamp(0.0, 40.0));
    (100.0 - loss * 8.0 - delay).clamp(0.0, 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clean_link_is_excellent_and_told_once() {
        let mut quality = Quality::default();
        assert!(quality.observe(&[Observation::default()], false).unwrap() > 80.0);
        assert_eq!(quality.observe(&[Observation::default()], false), None);
    }

    #[test]
    fn heavy_loss_is_poor_at_once_and_forgiven_slowly() {
        let mut quality = Quality::default();
        quality.observe(&[], false);
        let bad = Observation {
            loss: Some(0.2),
            round_trip: None,
        };
        assert!(quality.observe(&[bad], false).unwrap() <= 40.0);
        assert!(
            quality
                .observe(&[Observation::default()], false)
                .is_some_and(|score| score < 80.0)
        );
    }
}
