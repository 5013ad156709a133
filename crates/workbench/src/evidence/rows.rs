//! Evidence in the database.

use sqlx::SqlitePool;

use super::model::{EvidenceDetail, EvidenceSummary, Opened};
use super::{PARQUET, ROOT};
use crate::result::ResultSummary;
use crate::store::{Store, json};
use crate::{Error, Result};

/// Names kept values in errors.
const EVIDENCE: &str = "evidence";

/// Whether there is room for another.
pub(super) async fn room(reader: &SqlitePool, most: i64) -> Result<()> {
    let count = sqlx::query_scalar!("SELECT count(*) FROM evidence WHERE deleted_at IS NULL").fetch_one(reader).await?;
    if count >= most {
        return Err(Error::invalid(format!("There may be at most {most} pieces of evidence.")).next("Take some away."));
    }
    Ok(())
}

pub(super) async fn insert(store: &Store, id: String, opened: Opened, now: i64) -> Result<()> {
    let (manifest, result) = (json::write(&opened, EVIDENCE)?, json::write(&opened.manifest.result, EVIDENCE)?);
    store
        .write("keep evidence", move |connection| {
            Box::pin(async move {
                sqlx::query!(
                    "INSERT INTO evidence (id, manifest, result, opened_at) VALUES (?, ?, ?, ?)",
                    id,
                    manifest,
                    result,
                    now
                )
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
}

pub(super) async fn all(reader: &SqlitePool) -> Result<Vec<EvidenceSummary>> {
    let rows = sqlx::query!(
        "SELECT id, manifest, opened_at FROM evidence WHERE deleted_at IS NULL ORDER BY opened_at DESC, id DESC"
    );
    let summaries = rows.fetch_all(reader).await?.into_iter().map(|row| {
        let opened: Opened = json::read(&row.manifest, EVIDENCE)?;
        Ok(opened.summary(&row.id, row.opened_at))
    });
    summaries.collect()
}

pub(super) async fn one(reader: &SqlitePool, id: &str) -> Result<EvidenceDetail> {
    let row = sqlx::query!("SELECT manifest, opened_at FROM evidence WHERE id = ? AND deleted_at IS NULL", id);
    let row = row.fetch_optional(reader).await?.ok_or_else(|| Error::not_found("evidence"))?;
    let opened: Opened = json::read(&row.manifest, EVIDENCE)?;
    Ok(opened.detail(id, row.opened_at))
}

/// Where the rows of evidence lie, relative to the data folder, and what they are.
pub(crate) async fn result(reader: &SqlitePool, id: &str) -> Result<Option<(String, ResultSummary)>> {
    let found = sqlx::query_scalar!("SELECT result FROM evidence WHERE id = ? AND deleted_at IS NULL", id);
    let Some(summary) = found.fetch_optional(reader).await? else { return Ok(None) };
    Ok(Some((format!("{ROOT}/{id}/{PARQUET}"), json::read(&summary, EVIDENCE)?)))
}

/// Whether there was one of this id to take away or to bring back.
pub(super) async fn set_deleted(store: &Store, id: String, at: Option<i64>) -> Result<bool> {
    store
        .write("take evidence away or bring it back", move |connection| {
            Box::pin(async move {
                let done = sqlx::query!(
                    "UPDATE evidence SET deleted_at = ?1 WHERE id = ?2 AND (deleted_at IS NULL) = (?1 IS NOT NULL)",
                    at,
                    id
                );
                Ok(done.execute(connection).await?.rows_affected() > 0)
            })
        })
        .await
}

/// Forgets what was taken away; the ids.
pub(super) async fn forget_deleted(store: &Store) -> Result<Vec<String>> {
    store
        .write("forget evidence", move |connection| {
            Box::pin(async move {
                let gone = sqlx::query_scalar!("DELETE FROM evidence WHERE deleted_at IS NOT NULL RETURNING id");
                Ok(gone.fetch_all(connection).await?)
            })
        })
        .await
}
