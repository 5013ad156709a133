//! The tokens of one profile: handed out while good, renewed ahead of time, by one refresh at a time.
//!
//! A refresh runs in a task of its own that owns the lock: a caller that goes away cannot cut it between Amazon's answer
//! and the keychain. A secret is deleted by sign-out and by nothing else.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use amc_client::{AmcClient, Credentials, Endpoints, Limiter, SignIn, SignInError, TokenError, TokenSource, Tokens};
use async_trait::async_trait;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::OwnedMutexGuard;

use super::held::{Access, End, Held, Hold};
use super::model::{Profile, SandboxAddress};
use super::secret::{Patience, SecretEntry, SecretError, SecretKind, SecretStore};
use super::{rows, sandbox};
use crate::Result;
use crate::service::{Clock, Event, Events};
use crate::store::Store;

pub(super) struct Parts {
    pub(super) profile: Profile,
    pub(super) endpoints: Endpoints,
    pub(super) sandbox: Option<SandboxAddress>,
    pub(super) secrets: Arc<dyn SecretStore>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) store: Store,
    pub(super) events: Events,
}

struct Inner {
    parts: Parts,
    held: Arc<tokio::sync::Mutex<Held>>,
    unavailable: Mutex<Option<SecretError>>,
}

/// The tokens of one profile. Cheap to clone.
#[derive(Clone)]
pub(super) struct Session(Arc<Inner>);

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("profile", &self.0.parts.profile.id).finish_non_exhaustive()
    }
}

impl Session {
    pub(super) fn new(parts: Parts) -> Self {
        Self(Arc::new(Inner { parts, held: Arc::default(), unavailable: Mutex::new(None) }))
    }

    pub(super) fn client(&self, limiter: Limiter) -> Result<AmcClient> {
        let parts = &self.0.parts;
        let tokens: Arc<dyn TokenSource> = Arc::new(self.clone());
        Ok(AmcClient::builder(parts.endpoints.clone(), parts.profile.client_id.clone(), tokens)
            .limiter(limiter)
            .build()?)
    }

    /// Why the keychain does not give this profile's secrets at the moment.
    pub(super) fn unavailable(&self) -> Option<SecretError> {
        *self.0.unavailable.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes over the tokens of a sign-in whose refresh token is already kept.
    pub(super) async fn install(&self, tokens: &Tokens) {
        let mut held = self.0.held.lock().await;
        held.access = Some(self.access_of(tokens));
        held.unsaved = None;
        self.note(None);
    }

    /// Keeps everybody from using or renewing the sign-in; waits for a refresh under way.
    pub(super) async fn hold(&self) -> Hold {
        Hold(self.current().await.1)
    }

    /// The session that stands for the profile now, locked.
    async fn current(&self) -> (Self, OwnedMutexGuard<Held>) {
        let mut session = self.clone();
        loop {
            let held = session.0.held.clone().lock_owned().await;
            match held.ended.clone() {
                Some(End::Replaced(next)) => session = next,
                None | Some(End::SignedOut) => return (session, held),
            }
        }
    }

    /// The background tick: renews what is in use and due. A failure is no event; the next tick tries again.
    pub(super) async fn tick(&self) {
        let due = {
            let held = self.0.held.lock().await;
            held.access.as_ref().is_some_and(|access| access.is_due(self.clock()))
        };
        if due && let Err(error) = self.hand_out(None).await {
            tracing::info!(lost = error == TokenError::SignInLost, "token not renewed");
        }
    }

    fn clock(&self) -> &dyn Clock {
        self.0.parts.clock.as_ref()
    }

    fn access_of(&self, tokens: &Tokens) -> Access {
        Access {
            token: tokens.access_token.clone(),
            life: tokens.expires_in,
            wall: self.clock().now(),
            boot: self.clock().boot(),
        }
    }

    async fn hand_out(&self, refused: Option<SecretString>) -> std::result::Result<SecretString, TokenError> {
        let (session, held) = self.current().await;
        if let Some(access) = &held.access {
            let refused =
                refused.as_ref().is_some_and(|refused| refused.expose_secret() == access.token.expose_secret());
            if !refused && held.unsaved.is_none() && !access.is_due(self.clock()) {
                return Ok(access.token.clone());
            }
        }
        if held.ended.is_some() {
            return Err(TokenError::SignInLost);
        }
        tokio::spawn(async move { session.renew_locked(held, refused).await })
            .await
            .unwrap_or_else(|_| Err(TokenError::Unavailable { reason: "the renewal met a defect".to_owned() }))
    }

    async fn renew_locked(
        self,
        mut held: OwnedMutexGuard<Held>,
        refused: Option<SecretString>,
    ) -> std::result::Result<SecretString, TokenError> {
        let refused_current = match (&held.access, &refused) {
            (Some(access), Some(refused)) => access.token.expose_secret() == refused.expose_secret(),
            _ => false,
        };
        let outcome = match self.save_pending(&mut held).await {
            Ok(()) => self.refresh(&mut held).await,
            Err(error) => Err(error),
        };
        match outcome {
            Ok(()) => held.access.as_ref().map(|access| access.token.clone()).ok_or(TokenError::SignInLost),
            Err(Failure::Lost(why)) => {
                held.access = None;
                self.mark_lost(why).await;
                Err(TokenError::SignInLost)
            }
            Err(failure @ (Failure::Secret(_) | Failure::Later(_))) => {
                let reason = match failure {
                    Failure::Secret(error) => {
                        self.note(Some(error));
                        error.to_string()
                    }
                    Failure::Lost(reason) => reason.to_owned(),
                    Failure::Later(reason) => reason,
                };
                match &held.access {
                    // Due, but not over: good enough until Amazon, or the keychain, answers again.
                    Some(access)
                        if !refused_current && held.unsaved.is_none() && access.left(self.clock()) > Duration::ZERO =>
                    {
                        Ok(access.token.clone())
                    }
                    _ => Err(TokenError::Unavailable { reason }),
                }
            }
        }
    }

    /// Writes a refresh token that the keychain refused before.
    async fn save_pending(&self, held: &mut Held) -> std::result::Result<(), Failure> {
        if let Some(token) = held.unsaved.take()
            && let Err(error) = self.put(&token).await
        {
            held.unsaved = Some(token);
            return Err(Failure::Secret(error));
        }
        Ok(())
    }

    async fn refresh(&self, held: &mut Held) -> std::result::Result<(), Failure> {
        let mut token = match (self.get(SecretKind::RefreshToken).await?, &self.0.parts.sandbox) {
            (Some(token), _) => token,
            (None, Some(address)) => return self.sign_in_again(held, address).await,
            (None, None) => return Err(Failure::Lost("The sign-in is not kept on this computer any more.")),
        };
        let secret = match &self.0.parts.sandbox {
            Some(address) => address.client_secret.clone(),
            None => self
                .get(SecretKind::ClientSecret)
                .await?
                .ok_or(Failure::Lost("The client secret is not kept on this computer any more."))?,
        };
        self.note(None);
        let credentials = Credentials { client_id: self.0.parts.profile.client_id.clone(), client_secret: secret };
        let sign_in = SignIn::new(self.0.parts.endpoints.clone(), credentials)
            .map_err(|error| Failure::Later(error.to_string()))?;
        let mut again = true;
        loop {
            match sign_in.refresh(&token).await {
                Ok(tokens) => return self.accept(held, tokens, Some(&token)).await,
                Err(SignInError::SignInLost { .. }) => {
                    // Somebody else may have renewed it meanwhile: look once more before giving up.
                    let kept = self.get(SecretKind::RefreshToken).await?;
                    match kept {
                        Some(kept) if again && kept.expose_secret() != token.expose_secret() => {
                            again = false;
                            token = kept;
                        }
                        _ => match &self.0.parts.sandbox {
                            Some(address) => return self.sign_in_again(held, address).await,
                            None => return Err(Failure::Lost("Amazon no longer accepts this sign-in.")),
                        },
                    }
                }
                Err(error) => return Err(Failure::Later(error.to_string())),
            }
        }
    }

    /// A sandbox's sign-in belongs to its process and is begun anew without asking anybody.
    async fn sign_in_again(&self, held: &mut Held, address: &SandboxAddress) -> std::result::Result<(), Failure> {
        let tokens = sandbox::walk(address).await.map_err(|error| Failure::Later(error.message))?;
        self.accept(held, tokens, None).await
    }

    /// Keeps the new refresh token, if there is one, before anybody gets the access token.
    async fn accept(
        &self,
        held: &mut Held,
        tokens: Tokens,
        old: Option<&SecretString>,
    ) -> std::result::Result<(), Failure> {
        held.access = Some(self.access_of(&tokens));
        if let Some(new) = tokens.refresh_token
            && old.is_none_or(|old| old.expose_secret() != new.expose_secret())
            && let Err(error) = self.put(&new).await
        {
            held.unsaved = Some(new);
            return Err(Failure::Secret(error));
        }
        Ok(())
    }

    fn entry(&self, kind: SecretKind) -> SecretEntry {
        SecretEntry::new(self.0.parts.profile.region, &self.0.parts.profile.id, kind)
    }

    async fn get(&self, kind: SecretKind) -> std::result::Result<Option<SecretString>, Failure> {
        self.0.parts.secrets.get(&self.entry(kind), Patience::Background).await.map_err(Failure::Secret)
    }

    async fn put(&self, token: &SecretString) -> std::result::Result<(), SecretError> {
        self.0.parts.secrets.put(&self.entry(SecretKind::RefreshToken), token, Patience::Background).await
    }

    fn note(&self, error: Option<SecretError>) {
        let mut note = self.0.unavailable.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = *note != error;
        *note = error;
        drop(note);
        if changed {
            self.0.parts.events.send(Event::ProfilesChanged);
        }
    }

    async fn mark_lost(&self, why: &'static str) {
        let parts = &self.0.parts;
        if let Err(error) = rows::lose_sign_in(&parts.store, &parts.profile.id, why).await {
            tracing::warn!(code = %error.code, "the lost sign-in was not written down");
        }
        parts.events.send(Event::ProfilesChanged);
    }
}

enum Failure {
    /// Amazon no longer takes the sign-in, or there is none; in a sentence.
    Lost(&'static str),
    /// The keychain.
    Secret(SecretError),
    /// Network, throttling, a server's failure: nothing has changed.
    Later(String),
}

#[async_trait]
impl TokenSource for Session {
    async fn access_token(&self) -> std::result::Result<SecretString, TokenError> {
        self.hand_out(None).await
    }

    async fn renew(&self, refused: &SecretString) -> std::result::Result<SecretString, TokenError> {
        self.hand_out(Some(refused.clone())).await
    }
}
