//! Numbers. What has no answer is NULL, as Spark has it, where the engine would end the run or answer something.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{ArrayRef, AsArray, Float64Array, Int64Array},
        compute::cast,
        datatypes::{DataType, Float64Type, Int64Type},
    },
    common::{Result, exec_err},
};

fn floats(args: &[ArrayRef], index: usize) -> Result<Float64Array> {
    let Some(column) = args.get(index) else { return exec_err!("argument {} is missing", index + 1) };
    Ok(cast(column, &DataType::Float64)?.as_primitive::<Float64Type>().clone())
}

fn each(args: &[ArrayRef], answer: fn(f64) -> Option<f64>) -> Result<ArrayRef> {
    let numbers = floats(args, 0)?;
    Ok(Arc::new(numbers.iter().map(|number| number.and_then(answer)).collect::<Float64Array>()))
}

fn pairs(args: &[ArrayRef], answer: fn(f64, f64) -> Option<f64>) -> Result<ArrayRef> {
    let (left, right) = (floats(args, 0)?, floats(args, 1)?);
    let rows = left.iter().zip(right.iter());
    Ok(Arc::new(rows.map(|(x, y)| answer(x?, y?)).collect::<Float64Array>()))
}

/// Square roots.
pub(super) fn sqrt(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    each(args, |x| if x < 0.0 { None } else { Some(x.sqrt()) })
}

/// Logarithms to base 10.
pub(super) fn log10(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    each(args, |x| if x <= 0.0 { None } else { Some(x.log10()) })
}

/// Logarithms: to the base that comes first, or natural ones of a single argument.
pub(super) fn log(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    if args.len() == 1 {
        return each(args, |x| if x <= 0.0 { None } else { Some(x.ln()) });
    }
    pairs(args, |base, x| if base <= 0.0 || x <= 0.0 { None } else { Some(x.log(base)) })
}

/// Powers; zero to a negative power is infinite.
pub(super) fn power(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    pairs(args, |x, y| Some(x.powf(y)))
}

/// Lengths as they are, but zero for negative ones.
pub(super) fn length(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let Some(column) = args.first() else { return exec_err!("an argument is missing") };
    let numbers = cast(column, &DataType::Int64)?;
    let numbers = numbers.as_primitive::<Int64Type>();
    Ok(Arc::new(numbers.iter().map(|number| number.map(|number| number.max(0))).collect::<Int64Array>()))
}
