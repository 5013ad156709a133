//! Signing in: begin, wait for the browser or the pasted address, redeem, keep.

use std::time::Duration;

use amc_client::{Authorization, Credentials, Endpoints, SignIn, Tokens};
use secrecy::ExposeSecret as _;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::attempt::Goal;
use super::desk::Landing;
use super::entered::{
    check_client, checked_name, denied, host_and_path, pasted, ports_taken, sandbox_return_url, timed_out,
};
use super::listener::Listener;
use super::model::{
    BegunSignIn, KeychainState, NewProfile, Profile, ProfileKind, ProfileState, Region, SandboxAddress,
    SecretStoreKind, SignInStatus,
};
use super::secret::{Patience, SecretEntry, SecretKind};
use super::service::Profiles;
use super::{return_url, rows, sandbox};
use crate::{Error, Result};

/// How long a person may take. Amazon's code lives as long.
const LIMIT: Duration = Duration::from_secs(5 * 60);
/// A cancel button answers within 200 ms.
const CANCEL: Duration = Duration::from_millis(150);

impl Profiles {
    /// Begins to connect a new profile at Amazon. When it returns, the listener stands; the host then opens the browser.
    ///
    /// # Errors
    /// `auth.client_id`, `auth.client_secret`, `invalid` for what was entered; `auth.ports_taken` with the ports.
    pub async fn begin_new(&self, new: NewProfile) -> Result<BegunSignIn> {
        let (client_id, client_secret) = check_client(&new)?;
        let profile = Profile {
            id: Uuid::now_v7().to_string(),
            kind: ProfileKind::Amazon,
            name: checked_name(&new.name)?,
            region: new.region,
            client_id: client_id.clone(),
            state: ProfileState::SignedIn,
            message: None,
            secret_store: SecretStoreKind::Keychain,
            created_at: self.inner.clock.now_millis(),
        };
        let endpoints = (self.inner.endpoints)(new.region);
        self.begin(Goal { profile, credentials: Credentials { client_id, client_secret }, endpoints, sandbox: None })
            .await
    }

    /// Begins to sign an existing profile in again, with the client secret that is kept.
    ///
    /// # Errors
    /// `auth.secret_missing` when none is kept; `keychain.*`; `not_found`; `auth.ports_taken`.
    pub async fn begin_existing(&self, profile_id: &str) -> Result<BegunSignIn> {
        let row = rows::one(self.inner.store.reader(), profile_id).await?;
        if row.profile.kind == ProfileKind::Sandbox {
            let address = sandbox::recall(&self.data_dir()).ok_or_else(|| {
                Error::new("sandbox.unknown", "The sandbox of this profile is not known any more.")
                    .next("Explore the sandbox again.")
            })?;
            return self.begin_sandbox(address).await;
        }
        let entry = SecretEntry::new(row.profile.region, profile_id, SecretKind::ClientSecret);
        let secret = self.secrets(row.profile.secret_store).get(&entry, Patience::Person).await?;
        let client_secret = secret.ok_or_else(|| {
            Error::new("auth.secret_missing", "The client secret of this profile is not kept any more.")
                .next("Remove the profile and connect Amazon again with client id and client secret.")
        })?;
        let credentials = Credentials { client_id: row.profile.client_id.clone(), client_secret };
        let endpoints = (self.inner.endpoints)(row.profile.region);
        self.begin(Goal { profile: row.profile, credentials, endpoints, sandbox: None }).await
    }

    /// Begins to sign in to a sandbox whose page with Allow and Deny opens in the browser.
    ///
    /// # Errors
    /// `sandbox.*`; `auth.ports_taken`; `auth.return_url` when the sandbox accepts none of our return URLs.
    pub async fn begin_sandbox(&self, address: SandboxAddress) -> Result<BegunSignIn> {
        let (profile, endpoints) = self.sandbox_profile(&address).await?;
        let credentials =
            Credentials { client_id: address.client_id.clone(), client_secret: address.client_secret.clone() };
        self.begin(Goal { profile, credentials, endpoints, sandbox: Some(address) }).await
    }

    /// Signs in to a sandbox with consent given, under the one sandbox profile, which is made if need be. Also what a
    /// host calls when it has started its sandbox again: the profile follows it to the new addresses.
    ///
    /// # Errors
    /// `sandbox.*`, `auth.*`.
    pub async fn attach_sandbox(&self, address: SandboxAddress) -> Result<Profile> {
        let (profile, endpoints) = self.sandbox_profile(&address).await?;
        let tokens = sandbox::walk(&address).await?;
        let credentials =
            Credentials { client_id: address.client_id.clone(), client_secret: address.client_secret.clone() };
        let goal = Goal { profile, credentials, endpoints, sandbox: Some(address) };
        let id = self.keep(goal, tokens).await?;
        self.get(&id).await
    }

    async fn sandbox_profile(&self, address: &SandboxAddress) -> Result<(Profile, Endpoints)> {
        let endpoints = self.know_sandbox(address)?;
        let existing = rows::all(self.inner.store.reader()).await?;
        let existing = existing.into_iter().map(|row| row.profile).find(|profile| profile.kind == ProfileKind::Sandbox);
        let profile = existing.unwrap_or_else(|| Profile {
            id: Uuid::now_v7().to_string(),
            kind: ProfileKind::Sandbox,
            name: "Sandbox".to_owned(),
            region: Region::Na,
            client_id: String::new(),
            state: ProfileState::SignedIn,
            message: None,
            secret_store: SecretStoreKind::Memory,
            created_at: self.inner.clock.now_millis(),
        });
        Ok((Profile { client_id: address.client_id.clone(), ..profile }, endpoints))
    }

    async fn begin(&self, goal: Goal) -> Result<BegunSignIn> {
        let sign_in = SignIn::new(goal.endpoints.clone(), goal.credentials.clone())?;
        let host = self.inner.settings.current().return_host;
        let mut listener = self.inner.listener.lock().await;
        let port = match &*listener {
            Some(listener) => listener.port(),
            None => {
                let started = Listener::start(&self.inner.ports, self.inner.desk.clone()).await.map_err(ports_taken)?;
                listener.insert(started).port()
            }
        };
        let return_url = match &goal.sandbox {
            None => Ok(return_url::url(host, port, return_url::path(goal.profile.region))),
            Some(address) => sandbox_return_url(address, port),
        };
        let begun = return_url.and_then(|url| Ok(sign_in.authorization(&url)?));
        let begun = match begun {
            Ok(begun) => begun,
            Err(error) => {
                self.close_if_idle(&mut listener).await;
                return Err(error);
            }
        };
        let attempt_id = Uuid::now_v7().to_string();
        let (host, path) = host_and_path(&begun.redirect_uri)?;
        let landed = self.inner.desk.wait(&attempt_id, begun.state.clone(), host, path);
        let cancel = self.inner.attempts.begin(&attempt_id);
        drop(listener);
        let answer = BegunSignIn {
            attempt_id: attempt_id.clone(),
            authorize_url: begun.url.to_string(),
            return_url: begun.redirect_uri.clone(),
        };
        let this = self.clone();
        self.inner.supervisor.spawn_task(async move {
            tokio::select! {
                biased;
                // The person's cancel has already set the state; closing the application sets it too.
                () = cancel.cancelled() => this.done(&attempt_id).await,
                () = this.inner.supervisor.cancel_token().cancelled() => this.done(&attempt_id).await,
                () = this.run(&attempt_id, goal, &sign_in, begun, landed) => {}
            }
        });
        Ok(answer)
    }

    async fn run(
        &self,
        id: &str,
        goal: Goal,
        sign_in: &SignIn,
        begun: Authorization,
        landed: oneshot::Receiver<Landing>,
    ) {
        let landing = tokio::select! {
            landing = landed => landing.map_err(|_| Error::closing()),
            () = self.inner.clock.sleep(LIMIT) => Err(timed_out(&begun.redirect_uri)),
        };
        let outcome = match landing {
            Ok(Landing::Code(code)) => {
                self.inner.attempts.exchanging(id);
                // The port is not needed any more, whatever comes of the code.
                let (exchanged, ()) = tokio::join!(
                    sign_in.exchange(code.expose_secret(), &begun.redirect_uri, &begun.code_verifier),
                    self.done(id)
                );
                match exchanged {
                    Ok(tokens) => self.keep_uninterrupted(goal, tokens).await,
                    Err(error) => Err(error.into()),
                }
            }
            Ok(Landing::Error { error, description }) => Err(denied(&error, description)),
            Err(error) => Err(error),
        };
        self.done(id).await;
        self.inner.attempts.end(id, outcome);
    }

    /// The attempt waits no longer; the last one out closes the listener.
    async fn done(&self, id: &str) {
        self.inner.desk.forget(id);
        let mut listener = self.inner.listener.lock().await;
        self.close_if_idle(&mut listener).await;
    }

    async fn close_if_idle(&self, listener: &mut Option<Listener>) {
        if self.inner.desk.is_empty()
            && let Some(listener) = listener.take()
        {
            listener.close().await;
        }
    }

    /// A cancel after the code was redeemed must not leave half of the sign-in kept.
    async fn keep_uninterrupted(&self, goal: Goal, tokens: Tokens) -> Result<String> {
        let this = self.clone();
        tokio::spawn(async move { this.keep(goal, tokens).await })
            .await
            .unwrap_or_else(|_| Err(Error::internal("the sign-in could not be kept")))
    }

    /// Keeps what a sign-in brought: secrets first, then the row, then the tokens in memory.
    async fn keep(&self, goal: Goal, tokens: Tokens) -> Result<String> {
        let refresh = tokens.refresh_token.clone().ok_or_else(|| {
            Error::new("auth.no_refresh_token", "Amazon gave no lasting sign-in.")
                .next("Check the client secret: without it Amazon gives none.")
        })?;
        let mut profile = goal.profile;
        let was = profile.secret_store;
        profile.secret_store = match &goal.sandbox {
            Some(_) => SecretStoreKind::Memory,
            None if self.check_keychain().await.state == KeychainState::Ready => SecretStoreKind::Keychain,
            // Said in Settings and on the profile; never a file.
            None => SecretStoreKind::Memory,
        };
        // A refresh of the older sign-in must not write its token over the new one.
        let held = self.hold(&profile.id).await?;
        let secrets = self.secrets(profile.secret_store);
        let entry = |kind| SecretEntry::new(profile.region, &profile.id, kind);
        secrets.put(&entry(SecretKind::RefreshToken), &refresh, Patience::Person).await?;
        match &goal.sandbox {
            Some(address) => sandbox::remember(&self.data_dir(), address)?,
            None => {
                secrets
                    .put(&entry(SecretKind::ClientSecret), &goal.credentials.client_secret, Patience::Person)
                    .await?;
            }
        }
        profile.state = ProfileState::SignedIn;
        profile.message = None;
        let sandbox = goal.sandbox.is_some().then_some(goal.endpoints);
        let row = rows::Row { profile: profile.clone(), sandbox };
        if let Err(error) = rows::save(&self.inner.store, row.clone()).await {
            // Of a profile that is not there, a secret in the keychain would stay for ever.
            if held.is_none() || error.code == "not_found" {
                for kind in [SecretKind::RefreshToken, SecretKind::ClientSecret] {
                    let _ = secrets.delete(&entry(kind), Patience::Background).await;
                }
            }
            return Err(error);
        }
        if was != profile.secret_store {
            // A stale copy would come back to life some day. Failing to delete it must not fail the sign-in.
            for kind in [SecretKind::RefreshToken, SecretKind::ClientSecret] {
                let _ = self.secrets(was).delete(&entry(kind), Patience::Background).await;
            }
        }
        let session = self.new_session(row);
        session.install(&tokens).await;
        self.replace_session(&profile.id, Some(session.clone()));
        if let Some(held) = held {
            held.replace(session);
        }
        self.announce_signed_in(&profile.id);
        Ok(profile.id)
    }

    /// How far an attempt is.
    ///
    /// # Errors
    /// `not_found` for an attempt of another session.
    pub async fn sign_in_status(&self, attempt_id: &str) -> Result<SignInStatus> {
        self.inner.attempts.status(attempt_id)
    }

    /// The way out when the redirect fails: the address that the browser landed on, checked exactly like a redirect.
    ///
    /// # Errors
    /// `auth.pasted` when it is not the address of this sign-in; the attempt goes on waiting then.
    pub async fn finish_sign_in(&self, attempt_id: &str, address: &str) -> Result<SignInStatus> {
        self.inner.attempts.status(attempt_id)?;
        let wrong = || {
            Error::new("auth.pasted", "This is not the address that this sign-in returns to.").next(
                "Copy the whole address from the browser's address bar after Amazon sent you back, or start again.",
            )
        };
        let head = pasted(address).ok_or_else(wrong)?;
        let delivered = self.inner.desk.deliver(&head).map_err(|_| wrong())?;
        self.inner.attempts.status(&delivered)
    }

    /// Ends an attempt. Its state is `cancelled` when this returns.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn cancel_sign_in(&self, attempt_id: &str) -> Result<()> {
        self.inner.attempts.cancel(attempt_id)?;
        // The port is free again too, unless a browser is slow to take its answer; that one is not waited for.
        let _ = tokio::time::timeout(CANCEL, self.done(attempt_id)).await;
        Ok(())
    }
}
