//! Figures of chosen cells.

use arrow::array::ArrayRef;

use super::additive::no_sum;
use super::look::{Figures, NoSum, NotAdded};
use super::number::{Number, is_numeric, number};
use super::table::{Selection, Table};
use crate::Result;

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
