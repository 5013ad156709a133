//! Quiet hours.

use chrono::{NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{Error, Result};

/// Hours in which nothing is told of schedules, on the computer's own clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct QuietHours {
    /// Whether there are any.
    pub on: bool,
    /// When they begin, as in `22:00`.
    pub from: String,
    /// When they end, as in `07:00`: on the next day where that is the earlier time.
    pub until: String,
}

impl Default for QuietHours {
    fn default() -> Self {
        Self { on: false, from: "22:00".to_owned(), until: "07:00".to_owned() }
    }
}

impl QuietHours {
    /// For how long it has been quiet when the clock shows `at`; `None` when it is not quiet.
    pub fn quiet_for(&self, at: NaiveTime) -> Option<TimeDelta> {
        let (from, until) = self.times().filter(|_| self.on)?;
        let since = |begin: NaiveTime, end: NaiveTime| {
            let passed = end.signed_duration_since(begin);
            if passed < TimeDelta::zero() { passed + TimeDelta::days(1) } else { passed }
        };
        let passed = since(from, at);
        (passed < since(from, until)).then_some(passed)
    }

    pub(super) fn check(&self) -> Result<()> {
        match self.times() {
            Some((from, until)) if from != until => Ok(()),
            _ => Err(Error::invalid("Quiet hours need two times of day that differ.")
                .next("Write them as in 22:00 and 07:00.")),
        }
    }

    fn times(&self) -> Option<(NaiveTime, NaiveTime)> {
        let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").ok();
        Some((time(&self.from)?, time(&self.until)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(from: &str, until: &str) -> QuietHours {
        QuietHours { on: true, from: from.to_owned(), until: until.to_owned() }
    }

    /// For how many minutes it has been quiet.
    fn minutes(hours: &QuietHours, at: &str) -> Option<i64> {
        hours.quiet_for(at.parse().unwrap()).map(|quiet| quiet.num_minutes())
    }

    #[test]
    fn hours_over_midnight_are_quiet_on_both_days() {
        let night = hours("22:00", "07:00");
        let seen = ["21:59:59", "22:00:00", "23:30:00", "00:00:00", "06:59:59", "07:00:00", "12:00:00"];
        let quiet = seen.map(|at| minutes(&night, at));
        assert_eq!(quiet, [None, Some(0), Some(90), Some(120), Some(539), None, None]);
    }

    #[test]
    fn hours_of_one_day_are_quiet_between_their_ends() {
        let noon = hours("12:00", "13:30");
        let quiet = ["11:59:59", "12:00:00", "13:29:59", "13:30:00", "00:00:00"].map(|at| minutes(&noon, at));
        assert_eq!(quiet, [None, Some(0), Some(89), None, None]);
        let to_midnight = hours("20:00", "00:00");
        assert_eq!(["19:00:00", "23:59:59", "00:00:00"].map(|at| minutes(&to_midnight, at)), [None, Some(239), None]);
    }

    #[test]
    fn it_is_never_quiet_while_quiet_hours_are_off() {
        let off = QuietHours { on: false, ..hours("22:00", "07:00") };
        assert_eq!(minutes(&off, "23:00:00"), None);
        assert_eq!(QuietHours::default().quiet_for("23:00:00".parse().unwrap()), None);
    }

    #[test]
    fn times_that_are_none_or_the_same_are_refused() {
        assert!(hours("22:00", "07:00").check().is_ok());
        for (from, until) in
            [("22:00", "22:00"), ("24:00", "07:00"), ("", "07:00"), ("22:00", "7"), ("22:00", "07:00:30")]
        {
            assert_eq!(hours(from, until).check().unwrap_err().code, "invalid", "{from} {until}");
        }
    }
}
