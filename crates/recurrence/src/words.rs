//! Schedules in plain English: "at 06:30 on Monday to Friday".

use chrono::{NaiveDate, Weekday};

use crate::cron::Shape;
use crate::{Cron, DayRule, Preset, Roll, Rule};

/// Times named one by one; more are told as hours and minutes.
const MOST_TIMES: usize = 6;

const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const NTH: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];

impl Rule {
    /// The rule in plain English, without the zone.
    ///
    /// ```
    /// let rule = recurrence::Rule::Cron("30 6 * * MON-FRI".parse()?);
    /// assert_eq!(rule.words(), "at 06:30 on Monday to Friday");
    /// # Ok::<(), recurrence::CronError>(())
    /// ```
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Cron(cron) => of_cron(cron),
            Self::Preset(preset) => of_preset(preset),
        }
    }
}

fn of_cron(cron: &Cron) -> String {
    let shape = cron.shape();
    let mut words = times(&shape);
    let days = month_days(&shape);
    let weekdays = weekdays(&shape, if shape.both { "or" } else { "and" });
    let days = match (days, weekdays) {
        (None, None) => "every day".to_owned(),
        (Some(days), None) => format!("on {days}"),
        (None, Some(weekdays)) => format!("on {weekdays}"),
        (Some(days), Some(weekdays)) if shape.both => format!("on {days}, if that is {weekdays}"),
        (Some(days), Some(weekdays)) => format!("on {days}, and also on {weekdays}"),
    };
    // What beats all day long needs no "every day".
    let always = days == "every day" && words.starts_with("every");
    if !always {
        words = format!("{words} {days}");
    }
    if shape.months.len() < 12 {
        words = format!("{words} in {}", listed(&runs(&shape.months, |month| name(&MONTHS, month - 1)), "and"));
    }
    if is_skipped(&shape) {
        words.push_str(", skipped where the month is shorter");
    }
    words
}

fn times(shape: &Shape) -> String {
    let (minutes, hours) = (&shape.minutes, &shape.hours);
    if minutes.len() * hours.len() <= MOST_TIMES {
        let times: Vec<String> =
            hours.iter().flat_map(|hour| minutes.iter().map(move |minute| format!("{hour:02}:{minute:02}"))).collect();
        return format!("at {}", listed(&times, "and"));
    }
    let all_hours = hours.len() == 24;
    let beat = match step(minutes, 60) {
        Some(1) => "every minute".to_owned(),
        Some(step) => format!("every {step} minutes"),
        None => {
            let runs = runs(minutes, |minute| format!(":{minute:02}"));
            let every = if runs.len() < minutes.len() { "each minute from " } else { "" };
            let minutes = listed(&runs, "and");
            if all_hours {
                return format!("every hour at {every}{minutes}");
            }
            format!("at {every}{minutes}")
        }
    };
    if all_hours {
        return beat;
    }
    match step(hours, 24) {
        Some(step) => format!("{beat} of every {} hour", ordinal(step)),
        None => {
            let word = if hours.len() == 1 { "hour" } else { "hours" };
            let hours = runs(hours, |hour| format!("{hour:02}"));
            format!("{beat} in the {word} {}", listed(&hours, "and"))
        }
    }
}

/// The distance of values that begin with 0 and follow each other evenly, also from the last of one hour or day to the first of the
/// next: `*/40` of 60 does not.
fn step(values: &[u32], count: u32) -> Option<u32> {
    let step = if values.len() > 1 { values.get(1)? - values.first()? } else { return None };
    let even = (0..count).step_by(usize::try_from(step).ok()?).eq(values.iter().copied());
    (even && count.is_multiple_of(step)).then_some(step)
}

fn month_days(shape: &Shape) -> Option<String> {
    if shape.any_day {
        return None;
    }
    let mut days = Vec::new();
    if !shape.days.is_empty() {
        let word = if shape.days.len() == 1 { "day" } else { "days" };
        days.push(format!("{word} {}", listed(&runs(&shape.days, |day| day.to_string()), "and")));
    }
    if let Some(day) = shape.near {
        days.push(format!("the weekday (Monday to Friday) nearest to day {day}"));
    }
    if shape.last_day {
        days.push("the last day".to_owned());
    }
    if shape.last_weekday {
        days.push("the last weekday (Monday to Friday)".to_owned());
    }
    Some(format!("{} of the month", listed(&days, "and")))
}

/// Whether a named day is lacking in some of the months, and no other rule names days of them. Where most days are named, nobody
/// counts on one of them.
fn is_skipped(shape: &Shape) -> bool {
    let latest = shape.near.max(shape.days.last().copied()).unwrap_or(0);
    shape.any_weekday && shape.days.len() <= 10 && shape.months.iter().any(|month| latest > shortest(*month))
}

/// Days that a month has every year.
fn shortest(month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28,
        _ => 31,
    }
}

fn weekdays(shape: &Shape, and: &str) -> Option<String> {
    if shape.any_weekday {
        return None;
    }
    let mut days = Vec::new();
    if !shape.weekdays.is_empty() {
        // A week is read from Monday on.
        let mut order: Vec<u32> = shape.weekdays.iter().map(|day| (day + 6) % 7).collect();
        order.sort_unstable();
        days.push(listed(&runs(&order, weekday), and));
    }
    let mut monthly: Vec<String> =
        shape.nth.iter().map(|(nth, day)| format!("the {} {}", name(&NTH, nth - 1), name(&WEEKDAYS, *day))).collect();
    monthly.extend(shape.last_weekdays.iter().map(|day| format!("the last {}", name(&WEEKDAYS, *day))));
    if !monthly.is_empty() {
        days.push(format!("{} of the month", listed(&monthly, and)));
    }
    Some(listed(&days, and))
}

fn of_preset(preset: &Preset) -> String {
    let at: Vec<String> = preset.at().iter().map(|time| time.format("%H:%M").to_string()).collect();
    let days = match preset.days() {
        DayRule::Once(day) => format!("once on {}", date(*day)),
        DayRule::EveryDays { days: 1, anchor } => format!("every day from {}", date(*anchor)),
        DayRule::EveryDays { days, anchor } => format!("every {days} days from {}", date(*anchor)),
        DayRule::Weekly(weekdays) => format!("on {}", names(weekdays)),
        DayRule::MonthlyDay(day @ 29..) => {
            format!("on day {day} of the month, or on the last where it has fewer,")
        }
        DayRule::MonthlyDay(day) => format!("on day {day} of the month"),
        DayRule::MonthlyLastDay => "on the last day of the month".to_owned(),
        DayRule::MonthlyWeekday { weekdays, nth } => {
            let which =
                usize::try_from(*nth).ok().and_then(|nth| NTH.get(nth.checked_sub(1)?)).copied().unwrap_or("last");
            let each: Vec<String> =
                in_order(weekdays).iter().map(|day| format!("the {which} {}", weekday(*day))).collect();
            format!("on {} of the month", listed(&each, "and"))
        }
        DayRule::FirstBusinessDay => "on the first business day of the month".to_owned(),
        DayRule::LastBusinessDay => "on the last business day of the month".to_owned(),
        DayRule::BusinessDays => "on business days".to_owned(),
        DayRule::Quarterly(1) => "on the first day of the quarter".to_owned(),
        DayRule::Quarterly(31) => {
            "on day 31 of the quarter's first month, or on the last where it has fewer,".to_owned()
        }
        DayRule::Quarterly(day) => format!("on day {day} of the quarter's first month"),
    };
    let roll = match preset.roll() {
        None => "",
        Some(Roll::Skip) => ", not on days without business",
        Some(Roll::Next) => ", moved to the next business day",
        Some(Roll::Previous) => ", moved to the business day before",
    };
    format!("{days} at {}{roll}", listed(&at, "and"))
}

fn names(weekdays: &[Weekday]) -> String {
    listed(&runs(&in_order(weekdays), weekday), "and")
}

/// Counted from 0 = Monday, each once.
fn in_order(weekdays: &[Weekday]) -> Vec<u32> {
    let mut order: Vec<u32> = weekdays.iter().map(Weekday::num_days_from_monday).collect();
    order.sort_unstable();
    order.dedup();
    order
}

fn weekday(from_monday: u32) -> String {
    name(&WEEKDAYS, (from_monday + 1) % 7)
}

fn date(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

fn name(names: &[&str], at: u32) -> String {
    usize::try_from(at).ok().and_then(|at| names.get(at)).copied().unwrap_or_default().to_owned()
}

fn ordinal(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// Rising values as words, three or more in a row as "first to last".
fn runs(values: &[u32], word: impl Fn(u32) -> String) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = values;
    while let [first, ..] = rest {
        let length = rest.iter().zip(*first..).take_while(|(value, expected)| **value == *expected).count();
        let (run, after) = rest.split_at(length);
        match run {
            [first, _, .., last] => words.push(format!("{} to {}", word(*first), word(*last))),
            few => words.extend(few.iter().map(|value| word(*value))),
        }
        rest = after;
    }
    words
}

fn listed(words: &[String], and: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [many @ .., last] => format!("{} {and} {last}", many.join(", ")),
    }
}
