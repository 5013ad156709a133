//! From Amazon's CSV files to one Parquet file. Two passes over the downloaded files: the first settles the types, so
//! that no value is ever lost to a type that was told too early; the second writes.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use super::batch::Batch;
use super::column::{ColumnType, Observed};
use super::model::{OutputColumn, ResultColumn};
use super::records::{ReadProblem, Record, Records, is_blank};
use crate::{Error, Result};

/// Rows a result may have.
pub(super) const MOST_ROWS: u64 = 5_000_000;
/// How much larger an unpacked file may be than the packed one.
const MOST_RATIO: u64 = 100;
/// Small files may unpack to this much whatever the ratio.
const RATIO_FLOOR: u64 = 1024 * 1024;
/// Small enough that a page reads little, large enough for statistics to pay.
const GROUP_ROWS: usize = 65_536;
/// A group is held in memory until it is written: one of wide rows ends before it has so many.
const GROUP_BYTES: usize = 16 * 1024 * 1024;

/// What an import wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Rows in the file.
    pub rows: u64,
    /// Its columns.
    pub columns: Vec<ResultColumn>,
}

/// Writes the rows of `files` (parts of one result with equal headers, each perhaps packed with gzip) to `target`, synced.
/// `declared` gives types by column name. Blocking.
///
/// # Errors
/// `result.damaged` for files that are not the CSV they should be, `result.too_large` beyond the caps, `store.full` and
/// `result.io` from the disk.
pub fn import(files: &[PathBuf], declared: &[OutputColumn], target: &Path) -> Result<Imported> {
    import_at_most(MOST_ROWS, files, declared, target)
}

pub(super) fn import_at_most(
    most_rows: u64,
    files: &[PathBuf],
    declared: &[OutputColumn],
    target: &Path,
) -> Result<Imported> {
    let (header, observed, rows) = survey(most_rows, files, declared)?;
    let types: Vec<ColumnType> = observed.iter().map(Observed::settle).collect();
    let names = unique(&header);
    let columns: Vec<ResultColumn> = names
        .iter()
        .zip(&observed)
        .map(|(name, seen)| ResultColumn {
            name: name.clone(),
            data_type: seen.settle().name(),
            promised_type: seen.broken_promise().map(ColumnType::name),
        })
        .collect();
    let fields: Vec<Field> =
        names.iter().zip(&types).map(|(name, kind)| Field::new(name, kind.arrow(), true)).collect();
    let schema = Arc::new(Schema::new(fields));
    let (mut writer, synced) = begin(target, schema.clone())?;
    let mut batch = Batch::new(schema, &types);
    for file in files {
        let mut records = Records::new(open(file)?);
        let mut record = Record::default();
        if !records.read(&mut record).map_err(unreadable)? {
            continue;
        }
        while next_row(&mut records, &mut record, header.len())? {
            batch.push(&record)?;
            if batch.is_full() {
                writer.write(&batch.take()?).map_err(write_failed)?;
            }
        }
    }
    if !batch.is_empty() {
        writer.write(&batch.take()?).map_err(write_failed)?;
    }
    writer.close().map_err(write_failed)?;
    synced.sync_all().map_err(disk)?;
    Ok(Imported { rows, columns })
}

/// Writes rows to `target` in the shape in which results are kept. Blocking.
pub(super) fn write_rows(rows: &RecordBatch, target: &Path) -> Result<()> {
    let (mut writer, synced) = begin(target, rows.schema())?;
    writer.write(rows).map_err(write_failed)?;
    writer.close().map_err(write_failed)?;
    synced.sync_all().map_err(disk)
}

/// A writer to a new file, and the file, to be synced once the writer is closed.
pub(super) fn begin(target: &Path, schema: SchemaRef) -> Result<(ArrowWriter<File>, File)> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        .set_max_row_group_bytes(Some(GROUP_BYTES))
        .set_statistics_enabled(EnabledStatistics::Page)
        .build();
    let out = crate::store::private_file(target).map_err(disk)?;
    out.set_len(0).map_err(disk)?;
    let synced = out.try_clone().map_err(disk)?;
    Ok((ArrowWriter::try_new(out, schema, Some(properties)).map_err(write_failed)?, synced))
}

fn survey(most_rows: u64, files: &[PathBuf], declared: &[OutputColumn]) -> Result<(Vec<String>, Vec<Observed>, u64)> {
    let mut header: Option<Vec<String>> = None;
    let mut observed: Vec<Observed> = Vec::new();
    let mut rows = 0_u64;
    for file in files {
        let mut records = Records::new(open(file)?);
        let mut record = Record::default();
        // A result without rows may come as a file without a byte.
        if !records.read(&mut record).map_err(unreadable)? {
            continue;
        }
        let names: Vec<String> = record.iter().map(|name| name.unwrap_or_default().to_owned()).collect();
        match &header {
            None => {
                observed = names
                    .iter()
                    .map(|name| {
                        let output = declared.iter().find(|column| column.name.eq_ignore_ascii_case(name));
                        Observed::new(output.and_then(|column| ColumnType::declared(&column.data_type)))
                    })
                    .collect();
                header = Some(names);
            }
            Some(first) if *first != names => {
                return Err(damaged("its files have different headers"));
            }
            Some(_) => {}
        }
        while next_row(&mut records, &mut record, observed.len())? {
            rows += 1;
            if rows > most_rows {
                return Err(too_large("it has more than 5 million rows"));
            }
            for (column, text) in observed.iter_mut().zip(record.iter()) {
                if let Some(text) = text {
                    column.see(text);
                }
            }
        }
    }
    Ok(header.map_or_else(
        || {
            let names = declared.iter().map(|column| column.name.clone()).collect();
            let types = declared.iter().map(|column| Observed::new(ColumnType::declared(&column.data_type))).collect();
            (names, types, rows)
        },
        |header| (header, observed, rows),
    ))
}

fn next_row<R: BufRead>(records: &mut Records<R>, record: &mut Record, width: usize) -> Result<bool> {
    loop {
        if !records.read(record).map_err(unreadable)? {
            return Ok(false);
        }
        if width > 1 && is_blank(record) {
            continue;
        }
        if record.len() != width {
            let problem =
                super::records::CsvProblem::Fields { row: records.row(), found: record.len(), expected: width };
            return Err(damaged(&problem.to_string()));
        }
        return Ok(true);
    }
}

/// Column names made distinct, since readers of Parquet and JSON find columns by name.
fn unique(header: &[String]) -> Vec<String> {
    let mut taken: HashSet<String> = header.iter().cloned().collect();
    let mut seen = HashSet::new();
    header
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let base = if name.is_empty() { format!("column_{}", index + 1) } else { name.clone() };
            if seen.insert(base.clone()) {
                return base;
            }
            let mut number = 2;
            loop {
                let candidate = format!("{base}_{number}");
                if taken.insert(candidate.clone()) && seen.insert(candidate.clone()) {
                    return candidate;
                }
                number += 1;
            }
        })
        .collect()
}

/// Opens a downloaded file, unpacking it when it begins like gzip, whatever its name says.
fn open(path: &Path) -> Result<Box<dyn BufRead>> {
    let file = File::open(path).map_err(disk)?;
    let packed = file.metadata().map_err(disk)?.len();
    let mut reader = BufReader::with_capacity(256 * 1024, file);
    if !reader.fill_buf().map_err(disk)?.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(reader));
    }
    let limit = packed.saturating_mul(MOST_RATIO).max(RATIO_FLOOR);
    let unpacked = Bounded { inner: flate2::bufread::MultiGzDecoder::new(reader), left: limit };
    Ok(Box::new(BufReader::with_capacity(256 * 1024, unpacked)))
}

/// Marks the error of [`Bounded`].
#[derive(Debug, thiserror::Error)]
#[error("it unpacks to more than a hundred times its size")]
struct Bomb;

struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| std::io::Error::other(Bomb))?;
        Ok(read)
    }
}

fn unreadable(problem: ReadProblem) -> Error {
    use super::records::CsvProblem;
    match problem {
        ReadProblem::Csv(problem @ (CsvProblem::LongCell { .. } | CsvProblem::ManyColumns)) => {
            too_large(&problem.to_string())
        }
        ReadProblem::Csv(problem) => damaged(&problem.to_string()),
        ReadProblem::Io(error) if error.get_ref().is_some_and(|inner| inner.is::<Bomb>()) => {
            too_large(&Bomb.to_string())
        }
        ReadProblem::Io(error)
            if matches!(
                error.kind(),
                std::io::ErrorKind::InvalidInput | std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof
            ) =>
        {
            damaged("its compression is broken or cut off")
        }
        ReadProblem::Io(error) => disk(error),
    }
}

pub(super) fn damaged(why: &str) -> Error {
    Error::new("result.damaged", format!("The result file cannot be used: {why}."))
        .next("Fetch the result again. If it stays so, run the query again.")
}

fn too_large(why: &str) -> Error {
    Error::new("result.too_large", format!("The result is too large to be kept: {why}."))
        .next("Group by fewer columns or shorten the window, and run the query again.")
}

pub(super) fn write_failed(error: parquet::errors::ParquetError) -> Error {
    use std::error::Error as _;
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(io) = inner.downcast_ref::<std::io::Error>() {
            return disk_kind(io.kind());
        }
        source = inner.source();
    }
    disk_kind(std::io::ErrorKind::Other)
}

/// The disk refused.
pub(crate) fn disk(error: std::io::Error) -> Error {
    disk_kind(error.kind())
}

fn disk_kind(kind: std::io::ErrorKind) -> Error {
    use std::io::ErrorKind;
    match kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            Error::new("store.full", "The disk is full.").next("Free some space and try again. Nothing was lost.")
        }
        ErrorKind::NotFound => Error::new("result.missing", "The result's file is not there any more.")
            .next("Fetch the result again, or run the query again."),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            Error::new("result.refused", "The system does not let RecomAMP write or read there.")
                .next("Choose another folder, or change its permissions.")
        }
        _ => Error::new("result.io", "Reading or writing a result failed.").next("Check the disk and try again."),
    }
}
