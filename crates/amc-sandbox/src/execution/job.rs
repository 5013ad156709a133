//! The query of a run: started once, when the run is first seen to have started, and awaited by whoever wants its end.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use amc_sql::TimeWindow;
use chrono::{DateTime, Utc};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::desk::{Desk, Run};
use crate::query::{Column, Filtered, Order};
use crate::result::CsvForm;
use crate::state::App;

/// What a query gave.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) files: Vec<PathBuf>,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: usize,
    pub(crate) filtered: Filtered,
}

type Outcome = Result<Output, String>;

/// The query of one run.
#[derive(Debug)]
pub(crate) struct Job {
    begun: OnceLock<Instant>,
    stop: CancellationToken,
    outcome: watch::Sender<Option<Arc<Outcome>>>,
}

impl Default for Job {
    fn default() -> Self {
        Self { begun: OnceLock::new(), stop: CancellationToken::new(), outcome: watch::Sender::new(None) }
    }
}

/// So long after the start of a query, answers wait for it if its run is over by the clock. After that, the run is RUNNING until
/// its query is done, and nobody waits: one query without an end must not hold up every list.
const PATIENCE: Duration = Duration::from_secs(20);

/// Longest real time of a query, since there are few places for queries and a join of everything with everything would keep one
/// for ever. It is the shortest time-out a run may have.
const LONGEST_QUERY: Duration = Duration::from_secs(900);

impl Job {
    /// Starts the query of `run` unless it has been started.
    fn start(app: &Arc<App>, run: &Run) {
        if run.job.begun.set(Instant::now()).is_err() {
            return;
        }
        let (app, run) = (Arc::clone(app), run.clone());
        let runtime = app.runtime.clone();
        runtime.spawn(async move {
            let job = Arc::clone(&run.job);
            let stop = job.stop.clone();
            // A panic in the engine is a failed run, not one that never ends.
            let query = app.runtime.clone().spawn(async move {
                tokio::select! {
                    () = stop.cancelled() => Err("The query was stopped".into()),
                    () = tokio::time::sleep(LONGEST_QUERY) => Err(timed_out(LONGEST_QUERY.as_secs())),
                    outcome = compute(&app, &run) => outcome,
                }
            });
            let outcome = query.await.unwrap_or_else(|_| Err("An internal error occurred while the query ran".into()));
            job.outcome.send_replace(Some(Arc::new(outcome)));
        });
    }

    /// Plays what is due on a desk by `now` and starts the queries that are wanted from then on.
    pub(super) fn play(app: &Arc<App>, desk: &mut Desk, now: DateTime<Utc>) {
        for index in desk.catch_up(now, app.settings().places()) {
            Self::start(app, &desk.runs()[index]);
        }
    }

    /// Ends the query of a run that nobody wants any more.
    pub(super) fn stop(&self) {
        self.stop.cancel();
    }

    /// What the query gave, if it has ended.
    pub(crate) fn outcome(&self) -> Option<Arc<Outcome>> {
        self.outcome.borrow().clone()
    }

    /// Waits for the end of the query, as long as it is worth it.
    pub(crate) async fn wait(&self) -> Option<Arc<Outcome>> {
        let deadline = *self.begun.get()? + PATIENCE;
        let mut outcome = self.outcome.subscribe();
        let wait = outcome.wait_for(Option::is_some);
        match tokio::time::timeout_at(deadline, wait).await {
            Ok(Ok(outcome)) => outcome.clone(),
            _ => None,
        }
    }
}

/// `statusReason` of a run that has used up its time.
pub(super) fn timed_out(seconds: u64) -> String {
    format!("The workflow execution timed out after {seconds} seconds")
}

async fn compute(app: &App, run: &Run) -> Outcome {
    let (_, instance) = app.instance(&run.instance_id).ok_or("The instance is gone")?;
    let settings = app.settings();
    let (start, end) = run.window.resolve(run.created_at);
    let order = Order {
        sql: &run.sql,
        workflow: &run.workflow,
        parameter_values: &run.parameter_values,
        window: TimeWindow { start, end, time_zone: run.window.zone },
        // Only in an instance for trials does a run without them come here: elsewhere it has no output.
        controlled: !run.disable_aggregation_controls,
    };
    let answer = app.engine.run(instance, order).await?;
    let form = CsvForm::of_workflow(&run.workflow);
    let rows = answer.rows();
    let (columns, filtered) = (answer.columns.clone(), answer.filtered.clone());
    let folder = app.links.folder().join(&run.id);
    let files = tokio::task::spawn_blocking(move || crate::result::write(&answer, &folder, &form, &settings))
        .await
        .map_err(|e| e.to_string())?
        .map_err(|e| format!("The result could not be written: {e}"))?;
    Ok(Output { files, columns, rows, filtered })
}
