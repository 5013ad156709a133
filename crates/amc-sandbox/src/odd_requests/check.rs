//! What every answer has to be.

use http::{HeaderMap, HeaderValue, Method, Uri};
use proptest::prelude::*;
use serde_json::Value;

use super::{Got, Odd};
use crate::answer::media;
use crate::input::accepted_types;
use crate::operation::Operation;

/// The rules of every answer, whatever was asked.
pub(super) fn check(odd: &Odd, got: &Got) -> Result<(), TestCaseError> {
    prop_assert!(got.status < 500, "{got:?}");
    prop_assert!(got.headers.contains_key("x-amz-rid"), "{got:?}");
    let uri: Uri = odd.target.parse().unwrap();
    let operation = Operation::of(&odd.method, uri.path());
    if odd.method == Method::HEAD {
        return Ok(());
    }
    match operation {
        Operation::Authorize if got.status != 405 => {
            prop_assert!(got.media_type().starts_with("text/html") || got.status == 302, "{got:?}");
        }
        Operation::Download => {
            prop_assert_eq!(got.media_type(), media::XML);
            prop_assert!(got.body.starts_with(b"<?xml"));
        }
        Operation::Token => {
            let body = got.json().ok_or_else(|| TestCaseError::fail(format!("{got:?}")))?;
            prop_assert!(body["error"].is_string() && body["error_description"].is_string(), "{got:?}");
        }
        _ => {
            let from_gateway = matches!(got.status, 413 | 421);
            prop_assert_eq!(got.media_type(), if from_gateway { media::JSON } else { media_type(odd, operation) });
            if got.status == 200 { check_success(operation, got)? } else { check_refusal(operation, got)? }
        }
    }
    Ok(())
}

/// The media type of the call's answers: of accounts and instances it depends on what the caller takes.
fn media_type(odd: &Odd, operation: Operation) -> &'static str {
    let own = operation.media_type();
    let mut headers = HeaderMap::new();
    for (name, value) in &odd.headers {
        headers.append(name.clone(), HeaderValue::from_bytes(value).unwrap());
    }
    let plain = accepted_types(&headers).any(|t| t == media::JSON);
    if plain && (own == media::ACCOUNTS || own == media::INSTANCES) { media::JSON } else { own }
}

fn check_refusal(operation: Operation, got: &Got) -> Result<(), TestCaseError> {
    prop_assert!(matches!(got.status, 400 | 401 | 403 | 404 | 405 | 406 | 413 | 415 | 421), "{got:?}");
    let body = got.json().ok_or_else(|| TestCaseError::fail(format!("{got:?}")))?;
    if operation == Operation::ListAccounts || matches!(got.status, 413 | 421) {
        prop_assert!(body["message"].is_string(), "{got:?}");
    } else {
        prop_assert_eq!(&body["code"], &Value::from(got.status.to_string()));
        prop_assert!(body["details"].as_str().is_some_and(|d| !d.is_empty()), "{got:?}");
    }
    Ok(())
}

/// The documented shape of each success. Nothing is null, since the specification has no field that may be.
fn check_success(operation: Operation, got: &Got) -> Result<(), TestCaseError> {
    let body = got.json().ok_or_else(|| TestCaseError::fail(format!("{got:?}")))?;
    prop_assert!(body.get("nextToken").is_none_or(Value::is_string), "{body:?}");
    let list = |name: &str, id: &str| {
        body.get(name)
            .and_then(Value::as_array)
            .is_some_and(|all| all.len() <= 100 && all.iter().all(|o| o[id].is_string()))
    };
    let shape = match operation {
        Operation::ListAccounts => list("amcAccounts", "accountId"),
        Operation::ListInstances => list("instances", "instanceId"),
        Operation::GetInstance => body["instance"]["instanceId"].is_string(),
        Operation::ListAdvertisers => list("advertisers", "id") && body["totalCount"].is_u64(),
        Operation::ListDataSources => list("dataSources", "dataSourceId"),
        Operation::GetDataSource => body["columns"].is_array() && body["dataSourceId"].is_string(),
        Operation::ListWorkflows => list("workflows", "workflowId"),
        Operation::GetWorkflow => body["workflowId"].is_string() && body["sqlQuery"].is_string(),
        Operation::ListExecutions => list("executions", "workflowExecutionId") && list("executions", "status"),
        Operation::CreateExecution | Operation::GetExecution => {
            ["workflowExecutionId", "workflowId", "status", "createTime"].iter().all(|name| body[*name].is_string())
        }
        Operation::ListSchedules => list("schedules", "scheduleId"),
        Operation::GetSchedule => body["scheduleId"].is_string() && body["scheduleEnabled"].is_boolean(),
        Operation::DownloadUrls => body["downloadUrls"].is_array() && body["metadataDownloadUrls"].is_array(),
        Operation::CreateWorkflow
        | Operation::UpdateWorkflow
        | Operation::DeleteWorkflow
        | Operation::CancelExecution
        | Operation::CreateSchedule
        | Operation::UpdateSchedule
        | Operation::DeleteSchedule => body.is_empty(),
        _ => false,
    };
    prop_assert!(shape, "{operation:?}: {body:?}");
    Ok(())
}
