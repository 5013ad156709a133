//! The embedded sandbox: started when somebody wants it, and again at start while a sandbox profile exists.

use std::path::PathBuf;
use std::sync::Arc;

use amc_sandbox::{Sandbox, SandboxConfig};
use serde::Serialize;
use specta::Type;
use tokio::sync::Mutex;
use workbench::profile::SandboxAddress;
use workbench::{Error, Result};

/// Where the embedded sandbox stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SandboxState {
    /// Not started in this session.
    Off,
    /// Making or reading its synthetic events.
    Starting,
    /// Serving.
    On,
    /// Could not be started; `message` says why.
    Failed,
}

/// The sandbox as the window shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct SandboxStatus {
    /// Where it stands.
    pub state: SandboxState,
    /// Why it could not start.
    pub message: Option<String>,
    /// Its AMC address while it serves.
    pub api_url: Option<String>,
}

/// Starts the sandbox at most once and keeps it.
#[derive(Clone)]
pub struct SandboxRunner {
    cache_dir: PathBuf,
    redirect_uris: Vec<String>,
    running: Arc<Mutex<Option<Sandbox>>>,
    status: Arc<std::sync::Mutex<SandboxStatus>>,
}

impl SandboxRunner {
    /// A runner that keeps synthetic events under `cache_dir` and lets sign-ins return to `redirect_uris`. Starts nothing.
    pub(crate) fn new(cache_dir: PathBuf, redirect_uris: Vec<String>) -> Self {
        let off = SandboxStatus { state: SandboxState::Off, message: None, api_url: None };
        Self { cache_dir, redirect_uris, running: Arc::default(), status: Arc::new(std::sync::Mutex::new(off)) }
    }

    /// Where the sandbox stands now.
    pub fn status(&self) -> SandboxStatus {
        self.status.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    fn set(&self, state: SandboxState, message: Option<String>, api_url: Option<String>) {
        *self.status.lock().unwrap_or_else(std::sync::PoisonError::into_inner) =
            SandboxStatus { state, message, api_url };
    }

    /// Starts the sandbox unless it serves already, and gives its addresses.
    ///
    /// # Errors
    /// `sandbox.start_failed`, in words, when it cannot listen or its events cannot be made.
    pub(crate) async fn ensure(&self) -> Result<SandboxAddress> {
        let mut running = self.running.lock().await;
        if running.is_none() {
            self.set(SandboxState::Starting, None, None);
            let config = SandboxConfig {
                redirect_uris: self.redirect_uris.clone(),
                cache_dir: Some(self.cache_dir.clone()),
                ..SandboxConfig::default()
            };
            match Sandbox::start(config).await {
                Ok(sandbox) => {
                    self.set(SandboxState::On, None, Some(sandbox.description().api_url.clone()));
                    *running = Some(sandbox);
                }
                Err(error) => {
                    let sentence = error.to_string();
                    self.set(SandboxState::Failed, Some(sentence.clone()), None);
                    return Err(Error::new("sandbox.start_failed", sentence)
                        .next("Free some disk space or close other programs, then try again."));
                }
            }
        }
        running
            .as_ref()
            .map(|sandbox| address(sandbox.description()))
            .ok_or_else(|| Error::internal("the sandbox is not there"))
    }

    /// Ends the sandbox if it serves.
    pub(crate) async fn stop(&self) {
        if let Some(sandbox) = self.running.lock().await.take() {
            sandbox.shutdown().await;
            self.set(SandboxState::Off, None, None);
        }
    }
}

fn address(description: &amc_sandbox::SandboxDescription) -> SandboxAddress {
    SandboxAddress {
        authorize_url: description.authorize_url.clone(),
        token_url: description.token_url.clone(),
        api_url: description.api_url.clone(),
        client_id: description.client_id.clone(),
        client_secret: description.client_secret.clone().into(),
        redirect_uris: description.redirect_uris.clone(),
    }
}
