//! The token bucket behind 429, filled by the sandbox's clock.

use std::sync::Mutex;

use chrono::{DateTime, Utc};

#[derive(Debug, Default)]
pub(crate) struct Bucket {
    inner: Mutex<Option<Level>>,
}

#[derive(Debug)]
struct Level {
    tokens: f64,
    at: DateTime<Utc>,
}

impl Bucket {
    /// Takes one token.
    ///
    /// # Errors
    /// The whole seconds (at least one) until the bucket holds a token again.
    pub(crate) fn take(&self, now: DateTime<Utc>, rate: u32, burst: u32) -> Result<(), u64> {
        let (rate, burst) = (f64::from(rate.max(1)), f64::from(burst.max(1)));
        let mut inner = self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let level = inner.get_or_insert(Level { tokens: burst, at: now });
        let elapsed = (now - level.at).as_seconds_f64().max(0.0);
        level.tokens = (level.tokens + elapsed * rate).min(burst);
        level.at = now;
        if level.tokens >= 1.0 {
            level.tokens -= 1.0;
            return Ok(());
        }
        let wait = ((1.0 - level.tokens) / rate).ceil().max(1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 1 second per token")]
        Err(wait as u64)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn a_burst_passes_then_waits_for_the_clock() {
        let bucket = Bucket::default();
        let start = Utc::now();
        for _ in 0..3 {
            assert_eq!(bucket.take(start, 3, 3), Ok(()));
        }
        assert_eq!(bucket.take(start, 3, 3), Err(1));
        assert_eq!(bucket.take(start + TimeDelta::seconds(1), 3, 3), Ok(()));
    }
}
