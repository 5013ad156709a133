//! Tokens of a text that need not be a whole statement.
//!
//! The checker's tokenizer stops at the first thing it cannot read and drops comments; while typing, what follows an open
//! quote has to be read as well, and the cursor may stand in a comment.

use std::borrow::Cow;

use super::keyword::Kw;
use crate::syntax::{begins_word, is_word_part};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A bare name or keyword.
    Word(Kw),
    /// A name in double quotes or backticks; whether it is closed.
    Quoted(bool),
    /// Text in single quotes; whether it is closed.
    Text(bool),
    /// A number.
    Number,
    /// Any other character.
    Sign(char),
}

/// A token and its bytes in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A text as tokens.
#[derive(Debug)]
pub(super) struct Lexed<'a> {
    pub(super) sql: &'a str,
    pub(super) tokens: Vec<Token>,
    /// Whether the cursor stands in a comment.
    pub(super) in_comment: bool,
}

/// Reads `sql`; `cursor` is a byte place in it.
pub(super) fn lex(sql: &str, cursor: usize) -> Lexed<'_> {
    let lexed = scan(sql, cursor, false);
    let open = lexed.tokens.last().is_some_and(|token| matches!(token.kind, Kind::Text(false) | Kind::Quoted(false)));
    // A quote that is still open would swallow the rest up to the next quote: quotes rarely span lines, so end them there.
    if open { scan(sql, cursor, true) } else { lexed }
}

fn scan(sql: &str, cursor: usize, quotes_end_with_line: bool) -> Lexed<'_> {
    let bytes = sql.as_bytes();
    let mut tokens = Vec::with_capacity(sql.len() / 5 + 4);
    let mut in_comment = false;
    let mut at = 0;
    while let Some(c) = sql.get(at..).and_then(|rest| rest.chars().next()) {
        let start = at;
        let next = bytes.get(at + 1).copied();
        if c.is_whitespace() {
            at += c.len_utf8();
        } else if c == '-' && next == Some(b'-') {
            at = sql[at..].find(['\n', '\r']).map_or(sql.len(), |found| at + found);
            in_comment |= start < cursor && cursor <= at;
        } else if c == '/' && next == Some(b'*') {
            let close = sql[at + 2..].find("*/");
            at = close.map_or(sql.len(), |found| at + found + 4);
            in_comment |= start < cursor && (cursor < at || close.is_none());
        } else {
            let kind;
            (kind, at) = token(sql, at, c, quotes_end_with_line);
            tokens.push(Token { kind, start, end: at });
        }
    }
    Lexed { sql, tokens, in_comment }
}

fn token(sql: &str, at: usize, c: char, quotes_end_with_line: bool) -> (Kind, usize) {
    if matches!(c, '\'' | '"' | '`') {
        let (closed, end) = quoted(sql, at, c, quotes_end_with_line);
        return (if c == '\'' { Kind::Text(closed) } else { Kind::Quoted(closed) }, end);
    }
    if begins_word(c) {
        let end = run(sql, at, is_word_part);
        return (Kind::Word(Kw::of(&sql[at..end])), end);
    }
    let digit_next = sql.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit);
    if c.is_ascii_digit() || (c == '.' && digit_next) {
        return (Kind::Number, run(sql, at, |c| is_word_part(c) || c == '.'));
    }
    (Kind::Sign(c), at + c.len_utf8())
}

fn run(sql: &str, at: usize, belongs: impl Fn(char) -> bool) -> usize {
    sql[at..].find(|c| !belongs(c)).map_or(sql.len(), |length| at + length)
}

fn quoted(sql: &str, start: usize, quote: char, quotes_end_with_line: bool) -> (bool, usize) {
    let mut at = start + 1;
    loop {
        let Some(found) = sql[at..].find(|c| c == quote || (quotes_end_with_line && matches!(c, '\n' | '\r'))) else {
            return (false, sql.len());
        };
        let place = at + found;
        if !sql[place..].starts_with(quote) {
            return (false, place);
        }
        if !sql[place + 1..].starts_with(quote) {
            return (true, place + 1);
        }
        at = place + 2;
    }
}

impl<'a> Lexed<'a> {
    pub(super) fn text(&self, index: usize) -> &'a str {
        self.tokens.get(index).map_or("", |token| &self.sql[token.start..token.end])
    }

    pub(super) fn kind(&self, index: usize) -> Option<Kind> {
        self.tokens.get(index).map(|token| token.kind)
    }

    pub(super) fn kw(&self, index: usize) -> Kw {
        match self.kind(index) {
            Some(Kind::Word(kw)) => kw,
            _ => Kw::None,
        }
    }

    pub(super) fn is_sign(&self, index: usize, sign: char) -> bool {
        self.kind(index) == Some(Kind::Sign(sign))
    }

    /// Whether a token belongs to the dot before it and so is a name, whatever the word. With the cursor between them it does not:
    /// in `t.| FROM` the name is still to come.
    pub(super) fn is_behind_dot(&self, index: usize, cursor: usize) -> bool {
        let joined = |before: usize| self.is_sign(before, '.') && self.tokens[before].end == self.tokens[index].start;
        index != cursor && index.checked_sub(1).is_some_and(joined)
    }

    /// Whether a bare or quoted name stands here.
    pub(super) fn is_name(&self, index: usize) -> bool {
        matches!(self.kind(index), Some(Kind::Word(Kw::None) | Kind::Quoted(_)))
    }

    /// The name or text at a token, without its quotes.
    pub(super) fn name(&self, index: usize) -> Cow<'a, str> {
        let raw = self.text(index);
        let (quote, closed) = match self.kind(index) {
            Some(Kind::Quoted(closed)) => (if raw.starts_with('`') { "`" } else { "\"" }, closed),
            Some(Kind::Text(closed)) => ("'", closed),
            _ => return Cow::Borrowed(raw),
        };
        let inner = &raw[1..raw.len() - usize::from(closed && raw.len() > 1)];
        if inner.contains(quote) { Cow::Owned(inner.replace(&quote.repeat(2), quote)) } else { Cow::Borrowed(inner) }
    }
}

/// The byte place of a line and column, both from 1, columns in characters; what lies beyond a line or the text is its end.
pub(super) fn offset(sql: &str, line: usize, column: usize) -> usize {
    let mut start = 0;
    for _ in 1..line.max(1) {
        let Some(end) = sql[start..].find(['\n', '\r']).map(|found| start + found) else { return sql.len() };
        start = end + if sql[end..].starts_with("\r\n") { 2 } else { 1 };
    }
    let text = &sql[start..];
    let text = &text[..text.find(['\n', '\r']).unwrap_or(text.len())];
    start + text.char_indices().nth(column.max(1) - 1).map_or(text.len(), |(at, _)| at)
}
