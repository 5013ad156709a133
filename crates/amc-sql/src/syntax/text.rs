//! The text of a statement as tokens with places.

use datafusion::sql::sqlparser::{
    keywords::Keyword,
    tokenizer::{Location, Span, Token, TokenWithSpan, Tokenizer},
};

use super::dialect::AmcDialect;
use crate::diagnostic::{Diagnostic, Severity};

/// A stretch of text: first character, and the one behind the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Place {
    pub(crate) start: (usize, usize),
    pub(crate) end: (usize, usize),
}

impl Place {
    pub(crate) fn is_empty(self) -> bool {
        self.start.0 == 0
    }

    /// The least stretch that holds both.
    pub(crate) fn with(self, other: Self) -> Self {
        if self.is_empty() {
            other
        } else if other.is_empty() {
            self
        } else {
            Self { start: self.start.min(other.start), end: self.end.max(other.end) }
        }
    }

    pub(crate) fn diagnostic(self, severity: Severity, code: &'static str, message: impl Into<String>) -> Diagnostic {
        let place = if self.is_empty() { Self { start: (1, 1), end: (1, 1) } } else { self };
        Diagnostic {
            severity,
            code,
            message: message.into(),
            line: place.start.0,
            column: place.start.1,
            end_line: place.end.0,
            end_column: place.end.1,
            help: None,
            replacement: None,
        }
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        let pair = |at: Location| {
            (usize::try_from(at.line).unwrap_or(usize::MAX), usize::try_from(at.column).unwrap_or(usize::MAX))
        };
        Self { start: pair(span.start), end: pair(span.end) }
    }
}

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

    /// The call that starts with the name at `name`: through its closing parenthesis, and through FILTER and OVER if they follow.
    pub(crate) fn call(&self, name: Place) -> Place {
        let mut index = self.index_at(name.end);
        let mut end = name;
        loop {
            if self.is(index, &Token::LParen) {
                let Some(close) = self.partner(index) else { break };
                end = self.place(close);
                index = close + 1;
            } else if matches!(self.keyword(index), Keyword::FILTER | Keyword::OVER)
                && self.is(index + 1, &Token::LParen)
            {
                index += 1;
            } else if self.keyword(index) == Keyword::OVER {
                end = self.place(index + 1);
                break;
            } else {
                break;
            }
        }
        name.with(end)
    }

    /// The innermost parentheses around `inner`, with the word before them if there is one: `CAST(…)` for its operand.
    pub(crate) fn around(&self, inner: Place) -> Place {
        if inner.is_empty() {
            return inner;
        }
        let mut index = self.index_at(inner.start);
        while index > 0 {
            index -= 1;
            if self.is(index, &Token::LParen) {
                let Some(close) = self.partner(index) else { break };
                let before = index.checked_sub(1).filter(|word| self.may_be_called(*word));
                return self.place(before.unwrap_or(index)).with(self.place(close));
            }
            if matches!(self.tokens[index].token, Token::RParen | Token::RBracket)
                && let Some(open) = self.partner(index)
            {
                index = open;
            }
        }
        inner
    }

    /// Whether a word may be the name of what the parentheses behind it hold, rather than what begins a clause or joins conditions.
    fn may_be_called(&self, index: usize) -> bool {
        let Some(Token::Word(word)) = self.tokens.get(index).map(|token| &token.token) else { return false };
        !matches!(
            word.keyword,
            Keyword::SELECT
                | Keyword::DISTINCT
                | Keyword::ALL
                | Keyword::FROM
                | Keyword::WHERE
                | Keyword::ON
                | Keyword::BY
                | Keyword::HAVING
                | Keyword::AND
                | Keyword::OR
                | Keyword::NOT
                | Keyword::IN
                | Keyword::CASE
                | Keyword::WHEN
                | Keyword::THEN
                | Keyword::ELSE
                | Keyword::BETWEEN
                | Keyword::LIKE
                | Keyword::TO
                | Keyword::IS
        )
    }

    /// `inner` with the parentheses that stand directly around it.
    pub(crate) fn around_exactly(&self, inner: Place) -> Place {
        let Some(before) = self.index_at(inner.start).checked_sub(1).filter(|_| !inner.is_empty()) else {
            return inner;
        };
        match self.partner(before).filter(|_| self.is(before, &Token::LParen)) {
            Some(close) => self.place(before).with(self.place(close)),
            None => inner,
        }
    }

    /// The operator `sign` in a stretch between two operands.
    pub(crate) fn operator_in(&self, between: Place, sign: &str) -> Option<Place> {
        let from = self.index_at(between.start);
        (from..self.index_at(between.end)).map(|index| self.place(index)).find(|place| self.slice(*place) == sign)
    }

    /// `inner` and the token behind it.
    pub(crate) fn and_next(&self, inner: Place) -> Place {
        inner.with(self.behind(inner))
    }

    /// The token behind `inner`.
    pub(crate) fn behind(&self, inner: Place) -> Place {
        self.place(self.index_at(inner.end))
    }

    /// `inner` and the token before it.
    pub(crate) fn with_previous(&self, inner: Place) -> Place {
        match self.index_at(inner.start).checked_sub(1) {
            Some(before) if !inner.is_empty() => self.place(before).with(inner),
            _ => inner,
        }
    }

    /// The SELECTs between two tokens that UNION or its kin set side by side: outside nested parentheses, each up to the next set operator or
    /// the statement's end.
    pub(crate) fn arms(&self, start: usize, end: usize) -> Vec<(usize, usize)> {
        let mut arms = Vec::new();
        let mut open: Option<usize> = None;
        let mut index = start;
        while index < end {
            match self.keyword(index) {
                Keyword::SELECT if open.is_none() => open = Some(index),
                Keyword::UNION | Keyword::INTERSECT | Keyword::EXCEPT => {
                    arms.extend(open.take().map(|from| (from, index)));
                }
                _ if self.is(index, &Token::LParen) => {
                    index = self.partner(index).filter(|close| *close < end).unwrap_or(index);
                }
                _ if self.is(index, &Token::SemiColon) => {
                    arms.extend(open.take().map(|from| (from, index)));
                    return arms;
                }
                _ => {}
            }
            index += 1;
        }
        arms.extend(open.map(|from| (from, end)));
        arms
    }

    /// Place of the first token at or after `from` that is this keyword, outside nested parentheses.
    pub(crate) fn find(&self, from: (usize, usize), keyword: Keyword) -> Option<Place> {
        let mut index = self.index_at(from);
        while index < self.tokens.len() {
            if self.keyword(index) == keyword {
                return Some(self.place(index));
            }
            if self.is(index, &Token::LParen) {
                index = self.partner(index)?;
            } else if self.is(index, &Token::RParen) {
                return None;
            }
            index += 1;
        }
        None
    }
}

/// Blanks and comments; also the characters without width that editors and web pages leave between words.
fn is_blank(token: &Token) -> bool {
    match token {
        Token::Whitespace(_) => true,
        Token::Char(c) => matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'),
        _ => false,
    }
}

/// A lone carriage return ends a line for editors; as a line feed it does for the tokenizer too.
fn one_kind_of_line_end(sql: &str) -> String {
    let mut chars = sql.chars().peekable();
    let mut out = String::with_capacity(sql.len());
    while let Some(c) = chars.next() {
        out.push(match c {
            '\r' if chars.peek() == Some(&'\n') => ' ',
            '\r' => '\n',
            other => other,
        });
    }
    out
}

/// The name in `{{name}}`.
fn in_braces(text: &str) -> Option<&str> {
    let name = text.strip_prefix("{{")?.strip_suffix("}}")?.trim();
    (!name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_')).then_some(name)
}

/// `{{name}}`, also in quotes, and `@name` become one token each.
fn join_placeholders(tokens: &mut Vec<TokenWithSpan>) {
    let mut out = Vec::with_capacity(tokens.len());
    let mut index = 0;
    while index < tokens.len() {
        let kinds: Vec<&Token> = tokens[index..].iter().take(5).map(|token| &token.token).collect();
        let (name, used) = match kinds.as_slice() {
            [Token::LBrace, Token::LBrace, Token::Word(word), Token::RBrace, Token::RBrace] => (word.value.clone(), 5),
            [Token::AtSign, Token::Word(word), ..] => (word.value.clone(), 2),
            [Token::SingleQuotedString(text), ..] if in_braces(text).is_some() => {
                (in_braces(text).unwrap_or_default().to_owned(), 1)
            }
            _ => {
                out.push(tokens[index].clone());
                index += 1;
                continue;
            }
        };
        let span = Span::new(tokens[index].span.start, tokens[index + used - 1].span.end);
        out.push(TokenWithSpan::new(Token::Placeholder(format!("@{name}")), span));
        index += used;
    }
    *tokens = out;
}

/// For each parenthesis or bracket, the index of the one that closes or opens it.
fn partners(tokens: &[TokenWithSpan]) -> Vec<Option<usize>> {
    let mut partner = vec![None; tokens.len()];
    let mut open: Vec<(usize, Token)> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match &token.token {
            Token::LParen => open.push((index, Token::RParen)),
            Token::LBracket => open.push((index, Token::RBracket)),
            close @ (Token::RParen | Token::RBracket) => {
                if open.last().is_some_and(|(_, wanted)| wanted == close)
                    && let Some((start, _)) = open.pop()
                {
                    partner[start] = Some(index);
                    partner[index] = Some(start);
                }
            }
            _ => {}
        }
    }
    partner
}
