//! Typed failures of the AMC API. No variant holds an address, a header, a token or a raw answer body.

use std::time::Duration;

use thiserror::Error;

use crate::refusal::Position;

/// What a call to the AMC API can end in. `message` fields hold Amazon's sentence, cut to a sane length and stripped of
/// anything that looks like a credential. `request_id` is Amazon's id of the request, for support cases.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AmcError {
    /// The token was refused, renewed once and refused again, or the token source says that a person must sign in.
    #[error("Amazon no longer accepts the sign-in; sign in again")]
    SignInLost {
        /// Amazon's request id.
        request_id: Option<String>,
    },
    /// No access token can be had at the moment; the sign-in itself may be fine.
    #[error("no access token can be had at the moment: {reason}")]
    TokenUnavailable {
        /// Why, as told by the token source.
        reason: String,
    },
    /// 403: wrong pair of account and marketplace, an instance of another account, or a client that is not approved for
    /// the Ads API. Renewing the token does not help and is not tried.
    #[error("Amazon refuses access: {message}")]
    Forbidden {
        /// Amazon's sentence.
        message: String,
        /// Amazon's request id.
        request_id: Option<String>,
    },
    /// Somebody has to accept the terms in the AMC console first.
    #[error("the terms and conditions have to be accepted in the AMC console first")]
    TermsNotAccepted {
        /// Amazon's request id.
        request_id: Option<String>,
    },
    /// The SQL does not compile.
    #[error("the query does not compile: {message}")]
    Compile {
        /// The reason, without the standing phrase before it.
        message: String,
        /// Where, if the text says so.
        position: Option<Position>,
        /// Amazon's request id.
        request_id: Option<String>,
    },
    /// Too many similar runs over the same records (AMC's privacy rule).
    #[error("refused because too many runs have already read the same data: {message}")]
    OverlapRefused {
        /// Amazon's sentence.
        message: String,
        /// Amazon's request id.
        request_id: Option<String>,
    },
    /// 429, and the pause is longer than the retry policy waits, or attempts are used up.
    #[error("Amazon asks to wait {} s", retry_after.as_secs())]
    Throttled {
        /// How long to wait from now.
        retry_after: Duration,
        /// Amazon's request id.
        request_id: Option<String>,
    },
    /// No such instance, workflow or run. Amazon says this with status 400.
    #[error("not found: {message}")]
    NotFound {
        /// Amazon's sentence.
        message: String,
        /// Amazon's request id.
        request_id: Option<String>,
    },
    /// A workflow of this id is there already; replace it instead.
    #[error("already there: {message}")]
    AlreadyExists {
        /// Amazon's sentence.
        message: String,
        /// Amazon's request id.
        request_id: Option<String>,
    },
    /// The run has no result to download, or not yet.
    #[error("no result to download yet: {message}")]
    NotReady {
        /// Amazon's sentence.
        message: String,
        /// Amazon's request id.
        request_id: Option<String>,
    },
    /// Any other 4xx, or a request that this crate refuses to send.
    #[error("the request was refused: {message}")]
    Invalid {
        /// Status of the answer; `None` if nothing was sent.
        status: Option<u16>,
        /// Amazon's sentence, or ours.
        message: String,
        /// Amazon's request id.
        request_id: Option<String>,
    },
    /// 5xx, or a gateway that gave up waiting.
    #[error("Amazon's service failed with status {status}: {message}")]
    Server {
        /// Status of the answer.
        status: u16,
        /// Amazon's sentence.
        message: String,
        /// Amazon's request id.
        request_id: Option<String>,
    },
    /// No complete answer.
    #[error("{kind}")]
    Transport {
        /// What went wrong.
        kind: TransportKind,
        /// Whether the request may have reached the other side. `false` is certain, `true` is a maybe.
        sent: bool,
    },
    /// An answer that cannot be what it should be.
    #[error("the answer cannot be used: {problem}")]
    BadAnswer {
        /// What is wrong with it.
        problem: AnswerProblem,
        /// Status of the answer.
        status: u16,
        /// Amazon's request id.
        request_id: Option<String>,
    },
}

impl AmcError {
    /// Amazon's id of the failed request, if an answer came and named one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::SignInLost { request_id }
            | Self::Forbidden { request_id, .. }
            | Self::TermsNotAccepted { request_id }
            | Self::Compile { request_id, .. }
            | Self::OverlapRefused { request_id, .. }
            | Self::Throttled { request_id, .. }
            | Self::NotFound { request_id, .. }
            | Self::AlreadyExists { request_id, .. }
            | Self::NotReady { request_id, .. }
            | Self::Invalid { request_id, .. }
            | Self::Server { request_id, .. }
            | Self::BadAnswer { request_id, .. } => request_id.as_deref(),
            Self::TokenUnavailable { .. } | Self::Transport { .. } => None,
        }
    }

    /// Whether the request may have had its effect although this error came back. True for lost answers, 5xx and answers
    /// that cannot be read; false for refusals and for requests that never left.
    #[must_use]
    pub fn may_have_been_accepted(&self) -> bool {
        match self {
            Self::Transport { sent, .. } => *sent,
            Self::Server { .. } | Self::BadAnswer { .. } => true,
            _ => false,
        }
    }

    /// Whether the same call may succeed later without anybody changing anything.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::TokenUnavailable { .. } | Self::Throttled { .. } | Self::Server { .. } | Self::Transport { .. }
        )
    }

    pub(crate) fn unsendable(message: impl Into<String>) -> Self {
        Self::Invalid { status: None, message: message.into(), request_id: None }
    }
}

/// What kind of transport failure it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum TransportKind {
    /// The host name could not be resolved.
    #[error("the host name could not be resolved")]
    Dns,
    /// No connection: refused, unreachable, or not within the connect deadline.
    #[error("no connection could be made")]
    Connect,
    /// The connection could not be made secure.
    #[error("no secure connection could be made")]
    Tls,
    /// Connected, but the answer did not begin within the first-byte deadline.
    #[error("no answer came in time")]
    NoAnswer,
    /// The answer began but did not end within its deadline.
    #[error("the answer did not end in time")]
    Stalled,
    /// The connection broke while the request went out or before the answer began.
    #[error("the connection broke before an answer came")]
    Broken,
    /// The connection broke inside the answer.
    #[error("the answer broke off")]
    Truncated,
    /// The request could not be put together.
    #[error("the request could not be built")]
    Request,
}

/// Why an answer cannot be used. Holds positions and names, never content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum AnswerProblem {
    /// Not JSON, or not the JSON expected.
    #[error("it is not the expected JSON (line {line}, column {column})")]
    NotJson {
        /// Line of the answer where reading stopped, from 1; 0 if unknown.
        line: usize,
        /// Column where reading stopped.
        column: usize,
    },
    /// A field that must be there is not, or holds something impossible.
    #[error("the field `{field}` is missing or impossible")]
    Field {
        /// Name of the field.
        field: &'static str,
    },
    /// More bytes than allowed.
    #[error("it is longer than {limit} bytes")]
    TooLong {
        /// The cap in bytes.
        limit: usize,
    },
    /// A redirect; none is ever followed.
    #[error("it is a redirect, and none is followed")]
    Redirect,
    /// Pages that repeat themselves or never end.
    #[error("its pages do not end")]
    EndlessPages,
}

/// Whether a run may exist although creating it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Acceptance {
    /// Certainly no run was created: it is safe to send again.
    NotAccepted,
    /// A run may or may not have been created: list the executions before sending again.
    Unknown,
}

/// Why creating a run failed, and whether it may have been created all the same. AMC has no idempotency key, so the
/// difference matters.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{error}")]
pub struct SubmitError {
    /// Whether a run may exist.
    pub acceptance: Acceptance,
    /// What went wrong.
    #[source]
    pub error: AmcError,
}

impl From<AmcError> for SubmitError {
    fn from(error: AmcError) -> Self {
        let acceptance = if error.may_have_been_accepted() { Acceptance::Unknown } else { Acceptance::NotAccepted };
        Self { acceptance, error }
    }
}
