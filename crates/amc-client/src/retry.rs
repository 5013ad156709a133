//! The one place that decides whether and when a request is sent again.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::error::AmcError;

/// How patient a caller is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts in all, the first included; renewing a refused token does not count.
    pub attempts: u32,
    /// Wait before the second attempt; doubles each time. Jitter takes away up to half, never all of it: full jitter could
    /// come back at once while the service is throttling.
    pub base: Duration,
    /// Longest wait between two attempts.
    pub cap: Duration,
    /// Longest pause asked for by a 429 that is sat out; a longer one is reported as [`AmcError::Throttled`].
    pub longest_pause: Duration,
}

impl RetryPolicy {
    /// Somebody is looking at the screen: 3 attempts, pauses up to 30 s.
    #[must_use]
    pub const fn interactive() -> Self {
        Self {
            attempts: 3,
            base: Duration::from_millis(500),
            cap: Duration::from_secs(60),
            longest_pause: Duration::from_secs(30),
        }
    }

    /// Nobody is waiting: 8 attempts, pauses up to 15 minutes.
    #[must_use]
    pub const fn background() -> Self {
        Self { attempts: 8, longest_pause: Duration::from_secs(15 * 60), ..Self::interactive() }
    }

    /// One attempt; a pause is reported instead of waited for.
    #[must_use]
    pub const fn never() -> Self {
        Self { attempts: 1, longest_pause: Duration::ZERO, ..Self::interactive() }
    }

    /// Wait after the `failed`-th attempt (from 1), given a random number from 0 to 1.
    pub(crate) fn delay(&self, failed: u32, random: f64) -> Duration {
        let full =
            self.base.saturating_mul(1u32.checked_shl(failed.saturating_sub(1)).unwrap_or(u32::MAX)).min(self.cap);
        full.mul_f64(0.5 + 0.5 * random.clamp(0.0, 1.0))
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::interactive()
    }
}

/// When a call may be sent again after a failure that is not a 401 or a 429.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// Sending twice does what sending once does.
    Always,
    /// Only if it certainly did not arrive.
    IfNotSent,
}

impl Repeat {
    pub(crate) fn allows(self, error: &AmcError) -> bool {
        match error {
            AmcError::Transport { sent, kind } => {
                *kind != crate::TransportKind::Request && (!sent || self == Self::Always)
            }
            AmcError::Server { status, .. } => {
                self == Self::Always && matches!(status, 400 | 408 | 500 | 502 | 503 | 504)
            }
            _ => false,
        }
    }
}

/// A retry budget instead of a circuit breaker, after the AWS SDKs' standard mode: each retry costs, each success pays
/// back a little, so that a service which is down gets no more than its usual load.
#[derive(Debug)]
pub(crate) struct RetryBudget(Mutex<u32>);

impl RetryBudget {
    const FULL: u32 = 500;
    const COST: u32 = 5;

    pub(crate) fn new() -> Self {
        Self(Mutex::new(Self::FULL))
    }

    /// Takes the price of a retry; false if it is not there.
    pub(crate) fn take(&self) -> bool {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let paid = left.checked_sub(Self::COST);
        *left = paid.unwrap_or(*left);
        paid.is_some()
    }

    pub(crate) fn succeeded(&self) {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *left = (*left + 1).min(Self::FULL);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::TransportKind;

    #[test]
    fn a_call_with_an_effect_is_repeated_only_if_it_never_left() {
        let unsent = AmcError::Transport { kind: TransportKind::Connect, sent: false };
        let sent = AmcError::Transport { kind: TransportKind::Broken, sent: true };
        let down = AmcError::Server { status: 503, message: String::new(), request_id: None };
        let refused = AmcError::Invalid { status: Some(400), message: String::new(), request_id: None };
        assert!(Repeat::IfNotSent.allows(&unsent) && Repeat::Always.allows(&unsent));
        assert!(!Repeat::IfNotSent.allows(&sent) && Repeat::Always.allows(&sent));
        assert!(!Repeat::IfNotSent.allows(&down) && Repeat::Always.allows(&down));
        assert!(!Repeat::IfNotSent.allows(&refused) && !Repeat::Always.allows(&refused));
    }

    #[test]
    fn a_service_that_is_down_for_an_hour_gets_a_bounded_number_of_retries() {
        let budget = RetryBudget::new();
        let retries = (0..10_000).filter(|_| budget.take()).count();
        assert_eq!(retries, 100);
        (0..5).for_each(|_| budget.succeeded());
        assert!(budget.take());
        assert!(!budget.take());
    }

    proptest! {
        #[test]
        fn waits_double_up_to_the_cap_and_keep_at_least_half(failed in 1u32..70, random in 0.0f64..=1.0) {
            let policy = RetryPolicy::background();
            let wait = policy.delay(failed, random);
            let full = Duration::from_millis(500 * 2u64.saturating_pow(failed - 1).min(1 << 20)).min(policy.cap);
            prop_assert!(wait <= full && wait >= full / 2, "{wait:?} {full:?}");
        }
    }
}
