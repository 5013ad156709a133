//! Columns by name.

use std::rc::Rc;

use datafusion::sql::sqlparser::ast::{Expr, Ident, Value};

use super::{
    analysis::{Analysis, Clause},
    build::{call, text_literal},
    from::names_currency,
    query::quoted_at,
    scope::{Column, Named, Typed},
};
use crate::{
    diagnostic::{listed, named},
    syntax::Place,
    types::SqlType,
};

enum Found {
    /// `merged` is what stands for the column where USING has made one of several.
    Column {
        /// Id of the entry.
        relation: usize,
        alias: String,
        merged: Option<Box<Expr>>,
        column: Box<Column>,
    },
    Several(Vec<String>),
    Open,
    Nothing,
}

impl Analysis<'_> {
    /// As [`Self::name`]; what is not known cannot cause further findings.
    pub(crate) fn known_name(&mut self, parts: &[Ident], expr: &mut Expr) -> Typed {
        let typed = self.name(parts, expr);
        if typed.data_type == SqlType::Unknown {
            *expr = Expr::Value(Value::Null.into());
        }
        typed
    }

    /// Whether a word that can only be a keyword stands where a name should; reports it.
    pub(crate) fn misplaced_keyword(&mut self, ident: &Ident) -> bool {
        const NEVER_NAMES: [&str; 12] =
            ["SELECT", "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "JOIN", "ON", "UNION", "AND", "OR", "WHEN"];
        let misplaced =
            ident.quote_style.is_none() && NEVER_NAMES.iter().any(|keyword| ident.value.eq_ignore_ascii_case(keyword));
        if misplaced {
            let message = format!("A name was expected in place of {}.", ident.value);
            let help = "See whether there is a comma or a word too many before it.".to_owned();
            self.error("syntax", ident.span.into(), message, Some(help));
        }
        misplaced
    }

    /// Resolves `column`, `relation.column` or `column.field`.
    pub(crate) fn name(&mut self, parts: &[Ident], expr: &mut Expr) -> Typed {
        let place = parts.iter().fold(Place::default(), |place, part| place.with(part.span.into()));
        let Some(first) = parts.first() else { return Typed::unknown(place) };
        if parts.len() == 1
            && let Some(typed) = self.alias(first, expr, place)
        {
            return typed;
        }
        // A schema before a table's name changes nothing.
        let parts = if parts.len() > 2 && self.relation_exists(&parts[1]) && !self.relation_exists(first) {
            &parts[1..]
        } else {
            parts
        };
        let Some(first) = parts.first() else { return Typed::unknown(place) };
        if parts.len() >= 2 && self.relation_exists(first) {
            let found = self.in_relation(first, &parts[1]);
            return self.found(found, &parts[1], Some(first), &parts[2..], expr, place);
        }
        let found = self.anywhere(first);
        if parts.len() >= 2 && matches!(found, Found::Nothing | Found::Open) {
            if !matches!(found, Found::Open) {
                self.unknown_relation(first);
            }
            return Typed::unknown(place);
        }
        self.found(found, first, None, &parts[1..], expr, place)
    }

    /// An output column named in GROUP BY, HAVING or ORDER BY. Calcite lets it win over a column of the tables, except inside an aggregate.
    fn alias(&mut self, ident: &Ident, expr: &mut Expr, place: Place) -> Option<Typed> {
        let clause = self.clause;
        if !matches!(clause, Clause::GroupBy | Clause::Having | Clause::OrderBy) || self.in_aggregate {
            return None;
        }
        let key = ident.value.to_lowercase();
        let aliases = Rc::clone(&self.aliases);
        let alias = aliases.get(&key)?;
        let derived = alias.typed.aggregate || alias.typed.window;
        // Inside an expression it is the column: LOWER(c) AS c is grouped by LOWER(c).
        if clause == Clause::GroupBy
            && (derived || !self.whole_key)
            && matches!(self.anywhere(ident), Found::Column { .. })
        {
            return None;
        }
        if clause == Clause::Having && alias.typed.window {
            self.error(
                "window_in_having",
                place,
                format!("HAVING cannot use {}, which is a window function.", named(&ident.value)),
                Some("Wrap the SELECT in a subquery and filter outside.".to_owned()),
            );
            return Some(Typed::unknown(place));
        }
        *expr = if clause == Clause::OrderBy { Expr::Identifier(quoted_at(&key, ident)) } else { alias.expr.clone() };
        Some(Typed { place, ..alias.typed.clone() })
    }

    fn relation_exists(&self, ident: &Ident) -> bool {
        let alias = ident.value.to_lowercase();
        self.scopes.iter().any(|scope| scope.relations.iter().any(|relation| relation.alias == alias))
    }

    fn in_relation(&self, relation: &Ident, column: &Ident) -> Found {
        let (alias, key) = (relation.value.to_lowercase(), column.value.to_lowercase());
        for scope in self.scopes.iter().rev() {
            if let Some(relation) = scope.relations.iter().find(|relation| relation.alias == alias) {
                return match relation.columns.find(&key) {
                    Some(column) => {
                        Found::Column { relation: relation.id, alias, merged: None, column: Box::new(column.clone()) }
                    }
                    None if relation.columns.open => Found::Open,
                    None => Found::Nothing,
                };
            }
        }
        Found::Nothing
    }

    fn anywhere(&self, ident: &Ident) -> Found {
        let key = ident.value.to_lowercase();
        let mut open = false;
        for scope in self.scopes.iter().rev() {
            let mut matches = scope
                .relations
                .iter()
                .filter_map(|relation| relation.columns.find(&key).map(|column| (relation, column)));
            if let Some((relation, column)) = matches.next() {
                let merged = scope.merged.get(&key).cloned().map(Box::new);
                let others: Vec<String> = matches.map(|(other, _)| other.alias.clone()).collect();
                if !others.is_empty() && merged.is_none() {
                    return Found::Several(std::iter::once(relation.alias.clone()).chain(others).collect());
                }
                let (alias, column) = (relation.alias.clone(), Box::new(column.clone()));
                return Found::Column { relation: relation.id, alias, merged, column };
            }
            open |= scope.is_open();
        }
        if open { Found::Open } else { Found::Nothing }
    }

    fn found(
        &mut self,
        found: Found,
        ident: &Ident,
        relation: Option<&Ident>,
        fields: &[Ident],
        expr: &mut Expr,
        place: Place,
    ) -> Typed {
        let (id, alias, merged, column) = match found {
            Found::Column { relation, alias, merged, column } => (relation, alias, merged, column),
            Found::Open => return Typed::unknown(place),
            Found::Several(relations) => {
                let name = named(&ident.value);
                let mut ways: Vec<String> =
                    relations.iter().map(|relation| format!("{}.{name}", named(relation))).collect();
                ways.dedup();
                let message = format!("Several tables of this FROM have a column {name}.");
                let help = format!("Write {}.", listed(&ways, "or"));
                self.error("ambiguous_column", place, message, Some(help));
                return Typed::unknown(place);
            }
            Found::Nothing => {
                self.unknown_column(ident, relation);
                return Typed::unknown(place);
            }
        };
        let name = quoted_at(&column.key, ident);
        *expr = if let Some(merged) = merged {
            *merged
        } else {
            Expr::CompoundIdentifier(vec![quoted_at(&alias, relation.unwrap_or(ident)), name])
        };
        self.names_currency |= names_currency(&column.key);
        let values = column.values(place);
        let named_column = Named { relation: id, key: column.key };
        let mut data_type = column.data_type;
        for field in fields {
            let Some(inner) = self.field(expr, &data_type, field, &ident.value) else { return Typed::unknown(place) };
            data_type = inner;
        }
        Typed {
            firm: values.firm && fields.is_empty(),
            column: fields.is_empty().then(|| Rc::new(named_column)),
            data_type,
            ..values
        }
    }

    /// Turns a row, called `what` in findings, into one of its fields and answers the field's type; `None` if there is no such field, which is
    /// reported.
    pub(crate) fn field(&mut self, expr: &mut Expr, row: &SqlType, field: &Ident, what: &str) -> Option<SqlType> {
        let key = field.value.to_lowercase();
        let (exact, inner) = match row {
            SqlType::Row(fields) => match fields.iter().find(|(name, _)| name.to_lowercase() == key) {
                Some((name, inner)) => (name.clone(), inner.clone()),
                None => {
                    let near = self.near(&field.value, fields.iter().map(|(name, _)| name.as_str()));
                    let message = format!("The row has no field {}.", named(&field.value));
                    self.unknown_name("unknown_column", field.span.into(), message, near, None);
                    return None;
                }
            },
            SqlType::Unknown => (field.value.clone(), SqlType::Unknown),
            other => {
                let message = format!("The value {} is {other} and has no fields.", named(what));
                self.error("type_mismatch", field.span.into(), message, None);
                return None;
            }
        };
        let row = std::mem::replace(expr, Expr::Value(Value::Null.into()));
        *expr = call("get_field", vec![row, text_literal(&exact)]);
        Some(inner)
    }

    fn unknown_column(&mut self, ident: &Ident, relation: Option<&Ident>) {
        if self.misplaced_keyword(ident) || (relation.is_none() && self.given_name(ident)) {
            return;
        }
        let wanted = relation.map(|relation| relation.value.to_lowercase());
        let mut names = Vec::new();
        let mut elsewhere = None;
        for entry in self.scopes.iter().rev().flat_map(|scope| &scope.relations) {
            if wanted.as_ref().is_none_or(|wanted| entry.alias == *wanted) {
                names.extend(entry.columns.list.iter().map(|column| column.name.as_str()));
            } else if entry.columns.find(&ident.value.to_lowercase()).is_some() && entry.named {
                elsewhere = Some(entry.alias.clone());
            }
        }
        let near = self.near(&ident.value, names);
        let name = named(&ident.value);
        let message = match relation {
            Some(relation) => format!("There is no column {name} in {}.", named(&relation.value)),
            None => format!("There is no column {name}."),
        };
        let otherwise = if let Some(elsewhere) = elsewhere {
            Some(format!("There is one of this name in {}.", named(&elsewhere)))
        } else if ident.quote_style == Some('"') {
            Some("Write text in single quotes; double quotes mark names.".to_owned())
        } else {
            None
        };
        self.unknown_name("unknown_column", ident.span.into(), message, near, otherwise);
    }
}
