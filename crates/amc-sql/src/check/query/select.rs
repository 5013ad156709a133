//! One SELECT, clause by clause.

use std::{collections::HashSet, rc::Rc};

use datafusion::sql::sqlparser::ast::{
    BinaryOperator, Distinct, Expr, GroupByExpr, NamedWindowExpr, OrderBy, Select, SelectItem,
};

use crate::{
    check::{
        analysis::{Analysis, Clause, null},
        build::{binary, call, number},
        given,
        query::{
            group_by,
            items::{Keys, aliases, name_items, named},
            windowed,
        },
        scope::{Column, Columns, Scope},
        verify::bare,
    },
    syntax::BROKEN,
};

impl Analysis<'_> {
    pub(super) fn select(&mut self, select: &mut Select, order: Option<&mut OrderBy>) -> Columns {
        if let [SelectItem::UnnamedExpr(Expr::Identifier(ident))] = select.projection.as_slice()
            && ident.value == BROKEN
        {
            self.aggregated = true;
            return Columns::unknown();
        }
        self.refuse_clauses(select);
        self.scopes.push(Scope { given: given::names(&select.projection).collect(), ..Scope::default() });
        for entry in &mut select.from {
            self.table_with_joins(entry);
        }
        if let Some(condition) = &mut select.selection {
            self.clause = Clause::Where;
            self.condition(condition);
        }
        self.clause = Clause::Select;
        for window in &mut select.named_window {
            if let NamedWindowExpr::WindowSpec(spec) = &mut window.1 {
                self.window(spec);
            }
        }
        let mut open = false;
        let mut items = Vec::new();
        for item in std::mem::take(&mut select.projection) {
            self.item(item, &mut items, &mut open);
        }
        name_items(&mut items);
        self.aliases = Rc::new(aliases(&items));
        let findings = self.found.len();
        let grouped = group_by::spread(&mut select.group_by);
        let groups = self.group_by(&mut select.group_by, &items);
        let groups_known = self.found.len() == findings;
        if let Some(condition) = &mut select.having {
            self.clause = Clause::Having;
            self.condition(condition);
        }
        let having_aggregates = select.having.is_some();
        if matches!(select.distinct, Some(Distinct::Distinct)) {
            self.aggregated = true;
        }
        let aggregates = items.iter().any(|item| item.typed.aggregate);
        if let Some(order) = order {
            self.order_by(order, &items);
        }
        if grouped || aggregates || having_aggregates {
            self.aggregated = true;
            // The engine takes what is not aggregated and has no key for single rows.
            if grouped && groups.is_empty() && !aggregates && !having_aggregates && groups_known {
                let count = call("count", vec![number("1")]);
                select.having = Some(binary(count, BinaryOperator::GtEq, number("0")));
            }
            let groups: HashSet<&Expr> = groups.iter().map(bare).collect();
            // Without all keys there is no telling what is missing.
            for item in items.iter().filter(|_| groups_known) {
                self.verify_grouped(&item.expr, &groups);
            }
            if let Some(condition) = select.having.as_ref().filter(|_| groups_known) {
                self.verify_grouped(condition, &groups);
            }
        }
        self.scopes.pop();
        if groups.iter().any(windowed::has_window) {
            let name = self.fresh("windowed");
            windowed::compute_first(select, &mut items, &groups, &name);
        }
        let mut list = Vec::with_capacity(items.len());
        let mut keys = Keys::default();
        for item in items {
            let key = keys.unique(&item.name.to_lowercase());
            select.projection.push(named(item.expr, &key));
            list.push(Column::holding(item.name, key, item.typed));
        }
        if select.projection.is_empty() {
            select.projection.push(named(null(), ""));
        }
        Columns { list, open }
    }

    fn refuse_clauses(&mut self, select: &Select) {
        let odd = [
            (select.top.is_some(), "TOP"),
            (select.into.is_some(), "INTO"),
            (!select.lateral_views.is_empty(), "LATERAL VIEW"),
            (select.qualify.is_some(), "QUALIFY"),
            (!select.connect_by.is_empty(), "CONNECT BY"),
            (!select.sort_by.is_empty(), "SORT BY"),
            (!select.cluster_by.is_empty() || !select.distribute_by.is_empty(), "CLUSTER BY"),
            (matches!(select.distinct, Some(Distinct::On(_))), "DISTINCT ON"),
            (matches!(select.group_by, GroupByExpr::All(_)), "GROUP BY ALL"),
        ];
        let place = select.select_token.0.span.into();
        for (used, name) in odd {
            if used {
                let help = (name == "QUALIFY" || name == "TOP")
                    .then(|| "Number the rows with ROW_NUMBER() in a subquery and filter outside.".to_owned());
                self.error("unsupported", place, format!("{name} is not part of AMC SQL."), help);
            }
        }
    }
}
