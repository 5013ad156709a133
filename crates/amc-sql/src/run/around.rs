//! Queries inside queries inside a query, of which the innermost looks at the outermost, as in `EXISTS (SELECT 1 FROM a WHERE a.x = t.x AND EXISTS (SELECT 1
//! FROM b WHERE b.y = a.y AND b.z = t.z))`. The engine looks out of one query at a time. Here the one between is given what is seen of the outermost rows
//! beside its own, and is asked for those that are equal to the row around it.

use std::{cell::Cell, sync::Arc};

use datafusion::{
    common::{
        Column, Result, ScalarValue, TableReference,
        tree_node::{Transformed, TreeNode, TreeNodeRecursion},
    },
    functions::core::expr_fn::coalesce,
    logical_expr::{
        Expr, Filter, LogicalPlan, LogicalPlanBuilder, Subquery,
        expr::{Exists, InSubquery},
        expr_rewriter::NamePreserver,
        lit,
        utils::conjunction,
    },
};

/// Lets no query look further than at the one around it. Where something else is in the way the plan stays as it is.
///
/// # Errors
/// What the engine says to the steps.
pub(super) fn seen(plan: LogicalPlan) -> Result<LogicalPlan> {
    let made = Cell::new(0);
    let done = plan.transform_down_with_subqueries(|node| {
        let asks =
            node.expressions().iter().any(|expr| expr.exists(|part| Ok(query_of(part).is_some())).unwrap_or(false));
        let [rows] = node.inputs()[..] else { return Ok(Transformed::no(node)) };
        if !asks || !rows.all_out_ref_exprs().is_empty() {
            return Ok(Transformed::no(node));
        }
        let (rows, names) = (rows.clone(), NamePreserver::new(&node));
        node.map_expressions(|expr| {
            let name = names.save(&expr);
            let done = expr.transform_down(|part| match query_of(&part) {
                Some(query) => match between(query, &rows, &made)? {
                    Some(done) => Ok(Transformed::yes(with_query(part, done))),
                    None => Ok(Transformed::no(part)),
                },
                None => Ok(Transformed::no(part)),
            });
            Ok(done?.update_data(|expr| name.restore(expr)))
        })
    });
    Ok(done?.data)
}

/// The query that an expression asks.
fn query_of(expr: &Expr) -> Option<&Subquery> {
    match expr {
        Expr::Exists(Exists { subquery, .. })
        | Expr::InSubquery(InSubquery { subquery, .. })
        | Expr::ScalarSubquery(subquery) => Some(subquery),
        _ => None,
    }
}

fn with_query(expr: Expr, query: Subquery) -> Expr {
    match expr {
        Expr::Exists(Exists { negated, .. }) => Expr::Exists(Exists { subquery: query, negated }),
        Expr::InSubquery(InSubquery { expr, negated, .. }) => {
            Expr::InSubquery(InSubquery { expr, subquery: query, negated })
        }
        Expr::ScalarSubquery(_) => Expr::ScalarSubquery(query),
        other => other,
    }
}

/// A query between the rows and another that looks at them, with what is seen of them beside its own rows; `None` if there is no such other.
fn between(query: &Subquery, rows: &LogicalPlan, made: &Cell<usize>) -> Result<Option<Subquery>> {
    let mut asked = None;
    query.subquery.apply(|node| {
        if let LogicalPlan::Filter(filter) = node
            && !looked_past(filter, rows)?.is_empty()
        {
            asked = Some(filter.clone());
            return Ok(TreeNodeRecursion::Stop);
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    let Some(filter) = asked else { return Ok(None) };
    let mut columns = looked_past(&filter, rows)?;
    for column in looked_at(&filter.predicate, rows)? {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    if names_again(query, &columns)? {
        return Ok(None);
    }
    made.set(made.get() + 1);
    let relation = TableReference::bare(format!("around#{}", made.get()));
    let name = |at: usize| format!("seen#{at}");
    let beside = |name: String| Column::new(Some(relation.clone()), name);
    let here = |column: &Column| columns.iter().position(|known| known == column).map(|at| beside(name(at)));
    let moved = |expr: Expr, out: bool| {
        expr.transform(|part| {
            let at = match &part {
                Expr::OuterReferenceColumn(field, column) => here(column).map(|column| (Arc::clone(field), column)),
                _ => None,
            };
            Ok(match at {
                Some((field, column)) if out => Transformed::yes(Expr::OuterReferenceColumn(field, column)),
                Some((_, column)) => Transformed::yes(Expr::Column(column)),
                None => Transformed::no(part),
            })
        })
    };
    // Queries inside it look out at the rows beside it; itself it has them at hand.
    let predicate = moved(filter.predicate.clone(), false)?.data.transform_down(|part| match query_of(&part) {
        Some(inner) => {
            let plan = LogicalPlan::clone(&inner.subquery)
                .transform_down_with_subqueries(|node| node.map_expressions(|expr| moved(expr, true)))?
                .data;
            let plan = plan.transform_up_with_subqueries(|node| node.map_expressions(told))?.data;
            let outer_ref_columns = plan.all_out_ref_exprs();
            let inner = Subquery { subquery: Arc::new(plan), outer_ref_columns, spans: inner.spans.clone() };
            Ok(Transformed::new(with_query(part, inner), true, TreeNodeRecursion::Jump))
        }
        None => Ok(Transformed::no(part)),
    })?;
    let mut seen: Vec<Expr> = Vec::new();
    let mut own: Vec<Expr> = vec![predicate.data];
    for (at, column) in columns.iter().enumerate() {
        let (_, field) = rows.schema().qualified_field_from_column(column)?;
        let (value, around) =
            (Expr::Column(column.clone()), Expr::OuterReferenceColumn(Arc::clone(field), column.clone()));
        seen.push(value.clone().alias(name(at)));
        // Beyond an aggregate the engine looks only for columns that are equal, which NULL is not.
        let something = lit(ScalarValue::new_default(field.data_type())?);
        let same = [
            ("some", coalesce(vec![value.clone(), something.clone()]), coalesce(vec![around.clone(), something])),
            ("none", value.is_null(), around.is_null()),
        ];
        for (kind, value, around) in same {
            let key = format!("{kind}#{at}");
            seen.push(value.alias(&key));
            own.push(Expr::Column(beside(key)).eq(around));
        }
    }
    let Some(predicate) = conjunction(own) else { return Ok(None) };
    let seen = LogicalPlanBuilder::from(rows.clone()).project(seen)?.distinct()?.alias(relation.clone())?.build()?;
    let plan = LogicalPlan::clone(&query.subquery).transform_down(|node| match node {
        LogicalPlan::Filter(found) if found == filter => {
            let both = LogicalPlanBuilder::from(LogicalPlan::clone(&found.input)).cross_join(seen.clone())?;
            let asked = both.filter(predicate.clone())?;
            let columns = found.input.schema().columns().into_iter().map(Expr::Column);
            Ok(Transformed::new(asked.project(columns)?.build()?, true, TreeNodeRecursion::Stop))
        }
        other => Ok(Transformed::no(other)),
    })?;
    let outer_ref_columns = plan.data.all_out_ref_exprs();
    Ok(Some(Subquery { subquery: Arc::new(plan.data), outer_ref_columns, spans: query.spans.clone() }))
}

/// What is known of a query's outer columns, after they changed.
fn told(expr: Expr) -> Result<Transformed<Expr>> {
    expr.transform_down(|part| match query_of(&part) {
        Some(query) => {
            let query = Subquery { outer_ref_columns: query.subquery.all_out_ref_exprs(), ..query.clone() };
            Ok(Transformed::yes(with_query(part, query)))
        }
        None => Ok(Transformed::no(part)),
    })
}

/// Columns of the rows at which queries inside a filter look.
fn looked_past(filter: &Filter, rows: &LogicalPlan) -> Result<Vec<Column>> {
    let mut found = Vec::new();
    filter.predicate.apply(|part| {
        if let Some(query) = query_of(part) {
            query.subquery.apply_with_subqueries(|node| {
                for expr in node.expressions() {
                    for column in looked_at(&expr, rows)? {
                        if !found.contains(&column) && !filter.input.schema().has_column(&column) {
                            found.push(column);
                        }
                    }
                }
                Ok(TreeNodeRecursion::Continue)
            })?;
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(found)
}

/// Columns of the rows at which an expression looks.
fn looked_at(expr: &Expr, rows: &LogicalPlan) -> Result<Vec<Column>> {
    let mut found = Vec::new();
    expr.apply(|part| {
        if let Expr::OuterReferenceColumn(_, column) = part
            && rows.schema().has_column(column)
        {
            found.push(column.clone());
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(found)
}

/// Whether a relation of the columns is the name of another one inside the query.
fn names_again(query: &Subquery, columns: &[Column]) -> Result<bool> {
    let mut again = false;
    query.subquery.apply_with_subqueries(|node| {
        if let LogicalPlan::SubqueryAlias(named) = node {
            again |= columns.iter().any(|column| column.relation.as_ref() == Some(&named.alias));
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(again)
}
