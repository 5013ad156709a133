//! Rows that are no run's result: what a query over kept results brought. Kept while the application runs, paged and exported as
//! results are.

use std::fs::File;
use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;

use super::import::{begin, disk, write_failed};
use super::model::{ResultColumn, ResultSummary};
use super::place::{Incoming, hash};
use crate::Result;

/// A file of such rows; gone when dropped.
#[derive(Debug)]
pub(crate) struct LocalFile {
    folder: Incoming,
}

/// Writes one.
pub(crate) struct LocalWriter {
    folder: Incoming,
    writer: ArrowWriter<File>,
}

impl LocalFile {
    /// A writer of rows with the types in which results are kept ([`super::ColumnType::arrow`]).
    ///
    /// # Errors
    /// `store.full`, `result.io`.
    pub(crate) fn begin(folder: Incoming, schema: SchemaRef) -> Result<LocalWriter> {
        // It need not outlive a power cut.
        let (writer, _) = begin(&folder.parquet(), schema)?;
        Ok(LocalWriter { folder, writer })
    }

    pub(super) fn path(&self) -> PathBuf {
        self.folder.parquet()
    }

    /// Gives the file a place in which it stays. Blocking.
    ///
    /// # Errors
    /// `store.full`, `result.io`.
    pub(crate) fn stay(self, place: &Path) -> Result<()> {
        if let Some(folder) = place.parent() {
            std::fs::create_dir_all(folder).map_err(disk)?;
        }
        std::fs::rename(self.path(), place).map_err(disk)
    }
}

impl LocalWriter {
    /// Writes rows.
    ///
    /// # Errors
    /// `store.full`, `result.io`.
    pub(crate) fn write(&mut self, rows: &RecordBatch) -> Result<()> {
        self.writer.write(rows).map_err(write_failed)
    }

    /// Ends the file.
    ///
    /// # Errors
    /// `store.full`, `result.io`.
    pub(crate) fn end(self) -> Result<LocalFile> {
        self.writer.close().map_err(write_failed)?;
        Ok(LocalFile { folder: self.folder })
    }
}

/// What is told of such a file.
///
/// # Errors
/// `result.io`.
pub(crate) fn summarise(file: &LocalFile, row_count: i64, columns: Vec<ResultColumn>) -> Result<ResultSummary> {
    let (size, sha256) = hash(&file.path()).map_err(disk)?;
    let size_bytes = i64::try_from(size).unwrap_or(i64::MAX);
    Ok(ResultSummary { row_count, columns, size_bytes, sha256, stored_at: 0 })
}
