//! Filters that were kept under a name.

use serde::Serialize;
use specta::Type;
use uuid::Uuid;

use super::find::WorkflowQuery;
use super::rows::WORKFLOW;
use super::service::Workflows;
use crate::store::json;
use crate::{Error, Result};

/// Filters that a person may keep.
const MOST_FILTERS: i64 = 200;

/// A filter that was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SavedFilter {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it asks for.
    pub query: WorkflowQuery,
}

impl Workflows {
    /// Filters that were kept, by name.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn filters(&self) -> Result<Vec<SavedFilter>> {
        let rows = sqlx::query!(
            "SELECT id, name, query FROM workflow_filter WHERE deleted_at IS NULL ORDER BY name COLLATE NOCASE, id"
        );
        let rows = rows.fetch_all(self.parts.store.reader()).await?;
        rows.into_iter()
            .map(|row| Ok(SavedFilter { id: row.id, name: row.name, query: json::read(&row.query, WORKFLOW)? }))
            .collect()
    }

    /// Keeps a filter under a name; one of that name is replaced. Its id.
    ///
    /// # Errors
    /// `invalid` for a name or a filter, `store.*`.
    pub async fn save_filter(&self, name: &str, query: WorkflowQuery) -> Result<String> {
        let name = name.trim().to_owned();
        if name.is_empty() || name.chars().count() > 100 {
            return Err(Error::invalid("A filter needs a name of at most 100 characters.").next("Give it a name."));
        }
        if let Some(filter) = &query.filter {
            filter.check()?;
        }
        let (query, now) = (json::write(&query, WORKFLOW)?, self.parts.clock.now_millis());
        let id = self
            .parts
            .store
            .write("save a filter", move |connection| {
                Box::pin(async move {
                    let there = sqlx::query_scalar!(
                        "SELECT id FROM workflow_filter WHERE name = ? COLLATE NOCASE AND deleted_at IS NULL",
                        name
                    );
                    if let Some(id) = there.fetch_optional(&mut *connection).await? {
                        sqlx::query!("UPDATE workflow_filter SET name = ?, query = ? WHERE id = ?", name, query, id)
                            .execute(connection)
                            .await?;
                        return Ok(id);
                    }
                    let count = sqlx::query_scalar!("SELECT count(*) FROM workflow_filter WHERE deleted_at IS NULL");
                    if count.fetch_one(&mut *connection).await? >= MOST_FILTERS {
                        return Err(Error::invalid(format!("There may be at most {MOST_FILTERS} kept filters."))
                            .next("Delete some."));
                    }
                    let id = Uuid::now_v7().to_string();
                    sqlx::query!(
                        "INSERT INTO workflow_filter (id, name, query, created_at) VALUES (?, ?, ?, ?)",
                        id,
                        name,
                        query,
                        now
                    )
                    .execute(connection)
                    .await?;
                    Ok(id)
                })
            })
            .await?;
        // Filters are shown with workflows.
        self.tell(vec![id.clone()]);
        Ok(id)
    }

    /// Deletes a kept filter, or brings a deleted one back.
    ///
    /// # Errors
    /// `not_found`, `store.*`.
    pub async fn set_filter_deleted(&self, id: &str, deleted: bool) -> Result<()> {
        let own = id.to_owned();
        let at = deleted.then(|| self.parts.clock.now_millis());
        let changed = self
            .parts
            .store
            .write("delete or bring back a filter", move |connection| {
                Box::pin(async move {
                    let done = sqlx::query!(
                        "UPDATE workflow_filter SET deleted_at = ?1 WHERE id = ?2 AND (deleted_at IS NULL) = (?1 IS NOT NULL)",
                        at,
                        own
                    );
                    Ok(done.execute(connection).await?.rows_affected())
                })
            })
            .await?;
        if changed == 0 {
            return Err(Error::not_found("filter"));
        }
        self.tell(vec![id.to_owned()]);
        Ok(())
    }
}
