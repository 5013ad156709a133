//! The service that hosts talk to.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};
use uuid::Uuid;

use super::checkpoint::Checkpoints;
use super::model::{ExecutionDetail, ExecutionState, ExecutionSummary, SubmitRequest};
use super::rows::{self, Row};
use crate::account::Accounts;
use crate::catalog::Catalog;
use crate::profile::{ProfileKind, Profiles};
use crate::result;
use crate::service::{Clock, Event, Events, Supervisor};
use crate::settings::SettingsService;
use crate::store::Store;
use crate::{Error, Result};

/// Most rows a list gives.
const LONGEST_LIST: u32 = 1_000;
/// How often a change is tried again when another came between.
const TRIES: usize = 8;

/// What executions stand on.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) events: Events,
    pub(crate) supervisor: Supervisor,
    pub(crate) settings: SettingsService,
    pub(crate) profiles: Profiles,
    pub(crate) accounts: Accounts,
    pub(crate) catalog: Catalog,
    pub(crate) checkpoints: Checkpoints,
}

/// Executions. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Executions {
    pub(super) parts: Arc<Parts>,
    /// Random for each start of the application; rows of other starts were left by a crash.
    pub(super) boot_id: Arc<str>,
    /// Rung when there is something new to look at.
    pub(super) wake: Arc<Notify>,
    /// Runs whose result is being fetched.
    pub(super) under_way: Arc<Mutex<HashSet<String>>>,
    pub(super) fetches: Arc<Semaphore>,
}

impl Executions {
    pub(crate) fn new(parts: Parts) -> Self {
        Self {
            parts: Arc::new(parts),
            boot_id: Uuid::new_v4().to_string().into(),
            wake: Arc::default(),
            under_way: Arc::default(),
            fetches: Arc::new(Semaphore::new(2)),
        }
    }

    /// Sweeps what a crash left in the results folder, takes over the runs it left unsettled, and starts the poller. Once,
    /// before anything is submitted.
    ///
    /// # Errors
    /// `store.*`.
    pub(crate) async fn start(&self) -> Result<()> {
        let swept = result::sweep(&self.parts.store).await?;
        if swept > 0 {
            tracing::info!(files = swept, "removed result files that no run refers to");
        }
        self.recover().await?;
        let this = self.clone();
        self.parts.supervisor.spawn("execution poller", super::poll::PERIOD, move |context| {
            let this = this.clone();
            async move { this.poll(context).await }
        });
        Ok(())
    }

    /// A run that was being sent when the application ended may or may not be at Amazon.
    async fn recover(&self) -> Result<()> {
        let now = self.parts.clock.now_millis();
        for row in rows::open(self.parts.store.reader()).await? {
            if row.state == ExecutionState::Sending && *row.boot_id != *self.boot_id {
                self.change(&row.id, |row| {
                    if row.state == ExecutionState::Sending {
                        row.state = ExecutionState::Unknown;
                        row.look_at = Some(now);
                    }
                    Ok(())
                })
                .await?;
            }
        }
        Ok(())
    }

    /// Checks a query, writes one intent for each instance, and sends them. Returns once the intents are durable; what
    /// becomes of them is told by events.
    ///
    /// # Errors
    /// `query.*` for SQL that does not pass the check (with its place) or parameters without values, `window.*`,
    /// `not_found` for an instance, `invalid`, `store.*`. Nothing is written or sent then.
    pub async fn submit(&self, request: SubmitRequest) -> Result<Vec<ExecutionSummary>> {
        let intents = self.prepare(request).await?;
        self.parts.checkpoints.pass(super::Checkpoint::BeforeIntent);
        rows::insert(&self.parts.store, intents.clone()).await?;
        self.parts.checkpoints.pass(super::Checkpoint::IntentWritten);
        self.tell(intents.iter().map(|row| row.id.clone()).collect());
        let summaries = intents.iter().map(Row::summary).collect();
        for intent in intents {
            self.send_in_background(intent);
        }
        Ok(summaries)
    }

    /// The newest runs first; at most 1,000.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn list(&self, limit: u32) -> Result<Vec<ExecutionSummary>> {
        let rows = rows::newest(self.parts.store.reader(), limit.min(LONGEST_LIST)).await?;
        Ok(rows.iter().map(Row::summary).collect())
    }

    /// Everything about one run.
    ///
    /// # Errors
    /// `not_found`, `store.*`.
    pub async fn get(&self, id: &str) -> Result<ExecutionDetail> {
        rows::detail(self.parts.store.reader(), id).await
    }

    /// How many runs have not ended: `(at Amazon or on their way, waiting for a person)`.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn open_count(&self) -> Result<(u32, u32)> {
        let reader = self.parts.store.reader();
        let open = rows::open(reader).await?.len();
        let review: i64 = sqlx::query_scalar("SELECT count(*) FROM execution WHERE state = 'needs_review'")
            .fetch_one(reader)
            .await?;
        Ok((u32::try_from(open).unwrap_or(u32::MAX), u32::try_from(review).unwrap_or(u32::MAX)))
    }

    /// Asks Amazon to cancel a run. It goes on being watched: it may have ended just now. The wish is kept, so that a run
    /// whose id is not known yet is cancelled as soon as it is. Cancelling an ended run does nothing.
    ///
    /// # Errors
    /// `not_found`, `store.*`. A call that fails is made again by the poller.
    pub async fn cancel(&self, id: &str) -> Result<()> {
        let now = self.parts.clock.now_millis();
        let row = self
            .change(id, |row| {
                if !row.state.is_final() && !row.fetching {
                    row.cancel_requested_at.get_or_insert(now);
                }
                Ok(())
            })
            .await?;
        if row.cancel_requested_at.is_some()
            && !row.state.is_final()
            && row.remote_id.is_some()
            && let Err(error) = self.send_cancel(row).await
        {
            tracing::warn!(code = %error.code, "a wish to cancel is sent again later");
        }
        self.wake.notify_one();
        Ok(())
    }

    pub(super) async fn send_cancel(&self, row: Row) -> Result<()> {
        let (client, instance) = self.reach(&row).await?;
        let Some(remote) = row.remote_id.as_deref() else { return Ok(()) };
        match client.cancel_execution(&instance.scope, &instance.instance_id, &remote.into()).await {
            // A run that has just ended refuses; the next look tells how it ended.
            Ok(()) | Err(amc_client::AmcError::Invalid { .. } | amc_client::AmcError::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        let now = self.parts.clock.now_millis();
        self.change(&row.id, |row| {
            row.cancel_sent_at = Some(now);
            Ok(())
        })
        .await
        .map(drop)
    }

    /// Fetches the result of a run that ended well once more.
    ///
    /// # Errors
    /// `not_found`; `execution.not_succeeded` for a run without a result; `store.*`.
    pub async fn fetch_again(&self, id: &str) -> Result<()> {
        self.change(id, |row| {
            if row.state != ExecutionState::Succeeded || row.remote_id.is_none() {
                return Err(Error::new("execution.not_succeeded", "Only a run that succeeded has a result to fetch.")
                    .next("Run the query again."));
            }
            row.fetching = true;
            row.fetches = 0;
            row.fetch_at = None;
            row.error = None;
            Ok(())
        })
        .await?;
        self.wake.notify_one();
        Ok(())
    }

    /// Reads a row, lets `edit` change it and writes it back unless somebody else did meanwhile; then again.
    pub(super) async fn change(&self, id: &str, edit: impl Fn(&mut Row) -> Result<()>) -> Result<Row> {
        self.change_with(id, None, edit).await
    }

    pub(super) async fn change_with(
        &self,
        id: &str,
        result: Option<rows::StoredResult>,
        edit: impl Fn(&mut Row) -> Result<()>,
    ) -> Result<Row> {
        for _ in 0..TRIES {
            let mut row = rows::one(self.parts.store.reader(), id).await?;
            let ended = row.state.is_final();
            edit(&mut row)?;
            if row.state.is_final() && !ended && row.finished_at.is_none() {
                row.finished_at = Some(self.parts.clock.now_millis());
            }
            if rows::swap(&self.parts.store, row.clone(), result.clone(), self.parts.clock.now_millis()).await? {
                row.version += 1;
                self.tell(vec![row.id.clone()]);
                return Ok(row);
            }
        }
        Err(Error::new("store.busy", "This run is being changed by something else.").next("Try again in a moment."))
    }

    pub(super) fn tell(&self, ids: Vec<String>) {
        self.parts.events.send(Event::ExecutionsChanged { ids });
    }

    pub(super) async fn reach(&self, row: &Row) -> Result<(amc_client::AmcClient, crate::account::InstanceRef)> {
        let instance = self.parts.accounts.instance(&row.instance_row).await?;
        Ok((self.parts.profiles.client_for(&row.profile_id).await?, instance))
    }

    /// The base of the poller's pauses: the setting, at most a second for a sandbox, which is this machine.
    pub(super) async fn base(&self, profile_id: &str) -> Result<Duration> {
        let setting = Duration::from_secs(self.parts.settings.current().poll_seconds.into());
        let profile = self.parts.profiles.get(profile_id).await?;
        Ok(if profile.kind == ProfileKind::Sandbox { setting.min(Duration::from_secs(1)) } else { setting })
    }
}
