//! Where access tokens come from.

use std::time::Duration;

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use tokio::{sync::Mutex, time::Instant};

use crate::sign_in::{SignIn, SignInError};

/// Hands out access tokens. The owner of the refresh token implements it; one refresh at a time is its duty.
#[async_trait]
pub trait TokenSource: Send + Sync {
    /// An access token believed to be good, renewed first if it is about to expire.
    ///
    /// # Errors
    /// [`TokenError`] if there is none to be had.
    async fn access_token(&self) -> Result<SecretString, TokenError>;

    /// A token to use after `refused` was answered with 401. If the source already holds a newer one it returns that
    /// without asking Amazon, so that late refusals of an old token do no harm.
    ///
    /// # Errors
    /// [`TokenError`] if there is none to be had.
    async fn renew(&self, refused: &SecretString) -> Result<SecretString, TokenError>;
}

/// Why no access token could be had.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TokenError {
    /// Amazon no longer takes the refresh token, or nobody is signed in: a person has to sign in again.
    #[error("the sign-in is lost; sign in again")]
    SignInLost,
    /// For now: network, keychain, throttling. Trying later may help.
    #[error("no access token can be had at the moment: {reason}")]
    Unavailable {
        /// A sentence for people, without secrets.
        reason: String,
    },
}

/// One fixed access token; for scripts and tests. It cannot be renewed.
pub struct StaticToken(SecretString);

impl StaticToken {
    /// Wraps an access token.
    #[must_use]
    pub fn new(access_token: SecretString) -> Self {
        Self(access_token)
    }
}

impl std::fmt::Debug for StaticToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StaticToken([redacted])")
    }
}

#[async_trait]
impl TokenSource for StaticToken {
    async fn access_token(&self) -> Result<SecretString, TokenError> {
        Ok(self.0.clone())
    }

    async fn renew(&self, _refused: &SecretString) -> Result<SecretString, TokenError> {
        Err(TokenError::SignInLost)
    }
}

/// Renews access tokens with a refresh token, in memory only; for scripts, services with a secret store of their own, and
/// tests. One refresh at a time: whoever comes meanwhile waits and gets the same token. The
/// clock behind it stands still while the machine sleeps; a token that expired meanwhile is renewed after its refusal.
pub struct MemoryTokens {
    sign_in: SignIn,
    state: Mutex<State>,
}

struct State {
    refresh_token: SecretString,
    access: Option<(SecretString, Instant)>,
}

impl MemoryTokens {
    /// Time before the end of an access token at which the next one is fetched.
    const AHEAD: Duration = Duration::from_secs(5 * 60);

    /// Starts with a refresh token; nothing is sent before the first use.
    #[must_use]
    pub fn new(sign_in: SignIn, refresh_token: SecretString) -> Self {
        Self { sign_in, state: Mutex::new(State { refresh_token, access: None }) }
    }

    /// The refresh token as of now; Amazon may have replaced the first one.
    pub async fn refresh_token(&self) -> SecretString {
        self.state.lock().await.refresh_token.clone()
    }

    async fn refresh(&self, state: &mut State) -> Result<SecretString, TokenError> {
        let begun = Instant::now();
        let tokens = self.sign_in.refresh(&state.refresh_token).await.map_err(|error| match error {
            SignInError::SignInLost { .. } => TokenError::SignInLost,
            other => TokenError::Unavailable { reason: other.to_string() },
        })?;
        if let Some(refresh_token) = tokens.refresh_token {
            state.refresh_token = refresh_token;
        }
        // A token that lives shorter than the margin is still used for half its life.
        let ahead = Self::AHEAD.min(tokens.expires_in / 2);
        state.access = Some((tokens.access_token.clone(), begun + (tokens.expires_in - ahead)));
        Ok(tokens.access_token)
    }
}

impl std::fmt::Debug for MemoryTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemoryTokens").field("sign_in", &self.sign_in).finish_non_exhaustive()
    }
}

#[async_trait]
impl TokenSource for MemoryTokens {
    async fn access_token(&self) -> Result<SecretString, TokenError> {
        let mut state = self.state.lock().await;
        match &state.access {
            Some((token, until)) if Instant::now() < *until => Ok(token.clone()),
            _ => self.refresh(&mut state).await,
        }
    }

    async fn renew(&self, refused: &SecretString) -> Result<SecretString, TokenError> {
        let mut state = self.state.lock().await;
        match &state.access {
            // Somebody else renewed it meanwhile.
            Some((token, _)) if token.expose_secret() != refused.expose_secret() => Ok(token.clone()),
            _ => self.refresh(&mut state).await,
        }
    }
}
