//! The functions that the engine lacks, as engine functions.

use std::{
    hash::{Hash, Hasher},
    sync::Arc,
};

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, StringArray, StringBuilder},
        compute::cast,
        datatypes::DataType,
    },
    common::{Result, exec_err, not_impl_err},
    error::DataFusionError,
    execution::FunctionRegistry,
    logical_expr::{AggregateUDF, ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility},
};

use super::{arrays, choice, count::CountTexts, format, hash, json, number, text, time, users};

/// Whether the values that come second and later are a row of the query whose EXISTS comes first. It stands for a join, and cannot be computed.
pub(crate) const ROWS_IN: &str = "amc_rows_in";
/// A number for a user id.
pub(crate) const USER_OF: &str = "amc_user_of";
/// A list of the one user.
pub(crate) const USER_LIST: &str = "amc_user_list";

type Body = fn(&[ArrayRef], &DataType) -> Result<ArrayRef>;
type Returning = fn(&[DataType]) -> Result<DataType>;

/// A function of whole columns.
#[derive(Debug)]
struct Udf {
    name: &'static str,
    signature: Signature,
    returning: Returning,
    body: Body,
}

impl PartialEq for Udf {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Udf {}

impl Hash for Udf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl ScalarUDFImpl for Udf {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, args: &[DataType]) -> Result<DataType> {
        (self.returning)(args)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let all_scalar = args.args.iter().all(|arg| matches!(arg, ColumnarValue::Scalar(_)));
        let columns = args
            .args
            .iter()
            .map(|arg| arg.to_array(if all_scalar { 1 } else { args.number_rows }))
            .collect::<Result<Vec<_>>>()?;
        let made = (self.body)(&columns, args.return_field.data_type())?;
        if all_scalar && !columns.is_empty() {
            return Ok(ColumnarValue::Scalar(datafusion::common::ScalarValue::try_from_array(&made, 0)?));
        }
        Ok(ColumnarValue::Array(made))
    }
}

/// Adds all functions to a session.
pub(crate) fn register(registry: &mut dyn FunctionRegistry) -> Result<()> {
    let utf8: Returning = |_| Ok(DataType::Utf8);
    let float: Returning = |_| Ok(DataType::Float64);
    let list: [(&'static str, Returning, Body); 31] = [
        ("amc_format", utf8, format::format),
        ("amc_locate", |_| Ok(DataType::Int32), text::locate),
        ("amc_from_epoch", |_| Ok(crate::types::SqlType::TIMESTAMP.to_arrow()), time::from_epoch),
        ("amc_regexp_replace", utf8, text::regexp_replace),
        ("amc_regexp_substr", utf8, text::regexp_substr),
        ("amc_regexp_split", |_| Ok(text::split_type()), text::regexp_split),
        ("amc_similar_to", |_| Ok(DataType::Boolean), text::similar_to),
        ("amc_str_to_map", |_| Ok(crate::types::SqlType::Map.to_arrow()), text::str_to_map),
        ("amc_interval_times", |_| Ok(time::SPAN), time::interval_times),
        ("amc_interval_length", |_| Ok(DataType::Int64), time::interval_length),
        ("amc_from_utc", |_| Ok(crate::types::SqlType::TIMESTAMP.to_arrow()), time::from_utc),
        ("amc_array_sort", first, arrays::sort),
        ("amc_cardinality", |_| Ok(DataType::Int32), arrays::cardinality),
        ("amc_array_to_string", utf8, arrays::to_string),
        ("amc_hash64", |_| Ok(DataType::Int64), hash::hash64),
        ("amc_sha1", utf8, hash::sha1),
        ("amc_from_varbinary", utf8, hash::from_varbinary),
        ("amc_to_varbinary", |_| Ok(DataType::Binary), hash::to_varbinary),
        ("amc_json_extract", utf8, json::extract),
        ("amc_json_serialize", utf8, json::serialize),
        (ROWS_IN, |_| Ok(DataType::Boolean), |_, _| not_impl_err!("a correlated subquery of rows")),
        (USER_OF, |_| Ok(DataType::UInt64), users::of),
        (USER_LIST, |_| Ok(users::list_type()), users::list),
        ("amc_sqrt", float, number::sqrt),
        ("amc_log", float, number::log),
        ("amc_log10", float, number::log10),
        ("amc_power", float, number::power),
        ("amc_length", |_| Ok(DataType::Int64), number::length),
        ("amc_greatest", choice::common, choice::greatest),
        ("amc_least", choice::common, choice::least),
        ("amc_coalesce", choice::common, choice::coalesce),
    ];
    for (name, returning, body) in list {
        let signature = Signature::variadic_any(Volatility::Immutable);
        registry.register_udf(Arc::new(ScalarUDF::from(Udf { name, signature, returning, body })))?;
    }
    registry.register_udaf(Arc::new(AggregateUDF::from(CountTexts::default())))?;
    Ok(())
}

/// Why one of our own functions has no answer for a value, as the end of a sentence for people.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct NoAnswer(pub(crate) String);

/// As the engine passes it on.
pub(super) fn no_answer(why: impl Into<String>) -> DataFusionError {
    DataFusionError::External(Box::new(NoAnswer(why.into())))
}

fn first(args: &[DataType]) -> Result<DataType> {
    match args.first() {
        Some(data_type) => Ok(data_type.clone()),
        None => exec_err!("an argument is missing"),
    }
}

/// An argument as text.
pub(super) fn text_arg(args: &[ArrayRef], index: usize) -> Result<StringArray> {
    let Some(column) = args.get(index) else { return exec_err!("argument {} is missing", index + 1) };
    Ok(cast(column, &DataType::Utf8)?.as_string::<i32>().clone())
}

/// A text column made row by row.
pub(super) fn text_rows(rows: usize, mut value: impl FnMut(usize) -> Result<Option<String>>) -> Result<ArrayRef> {
    let mut builder = StringBuilder::new();
    for row in 0..rows {
        builder.append_option(value(row)?);
    }
    Ok(Arc::new(builder.finish()))
}

/// Length of the columns.
pub(super) fn rows(args: &[ArrayRef]) -> usize {
    args.first().map_or(0, |column| column.len())
}

/// The value of a row, if it has one.
pub(super) fn at(column: &StringArray, row: usize) -> Option<&str> {
    (!column.is_null(row)).then(|| column.value(row))
}
