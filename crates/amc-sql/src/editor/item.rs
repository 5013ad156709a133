//! The items of a SELECT list: what columns they give.

use super::lex::{Kind, Lexed};

/// An item of a SELECT list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    /// All columns, of one relation if a token names it.
    Star(Option<usize>),
    /// The token of a column's own name, and of the relation before it.
    Column { name: usize, of: Option<usize>, alias: Option<usize> },
    /// Another expression: its alias, and its function if it is one call.
    Expression { alias: Option<usize>, call: Option<usize> },
}

/// The item being read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Draft {
    pub(super) first: Option<usize>,
    last: usize,
    before_last: Option<usize>,
    tokens: usize,
    /// Whether the token before the last one ends an operand, so that a name may follow as an alias.
    ends_operand: bool,
    pub(super) after_as: Option<usize>,
    /// Whether all of it but an alias is a column's name.
    plain: bool,
    pub(super) calls: usize,
}

impl Draft {
    pub(super) fn note(&mut self, index: usize, plain: bool, ends_operand: bool) {
        if self.first.is_none() {
            self.first = Some(index);
            self.plain = true;
        }
        // A bare name behind an operand is an alias and leaves a plain column plain.
        let alias = self.after_as.is_some() || (self.ends_operand && plain);
        self.plain &= plain || alias;
        self.before_last = (self.tokens > 0).then_some(self.last);
        self.tokens += 1;
        self.last = index;
        self.ends_operand = ends_operand;
    }

    pub(super) fn item(self, lexed: &Lexed<'_>) -> Option<Item> {
        let first = self.first?;
        let before = self.before_last;
        let qualifier = before.filter(|at| lexed.is_sign(*at, '.')).and_then(|dot| dot.checked_sub(1));
        if lexed.is_sign(self.last, '*') && (self.tokens == 1 || qualifier.is_some()) {
            return Some(Item::Star(qualifier));
        }
        let implied = || {
            let operand_before = before.is_some_and(|at| match lexed.kind(at) {
                Some(Kind::Sign(sign)) => matches!(sign, ')' | ']' | '}'),
                Some(Kind::Word(kw)) => kw.is_value(),
                _ => true,
            });
            Some(self.last).filter(|at| operand_before && lexed.is_name(*at))
        };
        let alias = match self.after_as {
            Some(at) => Some(at).filter(|at| *at <= self.last && lexed.is_name(*at)),
            None => implied(),
        };
        let end = match (self.after_as, alias) {
            (Some(at), _) => at - 1,
            (None, Some(at)) => at,
            (None, None) => self.last + 1,
        };
        let dotted = (first..end)
            .enumerate()
            .all(|(nth, at)| if nth % 2 == 0 { lexed.is_name(at) } else { lexed.is_sign(at, '.') });
        let length = end.saturating_sub(first);
        if self.plain && dotted && length % 2 == 1 {
            return Some(Item::Column { name: end - 1, of: (length > 1).then(|| end - 3), alias });
        }
        let call = Some(first).filter(|_| self.calls == 1 && lexed.is_sign(first + 1, '('));
        Some(Item::Expression { alias, call: call.filter(|_| end > 0 && lexed.is_sign(end - 1, ')')) })
    }
}
