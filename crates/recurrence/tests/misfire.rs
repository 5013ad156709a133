//! What becomes of slots that are found late: after a sleep, a pause, years without the program, a wrong clock.
#![allow(clippy::unwrap_used, clippy::panic)]

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;
use recurrence::{
    BusinessDays, DayRule, Fate, MOST_CAUGHT_UP, MOST_TOLD, Misfire, ON_TIME, Plan, Preset, Rule, Schedule, Spread,
    plan,
};

const POLICIES: [Misfire; 3] = [Misfire::Latest, Misfire::All, Misfire::None];

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn cron(text: &str, zone: &str) -> Schedule {
    Schedule::new(Rule::Cron(text.parse().unwrap()), zone.parse().unwrap(), None, None)
}

fn preset(days: DayRule) -> Schedule {
    let at = vec![NaiveTime::from_hms_opt(6, 0, 0).unwrap()];
    Schedule::new(Rule::Preset(Preset::new(days, at, BusinessDays::default(), None).unwrap()), Tz::UTC, None, None)
}

fn planned(schedule: &Schedule, scanned: &str, now: &str, misfire: Misfire) -> Plan {
    plan(schedule, Spread::none(), utc(scanned), utc(now), misfire)
}

/// Day and time of each slot with what becomes of it.
fn told(plan: &Plan) -> Vec<(String, Fate)> {
    plan.planned.iter().map(|planned| (planned.slot.meant.format("%d %H:%M").to_string(), planned.fate)).collect()
}

fn count(plan: &Plan, fate: Fate) -> usize {
    plan.planned.iter().filter(|planned| planned.fate == fate).count()
}

#[test]
fn a_slot_is_on_time_up_to_a_minute_after_it_is_due() {
    let daily = cron("0 6 * * *", "UTC");
    for misfire in POLICIES {
        for second in [0, 60] {
            let now = utc("2026-03-05T06:00:00Z") + TimeDelta::seconds(second);
            let plan = plan(&daily, Spread::none(), utc("2026-03-04T06:00:00Z"), now, misfire);
            assert_eq!(told(&plan), [("05 06:00".to_owned(), Fate::Run)]);
            assert!(!plan.planned[0].late);
        }
    }
    let late = planned(&daily, "2026-03-04T06:00:00Z", "2026-03-05T06:01:01Z", Misfire::None);
    assert_eq!(told(&late), [("05 06:00".to_owned(), Fate::Skipped)]);
    assert!(late.planned[0].late);
}

#[test]
fn nothing_is_planned_before_it_is_due_and_the_next_is_told() {
    let daily = cron("0 6 * * *", "UTC");
    let plan = planned(&daily, "2026-03-04T06:00:00Z", "2026-03-05T05:59:59Z", Misfire::Latest);
    assert_eq!((plan.planned.len(), plan.older, plan.scanned), (0, 0, utc("2026-03-04T06:00:00Z")));
    assert_eq!(plan.next.unwrap().due, utc("2026-03-05T06:00:00Z"));
}

#[test]
fn after_three_days_off_one_run_is_made_whatever_was_missed() {
    for text in ["0 6 * * *", "*/15 * * * *", "0 6,18 * * *"] {
        let plan = planned(&cron(text, "UTC"), "2026-03-02T06:00:00Z", "2026-03-05T09:10:00Z", Misfire::Latest);
        assert_eq!(count(&plan, Fate::Run), 1, "{text}");
        assert_eq!(plan.planned.last().unwrap().fate, Fate::Run, "{text}");
    }
    let daily = planned(&cron("0 6 * * *", "UTC"), "2026-03-02T06:00:00Z", "2026-03-05T09:10:00Z", Misfire::Latest);
    let expected = [("03 06:00", Fate::Merged), ("04 06:00", Fate::Merged), ("05 06:00", Fate::Run)];
    assert_eq!(told(&daily), expected.map(|(at, fate)| (at.to_owned(), fate)));
}

#[test]
fn a_sleep_of_nine_hours_over_an_hourly_schedule_makes_one_run_or_nine_or_none() {
    let hourly = cron("0 * * * *", "Europe/Berlin");
    let fates = |misfire| {
        let plan = planned(&hourly, "2026-03-05T21:00:00Z", "2026-03-06T06:30:00Z", misfire);
        [Fate::Run, Fate::Merged, Fate::Expired, Fate::Skipped].map(|fate| count(&plan, fate))
    };
    assert_eq!(fates(Misfire::Latest), [1, 8, 0, 0]);
    assert_eq!(fates(Misfire::All), [9, 0, 0, 0]);
    assert_eq!(fates(Misfire::None), [0, 0, 0, 9]);
}

#[test]
fn the_newest_missed_slot_runs_until_the_next_is_due() {
    for (days, scanned, now) in [
        (DayRule::MonthlyDay(1), "2026-03-01T06:00:00Z", "2026-05-01T05:59:59Z"),
        (DayRule::Quarterly(1), "2026-01-01T06:00:00Z", "2026-07-01T05:59:59Z"),
        (DayRule::Weekly(vec![chrono::Weekday::Mon]), "2026-03-02T06:00:00Z", "2026-03-16T05:59:59Z"),
        (DayRule::Once("2026-03-05".parse().unwrap()), "2026-03-01T06:00:00Z", "2026-12-01T00:00:00Z"),
    ] {
        let plan = planned(&preset(days.clone()), scanned, now, Misfire::Latest);
        assert_eq!(plan.planned.iter().map(|planned| planned.fate).collect::<Vec<_>>(), [Fate::Run], "{days:?}");
    }
}

#[test]
fn a_slot_on_time_runs_for_all_that_were_missed_before_it() {
    let daily = cron("0 6 * * *", "UTC");
    let at = |misfire| told(&planned(&daily, "2026-03-03T06:00:00Z", "2026-03-05T06:00:20Z", misfire));
    let both = |first: Fate| [("04 06:00".to_owned(), first), ("05 06:00".to_owned(), Fate::Run)];
    assert_eq!(at(Misfire::Latest), both(Fate::Merged));
    assert_eq!(at(Misfire::All), both(Fate::Run));
    assert_eq!(at(Misfire::None), both(Fate::Skipped));
}

#[test]
fn two_slots_of_one_minute_that_are_both_on_time_both_run() {
    let plan = planned(&cron("* * * * *", "UTC"), "2026-03-05T06:00:00Z", "2026-03-05T06:02:00Z", Misfire::Latest);
    assert_eq!(count(&plan, Fate::Run), 2);
}

#[test]
fn at_most_thirty_one_are_caught_up_and_they_are_the_newest_in_order() {
    let daily = cron("0 6 * * *", "UTC");
    let all = planned(&daily, "2026-01-01T00:00:00Z", "2026-02-20T09:00:00Z", Misfire::All);
    assert_eq!((all.planned.len(), all.older), (51, 0));
    let (expired, run) = all.planned.split_at(20);
    assert!(expired.iter().all(|planned| planned.fate == Fate::Expired));
    assert!(run.iter().all(|planned| planned.fate == Fate::Run) && run.len() == MOST_CAUGHT_UP);
    assert!(all.planned.is_sorted_by(|one, other| one.slot.instant < other.slot.instant));
    assert_eq!(all.planned.last().unwrap().slot.instant, utc("2026-02-20T06:00:00Z"));

    let latest = planned(&daily, "2026-01-01T00:00:00Z", "2026-02-20T09:00:00Z", Misfire::Latest);
    assert_eq!([Fate::Expired, Fate::Merged, Fate::Run].map(|fate| count(&latest, fate)), [20, 30, 1]);
}

#[test]
fn years_of_every_minute_are_counted_and_the_newest_told() {
    let now = utc("2026-06-01T00:00:30Z");
    for (zone, text, a_day) in [("UTC", "* * * * *", 1440), ("America/New_York", "*/5 * * * *", 288)] {
        let scanned = now - TimeDelta::days(1461);
        let plan = plan(&cron(text, zone), Spread::none(), scanned, now, Misfire::Latest);
        assert_eq!(plan.planned.len(), MOST_TOLD);
        assert_eq!(plan.older, 1461 * a_day - u64::try_from(MOST_TOLD).unwrap(), "{zone}");
        assert_eq!(plan.planned.last().unwrap().slot.instant, utc("2026-06-01T00:00:00Z"));
    }
    // A clock that showed the beginning of time.
    let long = plan(&cron("* * * * *", "UTC"), Spread::none(), DateTime::<Utc>::MIN_UTC, now, Misfire::All);
    assert_eq!(long.older, 3660 * 1440 - u64::try_from(MOST_TOLD).unwrap());
}

#[test]
fn a_stamp_in_the_future_is_ignored() {
    let daily = cron("0 6 * * *", "UTC");
    let now = "2026-03-05T05:00:00Z";
    let plan = planned(&daily, "2030-01-01T00:00:00Z", now, Misfire::Latest);
    assert_eq!((plan.planned.len(), plan.scanned), (0, utc(now)));
    assert_eq!(plan.next.unwrap().slot.instant, utc("2026-03-05T06:00:00Z"));
}

#[test]
fn a_clock_that_is_set_back_and_forth_brings_the_same_moment_again_and_no_other() {
    let hourly = cron("0 * * * *", "Europe/Berlin");
    let ran = planned(&hourly, "2026-03-05T05:00:00Z", "2026-03-05T06:00:10Z", Misfire::All);
    // An hour back: what has run is known by its moment, and what comes next is told.
    let back = plan(&hourly, Spread::none(), ran.scanned, utc("2026-03-05T05:10:00Z"), Misfire::All);
    assert_eq!((back.planned.len(), back.next.unwrap().slot), (0, ran.planned[0].slot));
    // An hour on: what lies between was missed.
    let on = plan(&hourly, Spread::none(), back.scanned, utc("2026-03-05T07:10:00Z"), Misfire::All);
    assert_eq!(told(&on), [("05 07:00".to_owned(), Fate::Run), ("05 08:00".to_owned(), Fate::Run)]);
    assert_eq!(on.planned[0].slot, ran.planned[0].slot);
}

#[test]
fn nothing_fires_that_is_planned_before_the_schedule_holds_even_if_it_is_due_after() {
    let daily = cron("0 6 * * *", "UTC");
    let nominal = utc("2026-03-05T06:00:00Z");
    let spread = (0..)
        .map(|id| Spread::of(&id.to_string()))
        .find(|spread| spread.due(&daily, nominal) > nominal + TimeDelta::minutes(3))
        .unwrap();
    let changed = nominal + TimeDelta::minutes(1);
    let plan = plan(&daily, spread, changed, nominal + TimeDelta::minutes(10), Misfire::All);
    assert_eq!(plan.planned, []);
    assert_eq!(plan.next.unwrap().slot.instant, utc("2026-03-06T06:00:00Z"));
}

#[test]
fn a_slot_waits_for_its_spread_and_is_late_only_after_it() {
    let daily = cron("0 6 * * *", "UTC");
    let (scanned, nominal) = (utc("2026-03-04T06:00:00Z"), utc("2026-03-05T06:00:00Z"));
    for id in 0..50 {
        let spread = Spread::of(&id.to_string());
        let due = spread.due(&daily, nominal);
        let at = |now| plan(&daily, spread, scanned, now, Misfire::None);
        let before = at(due - TimeDelta::seconds(1));
        assert_eq!((before.planned.len(), before.next.unwrap().due), (0, due));
        let on_time = at(due + ON_TIME);
        assert_eq!((on_time.planned[0].fate, on_time.planned[0].due), (Fate::Run, due));
        assert_eq!(at(due + ON_TIME + TimeDelta::seconds(1)).planned[0].fate, Fate::Skipped);
    }
}

#[test]
fn a_slot_that_a_gap_moves_is_late_only_after_the_gap() {
    // 02:30 does not exist in New York on 8 March 2026; 03:00 is 07:00 in UTC.
    let daily = cron("30 2 * * *", "America/New_York");
    let plan = planned(&daily, "2026-03-07T08:00:00Z", "2026-03-08T07:00:30Z", Misfire::None);
    assert_eq!(told(&plan), [("08 02:30".to_owned(), Fate::Run)]);
}

proptest! {
    /// The same by a list of all slots, and whatever the moments at which it is asked, every slot comes once.
    #[test]
    fn however_often_it_is_asked_no_slot_is_lost_or_comes_twice(
        text in prop::sample::select(vec!["*/20 * * * *", "30 2 * * *", "0 6 * * MON-FRI", "7 0,12 1 * *", "0 * * * SUN"]),
        zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Cairo", "America/Nuuk"]),
        misfire in prop::sample::select(POLICIES.to_vec()),
        start in 1_772_000_000_i64..1_795_000_000,
        steps in prop::collection::vec(1_i64..200_000, 1..20),
        id in "[a-z]{4}",
    ) {
        let schedule = cron(text, zone);
        let spread = Spread::of(&id);
        let began = DateTime::from_timestamp(start, 0).unwrap();
        let (mut now, mut scanned, mut found) = (began, began, Vec::new());
        for step in steps {
            now += TimeDelta::seconds(step);
            let plan = plan(&schedule, spread, scanned, now, misfire);
            prop_assert_eq!(plan.older, 0);
            for planned in &plan.planned {
                prop_assert!(planned.due <= now && planned.due == spread.due(&schedule, planned.slot.instant));
                prop_assert_eq!(planned.late, now - planned.due > ON_TIME);
            }
            if let (Some(last), Misfire::Latest) = (plan.planned.last(), misfire) {
                prop_assert_eq!(last.fate, Fate::Run);
            }
            prop_assert!(plan.planned.iter().filter(|planned| planned.late && planned.fate == Fate::Run).count() <= 31);
            let next = plan.next.unwrap();
            prop_assert!(next.due > now);
            found.extend(plan.planned.iter().map(|planned| planned.slot));
            scanned = plan.scanned;
        }
        let all: Vec<_> = schedule.between(began, now).filter(|slot| spread.due(&schedule, slot.instant) <= now).collect();
        prop_assert_eq!(found, all);
    }

    #[test]
    fn what_is_not_told_is_counted(
        text in prop::sample::select(vec!["* * * * *", "*/7 1-4 * * *", "*/5 * * 2,3,10,11 *", "0,30 0-3 * * SUN"]),
        zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Cairo", "America/Nuuk"]),
        start in 1_772_000_000_i64..1_795_000_000,
        length in 0_i64..10_000_000,
    ) {
        let schedule = cron(text, zone);
        let scanned = DateTime::from_timestamp(start, 0).unwrap();
        let now = scanned + TimeDelta::seconds(length);
        let plan = plan(&schedule, Spread::none(), scanned, now, Misfire::All);
        let all: Vec<_> = schedule.between(scanned, now).collect();
        prop_assert_eq!(usize::try_from(plan.older).unwrap() + plan.planned.len(), all.len());
        let told: Vec<_> = plan.planned.iter().map(|planned| planned.slot).collect();
        prop_assert_eq!(&told[..], &all[all.len() - told.len()..]);
        prop_assert!(told.len() == all.len().min(MOST_TOLD), "{} of {}", told.len(), all.len());
    }
}
