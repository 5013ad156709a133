//! `POST /auth/o2/token`: codes and refresh tokens against access tokens; errors by section 2.6 of the contract.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::json;

use super::book::Grant;
use crate::answer::{media, typed};
use crate::config::{CLIENT_ID, CLIENT_SECRET};
use crate::gate::RequestId;
use crate::input::RawBody;
use crate::settings::RefreshAnswer;
use crate::state::App;

struct TokenError {
    status: StatusCode,
    error: &'static str,
    description: String,
}

impl TokenError {
    fn new(error: &'static str, description: impl Into<String>) -> Self {
        let status = if error == "invalid_client" { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
        Self { status, error, description: description.into() }
    }
}

/// The token endpoint.
pub(crate) async fn issue(
    State(app): State<Arc<App>>,
    Extension(RequestId(request_id)): Extension<RequestId>,
    headers: HeaderMap,
    RawBody(body): RawBody,
) -> Response {
    let (status, body) = match answer(&app, &headers, &body) {
        Ok(body) => (StatusCode::OK, body),
        Err(e) => (
            e.status,
            json!({
                "error": e.error,
                "error_description": e.description,
                "error_index": format!("sandbox-{}", e.error),
                "request_id": request_id,
            }),
        ),
    };
    let mut response = typed(status, media::JSON, &body);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

fn answer(app: &App, headers: &HeaderMap, body: &[u8]) -> Result<serde_json::Value, TokenError> {
    let form = read_form(headers, body)?;
    let need = |name: &str| {
        form.get(name).filter(|v| !v.is_empty()).ok_or_else(|| {
            TokenError::new("invalid_request", format!("The request is missing a required parameter : {name}"))
        })
    };
    let grant_type = need("grant_type")?.clone();
    if !matches!(grant_type.as_str(), "authorization_code" | "refresh_token") {
        return Err(TokenError::new("unsupported_grant_type", "The grant type is not supported by this server"));
    }
    let with_secret = check_client(headers, &form)?;
    let settings = app.settings();
    if settings.client_not_allowed {
        return Err(TokenError::new("unauthorized_client", "The client is not authorized to use this grant type"));
    }
    let now = app.clock.now();
    let mut book = app.book();
    let refresh = if grant_type == "authorization_code" {
        let grant = book
            .take_code(now, need("code")?)
            .ok_or_else(|| TokenError::new("invalid_grant", "The code was used, has expired, or was never given"))?;
        check_grant(&grant, need("redirect_uri")?, form.get("code_verifier").map(String::as_str), with_secret)?;
        // Amazon gives no refresh token to a client that does not show its secret.
        with_secret.then(|| book.new_refresh(settings.token_length))
    } else {
        if !with_secret {
            return Err(TokenError::new("invalid_client", "Client authentication failed"));
        }
        let given = need("refresh_token")?;
        if !book.refresh_is_good(given) {
            return Err(TokenError::new("invalid_grant", "The refresh token is not good or was withdrawn"));
        }
        match settings.refresh_answer {
            RefreshAnswer::Same => Some(given.clone()),
            RefreshAnswer::Absent => None,
            RefreshAnswer::Rotate => {
                book.withdraw_refresh(given);
                Some(book.new_refresh(settings.token_length))
            }
        }
    };
    let access = book.new_access(now, settings.token_life, settings.token_length);
    let mut answer = json!({
        "access_token": access,
        "token_type": "bearer",
        "expires_in": settings.token_life.as_secs(),
    });
    if let Some(refresh) = refresh {
        answer["refresh_token"] = refresh.into();
    }
    Ok(answer)
}

fn check_grant(grant: &Grant, redirect_uri: &str, verifier: Option<&str>, with_secret: bool) -> Result<(), TokenError> {
    if grant.redirect_uri != redirect_uri {
        return Err(TokenError::new(
            "invalid_grant",
            "The redirect_uri differs from the one of the authorization request",
        ));
    }
    match (&grant.challenge, verifier) {
        (None, _) if !with_secret => Err(TokenError::new("invalid_client", "Client authentication failed")),
        (None, _) => Ok(()),
        (Some(_), None) => {
            Err(TokenError::new("invalid_request", "The request is missing a required parameter : code_verifier"))
        }
        (Some(challenge), Some(verifier)) if challenge.is_met_by(verifier) => Ok(()),
        (Some(_), Some(_)) => {
            Err(TokenError::new("invalid_grant", "The code_verifier does not meet the code_challenge"))
        }
    }
}

/// Whether the client showed its secret; an id without a secret is a public client.
fn check_client(headers: &HeaderMap, form: &HashMap<String, String>) -> Result<bool, TokenError> {
    let failed = || TokenError::new("invalid_client", "Client authentication failed");
    let (id, secret) = match headers.get(header::AUTHORIZATION) {
        Some(value) => {
            let (id, secret) = read_basic(value).ok_or_else(failed)?;
            (id, Some(secret))
        }
        None => {
            let id = form.get("client_id").cloned().ok_or_else(|| {
                TokenError::new("invalid_request", "The request is missing a required parameter : client_id")
            })?;
            (id, form.get("client_secret").cloned())
        }
    };
    match secret {
        _ if id != CLIENT_ID => Err(failed()),
        Some(secret) if secret != CLIENT_SECRET => Err(failed()),
        secret => Ok(secret.is_some()),
    }
}

fn read_basic(value: &HeaderValue) -> Option<(String, String)> {
    let text = value.to_str().ok()?;
    let (scheme, rest) = text.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    // RFC 6749 §2.3.1: both parts are form-encoded before they are joined.
    let plain = |part: &str| {
        url::form_urlencoded::parse(format!("v={part}").as_bytes())
            .next()
            .map(|(_, v)| v.into_owned())
            .unwrap_or_default()
    };
    Some((plain(id), plain(secret)))
}

fn read_form(headers: &HeaderMap, body: &[u8]) -> Result<HashMap<String, String>, TokenError> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !content_type.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded") {
        return Err(TokenError::new("invalid_request", "The Content-Type must be application/x-www-form-urlencoded"));
    }
    let mut form = HashMap::new();
    for (name, value) in url::form_urlencoded::parse(body) {
        if form.insert(name.clone().into_owned(), value.into_owned()).is_some() {
            return Err(TokenError::new("invalid_request", format!("The parameter is given more than once : {name}")));
        }
    }
    Ok(form)
}
