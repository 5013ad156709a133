//! The columns that relations have, followed through subqueries and common table expressions.

use std::{borrow::Cow, collections::HashSet, rc::Rc};

use super::{
    item::Item,
    lex::Lexed,
    outline::{Block, Outline, Relation, Source},
};
use crate::{
    catalogue::{Catalogue, Field, FieldKind, Table},
    functions::{self, FunctionClass, Returns},
    types::SqlType,
};

/// Columns that one relation is followed for; `SELECT *` over itself many times would grow without end.
const MOST_COLUMNS: usize = 2000;
/// Queries in queries that are followed.
const DEEPEST: usize = 64;

/// A column of a relation.
#[derive(Debug, Clone)]
pub(super) struct Column<'a> {
    pub(super) name: Cow<'a, str>,
    /// The field of a base table that it is, unchanged.
    pub(super) field: Option<&'a Field>,
    /// Type of an expression, where it can be told from its function alone.
    pub(super) computed: Option<SqlType>,
    /// Whether it was aggregated, and so is a measure.
    pub(super) aggregated: bool,
}

impl Column<'_> {
    pub(super) fn type_words(&self) -> String {
        match (self.field, &self.computed) {
            (Some(field), _) => field.data_type.to_string(),
            (None, Some(computed)) => computed.to_string(),
            (None, None) => String::new(),
        }
    }

    pub(super) fn is_metric(&self) -> bool {
        self.aggregated || self.field.is_some_and(|field| field.kind == FieldKind::Metric)
    }

    pub(super) fn is_number(&self) -> bool {
        match (self.field, &self.computed) {
            (Some(field), _) => SqlType::from(field.data_type).is_number(),
            (None, Some(computed)) => computed.is_number(),
            (None, None) => false,
        }
    }
}

/// The columns of a relation, shared by everything that uses them.
pub(super) type Columns<'a> = Rc<Vec<Column<'a>>>;

/// What a name in FROM means.
enum Named<'a> {
    Cte(usize),
    Table(&'a Table),
    Nothing,
}

/// Answers what columns there are.
pub(super) struct Scope<'a> {
    pub(super) lexed: &'a Lexed<'a>,
    pub(super) outline: &'a Outline,
    pub(super) catalogue: &'a Catalogue,
    /// Columns of each query, once known.
    known: Vec<Option<Columns<'a>>>,
    tables: Vec<(&'a str, Columns<'a>)>,
    depth: usize,
}

impl<'a> Scope<'a> {
    pub(super) fn new(lexed: &'a Lexed<'a>, outline: &'a Outline, catalogue: &'a Catalogue) -> Self {
        Self { lexed, outline, catalogue, known: vec![None; outline.queries.len()], tables: Vec::new(), depth: 0 }
    }

    /// The name by which a relation is addressed.
    pub(super) fn name(&self, relation: &Relation) -> Option<Cow<'a, str>> {
        let at = relation.alias.or(match relation.source {
            Source::Name(at) | Source::Extended(at) => Some(at),
            Source::Query(_) | Source::Unknown => None,
        })?;
        Some(self.lexed.name(at))
    }

    /// What a relation is, in a word or two: its table, or what else gives its rows.
    pub(super) fn origin(&self, relation: &Relation) -> Cow<'a, str> {
        match relation.source {
            Source::Name(at) | Source::Extended(at) => self.lexed.name(at),
            Source::Query(_) => Cow::Borrowed("subquery"),
            Source::Unknown => Cow::Borrowed("relation"),
        }
    }

    /// The common table expressions that a block sees, latest first; those hidden by a later one of the same name are left out.
    pub(super) fn ctes(&self, mut env: Option<usize>) -> Vec<usize> {
        let mut names: HashSet<String> = HashSet::new();
        let mut seen: Vec<usize> = Vec::new();
        while let Some(cte) = env {
            if names.insert(self.lexed.name(self.outline.ctes[cte].name).to_ascii_lowercase()) {
                seen.push(cte);
            }
            env = self.outline.ctes[cte].before;
        }
        seen
    }

    fn meaning(&self, name: &str, mut env: Option<usize>) -> Named<'a> {
        while let Some(cte) = env {
            if self.lexed.name(self.outline.ctes[cte].name).eq_ignore_ascii_case(name) {
                return Named::Cte(cte);
            }
            env = self.outline.ctes[cte].before;
        }
        self.catalogue.table(name).map_or(Named::Nothing, |table| Named::Table(table))
    }

    /// The columns of the table or common table expression of this name.
    pub(super) fn named(&mut self, name: &str, env: Option<usize>) -> Columns<'a> {
        match self.meaning(name, env) {
            Named::Cte(cte) => self.cte(cte),
            Named::Table(table) => self.table(table),
            Named::Nothing => Rc::default(),
        }
    }

    pub(super) fn cte(&mut self, cte: usize) -> Columns<'a> {
        let outline = self.outline;
        let cte = &outline.ctes[cte];
        let columns = self.query(cte.query);
        self.renamed(columns, &cte.columns)
    }

    fn table(&mut self, table: &'a Table) -> Columns<'a> {
        if let Some((_, columns)) = self.tables.iter().find(|(name, _)| *name == table.name) {
            return Rc::clone(columns);
        }
        let column = |field: &'a Field| Column {
            name: Cow::Borrowed(field.name.as_str()),
            field: Some(field),
            computed: None,
            aggregated: false,
        };
        let columns: Columns<'a> = Rc::new(table.fields.iter().map(column).collect());
        self.tables.push((&table.name, Rc::clone(&columns)));
        columns
    }

    /// The columns of a relation of a block.
    pub(super) fn relation(&mut self, relation: &Relation, env: Option<usize>) -> Columns<'a> {
        let columns = match relation.source {
            Source::Name(at) => self.named(&self.lexed.name(at), env),
            Source::Extended(at) => match self.catalogue.table(&self.lexed.name(at)) {
                Some(table) => self.table(table),
                None => Rc::default(),
            },
            Source::Query(query) => self.query(query),
            Source::Unknown => Rc::default(),
        };
        self.renamed(columns, &relation.columns)
    }

    fn renamed(&self, columns: Columns<'a>, names: &[usize]) -> Columns<'a> {
        if names.is_empty() {
            return columns;
        }
        let made = names.iter().enumerate().map(|(nth, name)| {
            let name = self.lexed.name(*name);
            match columns.get(nth) {
                Some(column) => Column { name, ..column.clone() },
                None => Column { name, field: None, computed: None, aggregated: false },
            }
        });
        Rc::new(made.collect())
    }

    /// The output columns of a query: those of its first SELECT. None while they are being found out, as in a recursive query.
    fn query(&mut self, query: usize) -> Columns<'a> {
        let Some(block) = self.outline.queries.get(query).copied().flatten() else { return Rc::default() };
        if let Some(columns) = &self.known[query] {
            return Rc::clone(columns);
        }
        if self.depth >= DEEPEST {
            return Rc::default();
        }
        self.known[query] = Some(Rc::default());
        self.depth += 1;
        let columns = Rc::new(self.output(block));
        self.depth -= 1;
        self.known[query] = Some(Rc::clone(&columns));
        columns
    }

    /// The output columns of a block that have a name.
    pub(super) fn output(&mut self, block: usize) -> Vec<Column<'a>> {
        let outline = self.outline;
        let block = &outline.blocks[block];
        let mut out = Vec::new();
        for item in &block.items {
            match *item {
                Item::Star(of) => {
                    let wanted = of.map(|at| self.lexed.name(at));
                    for relation in &block.relations {
                        let fits = wanted.as_ref().is_none_or(|wanted| {
                            self.name(relation).is_some_and(|name| name.eq_ignore_ascii_case(wanted))
                        });
                        if fits {
                            out.extend(self.relation(relation, block.env).iter().cloned());
                        }
                    }
                }
                Item::Column { name, of, alias } => out.push(self.passed_on(block, name, of, alias)),
                Item::Expression { alias: Some(alias), call } => {
                    let function = call.and_then(|call| functions::find(self.lexed.text(call)));
                    out.push(Column {
                        name: self.lexed.name(alias),
                        field: None,
                        computed: function.and_then(|function| answer(function.returns)),
                        aggregated: function.is_some_and(|function| function.doc.class == FunctionClass::Aggregate),
                    });
                }
                Item::Expression { alias: None, .. } => {}
            }
            out.truncate(MOST_COLUMNS);
        }
        out
    }

    fn passed_on(&mut self, block: &Block, name: usize, of: Option<usize>, alias: Option<usize>) -> Column<'a> {
        let (own, wanted) = (self.lexed.name(name), of.map(|at| self.lexed.name(at)));
        let mut found = None;
        for relation in &block.relations {
            let fits = wanted
                .as_ref()
                .is_none_or(|wanted| self.name(relation).is_some_and(|name| name.eq_ignore_ascii_case(wanted)));
            if fits && found.is_none() {
                let columns = self.relation(relation, block.env);
                found = columns.iter().find(|column| column.name.eq_ignore_ascii_case(&own)).cloned();
            }
        }
        let shown = alias.map_or(own, |at| self.lexed.name(at));
        match found {
            Some(column) => Column { name: shown, ..column },
            None => Column { name: shown, field: None, computed: None, aggregated: false },
        }
    }
}

/// The type that a function always answers.
fn answer(returns: Returns) -> Option<SqlType> {
    Some(match returns {
        Returns::Text => SqlType::STRING,
        Returns::Integer => SqlType::INTEGER,
        Returns::Long => SqlType::LONG,
        Returns::Double => SqlType::DOUBLE,
        Returns::Boolean => SqlType::BOOLEAN,
        Returns::Date => SqlType::DATE,
        Returns::Timestamp => SqlType::TIMESTAMP,
        Returns::Binary => SqlType::BINARY,
        Returns::Map => SqlType::Map,
        Returns::TextArray => SqlType::array(SqlType::STRING),
        _ => return None,
    })
}
