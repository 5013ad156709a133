//! What the window asks about rows that are taken together, and what it is told.

use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Number;

use crate::result::model::{ResultFilter, ResultSummary};

/// What days and moments are taken together by. Weeks start on Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum GroupUnit {
    /// Days.
    Day,
    /// Weeks.
    Week,
    /// Months.
    Month,
    /// Quarters.
    Quarter,
    /// Years.
    Year,
}

/// A column by whose values rows are taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct GroupKey {
    /// Index of the column.
    pub column: u32,
    /// What days and moments are taken together by; none takes each value for itself.
    pub unit: Option<GroupUnit>,
}

/// A figure of rows that are taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// How many there are.
    Rows,
    /// Of numbers that may be added up.
    Sum,
    /// Of numbers.
    Average,
    /// Of anything.
    Least,
    /// Of numbers, by linear interpolation; so are the two that follow.
    LowerQuartile,
    /// The half has less.
    Median,
    /// Three quarters have less.
    UpperQuartile,
    /// Of anything.
    Greatest,
    /// How many different values there are, empty cells aside.
    Distinct,
}

/// Which figure of which column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct GroupValue {
    /// Which.
    pub measure: Measure,
    /// Index of the column; none for `rows`.
    pub column: Option<u32>,
}

/// How rows of a result are taken together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct GroupRequest {
    /// What the outcome is kept under: letters, digits and hyphens.
    pub id: String,
    /// The execution.
    pub execution_id: String,
    /// As in [`PageRequest`](super::super::PageRequest).
    pub filters: Vec<ResultFilter>,
    /// Up to eight; none takes all rows together.
    pub rows: Vec<GroupKey>,
    /// A column whose values become columns, up to 50.
    pub across: Option<GroupKey>,
    /// One to 20.
    pub values: Vec<GroupValue>,
}

/// Rows taken together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct GroupAnswer {
    /// What they are read under.
    pub id: String,
    /// The rows: a column for each key, then the values.
    pub result: ResultSummary,
    /// How many of the columns are keys.
    pub keys: u32,
    /// Values of `across` that have no columns of their own, since there are too many.
    #[specta(type = Number)]
    pub left_out: u64,
}
