//! What all handlers share.

use std::collections::HashMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use serde_json::Value;

use crate::auth::Book;
use crate::caller::Caller;
use crate::clock::SandboxClock;
use crate::demo::{Account, Instance};
use crate::execution::{Desk, Script};
use crate::fault::Faults;
use crate::ledger::Requests;
use crate::limit::Bucket;
use crate::query::Engine;
use crate::result::Links;
use crate::settings::Settings;

/// The whole of a running sandbox.
pub(crate) struct App {
    pub(crate) clock: SandboxClock,
    pub(crate) faults: Faults,
    pub(crate) requests: Requests,
    pub(crate) bucket: Bucket,
    pub(crate) accounts: Vec<Account>,
    pub(crate) engine: Engine,
    pub(crate) links: Links,
    /// `http://127.0.0.1:PORT`
    pub(crate) base_url: String,
    /// The random part of the control URL.
    pub(crate) control_token: String,
    /// Order of creation of runs, over all instances.
    pub(crate) sequence: AtomicU64,
    /// Runs, workflows and schedules by account id.
    desks: HashMap<String, Mutex<Desk>>,
    pub(crate) runtime: tokio::runtime::Handle,
    settings: RwLock<Settings>,
    redirect_uris: RwLock<Vec<String>>,
    scripts: Mutex<HashMap<String, Script>>,
    book: Mutex<Book>,
}

/// The parts of an [`App`] that are made before it.
pub(crate) struct Parts {
    pub(crate) settings: Settings,
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) accounts: Vec<Account>,
    pub(crate) engine: Engine,
    pub(crate) links: Links,
    pub(crate) base_url: String,
    pub(crate) runtime: tokio::runtime::Handle,
}

impl App {
    pub(crate) fn new(parts: Parts) -> Self {
        let desks = parts.accounts.iter().map(|a| (a.id.clone(), Mutex::default())).collect();
        Self {
            clock: SandboxClock::new(),
            faults: Faults::default(),
            requests: Requests::new(),
            bucket: Bucket::default(),
            accounts: parts.accounts,
            engine: parts.engine,
            links: parts.links,
            base_url: parts.base_url,
            control_token: uuid::Uuid::new_v4().simple().to_string(),
            sequence: AtomicU64::new(0),
            desks,
            runtime: parts.runtime,
            settings: RwLock::new(parts.settings),
            redirect_uris: RwLock::new(parts.redirect_uris),
            scripts: Mutex::default(),
            book: Mutex::default(),
        }
    }

    pub(crate) fn settings(&self) -> Settings {
        self.settings.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn change_settings(&self, change: impl FnOnce(&mut Settings)) -> Settings {
        let mut settings = self.settings.write().unwrap_or_else(PoisonError::into_inner);
        change(&mut settings);
        settings.clone()
    }

    /// Changes the fields that `patch` (a JSON object) names.
    ///
    /// # Errors
    /// A sentence if a field is unknown or of another type; nothing is changed then.
    pub(crate) fn patch_settings(&self, patch: &Value) -> Result<Settings, String> {
        let patch = patch.as_object().ok_or("settings are a JSON object")?;
        let mut settings = self.settings.write().unwrap_or_else(PoisonError::into_inner);
        let mut value = serde_json::to_value(&*settings).map_err(|e| e.to_string())?;
        for (name, field) in patch {
            value[name] = field.clone();
        }
        *settings = serde_json::from_value(value).map_err(|e| e.to_string())?;
        Ok(settings.clone())
    }

    pub(crate) fn redirect_uris(&self) -> Vec<String> {
        self.redirect_uris.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set_redirect_uris(&self, uris: Vec<String>) {
        *self.redirect_uris.write().unwrap_or_else(PoisonError::into_inner) = uris;
    }

    pub(crate) fn book(&self) -> MutexGuard<'_, Book> {
        lock(&self.book)
    }

    pub(crate) fn scripts(&self) -> MutexGuard<'_, HashMap<String, Script>> {
        lock(&self.scripts)
    }

    pub(crate) fn instance(&self, id: &str) -> Option<(&Account, &Instance)> {
        self.accounts.iter().find_map(|a| a.instances.iter().find(|i| i.id == id).map(|i| (a, i)))
    }

    /// The desk of a caller's account.
    pub(crate) fn desk(&self, caller: &Caller) -> MutexGuard<'_, Desk> {
        lock(&self.desks[&caller.account_id])
    }

    /// All desks, one after the other.
    pub(crate) fn each_desk(&self) -> impl Iterator<Item = MutexGuard<'_, Desk>> {
        self.desks.values().map(lock)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
