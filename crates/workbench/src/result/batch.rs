//! Rows of text as columns of their types, a batch at a time.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, Float64Builder, Int64Builder, RecordBatch,
    StringBuilder, TimestampMicrosecondBuilder,
};
use arrow::datatypes::{Date32Type, Schema};

use super::column::{self, ColumnType};
use super::import::damaged;
use super::records::Record;
use crate::{Error, Result};

/// Rows a batch; also the memory of one, with wide rows, stays small.
const BATCH_ROWS: usize = 8_192;
const BATCH_BYTES: usize = 16 * 1024 * 1024;

enum Builder {
    Text(StringBuilder),
    Boolean(BooleanBuilder),
    Long(Int64Builder),
    Double(Float64Builder),
    Decimal(Decimal128Builder, u8, i8),
    Date(Date32Builder),
    Timestamp(TimestampMicrosecondBuilder),
}

/// Rows on their way into the file.
pub(super) struct Batch {
    schema: Arc<Schema>,
    builders: Vec<Builder>,
    rows: usize,
    bytes: usize,
}

impl Batch {
    /// A batch of rows of these types, which are those of `schema`.
    pub(super) fn new(schema: Arc<Schema>, types: &[ColumnType]) -> Self {
        let builders = types
            .iter()
            .map(|kind| match *kind {
                ColumnType::Text => Builder::Text(StringBuilder::new()),
                ColumnType::Boolean => Builder::Boolean(BooleanBuilder::new()),
                ColumnType::Long => Builder::Long(Int64Builder::new()),
                ColumnType::Double => Builder::Double(Float64Builder::new()),
                ColumnType::Decimal(precision, scale) => {
                    Builder::Decimal(Decimal128Builder::new().with_data_type(kind.arrow()), precision, scale)
                }
                ColumnType::Date => Builder::Date(Date32Builder::new()),
                ColumnType::Timestamp => Builder::Timestamp(TimestampMicrosecondBuilder::new()),
            })
            .collect();
        Self { schema, builders, rows: 0, bytes: 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows == 0
    }

    pub(super) fn is_full(&self) -> bool {
        self.rows >= BATCH_ROWS || self.bytes >= BATCH_BYTES
    }

    /// Takes a row.
    ///
    /// # Errors
    /// `result.damaged` when a text does not fit its column's type, which was settled by the same texts.
    pub(super) fn push(&mut self, record: &Record) -> Result<()> {
        for (builder, text) in self.builders.iter_mut().zip(record.iter()) {
            self.bytes += text.map_or(1, str::len);
            let kept = match builder {
                Builder::Text(out) => {
                    out.append_option(text);
                    true
                }
                Builder::Boolean(out) => keep(text, column::boolean, |value| out.append_option(value)),
                Builder::Long(out) => keep(text, column::long, |value| out.append_option(value)),
                Builder::Double(out) => keep(text, column::double, |value| out.append_option(value)),
                Builder::Decimal(out, precision, scale) => {
                    keep(text, |text| column::decimal(text, *precision, *scale), |value| out.append_option(value))
                }
                Builder::Date(out) => keep(
                    text,
                    |text| column::date(text).map(Date32Type::from_naive_date),
                    |value| out.append_option(value),
                ),
                Builder::Timestamp(out) => keep(text, column::timestamp, |value| out.append_option(value)),
            };
            if !kept {
                return Err(damaged("it changed while it was read"));
            }
        }
        self.rows += 1;
        Ok(())
    }

    /// The rows so far; the batch is empty then.
    ///
    /// # Errors
    /// `internal`, unless the types are those of the schema.
    pub(super) fn take(&mut self) -> Result<RecordBatch> {
        let arrays: Vec<ArrayRef> = self
            .builders
            .iter_mut()
            .map(|builder| -> ArrayRef {
                match builder {
                    Builder::Text(out) => Arc::new(out.finish()),
                    Builder::Boolean(out) => Arc::new(out.finish()),
                    Builder::Long(out) => Arc::new(out.finish()),
                    Builder::Double(out) => Arc::new(out.finish()),
                    Builder::Decimal(out, ..) => Arc::new(out.finish()),
                    Builder::Date(out) => Arc::new(out.finish()),
                    Builder::Timestamp(out) => Arc::new(out.finish()),
                }
            })
            .collect();
        self.rows = 0;
        self.bytes = 0;
        RecordBatch::try_new(self.schema.clone(), arrays).map_err(|_| Error::internal("a batch of rows does not fit"))
    }
}

/// Appends what `read` makes of `text`; `false` when there is a text and nothing can be made of it.
fn keep<T>(text: Option<&str>, read: impl Fn(&str) -> Option<T>, append: impl FnOnce(Option<T>)) -> bool {
    let value = text.and_then(read);
    let kept = value.is_some() == text.is_some();
    append(value);
    kept
}
