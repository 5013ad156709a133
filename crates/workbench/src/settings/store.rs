//! Settings as one row of JSON. What cannot be read (an older or newer field) falls back to its default.

use sqlx::SqlitePool;

use super::Settings;
use crate::store::Store;
use crate::{Error, Result};

const ROW: &str = "settings";

pub(super) async fn load(reader: &SqlitePool) -> Result<Settings> {
    let row = sqlx::query!("SELECT value FROM setting WHERE name = ?", ROW).fetch_optional(reader).await?;
    let settings: Settings = row.and_then(|row| serde_json::from_str(&row.value).ok()).unwrap_or_default();
    Ok(if settings.check().is_ok() { settings } else { Settings::default() })
}

pub(super) async fn save(store: &Store, settings: Settings) -> Result<()> {
    let value = serde_json::to_string(&settings).map_err(|_| Error::internal("the settings cannot be written"))?;
    store
        .write("save settings", move |connection| {
            Box::pin(async move {
                sqlx::query!(
                    "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    ROW,
                    value
                )
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
}
