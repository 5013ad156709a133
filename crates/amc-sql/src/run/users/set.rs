//! The users of a group of rows, as an aggregate.

use std::{collections::HashSet, mem, sync::Arc};

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, ListArray, UInt64Array},
        buffer::OffsetBuffer,
        datatypes::{DataType, UInt64Type},
    },
    common::{Result, ScalarValue},
    logical_expr::{Accumulator, AggregateUDFImpl, Signature, Volatility, function::AccumulatorArgs},
};

use crate::functions::users::{NOBODY, list_item, list_type};

/// Gathers users, given one by one or in lists, to a list without repetition. NULL of nothing but NULLs.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct UsersOf {
    signature: Signature,
    /// Users that are told apart at most; more only have to be known to be more.
    most: usize,
}

impl UsersOf {
    pub(super) fn new(most: usize) -> Self {
        Self { signature: Signature::any(1, Volatility::Immutable), most }
    }
}

impl AggregateUDFImpl for UsersOf {
    fn name(&self) -> &str {
        "amc_users_of"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(list_type())
    }

    fn accumulator(&self, _: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(Gathered { most: self.most, nobody: false, users: HashSet::new() }))
    }
}

#[derive(Debug)]
struct Gathered {
    most: usize,
    /// Whether there were events without a user.
    nobody: bool,
    users: HashSet<u64>,
}

impl Gathered {
    fn add(&mut self, user: u64) {
        if user == NOBODY {
            self.nobody = true;
        } else if self.users.len() < self.most {
            self.users.insert(user);
        }
    }

    fn add_all(&mut self, column: &ArrayRef) {
        if let Some(lists) = column.as_list_opt::<i32>() {
            for row in (0..lists.len()).filter(|row| lists.is_valid(*row)) {
                for user in lists.value(row).as_primitive::<UInt64Type>().iter().flatten() {
                    self.add(user);
                }
            }
        } else if let Some(users) = column.as_primitive_opt::<UInt64Type>() {
            for user in users.iter().flatten() {
                self.add(user);
            }
        }
    }
}

impl Accumulator for Gathered {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        values.iter().for_each(|column| self.add_all(column));
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.update_batch(states)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        if self.users.is_empty() && !self.nobody {
            return Ok(ScalarValue::List(Arc::new(ListArray::new_null(list_item(), 1))));
        }
        let nobody = self.nobody.then_some(NOBODY);
        let users: UInt64Array = self.users.iter().copied().chain(nobody).map(Some).collect();
        let lengths = OffsetBuffer::from_lengths([users.len()]);
        Ok(ScalarValue::List(Arc::new(ListArray::try_new(list_item(), lengths, Arc::new(users), None)?)))
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![self.evaluate()?])
    }

    fn size(&self) -> usize {
        mem::size_of_val(self) + self.users.capacity() * mem::size_of::<u64>()
    }
}
