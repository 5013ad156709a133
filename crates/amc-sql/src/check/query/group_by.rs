//! GROUP BY and positions such as `GROUP BY 2`.

use datafusion::sql::sqlparser::ast::{Expr, GroupByExpr, Value};

use crate::{
    check::{
        analysis::{Analysis, Clause},
        query::Item,
    },
    diagnostic::counted,
    parameter::converted,
    syntax::Place,
};

/// Takes parentheses out of the keys: `(a, b)` are two, and `()` is none. Answers whether there is GROUP BY at all, whatever its keys.
pub(super) fn spread(group_by: &mut GroupByExpr) -> bool {
    let GroupByExpr::Expressions(list, _) = group_by else { return false };
    let any = !list.is_empty();
    let keys = std::mem::take(list).into_iter().flat_map(|key| match key {
        Expr::Tuple(keys) => keys,
        key => vec![key],
    });
    *list = keys.collect();
    any
}

impl Analysis<'_> {
    pub(super) fn group_by(&mut self, group_by: &mut GroupByExpr, items: &[Item]) -> Vec<Expr> {
        let GroupByExpr::Expressions(list, _) = group_by else { return Vec::new() };
        self.clause = Clause::GroupBy;
        let mut groups: Vec<Expr> = Vec::new();
        let mut literal = Vec::with_capacity(list.len());
        for expr in list.iter_mut() {
            let known = groups.len();
            match expr {
                Expr::Value(value) => {
                    if let Some(item) = self.ordinal(value.value.clone(), value.span.into(), items, true) {
                        groups.push(item);
                    }
                }
                Expr::Rollup(sets) | Expr::Cube(sets) | Expr::GroupingSets(sets) => {
                    for inner in sets.iter_mut().flatten() {
                        self.whole_key = is_name(inner);
                        self.expr(inner);
                        groups.push(inner.clone());
                    }
                }
                _ => {
                    self.group_key(expr);
                    groups.push(expr.clone());
                    // The engine would take a bare number for a position.
                    if matches!(expr, Expr::Value(_))
                        && let Some(at) = items.iter().position(|item| item.expr == *expr)
                    {
                        *expr = Expr::Value(Value::Number((at + 1).to_string(), false).into());
                    }
                }
            }
            literal.push(groups.get(known).is_some_and(is_literal));
        }
        // A literal splits no group, and the engine takes two alike for a mistake.
        let keep = if literal.iter().all(|literal| *literal) { 1 } else { 0 };
        let mut kept = 0;
        let mut flags = literal.into_iter();
        list.retain(|_| {
            let literal = flags.next().unwrap_or(false);
            kept += usize::from(literal);
            !literal || kept <= keep
        });
        self.clause = Clause::Select;
        groups
    }

    fn group_key(&mut self, expr: &mut Expr) {
        self.whole_key = is_name(expr);
        let typed = self.expr(expr);
        if typed.aggregate {
            let help = Some("Group by a column, or wrap the SELECT in a subquery.".to_owned());
            self.error("aggregate_in_group_by", typed.place, "GROUP BY cannot use an aggregate.", help);
        }
    }

    /// The item at a position such as `GROUP BY 2`.
    pub(super) fn ordinal(&mut self, value: Value, place: Place, items: &[Item], group: bool) -> Option<Expr> {
        let clause = if group { "GROUP BY" } else { "ORDER BY" };
        let Value::Number(digits, _) = value else { return None };
        let item = digits.parse::<usize>().ok().and_then(|at| at.checked_sub(1)).and_then(|at| items.get(at));
        match item {
            None => {
                let have = counted(items.len(), "column");
                let message = format!("There is no column {digits} for {clause}: the SELECT has {have}.");
                let help = Some("Write the number or the name of a column of the SELECT.".to_owned());
                self.error("position_out_of_range", place, message, help);
                None
            }
            Some(item) if group && item.typed.aggregate => {
                let message = format!("GROUP BY cannot use column {digits}, which is an aggregate.");
                let help = Some("Group by another column, or wrap the SELECT in a subquery.".to_owned());
                self.error("aggregate_in_group_by", place, message, help);
                None
            }
            Some(item) => Some(item.expr.clone()),
        }
    }
}

fn is_name(expr: &Expr) -> bool {
    match expr {
        Expr::Nested(inner) => is_name(inner),
        other => matches!(other, Expr::Identifier(_)),
    }
}

fn is_literal(expr: &Expr) -> bool {
    match expr {
        Expr::Nested(inner) => is_literal(inner),
        Expr::Value(_) => true,
        _ => converted(expr).is_some_and(is_literal),
    }
}
