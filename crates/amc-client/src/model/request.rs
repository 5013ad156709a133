//! What a caller asks for: a run, or a list of runs.

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Map, Value};

use super::{WorkflowDefinition, WorkflowId};
use crate::{error::AmcError, time::format_request_time};

/// What a run executes: exactly one of the two.
#[derive(Debug, Clone, PartialEq)]
pub enum ExecutionSource {
    /// A workflow saved in the instance.
    Saved(WorkflowId),
    /// A query that travels with the run; nothing is saved.
    AdHoc(WorkflowDefinition),
}

/// Which time a run covers. An end at midnight means through the day before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Window {
    /// The last full day (Amazon's default).
    MostRecentDay,
    /// The last full week.
    MostRecentWeek,
    /// The month so far.
    CurrentMonth,
    /// The month before.
    PreviousMonth,
    /// From `start` up to, but not including, `end`; local times of the request's zone.
    Explicit {
        /// First instant, local.
        start: NaiveDateTime,
        /// First instant after the window, local.
        end: NaiveDateTime,
    },
    /// Everything there is.
    All,
}

/// A run to create.
#[derive(Debug, Clone, PartialEq)]
pub struct ExecutionRequest {
    /// What to run.
    pub source: ExecutionSource,
    /// Time to cover.
    pub window: Window,
    /// Zone of the window; also sets the borders of relative windows.
    pub time_zone: Tz,
    /// Values of declared parameters. Strings for scalars, arrays for arrays. Never personal data.
    pub parameter_values: Map<String, Value>,
    /// Time-out in seconds, 900 to 86,400; Amazon takes 21,600 if none is given.
    pub timeout_seconds: Option<u32>,
    /// Check only; the run is marked complete without output.
    pub dry_run: bool,
    /// Run without writing results.
    pub skip_publish: bool,
    /// Has to be true in Amazon's sandbox instances.
    pub require_synthetic_data: bool,
    /// Allows event rows in a sandbox instance; elsewhere no output can be had with it.
    pub disable_aggregation_controls: bool,
    /// Read only these advertisers' data; all if empty.
    pub advertisers: Vec<AdvertiserRef>,
}

impl ExecutionRequest {
    /// A run of a saved workflow, window in UTC.
    #[must_use]
    pub fn saved(workflow_id: impl Into<WorkflowId>, window: Window) -> Self {
        Self::new(ExecutionSource::Saved(workflow_id.into()), window)
    }

    /// A run of a query that is not saved, window in UTC.
    #[must_use]
    pub fn ad_hoc(sql_query: impl Into<String>, window: Window) -> Self {
        Self::new(ExecutionSource::AdHoc(WorkflowDefinition::sql(sql_query)), window)
    }

    fn new(source: ExecutionSource, window: Window) -> Self {
        Self {
            source,
            window,
            time_zone: Tz::UTC,
            parameter_values: Map::new(),
            timeout_seconds: None,
            dry_run: false,
            skip_publish: false,
            require_synthetic_data: false,
            disable_aggregation_controls: false,
            advertisers: Vec::new(),
        }
    }

    /// Refuses what Amazon would refuse anyway, before it costs a request.
    pub(crate) fn validate(&self) -> Result<(), AmcError> {
        if let Window::Explicit { start, end } = self.window
            && start >= end
        {
            return Err(AmcError::unsendable("the window ends before it begins"));
        }
        if self.timeout_seconds.is_some_and(|seconds| !(900..=86_400).contains(&seconds)) {
            return Err(AmcError::unsendable("the time-out of a run must be between 900 and 86400 seconds"));
        }
        match &self.source {
            ExecutionSource::Saved(id) if id.as_str().is_empty() => {
                Err(AmcError::unsendable("the workflow id is empty"))
            }
            ExecutionSource::AdHoc(workflow) if workflow.sql_query.trim().is_empty() => {
                Err(AmcError::unsendable("the query is empty"))
            }
            _ => Ok(()),
        }
    }
}

impl Serialize for ExecutionRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match &self.source {
            ExecutionSource::Saved(id) => map.serialize_entry("workflowId", id)?,
            ExecutionSource::AdHoc(workflow) => map.serialize_entry("workflow", workflow)?,
        }
        map.serialize_entry("timeWindowType", self.window.api_name())?;
        if let Window::Explicit { start, end } = self.window {
            map.serialize_entry("timeWindowStart", &format_request_time(start))?;
            map.serialize_entry("timeWindowEnd", &format_request_time(end))?;
        }
        map.serialize_entry("timeWindowTimeZone", self.time_zone.name())?;
        if !self.parameter_values.is_empty() {
            map.serialize_entry("parameterValues", &self.parameter_values)?;
        }
        if let Some(seconds) = self.timeout_seconds {
            map.serialize_entry("workflowExecutionTimeoutSeconds", &seconds)?;
        }
        for (name, value) in [
            ("dryRun", self.dry_run),
            ("skipPublish", self.skip_publish),
            ("requireSyntheticData", self.require_synthetic_data),
            ("disableAggregationControls", self.disable_aggregation_controls),
        ] {
            if value {
                map.serialize_entry(name, &true)?;
            }
        }
        if !self.advertisers.is_empty() {
            map.serialize_entry("advertisers", &self.advertisers)?;
        }
        map.end()
    }
}

impl Window {
    /// Amazon's `timeWindowType`.
    #[must_use]
    pub const fn api_name(&self) -> &'static str {
        match self {
            Self::MostRecentDay => "MOST_RECENT_DAY",
            Self::MostRecentWeek => "MOST_RECENT_WEEK",
            Self::CurrentMonth => "CURRENT_MONTH",
            Self::PreviousMonth => "PREVIOUS_MONTH",
            Self::Explicit { .. } => "EXPLICIT",
            Self::All => "ALL",
        }
    }
}

/// An advertiser whose data a run reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AdvertiserRef {
    /// Advertiser id.
    pub id: String,
    /// Amazon's advertiser type.
    pub r#type: String,
    /// Marketplace of the advertiser; DSP advertisers have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marketplace_id: Option<String>,
}

/// Which runs to list. Amazon wants at least one of `workflow_id` and `min_creation_time`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExecutionFilter {
    /// Only runs of this workflow.
    pub workflow_id: Option<WorkflowId>,
    /// Only runs created at or after this local time of `time_zone`.
    pub min_creation_time: Option<NaiveDateTime>,
    /// Only runs created before this local time of `time_zone`.
    pub max_creation_time: Option<NaiveDateTime>,
    /// Zone of the two times; UTC if none.
    pub time_zone: Option<Tz>,
    /// Also cancelled runs, which are left out otherwise.
    pub include_cancelled: bool,
    /// Send the workflow and its SQL with each run.
    pub include_workflow: bool,
    /// Oldest first; newest first otherwise.
    pub sort_ascending: bool,
}

impl ExecutionFilter {
    /// Runs created since a UTC instant.
    #[must_use]
    pub fn since(instant: chrono::DateTime<chrono::Utc>) -> Self {
        Self { min_creation_time: Some(instant.naive_utc()), ..Self::default() }
    }

    /// Runs of a workflow.
    #[must_use]
    pub fn of_workflow(workflow_id: impl Into<WorkflowId>) -> Self {
        Self { workflow_id: Some(workflow_id.into()), ..Self::default() }
    }

    pub(crate) fn query(&self) -> Result<Vec<(&'static str, String)>, AmcError> {
        if self.workflow_id.is_none() && self.min_creation_time.is_none() {
            return Err(AmcError::unsendable("a list of runs needs a workflow or an earliest creation time"));
        }
        let mut query = Vec::new();
        if let Some(id) = &self.workflow_id {
            query.push(("workflowId", id.to_string()));
        }
        if let Some(time) = self.min_creation_time {
            query.push(("minCreationTime", format_request_time(time)));
        }
        if let Some(time) = self.max_creation_time {
            query.push(("maxCreationTime", format_request_time(time)));
        }
        if self.min_creation_time.is_some() || self.max_creation_time.is_some() {
            query.push(("timeZone", self.time_zone.unwrap_or(Tz::UTC).name().to_owned()));
        }
        for (name, value) in [
            ("includeCancelled", self.include_cancelled),
            ("includeWorkflow", self.include_workflow),
            ("sortAscending", self.sort_ascending),
        ] {
            if value {
                query.push((name, "true".to_owned()));
            }
        }
        Ok(query)
    }
}
