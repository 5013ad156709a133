//! The editor's tabs. Each change is saved, so that a crash costs nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Number;

use super::WindowSpec;
use super::tabs_store;
use crate::execution::RunExport;
use crate::service::Clock;
use crate::store::Store;
use crate::{Error, Result};

/// What all tabs may hold together.
pub(super) const MOST: Most = Most { tabs: 200, bytes: 2 * 1024 * 1024 - 256 * 1024 };

/// How much is kept: as many tabs, and as many bytes of JSON in all their texts, lists and values. The window reads all of
/// them at once, and takes no answer of more than 2 MiB.
#[derive(Clone, Copy, Debug)]
pub(super) struct Most {
    pub(super) tabs: usize,
    pub(super) bytes: usize,
}

/// A parameter's value as a person entered it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(untagged)]
pub enum ParameterValue {
    /// Yes or no.
    Flag(bool),
    /// A number that 64-bit floating point keeps; the window sends longer whole numbers as text.
    Number(#[specta(type = Number)] serde_json::Number),
    /// Text, also dates.
    Text(String),
    /// A list.
    List(Vec<String>),
}

/// Where the statements of a tab run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum QueryTarget {
    /// At Amazon, on instances.
    #[default]
    Amazon,
    /// Over kept results, on this computer.
    Kept,
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
    /// Where its statements run.
    #[serde(default)]
    pub target: QueryTarget,
    /// The file that each of its runs is followed by.
    #[serde(default)]
    pub export: Option<RunExport>,
    /// Whether it stays at the front and has no cross.
    pub pinned: bool,
    /// The workflow that it was opened from or saved as.
    pub workflow_id: Option<String>,
    /// The version of that workflow from which its text went on.
    #[specta(type = Option<Number>)]
    pub workflow_version: Option<i64>,
    /// When it was last changed, in UTC milliseconds; set by [`Tabs::save`].
    #[specta(type = Number)]
    pub updated_at: i64,
}

/// A tab that was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ClosedTab {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How its query begins, at most 200 characters.
    pub sql_start: String,
    /// When it was closed, in UTC milliseconds.
    #[specta(type = Number)]
    pub closed_at: i64,
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

    /// All open tabs in their order.
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
    /// `invalid` when it is too large, alone or with the others; `store.*`.
    pub async fn save(&self, mut tab: QueryTab) -> Result<()> {
        if tab.id.is_empty() || tab.id.len() > 64 || tab.title.chars().count() > 200 {
            return Err(Error::invalid("A tab's title may have at most 200 characters.").next("Shorten the title."));
        }
        crate::catalog::limit(&tab.sql)?;
        if tab.instance_ids.len() > 1000 || tab.parameter_values.len() > 1000 {
            return Err(Error::invalid("A tab may have at most 1000 instances and parameters.").next("Choose fewer."));
        }
        if tab.export.as_ref().is_some_and(|export| export.folder.len() > 4_096 || export.name.len() > 1_024) {
            return Err(
                Error::invalid("The folder or the name of the file after a run is too long.").next("Shorten it.")
            );
        }
        tab.updated_at = self.clock.now_millis();
        tabs_store::save(&self.store, tab, MOST).await
    }

    /// Closes a tab. The newest 50 that hold anything are kept, to be opened again; one that is gone already is fine.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn close(&self, id: &str) -> Result<()> {
        tabs_store::close(&self.store, id, self.clock.now_millis()).await
    }

    /// Tabs that were closed, newest first.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn closed(&self) -> Result<Vec<ClosedTab>> {
        tabs_store::closed(self.store.reader()).await
    }

    /// Opens a closed tab again, as the last of the open ones.
    ///
    /// # Errors
    /// `not_found`; `invalid` when there are too many tabs, or they are too long together; `store.*`.
    pub async fn reopen(&self, id: &str) -> Result<QueryTab> {
        let tabs = self.list().await?;
        let position = tabs.iter().map(|tab| tab.position.saturating_add(1)).max().unwrap_or(0);
        let tab = QueryTab { position, ..tabs_store::closed_tab(self.store.reader(), id).await? };
        self.save(tab.clone()).await?;
        Ok(tab)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::ExportFormat;
    use crate::testing::TestClock;

    fn tab(id: &str, sql: String) -> QueryTab {
        QueryTab {
            id: id.to_owned(),
            title: "Reach".to_owned(),
            sql,
            position: 0,
            instance_ids: Vec::new(),
            window: WindowSpec::LastFullMonth,
            parameter_values: BTreeMap::new(),
            target: QueryTarget::Amazon,
            export: None,
            pinned: false,
            workflow_id: None,
            workflow_version: None,
            updated_at: 0,
        }
    }

    #[tokio::test]
    async fn tabs_are_kept_as_they_are_and_no_more_than_the_window_reads_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), "test", 0).await.unwrap();
        let clock: Arc<dyn Clock> = Arc::new(TestClock::new("2026-02-09T12:00:00Z".parse().unwrap()));
        let tabs = Tabs::new(store, clock.clone());
        let code = async |tab: QueryTab| tabs.save(tab).await.err().map(|error| error.code.into_owned());

        let mut first = tab("first", "SELECT \"a\"\n".repeat(40_000));
        first.parameter_values.insert("days".to_owned(), ParameterValue::List(vec!["7".to_owned()]));
        assert_eq!(code(first.clone()).await, None);
        first.updated_at = clock.now_millis();
        assert_eq!(tabs.list().await.unwrap(), [first]);

        let long = tab("second", "x".repeat(1024 * 1024));
        assert_eq!(code(long.clone()).await, None);
        assert_eq!(code(tab("second", "x".repeat(1024 * 1024 + 1))).await.as_deref(), Some("invalid"));
        // Changing a tab counts it once.
        assert_eq!(code(long).await, None);
        assert_eq!(code(tab("third", "x".repeat(1024 * 1024))).await.as_deref(), Some("invalid"));
        assert_eq!(code(tab("third", "short".to_owned())).await, None);
        let all = serde_json::to_vec(&tabs.list().await.unwrap()).unwrap();
        assert!(all.len() < 2 * 1024 * 1024);
        tabs.close("second").await.unwrap();
        assert_eq!(code(tab("third", "x".repeat(1024 * 1024))).await, None);
        let refused = tabs.reopen("second").await.unwrap_err();
        assert_eq!(refused.code, "invalid", "what is closed takes no room, and finds none when it comes back");
    }

    #[tokio::test]
    async fn closed_tabs_come_back_as_they_were() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), "test", 0).await.unwrap();
        let clock = Arc::new(TestClock::new("2026-02-09T12:00:00Z".parse().unwrap()));
        let tabs = Tabs::new(store, clock.clone());
        let export =
            RunExport { folder: "/reports".to_owned(), format: ExportFormat::Xlsx, name: "{query}".to_owned() };
        let first = QueryTab {
            pinned: true,
            target: QueryTarget::Kept,
            export: Some(export),
            ..tab("first", "SELECT 1".to_owned())
        };
        tabs.save(first.clone()).await.unwrap();
        tabs.save(QueryTab { position: 4, ..tab("second", "SELECT 2".to_owned()) }).await.unwrap();
        tabs.save(tab("empty", " \n".to_owned())).await.unwrap();
        tabs.close("empty").await.unwrap();
        tabs.close("first").await.unwrap();
        let open: Vec<String> = tabs.list().await.unwrap().into_iter().map(|tab| tab.id).collect();
        assert_eq!(open, ["second"]);
        let closed = tabs.closed().await.unwrap();
        assert_eq!(closed.iter().map(|tab| (&*tab.id, &*tab.sql_start)).collect::<Vec<_>>(), [("first", "SELECT 1")]);
        let back = tabs.reopen("first").await.unwrap();
        assert_eq!(back, QueryTab { position: 5, pinned: false, updated_at: back.updated_at, ..first });
        assert_eq!(tabs.list().await.unwrap().len(), 2);
        assert_eq!(tabs.closed().await.unwrap(), []);
        assert_eq!(tabs.reopen("first").await.unwrap_err().code, "not_found", "it is open");
        for n in 0..60 {
            let id = format!("t{n}");
            tabs.save(tab(&id, format!("SELECT {n}"))).await.unwrap();
            tabs.close(&id).await.unwrap();
        }
        assert_eq!(tabs.closed().await.unwrap().len(), 50);
    }
}
