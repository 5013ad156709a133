//! From a request to intents, and from an intent to the one call.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::time::Duration;

use amc_client::{Acceptance, ExecutionRequest, ExecutionSource, SubmitError, Window, WorkflowDefinition};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::checkpoint::Checkpoint;
use super::model::{DataGap, ExecutionState, SubmitRequest};
use super::rows::Row;
use super::service::{Executions, UnderWay, wants_cancel};
use super::state::{Move, advance};
use crate::account::InstanceRef;
use crate::catalog::Diagnostic;
use crate::query::ParameterValue;
use crate::query::window::zone;
use crate::{Error, Result};

/// Instances that one submit may address.
const MOST_INSTANCES: usize = 500;
/// A pause before the first look for a call that got no answer: Amazon may still be writing it down.
const FIRST_LOOK_MILLIS: i64 = 1_000;
/// A call under way when the application closes gets this long to be answered: an answer saves five minutes of looking.
const GRACE: Duration = Duration::from_millis(2_500);
/// How long an intent may go on being put off.
const LONGEST_QUEUE_MILLIS: i64 = 15 * 60 * 1000;
/// Minutes that Amazon may work on a run.
const TIME_LIMITS: RangeInclusive<u32> = 15..=1440;
/// Before a call that never left is made again.
const OUT_OF_REACH: Duration = Duration::from_secs(30);

impl Executions {
    /// Checks everything that can be checked here and makes a row for each instance.
    pub(super) async fn prepare(&self, request: SubmitRequest) -> Result<Vec<Row>> {
        let SubmitRequest {
            name,
            sql,
            instance_ids,
            window,
            time_zone,
            parameter_values,
            time_limit_minutes,
            workflow_id,
            export,
        } = request;
        if let Some(id) = &workflow_id
            && !crate::workflow::is_there(self.parts.store.reader(), id).await?
        {
            return Err(Error::not_found("workflow"));
        }
        check_time_limit(time_limit_minutes)?;
        let name = name.trim();
        let name = if name.is_empty() { "Untitled query" } else { name };
        if name.chars().count() > 200 {
            return Err(
                Error::invalid("The name of a query may have at most 200 characters.").next("Shorten the name.")
            );
        }
        let instances: BTreeSet<String> = instance_ids.iter().cloned().collect();
        if instances.is_empty() {
            return Err(
                Error::new("execution.no_instance", "No instance is chosen.").next("Choose at least one instance.")
            );
        }
        if instances.len() > MOST_INSTANCES {
            return Err(Error::invalid(format!("At most {MOST_INSTANCES} instances can be addressed at once."))
                .next("Run it on fewer, several times."));
        }
        let report = self.check(&sql, &instance_ids, &parameter_values).await?;
        let used = used(&report);
        let parameter_values: BTreeMap<_, _> =
            parameter_values.into_iter().filter(|(name, _)| used.contains_key(name)).collect();
        let now = self.parts.clock.now();
        let dates = window.dates(now, zone(&time_zone)?)?;
        let resolved = window.resolve(now, &time_zone)?;
        let (batch_id, now) = (Uuid::now_v7().to_string(), now.timestamp_millis());
        let mut rows = Vec::with_capacity(instances.len());
        // In the order the person chose, each once.
        let mut left = instances;
        for id in instance_ids.iter().filter(|id| left.remove(*id)) {
            let instance = self.parts.accounts.instance(id).await?;
            if instance.vanished {
                return Err(Error::new(
                    "execution.instance_gone",
                    format!("The instance “{}” is not there any more.", instance.instance.name),
                )
                .next("Refresh the instances and choose another."));
            }
            let mut row = Row {
                id: Uuid::now_v7().to_string(),
                sources: report.tables.clone(),
                workflow_id: workflow_id.clone(),
                export: export.clone(),
                batch_id: batch_id.clone(),
                name: name.to_owned(),
                instance_row: instance.instance.id,
                instance_name: instance.instance.name,
                amazon_instance: instance.instance.instance_id,
                amazon_account: instance.instance.account_id,
                profile_id: instance.instance.profile_id,
                boot_id: self.boot_id.to_string(),
                sql: sql.clone(),
                window_start: dates.first().to_string(),
                window_end: dates.last().to_string(),
                time_zone: resolved.time_zone.clone(),
                window_words: resolved.words.clone(),
                parameter_values: parameter_values.clone(),
                declarations: used.clone(),
                output: crate::catalog::output(&report),
                time_limit: time_limit_minutes.map(|minutes| i64::from(minutes) * 60),
                queue_at: now,
                created_at: now,
                sent_at: now,
                ..Row::default()
            };
            row.params_hash = row.sent()?.hash();
            rows.push(row);
        }
        Ok(rows)
    }

    /// What is known of a query for these instances, if nothing is wrong with it and all its parameters have values.
    ///
    /// # Errors
    /// `query.*` with the place; `store.*`.
    pub(crate) async fn check(
        &self,
        sql: &str,
        instance_ids: &[String],
        values: &BTreeMap<String, ParameterValue>,
    ) -> Result<amc_sql::CheckReport> {
        let report = self.checked(sql, instance_ids).await?;
        if let Some(missing) = used(&report).keys().find(|name| !values.contains_key(*name)) {
            return Err(Error::new("query.parameter_missing", format!("The parameter “{missing}” has no value."))
                .next("Enter a value for it."));
        }
        Ok(report)
    }

    /// What is known of a query for these instances, if nothing is wrong with it. A name that is not known may be new there.
    pub(super) async fn checked(&self, sql: &str, instance_ids: &[String]) -> Result<amc_sql::CheckReport> {
        let sources = &self.parts.data_sources;
        let mut report = sources.catalog(instance_ids).await?.report(sql, None)?;
        let may_be_new = |found: &amc_sql::Diagnostic| matches!(found.code, "unknown_table" | "unknown_column");
        if report.diagnostics.iter().any(may_be_new) && sources.renew(instance_ids).await {
            report = sources.catalog(instance_ids).await?.report(sql, None)?;
        }
        match report.diagnostics.iter().find(|found| found.severity == amc_sql::Severity::Error) {
            Some(found) => Err(refused(&Diagnostic::from(found))),
            None => Ok(report),
        }
    }

    /// Sends a claimed intent in a task of its own, which no caller that goes away can cut.
    pub(super) fn send_in_background(&self, intent: Row, guard: UnderWay) {
        let this = self.clone();
        let cancel = self.parts.supervisor.cancel_token().clone();
        self.parts.supervisor.spawn_task(async move {
            let id = intent.id.clone();
            let sent = tokio::select! {
                biased;
                sent = this.send(intent) => sent,
                // A call cut off by the end of the application stays an intent; the next start settles it.
                () = async { cancel.cancelled().await; tokio::time::sleep(GRACE).await } => return,
            };
            drop(guard);
            if let Err(error) = sent {
                tracing::error!(code = %error.code, execution = %id, "what became of a submitted run was not written down");
            }
            this.wake.notify_one();
        });
    }

    /// Makes the one call for an intent of this start, and writes down what came of it.
    pub(super) async fn send(&self, intent: Row) -> Result<()> {
        let outcome = self.call(&intent).await;
        self.parts.checkpoints.pass(Checkpoint::Answered);
        let now = self.parts.clock.now_millis();
        let row = match outcome {
            Ok(run) => {
                self.change(&intent.id, |row| {
                    if row.state == ExecutionState::Sending && row.attempt == intent.attempt {
                        row.remote_id = Some(run.execution_id.as_str().to_owned());
                        row.put_off_since = None;
                        row.error = None;
                        apply(row, &run);
                    }
                    Ok(())
                })
                .await?
            }
            Err(Failure::Unknown(error)) => {
                self.change(&intent.id, |row| {
                    if row.state == ExecutionState::Sending && row.attempt == intent.attempt {
                        row.state = ExecutionState::Unknown;
                        row.error = Some(error.clone());
                        row.looks = 0;
                        row.look_at = Some(now + FIRST_LOOK_MILLIS);
                    }
                    Ok(())
                })
                .await?
            }
            Err(Failure::NotAccepted { error, state }) => {
                self.change(&intent.id, |row| {
                    if row.state == ExecutionState::Sending && row.attempt == intent.attempt {
                        row.state = state;
                        row.error = Some(error.clone().placed_in(&row.sql));
                    }
                    Ok(())
                })
                .await?
            }
            Err(Failure::Wait { error, pause }) => {
                self.change(&intent.id, |row| {
                    if row.state == ExecutionState::Sending && row.attempt == intent.attempt {
                        put_back(row, &error, pause, now);
                    }
                    Ok(())
                })
                .await?
            }
        };
        self.parts.checkpoints.pass(Checkpoint::IdWritten);
        if wants_cancel(&row)
            && let Err(error) = self.send_cancel(row).await
        {
            tracing::warn!(code = %error.code, "a wish to cancel is sent again later");
        }
        Ok(())
    }

    /// What is sent for an intent.
    pub(super) fn request(intent: &Row, instance: &InstanceRef) -> Result<ExecutionRequest> {
        let sent = intent.sent()?;
        let mut workflow = WorkflowDefinition::sql(sent.sql.clone());
        workflow.input_parameters = intent.input_parameters();
        let window = Window::Explicit { start: sent.start, end: sent.end };
        let mut request = ExecutionRequest::ad_hoc(sent.sql.clone(), window);
        request.source = ExecutionSource::AdHoc(workflow);
        request.time_zone = sent.zone;
        request.parameter_values = sent.parameters;
        request.timeout_seconds = intent.time_limit.and_then(|seconds| u32::try_from(seconds).ok());
        // Amazon's sandbox instances hold invented rows only and insist on hearing so.
        request.require_synthetic_data = instance.instance.instance_type == "SANDBOX";
        Ok(request)
    }

    async fn call(&self, intent: &Row) -> std::result::Result<amc_client::Execution, Failure> {
        let here = |error: Error| Failure::NotAccepted { error, state: ExecutionState::Failed };
        let (client, instance) = self.reach(intent).await.map_err(here)?;
        let request = Self::request(intent, &instance).map_err(here)?;
        self.parts.checkpoints.pass(Checkpoint::Sending);
        client.create_execution(&instance.scope, &instance.instance_id, &request).await.map_err(Failure::from)
    }
}

/// Whether Amazon takes a time limit of a run, in minutes.
///
/// # Errors
/// `invalid`.
pub(crate) fn check_time_limit(minutes: Option<u32>) -> Result<()> {
    if minutes.is_none_or(|minutes| TIME_LIMITS.contains(&minutes)) {
        return Ok(());
    }
    Err(Error::invalid("The time limit of a run is from 15 minutes to 24 hours.")
        .next("Choose another limit, or none for Amazon's own of six hours."))
}

/// The types of a query's parameters by name.
pub(super) fn used(report: &amc_sql::CheckReport) -> BTreeMap<String, String> {
    report.parameters.iter().map(|used| (used.name.clone(), used.data_type.to_string())).collect()
}

enum Failure {
    /// Certainly no run.
    NotAccepted {
        error: Error,
        state: ExecutionState,
    },
    Unknown(Error),
    /// Certainly no run; what stood in the way passes by itself.
    Wait {
        error: Error,
        pause: Duration,
    },
}

impl From<SubmitError> for Failure {
    fn from(SubmitError { acceptance, error }: SubmitError) -> Self {
        use amc_client::AmcError;
        if acceptance == Acceptance::NotAccepted {
            match error {
                AmcError::Throttled { retry_after, .. } => {
                    return Self::Wait { pause: retry_after, error: error.into() };
                }
                // Without this a queue of fifty would fail within seconds of the network going away.
                AmcError::Transport { .. } | AmcError::TokenUnavailable { .. } => {
                    return Self::Wait { pause: OUT_OF_REACH, error: error.into() };
                }
                _ => {}
            }
        }
        let refused = matches!(
            error,
            AmcError::Compile { .. } | AmcError::OverlapRefused { .. } | AmcError::Invalid { status: Some(_), .. }
        );
        let state = if refused { ExecutionState::Rejected } else { ExecutionState::Failed };
        match acceptance {
            Acceptance::NotAccepted => Self::NotAccepted { error: error.into(), state },
            Acceptance::Unknown => Self::Unknown(error.into()),
        }
    }
}

/// Back into the queue until Amazon can be reached and takes calls again; not for ever.
pub(super) fn put_back(row: &mut Row, error: &Error, pause: Duration, now: i64) {
    if row.cancel_requested_at.is_some() {
        row.state = ExecutionState::Cancelled;
    } else if now - *row.put_off_since.get_or_insert(now) > LONGEST_QUEUE_MILLIS {
        row.state = ExecutionState::Failed;
        // What is said of a single pause is not true any more: nothing goes on by itself.
        row.error = Some(if error.code == "amc.throttled" {
            Error {
                message: "Amazon has asked to wait for a quarter of an hour, so the run was not sent.".to_owned(),
                next_step: Some("Run it again later, or on fewer instances at once.".to_owned()),
                ..error.clone()
            }
        } else {
            let message = format!("{} It was tried for a quarter of an hour; the run was not sent.", error.message);
            Error { message, ..error.clone() }
        });
    } else {
        row.attempt = 0;
        let next_step = Some("Nothing needs to be done: the run waits and is sent once this has passed.".to_owned());
        row.error = Some(Error { next_step, ..error.clone() });
        row.look_at = Some(now + i64::try_from(pause.as_millis()).unwrap_or(0).clamp(1_000, 600_000));
    }
}

/// Moves a row by what Amazon says of its run.
pub(super) fn apply(row: &mut Row, run: &amc_client::Execution) {
    match advance(row.state, row.raw_status.as_deref(), &run.status) {
        Move::Stay => {}
        Move::Word(raw) => row.raw_status = Some(raw),
        Move::Fetch(raw) => {
            row.state = ExecutionState::Publishing;
            row.raw_status = Some(raw);
            row.fetching = true;
            row.error = None;
            let millis = |at: DateTime<Utc>| at.timestamp_millis();
            let gap = |gap: &amc_client::DataGap| DataGap { start: gap.start.map(millis), end: gap.end.map(millis) };
            row.data_gaps = run.data_gaps.iter().map(gap).collect();
        }
        Move::To(state, raw) => {
            row.state = state;
            row.raw_status = Some(raw);
            row.error = ended_badly(state, run).map(|error| error.placed_in(&row.sql));
        }
    }
}

pub(super) fn ended_badly(state: ExecutionState, run: &amc_client::Execution) -> Option<Error> {
    use amc_client::{AmcError, Refusal};
    let fallback = match state {
        ExecutionState::Rejected => Error::new("amc.rejected", "Amazon refused the run.")
            .next("Read Amazon's words below, change the query and run it again."),
        ExecutionState::Failed => Error::new("amc.failed", "The run failed at Amazon.")
            .next("Run it again. If it fails again, shorten the window or simplify the query."),
        _ => return None,
    };
    Some(match run.refusal() {
        None => fallback,
        Some(Refusal::Compile { message, position }) => {
            AmcError::Compile { message, position, request_id: None }.into()
        }
        Some(Refusal::Overlap { message }) => AmcError::OverlapRefused { message, request_id: None }.into(),
        Some(Refusal::TimedOut { message }) => {
            Error::new("amc.timed_out", "Amazon stopped the run: it took longer than its time limit.")
                .next("Give it a higher time limit, up to 24 hours, or shorten the dates.")
                .raw(message)
        }
        Some(other) => fallback.raw(other.message()),
    })
}

/// A finding of the check as the error that stops a submit.
fn refused(found: &Diagnostic) -> Error {
    let mut error = Error::new("query.invalid", found.message.clone())
        .next(found.help.clone().unwrap_or_else(|| "Correct the marked place and run again.".to_owned()))
        .raw(found.code.clone());
    error.details.line = Some(found.line);
    error.details.column = Some(found.column);
    error.details.end_line = Some(found.end_line);
    error.details.end_column = Some(found.end_column);
    error
}
