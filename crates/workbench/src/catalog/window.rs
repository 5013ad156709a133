//! What is to be said of the days that a run covers, for the tables that it reads.

use amc_sql::TimeWindow;
use chrono::{DateTime, Days, NaiveTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Catalog, Severity};
use crate::query::{WindowSpec, zone};
use crate::{Error, Result};

/// What a finding that stands nowhere in the text is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FindingSubject {
    /// The days that the run covers.
    Window,
    /// Where it runs.
    Instances,
}

/// Something to know about a run. It stands nowhere in the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RunFinding {
    /// How bad it is.
    pub severity: Severity,
    /// Stable name of the kind of finding.
    pub code: String,
    /// What it is about.
    pub subject: FindingSubject,
    /// What is to be known, as a sentence.
    pub message: String,
    /// What to do instead.
    pub help: Option<String>,
}

impl Catalog {
    /// What is to be known about `window`, asked at `now` in the zone `time_zone` (an IANA name), for a query that reads
    /// `tables`.
    ///
    /// # Errors
    /// `window.*` for a zone or dates that cannot be read.
    pub fn window_findings(
        &self,
        tables: &[String],
        window: &WindowSpec,
        time_zone: &str,
        now: DateTime<Utc>,
    ) -> Result<Vec<RunFinding>> {
        let zone = zone(time_zone)?;
        let (start, end) = window.dates(now, zone)?.wall_clock();
        // By whole days of the zone, as everything that is said of windows: a day is complete when two others have passed.
        // On the wall clock a change of clocks counts for nothing.
        let today = now.with_timezone(&zone).date_naive();
        let tomorrow =
            today.checked_add_days(Days::new(1)).ok_or_else(|| Error::internal("the clock is out of range"))?;
        let covered = TimeWindow { start, end, time_zone: chrono_tz::UTC };
        let midnight = tomorrow.and_time(NaiveTime::MIN);
        let found = amc_sql::window_findings(tables, &self.catalogue, Some(covered), midnight);
        Ok(found
            .into_iter()
            .map(|finding| RunFinding {
                severity: finding.severity.into(),
                code: finding.code.to_owned(),
                subject: FindingSubject::Window,
                message: sentence(&finding.message),
                help: finding.help.as_deref().map(sentence),
            })
            .collect())
    }
}

/// Words of the checker as a sentence that stands alone.
fn sentence(words: &str) -> String {
    let words = words.replace('`', "");
    let words = words.trim_end_matches('.');
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).chain(['.']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(table: &str, start: &str, end: &str, now: &str, zone: &str) -> Vec<String> {
        let window = WindowSpec::Fixed { start: start.to_owned(), end: end.to_owned() };
        let catalog = Catalog::open().unwrap();
        let found = catalog.window_findings(&[table.to_owned()], &window, zone, now.parse().unwrap()).unwrap();
        for words in found.iter().flat_map(|finding| [Some(&finding.message), finding.help.as_ref()]) {
            let words = words.unwrap();
            assert!(words.ends_with('.') && !words.ends_with("..") && !words.contains('`'), "{words}");
            assert!(words.starts_with(char::is_uppercase), "{words}");
        }
        found.into_iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn a_window_is_judged_by_the_same_days_as_its_words() {
        let noon = "2026-03-05T12:00:00Z";
        for (last, wanted) in [("2026-03-03", &[][..]), ("2026-03-04", &["window_too_young"][..])] {
            assert_eq!(codes("dsp_impressions", "2026-02-01", last, noon, "UTC"), wanted, "{last}");
        }
        let attributed = "amazon_attributed_events_by_traffic_time";
        for (last, wanted) in [("2026-02-19", &[][..]), ("2026-02-20", &["attribution_open"][..])] {
            assert_eq!(codes(attributed, "2026-02-01", last, noon, "UTC"), wanted, "{last}");
        }
        // Tables without events have no window.
        assert_eq!(codes("segment_metadata", "2026-02-01", "2026-03-05", noon, "UTC"), [""; 0]);
    }

    #[test]
    fn a_change_of_clocks_makes_no_day_too_young() {
        // On 8 March the clocks of New York go forward.
        for (now, last) in [("2026-03-08T20:00:00Z", "2026-03-06"), ("2026-03-10T20:00:00Z", "2026-03-08")] {
            assert_eq!(codes("dsp_impressions", "2026-02-01", last, now, "America/New_York"), [""; 0], "{last}");
        }
    }

    #[test]
    fn every_choice_that_follows_the_calendar_is_old_enough() {
        let catalog = Catalog::open().unwrap();
        let now = "2026-03-05T12:00:00Z".parse().unwrap();
        for window in [WindowSpec::LastDays { days: 28 }, WindowSpec::LastFullMonth, WindowSpec::MonthToDate] {
            let found = catalog.window_findings(&["dsp_impressions".to_owned()], &window, "UTC", now).unwrap();
            assert_eq!(found, [], "{window:?}");
        }
        let zone = catalog.window_findings(&[], &WindowSpec::LastFullMonth, "Mars/Olympus", now).unwrap_err();
        assert_eq!(zone.code, "window.zone");
    }
}
