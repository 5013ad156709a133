//! What schedules cost by the person's own rates: what the month has cost, what it will, and what a run is expected to.
//!
//! Amazon bills no single runs; the rates are whatever an organisation reckons with. Money is in millionths of its unit, so that nothing
//! is lost to rounding.

use chrono::{DateTime, Datelike as _, Months, Utc};
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::model::ScheduleState;
use super::rows::{self, Row, Usage};
use super::service::{Reading, Schedules};
use super::view::runs_this_month;
use crate::settings::Rates;
use crate::{Error, Result};

const MINUTE_MILLIS: i64 = 60_000;
const GIGABYTE: i64 = 1_000_000_000;

/// What a schedule costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ScheduleCost {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Executions that it started in the current month of its zone.
    pub runs: u32,
    /// Executions of the whole month, as far as can be told; `None` for very many.
    pub projected_runs: Option<u32>,
    /// Milliseconds that an execution takes, the mean of the newest 50 that ended well; `None` before one has.
    #[specta(type = Option<Number>)]
    pub millis_a_run: Option<i64>,
    /// Bytes of its result, likewise.
    #[specta(type = Option<Number>)]
    pub bytes_a_run: Option<i64>,
    /// What the month has cost, in millionths; `None` without rates.
    #[specta(type = Option<Number>)]
    pub cost: Option<i64>,
    /// What the whole month will cost, likewise; `None` as well where its executions cannot be told.
    #[specta(type = Option<Number>)]
    pub projected_cost: Option<i64>,
}

impl Rates {
    /// What executions cost that ran so long and brought so much.
    pub(crate) fn cost(&self, usage: Usage) -> i64 {
        let of = |rate: u64, amount: i64, unit: i64| i128::from(rate) * i128::from(amount) / i128::from(unit);
        let sum = of(self.run, usage.executions, 1)
            + of(self.minute, usage.millis, MINUTE_MILLIS)
            + of(self.gigabyte, usage.bytes, GIGABYTE);
        i64::try_from(sum).unwrap_or(i64::MAX)
    }
}

/// Amounts as a person reads them: `12.50 EUR`.
pub fn money(millionths: i64, currency: &str) -> String {
    let hundredths = (i128::from(millionths) + 5_000) / 10_000;
    format!("{}.{:02} {currency}", hundredths / 100, hundredths % 100)
}

impl Schedules {
    /// What all schedules cost in the current month, the dearest first.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn costs(&self) -> Result<Vec<ScheduleCost>> {
        let reader = self.parts.store.reader();
        let rates = self.parts.settings.current().rates;
        let now = self.parts.clock.now();
        let mut all = Vec::new();
        for row in rows::all(reader).await? {
            let Ok(reading) = Reading::of(&row.spec) else { continue };
            let mean = rows::mean_usage(reader, &row.id).await?;
            let so_far =
                rows::usage_since(reader, &row.id, month(&reading, now).timestamp_millis(), now.timestamp_millis());
            let so_far = so_far.await?;
            let going = row.spec.instance_ids.len();
            let on = row.state == ScheduleState::On;
            let projected =
                if on { projected(&reading, going, so_far, now) } else { u32::try_from(so_far.executions).ok() };
            let cost = rates.as_ref().map(|rates| rates.cost(so_far));
            let rest = projected.map(|all| i64::from(all) - so_far.executions);
            let projected_cost = rates.as_ref().zip(rest).map(|(rates, rest)| {
                let of_rest = Usage {
                    executions: rest,
                    millis: mean.map_or(0, |mean| mean.millis.saturating_mul(rest)),
                    bytes: mean.map_or(0, |mean| mean.bytes.saturating_mul(rest)),
                };
                rates.cost(so_far).saturating_add(rates.cost(of_rest))
            });
            all.push(ScheduleCost {
                runs: u32::try_from(so_far.executions).unwrap_or(u32::MAX),
                projected_runs: projected,
                millis_a_run: mean.map(|mean| mean.millis),
                bytes_a_run: mean.map(|mean| mean.bytes),
                cost,
                projected_cost,
                name: row.spec.name,
                id: row.id,
            });
        }
        // Without rates the number of executions stands for what they cost.
        let weight =
            |one: &ScheduleCost| one.projected_cost.unwrap_or_else(|| one.projected_runs.map_or(i64::MAX, i64::from));
        all.sort_by(|a, b| weight(b).cmp(&weight(a)).then_with(|| a.name.cmp(&b.name)));
        Ok(all)
    }

    /// What the runs of a schedule may cost that begin now, as far as it has limits and there are rates.
    pub(super) async fn money(&self, row: &Row) -> Result<Option<Money>> {
        let (a_run, a_month) = (row.spec.cost_a_run, row.spec.cost_a_month);
        let Some(rates) = self.parts.settings.current().rates.filter(|_| a_run.is_some() || a_month.is_some()) else {
            return Ok(None);
        };
        let (reader, now) = (self.parts.store.reader(), self.parts.clock.now());
        let since = month(&Reading::of(&row.spec)?, now).timestamp_millis();
        let mean = rows::mean_usage(reader, &row.id).await?.unwrap_or_default();
        let spent = rates.cost(rows::usage_since(reader, &row.id, since, now.timestamp_millis()).await?);
        let estimate = rates.cost(Usage { executions: 1, ..mean });
        Ok(Some(Money { estimate, spent, a_run, a_month, currency: rates.currency }))
    }
}

/// What may be spent by a schedule.
pub(super) struct Money {
    estimate: i64,
    spent: i64,
    a_run: Option<u64>,
    a_month: Option<u64>,
    currency: String,
}

impl Money {
    /// Counts one more run; why it may not begin, if it may not.
    pub(super) fn take(&mut self) -> Option<Error> {
        let over = |limit: Option<u64>, amount: i64| limit.filter(|limit| i128::from(amount) > i128::from(*limit));
        let shown = |amount: i64| money(amount, &self.currency);
        let limit = |limit: u64| shown(i64::try_from(limit).unwrap_or(i64::MAX));
        if let Some(most) = over(self.a_run, self.estimate) {
            let message = format!("A run is expected to cost {}, and may cost {}.", shown(self.estimate), limit(most));
            return Some(Error::new("SCH005", message).next("Raise the limit of the schedule, or narrow its window."));
        }
        if let Some(most) = over(self.a_month, self.spent.saturating_add(self.estimate)) {
            let spent = shown(self.spent);
            let message = format!("The schedule has cost {spent} this month, and may cost {}.", limit(most));
            return Some(Error::new("SCH005", message).next("Raise its limit, or wait for the next month."));
        }
        self.spent = self.spent.saturating_add(self.estimate);
        None
    }
}

/// The first instant of the current month in the schedule's zone.
fn month(reading: &Reading, now: DateTime<Utc>) -> DateTime<Utc> {
    let zone = reading.schedule.zone();
    let first = now.with_timezone(&zone).date_naive().with_day(1);
    first.and_then(|first| recurrence::first_instant(first, zone)).unwrap_or(now)
}

/// Executions of the whole month: those that were started, and those of the slots to come.
fn projected(reading: &Reading, instances: usize, so_far: Usage, now: DateTime<Utc>) -> Option<u32> {
    let zone = reading.schedule.zone();
    let next = now.with_timezone(&zone).date_naive().with_day(1)?.checked_add_months(Months::new(1))?;
    let rest = runs_this_month(reading, instances, now, recurrence::first_instant(next, zone)?)?;
    u32::try_from(so_far.executions + i64::from(rest)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates() -> Rates {
        Rates { run: 100_000, minute: 10_000, gigabyte: 2_000_000, currency: "EUR".to_owned() }
    }

    #[test]
    fn a_cost_adds_runs_minutes_and_gigabytes() {
        let usage = Usage { executions: 3, millis: 90 * MINUTE_MILLIS, bytes: GIGABYTE / 2 };
        assert_eq!(rates().cost(usage), 300_000 + 900_000 + 1_000_000);
        assert_eq!(rates().cost(Usage { executions: i64::MAX, millis: i64::MAX, bytes: i64::MAX }), i64::MAX);
    }

    #[test]
    fn money_is_said_in_hundredths() {
        assert_eq!(money(12_500_000, "EUR"), "12.50 EUR");
        assert_eq!(money(4_999, "USD"), "0.00 USD");
        assert_eq!(money(5_000, "USD"), "0.01 USD");
        assert_eq!(money(i64::MAX, "USD"), "9223372036854.78 USD");
    }

    #[test]
    fn limits_hold_for_a_run_and_for_the_month() {
        let money = |a_run, a_month| Money { estimate: 400, spent: 0, a_run, a_month, currency: "EUR".to_owned() };
        assert!(money(Some(400), None).take().is_none());
        assert_eq!(money(Some(399), None).take().unwrap().code, "SCH005");
        let mut month = money(None, Some(1_000));
        assert!(month.take().is_none() && month.take().is_none());
        assert!(month.take().unwrap().message.contains("this month"));
    }
}
