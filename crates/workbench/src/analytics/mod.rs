//! Figures of all runs: how many, how well, how long, where, and what they cost by the person's own rates.

mod figures;
mod rows;

use std::sync::Arc;

use chrono::{Days, NaiveDate};

pub use figures::{DayFigures, ErrorFigures, GroupFigures, RunFigures, SimilarFigures};

use crate::query::window::{day, zone};
use crate::service::Clock;
use crate::settings::SettingsService;
use crate::store::Store;
use crate::{Error, Result};

/// Days that figures may cover.
const MOST_DAYS: i64 = 400;

/// Figures of runs. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Analytics {
    store: Store,
    clock: Arc<dyn Clock>,
    settings: SettingsService,
}

impl Analytics {
    pub(crate) fn new(store: Store, clock: Arc<dyn Clock>, settings: SettingsService) -> Self {
        Self { store, clock, settings }
    }

    /// Figures of the runs that were begun from one day to another, both `YYYY-MM-DD` of the zone `time_zone` and included; those of
    /// the instance `instance_id` alone, if it is given.
    ///
    /// # Errors
    /// `window.dates`, `window.zone`; `invalid` for days in the wrong order or more than 400; `store.*`.
    pub async fn figures(
        &self,
        first: &str,
        last: &str,
        time_zone: &str,
        instance_id: Option<&str>,
    ) -> Result<RunFigures> {
        let (zone, from, to) = (zone(time_zone)?, day(first)?, day(last)?);
        if to < from || (to - from).num_days() >= MOST_DAYS {
            return Err(Error::invalid(format!("Figures cover 1 to {MOST_DAYS} days.")).next("Choose other days."));
        }
        let begins = |day: NaiveDate| {
            let at = recurrence::first_instant(day, zone).ok_or_else(|| Error::internal("a day has no beginning"))?;
            Ok::<_, Error>(at.timestamp_millis())
        };
        let after = to.checked_add_days(Days::new(1)).ok_or_else(|| Error::internal("the calendar ends"))?;
        let runs = rows::runs(self.store.reader(), begins(from)?, begins(after)?, instance_id).await?;
        let now = self.clock.now_millis();
        Ok(figures::of(&runs, (from, to), zone, now, self.settings.current().rates.as_ref()))
    }
}
