//! What schedules have to tell.

use sqlx::SqlitePool;

use super::budget::BudgetUse;
use super::model::{EndedSlot, NotifyWord, ScheduleNews, ScheduleSpec};
use super::service::Schedules;
use crate::store::json;
use crate::{Result, settings};

/// The name under which it is kept since when news wait.
const WAITING: &str = "schedule.news_wait_since";

impl Schedules {
    /// What schedules have to tell of since an instant (UTC milliseconds): slots that ended (of backfills only those that failed),
    /// schedules that were paused for a reason, how many slots were missed, and budgets of today that are nearly used up.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn news(&self, since: i64) -> Result<ScheduleNews> {
        let reader = self.parts.store.reader();
        Ok(ScheduleNews {
            ended: ended(reader, since).await?,
            paused: paused(reader, since).await?,
            missed: missed(reader, since).await?,
            budgets: self.budgets().await?.into_iter().filter(BudgetUse::warns).collect(),
        })
    }

    /// Since when news wait to be told because it is quiet, in UTC milliseconds; `None` when none wait.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn news_wait_since(&self) -> Result<Option<i64>> {
        let kept = settings::kept(self.parts.store.reader(), WAITING).await?;
        kept.map_or(Ok(None), |kept| json::read(&kept, "the time since which news wait"))
    }

    /// Keeps since when news wait, so that they are told also if the program ends before; `None` once they are told.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn let_news_wait(&self, since: Option<i64>) -> Result<()> {
        settings::keep(&self.parts.store, WAITING, json::write(&since, "an instant")?).await
    }

    /// How many schedules fire.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn on(&self) -> Result<usize> {
        let row =
            sqlx::query!(r#"SELECT count(*) AS "on!: i64" FROM schedule WHERE state = 'on' AND deleted_at IS NULL"#)
                .fetch_one(self.parts.store.reader())
                .await?;
        Ok(usize::try_from(row.on).unwrap_or(0))
    }
}

async fn ended(reader: &SqlitePool, since: i64) -> Result<Vec<EndedSlot>> {
    let rows = sqlx::query!(
        r#"SELECT s.id AS "id!: String", c.spec AS "spec!: String", s.state = 'succeeded' AS "succeeded!: bool", count(*) AS "runs!: u32",
                  count(*) FILTER (WHERE r.state = 'succeeded') AS "good!: u32",
                  min(CASE WHEN r.state <> 'succeeded' THEN r.execution_id END) AS "bad_execution: String",
                  min(r.execution_id) AS "any_execution: String"
           FROM slot s JOIN schedule c ON c.id = s.schedule_id JOIN slot_run r ON r.slot_id = s.id
           WHERE s.finished_at >= ? AND s.state IN ('succeeded', 'failed') AND (s.backfill = 0 OR s.state = 'failed')
           GROUP BY s.id ORDER BY s.finished_at, s.id"#,
        since
    )
    .fetch_all(reader)
    .await?;
    let mut told = Vec::new();
    for row in rows {
        let spec: ScheduleSpec = json::read(&row.spec, "a schedule")?;
        let wanted = match spec.notify {
            NotifyWord::All => true,
            NotifyWord::Failures => !row.succeeded,
            NotifyWord::None => false,
        };
        if wanted {
            told.push(EndedSlot {
                id: row.id,
                name: spec.name,
                succeeded: row.succeeded,
                runs: row.runs,
                good: row.good,
                execution_id: row.bad_execution.or(row.any_execution),
            });
        }
    }
    Ok(told)
}

async fn paused(reader: &SqlitePool, since: i64) -> Result<Vec<(String, crate::Error)>> {
    let rows = sqlx::query!(
        r#"SELECT name, pause AS "pause!" FROM schedule
           WHERE state = 'paused' AND pause IS NOT NULL AND paused_at >= ? AND deleted_at IS NULL ORDER BY paused_at, id"#,
        since
    )
    .fetch_all(reader)
    .await?;
    rows.into_iter().map(|row| Ok((row.name, json::read(&row.pause, "a schedule")?))).collect()
}

async fn missed(reader: &SqlitePool, since: i64) -> Result<u32> {
    let row = sqlx::query!(
        r#"SELECT count(*) AS "missed!: u32" FROM slot
           WHERE finished_at >= ? AND late = 1 AND state IN ('merged', 'expired', 'skipped')
               AND coalesce(json_extract(reason, '$.code'), '') <> 'schedule.paused'"#,
        since
    )
    .fetch_one(reader)
    .await?;
    Ok(row.missed)
}
