//! JSON: one array of objects, or an object a line.

use std::io::{self, Write};

use arrow::array::RecordBatch;
use arrow::datatypes::DataType;

use super::cell::{Cell, cells};
use super::{Form, Out, written};
use crate::{Error, Result};

/// Objects by the names of the columns.
#[derive(Default)]
pub(super) struct Json {
    /// An object a line, without an array around them.
    pub(super) lines: bool,
    /// The names as JSON.
    keys: Vec<String>,
    begun: bool,
}

impl Json {
    pub(super) fn new(lines: bool) -> Self {
        Self { lines, ..Self::default() }
    }

    fn object(&self, out: &mut Out, batch: &RecordBatch, row: usize) -> io::Result<()> {
        out.write_all(b"{")?;
        for (index, (key, cell)) in self.keys.iter().zip(cells(batch, row)).enumerate() {
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
}

impl Form for Json {
    fn head(&mut self, out: &mut Out, names: &[String]) -> Result<()> {
        self.keys = names
            .iter()
            .map(|name| serde_json::to_string(name).map_err(|_| Error::internal("a column name is no text")))
            .collect::<Result<_>>()?;
        if self.lines { Ok(()) } else { written(out.write_all(b"[")) }
    }

    fn row(&mut self, out: &mut Out, batch: &RecordBatch, row: usize) -> Result<()> {
        let (lead, end): (&[u8], &[u8]) = match (self.lines, self.begun) {
            (true, _) => (b"", b"\n"),
            (false, false) => (b"\n", b""),
            (false, true) => (b",\n", b""),
        };
        self.begun = true;
        written(out.write_all(lead).and_then(|()| self.object(out, batch, row)).and_then(|()| out.write_all(end)))
    }

    fn foot(&mut self, out: &mut Out) -> Result<()> {
        if self.lines { Ok(()) } else { written(out.write_all(b"\n]\n")) }
    }
}
