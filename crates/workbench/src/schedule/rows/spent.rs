//! What was started and for how long it ran.

use std::collections::HashMap;

use sqlx::SqlitePool;

use crate::Result;

/// Executions, and the time for which they ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spent {
    pub(crate) executions: i64,
    pub(crate) millis: i64,
}

/// What a schedule has started since an instant. What still runs counts up to `now`. All in UTC milliseconds.
pub(crate) async fn spent_by_schedule(reader: &SqlitePool, schedule_id: &str, since: i64, now: i64) -> Result<Spent> {
    let spent = sqlx::query_as!(
        Spent,
        r#"SELECT count(*) AS "executions!: i64",
                  coalesce(sum(CASE WHEN e.attempt > 0 THEN max(coalesce(e.finished_at, ?1) - e.sent_at, 0) ELSE 0 END), 0) AS "millis!: i64"
           FROM execution e JOIN slot s ON s.id = e.slot_id
           WHERE s.schedule_id = ?2 AND e.created_at >= ?3"#,
        now,
        schedule_id,
        since
    );
    Ok(spent.fetch_one(reader).await?)
}

/// What was started on each instance since an instant, by whomever: our id of the instance, and Amazon's of its account.
pub(crate) async fn spent_by_instance(
    reader: &SqlitePool,
    since: i64,
    now: i64,
) -> Result<Vec<(String, String, Spent)>> {
    let rows = sqlx::query!(
        r#"SELECT e.instance_row, a.account_id, count(*) AS "executions!: i64",
                  coalesce(sum(CASE WHEN e.attempt > 0 THEN max(coalesce(e.finished_at, ?1) - e.sent_at, 0) ELSE 0 END), 0) AS "millis!: i64"
           FROM execution e JOIN instance i ON i.id = e.instance_row JOIN account a ON a.id = i.account_row
           WHERE e.created_at >= ?2 GROUP BY e.instance_row, a.account_id"#,
        now,
        since
    )
    .fetch_all(reader)
    .await?;
    let spent = |executions, millis| Spent { executions, millis };
    Ok(rows.into_iter().map(|row| (row.instance_row, row.account_id, spent(row.executions, row.millis))).collect())
}

/// Names by our ids of instances, and by Amazon's of accounts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    pub(crate) instances: HashMap<String, String>,
    pub(crate) accounts: HashMap<String, String>,
}

/// The names of all instances and accounts.
pub(crate) async fn names_of_instances(reader: &SqlitePool) -> Result<Names> {
    let rows = sqlx::query!(
        "SELECT i.id, i.name, a.account_id, a.name AS account_name
         FROM instance i JOIN account a ON a.id = i.account_row"
    )
    .fetch_all(reader)
    .await?;
    let mut names = Names::default();
    for row in rows {
        names.instances.insert(row.id, row.name);
        names.accounts.insert(row.account_id, row.account_name);
    }
    Ok(names)
}

/// What executions used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    pub(crate) executions: i64,
    pub(crate) millis: i64,
    pub(crate) bytes: i64,
}

/// What a schedule's executions of some time used. What still runs counts up to `now`. All in UTC milliseconds.
pub(crate) async fn usage_since(reader: &SqlitePool, schedule_id: &str, since: i64, now: i64) -> Result<Usage> {
    let usage = sqlx::query_as!(
        Usage,
        r#"SELECT count(*) AS "executions!: i64",
                  coalesce(sum(CASE WHEN e.attempt > 0 THEN max(coalesce(e.finished_at, ?1) - e.sent_at, 0) ELSE 0 END), 0) AS "millis!: i64",
                  coalesce(sum(r.size_bytes), 0) AS "bytes!: i64"
           FROM execution e JOIN slot s ON s.id = e.slot_id LEFT JOIN result r ON r.execution_id = e.id
           WHERE s.schedule_id = ?2 AND e.created_at >= ?3"#,
        now,
        schedule_id,
        since
    );
    Ok(usage.fetch_one(reader).await?)
}

/// What one execution of a schedule uses, the mean of the newest 50 that ended well; `None` before one has.
pub(crate) async fn mean_usage(reader: &SqlitePool, schedule_id: &str) -> Result<Option<Usage>> {
    let row = sqlx::query!(
        r#"SELECT count(*) AS "count!: i64", coalesce(sum(millis), 0) AS "millis!: i64", coalesce(sum(bytes), 0) AS "bytes!: i64"
           FROM (SELECT e.finished_at - e.sent_at AS millis, coalesce(r.size_bytes, 0) AS bytes
                 FROM execution e JOIN slot s ON s.id = e.slot_id LEFT JOIN result r ON r.execution_id = e.id
                 WHERE s.schedule_id = ? AND e.state = 'succeeded' AND e.finished_at IS NOT NULL
                 ORDER BY e.created_at DESC LIMIT 50)"#,
        schedule_id
    )
    .fetch_one(reader)
    .await?;
    let mean = |sum: i64| (sum / row.count.max(1)).max(0);
    Ok((row.count > 0).then(|| Usage { executions: 1, millis: mean(row.millis), bytes: mean(row.bytes) }))
}
