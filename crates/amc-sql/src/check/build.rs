//! Pieces of syntax that lowering needs.

use datafusion::sql::sqlparser::{
    ast::{
        BinaryOperator, CaseWhen, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentList,
        FunctionArguments, Ident, Interval, ObjectName, ObjectNamePart, UnaryOperator, Value,
        helpers::attached_token::AttachedToken,
    },
    tokenizer::{Span, Token, TokenWithSpan},
};

/// A call of an engine function.
pub(crate) fn call(name: &str, args: Vec<Expr>) -> Expr {
    Expr::Function(function(name, args, Span::empty()))
}

pub(crate) fn function(name: &str, args: Vec<Expr>, span: Span) -> Function {
    let ident = Ident { value: name.to_owned(), quote_style: None, span };
    Function {
        name: ObjectName(vec![ObjectNamePart::Identifier(ident)]),
        uses_odbc_syntax: false,
        parameters: FunctionArguments::None,
        args: FunctionArguments::List(FunctionArgumentList {
            duplicate_treatment: None,
            args: args.into_iter().map(|arg| FunctionArg::Unnamed(FunctionArgExpr::Expr(arg))).collect(),
            clauses: Vec::new(),
        }),
        filter: None,
        null_treatment: None,
        over: None,
        within_group: Vec::new(),
    }
}

pub(crate) fn text_literal(text: &str) -> Expr {
    Expr::Value(Value::SingleQuotedString(text.to_owned()).into())
}

pub(crate) fn number(text: &str) -> Expr {
    Expr::Value(Value::Number(text.to_owned(), false).into())
}

/// A span of time, such as `1 month`.
pub(crate) fn interval(words: &str) -> Expr {
    Expr::Interval(Interval {
        value: Box::new(text_literal(words)),
        leading_field: None,
        leading_precision: None,
        last_field: None,
        fractional_seconds_precision: None,
    })
}

pub(crate) fn nested(expr: Expr) -> Expr {
    Expr::Nested(Box::new(expr))
}

pub(crate) fn binary(left: Expr, op: BinaryOperator, right: Expr) -> Expr {
    nested(Expr::BinaryOp { left: Box::new(left), op, right: Box::new(right) })
}

/// Operands of an operator for which parentheses make no difference, joined in pairs, so that many of them nest no deeper than few; `None` for none.
pub(crate) fn joined(op: &BinaryOperator, mut operands: Vec<Expr>) -> Option<Expr> {
    while operands.len() > 1 {
        let mut rest = operands.into_iter();
        let mut pairs = Vec::with_capacity(rest.len().div_ceil(2));
        while let Some(left) = rest.next() {
            pairs.push(match rest.next() {
                Some(right) => binary(left, op.clone(), right),
                None => left,
            });
        }
        operands = pairs;
    }
    operands.pop()
}

pub(crate) fn not(expr: Expr) -> Expr {
    nested(Expr::UnaryOp { op: UnaryOperator::Not, expr: Box::new(expr) })
}

/// `CASE WHEN condition THEN yes ELSE no END`.
pub(crate) fn case(condition: Expr, yes: Expr, no: Option<Expr>) -> Expr {
    let token = || AttachedToken(TokenWithSpan::new(Token::EOF, Span::empty()));
    Expr::Case {
        case_token: token(),
        end_token: token(),
        operand: None,
        conditions: vec![CaseWhen { condition, result: yes }],
        else_result: no.map(Box::new),
    }
}
