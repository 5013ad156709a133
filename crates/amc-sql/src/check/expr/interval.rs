//! Spans of time: `INTERVAL '1' DAY`, `INTERVAL '1 02:03' DAY TO MINUTE`.

use datafusion::sql::sqlparser::ast::{DateTimeField, Expr, UnaryOperator, Value};

use crate::{
    check::{
        analysis::Analysis,
        build::{self, text_literal},
        verify::bare,
    },
    diagnostic::text_words,
    parameter::converted,
    syntax::Place,
    types::SqlType,
};

/// Units that go together, each part of the one before, and what stands between their numbers.
const LADDER: [(&str, char); 6] =
    [("year", '-'), ("month", ' '), ("day", ' '), ("hour", ':'), ("minute", ':'), ("second", ' ')];

impl Analysis<'_> {
    pub(super) fn interval(&mut self, expr: &mut Expr) -> Place {
        let Expr::Interval(interval) = expr else { return Place::default() };
        let (negated, value) = match &mut *interval.value {
            Expr::UnaryOp { op: UnaryOperator::Minus, expr } => (true, &mut **expr),
            value => (false, value),
        };
        let typed = self.expr(value);
        self.infer(&typed.data_type, &SqlType::INTEGER);
        let mut place = self.text.with_previous(typed.place);
        if negated {
            place = self.text.with_previous(place);
        }
        if interval.leading_field.is_some() {
            place = self.text.and_next(place);
        }
        if interval.last_field.is_some() {
            place = self.text.and_next(self.text.and_next(place));
        }
        if plain_text(value).is_none() && !matches!(bare(value), Expr::Value(_)) {
            let message = "INTERVAL takes a number in quotes, and nothing that is computed.";
            let help = "Write the number times an interval, as in n * INTERVAL '1' DAY.".to_owned();
            self.error("invalid_literal", place, message, Some(help));
            return place;
        }
        let (Some(digits), Some(leading)) = (plain_text(value), &interval.leading_field) else {
            // The engine takes the number as text.
            if let Some(digits) = plain_text(value) {
                *interval.value = text_literal(&digits);
            }
            return place;
        };
        let digits = digits.trim().to_owned();
        let signed = if negated { turned(&digits) } else { digits.clone() };
        let Some(words) = words(&signed, leading, interval.last_field.as_ref()) else {
            let units =
                interval.last_field.as_ref().map_or_else(|| leading.to_string(), |last| format!("{leading} TO {last}"));
            let message = format!("The text {} is no number of {units}.", text_words(&digits));
            let help = "Write it as INTERVAL '1' DAY, '1 02:03' DAY TO MINUTE or '1-6' YEAR TO MONTH.".to_owned();
            self.error("invalid_literal", place, message, Some(help));
            return place;
        };
        *expr = build::interval(&words);
        place
    }
}

/// The other direction in time.
fn turned(digits: &str) -> String {
    digits.strip_prefix('-').map_or_else(|| format!("-{digits}"), ToOwned::to_owned)
}

/// An interval as the engine reads it, such as `1 day 2 hour`; `None` if the text does not fit the units.
fn words(text: &str, leading: &DateTimeField, last: Option<&DateTimeField>) -> Option<String> {
    let unit = name(leading);
    let (sign, text) = match text.strip_prefix(['-', '+']) {
        Some(rest) if text.starts_with('-') => ("-", rest),
        Some(rest) => ("", rest),
        None => ("", text),
    };
    let Some(last) = last else {
        let number: f64 = text
            .parse()
            .ok()
            .filter(|number: &f64| number.is_finite() && text.starts_with(|c: char| c.is_ascii_digit() || c == '.'))?;
        return Some(match unit.as_str() {
            "quarter" => format!("{sign}{} month", number * 3.0),
            _ => format!("{sign}{text} {unit}"),
        });
    };
    let rung = |unit: &str| LADDER.iter().position(|(known, _)| *known == unit);
    let (from, to) = (rung(&unit)?, rung(&name(last))?);
    // Months have no fixed number of days.
    if from >= to || (from < 2) != (to < 2) {
        return None;
    }
    let mut out = Vec::with_capacity(to - from + 1);
    let mut rest = text;
    for (unit, between) in &LADDER[from..=to] {
        let (number, behind) = if *unit == LADDER[to].0 { (rest, "") } else { rest.split_once(*between)? };
        let whole = number.chars().all(|c| c.is_ascii_digit()) && !number.is_empty();
        let fraction = *unit == "second" && number.parse::<f64>().is_ok_and(|number| number >= 0.0);
        if !whole && !fraction {
            return None;
        }
        out.push(format!("{sign}{number} {unit}"));
        rest = behind;
    }
    Some(out.join(" "))
}

/// The name of a unit in the singular.
fn name(field: &DateTimeField) -> String {
    let name = field.to_string().to_lowercase();
    name.strip_suffix('s').map_or(name.clone(), ToOwned::to_owned)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_units_are_read_as_the_standard_has_them() {
        use DateTimeField::{Day, Hour, Minute, Month, Quarter, Second, Weeks, Year};
        let read = |text: &str, from: DateTimeField, to: Option<DateTimeField>| words(text, &from, to.as_ref());
        assert_eq!(read("2", Quarter, None).as_deref(), Some("6 month"));
        assert_eq!(read("3", Weeks, None).as_deref(), Some("3 week"));
        assert_eq!(read("-1-6", Year, Some(Month)).as_deref(), Some("-1 year -6 month"));
        assert_eq!(read("1 02:03", Day, Some(Minute)).as_deref(), Some("1 day 02 hour 03 minute"));
        assert_eq!(read("02:03:04.5", Hour, Some(Second)).as_deref(), Some("02 hour 03 minute 04.5 second"));
        for wrong in ["", "x", "1 2", "1:2", "inf", "1 02:03:04"] {
            assert_eq!(read(wrong, Day, Some(Minute)), None, "{wrong}");
        }
        assert_eq!(read("x", Day, None), None);
        assert_eq!(read("1 2", Month, Some(Day)), None);
    }
}
