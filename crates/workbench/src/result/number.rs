//! Numbers of cells: exact as long as their digits have room.

use std::cmp::Ordering;

use std::sync::Arc;

use arrow::array::{Array as _, ArrayRef, AsArray as _, Decimal128Array, Float64Array, Int64Array};
use arrow::datatypes::{DataType, Decimal128Type, Float64Type, Int64Type};

use super::column::ColumnType;
use super::exact::Exact;
use super::export::cell::double;

/// A number of a cell.
#[derive(Clone, Copy)]
pub(super) enum Number {
    Exact(Exact),
    Floating(f64),
}

impl Number {
    pub(super) fn approximate(self) -> f64 {
        match self {
            Self::Exact(exact) => exact.approximate(),
            Self::Floating(value) => value,
        }
    }

    pub(super) fn compare(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Exact(left), Self::Exact(right)) => left.compare(right),
            _ => self.approximate().total_cmp(&other.approximate()),
        }
    }

    /// Exact as long as both are and their digits have room.
    pub(super) fn plus(self, other: Self) -> Self {
        match (self, other) {
            (Self::Exact(left), Self::Exact(right)) if let Some(sum) = left.plus(right) => Self::Exact(sum),
            _ => Self::Floating(self.approximate() + other.approximate()),
        }
    }

    /// As exact as [`Self::plus`].
    pub(super) fn minus(self, other: Self) -> Self {
        self.plus(match other {
            Self::Exact(exact) => Self::Exact(Exact { mantissa: -exact.mantissa, scale: exact.scale }),
            Self::Floating(value) => Self::Floating(-value),
        })
    }

    pub(super) fn over(self, count: i64) -> Self {
        match self {
            Self::Exact(exact) if let Some(mean) = exact.over(count) => Self::Exact(mean),
            #[expect(clippy::cast_precision_loss, reason = "cells are far fewer than 2^53")]
            _ => Self::Floating(self.approximate() / count as f64),
        }
    }

    pub(super) fn text(self) -> Option<String> {
        match self {
            Self::Exact(exact) => Some(exact.to_string()),
            Self::Floating(value) => double(value).into_text(),
        }
    }
}

/// The number in a row; none for an empty cell, another type or NaN.
pub(super) fn number(column: &ArrayRef, row: usize) -> Option<Number> {
    if column.is_null(row) {
        return None;
    }
    match column.data_type() {
        DataType::Int64 => {
            let mantissa = column.as_primitive::<Int64Type>().value(row).into();
            Some(Number::Exact(Exact { mantissa, scale: 0 }))
        }
        DataType::Decimal128(_, scale) => {
            let mantissa = column.as_primitive::<Decimal128Type>().value(row);
            Some(Number::Exact(Exact { mantissa, scale: u32::try_from(*scale).unwrap_or(0) }))
        }
        DataType::Float64 => {
            let value = column.as_primitive::<Float64Type>().value(row);
            (!value.is_nan()).then_some(Number::Floating(value))
        }
        _ => None,
    }
}

/// Whether a column holds numbers.
pub(super) fn is_numeric(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Int64 | DataType::Float64 | DataType::Decimal128(..))
}

/// A column of these numbers: whole numbers, else decimals, where each has room in them; else of floating point.
pub(super) fn column(numbers: &[Option<Number>]) -> (ColumnType, ArrayRef) {
    const DIGITS: u8 = 38;
    let exact = |number: &Option<Number>| match number {
        Some(Number::Floating(_)) => None,
        Some(Number::Exact(exact)) => Some(Some(*exact)),
        None => Some(None),
    };
    let all_exact: Option<Vec<Option<Exact>>> = numbers.iter().map(exact).collect();
    if let Some(all) = all_exact {
        let scale = all.iter().flatten().map(|exact| exact.scale).max().unwrap_or(0);
        let lifted: Option<Vec<Option<i128>>> = all
            .iter()
            .map(|number| match number {
                None => Some(None),
                Some(exact) => exact.lift(scale).map(Some),
            })
            .collect();
        if let Some(lifted) = lifted {
            let longs: Option<Vec<Option<i64>>> = lifted
                .iter()
                .map(|number| match number {
                    None => Some(None),
                    Some(number) => i64::try_from(*number).ok().map(Some),
                })
                .collect();
            if let Some(longs) = longs.filter(|_| scale == 0) {
                return (ColumnType::Long, Arc::new(Int64Array::from(longs)));
            }
            let room = 10_i128.pow(DIGITS.into());
            let kind = ColumnType::Decimal(DIGITS, i8::try_from(scale).unwrap_or(i8::MAX));
            if u8::try_from(scale).is_ok_and(|scale| scale <= DIGITS)
                && lifted.iter().flatten().all(|number| (-room < *number) && (*number < room))
            {
                return (kind, Arc::new(Decimal128Array::from(lifted).with_data_type(kind.arrow())));
            }
        }
    }
    let floating: Float64Array = numbers.iter().map(|number| number.map(Number::approximate)).collect();
    (ColumnType::Double, Arc::new(floating))
}
