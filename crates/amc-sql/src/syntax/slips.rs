//! Slips of the hand that can be mended without a doubt: a comma too many or too few, quotes of a word processor, two equals signs. What they stand in
//! is read as it was meant, so that the rest is still checked.

use datafusion::sql::sqlparser::{
    keywords::Keyword,
    tokenizer::{Span, Token, TokenWithSpan, Word},
};

use super::text::{Place, Text};
use crate::diagnostic::{Diagnostic, Severity, named};

/// What is to be read in place of the tokens that stand there.
#[derive(Debug, Default)]
pub(super) struct Slips {
    pub(super) found: Vec<Diagnostic>,
    /// Tokens that are left out.
    pub(super) dropped: Vec<usize>,
    /// Tokens that stand for others, from the first of these to the last.
    pub(super) joined: Vec<(usize, usize, TokenWithSpan)>,
    /// Tokens before which a comma is missing.
    pub(super) commas: Vec<usize>,
}

fn finding(place: Place, message: String, help: &str, replacement: &str) -> Diagnostic {
    let found = place.diagnostic(Severity::Error, "syntax", message);
    Diagnostic { help: Some(help.to_owned()), replacement: Some(replacement.to_owned()), ..found }
}

/// The slips among the first `end` tokens of a statement that does not parse.
pub(super) fn slips(text: &Text, end: usize) -> Slips {
    let mut slips = Slips::default();
    let mut index = 0;
    while index < end {
        let next = index + 1;
        match text.tokens[index].token {
            Token::Comma => slips.comma(text, index, end),
            Token::RParen if closes_cte(text, index) && begins_cte(text, next) => {
                let message = format!("A comma is missing before {}.", text.words(text.place(next)));
                slips.found.push(finding(text.place(index), message, "Write it behind the parenthesis.", "),"));
                slips.commas.push(next);
            }
            Token::Char(quote) => {
                if let Some(close) = closing(text, index, quote) {
                    slips.quotes(text, index, close);
                    index = close;
                }
            }
            _ => {}
        }
        index += 1;
    }
    slips
}

impl Slips {
    fn comma(&mut self, text: &Text, index: usize, end: usize) {
        let next = index + 1;
        let before = index.checked_sub(1);
        let leads = before.is_some_and(|before| {
            text.is(before, &Token::LParen) || matches!(text.keyword(before), Keyword::SELECT | Keyword::BY)
        });
        let trails = next >= end
            || text.is(next, &Token::Comma)
            || ends_list(text, next)
            || (text.keyword(next) == Keyword::SELECT && before.is_some_and(|before| closes_cte(text, before)));
        let message = if text.is(next, &Token::Comma) && next < end {
            "There is nothing between this comma and the next.".to_owned()
        } else if trails && next < end {
            format!("There is nothing between this comma and {}.", text.words(text.place(next)))
        } else if trails {
            "There is nothing behind this comma.".to_owned()
        } else if leads {
            "There is nothing before this comma.".to_owned()
        } else {
            return;
        };
        self.found.push(finding(text.place(index), message, "Remove it.", ""));
        self.dropped.push(index);
    }

    fn quotes(&mut self, text: &Text, open: usize, close: usize) {
        let place = text.place(open).with(text.place(close));
        let inner = text.slice(Place { start: text.place(open).end, end: text.place(close).start });
        let (token, replacement) = if is_double(text, open) {
            let word = Word { value: inner.clone(), quote_style: Some('"'), keyword: Keyword::NoKeyword };
            (Token::Word(word), format!("\"{}\"", inner.replace('"', "\"\"")))
        } else {
            (Token::SingleQuotedString(inner.clone()), format!("'{}'", inner.replace('\'', "''")))
        };
        self.found.push(finding(
            place,
            format!("The quotes around {} are typographic.", named(&inner)),
            HELP,
            &replacement,
        ));
        let span = Span::new(text.tokens[open].span.start, text.tokens[close].span.end);
        self.joined.push((open, close, TokenWithSpan::new(token, span)));
    }
}

const HELP: &str = "Write text in straight single quotes, and names in straight double ones.";

/// Whether what stands here can only come behind a list, and so not behind a comma.
fn ends_list(text: &Text, index: usize) -> bool {
    match text.keyword(index) {
        Keyword::FROM | Keyword::WHERE | Keyword::HAVING | Keyword::UNION | Keyword::EXCEPT | Keyword::INTERSECT => {
            true
        }
        Keyword::GROUP | Keyword::ORDER => text.keyword(index + 1) == Keyword::BY,
        _ => text.is(index, &Token::RParen) || text.is(index, &Token::RBracket),
    }
}

/// Whether a parenthesis closes what AS opened, as the query of a common table expression is.
fn closes_cte(text: &Text, index: usize) -> bool {
    let open = text.partner(index).filter(|open| text.is(index, &Token::RParen) && *open < index);
    open.and_then(|open| open.checked_sub(1)).is_some_and(|before| text.keyword(before) == Keyword::AS)
}

/// Whether `name AS (` or `name (…) AS (` stands here.
fn begins_cte(text: &Text, index: usize) -> bool {
    let is_word = matches!(text.tokens.get(index).map(|token| &token.token), Some(Token::Word(_)));
    let columns = if text.is(index + 1, &Token::LParen) { text.partner(index + 1) } else { None };
    let behind = columns.unwrap_or(index) + 1;
    is_word && text.keyword(behind) == Keyword::AS && text.is(behind + 1, &Token::LParen)
}

const SINGLE: [char; 4] = ['\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'];
const DOUBLE: [char; 4] = ['\u{201c}', '\u{201d}', '\u{201e}', '\u{201f}'];

fn is_double(text: &Text, index: usize) -> bool {
    matches!(text.tokens[index].token, Token::Char(quote) if DOUBLE.contains(&quote))
}

/// The quote on the same line that closes the one that stands here.
fn closing(text: &Text, open: usize, quote: char) -> Option<usize> {
    let kin = [SINGLE, DOUBLE].into_iter().find(|kin| kin.contains(&quote))?;
    let line = text.place(open).start.0;
    (open + 1..text.tokens.len())
        .take_while(|at| text.place(*at).start.0 == line)
        .find(|at| matches!(text.tokens[*at].token, Token::Char(c) if kin.contains(&c)))
}

/// The last typographic quote of a text, for one whose end is not found because of it.
pub(super) fn lone_quote(text: &Text) -> Option<Diagnostic> {
    text.tokens.iter().rev().find_map(|token| {
        let Token::Char(quote) = token.token else { return None };
        let straight = if SINGLE.contains(&quote) {
            "'"
        } else if DOUBLE.contains(&quote) {
            "\""
        } else {
            return None;
        };
        Some(finding(token.span.into(), format!("The quote {quote} is typographic."), HELP, straight))
    })
}

/// Two equals signs, which are taken for one.
pub(super) fn double_equals(text: &Text, end: usize) -> impl Iterator<Item = Diagnostic> {
    let signs = text.tokens[..end].iter().filter(|token| token.token == Token::DoubleEq);
    signs.map(|token| {
        let message = "AMC SQL compares with one equals sign.".to_owned();
        finding(token.span.into(), message, "Write a single one.", "=")
    })
}
