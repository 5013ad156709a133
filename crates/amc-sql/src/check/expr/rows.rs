//! Rows of values in parentheses: `(a, b) = (1, 2)`, and both kinds of IN.

use datafusion::sql::sqlparser::{
    ast::{BinaryOperator, Expr, Query, Select, SetExpr, Statement, TableFactor},
    dialect::GenericDialect,
    parser::Parser,
};

use super::{subquery::Inner, take};
use crate::{
    check::{
        analysis::{Analysis, null},
        build::{binary, joined, not},
        query::quoted,
        scope::Typed,
    },
    diagnostic::counted,
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

    /// `(a, b) IN (SELECT x, y …)`: a row of the subquery has to be equal. The engine knows one column only, so that it becomes EXISTS.
    pub(super) fn rows_in_subquery(&mut self, expr: &mut Expr) -> Typed {
        let Expr::InSubquery { expr: value, subquery, negated } = expr else { return Typed::unknown(Place::default()) };
        let Expr::Tuple(items) = &mut **value else { return Typed::unknown(Place::default()) };
        let negated = *negated;
        let sought = self.values_of(items);
        let Inner { columns, weight, .. } = self.subquery(subquery);
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
        let name = self.fresh("rows");
        let mut equal = Vec::with_capacity(sought.len());
        for ((item, value), column) in items.iter_mut().zip(&sought).zip(&columns.list) {
            let mut found = Expr::CompoundIdentifier(vec![quoted(&name), quoted(&column.key)]);
            self.comparable(item, value, &mut found, &column.values(value.place));
            equal.push(binary(take(item), BinaryOperator::Eq, found));
        }
        if let Some(subquery) = where_any(subquery, &name, joined(&BinaryOperator::And, equal)) {
            *expr = Expr::Exists { subquery, negated };
            self.told_apart(expr);
        }
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

/// `SELECT 1 FROM (subquery) AS name WHERE condition`.
fn where_any(subquery: &Query, name: &str, condition: Option<Expr>) -> Option<Box<Query>> {
    let template = "SELECT 1 FROM (SELECT 1) AS s";
    let Ok(Statement::Query(mut made)) =
        Parser::parse_sql(&GenericDialect {}, template).map(|mut parsed| parsed.swap_remove(0))
    else {
        return None;
    };
    let SetExpr::Select(select) = made.body.as_mut() else { return None };
    let Select { from, selection, .. } = &mut **select;
    if let Some(TableFactor::Derived { subquery: inner, alias, .. }) = from.first_mut().map(|entry| &mut entry.relation)
    {
        **inner = subquery.clone();
        alias.as_mut()?.name = quoted(name);
    }
    *selection = condition;
    Some(made)
}
