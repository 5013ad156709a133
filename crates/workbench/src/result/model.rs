//! What a result is to the window.

use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Number;

/// A column that the checked query promises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OutputColumn {
    /// Its name.
    pub name: String,
    /// Its type in the names of the reporting API.
    pub data_type: String,
    /// The highest aggregation threshold behind it.
    pub threshold: String,
}

/// A column of a kept result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ResultColumn {
    /// Its name, distinct within the result.
    pub name: String,
    /// `STRING`, `BOOLEAN`, `LONG`, `DOUBLE`, `DECIMAL(p,s)`, `DATE` or `TIMESTAMP`.
    pub data_type: String,
    /// The type that the checked query promised, where a value did not fit it and all are kept as text instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[specta(optional)]
    pub promised_type: Option<String>,
}

/// A kept result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ResultSummary {
    /// Rows.
    #[specta(type = Number)]
    pub row_count: i64,
    /// Columns in order.
    pub columns: Vec<ResultColumn>,
    /// Bytes of the stored file.
    #[specta(type = Number)]
    pub size_bytes: i64,
    /// SHA-256 of the stored file, in hexadecimal.
    pub sha256: String,
    /// When it was stored, in milliseconds since 1970.
    #[specta(type = Number)]
    pub stored_at: i64,
}

/// How a filter looks at a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FilterOperator {
    /// Its text holds the value, in any case.
    Contains,
    /// It does not; so do empty cells.
    Lacks,
    /// Texts in any case; numbers by their value; a month or a day stands for all of it.
    Equals,
    /// The contrary; so are empty cells.
    Differs,
    /// Its text begins with the value, in any case.
    StartsWith,
    /// Less than the value.
    Less,
    /// At most the value.
    AtMost,
    /// More than the value.
    More,
    /// At least the value.
    AtLeast,
    /// At least the first of two values and at most the second.
    Between,
    /// One of the values, to the letter.
    OneOf,
    /// It has no value, or a text without characters.
    Empty,
    /// It has one.
    NotEmpty,
}

/// Keeps rows by one of their cells.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct ResultFilter {
    /// Index of the column.
    pub column: u32,
    /// How its cell is looked at.
    pub operator: FilterOperator,
    /// What it is compared with: none for `empty` and `not_empty`, two for `between`, up to 1,000 for `one_of`, else one.
    pub values: Vec<String>,
}

/// Orders by a column; empty cells come last either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct ResultSort {
    /// Index of the column.
    pub column: u32,
    /// Largest first.
    pub descending: bool,
}

/// Which rows of a result are wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct PageRequest {
    /// The execution.
    pub execution_id: String,
    /// Rows to skip, after sorting and filtering.
    pub offset: u32,
    /// Rows wanted, 1 to 500.
    pub limit: u32,
    /// Most significant first.
    pub sort: Vec<ResultSort>,
    /// All have to hold.
    pub filters: Vec<ResultFilter>,
}

/// What an export is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    /// RFC 4180.
    Csv,
    /// As CSV, with tabs.
    Tsv,
    /// A spreadsheet.
    Xlsx,
    /// One array of objects.
    Json,
    /// An object a line.
    Ndjson,
    /// The kept file as it is.
    Parquet,
}

impl ExportFormat {
    /// The format of files with this ending, in any case and without the point.
    pub fn of_extension(ending: &str) -> Option<Self> {
        [Self::Csv, Self::Tsv, Self::Xlsx, Self::Json, Self::Ndjson, Self::Parquet]
            .into_iter()
            .find(|format| format.extension().eq_ignore_ascii_case(ending))
    }

    /// The file name's ending, without the point.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Parquet => "parquet",
        }
    }
}

/// What an export wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ExportOutcome {
    /// Where.
    pub path: String,
    /// Rows written; always those of the result.
    #[specta(type = Number)]
    pub rows: i64,
    /// Bytes of the file.
    #[specta(type = Number)]
    pub size_bytes: i64,
}

/// How far an export has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ExportProgress {
    /// Rows written so far.
    #[specta(type = Number)]
    pub rows: i64,
    /// Rows of the result.
    #[specta(type = Number)]
    pub total: i64,
}
