//! Columns that rows were filtered by last, in memory: a person types letter by letter, and each letter asks for all rows anew.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;

use arrow::array::ArrayRef;

use super::filter::Predicate;
use super::model::ResultFilter;
use super::table::{Table, broken};
use crate::Result;

/// Bytes that the columns may take together.
const MOST_BYTES: usize = if cfg!(test) { 1024 * 1024 } else { 64 * 1024 * 1024 };

/// A column of a file, an array for each group of its rows.
#[derive(Clone, Debug)]
struct Column {
    path: PathBuf,
    sha256: String,
    number: u32,
    groups: Arc<Vec<ArrayRef>>,
    bytes: usize,
}

/// The columns that are held, the last one used first.
#[derive(Default)]
pub(super) struct Held {
    columns: VecDeque<Column>,
}

impl Held {
    /// The numbers of the rows that pass all `filters`, rising; `None` where their columns are too large to be held together.
    ///
    /// # Errors
    /// `invalid` for an unknown column, `result.filter`, `result.damaged`, `result.io`.
    pub(super) fn passing(
        &mut self,
        table: &Table,
        sha256: &str,
        filters: &[ResultFilter],
    ) -> Result<Option<Vec<u32>>> {
        let mut tests = Vec::with_capacity(filters.len());
        let mut bytes = 0;
        for filter in filters {
            let predicate = Predicate::new(filter, table.data_type(filter.column)?)?;
            let Some(column) = self.column(table, sha256, filter.column)? else { return Ok(None) };
            // One that several filters ask about counts for each: what is held stays below the limit all the more.
            bytes += column.bytes;
            if bytes > MOST_BYTES {
                return Ok(None);
            }
            tests.push((predicate, column.groups));
        }
        let mut rows = Vec::new();
        let mut first = 0_u32;
        for at in 0..table.groups() {
            let mut passes: Option<Vec<bool>> = None;
            for (predicate, groups) in &tests {
                let own = predicate.matches(groups.get(at).ok_or_else(broken)?)?;
                match &mut passes {
                    None => passes = Some(own),
                    Some(all) if all.len() == own.len() => {
                        all.iter_mut().zip(own).for_each(|(all, own)| *all &= own);
                    }
                    Some(_) => return Err(broken()),
                }
            }
            let passes = passes.unwrap_or_default();
            rows.extend((first..).zip(&passes).filter_map(|(row, passes)| passes.then_some(row)));
            first = first.saturating_add(u32::try_from(passes.len()).unwrap_or(u32::MAX));
        }
        Ok(Some(rows))
    }

    fn column(&mut self, table: &Table, sha256: &str, number: u32) -> Result<Option<Column>> {
        let known = |held: &Column| held.number == number && held.sha256 == sha256 && held.path == table.path();
        if let Some(at) = self.columns.iter().position(known) {
            let column = self.columns.remove(at);
            self.columns.extend(column.clone());
            self.columns.rotate_right(1);
            return Ok(column);
        }
        let Some((groups, bytes)) = table.column(number, MOST_BYTES)? else { return Ok(None) };
        let path = table.path().to_owned();
        let column = Column { path, sha256: sha256.to_owned(), number, groups: Arc::new(groups), bytes };
        self.columns.push_front(column.clone());
        while self.columns.iter().map(|column| column.bytes).sum::<usize>() > MOST_BYTES {
            self.columns.pop_back();
        }
        Ok(Some(column))
    }
}
