//! Items of a SELECT list, told from their tokens.

use datafusion::sql::sqlparser::{keywords::Keyword, tokenizer::Token};

use super::text::{Place, Text};

impl Text {
    /// The item of a SELECT list that an alias stands behind; empty if there is none.
    pub(crate) fn item_before(&self, alias: Place) -> Place {
        let mut end = self.index_at(alias.start);
        if end > 0 && self.keyword(end - 1) == Keyword::AS {
            end -= 1;
        }
        let mut start = end;
        while let Some(before) = start.checked_sub(1) {
            let stops = matches!(self.keyword(before), Keyword::SELECT | Keyword::DISTINCT | Keyword::ALL);
            if stops || self.is(before, &Token::Comma) || self.is(before, &Token::LParen) {
                break;
            }
            start = if self.is(before, &Token::RParen) || self.is(before, &Token::RBracket) {
                self.partner(before).unwrap_or(before)
            } else {
                before
            };
        }
        if start < end { self.place(start).with(self.place(end - 1)) } else { Place::default() }
    }

    /// Whether a stretch is one operand wherever it stands: a name, a value, a call or something in parentheses.
    pub(crate) fn stands_alone(&self, item: Place) -> bool {
        let (mut index, end) = (self.index_at(item.start), self.index_at(item.end));
        while index < end {
            let joins = self.is(index, &Token::LParen) || self.is(index, &Token::Period);
            let name = matches!(self.tokens[index].token, Token::Word(_)) && self.keyword(index) != Keyword::CASE;
            let first = index == self.index_at(item.start) || self.is(index - 1, &Token::Period);
            if !(joins || first && (name || index + 1 == end)) {
                return false;
            }
            index = self.partner(index).filter(|close| *close > index).unwrap_or(index) + 1;
        }
        true
    }
}
