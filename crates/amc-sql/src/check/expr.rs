//! Expressions other than calls.

use datafusion::sql::sqlparser::ast::{
    BinaryOperator, CastKind, CeilFloorKind, DataType, DateTimeField, ExactNumberInfo, Expr, Interval, UnaryOperator,
    Value,
};

use super::{
    analysis::{Analysis, Clause, convert, null},
    build::{binary, call, not, number, text_literal},
    scope::Typed,
};
use crate::{
    catalogue::ScalarType, diagnostic::Severity, functions::Kind, parameter::cast, syntax::Place, types::SqlType,
};

impl Analysis<'_> {
    /// Types an expression and lowers it in place.
    pub(crate) fn expr(&mut self, expr: &mut Expr) -> Typed {
        self.depth += 1;
        let typed = if self.depth > super::MAX_DEPTH {
            super::report_depth(self);
            Typed::unknown(Place::default())
        } else {
            self.expr_inner(expr)
        };
        self.depth -= 1;
        typed
    }

    /// An expression that has to be true or false.
    pub(crate) fn condition(&mut self, expr: &mut Expr) -> Typed {
        let typed = self.expr(expr);
        self.infer(&typed.data_type, &SqlType::BOOLEAN);
        if !typed.data_type.is_open() && typed.data_type != SqlType::BOOLEAN {
            let message = format!("this is {}, but a condition has to be true or false", typed.data_type);
            self.error("type_mismatch", typed.place, message, None);
        }
        typed
    }

    fn expr_inner(&mut self, expr: &mut Expr) -> Typed {
        match expr {
            Expr::Identifier(ident) => {
                let parts = [ident.clone()];
                self.known_name(&parts, expr)
            }
            Expr::CompoundIdentifier(parts) => {
                let parts = parts.clone();
                self.known_name(&parts, expr)
            }
            Expr::Value(value) => {
                let place = value.span.into();
                match value.value.clone() {
                    Value::Placeholder(name) => self.parameter(name.trim_start_matches('@'), place, expr),
                    value => literal(&value, place),
                }
            }
            Expr::Nested(inner) => {
                let typed = self.expr(inner);
                Typed { place: self.text.around_exactly(typed.place), ..typed }
            }
            Expr::BinaryOp { .. } => self.binary_op(expr),
            Expr::UnaryOp { op, expr: inner } => {
                let op = *op;
                let typed = if op == UnaryOperator::Not { self.condition(inner) } else { self.expr(inner) };
                let place = self.text.with_previous(typed.place);
                if op != UnaryOperator::Not {
                    self.need(Kind::Number, &typed, inner, "a sign");
                }
                let data_type = if op == UnaryOperator::Not { SqlType::BOOLEAN } else { typed.data_type.clone() };
                Typed::made_of(data_type, place, &[&typed])
            }
            Expr::IsNull(inner) | Expr::IsNotNull(inner) => {
                let typed = self.expr(inner);
                Typed::about(SqlType::BOOLEAN, typed.place, &[&typed])
            }
            Expr::IsTrue(inner)
            | Expr::IsNotTrue(inner)
            | Expr::IsFalse(inner)
            | Expr::IsNotFalse(inner)
            | Expr::IsUnknown(inner)
            | Expr::IsNotUnknown(inner) => {
                let typed = self.condition(inner);
                Typed::about(SqlType::BOOLEAN, typed.place, &[&typed])
            }
            Expr::IsDistinctFrom(left, right) | Expr::IsNotDistinctFrom(left, right) => {
                let (a, b) = (self.expr(left), self.expr(right));
                self.comparable(left, &a, right, &b)
            }
            Expr::Between { expr: value, low, high, .. } => {
                let a = self.expr(value);
                let b = self.expr(low);
                let c = self.expr(high);
                let (from, to) = ((**value).clone(), a.data_type.clone());
                let first = self.comparable(value, &a, low, &b);
                // The value may have been converted for the lower bound already.
                let mut again = from;
                let second = self.comparable(&mut again, &Typed { data_type: to, ..a.clone() }, high, &c);
                Typed::about(SqlType::BOOLEAN, first.place.with(second.place), &[&a, &b, &c])
            }
            Expr::InList { .. } => self.in_list(expr),
            Expr::InSubquery { expr: value, subquery, negated } => {
                let negated = *negated;
                let typed = self.expr(value);
                let columns = self.nested(|this| this.query(subquery, false));
                let place = typed.place;
                if columns.list.len() != 1 && !columns.open {
                    let message = format!("the subquery of IN has {} columns, but one is needed", columns.list.len());
                    self.error("subquery_columns", place, message, None);
                } else if let Some(column) = columns.list.first() {
                    let other = Typed::of(column.data_type.clone(), place);
                    if self.common(&typed.data_type, &other.data_type).is_none() {
                        let message = format!("{} cannot be compared with {}", typed.data_type, other.data_type);
                        self.error("type_mismatch", place, message, None);
                    } else if super::analysis::needs_cast(&typed.data_type, &other.data_type) {
                        convert(value, &typed.data_type, &other.data_type);
                    }
                    // The engine plans IN (SELECT …) only where it filters.
                    let filters = matches!(self.clause, Clause::Where | Clause::On);
                    if !filters && !typed.aggregate && !typed.window {
                        let name = self.fresh("in");
                        if let Some(scope) = self.scopes.last_mut()
                            && let Some((join, hit)) =
                                super::membership::join(&name, take(value), subquery, &column.key, negated)
                        {
                            scope.joins.push(join);
                            *expr = hit;
                        }
                    }
                }
                Typed::about(SqlType::BOOLEAN, place, &[&typed])
            }
            Expr::Exists { subquery, .. } => {
                let kept = std::mem::replace(&mut self.in_exists, true);
                self.nested(|this| this.query(subquery, false));
                self.in_exists = kept;
                Typed::of(SqlType::BOOLEAN, Place::default())
            }
            Expr::Subquery(subquery) => {
                let columns = self.nested(|this| this.query(subquery, false));
                match columns.list.as_slice() {
                    [column] => Typed {
                        class: column.class,
                        origin: column.origin.clone(),
                        ..Typed::of(column.data_type.clone(), self.text.around(column.place))
                    },
                    _ if columns.open => Typed::unknown(Place::default()),
                    list => {
                        let place = list.first().map(|column| column.place).unwrap_or_default();
                        let message = format!("a subquery in an expression has one column, this has {}", list.len());
                        self.error("subquery_columns", place, message, None);
                        Typed::unknown(place)
                    }
                }
            }
            Expr::Case { .. } => self.case(expr),
            Expr::Like { expr: value, pattern, .. } | Expr::ILike { expr: value, pattern, .. } => {
                let a = self.expr(value);
                let b = self.expr(pattern);
                self.need(Kind::Text, &a, value, "LIKE");
                self.need(Kind::Text, &b, pattern, "LIKE");
                self.privacy_of_comparison(&a, &b, a.place.with(b.place));
                Typed::about(SqlType::BOOLEAN, a.place.with(b.place), &[&a, &b])
            }
            Expr::SimilarTo { negated, expr: value, pattern, .. } => {
                let negated = *negated;
                let a = self.expr(value);
                let b = self.expr(pattern);
                self.need(Kind::Text, &a, value, "SIMILAR TO");
                self.need(Kind::Text, &b, pattern, "SIMILAR TO");
                let place = a.place.with(b.place);
                self.privacy_of_comparison(&a, &b, place);
                let made = call("amc_similar_to", vec![take(value), take(pattern)]);
                *expr = if negated { not(made) } else { made };
                Typed::about(SqlType::BOOLEAN, place, &[&a, &b])
            }
            Expr::Cast { kind, expr: inner, data_type, .. } => {
                let kind = kind.clone();
                let to = sql_type(data_type);
                let typed = self.expr(inner);
                let place = self.text.around(typed.place);
                self.cast(kind, inner, &typed, to.as_ref(), &data_type.to_string(), place).map_or_else(
                    || Typed::unknown(place),
                    |(made, data_type)| {
                        *expr = made;
                        Typed::made_of(data_type, place, &[&typed])
                    },
                )
            }
            Expr::Extract { field, expr: inner, .. } => {
                let field = field.clone();
                let typed = self.expr(inner);
                self.need(Kind::Time, &typed, inner, "EXTRACT");
                let place = self.text.around(typed.place);
                *expr = self.date_part(&field, take(inner), place);
                Typed::made_of(SqlType::LONG, place, &[&typed])
            }
            Expr::Ceil { expr: inner, field } | Expr::Floor { expr: inner, field } => {
                let unit = match field {
                    CeilFloorKind::DateTimeField(DateTimeField::NoDateTime) | CeilFloorKind::Scale(_) => None,
                    CeilFloorKind::DateTimeField(unit) => Some(unit.to_string().to_lowercase()),
                };
                let inner = take(inner);
                let floor = matches!(expr, Expr::Floor { .. });
                match unit {
                    // Calcite's FLOOR(time TO unit).
                    Some(unit) => self.call_by_name(expr, "DATE_TRUNC", vec![text_literal(&unit), inner]),
                    None => self.call_by_name(expr, if floor { "FLOOR" } else { "CEIL" }, vec![inner]),
                }
            }
            Expr::Position { expr: part, r#in } => {
                let args = vec![take(part), take(r#in)];
                self.call_by_name(expr, "POSITION", args)
            }
            Expr::Substring { expr: value, substring_from, substring_for, .. } => {
                let mut args = vec![take(value)];
                args.push(substring_from.as_deref_mut().map_or_else(|| number("1"), take));
                args.extend(substring_for.as_deref_mut().map(take));
                self.call_by_name(expr, "SUBSTRING", args)
            }
            Expr::Trim { trim_where, trim_what, expr: value, trim_characters } => {
                use datafusion::sql::sqlparser::ast::TrimWhereField;
                let name = match trim_where {
                    Some(TrimWhereField::Leading) => "LTRIM",
                    Some(TrimWhereField::Trailing) => "RTRIM",
                    _ => "TRIM",
                };
                let mut args = vec![take(value)];
                args.extend(trim_what.as_deref_mut().map(take));
                args.extend(trim_characters.iter_mut().flatten().map(take));
                self.call_by_name(expr, name, args)
            }
            Expr::Interval(interval) => {
                let place = self.interval(interval);
                Typed::constant(SqlType::Interval, place)
            }
            Expr::TypedString(typed) => {
                let place = self.text.with_previous(typed.value.span.into());
                match sql_type(&typed.data_type) {
                    Some(data_type) => {
                        if let (Value::SingleQuotedString(text), Some(made)) = (
                            &typed.value.value,
                            cast(text_literal(&typed.value.to_string().replace('\'', "")), &data_type),
                        ) {
                            self.check_time_text(text, &data_type, place);
                            *expr = made;
                        }
                        Typed::constant(data_type, place)
                    }
                    None => {
                        self.error("unknown_type", place, format!("there is no type `{}`", typed.data_type), None);
                        Typed::unknown(place)
                    }
                }
            }
            Expr::Array(array) => {
                let typed: Vec<Typed> = array.elem.iter_mut().map(|item| self.expr(item)).collect();
                let mut element = SqlType::Null;
                let mut place = Place::default();
                for item in &typed {
                    place = place.with(item.place);
                    element = self.common(&element, &item.data_type).unwrap_or_else(|| {
                        let message = format!("this is {}, but the values before are {element}", item.data_type);
                        self.error("type_mismatch", item.place, message, None);
                        SqlType::Unknown
                    });
                }
                for (item, from) in array.elem.iter_mut().zip(&typed) {
                    convert(item, &from.data_type, &element);
                }
                array.named = false;
                Typed::made_of(SqlType::array(element), place, &typed.iter().collect::<Vec<_>>())
            }
            Expr::Tuple(items) => {
                let typed: Vec<Typed> = items.iter_mut().map(|item| self.expr(item)).collect();
                let place = typed.iter().fold(Place::default(), |place, item| place.with(item.place));
                Typed::made_of(SqlType::Unknown, place, &typed.iter().collect::<Vec<_>>())
            }
            Expr::CompoundFieldAccess { root, access_chain } => {
                use datafusion::sql::sqlparser::ast::{AccessExpr, Subscript};
                let mut typed = self.expr(root);
                for access in access_chain {
                    let next = match (access, &typed.data_type) {
                        (AccessExpr::Subscript(Subscript::Index { index }), data_type) => {
                            let element = match data_type {
                                SqlType::Array(element) => SqlType::clone(element),
                                SqlType::Map => SqlType::STRING,
                                _ => SqlType::Unknown,
                            };
                            self.expr(index);
                            element
                        }
                        (AccessExpr::Dot(Expr::Identifier(field)), SqlType::Row(fields)) => fields
                            .iter()
                            .find(|(name, _)| name.eq_ignore_ascii_case(&field.value))
                            .map_or(SqlType::Unknown, |(_, data_type)| data_type.clone()),
                        _ => SqlType::Unknown,
                    };
                    typed = Typed::made_of(next, typed.place, &[&typed]);
                }
                typed
            }
            Expr::AtTimeZone { timestamp, time_zone } => {
                let args = vec![take(timestamp), take(time_zone)];
                self.call_by_name(expr, "CONVERT_TIME_ZONE_FROM_UTC", args)
            }
            Expr::Function(function) => {
                let function = function.clone();
                self.function(function, expr)
            }
            _ => {
                use datafusion::sql::sqlparser::ast::Spanned;
                let place = Place::from(expr.span());
                self.error("unsupported", place, "this expression is not part of AMC SQL", None);
                Typed::unknown(place)
            }
        }
    }

    fn binary_op(&mut self, expr: &mut Expr) -> Typed {
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
        let both = super::analysis::common(&x, &y).unwrap_or(SqlType::Unknown);
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
        // The engine counts in 64 bits.
        let data_type = if data_type.is_whole() { SqlType::LONG } else { data_type };
        Typed::made_of(data_type, place, &[a, b])
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

    /// Checks that two values can be compared and converts one where Amazon does so silently.
    pub(crate) fn comparable(&mut self, left: &mut Expr, a: &Typed, right: &mut Expr, b: &Typed) -> Typed {
        let place = a.place.with(b.place);
        self.privacy_of_comparison(a, b, place);
        if self.common(&a.data_type, &b.data_type).is_none() {
            let message = format!("{} cannot be compared with {}", a.data_type, b.data_type);
            self.error("type_mismatch", place, message, Some("convert one of them with CAST".to_owned()));
        } else {
            let (x, y) = (&a.data_type, &b.data_type);
            // Text gives way: it is read as a number, a time or a truth value, as Calcite does.
            if x.is_text() {
                convert(left, x, &comparison_type(y));
            } else if y.is_text() {
                convert(right, y, &comparison_type(x));
            } else if *x == SqlType::BOOLEAN {
                convert(left, x, y);
            } else {
                convert(right, y, x);
            }
        }
        Typed::about(SqlType::BOOLEAN, place, &[a, b])
    }

    fn in_list(&mut self, expr: &mut Expr) -> Typed {
        let Expr::InList { expr: value, list, negated } = expr else { return Typed::unknown(Place::default()) };
        let negated = *negated;
        let a = self.expr(value);
        let mut parts = vec![a.clone()];
        if let [only] = list.as_mut_slice() {
            let b = self.expr(only);
            if matches!(b.data_type, SqlType::Parameter(_)) && !a.data_type.is_open() {
                self.infer(&b.data_type, &SqlType::array(a.data_type.clone()));
            }
            let settled = match &b.data_type {
                SqlType::Parameter(index) => self.parameters.get(*index).and_then(|used| used.data_type.clone()),
                other => Some(other.clone()),
            };
            if let Some(SqlType::Array(element)) = settled {
                // A list parameter stands for its values.
                self.privacy_of_comparison(&a, &b, a.place.with(b.place));
                let mut value = take(value);
                convert(&mut value, &a.data_type, &element);
                let made = call("array_has", vec![take(only), value]);
                let place = a.place.with(b.place);
                *expr = if negated { not(made) } else { made };
                return Typed::about(SqlType::BOOLEAN, place, &[&a, &b]);
            }
            parts.push(self.comparable(value, &a, only, &b));
        } else {
            let kept = (**value).clone();
            for item in list.iter_mut() {
                let b = self.expr(item);
                let mut again = kept.clone();
                parts.push(self.comparable(&mut again, &a, item, &b));
                if again != kept {
                    **value = again;
                }
            }
        }
        let place = parts.iter().fold(Place::default(), |place, part| place.with(part.place));
        Typed::about(SqlType::BOOLEAN, place, &parts.iter().collect::<Vec<_>>())
    }

    fn case(&mut self, expr: &mut Expr) -> Typed {
        let Expr::Case { case_token, end_token, operand, conditions, else_result } = expr else {
            return Typed::unknown(Place::default());
        };
        let place = Place::from(case_token.0.span).with(end_token.0.span.into());
        let subject = operand.as_mut().map(|operand| self.expr(operand));
        let mut results: Vec<Typed> = Vec::new();
        let mut flags: Vec<Typed> = Vec::new();
        for when in conditions.iter_mut() {
            match (&subject, operand.as_mut()) {
                (Some(subject), Some(operand)) => {
                    let typed = self.expr(&mut when.condition);
                    let mut copy = (**operand).clone();
                    flags.push(self.comparable(&mut copy, subject, &mut when.condition, &typed));
                    if copy != **operand {
                        // Each branch may need another conversion, so the simple form becomes the searched one.
                        let right = take(&mut when.condition);
                        when.condition = binary(copy, BinaryOperator::Eq, right);
                    } else {
                        let right = take(&mut when.condition);
                        when.condition = binary((**operand).clone(), BinaryOperator::Eq, right);
                    }
                }
                _ => flags.push(self.condition(&mut when.condition)),
            }
            results.push(self.expr(&mut when.result));
        }
        *operand = None;
        if let Some(otherwise) = else_result {
            results.push(self.expr(otherwise));
        }
        let data_type = self.common_of(&results, "CASE");
        for (when, from) in conditions.iter_mut().zip(&results) {
            convert(&mut when.result, &from.data_type, &data_type);
        }
        if let (Some(otherwise), Some(from)) = (else_result, results.last()) {
            convert(otherwise, &from.data_type, &data_type);
        }
        let typed = Typed::made_of(data_type, place, &results.iter().collect::<Vec<_>>());
        Typed {
            aggregate: typed.aggregate
                || flags.iter().any(|flag| flag.aggregate)
                || subject.as_ref().is_some_and(|subject| subject.aggregate),
            window: typed.window || flags.iter().any(|flag| flag.window),
            constant: typed.constant && flags.iter().all(|flag| flag.constant),
            ..typed
        }
    }

    /// The type that alternatives have in common.
    pub(crate) fn common_of(&mut self, parts: &[Typed], what: &str) -> SqlType {
        let mut data_type = SqlType::Null;
        for part in parts {
            match self.common(&data_type, &part.data_type) {
                Some(both) => data_type = both,
                None => {
                    let message = format!("{what} would answer {} here and {data_type} elsewhere", part.data_type);
                    self.error("type_mismatch", part.place, message, Some("convert one of them with CAST".to_owned()));
                    return SqlType::Unknown;
                }
            }
        }
        data_type
    }

    fn cast(
        &mut self,
        kind: CastKind,
        inner: &mut Expr,
        typed: &Typed,
        to: Option<&SqlType>,
        written: &str,
        place: Place,
    ) -> Option<(Expr, SqlType)> {
        let Some(to) = to else {
            self.error("unknown_type", place, format!("there is no type `{written}`"), None);
            return None;
        };
        self.infer(&typed.data_type, to);
        let from = &typed.data_type;
        let impossible = match (from, to) {
            (SqlType::Array(_) | SqlType::Row(_) | SqlType::Map, SqlType::Scalar(scalar)) => {
                *scalar != ScalarType::String
            }
            (SqlType::Scalar(_), SqlType::Array(_)) => true,
            (x, y) => (x.is_time() && *y == SqlType::BOOLEAN) || (*x == SqlType::BOOLEAN && y.is_time()),
        };
        if impossible {
            self.error("type_mismatch", place, format!("{from} cannot be converted to {to}"), None);
            return None;
        }
        if let Some(text) = &typed.literal {
            let word = text.trim().to_lowercase();
            let days = match word.as_str() {
                "today" | "now" => Some(0),
                "yesterday" => Some(-1),
                "tomorrow" => Some(1),
                _ => None,
            };
            if let (Some(days), true) = (days, to.is_time()) {
                let now = self.now() + chrono::Duration::days(days);
                let whole = word != "now" && *to == SqlType::TIMESTAMP;
                let text = now.format(if whole { "%Y-%m-%dT00:00:00" } else { "%Y-%m-%dT%H:%M:%S%.6f" }).to_string();
                let made = cast(text_literal(&text), &SqlType::TIMESTAMP)?;
                return Some((cast(made.clone(), to).unwrap_or(made), to.clone()));
            }
            self.check_time_text(text, to, typed.place);
        }
        let expr = take(inner);
        let lenient = kind != CastKind::Cast || from.is_text();
        let made = if lenient { crate::parameter::try_cast(expr.clone(), to) } else { cast(expr.clone(), to) };
        Some((made.unwrap_or(expr), to.clone()))
    }

    fn check_time_text(&mut self, text: &str, to: &SqlType, place: Place) {
        let fits = match to {
            SqlType::Scalar(ScalarType::Date) => {
                text.trim().get(..10).is_some_and(|day| day.parse::<chrono::NaiveDate>().is_ok())
            }
            SqlType::Scalar(ScalarType::Timestamp) => {
                text.trim().get(..10).is_some_and(|day| day.parse::<chrono::NaiveDate>().is_ok())
            }
            _ => true,
        };
        if !fits {
            self.error(
                "invalid_literal",
                place,
                format!("`{text}` is no {to}"),
                Some("write days as 'YYYY-MM-DD'".to_owned()),
            );
        }
    }

    pub(crate) fn now(&self) -> chrono::NaiveDateTime {
        self.bindings.map_or(chrono::DateTime::UNIX_EPOCH.naive_utc(), |bindings| bindings.now)
    }

    /// `date_part` with AMC's counting: Sunday is 1.
    pub(crate) fn date_part(&mut self, field: &DateTimeField, time: Expr, place: Place) -> Expr {
        let unit = field.to_string().to_lowercase();
        let unit = match unit.as_str() {
            "dayofweek" => "dow",
            "dayofyear" => "doy",
            "dayofmonth" => "day",
            other => other,
        };
        const UNITS: [&str; 15] = [
            "year",
            "quarter",
            "month",
            "week",
            "day",
            "dow",
            "doy",
            "isodow",
            "hour",
            "minute",
            "second",
            "millisecond",
            "microsecond",
            "epoch",
            "isoyear",
        ];
        if !UNITS.contains(&unit) {
            let near = crate::suggest::nearest(unit, UNITS).map(str::to_uppercase);
            let message = format!("EXTRACT knows no unit `{field}`");
            self.unknown_name("unknown_unit", place, message, near, None);
            return null();
        }
        let part = call("date_part", vec![text_literal(unit), time]);
        let part = if unit == "dow" { binary(part, BinaryOperator::Plus, number("1")) } else { part };
        cast(part.clone(), &SqlType::LONG).unwrap_or(part)
    }

    fn interval(&mut self, interval: &mut Interval) -> Place {
        let typed = self.expr(&mut interval.value);
        let mut place = self.text.with_previous(typed.place);
        if interval.leading_field.is_some() {
            place = self.text.and_next(place);
        }
        // The engine takes the number as text.
        if let Expr::Value(value) = interval.value.as_mut()
            && let Value::Number(digits, _) = &value.value
        {
            value.value = Value::SingleQuotedString(digits.clone());
        }
        place
    }
}

/// The type text is read as when it meets a value of this type.
fn comparison_type(other: &SqlType) -> SqlType {
    match other {
        whole if whole.is_whole() => SqlType::LONG,
        number if number.is_number() => SqlType::DOUBLE,
        SqlType::Scalar(ScalarType::Date) => SqlType::DATE,
        other => other.clone(),
    }
}

pub(crate) fn take(expr: &mut Expr) -> Expr {
    std::mem::replace(expr, null())
}

fn literal(value: &Value, place: Place) -> Typed {
    match value {
        Value::Number(digits, _) => {
            let data_type = if digits.parse::<i32>().is_ok() {
                SqlType::INTEGER
            } else if digits.parse::<i64>().is_ok() {
                SqlType::LONG
            } else {
                SqlType::DOUBLE
            };
            Typed::constant(data_type, place)
        }
        Value::Boolean(_) => Typed::constant(SqlType::BOOLEAN, place),
        Value::Null => Typed::constant(SqlType::Null, place),
        Value::SingleQuotedString(text) | Value::NationalStringLiteral(text) => {
            Typed { literal: Some(text.clone()), ..Typed::constant(SqlType::STRING, place) }
        }
        _ => Typed::constant(SqlType::STRING, place),
    }
}

/// The type a name in CAST stands for.
fn sql_type(data_type: &DataType) -> Option<SqlType> {
    Some(SqlType::Scalar(match data_type {
        DataType::Boolean | DataType::Bool => ScalarType::Boolean,
        DataType::TinyInt(_) => ScalarType::Byte,
        DataType::SmallInt(_) => ScalarType::Short,
        DataType::Int(_) | DataType::Integer(_) => ScalarType::Integer,
        DataType::BigInt(_) => ScalarType::Long,
        DataType::Float(_) | DataType::Real => ScalarType::Float,
        DataType::Double(_) | DataType::DoublePrecision => ScalarType::Double,
        DataType::Decimal(info) | DataType::Numeric(info) | DataType::Dec(info) => {
            ScalarType::Decimal(decimal_size(info))
        }
        DataType::Char(_)
        | DataType::Character(_)
        | DataType::Varchar(_)
        | DataType::CharVarying(_)
        | DataType::CharacterVarying(_)
        | DataType::Text
        | DataType::String(_) => ScalarType::String,
        DataType::Binary(_) | DataType::Varbinary(_) | DataType::Bytea => ScalarType::Binary,
        DataType::Date => ScalarType::Date,
        DataType::Timestamp(..) | DataType::Datetime(_) => ScalarType::Timestamp,
        DataType::Array(element) => {
            use datafusion::sql::sqlparser::ast::ArrayElemTypeDef;
            return match element {
                ArrayElemTypeDef::AngleBracket(inner)
                | ArrayElemTypeDef::SquareBracket(inner, _)
                | ArrayElemTypeDef::Parenthesis(inner) => sql_type(inner).map(SqlType::array),
                ArrayElemTypeDef::None => Some(SqlType::array(SqlType::Unknown)),
            };
        }
        DataType::Custom(name, _) => {
            return match name.to_string().to_ascii_uppercase().as_str() {
                "LONG" => Some(SqlType::LONG),
                "BYTE" => Some(SqlType::Scalar(ScalarType::Byte)),
                "SHORT" => Some(SqlType::Scalar(ScalarType::Short)),
                "STRING" => Some(SqlType::STRING),
                _ => None,
            };
        }
        _ => return None,
    }))
}

fn decimal_size(info: &ExactNumberInfo) -> Option<(u8, i8)> {
    match info {
        ExactNumberInfo::None => None,
        ExactNumberInfo::Precision(precision) => Some((u8::try_from(*precision).ok()?.min(38), 0)),
        ExactNumberInfo::PrecisionAndScale(precision, scale) => {
            let precision = u8::try_from(*precision).ok()?.min(38);
            let scale = i8::try_from(*scale).ok()?;
            (scale <= i8::try_from(precision).ok()?).then_some((precision, scale))
        }
    }
}
