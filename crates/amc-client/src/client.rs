//! The client: headers, tokens, pacing and retries of every call.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use reqwest::{
    Method, Url,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::Value;
use thiserror::Error;
use tokio::time::{Instant, sleep, timeout};

use crate::{
    deadlines::Deadlines,
    endpoints::Endpoints,
    error::{AmcError, AnswerProblem},
    judge::{Outcome, judge, request_id},
    limiter::Limiter,
    model::AccountScope,
    retry::{Repeat, RetryBudget, RetryPolicy},
    token::{TokenError, TokenSource},
    transport::{self, Answer, Purpose},
};

const CLIENT_ID: HeaderName = HeaderName::from_static("amazon-advertising-api-clientid");
const ADVERTISER_ID: HeaderName = HeaderName::from_static("amazon-advertising-api-advertiserid");
const MARKETPLACE_ID: HeaderName = HeaderName::from_static("amazon-advertising-api-marketplaceid");
const DEFAULT_USER_AGENT: &str = concat!("amc-client/", env!("CARGO_PKG_VERSION"));
/// A page holds at most 100 items; the largest are tables of 500 columns with prose.
const ANSWER_CAP: usize = 32 * 1024 * 1024;

/// A client of the AMC API. Cheap to clone; clones share connections, limiter and retry budget.
#[derive(Clone)]
pub struct AmcClient {
    pub(crate) inner: Arc<Inner>,
    retry: RetryPolicy,
}

pub(crate) struct Inner {
    pub(crate) endpoints: Endpoints,
    pub(crate) deadlines: Deadlines,
    pub(crate) downloads: reqwest::Client,
    pub(crate) extra_download_hosts: Vec<String>,
    client_id: HeaderValue,
    tokens: Arc<dyn TokenSource>,
    limiter: Limiter,
    budget: RetryBudget,
    calls: reqwest::Client,
    submits: reqwest::Client,
    answer_cap: usize,
    /// What the service's clock said when the newest answer came.
    told: Mutex<Option<(DateTime<Utc>, Instant)>>,
}

impl std::fmt::Debug for AmcClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AmcClient")
            .field("endpoints", &self.inner.endpoints.kind())
            .field("limiter", &self.inner.limiter)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

/// Puts an [`AmcClient`] together.
pub struct AmcClientBuilder {
    endpoints: Endpoints,
    client_id: String,
    tokens: Arc<dyn TokenSource>,
    limiter: Option<Limiter>,
    deadlines: Deadlines,
    retry: RetryPolicy,
    user_agent: String,
    extra_download_hosts: Vec<String>,
    answer_cap: usize,
}

/// Why a client could not be built.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The client id holds characters that no header can carry, or is empty.
    #[error("the client id is empty or holds characters that cannot be sent")]
    ClientId,
    /// The TLS set-up of this machine failed.
    #[error("the HTTP client could not be set up")]
    Http,
}

impl AmcClientBuilder {
    /// Paces calls together with everybody else who holds a clone of `limiter`. Default: one of its own.
    #[must_use]
    pub fn limiter(mut self, limiter: Limiter) -> Self {
        self.limiter = Some(limiter);
        self
    }

    /// Replaces the default [`Deadlines`].
    #[must_use]
    pub fn deadlines(mut self, deadlines: Deadlines) -> Self {
        self.deadlines = deadlines;
        self
    }

    /// Replaces the default [`RetryPolicy::interactive`].
    #[must_use]
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// Name and version of the program, for the `User-Agent` header.
    #[must_use]
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Lets result files come from `host` and its subdomains too, still over https only. Amazon's S3 hosts are always
    /// allowed; Amazon does not publish where results may lie.
    #[must_use]
    pub fn allow_download_host(mut self, host: impl Into<String>) -> Self {
        self.extra_download_hosts.push(host.into().to_ascii_lowercase());
        self
    }

    /// Longest answer accepted, in bytes after unpacking. Default 32 MiB. Result files are not answers; see
    /// [`DownloadLimits`](crate::DownloadLimits).
    #[must_use]
    pub fn answer_cap(mut self, bytes: usize) -> Self {
        self.answer_cap = bytes;
        self
    }

    /// Builds the client; nothing is sent.
    ///
    /// # Errors
    /// [`BuildError`] for an impossible client id or a machine without usable TLS.
    pub fn build(self) -> Result<AmcClient, BuildError> {
        let client_id = HeaderValue::from_str(&self.client_id).map_err(|_| BuildError::ClientId)?;
        if client_id.is_empty() {
            return Err(BuildError::ClientId);
        }
        let loopback = self.endpoints.is_sandbox();
        let http = |purpose| {
            transport::http_client(purpose, loopback, &self.deadlines, &self.user_agent).map_err(|_| BuildError::Http)
        };
        Ok(AmcClient {
            inner: Arc::new(Inner {
                downloads: http(Purpose::Download)?,
                calls: http(Purpose::Api)?,
                submits: http(Purpose::Submit)?,
                endpoints: self.endpoints,
                deadlines: self.deadlines,
                extra_download_hosts: self.extra_download_hosts,
                client_id,
                tokens: self.tokens,
                limiter: self.limiter.unwrap_or_default(),
                budget: RetryBudget::new(),
                answer_cap: self.answer_cap,
                told: Mutex::default(),
            }),
            retry: self.retry,
        })
    }
}

/// One call of the API.
pub(crate) struct Call<'a> {
    /// Name for logs; ids never go there.
    pub(crate) operation: &'static str,
    pub(crate) method: Method,
    pub(crate) path: &'a [&'a str],
    pub(crate) query: &'a [(&'static str, String)],
    pub(crate) scope: Option<&'a AccountScope>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) repeat: Repeat,
}

impl AmcClient {
    /// Starts building a client for `endpoints`. `client_id` is the id of the Login with Amazon security profile.
    #[must_use]
    pub fn builder(
        endpoints: Endpoints,
        client_id: impl Into<String>,
        tokens: Arc<dyn TokenSource>,
    ) -> AmcClientBuilder {
        AmcClientBuilder {
            endpoints,
            client_id: client_id.into(),
            tokens,
            limiter: None,
            deadlines: Deadlines::default(),
            retry: RetryPolicy::interactive(),
            user_agent: DEFAULT_USER_AGENT.to_owned(),
            extra_download_hosts: Vec::new(),
            answer_cap: ANSWER_CAP,
        }
    }

    /// The same client with another patience, for background work next to interactive work. Everything is shared.
    #[must_use]
    pub fn with_retry(&self, retry: RetryPolicy) -> Self {
        Self { inner: Arc::clone(&self.inner), retry }
    }

    /// Where this client sends its calls.
    #[must_use]
    pub fn endpoints(&self) -> &Endpoints {
        &self.inner.endpoints
    }

    /// The limiter all clones share.
    #[must_use]
    pub fn limiter(&self) -> &Limiter {
        &self.inner.limiter
    }

    /// What the service's clock says now, by the `Date` of the newest answer; right to about a second. `None` before the first answer.
    /// Instants that the service gives are to be compared with this, not with the computer's own clock, which may be wrong.
    #[must_use]
    pub fn service_time(&self) -> Option<DateTime<Utc>> {
        let (told, at) = (*self.inner.told.lock().unwrap_or_else(PoisonError::into_inner))?;
        Some(told + at.elapsed())
    }

    pub(crate) fn retry(&self) -> &RetryPolicy {
        &self.retry
    }

    /// Whether one more retry is affordable.
    pub(crate) fn may_retry(&self) -> bool {
        self.inner.budget.take()
    }

    /// Makes a call: takes a token and a turn, sends, renews a refused token once, sits out pauses, retries.
    pub(crate) async fn call(&self, call: Call<'_>) -> Result<Answer, AmcError> {
        let url = self.url(call.path, call.query)?;
        let headers = self.headers(call.scope)?;
        let mut attempt = 1;
        let mut renewed = None;
        let mut was_renewed = false;
        loop {
            // The turn comes first: after a long pause the token of before it may have expired.
            let permit = self.inner.limiter.acquire(self.retry.longest_pause).await;
            let permit = permit.map_err(|retry_after| AmcError::Throttled { retry_after, request_id: None })?;
            let token = match renewed.take() {
                Some(token) => token,
                None => self.token(None).await.map_err(|error| token_failure(error, None))?,
            };
            let outcome = self.attempt(&call, url.clone(), headers.clone(), &token).await;
            drop(permit);
            match outcome {
                Outcome::Done(answer) => {
                    self.inner.limiter.succeeded();
                    self.inner.budget.succeeded();
                    return Ok(answer);
                }
                Outcome::Unauthorized { request_id } => {
                    if was_renewed {
                        return Err(AmcError::SignInLost { request_id });
                    }
                    was_renewed = true;
                    renewed = Some(self.token(Some(&token)).await.map_err(|error| token_failure(error, request_id))?);
                }
                Outcome::Throttled { retry_after, request_id } => {
                    let retry_after = self.inner.limiter.pause(retry_after);
                    if attempt >= self.retry.attempts || retry_after > self.retry.longest_pause {
                        return Err(AmcError::Throttled { retry_after, request_id });
                    }
                    attempt += 1;
                }
                Outcome::Failed(error) => {
                    let again = call.repeat.allows(&error) && attempt < self.retry.attempts && self.may_retry();
                    tracing::debug!(
                        operation = call.operation,
                        attempt,
                        again,
                        request_id = error.request_id(),
                        "call failed"
                    );
                    if !again {
                        return Err(error);
                    }
                    sleep(self.retry.delay(attempt, rand::random())).await;
                    attempt += 1;
                }
            }
        }
    }

    /// A call whose answer is a JSON value.
    pub(crate) async fn json(&self, call: Call<'_>) -> Result<(Value, AnswerContext), AmcError> {
        let answer = self.call(call).await?;
        let context = AnswerContext { status: answer.status.as_u16(), request_id: request_id(&answer) };
        let value = serde_json::from_slice(&answer.body).map_err(|error| context.not_json(&error))?;
        Ok((value, context))
    }

    async fn attempt(&self, call: &Call<'_>, url: Url, headers: HeaderMap, token: &SecretString) -> Outcome {
        let mut request = reqwest::Request::new(call.method.clone(), url);
        *request.headers_mut() = headers;
        let Ok(mut bearer) = HeaderValue::from_str(&format!("Bearer {}", token.expose_secret())) else {
            return Outcome::Failed(AmcError::TokenUnavailable { reason: "the token cannot be sent".to_owned() });
        };
        bearer.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, bearer);
        *request.body_mut() = call.body.clone().map(Into::into);
        let client = match call.repeat {
            Repeat::Always => &self.inner.calls,
            Repeat::IfNotSent => &self.inner.submits,
        };
        let deadlines = &self.inner.deadlines;
        let answer =
            transport::exchange(client, request, deadlines.first_byte, deadlines.total, self.inner.answer_cap).await;
        match answer {
            Ok(answer) => {
                if let Some(now) = transport::made_at(&answer.headers) {
                    *self.inner.told.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, Instant::now()));
                }
                let request_id = request_id(&answer);
                tracing::debug!(
                    operation = call.operation,
                    status = answer.status.as_u16(),
                    request_id = request_id.as_deref(),
                    "call answered"
                );
                judge(answer, request_id, token.expose_secret())
            }
            Err(failure) => Outcome::Failed(failure.into()),
        }
    }

    async fn token(&self, refused: Option<&SecretString>) -> Result<SecretString, TokenError> {
        let tokens = &self.inner.tokens;
        let source = async {
            match refused {
                Some(refused) => tokens.renew(refused).await,
                None => tokens.access_token().await,
            }
        };
        // Sources talk to keychains and networks; a call must end even if one of those does not.
        timeout(self.inner.deadlines.total, source).await.unwrap_or_else(|_| {
            Err(TokenError::Unavailable { reason: "the token source did not answer in time".to_owned() })
        })
    }

    fn url(&self, path: &[&str], query: &[(&'static str, String)]) -> Result<Url, AmcError> {
        let mut url = self.inner.endpoints.api_url().clone();
        if path.iter().any(|part| part.is_empty() || *part == "." || *part == ".." || part.contains(char::is_control)) {
            return Err(AmcError::unsendable("an id is empty or cannot be part of an address"));
        }
        url.path_segments_mut()
            .map_err(|()| AmcError::unsendable("the API address takes no path"))?
            .pop_if_empty()
            .extend(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Ok(url)
    }

    fn headers(&self, scope: Option<&AccountScope>) -> Result<HeaderMap, AmcError> {
        let mut headers = HeaderMap::new();
        headers.insert(CLIENT_ID, self.inner.client_id.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(scope) = scope {
            for (name, value) in [(ADVERTISER_ID, &scope.account_id), (MARKETPLACE_ID, &scope.marketplace_id)] {
                let value = HeaderValue::from_str(value).ok().filter(|value| !value.is_empty());
                let Some(value) = value else {
                    return Err(AmcError::unsendable("the account or marketplace id is empty or cannot be sent"));
                };
                headers.insert(name, value);
            }
        }
        Ok(headers)
    }
}

/// What is needed to report a bad answer.
pub(crate) struct AnswerContext {
    status: u16,
    request_id: Option<String>,
}

impl AnswerContext {
    pub(crate) fn bad(&self, problem: AnswerProblem) -> AmcError {
        AmcError::BadAnswer { problem, status: self.status, request_id: self.request_id.clone() }
    }

    /// Only the place is taken over: serde's own message may quote the answer.
    fn not_json(&self, error: &serde_json::Error) -> AmcError {
        self.bad(AnswerProblem::NotJson { line: error.line(), column: error.column() })
    }

    pub(crate) fn read<T: DeserializeOwned>(&self, value: Value) -> Result<T, AmcError> {
        serde_json::from_value(value).map_err(|error| self.not_json(&error))
    }
}

fn token_failure(error: TokenError, request_id: Option<String>) -> AmcError {
    match error {
        TokenError::SignInLost => AmcError::SignInLost { request_id },
        TokenError::Unavailable { reason } => AmcError::TokenUnavailable { reason },
    }
}
