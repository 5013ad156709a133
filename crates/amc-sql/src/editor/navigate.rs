//! Where a name comes from, all places that use it, and what a text is made of.

use serde::Serialize;

use super::{
    keyword::Kw,
    lex::{Kind, Lexed, lex},
    matching::Quotes,
    outline::Source,
    point::{Meaning, Point, TextRange, range},
    reader,
};

/// A change of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextEdit {
    /// What goes.
    pub range: TextRange,
    /// What takes its place.
    pub new_text: String,
}

/// Why a name cannot be changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenameError {
    /// The place names nothing that the statement itself defines.
    #[error("only aliases in FROM and names of common table expressions can be renamed")]
    NotRenamable,
    /// The new name is empty or has a sign that no name can have.
    #[error("`{0}` cannot be a name")]
    NoName(String),
    /// The new name already means something here.
    #[error("`{0}` is already used in this statement")]
    Taken(String),
}

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
    let name = point.lexed.name(point.index);
    let here = &point.outline.blocks[block];
    let wanted = qualifier.map(|at| point.lexed.name(at));
    here.relations.iter().find_map(|relation| {
        let own = point.own_name(relation).map(|at| point.lexed.name(at));
        let fits =
            wanted.as_ref().is_none_or(|wanted| own.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(wanted)));
        if !fits {
            return None;
        }
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
    })
}

/// The changes that give the alias or common table expression at a place another name, in the order of the text.
///
/// `line` and `column` count from 1, columns in characters.
///
/// # Errors
/// The place names something else, or the new name cannot be used.
pub fn rename(sql: &str, line: usize, column: usize, new_name: &str) -> Result<Vec<TextEdit>, RenameError> {
    let point = Point::new(sql, line, column).ok_or(RenameError::NotRenamable)?;
    let meaning = match point.meaning() {
        Some(Meaning::Relation { block, index }) => {
            let relation = &point.outline.blocks[block].relations[index];
            match (relation.alias, relation.source) {
                (Some(_), _) => Meaning::Relation { block, index },
                // A table that is named before a dot has no alias; a common table expression is renamed as such.
                (None, Source::Name(at)) => point
                    .cte(&point.lexed.name(at), point.outline.blocks[block].env)
                    .map(Meaning::Cte)
                    .ok_or(RenameError::NotRenamable)?,
                (None, _) => return Err(RenameError::NotRenamable),
            }
        }
        Some(Meaning::Cte(cte)) => Meaning::Cte(cte),
        _ => return Err(RenameError::NotRenamable),
    };
    let written = written(new_name)?;
    let mut places = match meaning {
        Meaning::Cte(cte) => uses_of_cte(&point, cte, new_name)?,
        Meaning::Relation { block, index } => uses_of_alias(&point, block, index, new_name)?,
        _ => return Err(RenameError::NotRenamable),
    };
    places.sort_unstable();
    places.dedup();
    Ok(places.into_iter().map(|at| TextEdit { range: point.range(at), new_text: written.clone() }).collect())
}

fn written(name: &str) -> Result<String, RenameError> {
    let name = name.trim();
    if name.is_empty() || name.contains(['"', '`', '\n', '\r', '\0']) {
        return Err(RenameError::NoName(name.to_owned()));
    }
    Ok(Quotes::Needed.write(name))
}

fn uses_of_cte(point: &Point<'_>, cte: usize, new_name: &str) -> Result<Vec<usize>, RenameError> {
    let outline = &point.outline;
    let taken = |at: usize| point.lexed.name(at).eq_ignore_ascii_case(new_name.trim());
    if outline.ctes.iter().enumerate().any(|(other, known)| other != cte && taken(known.name)) {
        return Err(RenameError::Taken(new_name.to_owned()));
    }
    let mut places = vec![outline.ctes[cte].name];
    for (nth, block) in outline.blocks.iter().enumerate() {
        for (index, relation) in block.relations.iter().enumerate() {
            let Source::Name(at) = relation.source else { continue };
            if point.cte(&point.lexed.name(at), block.env) != Some(cte) {
                continue;
            }
            places.push(at);
            if relation.alias.is_none() {
                let others = || block.relations.iter().enumerate().filter(|(other, _)| *other != index);
                if others().any(|(_, other)| point.own_name(other).is_some_and(taken)) {
                    return Err(RenameError::Taken(new_name.to_owned()));
                }
                places.extend(qualified(point, nth, index));
            }
        }
    }
    Ok(places)
}

fn uses_of_alias(point: &Point<'_>, block: usize, index: usize, new_name: &str) -> Result<Vec<usize>, RenameError> {
    let relations = &point.outline.blocks[block].relations;
    let taken = relations.iter().enumerate().any(|(other, relation)| {
        let own = point.own_name(relation);
        other != index && own.is_some_and(|at| point.lexed.name(at).eq_ignore_ascii_case(new_name.trim()))
    });
    if taken {
        return Err(RenameError::Taken(new_name.to_owned()));
    }
    let mut places: Vec<usize> = relations[index].alias.into_iter().collect();
    places.extend(qualified(point, block, index));
    Ok(places)
}

/// The tokens before a dot that mean an entry of FROM.
fn qualified(point: &Point<'_>, block: usize, index: usize) -> Vec<usize> {
    let lexed = &point.lexed;
    let Some(own) = point.own_name(&point.outline.blocks[block].relations[index]) else { return Vec::new() };
    let name = lexed.name(own);
    (0..lexed.tokens.len())
        .filter(|at| lexed.is_sign(at + 1, '.') && !(*at > 0 && lexed.is_sign(at - 1, '.')))
        .filter(|at| matches!(lexed.kind(*at), Some(Kind::Word(_) | Kind::Quoted(_))))
        .filter(|at| lexed.name(*at).eq_ignore_ascii_case(&name))
        .filter(|at| {
            let around = reader::outline(lexed, *at);
            let here = around.at_cursor.iter().rev().find_map(|frame| frame.block);
            point.relation_named(&name, here) == Some((block, index))
        })
        .collect()
}

/// The common table expressions and main queries of a text, in order.
pub fn symbols(sql: &str) -> Vec<Symbol> {
    let lexed = lex(sql, sql.len());
    let outline = reader::outline(&lexed, lexed.tokens.len());
    let mut symbols: Vec<(usize, SymbolKind)> = outline.ctes.iter().map(|cte| (cte.name, SymbolKind::Cte)).collect();
    symbols.extend(main_queries(&lexed).into_iter().map(|at| (at, SymbolKind::Query)));
    symbols.sort_unstable_by_key(|(at, _)| *at);
    symbols
        .into_iter()
        .map(|(at, kind)| {
            let token = lexed.tokens[at];
            let name = match kind {
                SymbolKind::Cte => lexed.name(at).into_owned(),
                SymbolKind::Query => "SELECT".to_owned(),
            };
            Symbol { name, kind, range: range(sql, token.start, token.end) }
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
