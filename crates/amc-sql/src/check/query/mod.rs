//! Queries, a clause a file.

mod group_by;
mod items;
mod select;
mod union;
mod values;
mod windowed;
mod with;

pub(crate) use self::{items::named, union::convert_columns};

use datafusion::sql::sqlparser::ast::{Expr, Ident, OrderBy, SetExpr, SetOperator};
use datafusion::sql::sqlparser::keywords::Keyword;

use super::{
    analysis::{Analysis, Clause},
    scope::{Columns, Typed},
};
use crate::{diagnostic::Severity, syntax::Place};

impl Analysis<'_> {
    /// Runs something that cannot see the tables around it.
    pub(crate) fn apart<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let scopes = std::mem::take(&mut self.scopes);
        let done = self.nested(work);
        self.scopes = scopes;
        done
    }

    /// Runs something with its own clauses.
    pub(crate) fn nested<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let kept = (self.clause, self.in_aggregate, self.in_window, std::mem::take(&mut self.aliases));
        (self.in_aggregate, self.in_window, self.clause) = (false, false, Clause::Select);
        let done = work(self);
        (self.clause, self.in_aggregate, self.in_window, self.aliases) = kept;
        done
    }

    pub(crate) fn body(&mut self, body: &mut SetExpr, order: Option<&mut OrderBy>) -> Columns {
        match body {
            SetExpr::Select(select) => self.nested(|this| this.select(select, order)),
            SetExpr::Query(query) => {
                let columns = self.nested(|this| this.query(query, false));
                self.order_of_union(order, &columns);
                columns
            }
            SetExpr::Values(values) => self.nested(|this| this.values(values)),
            SetExpr::SetOperation { left, op, right, .. } => {
                let op = *op;
                let a = self.body(left, None);
                let b = self.body(right, None);
                if matches!(op, SetOperator::Intersect | SetOperator::Except | SetOperator::Minus) {
                    let keyword = match op {
                        SetOperator::Intersect => Keyword::INTERSECT,
                        SetOperator::Minus => Keyword::MINUS,
                        _ => Keyword::EXCEPT,
                    };
                    let place = self.text.find(self.body_end(left), keyword).unwrap_or_default();
                    self.report(
                        Severity::Warning,
                        "set_operation",
                        place,
                        format!("AMC is reported to refuse {op}."),
                        Some("Join the two queries instead.".to_owned()),
                    );
                }
                let columns = self.union(left, &a, right, &b);
                self.order_of_union(order, &columns);
                columns
            }
            _ => {
                let help = Some("Start with SELECT or WITH.".to_owned());
                self.error("not_a_query", Place::default(), "AMC runs queries only.", help);
                Columns::unknown()
            }
        }
    }

    /// Where the last thing of a body that has a place begins, or where its parenthesis ends.
    pub(crate) fn body_end(&self, body: &SetExpr) -> (usize, usize) {
        match body {
            SetExpr::SetOperation { right, .. } => self.body_end(right),
            SetExpr::Select(select) => Place::from(select.select_token.0.span).start,
            SetExpr::Values(values) => {
                values.rows.last().map(|row| Place::from(row.closing_token.0.span).end).unwrap_or_default()
            }
            SetExpr::Query(query) => self.text.behind_parenthesis(self.body_end(&query.body)),
            _ => (0, 0),
        }
    }
}

/// A name as the engine sees it: quoted, so that its case and signs stay.
pub(crate) fn quoted(name: &str) -> Ident {
    Ident::with_quote('"', name)
}

pub(crate) fn quoted_at(name: &str, like: &Ident) -> Ident {
    Ident { value: name.to_owned(), quote_style: Some('"'), span: like.span }
}

pub(super) struct Item {
    pub(super) expr: Expr,
    pub(super) typed: Typed,
    pub(super) name: String,
}

pub(crate) fn first_select(body: &SetExpr) -> Option<Place> {
    match body {
        SetExpr::Select(select) => Some(select.select_token.0.span.into()),
        SetExpr::SetOperation { left, .. } => first_select(left),
        SetExpr::Query(query) => first_select(&query.body),
        SetExpr::Values(values) => values.rows.first().map(|row| row.opening_token.0.span.into()),
        _ => None,
    }
}
