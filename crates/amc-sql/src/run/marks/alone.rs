//! Queries over arrays of the row around them and nothing else, as in `EXISTS (SELECT 1 FROM UNNEST(t.ids) AS i(id) WHERE i.id > 5)`. Their steps run
//! over the rows themselves, each of which is then made one again.

use datafusion::{
    common::{
        Result, ScalarValue,
        tree_node::{Transformed, TreeNode, TreeNodeRecursion},
    },
    functions_aggregate::min_max::max_udaf,
    functions_window::row_number::row_number_udwf,
    logical_expr::{
        Case, Expr, LogicalPlan, LogicalPlanBuilder, Subquery,
        expr::{AggregateFunction, WindowFunction},
        ident, lit,
        utils::conjunction,
    },
};

use super::{
    rows::Rows,
    test::{Test, is_value},
};
use crate::run::lateral::{Beside, REAL, looks_out};

/// Whether a query is about arrays of the row around it and nothing else.
pub(super) fn is_alone(query: &Subquery) -> bool {
    let mut others = false;
    let seen = query.subquery.apply(|node| {
        others |= node.inputs().is_empty() && !matches!(node, LogicalPlan::EmptyRelation(_));
        Ok(TreeNodeRecursion::Continue)
    });
    seen.is_ok() && !others && looks_out(&query.subquery).unwrap_or(false)
}

/// Whether a test or a value that such a query gives stands anywhere inside.
pub(super) fn has_alone(expr: &Expr) -> bool {
    let alone = |part: &Expr| match part {
        Expr::ScalarSubquery(query) => is_value(part) && is_alone(query),
        part => Test::of(part).is_some_and(|test| is_alone(&test.subquery)),
    };
    expr.exists(|part| Ok(alone(part))).unwrap_or(false)
}

impl Rows<'_> {
    /// Whether the values are found in such a query, as a column; `None` if it has a step that cannot be done so.
    pub(super) fn found_alone(&mut self, test: &Test, sought: &[Expr]) -> Result<Option<Expr>> {
        let Some(steps) = self.steps(&test.subquery.subquery)? else { return Ok(None) };
        let theirs = steps.schema().columns().into_iter().skip(self.width() + 2).map(Expr::Column);
        let own = sought.iter().map(|value| self.moved(value.clone())).collect::<Result<Vec<_>>>()?;
        let equal =
            conjunction(own.into_iter().zip(theirs).map(|(value, found)| value.eq(found))).unwrap_or_else(|| lit(true));
        let flag = |holds: Expr| {
            let cases = vec![(Box::new(ident(REAL).and(holds).is_true()), Box::new(lit(1)))];
            self.window(WindowFunction::new(
                max_udaf(),
                vec![Expr::Case(Case::new(None, cases, Some(Box::new(lit(0)))))],
            ))
        };
        let windows = vec![flag(equal.clone().is_true()).alias("yes#"), flag(equal.is_unknown()).alias("maybe#")];
        let cases = vec![
            (Box::new(ident("yes#").eq(lit(1))), Box::new(lit(true))),
            (Box::new(ident("maybe#").eq(lit(1))), Box::new(lit(ScalarValue::Boolean(None)))),
        ];
        let found = Expr::Case(Case::new(None, cases, Some(Box::new(lit(false)))));
        self.gathered(steps, windows, found).map(Some)
    }

    /// What such a query gives, as a column: a total over the values of the arrays. `None` if it gives something else.
    pub(super) fn total_alone(&mut self, query: &Subquery) -> Result<Option<Expr>> {
        let LogicalPlan::Projection(projection) = &*query.subquery else { return Ok(None) };
        let (LogicalPlan::Aggregate(aggregate), [given]) = (&*projection.input, projection.expr.as_slice()) else {
            return Ok(None);
        };
        if !aggregate.group_expr.is_empty() {
            return Ok(None);
        }
        let Some(steps) = self.steps(&aggregate.input)? else { return Ok(None) };
        let mut windows = Vec::with_capacity(aggregate.aggr_expr.len());
        for (at, expr) in aggregate.aggr_expr.iter().enumerate() {
            let Expr::AggregateFunction(AggregateFunction { func, params }) = expr.clone().unalias() else {
                return Ok(None);
            };
            if params.distinct || !params.order_by.is_empty() || expr.contains_outer() {
                return Ok(None);
            }
            let mut window = WindowFunction::new(func, params.args);
            let real = ident(REAL).is_true();
            window.params.filter = Some(Box::new(match params.filter {
                Some(filter) => real.and(*filter),
                None => real,
            }));
            windows.push(self.window(window).alias(format!("total#{at}")));
        }
        let given = given.clone().unalias().transform(|part| {
            let at = match &part {
                Expr::Column(column) => aggregate.schema.maybe_index_of_column(column),
                _ => None,
            };
            Ok(at.map_or_else(|| Transformed::no(part), |at| Transformed::yes(ident(format!("total#{at}")))))
        })?;
        if given.data.contains_outer() {
            return Ok(None);
        }
        self.gathered(steps, windows, given.data).map(Some)
    }

    fn width(&self) -> usize {
        self.plan.schema().fields().len()
    }

    /// The steps of a query over these rows, which are numbered behind their own columns.
    fn steps(&self, query: &LogicalPlan) -> Result<Option<LogicalPlan>> {
        let number = Expr::from(WindowFunction::new(row_number_udwf(), Vec::new())).alias("row#");
        let rows = LogicalPlanBuilder::from(self.plan.clone()).window([number])?.build()?;
        let steps = Beside { rows: &rows, all_stay: true, tells: true }.under(query)?;
        Ok(steps
            .filter(|steps| steps.schema().fields().get(self.width() + 1).is_some_and(|field| field.name() == REAL)))
    }

    /// A window over all that became of one row.
    fn window(&self, mut window: WindowFunction) -> Expr {
        window.params.partition_by = vec![Beside::carried(self.width())];
        Expr::from(window)
    }

    /// An expression about these rows as one about what became of them.
    fn moved(&self, expr: Expr) -> Result<Expr> {
        let moved = expr.transform(|part| {
            let at = match &part {
                Expr::Column(column) => self.plan.schema().maybe_index_of_column(column),
                _ => None,
            };
            Ok(at.map_or_else(|| Transformed::no(part), |at| Transformed::yes(Beside::carried(at))))
        });
        Ok(moved?.data)
    }

    /// Makes each row one again, with a value that windows have gathered behind its own columns; answers the value's column.
    fn gathered(&mut self, steps: LogicalPlan, windows: Vec<Expr>, value: Expr) -> Result<Expr> {
        let nth = self.window(WindowFunction::new(row_number_udwf(), Vec::new())).alias("nth#");
        let rows = LogicalPlanBuilder::from(steps).window(windows.into_iter().chain([nth]))?;
        let name = self.fresh("value#");
        let own = self.plan.schema().columns().into_iter().enumerate();
        let own = own.map(|(at, column)| Beside::carried(at).alias_qualified(column.relation, column.name));
        let exprs: Vec<Expr> = own.chain([value.alias(&name)]).collect();
        self.plan = rows.filter(ident("nth#").eq(lit(1_u64)))?.project(exprs)?.build()?;
        Ok(ident(name))
    }
}
