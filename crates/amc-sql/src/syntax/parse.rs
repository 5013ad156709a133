//! Parsing, with a finding for every broken part.

use datafusion::sql::sqlparser::{
    ast::Statement,
    keywords::Keyword,
    parser::{Parser, ParserError},
    tokenizer::{Token, TokenWithSpan, Word},
};

use super::{
    dialect::AmcDialect,
    text::{Place, Text},
};
use crate::diagnostic::{Diagnostic, Severity};

/// Name of the column that stands for a subquery which cannot be parsed. No statement can write it.
pub(crate) const BROKEN: &str = "\u{0}broken";

/// Deepest nesting of parentheses that is read.
const MAX_DEPTH: usize = 120;
/// Calls of the parser a statement may cost; a statement full of broken parts gets no more findings than this.
const MAX_TRIES: usize = 64;

/// What was read.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) text: Text,
    pub(crate) statements: Vec<Statement>,
    pub(crate) found: Vec<Diagnostic>,
}

/// Reads a text. Parts in parentheses that cannot be parsed are reported on their own and replaced by a stand-in, so that the rest can still be
/// checked.
pub(crate) fn parse(sql: &str) -> Parsed {
    let (text, failure) = Text::new(sql);
    let mut found: Vec<Diagnostic> = failure.into_iter().collect();
    let mut statements = Vec::new();
    if found.is_empty() {
        if text.depth > MAX_DEPTH {
            found.push(too_deep(&text));
        } else {
            match statements_of(text.tokens.clone()) {
                Ok(parsed) => statements = parsed,
                Err(_) => statements = by_parts(&text, &mut found),
            }
        }
    }
    Parsed { text, statements, found }
}

fn too_deep(text: &Text) -> Diagnostic {
    let mut found = Place { start: (1, 1), end: text.end() }.diagnostic(
        Severity::Error,
        "nested_too_deep",
        format!("parentheses are nested more than {MAX_DEPTH} deep"),
    );
    found.help = Some("name inner parts in a WITH clause".to_owned());
    found
}

fn statements_of(tokens: Vec<TokenWithSpan>) -> Result<Vec<Statement>, ParserError> {
    Parser::new(&AmcDialect).with_recursion_limit(400).with_tokens_with_locations(tokens).parse_statements()
}

/// Parses the subqueries from the inside out, then what holds them. Of each, the arms of a UNION are parsed one by one.
fn by_parts(text: &Text, found: &mut Vec<Diagnostic>) -> Vec<Statement> {
    let mut parts: Vec<(usize, usize)> = (0..text.tokens.len())
        .filter(|at| text.is(*at, &Token::LParen))
        .filter(|at| matches!(text.keyword(at + 1), Keyword::SELECT | Keyword::WITH | Keyword::VALUES))
        .filter_map(|at| Some((at + 1, text.partner(at)?)))
        .collect();
    // A part ends before whatever holds it.
    parts.sort_by_key(|(_, end)| *end);
    let mut repair = Repair { text, tokens: text.tokens.clone(), tries: 0 };
    for (start, end) in parts {
        if repair.tries > MAX_TRIES {
            break;
        }
        if let Err(error) = repair.parse(start, end) {
            repair.mend(start, end, &error, found);
        }
    }
    let all = text.tokens.len();
    let outer = match repair.parse(0, all) {
        Ok(statements) => return statements,
        Err(outer) => outer,
    };
    let before = found.len();
    repair.arms(0, all, found);
    match repair.parse(0, all) {
        Ok(statements) => statements,
        Err(last) => {
            let blamed = found.len() > before;
            let rest = finding(text, if blamed { &last } else { &outer }, None);
            // A statement that ends too early is the same mistake once more.
            if !blamed || (rest.line, rest.column) < text.end() {
                found.push(rest);
            }
            Vec::new()
        }
    }
}

/// Tokens whose broken stretches are replaced one after the other.
struct Repair<'t> {
    text: &'t Text,
    tokens: Vec<TokenWithSpan>,
    tries: usize,
}

impl Repair<'_> {
    fn parse(&mut self, start: usize, end: usize) -> Result<Vec<Statement>, ParserError> {
        self.tries += 1;
        statements_of(self.tokens[start..end].iter().filter(|token| token.token != Token::EOF).cloned().collect())
    }

    /// Makes a part parse that does not: by its arms, or else as a whole.
    fn mend(&mut self, start: usize, end: usize, error: &ParserError, found: &mut Vec<Diagnostic>) {
        let before = found.len();
        self.arms(start, end, found);
        if found.len() > before && self.parse(start, end).is_ok() {
            return;
        }
        if found.len() == before {
            found.push(finding(self.text, error, Some(end)));
        }
        self.stand_in(start, end);
    }

    /// Reports and replaces the arms of a UNION that do not parse.
    fn arms(&mut self, start: usize, end: usize, found: &mut Vec<Diagnostic>) {
        for (from, to) in self.text.arms(start, end) {
            if self.tries > MAX_TRIES {
                return;
            }
            if let Err(error) = self.parse(from, to) {
                let last = if to == self.text.tokens.len() { None } else { Some(to) };
                found.push(finding(self.text, &error, last));
                self.stand_in(from, to);
            }
        }
    }

    /// Replaces a stretch by `SELECT <broken>`; the number of tokens stays, so that indexes do.
    fn stand_in(&mut self, start: usize, end: usize) {
        let word =
            |value: &str, quote, keyword| Token::Word(Word { value: value.to_owned(), quote_style: quote, keyword });
        let length = end - start;
        for (offset, token) in self.tokens[start..end].iter_mut().enumerate() {
            token.token = match offset {
                0 if length == 1 => word(BROKEN, Some('"'), Keyword::NoKeyword),
                0 => word("SELECT", None, Keyword::SELECT),
                1 => word(BROKEN, Some('"'), Keyword::NoKeyword),
                // An end mark in the middle is left out before parsing.
                _ => Token::EOF,
            };
        }
    }
}

fn finding(text: &Text, error: &ParserError, end: Option<usize>) -> Diagnostic {
    let message = match error {
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => message.as_str(),
        ParserError::RecursionLimitExceeded => return too_deep(text),
    };
    let (words, at) = split_position(message);
    let place = at
        .map(|at| text.place(text.index_at(at)))
        .filter(|place| !place.is_empty())
        .or_else(|| end.map(|close| text.place(close)))
        .unwrap_or_else(|| {
            let last = text.tokens.last().map_or((1, 1), |token| Place::from(token.span).end);
            Place { start: last, end: last }
        });
    // After a comma too many the parser takes FROM for a column and stumbles over what follows.
    let index = text.index_at(place.start);
    let place = match index.checked_sub(2) {
        Some(comma) if text.is(comma, &Token::Comma) && text.keyword(index - 1) == Keyword::FROM => {
            text.place(index - 1)
        }
        _ => place,
    };
    let here = text.quote(place);
    let here = if here.is_empty() { "the end of the statement".to_owned() } else { format!("`{here}`") };
    let expected = words
        .strip_prefix("Expected: ")
        .or_else(|| words.strip_prefix("Expected "))
        .map(|rest| rest.split(", found: ").next().unwrap_or(rest));
    let message = match expected {
        Some(expected) => format!("{here} does not fit here: {} was expected", plain(expected)),
        None => format!("{here} does not fit here: {}", plain(words)),
    };
    let mut found = place.diagnostic(Severity::Error, "syntax", message);
    found.help = hint(text, place);
    found
}

/// Common slips that the parser's own words do not name.
fn hint(text: &Text, place: Place) -> Option<String> {
    let index = text.index_at(place.start);
    let before = index.checked_sub(1)?;
    if text.is(before, &Token::Comma) {
        return Some("remove the comma before it".to_owned());
    }
    if text.is(before, &Token::LParen) || text.is(index, &Token::RParen) {
        return Some("see whether the parentheses match".to_owned());
    }
    None
}

fn plain(words: &str) -> String {
    let words = words.trim().trim_end_matches('.');
    match words {
        "an expression" | "an expression:" => "a column, a value or a function".to_owned(),
        "end of statement" => "the end of the statement".to_owned(),
        "identifier" => "a name".to_owned(),
        "joined table" => "a table with a join".to_owned(),
        "an SQL statement" => "SELECT or WITH".to_owned(),
        "SELECT, VALUES, or a subquery in the query body" => "SELECT".to_owned(),
        other => other.to_owned(),
    }
}

/// The parser puts the place behind its message: `… at Line: 3, Column: 8`.
fn split_position(message: &str) -> (&str, Option<(usize, usize)>) {
    let Some((words, place)) = message.rsplit_once(" at Line: ") else { return (message, None) };
    let mut numbers = place.split(", Column: ").map(|number| number.trim().parse::<usize>());
    match (numbers.next(), numbers.next()) {
        (Some(Ok(line)), Some(Ok(column))) if line > 0 => (words, Some((line, column))),
        _ => (words, None),
    }
}
