//! JSON as text.

use datafusion::{
    arrow::{
        array::{Array, ArrayRef},
        datatypes::DataType,
        util::display::{ArrayFormatter, FormatOptions},
    },
    common::{Result, exec_err},
};
use serde_json::Value;

use super::udf::{at, rows, text_arg, text_rows};

/// The value at a path such as `$.a.b[0]`. Text comes without its quotes.
pub(super) fn extract(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let (values, paths) = (text_arg(args, 0)?, text_arg(args, 1)?);
    text_rows(rows(args), |row| {
        let (Some(value), Some(path)) = (at(&values, row), at(&paths, row)) else { return Ok(None) };
        let Ok(json) = serde_json::from_str::<Value>(value) else { return Ok(None) };
        Ok(match json.pointer(&pointer(path)) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(other) => Some(other.to_string()),
        })
    })
}

/// `$.a.b[0]` and `a.b` as a pointer by RFC 6901.
fn pointer(path: &str) -> String {
    let path = path.trim().trim_start_matches('$').replace('[', ".").replace([']', '"', '\''], "");
    path.split('.')
        .filter(|part| !part.is_empty())
        .map(|part| format!("/{}", part.replace('~', "~0").replace('/', "~1")))
        .collect()
}

pub(super) fn serialize(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let Some(column) = args.first() else { return exec_err!("an argument is missing") };
    let options = FormatOptions::default();
    let formatter = ArrayFormatter::try_new(column.as_ref(), &options)?;
    let quoted = !(column.data_type().is_numeric() || *column.data_type() == DataType::Boolean);
    text_rows(rows(args), |row| {
        if column.is_null(row) {
            return Ok(None);
        }
        let text = formatter.value(row).to_string();
        Ok(Some(match serde_json::from_str::<Value>(&text) {
            Ok(json @ (Value::Object(_) | Value::Array(_))) => json.to_string(),
            _ if quoted => Value::String(text).to_string(),
            _ => text,
        }))
    })
}
