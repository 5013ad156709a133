//! The clock every part of the sandbox reads, and that a test can move forward.

use std::sync::Mutex;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

/// The sandbox's time: the machine's wall clock plus what a test has added. It never goes back, so that what has been observed
/// (a finished run, an expired code) stays true.
#[derive(Debug)]
pub struct SandboxClock {
    inner: Mutex<Inner>,
}

/// The clock's end. Centuries may still be added to it.
const LAST: DateTime<Utc> = match NaiveDate::from_ymd_opt(9000, 1, 1) {
    Some(day) => day.and_time(NaiveTime::MIN).and_utc(),
    None => DateTime::<Utc>::UNIX_EPOCH,
};

#[derive(Debug)]
struct Inner {
    offset: TimeDelta,
    held_at: Option<DateTime<Utc>>,
    last: DateTime<Utc>,
}

impl SandboxClock {
    pub(crate) fn new() -> Self {
        Self { inner: Mutex::new(Inner { offset: TimeDelta::zero(), held_at: None, last: DateTime::<Utc>::MIN_UTC }) }
    }

    /// The sandbox's present instant, in UTC.
    pub fn now(&self) -> DateTime<Utc> {
        let mut inner = self.lock();
        let running = || Utc::now().checked_add_signed(inner.offset).unwrap_or(LAST);
        let now = inner.held_at.unwrap_or_else(running).max(inner.last).min(LAST);
        inner.last = now;
        now
    }

    /// Moves the clock forward by `by`; everything that is due by then has happened when the call returns.
    pub fn advance(&self, by: Duration) {
        let by = TimeDelta::from_std(by).unwrap_or(TimeDelta::MAX);
        let mut inner = self.lock();
        match inner.held_at {
            Some(held) => inner.held_at = Some(held.checked_add_signed(by).unwrap_or(LAST)),
            None => inner.offset = inner.offset.checked_add(&by).unwrap_or(TimeDelta::MAX),
        }
    }

    /// Stops the clock: from now on only [`SandboxClock::advance`] moves it.
    pub fn hold(&self) {
        let now = self.now();
        self.lock().held_at = Some(now);
    }

    /// Lets a held clock run on from where it stands.
    pub fn release(&self) {
        let mut inner = self.lock();
        if let Some(held) = inner.held_at.take() {
            inner.offset = held - Utc::now();
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_clock_moves_only_when_advanced() {
        let clock = SandboxClock::new();
        clock.hold();
        let before = clock.now();
        assert_eq!(clock.now(), before);
        clock.advance(Duration::from_secs(90));
        assert_eq!(clock.now() - before, TimeDelta::seconds(90));
    }

    #[test]
    fn a_clock_that_is_moved_too_far_stops_at_its_end() {
        let clock = SandboxClock::new();
        for _ in 0..10 {
            clock.advance(Duration::MAX);
            clock.hold();
            clock.advance(Duration::MAX);
            clock.release();
        }
        assert_eq!(clock.now(), LAST);
        assert!(crate::times::after(clock.now(), Duration::MAX) > LAST);
    }

    #[test]
    fn a_released_clock_does_not_go_back() {
        let clock = SandboxClock::new();
        clock.hold();
        clock.advance(Duration::from_secs(3600));
        let held = clock.now();
        clock.release();
        assert!(clock.now() >= held);
    }
}
