//! Whether Amazon would accept a statement, and what it would answer.

mod analysis;
mod bans;
pub(crate) mod build;
mod call;
mod duration;
mod expr;
mod from;
mod given;
mod names;
mod privacy;
mod query;
mod scope;
mod traps;
mod verify;
mod window;

use std::{collections::BTreeMap, sync::Arc};

use datafusion::sql::sqlparser::ast::Query;
use serde::Serialize;

pub(crate) use self::analysis::{Bindings, TableRead};
pub use self::privacy::{NeedColumn, RowNeed};
pub use self::window::window_findings;
use self::{analysis::Analysis, query::first_select, scope::Columns};
use crate::{
    catalogue::{Catalogue, FieldKind, Threshold},
    diagnostic::{Diagnostic, Severity, named},
    parameter::{Parameter, ParameterDeclaration},
    syntax::{Place, Reading, parse},
    types::SqlType,
};

/// What a statement is checked against.
#[derive(Debug, Clone)]
pub struct CheckOptions {
    /// Tables and columns.
    pub catalogue: Arc<Catalogue>,
    /// Declared parameters. `None`, or nothing declared: parameters are inferred from their use and reported as information. Once any is
    /// declared, an undeclared one is an error (Amazon's contract).
    pub declared: Option<Vec<ParameterDeclaration>>,
}

impl CheckOptions {
    /// Checks against `catalogue` with parameters inferred.
    pub fn new(catalogue: Arc<Catalogue>) -> Self {
        Self { catalogue, declared: None }
    }
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CheckReport {
    /// Findings in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// Parameters in the order of their first use.
    pub parameters: Vec<Parameter>,
    /// Base tables that are read, in lower case, sorted.
    pub tables: Vec<String>,
    /// Columns of the result; empty if the statement cannot be understood.
    pub output: Vec<OutputColumn>,
    /// How many users a row of the result needs, and on account of which columns. `None` for a query for audiences, whose answer is users, and for a
    /// statement that cannot be understood.
    pub row_need: Option<RowNeed>,
}

impl CheckReport {
    /// Whether there is no error.
    pub fn ok(&self) -> bool {
        self.diagnostics.iter().all(|diagnostic| diagnostic.severity != Severity::Error)
    }
}

/// A column of the result.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OutputColumn {
    /// Its name as written.
    pub name: String,
    /// Its type.
    pub data_type: SqlType,
    /// Whether it measures something: a metric of a table, or a number made by an aggregate.
    pub kind: FieldKind,
    /// The strictest privacy class of the columns whose values it carries.
    pub threshold: Threshold,
}

/// Stack for one check, and for a thread of the engine: enough for the deepest statement that `syntax` lets through, in a build without optimisation.
/// Memory is only taken as far as it is used.
pub(crate) const STACK: usize = 64 << 20;

/// Checks a statement. Never fails and never panics: whatever is wrong is a finding.
pub fn check(sql: &str, options: &CheckOptions) -> CheckReport {
    let declared = options.declared.as_deref().unwrap_or_default();
    on_big_stack(|| analyse(sql, &options.catalogue, declared, None).report).unwrap_or_else(|| {
        let lost = Place::default().diagnostic(Severity::Error, "check_failed", "This statement could not be checked.");
        let lost = Diagnostic { help: Some("Try it again, or shorten it.".to_owned()), ..lost };
        CheckReport { diagnostics: vec![lost], ..CheckReport::default() }
    })
}

/// Runs on a thread of its own: nesting is data, and a caller's stack may be small. `None` if no thread can be had.
pub(crate) fn on_big_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok()?.join().ok()
    })
}

/// A checked statement and what the engine needs to run it.
pub(crate) struct Analysed {
    pub(crate) report: CheckReport,
    pub(crate) query: Option<Box<Query>>,
    pub(crate) reads: BTreeMap<String, TableRead>,
}

pub(crate) fn analyse(
    sql: &str,
    catalogue: &Catalogue,
    declared: &[ParameterDeclaration],
    bindings: Option<&Bindings>,
) -> Analysed {
    let mut parsed = parse(sql);
    let mut analysis = Analysis::new(catalogue, &parsed.text, declared, bindings);
    analysis.found.append(&mut parsed.found);
    let mut output = Vec::new();
    let mut lowered = None;
    let mut row_need = None;
    match parsed.reading {
        Reading::Query(mut query) => {
            let columns = analysis.query(&mut query, true);
            row_need = analysis.result(&query, &columns);
            output = columns
                .list
                .into_iter()
                .map(|column| {
                    let data_type = analysis.final_type(&column.data_type);
                    let measures = column.metric && data_type.is_number();
                    OutputColumn {
                        threshold: column.privacy.class(),
                        kind: if measures { FieldKind::Metric } else { FieldKind::Dimension },
                        name: column.name,
                        data_type,
                    }
                })
                .collect();
            lowered = Some(query);
        }
        Reading::Other => {
            let place = parsed.text.place(0);
            let word = parsed.text.quote(place).to_uppercase();
            analysis.error(
                "not_a_query",
                place,
                format!("AMC runs queries only, not {word}."),
                Some("Start with SELECT or WITH.".to_owned()),
            );
        }
        Reading::Nothing if analysis.found.is_empty() => {
            let place = Place { start: (1, 1), end: (1, 1) };
            analysis.error("empty", place, "There is no statement.", Some("Start with SELECT or WITH.".to_owned()));
        }
        Reading::Nothing => {}
    }
    if let Some(place) = parsed.rest {
        analysis.error(
            "several_statements",
            place,
            "AMC runs one statement at a time.",
            Some("Remove the others.".to_owned()),
        );
    }
    let parameters = analysis.settle_parameters();
    let mut diagnostics = analysis.found;
    diagnostics.sort_by_key(|found| (found.line, found.column, found.severity));
    diagnostics.dedup();
    let tables = analysis.tables.into_iter().collect();
    let report = CheckReport { diagnostics, parameters, tables, output, row_need };
    Analysed { report, query: lowered, reads: analysis.reads }
}

impl Analysis<'_> {
    /// What can be said of the statement as a whole; answers how many users a row of its result needs.
    fn result(&mut self, query: &Query, columns: &Columns) -> Option<RowNeed> {
        if self.reads_events && !self.aggregated {
            let place = first_select(&query.body).unwrap_or_default();
            self.error(
                "no_aggregate",
                place,
                "AMC hands out no raw rows, and nothing is aggregated here.",
                Some("Use SUM, COUNT, MIN or MAX, or GROUP BY.".to_owned()),
            );
        }
        self.traps_in_result(columns);
        if columns.list.is_empty() { None } else { self.privacy_of_result(columns) }
    }

    fn final_type(&self, data_type: &SqlType) -> SqlType {
        match data_type {
            SqlType::Parameter(index) => {
                self.parameters.get(*index).and_then(|used| used.data_type.clone()).unwrap_or(SqlType::STRING)
            }
            SqlType::Array(element) => SqlType::array(self.final_type(element)),
            SqlType::Row(fields) => {
                SqlType::Row(fields.iter().map(|(name, inner)| (name.clone(), self.final_type(inner))).collect())
            }
            other => other.clone(),
        }
    }

    fn settle_parameters(&mut self) -> Vec<Parameter> {
        let mut settled = Vec::new();
        for used in std::mem::take(&mut self.parameters) {
            let data_type = used.data_type.as_ref().unwrap_or(&SqlType::STRING).field_type();
            if self.declared.is_empty() {
                let name = named(&used.name);
                let message = format!("The parameter {name} is not declared. Its use suggests {data_type}.");
                self.report(Severity::Info, "inferred_parameter", used.place, message, None);
            }
            settled.push(Parameter { name: used.name, data_type });
        }
        let place = Place { start: (1, 1), end: (1, 1) };
        for declared in self.declared {
            if !settled.iter().any(|used| used.name == declared.name) {
                let message = format!("The parameter {} is declared but not used.", named(&declared.name));
                let help = format!("Remove it, or use it as CUSTOM_PARAMETER('{}').", declared.name);
                self.report(Severity::Warning, "unused_parameter", place, message, Some(help));
            }
        }
        settled
    }
}
