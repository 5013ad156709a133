//! The catalogue and the checks in the shapes that cross to the window.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::result::OutputColumn;

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct CatalogTable {
    /// Its name in SQL.
    pub name: String,
    /// Its name for people.
    pub display_name: String,
    /// The group it is listed in.
    pub category: String,
    /// Whether it has to be subscribed to.
    pub paid: bool,
    /// What it holds.
    pub description: String,
    /// The column that a run's window goes by.
    pub time_column: Option<String>,
    /// Number of columns.
    pub field_count: u32,
    /// False where the instance asked about is known not to offer it.
    pub available: bool,
}

impl From<&amc_sql::catalogue::Table> for CatalogTable {
    fn from(table: &amc_sql::catalogue::Table) -> Self {
        Self {
            name: table.name.clone(),
            display_name: table.display_name.clone(),
            category: table.category.clone(),
            paid: table.paid,
            description: table.description.clone(),
            time_column: table.time_column.clone(),
            field_count: u32::try_from(table.fields.len()).unwrap_or(u32::MAX),
            available: table.available != Some(false),
        }
    }
}

/// What a column is used as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Something to group by.
    Dimension,
    /// Something to add up.
    Metric,
}

impl From<amc_sql::catalogue::FieldKind> for FieldKind {
    fn from(kind: amc_sql::catalogue::FieldKind) -> Self {
        match kind {
            amc_sql::catalogue::FieldKind::Metric => Self::Metric,
            _ => Self::Dimension,
        }
    }
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct CatalogField {
    /// Its name.
    pub name: String,
    /// Its type.
    pub data_type: String,
    /// Dimension or metric.
    pub kind: FieldKind,
    /// How many users a value needs before it may be shown, as a class: `NONE` to `VERY_HIGH`, or `INTERNAL`.
    pub threshold: String,
    /// What it holds.
    pub description: String,
}

impl From<&amc_sql::catalogue::Field> for CatalogField {
    fn from(field: &amc_sql::catalogue::Field) -> Self {
        Self {
            name: field.name.clone(),
            data_type: field.data_type.to_string(),
            kind: field.kind.into(),
            threshold: field.threshold.as_str().to_owned(),
            description: field.description.clone(),
        }
    }
}

/// A column that a search found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct FieldMatch {
    /// The table's name.
    pub table: String,
    /// The column.
    pub field: CatalogField,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Amazon would refuse the query.
    Error,
    /// Amazon may refuse it.
    Warning,
    /// Something to know.
    Info,
}

/// A finding with its place; lines and columns count from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Stable name of the kind of finding.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// Line of the first character.
    pub line: u32,
    /// Column of the first character.
    pub column: u32,
    /// Line of the last character.
    pub end_line: u32,
    /// Column just behind the last character.
    pub end_column: u32,
    /// What to do instead.
    pub help: Option<String>,
    /// Text that can take the marked text's place.
    pub replacement: Option<String>,
}

pub(super) fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl From<amc_sql::Severity> for Severity {
    fn from(severity: amc_sql::Severity) -> Self {
        match severity {
            amc_sql::Severity::Error => Self::Error,
            amc_sql::Severity::Warning => Self::Warning,
            amc_sql::Severity::Info => Self::Info,
        }
    }
}

impl From<&amc_sql::Diagnostic> for Diagnostic {
    fn from(found: &amc_sql::Diagnostic) -> Self {
        Self {
            severity: found.severity.into(),
            code: found.code.to_owned(),
            message: found.message.clone(),
            line: small(found.line),
            column: small(found.column),
            end_line: small(found.end_line),
            end_column: small(found.end_column),
            help: found.help.clone(),
            replacement: found.replacement.clone(),
        }
    }
}

/// A parameter that a query uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its type, such as `STRING` or `ARRAY<STRING>`.
    pub data_type: String,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct CheckReport {
    /// Whether there is no error.
    pub ok: bool,
    /// Findings in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// Parameters in the order of their first use.
    pub parameters: Vec<Parameter>,
    /// Tables that are read.
    pub tables: Vec<String>,
    /// Columns of the result.
    pub output: Vec<OutputColumn>,
    /// How long the check took, in milliseconds.
    pub elapsed_ms: u32,
}

impl CheckReport {
    pub(crate) fn new(report: &amc_sql::CheckReport, elapsed: Duration) -> Self {
        Self {
            ok: report.ok(),
            diagnostics: report.diagnostics.iter().map(Diagnostic::from).collect(),
            parameters: report
                .parameters
                .iter()
                .map(|used| Parameter { name: used.name.clone(), data_type: used.data_type.to_string() })
                .collect(),
            tables: report.tables.clone(),
            output: output(report),
            elapsed_ms: u32::try_from(elapsed.as_millis()).unwrap_or(u32::MAX),
        }
    }
}

pub(crate) fn output(report: &amc_sql::CheckReport) -> Vec<OutputColumn> {
    report
        .output
        .iter()
        .map(|column| OutputColumn {
            name: column.name.clone(),
            data_type: column.data_type.to_string(),
            threshold: column.threshold.as_str().to_owned(),
        })
        .collect()
}

/// What a proposal is, and what a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CompletionKind {
    /// A table.
    Table,
    /// A column.
    Column,
    /// A function.
    Function,
    /// A keyword.
    Keyword,
    /// A common table expression.
    Cte,
    /// A name given in FROM.
    Alias,
}

/// A proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Completion {
    /// What is listed.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// A few words beside the label.
    pub detail: String,
    /// For columns: dimension or metric.
    pub field_kind: Option<FieldKind>,
    /// For columns: aggregation threshold.
    pub threshold: Option<String>,
    /// A sentence or two.
    pub documentation: String,
    /// The text to insert.
    pub insert: String,
}

impl From<amc_sql::CompletionKind> for CompletionKind {
    fn from(kind: amc_sql::CompletionKind) -> Self {
        use amc_sql::CompletionKind as Theirs;
        match kind {
            Theirs::Column => Self::Column,
            Theirs::Alias => Self::Alias,
            Theirs::Cte => Self::Cte,
            Theirs::Table => Self::Table,
            Theirs::Function => Self::Function,
            Theirs::Keyword => Self::Keyword,
        }
    }
}

impl From<amc_sql::Completion> for Completion {
    fn from(found: amc_sql::Completion) -> Self {
        Self {
            label: found.label,
            kind: found.kind.into(),
            detail: found.detail,
            field_kind: found.field_kind.map(FieldKind::from),
            threshold: found.threshold.map(|threshold| threshold.as_str().to_owned()),
            documentation: found.documentation,
            insert: found.insert,
        }
    }
}
