//! Operators: signs, arithmetic, AND and OR.

use datafusion::sql::sqlparser::ast::{BinaryOperator, Expr, UnaryOperator, Value};

use crate::{
    catalogue::ScalarType,
    check::{
        analysis::{Analysis, Clause, common, convert, null},
        build::{call, joined, number},
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
            self.need(Kind::Number, &typed, inner, "A sign");
        }
        let data_type = if op == UnaryOperator::Not { SqlType::BOOLEAN } else { typed.data_type.clone() };
        Typed::made_of(data_type, place, &[&typed])
    }

    pub(super) fn binary_op(&mut self, expr: &mut Expr) -> Typed {
        let Expr::BinaryOp { left, op, right } = expr else { return Typed::unknown(Place::default()) };
        let op = op.clone();
        if matches!(op, BinaryOperator::And | BinaryOperator::Or) {
            return self.logical(op, expr);
        }
        let equality = matches!(op, BinaryOperator::Eq | BinaryOperator::NotEq);
        if equality && matches!((&**left, &**right), (Expr::Tuple(_), Expr::Tuple(_))) {
            return self.rows_equal(expr);
        }
        if equality
            && matches!((&**left, &**right), (Expr::Tuple(_), Expr::Subquery(_)))
            && let Expr::Subquery(subquery) = take(right)
        {
            let row = Box::new(take(left));
            *expr = Expr::InSubquery { expr: row, subquery, negated: op == BinaryOperator::NotEq };
            return self.rows_in_subquery(expr);
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
            | BinaryOperator::Spaceship => {
                if op == BinaryOperator::Eq && matches!(self.clause, Clause::On | Clause::Where) {
                    self.privacy_of_link(&a, &b);
                }
                self.comparison_with_null(&a, &op, &b);
                self.comparable(left, &a, right, &b)
            }
            BinaryOperator::StringConcat => {
                let between = Place { start: a.place.end, end: b.place.start };
                let sign = self.text.operator_in(between, "||").unwrap_or(place);
                self.report(
                    Severity::Warning,
                    "concat_operator",
                    sign,
                    "AMC is reported to refuse ||.",
                    Some("Use CONCAT(a, b).".to_owned()),
                );
                self.need(Kind::Text, &a, left, "The operator ||");
                self.need(Kind::Text, &b, right, "The operator ||");
                Typed::made_of(SqlType::STRING, place, &[&a, &b])
            }
            BinaryOperator::Plus
            | BinaryOperator::Minus
            | BinaryOperator::Multiply
            | BinaryOperator::Divide
            | BinaryOperator::Modulo => self.arithmetic(expr, &op, &a, &b, place),
            _ => {
                self.error("unsupported", place, format!("AMC SQL has no operator {op}."), None);
                Typed::unknown(place)
            }
        }
    }

    /// Conditions joined by AND, or by OR. The parser nests a chain of them as deep as it is long; here they are taken side by side and joined
    /// anew in pairs, so that neither the checks nor the engine have to go that deep.
    fn logical(&mut self, op: BinaryOperator, expr: &mut Expr) -> Typed {
        let mut conditions = chain(&op, take(expr));
        let typed: Vec<Typed> = conditions.iter_mut().map(|condition| self.condition(condition)).collect();
        let place = typed.iter().fold(Place::default(), |place, part| place.with(part.place));
        *expr = joined(&op, conditions).unwrap_or_else(null);
        Typed::about(SqlType::BOOLEAN, place, &typed.iter().collect::<Vec<_>>())
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
            // Between two days the engine counts days, and no interval.
            if *x == SqlType::DATE && *y == SqlType::DATE {
                for side in [&mut *left, &mut *right] {
                    let inner = take(side);
                    **side = cast(inner.clone(), &SqlType::TIMESTAMP).unwrap_or(inner);
                }
            }
            if x.is_text() && *y == SqlType::Interval {
                convert(left, x, &SqlType::TIMESTAMP);
            }
            return data_type.map_or_else(
                || {
                    let help = Some("Convert one of them with CAST.".to_owned());
                    self.error("type_mismatch", place, format!("The operator {op} cannot join {x} and {y}."), help);
                    Typed::unknown(place)
                },
                |data_type| Typed::made_of(data_type, place, &[a, b]),
            );
        }
        if *op == BinaryOperator::Multiply && (*x == SqlType::Interval) != (*y == SqlType::Interval) {
            let ((span, _), (times, number)) =
                if *x == SqlType::Interval { ((left, a), (right, b)) } else { ((right, b), (left, a)) };
            self.infer(&number.data_type, &SqlType::INTEGER);
            if !self.need(Kind::Number, number, times, "The operator *") {
                return Typed::unknown(place);
            }
            *expr = call("amc_interval_times", vec![take(span), take(times)]);
            return Typed::made_of(SqlType::Interval, place, &[a, b]);
        }
        // What something is weighted with or divided by may be a fraction, whatever it is joined with.
        let other = |data_type: &SqlType| {
            if (additive || *op == BinaryOperator::Modulo) && data_type.is_number() {
                data_type.clone()
            } else {
                SqlType::DOUBLE
            }
        };
        self.infer(x, &other(y));
        self.infer(y, &other(x));
        let what = format!("The operator {op}");
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

/// The operands of one operator repeated, in order.
fn chain(op: &BinaryOperator, mut expr: Expr) -> Vec<Expr> {
    let mut operands = Vec::new();
    loop {
        match expr {
            Expr::BinaryOp { left, op: here, right } if here == *op => {
                operands.push(*right);
                expr = *left;
            }
            first => {
                operands.push(first);
                break;
            }
        }
    }
    operands.reverse();
    operands
}
