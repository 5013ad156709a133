//! What the commands share: the workbench, the sandbox and the desktop around them.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::broadcast::Receiver;
use workbench::execution::ExecutionSummary;
use workbench::profile::{Profile, ProfileKind, ProfileState};
use workbench::{Event, Options, Result, Workbench};

use crate::host::Host;
use crate::sandbox::SandboxRunner;

/// How many executions the tray and the notifications look at; more are never under way at once.
pub(crate) const WATCHED: u32 = 500;

/// The application behind the window. Cheap to clone.
#[derive(Clone)]
pub struct Shell {
    inner: Arc<Inner>,
}

struct Inner {
    workbench: Workbench,
    sandbox: SandboxRunner,
    host: Arc<dyn Host>,
    tray: AtomicBool,
    told_about_tray: AtomicBool,
}

/// Opens the workbench in `data_dir` with the desktop `host` around it. Starts no service yet.
///
/// # Errors
/// The workbench's own: the folder is in use, cannot be written, is damaged, or was written by a newer version.
pub async fn open(data_dir: PathBuf, host: Arc<dyn Host>) -> Result<Shell> {
    let workbench = Workbench::open(Options::new(data_dir.clone(), env!("CARGO_PKG_VERSION"))).await?;
    let sandbox = SandboxRunner::new(data_dir.join("sandbox"), workbench::profile::all_return_urls());
    let inner =
        Inner { workbench, sandbox, host, tray: AtomicBool::new(false), told_about_tray: AtomicBool::new(false) };
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

    /// Every event from now on.
    pub fn events(&self) -> Receiver<Event> {
        self.inner.workbench.events()
    }

    /// Whether this desktop shows the tray icon.
    pub fn has_tray(&self) -> bool {
        self.inner.tray.load(Ordering::Relaxed)
    }

    pub(crate) fn set_tray(&self, present: bool) {
        self.inner.tray.store(present, Ordering::Relaxed);
    }

    /// True once a session: the first time the window goes while something runs.
    pub(crate) async fn first_time_in_tray(&self) -> bool {
        !self.inner.told_about_tray.swap(true, Ordering::Relaxed)
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

    /// The newest executions; none when they cannot be read, since the callers only count and announce.
    pub(crate) async fn executions(&self) -> Vec<ExecutionSummary> {
        self.workbench().executions().list(WATCHED).await.unwrap_or_default()
    }

    /// How many runs are under way.
    pub(crate) async fn running(&self) -> usize {
        self.executions().await.iter().filter(|e| !e.state.is_final()).count()
    }

    /// Whether the person wants notifications.
    pub(crate) async fn notifies(&self) -> bool {
        self.workbench().settings().get().await.is_ok_and(|s| s.notifications)
    }

    /// Whether closing the window may leave the application running.
    pub(crate) async fn keeps_running_in_tray(&self) -> bool {
        self.workbench().settings().get().await.is_ok_and(|s| s.keep_running_in_tray)
    }

    /// Closes services, store and sandbox, in this order, within five seconds.
    pub async fn close(&self) {
        self.workbench().shutdown().await;
        self.sandbox().stop().await;
    }
}
