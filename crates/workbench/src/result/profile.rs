//! What a column holds: how many values, which, and how they are spread.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array as _, ArrayRef, AsArray as _, Date32Array, TimestampMicrosecondArray};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, DecimalType as _, Float64Type, Int64Type, TimestampMicrosecondType,
};

use super::export::cell::{cell, double};
use super::figures::Tally;
use super::look::{Bin, ColumnProfile, ProfileRequest, ValueCount};
use super::table::Table;
use crate::Result;

/// Different values that are counted, and the bytes of their texts.
const MOST_VALUES: usize = if cfg!(test) { 1_000 } else { 1_000_000 };
const MOST_BYTES: usize = 128 * 1024 * 1024;
const TOP: usize = 10;
const BINS: i128 = 20;

/// Profiles a column of the rows that pass the filters.
pub(super) fn profile(table: &Table, request: &ProfileRequest) -> Result<ColumnProfile> {
    let mut seen = Seen::default();
    let columns = [request.column];
    table.sift(&columns, &request.filters, |_, batch| {
        if let Some(column) = batch.columns().first() {
            (0..column.len()).for_each(|row| seen.see(column, row));
        }
        Ok(())
    })?;
    // The first pass refuses a column that is not there.
    let kind = table.schema().field(request.column as usize).data_type().clone();
    let mut bins = Vec::new();
    if let Some(mut spread) = Spread::over(&seen, &kind) {
        table.sift(&columns, &request.filters, |_, batch| {
            if let Some(column) = batch.columns().first() {
                (0..column.len()).for_each(|row| spread.see(column, row));
            }
            Ok(())
        })?;
        bins = spread.bins(&kind);
    }
    Ok(seen.tell(&kind, bins))
}

/// First pass over a column.
#[derive(Default)]
struct Seen {
    rows: i64,
    empty: i64,
    counts: HashMap<String, i64>,
    bytes: usize,
    not_all: bool,
    tally: Tally,
    least: Option<Value>,
    greatest: Option<Value>,
}

/// A value that sorts.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    /// Whole numbers, digits of decimals, days, microseconds.
    Units(i128),
    Floating(f64),
    Text(String),
}

impl Value {
    fn of(column: &ArrayRef, row: usize) -> Option<Self> {
        if column.is_null(row) {
            return None;
        }
        Some(match column.data_type() {
            DataType::Int64 => Self::Units(column.as_primitive::<Int64Type>().value(row).into()),
            DataType::Decimal128(..) => Self::Units(column.as_primitive::<Decimal128Type>().value(row)),
            DataType::Date32 => Self::Units(column.as_primitive::<Date32Type>().value(row).into()),
            DataType::Timestamp(..) => Self::Units(column.as_primitive::<TimestampMicrosecondType>().value(row).into()),
            DataType::Boolean => Self::Units(column.as_boolean().value(row).into()),
            DataType::Float64 => {
                let value = column.as_primitive::<Float64Type>().value(row);
                return (!value.is_nan()).then_some(Self::Floating(value));
            }
            _ => return None,
        })
    }

    /// Its exact text in a column of `kind`.
    fn text(&self, kind: &DataType) -> Option<String> {
        match self {
            Self::Units(units) => written(*units, kind),
            Self::Floating(value) => double(*value).into_text(),
            Self::Text(text) => Some(text.clone()),
        }
    }

    fn less(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Units(left), Self::Units(right)) => left < right,
            (Self::Floating(left), Self::Floating(right)) => left < right,
            (Self::Text(left), Self::Text(right)) => left < right,
            _ => false,
        }
    }
}

impl Seen {
    fn see(&mut self, column: &ArrayRef, row: usize) {
        self.rows += 1;
        let text = match cell(column, row).into_text() {
            Some(text) if !text.is_empty() => text,
            _ => {
                self.empty += 1;
                return;
            }
        };
        self.tally.see(column, row);
        if *column.data_type() == DataType::Utf8 {
            // A text is copied only where it is further out than all before.
            let is = |bound: &Option<Value>, outer: fn(&str, &str) -> bool| match bound {
                Some(Value::Text(bound)) => outer(&text, bound),
                _ => true,
            };
            if is(&self.least, |text, bound| text < bound) {
                self.least = Some(Value::Text(text.clone()));
            }
            if is(&self.greatest, |text, bound| text > bound) {
                self.greatest = Some(Value::Text(text.clone()));
            }
        } else if let Some(value) = Value::of(column, row) {
            if self.least.as_ref().is_none_or(|least| value.less(least)) {
                self.least = Some(value.clone());
            }
            if self.greatest.as_ref().is_none_or(|greatest| greatest.less(&value)) {
                self.greatest = Some(value);
            }
        }
        if let Some(count) = self.counts.get_mut(&text) {
            *count += 1;
        } else if self.counts.len() < MOST_VALUES && self.bytes < MOST_BYTES {
            self.bytes += text.len();
            self.counts.insert(text, 1);
        } else {
            self.not_all = true;
        }
    }

    fn tell(self, kind: &DataType, bins: Vec<Bin>) -> ColumnProfile {
        let Self { rows, empty, counts, not_all, tally, least, greatest, .. } = self;
        let distinct = i64::try_from(counts.len()).unwrap_or(i64::MAX);
        let mut top: Vec<ValueCount> = counts.into_iter().map(|(value, rows)| ValueCount { value, rows }).collect();
        let order = |left: &ValueCount, right: &ValueCount| {
            right.rows.cmp(&left.rows).then_with(|| left.value.cmp(&right.value))
        };
        if top.len() > TOP {
            top.select_nth_unstable_by(TOP - 1, order);
            top.truncate(TOP);
        }
        top.sort_unstable_by(order);
        ColumnProfile {
            rows,
            empty,
            distinct,
            all_counted: !not_all,
            least: least.and_then(|value| value.text(kind)),
            greatest: greatest.and_then(|value| value.text(kind)),
            mean: tally.mean(),
            top,
            bins,
        }
    }
}

/// The text of so many units of a column of `kind`.
fn written(units: i128, kind: &DataType) -> Option<String> {
    let one: ArrayRef = match kind {
        DataType::Int64 => return Some(units.to_string()),
        DataType::Decimal128(precision, scale) => {
            return Some(Decimal128Type::format_decimal(units, *precision, *scale));
        }
        DataType::Boolean => return Some((units != 0).to_string()),
        DataType::Date32 => Arc::new(Date32Array::from(vec![i32::try_from(units).ok()?])),
        _ => Arc::new(TimestampMicrosecondArray::from(vec![i64::try_from(units).ok()?])),
    };
    cell(&one, 0).into_text()
}

/// Second pass: how many rows fall into each part of the range.
struct Spread {
    by: By,
    rows: Vec<i64>,
}

enum By {
    Units { least: i128, greatest: i128, width: i128 },
    Floating { least: f64, greatest: f64 },
}

impl Spread {
    /// Parts of the range that was seen; none where it cannot be parted.
    fn over(seen: &Seen, kind: &DataType) -> Option<Self> {
        if *kind == DataType::Boolean {
            return None;
        }
        match (seen.least.as_ref()?, seen.greatest.as_ref()?) {
            (Value::Units(least), Value::Units(greatest)) => {
                let span = greatest.checked_sub(*least)?.checked_add(BINS)?;
                let width = (span / BINS).max(1);
                let count = usize::try_from((span - BINS) / width + 1).ok()?;
                let by = By::Units { least: *least, greatest: *greatest, width };
                Some(Self { by, rows: vec![0; count] })
            }
            (Value::Floating(least), Value::Floating(greatest)) if (greatest - least).is_finite() => {
                let count = if least < greatest { usize::try_from(BINS).unwrap_or(1) } else { 1 };
                Some(Self { by: By::Floating { least: *least, greatest: *greatest }, rows: vec![0; count] })
            }
            _ => None,
        }
    }

    fn see(&mut self, column: &ArrayRef, row: usize) {
        let Some(value) = Value::of(column, row) else { return };
        let last = self.rows.len() - 1;
        let at = match (&self.by, value) {
            (By::Units { least, width, .. }, Value::Units(units)) => {
                usize::try_from((units - least) / width).unwrap_or(last)
            }
            (By::Floating { least, greatest }, Value::Floating(value)) => {
                let share = (value - least) / (greatest - least);
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    clippy::cast_precision_loss,
                    reason = "a share from 0 to 1 of at most twenty parts"
                )]
                let at = (share * self.rows.len() as f64) as usize;
                at
            }
            _ => return,
        };
        if let Some(rows) = self.rows.get_mut(at.min(last)) {
            *rows += 1;
        }
    }

    fn bins(self, kind: &DataType) -> Vec<Bin> {
        let count = self.rows.len();
        let edges = |at: usize| -> Option<(String, String)> {
            match &self.by {
                By::Units { least, greatest, width } => {
                    let from = least + width * i128::try_from(at).ok()?;
                    Some((written(from, kind)?, written((from + width - 1).min(*greatest), kind)?))
                }
                By::Floating { least, greatest } => {
                    #[expect(clippy::cast_precision_loss, reason = "at most twenty parts")]
                    let edge = |at: usize| {
                        if at == count { *greatest } else { least + (greatest - least) * (at as f64 / count as f64) }
                    };
                    Some((double(edge(at)).into_text()?, double(edge(at + 1)).into_text()?))
                }
            }
        };
        (0..count)
            .zip(&self.rows)
            .filter_map(|(at, rows)| edges(at).map(|(from, to)| Bin { from, to, rows: *rows }))
            .collect()
    }
}
