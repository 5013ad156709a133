//! Export: what is kept, written as CSV, JSON, lines of JSON or Parquet. Streaming, into a temporary file beside the
//! target, synced and renamed, so that a full disk leaves no half of a file. Rows in are rows out.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use arrow::array::{Array as _, ArrayRef, AsArray as _, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType};

use super::import::disk;
use super::model::{ExportFormat, ExportOutcome};
use super::table::{Table, broken};
use crate::{Error, Result};

/// Writes the kept file `source` of `rows` rows to `target`. `guard_formulas` puts a `'` before texts of a CSV that a
/// spreadsheet would run (OWASP: CSV injection); numbers stay as they are. Blocking.
///
/// # Errors
/// `store.full`, `result.refused`, `result.io` from the disk, `result.damaged` when fewer rows come than were kept; an
/// older file at `target` then stays.
pub(super) fn export(
    source: &Path,
    rows: i64,
    target: &Path,
    format: ExportFormat,
    guard_formulas: bool,
) -> Result<ExportOutcome> {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    // A link at the target is replaced, never followed: the rename sees to it.
    let temporary = folder.join(format!(".recomamp-{}.part", uuid::Uuid::now_v7().simple()));
    let written = write(source, &temporary, format, guard_formulas).and_then(|(written, size)| {
        if written != rows {
            return Err(broken());
        }
        std::fs::rename(&temporary, target).map_err(disk)?;
        // The rename has happened; only its lasting through a power cut is at stake.
        let _ = crate::store::sync_folder(folder);
        Ok(ExportOutcome { path: target.display().to_string(), rows: written, size_bytes: size })
    });
    if written.is_err() {
        // The first failure is the one to tell; what is left of the file goes.
        let _ = std::fs::remove_file(&temporary);
    }
    written
}

fn write(source: &Path, temporary: &Path, format: ExportFormat, guard: bool) -> Result<(i64, i64)> {
    let table = Table::open(source)?;
    let file = File::options().write(true).create_new(true).open(temporary).map_err(disk)?;
    let mut out = BufWriter::with_capacity(256 * 1024, file);
    let mut rows = 0_i64;
    if format == ExportFormat::Parquet {
        rows = i64::try_from(table.rows()).unwrap_or(i64::MAX);
        let mut input = File::open(source).map_err(disk)?;
        std::io::copy(&mut input, &mut out).map_err(disk)?;
    } else {
        let names: Vec<String> = table.schema().fields().iter().map(|field| field.name().clone()).collect();
        let keys: Vec<String> = names
            .iter()
            .map(|name| serde_json::to_string(name).map_err(|_| Error::internal("a column name is no text")))
            .collect::<Result<_>>()?;
        match format {
            ExportFormat::Csv => {
                let header: Vec<Cell<'_>> = names.iter().map(|name| Cell::Text(name)).collect();
                csv_row(&mut out, header.into_iter(), guard).map_err(disk)?;
            }
            ExportFormat::Json => out.write_all(b"[").map_err(disk)?,
            ExportFormat::Ndjson | ExportFormat::Parquet => {}
        }
        for batch in table.scan()? {
            let batch = batch.map_err(|_| broken())?;
            for row in 0..batch.num_rows() {
                let wrote = match format {
                    ExportFormat::Csv => csv_row(&mut out, cells(&batch, row), guard),
                    ExportFormat::Json => {
                        let lead: &[u8] = if rows == 0 { b"\n" } else { b",\n" };
                        out.write_all(lead).and_then(|()| json_row(&mut out, &keys, &batch, row))
                    }
                    _ => json_row(&mut out, &keys, &batch, row).and_then(|()| out.write_all(b"\n")),
                };
                wrote.map_err(disk)?;
                rows += 1;
            }
        }
        if format == ExportFormat::Json {
            out.write_all(b"\n]\n").map_err(disk)?;
        }
    }
    let file = out.into_inner().map_err(|error| disk(error.into_error()))?;
    file.sync_all().map_err(disk)?;
    let size = file.metadata().map_err(disk)?.len();
    Ok((rows, i64::try_from(size).unwrap_or(i64::MAX)))
}

enum Cell<'a> {
    Null,
    Text(&'a str),
    /// Digits, `true`, a day: never quoted, never guarded.
    Bare(String),
    /// A number that JSON has no word for.
    Odd(&'static str),
}

fn cells(batch: &RecordBatch, row: usize) -> impl Iterator<Item = Cell<'_>> {
    batch.columns().iter().map(move |column| cell(column, row))
}

fn cell(column: &ArrayRef, row: usize) -> Cell<'_> {
    if column.is_null(row) {
        return Cell::Null;
    }
    match column.data_type() {
        DataType::Utf8 => Cell::Text(column.as_string::<i32>().value(row)),
        DataType::Boolean => Cell::Bare(column.as_boolean().value(row).to_string()),
        DataType::Int64 => Cell::Bare(column.as_primitive::<Int64Type>().value(row).to_string()),
        DataType::Float64 => {
            let value = column.as_primitive::<Float64Type>().value(row);
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

fn csv_row<'a>(out: &mut impl Write, cells: impl Iterator<Item = Cell<'a>>, guard: bool) -> std::io::Result<()> {
    let mut count = 0;
    let mut bare_null = false;
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        count += 1;
        match cell {
            Cell::Null => bare_null = index == 0,
            Cell::Bare(text) => out.write_all(text.as_bytes())?,
            Cell::Odd(text) => out.write_all(text.as_bytes())?,
            Cell::Text(text) => csv_text(out, text, guard)?,
        }
    }
    if count == 1 && bare_null {
        // A blank line would be skipped by most readers, and with it the row.
        out.write_all(b"\"\"")?;
    }
    out.write_all(b"\r\n")
}

fn csv_text(out: &mut impl Write, text: &str, guard: bool) -> std::io::Result<()> {
    let guarded = guard && is_formula(text);
    if !guarded && !text.contains([',', '"', '\r', '\n']) && text.trim().len() == text.len() {
        return out.write_all(text.as_bytes());
    }
    out.write_all(b"\"")?;
    if guarded {
        out.write_all(b"'")?;
    }
    out.write_all(text.replace('"', "\"\"").as_bytes())?;
    out.write_all(b"\"")
}

/// Whether a spreadsheet might run `text`: it begins with `= + - @`, TAB, CR, LF, NUL, or a full-width form of the first
/// four (OWASP: CSV injection).
pub(super) fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'])
}

fn json_row(out: &mut impl Write, keys: &[String], batch: &RecordBatch, row: usize) -> std::io::Result<()> {
    out.write_all(b"{")?;
    for (index, (key, cell)) in keys.iter().zip(cells(batch, row)).enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        out.write_all(key.as_bytes())?;
        out.write_all(b":")?;
        match cell {
            Cell::Null => out.write_all(b"null")?,
            Cell::Odd(text) => serde_json::to_writer(&mut *out, text)?,
            Cell::Text(text) => serde_json::to_writer(&mut *out, text)?,
            Cell::Bare(text) => {
                let column = batch.column(index).data_type();
                if matches!(column, DataType::Date32 | DataType::Timestamp(..)) {
                    serde_json::to_writer(&mut *out, &text)?;
                } else {
                    // All digits of 64-bit ids and decimals; JSON sets no limit to them (RFC 8259 §6).
                    out.write_all(text.as_bytes())?;
                }
            }
        }
    }
    out.write_all(b"}")
}
