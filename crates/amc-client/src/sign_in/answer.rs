//! Reading the token endpoint.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

use super::{Grant, SignInError, Tokens};
use crate::{
    error::AnswerProblem,
    text,
    transport::{Answer, retry_after},
};

#[derive(Deserialize)]
struct Success {
    access_token: Option<SecretString>,
    refresh_token: Option<SecretString>,
    token_type: Option<String>,
    expires_in: Option<u64>,
}

/// Reads a success. The message of a parse failure is dropped, since it may quote a token.
pub(super) fn tokens(body: &[u8]) -> Result<Tokens, SignInError> {
    let bad = |problem| SignInError::BadAnswer { status: 200, problem };
    let field = |field| bad(AnswerProblem::Field { field });
    let answer: Success = serde_json::from_slice(body)
        .map_err(|error| bad(AnswerProblem::NotJson { line: error.line(), column: error.column() }))?;
    if !answer.token_type.is_some_and(|kind| kind.eq_ignore_ascii_case("bearer")) {
        return Err(field("token_type"));
    }
    // Tokens are opaque, but have to fit into a header.
    let good = |token: &SecretString| {
        !token.expose_secret().is_empty() && token.expose_secret().bytes().all(|byte| byte.is_ascii_graphic())
    };
    let access_token = answer.access_token.filter(good).ok_or_else(|| field("access_token"))?;
    let refresh_token = match answer.refresh_token {
        Some(token) if !good(&token) => return Err(field("refresh_token")),
        token => token,
    };
    let expires_in = answer.expires_in.filter(|seconds| *seconds > 0).ok_or_else(|| field("expires_in"))?;
    Ok(Tokens { access_token, refresh_token, expires_in: Duration::from_secs(expires_in) })
}

/// Reads anything else (RFC 6749 §5.2 and Amazon's documentation).
pub(super) fn refusal(answer: &Answer, secrets: &[&str], grant: Grant) -> SignInError {
    let status = answer.status.as_u16();
    if answer.status.is_redirection() || answer.status.is_informational() {
        return SignInError::BadAnswer { status, problem: AnswerProblem::Redirect };
    }
    if status == 429 {
        return SignInError::Throttled { retry_after: retry_after(&answer.headers) };
    }
    if answer.status.is_server_error() || status == 408 {
        return SignInError::Server { status };
    }
    let body: Value = match serde_json::from_slice(&answer.body) {
        Ok(body) => body,
        Err(error) => {
            let problem = AnswerProblem::NotJson { line: error.line(), column: error.column() };
            return SignInError::BadAnswer { status, problem };
        }
    };
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(|text| text::clean(text, secrets));
    let request_id = text("request_id").or_else(|| text("requestId"));
    let description = text("error_description");
    // Error codes are words; anything else is not shown.
    let word = |text: &String| {
        !text.is_empty() && text.len() <= 64 && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
    };
    let Some(error) = text("error").filter(word) else {
        return SignInError::BadAnswer { status, problem: AnswerProblem::Field { field: "error" } };
    };
    match error.as_str() {
        "invalid_grant" => SignInError::SignInLost { description, request_id },
        // Amazon's documentation shows an expired code as "invalid parameter : code" too.
        "invalid_request" if grant == Grant::Code && names_the_code(description.as_deref()) => {
            SignInError::SignInLost { description, request_id }
        }
        "invalid_client" => SignInError::ClientRejected { request_id },
        "unauthorized_client" => SignInError::ClientNotAllowed { request_id },
        _ => SignInError::Refused { status, error, description, request_id },
    }
}

fn names_the_code(description: Option<&str>) -> bool {
    description.and_then(|text| text.rsplit(':').next()).is_some_and(|name| name.trim() == "code")
}
