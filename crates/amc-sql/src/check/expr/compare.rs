//! Comparisons: =, <, BETWEEN, IN, LIKE and their kin.

use datafusion::sql::sqlparser::ast::{Expr, Value, ValueWithSpan};

use crate::{
    catalogue::ScalarType,
    check::{
        analysis::{Analysis, convert},
        build::{call, not},
        expr::take,
        scope::Typed,
    },
    functions::Kind,
    syntax::Place,
    types::SqlType,
};

impl Analysis<'_> {
    pub(super) fn between(&mut self, expr: &mut Expr) -> Typed {
        let Expr::Between { expr: value, low, high, .. } = expr else { return Typed::unknown(Place::default()) };
        let a = self.expr(value);
        let b = self.expr(low);
        let c = self.expr(high);
        // One condition, whichever of the two bounds there is something to say of.
        let place = a.place.with(b.place).with(c.place);
        self.privacy_of_comparison(&a, &b, place);
        self.privacy_of_comparison(&a, &c, place);
        // The value may have been converted for the lower bound already.
        let mut again = (**value).clone();
        self.aligned(value, &a, low, &b, place);
        self.aligned(&mut again, &a, high, &c, place);
        // The engine compares the value twice.
        Typed::about(SqlType::BOOLEAN, place, &[&a, &a, &b, &c])
    }

    pub(super) fn pattern(&mut self, value: &mut Expr, pattern: &mut Expr, what: &str) -> Typed {
        let a = self.expr(value);
        let b = self.expr(pattern);
        self.need(Kind::Text, &a, value, what);
        self.need(Kind::Text, &b, pattern, what);
        let place = a.place.with(b.place);
        self.privacy_of_comparison(&a, &b, place);
        Typed::about(SqlType::BOOLEAN, place, &[&a, &b])
    }

    pub(super) fn similar_to(&mut self, expr: &mut Expr) -> Typed {
        let Expr::SimilarTo { negated, expr: value, pattern, .. } = expr else {
            return Typed::unknown(Place::default());
        };
        let negated = *negated;
        let typed = self.pattern(value, pattern, "SIMILAR TO");
        let made = call("amc_similar_to", vec![take(value), take(pattern)]);
        *expr = if negated { not(made) } else { made };
        typed
    }

    /// Checks that two values can be compared and converts one where Amazon does so silently.
    pub(crate) fn comparable(&mut self, left: &mut Expr, a: &Typed, right: &mut Expr, b: &Typed) -> Typed {
        let whole = a.place.with(b.place);
        self.privacy_of_comparison(a, b, whole);
        self.aligned(left, a, right, b, whole)
    }

    /// As [`Self::comparable`], where it is known already that they may be compared, and `whole` is the place of the condition.
    fn aligned(&mut self, left: &mut Expr, a: &Typed, right: &mut Expr, b: &Typed, whole: Place) -> Typed {
        let place = a.place.with(b.place);
        self.trap_in_comparison(a, b, whole);
        if self.common(&a.data_type, &b.data_type).is_none() {
            let message = format!("{} cannot be compared with {}.", a.data_type, b.data_type);
            self.error("type_mismatch", place, message, Some("Convert one of them with CAST.".to_owned()));
        } else {
            let (x, y) = compared_as(&a.data_type, &b.data_type);
            self.compared_text(left, a, &x);
            self.compared_text(right, b, &y);
            convert(left, &a.data_type, &x);
            convert(right, &b.data_type, &y);
            // The engine compares days with days and hours with hours, so that 30 hours would be less than a day.
            if x == SqlType::Interval && y == SqlType::Interval {
                for side in [left, right] {
                    *side = call("amc_interval_length", vec![take(side)]);
                }
            }
        }
        Typed::about(SqlType::BOOLEAN, place, &[a, b])
    }

    pub(super) fn in_list(&mut self, expr: &mut Expr) -> Typed {
        let Expr::InList { expr: value, list, negated } = expr else { return Typed::unknown(Place::default()) };
        let negated = *negated;
        if matches!(**value, Expr::Tuple(_)) {
            return self.rows_in_list(expr);
        }
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
            let typed: Vec<Typed> = list.iter_mut().map(|item| self.expr(item)).collect();
            let whole = typed.iter().fold(a.place, |place, item| place.with(item.place));
            for item in &typed {
                self.privacy_of_comparison(&a, item, whole);
            }
            if are_mixed(&a, &typed) {
                for (item, b) in list.iter_mut().zip(&typed) {
                    convert(item, &b.data_type, &SqlType::STRING);
                }
                convert(value, &a.data_type, &SqlType::STRING);
                parts.extend(typed);
            } else {
                let kept = (**value).clone();
                for (item, b) in list.iter_mut().zip(&typed) {
                    let mut again = kept.clone();
                    parts.push(self.aligned(&mut again, &a, item, b, whole));
                    if again != kept {
                        **value = again;
                    }
                }
            }
        }
        let place = parts.iter().fold(Place::default(), |place, part| place.with(part.place));
        Typed::about(SqlType::BOOLEAN, place, &parts.iter().collect::<Vec<_>>())
    }
}

/// Writes a pattern with the backslash where it has a sign of its own that takes the meaning from the next one: the engine knows no other.
pub(super) fn escaped(pattern: &mut Expr, escape: &mut Option<ValueWithSpan>) {
    let sign = match escape.as_ref().map(|escape| &escape.value) {
        Some(Value::SingleQuotedString(text)) => text.chars().next(),
        _ => None,
    };
    let (Some(sign), Expr::Value(ValueWithSpan { value: Value::SingleQuotedString(text), .. })) = (sign, pattern)
    else {
        return;
    };
    if sign == '\\' {
        return;
    }
    let (mut made, mut letters) = (String::with_capacity(text.len()), text.chars());
    while let Some(letter) = letters.next() {
        let plain = if letter == sign { letters.next() } else { Some(letter).filter(|letter| *letter == '\\') };
        if plain.is_some() {
            made.push('\\');
        }
        made.push(plain.unwrap_or(letter));
    }
    (*text, *escape) = (made, None);
}

/// Whether a list has text and numbers side by side, and so much that no number can be read from it that all are compared as text, as Calcite does.
fn are_mixed(value: &Typed, list: &[Typed]) -> bool {
    let single = |typed: &Typed| matches!(typed.data_type, SqlType::Scalar(_));
    let text = list.iter().filter(|item| item.data_type.is_text());
    let numbers = list.iter().any(|item| item.data_type.is_number());
    let words = |item: &Typed| item.literal.as_ref().is_none_or(|text| text.trim().parse::<f64>().is_err());
    let fits = value.data_type.is_text() || value.data_type.is_whole();
    fits && numbers && list.iter().all(|item| single(item) || item.data_type.is_open()) && text.clone().any(words)
}

/// The types that two values are read as where they are compared. Text gives way: it is read as a number, a time or a truth value, as Calcite does.
pub(super) fn compared_as(a: &SqlType, b: &SqlType) -> (SqlType, SqlType) {
    if a.is_text() {
        (comparison_type(b), b.clone())
    } else if b.is_text() {
        (a.clone(), comparison_type(a))
    } else if *a == SqlType::BOOLEAN {
        (b.clone(), b.clone())
    } else {
        (a.clone(), a.clone())
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
