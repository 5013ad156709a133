//! The platform's store through keyring-core, on a connection object of our own: the library's convenience API keeps a
//! dead connection for the life of the process. A failed call rebuilds it once and tries again.

use std::sync::Arc;

use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry, Error};
use zeroize::Zeroize as _;

use super::{Patience, SecretEntry, SecretError};
use crate::profile::model::KeychainState;

type Store = Arc<dyn CredentialStoreApi + Send + Sync>;

pub(super) struct Platform {
    service: String,
    store: Option<Store>,
}

impl Platform {
    pub(super) fn new(service: &str) -> Self {
        Self { service: service.to_owned(), store: None }
    }

    /// Runs `call` on the entry; a connection that has died is rebuilt once.
    fn with_entry<T>(
        &mut self,
        account: &str,
        patience: Patience,
        call: impl Fn(&Entry) -> keyring_core::Result<T>,
    ) -> Result<Option<T>, SecretError> {
        if patience == Patience::Background {
            // Reading a locked collection would open a prompt that nobody expects.
            match state_without_prompt() {
                None | Some(KeychainState::Ready) => {}
                Some(state) => return Err(SecretError::of(state)),
            }
        }
        let mut rebuilt = self.store.is_none();
        loop {
            let outcome = self.entry(account).and_then(|entry| call(&entry));
            match outcome {
                Ok(value) => return Ok(Some(value)),
                Err(Error::NoEntry) => {
                    // A missing collection reads like a missing entry, and would pass for "not signed in".
                    return match state_without_prompt() {
                        None | Some(KeychainState::Ready) => Ok(None),
                        Some(state) => Err(SecretError::of(state)),
                    };
                }
                Err(Error::Ambiguous(_)) => return Err(SecretError::Ambiguous),
                Err(Error::TooLong(..)) => return Err(SecretError::DoesNotFit),
                Err(Error::BadEncoding(mut bytes) | Error::BadDataFormat(mut bytes, _)) => {
                    bytes.zeroize();
                    return Err(SecretError::Unreadable);
                }
                Err(_) if !rebuilt => {
                    rebuilt = true;
                    self.store = None;
                }
                Err(error) => {
                    self.store = None;
                    return Err(match state_without_prompt() {
                        Some(state) => SecretError::of(state),
                        None if matches!(error, Error::NoStorageAccess(_)) => SecretError::Locked,
                        None => SecretError::Failing,
                    });
                }
            }
        }
    }

    fn entry(&mut self, account: &str) -> keyring_core::Result<Entry> {
        let store = match &self.store {
            Some(store) => store.clone(),
            None => self.store.insert(connect()?).clone(),
        };
        store.build(&self.service, account, None)
    }

    pub(super) fn get(&mut self, account: &str, patience: Patience) -> Result<Option<Vec<u8>>, SecretError> {
        self.with_entry(account, patience, Entry::get_secret)
    }

    pub(super) fn put(&mut self, account: &str, secret: &[u8], patience: Patience) -> Result<(), SecretError> {
        // `None` would mean that an entry is missing while it is being made.
        self.with_entry(account, patience, |entry| entry.set_secret(secret))?.ok_or(SecretError::Failing)
    }

    pub(super) fn delete(&mut self, account: &str, patience: Patience) -> Result<(), SecretError> {
        self.with_entry(account, patience, Entry::delete_credential).map(|_| ())
    }

    /// Whether secrets can be kept, found out with a canary.
    pub(super) fn check(&mut self) -> KeychainState {
        match state_without_prompt() {
            None | Some(KeychainState::Ready) => {}
            Some(state) => return state,
        }
        let entry = SecretEntry::canary();
        let account = entry.account();
        let value = account.as_bytes();
        let outcome = self.put(account, value, Patience::Background).and_then(|()| {
            let read = self.get(account, Patience::Background)?;
            self.delete(account, Patience::Background)?;
            Ok(read.as_deref() == Some(value))
        });
        match outcome {
            Ok(true) => KeychainState::Ready,
            Ok(false) => KeychainState::Failing,
            Err(SecretError::Locked) => KeychainState::Locked,
            Err(SecretError::Absent) => KeychainState::Absent,
            Err(SecretError::NoDefaultCollection) => KeychainState::NoDefaultCollection,
            Err(_) => KeychainState::Failing,
        }
    }
}

#[cfg(target_os = "linux")]
fn connect() -> keyring_core::Result<Store> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn connect() -> keyring_core::Result<Store> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(windows)]
fn connect() -> keyring_core::Result<Store> {
    // Local: the default roams with the person's domain profile to other computers.
    let settings = std::collections::HashMap::from([("persistence", "Local")]);
    Ok(windows_native_keyring_store::Store::new_with_configuration(&settings)?)
}

/// What the Secret Service says of its default collection, without a prompt. `Ready` here means there and unlocked.
#[cfg(target_os = "linux")]
fn state_without_prompt() -> Option<KeychainState> {
    use secret_service::blocking::SecretService;
    use secret_service::{EncryptionType, Error};

    let Ok(service) = SecretService::connect(EncryptionType::Plain) else { return Some(KeychainState::Absent) };
    Some(match service.get_default_collection() {
        Ok(collection) => match collection.is_locked() {
            Ok(false) => KeychainState::Ready,
            Ok(true) => KeychainState::Locked,
            Err(_) => KeychainState::Failing,
        },
        Err(Error::NoResult) => KeychainState::NoDefaultCollection,
        Err(_) => KeychainState::Failing,
    })
}

/// Other systems have one keychain, always there, that tells on use whether it is locked.
#[cfg(not(target_os = "linux"))]
fn state_without_prompt() -> Option<KeychainState> {
    None
}
