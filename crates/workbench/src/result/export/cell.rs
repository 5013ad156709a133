//! The exact text of a cell, as exports, profiles and the grid have it.

use arrow::array::{Array as _, ArrayRef, AsArray as _, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType};

/// A cell.
pub(in crate::result) enum Cell<'a> {
    Null,
    Text(&'a str),
    /// Digits, `true`, a day: never quoted, never guarded.
    Bare(String),
    /// A number that JSON has no word for.
    Odd(&'static str),
}

impl Cell<'_> {
    /// Its text; `None` for an empty cell.
    pub(in crate::result) fn into_text(self) -> Option<String> {
        match self {
            Self::Null => None,
            Self::Text(text) | Self::Odd(text) => Some(text.to_owned()),
            Self::Bare(text) => Some(text),
        }
    }
}

/// The cells of a row.
pub(super) fn cells(batch: &RecordBatch, row: usize) -> impl Iterator<Item = Cell<'_>> {
    batch.columns().iter().map(move |column| cell(column, row))
}

/// The cell of `column` in `row`.
pub(in crate::result) fn cell(column: &ArrayRef, row: usize) -> Cell<'_> {
    if column.is_null(row) {
        return Cell::Null;
    }
    match column.data_type() {
        DataType::Utf8 => Cell::Text(column.as_string::<i32>().value(row)),
        DataType::Boolean => Cell::Bare(column.as_boolean().value(row).to_string()),
        DataType::Int64 => Cell::Bare(column.as_primitive::<Int64Type>().value(row).to_string()),
        DataType::Float64 => double(column.as_primitive::<Float64Type>().value(row)),
        DataType::Decimal128(..) => Cell::Bare(column.as_primitive::<Decimal128Type>().value_as_string(row)),
        DataType::Date32 => column
            .as_primitive::<Date32Type>()
            .value_as_date(row)
            .map_or(Cell::Null, |day| Cell::Bare(day.format("%Y-%m-%d").to_string())),
        DataType::Timestamp(..) => column
            .as_primitive::<TimestampMicrosecondType>()
            .value_as_datetime(row)
            .map_or(Cell::Null, |at| Cell::Bare(at.format("%Y-%m-%dT%H:%M:%S%.f").to_string())),
        _ => Cell::Null,
    }
}

/// The cell of a floating-point number: as few digits as keep it.
pub(in crate::result) fn double(value: f64) -> Cell<'static> {
    if value.is_nan() {
        Cell::Odd("NaN")
    } else if value.is_infinite() {
        Cell::Odd(if value > 0.0 { "Infinity" } else { "-Infinity" })
    } else if value != 0.0 && !(1e-7..1e21).contains(&value.abs()) {
        Cell::Bare(format!("{value:e}"))
    } else {
        Cell::Bare(value.to_string())
    }
}
