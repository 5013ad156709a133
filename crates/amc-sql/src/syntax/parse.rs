//! Parsing, with a finding for every broken part.

use std::{cell::Cell, collections::BTreeSet};

use datafusion::sql::sqlparser::{
    ast::Query,
    keywords::Keyword,
    parser::Parser,
    tokenizer::{Token, TokenWithSpan, Word},
};

use super::{
    depth::{DEEPEST, LONGEST, too_deep, too_long},
    dialect::AmcDialect,
    faults::{Fault, finding},
    slips::{double_equals, lone_quote, slips},
    text::{Place, Text},
};
use crate::diagnostic::Diagnostic;

/// Name of the column that stands for a subquery which cannot be parsed. No statement can write it.
pub(crate) const BROKEN: &str = "\u{0}broken";

/// Calls of the parser a statement may cost; a statement full of broken parts gets no more findings than this.
const MAX_TRIES: usize = 64;
/// Expressions that the parser may begin for every token of a part, and beyond; it needs about one a token.
const BUDGET_A_TOKEN: usize = 4;
const BUDGET_BASE: usize = 4_000;
/// The same for all parts of a text together.
const POOL_A_TOKEN: usize = 16;
const POOL_BASE: usize = 50_000;
/// Calls of one another that the parser counts for a level of nesting.
const CALLS_A_LEVEL: usize = 4;

/// What a text turned out to be.
#[derive(Debug)]
pub(crate) enum Reading {
    /// A query that could be parsed, if need be with stand-ins for broken parts.
    Query(Box<Query>),
    /// A statement of another kind, told from its first word.
    Other,
    /// Nothing, or nothing that could be parsed.
    Nothing,
}

/// What was read.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) text: Text,
    pub(crate) reading: Reading,
    /// What stands behind the semicolon that ends the first statement.
    pub(crate) rest: Option<Place>,
    pub(crate) found: Vec<Diagnostic>,
}

/// Reads a text. Parts in parentheses that cannot be parsed are reported on their own and replaced by a stand-in, so that the rest can still be
/// checked. Takes time and stack in proportion to the text, whatever it is.
pub(crate) fn parse(sql: &str) -> Parsed {
    if sql.len() > LONGEST {
        let (text, _) = Text::new("");
        let found = vec![too_long(&text)];
        return Parsed { text, reading: Reading::Nothing, rest: None, found };
    }
    let (text, failure) = Text::new(sql);
    // A quote that a typographic one was to close runs to the end of the text.
    let failure = failure.map(|failure| lone_quote(&text).unwrap_or(failure));
    let mut found: Vec<Diagnostic> = failure.or_else(|| too_deep(&text)).into_iter().collect();
    let mut reading = Reading::Nothing;
    let (end, rest) = first_statement(&text);
    if found.is_empty() && end > 0 {
        reading = if is_other(text.keyword(0)) { Reading::Other } else { query(&text, end, &mut found) };
    }
    Parsed { text, reading, rest, found }
}

/// How many tokens the first statement has, and the place of what follows it.
fn first_statement(text: &Text) -> (usize, Option<Place>) {
    let count = text.tokens.len();
    let mut end = 0;
    while end < count && !text.is(end, &Token::SemiColon) {
        end = text.partner(end).filter(|close| *close > end).unwrap_or(end) + 1;
    }
    let end = end.min(count);
    let rest = (end..count).find(|at| !text.is(*at, &Token::SemiColon));
    (end, rest.map(|start| text.place(start).with(text.place(count - 1))))
}

/// Whether a word begins a statement that is no query.
fn is_other(first: Keyword) -> bool {
    matches!(
        first,
        Keyword::ALTER
            | Keyword::ANALYZE
            | Keyword::BEGIN
            | Keyword::CALL
            | Keyword::COMMIT
            | Keyword::COPY
            | Keyword::CREATE
            | Keyword::DECLARE
            | Keyword::DELETE
            | Keyword::DESC
            | Keyword::DESCRIBE
            | Keyword::DROP
            | Keyword::EXECUTE
            | Keyword::EXPLAIN
            | Keyword::GRANT
            | Keyword::INSERT
            | Keyword::MERGE
            | Keyword::PREPARE
            | Keyword::REPLACE
            | Keyword::REVOKE
            | Keyword::ROLLBACK
            | Keyword::SET
            | Keyword::SHOW
            | Keyword::START
            | Keyword::TRUNCATE
            | Keyword::UPDATE
            | Keyword::USE
    )
}

/// Parses the query that the first `end` tokens are.
fn query(text: &Text, end: usize, found: &mut Vec<Diagnostic>) -> Reading {
    let mut repair = Repair {
        text,
        tokens: text.tokens[..end].to_vec(),
        commas: BTreeSet::new(),
        tries: 0,
        pool: Cell::new(POOL_BASE + POOL_A_TOKEN * end),
    };
    found.extend(double_equals(text, end));
    let parsed = match repair.parse(0, end) {
        Ok(query) => Some(query),
        Err(_) if repair.slips(found) => repair.parse(0, end).ok().or_else(|| repair.by_parts(found)),
        Err(_) => repair.by_parts(found),
    };
    parsed.map_or(Reading::Nothing, Reading::Query)
}

/// Tokens whose broken stretches are replaced one after the other.
struct Repair<'t> {
    text: &'t Text,
    tokens: Vec<TokenWithSpan>,
    /// Tokens before which a comma is read that is not there.
    commas: BTreeSet<usize>,
    tries: usize,
    /// Expressions that the parser may still begin.
    pool: Cell<usize>,
}

impl Repair<'_> {
    /// Parses the query between two tokens.
    fn parse(&mut self, start: usize, end: usize) -> Result<Box<Query>, Fault> {
        self.tries += 1;
        let mut tokens: Vec<TokenWithSpan> = Vec::with_capacity(end - start);
        for (index, token) in self.tokens[start..end].iter().enumerate() {
            if self.commas.contains(&(start + index)) {
                tokens.push(TokenWithSpan::new(Token::Comma, token.span));
            }
            if token.token != Token::EOF {
                tokens.push(token.clone());
            }
        }
        let budget = (BUDGET_BASE + BUDGET_A_TOKEN * tokens.len()).min(self.pool.get());
        let dialect = AmcDialect::with_budget(budget);
        let mut parser = Parser::new(&dialect)
            .with_recursion_limit(CALLS_A_LEVEL * DEEPEST + 100)
            .with_tokens_with_locations(tokens);
        let parsed = parser.parse_query().and_then(|query| {
            let next = parser.peek_token();
            if next.token == Token::EOF { Ok(query) } else { parser.expected("end of statement", next) }
        });
        self.pool.set(self.pool.get().saturating_sub(budget - dialect.left()));
        parsed.map_err(|error| Fault::new(error, dialect.stuck()))
    }

    /// Mends slips of the hand and reports them; answers whether there are any.
    fn slips(&mut self, found: &mut Vec<Diagnostic>) -> bool {
        let slips = slips(self.text, self.tokens.len());
        for index in slips.dropped {
            self.tokens[index].token = Token::EOF;
        }
        for (first, last, token) in slips.joined {
            self.tokens[first] = token;
            self.tokens[first + 1..=last].iter_mut().for_each(|token| token.token = Token::EOF);
        }
        self.commas.extend(slips.commas);
        let any = !slips.found.is_empty();
        found.extend(slips.found);
        any
    }

    /// Parses the subqueries from the inside out, then what holds them. Of each, the arms of a UNION are parsed one by one.
    fn by_parts(&mut self, found: &mut Vec<Diagnostic>) -> Option<Box<Query>> {
        let all = self.tokens.len();
        let mut parts: Vec<(usize, usize)> = (0..all)
            .filter(|at| self.text.is(*at, &Token::LParen))
            .filter(|at| matches!(self.text.keyword(at + 1), Keyword::SELECT | Keyword::WITH | Keyword::VALUES))
            .filter_map(|at| Some((at + 1, self.text.partner(at).filter(|close| *close < all)?)))
            .collect();
        // A part ends before whatever holds it.
        parts.sort_by_key(|(_, end)| *end);
        for (start, end) in parts {
            if self.tries > MAX_TRIES {
                break;
            }
            if let Err(fault) = self.parse(start, end) {
                self.mend(start, end, &fault, found);
            }
        }
        let outer = match self.parse(0, all) {
            Ok(query) => return Some(query),
            Err(outer) => outer,
        };
        let before = found.len();
        self.arms(0, all, found);
        match self.parse(0, all) {
            Ok(query) => Some(query),
            Err(last) => {
                let blamed = found.len() > before;
                let rest = finding(self.text, if blamed { &last } else { &outer }, self.behind(all));
                // A statement that ends too early is the same mistake once more.
                if !blamed || (rest.line, rest.column) < self.text.end() {
                    found.push(rest);
                }
                None
            }
        }
    }

    /// Makes a part parse that does not: by its arms, or else as a whole.
    fn mend(&mut self, start: usize, end: usize, fault: &Fault, found: &mut Vec<Diagnostic>) {
        let before = found.len();
        self.arms(start, end, found);
        if found.len() > before && self.parse(start, end).is_ok() {
            return;
        }
        if found.len() == before {
            found.push(finding(self.text, fault, Some(end)));
        }
        self.stand_in(start, end);
    }

    /// Reports and replaces the arms of a UNION that do not parse.
    fn arms(&mut self, start: usize, end: usize, found: &mut Vec<Diagnostic>) {
        for (from, to) in self.text.arms(start, end) {
            if self.tries > MAX_TRIES {
                return;
            }
            if let Err(fault) = self.parse(from, to) {
                found.push(finding(self.text, &fault, self.behind(to)));
                self.stand_in(from, to);
            }
        }
    }

    /// The token behind a part; `None` at the end of the text.
    fn behind(&self, end: usize) -> Option<usize> {
        (end < self.text.tokens.len()).then_some(end)
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
