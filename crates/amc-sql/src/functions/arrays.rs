//! Arrays of anything, rows included.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, Int32Array, ListArray, UInt32Array},
        buffer::OffsetBuffer,
        compute::{cast, kernels::length::length, take},
        datatypes::{DataType, Field},
        row::{RowConverter, SortField},
        util::display::{ArrayFormatter, FormatOptions},
    },
    common::{Result, exec_err},
};

use super::udf::{at, text_arg, text_rows};

/// Rising order, NULL first; rows are compared field by field.
pub(super) fn sort(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let Some(column) = args.first() else { return exec_err!("an argument is missing") };
    let Some(list) = column.as_list_opt::<i32>() else {
        if column.data_type().is_null() {
            return Ok(Arc::clone(column));
        }
        return exec_err!("ARRAY_SORT needs an array");
    };
    let converter = RowConverter::new(vec![SortField::new(list.value_type())])?;
    let keys = converter.convert_columns(&[Arc::clone(list.values())])?;
    let mut order: Vec<u32> = Vec::with_capacity(list.values().len());
    let mut lengths = Vec::with_capacity(list.len());
    for row in 0..list.len() {
        let (from, to) = (list.value_offsets()[row], list.value_offsets()[row + 1]);
        if list.is_null(row) {
            lengths.push(0);
            continue;
        }
        let mut items: Vec<u32> = (from..to).filter_map(|item| u32::try_from(item).ok()).collect();
        items.sort_by(|a, b| keys.row(*a as usize).cmp(&keys.row(*b as usize)));
        lengths.push(items.len());
        order.extend(items);
    }
    let values = take(list.values(), &UInt32Array::from(order), None)?;
    let field = match list.data_type() {
        DataType::List(field) => Arc::clone(field),
        _ => Field::new("item", list.value_type(), true).into(),
    };
    Ok(Arc::new(ListArray::try_new(field, OffsetBuffer::from_lengths(lengths), values, list.nulls().cloned())?))
}

/// How many values an array or entries a map has.
pub(super) fn cardinality(args: &[ArrayRef], to: &DataType) -> Result<ArrayRef> {
    let Some(column) = args.first() else { return exec_err!("an argument is missing") };
    if let Some(map) = column.as_map_opt() {
        let lengths = (0..map.len()).map(|row| (!map.is_null(row)).then(|| map.value_length(row)));
        return Ok(Arc::new(lengths.collect::<Int32Array>()));
    }
    match column.data_type() {
        DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) => Ok(cast(&length(column)?, to)?),
        DataType::Null => Ok(cast(column, to)?),
        _ => exec_err!("CARDINALITY needs an array"),
    }
}

/// Values as text with a separator; NULL values are left out unless a third argument says how to write them.
pub(super) fn to_string(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let Some(column) = args.first() else { return exec_err!("an argument is missing") };
    let separators = text_arg(args, 1)?;
    let nulls = (args.len() > 2).then(|| text_arg(args, 2)).transpose()?;
    let Some(list) = column.as_list_opt::<i32>() else {
        return text_rows(column.len(), |_| Ok(None));
    };
    let options = FormatOptions::default();
    let formatter = ArrayFormatter::try_new(list.values().as_ref(), &options)?;
    text_rows(list.len(), |row| {
        let Some(separator) = at(&separators, row) else { return Ok(None) };
        if list.is_null(row) {
            return Ok(None);
        }
        let mut out = String::new();
        let mut first = true;
        for item in list.value_offsets()[row]..list.value_offsets()[row + 1] {
            let Ok(item) = usize::try_from(item) else { continue };
            let word = if list.values().is_null(item) {
                let Some(word) = nulls.as_ref().and_then(|nulls| at(nulls, row)) else { continue };
                word.to_owned()
            } else {
                formatter.value(item).to_string()
            };
            if !first {
                out.push_str(separator);
            }
            first = false;
            out.push_str(&word);
        }
        Ok(Some(out))
    })
}
