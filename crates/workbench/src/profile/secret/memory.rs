//! Secrets for one session: where there is no keychain, and where a sandbox's tokens live.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use secrecy::SecretString;

use super::{Patience, SecretEntry, SecretError, SecretStore, fits};
use crate::profile::model::KeychainState;

/// Forgets everything when it is dropped.
#[derive(Default)]
pub struct MemorySecrets(Mutex<HashMap<SecretEntry, SecretString>>);

impl MemorySecrets {
    fn lock(&self) -> MutexGuard<'_, HashMap<SecretEntry, SecretString>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for MemorySecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemorySecrets").finish_non_exhaustive()
    }
}

#[async_trait]
impl SecretStore for MemorySecrets {
    async fn check(&self) -> KeychainState {
        KeychainState::Absent
    }

    async fn get(&self, entry: &SecretEntry, _: Patience) -> Result<Option<SecretString>, SecretError> {
        Ok(self.lock().get(entry).cloned())
    }

    async fn put(&self, entry: &SecretEntry, secret: &SecretString, _: Patience) -> Result<(), SecretError> {
        fits(secret)?;
        self.lock().insert(entry.clone(), secret.clone());
        Ok(())
    }

    async fn delete(&self, entry: &SecretEntry, _: Patience) -> Result<(), SecretError> {
        self.lock().remove(entry);
        Ok(())
    }
}
