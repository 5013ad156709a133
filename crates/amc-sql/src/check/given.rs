//! Names that a SELECT gives with AS, used where they are not known yet.

use datafusion::sql::sqlparser::{
    ast::{Ident, SelectItem},
    tokenizer::Token,
};

use super::analysis::{Analysis, Clause};
use crate::{
    diagnostic::{Diagnostic, Severity, named},
    functions::{self, FunctionClass},
    syntax::Place,
};

/// The names, in order.
pub(crate) fn names(items: &[SelectItem]) -> impl Iterator<Item = Ident> {
    items.iter().filter_map(|item| match item {
        SelectItem::ExprWithAlias { alias, .. } => Some(alias.clone()),
        _ => None,
    })
}

impl Analysis<'_> {
    /// Whether a name that no table has is one that the SELECT around it gives; reports it with what it stands for.
    pub(crate) fn given_name(&mut self, ident: &Ident) -> bool {
        if !self.advises() {
            return false;
        }
        let place = Place::from(ident.span);
        let given = self.scopes.last().map(|scope| scope.given.clone()).unwrap_or_default();
        let stands_for = given
            .iter()
            .filter(|given| given.value.eq_ignore_ascii_case(&ident.value))
            .map(|given| self.text.item_before(given.span.into()))
            .find(|item| !item.is_empty() && (place.start < item.start || place.end > item.end));
        let Some(item) = stands_for else { return false };
        let name = named(&ident.value);
        let (aggregate, window) = self.calls(item);
        let (help, repeats) = if window || (aggregate && (self.in_aggregate || self.clause == Clause::On)) {
            ("Wrap the SELECT in a subquery, and use the name around it.", false)
        } else if aggregate && self.clause == Clause::Where {
            ("Move the condition to HAVING.", false)
        } else {
            ("Repeat its expression, or give the name in a WITH clause.", true)
        };
        let message = format!("There is no column {name}, and the name that this SELECT gives is not known here yet.");
        let found = place.diagnostic(Severity::Error, "unknown_column", message);
        let replacement = repeats.then(|| {
            let words = self.text.slice(item);
            if self.text.stands_alone(item) { words } else { format!("({words})") }
        });
        self.push(Diagnostic { help: Some(help.to_owned()), replacement, ..found });
        true
    }

    /// Whether aggregates and windows are called in a stretch.
    fn calls(&self, item: Place) -> (bool, bool) {
        let (mut aggregate, mut window) = (false, false);
        for index in self.text.index_at(item.start)..self.text.index_at(item.end) {
            let Some(Token::Word(word)) = self.text.tokens.get(index).map(|token| &token.token) else { continue };
            let known = functions::find(&word.value).filter(|_| self.text.is(index + 1, &Token::LParen));
            aggregate |= known.is_some_and(|known| known.doc.class == FunctionClass::Aggregate);
            window |= word.value.eq_ignore_ascii_case("OVER");
        }
        (aggregate, window)
    }
}
