//! What is proposed at each kind of place.

mod columns;

use std::borrow::Cow;

use super::{
    CompletionKind,
    cursor::Cursor,
    follow::{self, Place},
    matching::Quotes,
    offer::{Group, Offers, What},
    outline::{Clause, EXTEND, Frame, Holds},
    scope::Scope,
};
use crate::functions::{FUNCTIONS, FunctionClass, find};

/// Calls that are syntax rather than functions: name, signature, meaning.
const CALLS: &[(&str, &str, &str)] = &[
    ("CAST", "CAST(x AS type)", "The value in another type."),
    ("EXTRACT", "EXTRACT(unit FROM time)", "A part of a time as a number, such as HOUR or DOW."),
];

/// Proposes for a place.
pub(super) struct Proposer<'s, 'a> {
    pub(super) cursor: &'a Cursor<'a>,
    pub(super) scope: &'s mut Scope<'a>,
    pub(super) offers: Offers<'a>,
    pub(super) frames: &'a [Frame],
    /// Parameters that the text uses.
    pub(super) parameters: &'a [String],
}

impl<'a> Proposer<'_, 'a> {
    pub(super) fn propose(&mut self) {
        let Some(frame) = self.frames.last().copied() else { return };
        if self.cursor.in_text {
            return self.in_text(&frame);
        }
        if self.cursor.in_parameter() {
            return self.parameters();
        }
        let (place, words) = follow::at(&self.cursor.lexed, self.cursor.index, &frame);
        if let (Some(qualifier), false) = (self.cursor.qualifier(), place == Place::Relation) {
            return self.of_relation(qualifier, &frame);
        }
        match place {
            Place::Nothing | Place::Keywords => {}
            Place::Relation => self.relations(&frame),
            Place::TableFunction => self.extend_function(true),
            Place::Using => self.common_columns(&frame),
            Place::WindowName => self.windows(&frame),
            Place::Operand => self.operand(&frame),
        }
        // Inside quotes only a name can be meant.
        if matches!(self.cursor.quotes, Quotes::Needed) {
            for (nth, word) in words.into_iter().enumerate() {
                self.offers.keyword(word, u8::try_from(nth).unwrap_or(u8::MAX), "");
            }
        }
    }

    fn in_text(&mut self, frame: &Frame) {
        let Holds::Call(name) = frame.holds else { return };
        let name = self.cursor.lexed.text(name);
        let is = |function: &str| frame.commas == 0 && name.eq_ignore_ascii_case(function);
        if is(EXTEND) {
            for table in self.scope.catalogue.tables() {
                // A window has no effect on a table without a time column.
                self.offers.table(table, u8::from(table.time_column.is_none()));
            }
        } else if is("CUSTOM_PARAMETER") {
            self.parameters();
        } else if is("BUILT_IN_PARAMETER") {
            self.offers.keyword("TIME_WINDOW_START", 0, "start of the run's time window");
            self.offers.keyword("TIME_WINDOW_END", 1, "end of the run's time window");
        } else if is("DATE_TRUNC") {
            for unit in ["day", "week", "month", "quarter", "year", "hour", "minute"] {
                self.offers.keyword(unit, 0, "unit");
            }
        }
    }

    fn parameters(&mut self) {
        for name in self.parameters {
            self.offers.keyword(name, 0, "parameter");
        }
    }

    fn relations(&mut self, frame: &Frame) {
        let ctes = self.scope.ctes(frame.env);
        let mut hidden: Vec<Cow<'a, str>> = Vec::with_capacity(ctes.len());
        for cte in ctes {
            let name = self.scope.lexed.name(self.scope.outline.ctes[cte].name);
            let columns = self.scope.cte(cte);
            let detail = match columns.len() {
                1 => Cow::Borrowed("WITH · 1 column"),
                count => Cow::Owned(format!("WITH · {count} columns")),
            };
            self.offers.add(&name.clone(), Group::First, 0, || What::Named {
                kind: CompletionKind::Cte,
                name: name.clone(),
                detail,
                documentation: "A common table expression of this statement.",
            });
            hidden.push(name);
        }
        for table in self.scope.catalogue.tables() {
            if !hidden.iter().any(|name| name.eq_ignore_ascii_case(&table.name)) {
                self.offers.table(table, 0);
            }
        }
        if self.cursor.qualifier().is_none() {
            self.extend_function(false);
        }
    }

    fn extend_function(&mut self, in_table: bool) {
        let Some(doc) = find(EXTEND).map(|function| &function.doc) else { return };
        let insert = if in_table { "EXTEND_TIME_WINDOW(" } else { "TABLE(EXTEND_TIME_WINDOW(" };
        self.function(doc.name, doc.signature, doc.doc, 0, Some(insert));
    }

    fn function(
        &mut self,
        name: &'static str,
        signature: &'static str,
        documentation: &'static str,
        preference: u8,
        insert: Option<&'static str>,
    ) {
        if !matches!(self.cursor.quotes, Quotes::Needed) {
            return;
        }
        let bare = self.cursor.is_called() || !signature.contains('(');
        self.offers.add(name, Group::Function, preference, || What::Function {
            name,
            detail: signature,
            documentation,
            insert: match insert {
                _ if bare => Cow::Borrowed(name),
                Some(insert) => Cow::Borrowed(insert),
                None => Cow::Owned(format!("{name}(")),
            },
        });
    }

    fn functions(&mut self, frame: &Frame) {
        let inside = self.in_aggregate().is_some();
        let in_over = self.frames.iter().rev().any(|frame| frame.holds == Holds::Over);
        let grouped = matches!(frame.clause, Clause::Select | Clause::Having | Clause::OrderBy) && !inside;
        for function in FUNCTIONS {
            let doc = &function.doc;
            let preference = match doc.class {
                FunctionClass::Table => continue,
                FunctionClass::Aggregate if !grouped => continue,
                FunctionClass::Window if !grouped || in_over || frame.clause == Clause::Having => continue,
                FunctionClass::Aggregate => 0,
                _ if matches!(doc.name, "COALESCE" | "CONCAT" | "IF") => 0,
                _ if doc.documented => 1,
                _ => 2,
            };
            self.function(doc.name, doc.signature, doc.doc, preference, None);
        }
        for &(name, signature, doc) in CALLS {
            self.function(name, signature, doc, 0, None);
        }
    }
}
