//! The editor's tabs. Each change is saved, so that a crash costs nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Number;

use super::WindowSpec;
use super::tabs_store;
use crate::service::Clock;
use crate::store::Store;
use crate::{Error, Result};

/// SQL longer than this crosses no border (1 MiB).
const LONGEST_SQL: usize = 1024 * 1024;
const MOST_TABS: usize = 200;

/// A parameter's value as a person entered it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(untagged)]
pub enum ParameterValue {
    /// Yes or no.
    Flag(bool),
    /// A number; kept as written, so that no digit is lost.
    Number(#[specta(type = Number)] serde_json::Number),
    /// Text, also dates.
    Text(String),
    /// A list.
    List(Vec<String>),
}

impl From<ParameterValue> for serde_json::Value {
    fn from(value: ParameterValue) -> Self {
        match value {
            ParameterValue::Flag(flag) => Self::Bool(flag),
            ParameterValue::Number(number) => Self::Number(number),
            ParameterValue::Text(text) => Self::String(text),
            ParameterValue::List(items) => Self::Array(items.into_iter().map(Self::String).collect()),
        }
    }
}

/// One tab of the editor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct QueryTab {
    /// Made by the window; any text of at most 64 characters.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The query.
    pub sql: String,
    /// Its place, from 0.
    pub position: i32,
    /// Our ids of the chosen instances.
    pub instance_ids: Vec<String>,
    /// The chosen dates.
    pub window: WindowSpec,
    /// Values by parameter.
    pub parameter_values: BTreeMap<String, ParameterValue>,
    /// When it was last changed, in UTC milliseconds; set by [`Tabs::save`].
    #[specta(type = Number)]
    pub updated_at: i64,
}

/// Keeps the tabs. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Tabs {
    store: Store,
    clock: Arc<dyn Clock>,
}

impl Tabs {
    pub(crate) fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    /// All tabs in their order.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn list(&self) -> Result<Vec<QueryTab>> {
        tabs_store::all(self.store.reader()).await
    }

    /// Keeps a tab, new or changed. Saving an older state after a newer one (by `updated_at` of this call) replaces it:
    /// the window saves in order.
    ///
    /// # Errors
    /// `invalid` when it is too large; `store.*`.
    pub async fn save(&self, mut tab: QueryTab) -> Result<()> {
        if tab.id.is_empty() || tab.id.len() > 64 || tab.title.chars().count() > 200 {
            return Err(Error::invalid("A tab's title may have at most 200 characters.").next("Shorten the title."));
        }
        if tab.sql.len() > LONGEST_SQL {
            return Err(Error::invalid("A query may have at most 1 MiB of text.").next("Shorten the query."));
        }
        if tab.instance_ids.len() > 1000 || tab.parameter_values.len() > 1000 {
            return Err(Error::invalid("A tab may have at most 1000 instances and parameters.").next("Choose fewer."));
        }
        tab.updated_at = self.clock.now_millis();
        tabs_store::save(&self.store, tab, MOST_TABS).await
    }

    /// Removes a tab; one that is gone already is fine.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn close(&self, id: &str) -> Result<()> {
        tabs_store::delete(&self.store, id).await
    }
}
