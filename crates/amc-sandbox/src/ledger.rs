//! What was asked and which runs exist: the oracle of tests.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Instant;

use chrono::{DateTime, Utc};
use http::HeaderMap;
use serde::{Deserialize, Serialize};

use crate::operation::Operation;

/// Older requests are forgotten, so that a sandbox which is polled for days does not grow.
const KEPT_REQUESTS: usize = 50_000;

/// One request as it arrived. Holds no token, secret, code or signature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RequestRecord {
    /// Order of arrival, from 1.
    pub number: u64,
    /// When it arrived, by the sandbox's clock.
    pub at: DateTime<Utc>,
    /// When it arrived, in milliseconds of real time since the start of the sandbox.
    pub real_ms: u64,
    /// Which call.
    pub operation: Operation,
    /// HTTP method.
    pub method: String,
    /// Path without query.
    pub path: String,
    /// Query of AMC calls; of other calls only the names are kept, with empty values.
    pub query: BTreeMap<String, String>,
    /// Headers, names in lower case; of `authorization` only the scheme is kept.
    pub headers: BTreeMap<String, String>,
    /// `x-amz-rid` of the answer.
    pub request_id: String,
    /// Status of the answer; `None` if none was sent (yet).
    pub status: Option<u16>,
    /// Whether a fault met it.
    pub fault: bool,
}

/// One run that was created, whether or not the client was told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExecutionRecord {
    /// Amazon's id of the run.
    pub execution_id: String,
    /// The workflow's id; `transient_…` for an ad hoc run.
    pub workflow_id: String,
    /// The instance.
    pub instance_id: String,
    /// The account in the request's headers.
    pub account_id: String,
    /// When it was created, by the sandbox's clock.
    pub created_at: DateTime<Utc>,
    /// The statement.
    pub sql: String,
    /// `timeWindowStart` as it was sent.
    pub time_window_start: Option<String>,
    /// `timeWindowEnd` as it was sent.
    pub time_window_end: Option<String>,
    /// `timeWindowTimeZone` as it was sent, else `UTC`.
    pub time_zone: String,
    /// `parameterValues` as they were sent.
    pub parameter_values: serde_json::Value,
    /// Whether it was only to be compiled.
    pub dry_run: bool,
    /// `x-amz-rid` of the request that created it.
    pub request_id: String,
    /// Status at the time the ledger is read.
    pub status: String,
}

/// Everything that happened since the start or the last [`crate::Control::clear_ledger`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// Requests in the order of arrival.
    pub requests: Vec<RequestRecord>,
    /// Runs in the order of creation, over all instances.
    pub executions: Vec<ExecutionRecord>,
}

impl Ledger {
    /// The requests of one kind.
    pub fn of(&self, operation: Operation) -> impl Iterator<Item = &RequestRecord> {
        self.requests.iter().filter(move |r| r.operation == operation)
    }
}

/// The requests part, as kept.
#[derive(Debug)]
pub(crate) struct Requests {
    started: Instant,
    inner: Mutex<(u64, Vec<RequestRecord>)>,
}

impl Requests {
    pub(crate) fn new() -> Self {
        Self { started: Instant::now(), inner: Mutex::new((0, Vec::new())) }
    }

    /// Writes an arrival down and returns its number.
    pub(crate) fn arrive(
        &self,
        at: DateTime<Utc>,
        operation: Operation,
        parts: &http::request::Parts,
        request_id: &str,
    ) -> u64 {
        let query = url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes())
            .map(|(name, value)| {
                (name.into_owned(), if operation.is_amc() { value.into_owned() } else { String::new() })
            })
            .collect();
        let mut inner = self.lock();
        inner.0 += 1;
        let number = inner.0;
        if inner.1.len() >= KEPT_REQUESTS {
            inner.1.drain(..KEPT_REQUESTS / 2);
        }
        inner.1.push(RequestRecord {
            number,
            at,
            real_ms: u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            operation,
            method: parts.method.to_string(),
            path: parts.uri.path().to_string(),
            query,
            headers: keep_headers(&parts.headers),
            request_id: request_id.to_string(),
            status: None,
            fault: false,
        });
        number
    }

    pub(crate) fn answer(&self, number: u64, status: Option<u16>, fault: bool) {
        let mut inner = self.lock();
        if let Ok(index) = inner.1.binary_search_by_key(&number, |r| r.number) {
            inner.1[index].status = status;
            inner.1[index].fault = fault;
        }
    }

    pub(crate) fn list(&self) -> Vec<RequestRecord> {
        self.lock().1.clone()
    }

    pub(crate) fn clear(&self) {
        self.lock().1.clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, (u64, Vec<RequestRecord>)> {
        self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn keep_headers(headers: &HeaderMap) -> BTreeMap<String, String> {
    headers
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            let kept = match name.as_str() {
                "authorization" | "cookie" => value.split(' ').next().unwrap_or_default().to_string(),
                _ => value.into_owned(),
            };
            (name.as_str().to_string(), kept)
        })
        .collect()
}
