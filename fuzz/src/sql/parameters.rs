//! A value takes the place of a parameter and of nothing else: whatever it is, the statement keeps its columns and its row, and answers the value.
//!
//! An input is a type, the way in which the parameter is written, and the value, a line each; the value may have more lines, and is text if it is not
//! JSON.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use amc_sql::{
    CheckOptions, ParameterDeclaration, RunError, RunOptions, TableSource, TimeWindow,
    catalogue::{FieldType, ScalarType},
    check, run as run_statement,
};
use chrono::{NaiveDate, NaiveDateTime};
use datafusion::{
    arrow::{
        array::{Array, AsArray as _},
        compute::cast,
        datatypes::{DataType, Date32Type, Float32Type, Float64Type, Int64Type, TimestampMicrosecondType},
    },
    catalog::TableProvider,
};
use serde_json::Value;

use super::CATALOGUE;

/// Puts a value into a statement and runs it.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut parts = text.splitn(3, '\n');
    let mut next = || parts.next().unwrap_or_default();
    let (declared, form, value) = (next(), next(), next());
    name(value);
    let data_type = declared.parse().unwrap_or(FieldType::STRING);
    let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
    replaced(data_type, form, &value);
}

/// The name of a parameter may be anything as well.
fn name(name: &str) {
    // In a text, braces make a parameter of their own, and a line's end is one character however it is written.
    if name.trim().is_empty() || name.starts_with("{{") || name.contains('\r') {
        return;
    }
    let sql = format!(
        "SELECT CUSTOM_PARAMETER('{}') AS a, 'behind' AS b FROM (VALUES (1)) AS t(n)",
        name.replace('\'', "''")
    );
    let report = check(&sql, &CheckOptions::new(Arc::clone(&CATALOGUE)));
    assert!(report.ok(), "{:?}", report.diagnostics);
    assert_eq!(report.parameters.iter().map(|used| used.name.as_str()).collect::<Vec<_>>(), [name]);
    assert_eq!(report.output.iter().map(|column| column.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
}

/// No statement here reads a table.
struct NoTables;

impl TableSource for NoTables {
    fn provider(&self, _: &str) -> Option<Arc<dyn TableProvider>> {
        None
    }
}

static OPTIONS: LazyLock<RunOptions> = LazyLock::new(|| {
    let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap_or_default().into();
    let window = TimeWindow { start: day(1), end: day(31), time_zone: chrono_tz::UTC };
    RunOptions { threads: 1, ..RunOptions::new(Arc::clone(&CATALOGUE), Arc::new(NoTables), window) }
});

fn replaced(data_type: FieldType, form: &str, value: &Value) {
    let form = ["{{value}}", "'{{value}}'", "@value"].into_iter().find(|known| *known == form);
    let form = form.unwrap_or("CUSTOM_PARAMETER('value')");
    let sql = format!("SELECT 'before' AS a, {form} AS value, 'behind' AS b FROM (VALUES (1)) AS t(n)");
    let options = RunOptions {
        parameters: BTreeMap::from([("value".to_owned(), value.clone())]),
        declared: Some(vec![ParameterDeclaration { name: "value".to_owned(), data_type }]),
        ..OPTIONS.clone()
    };
    let answer = match futures::executor::block_on(run_statement(&sql, &options)) {
        Ok(answer) => answer,
        Err(RunError::Parameter(error)) => {
            assert!(!takes_anything(data_type, value), "{error}");
            assert!(error.to_string().chars().count() < 200, "{error}");
            return;
        }
        Err(other) => panic!("{other}\n{other:?}"),
    };
    let [batch] = answer.batches.as_slice() else { panic!("{:?}", answer.batches) };
    let columns = batch.columns();
    assert_eq!((batch.num_rows(), columns.len()), (1, 3));
    let text = |column: usize| columns[column].as_string::<i32>().value(0);
    assert_eq!((text(0), text(2)), ("before", "behind"));
    match (data_type, value) {
        (FieldType::Scalar(scalar), value) => same(scalar, value, &columns[1], 0),
        (FieldType::Array(scalar), Value::Array(items)) => {
            let list = columns[1].as_list::<i32>().value(0);
            assert_eq!(list.len(), items.len());
            items.iter().enumerate().for_each(|(row, item)| same(scalar, item, &list, row));
        }
        // A list of one is often written without brackets.
        (FieldType::Array(scalar), value) => {
            let list = columns[1].as_list::<i32>().value(0);
            assert_eq!(list.len(), 1);
            same(scalar, value, &list, 0);
        }
    }
}

/// Whether no value of this kind may be refused.
fn takes_anything(data_type: FieldType, value: &Value) -> bool {
    let one = |value: &Value| !value.is_array() && !value.is_object();
    let fits = match (data_type, value) {
        (FieldType::Array(_), Value::Array(items)) => items.iter().all(one),
        (_, value) => one(value),
    };
    fits && matches!(data_type.scalar(), ScalarType::String | ScalarType::Binary)
}

fn same(scalar: ScalarType, given: &Value, column: &dyn Array, row: usize) {
    if given.is_null() {
        assert!(column.is_null(row), "NULL became {column:?}");
        return;
    }
    assert!(column.is_valid(row), "{given} became NULL");
    let text = given.as_str().map_or_else(|| given.to_string(), str::to_owned);
    let trimmed = text.trim();
    let as_type = |wanted| cast(column, &wanted).unwrap_or_else(|error| panic!("{error}"));
    match scalar {
        ScalarType::String => assert_eq!(column.as_string::<i32>().value(row), text),
        ScalarType::Binary => assert_eq!(column.as_binary::<i32>().value(row), text.as_bytes()),
        ScalarType::Boolean => {
            let truth = trimmed == "1" || trimmed.eq_ignore_ascii_case("true");
            assert_eq!(column.as_boolean().value(row), truth, "{given}");
        }
        ScalarType::Byte | ScalarType::Short | ScalarType::Integer | ScalarType::Long => {
            let number = as_type(DataType::Int64).as_primitive::<Int64Type>().value(row);
            assert_eq!(Ok(number), trimmed.parse(), "{given}");
        }
        ScalarType::Float => {
            let number = as_type(DataType::Float32).as_primitive::<Float32Type>().value(row);
            assert_eq!(Ok(number), trimmed.parse(), "{given}");
        }
        ScalarType::Double => {
            let number = as_type(DataType::Float64).as_primitive::<Float64Type>().value(row);
            assert_eq!(Ok(number), trimmed.parse(), "{given}");
        }
        ScalarType::Decimal(_) => {
            // To the digits that its type has.
            let number = as_type(DataType::Float64).as_primitive::<Float64Type>().value(row);
            let wanted = trimmed.parse::<f64>().unwrap_or(f64::NAN);
            assert!((number - wanted).abs() <= 1.0 + wanted.abs() * 1e-9, "{given} became {number}");
        }
        ScalarType::Date => {
            let day = column.as_primitive::<Date32Type>().value_as_date(row);
            assert_eq!(day, trimmed.parse::<NaiveDate>().ok(), "{given}");
        }
        ScalarType::Timestamp => {
            let moment = column.as_primitive::<TimestampMicrosecondType>().value_as_datetime(row);
            // The plain form; the others are read as well.
            if let Ok(wanted) = NaiveDateTime::parse_from_str(trimmed, "%Y-%m-%dT%H:%M:%S") {
                assert_eq!(moment, Some(wanted), "{given}");
            }
        }
    }
}
