//! Expressions of other systems with six or seven fields, recognised and written anew with five.

use super::parse::{self, Part, WEEKDAYS};
use super::{Cron, CronError};

/// What a text of another system is.
struct Foreign<'t> {
    system: &'static str,
    second: Option<Part<'t>>,
    five: &'t [Part<'t>],
    year: Option<Part<'t>>,
    /// Whether it counts weekdays from 1 = Sunday.
    shift: bool,
}

const AWS: &str = "an AWS schedule";
const QUARTZ: &str = "a Quartz expression";
const SECONDS: &str = "an expression with seconds";

/// What is said of a text in the manner of another system: an offer of five fields where it has an equal, else why it has none.
/// `None` where it is not of another system.
///
/// AWS writes `cron(minute hour day month weekday year)`; Quartz `second minute hour day month weekday [year]`. Both count
/// weekdays from 1 = Sunday and want a `?` in one of the day fields. Six fields without `?` are those of cron libraries that put
/// seconds first and count weekdays as we do.
pub(super) fn recognised(text: &str, fields: &[Part<'_>]) -> Option<CronError> {
    let first = *fields.first()?;
    let lower = text.trim().to_ascii_lowercase();
    for (call, preset) in [("rate(", "every so many days"), ("at(", "once")] {
        if lower.starts_with(call) {
            return Some(first.error(format!(
                "This is {AWS} of another kind (column {}). Choose the preset “{preset}” instead.",
                first.column
            )));
        }
    }
    // What stands between the brackets of cron( ) keeps its columns.
    let inner = lower.strip_prefix("cron(").and_then(|rest| rest.strip_suffix(')'));
    let within = inner.and_then(|inner| text.trim().get(5..5 + inner.len()));
    let bare: Vec<Part<'_>> = match within {
        Some(within) => {
            let before = first.column + "cron(".len() - 1;
            parse::words(within).into_iter().map(|part| Part { column: part.column + before, ..part }).collect()
        }
        None => fields.to_vec(),
    };
    if within.is_some() && bare.len() != 6 {
        return Some(first.error(format!(
            "This is {AWS} (column {}), which has six fields (minute, hour, day, month, weekday, year), not {}.",
            first.column,
            bare.len()
        )));
    }
    let Foreign { system, second, five, year, shift } = read(&bare, within.is_some())?;
    let mut written: Vec<String> = five.iter().map(|part| part.text.replace('?', "*")).collect();
    if shift && let (Some(weekdays), Some(part)) = (written.last_mut(), five.last()) {
        match shifted(weekdays) {
            Some(meant) => *weekdays = meant,
            None => {
                return Some(part.error(format!(
                    "This is {system}, whose weekday takes 1 to 7 or SUN to SAT, and at column {} stands {}.",
                    part.column,
                    part.shown()
                )));
            }
        }
    }
    let instead = written.join(" ");
    let parts = written.iter().zip(five).map(|(text, part)| Part { text, column: part.column });
    let meant: Result<Cron, CronError> = parse::five(&instead, &parts.collect::<Vec<_>>());
    if let Err(wrong) = meant {
        // Nothing but a zero in front speaks for seconds, as in a line of a crontab with its command.
        let message = format!("This is {system}, and it has no equal with five fields. {}", wrong.message);
        return (system != SECONDS).then_some(CronError { message, ..wrong });
    }
    if let Some(second) = second.filter(|second| second.text.parse::<u32>() != Ok(0)) {
        return Some(second.error(format!(
            "This is {system} with the seconds {} at column {}. Schedules are exact to the minute.",
            second.shown(),
            second.column
        )));
    }
    if let Some(year) = year.filter(|year| !matches!(year.text, "*" | "?")) {
        return Some(year.error(format!(
            "This is {system} for the years {} at column {}. Schedules have an end date instead.",
            year.shown(),
            year.column
        )));
    }
    let message = format!("This is {system} (column {}). With five fields it reads {instead}.", first.column);
    Some(CronError { instead: Some(instead), ..first.error(message) })
}

/// Which system writes so.
fn read<'t>(words: &'t [Part<'t>], in_brackets: bool) -> Option<Foreign<'t>> {
    let open = |at: usize| words.get(at).is_some_and(|word| word.text == "?");
    let names_year = |word: Part<'_>| {
        let mut parts = word.text.split([',', '-', '/']);
        parts.next().is_some_and(|first| first.len() == 4 && first.chars().all(|c| c.is_ascii_digit()))
    };
    let is_year = |word: Part<'_>| word.text.starts_with('*') || word.text == "?" || names_year(word);
    let is_second = |word: Part<'_>| word.text.chars().all(|c| c.is_ascii_digit() || "*?/,-".contains(c));
    match words {
        [five @ .., year] if five.len() == 5 => {
            let aws = (open(2) || open(4)) && is_year(*year) || names_year(*year) && !open(3);
            if in_brackets || aws {
                return Some(Foreign { system: AWS, second: None, five, year: Some(*year), shift: true });
            }
            let (second, five) = words.split_first().filter(|(second, _)| is_second(**second))?;
            let quartz = open(3) || open(5);
            let system = if quartz { QUARTZ } else { SECONDS };
            Some(Foreign { system, second: Some(*second), five, year: None, shift: quartz })
        }
        [second, five @ .., year] if five.len() == 5 && is_second(*second) && is_year(*year) => {
            Some(Foreign { system: QUARTZ, second: Some(*second), five, year: Some(*year), shift: true })
        }
        _ => None,
    }
}

/// A field of weekdays that counts from 1 = Sunday as one that counts from 0. What follows `#` or `/` is no weekday. `None` where a
/// number is none of 1 to 7.
fn shifted(field: &str) -> Option<String> {
    let one = |weekday: &str| {
        let (digits, suffix) = weekday.split_at(weekday.trim_end_matches(['L', 'l']).len());
        match digits.parse::<usize>() {
            Ok(number @ 1..=7) => Some(format!("{}{suffix}", number - 1)),
            Ok(_) => None,
            // Saturday is what an L alone means there.
            Err(_) if digits.is_empty() && !suffix.is_empty() => WEEKDAYS.last().map(|last| (*last).to_owned()),
            Err(_) => Some(weekday.to_owned()),
        }
    };
    let item = |item: &str| {
        let (weekdays, rest) = item.split_at(item.find(['#', '/']).unwrap_or(item.len()));
        let weekdays: Vec<String> = weekdays.split('-').map(one).collect::<Option<_>>()?;
        Some(format!("{}{rest}", weekdays.join("-")))
    };
    Some(field.split(',').map(item).collect::<Option<Vec<_>>>()?.join(","))
}
