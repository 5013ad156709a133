//! Where access tokens come from.

use async_trait::async_trait;
use secrecy::SecretString;
use thiserror::Error;

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
