//! Spreadsheets (ECMA-376), row after row into the archive, in the memory of one row. Further sheets begin where one is full.
//!
//! A spreadsheet counts in 64-bit floating point and shows 15 digits. A column in which one number would lose by that is text
//! as a whole, so that a formula over it finds all or nothing.

use std::fmt::Write as _;

use arrow::array::{Array as _, ArrayRef, AsArray as _, RecordBatch};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, DecimalType as _, Float64Type, Int64Type, TimestampMicrosecondType,
};

use super::cell::{Cell, cell};
use super::workbook::{DATE, HEAD, MAIN, MILLISECONDS, SECONDS, XML, parts};
use super::xml::{push_inline, push_open, push_value};
use super::zip::Zip;
use super::{Form, Out, Watch, unfit, written};
use crate::Result;
use crate::result::table::{Table, broken};

/// Rows of a sheet, its head included, and its columns.
pub(super) const MOST_ROWS: u32 = 1_048_576;
const MOST_COLUMNS: usize = 16_384;
/// UTF-16 units of a cell.
const MOST_UNITS: usize = 32_767;
/// Bytes of a sheet before packing: the archive has four bytes for them.
const MOST_BYTES: u64 = 3 << 30;
/// Largest whole number of which a spreadsheet shows all digits.
const MOST_EXACT: u64 = 999_999_999_999_999;
/// The day 0 of spreadsheets, 1899-12-30, in days before 1970; it holds from 1 March 1900 on, day 61, to the end of 9999.
const DAY_ZERO: i64 = 25_569;
const DAYS: std::ops::RangeInclusive<i64> = 61..=2_958_465;
const DAY_MICROS: i64 = 86_400_000_000;

/// How the cells of a column are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Boolean,
    Number,
    Date,
    Timestamp,
}

/// A spreadsheet in the making.
pub(super) struct Xlsx {
    zip: Zip,
    kinds: Vec<Kind>,
    names: Vec<String>,
    rows_a_sheet: u32,
    sheets: usize,
    /// Rows of the sheet so far, its head included; and of all sheets, without.
    row: u32,
    rows: u64,
    line: String,
}

impl Xlsx {
    /// Looks through the numbers of `table` for those that a spreadsheet would round.
    pub(super) fn new(table: &Table, rows_a_sheet: u32, watch: &Watch) -> Result<Self> {
        let fields = table.schema().fields();
        if fields.len() > MOST_COLUMNS {
            let message = format!("A spreadsheet has {MOST_COLUMNS} columns; this result has {}.", fields.len());
            return Err(unfit("result.too_wide", message));
        }
        let mut kinds: Vec<Kind> = fields
            .iter()
            .map(|field| match field.data_type() {
                DataType::Boolean => Kind::Boolean,
                DataType::Int64 | DataType::Float64 | DataType::Decimal128(..) => Kind::Number,
                DataType::Date32 => Kind::Date,
                DataType::Timestamp(..) => Kind::Timestamp,
                _ => Kind::Text,
            })
            .collect();
        let exact = |kind: &DataType| matches!(kind, DataType::Int64 | DataType::Decimal128(..));
        let wanted: Vec<usize> =
            fields.iter().enumerate().filter(|(_, field)| exact(field.data_type())).map(|(at, _)| at).collect();
        if !wanted.is_empty() {
            for batch in table.scan_columns(&wanted)? {
                let batch = batch.map_err(|_| broken())?;
                watch.reached(0)?;
                for (column, at) in batch.columns().iter().zip(&wanted) {
                    if kinds[*at] == Kind::Number && !survives(column) {
                        kinds[*at] = Kind::Text;
                    }
                }
            }
        }
        let names = fields.iter().map(|field| field.name().clone()).collect();
        Ok(Self { zip: Zip::default(), kinds, names, rows_a_sheet, sheets: 0, row: 0, rows: 0, line: String::new() })
    }

    fn part(&mut self, out: &mut Out, name: &str, text: &str) -> Result<()> {
        packed(self.zip.start(out, name).and_then(|()| self.zip.write(out, text.as_bytes())))
    }

    fn begin_sheet(&mut self, out: &mut Out) -> Result<()> {
        self.sheets += 1;
        self.row = 1;
        let name = format!("xl/worksheets/sheet{}.xml", self.sheets);
        let mut line = format!(
            "{XML}<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" \
             topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><sheetFormatPr \
             defaultRowHeight=\"15\"/><cols>"
        );
        for (at, (name, kind)) in self.names.iter().zip(&self.kinds).enumerate() {
            let least = if *kind == Kind::Timestamp { 22 } else { 12 };
            let width = name.chars().count().saturating_add(2).clamp(least, 50);
            let _ = write!(line, "<col min=\"{0}\" max=\"{0}\" width=\"{width}\" customWidth=\"1\"/>", at + 1);
        }
        line.push_str("</cols><sheetData><row r=\"1\">");
        for (at, name) in self.names.iter().enumerate() {
            push_inline(&mut line, at, 1, HEAD, name);
        }
        line.push_str("</row>");
        self.part(out, &name, &line)
    }

    fn end_sheet(&mut self, out: &mut Out) -> Result<()> {
        packed(self.zip.write(out, b"</sheetData></worksheet>"))
    }

    /// Appends a cell; nothing for an empty one.
    fn push(&mut self, column: &ArrayRef, at: usize, index: usize) -> Result<()> {
        if column.is_null(index) {
            return Ok(());
        }
        let (line, row) = (&mut self.line, self.row);
        match self.kinds[at] {
            Kind::Boolean => {
                push_open(line, at, row, 0, "b");
                line.push_str(if column.as_boolean().value(index) { "<v>1</v></c>" } else { "<v>0</v></c>" });
                return Ok(());
            }
            Kind::Number => {
                if let Cell::Bare(number) = cell(column, index) {
                    push_value(line, at, row, 0, &number);
                    return Ok(());
                }
            }
            Kind::Date => {
                let day = i64::from(column.as_primitive::<Date32Type>().value(index)) + DAY_ZERO;
                if DAYS.contains(&day) {
                    push_value(line, at, row, DATE, &day.to_string());
                    return Ok(());
                }
            }
            Kind::Timestamp => {
                let micros = column.as_primitive::<TimestampMicrosecondType>().value(index);
                let day = micros.div_euclid(DAY_MICROS) + DAY_ZERO;
                // A spreadsheet has no place for microseconds.
                if micros % 1_000 == 0 && DAYS.contains(&day) {
                    let style = if micros % 1_000_000 == 0 { SECONDS } else { MILLISECONDS };
                    #[expect(clippy::cast_precision_loss, reason = "both lie far below 2^53")]
                    let moment = day as f64 + micros.rem_euclid(DAY_MICROS) as f64 / DAY_MICROS as f64;
                    push_value(line, at, row, style, &moment.to_string());
                    return Ok(());
                }
            }
            Kind::Text => {}
        }
        let Some(text) = cell(column, index).into_text() else { return Ok(()) };
        if text.len() > MOST_UNITS && text.encode_utf16().count() > MOST_UNITS {
            let name = &self.names[at];
            let message = format!(
                "A cell of a spreadsheet has {MOST_UNITS} characters; the text of {name} in row {} is longer.",
                self.rows + 1
            );
            return Err(unfit("result.cell_too_long", message));
        }
        push_inline(line, at, row, 0, &text);
        Ok(())
    }
}

impl Form for Xlsx {
    fn head(&mut self, out: &mut Out, _: &[String]) -> Result<()> {
        self.begin_sheet(out)
    }

    fn row(&mut self, out: &mut Out, batch: &RecordBatch, row: usize) -> Result<()> {
        if self.row >= self.rows_a_sheet || self.zip.plain() > MOST_BYTES {
            self.end_sheet(out)?;
            self.begin_sheet(out)?;
        }
        self.row += 1;
        self.line.clear();
        let _ = write!(self.line, "<row r=\"{}\">", self.row);
        for (at, column) in batch.columns().iter().enumerate() {
            self.push(column, at, row)?;
        }
        self.line.push_str("</row>");
        self.rows += 1;
        packed(self.zip.write(out, self.line.as_bytes()))
    }

    fn foot(&mut self, out: &mut Out) -> Result<()> {
        self.end_sheet(out)?;
        for (name, text) in parts(self.sheets) {
            self.part(out, name, &text)?;
        }
        packed(self.zip.end(out))
    }
}

/// Whether a spreadsheet keeps and shows all digits of these numbers.
fn survives(column: &ArrayRef) -> bool {
    match column.data_type() {
        DataType::Int64 => {
            column.as_primitive::<Int64Type>().iter().flatten().all(|value| value.unsigned_abs() <= MOST_EXACT)
        }
        DataType::Decimal128(precision, scale) => {
            column.as_primitive::<Decimal128Type>().iter().flatten().all(|value| {
                value.unsigned_abs() <= u128::from(MOST_EXACT) || {
                    let text = Decimal128Type::format_decimal(value, *precision, *scale);
                    text.parse::<f64>().is_ok_and(|number| same_digits(&number.to_string(), &text))
                }
            })
        }
        _ => column.as_primitive_opt::<Float64Type>().is_some(),
    }
}

/// Whether two plain numbers are the same but for zeros at the end of their fractions.
fn same_digits(left: &str, right: &str) -> bool {
    fn bare(text: &str) -> &str {
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
    }
    bare(left) == bare(right)
}

/// Turns what the disk says into words, and what the archive has no room for.
fn packed(outcome: std::io::Result<()>) -> Result<()> {
    if outcome.as_ref().is_err_and(|error| error.kind() == std::io::ErrorKind::InvalidData) {
        return Err(unfit(
            "result.too_large",
            "A spreadsheet file has at most 4 GB; this result needs more.".to_owned(),
        ));
    }
    written(outcome)
}
