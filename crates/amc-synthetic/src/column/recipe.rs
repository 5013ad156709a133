//! Values before they have an Arrow type. The same column is a timestamp in one table and a date in another, so the type is
//! decided last.

use std::{borrow::Cow, sync::Arc};

use amc_sql::catalogue::{FieldType, ScalarType};
use arrow::{
    array::{
        ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, ListBuilder, PrimitiveBuilder, StringBuilder,
        TimestampMillisecondArray, new_null_array,
    },
    compute::cast,
    datatypes::{DataType, Field, Int64Type, TimeUnit},
    error::ArrowError,
};

use crate::{calendar::DAY, row::Row};

type Make<'a, T> = Box<dyn Fn(&Row) -> Option<T> + Send + 'a>;

/// How to find a row's value.
pub(crate) enum Recipe<'a> {
    /// Always NULL.
    Null,
    /// Text.
    Text(Make<'a, Cow<'a, str>>),
    /// A whole number; also of a currency's smallest counted unit.
    Whole(Make<'a, i64>),
    /// A decimal number in ten-thousandths.
    Decimal(Make<'a, i64>),
    /// True or false.
    Flag(Make<'a, bool>),
    /// Milliseconds on the clock of the column.
    Moment(Make<'a, i64>),
    /// A list of whole numbers.
    List(Make<'a, Vec<i64>>),
}

impl<'a> Recipe<'a> {
    pub(super) fn text(make: impl Fn(&Row) -> Option<&'a str> + Send + 'a) -> Self {
        Self::Text(Box::new(move |row| make(row).map(Cow::Borrowed)))
    }

    pub(super) fn owned(make: impl Fn(&Row) -> Option<String> + Send + 'a) -> Self {
        Self::Text(Box::new(move |row| make(row).map(Cow::Owned)))
    }

    pub(super) fn whole(make: impl Fn(&Row) -> Option<i64> + Send + 'a) -> Self {
        Self::Whole(Box::new(make))
    }

    pub(super) fn decimal(make: impl Fn(&Row) -> Option<i64> + Send + 'a) -> Self {
        Self::Decimal(Box::new(make))
    }

    pub(super) fn flag(make: impl Fn(&Row) -> Option<bool> + Send + 'a) -> Self {
        Self::Flag(Box::new(make))
    }

    pub(super) fn moment(make: impl Fn(&Row) -> Option<i64> + Send + 'a) -> Self {
        Self::Moment(Box::new(make))
    }

    pub(super) fn list(make: impl Fn(&Row) -> Option<Vec<i64>> + Send + 'a) -> Self {
        Self::List(Box::new(make))
    }

    /// Whether values of this kind can be shown in a column of that type.
    pub(super) fn fits(&self, data_type: FieldType) -> bool {
        use ScalarType as T;
        match (self, data_type) {
            (Self::Null, _) => true,
            (Self::List(_), FieldType::Array(_)) => true,
            // Sponsored ads have their segments as text, DSP as a list.
            (Self::List(_), FieldType::Scalar(scalar)) => scalar == T::String,
            (_, FieldType::Array(_)) => false,
            (Self::Text(_), FieldType::Scalar(scalar)) => scalar == T::String,
            (Self::Flag(_), FieldType::Scalar(scalar)) => matches!(scalar, T::Boolean | T::String),
            (Self::Moment(_), FieldType::Scalar(scalar)) => matches!(scalar, T::Date | T::Timestamp),
            (Self::Whole(_) | Self::Decimal(_), FieldType::Scalar(scalar)) => {
                !matches!(scalar, T::Boolean | T::Binary | T::Date | T::Timestamp)
            }
        }
    }

    pub(super) fn fill(&self, rows: &[Row], data_type: &DataType) -> Result<ArrayRef, ArrowError> {
        let array: ArrayRef = match self {
            Self::Null => return Ok(new_null_array(data_type, rows.len())),
            Self::Text(make) => {
                let mut builder = StringBuilder::with_capacity(rows.len(), rows.len() * 16);
                rows.iter().for_each(|row| builder.append_option(make(row)));
                Arc::new(builder.finish())
            }
            Self::Whole(make) => Arc::new(rows.iter().map(make).collect::<Int64Array>()),
            Self::Decimal(make) => {
                let values = rows.iter().map(|row| make(row).map(i128::from)).collect::<Decimal128Array>();
                Arc::new(values.with_precision_and_scale(38, 4)?)
            }
            Self::Flag(make) => Arc::new(rows.iter().map(make).collect::<BooleanArray>()),
            Self::Moment(make) if *data_type == DataType::Date32 => {
                let days = rows.iter().map(|row| make(row).map(|moment| moment.div_euclid(DAY) as i32));
                Arc::new(days.collect::<Date32Array>())
            }
            Self::Moment(make) => Arc::new(rows.iter().map(make).collect::<TimestampMillisecondArray>()),
            Self::List(make) if *data_type == DataType::Utf8 => {
                let mut builder = StringBuilder::new();
                rows.iter().for_each(|row| builder.append_option(make(row).map(|list| in_brackets(&list))));
                Arc::new(builder.finish())
            }
            Self::List(make) => {
                let item = Field::new("item", DataType::Int64, true);
                let mut builder = ListBuilder::new(PrimitiveBuilder::<Int64Type>::new()).with_field(item);
                for row in rows {
                    builder.append_option(make(row).map(|list| list.into_iter().map(Some)));
                }
                Arc::new(builder.finish())
            }
        };
        debug_assert!(!matches!(array.data_type(), DataType::Timestamp(TimeUnit::Nanosecond, _)));
        if array.data_type() == data_type { Ok(array) } else { cast(&array, data_type) }
    }
}

fn in_brackets(list: &[i64]) -> String {
    let numbers: Vec<String> = list.iter().map(i64::to_string).collect();
    format!("[{}]", numbers.join(", "))
}
