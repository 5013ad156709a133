//! Expressions of other systems with six or seven fields, recognised and written anew with five.

use super::parse::{Part, WEEKDAYS};
use super::{Cron, CronError};

/// What is said of a text in the manner of another system: an offer of five fields where it has an equal, else why it has none.
/// `None` where it is not of another system.
///
/// AWS writes `cron(minute hour day month weekday year)`; Quartz `second minute hour day month weekday [year]`. Both count
/// weekdays from 1 = Sunday and want a `?` in one of the day fields. Six fields without `?` are those of cron libraries that put
/// seconds first and count weekdays as we do.
pub(super) fn recognised(text: &str, fields: &[Part<'_>]) -> Option<CronError> {
    let trimmed = text.trim();
    let inner = trimmed.strip_prefix("cron(").and_then(|rest| rest.strip_suffix(')'));
    let words: Vec<&str> = match inner {
        Some(inner) => inner.split_whitespace().collect(),
        None => fields.iter().map(|field| field.text).collect(),
    };
    let open = |at: usize| words.get(at).is_some_and(|word| *word == "?");
    let is_year = |word: &str| word == "*" || word.split([',', '-', '/']).all(|part| part.len() == 4 || part == "*");
    let aws =
        inner.is_some() || (words.len() == 6 && (open(2) || open(4)) && words.last().is_some_and(|last| is_year(last)));
    let (system, second, five, year, shift) = match words.as_slice() {
        [five @ .., year] if aws && five.len() == 5 => ("an AWS schedule", None, five, Some(*year), true),
        [second, five @ .., year] if five.len() == 5 => ("a Quartz expression", Some(*second), five, Some(*year), true),
        [second, five @ ..] if five.len() == 5 => {
            let quartz = open(3) || open(5);
            let system = if quartz { "a Quartz expression" } else { "an expression with seconds" };
            (system, Some(*second), five, None, quartz)
        }
        _ => return None,
    };
    let error = |message: String, column: usize, instead| Some(CronError { message, column, instead });
    let first = fields.first().map_or(1, |field| field.column);
    if let Some(second) = second.filter(|second| !matches!(*second, "0" | "00")) {
        return error(
            format!("This is {system} with the seconds {second}. Schedules are exact to the minute."),
            first,
            None,
        );
    }
    if let Some(year) = year.filter(|year| *year != "*") {
        let column = fields.last().map_or(1, |field| field.column);
        return error(
            format!("This is {system} for the years {year}. Schedules have an end date instead."),
            column,
            None,
        );
    }
    let mut parts: Vec<String> = five.iter().map(|part| part.replace('?', "*")).collect();
    if shift && let Some(weekdays) = parts.last_mut() {
        *weekdays = shifted(weekdays);
    }
    let instead = parts.join(" ");
    match instead.parse::<Cron>() {
        Ok(_) => error(format!("This is {system}. With five fields it reads {instead}."), first, Some(instead)),
        Err(inner) => {
            error(format!("This is {system}, and it has no equal with five fields. {}", inner.message), first, None)
        }
    }
}

/// A field of weekdays that counts from 1 = Sunday as one that counts from 0. What follows `#` or `/` is no weekday.
fn shifted(field: &str) -> String {
    let item = |item: &str| {
        let at = item.find(['#', '/']).unwrap_or(item.len());
        let (weekdays, rest) = item.split_at(at);
        let one = |weekday: &str| {
            let (digits, suffix) = weekday.split_at(weekday.trim_end_matches(['L', 'l']).len());
            match digits.parse::<usize>() {
                Ok(number @ 1..=7) => format!("{}{suffix}", number - 1),
                // Saturday is what an L alone means there.
                _ if digits.is_empty() && !suffix.is_empty() => WEEKDAYS.last().copied().unwrap_or_default().to_owned(),
                _ => weekday.to_owned(),
            }
        };
        let weekdays: Vec<String> = weekdays.split('-').map(one).collect();
        format!("{}{rest}", weekdays.join("-"))
    };
    field.split(',').map(item).collect::<Vec<_>>().join(",")
}
