//! Where aggregates and windows may stand, and what a window is made of.

use datafusion::sql::sqlparser::ast::WindowSpec;

use crate::{
    check::analysis::{Analysis, Clause},
    syntax::Place,
};

impl Analysis<'_> {
    pub(super) fn aggregate_allowed(&mut self, name: &str, place: Place) {
        if self.in_aggregate {
            let message = format!("{name} stands inside another aggregate.");
            let help = Some("Aggregate in a subquery first.".to_owned());
            self.error("nested_aggregate", place, message, help);
        } else if matches!(self.clause, Clause::Where | Clause::On | Clause::Values) {
            let help = (self.clause == Clause::Where).then(|| "Move the condition to HAVING.".to_owned());
            let message = format!("{} cannot use the aggregate {name}.", self.clause.words());
            self.error("aggregate_not_allowed", place, message, help);
        }
    }

    /// Keys and frame of a window.
    pub(crate) fn window(&mut self, spec: &mut WindowSpec) {
        let clause = std::mem::replace(&mut self.clause, Clause::Select);
        for key in &mut spec.partition_by {
            self.expr(key);
        }
        for key in &mut spec.order_by {
            self.expr(&mut key.expr);
        }
        self.clause = clause;
    }
}
