//! Saved workflows.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use crate::answer::{Refusal, answer, media};
use crate::caller::Caller;
use crate::input::{Id, JsonBody, Params};
use crate::page;
use crate::query;
use crate::settings::CompileErrors;
use crate::state::App;

pub(crate) fn unknown(id: &str) -> Refusal {
    Refusal::invalid(format!("Workflow with ID {id} does not exist"))
}

/// `GET …/workflows`
pub(crate) async fn list(caller: Caller, State(app): State<Arc<App>>, params: Params) -> Response {
    let kept = app.desk(&caller).shelf(caller.instance_id()).workflows.values().cloned().collect();
    answer(media::WORKFLOWS, page::of_kept("workflows", caller.instance_id(), kept, &params, &app.settings()))
}

/// `POST …/workflows`
pub(crate) async fn create(caller: Caller, State(app): State<Arc<App>>, JsonBody(body): JsonBody) -> Response {
    answer(media::WORKFLOWS, save(&app, &caller, None, body).await)
}

/// `PUT …/workflows/{workflowId}`
pub(crate) async fn update(
    caller: Caller,
    State(app): State<Arc<App>>,
    Id(id): Id,
    JsonBody(body): JsonBody,
) -> Response {
    answer(media::WORKFLOWS, save(&app, &caller, Some(&id), body).await)
}

async fn save(app: &Arc<App>, caller: &Caller, path_id: Option<&str>, workflow: Value) -> Result<Value, Refusal> {
    let id = workflow.get("workflowId").and_then(Value::as_str).unwrap_or_default().to_string();
    if !query::id_is_good(&id) {
        return Err(Refusal::invalid("workflowId must be made of letters, digits, '.', '-' and '_'"));
    }
    if path_id.is_some_and(|p| p != id) {
        return Err(Refusal::invalid("workflowId differs from the one of the path"));
    }
    query::check_workflow(&workflow)?;
    check_existence(app, caller, path_id.is_some(), &id)?;
    if app.settings().compile_errors == CompileErrors::Immediate {
        query::compile(app, &caller.instance, &workflow, None)
            .await
            .map_err(|reason| Refusal::invalid(query::uncompilable(&id, &reason)))?;
    }
    let mut desk = app.desk(caller);
    let workflows = &mut desk.shelf(caller.instance_id()).workflows;
    // Compiling took time, in which another request may have come first.
    if workflows.contains_key(&id) != path_id.is_some() {
        return Err(if path_id.is_some() { unknown(&id) } else { taken(&id) });
    }
    workflows.insert(id, workflow);
    Ok(json!({}))
}

fn check_existence(app: &App, caller: &Caller, wanted: bool, id: &str) -> Result<(), Refusal> {
    match (app.desk(caller).shelf(caller.instance_id()).workflows.contains_key(id), wanted) {
        (false, true) => Err(unknown(id)),
        (true, false) => Err(taken(id)),
        _ => Ok(()),
    }
}

fn taken(id: &str) -> Refusal {
    Refusal::invalid(format!("Workflow with ID {id} already exists"))
}

/// `GET …/workflows/{workflowId}`
pub(crate) async fn get(caller: Caller, State(app): State<Arc<App>>, Id(id): Id) -> Response {
    let found = app.desk(&caller).shelf(caller.instance_id()).workflows.get(&id).cloned();
    let found = found.map(|workflow| app.settings().wrap("workflow", workflow));
    answer(media::WORKFLOWS, found.ok_or_else(|| unknown(&id)))
}

/// `DELETE …/workflows/{workflowId}`
pub(crate) async fn delete(caller: Caller, State(app): State<Arc<App>>, Id(id): Id) -> Response {
    let mut desk = app.desk(&caller);
    let shelf = desk.shelf(caller.instance_id());
    let user = shelf.schedules.iter().find(|(_, schedule)| schedule["workflowId"] == id.as_str());
    let result = match user {
        Some((schedule, _)) => {
            Err(Refusal::invalid(format!("Workflow with ID {id} is referenced by schedule with ID {schedule}")))
        }
        None => shelf.workflows.remove(&id).map(|_| json!({})).ok_or_else(|| unknown(&id)),
    };
    answer(media::WORKFLOWS, result)
}
