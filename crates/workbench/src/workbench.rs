//! The feature services wired together, their start and their end.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::broadcast;

use crate::account::{Accounts, DISCOVERY_TICK};
use crate::analytics::Analytics;
use crate::brand::Brands;
use crate::catalog::{Catalog, DATA_SOURCES_TICK, DataSources};
use crate::dashboard::{self, Dashboards};
use crate::evidence::{self, Evidence};
use crate::execution::{self, Checkpoints, Executions};
use crate::kept::KeptSql;
use crate::message::{self, Messages};
use crate::notice::Notices;
use crate::profile::secret::{Keychain, SecretStore};
use crate::profile::{self, KEYCHAIN_SERVICE, Profiles};
use crate::query::{Snippets, Statements, Tabs};
use crate::result::Results;
use crate::schedule::{self, Schedules};
use crate::service::wake::Moment;
use crate::service::{
    Clock, Event, Events, ServiceContext, ServiceHealth, ServiceState, Supervisor, SystemClock, wake,
};
use crate::settings::SettingsService;
use crate::store::{StorageUse, Store, StoreHealth};
use crate::trial::Trials;
use crate::workflow::{self, Workflows};
use crate::{Error, Result};

/// A token is never looked at less often.
const TOKEN_TICK: Duration = Duration::from_secs(60);
/// How often the daily backup is thought of.
const BACKUP_TICK: Duration = Duration::from_secs(15 * 60);
/// All of the end takes at most so long: hosts have promised five seconds.
const END: Duration = Duration::from_millis(4700);
/// Services get this much of it, the database all that they leave.
const STOP_SERVICES: Duration = Duration::from_millis(3500);

/// What a workbench is opened with.
#[derive(Debug)]
pub struct Options {
    /// The folder for everything it keeps; made if need be, and private.
    pub data_dir: PathBuf,
    /// The application's version, for the names of backups.
    pub app_version: String,
    /// The clock; the computer's unless a test gives another.
    pub clock: Arc<dyn Clock>,
    /// Where secrets are kept; the platform's keychain unless a test gives another.
    pub secrets: Option<Arc<dyn SecretStore>>,
    /// Whether profiles may sign in to a sandbox on this machine.
    pub allow_sandbox: bool,
    /// Whether webhooks may lead to this computer and need no TLS there: for tests.
    #[doc(hidden)]
    pub loopback_webhooks: bool,
    /// Where a test may stop the program; nothing in a real run.
    #[doc(hidden)]
    pub checkpoints: Checkpoints,
}

impl Options {
    /// Options for a real run.
    pub fn new(data_dir: impl Into<PathBuf>, app_version: impl Into<String>) -> Self {
        Self {
            data_dir: data_dir.into(),
            app_version: app_version.into(),
            clock: Arc::new(SystemClock::default()),
            secrets: None,
            allow_sandbox: true,
            loopback_webhooks: false,
            checkpoints: Checkpoints::default(),
        }
    }
}

/// The application without a window. Cheap to clone; [`Workbench::shutdown`] ends it for all clones.
#[derive(Clone, Debug)]
pub struct Workbench {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    data_dir: PathBuf,
    clock: Arc<dyn Clock>,
    store: Store,
    events: Events,
    supervisor: Supervisor,
    settings: SettingsService,
    profiles: Profiles,
    accounts: Accounts,
    brands: Brands,
    tabs: Tabs,
    snippets: Snippets,
    statements: Statements,
    catalog: Catalog,
    data_sources: DataSources,
    executions: Executions,
    results: Results,
    kept_sql: KeptSql,
    trials: Trials,
    evidence: Evidence,
    dashboards: Dashboards,
    schedules: Schedules,
    workflows: Workflows,
    analytics: Analytics,
    messages: Messages,
    notices: Notices,
}

impl Workbench {
    /// Opens the data folder and wires the services. Nothing runs in the background before [`Self::start`].
    ///
    /// # Errors
    /// `store.*` in words for a person (see [`crate::store::OpenError`]); nothing is changed then.
    pub async fn open(options: Options) -> Result<Self> {
        let Options { data_dir, app_version, clock, secrets, allow_sandbox, loopback_webhooks, checkpoints } = options;
        Store::restore_wanted(&data_dir, clock.now_millis()).await?;
        let store = Store::open(&data_dir, &app_version, clock.now_millis()).await?;
        let events = Events::default();
        let supervisor = Supervisor::new(clock.clone(), events.clone());
        let settings = SettingsService::open(store.clone(), events.clone()).await?;
        let secrets = match secrets {
            Some(secrets) => secrets,
            None => {
                Arc::new(Keychain::new(KEYCHAIN_SERVICE).map_err(|_| Error::internal("the system gives no threads"))?)
            }
        };
        let profiles = Profiles::open(profile::Parts {
            store: store.clone(),
            clock: clock.clone(),
            events: events.clone(),
            supervisor: supervisor.clone(),
            settings: settings.clone(),
            secrets: secrets.clone(),
            allow_sandbox,
        })
        .await?;
        let accounts = Accounts::new(store.clone(), clock.clone(), events.clone(), profiles.clone());
        let brands = Brands::new(store.clone(), clock.clone());
        let tabs = Tabs::new(store.clone(), clock.clone());
        let snippets = Snippets::new(store.clone(), clock.clone());
        let statements = Statements::new(store.clone());
        let catalog = Catalog::open()?;
        let data_sources = DataSources::new(
            store.clone(),
            clock.clone(),
            events.clone(),
            profiles.clone(),
            accounts.clone(),
            catalog.clone(),
        );
        let results = Results::new(store.clone());
        let kept_sql = KeptSql::new(store.clone(), clock.clone(), results.clone());
        let executions = Executions::new(execution::Parts {
            store: store.clone(),
            clock: clock.clone(),
            events: events.clone(),
            supervisor: supervisor.clone(),
            settings: settings.clone(),
            profiles: profiles.clone(),
            accounts: accounts.clone(),
            data_sources: data_sources.clone(),
            results: results.clone(),
            checkpoints: checkpoints.clone(),
        });
        let trials =
            Trials::new(store.clone(), clock.clone(), executions.clone(), data_sources.clone(), results.clone());
        let evidence = Evidence::new(evidence::Parts {
            store: store.clone(),
            clock: clock.clone(),
            accounts: accounts.clone(),
            executions: executions.clone(),
            data_sources: data_sources.clone(),
            results: results.clone(),
            app_version,
        });
        let dashboards = Dashboards::new(dashboard::Parts {
            store: store.clone(),
            clock: clock.clone(),
            events: events.clone(),
            kept: kept_sql.clone(),
        });
        let schedules = Schedules::new(schedule::Parts {
            dashboards: dashboards.clone(),
            store: store.clone(),
            clock: clock.clone(),
            events: events.clone(),
            supervisor: supervisor.clone(),
            settings: settings.clone(),
            profiles: profiles.clone(),
            accounts: accounts.clone(),
            executions: executions.clone(),
            data_sources: data_sources.clone(),
            results: results.clone(),
            checkpoints,
        });
        let workflows = Workflows::new(workflow::Parts {
            store: store.clone(),
            clock: clock.clone(),
            events: events.clone(),
            profiles: profiles.clone(),
            accounts: accounts.clone(),
            brands: brands.clone(),
            executions: executions.clone(),
            schedules: schedules.clone(),
        });
        let analytics = Analytics::new(store.clone(), clock.clone(), settings.clone());
        let messages = Messages::new(message::Parts {
            store: store.clone(),
            clock: clock.clone(),
            events: events.clone(),
            supervisor: supervisor.clone(),
            secrets,
            schedules: schedules.clone(),
            loopback: loopback_webhooks,
        })?;
        let notices = Notices::new(store.clone(), clock.clone(), events.clone());
        let inner = Inner {
            data_dir,
            clock,
            store,
            events,
            supervisor,
            settings,
            profiles,
            accounts,
            brands,
            tabs,
            snippets,
            statements,
            catalog,
            data_sources,
            executions,
            results,
            kept_sql,
            trials,
            evidence,
            dashboards,
            schedules,
            workflows,
            analytics,
            messages,
            notices,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Starts the background services; once.
    pub async fn start(&self) {
        let inner = &self.inner;
        inner.executions.start().await;
        if let Err(error) = inner.dashboards.sweep().await {
            tracing::warn!(code = %error.code, "rows of widgets that nothing needs were not swept");
        }
        if let Err(error) = inner.evidence.sweep().await {
            tracing::warn!(code = %error.code, "evidence that was taken away was not swept");
        }
        let profiles = inner.profiles.clone();
        inner.supervisor.spawn("token refresher", TOKEN_TICK, move |context| refresh_tokens(profiles.clone(), context));
        let (profiles, executions) = (inner.profiles.clone(), inner.executions.clone());
        let schedules = inner.schedules.clone();
        inner.supervisor.spawn("wake-up", TOKEN_TICK, move |context| {
            watch_for_wake(profiles.clone(), executions.clone(), schedules.clone(), context)
        });
        let (store, executions) = (inner.store.clone(), inner.executions.clone());
        inner
            .supervisor
            .spawn("backup", BACKUP_TICK, move |context| back_up(store.clone(), executions.clone(), context));
        let accounts = inner.accounts.clone();
        inner
            .supervisor
            .spawn("instance discovery", DISCOVERY_TICK, move |context| accounts.clone().read_newly_signed_in(context));
        let data_sources = inner.data_sources.clone();
        inner
            .supervisor
            .spawn("data sources", DATA_SOURCES_TICK, move |context| data_sources.clone().read_wanted(context));
        let profiles = inner.profiles.clone();
        let cancel = inner.supervisor.cancel_token().clone();
        inner.supervisor.spawn_task(async move {
            tokio::select! {
                () = cancel.cancelled() => {}
                _ = profiles.check_keychain() => {}
            }
        });
        let (mut health, events) = (inner.store.health(), inner.events.clone());
        let cancel = inner.supervisor.cancel_token().clone();
        inner.supervisor.spawn_task(async move {
            loop {
                let changed = tokio::select! {
                    () = cancel.cancelled() => return,
                    changed = health.changed() => changed,
                };
                if changed.is_err() {
                    return;
                }
                events.send(Event::StatusChanged);
            }
        });
    }

    /// Profiles and signing in.
    pub fn profiles(&self) -> &Profiles {
        &self.inner.profiles
    }

    /// Accounts and instances.
    pub fn accounts(&self) -> &Accounts {
        &self.inner.accounts
    }

    /// Brands.
    pub fn brands(&self) -> &Brands {
        &self.inner.brands
    }

    /// The person's settings.
    pub fn settings(&self) -> &SettingsService {
        &self.inner.settings
    }

    /// The editor's tabs.
    pub fn tabs(&self) -> &Tabs {
        &self.inner.tabs
    }

    /// Texts to be put into a query.
    pub fn snippets(&self) -> &Snippets {
        &self.inner.snippets
    }

    /// What was run so far.
    pub fn statements(&self) -> &Statements {
        &self.inner.statements
    }

    /// Saved queries.
    pub fn workflows(&self) -> &Workflows {
        &self.inner.workflows
    }

    /// Figures of all runs.
    pub fn analytics(&self) -> &Analytics {
        &self.inner.analytics
    }

    /// Runs: submit, watch, cancel.
    pub fn executions(&self) -> &Executions {
        &self.inner.executions
    }

    /// Kept results: pages and exports.
    pub fn results(&self) -> &Results {
        &self.inner.results
    }

    /// Queries over kept results.
    pub fn kept_sql(&self) -> &KeptSql {
        &self.inner.kept_sql
    }

    /// Trials of queries over made-up events.
    pub fn trials(&self) -> &Trials {
        &self.inner.trials
    }

    /// Evidence of runs, in files.
    pub fn evidence(&self) -> &Evidence {
        &self.inner.evidence
    }

    /// Dashboards.
    pub fn dashboards(&self) -> &Dashboards {
        &self.inner.dashboards
    }

    /// Schedules. They fire once [`Schedules::start`] was called, which is for hosts that stay.
    pub fn schedules(&self) -> &Schedules {
        &self.inner.schedules
    }

    /// Whom schedules tell besides the desktop. Messages are sent once [`Messages::start`] was called, which is for hosts that stay.
    pub fn messages(&self) -> &Messages {
        &self.inner.messages
    }

    /// What happened and may want a look. It is written down once [`Messages::start`] was called.
    pub fn notices(&self) -> &Notices {
        &self.inner.notices
    }

    /// The built-in tables, and checks and proposals that go by them.
    pub fn catalog(&self) -> &Catalog {
        &self.inner.catalog
    }

    /// What instances say of their own tables, and the catalogue with it.
    pub fn data_sources(&self) -> &DataSources {
        &self.inner.data_sources
    }

    /// The database, for the features of this crate and for tests.
    #[doc(hidden)]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The clock that everything here goes by.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.clock
    }

    /// What the data folder takes of the disk.
    ///
    /// # Errors
    /// `store.io` when the folder cannot be read.
    pub async fn storage_use(&self) -> Result<StorageUse> {
        self.inner.store.usage().await
    }

    /// The folder that holds everything.
    pub fn data_dir(&self) -> &Path {
        &self.inner.data_dir
    }

    /// Every event from now on.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.inner.events.subscribe()
    }

    /// The sending side, for a host that has something to tell its own window.
    pub fn event_sender(&self) -> &Events {
        &self.inner.events
    }

    /// Health of the background services, and of the database under them.
    pub fn services(&self) -> Vec<ServiceHealth> {
        let mut services = self.inner.supervisor.health();
        let health = *self.inner.store.health().borrow();
        let state = if health == StoreHealth::Fine { ServiceState::Running } else { ServiceState::Degraded };
        let message = health.error().map(|error| error.message);
        services.push(ServiceHealth { name: "database".to_owned(), state, message });
        services
    }

    /// Ends everything within five seconds: services stop, what is queued is committed, the database is closed.
    pub async fn shutdown(&self) {
        let begun = tokio::time::Instant::now();
        let stopping =
            async { tokio::join!(self.inner.profiles.close(), self.inner.supervisor.shutdown(STOP_SERVICES)) };
        if tokio::time::timeout(STOP_SERVICES, stopping).await.is_err() {
            tracing::warn!("a service did not stop in time");
        }
        self.inner.store.close(END.saturating_sub(begun.elapsed())).await;
    }
}

async fn refresh_tokens(profiles: Profiles, context: ServiceContext) -> Result<()> {
    loop {
        profiles.tick().await;
        if !context.wait(TOKEN_TICK).await {
            return Ok(());
        }
    }
}

/// After a sleep: tokens first, then connections, then the runs, then what the sleep made late; each needs the one before.
async fn watch_for_wake(
    profiles: Profiles,
    executions: Executions,
    schedules: Schedules,
    context: ServiceContext,
) -> Result<()> {
    loop {
        let before = Moment::of(context.clock.as_ref());
        if !context.wait(wake::TICK).await {
            return Ok(());
        }
        let Some(gap) = before.gap(Moment::of(context.clock.as_ref()), wake::TICK) else { continue };
        tracing::info!(gap_s = gap.as_secs(), "the computer slept, or its clock was set");
        if !context.wait(wake::MOST_JITTER.mul_f64(rand::random())).await {
            return Ok(());
        }
        profiles.renew_after_sleep().await;
        executions.look_now();
        schedules.look_now();
    }
}

/// The day's backup, and the person's rule of keeping results.
async fn back_up(store: Store, executions: Executions, context: ServiceContext) -> Result<()> {
    loop {
        store.back_up_daily(context.clock.now()).await?;
        executions.heed_rule_of_keeping().await?;
        if !context.wait(BACKUP_TICK).await {
            return Ok(());
        }
    }
}
