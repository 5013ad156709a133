//! `PUT …/workflowExecutions/{id}`: cancelling, which is the only change there is.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use super::read::{look, look_at, unknown};
use super::request::read_advertisers;
use super::view;
use crate::answer::{Refusal, answer, media};
use crate::caller::Caller;
use crate::input::{Id, JsonBody, flag, list, text, whole_number, word};
use crate::state::App;

/// Fields of the execution object that are text, besides `status`.
const TEXTS: [&str; 15] = [
    "acrCollaborationId",
    "acrCustomerMembershipId",
    "acrDetailPageUrl",
    "acrProtectedQueryId",
    "createTime",
    "expireTime",
    "lastUpdatedTime",
    "outputS3URI",
    "sqlQuery",
    "timeWindowEnd",
    "timeWindowEndOriginal",
    "timeWindowStart",
    "timeWindowStartOriginal",
    "timeWindowTimeZoneOriginal",
    "waitUntil",
];

/// Cancels. Fields that are not there stay as they are, so a request without a status changes nothing; other fields are checked,
/// since the body is an execution object, but cannot be changed.
pub(crate) async fn change(
    caller: Caller,
    State(app): State<Arc<App>>,
    Id(id): Id,
    JsonBody(body): JsonBody,
) -> Response {
    answer(media::EXECUTIONS, apply(&app, &caller, &id, &body))
}

fn apply(app: &Arc<App>, caller: &Caller, id: &str, body: &Value) -> Result<Value, Refusal> {
    check(body)?;
    match text(body, "status")? {
        None => look_at(app, caller, id).map(|_| json!({})),
        Some("CANCELLED") => cancel(app, caller, id),
        Some(_) => Err(Refusal::invalid("A workflow execution can only be given the status CANCELLED")),
    }
}

fn check(body: &Value) -> Result<(), Refusal> {
    for name in TEXTS.iter().chain(&["workflowExecutionId", "workflowId"]) {
        text(body, name)?;
    }
    for name in ["disableAggregationControls", "requireSyntheticData"] {
        flag(body, name)?;
    }
    for name in ["invalidationOffsetSecs", "workflowExecutionTimeoutSeconds"] {
        whole_number(body, name)?;
    }
    read_advertisers(body)?;
    list(body, "outputChannels", 100)?.iter().try_for_each(check_channel)
}

fn check_channel(channel: &Value) -> Result<(), Refusal> {
    let status = word(channel, "status", &["AVAILABLE", "FAILED", "PENDING", "UNAVAILABLE"])?;
    let kind = word(&channel["channel"], "type", &["ACR", "DOWNLOAD", "PUBLISH"])?;
    for name in ["acrDetailPageUrl", "statusReason"] {
        text(channel, name)?;
    }
    for name in ["acrMemberId", "acrMembershipId"] {
        text(&channel["channel"], name)?;
    }
    match (status, kind) {
        (Some(_), Some(_)) => Ok(()),
        _ => Err(Refusal::invalid("Each of the outputChannels must have a status and a channel with a type")),
    }
}

fn cancel(app: &Arc<App>, caller: &Caller, id: &str) -> Result<Value, Refusal> {
    look(app, caller, |desk, now| {
        let run = desk.run(caller.instance_id(), id).ok_or_else(|| unknown(id))?;
        let status = view::see(run, run.job.outcome().as_deref(), now).status;
        if desk.cancel(id, now) {
            return Ok(json!({}));
        }
        let details = format!("Workflow execution with ID {id} has the status {status} and cannot be cancelled");
        Err(Refusal::invalid(details))
    })
}
