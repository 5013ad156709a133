//! Figures of chosen cells.

use std::cmp::Ordering;

use arrow::array::{Array as _, ArrayRef, AsArray as _};
use arrow::datatypes::{DataType, Decimal128Type, Float64Type, Int64Type};

use super::additive::no_sum;
use super::exact::Exact;
use super::export::cell::double;
use super::look::{Figures, NoSum, NotAdded};
use super::table::{Selection, Table};
use crate::Result;

/// A number of a cell.
#[derive(Clone, Copy)]
enum Number {
    Exact(Exact),
    Floating(f64),
}

impl Number {
    fn approximate(self) -> f64 {
        match self {
            Self::Exact(exact) => exact.approximate(),
            Self::Floating(value) => value,
        }
    }

    fn compare(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Exact(left), Self::Exact(right)) => left.compare(right),
            _ => self.approximate().total_cmp(&other.approximate()),
        }
    }

    /// Exact as long as both are and their digits have room.
    fn plus(self, other: Self) -> Self {
        match (self, other) {
            (Self::Exact(left), Self::Exact(right)) if let Some(sum) = left.plus(right) => Self::Exact(sum),
            _ => Self::Floating(self.approximate() + other.approximate()),
        }
    }

    fn over(self, count: i64) -> Self {
        match self {
            Self::Exact(exact) if let Some(mean) = exact.over(count) => Self::Exact(mean),
            #[expect(clippy::cast_precision_loss, reason = "cells are far fewer than 2^53")]
            _ => Self::Floating(self.approximate() / count as f64),
        }
    }

    fn text(self) -> Option<String> {
        match self {
            Self::Exact(exact) => Some(exact.to_string()),
            Self::Floating(value) => double(value).into_text(),
        }
    }
}

/// What has been seen of numbers.
#[derive(Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) numbers: i64,
    sum: Option<Number>,
    least: Option<Number>,
    greatest: Option<Number>,
}

impl Tally {
    /// Takes in a row of a column of numbers; what is no number counts for nothing.
    pub(super) fn see(&mut self, column: &ArrayRef, row: usize) {
        let Some(number) = number(column, row) else { return };
        self.numbers += 1;
        self.sum = Some(self.sum.map_or(number, |sum| sum.plus(number)));
        if self.least.is_none_or(|least| number.compare(least).is_lt()) {
            self.least = Some(number);
        }
        if self.greatest.is_none_or(|greatest| number.compare(greatest).is_gt()) {
            self.greatest = Some(number);
        }
    }

    /// The mean of all seen.
    pub(super) fn mean(&self) -> Option<String> {
        self.sum.and_then(|sum| sum.over(self.numbers).text())
    }
}

/// The number in a row; none for an empty cell, another type or NaN.
fn number(column: &ArrayRef, row: usize) -> Option<Number> {
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

/// Figures of the numbers in `columns`, in the rows from `first` to `last` of `selection`.
pub(super) fn figures(
    table: &Table,
    selection: &Selection,
    columns: &[u32],
    (first, last): (usize, usize),
) -> Result<Figures> {
    let numeric: Vec<u32> = columns
        .iter()
        .copied()
        .filter(|at| table.schema().fields().get(*at as usize).is_some_and(|field| is_numeric(field.data_type())))
        .collect();
    let mut tally = Tally::default();
    if !numeric.is_empty() {
        let chosen = selection.as_ref().map(|order| {
            let mut chosen = vec![false; table.rows()];
            let inside = order.get(first.min(order.len())..last.saturating_add(1).min(order.len()));
            for row in inside.unwrap_or_default() {
                if let Some(chosen) = chosen.get_mut(*row as usize) {
                    *chosen = true;
                }
            }
            chosen
        });
        table.sift(&numeric, &[], |rows, batch| {
            for (at, row) in rows.iter().enumerate() {
                let row = *row as usize;
                let wanted = match &chosen {
                    Some(chosen) => chosen.get(row).copied().unwrap_or(false),
                    None => (first..=last).contains(&row),
                };
                if wanted {
                    batch.columns().iter().for_each(|column| tally.see(column, at));
                }
            }
            Ok(())
        })?;
    }
    let not_added = numeric.iter().find_map(|at| {
        let name = table.schema().field(*at as usize).name();
        no_sum(name).map(|reason| NotAdded { name: name.clone(), reason })
    });
    let ids = numeric.iter().any(|at| no_sum(table.schema().field(*at as usize).name()) == Some(NoSum::Id));
    let text = |number: Option<Number>| number.and_then(Number::text);
    Ok(Figures {
        numbers: tally.numbers,
        sum: if not_added.is_none() { text(tally.sum) } else { None },
        average: if ids { None } else { tally.mean() },
        least: text(tally.least),
        greatest: text(tally.greatest),
        not_added,
    })
}
