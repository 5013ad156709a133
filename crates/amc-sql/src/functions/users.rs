//! Users as numbers, for runs that count who stands behind a row. No statement can call these.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, ListArray, UInt64Array},
        buffer::{NullBuffer, OffsetBuffer},
        datatypes::{DataType, Field, FieldRef, UInt64Type},
    },
    common::{Result, exec_err},
};

use super::udf::{at, rows, text_arg};

/// The number of the events whose user is not known.
pub(crate) const NOBODY: u64 = 0;

/// What a list of users holds.
pub(crate) fn list_item() -> FieldRef {
    Arc::new(Field::new_list_field(DataType::UInt64, true))
}

/// A list of users.
pub(crate) fn list_type() -> DataType {
    DataType::List(list_item())
}

/// A number for a user id: a 64-bit hash, so that among millions of users two get the same less than once in a million tables.
pub(super) fn of(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let ids = text_arg(args, 0)?;
    let numbers = (0..rows(args)).map(|row| {
        let Some(id) = at(&ids, row) else { return NOBODY };
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        hasher.finish().max(NOBODY + 1)
    });
    Ok(Arc::new(numbers.collect::<UInt64Array>()))
}

/// A list of the one user; NULL for none.
pub(super) fn list(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let Some(column) = args.first() else { return exec_err!("an argument is missing") };
    let users = column.as_primitive::<UInt64Type>();
    let nulls: Option<NullBuffer> = users.nulls().cloned();
    let lengths = (0..users.len()).map(|row| usize::from(users.is_valid(row)));
    let values: UInt64Array = users.iter().flatten().collect();
    Ok(Arc::new(ListArray::try_new(list_item(), OffsetBuffer::from_lengths(lengths), Arc::new(values), nulls)?))
}
