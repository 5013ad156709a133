//! What names mean at a place.

use std::{collections::BTreeMap, rc::Rc};

use datafusion::sql::sqlparser::ast::{Expr, Ident};

use super::{privacy::Privacy, traps::Marks};
use crate::{syntax::Place, types::SqlType};

/// A column of a table, a subquery or a result.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// As written.
    pub(crate) name: String,
    /// As the engine knows it: lower case and, within its relation, unique.
    pub(crate) key: String,
    pub(crate) data_type: SqlType,
    pub(crate) privacy: Privacy,
    /// Whether text in it is text on purpose: from a table's column or a text function, not from a CASE, a UNION or VALUES that mix texts and numbers.
    pub(crate) firm: bool,
    /// Whether it holds nothing but what the statement's author wrote: literals and parameters.
    pub(crate) constant: bool,
    /// Whether it measures something: a metric of a table, or a number made by an aggregate.
    pub(crate) metric: bool,
    pub(crate) marks: Marks,
    pub(crate) place: Place,
}

impl Column {
    /// A column of which nothing is known but what is given here.
    pub(crate) fn plain(name: &str, key: String, data_type: SqlType, place: Place) -> Self {
        Self {
            name: name.to_owned(),
            key,
            data_type,
            privacy: Privacy::default(),
            firm: false,
            constant: false,
            metric: false,
            marks: Marks::default(),
            place,
        }
    }

    /// A column that holds the values of an expression.
    pub(crate) fn holding(name: String, key: String, typed: Typed) -> Self {
        Self {
            name,
            key,
            data_type: typed.data_type,
            privacy: typed.privacy,
            firm: typed.firm,
            constant: typed.constant,
            metric: typed.metric,
            marks: typed.marks,
            place: typed.place,
        }
    }

    /// What is known of its values where it is named.
    pub(crate) fn values(&self, place: Place) -> Typed {
        Typed {
            privacy: self.privacy.seen_at(place),
            firm: self.firm,
            constant: self.constant,
            metric: self.metric,
            marks: self.marks,
            ..Typed::of(self.data_type.clone(), place)
        }
    }
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
    /// No other entry of the statement has it.
    pub(crate) id: usize,
    /// Its alias or name in lower case.
    pub(crate) alias: String,
    /// Whether the alias can be written.
    pub(crate) named: bool,
    pub(crate) columns: Rc<Columns>,
    /// Name of the base table, if it is one.
    pub(crate) base: Option<String>,
}

/// A column of an entry of FROM.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Named {
    /// Id of the entry.
    pub(crate) relation: usize,
    pub(crate) key: String,
}

/// The FROM clause of one SELECT.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    pub(crate) relations: Vec<Relation>,
    /// Columns that USING has merged, by name, and what stands for each.
    pub(crate) merged: BTreeMap<String, Expr>,
    /// The names that the SELECT gives with AS. Its FROM and WHERE do not know them, but people think so.
    pub(crate) given: Rc<[Ident]>,
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
    pub(crate) privacy: Privacy,
    /// As [`Column::firm`].
    pub(crate) firm: bool,
    /// As [`Column::metric`].
    pub(crate) metric: bool,
    pub(crate) marks: Marks,
    pub(crate) place: Place,
    /// As [`Column::constant`].
    pub(crate) constant: bool,
    /// The column that it is, if it is no more than that.
    pub(crate) column: Option<Rc<Named>>,
    /// Columns that it is computed from, the first few.
    pub(crate) through: Vec<Rc<Named>>,
    /// The value of a text literal.
    pub(crate) literal: Option<String>,
    pub(crate) aggregate: bool,
    pub(crate) window: bool,
    /// About how many expressions it is for the engine. Some calls cannot be told to it without saying an argument twice.
    pub(crate) weight: usize,
}

impl Typed {
    pub(crate) fn of(data_type: SqlType, place: Place) -> Self {
        Self {
            data_type,
            privacy: Privacy::default(),
            firm: false,
            metric: false,
            marks: Marks::default(),
            place,
            constant: false,
            column: None,
            through: Vec::new(),
            literal: None,
            aggregate: false,
            window: false,
            weight: 1,
        }
    }

    pub(crate) fn unknown(place: Place) -> Self {
        Self::of(SqlType::Unknown, place)
    }

    pub(crate) fn constant(data_type: SqlType, place: Place) -> Self {
        Self { constant: true, ..Self::of(data_type, place) }
    }

    /// A value made of several: constant if all are, and as private as they are together.
    pub(crate) fn made_of(data_type: SqlType, place: Place, parts: &[&Typed]) -> Self {
        Self {
            privacy: Privacy::of_all(parts.iter().map(|part| &part.privacy)),
            metric: parts.iter().any(|part| part.metric),
            marks: Marks::passed_on(parts),
            constant: parts.iter().all(|part| part.constant),
            aggregate: parts.iter().any(|part| part.aggregate),
            window: parts.iter().any(|part| part.window),
            weight: parts.iter().fold(1, |weight, part| part.weight.saturating_add(weight)),
            through: through(parts),
            ..Self::of(data_type, place)
        }
    }

    /// The column that it is, or the columns that it is computed from.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &Rc<Named>> {
        self.column.iter().chain(&self.through)
    }

    /// As [`Self::made_of`], for a value that tells nothing of its parts' own values: a comparison or a count.
    pub(crate) fn about(data_type: SqlType, place: Place, parts: &[&Typed]) -> Self {
        Self {
            privacy: Privacy::default(),
            metric: false,
            marks: Marks::default(),
            through: Vec::new(),
            ..Self::made_of(data_type, place, parts)
        }
    }
}

/// Columns that a value is followed back to at most.
const MOST_THROUGH: usize = 8;

fn through(parts: &[&Typed]) -> Vec<Rc<Named>> {
    let mut through: Vec<Rc<Named>> = Vec::new();
    for column in parts.iter().flat_map(|part| part.columns()) {
        if through.len() < MOST_THROUGH && !through.contains(column) {
            through.push(Rc::clone(column));
        }
    }
    through
}
