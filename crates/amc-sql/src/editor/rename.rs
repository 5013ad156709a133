//! Other names for aliases and common table expressions.

use serde::Serialize;

use super::{
    lex::Kind,
    matching::Quotes,
    outline::Source,
    point::{Lines, Meaning, Point, TextRange},
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

/// A name that can be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Renamable {
    /// The name as it is, without quotes.
    pub name: String,
    /// Where it stands, in the order of the text; the place that gives it is one of them.
    pub places: Vec<TextRange>,
}

/// Why a name cannot be changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenameError {
    /// The place names nothing that the statement itself defines.
    #[error("Only aliases in FROM and names of common table expressions can be renamed.")]
    NotRenamable,
    /// The new name is empty or has a sign that no name can have.
    #[error("A name cannot be \"{0}\".")]
    NoName(String),
    /// The new name already means something here.
    #[error("The name {0} is already used in this statement.")]
    Taken(String),
}

/// The alias or common table expression at a place, with all places of its name.
///
/// `line` and `column` count from 1, columns in characters.
///
/// # Errors
/// [`RenameError::NotRenamable`] where the place names something else.
pub fn renamable(sql: &str, line: usize, column: usize) -> Result<Renamable, RenameError> {
    let point = Point::new(sql, line, column).ok_or(RenameError::NotRenamable)?;
    let places = places(&point, meaning(&point)?);
    let lines = Lines::new(sql);
    let ranges = places.iter().map(|at| point.lexed.tokens[*at]).map(|token| lines.range(token.start, token.end));
    let name = places.first().map(|at| point.lexed.name(*at).into_owned()).unwrap_or_default();
    Ok(Renamable { name, places: ranges.collect() })
}

/// The changes that give the alias or common table expression at a place another name, in the order of the text.
///
/// `line` and `column` count from 1, columns in characters.
///
/// # Errors
/// The place names something else, or the new name cannot be used.
pub fn rename(sql: &str, line: usize, column: usize, new_name: &str) -> Result<Vec<TextEdit>, RenameError> {
    let point = Point::new(sql, line, column).ok_or(RenameError::NotRenamable)?;
    let meaning = meaning(&point)?;
    let written = written(new_name)?;
    let places = places(&point, meaning);
    if is_taken(&point, meaning, new_name.trim()) || !keeps_meaning(&point, &places, &written) {
        return Err(RenameError::Taken(new_name.trim().to_owned()));
    }
    let lines = Lines::new(sql);
    let edit = |at: usize| {
        let token = point.lexed.tokens[at];
        TextEdit { range: lines.range(token.start, token.end), new_text: written.clone() }
    };
    Ok(places.into_iter().map(edit).collect())
}

/// What of the statement's own the token in hand names.
fn meaning(point: &Point<'_>) -> Result<Meaning, RenameError> {
    match point.meaning() {
        Some(Meaning::Cte(cte)) => Ok(Meaning::Cte(cte)),
        Some(Meaning::Relation { block, index }) => {
            let relation = &point.outline.blocks[block].relations[index];
            match (relation.alias, relation.source) {
                (Some(_), _) => Ok(Meaning::Relation { block, index }),
                // A table that is named before a dot has no alias; a common table expression is renamed as such.
                (None, Source::Name(at)) => point
                    .cte(&point.lexed.name(at), point.outline.blocks[block].env)
                    .map(Meaning::Cte)
                    .ok_or(RenameError::NotRenamable),
                (None, _) => Err(RenameError::NotRenamable),
            }
        }
        _ => Err(RenameError::NotRenamable),
    }
}

fn written(name: &str) -> Result<String, RenameError> {
    let name = name.trim();
    if name.is_empty() || name.contains(['"', '`', '\n', '\r', '\0']) {
        return Err(RenameError::NoName(name.to_owned()));
    }
    Ok(Quotes::Needed.write(name))
}

/// The tokens of a name, in order.
fn places(point: &Point<'_>, meaning: Meaning) -> Vec<usize> {
    let mut places = match meaning {
        Meaning::Cte(cte) => {
            let name = point.outline.ctes[cte].name;
            let read = entries_of_cte(point, cte).into_iter().map(|(_, _, at)| at);
            let addressed = qualified(point, name, |block, index| {
                let relation = &point.outline.blocks[block].relations[index];
                relation.alias.is_none() && reads_cte(point, cte, block, index).is_some()
            });
            std::iter::once(name).chain(read).chain(addressed).collect()
        }
        Meaning::Relation { block, index } => {
            let Some(alias) = point.outline.blocks[block].relations[index].alias else { return Vec::new() };
            let addressed = qualified(point, alias, |other, nth| (other, nth) == (block, index));
            std::iter::once(alias).chain(addressed).collect()
        }
        _ => Vec::new(),
    };
    places.sort_unstable();
    places.dedup();
    places
}

/// The token that names a common table expression in an entry of FROM; `None` where the entry reads something else.
fn reads_cte(point: &Point<'_>, cte: usize, block: usize, index: usize) -> Option<usize> {
    let outline = &point.outline;
    let Source::Name(at) = outline.blocks[block].relations[index].source else { return None };
    let read = point.cte(&point.lexed.name(at), outline.blocks[block].env)?;
    // A recursive one is known twice, to its own query and to those behind it, by one name.
    (outline.ctes[read].name == outline.ctes[cte].name).then_some(at)
}

/// The entries of FROM that read a common table expression: block, number in it, and token of the name.
fn entries_of_cte(point: &Point<'_>, cte: usize) -> Vec<(usize, usize, usize)> {
    let blocks = point.outline.blocks.iter().enumerate();
    blocks
        .flat_map(|(block, each)| (0..each.relations.len()).map(move |index| (block, index)))
        .filter_map(|(block, index)| Some((block, index, reads_cte(point, cte, block, index)?)))
        .collect()
}

/// The tokens before a dot that have the name of a token and mean such an entry of FROM.
fn qualified(point: &Point<'_>, own: usize, means: impl Fn(usize, usize) -> bool) -> Vec<usize> {
    let lexed = &point.lexed;
    let blocks = reader::blocks(lexed);
    let name = lexed.name(own);
    (0..lexed.tokens.len())
        .filter(|at| lexed.is_sign(at + 1, '.') && !(*at > 0 && lexed.is_sign(at - 1, '.')))
        .filter(|at| matches!(lexed.kind(*at), Some(Kind::Word(_) | Kind::Quoted(_))))
        .filter(|at| lexed.name(*at).eq_ignore_ascii_case(&name))
        .filter(|at| point.relation_named(&name, blocks[*at]).is_some_and(|(block, index)| means(block, index)))
        .collect()
}

/// Whether another common table expression, or another entry of a FROM in which the name stands, has the new name.
fn is_taken(point: &Point<'_>, meaning: Meaning, new_name: &str) -> bool {
    let outline = &point.outline;
    let is_new = |at: usize| point.lexed.name(at).eq_ignore_ascii_case(new_name);
    let beside = |block: usize, index: usize| {
        let mut others = outline.blocks[block].relations.iter().enumerate().filter(|(other, _)| *other != index);
        others.any(|(_, other)| point.own_name(other).is_some_and(is_new))
    };
    match meaning {
        Meaning::Relation { block, index } => beside(block, index),
        Meaning::Cte(cte) => {
            let own = outline.ctes[cte].name;
            outline.ctes.iter().any(|known| known.name != own && is_new(known.name))
                || entries_of_cte(point, cte).into_iter().any(|(block, index, _)| {
                    outline.blocks[block].relations[index].alias.is_none() && beside(block, index)
                })
        }
        _ => false,
    }
}

/// Whether the name has the same places once it is written anew: none that meant it means something else, as a name of a query around it that is
/// hidden now, and none that meant something else means it.
fn keeps_meaning(point: &Point<'_>, places: &[usize], written: &str) -> bool {
    let Some(first) = places.first() else { return false };
    let mut sql = String::with_capacity(point.lexed.sql.len() + places.len() * written.len());
    let mut from = 0;
    let mut first_at = 0;
    for at in places {
        let token = point.lexed.tokens[*at];
        sql.push_str(&point.lexed.sql[from..token.start]);
        if at == first {
            first_at = sql.len();
        }
        sql.push_str(written);
        from = token.end;
    }
    sql.push_str(&point.lexed.sql[from..]);
    let Some(after) = Point::at(&sql, first_at) else { return false };
    // A name takes the place of a name, so that tokens keep their numbers.
    after.lexed.tokens.len() == point.lexed.tokens.len()
        && meaning(&after).is_ok_and(|meaning| self::places(&after, meaning) == places)
}
