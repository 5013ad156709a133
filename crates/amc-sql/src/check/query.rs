//! Queries: WITH, UNION, SELECT.

use std::rc::Rc;

use datafusion::sql::sqlparser::{
    ast::{
        Distinct, Expr, GroupByExpr, Ident, LimitClause, OrderBy, OrderByKind, Query, Select, SelectItem,
        SelectItemQualifiedWildcardKind, SetExpr, SetOperator, TableAliasColumnDef, Value, Values,
    },
    keywords::Keyword,
};

use super::{
    analysis::{Alias, Analysis, Clause, convert, needs_cast, null},
    scope::{Column, Columns, Scope, Typed},
};
use crate::{
    catalogue::Threshold,
    diagnostic::Severity,
    syntax::{BROKEN, Place},
    types::SqlType,
};

/// A name as the engine sees it: quoted, so that its case and signs stay.
pub(crate) fn quoted(name: &str) -> Ident {
    Ident::with_quote('"', name)
}

pub(crate) fn quoted_at(name: &str, like: &Ident) -> Ident {
    Ident { value: name.to_owned(), quote_style: Some('"'), span: like.span }
}

struct Item {
    expr: Expr,
    typed: Typed,
    name: String,
}

impl Analysis<'_> {
    /// Checks a query and turns it into one that the engine plans.
    pub(crate) fn query(&mut self, query: &mut Query, top: bool) -> Columns {
        let known = self.ctes.len();
        if let Some(with) = &mut query.with {
            if with.recursive {
                let place = with.with_token.0.span.into();
                self.error("unsupported", place, "WITH RECURSIVE is not part of AMC SQL", None);
            }
            for cte in &mut with.cte_tables {
                let key = cte.alias.name.value.to_lowercase();
                let mut columns = self.apart(|this| this.query(&mut cte.query, false));
                self.rename(&mut columns, &mut cte.alias.columns);
                if self.ctes[known..].iter().any(|(name, _)| *name == key) {
                    let place = cte.alias.name.span.into();
                    self.error("duplicate_name", place, format!("`{key}` is defined twice in this WITH"), None);
                }
                cte.alias.name = quoted_at(&key, &cte.alias.name);
                self.ctes.push((key, Rc::new(columns)));
            }
        }
        let keep_order = top || query.limit_clause.is_some() || query.fetch.is_some();
        self.order_and_limit(query, top);
        let mut order = query.order_by.take();
        let columns = self.body(&mut query.body, order.as_mut());
        // Rows of a subquery have no order, so only a limit gives its ORDER BY a meaning.
        query.order_by = order.filter(|_| keep_order);
        self.ctes.truncate(known);
        columns
    }

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

    fn order_and_limit(&mut self, query: &mut Query, top: bool) {
        let from = body_end(&query.body);
        if top && query.order_by.is_some() {
            let place = self.text.find(from, Keyword::ORDER).unwrap_or_default();
            self.report(
                Severity::Warning,
                "outer_order_by",
                place,
                "AMC does not sort results: ORDER BY belongs inside OVER (…)",
                Some("sort the result after download".to_owned()),
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
                "Amazon's documentation says that AMC refuses LIMIT",
                Some("number the rows with ROW_NUMBER() in a subquery and filter outside".to_owned()),
            );
        }
        if let Some(LimitClause::LimitOffset { limit_by, .. }) = &query.limit_clause
            && !limit_by.is_empty()
        {
            self.error("unsupported", Place::default(), "LIMIT BY is not part of AMC SQL", None);
        }
    }

    pub(crate) fn body(&mut self, body: &mut SetExpr, order: Option<&mut OrderBy>) -> Columns {
        self.depth += 1;
        let columns = if self.depth > super::MAX_DEPTH { self.too_deep() } else { self.body_inner(body, order) };
        self.depth -= 1;
        columns
    }

    fn too_deep(&mut self) -> Columns {
        super::report_depth(self);
        Columns::unknown()
    }

    fn body_inner(&mut self, body: &mut SetExpr, order: Option<&mut OrderBy>) -> Columns {
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
                    let place = self.text.find(body_end(left), keyword).unwrap_or_default();
                    self.report(
                        Severity::Warning,
                        "set_operation",
                        place,
                        format!("AMC is reported to refuse {op}"),
                        Some("join the two queries instead".to_owned()),
                    );
                }
                let columns = self.union(left, &a, right, &b);
                self.order_of_union(order, &columns);
                columns
            }
            other => {
                let _ = other;
                self.error("not_a_query", Place::default(), "AMC runs queries only: start with SELECT or WITH", None);
                Columns::unknown()
            }
        }
    }

    fn union(&mut self, left: &mut SetExpr, a: &Columns, right: &mut SetExpr, b: &Columns) -> Columns {
        if a.open || b.open {
            return if a.open { b.clone() } else { a.clone() };
        }
        if a.list.len() != b.list.len() {
            let place = first_select(right).unwrap_or_default();
            let message =
                format!("this part of the UNION has {} columns, the one before it {}", b.list.len(), a.list.len());
            self.error("union_columns", place, message, Some("give every part the same columns".to_owned()));
            return Columns { list: a.list.clone(), open: true };
        }
        let mut out = Vec::with_capacity(a.list.len());
        for (x, y) in a.list.iter().zip(&b.list) {
            let data_type = self.common(&x.data_type, &y.data_type).unwrap_or_else(|| {
                let message = format!("`{}` is {} here and {} in the part before", y.name, y.data_type, x.data_type);
                self.error("type_mismatch", y.place, message, Some("convert one of them with CAST".to_owned()));
                SqlType::Unknown
            });
            let stricter = if y.class > x.class { y } else { x };
            out.push(Column { data_type, class: stricter.class, origin: stricter.origin.clone(), ..x.clone() });
        }
        let to: Vec<SqlType> = out.iter().map(|column| column.data_type.clone()).collect();
        convert_columns(left, a, &to);
        convert_columns(right, b, &to);
        Columns { list: out, open: false }
    }

    fn order_of_union(&mut self, order: Option<&mut OrderBy>, columns: &Columns) {
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
                        let near = crate::suggest::nearest(&name, columns.list.iter().map(|c| c.name.as_str()));
                        let near = near.map(str::to_owned);
                        self.unknown_name("unknown_column", place, format!("there is no column `{name}`"), near, None);
                    }
                }
            }
        }
    }

    fn values(&mut self, values: &mut Values) -> Columns {
        self.clause = Clause::Values;
        // The engine knows only the plain form.
        values.explicit_row = false;
        let mut columns: Vec<Column> = Vec::new();
        let mut cells: Vec<Vec<SqlType>> = Vec::new();
        let width = values.rows.first().map_or(0, |row| row.content.len());
        for row in &mut values.rows {
            if row.content.len() != width {
                let place = Place::from(row.opening_token.0.span).with(row.closing_token.0.span.into());
                let message = format!("this row has {} values, the first one {width}", row.content.len());
                self.error("values_width", place, message, None);
                return Columns::unknown();
            }
            let mut types = Vec::with_capacity(width);
            for (index, cell) in row.content.iter_mut().enumerate() {
                let typed = self.expr(cell);
                types.push(typed.data_type.clone());
                match columns.get_mut(index) {
                    None => columns.push(Column {
                        name: format!("EXPR${index}"),
                        key: format!("column{}", index + 1),
                        data_type: typed.data_type,
                        class: Threshold::None,
                        origin: None,
                        place: typed.place,
                    }),
                    Some(column) => {
                        let (have, new) = (column.data_type.clone(), typed.data_type);
                        if let Some(both) = self.common(&have, &new) {
                            column.data_type = both;
                        } else {
                            let message = format!("this is {new}, but the rows before have {have} in its place");
                            self.error("type_mismatch", typed.place, message, None);
                            column.data_type = SqlType::Unknown;
                        }
                    }
                }
            }
            cells.push(types);
        }
        for (row, types) in values.rows.iter_mut().zip(&cells) {
            for ((cell, from), column) in row.content.iter_mut().zip(types).zip(&columns) {
                convert(cell, from, &column.data_type);
            }
        }
        Columns { list: columns, open: false }
    }

    /// Gives columns the names of a list such as `t(a, b)`.
    pub(crate) fn rename(&mut self, columns: &mut Columns, names: &mut [TableAliasColumnDef]) {
        if names.is_empty() {
            return;
        }
        if columns.open {
            columns.list.clear();
            for name in names.iter() {
                columns.list.push(open_column(&name.name.value, name.name.span.into()));
            }
            return;
        }
        if names.len() != columns.list.len() {
            let place = names.iter().fold(Place::default(), |place, name| place.with(name.name.span.into()));
            let message = format!("{} names are given for {} columns", names.len(), columns.list.len());
            self.error("column_names", place, message, None);
            columns.open = true;
        }
        for (column, name) in columns.list.iter_mut().zip(names.iter_mut()) {
            column.name.clone_from(&name.name.value);
            column.key = name.name.value.to_lowercase();
            name.name = quoted_at(&column.key, &name.name);
        }
    }

    fn select(&mut self, select: &mut Select, order: Option<&mut OrderBy>) -> Columns {
        if let [SelectItem::UnnamedExpr(Expr::Identifier(ident))] = select.projection.as_slice()
            && ident.value == BROKEN
        {
            self.aggregated = true;
            return Columns::unknown();
        }
        self.refuse_clauses(select);
        self.scopes.push(Scope::default());
        for entry in &mut select.from {
            self.table_with_joins(entry);
        }
        if let Some(condition) = &mut select.selection {
            self.clause = Clause::Where;
            self.condition(condition);
        }
        self.clause = Clause::Select;
        for window in &mut select.named_window {
            use datafusion::sql::sqlparser::ast::NamedWindowExpr;
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
        if !groups.is_empty() || aggregates || having_aggregates {
            self.aggregated = true;
            // Without all keys there is no telling what is missing.
            for item in items.iter().filter(|_| groups_known) {
                self.verify_grouped(&item.expr, &groups);
            }
            if let Some(condition) = select.having.as_ref().filter(|_| groups_known) {
                self.verify_grouped(condition, &groups);
            }
        }
        if let Some(scope) = self.scopes.pop() {
            super::membership::attach(&mut select.from, scope.joins);
        }
        let mut list = Vec::with_capacity(items.len());
        for item in items {
            let key = unique(&item.name.to_lowercase(), &list);
            select.projection.push(SelectItem::ExprWithAlias { expr: item.expr, alias: quoted(&key) });
            list.push(Column {
                key,
                name: item.name,
                data_type: item.typed.data_type,
                class: item.typed.class,
                origin: item.typed.origin,
                place: item.typed.place,
            });
        }
        if select.projection.is_empty() {
            select.projection.push(SelectItem::ExprWithAlias { expr: null(), alias: quoted("") });
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
                    .then(|| "number the rows with ROW_NUMBER() in a subquery and filter outside".to_owned());
                self.error("unsupported", place, format!("{name} is not part of AMC SQL"), help);
            }
        }
    }

    fn item(&mut self, item: SelectItem, items: &mut Vec<Item>, open: &mut bool) {
        match item {
            SelectItem::UnnamedExpr(mut expr) => {
                let name = match &expr {
                    Expr::Identifier(ident) => ident.value.clone(),
                    Expr::CompoundIdentifier(parts) => parts.last().map(|part| part.value.clone()).unwrap_or_default(),
                    _ => format!("EXPR${}", items.len()),
                };
                let typed = self.expr(&mut expr);
                items.push(Item { expr, typed, name });
            }
            SelectItem::ExprWithAlias { mut expr, alias } => {
                let typed = self.expr(&mut expr);
                items.push(Item { expr, typed, name: alias.value });
            }
            SelectItem::ExprWithAliases { mut expr, aliases } => {
                let typed = self.expr(&mut expr);
                let place = aliases.first().map(|alias| alias.span.into()).unwrap_or_default();
                self.error("unsupported", place, "one expression takes one alias", None);
                items.push(Item { expr, typed, name: String::new() });
            }
            SelectItem::Wildcard(options) => {
                let place = Place::from(options.wildcard_token.0.span);
                self.star(None, place, items, open);
            }
            SelectItem::QualifiedWildcard(kind, options) => {
                let star = Place::from(options.wildcard_token.0.span);
                match kind {
                    SelectItemQualifiedWildcardKind::ObjectName(name) => {
                        let last = name.0.last().and_then(|part| part.as_ident().cloned());
                        let Some(ident) = last else { return };
                        let place = Place::from(ident.span).with(star);
                        self.star(Some(&ident), place, items, open);
                    }
                    SelectItemQualifiedWildcardKind::Expr(_) => {
                        self.error("unsupported", star, "a star cannot stand behind this", None);
                    }
                }
            }
        }
    }

    fn star(&mut self, of: Option<&Ident>, place: Place, items: &mut Vec<Item>, open: &mut bool) {
        let Some(scope) = self.scopes.last().cloned() else { return };
        let wanted = of.map(|ident| ident.value.to_lowercase());
        let relations: Vec<_> = scope
            .relations
            .iter()
            .filter(|relation| wanted.as_ref().is_none_or(|name| relation.alias == *name))
            .collect();
        if relations.is_empty() {
            if let Some(ident) = of {
                self.unknown_relation(ident);
            } else {
                self.error("select_star", place, "there is no table whose columns `*` could stand for", None);
            }
            *open = true;
            return;
        }
        let mut refused = false;
        if !self.in_exists
            && let Some(table) = relations.iter().find_map(|relation| relation.base.clone())
        {
            self.error(
                "select_star",
                place,
                format!("AMC does not hand out whole rows: `*` cannot be used on the table `{table}`"),
                Some("name the columns and aggregate them".to_owned()),
            );
            // One finding is enough; the missing aggregate is the same mistake.
            (self.aggregated, refused) = (true, true);
        }
        for relation in relations {
            *open |= relation.columns.open;
            for column in &relation.columns.list {
                let repeated = wanted.is_none()
                    && scope.merged.contains(&column.key)
                    && items.iter().any(|item| item.name.eq_ignore_ascii_case(&column.name));
                if repeated {
                    continue;
                }
                let expr = if scope.merged.contains(&column.key) {
                    Expr::Identifier(quoted(&column.key))
                } else {
                    Expr::CompoundIdentifier(vec![quoted(&relation.alias), quoted(&column.key)])
                };
                let typed = Typed {
                    class: if refused { Threshold::None } else { column.class },
                    origin: column.origin.clone(),
                    ..Typed::of(column.data_type.clone(), place)
                };
                items.push(Item { expr, typed, name: column.name.clone() });
            }
        }
    }

    fn group_by(&mut self, group_by: &mut GroupByExpr, items: &[Item]) -> Vec<Expr> {
        let GroupByExpr::Expressions(list, _) = group_by else { return Vec::new() };
        self.clause = Clause::GroupBy;
        let mut groups: Vec<Expr> = Vec::new();
        let mut literal = Vec::with_capacity(list.len());
        for expr in list.iter_mut() {
            let known = groups.len();
            match expr {
                Expr::Value(value) => {
                    if let Some(item) = self.ordinal(value.value.clone(), value.span.into(), items, true) {
                        groups.push(item);
                    }
                }
                Expr::Rollup(sets) | Expr::Cube(sets) | Expr::GroupingSets(sets) => {
                    for inner in sets.iter_mut().flatten() {
                        self.expr(inner);
                        groups.push(inner.clone());
                    }
                }
                _ => {
                    self.group_key(expr);
                    groups.push(expr.clone());
                    // The engine would take a bare number for a position.
                    if matches!(expr, Expr::Value(_))
                        && let Some(at) = items.iter().position(|item| item.expr == *expr)
                    {
                        *expr = Expr::Value(Value::Number((at + 1).to_string(), false).into());
                    }
                }
            }
            literal.push(groups.get(known).is_some_and(is_literal));
        }
        // A literal splits no group, and the engine takes two alike for a mistake.
        let keep = if literal.iter().all(|literal| *literal) { 1 } else { 0 };
        let mut kept = 0;
        let mut flags = literal.into_iter();
        list.retain(|_| {
            let literal = flags.next().unwrap_or(false);
            kept += usize::from(literal);
            !literal || kept <= keep
        });
        self.clause = Clause::Select;
        groups
    }

    fn group_key(&mut self, expr: &mut Expr) {
        let typed = self.expr(expr);
        if typed.aggregate || typed.window {
            let what = if typed.window { "a window function" } else { "an aggregate" };
            self.error("aggregate_in_group_by", typed.place, format!("GROUP BY cannot use {what}"), None);
        }
    }

    /// The item at a position such as `GROUP BY 2`.
    fn ordinal(&mut self, value: Value, place: Place, items: &[Item], group: bool) -> Option<Expr> {
        let clause = if group { "GROUP BY" } else { "ORDER BY" };
        let Value::Number(digits, _) = value else { return None };
        let item = digits.parse::<usize>().ok().and_then(|at| at.checked_sub(1)).and_then(|at| items.get(at));
        match item {
            None => {
                let message = format!("{clause} {digits}: the SELECT has {} columns", items.len());
                self.error("position_out_of_range", place, message, None);
                None
            }
            Some(item) if group && (item.typed.aggregate || item.typed.window) => {
                let what = if item.typed.window { "a window function" } else { "an aggregate" };
                let message = format!("column {digits} is {what} and cannot be grouped by");
                self.error("aggregate_in_group_by", place, message, None);
                None
            }
            Some(item) => Some(item.expr.clone()),
        }
    }

    fn order_by(&mut self, order: &mut OrderBy, items: &[Item]) {
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

fn is_literal(expr: &Expr) -> bool {
    match expr {
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => is_literal(inner),
        Expr::Value(_) => true,
        _ => false,
    }
}

fn open_column(name: &str, place: Place) -> Column {
    Column {
        name: name.to_owned(),
        key: name.to_lowercase(),
        data_type: SqlType::Unknown,
        class: Threshold::None,
        origin: None,
        place,
    }
}

fn name_items(items: &mut [Item]) {
    for (index, item) in items.iter_mut().enumerate() {
        if item.name.is_empty() {
            item.name = format!("EXPR${index}");
        }
    }
}

/// Keys have to be the same as in the finished column list, so this counts repetitions in the same way.
fn aliases(items: &[Item]) -> Vec<Alias> {
    items
        .iter()
        .map(|item| Alias { key: item.name.to_lowercase(), expr: item.expr.clone(), typed: item.typed.clone() })
        .collect()
}

fn unique(key: &str, list: &[Column]) -> String {
    let taken = |name: &str| list.iter().any(|column| column.key == name);
    if !taken(key) {
        return key.to_owned();
    }
    (0..).map(|number| format!("{key}{number}")).find(|name| !taken(name)).unwrap_or_default()
}

/// Where the last thing of a body that has a place begins.
pub(crate) fn body_end(body: &SetExpr) -> (usize, usize) {
    match body {
        SetExpr::SetOperation { right, .. } => body_end(right),
        SetExpr::Select(select) => Place::from(select.select_token.0.span).start,
        SetExpr::Values(values) => {
            values.rows.last().map(|row| Place::from(row.closing_token.0.span).end).unwrap_or_default()
        }
        SetExpr::Query(query) => {
            use datafusion::sql::sqlparser::ast::Spanned;
            Place::from(query.span()).end
        }
        _ => (0, 0),
    }
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

/// Converts the columns of a part of a UNION to the common types.
fn convert_columns(body: &mut SetExpr, from: &Columns, to: &[SqlType]) {
    if !from.list.iter().zip(to).any(|(column, to)| needs_cast(&column.data_type, to)) {
        return;
    }
    match body {
        SetExpr::Select(select) => {
            for ((item, column), to) in select.projection.iter_mut().zip(&from.list).zip(to) {
                if let SelectItem::ExprWithAlias { expr, .. } = item {
                    convert(expr, &column.data_type, to);
                }
            }
        }
        SetExpr::Values(values) => {
            for row in &mut values.rows {
                for ((cell, column), to) in row.content.iter_mut().zip(&from.list).zip(to) {
                    convert(cell, &column.data_type, to);
                }
            }
        }
        SetExpr::SetOperation { left, right, .. } => {
            convert_columns(left, from, to);
            convert_columns(right, from, to);
        }
        SetExpr::Query(query) => convert_columns(&mut query.body, from, to),
        _ => {}
    }
}
