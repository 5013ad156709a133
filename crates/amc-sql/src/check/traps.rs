//! What runs, but mostly does not answer what was meant.

use datafusion::sql::sqlparser::ast::BinaryOperator;

use super::{
    analysis::Analysis,
    scope::{Columns, Typed},
};
use crate::{
    catalogue::{Field, FieldType, ScalarType, Table},
    diagnostic::{Diagnostic, Severity, named},
    syntax::Place,
    types::SqlType,
};

/// A unit of money smaller than the currency's, as AMC's cost columns have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Money {
    Microcents,
    Millicents,
}

impl Money {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Microcents => ("microcents", "100000000"),
            Self::Millicents => ("millicents", "100000"),
        }
    }
}

/// What a value carries from the columns it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Marks {
    /// Its unit, if it is not the currency's.
    pub(crate) money: Option<Money>,
    /// Whether it is an amount, in whatever unit.
    pub(crate) amount: bool,
    /// Whether it counts distinct users.
    pub(crate) users: bool,
    /// Whether it is a time other than the one that the query's window filters.
    pub(crate) off_window: bool,
}

impl Marks {
    /// The marks of a base table's column.
    pub(crate) fn of(field: &Field, table: &Table) -> Self {
        let unit = |word: &str| field.description.contains(word);
        let money =
            if unit("microcents") { Some(Money::Microcents) } else { unit("millicents").then_some(Money::Millicents) };
        let name = field.name.as_str();
        Self {
            money,
            amount: money.is_some() || name.ends_with("_sales") || name == "sales_amount" || name == "revenue",
            users: false,
            off_window: table.time_column.as_deref().is_some_and(|time| is_other_time(field, time)),
        }
    }

    /// Of a value that passes its parts on, as SUM, IF and COALESCE do.
    pub(crate) fn passed_on(parts: &[&Typed]) -> Self {
        Self {
            money: parts.iter().find_map(|part| part.marks.money),
            amount: parts.iter().any(|part| part.marks.amount),
            users: parts.iter().any(|part| part.marks.users),
            off_window: parts.iter().any(|part| part.marks.off_window),
        }
    }
}

/// Whether a field is the time of another event than the window's. Dates of a campaign, a placement and the like are no events.
fn is_other_time(field: &Field, window: &str) -> bool {
    const EVENTS: [&str; 5] = ["event", "impression", "click", "traffic_event", "conversion_event"];
    let is_time = matches!(field.data_type, FieldType::Scalar(ScalarType::Date | ScalarType::Timestamp));
    let stem = stem(&field.name);
    is_time && EVENTS.contains(&stem) && stem != self::stem(window)
}

fn stem(name: &str) -> &str {
    let name = name.strip_suffix("_utc").unwrap_or(name);
    let name = name.strip_suffix("_hour").unwrap_or(name);
    name.strip_suffix("_dt").or_else(|| name.strip_suffix("_date")).unwrap_or(name)
}

impl Analysis<'_> {
    /// A sum, over what should not be summed.
    pub(crate) fn trap_in_sum(&mut self, value: &Typed, place: Place) {
        if value.marks.users {
            self.report(
                Severity::Warning,
                "added_users",
                place,
                "Distinct users of several groups are added up, so that a person in several of them counts several times.",
                Some("Count the users once more with COUNT(DISTINCT …) over all groups.".to_owned()),
            );
        }
        if value.marks.amount && self.summed_amount.is_none() {
            self.summed_amount = Some(place);
        }
    }

    /// A comparison of two ids that look alike, or of a time that the window does not know.
    pub(crate) fn trap_in_comparison(&mut self, a: &Typed, b: &Typed, place: Place) {
        let is = |value: &Typed, name: &str| value.privacy.column() == Some(name);
        for (x, y) in [(a, b), (b, a)] {
            if is(x, "campaign_id") && is(y, "campaign_id_string") {
                self.report(
                    Severity::Warning,
                    "mixed_keys",
                    place,
                    "These ids only look alike: campaign_id is a number, campaign_id_string a text, and some campaigns differ.",
                    Some("Use campaign_id_string on both sides.".to_owned()),
                );
                return;
            }
            if x.marks.off_window && x.data_type.is_time() && y.constant {
                let what = x.privacy.column().map_or_else(|| "this one".to_owned(), named);
                self.report(
                    Severity::Info,
                    "other_time",
                    place,
                    format!("The window of the run has cut the rows already, by another time than {what}."),
                    Some("Choose a window that holds all the rows that are wanted.".to_owned()),
                );
                return;
            }
        }
    }

    /// A comparison that is never true, since NULL equals nothing.
    pub(crate) fn comparison_with_null(&mut self, a: &Typed, op: &BinaryOperator, b: &Typed) {
        let is_null = |typed: &Typed| {
            typed.data_type == SqlType::Null && self.text.quote(typed.place).eq_ignore_ascii_case("NULL")
        };
        let other = match (is_null(a), is_null(b)) {
            (false, true) => a,
            (true, false) => b,
            _ => return,
        };
        let test = match op {
            BinaryOperator::Eq => Some("IS NULL"),
            BinaryOperator::NotEq => Some("IS NOT NULL"),
            _ => None,
        };
        let place = a.place.with(b.place);
        let found = place.diagnostic(Severity::Warning, "null_comparison", "A comparison with NULL is never true.");
        let help = test.map(|test| format!("Write {test}."));
        let replacement = test.filter(|_| !other.place.is_empty());
        let replacement = replacement.map(|test| format!("{} {test}", self.text.slice(other.place)));
        self.push(Diagnostic { help, replacement, ..found });
    }

    /// Amounts in the result that are not in the currency's unit, or of several currencies.
    pub(crate) fn traps_in_result(&mut self, columns: &Columns) {
        for column in &columns.list {
            let Some(money) = column.marks.money else { continue };
            let (unit, divisor) = money.words();
            self.report(
                Severity::Warning,
                "money_unit",
                column.place,
                format!("The column {} is in {unit}, not in the unit of the currency.", named(&column.name)),
                Some(format!("Divide it by {divisor}.")),
            );
        }
        if let Some(place) = self.summed_amount.filter(|_| self.has_currency && !self.names_currency) {
            self.report(
                Severity::Info,
                "mixed_currencies",
                place,
                "Amounts are added up without regard to their currency.",
                Some("If the instance has several, group or filter by the currency.".to_owned()),
            );
        }
    }
}
