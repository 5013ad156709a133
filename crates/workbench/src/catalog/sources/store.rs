//! Lists of data sources in the database.

use std::collections::BTreeSet;

use sqlx::SqlitePool;

use crate::Result;
use crate::store::Store;

/// What one instance said last.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) instance_row: String,
    pub(super) sources: String,
}

/// The lists of these instances, as far as there are any.
pub(super) async fn lists(reader: &SqlitePool, instance_ids: &BTreeSet<String>) -> Result<Vec<Kept>> {
    let ids = json(instance_ids);
    let found = sqlx::query_as!(
        Kept,
        "SELECT instance_row, sources FROM data_source_list
         WHERE instance_row IN (SELECT value FROM json_each(?)) ORDER BY instance_row",
        ids
    )
    .fetch_all(reader)
    .await?;
    Ok(found)
}

/// When the lists of these instances were read.
pub(super) async fn read_at(reader: &SqlitePool, instance_ids: &BTreeSet<String>) -> Result<Vec<(String, i64)>> {
    let ids = json(instance_ids);
    let found = sqlx::query!(
        "SELECT instance_row, read_at FROM data_source_list WHERE instance_row IN (SELECT value FROM json_each(?))",
        ids
    )
    .fetch_all(reader)
    .await?;
    Ok(found.into_iter().map(|row| (row.instance_row, row.read_at)).collect())
}

pub(super) async fn keep(store: &Store, instance_id: &str, sources: String, now: i64) -> Result<()> {
    let instance_id = instance_id.to_owned();
    store
        .write("keep data sources", move |connection| {
            Box::pin(async move {
                sqlx::query!(
                    "INSERT INTO data_source_list (instance_row, sources, read_at) VALUES (?, ?, ?)
                     ON CONFLICT (instance_row) DO UPDATE SET sources = excluded.sources, read_at = excluded.read_at",
                    instance_id,
                    sources,
                    now
                )
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
}

fn json(instance_ids: &BTreeSet<String>) -> String {
    serde_json::Value::from_iter(instance_ids.iter().map(String::as_str)).to_string()
}
