//! EXISTS and IN over a query, where the engine cannot plan them or would answer otherwise than SQL: as values, as in `SUM(IF(EXISTS (SELECT …), 1, 0))`,
//! joined with other conditions by OR, in the conditions of joins, and with rows of values. Here they become joins that mark each row, and the marks
//! stand in their place.

mod alone;
mod rows;
mod test;

use std::{cell::Cell, sync::Arc};

use datafusion::{
    common::{
        JoinType, Result,
        tree_node::{Transformed, TreeNode, TreeNodeRecursion},
    },
    logical_expr::{
        Expr, Filter, Join, LogicalPlan, LogicalPlanBuilder,
        expr_rewriter::NamePreserver,
        ident, lit,
        utils::{conjunction, split_conjunction_owned},
    },
};

use super::lateral::{kept_once, numbered};

use self::{
    alone::has_alone,
    rows::Rows,
    test::{Test, has_test, is_value, looked_at},
};

pub(super) use self::test::has_value;

/// Puts marks in the place of the tests that the engine cannot plan as they are. Those whose query looks at the rows around it in a way that no join
/// can say stay.
///
/// # Errors
/// What the engine says to such a join.
pub(super) fn marked(plan: LogicalPlan) -> Result<LogicalPlan> {
    let made = Cell::new(0);
    let done = plan.transform_up_with_subqueries(|node| match node {
        LogicalPlan::Filter(filter) => filtered(filter, &made),
        LogicalPlan::Join(join) => joined(join, &made),
        LogicalPlan::Projection(_) | LogicalPlan::Aggregate(_) | LogicalPlan::Window(_) | LogicalPlan::Sort(_) => {
            computed(node, &made)
        }
        other => Ok(Transformed::no(other)),
    });
    Ok(done?.data)
}

/// A step that computes values.
fn computed(node: LogicalPlan, made: &Cell<usize>) -> Result<Transformed<LogicalPlan>> {
    // Values that queries give the engine plans where they are computed, and not where they are gathered, numbered or sorted by.
    let values = !matches!(node, LogicalPlan::Projection(_));
    if !node.expressions().iter().any(|expr| has_test(expr) || has_alone(expr) || (values && has_value(expr))) {
        return Ok(Transformed::no(node));
    }
    let [input] = node.inputs()[..] else { return Ok(Transformed::no(node)) };
    let mut rows = Rows::new(input, made, values);
    // What stands above speaks of a value by the name it had; what rows are sorted by has none.
    let names = (!matches!(node, LogicalPlan::Sort(_))).then(NamePreserver::new_for_projection);
    let exprs = node.expressions().into_iter().map(|expr| {
        let name = names.as_ref().map(|names| names.save(&expr));
        let marked = rows.marked(expr, false)?;
        Ok(match name {
            Some(name) => name.restore(marked),
            None => marked,
        })
    });
    let exprs = exprs.collect::<Result<Vec<_>>>()?;
    let done = node.with_new_exprs(exprs, vec![rows.into_plan()])?;
    without_marks(done, &node).map(Transformed::yes)
}

/// A step that leaves rows out.
fn filtered(filter: Filter, made: &Cell<usize>) -> Result<Transformed<LogicalPlan>> {
    let conditions = split_conjunction_owned(filter.predicate.clone());
    if !conditions.iter().any(test::needs_mark) {
        return Ok(Transformed::no(LogicalPlan::Filter(filter)));
    }
    let mut rows = Rows::new(&filter.input, made, false);
    let conditions = conditions
        .into_iter()
        .map(|condition| if test::needs_mark(&condition) { rows.marked(condition, true) } else { Ok(condition) })
        .collect::<Result<Vec<_>>>()?;
    let mut done = LogicalPlanBuilder::from(rows.into_plan());
    if let Some(condition) = conjunction(conditions) {
        done = done.filter(condition)?;
    }
    without_marks(done.build()?, &LogicalPlan::Filter(filter)).map(Transformed::yes)
}

/// A join whose condition holds tests, or values of queries about the row. Each is decided over the rows of the side that it is about; the engine knows none in such a place. What is about
/// both sides is decided over the rows that the join gives.
fn joined(join: Join, made: &Cell<usize>) -> Result<Transformed<LogicalPlan>> {
    let condition = join.filter.clone().filter(|on| join.on.is_empty() && (has_test(on) || has_value(on)));
    let Some(condition) = condition else { return Ok(Transformed::no(LogicalPlan::Join(join))) };
    let (mut left, mut right) = (Rows::new(&join.left, made, true), Rows::new(&join.right, made, true));
    let (mut on, mut above) = (Vec::new(), Vec::new());
    for condition in split_conjunction_owned(condition) {
        let mut of_both = false;
        let marked = condition.clone().transform_down(|part| {
            let about = match &part {
                Expr::ScalarSubquery(query) if is_value(&part) => looked_at(query).collect(),
                part => match Test::of(part) {
                    Some(test) => test.columns(),
                    None => return Ok(Transformed::no(part.clone())),
                },
            };
            let of = |side: &LogicalPlan| about.iter().any(|column| side.schema().has_column(column));
            match (of(&join.left), of(&join.right)) {
                (true, true) => {
                    of_both = true;
                    Ok(Transformed::new(part, false, TreeNodeRecursion::Jump))
                }
                (false, true) => right.mark(part, false),
                _ => left.mark(part, false),
            }
        })?;
        match (of_both, join.join_type) {
            (false, _) => on.push(marked.data),
            (true, JoinType::Inner | JoinType::Left) => above.push(condition),
            (true, _) => return Ok(Transformed::no(LogicalPlan::Join(join))),
        }
    }
    let (left, right, above) = (left.into_plan(), right.into_plan(), conjunction(above));
    if let (Some(condition), JoinType::Left) = (&above, join.join_type) {
        let done = left_joined(left, right, on, condition.clone(), made)?;
        return without_marks(done, &LogicalPlan::Join(join)).map(Transformed::yes);
    }
    let done = LogicalPlanBuilder::from(left).join_on(right, join.join_type, on)?.build()?;
    let done = match above {
        Some(condition) => filtered(Filter::try_new(condition, Arc::new(done))?, made)?.data,
        None => done,
    };
    without_marks(done, &LogicalPlan::Join(join)).map(Transformed::yes)
}

/// A LEFT JOIN with a condition that is decided over its rows: one that stands beside nothing is told by a column of the other side.
fn left_joined(
    left: LogicalPlan,
    right: LogicalPlan,
    on: Vec<Expr>,
    condition: Expr,
    made: &Cell<usize>,
) -> Result<LogicalPlan> {
    const THERE: &str = "there#";
    let width = left.schema().fields().len();
    let theirs: Vec<Expr> = right.schema().columns().into_iter().map(Expr::Column).collect();
    let right = LogicalPlanBuilder::from(right).project(theirs.into_iter().chain([lit(true).alias(THERE)]))?.build()?;
    let pairs = LogicalPlanBuilder::from(numbered(left)?).join_on(right, JoinType::Left, on)?.build()?;
    let mut rows = Rows::new(&pairs, made, true);
    let condition = rows.marked(condition, false)?;
    kept_once(rows.into_plan(), width, ident(THERE).is_true().and(condition))
}

/// The plan with the columns of the one that it stands for.
fn without_marks(plan: LogicalPlan, before: &LogicalPlan) -> Result<LogicalPlan> {
    if plan.schema().fields().len() == before.schema().fields().len() {
        return Ok(plan);
    }
    LogicalPlanBuilder::from(plan).project(before.schema().columns().into_iter().map(Expr::Column))?.build()
}
