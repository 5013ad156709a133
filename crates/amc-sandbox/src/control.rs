//! The handle by which a test or a host turns switches, moves the clock and reads the ledger; and the same over HTTP.
//!
//! | call below the control URL | body | answer |
//! |---|---|---|
//! | `GET /` | | `{"now","settings","faults","redirect_uris"}` |
//! | `PATCH /settings` | any of the fields of [`Settings`] | all settings |
//! | `POST /clock` | `{"advance_ms":n}` and/or `{"hold":true}`, `{"hold":false}` | `{"now"}` |
//! | `POST /faults` | a [`Fault`] or a list of them | the faults that are set |
//! | `DELETE /faults` | | `[]` |
//! | `POST /scripts` | `{"workflow_id","script"}`, script `null` to remove | `{}` |
//! | `POST /tokens` | `{"expire_access":true}` and/or `{"withdraw_all":true}` | `{}` |
//! | `PUT /redirect_uris` | a list of URLs | the list |
//! | `GET /ledger`, `DELETE /ledger` | | [`Ledger`]; `{}` |

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::Router;
use axum::extract::{FromRequest, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post, put};
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

use crate::answer::Refusal;
use crate::execution::{self, Script};
use crate::fault::Fault;
use crate::input::RawBody;
use crate::ledger::Ledger;
use crate::settings::Settings;
use crate::state::App;

/// Clock, switches, faults and ledger of a running sandbox. A cheap handle.
#[derive(Clone)]
pub struct Control {
    app: Arc<App>,
}

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Control").field("base_url", &self.app.base_url).finish_non_exhaustive()
    }
}

impl Control {
    pub(crate) fn new(app: Arc<App>) -> Self {
        Self { app }
    }

    /// The sandbox's present instant.
    pub fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }

    /// Moves the clock forward. What is due by then (the end of a run, of a token, of a link) has happened when this returns.
    pub fn advance(&self, by: Duration) {
        self.app.clock.advance(by);
    }

    /// Stops the clock; only [`Control::advance`] moves it then.
    pub fn hold_clock(&self) {
        self.app.clock.hold();
    }

    /// Lets a held clock run on.
    pub fn release_clock(&self) {
        self.app.clock.release();
    }

    /// The switches as they are.
    pub fn settings(&self) -> Settings {
        self.app.settings()
    }

    /// Turns switches; returns them as they are then. What was made before keeps what it was made with.
    pub fn change(&self, change: impl FnOnce(&mut Settings)) -> Settings {
        self.app.change_settings(change)
    }

    /// Sets a fault, behind those that are set.
    pub fn add_fault(&self, fault: Fault) {
        self.app.faults.add(fault);
    }

    /// The faults that are not used up.
    pub fn faults(&self) -> Vec<Fault> {
        self.app.faults.list()
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.app.faults.clear();
    }

    /// Decides how later runs of a saved workflow go; `None` removes the script.
    pub fn script(&self, workflow_id: &str, script: Option<Script>) {
        match script {
            Some(script) => self.app.scripts().insert(workflow_id.to_string(), script),
            None => self.app.scripts().remove(workflow_id),
        };
    }

    /// Ends the life of all access tokens; refresh tokens stay good.
    pub fn expire_access_tokens(&self) {
        self.app.book().expire_access();
    }

    /// The user withdraws consent: all tokens and codes handed out so far are no longer good.
    pub fn withdraw_consent(&self) {
        self.app.book().withdraw_all();
    }

    /// Withdraws one refresh token.
    pub fn withdraw_refresh_token(&self, token: &str) {
        self.app.book().withdraw_refresh(token);
    }

    /// The registered return URLs from now on.
    pub fn set_redirect_uris(&self, uris: Vec<String>) {
        self.app.set_redirect_uris(uris);
    }

    /// What was asked, and which runs exist.
    pub fn ledger(&self) -> Ledger {
        Ledger { requests: self.app.requests.list(), executions: execution::records(&self.app) }
    }

    /// Forgets the requests. Runs stay: they exist.
    pub fn clear_ledger(&self) {
        self.app.requests.clear();
    }
}

/// The HTTP form, below `/control/{token}`.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(show))
        .route("/settings", patch(change_settings))
        .route("/clock", post(move_clock))
        .route("/faults", post(add_faults).delete(clear_faults))
        .route("/scripts", post(add_script))
        .route("/tokens", post(end_tokens))
        .route("/redirect_uris", put(set_redirect_uris))
        .route("/ledger", get(read_ledger).delete(clear_ledger))
}

/// Control calls with another token than the sandbox's do not exist.
pub(crate) fn token_is_good(app: &App, path: &str) -> bool {
    let token = path.trim_start_matches("/control/").split('/').next().unwrap_or_default();
    token.as_bytes().ct_eq(app.control_token.as_bytes()).into()
}

fn bad(message: impl fmt::Display) -> Response {
    Refusal::gateway(StatusCode::BAD_REQUEST, message.to_string()).into_response()
}

/// What a control call asks for.
struct Order<T>(T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Order<T> {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Response> {
        let RawBody(body) = RawBody::from_request(request, app).await.map_err(IntoResponse::into_response)?;
        serde_json::from_slice(&body).map(Self).map_err(bad)
    }
}

async fn show(State(app): State<Arc<App>>) -> Json<Value> {
    Json(json!({
        "now": app.clock.now(),
        "settings": app.settings(),
        "faults": app.faults.list(),
        "redirect_uris": app.redirect_uris(),
    }))
}

async fn change_settings(State(app): State<Arc<App>>, Order(patch): Order<Value>) -> Response {
    match app.patch_settings(&patch) {
        Ok(settings) => Json(settings).into_response(),
        Err(message) => bad(message),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MoveClock {
    advance_ms: Option<u64>,
    hold: Option<bool>,
}

async fn move_clock(State(app): State<Arc<App>>, Order(order): Order<MoveClock>) -> Json<Value> {
    match order.hold {
        Some(true) => app.clock.hold(),
        Some(false) => app.clock.release(),
        None => {}
    }
    if let Some(ms) = order.advance_ms {
        app.clock.advance(Duration::from_millis(ms));
    }
    Json(json!({ "now": app.clock.now() }))
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(Fault),
    More(Vec<Fault>),
}

async fn add_faults(State(app): State<Arc<App>>, Order(faults): Order<OneOrMore>) -> Json<Vec<Fault>> {
    match faults {
        OneOrMore::One(fault) => app.faults.add(fault),
        OneOrMore::More(faults) => faults.into_iter().for_each(|fault| app.faults.add(fault)),
    }
    Json(app.faults.list())
}

async fn clear_faults(State(app): State<Arc<App>>) -> Json<Value> {
    app.faults.clear();
    Json(json!([]))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AddScript {
    workflow_id: String,
    script: Option<Script>,
}

async fn add_script(State(app): State<Arc<App>>, Order(order): Order<AddScript>) -> Json<Value> {
    Control::new(app).script(&order.workflow_id, order.script);
    Json(json!({}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct EndTokens {
    expire_access: bool,
    withdraw_all: bool,
}

async fn end_tokens(State(app): State<Arc<App>>, Order(order): Order<EndTokens>) -> Json<Value> {
    if order.expire_access {
        app.book().expire_access();
    }
    if order.withdraw_all {
        app.book().withdraw_all();
    }
    Json(json!({}))
}

async fn set_redirect_uris(State(app): State<Arc<App>>, Order(uris): Order<Vec<String>>) -> Json<Vec<String>> {
    app.set_redirect_uris(uris);
    Json(app.redirect_uris())
}

async fn read_ledger(State(app): State<Arc<App>>) -> Json<Ledger> {
    Json(Control::new(app).ledger())
}

async fn clear_ledger(State(app): State<Arc<App>>) -> Json<Value> {
    app.requests.clear();
    Json(json!({}))
}
