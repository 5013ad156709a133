//! Whether what a grouped SELECT answers is grouped or aggregated.

use std::{collections::HashSet, ops::ControlFlow};

use datafusion::sql::sqlparser::ast::{
    Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Query, TableFactor, Visit, Visitor, WindowType,
};

use super::analysis::Analysis;
use crate::{
    functions::{Engine, FUNCTIONS, FunctionClass},
    syntax::Place,
};

impl Analysis<'_> {
    /// Reports columns of a lowered expression that are neither group keys, given without parentheses around them, nor inside an aggregate.
    pub(crate) fn verify_grouped(&mut self, expr: &Expr, groups: &HashSet<&Expr>) {
        if groups.contains(bare(expr)) {
            return;
        }
        match expr {
            Expr::Identifier(ident) => self.not_grouped(ident.span.into(), &ident.value),
            Expr::CompoundIdentifier(parts) => {
                let place = parts.iter().fold(Place::default(), |place, part| place.with(part.span.into()));
                let name = parts.last().map_or("", |part| part.value.as_str());
                self.not_grouped(place, name);
            }
            Expr::Function(function) => self.verify_call(function, groups),
            Expr::Nested(inner)
            | Expr::UnaryOp { expr: inner, .. }
            | Expr::IsNull(inner)
            | Expr::IsNotNull(inner)
            | Expr::IsTrue(inner)
            | Expr::IsNotTrue(inner)
            | Expr::IsFalse(inner)
            | Expr::IsNotFalse(inner)
            | Expr::IsUnknown(inner)
            | Expr::IsNotUnknown(inner)
            | Expr::CompoundFieldAccess { root: inner, .. } => self.verify_grouped(inner, groups),
            Expr::InSubquery { expr: inner, subquery, .. } => {
                self.verify_grouped(inner, groups);
                self.verify_subquery(subquery, groups);
            }
            Expr::Exists { subquery, .. } => self.verify_subquery(subquery, groups),
            Expr::BinaryOp { left, right, .. }
            | Expr::IsDistinctFrom(left, right)
            | Expr::IsNotDistinctFrom(left, right)
            | Expr::Like { expr: left, pattern: right, .. }
            | Expr::ILike { expr: left, pattern: right, .. } => {
                self.verify_grouped(left, groups);
                self.verify_grouped(right, groups);
            }
            Expr::Between { expr, low, high, .. } => {
                for part in [expr, low, high] {
                    self.verify_grouped(part, groups);
                }
            }
            Expr::InList { expr, list, .. } => {
                self.verify_grouped(expr, groups);
                for item in list {
                    self.verify_grouped(item, groups);
                }
            }
            Expr::Case { conditions, else_result, .. } => {
                for when in conditions {
                    self.verify_grouped(&when.condition, groups);
                    self.verify_grouped(&when.result, groups);
                }
                if let Some(otherwise) = else_result {
                    self.verify_grouped(otherwise, groups);
                }
            }
            Expr::Array(array) => {
                for item in &array.elem {
                    self.verify_grouped(item, groups);
                }
            }
            _ => {}
        }
    }

    fn verify_call(&mut self, function: &Function, groups: &HashSet<&Expr>) {
        if function.over.is_none() && is_aggregate(function) {
            return;
        }
        if let FunctionArguments::List(list) = &function.args {
            for arg in &list.args {
                if let FunctionArg::Unnamed(FunctionArgExpr::Expr(arg)) = arg {
                    self.verify_grouped(arg, groups);
                }
            }
        }
        if let Some(WindowType::WindowSpec(spec)) = &function.over {
            for key in &spec.partition_by {
                self.verify_grouped(key, groups);
            }
            for key in &spec.order_by {
                self.verify_grouped(&key.expr, groups);
            }
        }
    }

    /// Columns of the rows around it that a query inside an expression looks at.
    fn verify_subquery(&mut self, query: &Query, groups: &HashSet<&Expr>) {
        let mut named = Names::default();
        let _ = query.visit(&mut named);
        let around = self.scopes.last().map(|scope| scope.relations.iter().map(|relation| relation.alias.clone()));
        let around: HashSet<String> = around.into_iter().flatten().collect();
        for column in &named.columns {
            let Expr::CompoundIdentifier(parts) = column else { continue };
            let relation = parts.first().map_or("", |part| part.value.as_str());
            if around.contains(relation) && !named.own.contains(relation) {
                self.verify_grouped(column, groups);
            }
        }
    }

    fn not_grouped(&mut self, place: Place, name: &str) {
        let repeated =
            self.found.iter().any(|found| found.code == "not_grouped" && (found.line, found.column) == place.start);
        if !repeated {
            let shown = if place.is_empty() { name.to_owned() } else { self.text.quote(place) };
            self.error(
                "not_grouped",
                place,
                format!("The column {shown} is neither in GROUP BY nor inside an aggregate."),
                Some(format!("Add {shown} to GROUP BY, or aggregate it with SUM, MIN, MAX or COUNT.")),
            );
        }
    }
}

/// The columns that a query speaks of, and the names of its own entries of FROM.
#[derive(Default)]
struct Names {
    columns: Vec<Expr>,
    own: HashSet<String>,
}

impl Visitor for Names {
    type Break = ();

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        if let TableFactor::Table { alias: Some(alias), .. }
        | TableFactor::Derived { alias: Some(alias), .. }
        | TableFactor::UNNEST { alias: Some(alias), .. } = factor
        {
            self.own.insert(alias.name.value.clone());
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        if matches!(expr, Expr::CompoundIdentifier(_)) {
            self.columns.push(expr.clone());
        }
        ControlFlow::Continue(())
    }
}

/// An expression without the parentheses around it.
pub(crate) fn bare(mut expr: &Expr) -> &Expr {
    while let Expr::Nested(inner) = expr {
        expr = inner;
    }
    expr
}

fn is_aggregate(function: &Function) -> bool {
    let name = function.name.to_string();
    FUNCTIONS.iter().any(|known| {
        known.doc.class == FunctionClass::Aggregate && matches!(known.engine, Engine::Same(engine) if engine == name)
    })
}
