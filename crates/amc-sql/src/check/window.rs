//! What is to be said of the time that a run covers.

use chrono::{Duration, NaiveDateTime};

use crate::{
    catalogue::{Catalogue, TableShape},
    diagnostic::{Diagnostic, Severity},
    run::TimeWindow,
    syntax::Place,
};

/// How long Amazon's data take to be complete (Amazon's documentation of AMC, data freshness).
const COMPLETE_AFTER: Duration = Duration::hours(48);
/// How long ad events are credited with conversions; before that, attributed tables still change.
const CREDITED_FOR: Duration = Duration::days(14);

/// Findings about the window of a run over some tables, as [`crate::CheckReport::tables`] lists them. `now` is in UTC; without a window Amazon
/// takes the last day. All of them stand at the beginning of the text: the window is no part of it.
pub fn window_findings(
    tables: &[String],
    catalogue: &Catalogue,
    window: Option<TimeWindow>,
    now: NaiveDateTime,
) -> Vec<Diagnostic> {
    let facts = tables.iter().any(|name| catalogue.table(name).is_some_and(|table| table.shape == TableShape::Fact));
    let mut found = Vec::new();
    let mut say = |code, message: String, help: &str| {
        let place = Place { start: (1, 1), end: (1, 1) };
        let made = place.diagnostic(Severity::Warning, code, message);
        found.push(Diagnostic { help: Some(help.to_owned()), ..made });
    };
    if !facts {
        return found;
    }
    let Some(window) = window else {
        say(
            "no_window",
            "No time window is given, so that the run covers one day.".to_owned(),
            "Choose a first and a last day.",
        );
        return found;
    };
    let end = window.end_in_utc();
    if end > now - COMPLETE_AFTER {
        say(
            "window_too_young",
            "The window ends less than 48 hours ago, so that Amazon's data may not be complete.".to_owned(),
            "Let it end two days ago.",
        );
    }
    let attributed = tables.iter().find(|name| name.starts_with("amazon_attributed_events_by_"));
    if let Some(table) = attributed.filter(|_| end > now - CREDITED_FOR) {
        say(
            "attribution_open",
            format!("Conversions are credited for 14 days, so that {table} will still change for this window."),
            "Run it again later, or let the window end 14 days ago.",
        );
    }
    found
}
