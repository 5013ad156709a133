//! Types of expressions, in the names of Amazon's reporting API.

use std::fmt;

use datafusion::arrow::datatypes::{DataType, Field, Fields, IntervalUnit, TimeUnit};
use serde::Serialize;

use crate::catalogue::{FieldType, ScalarType};

/// Type of an expression or an output column.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SqlType {
    /// Cannot be told, mostly because something it is made of is wrong.
    Unknown,
    /// The literal NULL.
    Null,
    /// One value.
    Scalar(ScalarType),
    /// A span of time.
    Interval,
    /// A list.
    Array(Box<SqlType>),
    /// A row with named fields, as NAMED_ROW makes.
    Row(Vec<(String, SqlType)>),
    /// Text keys to text values, as STR_TO_MAP makes.
    Map,
    /// A parameter whose type is not known yet; its index.
    Parameter(usize),
}

impl SqlType {
    /// Text.
    pub const STRING: Self = Self::Scalar(ScalarType::String);
    /// True or false.
    pub const BOOLEAN: Self = Self::Scalar(ScalarType::Boolean);
    /// 32-bit whole number.
    pub const INTEGER: Self = Self::Scalar(ScalarType::Integer);
    /// 64-bit whole number.
    pub const LONG: Self = Self::Scalar(ScalarType::Long);
    /// 64-bit floating point.
    pub const DOUBLE: Self = Self::Scalar(ScalarType::Double);
    /// Exact decimal of no stated size.
    pub const DECIMAL: Self = Self::Scalar(ScalarType::Decimal(None));
    /// Calendar day.
    pub const DATE: Self = Self::Scalar(ScalarType::Date);
    /// Moment.
    pub const TIMESTAMP: Self = Self::Scalar(ScalarType::Timestamp);
    /// Bytes.
    pub const BINARY: Self = Self::Scalar(ScalarType::Binary);

    /// A list of `element`.
    pub fn array(element: Self) -> Self {
        Self::Array(Box::new(element))
    }

    /// Whether nothing can be said about the type, so that no conclusion may be drawn from it.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Unknown | Self::Null | Self::Parameter(_))
    }

    /// Whether it is a number.
    pub fn is_number(&self) -> bool {
        self.number_rank().is_some()
    }

    /// Whether it is a whole number.
    pub fn is_whole(&self) -> bool {
        self.number_rank().is_some_and(|rank| rank < 4)
    }

    /// Whether it is text.
    pub fn is_text(&self) -> bool {
        *self == Self::STRING
    }

    /// Whether it is a day or a moment.
    pub fn is_time(&self) -> bool {
        matches!(self, Self::Scalar(ScalarType::Date | ScalarType::Timestamp))
    }

    /// The API's type nearest to it.
    pub(crate) fn field_type(&self) -> FieldType {
        match self {
            Self::Scalar(scalar) => FieldType::Scalar(*scalar),
            Self::Array(element) => match element.as_ref() {
                Self::Scalar(scalar) => FieldType::Array(*scalar),
                _ => FieldType::Array(ScalarType::String),
            },
            _ => FieldType::STRING,
        }
    }

    pub(crate) fn number_rank(&self) -> Option<u8> {
        let Self::Scalar(scalar) = self else { return None };
        Some(match scalar {
            ScalarType::Byte => 0,
            ScalarType::Short => 1,
            ScalarType::Integer => 2,
            ScalarType::Long => 3,
            ScalarType::Decimal(_) => 4,
            ScalarType::Float => 5,
            ScalarType::Double => 6,
            _ => return None,
        })
    }

    /// The Arrow type that values of this type have in local tables and results.
    pub fn to_arrow(&self) -> DataType {
        match self {
            Self::Unknown | Self::Parameter(_) => DataType::Utf8,
            Self::Null => DataType::Null,
            Self::Interval => DataType::Interval(IntervalUnit::MonthDayNano),
            Self::Array(element) => DataType::List(Field::new("item", element.to_arrow(), true).into()),
            Self::Row(fields) => DataType::Struct(
                fields.iter().map(|(name, data_type)| Field::new(name, data_type.to_arrow(), true)).collect::<Fields>(),
            ),
            Self::Map => DataType::Map(
                Field::new(
                    "entries",
                    DataType::Struct(Fields::from(vec![
                        Field::new("keys", DataType::Utf8, false),
                        Field::new("values", DataType::Utf8, true),
                    ])),
                    false,
                )
                .into(),
                false,
            ),
            Self::Scalar(scalar) => match scalar {
                ScalarType::Boolean => DataType::Boolean,
                ScalarType::Byte => DataType::Int8,
                ScalarType::Short => DataType::Int16,
                ScalarType::Integer => DataType::Int32,
                ScalarType::Long => DataType::Int64,
                ScalarType::Float => DataType::Float32,
                ScalarType::Double => DataType::Float64,
                ScalarType::Decimal(None) => DataType::Decimal128(38, 4),
                ScalarType::Decimal(Some((precision, scale))) => DataType::Decimal128(*precision, *scale),
                ScalarType::String => DataType::Utf8,
                ScalarType::Binary => DataType::Binary,
                ScalarType::Date => DataType::Date32,
                ScalarType::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, None),
            },
        }
    }

    /// The type that values of an Arrow type have in SQL.
    pub fn from_arrow(data_type: &DataType) -> Self {
        Self::Scalar(match data_type {
            DataType::Null => return Self::Null,
            DataType::Boolean => ScalarType::Boolean,
            DataType::Int8 => ScalarType::Byte,
            DataType::Int16 | DataType::UInt8 => ScalarType::Short,
            DataType::Int32 | DataType::UInt16 => ScalarType::Integer,
            DataType::Int64 | DataType::UInt32 | DataType::UInt64 => ScalarType::Long,
            DataType::Float16 | DataType::Float32 => ScalarType::Float,
            DataType::Float64 => ScalarType::Double,
            DataType::Decimal32(precision, scale)
            | DataType::Decimal64(precision, scale)
            | DataType::Decimal128(precision, scale)
            | DataType::Decimal256(precision, scale) => ScalarType::Decimal(Some((*precision, *scale))),
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => ScalarType::String,
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
                ScalarType::Binary
            }
            DataType::Date32 | DataType::Date64 => ScalarType::Date,
            DataType::Timestamp(..) => ScalarType::Timestamp,
            DataType::Dictionary(_, value) => return Self::from_arrow(value),
            DataType::List(field) | DataType::LargeList(field) | DataType::FixedSizeList(field, _) => {
                return Self::array(Self::from_arrow(field.data_type()));
            }
            DataType::Struct(fields) => {
                return Self::Row(
                    fields.iter().map(|field| (field.name().clone(), Self::from_arrow(field.data_type()))).collect(),
                );
            }
            DataType::Interval(_) | DataType::Duration(_) => return Self::Interval,
            DataType::Map(..) => return Self::Map,
            _ => return Self::Unknown,
        })
    }
}

impl From<FieldType> for SqlType {
    fn from(field: FieldType) -> Self {
        match field {
            FieldType::Scalar(scalar) => Self::Scalar(scalar),
            FieldType::Array(scalar) => Self::array(Self::Scalar(scalar)),
        }
    }
}

impl fmt::Display for SqlType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown | Self::Parameter(_) => f.write_str("UNKNOWN"),
            Self::Null => f.write_str("NULL"),
            Self::Scalar(scalar) => scalar.fmt(f),
            Self::Interval => f.write_str("CALENDAR_INTERVAL"),
            Self::Array(element) => write!(f, "ARRAY<{element}>"),
            Self::Map => f.write_str("MAP<STRING,STRING>"),
            Self::Row(fields) => {
                f.write_str("ROW<")?;
                for (index, (name, data_type)) in fields.iter().enumerate() {
                    let comma = if index == 0 { "" } else { "," };
                    // A name may come from any text of a statement, and types are part of sentences.
                    let name = name.replace(char::is_control, "\u{fffd}");
                    write!(f, "{comma}{name} {data_type}")?;
                }
                f.write_str(">")
            }
        }
    }
}

impl Serialize for SqlType {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
