//! Patterns and text.

use std::{collections::HashMap, sync::Arc};

use datafusion::{
    arrow::{
        array::{ArrayRef, BooleanBuilder, ListBuilder, MapBuilder, StringBuilder},
        datatypes::{DataType, Field},
        util::display::{ArrayFormatter, FormatOptions},
    },
    common::{Result, exec_datafusion_err},
};
use regex::Regex;

use super::udf::{at, rows, text_arg, text_rows};

/// Compiled patterns of one call; a pattern is mostly the same in all rows.
#[derive(Default)]
struct Patterns(HashMap<String, Regex>);

impl Patterns {
    fn get(&mut self, pattern: &str, translate: fn(&str) -> String) -> Result<&Regex> {
        if !self.0.contains_key(pattern) {
            let made = Regex::new(&translate(pattern))
                .map_err(|error| exec_datafusion_err!("the pattern `{pattern}` is not valid: {error}"))?;
            self.0.insert(pattern.to_owned(), made);
        }
        self.0.get(pattern).ok_or_else(|| exec_datafusion_err!("a pattern was lost"))
    }
}

fn as_is(pattern: &str) -> String {
    pattern.to_owned()
}

/// SQL's patterns: `%` and `_` stand for any text and any character, `|*+?{}()[]` are those of regular expressions, and the whole text has to match.
fn from_similar(pattern: &str) -> String {
    let mut out = String::from("(?s)^(?:");
    let mut chars = pattern.chars();
    let mut in_class = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                if let Some(next) = chars.next() {
                    out.push_str(&regex::escape(next.encode_utf8(&mut [0; 4])));
                }
            }
            '[' => {
                in_class = true;
                out.push(c);
            }
            ']' => {
                in_class = false;
                out.push(c);
            }
            '%' if !in_class => out.push_str(".*"),
            '_' if !in_class => out.push('.'),
            '.' | '^' | '$' if !in_class => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out.push_str(")$");
    out
}

pub(super) fn similar_to(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let (values, patterns) = (text_arg(args, 0)?, text_arg(args, 1)?);
    let mut known = Patterns::default();
    let mut out = BooleanBuilder::new();
    for row in 0..rows(args) {
        out.append_option(match (at(&values, row), at(&patterns, row)) {
            (Some(value), Some(pattern)) => Some(known.get(pattern, from_similar)?.is_match(value)),
            _ => None,
        });
    }
    Ok(Arc::new(out.finish()))
}

pub(super) fn regexp_replace(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let (values, patterns, others) = (text_arg(args, 0)?, text_arg(args, 1)?, text_arg(args, 2)?);
    let mut known = Patterns::default();
    text_rows(rows(args), |row| {
        let (Some(value), Some(pattern), Some(other)) = (at(&values, row), at(&patterns, row), at(&others, row)) else {
            return Ok(None);
        };
        Ok(Some(known.get(pattern, as_is)?.replace_all(value, other).into_owned()))
    })
}

pub(super) fn regexp_substr(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let (values, patterns) = (text_arg(args, 0)?, text_arg(args, 1)?);
    let mut known = Patterns::default();
    text_rows(rows(args), |row| {
        let (Some(value), Some(pattern)) = (at(&values, row), at(&patterns, row)) else { return Ok(None) };
        Ok(known.get(pattern, as_is)?.find(value).map(|found| found.as_str().to_owned()))
    })
}

pub(super) fn split_type() -> DataType {
    DataType::List(Field::new("item", DataType::Utf8, true).into())
}

pub(super) fn regexp_split(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let (values, patterns) = (text_arg(args, 0)?, text_arg(args, 1)?);
    let mut known = Patterns::default();
    let mut out = ListBuilder::new(StringBuilder::new());
    for row in 0..rows(args) {
        match (at(&values, row), at(&patterns, row)) {
            (Some(value), Some(pattern)) => {
                for piece in known.get(pattern, as_is)?.split(value) {
                    out.values().append_value(piece);
                }
                out.append(true);
            }
            _ => out.append(false),
        }
    }
    Ok(Arc::new(out.finish()))
}

/// Separators default to `,` and `:`, as in Spark.
pub(super) fn str_to_map(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let values = text_arg(args, 0)?;
    let separators = [1, 2].map(|index| (args.len() > index).then(|| text_arg(args, index)).transpose());
    let [pairs, inner] = separators;
    let (pairs, inner) = (pairs?, inner?);
    let mut out = MapBuilder::new(None, StringBuilder::new(), StringBuilder::new());
    for row in 0..rows(args) {
        let between = pairs.as_ref().map_or(Some(","), |column| at(column, row));
        let within = inner.as_ref().map_or(Some(":"), |column| at(column, row));
        let (Some(value), Some(between), Some(within)) = (at(&values, row), between, within) else {
            out.append(false)?;
            continue;
        };
        for pair in value.split(between) {
            match pair.split_once(within) {
                Some((key, value)) => {
                    out.keys().append_value(key);
                    out.values().append_value(value);
                }
                None => {
                    out.keys().append_value(pair);
                    out.values().append_null();
                }
            }
        }
        out.append(true)?;
    }
    Ok(Arc::new(out.finish()))
}

/// `%s`, `%d` and `%f` with width and precision, and `%%`.
pub(super) fn format(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let patterns = text_arg(args, 0)?;
    let options = FormatOptions::default().with_null("null");
    let values = args
        .iter()
        .skip(1)
        .map(|column| ArrayFormatter::try_new(column.as_ref(), &options))
        .collect::<Result<Vec<_>, _>>()?;
    let directive =
        Regex::new(r"%(-?)(0?)(\d*)(?:\.(\d+))?([sdf%])").map_err(|error| exec_datafusion_err!("{error}"))?;
    text_rows(rows(args), |row| {
        let Some(pattern) = at(&patterns, row) else { return Ok(None) };
        let mut next = values.iter();
        let made = directive.replace_all(pattern, |found: &regex::Captures<'_>| {
            if &found[5] == "%" {
                return "%".to_owned();
            }
            let value = next.next().map_or_else(String::new, |value| value.value(row).to_string());
            let digits = found.get(4).and_then(|digits| digits.as_str().parse::<usize>().ok());
            let value = match (&found[5], value.parse::<f64>()) {
                ("f", Ok(number)) => format!("{number:.*}", digits.unwrap_or(6).min(30)),
                ("d", Ok(number)) if value.contains('.') => format!("{number:.0}"),
                _ => value,
            };
            let width = found[3].parse::<usize>().unwrap_or(0).min(1000);
            match (&found[1], &found[2]) {
                ("-", _) => format!("{value:<width$}"),
                (_, "0") => format!("{value:0>width$}"),
                _ => format!("{value:>width$}"),
            }
        });
        Ok(Some(made.into_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_similar_to_pattern_has_to_match_the_whole_text() {
        let matches = |pattern: &str, text: &str| Regex::new(&from_similar(pattern)).unwrap().is_match(text);
        assert!(matches("%(ab|cd)%", "xxcdyy"));
        assert!(matches("a_c", "abc"));
        assert!(!matches("ab", "abc"));
        assert!(!matches("a.c", "abc"));
        assert!(matches("[a-c]+", "abc"));
    }
}
