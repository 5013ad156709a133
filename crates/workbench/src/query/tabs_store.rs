//! Tabs in the database; lists and values as JSON.

use sqlx::SqlitePool;

use super::QueryTab;
use super::tabs::Most;
use crate::store::{Store, json};
use crate::{Error, Result};

/// Names kept values in errors.
const TAB: &str = "a tab";

pub(super) async fn all(reader: &SqlitePool) -> Result<Vec<QueryTab>> {
    let rows = sqlx::query!(
        r#"SELECT id, title, sql, position AS "position: i32", instance_ids, window, parameter_values, updated_at
           FROM query_tab ORDER BY position, id"#
    )
    .fetch_all(reader)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(QueryTab {
                id: row.id,
                title: row.title,
                sql: row.sql,
                position: row.position,
                instance_ids: json::read(&row.instance_ids, TAB)?,
                window: json::read(&row.window, TAB)?,
                parameter_values: json::read(&row.parameter_values, TAB)?,
                updated_at: row.updated_at,
            })
        })
        .collect()
}

pub(super) async fn save(store: &Store, tab: QueryTab, most: Most) -> Result<()> {
    let instance_ids = json::write(&tab.instance_ids, TAB)?;
    let window = json::write(&tab.window, TAB)?;
    let parameter_values = json::write(&tab.parameter_values, TAB)?;
    let texts =
        [&json::write(&tab.title, TAB)?, &json::write(&tab.sql, TAB)?, &instance_ids, &window, &parameter_values];
    let own: usize = texts.iter().map(|text| text.len()).sum();
    store
        .write("save tab", move |connection| {
            Box::pin(async move {
                let others = sqlx::query!(
                    r#"SELECT count(*) AS "tabs!: i64", coalesce(sum(length(CAST(json_quote(title) || json_quote(sql)
                           || instance_ids || window || parameter_values AS BLOB))), 0) AS "bytes!: i64"
                       FROM query_tab WHERE id <> ?"#,
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
                    "INSERT INTO query_tab (id, title, sql, position, instance_ids, window, parameter_values, updated_at)
                     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                     ON CONFLICT (id) DO UPDATE SET title = excluded.title, sql = excluded.sql,
                         position = excluded.position, instance_ids = excluded.instance_ids, window = excluded.window,
                         parameter_values = excluded.parameter_values, updated_at = excluded.updated_at",
                    tab.id,
                    tab.title,
                    tab.sql,
                    tab.position,
                    instance_ids,
                    window,
                    parameter_values,
                    tab.updated_at
                )
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
}

pub(super) async fn delete(store: &Store, id: &str) -> Result<()> {
    let id = id.to_owned();
    store
        .write("close tab", move |connection| {
            Box::pin(async move {
                sqlx::query!("DELETE FROM query_tab WHERE id = ?", id).execute(connection).await?;
                Ok(())
            })
        })
        .await
}
