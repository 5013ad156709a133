//! The state of one check, and the rules of types.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    rc::Rc,
};

use chrono::NaiveDateTime;
use datafusion::sql::sqlparser::ast::{Expr, Value};

use super::{
    bans::Equalities,
    duration::Period,
    scope::{Columns, Scope, Typed},
};
use crate::{
    catalogue::{Catalogue, ScalarType},
    diagnostic::{Diagnostic, Severity},
    parameter::{ParameterDeclaration, cast, try_cast},
    suggest::nearest,
    syntax::{Place, Text},
    types::SqlType,
};

/// Findings of one statement that are kept, apart from errors.
const MOST_FINDINGS: usize = 1000;
/// Findings up to which wrong names are given advice.
const MOST_ADVISED: usize = 100;

/// What a run puts in the place of parameters.
#[derive(Debug, Clone)]
pub(crate) struct Bindings {
    /// Literals by lower-case name.
    pub(crate) parameters: BTreeMap<String, Expr>,
    pub(crate) window_start: NaiveDateTime,
    pub(crate) window_end: NaiveDateTime,
    pub(crate) now: NaiveDateTime,
}

/// A base table as one statement reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableRead {
    pub(crate) table: String,
    /// How much the window is widened at its start and at its end.
    pub(crate) widened: Option<(Period, Period)>,
}

/// A common table expression that can be used.
#[derive(Debug, Clone)]
pub(crate) struct Cte {
    pub(crate) name: String,
    pub(crate) columns: Rc<Columns>,
    /// Tables that the engine reads for one use of it, at least 1.
    pub(crate) expanded: usize,
}

#[derive(Debug)]
pub(crate) struct ParameterUse {
    pub(crate) name: String,
    pub(crate) data_type: Option<SqlType>,
    pub(crate) place: Place,
    pub(crate) declared: bool,
}

/// The part of a SELECT in which an expression stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clause {
    Select,
    On,
    Where,
    GroupBy,
    Having,
    OrderBy,
    Values,
}

impl Clause {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Select => "SELECT",
            Self::On => "ON",
            Self::Where => "WHERE",
            Self::GroupBy => "GROUP BY",
            Self::Having => "HAVING",
            Self::OrderBy => "ORDER BY",
            Self::Values => "VALUES",
        }
    }
}

/// An output column as GROUP BY, HAVING and ORDER BY may name it.
#[derive(Debug, Clone)]
pub(crate) struct Alias {
    pub(crate) expr: Expr,
    pub(crate) typed: Typed,
}

pub(crate) struct Analysis<'a> {
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) text: &'a Text,
    pub(crate) declared: &'a [ParameterDeclaration],
    pub(crate) bindings: Option<&'a Bindings>,
    pub(crate) found: Vec<Diagnostic>,
    pub(crate) parameters: Vec<ParameterUse>,
    /// Common table expressions, innermost WITH last.
    pub(crate) ctes: Vec<Cte>,
    /// How many tables the engine reads for the query that is being checked: it works a common table expression out anew for every use.
    pub(crate) expanded: usize,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) tables: BTreeSet<String>,
    /// Base tables by the name under which the engine finds them.
    pub(crate) reads: BTreeMap<String, TableRead>,
    pub(crate) clause: Clause,
    pub(crate) in_aggregate: bool,
    /// Whether the key of GROUP BY that is being read is a name and nothing else.
    pub(crate) whole_key: bool,
    pub(crate) in_window: bool,
    pub(crate) in_exists: bool,
    /// Output columns by lower-case name.
    pub(crate) aliases: Rc<HashMap<String, Alias>>,
    /// Whether anything is aggregated, grouped or made distinct anywhere.
    pub(crate) aggregated: bool,
    /// Whether rows of base tables are read that are not meant for audiences.
    pub(crate) reads_events: bool,
    /// The first sum of amounts.
    pub(crate) summed_amount: Option<Place>,
    /// Whether a table that is read tells its currency, and whether the statement asks for it.
    pub(crate) has_currency: bool,
    pub(crate) names_currency: bool,
    /// What all items and conditions so far weigh.
    pub(crate) weight: usize,
    pub(crate) counter: usize,
    /// How many entries of FROM there were so far.
    pub(crate) relations: usize,
    pub(crate) equalities: Equalities,
}

impl<'a> Analysis<'a> {
    pub(crate) fn new(
        catalogue: &'a Catalogue,
        text: &'a Text,
        declared: &'a [ParameterDeclaration],
        bindings: Option<&'a Bindings>,
    ) -> Self {
        Self {
            catalogue,
            text,
            declared,
            bindings,
            found: Vec::new(),
            parameters: Vec::new(),
            ctes: Vec::new(),
            expanded: 0,
            scopes: Vec::new(),
            tables: BTreeSet::new(),
            reads: BTreeMap::new(),
            clause: Clause::Select,
            in_aggregate: false,
            whole_key: false,
            in_window: false,
            in_exists: false,
            aliases: Rc::default(),
            aggregated: false,
            reads_events: false,
            summed_amount: None,
            has_currency: false,
            names_currency: false,
            weight: 0,
            counter: 0,
            relations: 0,
            equalities: Equalities::default(),
        }
    }

    pub(crate) fn report(
        &mut self,
        severity: Severity,
        code: &'static str,
        place: Place,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        self.push(Diagnostic { help, ..place.diagnostic(severity, code, message) });
    }

    /// Keeps a finding. Of very many, errors are kept the longest: one of them decides.
    pub(crate) fn push(&mut self, found: Diagnostic) {
        let room = if found.severity == Severity::Error { 2 * MOST_FINDINGS } else { MOST_FINDINGS };
        if self.found.len() < room {
            self.found.push(found);
        }
    }

    pub(crate) fn error(&mut self, code: &'static str, place: Place, message: impl Into<String>, help: Option<String>) {
        self.report(Severity::Error, code, place, message, help);
    }

    /// An unknown name, with the nearest known one.
    pub(crate) fn unknown_name(
        &mut self,
        code: &'static str,
        place: Place,
        message: String,
        suggestion: Option<String>,
        otherwise: Option<String>,
    ) {
        match suggestion {
            Some(name) => self.replaceable(code, place, message, format!("Did you mean {name}?"), name),
            None => self.error(code, place, message, otherwise),
        }
    }

    /// An error with the text that mends it.
    pub(crate) fn replaceable(
        &mut self,
        code: &'static str,
        place: Place,
        message: impl Into<String>,
        help: String,
        replacement: String,
    ) {
        let found = place.diagnostic(Severity::Error, code, message);
        self.push(Diagnostic { help: Some(help), replacement: Some(replacement), ..found });
    }

    /// The known name that a wrong one was probably meant to be. A statement full of wrong names gets no more advice: each costs a look at all that
    /// are known.
    pub(crate) fn near<'n>(&self, word: &str, candidates: impl IntoIterator<Item = &'n str>) -> Option<String> {
        if self.advises() { nearest(word, candidates).map(str::to_owned) } else { None }
    }

    /// Whether advice is still given.
    pub(crate) fn advises(&self) -> bool {
        self.found.len() < MOST_ADVISED
    }

    pub(crate) fn fresh(&mut self, stem: &str) -> String {
        self.counter += 1;
        format!("{stem}#{}", self.counter)
    }

    /// Settles the type of a parameter by the company it keeps; the first use decides.
    pub(crate) fn infer(&mut self, parameter: &SqlType, from: &SqlType) {
        let SqlType::Parameter(index) = parameter else { return };
        if from.is_open() {
            return;
        }
        if let Some(used) = self.parameters.get_mut(*index)
            && used.data_type.is_none()
        {
            used.data_type = Some(SqlType::from(from.field_type()));
        }
    }

    /// The type two values have in common; `None` if they have none.
    pub(crate) fn common(&mut self, a: &SqlType, b: &SqlType) -> Option<SqlType> {
        self.infer(a, b);
        self.infer(b, a);
        common(a, b)
    }
}

/// Calcite's least restrictive type, with the conversions Amazon accepts: text goes with every single value.
pub(crate) fn common(a: &SqlType, b: &SqlType) -> Option<SqlType> {
    if a == b || b.is_open() {
        return Some(a.clone());
    }
    if a.is_open() {
        return Some(b.clone());
    }
    if let (Some(x), Some(y)) = (a.number_rank(), b.number_rank()) {
        let (high, low) = if x >= y { (a, b) } else { (b, a) };
        return Some(match (high, low) {
            (SqlType::Scalar(ScalarType::Decimal(_)), SqlType::Scalar(ScalarType::Decimal(_))) => SqlType::DECIMAL,
            _ => high.clone(),
        });
    }
    match (a, b) {
        (SqlType::Scalar(x), SqlType::Scalar(y)) => {
            let is = |wanted: ScalarType| *x == wanted || *y == wanted;
            if is(ScalarType::String) {
                Some(SqlType::STRING)
            } else if a.is_time() && b.is_time() {
                Some(SqlType::TIMESTAMP)
            } else if is(ScalarType::Boolean) && (a.is_number() || b.is_number()) {
                Some(if a.is_number() { a.clone() } else { b.clone() })
            } else {
                None
            }
        }
        (SqlType::Array(x), SqlType::Array(y)) => common(x, y).map(SqlType::array),
        (SqlType::Row(x), SqlType::Row(y)) if x.len() == y.len() => x
            .iter()
            .zip(y)
            .map(|((name, x), (_, y))| common(x, y).map(|both| (name.clone(), both)))
            .collect::<Option<Vec<_>>>()
            .map(SqlType::Row),
        (SqlType::Map, SqlType::Map) => Some(SqlType::Map),
        _ => None,
    }
}

/// Whether the engine has to be told to convert.
pub(crate) fn needs_cast(from: &SqlType, to: &SqlType) -> bool {
    if from.is_open() || to.is_open() || from == to {
        return false;
    }
    match (from, to) {
        (SqlType::Array(from), SqlType::Array(to)) => needs_cast(from, to),
        // Where both meet the engine takes decimals for the type of all, whose products overflow.
        (SqlType::Scalar(ScalarType::Decimal(_)), SqlType::Scalar(ScalarType::Float | ScalarType::Double)) => true,
        _ => {
            let group = |data_type: &SqlType| match data_type {
                number if number.is_number() => 0,
                SqlType::Scalar(ScalarType::String) => 1,
                SqlType::Scalar(ScalarType::Boolean) => 2,
                _ => 3,
            };
            group(from) != group(to)
        }
    }
}

/// Wraps an expression in a conversion if its type calls for one.
pub(crate) fn convert(expr: &mut Expr, from: &SqlType, to: &SqlType) {
    if !needs_cast(from, to) {
        return;
    }
    let inner = std::mem::replace(expr, null());
    // Text may hold anything; a row that does not convert must not end the run.
    let lenient = from.is_text();
    let made = if lenient { try_cast(inner.clone(), to) } else { cast(inner.clone(), to) };
    *expr = made.unwrap_or(inner);
}

pub(crate) fn null() -> Expr {
    Expr::Value(Value::Null.into())
}
