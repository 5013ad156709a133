//! Waking up: timers stand still while the computer sleeps, tokens run out and connections die. So the clocks are compared
//! at short intervals, and after a gap everything that may be stale is renewed, in an order in which nothing uses what is.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::Clock;

/// How often the clocks are compared.
pub(crate) const TICK: Duration = Duration::from_secs(15);
/// A gap of more than this is a sleep (or a clock that was set, which is answered in the same way).
const LEAST_GAP: Duration = Duration::from_secs(30);
/// Not all computers of an office that open at nine ask in the same second.
pub(crate) const MOST_JITTER: Duration = Duration::from_secs(10);

/// The clocks at one moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    boot: Duration,
    wall: DateTime<Utc>,
}

impl Moment {
    pub(crate) fn of(clock: &dyn Clock) -> Self {
        Self { boot: clock.boot(), wall: clock.now() }
    }

    /// How much longer than `waited`, by the clock that says more, it was until `later`; `None` for an ordinary delay.
    pub(crate) fn gap(self, later: Self, waited: Duration) -> Option<Duration> {
        let boot = later.boot.saturating_sub(self.boot);
        // The boot clock of some systems stands still during sleep; the wall clock never does.
        let wall = (later.wall - self.wall).to_std().unwrap_or_default();
        let gap = boot.max(wall).saturating_sub(waited);
        (gap > LEAST_GAP).then_some(gap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestClock;

    #[test]
    fn sleeping_and_setting_the_clock_forward_are_gaps_and_waiting_is_none() {
        let clock = TestClock::new("2026-02-09T12:00:00Z".parse().unwrap());
        let gap = |change: &dyn Fn()| {
            let before = Moment::of(&clock);
            clock.advance(TICK);
            change();
            before.gap(Moment::of(&clock), TICK)
        };
        assert_eq!(gap(&|| {}), None);
        assert_eq!(gap(&|| clock.suspend(Duration::from_secs(30))), None);
        for minutes in [1, 60, 7 * 24 * 60] {
            let slept = Duration::from_secs(minutes * 60);
            assert_eq!(gap(&|| clock.suspend(slept)), Some(slept));
        }
        assert!(gap(&|| clock.set_wall(clock.now() + chrono::TimeDelta::hours(1))).is_some());
        assert_eq!(gap(&|| clock.set_wall(clock.now() - chrono::TimeDelta::hours(1))), None);
    }
}
