//! Dashboards in the database.

use std::collections::HashMap;

use sqlx::{SqliteConnection, SqlitePool};

use super::model::{DashboardSpec, DashboardSummary, Widget};
use super::place;
use crate::kept::ReadFrom;
use crate::result::ResultSummary;
use crate::store::json;
use crate::{Error, Result};

/// Names kept values in errors.
const DASHBOARD: &str = "a dashboard";
/// Dashboards there may be.
const MOST_DASHBOARDS: i64 = 1_000;

pub(super) async fn all(reader: &SqlitePool) -> Result<Vec<DashboardSummary>> {
    let rows = sqlx::query!(
        r#"SELECT d.id, d.name, json_array_length(d.widgets) AS "widgets!: u32", d.changed_at,
               (SELECT CASE WHEN count(*) = count(w.read_at) THEN min(w.read_at) END FROM json_each(d.widgets) AS j
                    LEFT JOIN widget_rows w ON w.dashboard_id = d.id AND w.widget_id = json_extract(j.value, '$.id')
                WHERE json_extract(j.value, '$.kind') <> 'text') AS "refreshed_at: i64"
           FROM dashboard d WHERE d.deleted_at IS NULL ORDER BY d.name COLLATE NOCASE, d.id"#
    );
    let summary = rows.fetch_all(reader).await?.into_iter().map(|row| DashboardSummary {
        id: row.id,
        name: row.name,
        widgets: row.widgets,
        refreshed_at: row.refreshed_at,
        changed_at: row.changed_at,
    });
    Ok(summary.collect())
}

/// What a person says of a dashboard, and when they last did.
pub(super) async fn one(reader: &SqlitePool, id: &str) -> Result<(DashboardSpec, i64)> {
    let row = sqlx::query!(
        "SELECT name, widgets, filters, changed_at FROM dashboard WHERE id = ? AND deleted_at IS NULL",
        id
    );
    let row = row.fetch_optional(reader).await?.ok_or_else(|| Error::not_found("dashboard"))?;
    let (widgets, filters) = (json::read(&row.widgets, DASHBOARD)?, json::read(&row.filters, DASHBOARD)?);
    Ok((DashboardSpec { name: row.name, widgets, filters }, row.changed_at))
}

/// What is kept of a widget's rows.
pub(super) struct Kept {
    pub(super) sql: String,
    pub(super) mark: String,
    pub(super) rows: Option<KeptRows>,
    pub(super) error: Option<Error>,
}

/// The rows themselves.
pub(super) struct KeptRows {
    pub(super) id: String,
    pub(super) result: ResultSummary,
    pub(super) read_from: ReadFrom,
    pub(super) read_at: i64,
}

/// What is kept of the rows of a dashboard's widgets, by widget.
pub(super) async fn kept(reader: &SqlitePool, id: &str) -> Result<HashMap<String, Kept>> {
    let rows = sqlx::query!(
        "SELECT widget_id, sql, mark, rows_id, result, read_from, read_at, error FROM widget_rows WHERE dashboard_id = ?",
        id
    );
    let mut all = HashMap::new();
    for row in rows.fetch_all(reader).await? {
        let rows = match (row.rows_id, row.result, row.read_from, row.read_at) {
            (Some(id), Some(result), Some(read_from), Some(read_at)) => Some(KeptRows {
                id,
                result: json::read(&result, DASHBOARD)?,
                read_from: json::read(&read_from, DASHBOARD)?,
                read_at,
            }),
            _ => None,
        };
        let error = row.error.map(|text| json::read(&text, DASHBOARD)).transpose()?;
        all.insert(row.widget_id, Kept { sql: row.sql, mark: row.mark, rows, error });
    }
    Ok(all)
}

/// Where rows lie that are read under `rows_id`, relative to the data folder, and what they are.
pub(crate) async fn result(reader: &SqlitePool, rows_id: &str) -> Result<Option<(String, ResultSummary)>> {
    let found = sqlx::query_scalar!(
        r#"SELECT w.result AS "result!" FROM widget_rows w JOIN dashboard d ON d.id = w.dashboard_id AND d.deleted_at IS NULL
           WHERE w.rows_id = ?"#,
        rows_id
    );
    let Some(summary) = found.fetch_optional(reader).await? else { return Ok(None) };
    Ok(Some((place(rows_id), json::read(&summary, DASHBOARD)?)))
}

/// The ids of all rows that are kept.
pub(super) async fn kept_ids(reader: &SqlitePool) -> Result<Vec<String>> {
    let ids = sqlx::query_scalar!(r#"SELECT rows_id AS "rows_id!" FROM widget_rows WHERE rows_id IS NOT NULL"#);
    Ok(ids.fetch_all(reader).await?)
}

/// Keeps a dashboard; `before` is when it was last changed, where it is not new.
pub(super) async fn save(
    connection: &mut SqliteConnection,
    id: &str,
    spec: &DashboardSpec,
    before: Option<i64>,
    now: i64,
) -> Result<()> {
    alone(&mut *connection, id, &spec.name).await?;
    let (widgets, filters) = (json::write(&spec.widgets, DASHBOARD)?, json::write(&spec.filters, DASHBOARD)?);
    let Some(before) = before else {
        let count = sqlx::query_scalar!("SELECT count(*) FROM dashboard WHERE deleted_at IS NULL");
        if count.fetch_one(&mut *connection).await? >= MOST_DASHBOARDS {
            return Err(
                Error::invalid(format!("There may be at most {MOST_DASHBOARDS} dashboards.")).next("Delete some.")
            );
        }
        let new = sqlx::query!(
            "INSERT INTO dashboard (id, name, widgets, filters, changed_at) VALUES (?, ?, ?, ?, ?)",
            id,
            spec.name,
            widgets,
            filters,
            now
        );
        new.execute(connection).await?;
        return Ok(());
    };
    let kept = sqlx::query_scalar!("SELECT changed_at FROM dashboard WHERE id = ? AND deleted_at IS NULL", id);
    let kept = kept.fetch_optional(&mut *connection).await?.ok_or_else(|| Error::not_found("dashboard"))?;
    if kept != before {
        return Err(Error::new("dashboard.changed", "The dashboard was changed in the meantime.")
            .next("Load what is kept, and make the change again."));
    }
    // Two saves within a millisecond are told apart too.
    let now = now.max(kept + 1);
    sqlx::query!(
        "UPDATE dashboard SET name = ?, widgets = ?, filters = ?, changed_at = ? WHERE id = ?",
        spec.name,
        widgets,
        filters,
        now,
        id
    )
    .execute(&mut *connection)
    .await?;
    // Files of widgets that are gone are swept at the next start.
    let gone = sqlx::query!(
        "DELETE FROM widget_rows WHERE dashboard_id = ?1 AND widget_id NOT IN (
             SELECT json_extract(value, '$.id') FROM json_each(?2) WHERE json_extract(value, '$.kind') <> 'text')",
        id,
        widgets
    );
    gone.execute(connection).await?;
    Ok(())
}

/// What came of running a widget's query.
pub(super) struct Ran {
    pub(super) mark: String,
    pub(super) outcome: Result<KeptRows>,
}

/// Writes down what came of running a widget's query, and answers the id of the rows that this makes superfluous: its earlier ones, or
/// the new ones where the widget is gone by now.
pub(super) async fn ran(
    connection: &mut SqliteConnection,
    id: &str,
    widget: &Widget,
    ran: Ran,
) -> Result<Option<String>> {
    let kept = sqlx::query!(
        r#"SELECT w.sql AS "sql?", w.rows_id
           FROM dashboard d JOIN json_each(d.widgets) AS j
               LEFT JOIN widget_rows w ON w.dashboard_id = d.id AND w.widget_id = ?2
           WHERE d.id = ?1 AND d.deleted_at IS NULL AND json_extract(j.value, '$.id') = ?2"#,
        id,
        widget.id
    );
    let kept = kept.fetch_optional(&mut *connection).await?;
    let Some(kept) = kept else { return Ok(ran.outcome.ok().map(|rows| rows.id)) };
    match ran.outcome {
        Ok(rows) => {
            let (result, read_from) = (json::write(&rows.result, DASHBOARD)?, json::write(&rows.read_from, DASHBOARD)?);
            sqlx::query!(
                "INSERT INTO widget_rows (dashboard_id, widget_id, sql, mark, rows_id, result, read_from, read_at)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                 ON CONFLICT (dashboard_id, widget_id) DO UPDATE SET sql = excluded.sql, mark = excluded.mark,
                     rows_id = excluded.rows_id, result = excluded.result, read_from = excluded.read_from,
                     read_at = excluded.read_at, error = NULL",
                id,
                widget.id,
                widget.sql,
                ran.mark,
                rows.id,
                result,
                read_from,
                rows.read_at
            )
            .execute(connection)
            .await?;
            Ok(kept.rows_id)
        }
        Err(error) => {
            let error = json::write(&error, DASHBOARD)?;
            // Rows of another query would say something else than the widget does.
            let other = kept.sql.is_some_and(|sql| sql != widget.sql);
            sqlx::query!(
                "INSERT INTO widget_rows (dashboard_id, widget_id, sql, mark, error) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (dashboard_id, widget_id) DO UPDATE SET sql = excluded.sql, mark = excluded.mark, error = excluded.error,
                     rows_id = iif(?6, NULL, rows_id), result = iif(?6, NULL, result), read_from = iif(?6, NULL, read_from),
                     read_at = iif(?6, NULL, read_at)",
                id,
                widget.id,
                widget.sql,
                ran.mark,
                error,
                other
            )
            .execute(connection)
            .await?;
            Ok(kept.rows_id.filter(|_| other))
        }
    }
}

/// Whether there is one of this id to delete or to bring back.
pub(super) async fn set_deleted(connection: &mut SqliteConnection, id: &str, at: Option<i64>) -> Result<bool> {
    if at.is_none() {
        let name = sqlx::query_scalar!("SELECT name FROM dashboard WHERE id = ?", id);
        if let Some(name) = name.fetch_optional(&mut *connection).await? {
            alone(&mut *connection, id, &name).await?;
        }
    }
    let done = sqlx::query!(
        "UPDATE dashboard SET deleted_at = ?1 WHERE id = ?2 AND (deleted_at IS NULL) = (?1 IS NOT NULL)",
        at,
        id
    );
    Ok(done.execute(connection).await?.rows_affected() > 0)
}

/// Forgets what was deleted.
pub(super) async fn forget_deleted(connection: &mut SqliteConnection) -> Result<()> {
    sqlx::query!("DELETE FROM dashboard WHERE deleted_at IS NOT NULL").execute(connection).await?;
    Ok(())
}

/// No other dashboard has the name.
async fn alone(connection: &mut SqliteConnection, id: &str, name: &str) -> Result<()> {
    let other = sqlx::query_scalar!(
        "SELECT id FROM dashboard WHERE name = ? COLLATE NOCASE AND id <> ? AND deleted_at IS NULL",
        name,
        id
    );
    match other.fetch_optional(connection).await? {
        Some(_) => Err(Error::invalid("There is a dashboard of this name already.").next("Choose another name.")),
        None => Ok(()),
    }
}
