//! Numbers that look random and are a pure function of their seed, in every version of the program.
//!
//! A library's generator may change its stream between releases, which would change every row; SplitMix64 (Steele, Lea and
//! Flood, 2014) is four lines and fixed.

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// Two keys made into one.
pub(super) fn mix(a: u64, b: u64) -> u64 {
    let mut z = a ^ b.wrapping_add(GOLDEN).wrapping_mul(0xff51_afd7_ed55_8ccd).rotate_left(23);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A key for a text (FNV-1a).
pub(super) fn text_key(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// A share between 0 and 1 that belongs to the key.
pub(super) fn share(key: u64) -> f64 {
    (key >> 11) as f64 / (1u64 << 53) as f64
}

/// An index below `len` that belongs to the key; 0 for an empty range.
pub(super) fn index(key: u64, len: usize) -> usize {
    ((u128::from(key) * len as u128) >> 64) as usize
}

/// A stream of numbers.
#[derive(Debug, Clone)]
pub(super) struct Draw(u64);

impl Draw {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn key(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0, 1)
    }

    pub(super) fn unit(&mut self) -> f64 {
        share(self.key())
    }

    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A whole number in `low..=high`.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + index(self.key(), (high - low + 1).max(1) as usize) as i64
    }

    /// A waiting time with this mean.
    pub(super) fn wait(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.unit()).ln()
    }

    /// An index by weight; `None` if all weights are zero.
    pub(super) fn weighted(&mut self, weights: &[f64]) -> Option<usize> {
        let total: f64 = weights.iter().sum();
        if total <= 0.0 {
            return None;
        }
        let mut at = self.unit() * total;
        for (index, weight) in weights.iter().enumerate() {
            at -= weight;
            if at < 0.0 {
                return Some(index);
            }
        }
        weights.iter().rposition(|weight| *weight > 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_fixed_for_all_time() {
        let mut draw = Draw::new(7);
        let first: Vec<i64> = (0..6).map(|_| draw.between(0, 999)).collect();
        let mut again = Draw::new(7);
        assert_eq!(first, (0..6).map(|_| again.between(0, 999)).collect::<Vec<_>>());
        assert!((0..1000).map(|_| draw.unit()).sum::<f64>() / 1000.0 - 0.5 < 0.05);
    }

    #[test]
    fn weights_decide_and_nothing_is_drawn_from_none() {
        let mut draw = Draw::new(1);
        assert_eq!(draw.weighted(&[0.0, 0.0]), None);
        assert!((0..100).all(|_| draw.weighted(&[0.0, 2.0, 0.0]) == Some(1)));
    }
}
