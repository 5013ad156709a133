//! What stands around the cursor, read from tokens alone, since the statement need not be whole.

use datafusion::sql::sqlparser::{keywords::Keyword, tokenizer::Token};

use super::{Completion, CompletionKind};
use crate::{
    catalogue::Catalogue,
    syntax::{Place, Text},
};

/// A run of tokens: first index, and the one behind the last.
pub(super) type Stretch = (usize, usize);

/// The cursor's surroundings.
pub(super) struct View {
    /// The part of a name that is already there.
    pub(super) typed: String,
    /// The name before a dot.
    pub(super) qualifier: Option<String>,
    /// Whether a table is wanted.
    pub(super) wants_table: bool,
    /// The innermost query around the cursor.
    pub(super) statement: Stretch,
}

impl View {
    /// `None` inside text in quotes.
    pub(super) fn at(text: &Text, cursor: (usize, usize)) -> Option<Self> {
        let mut index = text.tokens.partition_point(|token| Place::from(token.span).start < cursor);
        let mut typed = String::new();
        if let Some(last) = index.checked_sub(1) {
            let place = text.place(last);
            let touches = place.end >= cursor;
            match &text.tokens[last].token {
                Token::Word(_) if touches => {
                    typed = text.slice(Place { start: place.start, end: cursor });
                    index = last;
                }
                Token::SingleQuotedString(_) if place.end > cursor => return None,
                _ => {}
            }
        }
        let qualifier =
            index.checked_sub(2).filter(|_| text.is(index - 1, &Token::Period)).and_then(|before| word(text, before));
        let statement = innermost(text, index);
        Some(Self { wants_table: wants_table(text, index, statement.0), typed, qualifier, statement })
    }
}

fn word(text: &Text, index: usize) -> Option<String> {
    match text.tokens.get(index).map(|token| &token.token) {
        Some(Token::Word(word)) => Some(word.value.clone()),
        _ => None,
    }
}

/// The tokens between the nearest parentheses that hold a query, or all.
fn innermost(text: &Text, cursor: usize) -> Stretch {
    let mut open = cursor;
    while let Some(index) = open.checked_sub(1) {
        open = index;
        if text.is(index, &Token::RParen)
            && let Some(partner) = text.partner(index)
        {
            open = partner;
            continue;
        }
        if text.is(index, &Token::LParen) && matches!(text.keyword(index + 1), Keyword::SELECT | Keyword::WITH) {
            return (index + 1, text.partner(index).unwrap_or(text.tokens.len()));
        }
    }
    (0, text.tokens.len())
}

/// Whether the last clause word before the cursor is FROM or JOIN, with no name given since.
fn wants_table(text: &Text, cursor: usize, from: usize) -> bool {
    let Some(before) = cursor.checked_sub(1).filter(|before| *before >= from) else { return false };
    match text.keyword(before) {
        Keyword::FROM | Keyword::JOIN => true,
        _ if text.is(before, &Token::Comma) => {
            let mut index = before;
            while index > from {
                index -= 1;
                if text.is(index, &Token::RParen)
                    && let Some(partner) = text.partner(index)
                {
                    index = partner;
                    continue;
                }
                match text.keyword(index) {
                    Keyword::FROM => return true,
                    Keyword::SELECT
                    | Keyword::WHERE
                    | Keyword::GROUP
                    | Keyword::ORDER
                    | Keyword::ON
                    | Keyword::HAVING => {
                        return false;
                    }
                    _ => {}
                }
                if text.is(index, &Token::LParen) {
                    return false;
                }
            }
            false
        }
        _ => false,
    }
}

/// Something in FROM, or a common table expression.
pub(super) struct Relation {
    pub(super) alias: String,
    /// The base table, if it is one.
    pub(super) table: Option<String>,
    /// Otherwise the names of its columns.
    names: Vec<String>,
}

impl Relation {
    pub(super) fn columns(&self, catalogue: &Catalogue) -> Vec<Completion> {
        if let Some(table) = self.table.as_ref().and_then(|name| catalogue.table(name)) {
            return table
                .fields
                .iter()
                .map(|field| Completion {
                    label: field.name.clone(),
                    kind: CompletionKind::Column,
                    detail: format!("{} · {}", field.data_type, self.alias),
                    field_kind: Some(field.kind),
                    threshold: Some(field.threshold),
                    documentation: field.description.clone(),
                    insert: field.name.clone(),
                })
                .collect();
        }
        self.names.iter().map(|name| super::entry(name, CompletionKind::Column, &self.alias, "")).collect()
    }
}

/// Common table expressions anywhere in the text: `name AS (` or `name (columns) AS (`.
pub(super) fn ctes(text: &Text, catalogue: &Catalogue) -> Vec<Relation> {
    let mut out: Vec<Relation> = Vec::new();
    for index in 0..text.tokens.len() {
        let starts = index
            .checked_sub(1)
            .is_some_and(|before| text.keyword(before) == Keyword::WITH || text.is(before, &Token::Comma));
        let Some(alias) = word(text, index).filter(|_| starts) else { continue };
        let mut next = index + 1;
        let mut names = Vec::new();
        if text.is(next, &Token::LParen)
            && let Some(close) = text.partner(next)
        {
            names = (next + 1..close).filter_map(|at| word(text, at)).collect();
            next = close + 1;
        }
        if text.keyword(next) != Keyword::AS || !text.is(next + 1, &Token::LParen) {
            continue;
        }
        let end = text.partner(next + 1).unwrap_or(text.tokens.len());
        if names.is_empty() {
            names = output_names(text, (next + 2, end), catalogue, &out);
        }
        out.push(Relation { alias, table: None, names });
    }
    out
}

/// The names a SELECT gives to its columns.
fn output_names(text: &Text, stretch: Stretch, catalogue: &Catalogue, ctes: &[Relation]) -> Vec<String> {
    let mut index = stretch.0;
    while index < stretch.1 && text.keyword(index) != Keyword::SELECT {
        index = skip(text, index);
    }
    let mut names = Vec::new();
    let mut last: Option<usize> = None;
    let mut star = false;
    index += 1;
    loop {
        let done = index >= stretch.1 || text.keyword(index) == Keyword::FROM;
        if done || text.is(index, &Token::Comma) {
            names.extend(last.take().and_then(|at| word(text, at)));
            if done {
                break;
            }
        } else {
            star |= text.is(index, &Token::Mul) && last.is_none();
            last = Some(index);
        }
        index = skip(text, index);
    }
    if star {
        for relation in relations(text, stretch, catalogue, ctes) {
            names.extend(relation.columns(catalogue).into_iter().map(|column| column.label));
        }
    }
    names
}

/// The next token, or the one behind the parentheses that start here.
fn skip(text: &Text, index: usize) -> usize {
    if text.is(index, &Token::LParen) { text.partner(index).map_or(index + 1, |close| close + 1) } else { index + 1 }
}

/// What FROM and JOIN of a query name.
pub(super) fn relations(text: &Text, stretch: Stretch, catalogue: &Catalogue, ctes: &[Relation]) -> Vec<Relation> {
    let mut out = Vec::new();
    let mut index = stretch.0;
    let mut in_from = false;
    while index < stretch.1 {
        let keyword = text.keyword(index);
        match keyword {
            Keyword::FROM | Keyword::JOIN => in_from = true,
            Keyword::WHERE | Keyword::GROUP | Keyword::HAVING | Keyword::ORDER | Keyword::SELECT | Keyword::ON => {
                in_from = false;
            }
            _ => {}
        }
        let starts = matches!(keyword, Keyword::FROM | Keyword::JOIN) || (in_from && text.is(index, &Token::Comma));
        if !starts {
            index = skip(text, index);
            continue;
        }
        let (relation, next) = relation_at(text, index + 1, catalogue, ctes);
        out.extend(relation);
        index = next.max(index + 1);
    }
    out
}

fn relation_at(text: &Text, at: usize, catalogue: &Catalogue, ctes: &[Relation]) -> (Option<Relation>, usize) {
    let mut next = at;
    let (mut table, mut names, mut implied) = (None, Vec::new(), None);
    if text.is(at, &Token::LParen) {
        let close = text.partner(at).unwrap_or(text.tokens.len());
        names = output_names(text, (at + 1, close), catalogue, ctes);
        next = close + 1;
    } else if text.keyword(at) == Keyword::TABLE && text.is(at + 1, &Token::LParen) {
        let close = text.partner(at + 1).unwrap_or(text.tokens.len());
        table = (at + 2..close).find_map(|index| match text.tokens.get(index).map(|token| &token.token) {
            Some(Token::SingleQuotedString(name)) => Some(name.clone()),
            _ => None,
        });
        implied.clone_from(&table);
        next = close + 1;
    } else if let Some(name) = word(text, at) {
        match ctes.iter().find(|cte| cte.alias.eq_ignore_ascii_case(&name)) {
            Some(cte) => names.clone_from(&cte.names),
            None => table = Some(name.clone()),
        }
        implied = Some(name);
        next = at + 1;
    }
    if text.keyword(next) == Keyword::AS {
        next += 1;
    }
    let alias = word(text, next).filter(|_| text.keyword(next) == Keyword::NoKeyword).or(implied);
    (alias.map(|alias| Relation { alias, table, names }), next)
}
