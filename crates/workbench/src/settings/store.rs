//! Settings as one row of JSON. What cannot be read (an older or newer field) falls back to its default.

use sqlx::SqlitePool;

use super::Settings;
use crate::store::Store;
use crate::{Error, Result};

const ROW: &str = "settings";

pub(super) async fn load(reader: &SqlitePool) -> Result<Settings> {
    let row = sqlx::query!("SELECT value FROM setting WHERE name = ?", ROW).fetch_optional(reader).await?;
    let kept = row.and_then(|row| serde_json::from_str(&row.value).ok()).unwrap_or_default();
    Ok(over_defaults(&kept))
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_field_that_cannot_be_read_falls_back_and_the_others_stay() {
        let kept = json!({ "theme": "dark", "poll_seconds": 1, "notifications": "perhaps", "gone": 1 });
        let settings = over_defaults(kept.as_object().unwrap());
        assert_eq!(settings, Settings { theme: crate::settings::Theme::Dark, ..Settings::default() });
    }
}
