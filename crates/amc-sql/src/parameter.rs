//! Parameters of a statement: what is declared, what is used, and how values become literals.

use std::str::FromStr;

use datafusion::{
    arrow::{
        array::StringArray,
        compute::{CastOptions, cast_with_options},
        datatypes::DataType,
    },
    sql::sqlparser::ast::{Array, Expr, FunctionArg, FunctionArgExpr, FunctionArguments, Value},
};
use serde::Serialize;
use serde_json::Value as Json;

use crate::{
    catalogue::{FieldType, ScalarType, UnknownWord},
    check::build::{call, text_literal},
    types::SqlType,
};

/// A parameter as the workflow declares it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParameterDeclaration {
    /// Its name; case matters, as in Amazon's API.
    pub name: String,
    /// Its type.
    pub data_type: FieldType,
}

impl FromStr for ParameterDeclaration {
    type Err = UnknownWord;

    /// Reads `name=TYPE`, such as `asins=ARRAY<STRING>`.
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let (name, data_type) = text.split_once('=').ok_or_else(|| UnknownWord(text.to_owned()))?;
        Ok(Self { name: name.trim().to_owned(), data_type: data_type.parse()? })
    }
}

/// A parameter that a statement uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Parameter {
    /// Its name as first written.
    pub name: String,
    /// Its declared type, or the one its use suggests.
    pub data_type: FieldType,
}

/// A value that a parameter cannot take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("The parameter {name} is {data_type} and cannot take {value}.")]
pub struct ParameterError {
    /// The parameter.
    pub name: String,
    /// Its type.
    pub data_type: FieldType,
    /// The value, shortened.
    pub value: String,
}

/// The literal that stands for a value. It is built as a syntax tree, never as text, so that no value can change the statement.
pub(crate) fn literal(parameter: &Parameter, value: &Json) -> Result<Expr, ParameterError> {
    let refused = || ParameterError {
        name: parameter.name.clone(),
        data_type: parameter.data_type,
        value: value.to_string().chars().take(60).collect(),
    };
    match parameter.data_type {
        FieldType::Scalar(scalar) => scalar_literal(scalar, value).ok_or_else(refused),
        FieldType::Array(scalar) => {
            let items = match value {
                Json::Array(items) => items.clone(),
                // A list of one is often written without brackets.
                single => vec![single.clone()],
            };
            let elem = items
                .iter()
                .map(|item| scalar_literal(scalar, item))
                .collect::<Option<Vec<_>>>()
                .ok_or_else(refused)?;
            let array = Expr::Array(Array { elem, named: true });
            Ok(cast(array, &SqlType::array(SqlType::Scalar(scalar))).unwrap_or(Expr::Value(Value::Null.into())))
        }
    }
}

fn scalar_literal(scalar: ScalarType, value: &Json) -> Option<Expr> {
    if value.is_null() {
        return cast(Expr::Value(Value::Null.into()), &SqlType::Scalar(scalar));
    }
    let text = match value {
        Json::String(text) => text.clone(),
        Json::Number(_) | Json::Bool(_) => value.to_string(),
        _ => return None,
    };
    let trimmed = text.trim();
    // One spelling of each, which the engine reads: a day may have blanks in it, a number a plus before it.
    let normal = match scalar {
        ScalarType::Boolean => {
            let value = match trimmed.to_ascii_lowercase().as_str() {
                "true" | "1" => true,
                "false" | "0" => false,
                _ => return None,
            };
            return Some(Expr::Value(Value::Boolean(value).into()));
        }
        ScalarType::String | ScalarType::Binary => {
            return cast(Expr::Value(Value::SingleQuotedString(text).into()), &SqlType::Scalar(scalar));
        }
        ScalarType::Byte => trimmed.parse::<i8>().ok()?.to_string(),
        ScalarType::Short => trimmed.parse::<i16>().ok()?.to_string(),
        ScalarType::Integer => trimmed.parse::<i32>().ok()?.to_string(),
        ScalarType::Long => trimmed.parse::<i64>().ok()?.to_string(),
        ScalarType::Float => trimmed.parse::<f32>().ok().filter(|number| number.is_finite())?.to_string(),
        ScalarType::Double => trimmed.parse::<f64>().ok().filter(|number| number.is_finite())?.to_string(),
        // Exact, so that the digits stay as they are.
        ScalarType::Decimal(_) => trimmed.parse::<f64>().is_ok_and(f64::is_finite).then(|| trimmed.to_owned())?,
        ScalarType::Date => trimmed.parse::<chrono::NaiveDate>().ok()?.to_string(),
        ScalarType::Timestamp => parse_timestamp(trimmed)?.format("%Y-%m-%dT%H:%M:%S%.f").to_string(),
    };
    let to = SqlType::Scalar(scalar);
    if !is_converted(&normal, &to.to_arrow()) {
        return None;
    }
    cast(Expr::Value(Value::SingleQuotedString(normal).into()), &to)
}

/// Whether the engine converts a text, so that what it cannot convert is refused as a value and not while it runs: a number with more digits than its
/// type has, a year far away.
fn is_converted(text: &str, to: &DataType) -> bool {
    let strict = CastOptions { safe: false, ..CastOptions::default() };
    cast_with_options(&StringArray::from(vec![text]), to, &strict).is_ok()
}

fn parse_timestamp(text: &str) -> Option<chrono::NaiveDateTime> {
    let text = text.strip_suffix('Z').unwrap_or(text);
    for format in ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"] {
        if let Ok(time) = chrono::NaiveDateTime::parse_from_str(text, format) {
            return Some(time);
        }
    }
    text.parse::<chrono::NaiveDate>().ok()?.and_hms_opt(0, 0, 0)
}

/// A conversion; `None` if values of the type cannot be made.
///
/// It is a call because the engine names CAST after what is cast, so that two conversions of one column, or a column and its conversion, would
/// be columns of the same name.
pub(crate) fn cast(expr: Expr, to: &SqlType) -> Option<Expr> {
    conversion("arrow_cast", expr, to)
}

/// Like [`cast`], but what cannot be converted becomes NULL.
pub(crate) fn try_cast(expr: Expr, to: &SqlType) -> Option<Expr> {
    conversion("arrow_try_cast", expr, to)
}

fn conversion(name: &str, expr: Expr, to: &SqlType) -> Option<Expr> {
    let mut value = to;
    while let SqlType::Array(element) = value {
        value = element;
    }
    let data_type = text_literal(&to.to_arrow().to_string());
    matches!(value, SqlType::Scalar(_)).then(|| call(name, vec![expr, data_type]))
}

/// What a conversion is made of.
pub(crate) fn converted(expr: &Expr) -> Option<&Expr> {
    let Expr::Function(function) = expr else { return None };
    let name = function.name.0.first()?.as_ident()?;
    match &function.args {
        FunctionArguments::List(list) if matches!(name.value.as_str(), "arrow_cast" | "arrow_try_cast") => {
            match list.args.first()? {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(inner)) => Some(inner),
                _ => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(data_type: &str, value: Json) -> Option<String> {
        let parameter = Parameter { name: "p".to_owned(), data_type: data_type.parse().unwrap() };
        literal(&parameter, &value).ok().map(|literal| literal.to_string())
    }

    #[test]
    fn a_value_is_written_as_the_engine_reads_it() {
        let one = |data_type, value| written(data_type, value).unwrap();
        assert!(one("DATE", json!(" 2026 - 3 - 1 ")).contains("'2026-03-01'"));
        assert!(one("SHORT", json!("+7")).contains("'7'"));
        assert!(one("DOUBLE", json!("1.")).contains("'1'"));
        assert!(one("DOUBLE", json!(".5")).contains("'0.5'"));
        assert!(one("DECIMAL(38,4)", json!(12.3456)).contains("'12.3456'"));
        assert!(one("STRING", json!("it's")).contains("'it''s'"));
    }

    #[test]
    fn a_value_that_its_type_cannot_hold_is_refused() {
        assert_eq!(written("DECIMAL(3,2)", json!(12345)), None);
        assert_eq!(written("DECIMAL(38,4)", json!("1e60")), None);
        assert_eq!(written("FLOAT", json!(1e39)), None);
        assert_eq!(written("TIMESTAMP", json!("+12026-03-01T00:00:00")), None);
        assert_eq!(written("BYTE", json!(128)), None);
        assert_eq!(written("ARRAY<DATE>", json!(["2026-03-01", "2026-02-29"])), None);
    }
}
