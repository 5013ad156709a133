//! Runs of workflows.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    ColumnKind, DataType, ExecutionId, WorkflowDefinition, WorkflowId, lenient, lenient_list, lenient_or_default,
};
use crate::{
    refusal::Refusal,
    time::{lenient_naive, lenient_utc},
};

/// State of a run. A status that is not known is kept as it came and is not final (Amazon's own client goes on polling at
/// those it does not document).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum ExecutionStatus {
    /// Queued, or waiting for data.
    Pending,
    /// At work.
    Running,
    /// Done and writing its result; not documented.
    Publishing,
    /// Finished; results can be downloaded.
    Succeeded,
    /// Ended in an error or a time-out.
    Failed,
    /// Refused after having been accepted: SQL, parameters, privacy; not documented.
    Rejected,
    /// Cancelled. Lists leave these out unless asked.
    Cancelled,
    /// Anything else, raw.
    Other(String),
}

impl ExecutionStatus {
    /// Whether the run has ended and will not change any more.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Rejected | Self::Cancelled)
    }

    /// The status as Amazon writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Pending => "PENDING",
            Self::Running => "RUNNING",
            Self::Publishing => "PUBLISHING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::Rejected => "REJECTED",
            Self::Cancelled => "CANCELLED",
            Self::Other(raw) => raw,
        }
    }
}

impl From<String> for ExecutionStatus {
    fn from(raw: String) -> Self {
        match raw.as_str() {
            "PENDING" => Self::Pending,
            "RUNNING" => Self::Running,
            "PUBLISHING" => Self::Publishing,
            "SUCCEEDED" => Self::Succeeded,
            "FAILED" => Self::Failed,
            "REJECTED" => Self::Rejected,
            "CANCELLED" => Self::Cancelled,
            _ => Self::Other(raw),
        }
    }
}

impl From<&str> for ExecutionStatus {
    fn from(raw: &str) -> Self {
        Self::from(raw.to_owned())
    }
}

impl From<ExecutionStatus> for String {
    fn from(status: ExecutionStatus) -> Self {
        status.as_str().to_owned()
    }
}

impl std::fmt::Display for ExecutionStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One run, as the service tells it. Only the id and the status are certain to be there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Execution {
    /// Id of the run.
    #[serde(rename = "workflowExecutionId")]
    pub execution_id: ExecutionId,
    /// Saved workflow, or `transient_…` for ad hoc runs.
    #[serde(default, deserialize_with = "lenient")]
    pub workflow_id: Option<WorkflowId>,
    /// State.
    pub status: ExecutionStatus,
    /// Why it failed or was rejected; see also [`Execution::refusal`].
    #[serde(default, deserialize_with = "lenient")]
    pub status_reason: Option<String>,
    /// Another place for the reason.
    #[serde(default, deserialize_with = "lenient")]
    pub message: Option<String>,
    /// Yet another place for the reason.
    #[serde(default, deserialize_with = "lenient")]
    pub details: Option<String>,
    /// When the run was created.
    #[serde(default, deserialize_with = "lenient_utc")]
    pub create_time: Option<DateTime<Utc>>,
    /// When the run last changed.
    #[serde(default, deserialize_with = "lenient_utc")]
    pub last_updated_time: Option<DateTime<Utc>>,
    /// When the query was validated.
    #[serde(default, deserialize_with = "lenient_utc")]
    pub validated_time: Option<DateTime<Utc>>,
    /// The run waits at least until then.
    #[serde(default, deserialize_with = "lenient_utc")]
    pub wait_until: Option<DateTime<Utc>>,
    /// The run has to begin before then. Says nothing about how long results are kept.
    #[serde(default, deserialize_with = "lenient_utc")]
    pub expire_time: Option<DateTime<Utc>>,
    /// Start of the window in UTC; absent at first for relative windows.
    #[serde(default, deserialize_with = "lenient_utc")]
    pub time_window_start: Option<DateTime<Utc>>,
    /// End of the window in UTC.
    #[serde(default, deserialize_with = "lenient_utc")]
    pub time_window_end: Option<DateTime<Utc>>,
    /// Start of the window as it was asked for, in `time_window_time_zone_original`.
    #[serde(default, deserialize_with = "lenient_naive")]
    pub time_window_start_original: Option<NaiveDateTime>,
    /// End of the window as it was asked for.
    #[serde(default, deserialize_with = "lenient_naive")]
    pub time_window_end_original: Option<NaiveDateTime>,
    /// Zone the window was asked for in, such as `Europe/London`.
    #[serde(default, deserialize_with = "lenient")]
    pub time_window_time_zone_original: Option<String>,
    /// Parameter values of the run; empty too where they cannot be read.
    #[serde(default, deserialize_with = "lenient_or_default")]
    pub parameter_values: Map<String, Value>,
    /// How long the run worked, in seconds.
    #[serde(default, rename = "executionTime", deserialize_with = "lenient")]
    pub execution_time_seconds: Option<f64>,
    /// Time-out of the run in seconds.
    #[serde(default, deserialize_with = "lenient")]
    pub workflow_execution_timeout_seconds: Option<u64>,
    /// Columns of the result, once known.
    #[serde(default, deserialize_with = "lenient_list")]
    pub output_columns: Vec<OutputColumn>,
    /// Stretches of the window whose data Amazon does not have; recorded answers have none, so that their form is a guess.
    #[serde(default, deserialize_with = "lenient_list")]
    pub data_gaps: Vec<DataGap>,
    /// `AD_HOC` and the like.
    #[serde(default, deserialize_with = "lenient")]
    pub execution_category: Option<String>,
    /// The query, if the workflow was asked for.
    #[serde(default, deserialize_with = "lenient")]
    pub sql_query: Option<String>,
    /// The workflow, if it was asked for.
    #[serde(default, deserialize_with = "lenient")]
    pub workflow: Option<WorkflowDefinition>,
}

impl Execution {
    /// Why the run ended badly, read from the field the service happened to use. `None` unless the status is FAILED or
    /// REJECTED and a text is there.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        if !matches!(self.status, ExecutionStatus::Failed | ExecutionStatus::Rejected) {
            return None;
        }
        [&self.status_reason, &self.message, &self.details]
            .into_iter()
            .flatten()
            .find(|text| !text.trim().is_empty())
            .map(|text| Refusal::from_text(text))
    }

    /// The SQL of the run, if the service sent it in either place.
    #[must_use]
    pub fn sql(&self) -> Option<&str> {
        self.sql_query
            .as_deref()
            .or_else(|| self.workflow.as_ref().map(|workflow| workflow.sql_query.as_str()))
            .filter(|sql| !sql.is_empty())
    }
}

/// A stretch of time whose data Amazon does not have. What cannot be read of it is `None`: that it is there says enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataGap {
    /// First missing instant.
    #[serde(default, deserialize_with = "lenient_utc")]
    pub start: Option<DateTime<Utc>>,
    /// First instant that is there again.
    #[serde(default, deserialize_with = "lenient_utc")]
    pub end: Option<DateTime<Utc>>,
}

/// A column of a result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OutputColumn {
    /// Column name.
    pub name: String,
    /// Dimension or metric.
    #[serde(default, deserialize_with = "lenient")]
    pub column_type: Option<ColumnKind>,
    /// Data type.
    #[serde(default, deserialize_with = "lenient")]
    pub data_type: Option<DataType>,
}
