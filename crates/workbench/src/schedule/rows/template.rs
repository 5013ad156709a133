//! Templates of schedules.

use sqlx::SqlitePool;

use super::SCHEDULE;
use crate::schedule::model::ScheduleSpec;
use crate::store::{Store, json};
use crate::{Error, Result};

/// A template as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) spec: ScheduleSpec,
}

/// All templates, by name.
pub(crate) async fn templates(reader: &SqlitePool) -> Result<Vec<Template>> {
    let rows = sqlx::query!(
        r#"SELECT id, name, spec FROM schedule_template WHERE deleted_at IS NULL ORDER BY name COLLATE NOCASE, id"#
    );
    let rows = rows.fetch_all(reader).await?;
    rows.into_iter()
        .map(|row| Ok(Template { id: row.id, name: row.name, spec: json::read(&row.spec, SCHEDULE)? }))
        .collect()
}

/// Keeps a new template.
pub(crate) async fn save_template(store: &Store, template: Template, now: i64) -> Result<()> {
    store
        .write("save a template", move |connection| {
            Box::pin(async move {
                let spec = json::write(&template.spec, SCHEDULE)?;
                sqlx::query!(
                    "INSERT INTO schedule_template (id, name, spec, created_at) VALUES (?, ?, ?, ?)",
                    template.id,
                    template.name,
                    spec,
                    now
                )
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
}

/// Deletes a template.
///
/// # Errors
/// `not_found` when it is not there, or deleted already.
pub(crate) async fn delete_template(store: &Store, id: &str, now: i64) -> Result<()> {
    let id = id.to_owned();
    store
        .write("delete a template", move |connection| {
            Box::pin(async move {
                let gone = sqlx::query!(
                    "UPDATE schedule_template SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL",
                    now,
                    id
                );
                match gone.execute(connection).await?.rows_affected() {
                    0 => Err(Error::not_found("template")),
                    _ => Ok(()),
                }
            })
        })
        .await
}

/// Brings a deleted template back.
///
/// # Errors
/// `not_found` when it is not there, or not deleted.
pub(crate) async fn restore_template(store: &Store, id: &str) -> Result<()> {
    let id = id.to_owned();
    store
        .write("bring a template back", move |connection| {
            Box::pin(async move {
                let back = sqlx::query!(
                    "UPDATE schedule_template SET deleted_at = NULL WHERE id = ? AND deleted_at IS NOT NULL",
                    id
                );
                match back.execute(connection).await?.rows_affected() {
                    0 => Err(Error::not_found("template")),
                    _ => Ok(()),
                }
            })
        })
        .await
}
