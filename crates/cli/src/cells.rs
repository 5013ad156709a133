//! Arrow values as JSON and as text.

use arrow::array::{Array, AsArray as _, RecordBatch};
use arrow::datatypes::{DataType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimeUnit};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use serde_json::{Map, Value, json};

/// The rows of a batch. Whole numbers keep their 64 bits; decimals are text, so that no digit is lost; moments are ISO text
/// with milliseconds and `Z`, as in Amazon's files; lists and rows keep their shape.
pub(crate) fn json_rows(batch: &RecordBatch) -> Vec<Vec<Value>> {
    let mut rows = vec![Vec::with_capacity(batch.num_columns()); batch.num_rows()];
    for column in batch.columns() {
        for (index, row) in rows.iter_mut().enumerate() {
            row.push(cell(column.as_ref(), index));
        }
    }
    rows
}

/// The values of a column.
pub(crate) fn column_values(column: &dyn Array) -> Vec<Value> {
    (0..column.len()).map(|index| cell(column, index)).collect()
}

/// A value for a terminal; NULL is empty.
pub(crate) fn text(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    }
}

fn cell(array: &dyn Array, index: usize) -> Value {
    if array.is_null(index) {
        return Value::Null;
    }
    match array.data_type() {
        DataType::Boolean => json!(array.as_boolean().value(index)),
        DataType::Int8 => json!(array.as_primitive::<Int8Type>().value(index)),
        DataType::Int16 => json!(array.as_primitive::<Int16Type>().value(index)),
        DataType::Int32 => json!(array.as_primitive::<Int32Type>().value(index)),
        DataType::Int64 => json!(array.as_primitive::<Int64Type>().value(index)),
        // JSON has no infinity; serde_json turns it and NaN into null.
        DataType::Float32 => json!(array.as_primitive::<Float32Type>().value(index)),
        DataType::Float64 => json!(array.as_primitive::<Float64Type>().value(index)),
        DataType::List(_) => {
            let items = array.as_list::<i32>().value(index);
            (0..items.len()).map(|i| cell(items.as_ref(), i)).collect()
        }
        DataType::Struct(fields) => {
            let row = array.as_struct();
            let named = fields.iter().zip(row.columns()).map(|(f, c)| (f.name().clone(), cell(c.as_ref(), index)));
            Value::Object(named.collect::<Map<_, _>>())
        }
        DataType::Timestamp(
            TimeUnit::Second | TimeUnit::Millisecond | TimeUnit::Microsecond | TimeUnit::Nanosecond,
            _,
        ) => {
            let options = FormatOptions::default().with_timestamp_format(Some("%Y-%m-%dT%H:%M:%S%.3fZ"));
            formatted(array, index, &options)
        }
        _ => formatted(array, index, &FormatOptions::default()),
    }
}

fn formatted(array: &dyn Array, index: usize, options: &FormatOptions<'_>) -> Value {
    match ArrayFormatter::try_new(array, options) {
        Ok(formatter) => json!(formatter.value(index).to_string()),
        Err(_) => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Decimal128Array, Int64Array, ListArray, StringArray, TimestampMillisecondArray};
    use arrow::datatypes::Int32Type;

    use super::*;

    #[test]
    fn no_digit_of_a_value_is_lost() {
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("id", Arc::new(Int64Array::from(vec![Some(i64::MAX), None]))),
            (
                "money",
                Arc::new(
                    Decimal128Array::from(vec![Some(1_234_567_890_123_456_789), Some(-1)])
                        .with_precision_and_scale(38, 4)
                        .unwrap(),
                ),
            ),
            ("at", Arc::new(TimestampMillisecondArray::from(vec![Some(1_770_000_000_123), None]))),
            ("text", Arc::new(StringArray::from(vec![Some("007"), None]))),
            ("list", Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1), None]), None]))),
        ];
        let rows = json_rows(&RecordBatch::try_from_iter(columns).unwrap());
        assert_eq!(
            serde_json::to_string(&rows).unwrap(),
            r#"[[9223372036854775807,"123456789012345.6789","2026-02-02T02:40:00.123Z","007",[1,null]],[null,"-0.0001",null,null,null]]"#
        );
    }
}
