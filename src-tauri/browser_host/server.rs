//! The loopback server: pages, commands and events.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use futures::stream::Stream;
use recomamp_shell::Shell;
use recomamp_shell::events::everything;
use serde::Deserialize;
use subtle::ConstantTimeEq as _;
use tauri::ipc::{CallbackFn, InvokeBody, InvokeResponseBody};
use tauri::test::{INVOKE_KEY, MockRuntime};
use tauri::webview::InvokeRequest;
use tauri::{AppHandle, WebviewWindow};
use tokio::sync::broadcast::error::RecvError;

/// What the commands take (`commands::limit`), plus room for JSON escapes, which they do not count.
const BODY_LIMIT: usize = 3 << 20;

struct Host {
    app: AppHandle<MockRuntime>,
    webview: WebviewWindow<MockRuntime>,
    shell: Shell,
    token: String,
    own: String,
}

/// Serves until the process is asked to end; prints the address as soon as it listens.
#[expect(clippy::print_stdout, reason = "the address is what a caller waits for")]
pub(crate) async fn serve(
    app: AppHandle<MockRuntime>,
    webview: WebviewWindow<MockRuntime>,
    shell: Shell,
    port: u16,
) -> Result<(), String> {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port))
        .await
        .map_err(|e| format!("port {port} of 127.0.0.1 cannot be used: {e}"))?;
    let own = listener.local_addr().map_err(|e| e.to_string())?.to_string();
    let token = format!("{}{}", uuid::Uuid::new_v4().simple(), uuid::Uuid::new_v4().simple());
    println!("{}", serde_json::json!({ "url": format!("http://{own}/#token={token}") }));
    let host = Arc::new(Host { app, webview, shell, token, own });
    let commands = Router::new()
        .route("/ipc/{command}", post(command))
        .route("/events", get(events))
        .layer(middleware::from_fn_with_state(host.clone(), only_with_token));
    let router = Router::new()
        .merge(commands)
        .fallback(get(page))
        .layer(middleware::from_fn_with_state(host.clone(), only_own_name))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(host);
    // A page that listens to the events never lets its connection go, so the end does not wait for connections.
    tokio::select! {
        served = axum::serve(listener, router) => served.map_err(|e| e.to_string()),
        _ = tokio::signal::ctrl_c() => Ok(()),
        () = terminated() => Ok(()),
        () = input_closed() => Ok(()),
    }
}

#[cfg(unix)]
async fn terminated() {
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}

/// Ends with the test that started it, however that one ends. A terminal never closes its end.
async fn input_closed() {
    use tokio::io::AsyncReadExt as _;
    let mut input = tokio::io::stdin();
    let mut buffer = [0; 64];
    while let Ok(read) = input.read(&mut buffer).await {
        if read == 0 {
            return;
        }
    }
}

/// Another name for this address is a page of somebody else's that was pointed here (DNS rebinding).
async fn only_own_name(State(host): State<Arc<Host>>, request: Request, next: Next) -> Response {
    let named = request.headers().get(header::HOST).and_then(|h| h.to_str().ok()) == Some(host.own.as_str());
    if named { next.run(request).await } else { StatusCode::MISDIRECTED_REQUEST.into_response() }
}

#[derive(Deserialize)]
struct TokenQuery {
    token: Option<String>,
}

async fn only_with_token(
    State(host): State<Arc<Host>>,
    Query(query): Query<TokenQuery>,
    headers: HeaderMap,
    request: Request,
    next: Next,
) -> Response {
    // An EventSource can send no header, so the events take it from the address.
    let given = headers.get("x-recomamp-token").and_then(|v| v.to_str().ok()).or(query.token.as_deref()).unwrap_or("");
    if bool::from(given.as_bytes().ct_eq(host.token.as_bytes())) {
        next.run(request).await
    } else {
        StatusCode::UNAUTHORIZED.into_response()
    }
}

async fn command(State(host): State<Arc<Host>>, Path(command): Path<String>, body: Bytes) -> Response {
    let Ok(arguments) = serde_json::from_slice(if body.is_empty() { b"{}" } else { &body }) else {
        return (StatusCode::BAD_REQUEST, "the body is not JSON").into_response();
    };
    let Ok(url) = "tauri://localhost".parse() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let request = InvokeRequest {
        cmd: command,
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url,
        body: InvokeBody::Json(arguments),
        headers: HeaderMap::new(),
        invoke_key: INVOKE_KEY.to_string(),
    };
    let webview = host.webview.clone();
    let answer = tokio::task::spawn_blocking(move || tauri::test::get_ipc_response(&webview, request)).await;
    match answer {
        Ok(Ok(InvokeResponseBody::Json(json))) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
        Ok(Ok(InvokeResponseBody::Raw(bytes))) => {
            ([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response()
        }
        Ok(Err(error)) => (StatusCode::UNPROCESSABLE_ENTITY, axum::Json(error)).into_response(),
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, "the command panicked").into_response(),
    }
}

async fn events(State(host): State<Arc<Host>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let receiver = host.shell.events();
    let stream = futures::stream::unfold((receiver, Vec::new()), |(mut receiver, mut waiting)| async move {
        loop {
            if let Some(event) = waiting.pop() {
                let event = Event::default().json_data(event).unwrap_or_default();
                return Some((Ok(event), (receiver, waiting)));
            }
            match receiver.recv().await {
                Ok(event) => waiting.push(event),
                Err(RecvError::Lagged(_)) => waiting.extend(everything()),
                Err(RecvError::Closed) => return None,
            }
        }
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

/// A page or a part of one, exactly as the application embeds it and under its policy; unknown paths are routes of the ui.
async fn page(State(host): State<Arc<Host>>, request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/').to_owned();
    let assets = host.app.asset_resolver();
    let wanted = if path.is_empty() { "index.html".to_owned() } else { path };
    let asset =
        assets.get(wanted.clone()).or_else(|| (!wanted.contains('.')).then(|| assets.get("index.html".into()))?);
    let Some(asset) = asset else { return StatusCode::NOT_FOUND.into_response() };
    let mut headers = HeaderMap::new();
    if let Ok(kind) = HeaderValue::from_str(&asset.mime_type) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(policy) = asset.csp_header {
        // The window reaches its commands by a scheme of its own; a browser reaches them here.
        let policy = policy.replace("connect-src ipc: http://ipc.localhost", "connect-src 'self'");
        match HeaderValue::from_str(&policy) {
            Ok(policy) => headers.insert(header::CONTENT_SECURITY_POLICY, policy),
            Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        };
    }
    (headers, asset.bytes).into_response()
}
