//! The poller: one list call an instance, none when nothing is open, rarer as runs grow old.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use amc_client::{AmcClient, AmcError, Execution, ExecutionFilter};
use chrono::{DateTime, TimeDelta, Utc};

use super::dispatch::wait_until;
use super::model::ExecutionState;
use super::rows::{self, Row};
use super::service::{Executions, wants_cancel};
use super::state::poll_interval;
use super::submit::apply;
use crate::service::ServiceContext;
use crate::{Error, Result};

/// How often the service shows that it lives.
pub(super) const PERIOD: Duration = Duration::from_secs(60);
/// Clocks differ, and the intent is older than the run.
pub(super) const MARGIN: TimeDelta = TimeDelta::minutes(5);
/// By how much this computer's clock may be ahead of Amazon's before an answer has told.
pub(super) const MOST_AHEAD: TimeDelta = TimeDelta::days(1);
/// A run that Amazon denies so often in a row is gone.
const MOST_DENIALS: i64 = 3;
/// After a failed look.
const AFTER_FAILURE: Duration = Duration::from_secs(60);
/// Longer than Amazon ever asks to wait.
const LONGEST_WAIT: Duration = Duration::from_secs(900);
/// So that a mistake in a pause cannot become a busy loop.
const SHORTEST: Duration = Duration::from_millis(50);

/// When an instance was looked at last, by the boot clock.
struct Look {
    at: Duration,
    jitter: f64,
    not_before: Duration,
    /// Why it came to nothing, for the status bar.
    trouble: Option<String>,
}

impl Executions {
    pub(super) async fn poll(&self, context: ServiceContext) -> Result<()> {
        self.recover().await?;
        let mut looks: HashMap<String, Look> = HashMap::new();
        loop {
            let pause = {
                let round = self.round(&mut looks);
                tokio::pin!(round);
                loop {
                    tokio::select! {
                        biased;
                        () = context.cancel.cancelled() => return Ok(()),
                        pause = &mut round => break pause?,
                        // Amazon may take its time; the service lives all the same.
                        () = context.clock.sleep(PERIOD / 2) => context.beat(),
                    }
                }
            };
            context.trouble(trouble(&looks));
            let going_on = tokio::select! {
                biased;
                going_on = context.wait(pause.clamp(SHORTEST, PERIOD / 2)) => going_on,
                () = self.wake.notified() => true,
            };
            if !going_on {
                return Ok(());
            }
        }
    }

    /// Sends, looks and fetches what is due; returns how long nothing will be.
    async fn round(&self, looks: &mut HashMap<String, Look>) -> Result<Duration> {
        let mut pause = self.dispatch().await?.unwrap_or(PERIOD);
        self.write_files_aside();
        let rows = rows::open(self.parts.store.reader()).await?;
        let mut instances: HashMap<String, Vec<Row>> = HashMap::new();
        let now = self.parts.clock.now_millis();
        for row in rows {
            if row.fetching {
                let wait = wait_until(row.fetch_at, now);
                if wait.is_zero() {
                    self.fetch_in_background(row);
                } else {
                    pause = pause.min(wait);
                }
            } else {
                self.abandoned(&row, now).await?;
                instances.entry(row.instance_row.clone()).or_default().push(row);
            }
        }
        looks.retain(|instance, _| instances.contains_key(instance));
        let mut due = Vec::new();
        let boot = self.parts.clock.boot();
        for (instance, rows) in instances {
            match self.due(&rows, looks.get(&instance), now, boot).await {
                Some(at) if at <= boot => due.push((instance, rows)),
                Some(at) => pause = pause.min(at - boot),
                None => {}
            }
        }
        let looked = futures::future::join_all(due.into_iter().map(async |(instance, rows)| {
            let outcome = self.look(&rows).await;
            (instance, rows, outcome)
        }))
        .await;
        for (instance, rows, outcome) in looked {
            let at = self.parts.clock.boot();
            let mut look =
                Look { at, jitter: rand::random_range(-1.0..=1.0), not_before: Duration::ZERO, trouble: None };
            // What was learned decides when the next look is due.
            pause = Duration::ZERO;
            if let Err(error) = outcome {
                tracing::warn!(code = %error.code, "an instance could not be looked at");
                let asked = error.details.retry_after_seconds.map(|seconds| Duration::from_secs(seconds.into()));
                let wait = match asked {
                    Some(asked) => asked.min(LONGEST_WAIT),
                    None => AFTER_FAILURE.min(self.base_of(&rows).await * 4),
                };
                look.not_before = at + wait;
                // To be asked to wait is no trouble: it happens to everyone, and passes.
                look.trouble = asked.is_none().then_some(error.message);
            }
            looks.insert(instance, look);
        }
        Ok(pause)
    }

    /// A run whose sending task is gone without a word (it panicked) may or may not be at Amazon.
    async fn abandoned(&self, row: &Row, now: i64) -> Result<()> {
        let left = |row: &Row| row.state == ExecutionState::Sending && row.attempt > 0;
        if !left(row) || *row.boot_id != *self.boot_id || self.is_under_way(&row.id) {
            return Ok(());
        }
        self.change(&row.id, |changed| {
            if left(changed) && changed.version == row.version {
                changed.state = ExecutionState::Unknown;
                changed.looks = 0;
                changed.look_at = Some(now);
            }
            Ok(())
        })
        .await
        .map(drop)
    }

    async fn base_of(&self, rows: &[Row]) -> Duration {
        match rows.first() {
            Some(row) => self.base(&row.profile_id).await.unwrap_or(AFTER_FAILURE),
            None => AFTER_FAILURE,
        }
    }

    /// When an instance is due by the boot clock, which says `boot`; `None` when nothing in it waits for an answer.
    async fn due(&self, rows: &[Row], last: Option<&Look>, now: i64, boot: Duration) -> Option<Duration> {
        let mut due: Option<Duration> = None;
        let watched = rows.iter().filter(|row| row.remote_id.is_some());
        // A run that was just asked to end is as interesting as a new one.
        if let Some(youngest) = watched.map(|row| row.sent_at.max(row.cancel_sent_at.unwrap_or(0))).max() {
            due = Some(match last {
                None => boot,
                Some(last) => last.at + poll_interval(self.base_of(rows).await, millis(now - youngest), last.jitter),
            });
        }
        let unsettled = rows.iter().filter(|row| row.state == ExecutionState::Unknown);
        if let Some(wait) = unsettled.map(|row| wait_until(row.look_at, now)).min() {
            // Not again at once: a look settles nothing while a call for the same is under way, and takes that one's turn.
            let pause = self.base_of(rows).await;
            let at = last.map_or(boot, |last| last.at + pause).max(boot + wait);
            due = Some(due.map_or(at, |due| due.min(at)));
        }
        let not_before = last.map_or(Duration::ZERO, |last| last.not_before);
        due.map(|due| due.max(not_before))
    }

    /// One list call for all open runs of an instance, and what follows from it.
    async fn look(&self, rows: &[Row]) -> Result<()> {
        let Some(first) = rows.first() else { return Ok(()) };
        let (client, instance) = match self.reach(first).await {
            Ok(reached) => reached,
            Err(error) if error.code == "not_found" => return self.unreachable(rows).await,
            Err(error) => return Err(error),
        };
        for row in rows.iter().filter(|row| wants_cancel(row)) {
            if let Err(error) = self.send_cancel(row.clone()).await {
                tracing::warn!(code = %error.code, "a wish to cancel is sent again later");
            }
        }
        let unknown = rows.iter().any(|row| row.state == ExecutionState::Unknown);
        let oldest = rows.iter().map(|row| row.sent_at).min().and_then(DateTime::<Utc>::from_timestamp_millis);
        let ahead = || self.ahead(&client);
        let unsure = if unknown { MOST_AHEAD } else { TimeDelta::zero() };
        let since = oldest.unwrap_or_default() - MARGIN - ahead().unwrap_or(unsure);
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
            // Read after the list: whatever it holds of ours is either a row's already or still under way here.
            let mut now = rows::open(self.parts.store.reader()).await?;
            // Another profile may reach the same instance: its calls count, its rows are settled by its own look.
            now.retain(|row| row.amazon_instance == first.amazon_instance);
            self.reconcile(&first.instance_row, &now, &runs, ahead().unwrap_or_default()).await?;
        }
        Ok(())
    }

    /// By how much this computer's clock is ahead of Amazon's, as far as an answer has told; nothing where it is behind. A run looks
    /// so much older than it is.
    pub(super) fn ahead(&self, client: &AmcClient) -> Option<TimeDelta> {
        let now = self.parts.clock.now();
        client.service_time().map(|told| (now - told).max(TimeDelta::zero()))
    }

    /// The profile is gone, and with it every way to ask.
    async fn unreachable(&self, rows: &[Row]) -> Result<()> {
        // What is being sent or fetched right now is settled by the task that does it.
        for row in rows.iter().filter(|row| !self.is_under_way(&row.id)) {
            self.change(&row.id, |row| {
                if !row.state.is_final() {
                    row.state = ExecutionState::Failed;
                    row.error = Some(
                        Error::new("execution.profile_gone", "The profile of this run was removed before it ended.")
                            .next("Sign in again and run the query again."),
                    );
                }
                Ok(())
            })
            .await?;
        }
        Ok(())
    }

    pub(super) async fn observe(&self, row: &Row, run: &Execution) -> Result<()> {
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
                row.state = ExecutionState::Failed;
                row.error = Some(
                    Error::new(
                        "execution.lost",
                        "Amazon does not know this run any more, so its result cannot be had.",
                    )
                    .next("Run the query again. A sandbox forgets its runs when it is started anew.")
                    .raw(message),
                );
            }
            Ok(())
        })
        .await
        .map(drop)
    }
}

/// What the status bar says of looks that came to nothing; of several the one that kept most instances from being looked at.
fn trouble(looks: &HashMap<String, Look>) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for trouble in looks.values().filter_map(|look| look.trouble.as_deref()) {
        *counts.entry(trouble).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(trouble, _)| trouble.to_owned())
}

fn millis(millis: i64) -> Duration {
    Duration::from_millis(u64::try_from(millis).unwrap_or(0))
}
