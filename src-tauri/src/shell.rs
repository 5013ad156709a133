//! What the commands share: the workbench, the sandbox and the desktop around them.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::broadcast::Receiver;
use workbench::catalog::Catalog;
use workbench::execution::ExecutionSummary;
use workbench::profile::{Profile, ProfileKind, ProfileState};
use workbench::{Event, Options, Result, Workbench};

use crate::host::Host;
use crate::links;
use crate::newest::{self, Newest, Question};
use crate::sandbox::SandboxRunner;

/// Notifications look at runs that ended so long ago at most. Nothing is told twice, so it need only be longer than a clock that
/// is set right goes back; milliseconds.
const WATCHED: i64 = 24 * 60 * 60 * 1000;

/// The application behind the window. Cheap to clone.
#[derive(Clone)]
pub struct Shell {
    inner: Arc<Inner>,
}

struct Inner {
    workbench: Workbench,
    sandbox: SandboxRunner,
    host: Arc<dyn Host>,
    newest: Newest,
    tray: AtomicBool,
    told_kept_running: AtomicBool,
}

/// Opens the workbench in `data_dir` with the desktop `host` around it. Starts no service yet.
///
/// # Errors
/// The workbench's own: the folder is in use, cannot be written, is damaged, or was written by a newer version.
pub async fn open(data_dir: PathBuf, host: Arc<dyn Host>) -> Result<Shell> {
    let workbench = Workbench::open(Options::new(data_dir.clone(), env!("CARGO_PKG_VERSION"))).await?;
    let sandbox = SandboxRunner::new(data_dir.join("sandbox"), workbench::profile::all_return_urls());
    let inner = Inner {
        workbench,
        sandbox,
        host,
        newest: Newest::default(),
        tray: AtomicBool::new(false),
        told_kept_running: AtomicBool::new(false),
    };
    let shell = Shell { inner: Arc::new(inner) };
    crate::exit::closes(shell.clone());
    Ok(shell)
}

impl Shell {
    /// The application without a window.
    pub fn workbench(&self) -> &Workbench {
        &self.inner.workbench
    }

    /// The embedded sandbox.
    pub fn sandbox(&self) -> &SandboxRunner {
        &self.inner.sandbox
    }

    /// The desktop around the commands.
    pub fn host(&self) -> &dyn Host {
        self.inner.host.as_ref()
    }

    /// What the catalogue of some instances says to a question about the query that is being written for them.
    ///
    /// # Errors
    /// `query.superseded` if another one of its kind was asked before its turn came, else those of `work` and of
    /// [`DataSources::catalog`](workbench::catalog::DataSources::catalog).
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: Question,
        instance_ids: &[String],
        work: impl FnOnce(Catalog) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let sources = self.workbench().data_sources();
        let answer = async || {
            let catalog = sources.catalog(instance_ids).await?;
            newest::blocking(move || work(catalog)).await
        };
        self.inner.newest.answer(question, answer).await
    }

    /// Every event from now on.
    pub fn events(&self) -> Receiver<Event> {
        self.inner.workbench.events()
    }

    /// Whether this desktop shows the tray icon.
    pub fn has_tray(&self) -> bool {
        self.inner.tray.load(Ordering::Relaxed)
    }

    /// Keeps whether this desktop shows the tray icon, and answers whether that is news.
    pub(crate) fn set_tray(&self, shown: bool) -> bool {
        self.inner.tray.swap(shown, Ordering::Relaxed) != shown
    }

    /// True once a session: the first time the window goes while something runs.
    pub(crate) fn first_time_kept_running(&self) -> bool {
        !self.inner.told_kept_running.swap(true, Ordering::Relaxed)
    }

    /// Opens an allowed address in the person's browser and answers whether the system took it.
    pub(crate) fn open_in_browser(&self, address: &str) -> bool {
        let allowed = links::may_open(address, self.sandbox().status().api_url.as_deref());
        if !allowed {
            tracing::warn!("an address that is not on the list was not opened");
        }
        allowed && self.host().open_in_browser(address)
    }

    /// Starts the background services, and the sandbox again if a profile lives in it.
    pub fn start_background(&self) {
        let shell = self.clone();
        tauri::async_runtime::spawn(async move {
            shell.workbench().start().await;
            let profiles = shell.workbench().profiles().list().await.unwrap_or_default();
            if profiles.iter().any(|p| p.kind == ProfileKind::Sandbox && p.state != ProfileState::SignedOut)
                && let Err(error) = shell.explore_sandbox().await
            {
                tracing::warn!(code = %error.code, "the sandbox could not be started again");
            }
            // Only now: a schedule of the sandbox would find nobody signed in.
            shell.workbench().schedules().start().await;
            shell.workbench().messages().start().await;
        });
    }

    /// Starts the sandbox if need be, signs its profile in with consent given, and discovers its instances.
    ///
    /// # Errors
    /// When the sandbox cannot start, or as sign-in and discovery say.
    pub async fn explore_sandbox(&self) -> Result<Profile> {
        let address = self.sandbox().ensure().await?;
        let profile = self.workbench().profiles().attach_sandbox(address).await?;
        self.workbench().accounts().refresh(&profile.id).await?;
        Ok(profile)
    }

    /// The executions that may have something to tell: those under way, and those that ended in the last day.
    ///
    /// # Errors
    /// `store.*` when they cannot be read.
    pub(crate) async fn watched(&self) -> Result<Vec<ExecutionSummary>> {
        let since = self.workbench().clock().now_millis().saturating_sub(WATCHED);
        self.workbench().executions().under_way_or_ended_since(since).await
    }

    /// How many schedules fire; none when that cannot be known, so that a window can always be closed.
    pub(crate) async fn schedules_on(&self) -> usize {
        self.workbench().schedules().on().await.unwrap_or_default()
    }

    /// How many runs are under way; none when that cannot be known, so that a window can always be closed. Runs go on at
    /// Amazon in any case, and the next start finds them.
    pub(crate) async fn running(&self) -> usize {
        let counts = self.workbench().executions().counts().await.unwrap_or_default();
        usize::try_from(counts.running.saturating_add(counts.waiting)).unwrap_or(usize::MAX)
    }

    /// Closes services, store and sandbox, in this order, within five seconds.
    pub async fn close(&self) {
        self.workbench().shutdown().await;
        self.sandbox().stop().await;
    }
}
