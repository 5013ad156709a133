//! Parts of times, rounded times, and the time of the run.

use datafusion::sql::sqlparser::{
    ast::{BinaryOperator, CeilFloorKind, DateTimeField, Expr},
    keywords::Keyword,
};

use crate::{
    check::{
        analysis::{Analysis, null},
        build::{binary, call, interval, number, text_literal},
        expr::take,
        scope::Typed,
    },
    diagnostic::named,
    functions::Kind,
    parameter::cast,
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

    /// `FLOOR(time TO unit)` and `CEIL(time TO unit)`, which give the type of the time.
    pub(super) fn rounded(&mut self, expr: &mut Expr) -> Typed {
        let up = matches!(expr, Expr::Ceil { .. });
        let (Expr::Ceil { expr: inner, field } | Expr::Floor { expr: inner, field }) = expr else {
            return Typed::unknown(Place::default());
        };
        let CeilFloorKind::DateTimeField(unit) = field else { return Typed::unknown(Place::default()) };
        let unit = unit.to_string().to_lowercase();
        let name = if up { "CEIL" } else { "FLOOR" };
        let typed = self.expr(inner);
        let fits = self.need(Kind::Time, &typed, inner, name);
        let place = self.text.around(typed.place);
        let Some((_, step)) = STEPS.iter().find(|(known, _)| *known == unit) else {
            let near = self.near(&unit, STEPS.map(|(known, _)| known)).map(|near| near.to_uppercase());
            let place = self.text.find(typed.place.end, Keyword::TO).map_or(place, |to| self.text.behind(to));
            let message = format!("{name} knows no unit {}.", unit.to_uppercase());
            let otherwise = Some("Use YEAR, QUARTER, MONTH, WEEK, DAY, HOUR, MINUTE or SECOND.".to_owned());
            self.unknown_name("unknown_unit", place, message, near, otherwise);
            return Typed::unknown(place);
        };
        let day = typed.data_type == SqlType::DATE;
        if !fits {
            return Typed::unknown(place);
        }
        let moment = take(inner);
        let moment = if day { cast(moment.clone(), &SqlType::TIMESTAMP).unwrap_or(moment) } else { moment };
        // What is a whole unit already stays.
        let moment = if up { binary(moment, BinaryOperator::Minus, interval("1 microsecond")) } else { moment };
        let start = call("date_trunc", vec![text_literal(&unit), moment]);
        let made = if up { binary(start, BinaryOperator::Plus, interval(step)) } else { start };
        let data_type = if day { SqlType::DATE } else { SqlType::TIMESTAMP };
        *expr = cast(made.clone(), &data_type).unwrap_or(made);
        Typed::made_of(data_type, place, &[&typed])
    }
}

/// Units that a time is rounded to, and how far the next one is.
const STEPS: [(&str, &str); 8] = [
    ("year", "1 year"),
    ("quarter", "3 month"),
    ("month", "1 month"),
    ("week", "1 week"),
    ("day", "1 day"),
    ("hour", "1 hour"),
    ("minute", "1 minute"),
    ("second", "1 second"),
];
