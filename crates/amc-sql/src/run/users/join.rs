//! Steps with several inputs, each of which may bring users along.

use std::sync::Arc;

use datafusion::{
    common::{Column, JoinType, Result, ScalarValue, not_impl_err},
    logical_expr::{BinaryExpr, Expr, Join, LogicalPlan, Operator, Projection, Union, lit, utils::split_conjunction},
};

use super::follow::{Followed, Follower, Path, columns, holds};

impl Follower<'_> {
    pub(super) fn join(&mut self, plan: &LogicalPlan, join: &Join) -> Result<Followed> {
        let (left, mut paths) = self.plan(&join.left)?;
        let (right, mut others) = match join.join_type {
            JoinType::Inner | JoinType::Left | JoinType::Right | JoinType::Full => self.plan(&join.right)?,
            JoinType::LeftSemi | JoinType::LeftAnti | JoinType::LeftMark => {
                (LogicalPlan::clone(&join.right), Vec::new())
            }
            _ => return not_impl_err!("a join that users cannot be followed through"),
        };
        for (a, b) in equal_columns(join) {
            // What is missing on one side of an outer join is NULL there and no user.
            let (to_left, to_right) = match join.join_type {
                JoinType::Inner => (true, true),
                JoinType::Left => (false, true),
                JoinType::Right => (true, false),
                _ => (false, false),
            };
            for (x, y) in [(&a, &b), (&b, &a)] {
                let of_left = paths.iter().any(|path| holds(&path.ids, x));
                let of_right = others.iter().any(|path| holds(&path.ids, y));
                if of_left && of_right {
                    if to_left {
                        paths.iter_mut().filter(|path| holds(&path.ids, x)).for_each(|path| path.ids.push(y.clone()));
                    }
                    if to_right {
                        others.iter_mut().filter(|path| holds(&path.ids, y)).for_each(|path| path.ids.push(x.clone()));
                    }
                }
            }
        }
        paths.extend(others);
        Ok((plan.with_new_exprs(plan.expressions(), vec![left, right])?, paths))
    }

    /// Rows of several inputs: the first path of each becomes the first of all, and so on. What has fewer has NULL in the place of the rest.
    pub(super) fn union(&mut self, union: &Union) -> Result<Followed> {
        let inputs = union.inputs.iter().map(|input| self.plan(input)).collect::<Result<Vec<_>>>()?;
        let count = inputs.iter().map(|(_, paths)| paths.len()).max().unwrap_or(0);
        if count == 0 {
            return Ok((LogicalPlan::Union(union.clone()), Vec::new()));
        }
        let mut out = Vec::with_capacity(count);
        for nth in 0..count {
            let here: Vec<&Path> = inputs.iter().filter_map(|(_, paths)| paths.get(nth)).collect();
            let mut sources: Vec<String> = Vec::new();
            for source in here.iter().flat_map(|path| &path.sources) {
                if !sources.contains(source) {
                    sources.push(source.clone());
                }
            }
            // A column of the union holds the user id if it does so in every input.
            let holds_ids = |at: usize| {
                inputs.iter().zip(&union.inputs).all(|((_, paths), input)| {
                    let column = Column::from(input.schema().qualified_field(at));
                    paths.get(nth).is_some_and(|path| holds(&path.ids, &column))
                })
            };
            let width = union.schema.fields().len();
            let ids = (0..width).filter(|at| holds_ids(*at)).map(|at| Column::from(union.schema.qualified_field(at)));
            out.push(Path {
                column: Column::new_unqualified(self.fresh()),
                list: here.iter().any(|path| path.list),
                ids: ids.collect(),
                sources,
            });
        }
        let mut projected = Vec::with_capacity(inputs.len());
        for ((rewritten, paths), input) in inputs.into_iter().zip(&union.inputs) {
            let mut exprs = columns(input.schema());
            for (nth, made) in out.iter().enumerate() {
                let users = match paths.get(nth) {
                    Some(path) if made.list && !path.list => self.list_of.call(vec![Expr::Column(path.column.clone())]),
                    Some(path) => Expr::Column(path.column.clone()),
                    None if made.list => self.list_of.call(vec![lit(ScalarValue::UInt64(None))]),
                    None => lit(ScalarValue::UInt64(None)),
                };
                exprs.push(users.alias(made.column.name.clone()));
            }
            projected.push(Arc::new(LogicalPlan::Projection(Projection::try_new(exprs, Arc::new(rewritten))?)));
        }
        Ok((LogicalPlan::Union(Union::try_new_with_loose_types(projected)?), out))
    }
}

/// Columns that a join sets equal.
fn equal_columns(join: &Join) -> Vec<(Column, Column)> {
    let mut pairs: Vec<(Column, Column)> = Vec::new();
    let mut add = |a: &Expr, b: &Expr| {
        if let (Expr::Column(a), Expr::Column(b)) = (a, b) {
            pairs.push((a.clone(), b.clone()));
        }
    };
    for (a, b) in &join.on {
        add(a, b);
    }
    for part in join.filter.iter().flat_map(split_conjunction) {
        if let Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right }) = part {
            add(left, right);
        }
    }
    pairs
}
