//! Patterns and text.

use std::{collections::HashMap, sync::Arc};

use datafusion::{
    arrow::{
        array::{ArrayRef, BooleanBuilder, Int32Builder, ListBuilder, MapBuilder, StringBuilder},
        datatypes::{DataType, Field},
    },
    common::Result,
};
use regex::Regex;

use super::udf::{at, no_answer, rows, text_arg, text_rows};
use crate::diagnostic::text_words;

/// Compiled patterns of one call; a pattern is mostly the same in all rows.
#[derive(Default)]
struct Patterns(HashMap<String, Regex>);

impl Patterns {
    fn get(&mut self, pattern: &str, translate: fn(&str) -> String) -> Result<&Regex> {
        if !self.0.contains_key(pattern) {
            let made = Regex::new(&translate(pattern))
                .map_err(|_| no_answer(format!("the pattern {} cannot be read", text_words(pattern))))?;
            self.0.insert(pattern.to_owned(), made);
        }
        self.0.get(pattern).ok_or_else(|| no_answer("a pattern was lost"))
    }
}

/// A Java pattern for this engine. Amazon's pages write `(?!)` for "in any case", which Java would take for "never".
fn from_java(pattern: &str) -> String {
    pattern.replace("(?!)", "(?i)")
}

/// Amazon's SIMILAR TO takes a Java pattern and looks for it anywhere in the text (AMC SQL functions, SIMILAR TO): it has to be tied down with
/// `^` and `$` to match the whole.
pub(super) fn similar_to(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let (values, patterns) = (text_arg(args, 0)?, text_arg(args, 1)?);
    let mut known = Patterns::default();
    let mut out = BooleanBuilder::new();
    for row in 0..rows(args) {
        out.append_option(match (at(&values, row), at(&patterns, row)) {
            (Some(value), Some(pattern)) => Some(known.get(pattern, from_java)?.is_match(value)),
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
        Ok(Some(known.get(pattern, from_java)?.replace_all(value, other).into_owned()))
    })
}

pub(super) fn regexp_substr(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let (values, patterns) = (text_arg(args, 0)?, text_arg(args, 1)?);
    let mut known = Patterns::default();
    text_rows(rows(args), |row| {
        let (Some(value), Some(pattern)) = (at(&values, row), at(&patterns, row)) else { return Ok(None) };
        Ok(known.get(pattern, from_java)?.find(value).map(|found| found.as_str().to_owned()))
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
                for piece in known.get(pattern, from_java)?.split(value) {
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

/// Place of a part in a text, from 1, looked for from a start on; 0 if it is not there.
pub(super) fn locate(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let (parts, values) = (text_arg(args, 0)?, text_arg(args, 1)?);
    let starts = (args.len() > 2).then(|| text_arg(args, 2)).transpose()?;
    let mut out = Int32Builder::new();
    for row in 0..rows(args) {
        let start = match &starts {
            None => Some(1),
            Some(starts) => at(starts, row).map(|start| start.parse::<usize>().unwrap_or(0)),
        };
        out.append_option(match (at(&parts, row), at(&values, row), start) {
            (Some(part), Some(value), Some(start)) => Some(place_of(part, value, start)),
            _ => None,
        });
    }
    Ok(Arc::new(out.finish()))
}

fn place_of(part: &str, value: &str, start: usize) -> i32 {
    let Some(skipped) = start.checked_sub(1) else { return 0 };
    let Some(from) = value.char_indices().map(|(at, _)| at).chain([value.len()]).nth(skipped) else { return 0 };
    value[from..].find(part).and_then(|at| i32::try_from(value[..from + at].chars().count() + 1).ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_counted_in_characters_from_its_start() {
        assert_eq!(place_of("b", "abcb", 1), 2);
        assert_eq!(place_of("b", "abcb", 3), 4);
        assert_eq!(place_of("c", "éèc", 1), 3);
        assert_eq!(place_of("z", "abc", 1), 0);
        assert_eq!(place_of("a", "abc", 9), 0);
        assert_eq!(place_of("a", "abc", 0), 0);
    }
}
