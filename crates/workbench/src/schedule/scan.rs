//! Taking up slots whose time has come.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use recurrence::{Fate, Misfire, Slot, Spread, plan};
use uuid::Uuid;

use super::cover::cover;
use super::model::{MisfireWord, SlotOrigin};
use super::rows::{self, Claim, NewRun, NewSlot, Progress, Row, SlotStart};
use super::service::{Reading, Schedules};
use crate::execution::Checkpoint;
use crate::{Error, Result};

/// A schedule that was scanned further ahead than this was scanned under a clock that has been set back since.
const CLOCK_MARGIN: TimeDelta = TimeDelta::minutes(2);
/// Between the starts of runs that are made up for: a computer that wakes has better things to do first.
const BETWEEN_LATE_MILLIS: i64 = 30_000;
/// Slots of a pause that are written down.
const MOST_OF_A_PAUSE: usize = 31;

impl Schedules {
    /// Takes up what is due.
    pub(super) async fn scan(&self) -> Result<()> {
        let reader = self.parts.store.reader();
        let now = self.parts.clock.now();
        let margin = (now + CLOCK_MARGIN).timestamp_millis();
        for row in rows::ahead(reader, margin).await? {
            let next = Reading::of(&row.spec).ok().and_then(|reading| reading.next(&row.id, now));
            tracing::warn!(schedule = %row.id, "the clock was set back; slots are looked for from now on");
            let claim = Claim {
                schedule_id: row.id.clone(),
                old_next: row.next_nominal,
                scanned_to: now.timestamp_millis(),
                new_next: next,
                slots: Vec::new(),
            };
            self.take(claim, now).await?;
        }
        let due = rows::due(reader, now.timestamp_millis()).await?;
        if due.is_empty() {
            return Ok(());
        }
        let instances = rows::instances(reader, None).await?;
        let mut late_from = self.late_from(now).await?;
        for row in due {
            let claim = match Reading::of(&row.spec) {
                Ok(reading) => {
                    let instances = instances.get(&row.id).map_or(&[][..], Vec::as_slice);
                    claim(&row, &reading, instances, now, &mut late_from)
                }
                Err(error) => {
                    // A zone may vanish with an update of the program. Taking another one would be a silent shift.
                    let paused = rows::pause(&self.parts.store, vec![row.id], Some(error), now.timestamp_millis());
                    self.tell(paused.await?);
                    continue;
                }
            };
            self.take(claim, now).await?;
        }
        Ok(())
    }

    /// When the next run that is made up for may begin, in UTC milliseconds.
    pub(super) async fn late_from(&self, now: DateTime<Utc>) -> Result<i64> {
        let last = rows::last_late_start(self.parts.store.reader()).await?;
        let now = now.timestamp_millis();
        Ok(last.map_or(now, |last| (last + BETWEEN_LATE_MILLIS).max(now)))
    }

    async fn take(&self, claim: Claim, now: DateTime<Utc>) -> Result<()> {
        let id = claim.schedule_id.clone();
        if rows::claim(&self.parts.store, claim, now.timestamp_millis()).await? {
            self.parts.checkpoints.pass(Checkpoint::SlotClaimed);
            self.tell(vec![id]);
        }
        Ok(())
    }
}

/// The slots of a schedule that are due by `now`, with what becomes of each.
fn claim(row: &Row, reading: &Reading, instances: &[Progress], now: DateTime<Utc>, late_from: &mut i64) -> Claim {
    let misfire = match row.spec.misfire {
        MisfireWord::Latest => Misfire::Latest,
        MisfireWord::All => Misfire::All,
        MisfireWord::None => Misfire::None,
    };
    let scanned = DateTime::from_timestamp_millis(row.scanned_to).unwrap_or(now);
    let plan = plan(&reading.schedule, Spread::of(&row.id), scanned, now, misfire);
    // Fewer may be allowed now than have begun.
    let mut left = row.spec.most_slots.map(|most| (i64::from(most) - row.slots_begun).max(0));
    let mut slots = Vec::with_capacity(plan.planned.len());
    let is_over = |slot: &Slot| reading.last_day.is_some_and(|last| slot.meant.date() > last);
    for planned in plan.planned.iter().filter(|planned| !is_over(&planned.slot)) {
        if left == Some(0) {
            break;
        }
        let mut new = describe(row, reading, planned.slot, planned.due, planned.late);
        new.start = match planned.fate {
            Fate::Run if new.window.is_none() => SlotStart::Ends(
                "skipped",
                Error::new("schedule.no_dates", "Amazon keeps none of the dates that this slot covers."),
            ),
            Fate::Run => {
                left = left.map(|left| left - 1);
                SlotStart::Runs(runs(instances, planned.late, new.due, late_from))
            }
            Fate::Merged => SlotStart::Ends("merged", Error::new("schedule.merged", MERGED)),
            Fate::Expired => SlotStart::Ends("expired", Error::new("schedule.expired", EXPIRED)),
            Fate::Skipped => SlotStart::Ends("skipped", Error::new("schedule.missed", MISSED)),
        };
        slots.push(new);
    }
    let next = plan.next.filter(|next| !is_over(&next.slot) && left != Some(0));
    Claim {
        schedule_id: row.id.clone(),
        old_next: row.next_nominal,
        scanned_to: plan.scanned.timestamp_millis(),
        new_next: next.map(|next| (next.slot.instant.timestamp_millis(), next.due.timestamp_millis())),
        slots,
    }
}

const MERGED: &str = "Missed while RecomAMP was closed or the computer slept; a newer slot ran instead.";
const EXPIRED: &str = "Missed while RecomAMP was closed or the computer slept, too long ago to be made up for.";
const MISSED: &str = "Missed while RecomAMP was closed or the computer slept; this schedule leaves missed slots out.";
const PAUSED: &str = "The schedule was paused.";

fn runs(instances: &[Progress], late: bool, due: i64, late_from: &mut i64) -> Vec<NewRun> {
    let run = |instance: &Progress| {
        let skipped = instance.set_aside.then(|| {
            Error::new("schedule.set_aside", "This instance is set aside, because the last slots failed there.")
                .next("Resume the schedule to try it again.")
        });
        let start_at = if late && skipped.is_none() {
            std::mem::replace(late_from, *late_from + BETWEEN_LATE_MILLIS)
        } else {
            due
        };
        NewRun { instance_row: instance.instance_row.clone(), start_at, skipped }
    };
    instances.iter().map(run).collect()
}

/// A slot with what it covers; what becomes of it is for the caller to say.
fn describe(row: &Row, reading: &Reading, slot: Slot, due: DateTime<Utc>, late: bool) -> NewSlot {
    let covering = cover(&reading.schedule, slot, Some(reading.window));
    let (covered, note) = match covering {
        Ok(covering) => (covering.covered, covering.note),
        Err(error) => (None, Some(error.message)),
    };
    NewSlot {
        id: Uuid::now_v7().to_string(),
        origin: SlotOrigin::Planned,
        follows: None,
        nominal: slot.instant.timestamp_millis(),
        meant: wall_clock(slot.meant),
        due: due.timestamp_millis(),
        late,
        window: covered.map(|dates| (dates.first().to_string(), dates.last().to_string())),
        time_zone: row.spec.time_zone.clone(),
        note,
        start: SlotStart::Ends("skipped", Error::new("schedule.paused", PAUSED)),
    }
}

/// A wall-clock time as it is kept.
pub(super) fn wall_clock(time: NaiveDateTime) -> String {
    time.format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// What came while a schedule was paused.
pub(super) struct Pause {
    /// The newest slots, oldest first, as left out.
    pub(super) slots: Vec<NewSlot>,
    /// Whether there were more.
    pub(super) more: bool,
}

/// What came of a schedule that is paused, up to `now`.
pub(super) fn while_paused(row: &Row, reading: &Reading, now: DateTime<Utc>) -> Pause {
    let Some(since) = row.paused_at.and_then(DateTime::from_timestamp_millis) else {
        return Pause { slots: Vec::new(), more: false };
    };
    let plan = plan(&reading.schedule, Spread::none(), since, now, Misfire::None);
    let over = |slot: &Slot| reading.last_day.is_some_and(|last| slot.meant.date() > last);
    let mut missed: Vec<_> = plan.planned.iter().filter(|planned| !over(&planned.slot)).collect();
    let more = missed.len() > MOST_OF_A_PAUSE;
    let newest = missed.split_off(missed.len().saturating_sub(MOST_OF_A_PAUSE));
    let slots = newest.into_iter().map(|one| describe(row, reading, one.slot, one.due, true)).collect();
    Pause { slots, more }
}

/// Lets slots of a pause run that `missed` names and that cover dates, at most `left` of them, on `instances`. How many do.
pub(super) fn make_up(
    slots: &mut [NewSlot],
    missed: MisfireWord,
    instances: &[Progress],
    left: usize,
    late_from: &mut i64,
) -> usize {
    let most = match missed {
        MisfireWord::None => 0,
        MisfireWord::Latest => 1,
        MisfireWord::All => slots.len(),
    };
    let covering: Vec<&mut NewSlot> = slots.iter_mut().filter(|slot| slot.window.is_some()).collect();
    let passed_over = covering.len().saturating_sub(most.min(left));
    let mut begun = 0;
    for slot in covering.into_iter().skip(passed_over) {
        slot.start = SlotStart::Runs(runs(instances, true, slot.due, late_from));
        begun += 1;
    }
    begun
}
