//! A plan, step by step: how each carries users from its input to its rows.

use std::{collections::BTreeMap, sync::Arc};

use datafusion::{
    common::{Column, DFSchema, Result, TableReference, not_impl_err, tree_node::TreeNode},
    functions_aggregate::expr_fn::min,
    logical_expr::{Aggregate, AggregateUDF, Distinct, Expr, LogicalPlan, Projection, ScalarUDF},
};

use super::{USER, USER_ID};
use crate::{check::TableRead, diagnostic::named};

/// Users on their way through a plan.
#[derive(Debug, Clone)]
pub(super) struct Path {
    /// The column that holds them: one, or a list of them.
    pub(super) column: Column,
    pub(super) list: bool,
    /// Columns that hold the user id itself.
    pub(super) ids: Vec<Column>,
    pub(super) sources: Vec<String>,
}

/// A plan with the users of its rows.
pub(super) type Followed = (LogicalPlan, Vec<Path>);

pub(super) struct Follower<'r> {
    users_of: Arc<AggregateUDF>,
    pub(super) list_of: Arc<ScalarUDF>,
    reads: &'r BTreeMap<String, TableRead>,
    /// Columns made so far.
    made: usize,
    lost: Vec<String>,
}

impl<'r> Follower<'r> {
    pub(super) fn new(
        users_of: Arc<AggregateUDF>,
        list_of: Arc<ScalarUDF>,
        reads: &'r BTreeMap<String, TableRead>,
    ) -> Self {
        Self { users_of, list_of, reads, made: 0, lost: Vec::new() }
    }

    /// What could not be followed, as sentences.
    pub(super) fn into_lost(self) -> Vec<String> {
        self.lost
    }

    /// The plan with its own columns first.
    pub(super) fn result(&mut self, plan: &LogicalPlan) -> Result<Followed> {
        let (rewritten, paths) = self.plan(plan)?;
        if paths.is_empty() {
            return Ok((plan.clone(), paths));
        }
        self.project(columns(plan.schema()), rewritten, paths)
    }

    pub(super) fn plan(&mut self, plan: &LogicalPlan) -> Result<Followed> {
        match plan {
            LogicalPlan::Projection(projection) => self.projection(projection),
            LogicalPlan::Aggregate(aggregate) => {
                self.note_subqueries(&aggregate.aggr_expr);
                let (input, paths) = self.plan(&aggregate.input)?;
                self.aggregate(input, paths, aggregate.group_expr.clone(), aggregate.aggr_expr.clone())
            }
            LogicalPlan::Distinct(Distinct::All(input)) => {
                let (rewritten, paths) = self.plan(input)?;
                if paths.is_empty() {
                    return Ok((plan.clone(), paths));
                }
                self.aggregate(rewritten, paths, columns(input.schema()), Vec::new())
            }
            LogicalPlan::Join(join) => self.join(plan, join),
            LogicalPlan::Union(union) => self.union(union),
            LogicalPlan::SubqueryAlias(alias) => {
                let (input, paths) = self.plan(&alias.input)?;
                let paths = paths.into_iter().map(|path| path.under(&alias.alias)).collect();
                let made = plan.with_new_exprs(Vec::new(), vec![input])?;
                Ok((made, self.named_table(&alias.alias, paths)))
            }
            LogicalPlan::TableScan(scan) => {
                let paths = own_user(&scan.projected_schema).into_iter().collect();
                Ok((plan.clone(), self.named_table(&scan.table_name, paths)))
            }
            LogicalPlan::Filter(_)
            | LogicalPlan::Window(_)
            | LogicalPlan::Sort(_)
            | LogicalPlan::Limit(_)
            | LogicalPlan::Repartition(_)
            | LogicalPlan::Unnest(_) => {
                let inputs = plan.inputs();
                let [input] = inputs.as_slice() else { return not_impl_err!("a step with other than one input") };
                let (input, paths) = self.plan(input)?;
                Ok((plan.with_new_exprs(plan.expressions(), vec![input])?, paths))
            }
            LogicalPlan::EmptyRelation(_) | LogicalPlan::Values(_) => Ok((plan.clone(), Vec::new())),
            _ => not_impl_err!("a step that users cannot be followed through"),
        }
    }

    pub(super) fn fresh(&mut self) -> String {
        self.made += 1;
        format!("{USER}{}", self.made)
    }

    /// A base table gives its paths its name; one without users is noted.
    fn named_table(&mut self, name: &TableReference, mut paths: Vec<Path>) -> Vec<Path> {
        let Some(read) = self.reads.get(name.table()) else { return paths };
        for path in &mut paths {
            path.sources = vec![read.table.clone()];
        }
        if paths.is_empty() {
            let table = named(&read.table);
            let note = format!("The rows of {table} have no {USER_ID}, so that no users are counted for them.");
            if !self.lost.contains(&note) {
                self.lost.push(note);
            }
        }
        paths
    }

    /// Values that a subquery gives to an expression bring users along that are not counted.
    fn note_subqueries(&mut self, expressions: &[Expr]) {
        let is_value = |expr: &Expr| matches!(expr, Expr::ScalarSubquery(_));
        let found = expressions.iter().any(|expr| expr.exists(|part| Ok(is_value(part))).unwrap_or(true));
        let note = "The users behind a subquery in an expression are not counted.".to_owned();
        if found && !self.lost.contains(&note) {
            self.lost.push(note);
        }
    }

    fn projection(&mut self, projection: &Projection) -> Result<Followed> {
        self.note_subqueries(&projection.expr);
        let (input, paths) = self.plan(&projection.input)?;
        let kept: Vec<(Column, Column)> = projection
            .expr
            .iter()
            .zip(columns(&projection.schema))
            .filter_map(|(expr, made)| match (expr.clone().unalias(), made) {
                (Expr::Column(from), Expr::Column(to)) => Some((from, to)),
                _ => None,
            })
            .collect();
        let paths: Vec<Path> = paths
            .into_iter()
            .map(|path| {
                let ids = kept.iter().filter(|(from, _)| holds(&path.ids, from)).map(|(_, to)| to.clone()).collect();
                Path { ids, ..path }
            })
            .collect();
        // The projection that makes a base table out of its rows begins a path of its own. One further up that carries all columns of
        // the table along, as that of an unnested array does, goes on with it.
        let own = if paths.is_empty() { own_user(&projection.schema) } else { None };
        let (made, mut paths) = self.project(projection.expr.clone(), input, paths)?;
        paths.extend(own);
        Ok((made, paths))
    }

    /// Expressions, and behind them the users.
    fn project(&mut self, mut exprs: Vec<Expr>, input: LogicalPlan, paths: Vec<Path>) -> Result<Followed> {
        let mut out = Vec::with_capacity(paths.len());
        for path in paths {
            let name = self.fresh();
            exprs.push(Expr::Column(path.column).alias(name.clone()));
            out.push(Path { column: Column::new_unqualified(name), ..path });
        }
        Ok((LogicalPlan::Projection(Projection::try_new(exprs, Arc::new(input))?), out))
    }

    /// Groups, each with the users of its rows.
    fn aggregate(
        &mut self,
        input: LogicalPlan,
        paths: Vec<Path>,
        groups: Vec<Expr>,
        mut aggregates: Vec<Expr>,
    ) -> Result<Followed> {
        let keys: Vec<Column> = groups
            .iter()
            .filter_map(|group| match group {
                Expr::Column(column) => Some(column.clone()),
                _ => None,
            })
            .collect();
        let mut out = Vec::with_capacity(paths.len());
        for path in paths {
            let name = self.fresh();
            let ids: Vec<Column> = keys.iter().filter(|key| holds(&path.ids, key)).cloned().collect();
            // All rows of a group whose key is the user have the same one.
            let one = !path.list && !ids.is_empty();
            let users = Expr::Column(path.column);
            let made = if one { min(users) } else { self.users_of.call(vec![users]) };
            aggregates.push(made.alias(name.clone()));
            out.push(Path { column: Column::new_unqualified(name), list: !one, ids, ..path });
        }
        Ok((LogicalPlan::Aggregate(Aggregate::try_new(Arc::new(input), groups, aggregates)?), out))
    }
}

impl Path {
    /// The same under an alias.
    fn under(self, alias: &TableReference) -> Self {
        let moved = |column: Column| Column::new(Some(alias.clone()), column.name);
        Self { column: moved(self.column), ids: self.ids.into_iter().map(moved).collect(), ..self }
    }
}

/// The path that begins with a base table's own column.
fn own_user(schema: &DFSchema) -> Option<Path> {
    let find = |name: &str| schema.iter().find(|(_, field)| field.name() == name).map(Column::from);
    let ids = find(USER_ID).into_iter().collect();
    Some(Path { column: find(USER)?, list: false, ids, sources: Vec::new() })
}

pub(super) fn holds(ids: &[Column], column: &Column) -> bool {
    ids.iter().any(|id| id.relation == column.relation && id.name == column.name)
}

/// All columns of a schema as expressions.
pub(super) fn columns(schema: &DFSchema) -> Vec<Expr> {
    schema.columns().into_iter().map(Expr::Column).collect()
}
