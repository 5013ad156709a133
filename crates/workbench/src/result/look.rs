//! What the window asks about a result besides its pages, and what it is told.

use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Number;

use super::model::{ResultFilter, ResultSort};

/// Which column is looked through, and in which rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct ProfileRequest {
    /// The execution.
    pub execution_id: String,
    /// Index of the column.
    pub column: u32,
    /// All have to hold.
    pub filters: Vec<ResultFilter>,
}

/// A value and how many rows have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ValueCount {
    /// Its exact text.
    pub value: String,
    /// Rows.
    #[specta(type = Number)]
    pub rows: i64,
}

/// A part of a column's range and how many rows fall into it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Bin {
    /// Least value of the part, as exact text.
    pub from: String,
    /// Its greatest.
    pub to: String,
    /// Rows.
    #[specta(type = Number)]
    pub rows: i64,
}

/// What a column holds. Texts of values are exact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ColumnProfile {
    /// Rows that pass the filters.
    #[specta(type = Number)]
    pub rows: i64,
    /// Those without a value; a text without characters is none.
    #[specta(type = Number)]
    pub empty: i64,
    /// Different values.
    #[specta(type = Number)]
    pub distinct: i64,
    /// Whether all were counted; else there are more, and `top` knows only those that came first.
    pub all_counted: bool,
    /// The least value, of texts by their code points.
    pub least: Option<String>,
    /// The greatest.
    pub greatest: Option<String>,
    /// The mean of numbers, to four more places than they have.
    pub mean: Option<String>,
    /// The values of most rows, up to ten, most first.
    pub top: Vec<ValueCount>,
    /// Parts of equal width, up to twenty, of numbers, days and moments.
    pub bins: Vec<Bin>,
}

/// What is looked for in a result, and from where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct FindRequest {
    /// The execution.
    pub execution_id: String,
    /// As in [`PageRequest`](super::PageRequest).
    pub sort: Vec<ResultSort>,
    /// As in [`PageRequest`](super::PageRequest).
    pub filters: Vec<ResultFilter>,
    /// Indices of the columns that are looked at, in the order in which they are shown.
    pub columns: Vec<u32>,
    /// The text that a cell has to hold, in any case.
    pub text: String,
    /// The row to begin at, after sorting and filtering.
    pub row: u32,
    /// The place in `columns` to begin at.
    pub place: u32,
    /// Whether that cell itself may be found.
    pub here: bool,
    /// Towards the first row.
    pub backward: bool,
}

/// A cell that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FoundCell {
    /// Its row, after sorting and filtering.
    pub row: u32,
    /// The place of its column in the request.
    pub place: u32,
    /// Which one it is of those found, from 1 on.
    pub number: u32,
    /// How many there are.
    pub total: u32,
    /// Whether that is all; else there are more.
    pub all: bool,
}

/// Cells that are chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct FiguresRequest {
    /// The execution.
    pub execution_id: String,
    /// As in [`PageRequest`](super::PageRequest).
    pub sort: Vec<ResultSort>,
    /// As in [`PageRequest`](super::PageRequest).
    pub filters: Vec<ResultFilter>,
    /// Indices of the chosen columns.
    pub columns: Vec<u32>,
    /// First chosen row, after sorting and filtering.
    pub first: u32,
    /// Last chosen row.
    pub last: u32,
}

/// Why numbers are not added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum NoSum {
    /// They count people, and one who is in several rows would be counted in each.
    People,
    /// They are rates or averages.
    Rate,
    /// They are names made of digits.
    Id,
}

/// A column that is not added up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct NotAdded {
    /// Its name.
    pub name: String,
    /// Why.
    pub reason: NoSum,
}

/// Figures of chosen cells. Texts of numbers are exact where no floating point is among them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Figures {
    /// Cells that hold a number.
    #[specta(type = Number)]
    pub numbers: i64,
    /// Their sum; none where one of the columns is not added up.
    pub sum: Option<String>,
    /// Their mean; none where ids are among them.
    pub average: Option<String>,
    /// The least of them.
    pub least: Option<String>,
    /// The greatest.
    pub greatest: Option<String>,
    /// The first column that is not added up.
    pub not_added: Option<NotAdded>,
}
