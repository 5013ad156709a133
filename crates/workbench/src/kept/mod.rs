//! SQL over kept results, without Amazon and without a network: every kept result is a table.
//!
//! `latest."name"` is what the newest runs of a workflow, or of a query of that name, brought: one run an instance. `runs."name"` is
//! all of its runs. `result."id"` is one execution's result. Each has columns that say which run a row is of.

mod engine;
mod rows;
mod table;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Number;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::result::{LocalFile, ResultColumn, ResultSummary, Results};
use crate::service::Clock;
use crate::store::Store;
use crate::{Error, Result};

/// A table that queries over kept results can read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct KeptTable {
    /// As it is written in a query, as in `latest."Reach by city"`.
    pub sql_name: String,
    /// `latest` or `runs`.
    pub schema: String,
    /// The name of the workflow or of the query.
    pub name: String,
    /// The workflow, where it is one.
    pub workflow_id: Option<String>,
    /// Its columns, those that say which run a row is of last.
    pub columns: Vec<ResultColumn>,
    /// Rows.
    #[specta(type = Number)]
    pub rows: i64,
    /// Runs behind it.
    pub runs: u32,
    /// Older ones that are left out, since each is a file that is opened.
    pub older: u32,
    /// When the newest of them was begun, in UTC milliseconds.
    #[specta(type = Number)]
    pub at: i64,
}

/// What a query over kept results says before it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct KeptCheck {
    /// Columns of its result, if nothing is wrong.
    pub columns: Vec<ResultColumn>,
    /// What is wrong.
    pub error: Option<Error>,
}

/// What a query over kept results brought. Its rows are read in pages under `id`, as those of an execution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct KeptAnswer {
    /// The id that it was asked under.
    pub id: String,
    /// Columns.
    pub columns: Vec<ResultColumn>,
    /// Rows.
    #[specta(type = Number)]
    pub row_count: i64,
    /// How long it took, in milliseconds.
    #[specta(type = Number)]
    pub millis: i64,
    /// How many kept results were read.
    pub results: u32,
}

/// The kept results that a query stands on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReadFrom {
    /// How many were there to be read.
    pub(crate) results: u32,
    /// The first and the last day that they cover.
    pub(crate) days: Option<(String, String)>,
    /// When the newest was begun, in UTC milliseconds.
    pub(crate) run_at: Option<i64>,
}

/// Rows that a query brought, in a file that goes with it.
pub(crate) struct Brought {
    pub(crate) file: LocalFile,
    pub(crate) summary: ResultSummary,
    pub(crate) read: ReadFrom,
}

/// All that is kept at one moment. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct KeptNow(Arc<Vec<rows::Kept>>);

/// Queries over kept results. Cheap to clone.
#[derive(Clone, Debug)]
pub struct KeptSql {
    store: Store,
    clock: Arc<dyn Clock>,
    results: Results,
    /// Those that work, by id.
    working: Arc<Mutex<HashMap<String, (Uuid, CancellationToken)>>>,
}

impl KeptSql {
    pub(crate) fn new(store: Store, clock: Arc<dyn Clock>, results: Results) -> Self {
        Self { store, clock, results, working: Arc::default() }
    }

    /// All tables, newest first: of each name what its newest runs brought, and all that its runs brought.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn tables(&self) -> Result<Vec<KeptTable>> {
        let kept = rows::kept(self.store.reader()).await?;
        Ok(table::tables(&kept))
    }

    /// What is wrong with a query, or the columns that it would bring. Nothing is read but names and types.
    ///
    /// # Errors
    /// `invalid` for more than 1 MiB of text, `store.*`.
    pub async fn check(&self, sql: &str) -> Result<KeptCheck> {
        crate::catalog::limit(sql)?;
        let kept = rows::kept(self.store.reader()).await?;
        let planned = engine::plan(self.store.data_dir().to_owned(), sql.to_owned(), Arc::new(kept)).await;
        Ok(match planned {
            Ok(columns) => KeptCheck { columns, error: None },
            Err(error) if error.code.starts_with("kept.") => KeptCheck { columns: Vec::new(), error: Some(error) },
            Err(error) => return Err(error),
        })
    }

    /// Runs a query. Its rows stay until another is run under the same id, it is dropped, or the application ends.
    ///
    /// # Errors
    /// `invalid` for an id that is none or more than 1 MiB of text; `kept.sql` with the place, where it is known; `kept.no_table`;
    /// `kept.too_large` for more than five million rows; `kept.cancelled`; `store.full`, `result.io`; `store.*`.
    pub async fn run(&self, id: &str, sql: &str) -> Result<KeptAnswer> {
        crate::catalog::limit(sql)?;
        let id = crate::result::local_id("kept", id)?;
        let cancel = CancellationToken::new();
        let this_one = Uuid::now_v7();
        if let Some((_, before)) = self.lock().insert(id.clone(), (this_one, cancel.clone())) {
            before.cancel();
        }
        let begun = self.clock.boot();
        let kept = rows::kept(self.store.reader()).await?;
        let work = engine::run(self.store.data_dir().to_owned(), sql.to_owned(), Arc::new(kept));
        let written = tokio::select! {
            () = cancel.cancelled() => Err(Error::new("kept.cancelled", "The query was cancelled.").next("Run it again.")),
            written = work => written,
        };
        self.lock().retain(|_, (working, _)| *working != this_one);
        let Brought { file, summary, read } = written?;
        let answer = KeptAnswer {
            id: id.clone(),
            columns: summary.columns.clone(),
            row_count: summary.row_count,
            millis: i64::try_from(self.clock.boot().saturating_sub(begun).as_millis()).unwrap_or(i64::MAX),
            results: read.results,
        };
        self.results.put_local(&id, file, summary);
        Ok(answer)
    }

    /// What is kept now.
    ///
    /// # Errors
    /// `store.*`.
    pub(crate) async fn now(&self) -> Result<KeptNow> {
        Ok(KeptNow(Arc::new(rows::kept(self.store.reader()).await?)))
    }

    /// Runs a query into a file that is the caller's.
    ///
    /// # Errors
    /// As [`Self::run`], but for those of ids and of cancelling.
    pub(crate) async fn bring(&self, sql: &str, kept: &KeptNow) -> Result<Brought> {
        engine::run(self.store.data_dir().to_owned(), sql.to_owned(), kept.0.clone()).await
    }

    /// A mark of the kept results that each of these queries stands on, which is another where one came or went, or why there is none.
    ///
    /// # Errors
    /// `internal`.
    pub(crate) async fn marks(&self, queries: Vec<String>, kept: &KeptNow) -> Result<Vec<Result<String>>> {
        engine::marks(queries, kept.0.clone()).await
    }

    /// Cancels the query that runs under an id, and forgets what an earlier one brought.
    pub fn forget(&self, id: &str) {
        let id = format!("kept-{id}");
        if let Some((_, working)) = self.lock().remove(&id) {
            working.cancel();
        }
        self.results.drop_local(&id);
    }

    /// Whether a query works under an id.
    #[doc(hidden)]
    pub fn works(&self, id: &str) -> bool {
        self.lock().contains_key(&format!("kept-{id}"))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, (Uuid, CancellationToken)>> {
        self.working.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
