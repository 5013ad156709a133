//! Small things by their names. The settings are one of them, as JSON: what cannot be read (an older or newer field) falls back to its
//! default.

use sqlx::SqlitePool;

use super::Settings;
use crate::Result;
use crate::store::{Store, json};

const ROW: &str = "settings";

pub(super) async fn load(reader: &SqlitePool) -> Result<Settings> {
    let kept = kept(reader, ROW).await?.and_then(|value| serde_json::from_str(&value).ok()).unwrap_or_default();
    Ok(over_defaults(&kept))
}

/// What is kept under a name.
pub(crate) async fn kept(reader: &SqlitePool, name: &str) -> Result<Option<String>> {
    let row = sqlx::query!("SELECT value FROM setting WHERE name = ?", name).fetch_optional(reader).await?;
    Ok(row.map(|row| row.value))
}

/// The defaults with every kept field that can still be read; other versions may know other fields.
fn over_defaults(kept: &serde_json::Map<String, serde_json::Value>) -> Settings {
    let mut settings = Settings::default();
    for (name, value) in kept {
        let Ok(serde_json::Value::Object(mut fields)) = serde_json::to_value(&settings) else { continue };
        if fields.insert(name.clone(), value.clone()).is_some()
            && let Ok(changed) = serde_json::from_value::<Settings>(fields.into())
            && changed.check().is_ok()
        {
            settings = changed;
        }
    }
    settings
}

pub(super) async fn save(store: &Store, settings: Settings) -> Result<()> {
    keep(store, ROW, json::write(&settings, "the settings")?).await
}

/// Keeps a value under a name.
pub(crate) async fn keep(store: &Store, name: &'static str, value: String) -> Result<()> {
    store
        .write("keep a setting", move |connection| {
            Box::pin(async move {
                sqlx::query!(
                    "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    name,
                    value
                )
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_field_that_cannot_be_read_falls_back_and_the_others_stay() {
        let kept = json!({ "theme": "dark", "poll_seconds": 1, "notifications": "perhaps", "gone": 1,
            "quiet_hours": { "on": true, "from": "late", "until": "07:00" } });
        let settings = over_defaults(kept.as_object().unwrap());
        assert_eq!(settings, Settings { theme: crate::settings::Theme::Dark, ..Settings::default() });
    }
}
