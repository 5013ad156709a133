//! The query of a run: started once, when the run is first seen to have started, and awaited by whoever wants its end.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use amc_sql::TimeWindow;
use chrono::{DateTime, Utc};
use tokio::sync::watch;
use tokio::time::Instant;

use super::desk::{Desk, Run};
use crate::query::{Column, Order};
use crate::result::CsvForm;
use crate::state::App;

/// What a query gave.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) files: Vec<PathBuf>,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: usize,
}

type Outcome = Result<Output, String>;

/// The query of one run.
#[derive(Debug)]
pub(crate) struct Job {
    started: AtomicBool,
    outcome: watch::Sender<Option<Arc<Outcome>>>,
}

impl Default for Job {
    fn default() -> Self {
        Self { started: AtomicBool::new(false), outcome: watch::Sender::new(None) }
    }
}

/// Longest time an answer waits for queries whose runs are over by the clock; such a run is RUNNING until its query is done.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

impl Job {
    /// Starts the query of `run` unless it has been started.
    fn start(app: &Arc<App>, run: &Run) {
        if run.job.started.swap(true, Ordering::SeqCst) {
            return;
        }
        let (app, run) = (Arc::clone(app), run.clone());
        let runtime = app.runtime.clone();
        runtime.spawn(async move {
            let job = Arc::clone(&run.job);
            // A panic in the engine is a failed run, not one that never ends.
            let query = app.runtime.clone().spawn(async move { compute(&app, &run).await });
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

    /// What the query gave, if it has ended.
    pub(crate) fn outcome(&self) -> Option<Arc<Outcome>> {
        self.outcome.borrow().clone()
    }

    /// Waits for the end of the query, until `deadline` at most.
    pub(crate) async fn wait(&self, deadline: Instant) -> Option<Arc<Outcome>> {
        let mut outcome = self.outcome.subscribe();
        let wait = outcome.wait_for(Option::is_some);
        match tokio::time::timeout_at(deadline, wait).await {
            Ok(Ok(outcome)) => outcome.clone(),
            _ => None,
        }
    }
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
    };
    let answer = app.engine.run(instance, order).await?;
    let form = CsvForm::of_workflow(&run.workflow);
    let rows = answer.rows();
    let columns = answer.columns.clone();
    let folder = app.links.folder().join(&run.id);
    let files = tokio::task::spawn_blocking(move || crate::result::write(&answer, &folder, &form, &settings))
        .await
        .map_err(|e| e.to_string())?
        .map_err(|e| format!("The result could not be written: {e}"))?;
    Ok(Output { files, columns, rows })
}
