//! Filters: which rows of a batch are kept. Numbers compare exactly, 64-bit ids and decimals included.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use arrow::array::{Array, ArrayRef, AsArray as _, Float64Array, new_null_array};
use arrow::datatypes::{DataType, Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type};

use super::exact::Exact;
use super::export::cell::cell;
use super::model::{FilterOperator, ResultFilter};
use crate::{Error, Result};

/// Most values of one filter.
const MOST_VALUES: usize = 1_000;

/// A filter made ready for the type of its column.
#[derive(Debug, Clone)]
pub(super) struct Predicate {
    test: Test,
    /// Keeps the rows that do not pass, empty cells among them.
    negated: bool,
}

#[derive(Debug, Clone)]
enum Test {
    Empty,
    Contains(String),
    StartsWith(String),
    Is(String),
    /// To the letter.
    OneOf(HashSet<String>),
    Truth(bool),
    Number(Comparison, Exact),
    /// Days and moments, whose written form sorts as they do. A day or a month stands for every moment in it.
    Written(Comparison, String),
    Any(Vec<Test>),
    All(Vec<Test>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    AtLeast,
    AtMost,
    More,
    Less,
    Equal,
}

impl Comparison {
    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::AtLeast => ordering.is_ge(),
            Self::AtMost => ordering.is_le(),
            Self::More => ordering.is_gt(),
            Self::Less => ordering.is_lt(),
            Self::Equal => ordering.is_eq(),
        }
    }
}

impl Predicate {
    /// Makes `filter` ready for a column of `data_type`.
    ///
    /// # Errors
    /// `result.filter` when it has too few or too many values, or one that is no number, no date or no truth value in a column
    /// of these.
    pub(super) fn new(filter: &ResultFilter, data_type: &DataType) -> Result<Self> {
        use FilterOperator as Op;
        let values = &filter.values;
        let wanted = match filter.operator {
            Op::Empty | Op::NotEmpty => 0..=0,
            Op::Between => 2..=2,
            Op::OneOf => 1..=MOST_VALUES,
            _ => 1..=1,
        };
        if !wanted.contains(&values.len()) {
            let message =
                format!("A filter has {} values and takes {} to {}.", values.len(), wanted.start(), wanted.end());
            return Err(Error::new("result.filter", message).next("Set the filter anew."));
        }
        let compared = |comparison: Comparison, at: usize| -> Result<Test> {
            compare(comparison, values.get(at).map_or("", String::as_str), data_type)
        };
        let text = || values.first().map(|value| value.to_lowercase()).unwrap_or_default();
        let (test, negated) = match filter.operator {
            Op::Empty => (Test::Empty, false),
            Op::NotEmpty => (Test::Empty, true),
            Op::Contains => (Test::Contains(text()), false),
            Op::Lacks => (Test::Contains(text()), true),
            Op::StartsWith => (Test::StartsWith(text()), false),
            Op::Equals => (compared(Comparison::Equal, 0)?, false),
            Op::Differs => (compared(Comparison::Equal, 0)?, true),
            Op::Less => (compared(Comparison::Less, 0)?, false),
            Op::AtMost => (compared(Comparison::AtMost, 0)?, false),
            Op::More => (compared(Comparison::More, 0)?, false),
            Op::AtLeast => (compared(Comparison::AtLeast, 0)?, false),
            Op::Between => {
                (Test::All(vec![compared(Comparison::AtLeast, 0)?, compared(Comparison::AtMost, 1)?]), false)
            }
            Op::OneOf if *data_type == DataType::Utf8 => (Test::OneOf(values.iter().cloned().collect()), false),
            Op::OneOf => {
                let any = (0..values.len()).map(|at| compared(Comparison::Equal, at)).collect::<Result<_>>()?;
                (Test::Any(any), false)
            }
        };
        Ok(Self { test, negated })
    }

    /// Whether a cell holds `text`, in any case.
    pub(super) fn contains(text: &str) -> Self {
        Self { test: Test::Contains(text.to_lowercase()), negated: false }
    }

    /// Which rows of `array` are kept.
    pub(super) fn matches(&self, array: &ArrayRef) -> Result<Vec<bool>> {
        if let Some(dictionary) = array.as_dictionary_opt::<Int32Type>() {
            // Each text is looked at once, however many rows have it.
            let texts = self.matches(dictionary.values())?;
            let none = self.matches(&new_null_array(dictionary.values().data_type(), 1))?.first() == Some(&true);
            let kept = |place: Option<i32>| {
                let place = place.and_then(|place| usize::try_from(place).ok());
                place.map_or(none, |place| texts.get(place).copied().unwrap_or(false))
            };
            return Ok(dictionary.keys().iter().map(kept).collect());
        }
        let mut kept = self.test.passes(array)?;
        if self.negated {
            kept.iter_mut().for_each(|kept| *kept = !*kept);
        }
        Ok(kept)
    }
}

/// Days are compared with days, numbers with numbers; texts only for equality.
fn compare(comparison: Comparison, value: &str, data_type: &DataType) -> Result<Test> {
    let trimmed = value.trim();
    Ok(match data_type {
        DataType::Int64 | DataType::Float64 | DataType::Decimal128(..) => {
            let Some(number) = Exact::parse(trimmed) else {
                return Err(Error::new("result.filter", format!("“{trimmed}” is no number."))
                    .next("Write for example 10, -3 or 0.25."));
            };
            Test::Number(comparison, number)
        }
        DataType::Date32 | DataType::Timestamp(..) => {
            let written = trimmed.replace(' ', "T");
            if !begins_a_moment(&written) {
                return Err(Error::new("result.filter", format!("“{trimmed}” is no date."))
                    .next("Write for example 2026-02-01, 2026-02 or 2026-02-01 10:30."));
            }
            Test::Written(comparison, written)
        }
        DataType::Boolean if comparison == Comparison::Equal => match trimmed {
            "true" => Test::Truth(true),
            "false" => Test::Truth(false),
            _ => {
                return Err(Error::new("result.filter", format!("“{trimmed}” is neither true nor false."))
                    .next("Choose true or false."));
            }
        },
        _ if comparison == Comparison::Equal => Test::Is(value.to_lowercase()),
        _ => {
            return Err(Error::new("result.filter", "Texts have no order that a filter could go by.")
                .next("Filter by what a text contains or begins with."));
        }
    })
}

impl Test {
    fn passes(&self, array: &ArrayRef) -> Result<Vec<bool>> {
        Ok(match self {
            Self::Empty => match array.as_string_opt::<i32>() {
                Some(texts) => texts.iter().map(|text| text.is_none_or(str::is_empty)).collect(),
                None => (0..array.len()).map(|row| array.is_null(row)).collect(),
            },
            Self::Contains(needle) => by_text(array, |text| contains(text, needle)),
            Self::StartsWith(start) => by_text(array, |text| {
                if text.is_ascii() {
                    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
                } else {
                    text.to_lowercase().starts_with(start)
                }
            }),
            Self::Is(wanted) => by_text(array, |text| text.to_lowercase() == *wanted),
            Self::OneOf(wanted) => by_text(array, |text| wanted.contains(text)),
            Self::Truth(wanted) => array
                .as_boolean_opt()
                .map(|values| values.iter().map(|value| value == Some(*wanted)).collect())
                .unwrap_or_default(),
            Self::Number(comparison, number) => numbers(*comparison, *number, array),
            Self::Written(comparison, written) => {
                by_text(array, |value| comparison.holds(value.get(..written.len()).unwrap_or(value).cmp(written)))
            }
            Self::Any(tests) => together(tests, array, false, |left, right| left || right)?,
            Self::All(tests) => together(tests, array, true, |left, right| left && right)?,
        })
    }
}

fn together(tests: &[Test], array: &ArrayRef, first: bool, join: impl Fn(bool, bool) -> bool) -> Result<Vec<bool>> {
    let mut kept = vec![first; array.len()];
    for test in tests {
        kept.iter_mut().zip(test.passes(array)?).for_each(|(kept, passes)| *kept = join(*kept, passes));
    }
    Ok(kept)
}

/// Exact comparison, 64-bit ids and decimals included.
fn numbers(comparison: Comparison, number: Exact, array: &ArrayRef) -> Vec<bool> {
    match array.data_type() {
        DataType::Int64 => {
            let values = array.as_primitive::<Int64Type>();
            each(array, |row| comparison.holds(Exact { mantissa: values.value(row).into(), scale: 0 }.compare(number)))
        }
        DataType::Decimal128(_, scale) => {
            let scale = u32::try_from(*scale).unwrap_or(0);
            let values = array.as_primitive::<Decimal128Type>();
            each(array, |row| comparison.holds(Exact { mantissa: values.value(row), scale }.compare(number)))
        }
        _ => {
            let values: &Float64Array = array.as_primitive::<Float64Type>();
            let number = number.approximate();
            each(array, |row| values.value(row).partial_cmp(&number).is_some_and(|ordering| comparison.holds(ordering)))
        }
    }
}

/// Tests the exact text of each cell that has one.
fn by_text(array: &ArrayRef, test: impl Fn(&str) -> bool) -> Vec<bool> {
    if let Some(texts) = array.as_string_opt::<i32>() {
        return texts.iter().map(|text| text.is_some_and(&test)).collect();
    }
    let passes = |row| cell(array, row).into_text().is_some_and(|text| test(&text));
    match array.as_primitive_opt::<Date32Type>() {
        // Rows are many and days are few.
        Some(days) => {
            let mut known = HashMap::new();
            each(array, |row| *known.entry(days.value(row)).or_insert_with(|| passes(row)))
        }
        None => each(array, passes),
    }
}

/// Whether `written` is a year or the beginning of a moment from there on, cut between two of its parts.
fn begins_a_moment(written: &str) -> bool {
    const WHOLE: &str = "0000-00-00T00:00:00.000000";
    matches!(written.len(), 4 | 7 | 10 | 13 | 16 | 19 | 21..=26)
        && written.bytes().zip(WHOLE.bytes()).all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            sign => byte == sign,
        })
}

fn each(array: &ArrayRef, mut test: impl FnMut(usize) -> bool) -> Vec<bool> {
    (0..array.len()).map(|row| array.is_valid(row) && test(row)).collect()
}

/// `needle` is in lower case already.
fn contains(text: &str, needle: &str) -> bool {
    if text.is_ascii() {
        if needle.is_empty() {
            return true;
        }
        text.len() >= needle.len()
            && text.as_bytes().windows(needle.len()).any(|part| part.eq_ignore_ascii_case(needle.as_bytes()))
    } else {
        text.to_lowercase().contains(needle)
    }
}
