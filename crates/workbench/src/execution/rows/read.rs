//! Reading executions.

use std::collections::HashMap;

use futures::TryStreamExt as _;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use sqlx::SqlitePool;

use super::Row;
use crate::execution::model::{
    AskedRun, Counts, ExecutionDetail, ExecutionState, ExecutionStep, ExecutionSummary, KeptRuns,
};
use crate::store::json;
use crate::{Error, Result};

/// A row as the database gives it.
struct Raw {
    id: String,
    workflow_id: Option<String>,
    schedule_id: Option<String>,
    batch_id: String,
    name: String,
    instance_row: String,
    instance_name: String,
    amazon_instance: String,
    amazon_account: String,
    profile_id: String,
    state: String,
    version: i64,
    raw_status: Option<String>,
    boot_id: String,
    attempt: i64,
    remote_id: Option<String>,
    sql: String,
    window_start: String,
    window_end: String,
    time_zone: String,
    window_words: String,
    parameter_values: String,
    declarations: String,
    output: String,
    params_hash: String,
    created_at: i64,
    sent_at: i64,
    finished_at: Option<i64>,
    cancel_requested_at: Option<i64>,
    cancel_sent_at: Option<i64>,
    looks: i64,
    look_at: Option<i64>,
    put_off_since: Option<i64>,
    queue_at: i64,
    time_limit: Option<i64>,
    fetching: bool,
    fetches: i64,
    fetch_at: Option<i64>,
    error: Option<String>,
    row_count: Option<i64>,
    data_gaps: Option<String>,
}

fn json<T: DeserializeOwned>(text: &str) -> Result<T> {
    json::read(text, "an execution")
}

pub(super) fn state(text: &str) -> Result<ExecutionState> {
    ExecutionState::parse(text).ok_or_else(|| Error::internal("an execution has an unknown state"))
}

impl TryFrom<Raw> for Row {
    type Error = Error;

    fn try_from(raw: Raw) -> Result<Self> {
        Ok(Self {
            id: raw.id,
            sources: Vec::new(),
            workflow_id: raw.workflow_id,
            export: None,
            schedule_id: raw.schedule_id,
            batch_id: raw.batch_id,
            name: raw.name,
            instance_row: raw.instance_row,
            instance_name: raw.instance_name,
            amazon_instance: raw.amazon_instance,
            amazon_account: raw.amazon_account,
            profile_id: raw.profile_id,
            state: state(&raw.state)?,
            version: raw.version,
            raw_status: raw.raw_status,
            boot_id: raw.boot_id,
            attempt: raw.attempt,
            remote_id: raw.remote_id,
            sql: raw.sql,
            window_start: raw.window_start,
            window_end: raw.window_end,
            time_zone: raw.time_zone,
            window_words: raw.window_words,
            parameter_values: json(&raw.parameter_values)?,
            declarations: json(&raw.declarations)?,
            output: json(&raw.output)?,
            params_hash: raw.params_hash,
            created_at: raw.created_at,
            sent_at: raw.sent_at,
            finished_at: raw.finished_at,
            cancel_requested_at: raw.cancel_requested_at,
            cancel_sent_at: raw.cancel_sent_at,
            looks: raw.looks,
            look_at: raw.look_at,
            put_off_since: raw.put_off_since,
            queue_at: raw.queue_at,
            time_limit: raw.time_limit,
            fetching: raw.fetching,
            fetches: raw.fetches,
            fetch_at: raw.fetch_at,
            error: raw.error.as_deref().map(json).transpose()?,
            row_count: raw.row_count,
            data_gaps: raw.data_gaps.as_deref().map(json).transpose()?.unwrap_or_default(),
        })
    }
}

/// The one list of columns; `$tail` says which rows and in which order.
macro_rules! select {
    ($tail:tt $(, $argument:expr)*) => {
        sqlx::query_as!(
            Raw,
            r#"SELECT e.id, e.workflow_id, (SELECT schedule_id FROM slot WHERE id = e.slot_id) AS "schedule_id: String",
                   e.batch_id, e.name, e.instance_row, i.name AS instance_name,
                   i.instance_id AS amazon_instance, a.account_id AS amazon_account, a.profile_id, e.state, e.version, e.raw_status,
                   e.boot_id, e.attempt, e.remote_id, e.sql, e.window_start, e.window_end, e.time_zone, e.window_words, e.parameter_values, e.declarations, e.output, e.params_hash, e.created_at,
                   e.sent_at, e.finished_at, e.cancel_requested_at, e.cancel_sent_at, e.looks, e.look_at, e.put_off_since,
                   coalesce(e.queue_at, e.created_at) AS "queue_at!: i64", e.time_limit,
                   e.fetching AS "fetching: bool", e.fetches, e.fetch_at, e.error, e.data_gaps, r.row_count AS "row_count?"
               FROM execution e JOIN instance i ON i.id = e.instance_row JOIN account a ON a.id = i.account_row
               LEFT JOIN result r ON r.execution_id = e.id "#
                + $tail
            $(, $argument)*
        )
    };
}

pub(crate) async fn one(reader: &SqlitePool, id: &str) -> Result<Row> {
    let raw = select!("WHERE e.id = ?", id).fetch_optional(reader).await?;
    raw.ok_or_else(|| Error::not_found("execution"))?.try_into()
}

/// A run as a list shows it, as the database gives it.
struct RawSummary {
    id: String,
    workflow_id: Option<String>,
    schedule_id: Option<String>,
    batch_id: String,
    name: String,
    state: String,
    raw_status: Option<String>,
    instance_id: String,
    instance_name: String,
    window_words: String,
    window_start: String,
    window_end: String,
    created_at: i64,
    finished_at: Option<i64>,
    row_count: Option<i64>,
    fetching: bool,
    partial: bool,
    remote_id: Option<String>,
}

impl TryFrom<RawSummary> for ExecutionSummary {
    type Error = Error;

    fn try_from(raw: RawSummary) -> Result<Self> {
        Ok(Self {
            id: raw.id,
            workflow_id: raw.workflow_id,
            schedule_id: raw.schedule_id,
            batch_id: raw.batch_id,
            name: raw.name,
            state: state(&raw.state)?,
            raw_status: raw.raw_status,
            instance_id: raw.instance_id,
            instance_name: raw.instance_name,
            window_words: raw.window_words,
            window_start: raw.window_start,
            window_end: raw.window_end,
            created_at: raw.created_at,
            finished_at: raw.finished_at,
            row_count: raw.row_count,
            fetching: raw.fetching,
            partial: raw.partial,
            remote_id: raw.remote_id,
        })
    }
}

/// Runs as a list shows them, newest first: with their queries, which may have a MiB each, a list could fill the memory. `$tail`
/// says which.
macro_rules! summaries {
    ($reader:expr, $tail:tt $(, $argument:expr)+) => {{
        let rows = sqlx::query_as!(
            RawSummary,
            r#"SELECT e.id, e.workflow_id, (SELECT schedule_id FROM slot WHERE id = e.slot_id) AS "schedule_id: String",
                  e.batch_id, e.name, e.state, e.raw_status, e.instance_row AS instance_id, i.name AS instance_name,
                  e.window_words, e.window_start, e.window_end, e.created_at, e.finished_at,
                  e.fetching AS "fetching: bool", e.data_gaps IS NOT NULL AS "partial!: bool", e.remote_id, r.row_count AS "row_count?"
               FROM execution e JOIN instance i ON i.id = e.instance_row LEFT JOIN result r ON r.execution_id = e.id "#
                + $tail
            $(, $argument)+
        )
        .fetch_all($reader)
        .await?;
        rows.into_iter().map(ExecutionSummary::try_from).collect()
    }};
}

/// The newest runs.
pub(crate) async fn newest(reader: &SqlitePool, limit: u32) -> Result<Vec<ExecutionSummary>> {
    summaries!(reader, "ORDER BY e.created_at DESC, e.id DESC LIMIT ?", limit)
}

/// The newest runs of a workflow.
pub(crate) async fn of_workflow(reader: &SqlitePool, workflow_id: &str, limit: u32) -> Result<Vec<ExecutionSummary>> {
    summaries!(reader, "WHERE e.workflow_id = ? ORDER BY e.id DESC LIMIT ?", workflow_id, limit)
}

/// The newest runs of a workflow whose results are kept, at most `limit`.
pub(crate) async fn kept_of_workflow(reader: &SqlitePool, workflow_id: &str, limit: u32) -> Result<KeptRuns> {
    let runs: Result<Vec<ExecutionSummary>> = summaries!(
        reader,
        "WHERE e.workflow_id = ? AND e.state = 'succeeded' AND r.execution_id IS NOT NULL ORDER BY e.id DESC LIMIT ?",
        workflow_id,
        limit
    );
    let runs = runs?;
    let mut asked: HashMap<[u8; 32], u32> = HashMap::new();
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut all = 0_u32;
    // One text at a time, since each may have a MiB.
    let mut rows = sqlx::query!(
        "SELECT e.id, e.sql, e.parameter_values, e.time_zone FROM execution e JOIN result r ON r.execution_id = e.id
         WHERE e.workflow_id = ? AND e.state = 'succeeded' ORDER BY e.id DESC",
        workflow_id
    )
    .fetch(reader);
    while let Some(row) = rows.try_next().await? {
        all += 1;
        if all > limit {
            continue;
        }
        let mut hasher = Sha256::new();
        for part in [&row.sql, &row.parameter_values, &row.time_zone] {
            hasher.update(part.len().to_le_bytes());
            hasher.update(part);
        }
        let next = u32::try_from(asked.len()).unwrap_or(u32::MAX).saturating_add(1);
        let number = *asked.entry(hasher.finalize().into()).or_insert(next);
        numbers.insert(row.id, number);
    }
    // What was kept between the two questions is told the next time.
    let runs: Vec<AskedRun> =
        runs.into_iter().filter_map(|summary| Some(AskedRun { asked: *numbers.get(&summary.id)?, summary })).collect();
    Ok(KeptRuns { older: all.saturating_sub(limit), runs })
}

/// All runs that are not settled yet, and those that ended at or after an instant, in UTC milliseconds.
pub(crate) async fn under_way_or_ended_since(reader: &SqlitePool, since: i64) -> Result<Vec<ExecutionSummary>> {
    // Two questions, each with an index of its own.
    summaries!(
        reader,
        "WHERE e.id IN (
             SELECT id FROM execution
             WHERE state IN ('sending', 'unknown', 'pending', 'running', 'publishing') OR fetching = 1
             UNION SELECT id FROM execution WHERE finished_at >= ?)
             AND e.slot_id IS NULL
         ORDER BY e.created_at DESC, e.id DESC",
        since
    )
}

/// All runs that are not settled yet, oldest first.
pub(crate) async fn open(reader: &SqlitePool) -> Result<Vec<Row>> {
    let rows = select!(
        "WHERE e.state IN ('sending', 'unknown', 'pending', 'running', 'publishing') OR e.fetching = 1
         ORDER BY e.created_at, e.id"
    )
    .fetch_all(reader)
    .await?;
    rows.into_iter().map(Row::try_from).collect()
}

/// How many runs are under way, by what they do.
pub(crate) async fn counts(reader: &SqlitePool) -> Result<Counts> {
    let counts = sqlx::query!(
        r#"SELECT coalesce(sum(state IN ('running', 'publishing')), 0) AS "running!: u32",
                  coalesce(sum(state IN ('sending', 'unknown', 'pending')), 0) AS "waiting!: u32"
           FROM execution WHERE state IN ('sending', 'unknown', 'pending', 'running', 'publishing')"#
    )
    .fetch_one(reader)
    .await?;
    Ok(Counts { running: counts.running, waiting: counts.waiting })
}

/// Amazon's ids that rows of an instance hold already, whichever profile it was reached by.
pub(crate) async fn taken(reader: &SqlitePool, instance_row: &str) -> Result<Vec<String>> {
    let query = sqlx::query_scalar!(
        r#"SELECT e.remote_id AS "remote_id!" FROM execution e JOIN instance i ON i.id = e.instance_row
           WHERE e.remote_id IS NOT NULL AND i.instance_id = (SELECT instance_id FROM instance WHERE id = ?)"#,
        instance_row
    );
    Ok(query.fetch_all(reader).await?)
}

/// Amazon's ids that a person called none of an execution's.
pub(crate) async fn declined(reader: &SqlitePool, execution_id: &str) -> Result<Vec<String>> {
    let query = sqlx::query_scalar!("SELECT remote_id FROM execution_declined WHERE execution_id = ?", execution_id);
    Ok(query.fetch_all(reader).await?)
}

pub(crate) async fn detail(reader: &SqlitePool, id: &str) -> Result<ExecutionDetail> {
    let row = one(reader, id).await?;
    let steps = sqlx::query_as!(
        ExecutionStep,
        "SELECT state, raw_status, at FROM execution_step WHERE execution_id = ? ORDER BY position",
        id
    )
    .fetch_all(reader)
    .await?;
    let result = crate::result::of_execution(reader, id).await?.map(|(_, summary)| summary);
    Ok(ExecutionDetail {
        summary: row.summary(),
        note: sqlx::query_scalar!("SELECT note FROM execution WHERE id = ?", id).fetch_one(reader).await?,
        sql: row.sql,
        parameter_values: row.parameter_values,
        time_zone: row.time_zone,
        time_limit_minutes: row.time_limit.and_then(|seconds| u32::try_from(seconds / 60).ok()),
        steps,
        error: row.error,
        result,
        cancel_requested: row.cancel_requested_at.is_some(),
        data_gaps: row.data_gaps,
        profile_id: row.profile_id,
        file: super::files::file(reader, id).await?,
    })
}
