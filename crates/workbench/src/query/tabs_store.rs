//! Tabs in the database; lists and values as JSON.

use sqlx::SqlitePool;

use super::tabs::Most;
use super::{ClosedTab, QueryTab, QueryTarget};
use crate::store::{Store, json};
use crate::{Error, Result};

/// Names kept values in errors.
const TAB: &str = "a tab";

/// Closed tabs that are kept.
const MOST_CLOSED: i64 = 50;

struct Raw {
    id: String,
    title: String,
    sql: String,
    position: i32,
    instance_ids: String,
    window: String,
    parameter_values: String,
    target: QueryTarget,
    export: Option<String>,
    pinned: bool,
    workflow_id: Option<String>,
    workflow_version: Option<i64>,
    updated_at: i64,
}

impl TryFrom<Raw> for QueryTab {
    type Error = Error;

    fn try_from(raw: Raw) -> Result<Self> {
        Ok(Self {
            id: raw.id,
            title: raw.title,
            sql: raw.sql,
            position: raw.position,
            instance_ids: json::read(&raw.instance_ids, TAB)?,
            window: json::read(&raw.window, TAB)?,
            parameter_values: json::read(&raw.parameter_values, TAB)?,
            target: raw.target,
            export: raw.export.map(|export| json::read(&export, TAB)).transpose()?,
            pinned: raw.pinned,
            workflow_id: raw.workflow_id,
            workflow_version: raw.workflow_version,
            updated_at: raw.updated_at,
        })
    }
}

/// The one list of columns; `$tail` says which rows and in which order.
macro_rules! select {
    ($tail:tt $(, $argument:expr)*) => {
        sqlx::query_as!(
            Raw,
            r#"SELECT id, title, sql, position AS "position: i32", instance_ids, window, parameter_values,
                   target AS "target: QueryTarget", export, pinned AS "pinned: bool", workflow_id, workflow_version, updated_at
               FROM query_tab "# + $tail
            $(, $argument)*
        )
    };
}

pub(super) async fn all(reader: &SqlitePool) -> Result<Vec<QueryTab>> {
    let rows = select!("WHERE closed_at IS NULL ORDER BY position, id").fetch_all(reader).await?;
    rows.into_iter().map(QueryTab::try_from).collect()
}

/// Closed tabs, newest first.
pub(super) async fn closed(reader: &SqlitePool) -> Result<Vec<ClosedTab>> {
    let tabs = sqlx::query_as!(
        ClosedTab,
        r#"SELECT id, title, substr(sql, 1, 200) AS "sql_start!: String", closed_at AS "closed_at!: i64"
           FROM query_tab WHERE closed_at IS NOT NULL ORDER BY closed_at DESC, id"#
    );
    Ok(tabs.fetch_all(reader).await?)
}

/// A closed tab as it was.
pub(super) async fn closed_tab(reader: &SqlitePool, id: &str) -> Result<QueryTab> {
    let raw = select!("WHERE id = ? AND closed_at IS NOT NULL", id).fetch_optional(reader).await?;
    raw.ok_or_else(|| Error::not_found("tab"))?.try_into()
}

pub(super) async fn save(store: &Store, tab: QueryTab, most: Most) -> Result<()> {
    let instance_ids = json::write(&tab.instance_ids, TAB)?;
    let window = json::write(&tab.window, TAB)?;
    let parameter_values = json::write(&tab.parameter_values, TAB)?;
    let export = tab.export.as_ref().map(|export| json::write(export, TAB)).transpose()?;
    let kept = export.clone().unwrap_or_default();
    let texts = [
        &json::write(&tab.title, TAB)?,
        &json::write(&tab.sql, TAB)?,
        &instance_ids,
        &window,
        &parameter_values,
        &kept,
    ];
    let own: usize = texts.iter().map(|text| text.len()).sum();
    store
        .write("save tab", move |connection| {
            Box::pin(async move {
                let others = sqlx::query!(
                    r#"SELECT count(*) AS "tabs!: i64", coalesce(sum(length(CAST(json_quote(title) || json_quote(sql)
                           || instance_ids || window || parameter_values || coalesce(export, '') AS BLOB))), 0) AS "bytes!: i64"
                       FROM query_tab WHERE id <> ? AND closed_at IS NULL"#,
                    tab.id
                )
                .fetch_one(&mut *connection)
                .await?;
                if usize::try_from(others.tabs).is_ok_and(|tabs| tabs >= most.tabs) {
                    return Err(
                        Error::invalid(format!("There may be at most {} tabs.", most.tabs)).next("Close some first.")
                    );
                }
                if usize::try_from(others.bytes).is_ok_and(|bytes| bytes + own > most.bytes) {
                    return Err(Error::invalid("All open queries together are too long to be kept (1.75 MiB).")
                        .next("Close some of them, or shorten this one."));
                }
                sqlx::query!(
                    "INSERT INTO query_tab (id, title, sql, position, instance_ids, window, parameter_values, target, export,
                         pinned, workflow_id, workflow_version, updated_at)
                     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                     ON CONFLICT (id) DO UPDATE SET title = excluded.title, sql = excluded.sql,
                         position = excluded.position, instance_ids = excluded.instance_ids, window = excluded.window,
                         parameter_values = excluded.parameter_values, target = excluded.target, export = excluded.export,
                         pinned = excluded.pinned,
                         workflow_id = excluded.workflow_id, workflow_version = excluded.workflow_version,
                         updated_at = excluded.updated_at, closed_at = NULL",
                    tab.id,
                    tab.title,
                    tab.sql,
                    tab.position,
                    instance_ids,
                    window,
                    parameter_values,
                    tab.target,
                    export,
                    tab.pinned,
                    tab.workflow_id,
                    tab.workflow_version,
                    tab.updated_at
                )
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
}

/// Closes a tab, and forgets those that were closed longest ago; one without a query is forgotten at once.
pub(super) async fn close(store: &Store, id: &str, now: i64) -> Result<()> {
    let id = id.to_owned();
    store
        .write("close tab", move |connection| {
            Box::pin(async move {
                sqlx::query!("UPDATE query_tab SET closed_at = ?, pinned = 0 WHERE id = ? AND closed_at IS NULL", now, id)
                    .execute(&mut *connection)
                    .await?;
                sqlx::query!(
                    "DELETE FROM query_tab WHERE closed_at IS NOT NULL AND (trim(sql, char(9, 10, 13, 32)) = '' OR id NOT IN (
                         SELECT id FROM query_tab WHERE closed_at IS NOT NULL ORDER BY closed_at DESC, id LIMIT ?))",
                    MOST_CLOSED
                )
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
}
