//! Rows of a result taken together: by the values of some columns, and across those of one more.

mod figure;
mod key;
mod model;

use std::collections::HashMap;

use arrow::array::ArrayRef;

pub(super) use figure::{Figure, Plan};
pub(super) use key::Keys;
pub use model::{GroupAnswer, GroupKey, GroupRequest, GroupUnit, GroupValue, Measure};

use super::column::ColumnType;
use super::derived::Derived;
use super::model::ResultFilter;
use super::table::Table;
use crate::{Error, Result};

/// Groups, and the bytes that they may take while they are worked out, about.
const MOST_GROUPS: usize = if cfg!(test) { 2_000 } else { 1_000_000 };
const MOST_BYTES: usize = 512 * 1024 * 1024;
const MOST_KEYS: usize = 8;
const MOST_VALUES: usize = 20;
/// Values that become columns.
const MOST_ACROSS: usize = 50;

/// All rows that pass the filters, taken together.
pub(super) struct Groups {
    rows: key::Numbered,
    across: key::Numbered,
    /// By the number of the rows' key.
    all: Vec<Vec<Figure>>,
    /// By the numbers of both keys.
    cells: HashMap<(u32, u32), Vec<Figure>>,
    /// By the number of the key across, its rows.
    counts: Vec<u64>,
}

impl Groups {
    /// The keys in the order of their values, with the figures of each.
    pub(super) fn sorted(&self) -> Vec<(&[u8], &[Figure])> {
        let found = self.rows.sorted().into_iter();
        found.filter_map(|(key, number)| Some((key, &**self.all.get(number as usize)?))).collect()
    }
}

/// Takes the rows of a table together that pass the filters: those whose columns `rows`, and of a pivot also `across`, have equal
/// keys.
pub(super) fn gather(
    table: &Table,
    filters: &[ResultFilter],
    (row_columns, rows): (&[u32], &Keys),
    across: Option<(u32, &Keys)>,
    plans: &[Plan],
) -> Result<Groups> {
    let mut columns = row_columns.to_vec();
    columns.extend(across.iter().map(|(column, _)| *column));
    let first = columns.len();
    // Where each plan's column stands.
    let places: Vec<Option<usize>> = plans
        .iter()
        .map(|plan| {
            plan.column.map(|column| {
                columns.push(column);
                columns.len() - 1
            })
        })
        .collect();
    let mut groups = Groups {
        rows: key::Numbered::default(),
        across: key::Numbered::default(),
        all: Vec::new(),
        cells: HashMap::new(),
        counts: Vec::new(),
    };
    let mut bytes = 0;
    let begin = || plans.iter().map(Plan::begin).collect::<Vec<_>>();
    table.sift(&columns, filters, |numbers, batch| {
        let keys = batch.columns().get(..first).unwrap_or_default();
        let (row_arrays, across_arrays) = keys.split_at(row_columns.len().min(keys.len()));
        let row_keys = rows.encode(row_arrays)?;
        let across_keys = across.map(|(_, keys)| keys.encode(across_arrays)).transpose()?.flatten();
        let arrays: Vec<Option<&ArrayRef>> =
            places.iter().map(|place| place.and_then(|place| batch.columns().get(place))).collect();
        let encoded = plans.iter().zip(&arrays).map(|(plan, array)| plan.encode(*array)).collect::<Result<Vec<_>>>()?;
        for at in 0..numbers.len() {
            let (row, new) = groups.rows.number(row_keys.as_ref().map_or(&[], |keys| keys.row(at).data()));
            bytes += new;
            if groups.all.len() == row as usize {
                groups.all.push(begin());
            }
            let mut see = |figures: &mut Vec<Figure>| {
                for ((plan, figure), (array, rows)) in plans.iter().zip(figures).zip(arrays.iter().zip(&encoded)) {
                    bytes += plan.see(figure, *array, rows.as_ref(), at);
                }
            };
            if let Some(figures) = groups.all.get_mut(row as usize) {
                see(figures);
            }
            if let Some(keys) = &across_keys {
                let (column, new) = groups.across.number(keys.row(at).data());
                if groups.counts.len() == column as usize {
                    groups.counts.push(0);
                }
                if let Some(count) = groups.counts.get_mut(column as usize) {
                    *count += 1;
                }
                see(groups.cells.entry((row, column)).or_insert_with(begin));
                bytes += new;
            }
            if groups.rows.len() > MOST_GROUPS || groups.cells.len() > MOST_GROUPS || bytes > MOST_BYTES {
                return Err(too_many());
            }
        }
        Ok(())
    })?;
    // All of no rows is a group, too.
    if row_columns.is_empty() && groups.all.is_empty() {
        groups.rows.number(&[]);
        groups.all.push(begin());
    }
    Ok(groups)
}

fn too_many() -> Error {
    Error::new("result.too_many_groups", "These columns make more than a million groups.")
        .next("Group by fewer columns, take days together by month, or filter the rows first.")
}

/// What a request asks for, and how many values of `across` have no columns of their own.
pub(super) fn group(table: &Table, request: &GroupRequest) -> Result<(Derived, u64)> {
    if request.rows.len() > MOST_KEYS || request.values.is_empty() || request.values.len() > MOST_VALUES {
        return Err(Error::invalid("Rows are grouped by up to eight columns, with one to twenty figures."));
    }
    let rows = Keys::new(table, &request.rows, &[])?;
    let across = request.across.map(|key| Keys::new(table, &[key], &[])).transpose()?;
    let plans = request.values.iter().map(|value| Plan::new(table, *value)).collect::<Result<Vec<_>>>()?;
    let row_columns: Vec<u32> = request.rows.iter().map(|key| key.column).collect();
    let across_key = request.across.map(|key| key.column).zip(across.as_ref());
    let groups = gather(table, &request.filters, (&row_columns, &rows), across_key, &plans)?;

    let sorted = groups.rows.sorted();
    let keys: Vec<&[u8]> = sorted.iter().map(|(key, _)| *key).collect();
    let mut derived = Derived::new(keys.len());
    for (name, kind, column) in rows.columns(&keys)? {
        derived.push(name, kind, column);
    }
    let mut left_out = 0;
    if let Some(across) = &across {
        let (shown, out) = columns_across(&groups, across)?;
        left_out = out;
        for (name, column) in shown {
            for (at, plan) in plans.iter().enumerate() {
                let figures =
                    sorted.iter().map(|(_, row)| groups.cells.get(&(*row, column))?.get(at)).collect::<Vec<_>>();
                let (kind, array) = plan.column(&figures)?;
                derived.push(format!("{name} \u{b7} {}", plan.name), kind, array);
            }
        }
    }
    for (at, plan) in plans.iter().enumerate() {
        let figures = sorted.iter().map(|(_, row)| groups.all.get(*row as usize)?.get(at)).collect::<Vec<_>>();
        let (kind, array): (ColumnType, ArrayRef) = plan.column(&figures)?;
        let name = if across.is_some() { format!("all \u{b7} {}", plan.name) } else { plan.name.clone() };
        derived.push(name, kind, array);
    }
    Ok((derived, left_out))
}

/// The values that become columns, with their numbers, in the order of the values; and how many others there are, of fewer rows.
fn columns_across(groups: &Groups, across: &Keys) -> Result<(Vec<(String, u32)>, u64)> {
    let mut found = groups.across.sorted();
    let all = found.len();
    if all > MOST_ACROSS {
        let count = |number: u32| groups.counts.get(number as usize).copied().unwrap_or(0);
        found.sort_by_key(|(_, number)| std::cmp::Reverse(count(*number)));
        found.truncate(MOST_ACROSS);
        found.sort_unstable();
    }
    let keys: Vec<&[u8]> = found.iter().map(|(key, _)| *key).collect();
    let names = across.names(&keys)?;
    let left_out = u64::try_from(all - found.len()).unwrap_or(u64::MAX);
    Ok((names.into_iter().zip(found.into_iter().map(|(_, number)| number)).collect(), left_out))
}
