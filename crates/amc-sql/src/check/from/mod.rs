//! FROM, a kind of entry a file.

mod function;
mod join;
mod table;

pub(crate) use self::table::names_currency;

use std::{collections::BTreeSet, rc::Rc};

use datafusion::sql::sqlparser::ast::{
    Expr, Function, FunctionArguments, Ident, TableAlias, TableFactor, TableWithJoins,
};

use super::{
    analysis::Analysis,
    call::argument_list,
    query::quoted,
    scope::{Column, Columns, Relation},
    traps::Marks,
};
use crate::{catalogue::Threshold, suggest::nearest, syntax::Place, types::SqlType};

impl Analysis<'_> {
    pub(crate) fn table_with_joins(&mut self, entry: &mut TableWithJoins) {
        let mut before = self.factor(&mut entry.relation);
        for join in &mut entry.joins {
            before = self.join(join, before);
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

fn set_alias(alias: &mut Option<TableAlias>, key: &str) {
    match alias {
        Some(alias) => alias.name = quoted(key),
        None => *alias = Some(TableAlias { explicit: true, name: quoted(key), columns: Vec::new(), at: None }),
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
    Column {
        key: name.to_lowercase(),
        name,
        data_type,
        class: Threshold::None,
        origin: None,
        firm: false,
        marks: Marks::default(),
        place,
    }
}
