//! Files that follow runs.

use sqlx::SqlitePool;

use super::read::state;
use crate::execution::model::ExecutionState;
use crate::execution::run_file::{RunExport, RunFile, RunFileState};
use crate::store::{Store, json};
use crate::{Error, Result};

/// Names kept values in errors.
const FILE: &str = "a run's file";

/// A file that is due.
#[derive(Clone, Debug)]
pub(crate) struct Owed {
    pub(crate) execution_id: String,
    pub(crate) export: RunExport,
    pub(crate) tries: i64,
    pub(crate) state: ExecutionState,
    pub(crate) name: String,
    pub(crate) instance_name: String,
    pub(crate) window_start: String,
    pub(crate) window_end: String,
    pub(crate) time_zone: String,
}

/// What became of a try.
#[derive(Clone, Debug)]
pub(crate) enum FileFate {
    /// The file is there.
    Written(String),
    /// Not before this instant, in UTC milliseconds, and why.
    Again(i64, Error),
    /// It is not tried again.
    Failed(Error),
}

/// The files of runs that have ended, whose time has come.
pub(crate) async fn files_owed(reader: &SqlitePool, now: i64) -> Result<Vec<Owed>> {
    let rows = sqlx::query!(
        r#"SELECT f.execution_id, f.export, f.tries, e.state, e.name, i.name AS instance_name, e.window_start, e.window_end,
               e.time_zone
           FROM run_file f JOIN execution e ON e.id = f.execution_id JOIN instance i ON i.id = e.instance_row
           WHERE f.state = 'waiting' AND f.not_before <= ? AND e.fetching = 0
               AND e.state IN ('succeeded', 'failed', 'rejected', 'cancelled')
           ORDER BY f.not_before, f.execution_id"#,
        now
    );
    let owed = rows.fetch_all(reader).await?.into_iter().map(|row| {
        Ok(Owed {
            execution_id: row.execution_id,
            export: json::read(&row.export, FILE)?,
            tries: row.tries,
            state: state(&row.state)?,
            name: row.name,
            instance_name: row.instance_name,
            window_start: row.window_start,
            window_end: row.window_end,
            time_zone: row.time_zone,
        })
    });
    owed.collect()
}

pub(crate) async fn settle_file(store: &Store, execution_id: String, fate: FileFate) -> Result<()> {
    let (state, path, not_before, error) = match fate {
        FileFate::Written(path) => ("written", Some(path), None, None),
        FileFate::Again(at, error) => ("waiting", None, Some(at), Some(json::write(&error, FILE)?)),
        FileFate::Failed(error) => ("failed", None, None, Some(json::write(&error, FILE)?)),
    };
    store
        .write("settle a run's file", move |connection| {
            Box::pin(async move {
                sqlx::query!(
                    "UPDATE run_file SET state = ?, tries = tries + 1, path = ?, not_before = coalesce(?, not_before), error = ?
                     WHERE execution_id = ?",
                    state,
                    path,
                    not_before,
                    error,
                    execution_id
                )
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
}

/// The file of a run, if one was asked for.
pub(super) async fn file(reader: &SqlitePool, execution_id: &str) -> Result<Option<RunFile>> {
    let row = sqlx::query!("SELECT export, state, path, error FROM run_file WHERE execution_id = ?", execution_id);
    let Some(row) = row.fetch_optional(reader).await? else { return Ok(None) };
    let state = match &*row.state {
        "written" => RunFileState::Written,
        "failed" => RunFileState::Failed,
        _ => RunFileState::Waiting,
    };
    let error = row.error.map(|error| json::read(&error, FILE)).transpose()?;
    Ok(Some(RunFile { export: json::read(&row.export, FILE)?, state, path: row.path, error }))
}
