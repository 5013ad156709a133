//! Trying a query on this computer before Amazon runs it: over made-up events that hang together, in about a second. The figures mean
//! nothing; that rows come, and how they look, does.

use std::sync::Arc;

use amc_sql::{RunError, RunOptions};
use amc_synthetic::{DataError, SyntheticData};
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;
use tokio::sync::Mutex;

use crate::catalog::DataSources;
use crate::execution::{Executions, SubmitRequest, ToTry};
use crate::result::{Incoming, LocalFile, ResultSummary, Results, Shape, local_id, summarise};
use crate::service::Clock;
use crate::store::Store;
use crate::{Error, Result};

/// The events are those of the terminal program's `sql run`, and of the sandbox.
const SEED: u64 = 7;
/// About a hundred thousand rows in the larger tables.
const SCALE: f64 = 0.1;

/// What a trial brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct TrialAnswer {
    /// What its rows are read under.
    pub id: String,
    /// The rows.
    pub result: ResultSummary,
    /// How long it took, in milliseconds.
    #[specta(type = Number)]
    pub millis: i64,
    /// First day of the made-up events, `YYYY-MM-DD`.
    pub first_day: String,
    /// Their last.
    pub last_day: String,
}

/// Trials of queries. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Trials {
    store: Store,
    clock: Arc<dyn Clock>,
    executions: Executions,
    data_sources: DataSources,
    results: Results,
    /// The events, once they were wanted, and the day for which they were made.
    events: Arc<Mutex<Option<(chrono::NaiveDate, SyntheticData)>>>,
}

impl Trials {
    pub(crate) fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        executions: Executions,
        data_sources: DataSources,
        results: Results,
    ) -> Self {
        Self { store, clock, executions, data_sources, results, events: Arc::default() }
    }

    /// Runs what a request would send to the first of its instances over made-up events. Its rows stay until another is tried under the
    /// same id, they are forgotten, or the application ends.
    ///
    /// # Errors
    /// As [`Executions::submit`] for what is found before anything runs; `trial.no_rows` for tables that have no made-up events;
    /// `trial.engine` where this computer's engine cannot run what Amazon's may; `trial.data`, `store.full`, `result.io`.
    pub async fn run(&self, id: &str, request: SubmitRequest) -> Result<TrialAnswer> {
        let id = local_id("trial", id)?;
        let instances = request.instance_ids.clone();
        let ToTry { sql, window, parameters } = self.executions.to_try(request).await?;
        let catalogue = self.data_sources.catalog(&instances).await?.catalogue().clone();
        let events = self.events().await?;
        let (first_day, last_day) = events.covered();
        let begun = self.clock.boot();
        let options = RunOptions {
            parameters: parameters.into_iter().collect(),
            ..RunOptions::new(catalogue, events.tables(), window)
        };
        let answer = amc_sql::run(&sql, &options).await.map_err(|error| told(&error))?;
        let data_dir = self.store.data_dir().to_owned();
        let (file, result) = crate::result::blocking(move || {
            let shape = Shape::of(&answer.schema);
            let incoming = Incoming::new(&data_dir, &format!("trial-{}", uuid::Uuid::now_v7()))?;
            let mut writer = LocalFile::begin(incoming, shape.schema.clone())?;
            for batch in &answer.batches {
                writer.write(&shape.fit(batch)?)?;
            }
            let file = writer.end()?;
            let rows = i64::try_from(answer.row_count()).unwrap_or(i64::MAX);
            let summary = summarise(&file, rows, shape.columns)?;
            Ok((file, summary))
        })
        .await?;
        let millis = i64::try_from(self.clock.boot().saturating_sub(begun).as_millis()).unwrap_or(i64::MAX);
        self.results.put_local(&id, file, result.clone());
        Ok(TrialAnswer { id, result, millis, first_day: first_day.to_string(), last_day: last_day.to_string() })
    }

    /// The events of today; made when a table is first read, and kept with the sandbox's.
    async fn events(&self) -> Result<SyntheticData> {
        let today = self.clock.now().date_naive();
        let mut kept = self.events.lock().await;
        if let Some((day, events)) = &*kept
            && *day == today
        {
            return Ok(events.clone());
        }
        let folder = self.store.data_dir().join("sandbox");
        let config = amc_synthetic::DataConfig { seed: SEED, scale: SCALE, cache_dir: Some(folder), today };
        let made = crate::result::blocking(move || {
            SyntheticData::open(config).map_err(|error: DataError| {
                Error::new("trial.data", "The made-up events cannot be kept.")
                    .next("Free some space on the disk and try again.")
                    .raw(error.to_string())
            })
        })
        .await?;
        *kept = Some((today, made.clone()));
        Ok(made)
    }
}

fn told(error: &RunError) -> Error {
    match error {
        RunError::NoRows(table) => {
            Error::new("trial.no_rows", format!("There are no made-up rows of the table {table}."))
                .next("Run the query at Amazon, or have Amazon compile it.")
        }
        RunError::Parameter(_) | RunError::MissingParameter(_) => {
            Error::new("query.parameter_value", error.to_string()).next("Enter another value for it.")
        }
        _ => Error::new("trial.engine", error.to_string())
            .next("Amazon may run it all the same: have Amazon compile it."),
    }
}
