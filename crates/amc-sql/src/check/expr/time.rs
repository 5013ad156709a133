//! Parts of times, rounded times, and the time of the run.

use chrono::Utc;
use datafusion::{
    arrow::{
        compute::kernels::cast_utils::{Parser, string_to_datetime},
        datatypes::Date32Type,
    },
    sql::sqlparser::{
        ast::{BinaryOperator, CeilFloorKind, DateTimeField, Expr},
        keywords::Keyword,
    },
};

use crate::{
    check::{
        analysis::{Analysis, null},
        build::{binary, call, interval, number, text_literal},
        expr::take,
        scope::Typed,
    },
    diagnostic::{Severity, named, text_words},
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

    /// A part of an interval, such as the hours beyond its whole days.
    pub(super) fn interval_part(&mut self, field: &DateTimeField, span: Expr, place: Place) -> Expr {
        let unit = field.to_string().to_lowercase();
        let Some((_, micros, of)) = PARTS.iter().find(|(known, ..)| *known == unit) else {
            let message = format!("An interval has no unit {}.", named(&field.to_string()));
            let help = Some("Use DAY, HOUR, MINUTE, SECOND or EPOCH.".to_owned());
            self.error("unknown_unit", place, message, help);
            return null();
        };
        let length = call("amc_interval_length", vec![span]);
        let whole = binary(length, BinaryOperator::Divide, number(micros));
        if of.is_empty() { whole } else { binary(whole, BinaryOperator::Modulo, number(of)) }
    }

    /// The moment that 'today', 'now', 'yesterday' or 'tomorrow' stands for where a time is wanted.
    pub(super) fn relative_time(&self, text: &str, to: &SqlType) -> Option<Expr> {
        let word = text.trim().to_lowercase();
        let days = match word.as_str() {
            "today" | "now" => 0,
            "yesterday" => -1,
            "tomorrow" => 1,
            _ => return None,
        };
        if !to.is_time() {
            return None;
        }
        let now = self.now() + chrono::Duration::days(days);
        let whole = word != "now" && *to == SqlType::TIMESTAMP;
        let text = now.format(if whole { "%Y-%m-%dT00:00:00" } else { "%Y-%m-%dT%H:%M:%S%.6f" }).to_string();
        let made = cast(text_literal(&text), &SqlType::TIMESTAMP)?;
        Some(cast(made.clone(), to).unwrap_or(made))
    }

    /// Reads a text literal that is compared with a time; warns of one that cannot be read.
    pub(super) fn compared_text(&mut self, expr: &mut Expr, typed: &Typed, to: &SqlType) {
        let Some(text) = typed.literal.as_deref().filter(|_| to.is_time()) else { return };
        if let Some(made) = self.relative_time(text, to) {
            *expr = made;
        } else if !is_time(text, to) {
            let message = format!("The text {} is no {to}, so that the comparison is never true.", text_words(text));
            let help = Some(how_times_are_written(to));
            self.report(Severity::Warning, "invalid_literal", typed.place, message, help);
        }
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

/// Whether a text can be read as a time, as a run does.
pub(super) fn is_time(text: &str, to: &SqlType) -> bool {
    let text = text.trim();
    if *to == SqlType::DATE { Date32Type::parse(text).is_some() } else { string_to_datetime(&Utc, text).is_ok() }
}

pub(super) fn how_times_are_written(to: &SqlType) -> String {
    let moment = if *to == SqlType::DATE { "" } else { ", and moments as 'YYYY-MM-DD HH:MM:SS'" };
    format!("Write days as 'YYYY-MM-DD'{moment}.")
}

/// Units of an interval in microseconds, and how many of one the next greater has.
const PARTS: [(&str, &str, &str); 5] = [
    ("day", "86400000000", ""),
    ("hour", "3600000000", "24"),
    ("minute", "60000000", "60"),
    ("second", "1000000", "60"),
    ("epoch", "1000000", ""),
];

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
