//! Whether Amazon would accept a statement, and what it would answer.

mod analysis;
mod build;
mod call;
mod duration;
mod expr;
mod from;
mod membership;
mod names;
mod query;
mod scope;
mod traps;
mod verify;
mod window;

use std::{collections::BTreeMap, sync::Arc};

use datafusion::sql::sqlparser::{
    ast::{Query, Statement},
    tokenizer::Token,
};
use serde::Serialize;

pub(crate) use self::analysis::{Bindings, TableRead};
pub use self::window::window_findings;
use self::{
    analysis::{Analysis, field_type, hidden},
    query::first_select,
    scope::Columns,
};
use crate::{
    catalogue::{Catalogue, Threshold},
    diagnostic::{Diagnostic, Severity},
    parameter::{Parameter, ParameterDeclaration},
    syntax::{Place, Text, parse},
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
    /// The strictest privacy class of the columns whose values it carries.
    pub threshold: Threshold,
}

/// Deepest nesting of expressions and queries that is followed; chains of operators count too.
pub(crate) const MAX_DEPTH: usize = 4000;

/// Stack for one check. Memory is only taken as far as it is used.
const STACK: usize = 256 << 20;

/// Checks a statement. Never fails and never panics: whatever is wrong is a finding.
pub fn check(sql: &str, options: &CheckOptions) -> CheckReport {
    let declared = options.declared.as_deref().unwrap_or_default();
    on_big_stack(|| analyse(sql, &options.catalogue, declared, None).report).unwrap_or_else(|| {
        let lost = Place::default().diagnostic(Severity::Error, "check_failed", "this statement cannot be checked");
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
    let mut statements = parsed.statements.into_iter();
    match statements.next() {
        Some(Statement::Query(mut query)) => {
            let columns = analysis.query(&mut query, true);
            analysis.result(&query, &columns);
            output = columns
                .list
                .into_iter()
                .map(|column| OutputColumn {
                    data_type: analysis.final_type(&column.data_type),
                    name: column.name,
                    threshold: column.class,
                })
                .collect();
            lowered = Some(query);
        }
        Some(_) => {
            let place = parsed.text.place(0);
            let word = parsed.text.quote(place).to_uppercase();
            analysis.error(
                "not_a_query",
                place,
                format!("AMC runs queries only, not {word}"),
                Some("start with SELECT or WITH".to_owned()),
            );
        }
        None if analysis.found.is_empty() => {
            let place = Place { start: (1, 1), end: (1, 1) };
            analysis.error("empty", place, "there is no statement", Some("start with SELECT or WITH".to_owned()));
        }
        None => {}
    }
    if statements.next().is_some() {
        let place = second_statement(&parsed.text);
        analysis.error(
            "several_statements",
            place,
            "AMC runs one statement at a time",
            Some("remove the others".to_owned()),
        );
    }
    let parameters = analysis.settle_parameters();
    let mut diagnostics = analysis.found;
    diagnostics.sort_by_key(|found| (found.line, found.column, found.severity));
    diagnostics.dedup();
    let tables = analysis.tables.into_iter().collect();
    Analysed { report: CheckReport { diagnostics, parameters, tables, output }, query: lowered, reads: analysis.reads }
}

/// From the first token behind the first semicolon to the end.
fn second_statement(text: &Text) -> Place {
    let first = (0..text.tokens.len()).find(|at| text.is(*at, &Token::SemiColon)).unwrap_or(0);
    let start = (first..text.tokens.len()).find(|at| !text.is(*at, &Token::SemiColon)).unwrap_or(first);
    let last = text.tokens.len().saturating_sub(1);
    text.place(start).with(text.place(last))
}

/// One finding for nesting that is too deep to follow.
pub(crate) fn report_depth(analysis: &mut Analysis<'_>) {
    if analysis.found.iter().any(|found| found.code == "nested_too_deep") {
        return;
    }
    let place = Place { start: (1, 1), end: analysis.text.end() };
    analysis.error(
        "nested_too_deep",
        place,
        "this statement is nested too deep to be checked",
        Some("name inner parts in a WITH clause".to_owned()),
    );
}

impl Analysis<'_> {
    /// What can be said of the statement as a whole.
    fn result(&mut self, query: &Query, columns: &Columns) {
        if self.reads_events && !self.aggregated {
            let place = first_select(&query.body).unwrap_or_default();
            self.error(
                "no_aggregate",
                place,
                "AMC does not hand out raw rows: nothing here is aggregated",
                Some("use SUM, COUNT, MIN or MAX, or GROUP BY".to_owned()),
            );
        }
        self.traps_in_result(columns);
        let audience = !self.tables.is_empty() && !self.reads_events;
        if audience {
            return;
        }
        for column in columns.list.iter().filter(|column| hidden(column.class)) {
            let what = column.origin.as_deref().unwrap_or(&column.name);
            let message = format!("`{what}` has the privacy class {} and must not be in the result", column.class);
            self.report(
                Severity::Warning,
                "private_output",
                column.place,
                message,
                Some("count it with COUNT(DISTINCT …) or leave it out".to_owned()),
            );
        }
    }

    fn final_type(&self, data_type: &SqlType) -> SqlType {
        match data_type {
            SqlType::Parameter(index) => {
                self.parameters.get(*index).and_then(|used| used.data_type.clone()).unwrap_or(SqlType::STRING)
            }
            SqlType::Array(element) => SqlType::array(self.final_type(element)),
            other => other.clone(),
        }
    }

    fn settle_parameters(&mut self) -> Vec<Parameter> {
        let mut settled = Vec::new();
        for used in std::mem::take(&mut self.parameters) {
            let data_type = field_type(used.data_type.as_ref().unwrap_or(&SqlType::STRING));
            if self.declared.is_empty() {
                let message = format!("the parameter `{}` is not declared; its use suggests {data_type}", used.name);
                self.report(Severity::Info, "inferred_parameter", used.place, message, None);
            }
            settled.push(Parameter { name: used.name, data_type });
        }
        let place = Place { start: (1, 1), end: (1, 1) };
        for declared in self.declared {
            if !settled.iter().any(|used| used.name == declared.name) {
                let message = format!("the parameter `{}` is declared but not used", declared.name);
                self.report(Severity::Warning, "unused_parameter", place, message, None);
            }
        }
        settled
    }
}
