//! Figures of a schedule's slots, to compare one period with another.

use chrono::NaiveDate;
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::model::SlotState;
use super::rows::{self, CameTo, Usage};
use super::service::Schedules;
use crate::{Error, Result};

/// Days of a period.
const MOST_DAYS: i64 = 3_660;

/// Figures of a schedule's slots of some days.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct PeriodFigures {
    /// The first day, `YYYY-MM-DD`.
    pub first: String,
    /// The last day.
    pub last: String,
    /// Planned slots that ended well.
    pub succeeded: u32,
    /// Planned slots that failed.
    pub failed: u32,
    /// Planned slots that did not run: left out, merged, expired, cancelled.
    pub without: u32,
    /// Executions that were started, tries included.
    pub executions: u32,
    /// Milliseconds from a slot's first run to the end of its last, the median of those that ended well.
    #[specta(type = Option<Number>)]
    pub median_millis: Option<i64>,
    /// Milliseconds beyond its due time after which 95 of 100 planned slots had begun.
    #[specta(type = Option<Number>)]
    pub delay_millis: Option<i64>,
    /// Rows of an execution's result, the mean.
    pub rows_a_run: Option<f64>,
    /// What the executions cost by the rates of the settings, in millionths; none without rates.
    #[specta(type = Option<Number>)]
    pub cost: Option<i64>,
}

impl Schedules {
    /// Figures of the slots of a schedule from one day to another, both `YYYY-MM-DD` of its own calendar and included.
    ///
    /// # Errors
    /// `invalid` for days that are none or in the wrong order; `not_found`; `store.*`.
    pub async fn period_figures(&self, id: &str, first: &str, last: &str) -> Result<PeriodFigures> {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let (from, to) = day(first).zip(day(last)).filter(|(from, to)| from <= to).ok_or_else(|| {
            Error::invalid(format!("{first} to {last} is no stretch of days."))
                .next("Choose a first day and a later last day.")
        })?;
        if (to - from).num_days() >= MOST_DAYS {
            return Err(Error::invalid("Ten years are compared at most.").next("Choose fewer days."));
        }
        let reader = self.parts.store.reader();
        rows::one(reader, id).await?;
        let (first, last) = (from.to_string(), to.to_string());
        let slots = rows::came_to(reader, id, &first, &last).await?;
        let outcomes = rows::outcomes(reader, id, &first, &last, self.parts.clock.now_millis()).await?;
        let planned: Vec<&CameTo> = slots.iter().filter(|slot| slot.planned).collect();
        let count = |of: &[SlotState]| {
            u32::try_from(planned.iter().filter(|slot| of.contains(&slot.state)).count()).unwrap_or(u32::MAX)
        };
        let took = slots.iter().filter(|slot| slot.state == SlotState::Succeeded);
        let took = took.filter_map(|slot| Some((slot.finished_at? - slot.started_at?).max(0)));
        let delay = planned.iter().filter_map(|slot| Some((slot.started_at? - slot.due).max(0)));
        let usage = Usage { executions: outcomes.executions, millis: outcomes.millis, bytes: outcomes.bytes };
        Ok(PeriodFigures {
            first,
            last,
            succeeded: count(&[SlotState::Succeeded]),
            failed: count(&[SlotState::Failed]),
            without: count(&[SlotState::Skipped, SlotState::Merged, SlotState::Expired, SlotState::Cancelled]),
            executions: u32::try_from(outcomes.executions).unwrap_or(u32::MAX),
            median_millis: median(took.collect()),
            delay_millis: percentile(delay.collect(), 95),
            rows_a_run: (outcomes.results > 0).then(|| outcomes.rows as f64 / outcomes.results as f64),
            cost: self.parts.settings.current().rates.map(|rates| rates.cost(usage)),
        })
    }
}

/// The middle of the numbers, or the mean of the two in the middle.
fn median(mut numbers: Vec<i64>) -> Option<i64> {
    numbers.sort_unstable();
    let middle = numbers.len() / 2;
    let high = *numbers.get(middle)?;
    if numbers.len() % 2 == 1 {
        return Some(high);
    }
    Some(i64::midpoint(*numbers.get(middle - 1)?, high))
}

/// The least of the numbers that `share` of a hundred do not exceed.
fn percentile(mut numbers: Vec<i64>, share: usize) -> Option<i64> {
    numbers.sort_unstable();
    let at = (numbers.len() * share).div_ceil(100).saturating_sub(1);
    numbers.get(at).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_or_between_the_two_in_the_middle() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![7]), Some(7));
        assert_eq!(median(vec![9, 1, 5]), Some(5));
        assert_eq!(median(vec![9, 1, 5, 6]), Some(5));
    }

    #[test]
    fn of_a_hundred_numbers_the_95th_is_taken_and_of_few_the_greatest() {
        assert_eq!(percentile((1..=100).rev().collect(), 95), Some(95));
        assert_eq!(percentile(vec![3, 2], 95), Some(3));
        assert_eq!(percentile(vec![], 95), None);
    }
}
