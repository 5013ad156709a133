//! One of several values. The engine's own forms write each value twice, so that calls inside calls would grow without bound.

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, BooleanArray},
        compute::{
            cast, is_not_null, is_null,
            kernels::{cmp, zip::zip},
            nullif,
        },
        datatypes::DataType,
        error::ArrowError,
    },
    common::{Result, exec_err},
    logical_expr::binary::type_union_resolution,
};

/// The type that all values have in common.
pub(super) fn common(args: &[DataType]) -> Result<DataType> {
    match type_union_resolution(args) {
        Some(data_type) => Ok(data_type),
        None => exec_err!("these values cannot be compared"),
    }
}

/// The greatest value of each row, NULL if one is NULL.
pub(super) fn greatest(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    best(args, to, |best, next| cmp::gt_eq(best, next))
}

/// The least value of each row, NULL if one is NULL.
pub(super) fn least(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    best(args, to, |best, next| cmp::lt_eq(best, next))
}

fn best(
    args: &[ArrayRef],
    to: &DataType,
    keeps: fn(&ArrayRef, &ArrayRef) -> Result<BooleanArray, ArrowError>,
) -> Result<ArrayRef> {
    let Some((first, rest)) = args.split_first() else { return exec_err!("an argument is missing") };
    let mut best = cast(first, to)?;
    if to.is_null() {
        return Ok(best);
    }
    for next in rest {
        let next = cast(next, to)?;
        let keep = keeps(&best, &next)?;
        best = nullif(&zip(&keep, &best, &next)?, &is_null(&keep)?)?;
    }
    Ok(best)
}

/// The first value of each row that is not NULL.
pub(super) fn coalesce(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    let Some((first, rest)) = args.split_first() else { return exec_err!("an argument is missing") };
    let mut found = cast(first, to)?;
    for next in rest {
        if found.null_count() == 0 {
            break;
        }
        found = zip(&is_not_null(&found)?, &found, &cast(next, to)?)?;
    }
    Ok(found)
}
