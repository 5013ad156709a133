//! The order of the queue.

use sqlx::SqlitePool;

use crate::Result;
use crate::store::Store;

/// The schedules of queued executions that belong to one: our ids of both.
pub(crate) async fn schedules_of(reader: &SqlitePool) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query!(
        "SELECT e.id, s.schedule_id FROM execution e JOIN slot s ON s.id = e.slot_id WHERE e.state = 'sending' AND e.attempt = 0"
    );
    Ok(rows.fetch_all(reader).await?.into_iter().map(|row| (row.id, row.schedule_id)).collect())
}

/// Gives executions other instants to stand in the queue by.
pub(crate) async fn put_in_order(store: &Store, moved: Vec<(String, i64)>) -> Result<()> {
    if moved.is_empty() {
        return Ok(());
    }
    store
        .write("put the queue in order", move |connection| {
            Box::pin(async move {
                for (id, at) in moved {
                    sqlx::query!("UPDATE execution SET queue_at = ? WHERE id = ?", at, id)
                        .execute(&mut *connection)
                        .await?;
                }
                Ok(())
            })
        })
        .await
}
