//! From text to fields. Whatever has no clear meaning is refused with its place.

use super::{Cron, CronError, DayField, WeekdayField, foreign};
use crate::times::Beat;

/// A field's name and what it may hold.
struct Kind {
    name: &'static str,
    least: u32,
    most: u32,
    /// Names of the values from `first_name` on.
    names: &'static [&'static str],
    first_name: u32,
}

const MINUTE: Kind = Kind { name: "minute", least: 0, most: 59, names: &[], first_name: 0 };
const HOUR: Kind = Kind { name: "hour", least: 0, most: 23, names: &[], first_name: 0 };
const DAY: Kind = Kind { name: "day of the month", least: 1, most: 31, names: &[], first_name: 0 };
const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const MONTH: Kind = Kind { name: "month", least: 1, most: 12, names: &MONTHS, first_name: 1 };
pub(super) const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
/// 7 is Sunday too.
const WEEKDAY: Kind = Kind { name: "weekday", least: 0, most: 7, names: &WEEKDAYS, first_name: 0 };

const NICKNAMES: [(&str, &str); 7] = [
    ("@hourly", "0 * * * *"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@weekly", "0 0 * * 0"),
    ("@monthly", "0 0 1 * *"),
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
];

/// Characters of a wrong text that a message repeats.
const LONGEST_SHOWN: usize = 40;

/// A part of the text and the column of its first character, from 1.
#[derive(Clone, Copy)]
pub(super) struct Part<'t> {
    pub(super) text: &'t str,
    pub(super) column: usize,
}

impl<'t> Part<'t> {
    /// The parts between a separator.
    fn split(self, at: char) -> impl Iterator<Item = Part<'t>> {
        let mut column = self.column;
        self.text.split(at).map(move |text| {
            let part = Part { text, column };
            column += text.chars().count() + 1;
            part
        })
    }

    fn split_once(self, at: char) -> Option<(Part<'t>, Part<'t>)> {
        let (left, right) = self.text.split_once(at)?;
        let column = self.column + left.chars().count() + 1;
        Some((Part { text: left, column: self.column }, Part { text: right, column }))
    }

    /// The text for people, cut where it is long.
    pub(super) fn shown(self) -> String {
        match self.text.char_indices().nth(LONGEST_SHOWN) {
            _ if self.text.is_empty() => "nothing".to_owned(),
            Some((end, _)) => format!("“{}…”", &self.text[..end]),
            None => format!("“{}”", self.text),
        }
    }

    pub(super) fn error(self, message: String) -> CronError {
        CronError { message, column: self.column, instead: None }
    }
}

/// The words of a text between spaces.
pub(super) fn words(text: &str) -> Vec<Part<'_>> {
    let mut words = Vec::new();
    let mut start = None;
    for (column, (at, character)) in (1..).zip(text.char_indices()) {
        match (character.is_whitespace(), start) {
            (false, None) => start = Some((at, column)),
            (true, Some((from, column))) => {
                words.push(Part { text: &text[from..at], column });
                start = None;
            }
            _ => {}
        }
    }
    if let Some((from, column)) = start {
        words.push(Part { text: &text[from..], column });
    }
    words
}

pub(super) fn parse(text: &str) -> Result<Cron, CronError> {
    let fields = words(text);
    if let [only] = fields.as_slice()
        && only.text.starts_with('@')
    {
        let known = NICKNAMES.iter().find(|(name, _)| only.text.eq_ignore_ascii_case(name));
        let Some((_, meant)) = known else {
            let names: Vec<&str> = NICKNAMES.iter().map(|(name, _)| *name).collect();
            return Err(only.error(format!(
                "There is no {} (column {}). Known are {}.",
                only.shown(),
                only.column,
                names.join(", ")
            )));
        };
        return five(only.text, &words(meant));
    }
    if let Some(error) = foreign::recognised(text, &fields) {
        return Err(error);
    }
    five(text.trim(), &fields)
}

pub(super) fn five(text: &str, fields: &[Part<'_>]) -> Result<Cron, CronError> {
    let [minute, hour, day, month, weekday] = fields else {
        let column = match fields.get(5) {
            Some(sixth) => sixth.column,
            None => fields.last().map_or(1, |last| last.column + last.text.chars().count()),
        };
        let place = match [MINUTE, HOUR, DAY, MONTH, WEEKDAY].get(fields.len()) {
            Some(missing) => format!("the {} is missing at column {column}", missing.name),
            None => format!("a sixth begins at column {column}"),
        };
        let count = fields.len();
        let message =
            format!("A cron expression has five fields (minute, hour, day, month, weekday), not {count}: {place}.");
        return Err(CronError { message, column, instead: None });
    };
    let stepped = |part: &Part<'_>| part.text.contains(['*', '?', '/']);
    let fixed = !stepped(minute) && !stepped(hour);
    let hours = u32::try_from(numbers(*hour, &HOUR)?).unwrap_or(0);
    let times = Beat { minutes: numbers(*minute, &MINUTE)?, hours, fixed };
    let days = days(*day)?;
    let months = u16::try_from(numbers(*month, &MONTH)?).unwrap_or(0);
    let both = weekday.text.starts_with('+');
    let weekdays = match weekday.text.strip_prefix('+') {
        Some(rest) => {
            let rest = Part { text: rest, column: weekday.column + 1 };
            if matches!(rest.text, "" | "*" | "?") {
                return Err(weekday.error(format!(
                    "A + asks for a day and a weekday at once and stands before weekdays, as in +FRI; at column {} of the weekday \
                     none follow.",
                    weekday.column
                )));
            }
            self::weekdays(rest)?
        }
        None => self::weekdays(*weekday)?,
    };
    Ok(Cron { text: text.to_owned(), times, months, days, weekdays, both })
}

fn is_any(field: Part<'_>) -> bool {
    matches!(field.text, "*" | "?")
}

/// Bit n for value n.
fn numbers(field: Part<'_>, kind: &Kind) -> Result<u64, CronError> {
    let mut mask = 0;
    for item in field.split(',') {
        mask |= item_mask(field, item, kind)?;
    }
    Ok(mask)
}

fn days(field: Part<'_>) -> Result<DayField, CronError> {
    let mut days = DayField { any: is_any(field), ..DayField::default() };
    let upper = field.text.to_ascii_uppercase();
    if upper == "LW" {
        return Ok(DayField { last_weekday: true, ..days });
    }
    if let Some(number) = upper.strip_suffix('W') {
        let number = Part { text: &field.text[..number.len()], column: field.column };
        if number.text.chars().any(|character| !character.is_ascii_digit()) {
            return Err(lonely_w(field));
        }
        return Ok(DayField { near: Some(value(number, &DAY)?), ..days });
    }
    for item in field.split(',') {
        if item.text.eq_ignore_ascii_case("L") {
            days.last = true;
        } else if item.text.contains(['W', 'w']) {
            return Err(lonely_w(item));
        } else if item.text.contains(['L', 'l']) {
            return Err(item.error(format!(
                "L for the last day of the month stands alone or in a list, as in 15,L; at column {} stands {}.",
                item.column,
                item.shown()
            )));
        } else {
            days.days |= u32::try_from(item_mask(field, item, &DAY)?).unwrap_or(0);
        }
    }
    Ok(days)
}

fn lonely_w(part: Part<'_>) -> CronError {
    part.error(format!(
        "In the day of the month, W stands behind one day and alone in its field, as in 15W; at column {} stands {}.",
        part.column,
        part.shown()
    ))
}

fn weekdays(field: Part<'_>) -> Result<WeekdayField, CronError> {
    let mut weekdays = WeekdayField { any: is_any(field), ..WeekdayField::default() };
    for item in field.split(',') {
        if let Some((weekday, which)) = item.split_once('#') {
            let bit = 1 << (value(weekday, &WEEKDAY)? % 7);
            let nth = if which.text.eq_ignore_ascii_case("L") { None } else { which.text.parse::<usize>().ok() };
            match (nth, which.text) {
                (Some(nth @ 1..=5), digits) if digits.len() == 1 => {
                    if let Some(mask) = weekdays.nth.get_mut(nth - 1) {
                        *mask |= bit;
                    }
                }
                (None, "L" | "l") => weekdays.last |= bit,
                _ => {
                    return Err(which.error(format!(
                        "Behind the # of a weekday stands 1 to 5, or L for the last, as in MON#2; at column {} stands {}.",
                        which.column,
                        which.shown()
                    )));
                }
            }
        } else if let Some(weekday) = item.text.strip_suffix(['L', 'l']) {
            let weekday = Part { text: weekday, column: item.column };
            if weekday.text.is_empty() {
                return Err(item.error(format!(
                    "L needs a weekday before it here, as in 5L or FRI#L for the last Friday; the weekday at column {} has none.",
                    item.column
                )));
            }
            weekdays.last |= 1 << (value(weekday, &WEEKDAY)? % 7);
        } else {
            // Bit 7 is Sunday, as bit 0.
            let mask = item_mask(field, item, &WEEKDAY)?;
            weekdays.every |= u8::try_from((mask | mask >> 7) & 0x7f).unwrap_or(0);
        }
    }
    Ok(weekdays)
}

/// A value, a range or all of a field, with or without a step.
fn item_mask(field: Part<'_>, item: Part<'_>, kind: &Kind) -> Result<u64, CronError> {
    if item.text.is_empty() {
        return Err(item.error(format!("The field for the {} lists nothing at column {}.", kind.name, item.column)));
    }
    let (range, step) = match item.split_once('/') {
        Some((range, step)) => (range, Some(step)),
        None => (item, None),
    };
    // Sunday counts once where all weekdays are meant.
    let most = if kind.most == 7 { 6 } else { kind.most };
    let (from, to) = match range.text {
        "*" => (kind.least, most),
        "?" if field.text.len() == 1 => (kind.least, most),
        _ => match range.split_once('-') {
            Some((left, right)) => {
                let (from, to) = (value(left, kind)?, value(right, kind)?);
                match to {
                    to if to >= from => (from, to),
                    // From Friday to Monday goes over the end of the week.
                    to if kind.most == 7 => (from, to + 7),
                    _ => {
                        let span =
                            |from: u32, to: u32| if from == to { from.to_string() } else { format!("{from}-{to}") };
                        return Err(range.error(format!(
                            "The range {} of the {}, at column {}, ends before it begins. To go over the end, list two: {},{}.",
                            range.text,
                            kind.name,
                            range.column,
                            span(from, kind.most),
                            span(kind.least, to)
                        )));
                    }
                }
            }
            None => {
                let from = value(range, kind)?;
                (from, if step.is_some() { most.max(from) } else { from })
            }
        },
    };
    let step = match step {
        None => 1,
        Some(step) => {
            let digits = !step.text.is_empty() && step.text.len() <= 3 && step.text.chars().all(|c| c.is_ascii_digit());
            match step.text.parse::<u32>() {
                Ok(number) if digits && (1..=most - kind.least + 1).contains(&number) => number,
                _ => {
                    let count = most - kind.least + 1;
                    return Err(step.error(format!(
                        "A step of the {} is a number from 1 to {count}; at column {} stands {}.",
                        kind.name,
                        step.column,
                        step.shown()
                    )));
                }
            }
        }
    };
    let values = (from..=to).step_by(usize::try_from(step).unwrap_or(1));
    Ok(values.fold(0, |mask, value| mask | 1 << if kind.most == 7 { value % 7 } else { value }))
}

/// A number or a name.
fn value(part: Part<'_>, kind: &Kind) -> Result<u32, CronError> {
    let named = kind.names.iter().position(|name| part.text.eq_ignore_ascii_case(name));
    if let Some(at) = named.and_then(|at| u32::try_from(at).ok()) {
        return Ok(kind.first_name + at);
    }
    let digits = !part.text.is_empty() && part.text.len() <= 2 && part.text.chars().all(|c| c.is_ascii_digit());
    match part.text.parse::<u32>() {
        Ok(number) if digits && (kind.least..=kind.most).contains(&number) => Ok(number),
        _ => {
            let named = match (kind.names.first(), kind.names.last()) {
                (Some(first), Some(last)) => format!(" or {first} to {last}"),
                _ => String::new(),
            };
            let range = format!("{} to {}{named}", kind.least, kind.most);
            Err(part.error(format!(
                "The {} takes {range}, and at column {} stands {}.",
                kind.name,
                part.column,
                part.shown()
            )))
        }
    }
}
