//! A run as the API shows it, and as the ledger keeps it.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::desk::{End, Fate, Phase, Run};
use super::job::{Job, Output};
use super::request::WindowForm;
use crate::ledger::ExecutionRecord;
use crate::settings::{DataGap, Settings};
use crate::state::App;
use crate::times;

type Outcome = Result<Output, String>;

/// What a reader sees of a run's state: the clock's word, unless the query is not done yet or has failed.
pub(crate) struct Seen<'a> {
    pub(crate) status: &'static str,
    pub(crate) reason: Option<&'a str>,
    pub(crate) output: Option<&'a Output>,
}

pub(crate) fn see<'a>(run: &'a Run, outcome: Option<&'a Outcome>, now: DateTime<Utc>) -> Seen<'a> {
    let plain = |status| Seen { status, reason: None, output: None };
    match &run.phase {
        Phase::Pending => plain("PENDING"),
        Phase::Running { .. } if run.is_publishing(now) => plain("PUBLISHING"),
        Phase::Running { .. } => plain("RUNNING"),
        Phase::Ended { end: End::Cancelled, .. } => plain("CANCELLED"),
        Phase::Ended { end: End::Failed(text), .. } => Seen { reason: Some(text), ..plain("FAILED") },
        Phase::Ended { end: End::Rejected(text), .. } => Seen { reason: Some(text), ..plain("REJECTED") },
        Phase::Ended { end: End::Succeeded, .. } if !run.has_query() => plain("SUCCEEDED"),
        Phase::Ended { end: End::Succeeded, .. } => match outcome {
            None => plain("RUNNING"),
            Some(Ok(output)) => Seen { output: Some(output), ..plain("SUCCEEDED") },
            Some(Err(text)) => Seen { reason: Some(text), ..plain("FAILED") },
        },
    }
}

/// The execution object, flat or wrapped.
pub(crate) fn run(
    run: &Run,
    outcome: Option<&Outcome>,
    now: DateTime<Utc>,
    settings: &Settings,
    include_workflow: bool,
) -> Value {
    settings.wrap("workflowExecution", flat(run, outcome, now, include_workflow))
}

/// The execution object as lists hold it.
pub(crate) fn flat(run: &Run, outcome: Option<&Outcome>, now: DateTime<Utc>, include_workflow: bool) -> Value {
    let seen = see(run, outcome, now);
    let (since, ended_at) = match run.phase {
        Phase::Pending => (None, None),
        Phase::Running { since } => (Some(since), None),
        Phase::Ended { since, at, .. } => (since, Some(at)),
    };
    let publishing_since =
        run.run_for.and_then(|run_for| since.map(|s| s + run_for)).filter(|_| run.is_publishing(now));
    let updated = ended_at.or(publishing_since).or(since).unwrap_or(run.created_at);
    let mut view = json!({
        "workflowExecutionId": run.id,
        "workflowId": run.workflow_id,
        "status": seen.status,
        "createTime": times::seconds(run.created_at),
        "lastUpdatedTime": times::seconds(updated),
        "waitUntil": times::seconds(run.created_at - TimeDelta::hours(1)),
        "expireTime": times::seconds(run.created_at + TimeDelta::hours(24)),
        "timeWindowTimeZoneOriginal": run.window.zone_name,
        "parameterValues": run.parameter_values,
        "dataGaps": run.data_gaps.iter().filter(|gap| gap.is_open(now)).map(DataGap::to_json).collect::<Vec<_>>(),
        "ignoreDataGaps": false,
        "disableAggregationControls": run.disable_aggregation_controls,
        "executionCategory": "AD_HOC",
        "workflowExecutionTimeoutSeconds": run.timeout_seconds,
    });
    let explicit = match &run.window.form {
        WindowForm::Explicit { given, .. } => Some(given.clone()),
        WindowForm::Relative(_) => None,
    };
    // A relative window is worked out when the run starts; the first answer does not hold it.
    if explicit.is_some() || since.is_some() {
        let (start, end) = run.window.resolve(run.created_at);
        let form = "%Y-%m-%dT%H:%M:%S";
        let (start_given, end_given) =
            explicit.unwrap_or_else(|| (start.format(form).to_string(), end.format(form).to_string()));
        let (from, to) = run.window.instants(run.created_at);
        view["timeWindowStart"] = times::seconds(from).into();
        view["timeWindowEnd"] = times::seconds(to).into();
        view["timeWindowStartOriginal"] = start_given.into();
        view["timeWindowEndOriginal"] = end_given.into();
    }
    if let Some(since) = since {
        view["validatedTime"] = times::milliseconds(since).into();
    }
    if let (Some(since), Some(at), "SUCCEEDED" | "FAILED") = (since, ended_at, seen.status) {
        view["executionTime"] = (at - since).num_seconds().into();
    }
    if seen.status == "SUCCEEDED" {
        let columns = seen.output.map(|o| o.columns.iter().map(crate::query::Column::to_json).collect::<Vec<_>>());
        view["availableTimeBeforeWindowSecs"] = 0.into();
        view["invalidationOffsetSecs"] = 266_400.into();
        view["outputS3URI"] = "N/A".into();
        view["outputColumns"] = columns.unwrap_or_default().into();
    }
    if let Some(reason) = seen.reason {
        view["statusReason"] = reason.into();
    }
    if let Some(channel) = output_channel(&seen, &run.fate) {
        view["outputChannels"] = json!([channel]);
    }
    for (name, value) in &run.echoed {
        view[name] = value.clone();
    }
    if include_workflow {
        view["sqlQuery"] = run.sql.clone().into();
        view["workflow"] = run.workflow.clone();
    }
    view
}

/// The one way a result is had, by a link, as a run that has ended shows it.
fn output_channel(seen: &Seen<'_>, fate: &Fate) -> Option<Value> {
    let (status, reason) = match (seen.status, fate) {
        ("SUCCEEDED", Fate::NoOutput(reason)) => ("UNAVAILABLE", Some(*reason)),
        ("SUCCEEDED", _) => ("AVAILABLE", None),
        ("FAILED", _) => ("FAILED", seen.reason),
        ("REJECTED", _) => ("UNAVAILABLE", seen.reason),
        ("CANCELLED", _) => ("UNAVAILABLE", Some("The workflow execution was cancelled")),
        _ => return None,
    };
    let mut channel = json!({ "channel": { "type": "DOWNLOAD" }, "status": status });
    if let Some(reason) = reason {
        channel["statusReason"] = reason.into();
    }
    Some(channel)
}

/// The ledger's records of all runs, in the order of creation.
pub(crate) fn records(app: &Arc<App>) -> Vec<ExecutionRecord> {
    let now = app.clock.now();
    let mut runs: Vec<Run> = Vec::new();
    for mut desk in app.each_desk() {
        Job::play(app, &mut desk, now);
        runs.extend_from_slice(desk.runs());
    }
    runs.sort_by_key(|r| r.sequence);
    runs.iter()
        .map(|run| {
            let outcome = run.job.outcome();
            let given = match &run.window.form {
                WindowForm::Explicit { given, .. } => Some(given.clone()),
                WindowForm::Relative(_) => None,
            };
            ExecutionRecord {
                execution_id: run.id.clone(),
                workflow_id: run.workflow_id.clone(),
                instance_id: run.instance_id.clone(),
                account_id: run.account_id.clone(),
                created_at: run.created_at,
                sql: run.sql.clone(),
                time_window_start: given.as_ref().map(|g| g.0.clone()),
                time_window_end: given.map(|g| g.1),
                time_zone: run.window.zone_name.clone(),
                parameter_values: run.parameter_values.clone(),
                dry_run: run.dry_run,
                request_id: run.request_id.clone(),
                status: see(run, outcome.as_deref(), now).status.to_string(),
            }
        })
        .collect()
}
