//! The different values of a column, to be the values of a list.

use std::collections::BTreeSet;

use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::export::cell::cell;
use super::table::Table;
use crate::{Error, Result};

/// Values that are told, and their bytes: what the window takes at once.
const MOST_TOLD: usize = 10_000;
const MOST_TOLD_BYTES: usize = 1 << 20;
/// Bytes of values that are told apart.
const MOST_BYTES: usize = 128 * 1024 * 1024;

/// Different values of a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ColumnValues {
    /// The values, as exact texts in order.
    pub values: Vec<String>,
    /// How many there are in all.
    #[specta(type = Number)]
    pub total: i64,
}

/// Reads them; empty cells are no values. Blocking.
///
/// # Errors
/// `invalid` for an unknown column, `result.too_many_values`, `result.damaged`.
pub(super) fn values(table: &Table, column: u32) -> Result<ColumnValues> {
    let (mut seen, mut bytes) = (BTreeSet::new(), 0);
    table.sift(&[column], &[], |_, batch| {
        let Some(column) = batch.columns().first() else { return Ok(()) };
        for text in (0..column.len()).filter_map(|row| cell(column, row).into_text()) {
            let length = text.len();
            if length > 0 && seen.insert(text) {
                bytes += length;
            }
        }
        if bytes > MOST_BYTES {
            return Err(Error::new("result.too_many_values", "The column has too many different values for a list.")
                .next("Choose another column, or group the rows first."));
        }
        Ok(())
    })?;
    let total = i64::try_from(seen.len()).unwrap_or(i64::MAX);
    let mut room = MOST_TOLD_BYTES;
    let fits = |text: &String| {
        room = room.saturating_sub(text.len() + 8);
        room > 0
    };
    Ok(ColumnValues { values: seen.into_iter().take(MOST_TOLD).take_while(fits).collect(), total })
}
