//! Queries that stand for a value and look at the row around them, as in `(SELECT m.name FROM segments m WHERE m.id = t.id)`. The engine takes only those
//! that make one row of all theirs, since nothing else says that there is one. Here they are made to: what their rows agree on is the value.

use std::sync::Arc;

use datafusion::{
    common::{
        Result,
        tree_node::{Transformed, TreeNode, TreeNodeRecursion},
    },
    functions_aggregate::expr_fn::{max, min},
    logical_expr::{
        Case, Distinct, Expr, LogicalPlan, LogicalPlanBuilder, Subquery, expr_rewriter::NamePreserver, ident,
    },
};

use super::{lateral::looks_out, marks::has_value};

/// Puts queries that make one row of theirs in the place of those that may have several.
///
/// # Errors
/// What the engine says to the steps that make it one.
pub(super) fn one(plan: LogicalPlan) -> Result<LogicalPlan> {
    let done = plan.transform_up_with_subqueries(|node| {
        if !node.expressions().iter().any(has_value) {
            return Ok(Transformed::no(node));
        }
        let names = NamePreserver::new(&node);
        node.map_expressions(|expr| {
            let name = names.save(&expr);
            Ok(expr.transform_up(of_one_row)?.update_data(|expr| name.restore(expr)))
        })
    });
    Ok(done?.data)
}

fn of_one_row(expr: Expr) -> Result<Transformed<Expr>> {
    let Expr::ScalarSubquery(query) = &expr else { return Ok(Transformed::no(expr)) };
    if query.outer_ref_columns.is_empty() || gathers(&query.subquery)? || looks_out(&query.subquery)? {
        return Ok(Transformed::no(expr));
    }
    let plan = match &*query.subquery {
        LogicalPlan::Distinct(Distinct::All(all)) => all,
        _ => &query.subquery,
    };
    let columns = plan.schema().columns();
    let [column] = columns.as_slice() else { return Ok(Transformed::no(expr)) };
    if plan.schema().field(0).data_type().is_nested() {
        return Ok(Transformed::no(expr));
    }
    let (value, name) = (Expr::Column(column.clone()), column.name.clone());
    let ends = [min(value.clone()).alias("least#"), max(value).alias("most#")];
    let agreed = vec![(Box::new(ident("least#").eq(ident("most#"))), Box::new(ident("most#")))];
    let plan = LogicalPlanBuilder::from(LogicalPlan::clone(plan))
        .aggregate(Vec::<Expr>::new(), ends)?
        .project([Expr::Case(Case::new(None, agreed, None)).alias(name)])?
        .build()?;
    Ok(Transformed::yes(Expr::ScalarSubquery(Subquery { subquery: Arc::new(plan), ..query.clone() })))
}

/// Whether a query aggregates anywhere, or takes some of its rows by their place.
fn gathers(plan: &LogicalPlan) -> Result<bool> {
    let mut found = false;
    plan.apply(|node| {
        found |= matches!(node, LogicalPlan::Aggregate(_) | LogicalPlan::Limit(_) | LogicalPlan::Sort(_));
        Ok(if found { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    })?;
    Ok(found)
}
