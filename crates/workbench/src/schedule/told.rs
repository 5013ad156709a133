//! What schedules tell their recipients and list as notices: the same slots as the desktop, with what went wrong where.

use chrono::{DateTime, NaiveDate};
use recurrence::Dates;
use sqlx::SqlitePool;

use super::model::{NotifyWord, ScheduleSpec};
use super::service::Schedules;
use crate::message::{Story, StoryKind, Told, Trouble};
use crate::query::words;
use crate::store::json;
use crate::{Error, Result};

/// A slot is written down a moment after the instant at which it ended, so that a look goes back further than the last one did; nobody
/// is told twice.
const LOOKED_BACK: i64 = 5 * 60 * 1000;
/// Problems that a message tells one by one.
const MOST_PROBLEMS: usize = 5;
const SCHEDULE: &str = "a schedule";

impl Schedules {
    /// What is to be told of what happened since an instant (UTC milliseconds), oldest first.
    pub(crate) async fn told_since(&self, since: i64) -> Result<Vec<Told>> {
        let (reader, since) = (self.parts.store.reader(), since.saturating_sub(LOOKED_BACK));
        let mut told = ended(reader, since).await?;
        told.extend(paused(reader, since).await?);
        Ok(told)
    }
}

async fn ended(reader: &SqlitePool, since: i64) -> Result<Vec<Told>> {
    let rows = sqlx::query!(
        r#"SELECT s.id, s.schedule_id, c.spec, s.state = 'succeeded' AS "good!: bool", s.nominal, s.time_zone, s.window_start,
                  s.window_end, s.finished_at AS "finished_at!"
           FROM slot s JOIN schedule c ON c.id = s.schedule_id
           WHERE s.finished_at >= ? AND s.state IN ('succeeded', 'failed') AND (s.backfill = 0 OR s.state = 'failed')
           ORDER BY s.finished_at, s.id"#,
        since
    )
    .fetch_all(reader)
    .await?;
    let mut told = Vec::new();
    for row in rows {
        let spec: ScheduleSpec = json::read(&row.spec, SCHEDULE)?;
        let wanted = match spec.notify {
            NotifyWord::All => true,
            NotifyWord::Failures => !row.good,
            NotifyWord::None => false,
        };
        if !wanted {
            continue;
        }
        let runs = runs(reader, &row.id).await?;
        let day = |text: Option<String>| text.and_then(|text| text.parse::<NaiveDate>().ok());
        let dates = day(row.window_start).zip(day(row.window_end)).and_then(|(first, last)| Dates::new(first, last));
        let zone = row.time_zone.parse().unwrap_or(chrono_tz::UTC);
        let at = DateTime::from_timestamp_millis(row.nominal).unwrap_or_default();
        let failed = runs.all - runs.succeeded;
        let headline = match (row.good, runs.all) {
            (true, 1) => format!("{}: its run succeeded", spec.name),
            (true, all) => format!("{}: all {all} runs succeeded", spec.name),
            (false, 1) => format!("{}: its run failed", spec.name),
            (false, all) => format!("{}: {failed} of {all} runs failed", spec.name),
        };
        told.push(Told {
            recipient_ids: spec.recipient_ids,
            occasion: format!("slot {} {}", row.id, row.finished_at),
            at: row.finished_at,
            execution_id: runs.execution_id,
            story: Story {
                kind: StoryKind::Slot,
                schedule: spec.name,
                schedule_id: row.schedule_id,
                good: row.good,
                headline,
                planned: Some(at.with_timezone(&zone).format("%a %-d %b %Y %H:%M %Z").to_string()),
                covers: dates.map(words),
                runs: runs.all,
                succeeded: runs.succeeded,
                partial: runs.partial,
                more_problems: u32::try_from(runs.problems.len().saturating_sub(MOST_PROBLEMS)).unwrap_or(0),
                problems: runs.problems.into_iter().take(MOST_PROBLEMS).collect(),
                next_step: (!row.good).then(|| "Open RecomAMP to see why and to run it again.".to_owned()),
            },
        });
    }
    Ok(told)
}

#[derive(Default)]
struct Runs {
    all: u32,
    succeeded: u32,
    partial: u32,
    problems: Vec<Trouble>,
    /// The first that did not end well, or the first.
    execution_id: Option<String>,
}

async fn runs(reader: &SqlitePool, slot_id: &str) -> Result<Runs> {
    let rows = sqlx::query!(
        r#"SELECT i.name, r.state = 'succeeded' AS "good!: bool", r.reason, r.execution_id, e.data_gaps IS NOT NULL AS "partial!: bool"
           FROM slot_run r JOIN instance i ON i.id = r.instance_row LEFT JOIN execution e ON e.id = r.execution_id
           WHERE r.slot_id = ? ORDER BY i.name, i.id"#,
        slot_id
    )
    .fetch_all(reader)
    .await?;
    let mut runs = Runs::default();
    for row in rows {
        runs.all += 1;
        runs.succeeded += u32::from(row.good);
        runs.partial += u32::from(row.good && row.partial);
        if runs.execution_id.is_none() || (!row.good && runs.problems.is_empty()) {
            runs.execution_id = row.execution_id.or(runs.execution_id);
        }
        if !row.good {
            let reason: Option<Error> = row.reason.map(|text| json::read(&text, "a slot")).transpose()?;
            let message = reason.map_or_else(|| "It did not end well.".to_owned(), |reason| reason.message);
            runs.problems.push(Trouble { instance: row.name, message });
        }
    }
    Ok(runs)
}

async fn paused(reader: &SqlitePool, since: i64) -> Result<Vec<Told>> {
    let rows = sqlx::query!(
        r#"SELECT id, spec, pause AS "pause!", paused_at AS "paused_at!" FROM schedule
           WHERE state = 'paused' AND pause IS NOT NULL AND paused_at >= ? AND deleted_at IS NULL
           ORDER BY paused_at, id"#,
        since
    )
    .fetch_all(reader)
    .await?;
    rows.into_iter()
        .map(|row| {
            let spec: ScheduleSpec = json::read(&row.spec, SCHEDULE)?;
            let why: Error = json::read(&row.pause, SCHEDULE)?;
            Ok(Told {
                recipient_ids: spec.recipient_ids,
                occasion: format!("pause {} {}", row.id, row.paused_at),
                at: row.paused_at,
                execution_id: None,
                story: Story {
                    kind: StoryKind::Pause,
                    headline: format!("{} is paused", spec.name),
                    schedule: spec.name,
                    schedule_id: row.id,
                    good: false,
                    planned: None,
                    covers: None,
                    runs: 0,
                    succeeded: 0,
                    partial: 0,
                    problems: vec![Trouble { instance: "Why".to_owned(), message: why.message }],
                    more_problems: 0,
                    next_step: why.next_step,
                },
            })
        })
        .collect()
}
