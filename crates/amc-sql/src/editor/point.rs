//! What stands at a place of a text: the token, the query around it, and what its name means.

use super::{
    item::Item,
    lex::{Kind, Lexed, lex, offset},
    outline::{Frame, Holds, Outline, Relation, Source},
    reader,
};
use crate::syntax::LONGEST;

/// A stretch of a text. Lines and columns count from 1, columns in characters; the end is the place behind the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct TextRange {
    /// Line of the first character.
    pub line: usize,
    /// Column of the first character.
    pub column: usize,
    /// Line behind the last character.
    pub end_line: usize,
    /// Column behind the last character.
    pub end_column: usize,
}

/// What a token names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A function that is called here.
    Function,
    /// A common table expression.
    Cte(usize),
    /// An entry of a block's FROM.
    Relation { block: usize, index: usize },
    /// The table that stands in FROM or in EXTEND_TIME_WINDOW.
    Table,
    /// A column, of the relation before the dot if one is named.
    Column { block: usize, qualifier: Option<usize> },
}

/// A text that is read to its end, with one of its tokens in hand.
pub(super) struct Point<'a> {
    pub(super) lexed: Lexed<'a>,
    pub(super) index: usize,
    pub(super) outline: Outline,
}

impl<'a> Point<'a> {
    /// The name or text that touches a place; `None` in comments and beside names, and in a text that is too long to be checked.
    pub(super) fn new(sql: &'a str, line: usize, column: usize) -> Option<Self> {
        Self::at(sql, offset(sql, line, column))
    }

    /// As [`Self::new`], of a byte place.
    pub(super) fn at(sql: &'a str, at: usize) -> Option<Self> {
        if sql.len() > LONGEST {
            return None;
        }
        let lexed = lex(sql, at);
        if lexed.in_comment {
            return None;
        }
        let named = |index: &usize| {
            let token = lexed.tokens[*index];
            let named = matches!(token.kind, Kind::Word(_) | Kind::Quoted(_) | Kind::Text(_));
            named && token.start <= at && at <= token.end
        };
        // Between two tokens that touch, the one that begins here counts.
        let behind = lexed.tokens.partition_point(|token| token.start <= at);
        let index = behind.checked_sub(1).filter(named).or_else(|| behind.checked_sub(2).filter(named))?;
        let outline = reader::outline(&lexed, index);
        Some(Self { lexed, index, outline })
    }

    pub(super) fn range(&self, index: usize) -> TextRange {
        let token = self.lexed.tokens[index];
        Lines::new(self.lexed.sql).range(token.start, token.end)
    }

    fn frames(&self) -> &[Frame] {
        &self.outline.at_cursor
    }

    /// What the token means, as far as its place tells.
    pub(super) fn meaning(&self) -> Option<Meaning> {
        let (lexed, index) = (&self.lexed, self.index);
        if let Some(cte) = self.outline.ctes.iter().position(|cte| cte.name == index) {
            return Some(Meaning::Cte(cte));
        }
        for (block, relations) in self.outline.blocks.iter().map(|block| &block.relations).enumerate() {
            for (nth, relation) in relations.iter().enumerate() {
                if relation.alias == Some(index) {
                    return Some(Meaning::Relation { block, index: nth });
                }
                match relation.source {
                    Source::Name(at) if at == index => {
                        let env = self.outline.blocks[block].env;
                        return Some(self.cte(&lexed.name(index), env).map_or(Meaning::Table, Meaning::Cte));
                    }
                    Source::Extended(at) if at == index => return Some(Meaning::Table),
                    _ => {}
                }
            }
        }
        if matches!(lexed.kind(index), Some(Kind::Text(_))) {
            return None;
        }
        let dotted = index > 0 && lexed.is_sign(index - 1, '.');
        if lexed.is_sign(index + 1, '(') && !dotted {
            return Some(Meaning::Function);
        }
        let block = self.frames().iter().rev().find_map(|frame| frame.block);
        if dotted {
            return Some(Meaning::Column { block: block?, qualifier: index.checked_sub(2) });
        }
        if lexed.is_sign(index + 1, '.')
            && let Some((block, index)) = self.relation_named(&lexed.name(index), block)
        {
            return Some(Meaning::Relation { block, index });
        }
        match block {
            Some(block) if lexed.is_name(index) => Some(Meaning::Column { block, qualifier: None }),
            // A function that takes no parentheses, such as CURRENT_DATE.
            _ => crate::functions::find(lexed.text(index)).map(|_| Meaning::Function),
        }
    }

    /// The common table expression that a name means in a block.
    pub(super) fn cte(&self, name: &str, mut env: Option<usize>) -> Option<usize> {
        while let Some(cte) = env {
            if self.lexed.name(self.outline.ctes[cte].name).eq_ignore_ascii_case(name) {
                return Some(cte);
            }
            env = self.outline.ctes[cte].before;
        }
        None
    }

    /// The entry of FROM that a name before a dot means, here or in a query around.
    pub(super) fn relation_named(&self, name: &str, block: Option<usize>) -> Option<(usize, usize)> {
        let mut next = block;
        while let Some(block) = next {
            let relations = &self.outline.blocks[block].relations;
            let found = relations.iter().position(|relation| {
                self.own_name(relation).is_some_and(|at| self.lexed.name(at).eq_ignore_ascii_case(name))
            });
            if let Some(index) = found {
                return Some((block, index));
            }
            next = self.outline.blocks[block].outer;
        }
        None
    }

    /// The token that names an entry of FROM.
    pub(super) fn own_name(&self, relation: &Relation) -> Option<usize> {
        relation.alias.or(match relation.source {
            Source::Name(at) | Source::Extended(at) => Some(at),
            Source::Query(_) | Source::Unknown => None,
        })
    }

    /// The function whose arguments the token stands among, and how many commas before it.
    pub(super) fn call(frames: &[Frame]) -> Option<(usize, usize)> {
        frames.iter().rev().take_while(|frame| !matches!(frame.holds, Holds::Query { .. })).find_map(
            |frame| match frame.holds {
                Holds::Call(name) => Some((name, frame.commas)),
                _ => None,
            },
        )
    }

    /// The token that gives a column of a query its name.
    pub(super) fn giving(&self, query: usize, name: &str) -> Option<usize> {
        let block = self.outline.queries.get(query).copied().flatten()?;
        self.outline.blocks[block].items.iter().find_map(|item| {
            let at = match *item {
                Item::Column { name, alias, .. } => alias.unwrap_or(name),
                Item::Expression { alias: Some(alias), .. } => alias,
                Item::Expression { alias: None, .. } | Item::Star(_) => return None,
            };
            self.lexed.name(at).eq_ignore_ascii_case(name).then_some(at)
        })
    }
}

/// Where the lines of a text begin and how many characters come before its parts, so that each of many places of it is found without reading the
/// text or even its line anew.
pub(super) struct Lines<'a> {
    bytes: &'a [u8],
    starts: Vec<usize>,
    /// Characters before each stretch of [`STRETCH`] bytes.
    before: Vec<usize>,
}

const STRETCH: usize = 256;

impl<'a> Lines<'a> {
    pub(super) fn new(sql: &'a str) -> Self {
        let bytes = sql.as_bytes();
        let ends = bytes.iter().enumerate().filter(|(at, byte)| ends_line(bytes, *at, **byte));
        let mut before = vec![0];
        for stretch in bytes.chunks(STRETCH) {
            before.push(before.last().copied().unwrap_or(0) + characters(stretch));
        }
        Self { bytes, starts: std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect(), before }
    }

    fn characters_before(&self, at: usize) -> usize {
        let stretch = at / STRETCH;
        self.before[stretch] + characters(&self.bytes[stretch * STRETCH..at])
    }

    fn place(&self, at: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= at).max(1);
        (line, self.characters_before(at) - self.characters_before(self.starts[line - 1]) + 1)
    }

    /// Bytes as lines and columns.
    pub(super) fn range(&self, start: usize, end: usize) -> TextRange {
        let ((line, column), (end_line, end_column)) = (self.place(start), self.place(end));
        TextRange { line, column, end_line, end_column }
    }
}

/// Whether a line ends with a byte: LF, and CR unless LF follows.
fn ends_line(bytes: &[u8], at: usize, byte: u8) -> bool {
    byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
}

/// Characters that begin in a stretch of UTF-8.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

/// A place as Amazon's compiler names it, as line and column in characters: it counts the units of UTF-16, of which a sign outside the basic plane
/// has two. A tab is one column for both, and a line ends with LF, CR or both together. What lies beyond a line is its end, and what lies beyond the
/// text is the text's.
pub fn service_position(sql: &str, line: usize, column: usize) -> (usize, usize) {
    let bytes = sql.as_bytes();
    let lines = 1 + bytes.iter().enumerate().filter(|(at, byte)| ends_line(bytes, *at, **byte)).count();
    let (line, column) = if line > lines { (lines, usize::MAX) } else { (line.max(1), column) };
    let start = offset(sql, line, 1);
    let text = &sql[start..];
    let text = &text[..text.find(['\n', '\r']).unwrap_or(text.len())];
    let mut units = 1;
    for (nth, c) in text.chars().enumerate() {
        units += c.len_utf16();
        // Also the second half of a sign is that sign.
        if units > column {
            return (line, nth + 1);
        }
    }
    (line, text.chars().count() + 1)
}
