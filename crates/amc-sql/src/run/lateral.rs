//! `FROM t CROSS JOIN UNNEST(t.values)`, and LEFT JOIN: a row for each value of an array of the row beside it. The engine plans it as a join with a subquery that
//! looks out at the row, and has no way to execute that. Here the join is taken away: the steps of the subquery run over the rows beside it instead
//! of over the one empty row they began with, and carry those rows along.

use std::cmp::Ordering;

use datafusion::{
    arrow::datatypes::DataType,
    common::{
        Column, JoinType, NullHandling, Result, ScalarValue, UnnestOptions,
        tree_node::{Transformed, TreeNode, TreeNodeRecursion},
    },
    functions::core::expr_fn::greatest,
    functions_nested::expr_fn::{array_length, array_repeat},
    functions_window::row_number::row_number_udwf,
    logical_expr::{
        BinaryExpr, Case, Expr, Join, LogicalPlan, LogicalPlanBuilder, Operator, WindowFrame, cast,
        expr::WindowFunction, lit,
    },
};

/// Takes the joins with a subquery that unnests an array of the rows beside it out of a plan. Others stay as they are.
///
/// # Errors
/// What the engine says to a step over the rows beside it.
pub(super) fn unnested(plan: LogicalPlan) -> Result<LogicalPlan> {
    let taken_out = plan.transform_up_with_subqueries(|node| match &node {
        LogicalPlan::Join(join) if can_be_taken_out(join) && looks_out(&join.right)? => {
            let condition = join.filter.clone().filter(|condition| !always_holds(condition));
            let done = match (join.join_type, condition) {
                (JoinType::Inner, Some(condition)) => {
                    let beside = Beside { rows: &join.left, all_stay: false, tells: false };
                    beside.unnested(&join.right)?.map(|rows| LogicalPlanBuilder::from(rows).filter(condition)?.build())
                }
                (JoinType::Left, Some(condition)) => unnested_where(join, condition)?.map(Ok),
                (kind, None) => Beside { rows: &join.left, all_stay: kind == JoinType::Left, tells: false }
                    .unnested(&join.right)?
                    .map(Ok),
                _ => None,
            };
            done.map_or(Ok(Transformed::no(node)), |done| Ok(Transformed::yes(done?)))
        }
        _ => Ok(Transformed::no(node)),
    })?;
    Ok(taken_out.data)
}

fn can_be_taken_out(join: &Join) -> bool {
    join.on.is_empty() && matches!(join.join_type, JoinType::Inner | JoinType::Left)
}

/// A LEFT JOIN with a condition: of each row beside an array those copies stay for whose value it holds, and one without a value if it holds for none.
fn unnested_where(join: &Join, condition: Expr) -> Result<Option<LogicalPlan>> {
    let rows = numbered(LogicalPlan::clone(&join.left))?;
    let Some(unnested) = (Beside { rows: &rows, all_stay: true, tells: false }).unnested(&join.right)? else {
        return Ok(None);
    };
    Ok(Some(kept_once(unnested, join.left.schema().fields().len(), condition)?))
}

const ROW: &str = "row#";

/// Rows with their numbers behind their own columns.
pub(super) fn numbered(rows: LogicalPlan) -> Result<LogicalPlan> {
    let number = Expr::from(WindowFunction::new(row_number_udwf(), Vec::new())).alias(ROW);
    LogicalPlanBuilder::from(rows).window([number])?.build()
}

/// What a LEFT JOIN leaves of rows that are numbered behind their `width` columns and stand beside others: those for which the condition holds, or one
/// without anything beside it.
pub(super) fn kept_once(pairs: LogicalPlan, width: usize, condition: Expr) -> Result<LogicalPlan> {
    const HOLDS: &str = "holds#";
    const NTH: &str = "nth#";
    let own = |name: &str| Expr::Column(Column::from_name(name));
    let columns = pairs.schema().columns().into_iter().map(Expr::Column);
    let tested = LogicalPlanBuilder::from(pairs.clone()).project(columns.chain([condition.is_true().alias(HOLDS)]))?;
    // What it holds for comes first.
    let mut nth = WindowFunction::new(row_number_udwf(), Vec::new());
    nth.params.partition_by = vec![own(ROW)];
    nth.params.order_by = vec![own(HOLDS).sort(false, false)];
    nth.params.window_frame = WindowFrame::new(Some(true));
    let numbered = tested.window([Expr::from(nth).alias(NTH)])?;
    let kept = numbered.filter(own(HOLDS).or(own(NTH).eq(lit(1_u64))))?;
    let columns = pairs.schema().columns().into_iter().enumerate().filter_map(|(at, column)| {
        let value = Expr::Column(column.clone());
        match at.cmp(&width) {
            Ordering::Less => Some(value),
            // The number of the row.
            Ordering::Equal => None,
            Ordering::Greater => {
                let held = Case::new(None, vec![(Box::new(own(HOLDS)), Box::new(value))], None);
                Some(Expr::Case(held).alias_qualified(column.relation, column.name))
            }
        }
    });
    kept.project(columns)?.build()
}

/// Whether a condition is TRUE or a literal that equals itself, as in `ON 1 = 1`.
fn always_holds(condition: &Expr) -> bool {
    match condition {
        Expr::Literal(ScalarValue::Boolean(Some(holds)), _) => *holds,
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right }) => {
            matches!(**left, Expr::Literal(..)) && left == right
        }
        _ => false,
    }
}

/// Whether a plan unnests and speaks of columns of what stands around it.
pub(super) fn looks_out(plan: &LogicalPlan) -> Result<bool> {
    let (mut unnests, mut out) = (false, false);
    plan.apply_with_subqueries(|node| {
        unnests |= matches!(node, LogicalPlan::Unnest(_));
        out |= node.expressions().iter().any(Expr::contains_outer);
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(unnests && out)
}

/// The rows that the steps of a subquery look out at.
pub(super) struct Beside<'p> {
    pub(super) rows: &'p LogicalPlan,
    /// Whether those stay whose array is empty or NULL.
    pub(super) all_stay: bool,
    /// Whether a column [`REAL`] tells behind theirs which rows hold a value of the array that passed all filters. Filters then leave no row out.
    pub(super) tells: bool,
}

/// TRUE, or NULL in a row that only stays.
pub(super) const REAL: &str = "real#";

impl Beside<'_> {
    /// The steps over these rows, whose columns come first under their own names; `None` if a step is of a kind that cannot carry them.
    fn unnested(&self, steps: &LogicalPlan) -> Result<Option<LogicalPlan>> {
        self.under(steps)?.map(|steps| self.named(steps)).transpose()
    }

    fn width(&self) -> usize {
        self.rows.schema().fields().len()
    }

    /// One of their columns on its way through the steps, under a name that no statement can write.
    pub(super) fn carried(index: usize) -> Expr {
        Expr::Column(Column::from_name(format!("beside#{index}")))
    }

    /// What a step carries along, and how many columns that is.
    fn all_carried(&self, input: &LogicalPlan) -> (Vec<Expr>, usize) {
        let real = Column::from_name(REAL);
        let mut carried: Vec<Expr> = (0..self.width()).map(Self::carried).collect();
        carried.extend(input.schema().has_column(&real).then_some(Expr::Column(real)));
        let count = carried.len();
        (carried, count)
    }

    /// The steps of `plan` over these rows, whose columns come first in each; `None` if a step is of a kind that cannot carry them.
    pub(super) fn under(&self, plan: &LogicalPlan) -> Result<Option<LogicalPlan>> {
        let with = |input: LogicalPlan, own: Vec<Expr>| {
            let (carried, _) = self.all_carried(&input);
            Ok(Some(LogicalPlanBuilder::from(input).project(carried.into_iter().chain(own))?.build()?))
        };
        match plan {
            LogicalPlan::EmptyRelation(empty) if empty.produce_one_row => {
                let columns = self.rows.schema().columns().into_iter().enumerate();
                let renamed = columns.map(|(index, column)| Expr::Column(column).alias(format!("beside#{index}")));
                Ok(Some(LogicalPlanBuilder::from(self.rows.clone()).project(renamed)?.build()?))
            }
            LogicalPlan::Subquery(subquery) => self.under(&subquery.subquery),
            LogicalPlan::Projection(projection) => {
                let Some(input) = self.under(&projection.input)? else { return Ok(None) };
                with(input, projection.expr.iter().cloned().map(|expr| self.within(expr)).collect::<Result<_>>()?)
            }
            LogicalPlan::Unnest(unnest) => {
                let Some(input) = self.under(&unnest.input)? else { return Ok(None) };
                let (columns, mut options) = (unnest.exec_columns.clone(), unnest.options.clone());
                if self.all_stay {
                    options.null_handling = NullHandling::PreserveAndExpandEmpty;
                }
                if self.tells {
                    return self.told(input, columns, options).map(Some);
                }
                Ok(Some(LogicalPlanBuilder::from(input).unnest_columns_with_options(columns, options)?.build()?))
            }
            LogicalPlan::Filter(filter) if self.tells => {
                let Some(input) = self.under(&filter.input)? else { return Ok(None) };
                let (mut carried, count) = self.all_carried(&input);
                let Some(real) = carried.pop().filter(|_| count > self.width()) else { return Ok(None) };
                let passes = self.within(filter.predicate.clone())?.unalias().is_true();
                let real = Expr::Case(Case::new(None, vec![(Box::new(passes), Box::new(real))], None)).alias(REAL);
                let own = input.schema().columns().into_iter().skip(count).map(Expr::Column);
                let exprs: Vec<Expr> = carried.into_iter().chain([real]).chain(own).collect();
                Ok(Some(LogicalPlanBuilder::from(input).project(exprs)?.build()?))
            }
            LogicalPlan::SubqueryAlias(named) => {
                let Some(input) = self.under(&named.input)? else { return Ok(None) };
                let inner = input.schema().columns().into_iter().skip(self.all_carried(&input).1);
                let own = inner.zip(named.schema.fields()).map(|(column, field)| {
                    Expr::Column(column).alias_qualified(Some(named.alias.clone()), field.name().clone())
                });
                let own = own.collect();
                with(input, own)
            }
            _ => Ok(None),
        }
    }

    /// Unnests arrays, and says of each row whether it holds a value of them.
    fn told(&self, input: LogicalPlan, arrays: Vec<Column>, options: UnnestOptions) -> Result<LogicalPlan> {
        let lengths = arrays.iter().map(|array| cast(array_length(Expr::Column(array.clone())), DataType::Int64));
        let longest = greatest(lengths.collect());
        let marks = array_repeat(lit(true), longest).alias(REAL);
        let own = input.schema().columns().into_iter().map(Expr::Column);
        let exprs: Vec<Expr> = own.chain([marks]).collect();
        let marked = LogicalPlanBuilder::from(input).project(exprs)?;
        let real = Column::from_name(REAL);
        let columns = arrays.into_iter().chain([real.clone()]).collect();
        let unnested = marked.unnest_columns_with_options(columns, options)?.build()?;
        let others = unnested.schema().columns().into_iter().filter(|column| *column != real);
        let mut order: Vec<Expr> = others.map(Expr::Column).collect();
        order.insert(self.width(), Expr::Column(real));
        LogicalPlanBuilder::from(unnested).project(order)?.build()
    }

    /// The steps with the columns of these rows under their own names again.
    fn named(&self, steps: LogicalPlan) -> Result<LogicalPlan> {
        let theirs = self.rows.schema().columns().into_iter().enumerate();
        let theirs = theirs.map(|(index, column)| Self::carried(index).alias_qualified(column.relation, column.name));
        let own: Vec<Column> = steps.schema().columns().into_iter().skip(self.width()).collect();
        LogicalPlanBuilder::from(steps).project(theirs.chain(own.into_iter().map(Expr::Column)))?.build()
    }

    /// The expression with the columns around it as columns of its own rows.
    fn within(&self, expr: Expr) -> Result<Expr> {
        // The name it had is spoken of by the steps above.
        let (relation, name) = expr.qualified_name();
        let moved = expr.transform(|expr| {
            Ok(match expr {
                Expr::OuterReferenceColumn(field, column) => match self.rows.schema().maybe_index_of_column(&column) {
                    Some(index) => Transformed::yes(Self::carried(index)),
                    None => Transformed::no(Expr::OuterReferenceColumn(field, column)),
                },
                other => Transformed::no(other),
            })
        })?;
        Ok(if moved.transformed { moved.data.alias_qualified(relation, name) } else { moved.data })
    }
}
