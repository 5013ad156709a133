//! What stands around a place, and where something is.

use datafusion::sql::sqlparser::{keywords::Keyword, tokenizer::Token};

use super::{Place, Text};

impl Text {
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
