//! What an execution is to the window.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Number;

use super::run_file::{RunExport, RunFile};
use crate::Error;
use crate::query::{ParameterValue, WindowSpec};
use crate::result::ResultSummary;

/// Where a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ExecutionState {
    /// Written down; it waits for a place, or the call is under way.
    #[default]
    Sending,
    /// The call got no answer; whether there is a run is being found out.
    Unknown,
    /// Queued at Amazon.
    Pending,
    /// At work.
    Running,
    /// Writing its result, or its result is being fetched.
    Publishing,
    /// Ended well.
    Succeeded,
    /// Ended badly, or never begun.
    Failed,
    /// Refused by Amazon.
    Rejected,
    /// Cancelled.
    Cancelled,
    /// Several runs at Amazon could be this one, or none is found twice; a person has to look.
    NeedsReview,
}

/// A run in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct ExecutionSummary {
    /// Our id.
    pub id: String,
    /// The workflow that it ran.
    pub workflow_id: Option<String>,
    /// The schedule that began it.
    pub schedule_id: Option<String>,
    /// Runs submitted together share it.
    pub batch_id: String,
    /// The query's name.
    pub name: String,
    /// Where it is.
    pub state: ExecutionState,
    /// Amazon's own word for it, as it came.
    pub raw_status: Option<String>,
    /// Our id of the instance.
    pub instance_id: String,
    /// The instance's name.
    pub instance_name: String,
    /// The covered dates for people.
    pub window_words: String,
    /// First covered day, `YYYY-MM-DD`.
    pub window_start: String,
    /// Last covered day.
    pub window_end: String,
    /// When it was submitted, in UTC milliseconds.
    #[specta(type = Number)]
    pub created_at: i64,
    /// When it ended.
    #[specta(type = Option<Number>)]
    pub finished_at: Option<i64>,
    /// Rows of its result.
    #[specta(type = Option<Number>)]
    pub row_count: Option<i64>,
    /// Whether its result is on its way.
    pub fetching: bool,
    /// Whether Amazon lacked data of its dates, so that its result is not the whole.
    pub partial: bool,
    /// Amazon's id of the run.
    pub remote_id: Option<String>,
}

/// A run whose result is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct AskedRun {
    /// What the list shows.
    #[serde(flatten)]
    pub summary: ExecutionSummary,
    /// Which query it ran: runs with the same text, values and zone have the same number, and 1 is that of the newest.
    pub asked: u32,
}

/// Runs of a workflow whose results are kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Type)]
pub struct KeptRuns {
    /// The newest first.
    pub runs: Vec<AskedRun>,
    /// How many older ones there are besides.
    pub older: u32,
}

/// A stretch of time whose data Amazon lacked. An end that Amazon does not tell is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DataGap {
    /// First missing instant, in UTC milliseconds.
    #[specta(type = Option<Number>)]
    pub start: Option<i64>,
    /// First instant that is there again.
    #[specta(type = Option<Number>)]
    pub end: Option<i64>,
}

/// A step of a run's life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ExecutionStep {
    /// The state it reached.
    pub state: String,
    /// Amazon's word for it.
    pub raw_status: Option<String>,
    /// When we learned of it, in UTC milliseconds.
    #[specta(type = Number)]
    pub at: i64,
}

/// A run with everything that is known of it.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct ExecutionDetail {
    /// What the list shows.
    #[serde(flatten)]
    pub summary: ExecutionSummary,
    /// What a person noted of it; empty where nothing.
    pub note: String,
    /// The query as it was sent.
    pub sql: String,
    /// Values by parameter.
    pub parameter_values: BTreeMap<String, ParameterValue>,
    /// Zone of the window.
    pub time_zone: String,
    /// Minutes that Amazon may work on it; `None` for Amazon's own limit.
    pub time_limit_minutes: Option<u32>,
    /// Its life so far.
    pub steps: Vec<ExecutionStep>,
    /// Why it ended badly, or why its result is not here.
    pub error: Option<Error>,
    /// Its result.
    pub result: Option<ResultSummary>,
    /// Whether a person asked to cancel it.
    pub cancel_requested: bool,
    /// The profile it runs under.
    pub profile_id: String,
    /// Data of its dates that Amazon lacked.
    pub data_gaps: Vec<DataGap>,
    /// The file that it is followed by.
    pub file: Option<RunFile>,
}

/// How many runs are under way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Amazon works on them, or their results are being fetched.
    pub running: u32,
    /// They wait, here or at Amazon.
    pub waiting: u32,
}

/// What to run, and where.
#[derive(Clone, Debug, PartialEq, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct SubmitRequest {
    /// A name for people, such as the tab's title.
    pub name: String,
    /// The query.
    pub sql: String,
    /// Our ids of the instances; one run each.
    pub instance_ids: Vec<String>,
    /// The dates to cover.
    pub window: WindowSpec,
    /// Their zone, an IANA name.
    pub time_zone: String,
    /// Values by parameter.
    pub parameter_values: BTreeMap<String, ParameterValue>,
    /// Minutes that Amazon may work on a run, 15 to 1,440; none for Amazon's own limit of six hours.
    #[serde(default)]
    pub time_limit_minutes: Option<u32>,
    /// The workflow that it is, if it is a saved query.
    #[serde(default)]
    pub workflow_id: Option<String>,
    /// The file that each run is followed by.
    #[serde(default)]
    pub export: Option<RunExport>,
}

/// A run that waits on this computer.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct QueuedRun {
    /// Its execution's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Our id of the instance.
    pub instance_id: String,
    /// The instance's name.
    pub instance_name: String,
    /// The dates, in words.
    pub window_words: String,
    /// Since when it waits, in UTC milliseconds.
    #[specta(type = Number)]
    pub created_at: i64,
    /// The schedule that it belongs to.
    pub schedule_id: Option<String>,
    /// How many runs of its instance are at Amazon.
    pub at_amazon: u32,
    /// Not before this, in UTC milliseconds: Amazon asked to wait, or could not be reached.
    #[specta(type = Option<Number>)]
    pub not_before: Option<i64>,
    /// Why.
    pub error: Option<Error>,
}

/// A run at Amazon that may be one whose answer was lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ReviewCandidate {
    /// Amazon's id of the run.
    pub remote_id: String,
    /// Amazon's word for its state, as it came.
    pub status: String,
    /// When Amazon began it, in UTC milliseconds; `None` when Amazon does not tell.
    #[specta(type = Option<Number>)]
    pub created_at: Option<i64>,
    /// The dates it covers for people; `None` when Amazon does not tell.
    pub window_words: Option<String>,
    /// The zone of those dates.
    pub time_zone: Option<String>,
    /// Whether SQL, dates and parameters are all known to be equal; otherwise Amazon did not tell enough to say.
    pub certain: bool,
}

/// What a person needs to settle a run in [`ExecutionState::NeedsReview`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ExecutionReview {
    /// Our id.
    pub execution_id: String,
    /// When it was sent, in UTC milliseconds; candidates are no older than five minutes before.
    #[specta(type = Number)]
    pub sent_at: i64,
    /// The runs at Amazon that may be it and are no other execution's, oldest first; may be empty.
    pub candidates: Vec<ReviewCandidate>,
}

/// How a person settles it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ReviewChoice {
    /// This run at Amazon is it.
    Adopt {
        /// Amazon's id of the run.
        remote_id: String,
    },
    /// None of these is it: send it once more.
    SendAgain {
        /// Amazon's ids of all candidates that the person has seen.
        not_ours: Vec<String>,
    },
    /// Leave it, whatever became of it at Amazon.
    Abandon,
}
