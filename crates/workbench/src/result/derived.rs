//! Rows that are worked out from results, on their way to a file of their own.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::datatypes::{Field, Schema};

use super::column::ColumnType;
use super::local::{LocalFile, summarise};
use super::model::{ResultColumn, ResultSummary};
use super::place::Incoming;
use super::table::broken;
use crate::Result;

/// Rows written at once.
const BATCH_ROWS: usize = 8_192;

/// Columns of equal length.
pub(super) struct Derived {
    rows: usize,
    fields: Vec<Field>,
    columns: Vec<ResultColumn>,
    arrays: Vec<ArrayRef>,
    names: HashSet<String>,
}

impl Derived {
    pub(super) fn new(rows: usize) -> Self {
        Self { rows, fields: Vec::new(), columns: Vec::new(), arrays: Vec::new(), names: HashSet::new() }
    }

    /// Adds a column; a name that is taken gets a number.
    pub(super) fn push(&mut self, name: String, kind: ColumnType, array: ArrayRef) {
        let mut own = name.clone();
        let mut number = 1;
        while !self.names.insert(own.clone()) {
            number += 1;
            own = format!("{name} ({number})");
        }
        self.fields.push(Field::new(&own, kind.arrow(), true));
        self.columns.push(ResultColumn { name: own, data_type: kind.name(), promised_type: None });
        self.arrays.push(array);
    }

    /// Writes all into a file of its own. Blocking.
    ///
    /// # Errors
    /// `store.full`, `result.io`.
    pub(super) fn write(self, data_dir: &Path) -> Result<(LocalFile, ResultSummary)> {
        let schema = Arc::new(Schema::new(self.fields));
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        let batch = RecordBatch::try_new_with_options(schema.clone(), self.arrays, &options).map_err(|_| broken())?;
        let incoming = Incoming::new(data_dir, &format!("local-{}", uuid::Uuid::now_v7()))?;
        let mut writer = LocalFile::begin(incoming, schema)?;
        for first in (0..self.rows).step_by(BATCH_ROWS) {
            writer.write(&batch.slice(first, BATCH_ROWS.min(self.rows - first)))?;
        }
        let file = writer.end()?;
        let summary = summarise(&file, i64::try_from(self.rows).unwrap_or(i64::MAX), self.columns)?;
        Ok((file, summary))
    }
}
