//! Rows that are marked by joins.

use std::{cell::Cell, collections::HashSet};

use datafusion::{
    common::{
        Column, JoinType, Result, ScalarValue, TableReference,
        tree_node::{Transformed, TreeNode, TreeNodeRecursion},
    },
    logical_expr::{
        Case, Expr, ExprSchemable, LogicalPlan, LogicalPlanBuilder, Operator, Subquery, binary_expr, lit,
        utils::{conjunction, disjunction},
    },
    optimizer::decorrelate::PullUpCorrelatedExpr,
};

use super::{
    alone::is_alone,
    test::{Test, is_and_or, is_total, is_value},
};

/// Values of a row up to which each of its columns is hidden in turn; there are twice as many ways for each more.
const MOST_HIDDEN: usize = 4;

/// Rows on their way to be marked, and how many marks there are in the plan so far.
pub(super) struct Rows<'c> {
    pub(super) plan: LogicalPlan,
    made: &'c Cell<usize>,
    /// Whether values that queries give are put in columns too.
    values: bool,
}

impl<'c> Rows<'c> {
    pub(super) fn new(plan: &LogicalPlan, made: &'c Cell<usize>, values: bool) -> Self {
        Self { plan: plan.clone(), made, values }
    }

    /// The rows with their marks behind their own columns.
    pub(super) fn into_plan(self) -> LogicalPlan {
        self.plan
    }

    /// An expression with marks in the place of its tests. With `decides` it leaves rows out where it is not true, so that NULL is as good as false.
    pub(super) fn marked(&mut self, expr: Expr, decides: bool) -> Result<Expr> {
        if decides && is_and_or(&expr) {
            return Ok(expr.map_children(|operand| Ok(Transformed::yes(self.marked(operand, true)?)))?.data);
        }
        let decides = decides && Test::of(&expr).is_some();
        Ok(expr.transform_down(|part| self.mark(part, decides))?.data)
    }

    /// Puts a mark in the place of a test; other expressions stay as they are. See [`Self::marked`] for `decides`.
    pub(super) fn mark(&mut self, expr: Expr, decides: bool) -> Result<Transformed<Expr>> {
        if let Expr::ScalarSubquery(query) = &expr
            && is_alone(query)
            && let Some(total) = self.total_alone(query)?
        {
            return Ok(Transformed::new(total, true, TreeNodeRecursion::Jump));
        }
        if self.values && is_value(&expr) {
            return Ok(Transformed::new(self.computed(expr)?, true, TreeNodeRecursion::Jump));
        }
        let Some(test) = Test::of(&expr) else { return Ok(Transformed::no(expr)) };
        let sought = test.sought.iter().map(|value| self.marked(value.clone(), false)).collect::<Result<Vec<_>>>()?;
        let exact = !decides || test.negated;
        Ok(match self.found(&test, sought, exact)? {
            Some(found) if test.negated => Transformed::new(!found, true, TreeNodeRecursion::Jump),
            Some(found) => Transformed::new(found, true, TreeNodeRecursion::Jump),
            None => Transformed::new(expr, false, TreeNodeRecursion::Jump),
        })
    }

    /// A name that nothing in the plan has.
    pub(super) fn fresh(&self, stem: &str) -> String {
        self.made.set(self.made.get() + 1);
        format!("{stem}{}", self.made.get())
    }

    /// Computes a value in a column of its own, and answers the column.
    fn computed(&mut self, value: Expr) -> Result<Expr> {
        let name = self.fresh("value#");
        let own = std::mem::take(&mut self.plan);
        let columns: Vec<Expr> = own.schema().columns().into_iter().map(Expr::Column).collect();
        let exprs = columns.into_iter().chain([value.alias(name.clone())]);
        self.plan = LogicalPlanBuilder::from(own).project(exprs)?.build()?;
        Ok(Expr::Column(Column::from_name(name)))
    }

    /// Whether the values are found; with `exact` NULL where SQL cannot tell, else false. `None` if what the rows of the query have to do with these
    /// rows cannot be told apart from it.
    fn found(&mut self, test: &Test, sought: Vec<Expr>, exact: bool) -> Result<Option<Expr>> {
        if let [value] = sought.as_slice()
            && test.looks_out()
            && is_total(&test.subquery.subquery)
        {
            let total = Expr::ScalarSubquery(test.subquery.clone());
            let total = if self.values { self.computed(total)? } else { total };
            return Ok(Some(value.clone().eq(total)));
        }
        if is_alone(&test.subquery) {
            return self.found_alone(test, &sought);
        }
        let Some(theirs) = self.theirs(&test.subquery, sought.len())? else { return Ok(None) };
        let equal = sought.iter().enumerate().map(|(at, value)| value.clone().eq(Theirs::value(at)));
        let mark = self.join(theirs.rows.clone(), equal.chain(theirs.conditions.iter().cloned()).collect())?;
        let nullable = |value: &Expr| value.nullable(self.plan.schema()).unwrap_or(true);
        let missing = sought.iter().any(nullable) || theirs.may_lack_values();
        if sought.is_empty() || !exact || !missing {
            return Ok(Some(mark));
        }
        let unknown = match sought.as_slice() {
            [value] => self.one_unknown(&theirs, value)?,
            values => self.row_unknown(&theirs, values)?,
        };
        let (yes, no) = (lit(true), lit(false));
        let cases =
            vec![(Box::new(mark), Box::new(yes)), (Box::new(unknown), Box::new(lit(ScalarValue::Boolean(None))))];
        Ok(Some(Expr::Case(Case::new(None, cases, Some(Box::new(no))))))
    }

    /// Whether one of two values that could be compared is NULL: that which is looked for, in a query with any rows, or one of the query's.
    fn one_unknown(&mut self, theirs: &Theirs, value: &Expr) -> Result<Expr> {
        // Whether a value is missing is all that has to be known of it, which leaves few rows.
        let side = theirs.changed(theirs.rows.clone(), |_, value| value.is_null())?;
        let either = value.clone().is_null().or(Theirs::value(0));
        self.join(side, std::iter::once(either).chain(theirs.conditions.iter().cloned()).collect())
    }

    /// Whether a row could be equal, if NULL stood for any value.
    fn row_unknown(&mut self, theirs: &Theirs, values: &[Expr]) -> Result<Expr> {
        let alike = values.iter().enumerate().map(|(at, value)| {
            let found = Theirs::value(at);
            value.clone().eq(found.clone()).or(found.is_null()).or(value.clone().is_null())
        });
        let alike: Vec<Expr> = alike.chain(theirs.conditions.iter().cloned()).collect();
        if values.len() > MOST_HIDDEN {
            let side = theirs.changed(theirs.rows.clone(), |_, value| value)?;
            return self.join(side, alike);
        }
        // Such a condition is tried for every two rows, so that it is kept for those of theirs that lack a value, which are few. Where one of the values
        // that are looked for is missing, their rows are found by the others: with each set of columns hidden in turn, they are equal then.
        let lacking = disjunction((0..values.len()).map(|at| Theirs::kept(at).is_null())).unwrap_or_else(|| lit(false));
        let lacking = LogicalPlanBuilder::from(theirs.rows.clone()).filter(lacking)?.build()?;
        let first = self.join(theirs.changed(lacking, |_, value| value)?, alike)?;
        let hidden = |at: usize| format!("hide{at}");
        let ways =
            (1..1_usize << values.len()).map(|way| (0..values.len()).map(|at| lit(way >> at & 1 == 1)).collect());
        let names =
            (0..values.len()).map(|at| Expr::Column(Column::from_name(format!("column{}", at + 1))).alias(hidden(at)));
        let ways = LogicalPlanBuilder::values(ways.collect())?.project(names)?.build()?;
        let crossed = LogicalPlanBuilder::from(theirs.rows.clone()).cross_join(ways)?.build()?;
        let side = theirs.changed(crossed, |at, value| {
            let shown = !Expr::Column(Column::from_name(hidden(at)));
            Expr::Case(Case::new(None, vec![(Box::new(shown), Box::new(value))], None))
        })?;
        let same = values
            .iter()
            .enumerate()
            .map(|(at, value)| binary_expr(value.clone(), Operator::IsNotDistinctFrom, Theirs::value(at)));
        let second = self.join(side, same.chain(theirs.conditions.iter().cloned()).collect())?;
        Ok(first.or(second))
    }

    /// Joins rows on, as a mark only, and answers the mark. The conditions speak of the rows as [`Theirs`] does.
    fn join(&mut self, side: LogicalPlan, conditions: Vec<Expr>) -> Result<Expr> {
        let name = TableReference::bare(self.fresh("test#"));
        let side = LogicalPlanBuilder::from(side).alias(name.clone())?.build()?;
        let condition = conjunction(conditions).unwrap_or_else(|| lit(true));
        let condition = condition.transform(|part| {
            Ok(match part {
                Expr::Column(column) if Theirs::has(&column) => {
                    Transformed::yes(Expr::Column(Column::new(Some(name.clone()), column.name)))
                }
                other => Transformed::no(other),
            })
        })?;
        let own = std::mem::take(&mut self.plan);
        self.plan = LogicalPlanBuilder::from(own).join_on(side, JoinType::LeftMark, [condition.data])?.build()?;
        Ok(Expr::Column(Column::new(Some(name), "mark")))
    }

    /// The rows of a query, its first `width` columns as values, and what they have to do with these rows; `None` if that cannot be told apart.
    fn theirs(&self, query: &Subquery, width: usize) -> Result<Option<Theirs>> {
        let mut plan = LogicalPlan::clone(&query.subquery);
        if width > 0 {
            // Under names of their own, since the query may be about the table that the rows around it are of.
            let columns = plan.schema().columns().into_iter().take(width).enumerate();
            let named: Vec<Expr> = columns.map(|(at, column)| Expr::Column(column).alias(Theirs::name(at))).collect();
            plan = LogicalPlanBuilder::from(plan).project(named)?.build()?;
        }
        let mut pulled = PullUpCorrelatedExpr::new().with_exists_sub_query(width == 0);
        let plan = plan.rewrite(&mut pulled)?.data;
        // A total that became one for each group has no row where its group has none.
        if !pulled.can_pull_up || pulled.pulled_up_scalar_agg || pulled.pull_up_having_expr.is_some() {
            return Ok(None);
        }
        let used: HashSet<&Column> = pulled.join_filters.iter().flat_map(Expr::column_refs).collect();
        let own = self.plan.schema();
        let theirs = plan.schema().columns();
        // Of two columns with one name the query means its own.
        if used.iter().any(|column| !theirs.contains(column) && !own.has_column(column)) {
            return Ok(None);
        }
        let compared: Vec<Column> = theirs.into_iter().skip(width).filter(|column| used.contains(column)).collect();
        let kept = (0..width).map(Theirs::kept);
        let named = compared
            .iter()
            .enumerate()
            .map(|(at, column)| Expr::Column(column.clone()).alias(Theirs::name(width + at)));
        let mut kept: Vec<Expr> = kept.chain(named).collect();
        if kept.is_empty() {
            kept.push(lit(true).alias(Theirs::name(0)));
        }
        let rows = LogicalPlanBuilder::from(plan).project(kept)?.build()?;
        let conditions = pulled.join_filters.iter().map(|condition| {
            let named = condition.clone().transform(|part| {
                let at = match &part {
                    Expr::Column(column) => compared.iter().position(|known| known == column),
                    _ => None,
                };
                Ok(at.map_or_else(|| Transformed::no(part), |at| Transformed::yes(Theirs::value(width + at))))
            });
            Ok(named?.data)
        });
        let conditions = conditions.collect::<Result<Vec<_>>>()?;
        Ok(Some(Theirs { rows, width, conditions }))
    }
}

/// The rows of a query.
struct Theirs {
    /// The values among which something is looked for come first, then what the conditions speak of.
    rows: LogicalPlan,
    width: usize,
    /// What a row has to do with the one around it; says [`Self::value`] for its columns.
    conditions: Vec<Expr>,
}

impl Theirs {
    /// Stands in conditions for whatever name the rows are joined under.
    const RELATION: &str = "theirs#";

    fn name(at: usize) -> String {
        format!("found#{at}")
    }

    /// A column, as the steps that make the rows know it.
    fn kept(at: usize) -> Expr {
        Expr::Column(Column::from_name(Self::name(at)))
    }

    /// A column, as conditions know it.
    fn value(at: usize) -> Expr {
        Expr::Column(Column::new(Some(Self::RELATION), Self::name(at)))
    }

    fn has(column: &Column) -> bool {
        column.relation.as_ref().is_some_and(|relation| relation.table() == Self::RELATION)
    }

    fn may_lack_values(&self) -> bool {
        self.rows.schema().fields().iter().take(self.width).any(|field| field.is_nullable())
    }

    /// `rows`, each once, with something else in the place of its values.
    fn changed(&self, rows: LogicalPlan, mut change: impl FnMut(usize, Expr) -> Expr) -> Result<LogicalPlan> {
        let columns = 0..self.rows.schema().fields().len();
        let exprs: Vec<Expr> = columns
            .map(|at| {
                let kept = Self::kept(at);
                if at < self.width { change(at, kept).alias(Self::name(at)) } else { kept }
            })
            .collect();
        LogicalPlanBuilder::from(rows).project(exprs)?.distinct()?.build()
    }
}
