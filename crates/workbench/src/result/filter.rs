//! Filters: which rows of a batch are kept. Numbers compare exactly, 64-bit ids and decimals included.

use std::cmp::Ordering;

use arrow::array::{Array, ArrayRef, AsArray as _, BooleanArray, Float64Array};
use arrow::datatypes::{DataType, Decimal128Type, Float64Type, Int64Type};
use arrow::util::display::{ArrayFormatter, FormatOptions};

use crate::{Error, Result};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    AtLeast,
    AtMost,
    More,
    Less,
    Equal,
    NotEqual,
}

impl Operator {
    fn parse(text: &str) -> Option<(Self, &str)> {
        [
            (">=", Self::AtLeast),
            ("<=", Self::AtMost),
            ("!=", Self::NotEqual),
            ("<>", Self::NotEqual),
            (">", Self::More),
            ("<", Self::Less),
            ("=", Self::Equal),
        ]
        .into_iter()
        .find_map(|(sign, operator)| text.strip_prefix(sign).map(|rest| (operator, rest.trim())))
    }

    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::AtLeast => ordering.is_ge(),
            Self::AtMost => ordering.is_le(),
            Self::More => ordering.is_gt(),
            Self::Less => ordering.is_lt(),
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
        }
    }
}

/// A filter made ready for the type of its column.
#[derive(Debug, Clone)]
pub(super) struct Predicate {
    test: Test,
}

#[derive(Debug, Clone)]
enum Test {
    Contains(String),
    Number(Operator, Exact),
    /// Days and moments, whose written form sorts as they do. A day or a month stands for every moment in it.
    Written(Operator, String),
}

/// A decimal number: `mantissa` / 10^`scale`.
#[derive(Debug, Clone, Copy)]
struct Exact {
    mantissa: i128,
    scale: u32,
}

impl Exact {
    fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
        let digits = digits.strip_prefix('+').unwrap_or(digits);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || all.len() > 38 || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Some(Self { mantissa: sign * all.parse::<i128>().ok()?, scale: u32::try_from(fraction.len()).ok()? })
    }

    fn compare(self, other: Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        let lift = |number: Self| {
            10_i128.checked_pow(scale - number.scale).and_then(|factor| number.mantissa.checked_mul(factor))
        };
        match (lift(self), lift(other)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => self.approximate().total_cmp(&other.approximate()),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "only beyond 38 digits, and for columns of floating point")]
    fn approximate(self) -> f64 {
        self.mantissa as f64 / 10_f64.powi(i32::try_from(self.scale).unwrap_or(38))
    }
}

impl Predicate {
    /// Makes `text` ready for a column of `data_type`.
    ///
    /// # Errors
    /// `result.filter` when a comparison is not with a number, or not with a date.
    pub(super) fn new(text: &str, data_type: &DataType) -> Result<Self> {
        let trimmed = text.trim();
        let contains = || Test::Contains(text.to_lowercase());
        let test = match (data_type, Operator::parse(trimmed)) {
            (DataType::Int64 | DataType::Float64 | DataType::Decimal128(..), Some((operator, number))) => {
                let Some(number) = Exact::parse(number) else {
                    return Err(Error::new("result.filter", format!("“{trimmed}” does not compare with a number."))
                        .next("Write for example >= 10, <5 or =3, or a text to look for."));
                };
                Test::Number(operator, number)
            }
            (DataType::Date32 | DataType::Timestamp(..), Some((operator, written))) => {
                let written = written.replace(' ', "T");
                if !begins_a_moment(&written) {
                    return Err(Error::new("result.filter", format!("“{trimmed}” does not compare with a date."))
                        .next(
                            "Write for example >= 2026-02-01, <2026-03 or =2026-02-01 10:30, or a text to look for.",
                        ));
                }
                Test::Written(operator, written)
            }
            _ => contains(),
        };
        Ok(Self { test })
    }

    /// Which rows of `array` are kept. Empty cells never are.
    pub(super) fn matches(&self, array: &ArrayRef) -> Result<BooleanArray> {
        let unfit = |_| Error::internal("a filter met an unknown type");
        Ok(match &self.test {
            Test::Contains(needle) => {
                if let Some(texts) = array.as_string_opt::<i32>() {
                    texts.iter().map(|text| text.map(|text| contains(text, needle))).collect()
                } else {
                    let options = FormatOptions::default();
                    let formatter = ArrayFormatter::try_new(array.as_ref(), &options).map_err(unfit)?;
                    each(array, |row| contains(&formatter.value(row).to_string(), needle))
                }
            }
            Test::Number(operator, number) => match array.data_type() {
                DataType::Int64 => {
                    let values = array.as_primitive::<Int64Type>();
                    each(array, |row| {
                        operator.holds(Exact { mantissa: values.value(row).into(), scale: 0 }.compare(*number))
                    })
                }
                DataType::Decimal128(_, scale) => {
                    let scale = u32::try_from(*scale).unwrap_or(0);
                    let values = array.as_primitive::<Decimal128Type>();
                    each(array, |row| operator.holds(Exact { mantissa: values.value(row), scale }.compare(*number)))
                }
                _ => {
                    let values: &Float64Array = array.as_primitive::<Float64Type>();
                    let number = number.approximate();
                    each(array, |row| {
                        values.value(row).partial_cmp(&number).is_some_and(|ordering| operator.holds(ordering))
                    })
                }
            },
            Test::Written(operator, written) => {
                let options = FormatOptions::default();
                let formatter = ArrayFormatter::try_new(array.as_ref(), &options).map_err(unfit)?;
                each(array, |row| {
                    let value = formatter.value(row).to_string();
                    operator.holds(value.get(..written.len()).unwrap_or(&value).cmp(written))
                })
            }
        })
    }
}

/// Whether `written` is a year or the beginning of a moment from there on, cut between two of its parts.
fn begins_a_moment(written: &str) -> bool {
    const WHOLE: &str = "0000-00-00T00:00:00";
    matches!(written.len(), 4 | 7 | 10 | 13 | 16 | 19)
        && written.bytes().zip(WHOLE.bytes()).all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            sign => byte == sign,
        })
}

fn each(array: &ArrayRef, test: impl Fn(usize) -> bool) -> BooleanArray {
    (0..array.len()).map(|row| Some(array.is_valid(row) && test(row))).collect()
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
