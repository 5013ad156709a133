//! What the catalogue knows about a table and its fields.

mod types;
mod words;

use serde::Serialize;

pub use self::{
    types::{FieldType, ScalarType},
    words::{FieldKind, Origin, RelationKind, Standing, TableShape, TableStatus, Threshold, UnknownWord},
};

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
