//! What ended runs mean for their slots and schedules.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::DateTime;

use super::model::SlotOrigin;
use super::rows::{self, Outcome, Settled};
use super::service::{Reading, Schedules};
use super::verdict::{Rules, Verdict, judge};
use crate::execution::Checkpoint;
use crate::{Error, Result};

const MINUTE: Duration = Duration::from_secs(60);
/// How long a slot without a following one may be made up for, and until a partial run is repeated.
const A_DAY_MILLIS: i64 = 24 * 3600 * 1000;

impl Schedules {
    /// Settles the runs whose executions have ended.
    pub(super) async fn settle_ended(&self) -> Result<()> {
        let reader = self.parts.store.reader();
        let mut lost = BTreeSet::new();
        for ended in rows::ended(reader).await? {
            self.parts.checkpoints.pass(Checkpoint::SlotEnded);
            // Of a schedule that was deleted meanwhile nothing is tried again.
            let row = match rows::one(reader, &ended.schedule_id).await {
                Ok(row) => Some(row),
                Err(error) if error.code == "not_found" => None,
                Err(error) => return Err(error),
            };
            let reading = row.as_ref().and_then(|row| Reading::of(&row.spec).ok());
            let nominal = DateTime::from_timestamp_millis(ended.nominal).unwrap_or_default();
            let following = reading.as_ref().and_then(|reading| reading.schedule.next(nominal));
            let rules = Rules {
                retries: row.as_ref().map_or(0, |row| row.spec.retries),
                first_pause: row.as_ref().map_or(Duration::ZERO, |row| MINUTE * row.spec.retry_minutes),
                until: match (&row, following) {
                    (None, _) => 0,
                    // What follows a slot of the past is past as well.
                    _ if ended.origin == SlotOrigin::Backfill => self.parts.clock.now_millis() + A_DAY_MILLIS,
                    (_, Some(slot)) => slot.instant.timestamp_millis(),
                    (_, None) => ended.nominal + A_DAY_MILLIS,
                },
                zone: reading.as_ref().map_or(chrono_tz::UTC, |reading| reading.schedule.zone()),
                now: self.parts.clock.now_millis(),
                random: rand::random(),
            };
            let (outcome, counts) = match judge(&ended, rules) {
                Verdict::Settle(outcome, counts) => (outcome, counts),
                Verdict::SignIn(error) => {
                    if lost.insert(ended.profile_id.clone()) {
                        self.sign_in_lost(&ended.profile_id, error.clone()).await?;
                    }
                    (Outcome::Failed(error), false)
                }
            };
            let repeats = ended.partial && row.as_ref().is_some_and(|row| row.spec.repeat_partial);
            let repeat_at = (repeats && matches!(outcome, Outcome::Succeeded(_)))
                .then(|| self.parts.clock.now_millis() + A_DAY_MILLIS);
            let writes = row.as_ref().is_some_and(|row| row.spec.export.is_some());
            let export = writes && matches!(outcome, Outcome::Succeeded(None));
            let pause_after =
                row.as_ref().filter(|_| counts && ended.origin == SlotOrigin::Planned).map(|row| row.spec.pause_after);
            self.settle(Settled {
                slot_id: ended.slot_id,
                schedule_id: ended.schedule_id,
                instance_row: ended.instance_row,
                from: "running",
                attempt: ended.attempt,
                outcome,
                pause_after,
                repeat_at,
                export,
            })
            .await?;
        }
        Ok(())
    }

    /// Lets runs for which Amazon lacked data begin once more, a day after.
    pub(super) async fn repeat_partial(&self) -> Result<()> {
        let parts = &self.parts;
        let repeated = rows::repeat_due(&parts.store, parts.store.reader(), parts.clock.now_millis()).await?;
        self.tell(repeated);
        Ok(())
    }

    /// Writes down what became of a run, and pauses its schedule when that set half of its instances aside.
    pub(super) async fn settle(&self, settled: Settled) -> Result<()> {
        let id = settled.schedule_id.clone();
        let error = match &settled.outcome {
            Outcome::Failed(error) => Some(error.clone()),
            _ => None,
        };
        let times = settled.pause_after;
        let now = self.parts.clock.now_millis();
        let Some(after) = rows::settle(&self.parts.store, settled, now).await? else { return Ok(()) };
        if let (Some((aside, all)), Some(error)) = (after.half_failing, error) {
            rows::pause(&self.parts.store, vec![id.clone()], Some(failing(aside, all, times, &error)), now).await?;
        }
        self.tell(vec![id]);
        Ok(())
    }
}

/// Why a schedule that fails was paused.
fn failing(aside: i64, all: i64, times: Option<u32>, last: &Error) -> Error {
    let slots = match times.unwrap_or(1) {
        1 => "the last slot".to_owned(),
        times => format!("the last {times} slots"),
    };
    let which = if all == 1 { String::new() } else { format!(" on {aside} of {all} instances") };
    let message = format!("Paused because {slots} failed{which}. {}", last.message);
    Error { message, ..Error::new("schedule.failing", "") }
        .next(last.next_step.clone().unwrap_or_else(|| "Mend the cause, then resume.".to_owned()))
}
