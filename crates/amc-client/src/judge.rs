//! What an answer means.

use std::time::Duration;

use serde_json::Value;

use crate::{
    error::{AmcError, AnswerProblem},
    refusal::Refusal,
    text,
    transport::{Answer, retry_after},
};

/// The four ways an attempt can end.
pub(crate) enum Outcome {
    Done(Answer),
    Unauthorized { request_id: Option<String> },
    Throttled { retry_after: Option<Duration>, request_id: Option<String> },
    Failed(AmcError),
}

/// Amazon's request id: a header on most answers, a field of some error bodies.
pub(crate) fn request_id(answer: &Answer) -> Option<String> {
    let header = ["x-amz-rid", "x-amzn-requestid"].into_iter().find_map(|name| answer.headers.get(name)?.to_str().ok());
    match header {
        Some(id) => Some(text::clean(id, &[])),
        None if answer.status.is_success() => None,
        None => {
            let body: Value = serde_json::from_slice(&answer.body).ok()?;
            body.get("requestId").and_then(Value::as_str).map(|id| text::clean(id, &[]))
        }
    }
}

/// Sorts an answer by status first and text second (the error catalogue of Amazon's contract and field reports).
pub(crate) fn judge(answer: Answer, request_id: Option<String>, token: &str) -> Outcome {
    let status = answer.status.as_u16();
    if answer.status.is_success() {
        return Outcome::Done(answer);
    }
    if answer.status.is_redirection() || answer.status.is_informational() {
        return Outcome::Failed(AmcError::BadAnswer { problem: AnswerProblem::Redirect, status, request_id });
    }
    let message =
        text::sentence(&answer.body, &[token]).unwrap_or_else(|| format!("status {status} without a readable reason"));
    let lower = message.to_ascii_lowercase();
    // A gateway's words win over its status: the service behind it may have done the work.
    if status >= 500 || status == 408 || lower.contains("endpoint request timed out") {
        return Outcome::Failed(AmcError::Server { status, message, request_id });
    }
    if lower.contains("terms and conditions must be accepted") {
        return Outcome::Failed(AmcError::TermsNotAccepted { request_id });
    }
    Outcome::Failed(match status {
        401 => return Outcome::Unauthorized { request_id },
        429 => return Outcome::Throttled { retry_after: retry_after(&answer.headers), request_id },
        403 => AmcError::Forbidden { message, request_id },
        _ => match Refusal::from_text(&message) {
            Refusal::Compile { message, position } => AmcError::Compile { message, position, request_id },
            Refusal::Overlap { message } => AmcError::OverlapRefused { message, request_id },
            Refusal::Other { message } if lower.contains("unavailable for download") => {
                AmcError::NotReady { message, request_id }
            }
            Refusal::Other { message } if lower.contains("already exists") => {
                AmcError::AlreadyExists { message, request_id }
            }
            Refusal::Other { message } if status == 404 || lower.contains("does not exist") => {
                AmcError::NotFound { message, request_id }
            }
            Refusal::TimedOut { message } | Refusal::Other { message } => {
                AmcError::Invalid { status: Some(status), message, request_id }
            }
        },
    })
}
