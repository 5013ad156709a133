//! What names mean at a place.

use std::{collections::BTreeSet, rc::Rc};

use datafusion::sql::sqlparser::ast::Join;

use super::traps::Marks;
use crate::{catalogue::Threshold, syntax::Place, types::SqlType};

/// A column of a table, a subquery or a result.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// As written.
    pub(crate) name: String,
    /// As the engine knows it: lower case and, within its relation, unique.
    pub(crate) key: String,
    pub(crate) data_type: SqlType,
    pub(crate) class: Threshold,
    /// Base column that gives the class.
    pub(crate) origin: Option<Rc<str>>,
    /// Whether text in it is text on purpose: from a table's column or a text function, not from a CASE, a UNION or VALUES that mix texts and numbers.
    pub(crate) firm: bool,
    pub(crate) marks: Marks,
    pub(crate) place: Place,
}

/// The columns of a subquery.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns {
    pub(crate) list: Vec<Column>,
    /// Whether there may be more that cannot be known, because something inside is wrong.
    pub(crate) open: bool,
}

impl Columns {
    pub(crate) fn unknown() -> Self {
        Self { list: Vec::new(), open: true }
    }

    pub(crate) fn find(&self, key: &str) -> Option<&Column> {
        self.list.iter().find(|column| column.key == key || column.name.eq_ignore_ascii_case(key))
    }
}

/// One entry of FROM.
#[derive(Debug, Clone)]
pub(crate) struct Relation {
    /// Its alias or name in lower case.
    pub(crate) alias: String,
    /// Whether the alias can be written.
    pub(crate) named: bool,
    pub(crate) columns: Rc<Columns>,
    /// Name of the base table, if it is one.
    pub(crate) base: Option<String>,
}

/// The FROM clause of one SELECT.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    pub(crate) relations: Vec<Relation>,
    /// Columns that USING has merged.
    pub(crate) merged: BTreeSet<String>,
    /// Joins that lowering adds.
    pub(crate) joins: Vec<Join>,
}

impl Scope {
    pub(crate) fn is_open(&self) -> bool {
        self.relations.iter().any(|relation| relation.columns.open)
    }
}

/// What is known of an expression.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    pub(crate) data_type: SqlType,
    pub(crate) class: Threshold,
    pub(crate) origin: Option<Rc<str>>,
    /// As [`Column::firm`].
    pub(crate) firm: bool,
    pub(crate) marks: Marks,
    pub(crate) place: Place,
    /// Made of literals and parameters only.
    pub(crate) constant: bool,
    /// The value of a text literal.
    pub(crate) literal: Option<String>,
    pub(crate) aggregate: bool,
    pub(crate) window: bool,
}

impl Typed {
    pub(crate) fn of(data_type: SqlType, place: Place) -> Self {
        Self {
            data_type,
            class: Threshold::None,
            origin: None,
            firm: false,
            marks: Marks::default(),
            place,
            constant: false,
            literal: None,
            aggregate: false,
            window: false,
        }
    }

    pub(crate) fn unknown(place: Place) -> Self {
        Self::of(SqlType::Unknown, place)
    }

    pub(crate) fn constant(data_type: SqlType, place: Place) -> Self {
        Self { constant: true, ..Self::of(data_type, place) }
    }

    /// A value made of several: constant if all are, and of the strictest class among them.
    pub(crate) fn made_of(data_type: SqlType, place: Place, parts: &[&Typed]) -> Self {
        let strictest = parts.iter().max_by_key(|part| part.class);
        Self {
            data_type,
            class: strictest.map_or(Threshold::None, |part| part.class),
            origin: strictest.and_then(|part| part.origin.clone()),
            firm: false,
            marks: Marks::passed_on(parts),
            place,
            constant: parts.iter().all(|part| part.constant),
            literal: None,
            aggregate: parts.iter().any(|part| part.aggregate),
            window: parts.iter().any(|part| part.window),
        }
    }

    /// As [`Self::made_of`], for a value that tells nothing of its parts' own values: a comparison or a count.
    pub(crate) fn about(data_type: SqlType, place: Place, parts: &[&Typed]) -> Self {
        Self { class: Threshold::None, origin: None, marks: Marks::default(), ..Self::made_of(data_type, place, parts) }
    }
}
