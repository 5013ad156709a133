//! FORMAT: values as text after a pattern.

use chrono::format::{Item, StrftimeItems};
use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray},
        compute::cast,
        datatypes::{DataType, Float64Type, TimestampMicrosecondType},
        util::display::{ArrayFormatter, FormatOptions},
    },
    common::{Result, exec_datafusion_err, exec_err},
};
use regex::{Captures, Regex};

use super::udf::{at, no_answer, rows, text_arg, text_rows};
use crate::{diagnostic::text_words, types::SqlType};

/// Times after Java's letters (`yyyy-MM-dd`), numbers after Java's digits (`#,##0.00`), and anything after `%s`, `%d` or `%f`. Amazon gives the
/// order of the arguments and no list of patterns; these are Java's, as everywhere in AMC SQL.
pub(super) fn format(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let Some(column) = args.first() else { return exec_err!("an argument is missing") };
    let patterns = text_arg(args, 1)?;
    let directive =
        Regex::new(r"%(-?)(0?)(\d*)(?:\.(\d+))?([sdf%])").map_err(|error| exec_datafusion_err!("{error}"))?;
    let options = FormatOptions::default();
    let shown = ArrayFormatter::try_new(column.as_ref(), &options)?;
    let times = matches!(column.data_type(), DataType::Date32 | DataType::Timestamp(..))
        .then(|| cast(column, &SqlType::TIMESTAMP.to_arrow()))
        .transpose()?;
    let numbers = column.data_type().is_numeric().then(|| cast(column, &DataType::Float64)).transpose()?;
    text_rows(rows(args), |row| {
        let Some(pattern) = at(&patterns, row).filter(|_| !column.is_null(row)) else { return Ok(None) };
        if pattern.contains('%') {
            let value = shown.value(row).to_string();
            return Ok(Some(
                directive.replace_all(pattern, |found: &Captures<'_>| directed(found, &value)).into_owned(),
            ));
        }
        if let Some(times) = &times {
            let micros = times.as_primitive::<TimestampMicrosecondType>().value(row);
            return time(micros, pattern).map(Some);
        }
        Ok(Some(match &numbers {
            Some(numbers) => number(numbers.as_primitive::<Float64Type>().value(row), pattern),
            None => shown.value(row).to_string(),
        }))
    })
}

fn directed(found: &Captures<'_>, value: &str) -> String {
    if &found[5] == "%" {
        return "%".to_owned();
    }
    let digits = found.get(4).and_then(|digits| digits.as_str().parse::<usize>().ok());
    let value = match (&found[5], value.parse::<f64>()) {
        ("f", Ok(number)) => format!("{number:.*}", digits.unwrap_or(6).min(30)),
        ("d", Ok(number)) if value.contains('.') => format!("{number:.0}"),
        _ => value.to_owned(),
    };
    let width = found[3].parse::<usize>().unwrap_or(0).min(1000);
    match (&found[1], &found[2]) {
        ("-", _) => format!("{value:<width$}"),
        (_, "0") => format!("{value:0>width$}"),
        _ => format!("{value:>width$}"),
    }
}

fn time(micros: i64, pattern: &str) -> Result<String> {
    let moment = chrono::DateTime::from_timestamp_micros(micros)
        .ok_or_else(|| no_answer("a time lies outside the calendar"))?
        .naive_utc();
    let letters = strftime(pattern);
    let items: Vec<Item<'_>> = StrftimeItems::new(&letters).collect();
    if items.contains(&Item::Error) {
        return Err(no_answer(format!("the pattern {} is not one for times", text_words(pattern))));
    }
    Ok(moment.format_with_items(items.iter()).to_string())
}

/// Java's letters as chrono's. Letters in single quotes stand for themselves.
fn strftime(pattern: &str) -> String {
    let chars: Vec<char> = pattern.chars().collect();
    let mut out = String::new();
    let mut index = 0;
    while index < chars.len() {
        let letter = chars[index];
        if letter == '\'' {
            index += 1;
            while let Some(&quoted) = chars.get(index).filter(|c| **c != '\'') {
                out.push(quoted);
                index += 1;
            }
            index += 1;
            continue;
        }
        let count = chars[index..].iter().take_while(|c| **c == letter).count();
        index += count;
        let made = match (letter, count) {
            ('y' | 'u', 2) => "%y",
            ('y' | 'u', _) => "%Y",
            ('M', 1) => "%-m",
            ('M', 2) => "%m",
            ('M', 3) => "%b",
            ('M', _) => "%B",
            ('d', 1) => "%-d",
            ('d', _) => "%d",
            ('D', _) => "%j",
            ('E', 1..=3) => "%a",
            ('E', _) => "%A",
            ('H', 1) => "%-H",
            ('H', _) => "%H",
            ('h', 1) => "%-I",
            ('h', _) => "%I",
            ('m', 1) => "%-M",
            ('m', _) => "%M",
            ('s', 1) => "%-S",
            ('s', _) => "%S",
            ('S', 1..=3) => "%3f",
            ('S', _) => "%6f",
            ('a', _) => "%p",
            ('w', _) => "%V",
            _ => {
                out.extend(std::iter::repeat_n(letter, count));
                continue;
            }
        };
        out.push_str(made);
    }
    out
}

/// `0` and `#` stand for digits, `,` for groups of three, `.` for the point; what stands around them is kept.
fn number(value: f64, pattern: &str) -> String {
    let is_digit = |c: char| matches!(c, '0' | '#' | ',' | '.');
    let Some(start) = pattern.find(is_digit) else { return value.to_string() };
    let end = pattern[start..].find(|c| !is_digit(c)).map_or(pattern.len(), |at| start + at);
    let (whole, fraction) = pattern[start..end].split_once('.').unwrap_or((&pattern[start..end], ""));
    let mut digits = format!("{:.*}", fraction.len().min(30), value.abs());
    let needed = fraction.chars().filter(|c| *c == '0').count();
    while let Some(last) = digits.split_once('.').and_then(|(_, f)| (f.len() > needed).then(|| f.ends_with('0'))) {
        if !last {
            break;
        }
        digits.pop();
    }
    let (integer, fraction) =
        digits.trim_end_matches('.').split_once('.').unwrap_or((digits.trim_end_matches('.'), ""));
    let least = whole.chars().filter(|c| *c == '0').count();
    let mut integer = format!("{integer:0>least$}");
    if whole.contains(',') {
        let length = integer.len();
        integer = integer
            .chars()
            .enumerate()
            .flat_map(|(at, c)| (at > 0 && (length - at).is_multiple_of(3)).then_some(',').into_iter().chain([c]))
            .collect();
    }
    let sign = if value < 0.0 { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{}{integer}{point}{fraction}{}", &pattern[..start], &pattern[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_their_digits() {
        assert_eq!(number(1_234_567.891, "#,##0.00"), "1,234,567.89");
        assert_eq!(number(0.5, "0.##"), "0.5");
        assert_eq!(number(7.0, "000"), "007");
        assert_eq!(number(-3.0, "$0"), "-$3");
    }

    #[test]
    fn times_follow_their_letters() {
        let micros = 1_772_546_709_000_000;
        assert_eq!(time(micros, "yyyy-MM-dd HH:mm").unwrap(), "2026-03-03 14:05");
        assert_eq!(time(micros, "d MMM yy 'at' H").unwrap(), "3 Mar 26 at 14");
    }
}
