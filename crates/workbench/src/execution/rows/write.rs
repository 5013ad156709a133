//! Writing executions: intents, and changes that compare the version they were made from.

use futures::future::BoxFuture;
use sha2::{Digest as _, Sha256};
use sqlx::SqliteConnection;

use super::Row;
use crate::result::ResultSummary;
use crate::store::{Store, json};
use crate::{Error, Result};

/// What is written in the same transaction as a change.
#[derive(Clone, Debug)]
pub(crate) enum Along {
    /// The file and the summary of the result that ends the run.
    Result(String, ResultSummary),
    /// Amazon's ids that a person called none of this run's.
    Declined(Vec<String>),
}

fn text<T: serde::Serialize>(value: &T) -> Result<String> {
    json::write(value, "an execution")
}

async fn step(connection: &mut SqliteConnection, id: &str, state: &str, raw: Option<&str>, at: i64) -> Result<()> {
    sqlx::query!(
        "INSERT INTO execution_step (execution_id, position, state, raw_status, at)
         SELECT ?1, coalesce(max(position), 0) + 1, ?2, ?3, ?4 FROM execution_step WHERE execution_id = ?1",
        id,
        state,
        raw,
        at
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What is written in the same transaction as intents; it gets our ids of the instance and of the execution of each.
pub(crate) type WithIntents =
    Box<dyn for<'c> FnOnce(&'c mut SqliteConnection, Vec<(String, String)>) -> BoxFuture<'c, Result<()>> + Send>;

/// A hash of what statements have in common that differ in literals alone.
pub(crate) fn shape_hash(sql: &str) -> String {
    hex::encode(&Sha256::digest(amc_sql::shape(sql).as_bytes())[..16])
}

/// Writes intents down in one transaction; they are durable when this returns.
pub(crate) async fn insert(store: &Store, rows: Vec<Row>, along: Option<WithIntents>) -> Result<()> {
    store
        .write("write intents", move |connection| {
            Box::pin(async move {
                let intents = rows.iter().map(|row| (row.instance_row.clone(), row.id.clone())).collect();
                for row in rows {
                    let (values, declarations) = (text(&row.parameter_values)?, text(&row.declarations)?);
                    let output = text(&row.output)?;
                    let (sources, shape) = (text(&row.sources)?, shape_hash(&row.sql));
                    sqlx::query!(
                        "INSERT INTO execution (id, batch_id, name, instance_row, state, boot_id, sql, window_start,
                             window_end, time_zone, window_words, parameter_values, declarations, output, params_hash,
                             created_at, sent_at, attempt, time_limit, workflow_id,
                             sources, shape)
                         VALUES (?, ?, ?, ?, 'sending', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)",
                        row.id,
                        row.batch_id,
                        row.name,
                        row.instance_row,
                        row.boot_id,
                        row.sql,
                        row.window_start,
                        row.window_end,
                        row.time_zone,
                        row.window_words,
                        values,
                        declarations,
                        output,
                        row.params_hash,
                        row.created_at,
                        row.sent_at,
                        row.time_limit,
                        row.workflow_id,
                        sources,
                        shape
                    )
                    .execute(&mut *connection)
                    .await?;
                    if let Some(export) = &row.export {
                        let export = text(export)?;
                        sqlx::query!(
                            "INSERT INTO run_file (execution_id, export, state, not_before) VALUES (?, ?, 'waiting', ?)",
                            row.id,
                            export,
                            row.created_at
                        )
                        .execute(&mut *connection)
                        .await?;
                    }
                    step(connection, &row.id, "sending", None, row.created_at).await?;
                }
                match along {
                    Some(along) => along(connection, intents).await,
                    None => Ok(()),
                }
            })
        })
        .await
}

/// Keeps the note of a run. It is the person's own: nothing that goes on with the run waits for it or is undone by it.
///
/// # Errors
/// `not_found`; `store.*`.
pub(crate) async fn note(store: &Store, id: &str, note: &str) -> Result<()> {
    let (id, note) = (id.to_owned(), note.to_owned());
    store
        .write("note execution", move |connection| {
            Box::pin(async move {
                let changed = sqlx::query!("UPDATE execution SET note = ? WHERE id = ?", note, id)
                    .execute(&mut *connection)
                    .await?
                    .rows_affected();
                if changed == 0 { Err(Error::not_found("execution")) } else { Ok(()) }
            })
        })
        .await
}

/// Replaces the changing part of a row, if nobody else has since `row` was read. `false` when somebody has.
pub(crate) async fn swap(store: &Store, row: Row, along: Option<Along>, at: i64) -> Result<bool> {
    store
        .write("move execution", move |connection| {
            Box::pin(async move {
                let before = sqlx::query!(
                    "SELECT state, raw_status FROM execution WHERE id = ? AND version = ?",
                    row.id,
                    row.version
                )
                .fetch_optional(&mut *connection)
                .await?;
                let Some(before) = before else { return Ok(false) };
                let (state, error) = (row.state.as_str(), row.error.as_ref().map(text).transpose()?);
                let gaps = (!row.data_gaps.is_empty()).then(|| text(&row.data_gaps)).transpose()?;
                sqlx::query!(
                    "UPDATE execution SET state = ?, version = version + 1, raw_status = ?, boot_id = ?, attempt = ?,
                         remote_id = ?, sent_at = ?, finished_at = ?, cancel_requested_at = ?, cancel_sent_at = ?,
                         looks = ?, look_at = ?, put_off_since = ?, fetching = ?, fetches = ?, fetch_at = ?, error = ?, data_gaps = ?
                     WHERE id = ? AND version = ?",
                    state,
                    row.raw_status,
                    row.boot_id,
                    row.attempt,
                    row.remote_id,
                    row.sent_at,
                    row.finished_at,
                    row.cancel_requested_at,
                    row.cancel_sent_at,
                    row.looks,
                    row.look_at,
                    row.put_off_since,
                    row.fetching,
                    row.fetches,
                    row.fetch_at,
                    error,
                    gaps,
                    row.id,
                    row.version
                )
                .execute(&mut *connection)
                .await?;
                match &along {
                    Some(Along::Result(path, summary)) => {
                        crate::result::insert(connection, &row.id, path, summary).await?;
                    }
                    Some(Along::Declined(remote_ids)) => decline(connection, &row.id, remote_ids, at).await?,
                    None => {}
                }
                if before.state != state || before.raw_status != row.raw_status {
                    step(connection, &row.id, state, row.raw_status.as_deref(), at).await?;
                }
                Ok(true)
            })
        })
        .await
}

async fn decline(connection: &mut SqliteConnection, id: &str, remote_ids: &[String], at: i64) -> Result<()> {
    for remote_id in remote_ids {
        sqlx::query!(
            "INSERT INTO execution_declined (execution_id, remote_id, declined_at) VALUES (?, ?, ?)
             ON CONFLICT (execution_id, remote_id) DO NOTHING",
            id,
            remote_id,
            at
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}
