//! A small Amazon: answers by script, keeps a ledger of what arrived, and misbehaves on request.

use std::{
    collections::VecDeque,
    convert::Infallible,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use amc_client::{
    AccountScope, AmcClient, Credentials, Deadlines, Endpoints, InstanceId, Limiter, LimiterSettings, RetryPolicy,
    SignIn, StaticToken, TokenSource,
};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::Response,
};
use futures::{StreamExt, stream};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

pub(crate) const TOKEN: &str = "Atza|first-canary-token";
pub(crate) const CLIENT_ID: &str = "amzn1.application-oa2-client.fake";
pub(crate) const CLIENT_SECRET: &str = "amzn1.oa2-cs.v1.canary-secret";

/// A request as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    pub(crate) at: Instant,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub(crate) fn fields(&self, text: &str) -> Vec<(String, String)> {
        url::form_urlencoded::parse(text.as_bytes()).into_owned().collect()
    }

    pub(crate) fn query_value(&self, name: &str) -> Option<String> {
        self.fields(&self.query).into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    pub(crate) fn form_value(&self, name: &str) -> Option<String> {
        self.fields(&self.body).into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }
}

/// One scripted answer.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    fault: Fault,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    None,
    NeverAnswer,
    StallInBody,
    BreakInBody,
    Endless,
}

impl Reply {
    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self::text(status, body).header("content-type", "application/json").header("x-amz-rid", "RID1")
    }

    pub(crate) fn ok(body: &str) -> Self {
        Self::json(200, body)
    }

    pub(crate) fn text(status: u16, body: &str) -> Self {
        Self { status, headers: Vec::new(), body: body.as_bytes().to_vec(), fault: Fault::None }
    }

    /// A body that is not text.
    pub(crate) fn bytes(status: u16, body: Vec<u8>) -> Self {
        Self { body, ..Self::text(status, "") }
    }

    /// Goes on sending its body for ever, without a length.
    pub(crate) fn endless(mut self) -> Self {
        self.fault = Fault::Endless;
        self
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn never() -> Self {
        Self { fault: Fault::NeverAnswer, ..Self::ok("{}") }
    }

    /// Announces one byte more than it has and then goes silent.
    pub(crate) fn stalling(mut self) -> Self {
        self.fault = Fault::StallInBody;
        self
    }

    /// Announces one byte more than it has and then hangs up.
    pub(crate) fn breaking(mut self) -> Self {
        self.fault = Fault::BreakInBody;
        self
    }

    async fn send(self) -> Response {
        let mut response = Response::builder().status(StatusCode::from_u16(self.status).unwrap());
        for (name, value) in &self.headers {
            response = response.header(name, value);
        }
        let length = self.body.len() + 1;
        let piece = stream::once(async move { Ok::<_, std::io::Error>(Bytes::from(self.body)) });
        let body = match self.fault {
            Fault::NeverAnswer => std::future::pending().await,
            Fault::None => Body::from_stream(piece),
            Fault::Endless => Body::from_stream(piece.flat_map(|piece| {
                let piece = piece.unwrap();
                stream::repeat_with(move || Ok::<_, std::io::Error>(piece.clone()))
            })),
            Fault::StallInBody => {
                response = response.header(header::CONTENT_LENGTH, length);
                Body::from_stream(piece.chain(stream::pending()))
            }
            Fault::BreakInBody => {
                response = response.header(header::CONTENT_LENGTH, length);
                // The pause lets the server send what it has before it hangs up.
                let hang_up = async {
                    tokio::task::yield_now().await;
                    Err(std::io::Error::other("scripted"))
                };
                Body::from_stream(piece.chain(stream::once(hang_up)))
            }
        };
        response.body(body).unwrap()
    }
}

#[derive(Default)]
struct Ledger {
    script: VecDeque<Reply>,
    seen: Vec<Seen>,
}

/// The fake itself. The last reply of the script repeats for ever.
#[derive(Clone)]
pub(crate) struct Fake {
    pub(crate) base: String,
    ledger: Arc<Mutex<Ledger>>,
}

impl Fake {
    pub(crate) async fn start(script: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let ledger = Arc::new(Mutex::new(Ledger { script: script.into_iter().collect(), seen: Vec::new() }));
        let fake = Self { base, ledger };
        let app = Router::new().fallback(answer).with_state(fake.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        fake
    }

    pub(crate) fn script(&self, replies: impl IntoIterator<Item = Reply>) {
        self.ledger.lock().unwrap().script = replies.into_iter().collect();
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.ledger.lock().unwrap().seen.clone()
    }

    pub(crate) fn client(&self) -> AmcClient {
        self.client_with(|builder| builder)
    }

    pub(crate) fn client_with(
        &self,
        change: impl FnOnce(amc_client::AmcClientBuilder) -> amc_client::AmcClientBuilder,
    ) -> AmcClient {
        client_for(&self.base, Arc::new(StaticToken::new(TOKEN.into())), change)
    }

    pub(crate) fn client_and_tokens(&self, tokens: Arc<dyn TokenSource>) -> AmcClient {
        client_for(&self.base, tokens, |builder| builder)
    }

    pub(crate) fn sign_in(&self) -> SignIn {
        sign_in_for(&self.base)
    }
}

async fn answer(State(fake): State<Fake>, request: Request) -> Result<Response, Infallible> {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let reply = {
        let mut ledger = fake.ledger.lock().unwrap();
        ledger.seen.push(Seen {
            method: head.method,
            path: head.uri.path().to_owned(),
            query: head.uri.query().unwrap_or_default().to_owned(),
            headers: head.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
            at: Instant::now(),
        });
        if ledger.script.len() > 1 { ledger.script.pop_front().unwrap() } else { ledger.script[0].clone() }
    };
    Ok(reply.send().await)
}

/// A server that reads each request to its end and hangs up without a word; gives its address and the bodies it got.
pub(crate) async fn hangs_up() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let bodies = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&bodies);
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = Vec::new();
            let mut buffer = [0u8; 4096];
            while !is_whole(&request) {
                match socket.read(&mut buffer).await {
                    Ok(0) | Err(_) => break,
                    Ok(read) => request.extend_from_slice(&buffer[..read]),
                }
            }
            kept.lock().unwrap().push(String::from_utf8(request).unwrap());
            let _ = socket.shutdown().await;
        }
    });
    (base, bodies)
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
    body.len() >= length.unwrap_or(0)
}

/// An address on which nothing listens.
pub(crate) async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

pub(crate) fn endpoints(base: &str) -> Endpoints {
    Endpoints::sandbox(&format!("{base}/ap/oa"), &format!("{base}/auth/o2/token"), base).unwrap()
}

pub(crate) fn quick_limiter() -> Limiter {
    Limiter::new(LimiterSettings {
        per_second: 1_000.try_into().unwrap(),
        burst: 100.try_into().unwrap(),
        in_flight: 4,
    })
}

/// Long enough for a busy machine to answer at once, short enough to wait out.
pub(crate) fn short_deadlines() -> Deadlines {
    let short = Duration::from_millis(400);
    Deadlines {
        connect: Duration::from_secs(2),
        first_byte: short,
        total: Duration::from_millis(800),
        sign_in: Duration::from_millis(800),
        idle: short,
    }
}

pub(crate) fn quick_retry() -> RetryPolicy {
    RetryPolicy {
        attempts: 3,
        base: Duration::from_millis(1),
        cap: Duration::from_millis(4),
        longest_pause: Duration::from_secs(10),
    }
}

pub(crate) fn client_for(
    base: &str,
    tokens: Arc<dyn TokenSource>,
    change: impl FnOnce(amc_client::AmcClientBuilder) -> amc_client::AmcClientBuilder,
) -> AmcClient {
    let builder = AmcClient::builder(endpoints(base), CLIENT_ID, tokens).limiter(quick_limiter()).retry(quick_retry());
    change(builder).build().unwrap()
}

pub(crate) fn sign_in_for(base: &str) -> SignIn {
    sign_in_with(base, short_deadlines())
}

pub(crate) fn sign_in_with(base: &str, deadlines: Deadlines) -> SignIn {
    let credentials = Credentials { client_id: CLIENT_ID.to_owned(), client_secret: CLIENT_SECRET.into() };
    SignIn::with(endpoints(base), credentials, deadlines, quick_retry()).unwrap()
}

pub(crate) fn scope() -> AccountScope {
    AccountScope { account_id: "ENTITYFAKE".to_owned(), marketplace_id: "ATVPDKIKX0DER".to_owned() }
}

pub(crate) fn instance() -> InstanceId {
    InstanceId::new("amcfake")
}
