//! Types of fields.

use std::{fmt, str::FromStr};

use serde::Serialize;

use super::UnknownWord;

/// Type of a field, in the names of the reporting API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldType {
    /// One value.
    Scalar(ScalarType),
    /// A list of values.
    Array(ScalarType),
}

/// Type of a single value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScalarType {
    /// True or false.
    Boolean,
    /// 8-bit whole number.
    Byte,
    /// 16-bit whole number.
    Short,
    /// 32-bit whole number.
    Integer,
    /// 64-bit whole number (BIGINT in SQL).
    Long,
    /// 32-bit floating point.
    Float,
    /// 64-bit floating point.
    Double,
    /// Exact decimal; without precision and scale where Amazon gives none.
    Decimal(Option<(u8, i8)>),
    /// Text.
    String,
    /// Bytes.
    Binary,
    /// Calendar day.
    Date,
    /// Moment without a zone.
    Timestamp,
}

impl FieldType {
    /// Text.
    pub const STRING: Self = Self::Scalar(ScalarType::String);

    /// The type of the values, one or many.
    pub fn scalar(self) -> ScalarType {
        match self {
            Self::Scalar(scalar) | Self::Array(scalar) => scalar,
        }
    }
}

impl fmt::Display for ScalarType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Boolean => "BOOLEAN",
            Self::Byte => "BYTE",
            Self::Short => "SHORT",
            Self::Integer => "INTEGER",
            Self::Long => "LONG",
            Self::Float => "FLOAT",
            Self::Double => "DOUBLE",
            Self::Decimal(None) => "DECIMAL",
            Self::Decimal(Some((precision, scale))) => {
                return write!(f, "DECIMAL({precision},{scale})");
            }
            Self::String => "STRING",
            Self::Binary => "BINARY",
            Self::Date => "DATE",
            Self::Timestamp => "TIMESTAMP",
        })
    }
}

impl fmt::Display for FieldType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scalar(scalar) => scalar.fmt(f),
            Self::Array(scalar) => write!(f, "ARRAY<{scalar}>"),
        }
    }
}

impl FromStr for ScalarType {
    type Err = UnknownWord;

    /// Reads a name such as `LONG` or `DECIMAL(38,4)`, in any case. SQL's `BIGINT` and `VARCHAR` are read as well, since
    /// instances may report them.
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let word = text.trim().to_ascii_uppercase();
        Ok(match word.as_str() {
            "BOOLEAN" => Self::Boolean,
            "BYTE" | "TINYINT" => Self::Byte,
            "SHORT" | "SMALLINT" => Self::Short,
            "INTEGER" | "INT" => Self::Integer,
            "LONG" | "BIGINT" => Self::Long,
            "FLOAT" | "REAL" => Self::Float,
            "DOUBLE" => Self::Double,
            "DECIMAL" => Self::Decimal(None),
            "STRING" | "VARCHAR" | "CHAR" => Self::String,
            "BINARY" | "VARBINARY" => Self::Binary,
            "DATE" => Self::Date,
            "TIMESTAMP" => Self::Timestamp,
            other => decimal(other).ok_or_else(|| UnknownWord(text.trim().to_owned()))?,
        })
    }
}

/// Widest decimal that DataFusion and AMC share.
const MAX_PRECISION: u8 = 38;

fn decimal(word: &str) -> Option<ScalarType> {
    let (precision, scale) = word.strip_prefix("DECIMAL(")?.strip_suffix(')')?.split_once(',')?;
    let precision: u8 = precision.trim().parse().ok()?;
    let scale: u8 = scale.trim().parse().ok()?;
    ((1..=MAX_PRECISION).contains(&precision) && scale <= precision)
        .then(|| i8::try_from(scale).ok())
        .flatten()
        .map(|scale| ScalarType::Decimal(Some((precision, scale))))
}

impl FromStr for FieldType {
    type Err = UnknownWord;

    /// Reads a scalar type or `ARRAY<…>` of one; the API's bracketed spelling `ARRAY[…]` is read as well.
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let word = text.trim().to_ascii_uppercase();
        let inner = word.strip_prefix("ARRAY").and_then(|rest| {
            rest.strip_prefix('<')
                .and_then(|rest| rest.strip_suffix('>'))
                .or_else(|| rest.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')))
        });
        let unknown = |_| UnknownWord(text.trim().to_owned());
        match inner {
            Some(inner) => inner.parse().map(Self::Array).map_err(unknown),
            None => word.parse().map(Self::Scalar).map_err(unknown),
        }
    }
}

impl Serialize for FieldType {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
