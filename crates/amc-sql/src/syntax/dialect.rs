//! How AMC writes its tokens, and how much the parser may do to read them.

use std::cell::Cell;

use datafusion::sql::sqlparser::{
    ast::Expr,
    dialect::{Dialect, Precedence},
    keywords::{Keyword, RESERVED_FOR_TABLE_ALIAS},
    parser::{Parser, ParserError},
    tokenizer::Location,
};

/// Calcite's tokens: double quotes and backticks delimit names, single quotes text, a backslash means nothing.
///
/// The parser reads some parts on trial and, when they do not fit, once more in another way. Nested in one another such parts take twice the time a
/// level, so that thirty words could keep it busy for hours. It asks its dialect at every expression, which is where they are counted.
#[derive(Debug)]
pub(crate) struct AmcDialect {
    /// Expressions that may still be begun.
    left: Cell<usize>,
    /// Where the parser was when none was left.
    stuck: Cell<Option<Location>>,
}

impl AmcDialect {
    /// A dialect that lets a parser begin so many expressions.
    pub(crate) fn with_budget(expressions: usize) -> Self {
        Self { left: Cell::new(expressions), stuck: Cell::new(None) }
    }

    /// How many of the expressions are left.
    pub(super) fn left(&self) -> usize {
        self.left.get()
    }

    /// Where the parser was when it ran out of expressions.
    pub(super) fn stuck(&self) -> Option<Location> {
        self.stuck.get()
    }
}

/// Whether a bare name may begin with this character.
pub(crate) fn begins_word(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

/// Whether a bare name may go on with this character.
pub(crate) fn is_word_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

impl Dialect for AmcDialect {
    fn is_identifier_start(&self, ch: char) -> bool {
        begins_word(ch)
    }

    fn is_identifier_part(&self, ch: char) -> bool {
        is_word_part(ch)
    }

    fn is_delimited_identifier_start(&self, ch: char) -> bool {
        ch == '"' || ch == '`'
    }

    /// Words that Calcite reserves and that begin an expression of their own. Where such an expression is broken the parser would take the word for
    /// a name and read all that follows once more.
    fn is_reserved_for_identifier(&self, kw: Keyword) -> bool {
        matches!(
            kw,
            Keyword::ARRAY
                | Keyword::CASE
                | Keyword::CAST
                | Keyword::CEIL
                | Keyword::CONVERT
                | Keyword::EXISTS
                | Keyword::EXTRACT
                | Keyword::FLOOR
                | Keyword::INTERVAL
                | Keyword::NOT
                | Keyword::OVERLAY
                | Keyword::POSITION
                | Keyword::SAFE_CAST
                | Keyword::STRUCT
                | Keyword::SUBSTR
                | Keyword::SUBSTRING
                | Keyword::TRIM
                | Keyword::TRY_CAST
        )
    }

    fn parse_prefix(&self, parser: &mut Parser<'_>) -> Option<Result<Expr, ParserError>> {
        if let Some(left) = self.left.get().checked_sub(1) {
            self.left.set(left);
            return None;
        }
        if self.stuck.get().is_none() {
            self.stuck.set(Some(parser.peek_token_ref().span.start));
        }
        // The one error that the parser does not answer with another trial.
        Some(Err(ParserError::RecursionLimitExceeded))
    }

    fn supports_filter_during_aggregation(&self) -> bool {
        true
    }

    fn supports_group_by_expr(&self) -> bool {
        true
    }

    fn supports_window_clause_named_window_reference(&self) -> bool {
        true
    }

    fn supports_parens_around_table_factor(&self) -> bool {
        true
    }

    fn supports_values_as_table_factor(&self) -> bool {
        true
    }

    fn supports_within_after_array_aggregation(&self) -> bool {
        true
    }

    fn supports_window_function_null_treatment_arg(&self) -> bool {
        true
    }

    fn supports_boolean_literals(&self) -> bool {
        true
    }

    /// Words that begin clauses of other dialects only are names here.
    fn is_table_alias(&self, keyword: &Keyword, _: &mut Parser<'_>) -> bool {
        use Keyword::{FORMAT, OUTPUT, SAMPLE, SETTINGS, START, VIEW};
        matches!(keyword, FORMAT | OUTPUT | SAMPLE | SETTINGS | START | VIEW)
            || !RESERVED_FOR_TABLE_ALIAS.contains(keyword)
    }

    /// `IS [NOT] DISTINCT FROM` ends before AND; the parser on its own takes all that follows for its right side.
    fn parse_infix(&self, parser: &mut Parser<'_>, expr: &Expr, _precedence: u8) -> Option<Result<Expr, ParserError>> {
        let negated = if parser.parse_keywords(&[Keyword::IS, Keyword::NOT, Keyword::DISTINCT, Keyword::FROM]) {
            true
        } else if parser.parse_keywords(&[Keyword::IS, Keyword::DISTINCT, Keyword::FROM]) {
            false
        } else {
            return None;
        };
        let left = Box::new(expr.clone());
        let right = parser.parse_subexpr(self.prec_value(Precedence::Is)).map(Box::new);
        Some(right.map(
            |right| {
                if negated { Expr::IsNotDistinctFrom(left, right) } else { Expr::IsDistinctFrom(left, right) }
            },
        ))
    }
}
