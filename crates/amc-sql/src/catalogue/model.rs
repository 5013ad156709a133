//! What the catalogue knows about a table and its fields.

use std::{fmt, str::FromStr};

use serde::Serialize;

/// One table a person can query.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// Name as written in SQL, in lower case.
    pub name: String,
    /// Name for people.
    pub display_name: String,
    /// Group in the schema tree, such as "DSP".
    pub category: String,
    /// Whether the advertiser has to subscribe to it.
    pub paid: bool,
    /// Whether Amazon still fills it.
    pub status: TableStatus,
    /// Whether rows are events in time or properties of something.
    pub shape: TableShape,
    /// What it holds, in a paragraph.
    pub description: String,
    /// What one row stands for.
    pub grain: String,
    /// Field that the query's time window filters; `None` where a window has no effect.
    pub time_column: Option<String>,
    /// Twin for rule-based audience queries, with the same fields.
    pub audience_table: Option<String>,
    /// For such a twin: the analytics table it was derived from.
    pub audience_of: Option<String>,
    /// How many months back rows reach, where Amazon says.
    pub history_months: Option<u16>,
    /// Where or for whom the table exists, in a sentence, if not everywhere.
    pub availability: Option<String>,
    /// Fields in the order of the dataset: documented ones first.
    pub fields: Vec<Field>,
    /// How it goes together with other tables.
    pub relations: Vec<Relation>,
    /// Traps, one sentence or two each.
    pub notes: Vec<String>,
    /// Statements that run as they stand.
    pub examples: Vec<Example>,
    /// Where our knowledge of it comes from.
    pub origin: Origin,
    /// Whether the instance offers it; `None` until an instance's data sources were merged.
    pub available: Option<bool>,
}

impl Table {
    /// The field of this name, whatever its case, as names in SQL are compared; `None` if there is none.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name))
    }
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Field {
    /// Name as written in SQL.
    pub name: String,
    /// Type of its values.
    pub data_type: FieldType,
    /// Whether the type is a fact; otherwise it was guessed for a column that an instance reports without one.
    pub data_type_given: bool,
    /// Whether to group by it or to add it up.
    pub kind: FieldKind,
    /// Privacy class.
    pub threshold: Threshold,
    /// Whether Amazon states the class; otherwise it is our reading (written `LOW?` in the dataset).
    pub threshold_given: bool,
    /// What it holds, with unit and time zone.
    pub description: String,
    /// Values it is known to take, for completion.
    pub samples: Vec<String>,
    /// Whether `samples` is all there is, as far as the documentation goes.
    pub samples_complete: bool,
    /// How sure it is that an instance has the field.
    pub standing: Standing,
}

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

/// A word that is no type, class, kind or status. Holds the word.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown word `{0}`")]
pub struct UnknownWord(pub String);

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

/// Declares an enum whose variants have one spelling each, in the dataset and in answers.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum $name { $($(#[$variant_meta])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// The spelling in the dataset and in answers.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Every spelling, in order.
            pub const WORDS: &'static [&'static str] = &[$($word),+];
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            /// Reads the exact spelling.
            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    other => Err(UnknownWord(other.to_owned())),
                }
            }
        }
    };
}

words! {
    /// What a field is for.
    FieldKind {
        /// Describes; group or filter by it.
        Dimension = "Dimension",
        /// Counts or measures; add it up.
        Metric = "Metric",
    }
}

words! {
    /// Privacy class of a field, after Amazon's aggregation thresholds, mildest first.
    Threshold {
        /// No floor.
        None = "NONE",
        /// Two users a row.
        Low = "LOW",
        /// A hundred users a row.
        Medium = "MEDIUM",
        /// A hundred users a row, and no comparison with a literal or parameter.
        High = "HIGH",
        /// Never in the final output, and no comparison with a literal or parameter.
        VeryHigh = "VERY_HIGH",
        /// Never in the final output.
        Internal = "INTERNAL",
    }
}

impl Threshold {
    /// Distinct users an output row needs for values of this class to be shown; `None` if they never are.
    pub fn users_needed(self) -> Option<u32> {
        match self {
            Self::None => Some(1),
            Self::Low => Some(2),
            Self::Medium | Self::High => Some(100),
            Self::VeryHigh | Self::Internal => None,
        }
    }

    /// Whether a value of this class may be compared with a literal or a parameter.
    pub fn comparable_with_literal(self) -> bool {
        !matches!(self, Self::High | Self::VeryHigh)
    }
}

words! {
    /// Whether Amazon still fills a table.
    TableStatus {
        /// Filled.
        Active = "active",
        /// Announced or named somewhere, but its fields are not public.
        Stub = "stub",
        /// No longer filled; old queries may still name it.
        Retired = "retired",
    }
}

words! {
    /// What rows are.
    TableShape {
        /// Events, each with a time.
        Fact = "fact",
        /// Properties of users, segments or things, valid now.
        Dimension = "dimension",
    }
}

words! {
    /// How sure it is that an instance has a field.
    Standing {
        /// In Amazon's documentation of the table.
        Documented = "documented",
        /// Seen in older or other captures only; an instance may refuse it.
        Unconfirmed = "unconfirmed",
        /// Reported by the instance itself.
        Instance = "instance",
    }
}

words! {
    /// Where knowledge of a table comes from.
    Origin {
        /// The dataset that ships with the program.
        Dataset = "dataset",
        /// The instance's own list only.
        Instance = "instance",
    }
}

words! {
    /// How two tables go together.
    RelationKind {
        /// Rows match on keys.
        Join = "join",
        /// Stack with UNION ALL; there is no common key.
        Union = "union",
        /// A tempting combination that gives wrong numbers.
        Avoid = "avoid",
    }
}

/// How a table goes together with another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Relation {
    /// Join, union or neither.
    pub kind: RelationKind,
    /// The other table.
    pub table: String,
    /// Pairs of fields, here and there; empty for a union.
    pub on: Vec<(String, String)>,
    /// What to mind.
    pub note: String,
}

/// A statement that shows the table at work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Example {
    /// What it answers.
    pub title: String,
    /// The statement.
    pub sql: String,
}
