//! What the parser stumbles over, in words for people: its own words are for those who know it.

use datafusion::sql::sqlparser::{
    parser::ParserError,
    tokenizer::{Location, Span, Token},
};

use super::text::{Place, Text};
use crate::diagnostic::{Diagnostic, Severity};

/// Why a part could not be parsed.
#[derive(Debug)]
pub(super) struct Fault {
    error: ParserError,
    /// Where the parser was when it had to give up.
    stuck: Option<Location>,
}

impl Fault {
    pub(super) fn new(error: ParserError, stuck: Option<Location>) -> Self {
        Self { error, stuck }
    }
}

/// The finding for a fault; `end` is the token behind the part, if there is one.
pub(super) fn finding(text: &Text, fault: &Fault, end: Option<usize>) -> Diagnostic {
    let message = match &fault.error {
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => message.as_str(),
        ParserError::RecursionLimitExceeded => return too_many_ways(text, fault.stuck),
    };
    let (words, at) = split_position(message);
    let place = at
        .map(|at| text.place(text.index_at(at)))
        .filter(|place| !place.is_empty())
        .or_else(|| end.map(|behind| text.place(behind)))
        .unwrap_or_else(|| {
            let last = text.tokens.last().map_or((1, 1), |token| Place::from(token.span).end);
            Place { start: last, end: last }
        });
    let here = text.words(place);
    let message = match expected(words) {
        Some(expected) => format!("{expected} was expected in place of {here}."),
        None => format!("The statement cannot go on with {here} here."),
    };
    let mut found = place.diagnostic(Severity::Error, "syntax", message);
    found.help = hint(text, place);
    found
}

fn too_many_ways(text: &Text, stuck: Option<Location>) -> Diagnostic {
    let place = stuck
        .map(|at| text.place(text.index_at(Place::from(Span::new(at, at)).start)))
        .filter(|place| !place.is_empty())
        .unwrap_or_else(|| text.place(0));
    let message = "This can be read in too many ways.";
    let mut found = place.diagnostic(Severity::Error, "nested_too_deep", message);
    found.help = Some("See whether the parentheses match, and give inner parts a name in a WITH clause.".to_owned());
    found
}

/// Common slips that the parser's own words do not name.
fn hint(text: &Text, place: Place) -> Option<String> {
    let index = text.index_at(place.start);
    let before = index.checked_sub(1)?;
    if text.is(before, &Token::Comma) {
        return Some("Remove the comma before it.".to_owned());
    }
    if text.is(index, &Token::LBracket) || text.is(before, &Token::LBracket) {
        return Some("Names in brackets are placeholders of Amazon's samples: write the name without them.".to_owned());
    }
    if text.is(before, &Token::LParen) || text.is(index, &Token::RParen) {
        return Some("See whether the parentheses match.".to_owned());
    }
    None
}

/// What the parser expected, as the beginning of a sentence; `None` if it says so in words that mean nothing to others.
fn expected(words: &str) -> Option<String> {
    let rest = words.strip_prefix("Expected: ").or_else(|| words.strip_prefix("Expected "))?;
    let rest = rest.split(", found: ").next().unwrap_or(rest).trim().trim_end_matches(['.', ':']);
    let plain = match rest {
        ")" => "A closing parenthesis",
        "(" => "An opening parenthesis",
        "]" => "A closing bracket",
        "[" => "An opening bracket",
        "," => "A comma",
        "an expression" => "A column, a value or a function",
        "end of statement" => "The end of the statement",
        "identifier" | "an object name" => "A name",
        "joined table" => "A table with a join",
        "a data type name" => "A type",
        "literal string" | "a string" | "string" => "A text in quotes",
        "literal int" | "literal number" | "a value" | "a concrete value" => "A value",
        "date/time field" => "A unit such as DAY or HOUR",
        "ON, or USING after JOIN" | "ON or USING after JOIN" => "ON or USING",
        "an SQL statement" | "SELECT, VALUES, or a subquery in the query body" => "SELECT or WITH",
        // Keywords and signs speak for themselves.
        other if !other.is_empty() && speaks_for_itself(other) => return Some(other.to_owned()),
        _ => return None,
    };
    Some(plain.to_owned())
}

/// Whether words are keywords or signs, such as `BY` or `THEN or WHEN`.
fn speaks_for_itself(words: &str) -> bool {
    words.split([' ', ',']).filter(|word| !word.is_empty() && *word != "or").all(|word| {
        word.chars().all(|c| c.is_ascii_uppercase() || c == '_') || word.chars().all(|c| c.is_ascii_punctuation())
    })
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
