//! WITH, ORDER BY and LIMIT: what stands around a body.

use std::rc::Rc;

use datafusion::sql::sqlparser::ast::{Expr, LimitClause, OrderBy, OrderByKind, Query};
use datafusion::sql::sqlparser::keywords::Keyword;

use crate::{
    check::{
        analysis::{Analysis, Clause, Cte},
        build::number,
        query::{Item, quoted_at},
        scope::Columns,
    },
    diagnostic::{Severity, named},
    syntax::Place,
};

impl Analysis<'_> {
    /// Checks a query and turns it into one that the engine plans.
    pub(crate) fn query(&mut self, query: &mut Query, top: bool) -> Columns {
        let known = self.ctes.len();
        if let Some(with) = &mut query.with {
            if with.recursive {
                let place = with.with_token.0.span.into();
                self.error("unsupported", place, "AMC SQL has no WITH RECURSIVE.", None);
            }
            for cte in &mut with.cte_tables {
                let key = cte.alias.name.value.to_lowercase();
                let before = std::mem::take(&mut self.expanded);
                let mut columns = self.apart(|this| this.query(&mut cte.query, false));
                let expanded = std::mem::replace(&mut self.expanded, before).max(1);
                self.rename(&mut columns, &mut cte.alias.columns);
                if self.ctes[known..].iter().any(|known| known.name == key) {
                    let place = cte.alias.name.span.into();
                    let message = format!("The name {} is defined twice in this WITH.", named(&key));
                    self.error("duplicate_name", place, message, Some("Give one of them another name.".to_owned()));
                }
                cte.alias.name = quoted_at(&key, &cte.alias.name);
                self.ctes.push(Cte { name: key, columns: Rc::new(columns), expanded });
            }
        }
        self.refuse_behind_query(query);
        let keep_order = top || query.limit_clause.is_some() || query.fetch.is_some();
        self.order_and_limit(query, top);
        let mut order = query.order_by.take();
        let columns = self.body(&mut query.body, order.as_mut());
        // Rows of a subquery have no order, so only a limit gives its ORDER BY a meaning.
        query.order_by = order.filter(|_| keep_order);
        self.ctes.truncate(known);
        columns
    }

    /// Clauses of other systems behind a query.
    fn refuse_behind_query(&mut self, query: &mut Query) {
        let odd = [
            (!query.locks.is_empty() || query.for_clause.is_some(), Keyword::FOR),
            (query.settings.is_some(), Keyword::SETTINGS),
            (query.format_clause.is_some(), Keyword::FORMAT),
        ];
        for (_, word) in odd.into_iter().filter(|(used, _)| *used) {
            let place = self.text.find(self.body_end(&query.body), word).unwrap_or_default();
            let place = self.text.and_next(place);
            let message = format!("{} is not part of AMC SQL.", self.text.quote(place).to_uppercase());
            self.error("unsupported", place, message, Some("Remove it.".to_owned()));
        }
        (query.locks, query.for_clause, query.settings, query.format_clause) = (Vec::new(), None, None, None);
    }

    fn order_and_limit(&mut self, query: &mut Query, top: bool) {
        let from = self.body_end(&query.body);
        if top && query.order_by.is_some() {
            let place = self.text.find(from, Keyword::ORDER).unwrap_or_default();
            self.report(
                Severity::Warning,
                "outer_order_by",
                place,
                "AMC does not sort results: ORDER BY belongs inside OVER (…).",
                Some("Sort the result after the download.".to_owned()),
            );
        }
        let limited = query.limit_clause.is_some() || query.fetch.is_some();
        if limited {
            let place = [Keyword::LIMIT, Keyword::OFFSET, Keyword::FETCH]
                .into_iter()
                .find_map(|keyword| self.text.find(from, keyword))
                .unwrap_or_default();
            self.report(
                Severity::Warning,
                "limit",
                place,
                "Amazon's documentation says that AMC refuses LIMIT.",
                Some("Number the rows with ROW_NUMBER() in a subquery and filter outside.".to_owned()),
            );
        }
        if let Some(LimitClause::LimitOffset { limit_by, .. }) = &query.limit_clause
            && !limit_by.is_empty()
        {
            self.error("unsupported", Place::default(), "AMC SQL has no LIMIT BY.", None);
        }
        if let Some(fetch) = query.fetch.take() {
            if fetch.with_ties || fetch.percent {
                let place = self.text.find(from, Keyword::FETCH).unwrap_or_default();
                self.error("unsupported", place, "FETCH takes a number of rows only.", None);
            }
            // The engine knows LIMIT alone.
            let offset = match query.limit_clause.take() {
                Some(LimitClause::LimitOffset { offset, .. }) => offset,
                _ => None,
            };
            let limit = Some(fetch.quantity.unwrap_or_else(|| number("1")));
            query.limit_clause = Some(LimitClause::LimitOffset { limit, offset, limit_by: Vec::new() });
        }
    }

    pub(super) fn order_of_union(&mut self, order: Option<&mut OrderBy>, columns: &Columns) {
        let Some(order) = order else { return };
        let OrderByKind::Expressions(list) = &mut order.kind else { return };
        for item in list {
            if let Expr::Identifier(ident) = &item.expr {
                match columns.find(&ident.value.to_lowercase()) {
                    Some(column) => item.expr = Expr::Identifier(quoted_at(&column.key, ident)),
                    None if columns.open => {}
                    None => {
                        let name = ident.value.clone();
                        let place = ident.span.into();
                        let near = self.near(&name, columns.list.iter().map(|c| c.name.as_str()));
                        self.unknown_name(
                            "unknown_column",
                            place,
                            format!("There is no column {}.", named(&name)),
                            near,
                            None,
                        );
                    }
                }
            }
        }
    }

    pub(super) fn order_by(&mut self, order: &mut OrderBy, items: &[Item]) {
        self.clause = Clause::OrderBy;
        let OrderByKind::Expressions(list) = &mut order.kind else { return };
        for item in list {
            if let Expr::Value(value) = &item.expr {
                self.ordinal(value.value.clone(), value.span.into(), items, false);
            } else {
                self.expr(&mut item.expr);
            }
        }
        self.clause = Clause::Select;
    }
}
