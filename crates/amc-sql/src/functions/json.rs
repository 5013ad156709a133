//! JSON as text.

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray},
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

/// Values as JSON. Text that is an object or an array in JSON already stays so.
pub(super) fn serialize(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let Some(column) = args.first() else { return exec_err!("an argument is missing") };
    let texts = match column.data_type() {
        DataType::Utf8 | DataType::Utf8View | DataType::LargeUtf8 => None,
        _ => Some(json_texts(column)?),
    };
    let words = text_arg(args, 0).ok().filter(|_| texts.is_none());
    text_rows(rows(args), |row| {
        if column.is_null(row) {
            return Ok(None);
        }
        Ok(match (&texts, &words) {
            (Some(texts), _) => texts.get(row).cloned(),
            (None, Some(words)) => at(words, row).map(|text| match serde_json::from_str::<Value>(text) {
                Ok(json @ (Value::Object(_) | Value::Array(_))) => json.to_string(),
                _ => Value::from(text).to_string(),
            }),
            (None, None) => None,
        })
    })
}

/// Each value of a column as JSON.
fn json_texts(column: &ArrayRef) -> Result<Vec<String>> {
    let known = |row: usize, text: &dyn Fn() -> String| if column.is_null(row) { "null".to_owned() } else { text() };
    if let Some(list) = column.as_list_opt::<i32>() {
        let items = json_texts(list.values())?;
        let bounds = list.value_offsets().iter().map(|at| usize::try_from(*at).unwrap_or(0)).collect::<Vec<_>>();
        let text = |row: usize| format!("[{}]", items.get(bounds[row]..bounds[row + 1]).unwrap_or_default().join(","));
        return Ok((0..list.len()).map(|row| known(row, &|| text(row))).collect());
    }
    if let Some(map) = column.as_map_opt() {
        let (keys, values) = (json_texts(map.keys())?, json_texts(map.values())?);
        let bounds = map.value_offsets().iter().map(|at| usize::try_from(*at).unwrap_or(0)).collect::<Vec<_>>();
        let text = |row: usize| {
            let each = (bounds[row]..bounds[row + 1]).map(|at| format!("{}:{}", keys[at], values[at]));
            format!("{{{}}}", each.collect::<Vec<_>>().join(","))
        };
        return Ok((0..map.len()).map(|row| known(row, &|| text(row))).collect());
    }
    if let Some(fields) = column.as_struct_opt() {
        let names = fields.fields().iter().map(|field| Value::from(field.name().as_str()).to_string());
        let values = fields.columns().iter().map(json_texts).collect::<Result<Vec<_>>>()?;
        let pairs: Vec<(String, Vec<String>)> = names.zip(values).collect();
        let text = |row: usize| {
            let each = pairs.iter().map(|(name, values)| format!("{name}:{}", values[row]));
            format!("{{{}}}", each.collect::<Vec<_>>().join(","))
        };
        return Ok((0..fields.len()).map(|row| known(row, &|| text(row))).collect());
    }
    let options = FormatOptions::default();
    let formatter = ArrayFormatter::try_new(column.as_ref(), &options)?;
    let bare = column.data_type().is_numeric() || *column.data_type() == DataType::Boolean;
    let text = |row: usize| {
        let text = formatter.value(row).to_string();
        if bare { text } else { Value::String(text).to_string() }
    };
    Ok((0..column.len()).map(|row| known(row, &|| text(row))).collect())
}
