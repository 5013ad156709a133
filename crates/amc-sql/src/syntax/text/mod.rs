//! The text of a statement as tokens with places.

mod around;
mod place;
mod tokens;

use datafusion::sql::sqlparser::{
    keywords::Keyword,
    tokenizer::{Span, Token, TokenWithSpan, Tokenizer},
};

pub(crate) use self::place::Place;
use self::tokens::{is_blank, join_placeholders, one_kind_of_line_end, partners};
use super::dialect::AmcDialect;
use crate::diagnostic::{Diagnostic, Severity};

/// A statement's text and its tokens, blanks and comments left out.
#[derive(Debug)]
pub(crate) struct Text {
    chars: Vec<char>,
    line_starts: Vec<usize>,
    pub(crate) tokens: Vec<TokenWithSpan>,
    /// For each parenthesis or bracket, the index of its partner.
    partner: Vec<Option<usize>>,
}

impl Text {
    /// Splits `sql` into tokens.
    ///
    /// The error is a finding: text or a name that does not end, or a character that has no meaning in SQL.
    pub(crate) fn new(sql: &str) -> (Self, Option<Diagnostic>) {
        let sql = one_kind_of_line_end(sql);
        let chars: Vec<char> = sql.chars().collect();
        let mut line_starts = vec![0];
        line_starts.extend(chars.iter().enumerate().filter(|(_, c)| **c == '\n').map(|(at, _)| at + 1));
        let mut raw = Vec::new();
        let dialect = AmcDialect::with_budget(0);
        let failure = Tokenizer::new(&dialect, &sql).tokenize_with_location_into_buf(&mut raw).err();
        let mut tokens: Vec<TokenWithSpan> = raw.into_iter().filter(|token| !is_blank(&token.token)).collect();
        join_placeholders(&mut tokens);
        let partner = partners(&tokens);
        let text = Self { chars, line_starts, tokens, partner };
        let found = failure.map(|error| {
            let start = Place::from(Span::new(error.location, error.location)).start;
            let end = text.end();
            let place = Place { start: if start.0 == 0 { end } else { start }, end: end.max(start) };
            let (message, help) = if error.message.contains("nterminated string") {
                (
                    "This text has no closing quote.",
                    "Add the closing quote, and write a quote that belongs to the text twice.",
                )
            } else if error.message.contains("comment") {
                ("This comment does not end.", "Close it with */.")
            } else if error.message.contains("delimit") {
                ("This quoted name has no closing quote.", "Add the closing quote.")
            } else {
                ("This cannot be read as SQL.", "Remove the character, or put it in quotes.")
            };
            let mut found = place.diagnostic(Severity::Error, "syntax", message);
            found.help = Some(help.to_owned());
            found
        });
        (text, found)
    }

    /// The place behind the last character.
    pub(crate) fn end(&self) -> (usize, usize) {
        let last = self.line_starts.len();
        let start = self.line_starts.last().copied().unwrap_or(0);
        (last, self.chars.len() - start + 1)
    }

    fn offset(&self, at: (usize, usize)) -> usize {
        let start = self.line_starts.get(at.0.saturating_sub(1)).copied().unwrap_or(self.chars.len());
        (start + at.1.saturating_sub(1)).min(self.chars.len())
    }

    /// The characters of a place.
    pub(crate) fn slice(&self, place: Place) -> String {
        if place.is_empty() {
            return String::new();
        }
        let (from, to) = (self.offset(place.start), self.offset(place.end));
        self.chars.get(from..to.max(from)).unwrap_or_default().iter().collect()
    }

    /// As [`Self::slice`], on one line, shortened and in signs that can be seen, for a message.
    pub(crate) fn quote(&self, place: Place) -> String {
        let words = self.slice(place).split_whitespace().collect::<Vec<_>>().join(" ");
        let words = words.replace(char::is_control, "\u{fffd}");
        if words.chars().count() <= 60 {
            return words;
        }
        let mut short: String = words.chars().take(59).collect();
        short.push('…');
        short
    }

    /// What stands at a place, as a sentence names it: names and words bare, as the statement has them.
    pub(crate) fn words(&self, place: Place) -> String {
        match self.quote(place).as_str() {
            "" => "the end of the statement".to_owned(),
            ")" => "the closing parenthesis".to_owned(),
            "(" => "the opening parenthesis".to_owned(),
            "," => "the comma".to_owned(),
            ";" => "the semicolon".to_owned(),
            sign if !sign.contains(|c: char| c.is_alphanumeric() || matches!(c, '\'' | '"' | '`' | '_')) => {
                format!("the sign {sign}")
            }
            word => word.to_owned(),
        }
    }

    /// The place behind the parenthesis that closes around `at`; `at` itself if none does.
    pub(crate) fn behind_parenthesis(&self, at: (usize, usize)) -> (usize, usize) {
        let mut index = self.index_at(at);
        while index < self.tokens.len() {
            if self.is(index, &Token::RParen) {
                return self.place(index).end;
            }
            if self.is(index, &Token::LParen) {
                index = self.partner(index).unwrap_or(index);
            }
            index += 1;
        }
        at
    }

    pub(crate) fn place(&self, index: usize) -> Place {
        self.tokens.get(index).map(|token| token.span.into()).unwrap_or_default()
    }

    /// Index of the token that starts at or after `at`.
    pub(crate) fn index_at(&self, at: (usize, usize)) -> usize {
        self.tokens.partition_point(|token| Place::from(token.span).start < at)
    }

    pub(crate) fn partner(&self, index: usize) -> Option<usize> {
        self.partner.get(index).copied().flatten()
    }

    pub(crate) fn is(&self, index: usize, token: &Token) -> bool {
        self.tokens.get(index).is_some_and(|have| have.token == *token)
    }

    pub(crate) fn keyword(&self, index: usize) -> Keyword {
        match self.tokens.get(index).map(|token| &token.token) {
            Some(Token::Word(word)) => word.keyword,
            _ => Keyword::NoKeyword,
        }
    }
}
