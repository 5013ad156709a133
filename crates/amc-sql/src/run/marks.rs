//! EXISTS, and IN over a query that looks at the rows around it, where they do not filter: `SUM(IF(EXISTS (SELECT …), 1, 0))`. The engine knows both
//! in filters only. Here they become joins that mark each row, and the mark stands in their place.

use std::sync::Arc;

use datafusion::{
    common::{
        Column, JoinType, Result, TableReference,
        tree_node::{Transformed, TreeNode},
    },
    logical_expr::{
        Expr, LogicalPlan, LogicalPlanBuilder,
        expr::{Exists, InSubquery},
        expr_rewriter::NamePreserver,
        lit,
        utils::conjunction,
    },
    optimizer::decorrelate::PullUpCorrelatedExpr,
};

/// Puts marks in the place of the tests that stand outside of filters. Those whose query looks at the rows around it in a way that no join can
/// say stay as they are.
///
/// # Errors
/// What the engine says to such a join.
pub(super) fn marked(plan: LogicalPlan) -> Result<LogicalPlan> {
    let mut made = 0;
    let done = plan.transform_up(|node| {
        let computes = matches!(node, LogicalPlan::Projection(_) | LogicalPlan::Aggregate(_) | LogicalPlan::Window(_));
        if !computes || !node.expressions().iter().any(|expr| expr.exists(|part| Ok(is_test(part))).unwrap_or(false)) {
            return Ok(Transformed::no(node));
        }
        let [input] = node.inputs()[..] else { return Ok(Transformed::no(node)) };
        let mut rows = Rows { input: input.clone(), made };
        let names = NamePreserver::new_for_projection();
        let exprs = node.expressions().into_iter().map(|expr| {
            // What stands above speaks of the value by the name it had.
            let name = names.save(&expr);
            Ok(name.restore(expr.transform_up(|part| rows.mark(part))?.data))
        });
        let exprs = exprs.collect::<Result<Vec<_>>>()?;
        made = rows.made;
        Ok(Transformed::yes(node.with_new_exprs(exprs, vec![rows.input])?))
    });
    Ok(done?.data)
}

fn is_test(expr: &Expr) -> bool {
    matches!(expr, Expr::Exists(_) | Expr::InSubquery(_))
}

/// Rows that are marked, and how many marks have been made so far.
struct Rows {
    input: LogicalPlan,
    made: usize,
}

impl Rows {
    fn mark(&mut self, expr: Expr) -> Result<Transformed<Expr>> {
        let (subquery, sought, negated) = match &expr {
            Expr::Exists(Exists { subquery, negated }) => (&subquery.subquery, None, *negated),
            Expr::InSubquery(InSubquery { expr, subquery, negated }) => (&subquery.subquery, Some(expr), *negated),
            _ => return Ok(Transformed::no(expr)),
        };
        let found = subquery.schema().columns().into_iter().next();
        let equal = sought.zip(found).map(|(sought, found)| Expr::eq(Expr::clone(sought), Expr::Column(found)));
        match self.join(subquery, equal)? {
            Some(mark) => Ok(Transformed::yes(if negated { !mark } else { mark })),
            None => Ok(Transformed::no(expr)),
        }
    }

    /// Joins the rows of a subquery on, as a mark only, and answers the mark; `None` if what they have to do with these rows cannot be told apart
    /// from the subquery.
    fn join(&mut self, subquery: &Arc<LogicalPlan>, equal: Option<Expr>) -> Result<Option<Expr>> {
        let mut pulled =
            PullUpCorrelatedExpr::new().with_exists_sub_query(equal.is_none()).with_in_predicate_opt(equal.clone());
        let theirs = LogicalPlan::clone(subquery).rewrite(&mut pulled)?.data;
        // A total that became one for each group has no row where its group has none.
        if !pulled.can_pull_up || pulled.pulled_up_scalar_agg {
            return Ok(None);
        }
        let condition = conjunction(pulled.join_filters.into_iter().chain(equal)).unwrap_or_else(|| lit(true));
        let (own, used) = (self.input.schema().columns(), condition.column_refs());
        let needed: Vec<Column> =
            theirs.schema().columns().into_iter().filter(|column| used.contains(column)).collect();
        if needed.iter().any(|column| own.contains(column)) {
            return Ok(None);
        }
        self.made += 1;
        let name = TableReference::bare(format!("test#{}", self.made));
        let key = |at: usize| format!("k{at}");
        let mut kept: Vec<Expr> =
            needed.iter().enumerate().map(|(at, column)| Expr::Column(column.clone()).alias(key(at))).collect();
        if kept.is_empty() {
            kept.push(lit(true).alias(key(0)));
        }
        let side = LogicalPlanBuilder::from(theirs).project(kept)?.alias(name.clone())?.build()?;
        let condition = condition.transform(|part| {
            Ok(match &part {
                Expr::Column(column) => match needed.iter().position(|known| known == column) {
                    Some(at) => Transformed::yes(Expr::Column(Column::new(Some(name.clone()), key(at)))),
                    None => Transformed::no(part),
                },
                _ => Transformed::no(part),
            })
        })?;
        let input = std::mem::take(&mut self.input);
        self.input = LogicalPlanBuilder::from(input).join_on(side, JoinType::LeftMark, [condition.data])?.build()?;
        Ok(Some(Expr::Column(Column::new(Some(name), "mark"))))
    }
}
