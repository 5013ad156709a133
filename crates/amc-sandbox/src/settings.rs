//! The switches that may be turned while the sandbox runs.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::config::SandboxConfig;
use crate::times;

/// When a statement that does not compile is refused. Amazon does both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CompileErrors {
    /// The create call itself is answered with 400.
    Immediate,
    /// The create call is answered with 200; the run ends as REJECTED when its pending time is over.
    Rejected,
    /// The create call is answered with 200; the run starts and then ends as FAILED.
    Failed,
}

/// Which refresh token the answer to a refresh holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefreshAnswer {
    /// The one that was sent (what Amazon usually does).
    Same,
    /// A new one; the old one is withdrawn.
    Rotate,
    /// None: the client keeps what it has.
    Absent,
}

/// The status of "terms and conditions must be accepted"; sources disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermsRefusal {
    /// 401
    Unauthorized,
    /// 403
    Forbidden,
}

/// A stretch of time of which data are missing. A run whose window it touches names it in `dataGaps` and, if the gap is to be
/// filled, stays PENDING until then. What the entries of `dataGaps` look like is not documented; their form is the sandbox's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataGap {
    /// First missing instant.
    pub start: DateTime<Utc>,
    /// First instant that is there again.
    pub end: DateTime<Utc>,
    /// When the data arrive, by the sandbox's clock; `None` is never, and the run goes on without them.
    #[serde(default)]
    pub filled_at: Option<DateTime<Utc>>,
}

impl DataGap {
    /// Whether a window, given by its start and its end, lacks data because of it.
    pub(crate) fn touches(&self, (start, end): (DateTime<Utc>, DateTime<Utc>)) -> bool {
        self.start < end && start < self.end
    }

    pub(crate) fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.filled_at.is_none_or(|filled_at| now < filled_at)
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({ "start": times::seconds(self.start), "end": times::seconds(self.end) })
    }
}

/// The switches. Durations cross HTTP as whole milliseconds (`pending_ms` and so on).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// How long a run is PENDING; taken when the run is made.
    #[serde(rename = "pending_ms", with = "millis")]
    pub pending: Duration,
    /// How long a run is RUNNING; taken when the run is made.
    #[serde(rename = "running_ms", with = "millis")]
    pub running: Duration,
    /// How long a run is PUBLISHING; zero leaves the status out.
    #[serde(rename = "publishing_ms", with = "millis")]
    pub publishing: Duration,
    /// How long a new run stays out of lists (an eventually consistent list).
    #[serde(rename = "listing_delay_ms", with = "millis")]
    pub listing_delay: Duration,
    /// Life of an access token; taken when the token is made.
    #[serde(rename = "token_life_ms", with = "millis")]
    pub token_life: Duration,
    /// Life of an authorization code (Amazon: 5 minutes).
    #[serde(rename = "code_life_ms", with = "millis")]
    pub code_life: Duration,
    /// Life of a result link (Amazon: 600 s).
    #[serde(rename = "link_life_ms", with = "millis")]
    pub link_life: Duration,
    /// Rate of the token bucket for AMC calls; `None` never throttles.
    pub requests_per_second: Option<u32>,
    /// Size of that bucket; `None` takes the rate.
    pub burst: Option<u32>,
    /// `Retry-After` of a 429 in seconds; `None` says when the bucket will hold a token again.
    pub retry_after_seconds: Option<u32>,
    /// When a statement that does not compile is refused.
    pub compile_errors: CompileErrors,
    /// Refuse a run (REJECTED) when so many earlier ones differ from it in nothing but literals or parameter values and read some of
    /// the same time; `None` refuses none. Amazon's own number is not published.
    pub overlap_limit: Option<usize>,
    /// Gaps in the data, as runs that are made from now on meet them.
    pub data_gaps: Vec<DataGap>,
    /// Send single workflows and executions wrapped, as Amazon's specification has it, and not flat, as the service does.
    pub wrapped: bool,
    /// Write fields without a value as null, as recorded answers of the service have some of them, and do not leave them out,
    /// as its specification wants.
    pub nulls: bool,
    /// Take times with `Z` or an offset in requests.
    pub tolerate_z: bool,
    /// Runs of an instance that are RUNNING at the same time; the rest stay PENDING.
    pub parallel_runs: usize,
    /// The same over all instances of an account.
    pub parallel_runs_of_account: usize,
    /// Entries a page at most, below Amazon's 100, so that paging can be seen with few entries.
    pub page_size: Option<usize>,
    /// Files a result is cut into: 1 to 5, each with its own header row.
    pub result_files: usize,
    /// Send result files compressed, with nothing in the headers that says so.
    pub gzip_results: bool,
    /// Send a result without rows as a file of zero bytes, not as a header row.
    pub empty_result_without_header: bool,
    /// Which refresh token the answer to a refresh holds.
    pub refresh_answer: RefreshAnswer,
    /// Characters of a token, up to Amazon's 2048; `None` leaves tokens short.
    pub token_length: Option<usize>,
    /// Refuse an authorization request without an S256 challenge. Amazon does not; a test of a client may want it.
    pub require_pkce: bool,
    /// The token endpoint answers `unauthorized_client`.
    pub client_not_allowed: bool,
    /// Tokens are issued but every AMC call is 403: a client that Amazon has not approved for the Ads API yet.
    pub client_not_approved: bool,
    /// Every AMC call says that terms have to be accepted in the console.
    pub terms: Option<TermsRefusal>,
}

impl Default for Settings {
    fn default() -> Self {
        Self::from_config(&SandboxConfig::default())
    }
}

impl Settings {
    pub(crate) fn from_config(config: &SandboxConfig) -> Self {
        Self {
            pending: config.pending,
            running: config.running,
            publishing: config.publishing,
            listing_delay: Duration::ZERO,
            token_life: config.token_life,
            code_life: Duration::from_secs(300),
            link_life: Duration::from_secs(600),
            requests_per_second: config.requests_per_second,
            burst: None,
            retry_after_seconds: None,
            compile_errors: CompileErrors::Immediate,
            overlap_limit: None,
            data_gaps: Vec::new(),
            wrapped: false,
            nulls: false,
            tolerate_z: false,
            parallel_runs: 10,
            parallel_runs_of_account: 200,
            page_size: None,
            result_files: 1,
            gzip_results: false,
            empty_result_without_header: false,
            refresh_answer: RefreshAnswer::Same,
            token_length: None,
            require_pkce: false,
            client_not_allowed: false,
            client_not_approved: false,
            terms: None,
        }
    }
}

impl Settings {
    /// A single object, flat or wrapped.
    pub(crate) fn wrap(&self, name: &str, object: Value) -> Value {
        if self.wrapped { json!({ name: object }) } else { object }
    }

    /// Writes a field that has no value, or leaves it out.
    pub(crate) fn write_null(&self, object: &mut Value, name: &str) {
        if self.nulls {
            object[name] = Value::Null;
        }
    }

    pub(crate) fn places(&self) -> Places {
        Places { of_instance: self.parallel_runs, of_account: self.parallel_runs_of_account }
    }
}

/// How many runs may be RUNNING at once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Places {
    pub(crate) of_instance: usize,
    pub(crate) of_account: usize,
}

/// Durations as whole milliseconds.
pub(crate) mod millis {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(value: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(value.as_millis()).unwrap_or(u64::MAX))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_millis)
    }
}
