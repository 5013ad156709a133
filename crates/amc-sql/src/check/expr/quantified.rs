//! Comparisons with several values at once, and patterns as other systems write them: ANY, ALL and RLIKE.

use datafusion::sql::sqlparser::{
    ast::{BinaryOperator, Expr, Query},
    keywords::Keyword,
};

use super::take;
use crate::{
    check::{analysis::Analysis, query::first_select, scope::Typed},
    diagnostic::{Diagnostic, Severity},
    syntax::Place,
    types::SqlType,
};

impl Analysis<'_> {
    /// `x = ANY (SELECT …)` is IN and `x <> ALL (SELECT …)` is NOT IN; the rest is refused.
    pub(super) fn quantified(&mut self, expr: &mut Expr) -> Typed {
        let (Expr::AnyOp { left, compare_op: op, right, .. } | Expr::AllOp { left, compare_op: op, right }) =
            &mut *expr
        else {
            return Typed::unknown(Place::default());
        };
        let (op, mut left, mut right) = (op.clone(), take(left), take(right));
        let any = matches!(expr, Expr::AnyOp { .. });
        let Expr::Subquery(query) = right else {
            let typed = self.expr(&mut left);
            self.expr(&mut right);
            let word = if any { [Keyword::ANY, Keyword::SOME] } else { [Keyword::ALL; 2] };
            let place = word.into_iter().find_map(|word| self.text.find(typed.place.end, word)).unwrap_or(typed.place);
            let help = if any { "Write ARRAY_CONTAINS(array, x)." } else { "Compare with each value." };
            self.error("unsupported", place, "AMC SQL has no ANY and ALL.", Some(help.to_owned()));
            return Typed::unknown(typed.place);
        };
        let place = self.quantifier(&query);
        let negated = match op {
            BinaryOperator::Eq if any => false,
            BinaryOperator::NotEq if !any => true,
            _ => {
                let help = "Compare with a subquery of one value, such as (SELECT MAX(…) FROM …).".to_owned();
                self.error("unsupported", place, "AMC SQL has no ANY and ALL.", Some(help));
                return Typed::unknown(place);
            }
        };
        let plain = if negated { "NOT IN" } else { "IN" };
        let message = "Amazon does not document ANY and ALL.";
        let found = place.diagnostic(Severity::Warning, "undocumented_comparison", message);
        let help = Some(format!("Write {plain}."));
        self.push(Diagnostic { help, replacement: Some(plain.to_owned()), ..found });
        *expr = Expr::InSubquery { expr: Box::new(left), subquery: query, negated };
        self.in_subquery(expr)
    }

    /// The operator and the word before a subquery.
    fn quantifier(&self, query: &Query) -> Place {
        let with = query.with.as_ref().map(|with| with.with_token.0.span.into());
        let begin = with.or_else(|| first_select(&query.body)).unwrap_or_default();
        let sign = self.text.index_at(begin.start).checked_sub(3).filter(|_| !begin.is_empty());
        sign.map_or(begin, |sign| self.text.place(sign).with(self.text.place(sign + 1)))
    }

    pub(super) fn like(&mut self, value: &mut Expr, pattern: &mut Expr, any: bool) -> Typed {
        let called = match &*pattern {
            Expr::Function(function) => function.name.0.last().and_then(|part| part.as_ident()),
            _ => None,
        };
        let all = called.filter(|name| ["ALL", "SOME"].iter().any(|word| name.value.eq_ignore_ascii_case(word)));
        if !any && all.is_none() {
            return self.pattern(value, pattern, "LIKE");
        }
        let all = all.map(|name| Place::from(name.span));
        let typed = self.expr(value);
        let place = all.or_else(|| self.text.find(typed.place.end, Keyword::ANY)).unwrap_or(typed.place);
        let word = self.text.quote(place).to_uppercase();
        let by = if word == "ALL" { "AND" } else { "OR" };
        let help = format!("Write a LIKE for each pattern, joined by {by}.");
        self.error("unsupported", place, format!("AMC SQL has no LIKE {word}."), Some(help));
        Typed::unknown(typed.place)
    }

    /// What other systems call RLIKE or REGEXP does what AMC calls SIMILAR TO.
    pub(super) fn rlike(&mut self, value: &mut Expr, pattern: &mut Expr) -> Typed {
        let typed = self.pattern(value, pattern, "SIMILAR TO");
        let words = [Keyword::RLIKE, Keyword::REGEXP];
        let from = typed.place.start;
        let place = words.into_iter().filter_map(|word| self.text.find(from, word)).min().unwrap_or(typed.place);
        let message = format!("AMC SQL has no {}.", self.text.quote(place).to_uppercase());
        self.replaceable("unsupported", place, message, "Write SIMILAR TO.".to_owned(), "SIMILAR TO".to_owned());
        Typed::of(SqlType::BOOLEAN, typed.place)
    }
}
