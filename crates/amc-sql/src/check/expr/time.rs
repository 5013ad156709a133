//! Parts of times, intervals, and the time of the run.

use datafusion::sql::sqlparser::ast::{BinaryOperator, DateTimeField, Expr, Interval, Value};

use crate::{
    check::{
        analysis::{Analysis, null},
        build::{binary, call, number, text_literal},
    },
    diagnostic::named,
    parameter::{cast, converted},
    syntax::Place,
    types::SqlType,
};

impl Analysis<'_> {
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
            let near = self.near(unit, UNITS).map(|near| near.to_uppercase());
            let message = format!("EXTRACT knows no unit {}.", named(&field.to_string()));
            self.unknown_name("unknown_unit", place, message, near, None);
            return null();
        }
        let part = call("date_part", vec![text_literal(unit), time]);
        let part = if unit == "dow" { binary(part, BinaryOperator::Plus, number("1")) } else { part };
        cast(part.clone(), &SqlType::LONG).unwrap_or(part)
    }

    pub(super) fn interval(&mut self, interval: &mut Interval) -> Place {
        let typed = self.expr(&mut interval.value);
        self.infer(&typed.data_type, &SqlType::INTEGER);
        let mut place = self.text.with_previous(typed.place);
        if interval.leading_field.is_some() {
            place = self.text.and_next(place);
        }
        // The engine takes the number as text.
        if let Some(digits) = plain_text(&interval.value) {
            *interval.value = text_literal(&digits);
        }
        place
    }
}

/// The text of a literal, also of one that a parameter became.
fn plain_text(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::Number(text, _) | Value::SingleQuotedString(text) => Some(text.clone()),
            _ => None,
        },
        Expr::Nested(expr) => plain_text(expr),
        _ => plain_text(converted(expr)?),
    }
}
