//! What every request passes: the `Host` check, the request id, the ledger, the throttle and the faults; and the header
//! checks of AMC calls.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, FromRequestParts, RawPathParams, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::StreamExt as _;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::answer::{Refusal, media};
use crate::config::CLIENT_ID;
use crate::connection::Switch;
use crate::control;
use crate::fault::FaultKind;
use crate::operation::Operation;
use crate::settings::TermsRefusal;
use crate::state::App;

/// `x-amz-rid` of the answer, known before it is made.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) String);

const RID: &str = "x-amz-rid";

/// The outermost layer.
pub(crate) async fn pass(
    State(app): State<Arc<App>>,
    ConnectInfo(switch): ConnectInfo<Switch>,
    mut request: Request,
    next: Next,
) -> Response {
    let request_id = uuid::Uuid::new_v4().simple().to_string().to_ascii_uppercase();
    let mut response = if host_is_loopback(request.headers()) {
        request.extensions_mut().insert(RequestId(request_id.clone()));
        if request.uri().path().starts_with("/control/") {
            if control::token_is_good(&app, request.uri().path()) {
                next.run(request).await
            } else {
                Refusal::reporting(StatusCode::NOT_FOUND, "No such path").into_response()
            }
        } else {
            let (parts, body) = request.into_parts();
            let operation = Operation::of(&parts.method, parts.uri.path());
            let number = app.requests.arrive(app.clock.now(), operation, &parts, &request_id);
            let (response, fault) = meet(&app, &switch, operation, Request::from_parts(parts, body), next).await;
            app.requests.answer(number, response.as_ref().map(|r| r.status().as_u16()), fault);
            response.unwrap_or_default()
        }
    } else {
        // DNS rebinding: a web page must not reach the sandbox under a name of its own.
        Refusal::gateway(
            StatusCode::MISDIRECTED_REQUEST,
            "This is a sandbox; it answers to 127.0.0.1 and localhost only",
        )
        .into_response()
    };
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert(RID, value);
    }
    response
}

/// The answer (none if nothing is to be sent) and whether a fault met the request.
async fn meet(
    app: &Arc<App>,
    switch: &Switch,
    operation: Operation,
    request: Request,
    next: Next,
) -> (Option<Response>, bool) {
    if operation.is_amc()
        && let Err(refusal) = throttle(app)
    {
        return (Some(refusal.into_response()), false);
    }
    let Some(fault) = app.faults.meet(operation) else {
        return (Some(next.run(request).await), false);
    };
    let response = match fault {
        FaultKind::Answer { status, body, content_type } => Some(scripted(status, body, content_type)),
        FaultKind::Throttle { retry_after_seconds } => {
            Some(Refusal::throttled(retry_after_seconds.map(u64::from)).into_response())
        }
        FaultKind::TimeoutBeforeAccepting => Some(timed_out()),
        FaultKind::TimeoutAfterAccepting => {
            next.run(request).await;
            Some(timed_out())
        }
        FaultKind::DropBeforeAccepting => {
            switch.cut();
            None
        }
        FaultKind::DropAfterAccepting => {
            next.run(request).await;
            switch.cut();
            None
        }
        FaultKind::StallBeforeAccepting => std::future::pending().await,
        FaultKind::StallAfterAccepting => {
            next.run(request).await;
            std::future::pending().await
        }
        FaultKind::Truncate { bytes } => Some(cut_body(next.run(request).await, bytes, After::Break).await),
        FaultKind::StallBody { bytes } => Some(cut_body(next.run(request).await, bytes, After::Stall).await),
        FaultKind::Endless => Some(endless(next.run(request).await)),
        FaultKind::Redirect { location } => {
            let mut response = Response::default();
            *response.status_mut() = StatusCode::FOUND;
            if let Ok(location) = HeaderValue::from_str(&location) {
                response.headers_mut().insert(header::LOCATION, location);
            }
            Some(response)
        }
    };
    (response, true)
}

fn throttle(app: &App) -> Result<(), Refusal> {
    let settings = app.settings();
    let Some(rate) = settings.requests_per_second else { return Ok(()) };
    app.bucket
        .take(app.clock.now(), rate, settings.burst.unwrap_or(rate))
        .map_err(|wait| Refusal::throttled(Some(settings.retry_after_seconds.map_or(wait, u64::from))))
}

fn timed_out() -> Response {
    Refusal::gateway(StatusCode::GATEWAY_TIMEOUT, "Endpoint request timed out").into_response()
}

fn scripted(status: u16, body: Option<String>, content_type: Option<String>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let Some(body) = body else {
        return Refusal::reporting(status, status.canonical_reason().unwrap_or("Error")).into_response();
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let content_type = content_type.and_then(|t| HeaderValue::from_str(&t).ok());
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, content_type.unwrap_or_else(|| HeaderValue::from_static(media::JSON)));
    response
}

#[derive(Clone, Copy)]
enum After {
    Break,
    Stall,
}

async fn cut_body(response: Response, bytes: usize, after: After) -> Response {
    let (mut parts, body) = response.into_parts();
    // Result files are at most what the sandbox itself made; the whole is read so that its true length can be announced.
    let whole = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len().max(bytes + 1)));
    let first = whole.slice(..bytes.min(whole.len()));
    let head = futures::stream::iter([Ok::<_, std::io::Error>(first)]);
    let body = match after {
        After::Break => {
            // What precedes the error has to leave first: hyper drops what it has not sent when a body fails.
            let error = futures::stream::once(async {
                tokio::task::yield_now().await;
                Err(std::io::Error::new(std::io::ErrorKind::ConnectionReset, "cut off by a fault"))
            });
            Body::from_stream(head.chain(error))
        }
        After::Stall => Body::from_stream(head.chain(futures::stream::pending())),
    };
    Response::from_parts(parts, body)
}

fn endless(response: Response) -> Response {
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    let block = Bytes::from(vec![b'x'; 64 * 1024]);
    Response::from_parts(parts, Body::from_stream(futures::stream::repeat(block).map(Ok::<_, Infallible>)))
}

fn host_is_loopback(headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let host = host.to_str().unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name.to_ascii_lowercase().as_str(), "127.0.0.1" | "localhost")
}

/// An AMC call whose token and client are good, with the account and instance its headers and path name. Checked in the order
/// token, client, account, instance.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) account_id: String,
    /// Empty for calls that name no instance.
    pub(crate) instance_id: String,
}

/// An AMC call of the accounts list, which names neither account nor instance.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SignedIn;

impl FromRequestParts<Arc<App>> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let request_id = request_id(parts);
        check_token_and_client(app, &parts.headers)
            .map_err(|(status, text)| Refusal::accounts(status, text, &request_id).into_response())?;
        Ok(Self)
    }
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let request_id = request_id(parts);
        check_token_and_client(app, &parts.headers)
            .map_err(|(status, text)| Refusal::general(status, text, &request_id).into_response())?;
        let unauthorized = || Refusal::reporting(StatusCode::FORBIDDEN, "Unauthorized request").into_response();
        let header = |name: &str| parts.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let account_id = header("amazon-advertising-api-advertiserid").to_string();
        let marketplace_id = header("amazon-advertising-api-marketplaceid");
        let account = app
            .accounts
            .iter()
            .find(|a| a.id == account_id && a.marketplace_id == marketplace_id)
            .ok_or_else(unauthorized)?;
        if let Some(accept) = parts.headers.get(header::ACCEPT).and_then(|v| v.to_str().ok())
            && !accept_is_known(accept)
        {
            return Err(
                Refusal::reporting(StatusCode::NOT_ACCEPTABLE, "The Accept header names no known type").into_response()
            );
        }
        let params = RawPathParams::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        let instance_id = params.iter().find(|(name, _)| *name == "instance_id").map(|(_, v)| v.to_string());
        if let Some(id) = &instance_id
            && !account.instances.iter().any(|i| i.id == *id)
        {
            return Err(unauthorized());
        }
        Ok(Self { account_id, instance_id: instance_id.unwrap_or_default() })
    }
}

fn check_token_and_client(app: &App, headers: &HeaderMap) -> Result<(), (StatusCode, String)> {
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    let good = token.is_some_and(|t| app.book().access_is_good(app.clock.now(), t));
    if !good {
        return Err((
            StatusCode::UNAUTHORIZED,
            "Authentication failed : the token is missing, unknown or expired".into(),
        ));
    }
    let client = headers.get("amazon-advertising-api-clientid").and_then(|v| v.to_str().ok());
    if client != Some(CLIENT_ID) {
        return Err((StatusCode::UNAUTHORIZED, "Authentication failed : the client id is missing or unknown".into()));
    }
    let settings = app.settings();
    if settings.client_not_approved {
        return Err((StatusCode::FORBIDDEN, "Unauthorized request".into()));
    }
    if let Some(refusal) = settings.terms {
        let status = match refusal {
            TermsRefusal::Unauthorized => StatusCode::UNAUTHORIZED,
            TermsRefusal::Forbidden => StatusCode::FORBIDDEN,
        };
        return Err((status, "Terms and conditions must be accepted before the API may be used".into()));
    }
    Ok(())
}

fn request_id(parts: &Parts) -> String {
    parts.extensions.get::<RequestId>().map(|r| r.0.clone()).unwrap_or_default()
}

fn accept_is_known(accept: &str) -> bool {
    accept.split(',').map(|part| part.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()).any(|t| {
        t == "*/*"
            || t == "application/*"
            || t == "application/json"
            || (t.starts_with("application/vnd.amc") && t.ends_with("+json"))
    })
}

/// Whether a body's media type is one the API takes.
pub(crate) fn content_type_is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let value = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    value == "application/json" || (value.starts_with("application/vnd.amc") && value.ends_with("+json"))
}

/// Reads the JSON object of a request's body.
pub(crate) fn read_body(headers: &HeaderMap, body: &[u8]) -> Result<serde_json::Value, Refusal> {
    if !content_type_is_json(headers) {
        return Err(Refusal::reporting(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "The Content-Type must be application/json",
        ));
    }
    match serde_json::from_slice::<serde_json::Value>(body) {
        Ok(value) if value.is_object() => Ok(value),
        _ => Err(Refusal::invalid("The request body is not a JSON object")),
    }
}
