//! Where a name comes from, and what a text is made of.

use serde::Serialize;

use super::{
    keyword::Kw,
    lex::{Kind, Lexed, lex},
    outline::{Relation, Source},
    point::{Lines, Meaning, Point, TextRange},
    reader,
};
use crate::{catalogue::Catalogue, syntax::LONGEST};

/// A part of a text that has a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Symbol {
    /// Its name; `SELECT` for a statement's main query.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// Where its name stands.
    pub range: TextRange,
}

/// What a symbol is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SymbolKind {
    /// A common table expression.
    Cte,
    /// The main query of a statement.
    Query,
}

/// Where the name at a place is given: a common table expression, an alias, or the item of a SELECT that a column comes from. `None` for what
/// the statement does not define itself.
///
/// `line` and `column` count from 1, columns in characters.
pub fn definition(sql: &str, line: usize, column: usize) -> Option<TextRange> {
    let point = Point::new(sql, line, column)?;
    let at = match point.meaning()? {
        Meaning::Cte(cte) => point.outline.ctes[cte].name,
        Meaning::Relation { block, index } => point.own_name(&point.outline.blocks[block].relations[index])?,
        Meaning::Column { block, qualifier } => giving(&point, block, qualifier)?,
        Meaning::Table | Meaning::Function => return None,
    };
    Some(point.range(at))
}

fn giving(point: &Point<'_>, block: usize, qualifier: Option<usize>) -> Option<usize> {
    if let Some(qualifier) = qualifier {
        let (block, index) = point.relation_named(&point.lexed.name(qualifier), Some(block))?;
        return given_by(point, block, index);
    }
    let mut next = Some(block);
    while let Some(block) = next {
        let here = &point.outline.blocks[block];
        if let Some(given) = (0..here.relations.len()).find_map(|index| given_by(point, block, index)) {
            return Some(given);
        }
        // A query around it is asked only for what the tables of this one do not have.
        if here.relations.iter().any(|relation| is_field(point, relation, here.env)) {
            return None;
        }
        next = here.outer;
    }
    None
}

/// Whether a relation is a table with a column of the name in hand.
fn is_field(point: &Point<'_>, relation: &Relation, env: Option<usize>) -> bool {
    let (Source::Name(at) | Source::Extended(at)) = relation.source else { return false };
    let table = point.lexed.name(at);
    let known = Catalogue::embedded().is_ok_and(|catalogue| {
        catalogue.table(&table).is_some_and(|table| table.field(&point.lexed.name(point.index)).is_some())
    });
    let hidden = matches!(relation.source, Source::Name(_)) && point.cte(&table, env).is_some();
    known && !hidden && relation.columns.is_empty()
}

/// The token that gives the column in hand its name in an entry of FROM.
fn given_by(point: &Point<'_>, block: usize, index: usize) -> Option<usize> {
    let name = point.lexed.name(point.index);
    let here = &point.outline.blocks[block];
    let relation = &here.relations[index];
    let renamed =
        |columns: &[usize]| columns.iter().copied().find(|at| point.lexed.name(*at).eq_ignore_ascii_case(&name));
    if !relation.columns.is_empty() {
        return renamed(&relation.columns);
    }
    match relation.source {
        Source::Query(query) => point.giving(query, &name),
        Source::Name(at) => {
            let cte = &point.outline.ctes[point.cte(&point.lexed.name(at), here.env)?];
            if cte.columns.is_empty() { point.giving(cte.query, &name) } else { renamed(&cte.columns) }
        }
        Source::Extended(_) | Source::Unknown => None,
    }
}

/// The common table expressions and main queries of a text, in order; none of a text of more than 1 MiB.
pub fn symbols(sql: &str) -> Vec<Symbol> {
    if sql.len() > LONGEST {
        return Vec::new();
    }
    let lexed = lex(sql, sql.len());
    let outline = reader::outline(&lexed, lexed.tokens.len());
    let lines = Lines::new(sql);
    let mut symbols: Vec<(usize, SymbolKind)> = outline.ctes.iter().map(|cte| (cte.name, SymbolKind::Cte)).collect();
    symbols.extend(main_queries(&lexed).into_iter().map(|at| (at, SymbolKind::Query)));
    symbols.sort_unstable_by_key(|(at, _)| *at);
    // A recursive one is known twice, to its own query and to those behind it.
    symbols.dedup_by_key(|(at, _)| *at);
    symbols
        .into_iter()
        .map(|(at, kind)| {
            let token = lexed.tokens[at];
            let name = match kind {
                SymbolKind::Cte => lexed.name(at).into_owned(),
                SymbolKind::Query => "SELECT".to_owned(),
            };
            Symbol { name, kind, range: lines.range(token.start, token.end) }
        })
        .collect()
}

/// The first SELECT of each statement outside of parentheses.
fn main_queries(lexed: &Lexed<'_>) -> Vec<usize> {
    let (mut depth, mut wanted, mut out) = (0_usize, true, Vec::new());
    for index in 0..lexed.tokens.len() {
        match lexed.kind(index) {
            Some(Kind::Sign('(')) => depth += 1,
            Some(Kind::Sign(')')) => depth = depth.saturating_sub(1),
            Some(Kind::Sign(';')) => (depth, wanted) = (0, true),
            Some(Kind::Word(Kw::Select)) if depth == 0 && wanted => {
                out.push(index);
                wanted = false;
            }
            _ => {}
        }
    }
    out
}
