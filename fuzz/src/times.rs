//! Cron expressions, windows and dates in words out of any text: nothing panics, a refusal names its place, and what is taken reads the same once
//! more, fires in order and covers days before the one it is planned for.
//!
//! An input is a cron expression, a window, a zone, a moment and a date in words, a line each; all but the first two may be left out.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use recurrence::{
    Cron, CronError, Gap, LONGEST_DAYS, Overlap, RelativeDate, RelativeDateError, Rule, Schedule, Shift, Window,
    WindowError,
};

/// Slots that are looked at.
const SLOTS: usize = 4;

/// Reads an expression, a window and a date, and asks when and for what they run.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.split('\n');
    let mut next = || lines.next().unwrap_or_default();
    let (cron, window) = (next(), next());
    let zone: Tz = next().trim().parse().unwrap_or(Tz::UTC);
    let after: DateTime<Utc> = next().trim().parse().unwrap_or_default();
    let date = next();
    match date.parse::<RelativeDate>() {
        Ok(date) => means(&date, window.parse().ok(), after.date_naive()),
        Err(RelativeDateError { message, column }) => refused(date, &message, column),
    }
    match window.parse::<Window>() {
        Ok(window) => covers(window, zone, after),
        Err(WindowError { message, column }) => refused(window, &message, column),
    }
    match cron.parse::<Cron>() {
        Ok(cron) => fires(&cron, zone, after),
        Err(CronError { message, column, instead }) => {
            refused(cron, &message, column);
            if let Some(instead) = instead {
                assert!(instead.parse::<Cron>().is_ok(), "{instead} is offered and refused");
            }
        }
    }
}

fn refused(text: &str, message: &str, column: usize) {
    assert!((1..=text.chars().count() + 1).contains(&column), "column {column}");
    assert!(message.ends_with('.') && !message.starts_with(char::is_whitespace), "{message:?}");
}

fn means(date: &RelativeDate, window: Option<Window>, planned: NaiveDate) {
    let printed = date.to_string();
    let again: RelativeDate = printed.parse().unwrap_or_else(|error| panic!("{printed}: {error}"));
    assert_eq!((&again, again.to_string()), (date, printed));
    let covered = window.and_then(|window| window.covering(planned).ok());
    let day = date.on(planned, covered);
    assert_eq!(date.on(planned, None) == day, !date.needs_window() || covered.is_none(), "{date}");
}

fn covers(window: Window, zone: Tz, planned: DateTime<Utc>) {
    assert_eq!(window.to_string().parse(), Ok(window), "{window}");
    let planned = planned.date_naive();
    let Ok(dates) = window.covering(planned) else { return };
    assert!(dates.first() <= dates.last() && (1..=LONGEST_DAYS).contains(&dates.days()), "{dates}");
    let is_fixed = matches!(window.form, recurrence::Form::Fixed(_));
    assert!(is_fixed || dates.last() < planned, "{window} covers {dates} on {planned}");
    let (start, end) = dates.wall_clock();
    assert!(start < end, "{start} to {end}");
    if let Some((start, end)) = dates.instants(zone) {
        // A day that the zone skipped is empty.
        assert!(start < end || dates.days() == 1 && start == end, "{start} to {end}");
    }
}

fn fires(cron: &Cron, zone: Tz, after: DateTime<Utc>) {
    assert_eq!(cron.to_string().parse().as_ref(), Ok(cron));
    let rule = Rule::Cron(cron.clone());
    let words = rule.words();
    assert!(!words.is_empty() && !words.contains("  ") && words.trim() == words, "{words:?}");
    for (gap, overlap) in [(None, None), (Some(Gap::Run), Some(Overlap::Both)), (Some(Gap::Skip), Some(Overlap::First))]
    {
        let schedule = Schedule::new(rule.clone(), zone, gap, overlap);
        let mut last = after;
        for slot in schedule.after(after).take(SLOTS) {
            assert!(slot.instant > last, "{} after {last}", slot.instant);
            // Nothing was left out between.
            let between = last + (slot.instant - last) / 2;
            assert_eq!(schedule.next(between), Some(slot), "after {between}");
            let local = slot.local(zone).naive_local();
            match slot.shift {
                Shift::Skipped => assert!(local > slot.meant && gap != Some(Gap::Skip), "{slot:?}"),
                _ => assert_eq!(local, slot.meant),
            }
            assert_eq!(slot.note(zone).is_some(), slot.shift != Shift::None, "{slot:?}");
            last = slot.instant;
        }
    }
}
