//! Pending sign-ins and the one check that every answer passes, whether it comes over the listener or is pasted.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use secrecy::{ExposeSecret as _, SecretString};
use subtle::{Choice, ConstantTimeEq as _};
use tokio::sync::oneshot;

use super::request::{self, Head, Outcome, Refusal};

/// What a pending sign-in waits for.
#[derive(Debug)]
pub(super) enum Landing {
    /// The authorization code.
    Code(SecretString),
    /// Amazon says no.
    Error { error: String, description: Option<String> },
}

struct Pending {
    state: SecretString,
    host: String,
    path: String,
    answer: oneshot::Sender<Landing>,
}

/// All sign-ins that wait for an answer, by attempt.
#[derive(Default)]
pub(super) struct Desk(Mutex<HashMap<String, Pending>>);

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("pending", &self.lock().len()).finish()
    }
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Pending>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins to wait: `host` is `localhost:8742`, `path` the region's.
    pub(super) fn wait(
        &self,
        attempt_id: &str,
        state: SecretString,
        host: String,
        path: String,
    ) -> oneshot::Receiver<Landing> {
        let (answer, landed) = oneshot::channel();
        self.lock().insert(attempt_id.to_owned(), Pending { state, host, path, answer });
        landed
    }

    /// Waits no longer.
    pub(super) fn forget(&self, attempt_id: &str) {
        self.lock().remove(attempt_id);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// Checks one answer and hands it to the attempt it belongs to. Nothing changes unless everything is right.
    ///
    /// Order: host and path of some pending attempt; the state, against every attempt, in constant time; that attempt's
    /// own host and path; only then what the answer says.
    pub(super) fn deliver(&self, head: &Head) -> Result<String, Refusal> {
        let mut pending = self.lock();
        if !pending.values().any(|attempt| attempt.path == head.path) {
            return Err(Refusal::NotFound);
        }
        if !pending.values().any(|attempt| attempt.host == head.host) {
            return Err(Refusal::BadRequest);
        }
        let answer = request::read_query(&head.query).ok_or(Refusal::BadRequest)?;
        let given = answer.state.expose_secret().as_bytes();
        let mut found = None;
        for (id, attempt) in pending.iter() {
            let same: Choice = attempt.state.expose_secret().as_bytes().ct_eq(given);
            if bool::from(same) {
                found = Some(id.clone());
            }
        }
        let id = found.ok_or(Refusal::BadRequest)?;
        // Mix-up (RFC 9700 §4.4): the right state on another region's path or another name is not this attempt's answer.
        if !pending.get(&id).is_some_and(|attempt| attempt.host == head.host && attempt.path == head.path) {
            return Err(Refusal::BadRequest);
        }
        let landing = match answer.outcome {
            Outcome::Code(code) if !code.expose_secret().is_empty() => Landing::Code(code),
            Outcome::Error { error, description } => Landing::Error { error, description },
            Outcome::Code(_) | Outcome::Neither => return Err(Refusal::BadRequest),
        };
        let attempt = pending.remove(&id).ok_or(Refusal::BadRequest)?;
        drop(pending);
        // A closed receiver means the attempt has just ended; the answer then has nobody to go to.
        attempt.answer.send(landing).map_err(|_| Refusal::BadRequest)?;
        Ok(id)
    }
}
