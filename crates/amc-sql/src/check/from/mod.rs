//! FROM, a kind of entry a file.

mod function;
mod join;
mod table;
mod unnest;

pub(crate) use self::table::names_currency;

use std::{collections::BTreeSet, rc::Rc};

use datafusion::sql::sqlparser::ast::{
    Expr, Function, FunctionArguments, Ident, TableAlias, TableFactor, TableWithJoins,
};

use super::{
    analysis::Analysis,
    call::argument_list,
    query::quoted,
    scope::{Columns, Relation},
};
use crate::{
    diagnostic::{listed, named},
    syntax::Place,
};

/// Entries of a FROM that a finding names at most.
const MOST_NAMED: usize = 10;

impl Analysis<'_> {
    pub(crate) fn table_with_joins(&mut self, entry: &mut TableWithJoins) {
        let start = self.scopes.last().map_or(0, |scope| scope.relations.len());
        let mut before = self.factor(&mut entry.relation);
        for join in &mut entry.joins {
            before = self.join(join, before, start);
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
                let call = argument_list(std::mem::take(&mut args.args));
                let alias = alias.take();
                self.table_function(&name, call, alias, factor)
            }
            TableFactor::TableFunction { expr, alias } => {
                let alias = alias.take();
                match expr {
                    Expr::Function(Function { name, args: FunctionArguments::List(list), .. }) => {
                        let (name, args) = (name.clone(), argument_list(std::mem::take(&mut list.args)));
                        self.table_function(&name, args, alias, factor)
                    }
                    _ => {
                        self.error(
                            "unknown_table",
                            Place::default(),
                            "TABLE(…) takes a call of EXTEND_TIME_WINDOW.",
                            Some("Write TABLE(EXTEND_TIME_WINDOW('dsp_impressions', 'P14D', 'P1D')).".to_owned()),
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
            TableFactor::UNNEST { alias, array_exprs, with_ordinality, .. } => {
                let (arrays, alias, numbered) = (std::mem::take(array_exprs), alias.take(), *with_ordinality);
                self.unnested(arrays, numbered, alias, factor)
            }
            TableFactor::NestedJoin { table_with_joins, .. } => {
                self.table_with_joins(table_with_joins);
                Place::default()
            }
            _ => {
                let help = Some("Name a table, or write a subquery in parentheses.".to_owned());
                self.error("unsupported", Place::default(), "This cannot stand in FROM.", help);
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
            let message = format!("The name {} stands for two entries of this FROM.", named(&ident.value));
            let help = "Give one of them another alias.".to_owned();
            self.error("duplicate_name", ident.span.into(), message, Some(help));
        }
        let id = self.relations;
        self.relations += 1;
        let relation = Relation { id, alias: alias.clone(), named: name.is_some(), columns: Rc::new(columns), base };
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
        let near = self.near(&ident.value, known.iter().map(String::as_str));
        let message = format!("There is no table or alias {} in this FROM.", named(&ident.value));
        let help = (!known.is_empty()).then(|| {
            let names: Vec<String> = known.iter().take(MOST_NAMED).map(|name| named(name)).collect();
            format!("This FROM has {}.", listed(&names, "and"))
        });
        self.unknown_name("unknown_table", ident.span.into(), message, near, help);
    }
}

fn set_alias(alias: &mut Option<TableAlias>, key: &str) {
    match alias {
        Some(alias) => alias.name = quoted(key),
        None => *alias = Some(TableAlias { explicit: true, name: quoted(key), columns: Vec::new(), at: None }),
    }
}
