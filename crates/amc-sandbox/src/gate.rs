//! What every request passes: the `Host` check, the request id, the ledger, the throttle and the faults. Refusals are written
//! here, on the way out.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::StreamExt as _;
use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::answer::{Refusal, make_plain, media};
use crate::connection::Switch;
use crate::control;
use crate::fault::FaultKind;
use crate::input::{accepted_types, take_in};
use crate::operation::Operation;
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
    let operation = Operation::of(request.method(), request.uri().path());
    let plain = names_plain_json(request.headers());
    let is_local = host_is_loopback(request.headers());
    let mut response = if is_local && request.uri().path().starts_with("/control/") {
        if control::token_is_good(&app, request.uri().path()) {
            Service { next, operation, request_id: &request_id }.run(take_in(request).await).await
        } else {
            Refusal::new(StatusCode::NOT_FOUND, "No such path").into_response()
        }
    } else {
        request.extensions_mut().insert(RequestId(request_id.clone()));
        let (parts, body) = request.into_parts();
        let number = app.requests.arrive(app.clock.now(), operation, &parts, &request_id);
        let request = take_in(Request::from_parts(parts, body)).await;
        let service = Service { next, operation, request_id: &request_id };
        let (response, fault) =
            if is_local { meet(&app, &switch, request, service).await } else { (Some(misdirected()), false) };
        app.requests.answer(number, response.as_ref().map(|r| r.status().as_u16()), fault);
        response.unwrap_or_default()
    };
    write_refusal(&mut response, operation, &request_id);
    if plain {
        make_plain(&mut response);
    }
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert(RID, value);
    }
    response
}

/// DNS rebinding, or a client that meant a real host of Amazon's: the sandbox answers under names of its own only.
fn misdirected() -> Response {
    let message = "This is a sandbox; it answers to 127.0.0.1 and localhost only";
    Refusal::gateway(StatusCode::MISDIRECTED_REQUEST, message).into_response()
}

fn names_plain_json(headers: &HeaderMap) -> bool {
    accepted_types(headers).any(|media_type| media_type == media::JSON)
}

/// What is behind the gate.
struct Service<'a> {
    next: Next,
    operation: Operation,
    request_id: &'a str,
}

impl Service<'_> {
    async fn run(self, request: Request) -> Response {
        let mut response = self.next.run(request).await;
        write_refusal(&mut response, self.operation, self.request_id);
        response
    }
}

fn write_refusal(response: &mut Response, operation: Operation, request_id: &str) {
    if let Some(refusal) = response.extensions_mut().remove::<Refusal>() {
        refusal.write(response, operation, request_id);
    }
}

/// The answer (none if nothing is to be sent) and whether a fault met the request.
async fn meet(app: &Arc<App>, switch: &Switch, request: Request, service: Service<'_>) -> (Option<Response>, bool) {
    let operation = service.operation;
    if operation.is_amc()
        && let Err(refusal) = throttle(app)
    {
        return (Some(refusal.into_response()), false);
    }
    let Some(fault) = app.faults.meet(operation) else {
        return (Some(service.run(request).await), false);
    };
    let response = match fault {
        FaultKind::Answer { status, body, content_type } => Some(scripted(status, body, content_type)),
        FaultKind::Throttle { retry_after_seconds } => {
            Some(Refusal::throttled(retry_after_seconds.map(u64::from)).into_response())
        }
        FaultKind::TimeoutBeforeAccepting => Some(timed_out()),
        FaultKind::TimeoutAfterAccepting => {
            service.run(request).await;
            Some(timed_out())
        }
        FaultKind::DropBeforeAccepting => {
            switch.cut();
            None
        }
        FaultKind::DropAfterAccepting => {
            service.run(request).await;
            switch.cut();
            None
        }
        FaultKind::StallBeforeAccepting => std::future::pending().await,
        FaultKind::StallAfterAccepting => {
            service.run(request).await;
            std::future::pending().await
        }
        FaultKind::Truncate { bytes } => Some(cut_body(service.run(request).await, bytes, After::Break).await),
        FaultKind::StallBody { bytes } => Some(cut_body(service.run(request).await, bytes, After::Stall).await),
        FaultKind::Endless => Some(endless(service.run(request).await)),
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
        return Refusal::new(status, status.canonical_reason().unwrap_or("Error")).into_response();
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
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len().max(bytes.saturating_add(1))));
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
