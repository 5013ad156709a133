//! Queries inside expressions: EXISTS, IN, and those that stand for a value.

use std::hash::{DefaultHasher, Hash, Hasher};

use datafusion::sql::sqlparser::ast::{BinaryOperator, Expr, Query, SetExpr};

use crate::{
    check::{
        analysis::{Analysis, Clause, convert, needs_cast},
        build::{binary, number},
        expr::take,
        scope::{Columns, Typed},
    },
    syntax::Place,
    types::SqlType,
};

/// What is known of a query inside an expression.
pub(super) struct Inner {
    pub(super) columns: Columns,
    /// What it weighs in the expression.
    pub(super) weight: usize,
}

impl Analysis<'_> {
    pub(super) fn subquery(&mut self, subquery: &mut Query) -> Inner {
        let before = self.weight;
        let columns = self.nested(|this| this.query(subquery, false));
        // Counted where the expression around it is.
        let weight = std::mem::replace(&mut self.weight, before) - before;
        Inner { columns, weight: weight.saturating_add(1) }
    }

    pub(super) fn scalar_subquery(&mut self, subquery: &mut Query) -> Typed {
        let Inner { columns, weight } = self.subquery(subquery);
        match columns.list.as_slice() {
            [column] => Typed { weight, ..column.values(self.text.around(column.place)) },
            _ if columns.open => Typed::unknown(Place::default()),
            list => {
                let place = list.first().map(|column| column.place).unwrap_or_default();
                let message = format!("A subquery in an expression has one column, but this has {}.", list.len());
                self.error("subquery_columns", place, message, Some("Select one column.".to_owned()));
                Typed::unknown(place)
            }
        }
    }

    pub(super) fn exists(&mut self, expr: &mut Expr) -> Typed {
        let Expr::Exists { subquery, .. } = expr else { return Typed::unknown(Place::default()) };
        let kept = std::mem::replace(&mut self.in_exists, true);
        let Inner { weight, .. } = self.subquery(subquery);
        self.in_exists = kept;
        self.told_apart(expr);
        Typed { weight, ..Typed::of(SqlType::BOOLEAN, Place::default()) }
    }

    /// Gives a test that is a value a name of its own. The engine calls all of them by one name, whatever they ask, and would take two for the same.
    /// In HAVING it may be a key of the groups, which is known by that name.
    pub(super) fn told_apart(&self, test: &mut Expr) {
        if matches!(self.clause, Clause::Where | Clause::On) {
            return;
        }
        let mut hasher = DefaultHasher::new();
        test.hash(&mut hasher);
        let name = (hasher.finish() >> 1).to_string();
        let always = binary(number(&name), BinaryOperator::Eq, number(&name));
        *test = binary(take(test), BinaryOperator::And, always);
    }

    pub(super) fn in_subquery(&mut self, expr: &mut Expr) -> Typed {
        let Expr::InSubquery { expr: value, subquery, negated } = expr else { return Typed::unknown(Place::default()) };
        if matches!(**value, Expr::Tuple(_)) {
            return self.rows_in_subquery(expr);
        }
        if let Some(list) = listed(subquery) {
            *expr = Expr::InList { expr: Box::new(take(value)), list, negated: *negated };
            return self.in_list(expr);
        }
        let typed = self.expr(value);
        let Inner { columns, weight } = self.subquery(subquery);
        let place = typed.place;
        if columns.list.len() != 1 && !columns.open {
            let message = format!("The subquery of IN has {} columns, but one is needed.", columns.list.len());
            self.error("subquery_columns", place, message, Some("Select one column.".to_owned()));
        } else if let Some(column) = columns.list.first() {
            self.privacy_of_comparison(&typed, &column.values(place), place);
            if self.common(&typed.data_type, &column.data_type).is_none() {
                let message = format!("{} cannot be compared with {}.", typed.data_type, column.data_type);
                self.error("type_mismatch", place, message, Some("Convert one of them with CAST.".to_owned()));
            } else if needs_cast(&typed.data_type, &column.data_type) {
                convert(value, &typed.data_type, &column.data_type);
            }
            self.told_apart(expr);
        }
        Typed { weight: weight.saturating_add(typed.weight), ..Typed::about(SqlType::BOOLEAN, place, &[&typed]) }
    }
}

/// The values of a query that is a list of them, as in `x IN (VALUES (1), (2))`.
fn listed(query: &mut Query) -> Option<Vec<Expr>> {
    let plain = query.with.is_none() && query.limit_clause.is_none() && query.fetch.is_none();
    match &mut *query.body {
        SetExpr::Values(values) if plain && values.rows.iter().all(|row| row.content.len() == 1) => {
            Some(values.rows.iter_mut().flat_map(|row| std::mem::take(&mut row.content)).collect())
        }
        _ => None,
    }
}
