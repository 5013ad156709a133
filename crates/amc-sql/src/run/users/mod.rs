//! Who stands behind each row of an answer. A plan is rewritten so that every row also carries the users of the events it was made of: from the
//! tables, where a row has one user, through filters, joins, groups and unions to the result.
//!
//! A row may owe its users to several parts of a statement that are joined, each with users of its own; AMC calls them paths (`filteredReasonColumn`).
//! They are kept apart, since the values of each are those of its own users.

mod set;

use std::{collections::BTreeMap, sync::Arc};

use datafusion::{
    arrow::{
        array::{Array, AsArray, RecordBatch},
        datatypes::UInt64Type,
    },
    common::{Column, DFSchema, JoinType, Result, ScalarValue, TableReference, not_impl_err, tree_node::TreeNode},
    execution::FunctionRegistry,
    functions_aggregate::expr_fn::min,
    logical_expr::{
        Aggregate, AggregateUDF, BinaryExpr, Distinct, Expr, Join, LogicalPlan, Operator, Projection, ScalarUDF, Union,
        lit, utils::split_conjunction,
    },
    prelude::SessionContext,
};

use crate::{
    check::{TableRead, on_big_stack},
    diagnostic::named,
    functions::{USER_LIST, USER_OF, users::NOBODY},
};

/// The column of a base table that identifies a person.
pub(super) const USER_ID: &str = "user_id";
/// What a base table's rows carry on the way. No statement can write it.
pub(super) const USER: &str = "user#";

/// The users behind the rows of an answer.
#[derive(Debug, Clone, Default)]
pub struct RowUsers {
    /// The ways on which users came into the rows. None if there are none, or if they could not be followed.
    pub paths: Vec<UserPath>,
    /// What could not be followed, as sentences.
    pub lost: Vec<String>,
}

/// One way on which users came into rows: a part of the statement that is joined to others.
#[derive(Debug, Clone)]
pub struct UserPath {
    /// The tables whose users they are, in the order of the statement.
    pub sources: Vec<String>,
    /// The users of each row as numbers, without repetition; `None` where this way gave the row nothing. Events without a user give an empty list.
    pub users: Vec<Option<Vec<u64>>>,
}

impl RowUsers {
    pub(super) fn lost() -> Self {
        let lost = "The users behind the rows of this statement cannot be followed, so that none are counted.";
        Self { paths: Vec::new(), lost: vec![lost.to_owned()] }
    }

    /// Takes the users out of the columns that the rewritten plan has behind the first `width`.
    pub(super) fn read(&mut self, batch: &RecordBatch, width: usize) {
        for (path, column) in self.paths.iter_mut().zip(batch.columns().iter().skip(width)) {
            let known = |users: &dyn Array| -> Vec<u64> {
                let users = users.as_primitive_opt::<UInt64Type>();
                users.map(|users| users.iter().flatten().filter(|user| *user != NOBODY).collect()).unwrap_or_default()
            };
            path.users.extend((0..batch.num_rows()).map(|row| {
                (!column.is_null(row)).then(|| match column.as_list_opt::<i32>() {
                    Some(lists) => known(lists.value(row).as_ref()),
                    None => known(column.slice(row, 1).as_ref()),
                })
            }));
        }
    }
}

/// An expression that stands for a base table's user; NOBODY where there is none.
pub(super) fn user_of(context: &SessionContext, user_id: Expr) -> Result<Expr> {
    Ok(context.udf(USER_OF)?.call(vec![user_id]).alias(USER))
}

/// Rewrites a plan so that the users of each row follow its own columns. Tells at most `most` users of a row apart. Where the plan has a step that
/// users cannot be followed through, it stays as it is.
pub(super) fn follow(
    plan: LogicalPlan,
    context: &SessionContext,
    reads: &BTreeMap<String, TableRead>,
    most: usize,
) -> (LogicalPlan, RowUsers) {
    let Ok(list_of) = context.udf(USER_LIST) else { return (plan, RowUsers::lost()) };
    let users_of = Arc::new(AggregateUDF::from(set::UsersOf::new(most)));
    let mut follower = Follower { users_of, list_of, reads, made: 0, lost: Vec::new() };
    // A plan is as deep as its statement.
    match on_big_stack(|| follower.result(&plan)) {
        Some(Ok((rewritten, paths))) => {
            let paths = paths.into_iter().map(|path| UserPath { sources: path.sources, users: Vec::new() }).collect();
            (rewritten, RowUsers { paths, lost: follower.lost })
        }
        _ => (plan, RowUsers::lost()),
    }
}

/// Users on their way through a plan.
#[derive(Debug, Clone)]
struct Path {
    /// The column that holds them: one, or a list of them.
    column: Column,
    list: bool,
    /// Columns that hold the user id itself.
    ids: Vec<Column>,
    sources: Vec<String>,
}

/// A plan with the users of its rows.
type Followed = (LogicalPlan, Vec<Path>);

struct Follower<'r> {
    users_of: Arc<AggregateUDF>,
    list_of: Arc<ScalarUDF>,
    reads: &'r BTreeMap<String, TableRead>,
    /// Columns made so far.
    made: usize,
    lost: Vec<String>,
}

impl Follower<'_> {
    /// The plan with its own columns first.
    fn result(&mut self, plan: &LogicalPlan) -> Result<Followed> {
        let (rewritten, paths) = self.plan(plan)?;
        if paths.is_empty() {
            return Ok((plan.clone(), paths));
        }
        self.project(columns(plan.schema()), rewritten, paths)
    }

    fn plan(&mut self, plan: &LogicalPlan) -> Result<Followed> {
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

    fn fresh(&mut self) -> String {
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

    fn join(&mut self, plan: &LogicalPlan, join: &Join) -> Result<Followed> {
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
    fn union(&mut self, union: &Union) -> Result<Followed> {
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

fn holds(ids: &[Column], column: &Column) -> bool {
    ids.iter().any(|id| id.relation == column.relation && id.name == column.name)
}

/// All columns of a schema as expressions.
fn columns(schema: &DFSchema) -> Vec<Expr> {
    schema.columns().into_iter().map(Expr::Column).collect()
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
