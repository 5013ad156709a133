//! Accounts, instances, data sources and saved workflows.

use std::collections::HashMap;
use std::sync::Arc;

use amc_sql::catalogue::Table;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use serde_json::{Value, json};

use crate::answer::{Refusal, media, ok};
use crate::gate::{Caller, SignedIn, read_body};
use crate::page;
use crate::query;
use crate::settings::CompileErrors;
use crate::state::App;

type Params = HashMap<String, String>;

fn answer(media_type: &'static str, result: Result<Value, Refusal>) -> Response {
    result.map_or_else(IntoResponse::into_response, |body| ok(media_type, &body))
}

fn cut<'a, T>(app: &App, params: &Params, all: &'a [T], name: &str) -> Result<(&'a [T], Option<String>), Refusal> {
    let get = |name: &str| params.get(name).map(String::as_str);
    let page = page::read(get("limit"), get("nextToken"), name, app.settings().page_size)?;
    Ok(page::cut(all, page, name))
}

/// A list with `nextToken`, which is left out on the last page.
fn listed(name: &str, items: Vec<Value>, next: Option<String>) -> Value {
    let mut body = json!({ name: items });
    if let Some(next) = next {
        body["nextToken"] = next.into();
    }
    body
}

/// `GET /amc/accounts`
pub(crate) async fn list_accounts(_: SignedIn, State(app): State<Arc<App>>, Query(params): Query<Params>) -> Response {
    let page = cut(&app, &params, &app.accounts, "accounts");
    let body = page.map(|(page, next)| listed("amcAccounts", page.iter().map(|a| a.to_json()).collect(), next));
    answer(media::JSON, body)
}

/// `GET /amc/instances`
pub(crate) async fn list_instances(
    caller: Caller,
    State(app): State<Arc<App>>,
    Query(params): Query<Params>,
) -> Response {
    let instances = app.accounts.iter().find(|a| a.id == caller.account_id).map_or(&[][..], |a| &a.instances);
    let page = cut(&app, &params, instances, &format!("instances of {}", caller.account_id));
    let body = page.map(|(page, next)| {
        // This list writes null on its last page, the others leave the field out.
        json!({ "instances": page.iter().map(|i| i.to_json(&app.base_url)).collect::<Vec<_>>(), "nextToken": next })
    });
    answer(media::JSON, body)
}

/// `GET /amc/instances/{instanceId}`
pub(crate) async fn get_instance(caller: Caller, State(app): State<Arc<App>>) -> Response {
    let found = app.instance(&caller.instance_id).map(|(_, i)| json!({ "instance": i.to_json(&app.base_url) }));
    answer(media::JSON, found.ok_or_else(|| Refusal::invalid("Unknown instance")))
}

fn data_source(table: &Table) -> Value {
    let columns = table.fields.iter().map(|field| {
        let kind = query::kind_name(field.kind);
        json!({ "name": field.name, "columnType": kind, "description": field.description })
    });
    json!({
        "dataSourceId": table.name,
        "description": table.description,
        "owner": "AMAZON",
        "provider": "AMAZON",
        "columns": columns.collect::<Vec<_>>(),
        "tags": [],
        "outputChannels": [{ "channel": { "type": "DOWNLOAD" }, "outputAvailable": true, "outputUnavailableReason": null }],
    })
}

fn data_sources_of(app: &App, caller: &Caller) -> Vec<Arc<Table>> {
    app.instance(&caller.instance_id).map(|(_, i)| app.engine.data_sources(i)).unwrap_or_default()
}

/// `GET …/dataSources`
pub(crate) async fn list_data_sources(
    caller: Caller,
    State(app): State<Arc<App>>,
    Query(params): Query<Params>,
) -> Response {
    let tables = data_sources_of(&app, &caller);
    let page = cut(&app, &params, &tables, &format!("data sources of {}", caller.instance_id));
    let body = page.map(|(page, next)| listed("dataSources", page.iter().map(|t| data_source(t)).collect(), next));
    answer(media::DATA_SOURCES, body)
}

/// `GET …/dataSources/{dataSourceId}`
pub(crate) async fn get_data_source(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
) -> Response {
    let tables = data_sources_of(&app, &caller);
    let found = tables.iter().find(|t| t.name == id).map(|t| wrapped(&app, "dataSource", data_source(t)));
    answer(
        media::DATA_SOURCES,
        found.ok_or_else(|| Refusal::invalid(format!("Data source with ID {id} does not exist"))),
    )
}

fn wrapped(app: &App, name: &str, body: Value) -> Value {
    if app.settings().wrapped { json!({ name: body }) } else { body }
}

fn unknown_workflow(id: &str) -> Refusal {
    Refusal::invalid(format!("Workflow with ID {id} does not exist"))
}

/// `GET …/workflows`
pub(crate) async fn list_workflows(
    caller: Caller,
    State(app): State<Arc<App>>,
    Query(params): Query<Params>,
) -> Response {
    let workflows: Vec<Value> =
        app.desk(&caller.instance_id).map(|d| d.workflows.values().cloned().collect()).unwrap_or_default();
    let page = cut(&app, &params, &workflows, &format!("workflows of {}", caller.instance_id));
    answer(media::WORKFLOWS, page.map(|(page, next)| listed("workflows", page.to_vec(), next)))
}

/// `POST …/workflows`
pub(crate) async fn create_workflow(
    caller: Caller,
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    answer(media::WORKFLOWS, save(&app, &caller, None, &headers, &body))
}

/// `PUT …/workflows/{workflowId}`
pub(crate) async fn update_workflow(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    answer(media::WORKFLOWS, save(&app, &caller, Some(&id), &headers, &body))
}

fn save(app: &App, caller: &Caller, path_id: Option<&str>, headers: &HeaderMap, body: &[u8]) -> Result<Value, Refusal> {
    let workflow = read_body(headers, body)?;
    let id = workflow.get("workflowId").and_then(Value::as_str).unwrap_or_default().to_string();
    if !query::id_is_good(&id) {
        return Err(Refusal::invalid("workflowId must be made of letters, digits, '.', '-' and '_'"));
    }
    if path_id.is_some_and(|p| p != id) {
        return Err(Refusal::invalid("workflowId differs from the one of the path"));
    }
    query::check_workflow(&workflow)?;
    let exists = app.desk(&caller.instance_id).is_some_and(|d| d.workflows.contains_key(&id));
    match path_id {
        None if exists => return Err(Refusal::invalid(format!("Workflow with ID {id} already exists"))),
        Some(_) if !exists => return Err(unknown_workflow(&id)),
        _ => {}
    }
    let (_, instance) = app.instance(&caller.instance_id).ok_or_else(|| Refusal::invalid("Unknown instance"))?;
    if app.settings().compile_errors == CompileErrors::Immediate {
        let compiled = app.engine.compile(instance, &workflow, None);
        compiled.map_err(|reason| Refusal::invalid(query::uncompilable(&id, &reason)))?;
    }
    if let Some(mut desk) = app.desk(&caller.instance_id) {
        desk.workflows.insert(id, workflow);
    }
    Ok(json!({}))
}

/// `GET …/workflows/{workflowId}`
pub(crate) async fn get_workflow(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
) -> Response {
    let found = app.desk(&caller.instance_id).and_then(|d| d.workflows.get(&id).cloned());
    answer(media::WORKFLOWS, found.map(|w| wrapped(&app, "workflow", w)).ok_or_else(|| unknown_workflow(&id)))
}

/// `DELETE …/workflows/{workflowId}`
pub(crate) async fn delete_workflow(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
) -> Response {
    let removed = app.desk(&caller.instance_id).and_then(|mut d| d.workflows.remove(&id));
    answer(media::WORKFLOWS, removed.map(|_| json!({})).ok_or_else(|| unknown_workflow(&id)))
}
