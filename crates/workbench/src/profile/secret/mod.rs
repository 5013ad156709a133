//! Where secrets are kept: the system's keychain, or memory for one session, never anything in between.
//!
//! Only two secrets of a profile are kept, the client secret and the refresh token, an entry each; the access token lives
//! in memory. Malware of the same user can read a keychain: this protects data at rest, from other users and in backups.

mod keychain;
mod memory;
mod platform;

use std::time::Duration;

use async_trait::async_trait;
use secrecy::{ExposeSecret as _, SecretString};

pub use keychain::Keychain;
pub use memory::MemorySecrets;

use super::model::{KeychainState, Region};
use crate::Error;

/// Windows takes 2,560 bytes an entry; Amazon's tokens are at most 2,048. One limit everywhere, checked before the call.
pub const LONGEST_SECRET: usize = 2048;

/// How long a caller waits for the keychain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// Background work: 3 s, and no prompt is caused.
    Background,
    /// A person may be looking at the keychain's prompt: 120 s.
    Person,
}

impl Patience {
    fn limit(self) -> Duration {
        match self {
            Self::Background => Duration::from_secs(3),
            Self::Person => Duration::from_secs(120),
        }
    }
}

/// What is kept in an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SecretKind {
    /// The client secret of the person's security profile.
    ClientSecret,
    /// The refresh token of the sign-in.
    RefreshToken,
}

/// Names one entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SecretEntry(String);

impl SecretEntry {
    /// The entry of a profile's secret.
    pub fn new(region: Region, profile_id: &str, kind: SecretKind) -> Self {
        let kind = match kind {
            SecretKind::ClientSecret => "client-secret",
            SecretKind::RefreshToken => "refresh-token",
        };
        Self(format!("{}/{profile_id}/{kind}", region.code()))
    }

    /// The address of a webhook, with what messages to it are signed with.
    pub(crate) fn recipient(id: &str) -> Self {
        Self(format!("recipient/{id}"))
    }

    /// The password of the person's mail server.
    pub(crate) fn mail_password() -> Self {
        Self("mail/password".to_owned())
    }

    pub(super) fn canary() -> Self {
        Self(format!("canary/{}", uuid::Uuid::new_v4()))
    }

    fn account(&self) -> &str {
        &self.0
    }
}

/// Why a secret could not be read or written. Never holds one, nor the words of the library below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SecretError {
    /// The keychain is locked.
    #[error("the keychain is locked")]
    Locked,
    /// No keychain answers.
    #[error("no keychain answers")]
    Absent,
    /// There is no default collection.
    #[error("the keychain has no default collection")]
    NoDefaultCollection,
    /// Several entries carry the name.
    #[error("the keychain holds this entry more than once")]
    Ambiguous,
    /// Longer than [`LONGEST_SECRET`] or not ASCII.
    #[error("the secret does not fit into a keychain entry")]
    DoesNotFit,
    /// What is kept is not what was written.
    #[error("the keychain's entry cannot be read")]
    Unreadable,
    /// No answer within the caller's patience; a prompt may be open.
    #[error("the keychain did not answer in time")]
    TimedOut,
    /// Another failure.
    #[error("the keychain refused")]
    Failing,
}

impl SecretError {
    pub(crate) fn of(state: KeychainState) -> Self {
        match state {
            KeychainState::Locked => Self::Locked,
            KeychainState::Absent => Self::Absent,
            KeychainState::NoDefaultCollection => Self::NoDefaultCollection,
            KeychainState::Ready | KeychainState::Failing | KeychainState::Checking => Self::Failing,
        }
    }
}

impl From<SecretError> for Error {
    fn from(error: SecretError) -> Self {
        let step = |code, message: &str, step: &str| Self::new(code, message).next(step);
        match error {
            SecretError::Locked => {
                step("keychain.locked", "The system keychain is locked.", "Unlock it and try again.")
            }
            SecretError::Absent => step(
                "keychain.absent",
                "The system keychain does not answer.",
                "Start it (or log in again) and try again.",
            ),
            SecretError::NoDefaultCollection => step(
                "keychain.no_default_collection",
                "The system keychain has no default collection.",
                "Create a default keyring and try again.",
            ),
            SecretError::Ambiguous => step(
                "keychain.ambiguous",
                "The system keychain holds RecomAMP's entry more than once.",
                "Remove the duplicates in your keychain program, or sign in again.",
            ),
            SecretError::DoesNotFit => step(
                "keychain.does_not_fit",
                "This secret is longer than a keychain keeps, or holds other than plain characters.",
                "Check what you pasted.",
            ),
            SecretError::Unreadable => {
                step("keychain.unreadable", "The keychain's entry cannot be read.", "Sign in again to write it anew.")
            }
            SecretError::TimedOut => step(
                "keychain.timed_out",
                "The system keychain did not answer in time.",
                "Look for a prompt of the keychain, answer it and try again.",
            ),
            SecretError::Failing => step(
                "keychain.failing",
                "The system keychain refused.",
                "Check the keychain in Settings and try again.",
            ),
        }
    }
}

/// Keeps secrets. Implementations keep calls in order.
#[async_trait]
pub trait SecretStore: Send + Sync + std::fmt::Debug {
    /// Writes, reads and deletes a canary, without causing a prompt.
    async fn check(&self) -> KeychainState;

    /// The secret in `entry`, or `None` if there is none.
    ///
    /// # Errors
    /// [`SecretError`]; nothing is known about the entry then.
    async fn get(&self, entry: &SecretEntry, patience: Patience) -> Result<Option<SecretString>, SecretError>;

    /// Writes `entry`, replacing what is there.
    ///
    /// # Errors
    /// [`SecretError`]; what was there before stays.
    async fn put(&self, entry: &SecretEntry, secret: &SecretString, patience: Patience) -> Result<(), SecretError>;

    /// Deletes `entry`; none being there is fine.
    ///
    /// # Errors
    /// [`SecretError`].
    async fn delete(&self, entry: &SecretEntry, patience: Patience) -> Result<(), SecretError>;
}

fn fits(secret: &SecretString) -> Result<(), SecretError> {
    let text = secret.expose_secret();
    if text.is_ascii() && text.len() <= LONGEST_SECRET { Ok(()) } else { Err(SecretError::DoesNotFit) }
}
