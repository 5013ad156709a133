//! What the end of a run means for its slot.

use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::rows::{Ended, Outcome};
use crate::Error;
use crate::execution::ExecutionState;

/// No pause is longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);
/// Before the one retry of a run that failed while Amazon was reckoning.
const AFTER_FAILED: Duration = Duration::from_secs(15 * 60);
/// Between looks for the network.
const AFTER_OFFLINE: Duration = Duration::from_secs(60);

/// What follows.
#[derive(Clone, Debug)]
pub(super) enum Verdict {
    /// The run is settled so; `counts`: a failure that counts towards setting the instance aside.
    Settle(Outcome, bool),
    /// Nothing of this sign-in can run before somebody signs in again.
    SignIn(Error),
}

/// What else the verdict goes by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    /// Tries of a run that fails for a reason that may pass.
    pub(super) retries: u32,
    /// The pause before the first of them; each is twice the one before.
    pub(super) first_pause: Duration,
    /// From this instant on the slot is not made up for: the next one of its schedule is there. UTC milliseconds.
    pub(super) until: i64,
    /// The schedule's zone.
    pub(super) zone: Tz,
    /// UTC milliseconds.
    pub(super) now: i64,
    /// From 0 to 1: pauses are spread over their whole length, so that runs that failed together do not come back together.
    pub(super) random: f64,
}

/// What becomes of an ended run.
pub(super) fn judge(ended: &Ended, rules: Rules) -> Verdict {
    match ended.state {
        ExecutionState::Succeeded => return Verdict::Settle(Outcome::Succeeded(ended.error.clone()), false),
        ExecutionState::Cancelled => return Verdict::Settle(Outcome::Cancelled, false),
        _ => {}
    }
    let error = ended.error.clone().unwrap_or_else(|| Error::new("amc.failed", "The run failed at Amazon."));
    let tries = ended.attempt - ended.offline;
    let again = |pause: Duration, offline: bool| {
        let start_at = rules.now + i64::try_from(pause.as_millis()).unwrap_or(i64::MAX / 2);
        Outcome::Again { start_at, error: error.clone(), offline }
    };
    match &*error.code {
        code if code.starts_with("auth.") || code == "execution.profile_gone" => Verdict::SignIn(error),
        "amc.network" if rules.now < rules.until => Verdict::Settle(again(AFTER_OFFLINE, true), false),
        "amc.network" => Verdict::Settle(Outcome::Failed(error), false),
        "amc.server" | "amc.throttled" if tries <= i64::from(rules.retries) => {
            Verdict::Settle(again(pause(rules.first_pause, tries, rules.random), false), false)
        }
        // Amazon counts similar runs by the day; a repeat on the same day is refused too.
        "amc.overlap" if tries <= i64::from(rules.retries.min(1)) && tomorrow(rules) < rules.until => {
            Verdict::Settle(Outcome::Again { start_at: tomorrow(rules), error: error.clone(), offline: false }, false)
        }
        "amc.failed" | "execution.lost" if tries <= i64::from(rules.retries.min(1)) => {
            Verdict::Settle(again(AFTER_FAILED, false), false)
        }
        "amc.timed_out" => Verdict::Settle(Outcome::Failed(timed_out(&error)), true),
        _ => Verdict::Settle(Outcome::Failed(error), true),
    }
}

/// The same run would take as long once more.
fn timed_out(error: &Error) -> Error {
    let words = Error::new("SCH004", "Amazon stopped the run: it took longer than its time limit.")
        .next("Raise the time limit in the schedule (15 minutes to 24 hours), or narrow its dates.");
    Error { details: error.details.clone(), ..words }
}

/// The pause after the `tries`-th try, from nothing up to twice the one before.
fn pause(first: Duration, tries: i64, random: f64) -> Duration {
    let doublings = u32::try_from(tries - 1).unwrap_or(0).min(16);
    let most = first.saturating_mul(1 << doublings).min(LONGEST_PAUSE);
    most.mul_f64(random.clamp(0.0, 1.0))
}

/// The first instant of the next day of the zone, in UTC milliseconds.
fn tomorrow(rules: Rules) -> i64 {
    let now: DateTime<Utc> = DateTime::from_timestamp_millis(rules.now).unwrap_or_default();
    let day = now.with_timezone(&rules.zone).date_naive().succ_opt();
    let first = day.and_then(|day| recurrence::first_instant(day, rules.zone));
    first.map_or(i64::MAX, |at| at.timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::model::SlotOrigin;

    const MINUTE: Duration = Duration::from_secs(60);

    fn ended(state: ExecutionState, code: Option<&'static str>, attempt: i64, offline: i64) -> Ended {
        Ended {
            slot_id: "slot".to_owned(),
            schedule_id: "schedule".to_owned(),
            instance_row: "instance".to_owned(),
            profile_id: "profile".to_owned(),
            attempt,
            offline,
            origin: SlotOrigin::Planned,
            nominal: 0,
            state,
            error: code.map(|code| Error::new(code, "Why.")),
            partial: false,
        }
    }

    fn rules() -> Rules {
        let now = "2026-03-05T22:00:00Z".parse::<DateTime<Utc>>().unwrap().timestamp_millis();
        Rules {
            retries: 5,
            first_pause: MINUTE,
            until: now + 86_400_000,
            zone: chrono_tz::Europe::Berlin,
            now,
            random: 1.0,
        }
    }

    fn failed(code: &'static str, attempt: i64, offline: i64) -> Verdict {
        judge(&ended(ExecutionState::Failed, Some(code), attempt, offline), rules())
    }

    /// Seconds until the next try, if there is one.
    fn pause_of(verdict: &Verdict) -> Option<i64> {
        match verdict {
            Verdict::Settle(Outcome::Again { start_at, .. }, false) => Some((start_at - rules().now) / 1000),
            _ => None,
        }
    }

    fn is_final(verdict: &Verdict) -> bool {
        matches!(verdict, Verdict::Settle(Outcome::Failed(_), true))
    }

    #[test]
    fn what_may_pass_is_tried_five_times_more_with_growing_pauses() {
        let pauses: Vec<_> = (1..=6).map(|attempt| pause_of(&failed("amc.server", attempt, 0))).collect();
        assert_eq!(pauses, [Some(60), Some(120), Some(240), Some(480), Some(960), None]);
        assert!(is_final(&failed("amc.throttled", 6, 0)));
        assert_eq!(pause(MINUTE, 40, 1.0), LONGEST_PAUSE);
        assert_eq!(pause(MINUTE, 3, 0.5), MINUTE * 2);
    }

    #[test]
    fn a_person_says_how_long_the_first_pause_is_and_none_is_longer_than_an_hour() {
        let slower = Rules { first_pause: MINUTE * 20, ..rules() };
        let pauses: Vec<_> = (1..=4)
            .map(|attempt| judge(&ended(ExecutionState::Failed, Some("amc.server"), attempt, 0), slower))
            .map(|verdict| pause_of(&verdict))
            .collect();
        assert_eq!(pauses, [Some(1200), Some(2400), Some(3600), Some(3600)]);
    }

    #[test]
    fn a_run_that_used_up_its_time_is_not_tried_again_and_says_what_to_change() {
        let Verdict::Settle(Outcome::Failed(error), true) = failed("amc.timed_out", 1, 0) else { panic!("not final") };
        assert_eq!(error.code, "SCH004");
        assert!(error.next_step.unwrap().contains("time limit"));
    }

    #[test]
    fn a_failed_reckoning_is_tried_once_more_after_a_quarter_of_an_hour() {
        assert_eq!(pause_of(&failed("amc.failed", 1, 0)), Some(900));
        assert!(is_final(&failed("amc.failed", 2, 0)));
    }

    #[test]
    fn what_is_wrong_with_the_query_is_not_tried_again() {
        for code in ["amc.compile", "amc.refused", "amc.forbidden", "amc.rejected", "query.invalid"] {
            assert!(is_final(&failed(code, 1, 0)), "{code}");
        }
    }

    #[test]
    fn too_many_similar_runs_are_not_repeated_on_the_same_day() {
        // 22:00 UTC is 23:00 in Berlin: tomorrow begins in an hour.
        assert_eq!(pause_of(&failed("amc.overlap", 1, 0)), Some(3600));
        assert!(is_final(&failed("amc.overlap", 2, 0)));
    }

    #[test]
    fn time_without_a_network_is_no_retry_and_ends_with_the_next_slot() {
        for attempt in [1, 5, 50] {
            let verdict = failed("amc.network", attempt, attempt - 1);
            assert_eq!(pause_of(&verdict), Some(60));
            assert!(matches!(verdict, Verdict::Settle(Outcome::Again { offline: true, .. }, _)));
        }
        assert_eq!(pause_of(&failed("amc.server", 9, 8)), Some(60), "only one try reached Amazon");
        let late = Rules { until: rules().now, ..rules() };
        let verdict = judge(&ended(ExecutionState::Failed, Some("amc.network"), 3, 2), late);
        assert!(matches!(verdict, Verdict::Settle(Outcome::Failed(_), false)), "it does not count as a failure");
    }

    #[test]
    fn a_lost_sign_in_concerns_all_that_need_it_and_ends_well_or_cancelled_count_nothing() {
        assert!(matches!(failed("auth.sign_in_required", 1, 0), Verdict::SignIn(_)));
        let verdict = judge(&ended(ExecutionState::Succeeded, None, 1, 0), rules());
        assert!(matches!(verdict, Verdict::Settle(Outcome::Succeeded(None), false)));
        let verdict = judge(&ended(ExecutionState::Cancelled, None, 1, 0), rules());
        assert!(matches!(verdict, Verdict::Settle(Outcome::Cancelled, false)));
    }
}
