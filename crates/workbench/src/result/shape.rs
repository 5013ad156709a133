//! Answers of the query engine, in the types in which results are kept.

use std::sync::Arc;

use arrow::array::{Array as _, ArrayRef, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use arrow::util::display::{ArrayFormatter, FormatOptions};

use super::column::ColumnType;
use super::model::ResultColumn;
use crate::{Error, Result};

/// The columns of an answer in the types in which results are kept.
pub(crate) struct Shape {
    pub(crate) schema: SchemaRef,
    pub(crate) columns: Vec<ResultColumn>,
}

impl Shape {
    /// The shape of an answer with this schema; a name that is taken gets a number.
    pub(crate) fn of(schema: &Schema) -> Self {
        let mut taken = std::collections::HashSet::new();
        let (mut fields, mut columns) = (Vec::new(), Vec::new());
        for field in schema.fields() {
            let mut name = field.name().clone();
            let mut number = 2;
            while !taken.insert(name.clone()) {
                name = format!("{} {number}", field.name());
                number += 1;
            }
            let kind = match field.data_type() {
                DataType::Boolean => ColumnType::Boolean,
                DataType::Int8
                | DataType::Int16
                | DataType::Int32
                | DataType::Int64
                | DataType::UInt8
                | DataType::UInt16
                | DataType::UInt32 => ColumnType::Long,
                DataType::UInt64 => ColumnType::Decimal(20, 0),
                DataType::Float16 | DataType::Float32 | DataType::Float64 => ColumnType::Double,
                DataType::Decimal128(precision, scale) if *scale >= 0 => ColumnType::Decimal(*precision, *scale),
                DataType::Date32 | DataType::Date64 => ColumnType::Date,
                DataType::Timestamp(..) => ColumnType::Timestamp,
                _ => ColumnType::Text,
            };
            fields.push(Field::new(&name, kind.arrow(), true));
            columns.push(ResultColumn { name, data_type: kind.name(), promised_type: None });
        }
        Self { schema: Arc::new(Schema::new(fields)), columns }
    }

    /// Rows of such an answer, in the types in which results are kept.
    ///
    /// # Errors
    /// `internal` for rows of another schema.
    pub(crate) fn fit(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let broken = |_| Error::internal("rows of a query have an odd type");
        let arrays = batch.columns().iter().zip(self.schema.fields()).map(|(array, field)| {
            let wanted = field.data_type();
            if array.data_type() == wanted {
                return Ok(array.clone());
            }
            if let DataType::Timestamp(_, Some(_)) = array.data_type() {
                // The instant on the clock of UTC, as AMC's own columns have it.
                let utc =
                    cast(array, &DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))).map_err(broken)?;
                return cast(&utc, wanted).map_err(broken);
            }
            let texts =
                matches!(array.data_type(), DataType::LargeUtf8 | DataType::Utf8View | DataType::Dictionary(..));
            if *wanted != DataType::Utf8 || texts {
                return cast(array, wanted).map_err(broken);
            }
            written_out(array)
        });
        let arrays = arrays.collect::<Result<Vec<ArrayRef>>>()?;
        RecordBatch::try_new(self.schema.clone(), arrays).map_err(broken)
    }
}

/// Lists, intervals and what else results have no type for, as text.
fn written_out(array: &ArrayRef) -> Result<ArrayRef> {
    let broken = |_| Error::internal("rows of a query cannot be written out");
    let options = FormatOptions::default();
    let formatter = ArrayFormatter::try_new(array, &options).map_err(broken)?;
    let texts = (0..array.len()).map(|row| (!array.is_null(row)).then(|| formatter.value(row).to_string()));
    Ok(Arc::new(texts.collect::<StringArray>()))
}
