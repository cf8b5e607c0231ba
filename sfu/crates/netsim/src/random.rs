//! Repeatable randomness.

/// A small generator (`SplitMix64`, Steele and others 2014). The same seed gives the same numbers on every machine and in every
/// version, which the generators of libraries do not promise. Not for secrets.
#[derive(Debug, Clone)]
pub struct Random {
    state: u64,
}

impl Random {
    /// A generator that is defined by `seed` alone.
    pub const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// 64 even bits.
    pub const fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below 1, evenly spread.
    pub fn fraction(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True with this probability. Draws a number even when the answer is certain, so that changing one probability of a profile
    /// does not move the draws that follow.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.fraction() < probability
    }
}
