//! The profiles as a whole: list, add, remove, sign out, clients.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use amc_client::{AmcClient, Endpoints, Limiter, LimiterSettings};
use tokio::sync::watch;

use super::attempt::Attempts;
use super::desk::Desk;
use super::held::Hold;
use super::listener::{Listener, Ports};
use super::model::{
    KeychainState, KeychainStatus, Profile, ProfileKind, ProfileState, Region, SandboxAddress, SecretStoreKind,
};
use super::secret::{MemorySecrets, Patience, SecretEntry, SecretKind, SecretStore};
use super::session::{self, Session};
use super::{return_url, rows, sandbox};
use crate::service::{Clock, Event, Events, Supervisor, Wishes};
use crate::settings::SettingsService;
use crate::store::Store;
use crate::{Error, Result};

/// Where Amazon listens; another only in this crate's own tests.
pub(super) type EndpointsOf = Arc<dyn Fn(Region) -> Endpoints + Send + Sync>;

/// What the service stands on.
pub(crate) struct Parts {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) events: Events,
    pub(crate) supervisor: Supervisor,
    pub(crate) settings: SettingsService,
    pub(crate) secrets: Arc<dyn SecretStore>,
    pub(crate) allow_sandbox: bool,
}

pub(super) struct Inner {
    pub(super) store: Store,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) events: Events,
    pub(super) supervisor: Supervisor,
    pub(super) settings: SettingsService,
    pub(super) keychain: Arc<dyn SecretStore>,
    pub(super) memory: Arc<MemorySecrets>,
    pub(super) allow_sandbox: bool,
    pub(super) endpoints: EndpointsOf,
    pub(super) ports: Ports,
    pub(super) desk: Arc<Desk>,
    pub(super) listener: tokio::sync::Mutex<Option<Listener>>,
    pub(super) attempts: Attempts,
    sessions: Mutex<HashMap<String, Session>>,
    clients: Mutex<Clients>,
    sandbox: Mutex<Option<SandboxAddress>>,
    status: watch::Sender<KeychainStatus>,
    /// Profiles that have signed in and whose instances nobody has read since.
    newly_signed_in: Wishes<()>,
}

#[derive(Default)]
struct Clients {
    rate: u32,
    limiter: Option<Limiter>,
    all: HashMap<String, AmcClient>,
}

/// Profiles and signing in. Cheap to clone.
#[derive(Clone)]
pub struct Profiles {
    pub(super) inner: Arc<Inner>,
}

impl std::fmt::Debug for Profiles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Profiles").finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Profiles {
    pub(crate) async fn open(parts: Parts) -> Result<Self> {
        let endpoints: EndpointsOf = Arc::new(|region| Endpoints::amazon(Region::into(region)));
        Self::open_with(parts, endpoints, Ports::Fixed(return_url::PORTS.to_vec())).await
    }

    pub(super) async fn open_with(parts: Parts, endpoints: EndpointsOf, ports: Ports) -> Result<Self> {
        rows::end_session_sign_ins(
            &parts.store,
            "This sign-in was kept for the last session only, because no system keychain was ready.",
        )
        .await?;
        let sandbox = if parts.allow_sandbox { sandbox::recall(parts.store.data_dir()) } else { None };
        let inner = Inner {
            attempts: Attempts::new(parts.clock.clone(), parts.events.clone()),
            store: parts.store,
            clock: parts.clock,
            events: parts.events,
            supervisor: parts.supervisor,
            settings: parts.settings,
            keychain: parts.secrets,
            memory: Arc::default(),
            allow_sandbox: parts.allow_sandbox,
            endpoints,
            ports,
            desk: Arc::default(),
            listener: tokio::sync::Mutex::new(None),
            sessions: Mutex::default(),
            clients: Mutex::default(),
            sandbox: Mutex::new(sandbox),
            status: watch::Sender::new(KeychainStatus::of(KeychainState::Checking)),
            newly_signed_in: Wishes::default(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// All profiles, oldest first, with the state of the moment.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn list(&self) -> Result<Vec<Profile>> {
        let rows = rows::all(self.inner.store.reader()).await?;
        Ok(rows.into_iter().map(|row| self.with_moment(row.profile)).collect())
    }

    /// One profile.
    ///
    /// # Errors
    /// `not_found`; `store.*`.
    pub async fn get(&self, id: &str) -> Result<Profile> {
        Ok(self.with_moment(rows::one(self.inner.store.reader(), id).await?.profile))
    }

    fn with_moment(&self, mut profile: Profile) -> Profile {
        let session = lock(&self.inner.sessions).get(&profile.id).cloned();
        if profile.state == ProfileState::SignedIn
            && let Some(error) = session.and_then(|session| session.unavailable())
        {
            profile.state = ProfileState::SecretUnavailable;
            profile.message = Some(Error::from(error).message);
        }
        profile
    }

    /// The API client of a profile, always the same one: all its calls share tokens and, with every other profile, the
    /// rate limiter.
    ///
    /// # Errors
    /// `not_found`; `auth.sign_in_required` or `auth.signed_out` when it cannot make calls; `store.*`.
    pub async fn client_for(&self, profile_id: &str) -> Result<AmcClient> {
        let row = rows::one(self.inner.store.reader(), profile_id).await?;
        match row.profile.state {
            ProfileState::SignedIn | ProfileState::SecretUnavailable => {}
            ProfileState::SignInRequired => return Err(crate::amc_error::sign_in_required(row.profile.message)),
            ProfileState::SignedOut => {
                return Err(
                    Error::new("auth.signed_out", "This profile is signed out.").next("Sign in again in Settings.")
                );
            }
        }
        let rate = self.inner.settings.current().requests_per_second;
        // Locked before the session is taken: who replaces a session lets go of its client afterwards.
        let mut clients = lock(&self.inner.clients);
        let session = self.session(row);
        if clients.rate != rate || clients.limiter.is_none() {
            let per_second = NonZeroU32::new(rate).unwrap_or(NonZeroU32::MIN);
            let settings = LimiterSettings { per_second, ..LimiterSettings::default() };
            // Whoever is told to wait and then asks for another rate waits all the same.
            let limiter = match &clients.limiter {
                Some(limiter) => limiter.at_pace(settings),
                None => Limiter::new(settings),
            };
            *clients = Clients { rate, limiter: Some(limiter), all: HashMap::new() };
        }
        if let Some(client) = clients.all.get(profile_id) {
            return Ok(client.clone());
        }
        let limiter = clients.limiter.clone().ok_or_else(|| Error::internal("the rate limiter is missing"))?;
        let client = session.client(limiter)?;
        clients.all.insert(profile_id.to_owned(), client.clone());
        Ok(client)
    }

    pub(super) fn session(&self, row: rows::Row) -> Session {
        let mut sessions = lock(&self.inner.sessions);
        if let Some(session) = sessions.get(&row.profile.id) {
            return session.clone();
        }
        let id = row.profile.id.clone();
        let session = self.new_session(row);
        sessions.insert(id, session.clone());
        session
    }

    pub(super) fn new_session(&self, row: rows::Row) -> Session {
        let inner = &self.inner;
        let is_sandbox = row.profile.kind == ProfileKind::Sandbox;
        let endpoints = row.sandbox.unwrap_or_else(|| (inner.endpoints)(row.profile.region));
        let sandbox = if is_sandbox { lock(&inner.sandbox).clone() } else { None };
        Session::new(session::Parts {
            secrets: self.secrets(row.profile.secret_store),
            profile: row.profile,
            endpoints,
            sandbox,
            clock: inner.clock.clone(),
            store: inner.store.clone(),
            events: inner.events.clone(),
        })
    }

    /// Keeps everybody from using or renewing a profile's sign-in while it changes; `None` for a profile that is not in the
    /// database yet, which nobody can use.
    pub(super) async fn hold(&self, profile_id: &str) -> Result<Option<Hold>> {
        match rows::one(self.inner.store.reader(), profile_id).await {
            Ok(row) => Ok(Some(self.session(row).hold().await)),
            Err(error) if error.code == "not_found" => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Puts `next` in the place of a profile's session, or nothing; the next call makes its client anew.
    pub(super) fn replace_session(&self, profile_id: &str, next: Option<Session>) {
        match next {
            Some(session) => lock(&self.inner.sessions).insert(profile_id.to_owned(), session),
            None => lock(&self.inner.sessions).remove(profile_id),
        };
        lock(&self.inner.clients).all.remove(profile_id);
    }

    pub(super) fn secrets(&self, kind: SecretStoreKind) -> Arc<dyn SecretStore> {
        match kind {
            SecretStoreKind::Keychain => self.inner.keychain.clone(),
            SecretStoreKind::Memory => self.inner.memory.clone(),
        }
    }

    pub(super) fn announce_signed_in(&self, profile_id: &str) {
        self.inner.events.send(Event::ProfilesChanged);
        self.inner.newly_signed_in.add(profile_id, ());
    }

    /// Profiles that have signed in and whose instances nobody has read since.
    pub(crate) fn newly_signed_in(&self) -> &Wishes<()> {
        &self.inner.newly_signed_in
    }

    /// The keychain as last seen.
    pub fn keychain(&self) -> KeychainStatus {
        self.inner.status.borrow().clone()
    }

    /// Asks the keychain how it is, with a canary and without a prompt; takes 5 s at most.
    pub async fn check_keychain(&self) -> KeychainStatus {
        let status = KeychainStatus::of(self.inner.keychain.check().await);
        if self.inner.status.send_replace(status.clone()) != status {
            self.inner.events.send(Event::StatusChanged);
        }
        status
    }

    /// The three return URLs to register for a region, under the host name of the settings.
    pub fn return_urls(&self, region: Region) -> Vec<String> {
        return_url::return_urls(self.inner.settings.current().return_host, region)
    }

    /// Ends a profile's sign-in: forgets its tokens and deletes its secrets from where they are kept. To take the consent
    /// back at Amazon too, the person goes to their account's page of apps.
    ///
    /// # Errors
    /// `keychain.*` when the entries could not be deleted; the profile then stays as it is. `not_found`; `store.*`.
    pub async fn sign_out(&self, profile_id: &str) -> Result<()> {
        let row = rows::one(self.inner.store.reader(), profile_id).await?;
        // A renewal under way would write a token after its entry was deleted.
        let held = self.session(row.clone()).hold().await;
        self.delete_secrets(&row.profile).await?;
        rows::set_state(&self.inner.store, profile_id, ProfileState::SignedOut, None).await?;
        self.replace_session(profile_id, None);
        held.sign_out();
        self.inner.events.send(Event::ProfilesChanged);
        Ok(())
    }

    /// Removes a profile and its secrets. Executions and results stay.
    ///
    /// # Errors
    /// As [`Self::sign_out`].
    pub async fn remove(&self, profile_id: &str) -> Result<()> {
        let row = rows::one(self.inner.store.reader(), profile_id).await?;
        let held = self.session(row.clone()).hold().await;
        self.delete_secrets(&row.profile).await?;
        if row.profile.kind == ProfileKind::Sandbox {
            sandbox::forget(self.inner.store.data_dir())?;
            lock(&self.inner.sandbox).take();
        }
        rows::remove(&self.inner.store, profile_id, self.inner.clock.now_millis()).await?;
        self.replace_session(profile_id, None);
        held.sign_out();
        self.inner.events.send(Event::ProfilesChanged);
        self.inner.events.send(Event::InstancesChanged);
        Ok(())
    }

    async fn delete_secrets(&self, profile: &Profile) -> Result<()> {
        let secrets = self.secrets(profile.secret_store);
        for kind in [SecretKind::RefreshToken, SecretKind::ClientSecret] {
            secrets.delete(&SecretEntry::new(profile.region, &profile.id, kind), Patience::Person).await?;
        }
        Ok(())
    }

    /// What a person should know about a profile that is signed in, shown in Settings; `None` once it is no more so.
    pub(crate) async fn note(&self, profile_id: &str, message: Option<String>) {
        if self.get(profile_id).await.is_ok_and(|profile| profile.message == message) {
            return;
        }
        match rows::note(&self.inner.store, profile_id, message).await {
            Ok(()) => self.inner.events.send(Event::ProfilesChanged),
            Err(error) => tracing::warn!(code = %error.code, "a note on a profile was not written down"),
        }
    }

    /// Renews what is due in all sessions; the token refresher's tick.
    pub(crate) async fn tick(&self) {
        let sessions: Vec<Session> = lock(&self.inner.sessions).values().cloned().collect();
        futures::future::join_all(sessions.iter().map(Session::tick)).await;
    }

    /// After a sleep: renews tokens, and lets go of connections that died meanwhile without telling.
    pub(crate) async fn renew_after_sleep(&self) {
        self.tick().await;
        lock(&self.inner.clients).all.clear();
    }

    pub(super) fn know_sandbox(&self, address: &SandboxAddress) -> Result<Endpoints> {
        if !self.inner.allow_sandbox {
            return Err(Error::new("sandbox.not_allowed", "This build does not sign in to a sandbox.")
                .next("Connect Amazon instead."));
        }
        let endpoints = address.endpoints()?;
        *lock(&self.inner.sandbox) = Some(address.clone());
        Ok(endpoints)
    }

    /// Ends pending sign-ins and frees the port.
    pub(crate) async fn close(&self) {
        self.inner.attempts.cancel_all();
        if let Some(listener) = self.inner.listener.lock().await.take() {
            listener.close().await;
        }
    }

    pub(super) fn data_dir(&self) -> PathBuf {
        self.inner.store.data_dir().to_owned()
    }
}
