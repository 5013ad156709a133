//! The sign-in with real sockets on both sides: our listener, and a token endpoint that checks what Amazon would.

mod changing;
mod fake;
mod keychain;
mod listening;
mod refreshing;
mod signing_in;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use url::Url;

use super::listener::Ports;
use super::secret::{MemorySecrets, SecretStore};
use super::service::{Parts, Profiles};
use super::session::Session;
use super::{BegunSignIn, NewProfile, Region, SignInState, SignInStatus};
use crate::service::{Events, Supervisor};
use crate::settings::SettingsService;
use crate::store::Store;
use crate::testing::TestClock;
use fake::Fake;

pub(super) const SECRET: &str = "amzn1.oa2-cs.v1.canary-client-secret";

pub(super) struct Bench {
    pub(super) profiles: Profiles,
    pub(super) clock: TestClock,
    pub(super) events: Events,
    fake: Fake,
    pub(super) secrets: Arc<dyn SecretStore>,
    pub(super) store: Store,
    pub(super) dir: TempDir,
}

pub(super) fn noon() -> DateTime<Utc> {
    "2026-02-09T12:00:00Z".parse().unwrap()
}

impl Bench {
    pub(super) async fn new() -> Self {
        Self::with(Arc::new(MemorySecrets::default()), Ports::Any).await
    }

    pub(super) async fn with(secrets: Arc<dyn SecretStore>, ports: Ports) -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self::reopen(dir, secrets, ports).await
    }

    pub(super) async fn reopen(dir: TempDir, secrets: Arc<dyn SecretStore>, ports: Ports) -> Self {
        let clock = TestClock::new(noon());
        let store = Store::open(dir.path(), "test", 0).await.unwrap();
        let events = Events::default();
        let clock_dyn: Arc<dyn crate::service::Clock> = Arc::new(clock.clone());
        let supervisor = Supervisor::new(clock_dyn.clone(), events.clone());
        let settings = SettingsService::open(store.clone(), events.clone()).await.unwrap();
        let fake = Fake::start().await;
        let base = fake.base();
        let endpoints = Arc::new(move |_: Region| {
            amc_client::Endpoints::sandbox(&format!("{base}/ap/oa"), &format!("{base}/token"), &base).unwrap()
        });
        let parts = Parts {
            store: store.clone(),
            clock: clock_dyn,
            events: events.clone(),
            supervisor,
            settings,
            secrets: secrets.clone(),
            allow_sandbox: true,
        };
        let profiles = Profiles::open_with(parts, endpoints, ports).await.unwrap();
        Self { profiles, clock, events, fake, secrets, store, dir }
    }

    pub(super) async fn begin(&self) -> Begun {
        self.begin_in(Region::Na).await
    }

    pub(super) async fn begin_in(&self, region: Region) -> Begun {
        self.at_amazon(self.profiles.begin_new(new_profile(region)).await.unwrap())
    }

    /// A sign-in that has begun, with the code that the consent page would give it.
    fn at_amazon(&self, begun: BegunSignIn) -> Begun {
        let page = Url::parse(&begun.authorize_url).unwrap();
        let field =
            |name: &str| page.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap();
        let code = self.fake.code(&field("code_challenge"), &begun.return_url);
        assert_eq!(field("code_challenge_method"), "S256");
        Begun { state: field("state"), return_url: Url::parse(&begun.return_url).unwrap(), code, begun }
    }

    /// Waits for the end of an attempt, by its events.
    pub(super) async fn ended(&self, attempt_id: &str) -> SignInStatus {
        let mut events = self.events.subscribe();
        loop {
            let status = self.profiles.sign_in_status(attempt_id).await.unwrap();
            if !matches!(status.state, SignInState::Waiting | SignInState::Exchanging) {
                return status;
            }
            events.recv().await.unwrap();
        }
    }

    /// The session that hands out a profile's tokens.
    async fn session(&self, id: &str) -> Session {
        let row = super::rows::one(self.store.reader(), id).await.unwrap();
        self.profiles.session(row)
    }

    /// Signs a new profile in and returns its id.
    pub(super) async fn signed_in(&self) -> String {
        let begun = self.begin().await;
        assert_eq!(begun.get(&begun.good_query()).await, 200);
        let status = self.ended(&begun.begun.attempt_id).await;
        assert_eq!(status.state, SignInState::SignedIn, "{:?}", status.error);
        status.profile_id.unwrap()
    }
}

pub(super) fn new_profile(region: Region) -> NewProfile {
    NewProfile {
        name: "Outdoor".into(),
        region,
        client_id: "amzn1.application-oa2-client.0123456789abcdef".into(),
        client_secret: SecretString::from(SECRET),
    }
}

pub(super) struct Begun {
    pub(super) begun: BegunSignIn,
    pub(super) state: String,
    pub(super) code: String,
    pub(super) return_url: Url,
}

impl Begun {
    pub(super) fn port(&self) -> u16 {
        self.return_url.port().unwrap()
    }

    pub(super) fn path(&self) -> &str {
        self.return_url.path()
    }

    pub(super) fn host(&self) -> String {
        format!("localhost:{}", self.port())
    }

    pub(super) fn good_query(&self) -> String {
        format!("code={}&scope=advertising%3A%3Acampaign_management&state={}", self.code, self.state)
    }

    pub(super) async fn get(&self, query: &str) -> u16 {
        status_of(&self.raw(&format!("GET {}?{query} HTTP/1.1\r\nHost: {}\r\n\r\n", self.path(), self.host())).await)
    }

    pub(super) async fn raw(&self, request: &str) -> String {
        send(self.port(), request.as_bytes()).await
    }
}

pub(super) async fn send(port: u16, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8(answer).unwrap()
}

pub(super) fn status_of(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
}
