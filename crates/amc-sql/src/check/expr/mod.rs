//! Expressions, a family a file; calls have a folder of their own.

mod access;
mod case;
mod cast;
mod compare;
mod interval;
mod operator;
mod quantified;
mod rows;
mod subquery;
mod time;

use datafusion::sql::sqlparser::ast::{CeilFloorKind, DateTimeField, Expr, Spanned, TrimWhereField, Value};

use super::{
    analysis::{Analysis, null},
    build::number,
    scope::Typed,
};
use crate::{functions::Kind, syntax::Place, types::SqlType};

/// Heaviest expression that is taken, and how much heavier it may be for each token of the text.
const HEAVIEST: usize = 50_000;
const HEAVIEST_A_TOKEN: usize = 4;

impl Analysis<'_> {
    /// An expression that has to be true or false.
    pub(crate) fn condition(&mut self, expr: &mut Expr) -> Typed {
        let typed = self.expr(expr);
        self.weight = self.weight.saturating_add(typed.weight);
        self.infer(&typed.data_type, &SqlType::BOOLEAN);
        if !typed.data_type.is_open() && typed.data_type != SqlType::BOOLEAN {
            let message = format!("This is {}, but a condition has to be true or false.", typed.data_type);
            self.error("type_mismatch", typed.place, message, Some("Compare it with something.".to_owned()));
        }
        typed
    }

    /// Types an expression and lowers it in place. One that has grown out of proportion is given up: each of some calls holds its arguments twice, so
    /// that twenty of them in one another would hold the innermost a million times.
    pub(crate) fn expr(&mut self, expr: &mut Expr) -> Typed {
        let typed = self.typed(expr);
        if typed.weight <= HEAVIEST + HEAVIEST_A_TOKEN * self.text.tokens.len() {
            return typed;
        }
        *expr = null();
        let message = "Calls are nested so deep here that they cannot be computed.";
        let help = "Give inner parts a name in a WITH clause.".to_owned();
        if self.found.iter().all(|found| found.code != "nested_too_deep") {
            self.error("nested_too_deep", typed.place, message, Some(help));
        }
        Typed::unknown(typed.place)
    }

    fn typed(&mut self, expr: &mut Expr) -> Typed {
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
                    Value::Placeholder(name) if name.starts_with([':', '$', '?']) => {
                        let bare = name.trim_start_matches([':', '$', '?']);
                        let bare = if bare.is_empty() { "name" } else { bare };
                        let help = Some(format!("Write CUSTOM_PARAMETER('{bare}')."));
                        self.error("unsupported", place, format!("AMC knows no parameter {name}."), help);
                        Typed::unknown(place)
                    }
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
                self.unary_op(op, inner)
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
            Expr::Between { .. } => self.between(expr),
            Expr::InList { .. } => self.in_list(expr),
            Expr::InSubquery { .. } => self.in_subquery(expr),
            Expr::Exists { .. } => self.exists(expr),
            Expr::AnyOp { .. } | Expr::AllOp { .. } => self.quantified(expr),
            Expr::RLike { expr: value, pattern, .. } => self.rlike(value, pattern),
            Expr::Subquery(subquery) => self.scalar_subquery(subquery),
            Expr::Case { .. } => self.case(expr),
            Expr::Like { expr: value, pattern, any, escape_char, .. }
            | Expr::ILike { expr: value, pattern, any, escape_char, .. } => {
                let any = *any;
                compare::escaped(pattern, escape_char);
                self.like(value, pattern, any)
            }
            Expr::SimilarTo { .. } => self.similar_to(expr),
            Expr::Cast { .. } => self.cast_expr(expr),
            Expr::TypedString(_) => self.typed_string(expr),
            Expr::Extract { field, expr: inner, .. } => {
                let field = field.clone();
                let typed = self.expr(inner);
                let place = self.text.around(typed.place);
                if typed.data_type == SqlType::Interval {
                    *expr = self.interval_part(&field, take(inner), place);
                    return Typed::made_of(SqlType::LONG, place, &[&typed]);
                }
                self.need(Kind::Time, &typed, inner, "EXTRACT");
                *expr = self.date_part(&field, take(inner), place);
                Typed::made_of(SqlType::LONG, place, &[&typed])
            }
            Expr::Interval(_) => {
                let place = self.interval(expr);
                Typed::constant(SqlType::Interval, place)
            }
            Expr::Array(_) => self.array(expr),
            Expr::Ceil { field, .. } | Expr::Floor { field, .. } if is_unit(field) => self.rounded(expr),
            Expr::Tuple(items) => {
                let typed: Vec<Typed> = items.iter_mut().map(|item| self.expr(item)).collect();
                let place = typed.iter().fold(Place::default(), |place, item| place.with(item.place));
                Typed::made_of(SqlType::Unknown, place, &typed.iter().collect::<Vec<_>>())
            }
            Expr::CompoundFieldAccess { .. } => self.access(expr),
            Expr::Function(_) => match take(expr) {
                Expr::Function(function) => self.function(function, expr),
                _ => Typed::unknown(Place::default()),
            },
            _ => self.call_in_disguise(expr),
        }
    }

    /// Calls that have a syntax of their own, such as `SUBSTRING(x FROM 1 FOR 2)`.
    fn call_in_disguise(&mut self, expr: &mut Expr) -> Typed {
        let (name, args) = match expr {
            Expr::Ceil { expr: inner, field } | Expr::Floor { expr: inner, field } => {
                let mut args = vec![take(inner)];
                if let CeilFloorKind::Scale(scale) = field {
                    args.push(Expr::Value(scale.clone()));
                }
                (if matches!(expr, Expr::Floor { .. }) { "FLOOR" } else { "CEIL" }, args)
            }
            Expr::Position { expr: part, r#in } => ("POSITION", vec![take(part), take(r#in)]),
            Expr::Substring { expr: value, substring_from, substring_for, .. } => {
                let mut args = vec![take(value)];
                args.push(substring_from.as_deref_mut().map_or_else(|| number("1"), take));
                args.extend(substring_for.as_deref_mut().map(take));
                ("SUBSTRING", args)
            }
            Expr::Trim { trim_where, trim_what, expr: value, trim_characters } => {
                let name = match trim_where {
                    Some(TrimWhereField::Leading) => "LTRIM",
                    Some(TrimWhereField::Trailing) => "RTRIM",
                    _ => "TRIM",
                };
                let mut args = vec![take(value)];
                args.extend(trim_what.as_deref_mut().map(take));
                args.extend(trim_characters.iter_mut().flatten().map(take));
                (name, args)
            }
            Expr::AtTimeZone { timestamp, time_zone } => {
                ("CONVERT_TIME_ZONE_FROM_UTC", vec![take(timestamp), take(time_zone)])
            }
            _ => {
                let place = Place::from(expr.span());
                self.error("unsupported", place, "AMC SQL has no expression of this kind.", None);
                return Typed::unknown(place);
            }
        };
        self.call_by_name(expr, name, args)
    }
}

/// Whether a time is rounded to a unit.
fn is_unit(field: &CeilFloorKind) -> bool {
    matches!(field, CeilFloorKind::DateTimeField(unit) if *unit != DateTimeField::NoDateTime)
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
