//! A token endpoint that redeems a code only against its PKCE verifier and exact return URL.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::sync::watch;

pub(super) struct Answers {
    /// Whether a refresh brings a new refresh token.
    pub(super) rotate: bool,
    pub(super) give_refresh: bool,
    pub(super) life: u64,
    /// Answers every refresh with this instead.
    pub(super) refuse: Option<(u16, Value)>,
}

struct Inner {
    base: String,
    codes: Mutex<HashMap<String, (String, String)>>,
    good: Mutex<Vec<String>>,
    answers: Mutex<Answers>,
    refreshes: watch::Sender<usize>,
    count: Mutex<usize>,
    hold: tokio::sync::RwLock<()>,
}

#[derive(Clone)]
pub(super) struct Fake(Arc<Inner>);

impl Fake {
    pub(super) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let fake = Self(Arc::new(Inner {
            base: format!("http://{}", listener.local_addr().unwrap()),
            codes: Mutex::default(),
            good: Mutex::default(),
            answers: Mutex::new(Answers { rotate: false, give_refresh: true, life: 3600, refuse: None }),
            refreshes: watch::Sender::new(0),
            count: Mutex::new(0),
            hold: tokio::sync::RwLock::new(()),
        }));
        let app = Router::new().route("/token", post(token)).with_state(fake.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        fake
    }

    pub(super) fn base(&self) -> String {
        self.0.base.clone()
    }

    /// A code as the consent page would give it.
    pub(super) fn code(&self, challenge: &str, return_url: &str) -> String {
        let code = format!("canary-code-{}", uuid::Uuid::new_v4().simple());
        self.0.codes.lock().unwrap().insert(code.clone(), (challenge.into(), return_url.into()));
        code
    }

    pub(super) fn answers(&self) -> std::sync::MutexGuard<'_, Answers> {
        self.0.answers.lock().unwrap()
    }

    pub(super) fn refreshes(&self) -> usize {
        *self.0.refreshes.borrow()
    }

    /// Waits until the endpoint has been asked to refresh `count` times.
    pub(super) async fn asked(&self, count: usize) {
        let _ = self.0.refreshes.subscribe().wait_for(|seen| *seen >= count).await.unwrap();
    }

    /// While the guard lives, no refresh is answered.
    pub(super) async fn hold(&self) -> tokio::sync::RwLockWriteGuard<'_, ()> {
        self.0.hold.write().await
    }

    fn issue(&self, with_refresh: bool) -> Value {
        let mut count = self.0.count.lock().unwrap();
        *count += 1;
        let life = self.answers().life;
        let mut body =
            json!({"access_token": format!("Atza|canary-{count}"), "token_type": "bearer", "expires_in": life});
        if with_refresh {
            let token = format!("Atzr|canary-{count}");
            *self.0.good.lock().unwrap() = vec![token.clone()];
            body["refresh_token"] = token.into();
        }
        body
    }
}

async fn token(State(fake): State<Fake>, Form(form): Form<HashMap<String, String>>) -> (StatusCode, axum::Json<Value>) {
    let bad =
        |error: &str| (StatusCode::BAD_REQUEST, axum::Json(json!({"error": error, "error_description": "composed"})));
    let field = |name: &str| form.get(name).cloned().unwrap_or_default();
    if field("client_secret") != super::SECRET {
        return (StatusCode::UNAUTHORIZED, axum::Json(json!({"error": "invalid_client"})));
    }
    match field("grant_type").as_str() {
        "authorization_code" => {
            let Some((challenge, return_url)) = fake.0.codes.lock().unwrap().remove(&field("code")) else {
                return bad("invalid_grant");
            };
            let proof = URL_SAFE_NO_PAD.encode(Sha256::digest(field("code_verifier").as_bytes()));
            if proof != challenge || field("redirect_uri") != return_url {
                return bad("invalid_grant");
            }
            let give = fake.answers().give_refresh;
            (StatusCode::OK, axum::Json(fake.issue(give)))
        }
        "refresh_token" => {
            fake.0.refreshes.send_modify(|count| *count += 1);
            let _held = fake.0.hold.read().await;
            if let Some((status, body)) = fake.answers().refuse.clone() {
                return (StatusCode::from_u16(status).unwrap(), axum::Json(body));
            }
            if !fake.0.good.lock().unwrap().contains(&field("refresh_token")) {
                return bad("invalid_grant");
            }
            let rotate = fake.answers().rotate;
            (StatusCode::OK, axum::Json(fake.issue(rotate)))
        }
        _ => bad("unsupported_grant_type"),
    }
}
