//! What a session holds: the access token and how long it is good, what is still to be written, and how it ended.

use std::time::Duration;

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use tokio::sync::OwnedMutexGuard;

use super::session::Session;
use crate::service::Clock;

/// Renewal begins this long before the end (or a quarter of the life, for short-lived tokens).
const AHEAD: Duration = Duration::from_secs(15 * 60);
/// Wall and boot clock apart by more than this: somebody set the clock, and the expiry is a guess.
const DISAGREEMENT: Duration = Duration::from_secs(30);

/// An access token, and since when by both clocks.
pub(super) struct Access {
    pub(super) token: SecretString,
    pub(super) life: Duration,
    pub(super) wall: DateTime<Utc>,
    pub(super) boot: Duration,
}

impl Access {
    /// What is left by the clock that says less; zero once the clocks disagree.
    pub(super) fn left(&self, clock: &dyn Clock) -> Duration {
        let boot = clock.boot().saturating_sub(self.boot);
        let Ok(wall) = (clock.now() - self.wall).to_std() else { return Duration::ZERO };
        if wall.abs_diff(boot) > DISAGREEMENT {
            return Duration::ZERO;
        }
        self.life.saturating_sub(wall.max(boot))
    }

    pub(super) fn is_due(&self, clock: &dyn Clock) -> bool {
        self.left(clock) <= AHEAD.min(self.life / 4)
    }
}

/// What a session holds in memory, behind its lock.
#[derive(Default)]
pub(super) struct Held {
    pub(super) access: Option<Access>,
    /// A new refresh token that the keychain did not take yet.
    pub(super) unsaved: Option<SecretString>,
    /// How it ended, if it has: nothing is handed out or written any more then.
    pub(super) ended: Option<End>,
}

/// How a session ended.
#[derive(Clone)]
pub(super) enum End {
    SignedOut,
    /// By a newer sign-in, whose tokens also serve whoever holds on to this one.
    Replaced(Session),
}

/// Whoever wants a token of the profile waits until this is dropped, or ended in one of two ways; nothing is renewed
/// meanwhile. For changes of what is kept, which a renewal could write over.
pub(super) struct Hold(pub(super) OwnedMutexGuard<Held>);

impl Hold {
    /// The profile is signed out: who waits gets nothing.
    pub(super) fn sign_out(self) {
        self.end(End::SignedOut);
    }

    /// The profile goes on in `session`: who waits gets its tokens.
    pub(super) fn replace(self, session: Session) {
        self.end(End::Replaced(session));
    }

    fn end(mut self, end: End) {
        *self.0 = Held { ended: Some(end), ..Held::default() };
    }
}
