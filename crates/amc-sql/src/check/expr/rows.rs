//! Rows of values in parentheses: `(a, b) = (1, 2)`, and both kinds of IN.

use datafusion::sql::sqlparser::ast::{BinaryOperator, Expr};

use super::{compare::compared_as, subquery::Inner, take};
use crate::{
    check::{
        analysis::{Analysis, null},
        build::{binary, call, joined, not},
        query::convert_columns,
        scope::Typed,
    },
    diagnostic::counted,
    functions::ROWS_IN,
    syntax::Place,
    types::SqlType,
};

impl Analysis<'_> {
    /// `(a, b) = (c, d)`: all pairs have to be equal.
    pub(super) fn rows_equal(&mut self, expr: &mut Expr) -> Typed {
        let Expr::BinaryOp { left, op, right } = expr else { return Typed::unknown(Place::default()) };
        let (Expr::Tuple(left), Expr::Tuple(right)) = (&mut **left, &mut **right) else {
            return Typed::unknown(Place::default());
        };
        let negated = *op == BinaryOperator::NotEq;
        let sought = self.values_of(left);
        let (equal, typed) = self.pairs(left, &sought, right);
        *expr = if negated { not(equal) } else { equal };
        typed
    }

    /// `(a, b) IN ((1, 2), (3, 4))`: one of the rows has to be equal.
    pub(super) fn rows_in_list(&mut self, expr: &mut Expr) -> Typed {
        let Expr::InList { expr: value, list, negated } = expr else { return Typed::unknown(Place::default()) };
        let Expr::Tuple(items) = &**value else { return Typed::unknown(Place::default()) };
        let (mut items, negated) = (items.clone(), *negated);
        let sought = self.values_of(&mut items);
        let mut typed: Vec<Typed> = Vec::with_capacity(list.len());
        let mut equal: Vec<Expr> = Vec::with_capacity(list.len());
        for row in list.iter_mut() {
            if let Expr::Tuple(row) = row {
                let (pairs, pair) = self.pairs(&mut items.clone(), &sought, row);
                equal.push(pairs);
                typed.push(pair);
            } else {
                let row = self.expr(row);
                self.width(1, sought.len(), row.place);
            }
        }
        let any = joined(&BinaryOperator::Or, equal).unwrap_or_else(null);
        *expr = if negated { not(any) } else { any };
        let place = typed.iter().fold(Place::default(), |place, part| place.with(part.place));
        Typed::about(SqlType::BOOLEAN, place, &typed.iter().collect::<Vec<_>>())
    }

    /// `(a, b) IN (SELECT x, y …)`: a row of the subquery has to be equal. The engine knows one column only, so that it becomes a call that holds the
    /// subquery as EXISTS, for `run` to make a join of.
    pub(super) fn rows_in_subquery(&mut self, expr: &mut Expr) -> Typed {
        let Expr::InSubquery { expr: value, subquery, negated } = expr else { return Typed::unknown(Place::default()) };
        let Expr::Tuple(items) = &mut **value else { return Typed::unknown(Place::default()) };
        let negated = *negated;
        let sought = self.values_of(items);
        let Inner { columns, weight } = self.subquery(subquery);
        let place = sought.iter().fold(Place::default(), |place, item| place.with(item.place));
        let typed = Typed::about(SqlType::BOOLEAN, place, &sought.iter().collect::<Vec<_>>());
        let typed = Typed { weight: weight.saturating_add(typed.weight), ..typed };
        if columns.open {
            return typed;
        }
        if columns.list.len() != sought.len() {
            self.width(columns.list.len(), sought.len(), place);
            return typed;
        }
        let mut read_as = Vec::with_capacity(sought.len());
        for ((item, value), column) in items.iter_mut().zip(&sought).zip(&columns.list) {
            let found = column.values(value.place);
            self.comparable(item, value, &mut null(), &found);
            read_as.push(compared_as(&value.data_type, &found.data_type).1);
        }
        convert_columns(&mut subquery.body, &columns, &read_as);
        let rows = Expr::Exists { subquery: subquery.clone(), negated: false };
        let test = call(ROWS_IN, std::iter::once(rows).chain(std::mem::take(items)).collect());
        *expr = if negated { not(test) } else { test };
        self.told_apart(expr);
        typed
    }

    fn values_of(&mut self, items: &mut [Expr]) -> Vec<Typed> {
        items.iter_mut().map(|item| self.expr(item)).collect()
    }

    /// Whether each value of one row equals that of the other.
    fn pairs(&mut self, items: &mut [Expr], sought: &[Typed], row: &mut [Expr]) -> (Expr, Typed) {
        let found = self.values_of(row);
        let place = sought.iter().chain(&found).fold(Place::default(), |place, part| place.with(part.place));
        let typed = Typed::about(SqlType::BOOLEAN, place, &sought.iter().chain(&found).collect::<Vec<_>>());
        if found.len() != sought.len() {
            let place = found.iter().fold(Place::default(), |place, part| place.with(part.place));
            self.width(found.len(), sought.len(), place);
            return (null(), typed);
        }
        let mut equal = Vec::with_capacity(found.len());
        for ((item, a), (other, b)) in items.iter_mut().zip(sought).zip(row.iter_mut().zip(&found)) {
            self.comparable(item, a, other, b);
            equal.push(binary(take(item), BinaryOperator::Eq, take(other)));
        }
        (joined(&BinaryOperator::And, equal).unwrap_or_else(null), typed)
    }

    fn width(&mut self, have: usize, wanted: usize, place: Place) {
        let message = format!("A row of {} is compared with one of {have}.", counted(wanted, "value"));
        self.error("subquery_columns", place, message, Some("Give both as many values.".to_owned()));
    }
}
