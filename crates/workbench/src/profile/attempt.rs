//! Sign-ins under way: what each is for, how far it is, and how it ends.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::model::{Profile, SandboxAddress, SignInState, SignInStatus};
use crate::service::{Clock, Event, Events};
use crate::{Error, Result};

/// Ended attempts that can still be asked about.
const REMEMBERED: usize = 32;

/// For whom the sign-in is.
#[derive(Debug)]
pub(super) struct Goal {
    /// The profile as it will be once signed in.
    pub(super) profile: Profile,
    pub(super) credentials: amc_client::Credentials,
    pub(super) endpoints: amc_client::Endpoints,
    pub(super) sandbox: Option<SandboxAddress>,
}

struct Attempt {
    state: SignInState,
    profile_id: Option<String>,
    error: Option<Error>,
    begun: Duration,
    ended: Option<Duration>,
    cancel: CancellationToken,
}

/// All attempts of this session.
#[derive(Clone)]
pub(super) struct Attempts {
    clock: Arc<dyn Clock>,
    events: Events,
    all: Arc<Mutex<HashMap<String, Attempt>>>,
}

impl std::fmt::Debug for Attempts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attempts").finish_non_exhaustive()
    }
}

impl Attempts {
    pub(super) fn new(clock: Arc<dyn Clock>, events: Events) -> Self {
        Self { clock, events, all: Arc::default() }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Attempt>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn begin(&self, id: &str) -> CancellationToken {
        let cancel = CancellationToken::new();
        let attempt = Attempt {
            state: SignInState::Waiting,
            profile_id: None,
            error: None,
            begun: self.clock.boot(),
            ended: None,
            cancel: cancel.clone(),
        };
        let mut all = self.lock();
        while all.len() >= REMEMBERED {
            let oldest =
                all.iter().filter(|(_, a)| a.ended.is_some()).min_by_key(|(_, a)| a.ended).map(|(id, _)| id.clone());
            let Some(oldest) = oldest else { break };
            all.remove(&oldest);
        }
        all.insert(id.to_owned(), attempt);
        cancel
    }

    pub(super) fn exchanging(&self, id: &str) {
        self.change(id, |attempt| attempt.state = SignInState::Exchanging);
    }

    /// Ends an attempt; one that has already ended (cancelled) stays as it is.
    pub(super) fn end(&self, id: &str, outcome: Result<String>) {
        let now = self.clock.boot();
        self.change(id, |attempt| {
            attempt.ended = Some(now);
            match outcome {
                Ok(profile_id) => {
                    attempt.state = SignInState::SignedIn;
                    attempt.profile_id = Some(profile_id);
                }
                Err(error) => {
                    attempt.state = SignInState::Failed;
                    attempt.error = Some(error);
                }
            }
        });
    }

    /// Ends it by the person's wish, at once.
    pub(super) fn cancel(&self, id: &str) -> Result<()> {
        let now = self.clock.boot();
        let cancel = {
            let all = self.lock();
            all.get(id).ok_or_else(|| Error::not_found("sign-in"))?.cancel.clone()
        };
        self.change(id, |attempt| {
            attempt.state = SignInState::Cancelled;
            attempt.ended = Some(now);
        });
        cancel.cancel();
        Ok(())
    }

    /// Ends all that wait, as the application closes.
    pub(super) fn cancel_all(&self) {
        let ids: Vec<String> = self.lock().keys().cloned().collect();
        for id in ids {
            // It was in the list a moment ago.
            let _ = self.cancel(&id);
        }
    }

    fn change(&self, id: &str, change: impl FnOnce(&mut Attempt)) {
        {
            let mut all = self.lock();
            match all.get_mut(id) {
                Some(attempt) if attempt.ended.is_none() => change(attempt),
                _ => return,
            }
        }
        self.events.send(Event::SignInChanged { attempt_id: id.to_owned() });
    }

    pub(super) fn status(&self, id: &str) -> Result<SignInStatus> {
        let all = self.lock();
        let attempt = all.get(id).ok_or_else(|| Error::not_found("sign-in"))?;
        let until = attempt.ended.unwrap_or_else(|| self.clock.boot());
        Ok(SignInStatus {
            attempt_id: id.to_owned(),
            state: attempt.state,
            waited_seconds: u32::try_from(until.saturating_sub(attempt.begun).as_secs()).unwrap_or(u32::MAX),
            profile_id: attempt.profile_id.clone(),
            error: attempt.error.clone(),
        })
    }
}
