//! CSV (RFC 4180) and tab-separated values.

use std::io::{self, Write};

use arrow::array::RecordBatch;

use super::cell::{Cell, cells};
use super::{Form, Out, written};
use crate::Result;

/// A line a row, with this between its cells.
pub(super) struct Delimited {
    pub(super) between: char,
    /// Puts a `'` before texts that a spreadsheet would run.
    pub(super) guard: bool,
}

impl Form for Delimited {
    fn head(&mut self, out: &mut Out, names: &[String]) -> Result<()> {
        let header: Vec<Cell<'_>> = names.iter().map(|name| Cell::Text(name)).collect();
        written(self.line(out, header.into_iter()))
    }

    fn row(&mut self, out: &mut Out, batch: &RecordBatch, row: usize) -> Result<()> {
        written(self.line(out, cells(batch, row)))
    }

    fn foot(&mut self, _: &mut Out) -> Result<()> {
        Ok(())
    }
}

impl Delimited {
    fn line<'a>(&self, out: &mut Out, cells: impl Iterator<Item = Cell<'a>>) -> io::Result<()> {
        let mut count = 0;
        let mut bare_null = false;
        for (index, cell) in cells.enumerate() {
            if index > 0 {
                write!(out, "{}", self.between)?;
            }
            count += 1;
            match cell {
                Cell::Null => bare_null = index == 0,
                Cell::Bare(text) => out.write_all(text.as_bytes())?,
                Cell::Odd(text) => out.write_all(text.as_bytes())?,
                Cell::Text(text) => self.text(out, text)?,
            }
        }
        if count == 1 && bare_null {
            // A blank line would be skipped by most readers, and with it the row.
            out.write_all(b"\"\"")?;
        }
        out.write_all(b"\r\n")
    }

    fn text(&self, out: &mut Out, text: &str) -> io::Result<()> {
        let guarded = self.guard && is_formula(text);
        if !guarded && !text.contains([self.between, '"', '\r', '\n']) && text.trim().len() == text.len() {
            return out.write_all(text.as_bytes());
        }
        out.write_all(b"\"")?;
        if guarded {
            out.write_all(b"'")?;
        }
        out.write_all(text.replace('"', "\"\"").as_bytes())?;
        out.write_all(b"\"")
    }
}

/// Whether a spreadsheet might run `text`: it begins with `= + - @`, TAB, CR, LF, NUL, or a full-width form of the first
/// four (OWASP: CSV injection).
pub(in crate::result) fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'])
}
