//! Executions in the database. Every change compares the version it was made from and writes a step where the state moves.

use std::collections::BTreeMap;

use amc_client::{DataType, InputParameter};
use chrono::NaiveDateTime;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection, SqlitePool};

use super::matching::Sent;
use super::model::{Counts, ExecutionDetail, ExecutionState, ExecutionStep, ExecutionSummary};
use crate::query::{ParameterValue, window::zone};
use crate::result::OutputColumn;
use crate::store::Store;
use crate::{Error, Result};

/// An execution as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) batch_id: String,
    pub(super) name: String,
    pub(super) instance_row: String,
    pub(super) instance_name: String,
    pub(super) profile_id: String,
    pub(super) state: ExecutionState,
    pub(super) version: i64,
    pub(super) raw_status: Option<String>,
    pub(super) boot_id: String,
    pub(super) attempt: i64,
    pub(super) remote_id: Option<String>,
    pub(super) sql: String,
    pub(super) window_start: String,
    pub(super) window_end: String,
    pub(super) time_zone: String,
    pub(super) window_words: String,
    pub(super) parameter_values: BTreeMap<String, ParameterValue>,
    pub(super) declarations: BTreeMap<String, String>,
    pub(super) output: Vec<OutputColumn>,
    pub(super) params_hash: String,
    pub(super) created_at: i64,
    pub(super) sent_at: i64,
    pub(super) finished_at: Option<i64>,
    pub(super) cancel_requested_at: Option<i64>,
    pub(super) cancel_sent_at: Option<i64>,
    pub(super) looks: i64,
    pub(super) look_at: Option<i64>,
    pub(super) fetching: bool,
    pub(super) fetches: i64,
    pub(super) fetch_at: Option<i64>,
    pub(super) error: Option<Error>,
    pub(super) row_count: Option<i64>,
}

const SELECT: &str = "SELECT e.*, i.name AS instance_name, a.profile_id, r.row_count
    FROM execution e JOIN instance i ON i.id = e.instance_row JOIN account a ON a.id = i.account_row
    LEFT JOIN result r ON r.execution_id = e.id ";

fn json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| Error::internal("an execution in the database cannot be read"))
}

fn text<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|_| Error::internal("an execution cannot be written"))
}

impl Row {
    fn read(row: &SqliteRow) -> Result<Self> {
        let state: String = row.try_get("state")?;
        let error: Option<String> = row.try_get("error")?;
        Ok(Self {
            id: row.try_get("id")?,
            batch_id: row.try_get("batch_id")?,
            name: row.try_get("name")?,
            instance_row: row.try_get("instance_row")?,
            instance_name: row.try_get("instance_name")?,
            profile_id: row.try_get("profile_id")?,
            state: ExecutionState::parse(&state).ok_or_else(|| Error::internal("an execution has an unknown state"))?,
            version: row.try_get("version")?,
            raw_status: row.try_get("raw_status")?,
            boot_id: row.try_get("boot_id")?,
            attempt: row.try_get("attempt")?,
            remote_id: row.try_get("remote_id")?,
            sql: row.try_get("sql")?,
            window_start: row.try_get("window_start")?,
            window_end: row.try_get("window_end")?,
            time_zone: row.try_get("time_zone")?,
            window_words: row.try_get("window_words")?,
            parameter_values: json(row.try_get("parameter_values")?)?,
            declarations: json(row.try_get("declarations")?)?,
            output: json(row.try_get("output")?)?,
            params_hash: row.try_get("params_hash")?,
            created_at: row.try_get("created_at")?,
            sent_at: row.try_get("sent_at")?,
            finished_at: row.try_get("finished_at")?,
            cancel_requested_at: row.try_get("cancel_requested_at")?,
            cancel_sent_at: row.try_get("cancel_sent_at")?,
            looks: row.try_get("looks")?,
            look_at: row.try_get("look_at")?,
            fetching: row.try_get("fetching")?,
            fetches: row.try_get("fetches")?,
            fetch_at: row.try_get("fetch_at")?,
            error: error.as_deref().map(json).transpose()?,
            row_count: row.try_get("row_count")?,
        })
    }

    /// What was, or is to be, sent.
    pub(super) fn sent(&self) -> Result<Sent> {
        let midnight = |day: &str, add: u64| -> Result<NaiveDateTime> {
            day.parse::<chrono::NaiveDate>()
                .ok()
                .and_then(|day| day.checked_add_days(chrono::Days::new(add)))
                .map(|day| day.and_time(chrono::NaiveTime::MIN))
                .ok_or_else(|| Error::internal("an execution has unreadable dates"))
        };
        Ok(Sent {
            sql: self.sql.clone(),
            start: midnight(&self.window_start, 0)?,
            end: midnight(&self.window_end, 1)?,
            zone: zone(&self.time_zone)?,
            parameters: wire_values(&self.parameter_values),
        })
    }

    /// The declarations that travel with the query.
    pub(super) fn input_parameters(&self) -> Vec<InputParameter> {
        self.declarations
            .iter()
            .map(|(name, kind)| InputParameter {
                name: name.clone(),
                data_type: kind
                    .strip_prefix("ARRAY<")
                    .and_then(|rest| rest.strip_suffix('>'))
                    .map_or_else(|| DataType::scalar(kind.as_str()), DataType::array),
                column_type: None,
                default_value: None,
                description: None,
                display_name: None,
            })
            .collect()
    }

    pub(super) fn summary(&self) -> ExecutionSummary {
        ExecutionSummary {
            id: self.id.clone(),
            batch_id: self.batch_id.clone(),
            name: self.name.clone(),
            state: self.state,
            raw_status: self.raw_status.clone(),
            instance_id: self.instance_row.clone(),
            instance_name: self.instance_name.clone(),
            window_words: self.window_words.clone(),
            window_start: self.window_start.clone(),
            window_end: self.window_end.clone(),
            created_at: self.created_at,
            finished_at: self.finished_at,
            row_count: self.row_count,
            fetching: self.fetching,
        }
    }
}

/// Values as Amazon wants them: text for scalars, lists for lists.
pub(super) fn wire_values(values: &BTreeMap<String, ParameterValue>) -> Map<String, Value> {
    values
        .iter()
        .map(|(name, value)| {
            let value = match value {
                ParameterValue::Flag(flag) => Value::String(flag.to_string()),
                ParameterValue::Number(number) => Value::String(number.to_string()),
                ParameterValue::Text(text) => Value::String(text.clone()),
                ParameterValue::List(items) => Value::Array(items.iter().cloned().map(Value::String).collect()),
            };
            (name.clone(), value)
        })
        .collect()
}

pub(super) async fn one(reader: &SqlitePool, id: &str) -> Result<Row> {
    let row =
        sqlx::query(sqlx::AssertSqlSafe(format!("{SELECT} WHERE e.id = ?"))).bind(id).fetch_optional(reader).await?;
    Row::read(&row.ok_or_else(|| Error::not_found("execution"))?)
}

pub(super) async fn newest(reader: &SqlitePool, limit: u32) -> Result<Vec<Row>> {
    let query = format!("{SELECT} ORDER BY e.created_at DESC, e.id DESC LIMIT ?");
    let rows = sqlx::query(sqlx::AssertSqlSafe(query)).bind(limit).fetch_all(reader).await?;
    rows.iter().map(Row::read).collect()
}

/// All runs that are not settled yet, oldest first.
pub(super) async fn open(reader: &SqlitePool) -> Result<Vec<Row>> {
    let query = format!(
        "{SELECT} WHERE e.state IN ('sending', 'unknown', 'pending', 'running', 'publishing') OR e.fetching = 1
         ORDER BY e.created_at, e.id"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(query)).fetch_all(reader).await?;
    rows.iter().map(Row::read).collect()
}

/// How many runs are under way, by what they do.
pub(super) async fn counts(reader: &SqlitePool) -> Result<Counts> {
    let (running, waiting): (u32, u32) = sqlx::query_as(
        "SELECT coalesce(sum(state IN ('running', 'publishing')), 0),
                coalesce(sum(state IN ('sending', 'unknown', 'pending')), 0)
         FROM execution WHERE state IN ('sending', 'unknown', 'pending', 'running', 'publishing')",
    )
    .fetch_one(reader)
    .await?;
    Ok(Counts { running, waiting })
}

/// Amazon's ids that rows of an instance hold already.
pub(super) async fn taken(reader: &SqlitePool, instance_row: &str) -> Result<Vec<String>> {
    let query = "SELECT remote_id FROM execution WHERE instance_row = ? AND remote_id IS NOT NULL";
    Ok(sqlx::query_scalar(query).bind(instance_row).fetch_all(reader).await?)
}

pub(super) async fn detail(reader: &SqlitePool, id: &str) -> Result<ExecutionDetail> {
    let row = one(reader, id).await?;
    let steps =
        sqlx::query("SELECT state, raw_status, at FROM execution_step WHERE execution_id = ? ORDER BY position")
            .bind(id)
            .fetch_all(reader)
            .await?
            .iter()
            .map(|step| {
                Ok(ExecutionStep {
                    state: step.try_get("state")?,
                    raw_status: step.try_get("raw_status")?,
                    at: step.try_get("at")?,
                })
            })
            .collect::<Result<_>>()?;
    let result = crate::result::of_execution(reader, id).await?.map(|(_, summary)| summary);
    Ok(ExecutionDetail {
        summary: row.summary(),
        remote_id: row.remote_id,
        sql: row.sql,
        parameter_values: row.parameter_values,
        time_zone: row.time_zone,
        steps,
        error: row.error,
        result,
        cancel_requested: row.cancel_requested_at.is_some(),
        profile_id: row.profile_id,
    })
}

async fn step(connection: &mut SqliteConnection, id: &str, state: &str, raw: Option<&str>, at: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO execution_step (execution_id, position, state, raw_status, at)
         SELECT ?1, coalesce(max(position), 0) + 1, ?2, ?3, ?4 FROM execution_step WHERE execution_id = ?1",
    )
    .bind(id)
    .bind(state)
    .bind(raw)
    .bind(at)
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes intents down in one transaction; they are durable when this returns.
pub(super) async fn insert(store: &Store, rows: Vec<Row>) -> Result<()> {
    store
        .write("write intents", move |connection| {
            Box::pin(async move {
                for row in rows {
                    sqlx::query(
                        "INSERT INTO execution (id, batch_id, name, instance_row, state, boot_id, sql, window_start,
                             window_end, time_zone, window_words, parameter_values, declarations, output, params_hash,
                             created_at, sent_at, attempt)
                         VALUES (?, ?, ?, ?, 'sending', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
                    )
                    .bind(&row.id)
                    .bind(&row.batch_id)
                    .bind(&row.name)
                    .bind(&row.instance_row)
                    .bind(&row.boot_id)
                    .bind(&row.sql)
                    .bind(&row.window_start)
                    .bind(&row.window_end)
                    .bind(&row.time_zone)
                    .bind(&row.window_words)
                    .bind(text(&row.parameter_values)?)
                    .bind(text(&row.declarations)?)
                    .bind(text(&row.output)?)
                    .bind(&row.params_hash)
                    .bind(row.created_at)
                    .bind(row.sent_at)
                    .execute(&mut *connection)
                    .await?;
                    step(connection, &row.id, "sending", None, row.created_at).await?;
                }
                Ok(())
            })
        })
        .await
}

/// A file and its summary, for the transaction that ends a run.
pub(super) type StoredResult = (String, crate::result::ResultSummary);

/// Replaces the changing part of a row, if nobody else has since `row` was read. `false` when somebody has.
pub(super) async fn swap(store: &Store, row: Row, result: Option<StoredResult>, at: i64) -> Result<bool> {
    store
        .write("move execution", move |connection| {
            Box::pin(async move {
                let error = row.error.as_ref().map(text).transpose()?;
                let before: Option<(String, Option<String>)> =
                    sqlx::query_as("SELECT state, raw_status FROM execution WHERE id = ? AND version = ?")
                        .bind(&row.id)
                        .bind(row.version)
                        .fetch_optional(&mut *connection)
                        .await?;
                let Some((state, raw)) = before else { return Ok(false) };
                sqlx::query(
                    "UPDATE execution SET state = ?, version = version + 1, raw_status = ?, boot_id = ?, attempt = ?,
                         remote_id = ?, sent_at = ?, finished_at = ?, cancel_requested_at = ?, cancel_sent_at = ?,
                         looks = ?, look_at = ?, fetching = ?, fetches = ?, fetch_at = ?, error = ?
                     WHERE id = ? AND version = ?",
                )
                .bind(row.state.as_str())
                .bind(&row.raw_status)
                .bind(&row.boot_id)
                .bind(row.attempt)
                .bind(&row.remote_id)
                .bind(row.sent_at)
                .bind(row.finished_at)
                .bind(row.cancel_requested_at)
                .bind(row.cancel_sent_at)
                .bind(row.looks)
                .bind(row.look_at)
                .bind(row.fetching)
                .bind(row.fetches)
                .bind(row.fetch_at)
                .bind(error)
                .bind(&row.id)
                .bind(row.version)
                .execute(&mut *connection)
                .await?;
                if let Some((path, summary)) = &result {
                    crate::result::insert(connection, &row.id, path, summary).await?;
                }
                if state != row.state.as_str() || raw != row.raw_status {
                    step(connection, &row.id, row.state.as_str(), row.raw_status.as_deref(), at).await?;
                }
                Ok(true)
            })
        })
        .await
}
