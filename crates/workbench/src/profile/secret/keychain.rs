//! The keychain, owned by one thread. Its calls block (for ever, while a prompt is open) and panic on a tokio worker in
//! some builds, so they happen nowhere else; callers wait with a deadline and may go away. Nobody waits for the thread.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::time::Duration;

use async_trait::async_trait;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::oneshot;
use zeroize::Zeroize as _;

use super::platform::Platform;
use super::{Patience, SecretEntry, SecretError, SecretStore, fits};
use crate::profile::model::KeychainState;

/// How long a check may take before the keychain counts as not answering.
const CHECK: Duration = Duration::from_secs(5);

type Answer<T> = oneshot::Sender<Result<T, SecretError>>;

enum Request {
    Check(oneshot::Sender<KeychainState>),
    Get(SecretEntry, Patience, Answer<Option<SecretString>>),
    Put(SecretEntry, SecretString, Patience, Answer<()>),
    Delete(SecretEntry, Patience, Answer<()>),
}

/// The system's keychain: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.
pub struct Keychain(mpsc::Sender<Request>);

impl std::fmt::Debug for Keychain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keychain").finish_non_exhaustive()
    }
}

impl Keychain {
    /// The platform's keychain with entries under the service name `service`. Touches nothing yet.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn new(service: &str) -> std::io::Result<Self> {
        let (sender, requests) = mpsc::channel();
        let service = service.to_owned();
        std::thread::Builder::new().name("keychain".to_owned()).spawn(move || {
            // A library that panics takes one answer with it, not the keychain: the next call has a new connection.
            let serving = || catch_unwind(AssertUnwindSafe(|| serve(Platform::new(&service), &requests)));
            while serving().is_err() {}
        })?;
        Ok(Self(sender))
    }

    async fn ask<T>(&self, limit: Duration, make: impl FnOnce(Answer<T>) -> Request) -> Result<T, SecretError> {
        let (answer, answered) = oneshot::channel();
        self.0.send(make(answer)).map_err(|_| SecretError::Failing)?;
        match tokio::time::timeout(limit, answered).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(SecretError::Failing),
            Err(_) => Err(SecretError::TimedOut),
        }
    }
}

fn serve(mut platform: Platform, requests: &mpsc::Receiver<Request>) {
    while let Ok(request) = requests.recv() {
        // Whoever has stopped waiting gets nothing done: the order of what is still wanted stays.
        match request {
            Request::Check(answer) if !answer.is_closed() => {
                let _ = answer.send(platform.check());
            }
            Request::Get(entry, patience, answer) if !answer.is_closed() => {
                let _ = answer.send(get(&mut platform, &entry, patience));
            }
            Request::Put(entry, secret, patience, answer) if !answer.is_closed() => {
                let _ = answer.send(platform.put(entry.account(), secret.expose_secret().as_bytes(), patience));
            }
            Request::Delete(entry, patience, answer) if !answer.is_closed() => {
                let _ = answer.send(platform.delete(entry.account(), patience));
            }
            _ => {}
        }
    }
}

fn get(platform: &mut Platform, entry: &SecretEntry, patience: Patience) -> Result<Option<SecretString>, SecretError> {
    let Some(bytes) = platform.get(entry.account(), patience)? else { return Ok(None) };
    match String::from_utf8(bytes) {
        Ok(text) if text.is_ascii() => Ok(Some(SecretString::from(text))),
        Ok(mut text) => {
            text.zeroize();
            Err(SecretError::Unreadable)
        }
        Err(error) => {
            error.into_bytes().zeroize();
            Err(SecretError::Unreadable)
        }
    }
}

#[async_trait]
impl SecretStore for Keychain {
    async fn check(&self) -> KeychainState {
        let (answer, answered) = oneshot::channel();
        if self.0.send(Request::Check(answer)).is_err() {
            return KeychainState::Failing;
        }
        match tokio::time::timeout(CHECK, answered).await {
            Ok(Ok(state)) => state,
            // Silent for so long: a prompt is open or the service hangs.
            _ => KeychainState::Failing,
        }
    }

    async fn get(&self, entry: &SecretEntry, patience: Patience) -> Result<Option<SecretString>, SecretError> {
        self.ask(patience.limit(), |answer| Request::Get(entry.clone(), patience, answer)).await
    }

    async fn put(&self, entry: &SecretEntry, secret: &SecretString, patience: Patience) -> Result<(), SecretError> {
        fits(secret)?;
        self.ask(patience.limit(), |answer| Request::Put(entry.clone(), secret.clone(), patience, answer)).await
    }

    async fn delete(&self, entry: &SecretEntry, patience: Patience) -> Result<(), SecretError> {
        self.ask(patience.limit(), |answer| Request::Delete(entry.clone(), patience, answer)).await
    }
}
