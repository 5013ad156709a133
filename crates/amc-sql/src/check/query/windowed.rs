//! GROUP BY over window functions. SQL computes windows after the groups, but Amazon's own library groups by them, so there they come first.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::{
    ast::{
        Expr, GroupByExpr, Query, Select, SetExpr, Statement, TableAlias, TableFactor, TableWithJoins, VisitMut,
        VisitorMut, visit_expressions,
    },
    dialect::GenericDialect,
    parser::Parser,
};

use crate::check::{
    query::{Item, items::named, quoted},
    verify::bare,
};

/// Whether a window function is called anywhere inside.
pub(super) fn has_window(expr: &Expr) -> bool {
    let found = visit_expressions(expr, |inner| match inner {
        Expr::Function(function) if function.over.is_some() => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    found.is_break()
}

/// Computes the group keys that are windows in a subquery named `name`, over the filtered rows that were to be grouped.
pub(super) fn compute_first(select: &mut Select, items: &mut [Item], groups: &[Expr], name: &str) {
    let keys: Vec<&Expr> = groups.iter().map(bare).filter(|group| has_window(group)).collect();
    let Ok(Statement::Query(mut subquery)) =
        Parser::parse_sql(&GenericDialect {}, "SELECT 1").map(|mut parsed| parsed.swap_remove(0))
    else {
        return;
    };
    let mut inner = select.clone();
    (inner.group_by, inner.having, inner.distinct) = (GroupByExpr::Expressions(Vec::new(), Vec::new()), None, None);
    let mut lift = Lift { keys, name, lifted: Vec::new(), depth: 0 };
    for item in items {
        let _ = item.expr.visit(&mut lift);
    }
    if let GroupByExpr::Expressions(list, _) = &mut select.group_by {
        // Positions stay what they are.
        for key in list.iter_mut().filter(|key| !matches!(key, Expr::Value(_))) {
            let _ = key.visit(&mut lift);
        }
    }
    if let Some(having) = &mut select.having {
        let _ = having.visit(&mut lift);
    }
    inner.projection = lift.lifted.into_iter().enumerate().map(|(at, expr)| named(expr, &column(at))).collect();
    *subquery.body = SetExpr::Select(Box::new(inner));
    let alias = TableAlias { explicit: true, name: quoted(name), columns: Vec::new(), at: None };
    let relation = TableFactor::Derived { lateral: false, subquery, alias: Some(alias), sample: None };
    select.from = vec![TableWithJoins { relation, joins: Vec::new() }];
    (select.selection, select.named_window) = (None, Vec::new());
}

fn column(at: usize) -> String {
    format!("c{at}")
}

/// Moves columns and whole keys into the subquery and leaves their names behind.
struct Lift<'k> {
    keys: Vec<&'k Expr>,
    name: &'k str,
    lifted: Vec<Expr>,
    /// How many subqueries are around; what is inside has columns of its own.
    depth: usize,
}

impl VisitorMut for Lift<'_> {
    type Break = ();

    fn pre_visit_query(&mut self, _: &mut Query) -> ControlFlow<()> {
        self.depth += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &mut Query) -> ControlFlow<()> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        let is_column = matches!(expr, Expr::Identifier(_) | Expr::CompoundIdentifier(_));
        if self.depth == 0 && (is_column || self.keys.iter().any(|key| *key == bare(expr))) {
            let at = self.lifted.iter().position(|known| known == expr).unwrap_or_else(|| {
                self.lifted.push(expr.clone());
                self.lifted.len() - 1
            });
            *expr = Expr::CompoundIdentifier(vec![quoted(self.name), quoted(&column(at))]);
        }
        ControlFlow::Continue(())
    }
}
