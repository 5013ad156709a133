//! Operators: signs, arithmetic, AND and OR.

use datafusion::sql::sqlparser::ast::{BinaryOperator, Expr, UnaryOperator, Value};

use crate::{
    catalogue::ScalarType,
    check::{
        analysis::{Analysis, common, convert},
        build::{call, number},
        expr::take,
        scope::Typed,
        traps::Marks,
    },
    diagnostic::Severity,
    functions::Kind,
    parameter::cast,
    syntax::Place,
    types::SqlType,
};

impl Analysis<'_> {
    pub(super) fn unary_op(&mut self, op: UnaryOperator, inner: &mut Expr) -> Typed {
        let typed = if op == UnaryOperator::Not { self.condition(inner) } else { self.expr(inner) };
        let place = self.text.with_previous(typed.place);
        if op != UnaryOperator::Not {
            self.need(Kind::Number, &typed, inner, "a sign");
        }
        let data_type = if op == UnaryOperator::Not { SqlType::BOOLEAN } else { typed.data_type.clone() };
        Typed::made_of(data_type, place, &[&typed])
    }

    pub(super) fn binary_op(&mut self, expr: &mut Expr) -> Typed {
        let Expr::BinaryOp { left, op, right } = expr else { return Typed::unknown(Place::default()) };
        let op = op.clone();
        if matches!(op, BinaryOperator::And | BinaryOperator::Or) {
            let (a, b) = (self.condition(left), self.condition(right));
            return Typed::about(SqlType::BOOLEAN, a.place.with(b.place), &[&a, &b]);
        }
        let (a, b) = (self.expr(left), self.expr(right));
        let place = a.place.with(b.place);
        match op {
            BinaryOperator::Eq
            | BinaryOperator::NotEq
            | BinaryOperator::Lt
            | BinaryOperator::LtEq
            | BinaryOperator::Gt
            | BinaryOperator::GtEq
            | BinaryOperator::Spaceship => self.comparable(left, &a, right, &b),
            BinaryOperator::StringConcat => {
                let between = Place { start: a.place.end, end: b.place.start };
                let sign = self.text.operator_in(between, "||").unwrap_or(place);
                self.report(
                    Severity::Warning,
                    "concat_operator",
                    sign,
                    "AMC is reported to refuse `||`",
                    Some("use CONCAT(a, b)".to_owned()),
                );
                self.need(Kind::Text, &a, left, "||");
                self.need(Kind::Text, &b, right, "||");
                Typed::made_of(SqlType::STRING, place, &[&a, &b])
            }
            BinaryOperator::Plus
            | BinaryOperator::Minus
            | BinaryOperator::Multiply
            | BinaryOperator::Divide
            | BinaryOperator::Modulo => self.arithmetic(expr, &op, &a, &b, place),
            _ => {
                self.error("unsupported", place, format!("AMC SQL has no operator `{op}`"), None);
                Typed::unknown(place)
            }
        }
    }

    fn arithmetic(&mut self, expr: &mut Expr, op: &BinaryOperator, a: &Typed, b: &Typed, place: Place) -> Typed {
        let Expr::BinaryOp { left, right, .. } = expr else { return Typed::unknown(place) };
        let (x, y) = (&a.data_type, &b.data_type);
        let additive = matches!(op, BinaryOperator::Plus | BinaryOperator::Minus);
        if additive && (x.is_time() || y.is_time() || *x == SqlType::Interval || *y == SqlType::Interval) {
            let data_type = match (x, y) {
                (x, y) if x.is_time() && y.is_time() && *op == BinaryOperator::Minus => Some(SqlType::Interval),
                (x, SqlType::Interval) if x.is_time() || x.is_open() => {
                    Some(if x.is_open() { SqlType::TIMESTAMP } else { x.clone() })
                }
                (SqlType::Interval, y) if y.is_time() && *op == BinaryOperator::Plus => Some(y.clone()),
                (SqlType::Interval, SqlType::Interval) => Some(SqlType::Interval),
                // A day and a number of days, as Spark has it.
                (x, y) if *x == SqlType::DATE && y.is_whole() => Some(SqlType::DATE),
                (x, y) if x.is_open() || y.is_open() => Some(SqlType::Unknown),
                (x, y) if x.is_text() && *y == SqlType::Interval => Some(SqlType::TIMESTAMP),
                _ => None,
            };
            self.infer(x, &SqlType::TIMESTAMP);
            if x.is_text() && *y == SqlType::Interval {
                convert(left, x, &SqlType::TIMESTAMP);
            }
            return data_type.map_or_else(
                || {
                    self.error("type_mismatch", place, format!("`{op}` cannot join {x} and {y}"), None);
                    Typed::unknown(place)
                },
                |data_type| Typed::made_of(data_type, place, &[a, b]),
            );
        }
        let other = |data_type: &SqlType| if data_type.is_number() { data_type.clone() } else { SqlType::DOUBLE };
        self.infer(x, &other(y));
        self.infer(y, &other(x));
        let what = format!("`{op}`");
        let ok = self.need(Kind::Number, a, left, &what) & self.need(Kind::Number, b, right, &what);
        if !ok {
            return Typed::unknown(place);
        }
        let (x, y) = (self.settled(x), self.settled(y));
        let both = common(&x, &y).unwrap_or(SqlType::Unknown);
        let decimal = matches!(both, SqlType::Scalar(ScalarType::Decimal(_)));
        let data_type = match op {
            // Spark's division: a fraction, NULL by zero.
            BinaryOperator::Divide => {
                let double = |side: &mut Box<Expr>| {
                    let inner = take(side);
                    **side = cast(inner.clone(), &SqlType::DOUBLE).unwrap_or(inner);
                };
                double(left);
                let divisor = take(right);
                let safe = matches!(&divisor, Expr::Value(value)
                    if matches!(&value.value, Value::Number(digits, _) if digits.parse::<f64>().is_ok_and(|n| n != 0.0)));
                **right = divisor;
                double(right);
                if !safe {
                    let divisor = take(right);
                    **right = call("nullif", vec![divisor, number("0.0")]);
                }
                SqlType::DOUBLE
            }
            BinaryOperator::Modulo => {
                let divisor = take(right);
                **right = call("nullif", vec![divisor, number("0")]);
                both
            }
            // Products of wide decimals overflow.
            BinaryOperator::Multiply if decimal => {
                for side in [left, right] {
                    let inner = take(side);
                    **side = cast(inner.clone(), &SqlType::DOUBLE).unwrap_or(inner);
                }
                SqlType::DOUBLE
            }
            _ => both,
        };
        // What is divided or multiplied is in a unit of its author's making.
        let kept = matches!(op, BinaryOperator::Plus | BinaryOperator::Minus);
        // The engine counts in 64 bits.
        let data_type = if data_type.is_whole() { SqlType::LONG } else { data_type };
        let made = Typed::made_of(data_type, place, &[a, b]);
        if kept { made } else { Typed { marks: Marks { amount: made.marks.amount, ..Marks::default() }, ..made } }
    }

    /// The type a text literal has where a number is wanted, or the type inferred for a parameter.
    fn settled(&self, data_type: &SqlType) -> SqlType {
        match data_type {
            SqlType::Parameter(index) => {
                self.parameters.get(*index).and_then(|used| used.data_type.clone()).unwrap_or(SqlType::DOUBLE)
            }
            text if text.is_text() => SqlType::DOUBLE,
            other => other.clone(),
        }
    }
}
