//! Dashboards: saved views over kept results. Each widget has a query; what it brought last is kept in a file, so that a dashboard opens
//! at once and says how old its figures are.

mod model;
mod rows;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{Days, NaiveDate};
pub use model::{DashboardDetail, DashboardFilter, DashboardSpec, DashboardSummary, Widget, WidgetKind, WidgetRows};
pub(crate) use rows::result;
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::kept::{KeptNow, KeptSql};
use crate::query::MATURITY_DAYS;
use crate::result::blocking;
use crate::service::{Clock, Event, Events};
use crate::store::Store;
use crate::{Error, Result};

/// Where the rows of widgets lie, below the data folder.
const ROOT: &str = "dashboards";
/// What the ids of rows begin with.
pub(crate) const PREFIX: &str = "widget-";

/// What dashboards stand on.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) events: Events,
    pub(crate) kept: KeptSql,
}

/// Keeps dashboards and refreshes them. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Dashboards {
    parts: Arc<Parts>,
    /// One refresh at a time: the window and a schedule may ask for the same.
    turn: Arc<Mutex<()>>,
}

impl Dashboards {
    pub(crate) fn new(parts: Parts) -> Self {
        Self { parts: Arc::new(parts), turn: Arc::default() }
    }

    /// All dashboards, by name.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn list(&self) -> Result<Vec<DashboardSummary>> {
        rows::all(self.parts.store.reader()).await
    }

    /// One dashboard, with what the queries of its widgets brought last.
    ///
    /// # Errors
    /// `not_found`, `store.*`.
    pub async fn get(&self, id: &str) -> Result<DashboardDetail> {
        let (spec, changed_at) = rows::one(self.parts.store.reader(), id).await?;
        let mut kept = rows::kept(self.parts.store.reader(), id).await?;
        let asked: Vec<&Widget> = with_query(&spec).collect();
        let now = self.parts.kept.now().await?;
        let queries = asked.iter().map(|widget| widget.sql.clone()).collect();
        let marks = self.parts.kept.marks(queries, &now).await?;
        let files = self.files().await?;
        let today = self.parts.clock.now().date_naive();
        let told = asked.into_iter().zip(marks);
        let rows = told.map(|(widget, mark)| {
            // What an earlier query brought says nothing of this one.
            let known = kept.remove(&widget.id).filter(|known| known.sql == widget.sql);
            let mut outdated = known.as_ref().is_none_or(|known| known.mark != mark_of(&mark));
            let (rows, error) = known.map_or((None, None), |known| (known.rows, known.error));
            outdated |= rows.as_ref().is_some_and(|rows| !files.contains(&rows.id));
            let rows = rows.filter(|rows| files.contains(&rows.id));
            let days = rows.as_ref().and_then(|rows| rows.read_from.days.clone());
            WidgetRows {
                widget_id: widget.id.clone(),
                error,
                outdated,
                read_at: rows.as_ref().map(|rows| rows.read_at),
                results: rows.as_ref().map_or(0, |rows| rows.read_from.results),
                run_at: rows.as_ref().and_then(|rows| rows.read_from.run_at),
                grows_until: days.as_ref().and_then(|(_, last)| grows_until(last, today)),
                first_day: days.as_ref().map(|(first, _)| first.clone()),
                last_day: days.map(|(_, last)| last),
                rows_id: rows.as_ref().map(|rows| rows.id.clone()),
                result: rows.map(|rows| rows.result),
            }
        });
        let rows = rows.collect();
        Ok(DashboardDetail { id: id.to_owned(), changed_at, rows, spec })
    }

    /// Whether there is one of this id.
    ///
    /// # Errors
    /// `not_found` where there is none, `store.*`.
    pub(crate) async fn exists(&self, id: &str) -> Result<()> {
        rows::one(self.parts.store.reader(), id).await.map(drop)
    }

    /// Keeps a dashboard, new or changed; its id. `changed_at` is that of the one which was changed.
    ///
    /// # Errors
    /// `invalid` for what cannot be kept, or for a name that another dashboard has; `not_found` for an id of none; `dashboard.changed`
    /// where it was changed since `changed_at`; `store.*`.
    pub async fn save(&self, id: Option<String>, spec: DashboardSpec, changed_at: Option<i64>) -> Result<String> {
        let (spec, now) = (spec.tidy()?, self.parts.clock.now_millis());
        let before = match &id {
            None => None,
            Some(_) => Some(changed_at.ok_or_else(|| Error::invalid("This says not which dashboard was changed."))?),
        };
        let id = id.unwrap_or_else(|| Uuid::now_v7().to_string());
        let own = id.clone();
        self.parts
            .store
            .write("save a dashboard", move |connection| {
                Box::pin(async move { rows::save(connection, &own, &spec, before, now).await })
            })
            .await?;
        self.tell(&id);
        Ok(id)
    }

    /// Runs the queries of these widgets anew, or of all where none is named. What one of them meets is told with the widget.
    ///
    /// # Errors
    /// `not_found`, `store.*`.
    pub async fn refresh(&self, id: &str, widget_ids: &[String]) -> Result<DashboardDetail> {
        let _turn = self.turn.lock().await;
        let (spec, _) = rows::one(self.parts.store.reader(), id).await?;
        let named = |widget: &&Widget| widget_ids.is_empty() || widget_ids.contains(&widget.id);
        let now = self.parts.kept.now().await?;
        let asked: Vec<&Widget> = with_query(&spec).filter(named).collect();
        let marks = self.parts.kept.marks(asked.iter().map(|widget| widget.sql.clone()).collect(), &now).await?;
        for (widget, mark) in asked.into_iter().zip(marks) {
            let outcome = self.bring(widget, &now).await;
            let (own, widget) = (id.to_owned(), widget.clone());
            let ran = rows::Ran { mark: mark_of(&mark), outcome };
            let superfluous = self
                .parts
                .store
                .write("keep the rows of a widget", move |connection| {
                    Box::pin(async move { rows::ran(connection, &own, &widget, ran).await })
                })
                .await?;
            if let Some(rows_id) = superfluous {
                // Where somebody reads it still, the next start takes it away.
                let _ = tokio::fs::remove_file(self.path(&rows_id)).await;
            }
        }
        self.tell(id);
        self.get(id).await
    }

    /// Refreshes all of a dashboard, and says what it met.
    ///
    /// # Errors
    /// As [`Self::refresh`]; `dashboard.refresh` where widgets could not be refreshed.
    pub(crate) async fn refresh_whole(&self, id: &str) -> Result<()> {
        let dashboard = self.refresh(id, &[]).await?;
        let failed: Vec<&Error> = dashboard.rows.iter().filter_map(|rows| rows.error.as_ref()).collect();
        let Some(first) = failed.first() else { return Ok(()) };
        let told = format!(
            "{} of {} widgets of “{}” could not be refreshed: {}",
            failed.len(),
            dashboard.rows.len(),
            dashboard.spec.name,
            first.message
        );
        Err(Error::new("dashboard.refresh", told).next("Open the dashboard and look at them."))
    }

    /// Deletes a dashboard, or brings a deleted one back until the next start of the program. Results stay as they are.
    ///
    /// # Errors
    /// `not_found`; `invalid` when another dashboard has its name by now; `store.*`.
    pub async fn set_deleted(&self, id: &str, deleted: bool) -> Result<()> {
        let (own, at) = (id.to_owned(), deleted.then(|| self.parts.clock.now_millis()));
        let changed = self
            .parts
            .store
            .write("delete or bring back a dashboard", move |connection| {
                Box::pin(async move { rows::set_deleted(connection, &own, at).await })
            })
            .await?;
        if !changed {
            return Err(Error::not_found("dashboard"));
        }
        self.tell(id);
        Ok(())
    }

    /// Forgets what was deleted, and removes files that no widget has. To be called before any is read.
    pub(crate) async fn sweep(&self) -> Result<()> {
        let forget = self
            .parts
            .store
            .write("forget dashboards", |connection| Box::pin(async move { rows::forget_deleted(connection).await }));
        forget.await?;
        let known: HashSet<String> = rows::kept_ids(self.parts.store.reader()).await?.into_iter().collect();
        for rows_id in self.files().await?.difference(&known) {
            let _ = tokio::fs::remove_file(self.path(rows_id)).await;
        }
        Ok(())
    }

    async fn bring(&self, widget: &Widget, now: &KeptNow) -> Result<rows::KeptRows> {
        let brought = self.parts.kept.bring(&widget.sql, now).await?;
        let id = format!("{PREFIX}{}", Uuid::now_v7());
        let (file, path) = (brought.file, self.path(&id));
        blocking(move || file.stay(&path)).await?;
        let read_at = self.parts.clock.now_millis();
        Ok(rows::KeptRows { id, result: brought.summary, read_from: brought.read, read_at })
    }

    /// The ids of rows whose files are there.
    async fn files(&self) -> Result<HashSet<String>> {
        let root = self.parts.store.data_dir().join(ROOT);
        blocking(move || {
            let Ok(entries) = std::fs::read_dir(root) else { return Ok(HashSet::new()) };
            let id = |entry: std::fs::DirEntry| {
                let name = entry.file_name().into_string().ok()?;
                Some(name.strip_suffix(".parquet")?.to_owned()).filter(|id| id.starts_with(PREFIX))
            };
            Ok(entries.flatten().filter_map(id).collect())
        })
        .await
    }

    fn path(&self, rows_id: &str) -> PathBuf {
        self.parts.store.data_dir().join(place(rows_id))
    }

    fn tell(&self, id: &str) {
        self.parts.events.send(Event::DashboardsChanged { ids: vec![id.to_owned()] });
    }
}

fn with_query(spec: &DashboardSpec) -> impl Iterator<Item = &Widget> {
    spec.widgets.iter().filter(|widget| widget.kind != WidgetKind::Text)
}

/// Where rows lie, relative to the data folder.
fn place(rows_id: &str) -> String {
    format!("{ROOT}/{rows_id}.parquet")
}

/// What a query stands on, or why on nothing: while that is the same, another try meets the same.
fn mark_of(mark: &Result<String>) -> String {
    match mark {
        Ok(mark) => mark.clone(),
        Err(error) => format!("{}: {}", error.code, error.message),
    }
}

/// The day until which sales are attributed to days up to `last`, where it is not past.
fn grows_until(last: &str, today: NaiveDate) -> Option<String> {
    let until = last.parse::<NaiveDate>().ok()?.checked_add_days(Days::new(MATURITY_DAYS.into()))?;
    (until > today).then(|| until.to_string())
}
