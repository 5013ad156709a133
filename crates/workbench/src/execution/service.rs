//! The service that hosts talk to.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;
use sqlx::SqliteConnection;
use tokio::sync::{Notify, Semaphore};
use uuid::Uuid;

use super::checkpoint::Checkpoints;
use super::dispatch::is_queued;
use super::model::{Counts, ExecutionDetail, ExecutionState, ExecutionSummary, KeptRuns, SubmitRequest};
use super::rows::{self, Row};
use crate::account::Accounts;
use crate::catalog::DataSources;
use crate::profile::{ProfileKind, Profiles};
use crate::result::{self, Results};
use crate::service::{Clock, Event, Events, Supervisor};
use crate::settings::SettingsService;
use crate::store::Store;
use crate::{Error, Result};

/// Most rows a list gives.
const LONGEST_LIST: u32 = 1_000;
/// Most kept runs of one workflow that are told: the window takes 2 MiB at once.
const MOST_KEPT_RUNS: u32 = 4_000;
/// Characters of a note.
const MOST_NOTE: usize = 2_000;
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
    pub(crate) data_sources: DataSources,
    pub(crate) results: Results,
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
    /// Runs that a task of this start is sending or fetching.
    under_way: Arc<Mutex<HashSet<String>>>,
    /// Runs whose wish to cancel is on its way.
    cancelling: Arc<Mutex<HashSet<String>>>,
    pub(super) dispatching: Arc<tokio::sync::Mutex<()>>,
    pub(super) fetches: Arc<Semaphore>,
    pub(super) writing_files: Arc<tokio::sync::Mutex<()>>,
}

impl Executions {
    pub(crate) fn new(parts: Parts) -> Self {
        Self {
            parts: Arc::new(parts),
            boot_id: Uuid::new_v4().to_string().into(),
            wake: Arc::default(),
            under_way: Arc::default(),
            cancelling: Arc::default(),
            dispatching: Arc::default(),
            fetches: Arc::new(Semaphore::new(2)),
            writing_files: Arc::default(),
        }
    }

    /// Sweeps what a crash left in the results folder and starts the poller, which takes over the runs it left unsettled.
    /// Once, before anything is fetched.
    pub(crate) async fn start(&self) {
        match result::sweep(&self.parts.store).await {
            Ok(0) => {}
            Ok(files) => tracing::info!(files, "removed result files that no run refers to"),
            Err(error) => tracing::warn!(code = %error.code, "the results folder was not swept"),
        }
        let this = self.clone();
        self.parts.supervisor.spawn("execution poller", super::poll::PERIOD, move |context| {
            let this = this.clone();
            async move { this.poll(context).await }
        });
    }

    /// A run that was being sent when the application ended may or may not be at Amazon; one that was only queued is not.
    pub(super) async fn recover(&self) -> Result<()> {
        let now = self.parts.clock.now_millis();
        for row in rows::open(self.parts.store.reader()).await? {
            if row.state == ExecutionState::Sending && *row.boot_id != *self.boot_id {
                self.change(&row.id, |row| {
                    if is_queued(row) {
                        row.boot_id = self.boot_id.to_string();
                        // While nothing ran here nobody asked Amazon, so nobody was asked to wait.
                        row.put_off_since = None;
                    } else if row.state == ExecutionState::Sending {
                        row.state = ExecutionState::Unknown;
                        row.looks = 0;
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
        self.submit_intents(request, None, None).await
    }

    /// As [`Self::submit`], the runs in the batch `batch_id`. What `along` writes is in the transaction of the intents: it gets our ids
    /// of the instance and of the execution of each, and nothing is written or sent when it fails.
    pub(crate) async fn submit_along<F>(
        &self,
        request: SubmitRequest,
        batch_id: &str,
        along: F,
    ) -> Result<Vec<ExecutionSummary>>
    where
        F: for<'c> FnOnce(&'c mut SqliteConnection, Vec<(String, String)>) -> BoxFuture<'c, Result<()>>
            + Send
            + 'static,
    {
        self.submit_intents(request, Some(batch_id), Some(Box::new(along))).await
    }

    async fn submit_intents(
        &self,
        request: SubmitRequest,
        batch_id: Option<&str>,
        along: Option<rows::WithIntents>,
    ) -> Result<Vec<ExecutionSummary>> {
        if let Some(export) = &request.export {
            // What is only compiled or tried is followed by no file.
            export.check(request.instance_ids.iter().collect::<HashSet<_>>().len())?;
        }
        let mut intents = self.prepare(request).await?;
        if let Some(batch_id) = batch_id {
            intents.iter_mut().for_each(|intent| batch_id.clone_into(&mut intent.batch_id));
        }
        self.parts.checkpoints.pass(super::Checkpoint::BeforeIntent);
        rows::insert(&self.parts.store, intents.clone(), along).await?;
        self.parts.checkpoints.pass(super::Checkpoint::IntentWritten);
        self.tell(intents.iter().map(|row| row.id.clone()).collect());
        let summaries: Vec<ExecutionSummary> = intents.iter().map(Row::summary).collect();
        if self.dispatch().await.is_err() {
            // The intents are safe; the poller sends them.
            self.wake.notify_one();
        }
        Ok(summaries)
    }

    /// The newest runs first; at most 1,000.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn list(&self, limit: u32) -> Result<Vec<ExecutionSummary>> {
        rows::newest(self.parts.store.reader(), limit.min(LONGEST_LIST)).await
    }

    /// The newest runs of a workflow, newest first.
    ///
    /// # Errors
    /// `store.*`.
    pub(crate) async fn of_workflow(&self, workflow_id: &str, limit: u32) -> Result<Vec<ExecutionSummary>> {
        rows::of_workflow(self.parts.store.reader(), workflow_id, limit).await
    }

    /// All runs of people that are under way, and all that ended at or after an instant (UTC milliseconds), newest first, however
    /// many others there are. Runs of schedules are told of with their slots.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn under_way_or_ended_since(&self, since: i64) -> Result<Vec<ExecutionSummary>> {
        rows::under_way_or_ended_since(self.parts.store.reader(), since).await
    }

    /// Everything about one run.
    ///
    /// # Errors
    /// `not_found`, `store.*`.
    pub async fn get(&self, id: &str) -> Result<ExecutionDetail> {
        rows::detail(self.parts.store.reader(), id).await
    }

    /// The newest 4,000 runs of a workflow whose results are kept, and which of them asked for the same.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn kept_of_workflow(&self, workflow_id: &str) -> Result<KeptRuns> {
        rows::kept_of_workflow(self.parts.store.reader(), workflow_id, MOST_KEPT_RUNS).await
    }

    /// Keeps what a person notes of a run, without blanks around it; an empty text takes it away.
    ///
    /// # Errors
    /// `not_found`; `invalid` beyond 2,000 characters; `store.*`.
    pub async fn note(&self, id: &str, note: &str) -> Result<()> {
        let note = note.trim();
        if note.chars().count() > MOST_NOTE {
            return Err(Error::invalid("A note has at most 2,000 characters.").next("Shorten it."));
        }
        rows::note(&self.parts.store, id, note).await?;
        self.tell(vec![id.to_owned()]);
        Ok(())
    }

    /// How many runs wait on this computer, of which nothing was sent yet.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn queued(&self) -> Result<usize> {
        Ok(rows::open(self.parts.store.reader()).await?.iter().filter(|row| is_queued(row)).count())
    }

    /// How many runs of each instance have not ended, whether sent or not.
    ///
    /// # Errors
    /// `store.*`.
    pub(crate) async fn open_by_instance(&self) -> Result<HashMap<String, usize>> {
        let mut open = HashMap::new();
        for row in rows::open(self.parts.store.reader()).await? {
            *open.entry(row.instance_row).or_default() += 1;
        }
        Ok(open)
    }

    /// Batches of people's own runs that have ended since an instant (UTC milliseconds) and of which a run did not go well.
    ///
    /// # Errors
    /// `store.*`.
    pub(crate) async fn failed_batches_since(&self, since: i64) -> Result<Vec<rows::FailedBatch>> {
        rows::failed_batches_since(self.parts.store.reader(), since).await
    }

    /// Lets the poller look now at whatever is due.
    pub(crate) fn look_now(&self) {
        self.wake.notify_one();
    }

    /// How many runs are under way.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn counts(&self) -> Result<Counts> {
        rows::counts(self.parts.store.reader()).await
    }

    /// Marks a run as being worked on by a task of this start; `None` when one is already.
    pub(super) fn enter(&self, id: &str) -> Option<UnderWay> {
        UnderWay::enter(&self.under_way, id)
    }

    /// Whether a task of this start works on the run.
    pub(super) fn is_under_way(&self, id: &str) -> bool {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner).contains(id)
    }

    /// Asks Amazon to cancel a run. It goes on being watched: it may have ended just now. The wish is kept, so that a run
    /// whose id is not known yet is cancelled as soon as it is; one that was not sent yet never is. Cancelling an ended
    /// run does nothing.
    ///
    /// # Errors
    /// `not_found`, `store.*`; `auth.*` and `amc.*` when Amazon could not be asked now: the poller asks again.
    pub async fn cancel(&self, id: &str) -> Result<()> {
        let now = self.parts.clock.now_millis();
        let row = self
            .change(id, |row| {
                if is_queued(row) {
                    row.state = ExecutionState::Cancelled;
                }
                if !row.state.is_final() && !row.fetching {
                    row.cancel_requested_at.get_or_insert(now);
                }
                Ok(())
            })
            .await?;
        self.wake.notify_one();
        if wants_cancel(&row) { self.send_cancel(row).await } else { Ok(()) }
    }

    /// Sends the wish to cancel, and asks how the run is: one that has just ended refuses, and its status is what counts.
    /// The person's click and the poller it wakes may come here together: one of them sends, and what was sent meanwhile is
    /// not sent again.
    pub(super) async fn send_cancel(&self, row: Row) -> Result<()> {
        let Some(_cancelling) = UnderWay::enter(&self.cancelling, &row.id) else { return Ok(()) };
        let row = rows::one(self.parts.store.reader(), &row.id).await?;
        if !wants_cancel(&row) {
            return Ok(());
        }
        let (client, instance) = self.reach(&row).await?;
        let Some(remote) = row.remote_id.as_deref() else { return Ok(()) };
        let remote = remote.into();
        match client.cancel_execution(&instance.scope, &instance.instance_id, &remote).await {
            Ok(()) | Err(amc_client::AmcError::Invalid { .. } | amc_client::AmcError::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        let now = self.parts.clock.now_millis();
        let row = self
            .change(&row.id, |row| {
                row.cancel_sent_at = Some(now);
                Ok(())
            })
            .await?;
        if let Ok(run) = client.execution(&instance.scope, &instance.instance_id, &remote).await {
            self.observe(&row, &run).await?;
        }
        Ok(())
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
        along: Option<rows::Along>,
        edit: impl Fn(&mut Row) -> Result<()>,
    ) -> Result<Row> {
        for _ in 0..TRIES {
            let mut row = rows::one(self.parts.store.reader(), id).await?;
            edit(&mut row)?;
            if row.state.is_final() && row.finished_at.is_none() {
                row.finished_at = Some(self.parts.clock.now_millis());
            }
            if rows::swap(&self.parts.store, row.clone(), along.clone(), self.parts.clock.now_millis()).await? {
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

/// Takes a run off the list of those that are worked on, also when its task panics.
pub(super) struct UnderWay {
    all: Arc<Mutex<HashSet<String>>>,
    id: String,
}

impl UnderWay {
    fn enter(all: &Arc<Mutex<HashSet<String>>>, id: &str) -> Option<Self> {
        let entered = all.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned());
        entered.then(|| Self { all: all.clone(), id: id.to_owned() })
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}

/// Whether a wish to cancel waits to be sent and can be.
pub(super) fn wants_cancel(row: &Row) -> bool {
    row.cancel_requested_at.is_some()
        && row.cancel_sent_at.is_none()
        && row.remote_id.is_some()
        && !row.fetching
        && !row.state.is_final()
}
