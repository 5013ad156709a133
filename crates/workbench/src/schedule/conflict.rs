//! Schedules that do the same as another (SCH002): Amazon refuses runs of a day that are too similar and read the same data.

use chrono::{DateTime, TimeDelta, Utc};
use recurrence::{Dates, Slot};

use super::cover::{PreviewSlot, cover};
use super::model::{ScheduleSpec, ScheduleState};
use super::rows::Row;
use super::service::Reading;

/// Slots of a preview that are compared: it is shown while a person types.
const COMPARED: usize = 10;
/// Slots of a day of another schedule that are looked at.
const MOST_OF_A_DAY: usize = 50;
/// Names that a slot tells.
const MOST_NAMES: usize = 5;

/// A schedule with the same query on some of the same instances.
struct Rival {
    name: String,
    reading: Reading,
}

/// Names, at each of the first slots of `spec`, the other schedules that run the same query on one of its instances on the same day,
/// over some of the same dates. `own`: the schedule that is being changed, which is no other.
pub(super) fn mark(slots: &mut [PreviewSlot], spec: &ScheduleSpec, reading: &Reading, all: &[Row], own: Option<&str>) {
    let rivals: Vec<Rival> = all
        .iter()
        .filter(|row| row.state == ScheduleState::On && own != Some(row.id.as_str()) && alike(&row.spec, spec))
        .filter_map(|row| Some(Rival { name: row.spec.name.clone(), reading: Reading::of(&row.spec).ok()? }))
        .collect();
    if rivals.is_empty() {
        return;
    }
    for shown in slots.iter_mut().take(COMPARED) {
        let Some(at) = DateTime::from_timestamp_millis(shown.nominal) else { continue };
        let Some(slot) = reading.schedule.next(at - TimeDelta::milliseconds(1)) else { continue };
        let Some(dates) = covered(reading, slot) else { continue };
        let meets = rivals.iter().filter(|rival| meets(rival, reading, slot.instant, dates));
        shown.conflicts = meets.take(MOST_NAMES).map(|rival| rival.name.clone()).collect();
    }
}

/// What a person is told of the first conflict.
pub(super) fn warning(slots: &[PreviewSlot]) -> Option<String> {
    let name = slots.iter().find_map(|slot| slot.conflicts.first())?;
    Some(format!(
        "“{name}” runs the same query on some of these instances, on the same day and over some of the same dates. Amazon may refuse \
         runs that are too similar. Move one of the two, or merge them."
    ))
}

fn alike(one: &ScheduleSpec, other: &ScheduleSpec) -> bool {
    one.instance_ids.iter().any(|id| other.instance_ids.contains(id))
        && one.sql.split_whitespace().eq(other.sql.split_whitespace())
}

fn covered(reading: &Reading, slot: Slot) -> Option<Dates> {
    cover(&reading.schedule, slot, Some(reading.window)).ok()?.covered
}

/// Whether a slot of the rival comes on the same day of the schedule's calendar and covers some of the dates.
fn meets(rival: &Rival, reading: &Reading, at: DateTime<Utc>, dates: Dates) -> bool {
    let zone = reading.schedule.zone();
    let today = at.with_timezone(&zone).date_naive();
    let bounds = recurrence::first_instant(today, zone)
        .zip(today.succ_opt().and_then(|next| recurrence::first_instant(next, zone)));
    let Some((begin, end)) = bounds else { return false };
    let instant = TimeDelta::milliseconds(1);
    let slots = rival.reading.schedule.between(begin - instant, end - instant).take(MOST_OF_A_DAY);
    let mut others = slots.filter_map(|slot| covered(&rival.reading, slot));
    others.any(|other| other.first() <= dates.last() && dates.first() <= other.last())
}
