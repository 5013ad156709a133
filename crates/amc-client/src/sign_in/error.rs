//! What can go wrong between a code or refresh token and an access token.

use std::time::Duration;

use thiserror::Error;

use crate::error::{AnswerProblem, TransportKind};

/// Why no tokens came. Holds neither the address nor anything that was sent; Amazon's own words are cut and cleaned.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SignInError {
    /// `invalid_grant`: the refresh token is withdrawn, or the code is used, expired or not meant for this return URL. The
    /// only case in which a person has to sign in again.
    #[error("Amazon no longer accepts this sign-in; sign in again")]
    SignInLost {
        /// Amazon's description.
        description: Option<String>,
        /// Amazon's request id.
        request_id: Option<String>,
    },
    /// `invalid_client`: wrong id or secret. The refresh token is still good.
    #[error("Amazon does not know this client id and secret; check the security profile")]
    ClientRejected {
        /// Amazon's request id.
        request_id: Option<String>,
    },
    /// `unauthorized_client`: the security profile may not use this grant.
    #[error("Amazon does not allow this client to sign in this way; check the security profile")]
    ClientNotAllowed {
        /// Amazon's request id.
        request_id: Option<String>,
    },
    /// 429. Keep all tokens and come back later.
    #[error("Amazon asks to wait before the next sign-in request")]
    Throttled {
        /// How long, if Amazon said so.
        retry_after: Option<Duration>,
    },
    /// 5xx. Keep all tokens and come back later.
    #[error("Amazon's sign-in service failed with status {status}")]
    Server {
        /// Status of the answer.
        status: u16,
    },
    /// No complete answer.
    #[error("{kind}")]
    Transport {
        /// What went wrong.
        kind: TransportKind,
        /// Whether the request may have arrived. `false` is certain.
        sent: bool,
    },
    /// An answer that cannot be used.
    #[error("the sign-in answer cannot be used: {problem}")]
    BadAnswer {
        /// Status of the answer.
        status: u16,
        /// What is wrong with it.
        problem: AnswerProblem,
    },
    /// Any other OAuth error.
    #[error("Amazon refused the sign-in request: {error}")]
    Refused {
        /// Status of the answer.
        status: u16,
        /// OAuth error code, such as `invalid_request`.
        error: String,
        /// Amazon's description.
        description: Option<String>,
        /// Amazon's request id.
        request_id: Option<String>,
    },
    /// The operating system gave no random numbers, without which no sign-in is safe.
    #[error("the operating system gives no random numbers")]
    NoRandomness,
}

impl SignInError {
    /// Whether the same request may succeed later without anybody changing anything.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Throttled { .. } | Self::Server { .. } | Self::Transport { .. } | Self::BadAnswer { .. })
    }
}
