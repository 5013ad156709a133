//! Schedules as a person sees them.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use chrono_tz::Tz;
use recurrence::{Dates, Form, Slot, Window};

use super::conflict;
use super::cover::{self, SchedulePreview};
use super::model::{ScheduleDetail, ScheduleSpec, ScheduleSummary, SlotState, SlotSummary};
use super::rows::{self, Progress, Row};
use super::service::{Reading, Schedules};
use crate::Result;
use crate::query::{FRESHNESS_DAYS, MATURITY_DAYS, WindowSpec, words};

/// Slots in the strip of a list.
const IN_STRIP: usize = 14;
/// Slots of a month that are counted.
const MOST_IN_A_MONTH: usize = 2_000;
/// Slots of a preview.
const MOST_PREVIEWED: u32 = 1_000;
/// Findings that waiting longer mends.
const WAITS: [&str; 2] = ["window_too_young", "attribution_open"];
/// Days before the day before the planned one: none, until traffic is complete, until sales are no more attributed.
const LAGS: [u32; 3] = [0, FRESHNESS_DAYS - 1, MATURITY_DAYS - 1];
/// Slots of a history.
const LONGEST_HISTORY: u32 = 500;

impl Schedules {
    /// All schedules, by name.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn list(&self) -> Result<Vec<ScheduleSummary>> {
        let reader = self.parts.store.reader();
        let (rows, mut instances) = (rows::all(reader).await?, rows::instances(reader, None).await?);
        let mut states = rows::last_states(reader, None).await?;
        let now = self.parts.clock.now();
        let summary = |row: &Row| {
            let (instances, states) = (instances.remove(&row.id), states.remove(&row.id));
            summary(row, &instances.unwrap_or_default(), states.unwrap_or_default(), now)
        };
        Ok(rows.iter().map(summary).collect())
    }

    /// Everything about one schedule.
    ///
    /// # Errors
    /// `not_found`, `store.*`.
    pub async fn get(&self, id: &str) -> Result<ScheduleDetail> {
        let reader = self.parts.store.reader();
        let row = rows::one(reader, id).await?;
        let instances = rows::instances(reader, Some(id)).await?.remove(id).unwrap_or_default();
        let states = rows::last_states(reader, Some(id)).await?.remove(id).unwrap_or_default();
        Ok(ScheduleDetail {
            summary: summary(&row, &instances, states, self.parts.clock.now()),
            changes: rows::changes(reader, id).await?,
            set_aside_ids: instances.into_iter().filter(|one| one.set_aside).map(|one| one.instance_row).collect(),
            backfill_waiting: rows::backfill_waiting(reader, id).await?,
            created_at: row.created_at,
            spec: row.spec,
        })
    }

    /// The newest slots of a schedule, newest first; at most 500. With `before`, those that are older than that slot.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn history(&self, id: &str, limit: u32, before: Option<&str>) -> Result<Vec<SlotSummary>> {
        let kept = rows::slots(self.parts.store.reader(), id, limit.min(LONGEST_HISTORY), before).await?;
        Ok(kept.into_iter().map(slot).collect())
    }

    /// When a schedule would fire next, and what each slot would cover. With a query, the warnings say for which of its tables the
    /// next slot would come too early, the lag is told that they want, and the first slots name other schedules that do the same
    /// (SCH002). `own` is the schedule that is being changed.
    ///
    /// # Errors
    /// `SCH001` with the column; `schedule.*`; `store.*`.
    pub async fn preview(&self, spec: &ScheduleSpec, count: u32, own: Option<&str>) -> Result<SchedulePreview> {
        let reading = Reading::of(spec)?;
        let Reading { schedule, window, last_day } = reading.clone();
        let count = count.min(MOST_PREVIEWED) as usize;
        let mut preview = cover::preview(&schedule, Some(window), self.parts.clock.now(), count)?;
        if let Some(last) = last_day {
            let zone = schedule.zone();
            preview.slots.retain(|slot| {
                let at = DateTime::from_timestamp_millis(slot.nominal).unwrap_or_default();
                at.with_timezone(&zone).date_naive() <= last
            });
        }
        if let Some(most) = spec.most_slots {
            preview.slots.truncate(most as usize);
        }
        if !spec.sql.trim().is_empty() {
            let all = rows::all(self.parts.store.reader()).await?;
            conflict::mark(&mut preview.slots, spec, &reading, &all, own);
            preview.warnings.extend(conflict::warning(&preview.slots));
        }
        if !spec.sql.trim().is_empty()
            && let Some(next) = schedule.next(self.parts.clock.now())
        {
            let catalog = self.parts.data_sources.catalog(&spec.instance_ids).await?;
            let tables = catalog.report(&spec.sql, None)?.tables;
            let early = |days: Option<Dates>| {
                let Some(days) = days else { return Vec::new() };
                let window = WindowSpec::Fixed { start: days.first().to_string(), end: days.last().to_string() };
                catalog.window_findings(&tables, &window, &spec.time_zone, next.instant).unwrap_or_default()
            };
            let planned = next.meant.date();
            let found = early(window.covering(planned).ok()).into_iter().filter(|one| WAITS.contains(&&*one.code));
            preview.warnings.extend(found.map(|one| one.message));
            let with = |lag: u32| early(Window { form: Form::LastDays(1), lag }.covering(planned).ok());
            let waits = |lag: u32| with(lag).iter().any(|one| WAITS.contains(&&*one.code));
            preview.wanted_lag = LAGS.into_iter().find(|lag| !waits(*lag)).or(LAGS.last().copied());
        }
        Ok(preview)
    }
}

fn summary(row: &Row, instances: &[Progress], states: Vec<SlotState>, now: DateTime<Utc>) -> ScheduleSummary {
    let reading = Reading::of(&row.spec).ok();
    let next = row.next_nominal.and_then(DateTime::from_timestamp_millis);
    let planned = next.zip(reading.as_ref()).and_then(|(next, reading)| {
        let slot = reading.schedule.next(next - chrono::TimeDelta::milliseconds(1))?;
        let covered = cover::cover(&reading.schedule, slot, Some(reading.window)).ok()?.covered;
        Some((clock_words(&slot, reading.schedule.zone()), covered.map(words)))
    });
    let (next_local, next_covers) = planned.unzip();
    let ended = |state: &&SlotState| matches!(state, SlotState::Succeeded | SlotState::Failed);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let strip = states.iter().take(IN_STRIP).rev().copied().collect();
    ScheduleSummary {
        id: row.id.clone(),
        name: row.spec.name.clone(),
        words: reading.as_ref().map_or_else(String::new, |reading| cover::sentence(&reading.schedule)),
        time_zone: row.spec.time_zone.clone(),
        state: row.state,
        pause: row.pause.clone(),
        paused_at: row.paused_at,
        next_nominal: row.next_nominal,
        next_due: row.next_due,
        next_local,
        next_covers: next_covers.flatten(),
        instances: count(instances.len()),
        set_aside: count(instances.iter().filter(|one| one.set_aside).count()),
        last_slots: strip,
        succeeded: count(states.iter().filter(|state| **state == SlotState::Succeeded).count()),
        ended: count(states.iter().filter(ended).count()),
        runs_this_month: reading.and_then(|reading| runs_of_month(&reading, instances.len(), now)),
        version: row.version,
    }
}

/// When a slot fires on its schedule's clock, as in `Fri 6 Mar 07:00`.
pub(super) fn clock_words(slot: &Slot, zone: Tz) -> String {
    slot.local(zone).format("%a %-d %b %H:%M").to_string()
}

/// Executions of all slots of the current month; `None` where these are very many.
fn runs_of_month(reading: &Reading, instances: usize, now: DateTime<Utc>) -> Option<u32> {
    let zone = reading.schedule.zone();
    let first = now.with_timezone(&zone).date_naive().with_day(1)?;
    let next = first.checked_add_months(chrono::Months::new(1))?;
    let begin = recurrence::first_instant(first, zone)? - chrono::TimeDelta::seconds(1);
    runs_this_month(reading, instances, begin, recurrence::first_instant(next, zone)?)
}

/// Executions of the slots after `begin` and before `end`, which lie in one month; `None` where these are very many.
pub(super) fn runs_this_month(
    reading: &Reading,
    instances: usize,
    begin: DateTime<Utc>,
    end: DateTime<Utc>,
) -> Option<u32> {
    let slots = reading
        .schedule
        .after(begin)
        .take_while(|slot| slot.instant < end && reading.last_day.is_none_or(|last| slot.meant.date() <= last))
        .take(MOST_IN_A_MONTH)
        .count();
    (slots < MOST_IN_A_MONTH).then(|| u32::try_from(slots * instances).ok()).flatten()
}

/// The covered dates in words.
pub(super) fn covers((first, last): &(String, String)) -> Option<String> {
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    Dates::new(day(first)?, day(last)?).map(words)
}

fn slot(kept: rows::Kept) -> SlotSummary {
    let covers = kept.window.as_ref().and_then(covers);
    let at = DateTime::from_timestamp_millis(kept.nominal).unwrap_or_default();
    let zone = kept.time_zone.parse().unwrap_or(chrono_tz::UTC);
    SlotSummary {
        id: kept.id,
        origin: kept.origin,
        nominal: kept.nominal,
        local: at.with_timezone(&zone).format("%a %-d %b %Y %H:%M %Z").to_string(),
        due: kept.due,
        started_at: kept.started_at,
        finished_at: kept.finished_at,
        state: kept.state,
        reason: kept.reason,
        covers,
        note: kept.note,
        runs: kept.runs,
        refreshed: kept.refreshed,
    }
}
