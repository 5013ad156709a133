//! Tests whether a query has rows, or a row with some values.

use datafusion::{
    common::{Column, tree_node::TreeNode},
    logical_expr::{
        BinaryExpr, Expr, LogicalPlan, Operator, Subquery,
        expr::{Exists, InSubquery, ScalarFunction},
    },
};

use super::alone::has_alone;
use crate::functions::ROWS_IN;

/// EXISTS, or one of both kinds of IN.
#[derive(Debug, Clone)]
pub(super) struct Test {
    pub(super) subquery: Subquery,
    /// The values that a row has to have in its first columns; none for EXISTS.
    pub(super) sought: Vec<Expr>,
    pub(super) negated: bool,
}

impl Test {
    /// The test that an expression is.
    pub(super) fn of(expr: &Expr) -> Option<Self> {
        match expr {
            Expr::Exists(Exists { subquery, negated }) => {
                Some(Self { subquery: subquery.clone(), sought: Vec::new(), negated: *negated })
            }
            Expr::InSubquery(InSubquery { expr, subquery, negated }) => {
                Some(Self { subquery: subquery.clone(), sought: vec![Expr::clone(expr)], negated: *negated })
            }
            Expr::ScalarFunction(ScalarFunction { func, args }) if func.name() == ROWS_IN => match args.split_first() {
                Some((Expr::Exists(Exists { subquery, negated }), sought)) => {
                    Some(Self { subquery: subquery.clone(), sought: sought.to_vec(), negated: *negated })
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Columns of the rows around it that it is about.
    pub(super) fn columns(&self) -> Vec<Column> {
        let sought = self.sought.iter().flat_map(Expr::column_refs).cloned();
        sought.chain(looked_at(&self.subquery)).collect()
    }

    /// Whether its query looks at the rows around it.
    pub(super) fn looks_out(&self) -> bool {
        !self.subquery.outer_ref_columns.is_empty()
    }
}

/// Whether a test stands anywhere inside.
pub(super) fn has_test(expr: &Expr) -> bool {
    expr.exists(|part| Ok(matches!(part, Expr::Exists(_) | Expr::InSubquery(_)))).unwrap_or(false)
}

/// Whether a value that a query gives about the row stands anywhere inside.
pub(in crate::run) fn has_value(expr: &Expr) -> bool {
    expr.exists(|part| Ok(is_value(part))).unwrap_or(false)
}

/// Whether an expression is a value that a query gives about the row around it.
pub(super) fn is_value(expr: &Expr) -> bool {
    matches!(expr, Expr::ScalarSubquery(query) if !query.outer_ref_columns.is_empty())
}

/// Columns of the rows around it that a query is about.
pub(super) fn looked_at(query: &Subquery) -> impl Iterator<Item = Column> + '_ {
    query.outer_ref_columns.iter().filter_map(|expr| match expr {
        Expr::OuterReferenceColumn(_, column) | Expr::Column(column) => Some(column.clone()),
        _ => None,
    })
}

/// Whether the engine cannot plan a condition of a filter as it is. It can where all of it is a test, but knows NOT IN only over queries that look at
/// nothing around them, and rows of values nowhere.
pub(super) fn needs_mark(condition: &Expr) -> bool {
    if has_alone(condition) {
        return true;
    }
    let (test, negated) = match condition {
        Expr::Not(inner) => (&**inner, true),
        other => (other, false),
    };
    match Test::of(test) {
        Some(known) => match test {
            Expr::Exists(_) => false,
            Expr::InSubquery(_) => {
                known.looks_out() && (known.negated != negated || is_total(&known.subquery.subquery))
            }
            _ => true,
        },
        None => has_test(condition),
    }
}

/// Whether a query answers one row whatever rows there are.
pub(super) fn is_total(query: &LogicalPlan) -> bool {
    match query {
        LogicalPlan::Projection(projection) => is_total(&projection.input),
        LogicalPlan::SubqueryAlias(alias) => is_total(&alias.input),
        LogicalPlan::Aggregate(aggregate) => aggregate.group_expr.is_empty(),
        _ => false,
    }
}

/// The operands of AND and OR, in which a test that is not true may as well be false.
pub(super) fn is_and_or(expr: &Expr) -> bool {
    matches!(expr, Expr::BinaryExpr(BinaryExpr { op: Operator::And | Operator::Or, .. }))
}
