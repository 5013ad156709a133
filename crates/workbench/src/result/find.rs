//! Cells that hold a text, over all rows of a result.

use std::sync::Arc;

use super::filter::Predicate;
use super::look::{FindRequest, FoundCell};
use super::number::is_numeric;
use super::table::{Selection, Table};
use crate::Result;

/// Cells that are remembered.
const MOST_FOUND: usize = 1_000_000;

/// The cells that were found, in the order in which they are shown.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Row and place of the column, in one number that sorts as they do.
    cells: Arc<Vec<u64>>,
    all: bool,
}

fn packed(row: u32, place: u32) -> u64 {
    u64::from(row) << 32 | u64::from(place)
}

/// Finds all cells of `columns` that hold `text`, in the rows of `selection`. Nothing is found where nothing is sought.
pub(super) fn find(table: &Table, selection: &Selection, columns: &[u32], text: &str) -> Result<Found> {
    if text.is_empty() || columns.is_empty() {
        return Ok(Found { cells: Arc::default(), all: true });
    }
    // Where each row of the file is shown.
    let shown = selection.as_ref().map(|order| {
        let mut shown = vec![u32::MAX; table.rows()];
        for (at, row) in order.iter().enumerate() {
            if let Some(place) = shown.get_mut(*row as usize) {
                *place = u32::try_from(at).unwrap_or(u32::MAX);
            }
        }
        shown
    });
    let (exact, digits) = (Predicate::contains(text), Predicate::contains(&without_groups(text)));
    let mut cells = Vec::new();
    let mut all = true;
    table.sift(columns, &[], |rows, batch| {
        for (place, column) in (0_u32..).zip(batch.columns()) {
            let predicate = if is_numeric(column.data_type()) { &digits } else { &exact };
            for (matches, row) in predicate.matches(column)?.into_iter().zip(rows) {
                let row = match &shown {
                    Some(shown) => shown.get(*row as usize).copied().unwrap_or(u32::MAX),
                    None => *row,
                };
                if matches && row != u32::MAX {
                    if cells.len() >= MOST_FOUND {
                        all = false;
                        return Ok(());
                    }
                    cells.push(packed(row, place));
                }
            }
        }
        Ok(())
    })?;
    cells.sort_unstable();
    Ok(Found { cells: Arc::new(cells), all })
}

/// A number as it is kept, from one as the grid shows it: `−1,284` is `-1284`.
fn without_groups(text: &str) -> String {
    let plain: String = text.chars().filter(|c| *c != ',').map(|c| if c == '\u{2212}' { '-' } else { c }).collect();
    let number = plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '.'));
    if number { plain } else { text.to_owned() }
}

impl Found {
    /// The next cell from where `request` begins; after the last comes the first. None when there is no cell at all.
    pub(super) fn next(&self, request: &FindRequest) -> Option<FoundCell> {
        let from = packed(request.row, request.place);
        let count = self.cells.len();
        let at = if request.backward {
            let before = self.cells.partition_point(|cell| *cell < from || (request.here && *cell == from));
            before.checked_sub(1).or_else(|| count.checked_sub(1))?
        } else {
            let after = self.cells.partition_point(|cell| *cell < from || (!request.here && *cell == from));
            if after == count { 0 } else { after }
        };
        let cell = self.cells.get(at)?;
        let half = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        Some(FoundCell {
            row: half(cell >> 32),
            place: half(cell & u64::from(u32::MAX)),
            number: half(at as u64 + 1),
            total: half(count as u64),
            all: self.all,
        })
    }
}
