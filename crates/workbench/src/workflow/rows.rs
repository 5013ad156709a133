//! Workflows in the database.

use std::collections::{BTreeMap, HashSet};

use sqlx::{SqliteConnection, SqlitePool};

use super::amazon::{Standing, WorkflowAtAmazon};
use super::filter::TextTest;
use super::model::{WorkflowLastRun, WorkflowSchedule, WorkflowSpec, WorkflowStatus, WorkflowSummary, WorkflowVersion};
use crate::execution::ExecutionState;
use crate::query::ParameterValue;
use crate::schedule::ScheduleState;
use crate::store::{Store, json};
use crate::{Error, Result};

/// Names kept values in errors.
pub(super) const WORKFLOW: &str = "a workflow";

/// A workflow as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) spec: WorkflowSpec,
    pub(super) version: i64,
}

fn status(text: &str) -> Result<WorkflowStatus> {
    WorkflowStatus::parse(text).ok_or_else(|| Error::internal("a workflow has an unknown status"))
}

/// Whether there is a workflow of this id that is not deleted.
pub(crate) async fn is_there(reader: &SqlitePool, id: &str) -> Result<bool> {
    let found = sqlx::query!("SELECT id FROM workflow WHERE id = ? AND deleted_at IS NULL", id);
    Ok(found.fetch_optional(reader).await?.is_some())
}

/// The query of a workflow and its values, for who runs it by itself; `None` when it is deleted or was never there.
pub(crate) async fn current(
    reader: &SqlitePool,
    id: &str,
) -> Result<Option<(String, BTreeMap<String, ParameterValue>)>> {
    match one(reader, id).await {
        Ok(row) => Ok(Some((row.spec.sql, row.spec.parameter_values))),
        Err(error) if error.code == "not_found" => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether a workflow has or had this id.
pub(super) async fn was_there(reader: &SqlitePool, id: &str) -> Result<bool> {
    Ok(sqlx::query!("SELECT id FROM workflow WHERE id = ?", id).fetch_optional(reader).await?.is_some())
}

/// How many workflows there are.
pub(super) async fn count(reader: &SqlitePool) -> Result<usize> {
    let count = sqlx::query_scalar!(r#"SELECT count(*) AS "count!: i64" FROM workflow WHERE deleted_at IS NULL"#);
    Ok(usize::try_from(count.fetch_one(reader).await?).unwrap_or(0))
}

/// One workflow.
///
/// # Errors
/// `not_found`.
pub(super) async fn one(reader: &SqlitePool, id: &str) -> Result<Row> {
    let row = sqlx::query!(
        "SELECT id, name, description, sql, parameter_values, instance_ids, tags, window, status, version
         FROM workflow WHERE id = ? AND deleted_at IS NULL",
        id
    )
    .fetch_optional(reader)
    .await?
    .ok_or_else(|| Error::not_found("workflow"))?;
    Ok(Row {
        id: row.id,
        spec: WorkflowSpec {
            name: row.name,
            description: row.description,
            sql: row.sql,
            parameter_values: json::read(&row.parameter_values, WORKFLOW)?,
            instance_ids: json::read(&row.instance_ids, WORKFLOW)?,
            window: json::read(&row.window, WORKFLOW)?,
            tags: json::read(&row.tags, WORKFLOW)?,
            status: status(&row.status)?,
        },
        version: row.version,
    })
}

/// A workflow as a list shows it, as the database gives it.
struct RawSummary {
    id: String,
    name: String,
    description: String,
    status: String,
    tags: String,
    instance_ids: String,
    window: String,
    version: i64,
    created_at: i64,
    changed_at: i64,
    runs: i64,
    last_id: Option<String>,
    last_state: Option<String>,
    last_at: Option<i64>,
    last_rows: Option<i64>,
    fire: u32,
    paused: u32,
}

impl TryFrom<RawSummary> for WorkflowSummary {
    type Error = Error;

    fn try_from(row: RawSummary) -> Result<Self> {
        let last_run = match (row.last_id, row.last_state, row.last_at) {
            (Some(execution_id), Some(state), Some(at)) => Some(WorkflowLastRun {
                execution_id,
                state: ExecutionState::parse(&state)
                    .ok_or_else(|| Error::internal("an execution has an unknown state"))?,
                at,
                row_count: row.last_rows,
            }),
            _ => None,
        };
        Ok(Self {
            id: row.id,
            name: row.name,
            description: row.description,
            status: status(&row.status)?,
            tags: json::read(&row.tags, WORKFLOW)?,
            instance_ids: json::read(&row.instance_ids, WORKFLOW)?,
            window: json::read(&row.window, WORKFLOW)?,
            version: row.version,
            created_at: row.created_at,
            changed_at: row.changed_at,
            runs: row.runs,
            last_run,
            schedules_on: row.fire,
            schedules_paused: row.paused,
        })
    }
}

/// The columns of a list. Ids of executions grow with time, so that the largest is the newest run.
macro_rules! summaries {
    ($of_runs:tt, $of_schedules:tt, $tail:tt $(, $argument:expr)*) => {
        sqlx::query_as!(
            RawSummary,
            r#"SELECT w.id, w.name, w.description, w.status, w.tags, w.instance_ids, w.window, w.version, w.created_at,
                   w.changed_at, coalesce(n.runs, 0) AS "runs!: i64", e.id AS "last_id?", e.state AS "last_state?",
                   e.created_at AS "last_at?", r.row_count AS "last_rows?",
                   coalesce(s.fire, 0) AS "fire!: u32", coalesce(s.paused, 0) AS "paused!: u32"
               FROM workflow w
                   LEFT JOIN (SELECT workflow_id, count(*) AS runs, max(id) AS last FROM execution
                              WHERE workflow_id "# + $of_runs + r#" GROUP BY workflow_id) n ON n.workflow_id = w.id
                   LEFT JOIN execution e ON e.id = n.last
                   LEFT JOIN result r ON r.execution_id = e.id
                   LEFT JOIN (SELECT CAST(json_extract(spec, '$.workflow_id') AS TEXT) AS workflow_id,
                                  sum(state = 'on') AS fire, sum(state = 'paused') AS paused
                              FROM schedule WHERE deleted_at IS NULL AND json_extract(spec, '$.workflow_id') "# + $of_schedules + r#"
                              GROUP BY 1) s ON s.workflow_id = w.id
               WHERE w.deleted_at IS NULL "# + $tail
            $(, $argument)*
        )
    };
}

/// All workflows as a list shows them, with whole descriptions, in no order.
pub(super) async fn summaries(reader: &SqlitePool) -> Result<Vec<WorkflowSummary>> {
    let rows = summaries!("IS NOT NULL", "IS NOT NULL", "").fetch_all(reader).await?;
    rows.into_iter().map(WorkflowSummary::try_from).collect()
}

/// One workflow as a list shows it.
///
/// # Errors
/// `not_found`.
pub(super) async fn summary(reader: &SqlitePool, id: &str) -> Result<WorkflowSummary> {
    let row = summaries!("= ?1", "= ?1", "AND w.id = ?1", id).fetch_optional(reader).await?;
    row.ok_or_else(|| Error::not_found("workflow"))?.try_into()
}

/// The ids of workflows whose query passes a test; `text` in small letters.
pub(super) async fn whose_sql(reader: &SqlitePool, test: TextTest, text: &str) -> Result<HashSet<String>> {
    let ids = match test {
        TextTest::Contains => {
            sqlx::query_scalar!("SELECT id FROM workflow WHERE instr(sql_key, ?) > 0", text).fetch_all(reader).await?
        }
        TextTest::Lacks => {
            sqlx::query_scalar!("SELECT id FROM workflow WHERE instr(sql_key, ?) = 0", text).fetch_all(reader).await?
        }
        TextTest::Is => {
            sqlx::query_scalar!("SELECT id FROM workflow WHERE sql_key = ?", text).fetch_all(reader).await?
        }
        TextTest::StartsWith => {
            sqlx::query_scalar!("SELECT id FROM workflow WHERE substr(sql_key, 1, length(?1)) = ?1", text)
                .fetch_all(reader)
                .await?
        }
    };
    Ok(ids.into_iter().collect())
}

/// Schedules that run a workflow, by name.
pub(super) async fn schedules(reader: &SqlitePool, id: &str) -> Result<Vec<WorkflowSchedule>> {
    let rows = sqlx::query!(
        "SELECT id, name, state FROM schedule
         WHERE json_extract(spec, '$.workflow_id') = ? AND deleted_at IS NULL ORDER BY name COLLATE NOCASE, id",
        id
    );
    let rows = rows.fetch_all(reader).await?;
    let schedule = |state: &str| match state {
        "on" => ScheduleState::On,
        "paused" => ScheduleState::Paused,
        _ => ScheduleState::Ended,
    };
    Ok(rows
        .into_iter()
        .map(|row| WorkflowSchedule { state: schedule(&row.state), id: row.id, name: row.name })
        .collect())
}

/// The versions of a workflow, newest first.
pub(super) async fn versions(reader: &SqlitePool, id: &str) -> Result<Vec<WorkflowVersion>> {
    let rows = sqlx::query!(
        "SELECT version, at, changed, note FROM workflow_version WHERE workflow_id = ? ORDER BY version DESC",
        id
    );
    let rows = rows.fetch_all(reader).await?;
    rows.into_iter()
        .map(|row| {
            let changed = json::read(&row.changed, WORKFLOW)?;
            Ok(WorkflowVersion { version: row.version, at: row.at, changed, note: row.note })
        })
        .collect()
}

/// What a workflow was in a version.
pub(super) async fn version(reader: &SqlitePool, id: &str, version: i64) -> Result<WorkflowSpec> {
    let row = sqlx::query!("SELECT spec FROM workflow_version WHERE workflow_id = ? AND version = ?", id, version)
        .fetch_optional(reader)
        .await?
        .ok_or_else(|| Error::not_found("version"))?;
    json::read(&row.spec, WORKFLOW)
}

/// A version that is to be kept.
pub(super) struct NewVersion<'a> {
    pub(super) id: &'a str,
    pub(super) spec: &'a WorkflowSpec,
    pub(super) version: i64,
    pub(super) changed: &'a [String],
    pub(super) note: Option<&'a str>,
}

async fn add_version(connection: &mut SqliteConnection, new: NewVersion<'_>, now: i64) -> Result<()> {
    let spec = json::write(new.spec, WORKFLOW)?;
    let changed = json::write(&new.changed, WORKFLOW)?;
    sqlx::query!(
        "INSERT INTO workflow_version (workflow_id, version, at, spec, changed, note) VALUES (?, ?, ?, ?, ?, ?)",
        new.id,
        new.version,
        now,
        spec,
        changed,
        new.note
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps a new workflow with its first version.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    id: &str,
    spec: &WorkflowSpec,
    note: Option<&str>,
    now: i64,
) -> Result<()> {
    let (values, instances) =
        (json::write(&spec.parameter_values, WORKFLOW)?, json::write(&spec.instance_ids, WORKFLOW)?);
    let (tags, window) = (json::write(&spec.tags, WORKFLOW)?, json::write(&spec.window, WORKFLOW)?);
    let (sql_key, status) = (spec.sql.to_lowercase(), spec.status.as_str());
    sqlx::query!(
        "INSERT INTO workflow (id, name, description, sql, sql_key, parameter_values, instance_ids, tags, window, status,
             version, created_at, changed_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)",
        id,
        spec.name,
        spec.description,
        spec.sql,
        sql_key,
        values,
        instances,
        tags,
        window,
        status,
        now,
        now
    )
    .execute(&mut *connection)
    .await?;
    add_version(connection, NewVersion { id, spec, version: 1, changed: &[], note }, now).await
}

/// Changes a workflow to `new.spec`, with a version of its own where `new.changed` names anything. `false` when it is not the
/// version before `new.version`, or the same, any more.
pub(super) async fn update(
    connection: &mut SqliteConnection,
    new: NewVersion<'_>,
    before: i64,
    now: i64,
) -> Result<bool> {
    let spec = new.spec;
    let (values, instances) =
        (json::write(&spec.parameter_values, WORKFLOW)?, json::write(&spec.instance_ids, WORKFLOW)?);
    let (tags, window) = (json::write(&spec.tags, WORKFLOW)?, json::write(&spec.window, WORKFLOW)?);
    let (sql_key, status) = (spec.sql.to_lowercase(), spec.status.as_str());
    let changed = sqlx::query!(
        "UPDATE workflow SET name = ?, description = ?, sql = ?, sql_key = ?, parameter_values = ?, instance_ids = ?, tags = ?,
             window = ?, status = ?, version = ?, changed_at = max(changed_at + 1, ?)
         WHERE id = ? AND version = ? AND deleted_at IS NULL",
        spec.name,
        spec.description,
        spec.sql,
        sql_key,
        values,
        instances,
        tags,
        window,
        status,
        new.version,
        now,
        new.id,
        before
    )
    .execute(&mut *connection)
    .await?;
    if changed.rows_affected() == 0 {
        return Ok(false);
    }
    if new.version != before {
        add_version(connection, new, now).await?;
    }
    Ok(true)
}

/// Gives a workflow tags and a status, which make no version.
pub(super) async fn mark(
    connection: &mut SqliteConnection,
    id: &str,
    tags: &[String],
    status: WorkflowStatus,
    now: i64,
) -> Result<()> {
    let (tags, status) = (json::write(&tags, WORKFLOW)?, status.as_str());
    sqlx::query!(
        "UPDATE workflow SET tags = ?, status = ?, changed_at = max(changed_at + 1, ?) WHERE id = ? AND deleted_at IS NULL",
        tags,
        status,
        now,
        id
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Deletes workflows, or brings deleted ones back; those that were there.
pub(super) async fn set_deleted(store: &Store, ids: Vec<String>, deleted: Option<i64>) -> Result<Vec<String>> {
    store
        .write("delete or bring back workflows", move |connection| {
            Box::pin(async move {
                let mut changed = Vec::new();
                for id in ids {
                    let done = sqlx::query!(
                        "UPDATE workflow SET deleted_at = ?1 WHERE id = ?2 AND (deleted_at IS NULL) = (?1 IS NOT NULL)",
                        deleted,
                        id
                    );
                    if done.execute(&mut *connection).await?.rows_affected() > 0 {
                        changed.push(id);
                    }
                }
                Ok(changed)
            })
        })
        .await
}

/// How a workflow stood at Amazon when that was last asked, by instance.
pub(super) async fn standings(reader: &SqlitePool, id: &str) -> Result<Vec<(String, Standing)>> {
    let rows = sqlx::query!(
        "SELECT instance_row, agreed_sql, remote_sql, checked_at FROM workflow_at_amazon WHERE workflow_id = ?",
        id
    );
    let rows = rows.fetch_all(reader).await?;
    let standing = |agreed_sql, remote_sql, checked_at| Standing { agreed_sql, remote_sql, checked_at };
    Ok(rows
        .into_iter()
        .map(|row| (row.instance_row, standing(row.agreed_sql, row.remote_sql, row.checked_at)))
        .collect())
}

/// Writes down how a workflow stands at Amazon on an instance.
pub(super) async fn keep_standing(store: &Store, id: &str, instance: &str, standing: Standing) -> Result<()> {
    let (id, instance) = (id.to_owned(), instance.to_owned());
    store
        .write("note a workflow at Amazon", move |connection| {
            Box::pin(async move {
                sqlx::query!(
                    "INSERT INTO workflow_at_amazon (workflow_id, instance_row, agreed_sql, remote_sql, checked_at)
                     VALUES (?, ?, ?, ?, ?)
                     ON CONFLICT (workflow_id, instance_row) DO UPDATE SET agreed_sql = excluded.agreed_sql,
                         remote_sql = excluded.remote_sql, checked_at = excluded.checked_at",
                    id,
                    instance,
                    standing.agreed_sql,
                    standing.remote_sql,
                    standing.checked_at
                )
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
}

/// What is shown of standings, in the order of the workflow's instances; instances that it is not for any more come last.
pub(super) async fn at_amazon(reader: &SqlitePool, row: &Row) -> Result<Vec<WorkflowAtAmazon>> {
    let mut all = Vec::new();
    for (instance, standing) in standings(reader, &row.id).await? {
        let name = sqlx::query_scalar!("SELECT name FROM instance WHERE id = ?", instance).fetch_one(reader).await?;
        all.push(standing.shown(&instance, &name, &row.spec.sql));
    }
    let place = |id: &str| row.spec.instance_ids.iter().position(|own| own == id).unwrap_or(usize::MAX);
    all.sort_by_key(|one| place(&one.instance_id));
    Ok(all)
}
