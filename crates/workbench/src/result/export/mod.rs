//! Export: what is kept, written as CSV, TSV, JSON, lines of JSON, a spreadsheet or Parquet. Streaming, into a temporary file
//! beside the target, synced and renamed, so that a full disk or a cancelled export leaves no half of a file. Rows in are rows
//! out.

pub(super) mod cell;
mod delimited;
mod json;
mod watch;
mod workbook;
mod xlsx;
mod xml;
mod zip;

use std::fs::File;
use std::io::{BufWriter, Read as _, Write};
use std::path::Path;

use arrow::array::RecordBatch;
#[cfg(test)]
pub(super) use delimited::is_formula;
pub(super) use watch::Watch;
pub(crate) use zip::Zip;

use super::import::disk;
use super::model::{ExportFormat, ExportOutcome};
use super::table::{Table, broken};
use crate::{Error, Result, bundle};

/// Rows after which it is told how far the export has come.
const STEP: i64 = 1_024;

/// Where rows are written to.
type Out = BufWriter<File>;

/// A way to write rows down.
trait Form {
    /// What stands before the rows.
    fn head(&mut self, out: &mut Out, names: &[String]) -> Result<()>;
    /// One row.
    fn row(&mut self, out: &mut Out, batch: &RecordBatch, row: usize) -> Result<()>;
    /// What stands after them.
    fn foot(&mut self, out: &mut Out) -> Result<()>;
}

/// Turns what the disk says into words.
fn written(outcome: std::io::Result<()>) -> Result<()> {
    outcome.map_err(disk)
}

/// Writes the kept file `source` of `rows` rows to `target`. `guard_formulas` puts a `'` before texts of a CSV or TSV that a
/// spreadsheet would run (OWASP: CSV injection); numbers stay as they are. Blocking.
///
/// # Errors
/// `store.full`, `result.refused`, `result.io` from the disk, `result.damaged` when fewer rows come than were kept,
/// `result.export_cancelled`, `result.too_wide` and `result.cell_too_long` for what no spreadsheet holds; an older file at
/// `target` then stays.
pub(super) fn export(
    source: &Path,
    rows: i64,
    target: &Path,
    format: ExportFormat,
    guard_formulas: bool,
    watch: &Watch,
) -> Result<ExportOutcome> {
    bundle::beside(target, |path| {
        let (written, size_bytes) = write(source, path, format, guard_formulas, watch)?;
        if written != rows {
            return Err(broken());
        }
        watch.reached(u64::try_from(written).unwrap_or(0))?;
        Ok(ExportOutcome { path: target.display().to_string(), rows: written, size_bytes })
    })
}

fn write(source: &Path, temporary: &Path, format: ExportFormat, guard: bool, watch: &Watch) -> Result<(i64, i64)> {
    let table = Table::open(source)?;
    let file = File::options().write(true).create_new(true).open(temporary).map_err(disk)?;
    let mut out = BufWriter::with_capacity(256 * 1024, file);
    let rows = match form(&table, format, guard, watch)? {
        Some(mut form) => write_rows(&table, form.as_mut(), &mut out, watch)?,
        None => copy(source, &table, &mut out, watch)?,
    };
    let file = out.into_inner().map_err(|error| disk(error.into_error()))?;
    file.sync_all().map_err(disk)?;
    let size = file.metadata().map_err(disk)?.len();
    Ok((rows, i64::try_from(size).unwrap_or(i64::MAX)))
}

/// The form of `format`; none for the kept file as it is.
fn form(table: &Table, format: ExportFormat, guard: bool, watch: &Watch) -> Result<Option<Box<dyn Form>>> {
    Ok(Some(match format {
        ExportFormat::Csv => Box::new(delimited::Delimited { between: ',', guard }),
        ExportFormat::Tsv => Box::new(delimited::Delimited { between: '\t', guard }),
        ExportFormat::Json => Box::new(json::Json::new(false)),
        ExportFormat::Ndjson => Box::new(json::Json::new(true)),
        ExportFormat::Xlsx => Box::new(xlsx::Xlsx::new(table, xlsx::MOST_ROWS, watch)?),
        ExportFormat::Parquet => return Ok(None),
    }))
}

fn write_rows(table: &Table, form: &mut dyn Form, out: &mut Out, watch: &Watch) -> Result<i64> {
    let names: Vec<String> = table.schema().fields().iter().map(|field| field.name().clone()).collect();
    let mut rows = 0_i64;
    form.head(out, &names)?;
    for batch in table.scan()? {
        let batch = batch.map_err(|_| broken())?;
        for row in 0..batch.num_rows() {
            form.row(out, &batch, row)?;
            rows += 1;
            if rows % STEP == 0 {
                watch.reached(u64::try_from(rows).unwrap_or(0))?;
            }
        }
    }
    form.foot(out)?;
    Ok(rows)
}

/// A spreadsheet whose sheets have so many rows, for tests of what comes after a million.
#[cfg(test)]
pub(super) fn spreadsheet(source: &Path, rows: i64, target: &Path, rows_a_sheet: u32) -> Result<()> {
    let watch = Watch::default();
    let table = Table::open(source)?;
    let mut out = BufWriter::new(File::create(target).map_err(disk)?);
    let written = write_rows(&table, &mut xlsx::Xlsx::new(&table, rows_a_sheet, &watch)?, &mut out, &watch)?;
    out.flush().map_err(disk)?;
    if written == rows { Ok(()) } else { Err(broken()) }
}

/// The file as it is; rows are told by the bytes that are copied.
fn copy(source: &Path, table: &Table, out: &mut Out, watch: &Watch) -> Result<i64> {
    let rows = table.rows() as u64;
    let mut input = File::open(source).map_err(disk)?;
    let size = input.metadata().map_err(disk)?.len().max(1);
    let mut buffer = vec![0_u8; 1024 * 1024];
    let mut copied = 0_u64;
    loop {
        let read = input.read(&mut buffer).map_err(disk)?;
        if read == 0 {
            return Ok(i64::try_from(rows).unwrap_or(i64::MAX));
        }
        out.write_all(buffer.get(..read).unwrap_or_default()).map_err(disk)?;
        copied += read as u64;
        watch.reached(u64::try_from(u128::from(rows) * u128::from(copied) / u128::from(size)).unwrap_or(rows))?;
    }
}

/// Why a result does not fit into a spreadsheet.
fn unfit(code: &'static str, message: String) -> Error {
    Error::new(code, message)
        .next("Export it as CSV or Parquet instead, which have no such limit. No file was written.")
}
