//! Notices in the database.

use sqlx::{SqliteConnection, SqlitePool};

use super::{Noted, Notice, NoticeKind};
use crate::Result;
use crate::store::Store;

/// Notices are kept so long, in milliseconds: 90 days.
const KEPT: i64 = 90 * 24 * 3_600_000;

/// Writes notices down in the transaction of another change, once for each occasion, and lets old ones go; how many are new.
pub(crate) async fn add(connection: &mut SqliteConnection, noted: Vec<Noted>, now: i64) -> Result<u64> {
    let mut new = 0;
    for one in noted {
        let id = uuid::Uuid::now_v7().to_string();
        let added = sqlx::query!(
            "INSERT INTO notice (id, kind, occasion, at, title, body, good, schedule_id, execution_id)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (occasion) DO NOTHING",
            id,
            one.kind,
            one.occasion,
            one.at,
            one.title,
            one.body,
            one.good,
            one.schedule_id,
            one.execution_id
        );
        new += added.execute(&mut *connection).await?.rows_affected();
    }
    let old = now - KEPT;
    sqlx::query!("DELETE FROM notice WHERE at < ?", old).execute(connection).await?;
    Ok(new)
}

pub(super) async fn newest(reader: &SqlitePool, limit: u32) -> Result<Vec<Notice>> {
    let rows = sqlx::query_as!(
        Notice,
        r#"SELECT id, kind AS "kind: NoticeKind", at, title, body, good AS "good: bool", schedule_id, execution_id,
                  read_at IS NOT NULL AS "read!: bool"
           FROM notice ORDER BY at DESC, id DESC LIMIT ?"#,
        limit
    );
    Ok(rows.fetch_all(reader).await?)
}

pub(super) async fn unread(reader: &SqlitePool) -> Result<u32> {
    let row = sqlx::query!(r#"SELECT count(*) AS "unread!: u32" FROM notice WHERE read_at IS NULL"#);
    Ok(row.fetch_one(reader).await?.unread)
}

/// Takes these for read, or all; those that were unread.
pub(super) async fn mark_read(store: &Store, ids: Option<Vec<String>>, now: i64) -> Result<Vec<String>> {
    store
        .write("read notices", move |connection| {
            Box::pin(async move {
                let unread = sqlx::query!("SELECT id FROM notice WHERE read_at IS NULL ORDER BY id");
                let mut read: Vec<String> =
                    unread.fetch_all(&mut *connection).await?.into_iter().map(|row| row.id).collect();
                if let Some(ids) = ids {
                    read.retain(|id| ids.contains(id));
                }
                for id in &read {
                    sqlx::query!("UPDATE notice SET read_at = ? WHERE id = ?", now, id)
                        .execute(&mut *connection)
                        .await?;
                }
                Ok(read)
            })
        })
        .await
}

pub(super) async fn mark_unread(store: &Store, ids: Vec<String>) -> Result<()> {
    store
        .write("take notices for unread", move |connection| {
            Box::pin(async move {
                for id in ids {
                    sqlx::query!("UPDATE notice SET read_at = NULL WHERE id = ?", id).execute(&mut *connection).await?;
                }
                Ok(())
            })
        })
        .await
}
