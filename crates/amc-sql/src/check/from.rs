//! FROM: tables, subqueries and joins.

use std::{collections::BTreeSet, rc::Rc};

use datafusion::sql::sqlparser::{
    ast::{
        Expr, Function, FunctionArguments, Ident, Join, JoinConstraint, JoinOperator, ObjectName, ObjectNamePart,
        TableAlias, TableFactor, TableWithJoins, Value,
    },
    keywords::Keyword,
};

use super::{
    analysis::{Analysis, Clause, TableRead},
    call::argument_list,
    duration::Period,
    query::quoted,
    scope::{Column, Columns, Relation},
};
use crate::{
    catalogue::{Table, TableStatus},
    diagnostic::Severity,
    suggest::nearest,
    syntax::Place,
    types::SqlType,
};

impl Analysis<'_> {
    pub(crate) fn table_with_joins(&mut self, entry: &mut TableWithJoins) {
        let mut before = self.factor(&mut entry.relation);
        for join in &mut entry.joins {
            before = self.join(join, before);
        }
    }

    fn join(&mut self, join: &mut Join, before: Place) -> Place {
        let known = self.scopes.last().map_or(0, |scope| scope.relations.len());
        let place = self.factor(&mut join.relation);
        let constraint = match &mut join.join_operator {
            JoinOperator::Join(constraint)
            | JoinOperator::Inner(constraint)
            | JoinOperator::Left(constraint)
            | JoinOperator::LeftOuter(constraint)
            | JoinOperator::FullOuter(constraint)
            | JoinOperator::CrossJoin(constraint) => constraint,
            JoinOperator::Right(constraint) | JoinOperator::RightOuter(constraint) => {
                let place = self.text.find(before.end, Keyword::RIGHT).unwrap_or(place);
                self.error(
                    "right_join",
                    place,
                    "AMC has no RIGHT JOIN",
                    Some("swap the two tables and use LEFT JOIN".to_owned()),
                );
                constraint
            }
            _ => {
                self.error("unsupported", place, "this kind of join is not part of AMC SQL", None);
                return place;
            }
        };
        match constraint {
            JoinConstraint::On(condition) => {
                self.clause = Clause::On;
                self.condition(condition);
                self.clause = Clause::Select;
            }
            JoinConstraint::Using(names) => self.using(names, known),
            JoinConstraint::Natural => {
                self.error(
                    "unsupported",
                    place,
                    "NATURAL JOIN is not part of AMC SQL",
                    Some("use ON or USING".to_owned()),
                );
            }
            JoinConstraint::None => {}
        }
        place
    }

    fn using(&mut self, names: &mut [ObjectName], known: usize) {
        let Some(scope) = self.scopes.last().cloned() else { return };
        for name in names {
            let Some(ident) = name.0.last().and_then(|part| part.as_ident().cloned()) else { continue };
            let key = ident.value.to_lowercase();
            for (side, relations) in [("left", &scope.relations[..known]), ("right", &scope.relations[known..])] {
                let there =
                    relations.iter().any(|relation| relation.columns.open || relation.columns.find(&key).is_some());
                if !there {
                    let message = format!("the {side} side of the join has no column `{}`", ident.value);
                    let all =
                        relations.iter().flat_map(|relation| relation.columns.list.iter().map(|c| c.name.as_str()));
                    let near = nearest(&ident.value, all).map(str::to_owned);
                    self.unknown_name("unknown_column", ident.span.into(), message, near, None);
                }
            }
            *name = ObjectName(vec![ObjectNamePart::Identifier(quoted(&key))]);
            if let Some(scope) = self.scopes.last_mut() {
                scope.merged.insert(key);
            }
        }
    }

    /// Adds an entry to the innermost scope and answers where it stands.
    fn factor(&mut self, factor: &mut TableFactor) -> Place {
        match factor {
            TableFactor::Table { name, args: None, .. } => {
                let name = name.clone();
                self.named_table(&name, factor)
            }
            TableFactor::Table { name, args: Some(args), alias, .. } => {
                let name = name.clone();
                let call: Vec<Expr> = argument_list(&args.args);
                let alias = alias.take();
                self.table_function(&name, call, alias, factor)
            }
            TableFactor::TableFunction { expr, alias } => {
                let alias = alias.take();
                match expr {
                    Expr::Function(Function { name, args: FunctionArguments::List(list), .. }) => {
                        let (name, args) = (name.clone(), argument_list(&list.args));
                        self.table_function(&name, args, alias, factor)
                    }
                    _ => {
                        self.error(
                            "unknown_table",
                            Place::default(),
                            "TABLE (…) takes EXTEND_TIME_WINDOW ('table', 'P14D', 'P1D')",
                            None,
                        );
                        self.add(alias.as_ref().map(|alias| &alias.name), Columns::unknown(), None);
                        Place::default()
                    }
                }
            }
            TableFactor::Derived { subquery, alias, lateral, .. } => {
                let mut columns = if *lateral {
                    self.nested(|this| this.query(subquery, false))
                } else {
                    self.apart(|this| this.query(subquery, false))
                };
                let place = alias.as_ref().map(|alias| alias.name.span.into()).unwrap_or_default();
                if let Some(alias) = alias.as_mut() {
                    self.rename(&mut columns, &mut alias.columns);
                }
                let key = self.add(alias.as_ref().map(|alias| &alias.name), columns, None);
                set_alias(alias, &key);
                place
            }
            TableFactor::UNNEST { alias, array_exprs, .. } => {
                let mut list = Vec::new();
                for expr in array_exprs {
                    let typed = self.expr(expr);
                    list.push(element_column(&typed.data_type, alias.as_ref(), typed.place));
                }
                let place = list.first().map(|column| column.place).unwrap_or_default();
                let key = self.add(alias.as_ref().map(|alias| &alias.name), Columns { list, open: false }, None);
                set_alias(alias, &key);
                place
            }
            TableFactor::NestedJoin { table_with_joins, .. } => {
                self.table_with_joins(table_with_joins);
                Place::default()
            }
            _ => {
                self.error("unsupported", Place::default(), "this cannot stand in FROM", None);
                self.add(None, Columns::unknown(), None);
                Place::default()
            }
        }
    }

    fn named_table(&mut self, name: &ObjectName, factor: &mut TableFactor) -> Place {
        let TableFactor::Table { alias, name: target, .. } = factor else { return Place::default() };
        let idents: Vec<Ident> = name.0.iter().filter_map(|part| part.as_ident().cloned()).collect();
        let Some(last) = idents.last().cloned() else { return Place::default() };
        let place = idents.iter().fold(Place::default(), |place, ident| place.with(ident.span.into()));
        let key = last.value.to_lowercase();
        let cte = (idents.len() == 1).then(|| self.ctes.iter().rev().find(|(name, _)| *name == key)).flatten().cloned();
        if cte.is_none() && self.misplaced_keyword(&last) {
            self.aggregated = true;
            let key = self.add(Some(&last), Columns::unknown(), None);
            set_alias(alias, &key);
            return place;
        }
        let (mut columns, base) = match cte {
            Some((_, columns)) => (Columns::clone(&columns), None),
            None => match self.base_table(&key, &last.value, place, None) {
                Some((columns, read)) => {
                    *target = ObjectName(vec![ObjectNamePart::Identifier(quoted(&read))]);
                    (columns, Some(key.clone()))
                }
                None => (Columns::unknown(), None),
            },
        };
        if cte_like(target, &key) {
            *target = ObjectName(vec![ObjectNamePart::Identifier(quoted(&key))]);
        }
        if let Some(alias) = alias.as_mut() {
            self.rename(&mut columns, &mut alias.columns);
        }
        let name = alias.as_ref().map_or(&last, |alias| &alias.name).clone();
        let end = alias.as_ref().map(|alias| Place::from(alias.name.span)).unwrap_or_default();
        let key = self.add(Some(&name), columns, base);
        set_alias(alias, &key);
        place.with(end)
    }

    /// Looks a table up and notes that it is read; answers its columns and the name the engine finds it under.
    fn base_table(
        &mut self,
        key: &str,
        written: &str,
        place: Place,
        widened: Option<(Period, Period)>,
    ) -> Option<(Columns, String)> {
        let Some(table) = self.catalogue.table(key).cloned() else {
            let ctes = self.ctes.iter().map(|(name, _)| name.as_str());
            let tables = self.catalogue.tables().iter().map(|table| table.name.as_str());
            let near = nearest(written, ctes.chain(tables)).map(str::to_owned);
            self.unknown_name("unknown_table", place, format!("there is no table `{written}`"), near, None);
            // What is missing cannot be called raw rows.
            self.aggregated = true;
            return None;
        };
        self.notes_on_table(&table, place);
        self.tables.insert(key.to_owned());
        if table.audience_of.is_none() && !key.ends_with("_for_audiences") {
            self.reads_events = true;
        } else {
            // Audience queries answer with users by design.
            self.aggregated = true;
        }
        let read = match widened {
            None => format!("table:{key}"),
            Some(_) => self.fresh(&format!("table:{key}")),
        };
        self.reads.insert(read.clone(), TableRead { table: key.to_owned(), widened });
        let list = table
            .fields
            .iter()
            .map(|field| Column {
                name: field.name.clone(),
                key: field.name.to_lowercase(),
                data_type: field.data_type.into(),
                class: field.threshold,
                origin: Some(Rc::from(field.name.as_str())),
                place,
            })
            .collect::<Vec<_>>();
        let open = list.is_empty();
        Some((Columns { list, open }, read))
    }

    fn notes_on_table(&mut self, table: &Table, place: Place) {
        if table.status == TableStatus::Retired {
            let message = format!("the table `{}` is no longer filled", table.name);
            self.report(Severity::Warning, "retired_table", place, message, None);
        }
        if table.available == Some(false) {
            let message = format!("this instance does not offer the table `{}`", table.name);
            let help = table.paid.then(|| "it belongs to a paid subscription".to_owned());
            self.report(Severity::Warning, "table_not_available", place, message, help);
        }
    }

    fn table_function(
        &mut self,
        name: &ObjectName,
        mut args: Vec<Expr>,
        mut alias: Option<TableAlias>,
        factor: &mut TableFactor,
    ) -> Place {
        let ident = name.0.last().and_then(|part| part.as_ident().cloned());
        let Some(ident) = ident else { return Place::default() };
        let place = self.text.call(ident.span.into());
        match ident.value.to_ascii_uppercase().as_str() {
            "EXTEND_TIME_WINDOW" => {
                let (columns, read, base) = self.extended(&args, place);
                let mut columns = columns;
                if let Some(alias) = alias.as_mut() {
                    self.rename(&mut columns, &mut alias.columns);
                }
                let implied = base.as_deref().map(Ident::new);
                let named = alias.as_ref().map(|alias| alias.name.clone()).or(implied);
                let key = self.add(named.as_ref(), columns, base);
                set_alias(&mut alias, &key);
                *factor = table_factor(&read, alias);
                place
            }
            "EXPLODE" | "UNNEST" => {
                let mut list = Vec::new();
                for expr in &mut args {
                    let typed = self.expr(expr);
                    list.push(element_column(&typed.data_type, alias.as_ref(), typed.place));
                }
                let key = self.add(alias.as_ref().map(|alias| &alias.name), Columns { list, open: false }, None);
                set_alias(&mut alias, &key);
                *factor = TableFactor::UNNEST {
                    alias,
                    array_exprs: args,
                    with_offset: false,
                    with_offset_alias: None,
                    with_ordinality: false,
                };
                place
            }
            _ => {
                let near = nearest(&ident.value, ["EXTEND_TIME_WINDOW", "EXPLODE"]).map(str::to_owned);
                let message = format!("there is no table function `{}`", ident.value);
                self.unknown_name("unknown_function", ident.span.into(), message, near, None);
                self.add(alias.as_ref().map(|alias| &alias.name), Columns::unknown(), None);
                place
            }
        }
    }

    /// `EXTEND_TIME_WINDOW('table', 'P14D', 'P1D')`.
    fn extended(&mut self, args: &[Expr], place: Place) -> (Columns, String, Option<String>) {
        let texts: Vec<Option<(String, Place)>> = args
            .iter()
            .map(|arg| match arg {
                Expr::Value(value) => match &value.value {
                    Value::SingleQuotedString(text) => Some((text.clone(), Place::from(value.span))),
                    _ => None,
                },
                _ => None,
            })
            .collect();
        let [Some((table, at)), Some(before), Some(after)] = texts.as_slice() else {
            self.error(
                "argument_count",
                place,
                "EXTEND_TIME_WINDOW takes three texts: a table, how much earlier, how much later",
                Some("for example EXTEND_TIME_WINDOW('dsp_impressions', 'P14D', 'P1D')".to_owned()),
            );
            return (Columns::unknown(), String::new(), None);
        };
        let periods: Vec<Option<Period>> = [before, after]
            .into_iter()
            .map(|(text, at)| {
                let period = Period::parse(text);
                if period.is_none() {
                    self.error(
                        "invalid_duration",
                        *at,
                        format!("`{text}` is no ISO 8601 duration"),
                        Some("write days as P14D, hours as PT12H".to_owned()),
                    );
                }
                period
            })
            .collect();
        let widened = periods[0].unwrap_or_default();
        let widened = (widened, periods[1].unwrap_or_default());
        let key = table.to_lowercase();
        match self.base_table(&key, table, *at, Some(widened)) {
            Some((columns, read)) => (columns, read, Some(key)),
            None => (Columns::unknown(), String::new(), None),
        }
    }

    /// Adds a relation under its name, or under one that nobody can write.
    fn add(&mut self, name: Option<&Ident>, columns: Columns, base: Option<String>) -> String {
        let alias = match name {
            Some(ident) => ident.value.to_lowercase(),
            None => self.fresh("subquery"),
        };
        let taken =
            self.scopes.last().is_some_and(|scope| scope.relations.iter().any(|relation| relation.alias == alias));
        if taken && let Some(ident) = name {
            let message = format!("`{}` names two entries of this FROM", ident.value);
            self.error("duplicate_name", ident.span.into(), message, Some("give one of them an alias".to_owned()));
        }
        let relation = Relation { alias: alias.clone(), named: name.is_some(), columns: Rc::new(columns), base };
        if let Some(scope) = self.scopes.last_mut() {
            scope.relations.push(relation);
        }
        alias
    }

    pub(crate) fn unknown_relation(&mut self, ident: &Ident) {
        let known: BTreeSet<String> = self
            .scopes
            .iter()
            .flat_map(|scope| scope.relations.iter().filter(|relation| relation.named))
            .map(|relation| relation.alias.clone())
            .collect();
        let near = nearest(&ident.value, known.iter().map(String::as_str)).map(str::to_owned);
        let message = format!("`{}` is no table or alias of this FROM", ident.value);
        let listed = (!known.is_empty()).then(|| {
            let names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            format!("there are: {}", names.join(", "))
        });
        self.unknown_name("unknown_table", ident.span.into(), message, near, listed);
    }
}

fn cte_like(target: &ObjectName, key: &str) -> bool {
    matches!(target.0.as_slice(), [ObjectNamePart::Identifier(ident)] if ident.value.eq_ignore_ascii_case(key))
}

fn set_alias(alias: &mut Option<TableAlias>, key: &str) {
    match alias {
        Some(alias) => alias.name = quoted(key),
        None => *alias = Some(TableAlias { explicit: true, name: quoted(key), columns: Vec::new(), at: None }),
    }
}

fn table_factor(name: &str, alias: Option<TableAlias>) -> TableFactor {
    TableFactor::Table {
        name: ObjectName(vec![ObjectNamePart::Identifier(quoted(name))]),
        alias,
        args: None,
        with_hints: Vec::new(),
        version: None,
        with_ordinality: false,
        partitions: Vec::new(),
        json_path: None,
        sample: None,
        index_hints: Vec::new(),
    }
}

/// The column of an unnested array: named by the alias's column list, else by the alias.
fn element_column(data_type: &SqlType, alias: Option<&TableAlias>, place: Place) -> Column {
    let name = alias.map_or_else(
        || "col".to_owned(),
        |alias| alias.columns.first().map_or(&alias.name, |column| &column.name).value.clone(),
    );
    let data_type = match data_type {
        SqlType::Array(element) => SqlType::clone(element),
        _ => SqlType::Unknown,
    };
    Column { key: name.to_lowercase(), name, data_type, class: crate::catalogue::Threshold::None, origin: None, place }
}
