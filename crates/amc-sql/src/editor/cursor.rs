//! What the cursor touches.

use super::{
    lex::{Kind, Lexed, lex, offset},
    matching::Quotes,
};
use crate::syntax::LONGEST;

/// A text read around a cursor; the word at the cursor is taken out, so that half a name changes no meaning.
#[derive(Debug)]
pub(super) struct Cursor<'a> {
    pub(super) lexed: Lexed<'a>,
    /// The cursor stands before this token, or in it if it is text.
    pub(super) index: usize,
    /// What is typed of the word.
    pub(super) typed: &'a str,
    pub(super) quotes: Quotes,
    /// Whether the cursor stands in text in single quotes.
    pub(super) in_text: bool,
}

impl<'a> Cursor<'a> {
    /// `None` where nothing can be written: in comments and numbers. Nor in a text that is too long to be checked.
    pub(super) fn new(sql: &'a str, line: usize, column: usize) -> Option<Self> {
        if sql.len() > LONGEST {
            return None;
        }
        let at = offset(sql, line, column);
        let mut lexed = lex(sql, at);
        if lexed.in_comment {
            return None;
        }
        let mut index = lexed.tokens.partition_point(|token| token.start < at);
        let (mut typed, mut quotes, mut in_text) = ("", Quotes::Needed, false);
        if let Some(last) = index.checked_sub(1) {
            let token = lexed.tokens[last];
            // At the end of a line a quote that is still open holds the cursor as well.
            let inside = |closed: bool| if closed { at < token.end } else { at <= token.end };
            match token.kind {
                Kind::Word(_) if at <= token.end => {
                    typed = &sql[token.start..at];
                    lexed.tokens.remove(last);
                    index = last;
                }
                Kind::Quoted(closed) if inside(closed) => {
                    typed = &sql[token.start + 1..at];
                    quotes = Quotes::Open(if sql[token.start..].starts_with('`') { '`' } else { '"' }, closed);
                    lexed.tokens.remove(last);
                    index = last;
                }
                Kind::Text(closed) if inside(closed) => {
                    typed = &sql[token.start + 1..at];
                    quotes = Quotes::Open('\'', closed);
                    in_text = true;
                    index = last;
                }
                Kind::Number if at <= token.end => return None,
                _ => {}
            }
        }
        Some(Self { lexed, index, typed, quotes, in_text })
    }

    /// Whether the name of a parameter is being written: `{{name}}` or `@name`.
    pub(super) fn in_parameter(&self) -> bool {
        let before = |back: usize, sign| self.index >= back && self.lexed.is_sign(self.index - back, sign);
        before(1, '@') || (before(1, '{') && before(2, '{'))
    }

    /// The parameters that the text uses, in order.
    pub(super) fn parameters(&self) -> Vec<String> {
        let lexed = &self.lexed;
        let mut names: Vec<String> = Vec::new();
        for index in 0..lexed.tokens.len() {
            let is_name = matches!(lexed.kind(index), Some(Kind::Word(_)));
            let sign = |back: usize, sign| index >= back && lexed.is_sign(index - back, sign);
            let marked = is_name && (sign(1, '@') || (sign(1, '{') && sign(2, '{')));
            let called = matches!(lexed.kind(index), Some(Kind::Text(_)))
                && sign(1, '(')
                && index >= 2
                && lexed.text(index - 2).eq_ignore_ascii_case("CUSTOM_PARAMETER");
            let here = self.in_text && index == self.index;
            if (marked || called) && !here {
                let name = lexed.name(index);
                if !name.is_empty() && !names.iter().any(|known| *known == name) {
                    names.push(name.into_owned());
                }
            }
        }
        names
    }

    /// Whether a parenthesis opens behind the word at the cursor.
    pub(super) fn is_called(&self) -> bool {
        self.lexed.is_sign(self.index, '(')
    }

    /// The name before the dot before the cursor.
    pub(super) fn qualifier(&self) -> Option<usize> {
        let name = self.index.checked_sub(2)?;
        let dotted = self.lexed.is_sign(self.index - 1, '.');
        let named = matches!(self.lexed.kind(name), Some(Kind::Word(_) | Kind::Quoted(_)));
        (dotted && named).then_some(name)
    }
}
