//! Columns by name.

use datafusion::sql::sqlparser::ast::{Expr, Ident, Value};

use super::{
    analysis::{Analysis, Clause},
    build::{call, text_literal},
    from::names_currency,
    query::quoted_at,
    scope::{Column, Typed},
};
use crate::{suggest::nearest, syntax::Place, types::SqlType};

enum Found {
    Column { alias: String, merged: bool, column: Column },
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
            let message = format!("`{}` does not fit here: a name was expected", ident.value);
            let help = "see whether there is a comma or a word too many before it".to_owned();
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
        let aliases = std::rc::Rc::clone(&self.aliases);
        let alias = aliases.iter().find(|alias| alias.key == key)?;
        let derived = alias.typed.aggregate || alias.typed.window;
        if clause == Clause::GroupBy && derived && matches!(self.anywhere(ident), Found::Column { .. }) {
            return None;
        }
        if clause == Clause::Having && alias.typed.window {
            self.error(
                "window_in_having",
                place,
                format!("`{}` is a window function, which HAVING cannot use", ident.value),
                Some("wrap the SELECT in a subquery and filter outside".to_owned()),
            );
            return Some(Typed::unknown(place));
        }
        *expr =
            if clause == Clause::OrderBy { Expr::Identifier(quoted_at(&alias.key, ident)) } else { alias.expr.clone() };
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
                    Some(column) => Found::Column { alias, merged: false, column: column.clone() },
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
                let merged = scope.merged.contains(&key);
                let others: Vec<String> = matches.map(|(other, _)| other.alias.clone()).collect();
                if !others.is_empty() && !merged {
                    return Found::Several(std::iter::once(relation.alias.clone()).chain(others).collect());
                }
                return Found::Column { alias: relation.alias.clone(), merged, column: column.clone() };
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
        let (alias, merged, column) = match found {
            Found::Column { alias, merged, column } => (alias, merged, column),
            Found::Open => return Typed::unknown(place),
            Found::Several(relations) => {
                let ways: Vec<String> =
                    relations.iter().map(|relation| format!("`{relation}.{}`", ident.value)).collect();
                let message = format!("`{}` is in several tables of this FROM", ident.value);
                self.error("ambiguous_column", place, message, Some(format!("write {}", ways.join(" or "))));
                return Typed::unknown(place);
            }
            Found::Nothing => {
                self.unknown_column(ident, relation);
                return Typed::unknown(place);
            }
        };
        let name = quoted_at(&column.key, ident);
        *expr = if merged {
            Expr::Identifier(name)
        } else {
            Expr::CompoundIdentifier(vec![quoted_at(&alias, relation.unwrap_or(ident)), name])
        };
        self.names_currency |= names_currency(&column.key);
        let column_type = column.data_type.clone();
        let mut data_type = column.data_type;
        for field in fields {
            let key = field.value.to_lowercase();
            let (exact, inner) = match &data_type {
                SqlType::Row(fields) => match fields.iter().find(|(name, _)| name.to_lowercase() == key) {
                    Some((name, inner)) => (name.clone(), inner.clone()),
                    None => {
                        let near = nearest(&field.value, fields.iter().map(|(name, _)| name.as_str()));
                        let near = near.map(str::to_owned);
                        let message = format!("the row has no field `{}`", field.value);
                        self.unknown_name("unknown_column", field.span.into(), message, near, None);
                        return Typed::unknown(place);
                    }
                },
                SqlType::Unknown => (field.value.clone(), SqlType::Unknown),
                other => {
                    let message = format!("`{}` is {other} and has no fields", ident.value);
                    self.error("type_mismatch", place, message, None);
                    return Typed::unknown(place);
                }
            };
            let row = std::mem::replace(expr, Expr::Value(Value::Null.into()));
            *expr = call("get_field", vec![row, text_literal(&exact)]);
            data_type = inner;
        }
        Typed {
            class: column.class,
            origin: column.origin,
            firm: column.firm && data_type == column_type,
            marks: column.marks,
            ..Typed::of(data_type, place)
        }
    }

    fn unknown_column(&mut self, ident: &Ident, relation: Option<&Ident>) {
        if self.misplaced_keyword(ident) {
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
        let near = nearest(&ident.value, names).map(str::to_owned);
        let message = match relation {
            Some(relation) => format!("`{}` has no column `{}`", relation.value, ident.value),
            None => format!("there is no column `{}`", ident.value),
        };
        let alias = self.aliases.iter().any(|alias| alias.key == ident.value.to_lowercase());
        let otherwise = if let Some(elsewhere) = elsewhere {
            Some(format!("`{elsewhere}` has one of this name"))
        } else if alias {
            Some("a name given in this SELECT cannot be used here; wrap it in a subquery".to_owned())
        } else if ident.quote_style == Some('"') {
            Some("text is written in single quotes; double quotes mark names".to_owned())
        } else {
            None
        };
        self.unknown_name("unknown_column", ident.span.into(), message, near, otherwise);
    }
}
