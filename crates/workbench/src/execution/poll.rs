//! The poller: one list call an instance, none when nothing is open, rarer as runs grow old.

use std::collections::HashMap;
use std::time::Duration;

use amc_client::{AmcError, Execution, ExecutionFilter};
use chrono::{DateTime, TimeDelta, Utc};

use super::model::ExecutionState;
use super::rows::{self, Row};
use super::service::Executions;
use super::state::poll_interval;
use super::submit::apply;
use crate::service::ServiceContext;
use crate::{Error, Result};

/// How often the service shows that it lives.
pub(super) const PERIOD: Duration = Duration::from_secs(60);
/// Clocks differ, and the intent is older than the run.
const MARGIN: TimeDelta = TimeDelta::minutes(5);
/// A run that Amazon denies so often in a row is a person's business.
const MOST_DENIALS: i64 = 3;
/// After a failed look.
const AFTER_FAILURE: Duration = Duration::from_secs(60);

/// When an instance was looked at last, by the boot clock.
struct Look {
    at: Duration,
    jitter: f64,
    not_before: Duration,
}

impl Executions {
    pub(super) async fn poll(&self, context: ServiceContext) -> Result<()> {
        let mut looks: HashMap<String, Look> = HashMap::new();
        loop {
            let pause = tokio::select! {
                biased;
                () = context.cancel.cancelled() => return Ok(()),
                pause = self.round(&mut looks) => pause?,
            };
            let going_on = tokio::select! {
                biased;
                going_on = context.wait(pause.clamp(Duration::from_millis(50), PERIOD / 2)) => going_on,
                () = self.wake.notified() => true,
            };
            if !going_on {
                return Ok(());
            }
        }
    }

    /// Looks at every instance that is due; returns how long nothing will be.
    async fn round(&self, looks: &mut HashMap<String, Look>) -> Result<Duration> {
        let rows = rows::open(self.parts.store.reader()).await?;
        let mut instances: HashMap<String, Vec<Row>> = HashMap::new();
        let now = self.parts.clock.now_millis();
        let mut pause = PERIOD;
        for row in rows {
            if row.fetching {
                let wait = row.fetch_at.map_or(0, |at| at - now);
                if wait <= 0 {
                    self.fetch_in_background(row);
                } else {
                    pause = pause.min(millis(wait));
                }
            } else {
                instances.entry(row.instance_row.clone()).or_default().push(row);
            }
        }
        looks.retain(|instance, _| instances.contains_key(instance));
        for (instance, rows) in instances {
            let boot = self.parts.clock.boot();
            let due = self.due(&rows, looks.get(&instance), now).await?;
            let Some(due) = due else { continue };
            if due > boot {
                pause = pause.min(due - boot);
                continue;
            }
            let outcome = self.look(&rows).await;
            let after = self.parts.clock.boot();
            let mut look = Look { at: after, jitter: rand::random_range(-1.0..=1.0), not_before: Duration::ZERO };
            match outcome {
                Ok(()) => pause = pause.min(Duration::from_secs(1)),
                Err(error) => {
                    tracing::warn!(code = %error.code, "an instance could not be looked at");
                    let asked = error.details.retry_after_seconds.map(|seconds| Duration::from_secs(seconds.into()));
                    let wait = asked.unwrap_or(AFTER_FAILURE).min(Duration::from_secs(900));
                    let base = self.base_of(&rows).await;
                    look.not_before = after + if asked.is_some() { wait } else { wait.min(base * 4) };
                }
            }
            looks.insert(instance, look);
        }
        Ok(pause)
    }

    async fn base_of(&self, rows: &[Row]) -> Duration {
        match rows.first() {
            Some(row) => self.base(&row.profile_id).await.unwrap_or(AFTER_FAILURE),
            None => AFTER_FAILURE,
        }
    }

    /// When an instance is due by the boot clock; `None` when nothing in it waits for an answer.
    async fn due(&self, rows: &[Row], last: Option<&Look>, now: i64) -> Result<Option<Duration>> {
        let boot = self.parts.clock.boot();
        let watched: Vec<&Row> = rows.iter().filter(|row| row.remote_id.is_some()).collect();
        let mut due: Option<Duration> = None;
        if let Some(youngest) = watched.iter().map(|row| row.sent_at).max() {
            let at = match last {
                None => boot,
                Some(last) => {
                    let age = millis(now - youngest);
                    last.at + poll_interval(self.base_of(rows).await, age, last.jitter)
                }
            };
            due = Some(at);
        }
        for row in rows.iter().filter(|row| row.state == ExecutionState::Unknown) {
            let at = boot + millis(row.look_at.map_or(0, |at| at - now));
            due = Some(due.map_or(at, |due| due.min(at)));
        }
        let not_before = last.map_or(Duration::ZERO, |last| last.not_before);
        Ok(due.map(|due| due.max(not_before)))
    }

    /// One list call for all open runs of an instance, and what follows from it.
    async fn look(&self, rows: &[Row]) -> Result<()> {
        let Some(first) = rows.first() else { return Ok(()) };
        let (client, instance) = self.reach(first).await?;
        for row in rows {
            let wanted = row.cancel_requested_at.is_some() && row.cancel_sent_at.is_none() && row.remote_id.is_some();
            if wanted && let Err(error) = self.send_cancel(row.clone()).await {
                tracing::warn!(code = %error.code, "a wish to cancel is sent again later");
            }
        }
        let unknown = rows.iter().any(|row| row.state == ExecutionState::Unknown);
        let oldest = rows.iter().map(|row| row.created_at).min().and_then(DateTime::<Utc>::from_timestamp_millis);
        let since = oldest.unwrap_or_default() - MARGIN;
        let filter =
            ExecutionFilter { include_cancelled: true, include_workflow: unknown, ..ExecutionFilter::since(since) };
        let runs = client.executions(&instance.scope, &instance.instance_id, &filter).await?;
        for row in rows {
            let Some(remote) = row.remote_id.as_deref() else { continue };
            match runs.iter().find(|run| run.execution_id.as_str() == remote) {
                Some(run) => self.observe(row, run).await?,
                None => match client.execution(&instance.scope, &instance.instance_id, &remote.into()).await {
                    Ok(run) => self.observe(row, &run).await?,
                    Err(AmcError::NotFound { message, .. }) => self.denied(row, &message).await?,
                    Err(error) => return Err(error.into()),
                },
            }
        }
        if unknown {
            self.reconcile(rows, &runs).await?;
        }
        Ok(())
    }

    async fn observe(&self, row: &Row, run: &Execution) -> Result<()> {
        let mut moved = row.clone();
        apply(&mut moved, run);
        if moved.state == row.state && moved.raw_status == row.raw_status && row.looks == 0 {
            return Ok(());
        }
        let row = self
            .change(&row.id, |row| {
                row.looks = 0;
                apply(row, run);
                Ok(())
            })
            .await?;
        if row.fetching {
            self.fetch_in_background(row);
        }
        Ok(())
    }

    async fn denied(&self, row: &Row, message: &str) -> Result<()> {
        self.change(&row.id, |row| {
            row.looks += 1;
            if row.looks >= MOST_DENIALS && !row.state.is_final() {
                row.state = ExecutionState::NeedsReview;
                row.error = Some(
                    Error::new("execution.lost", "Amazon does not know this run any more.")
                        .next("Look for it in the AMC console, or run the query again.")
                        .raw(message),
                );
            }
            Ok(())
        })
        .await
        .map(drop)
    }
}

fn millis(millis: i64) -> Duration {
    Duration::from_millis(u64::try_from(millis).unwrap_or(0))
}
