//! Amazon's own schedules (section 4.9 of the contract). They are kept, and keep their workflow from being deleted; they start
//! no runs, since their results would go to a bucket and not to a client of the API.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Datelike, Utc};
use serde_json::{Map, Value, json};

use crate::answer::{Refusal, answer, media};
use crate::caller::Caller;
use crate::input::{Id, JsonBody, Params, flag, text, whole_number, word};
use crate::page;
use crate::query;
use crate::state::App;
use crate::workflow;

/// In the order of chrono's numbers.
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

fn unknown(id: &str) -> Refusal {
    Refusal::invalid(format!("Schedule with ID {id} does not exist"))
}

/// Every call without a body may name a marketplace, which narrows nothing: an instance is of one marketplace.
fn check_marketplace(params: &Params) -> Result<(), Refusal> {
    params.get("marketplaceId").map(|_| ())
}

/// `GET …/schedules`
pub(crate) async fn list(caller: Caller, State(app): State<Arc<App>>, params: Params) -> Response {
    let kept = app.desk(&caller).shelf(caller.instance_id()).schedules.values().cloned().collect();
    let page = check_marketplace(&params)
        .and_then(|()| page::of_kept("schedules", caller.instance_id(), kept, &params, &app.settings()));
    answer(media::SCHEDULES, page)
}

/// `POST …/schedules`
pub(crate) async fn create(caller: Caller, State(app): State<Arc<App>>, JsonBody(body): JsonBody) -> Response {
    answer(media::SCHEDULES, save(&app, &caller, None, &body))
}

/// `PUT …/schedules/{scheduleId}`
pub(crate) async fn update(
    caller: Caller,
    State(app): State<Arc<App>>,
    Id(id): Id,
    JsonBody(body): JsonBody,
) -> Response {
    answer(media::SCHEDULES, save(&app, &caller, Some(&id), &body))
}

fn save(app: &App, caller: &Caller, path_id: Option<&str>, body: &Value) -> Result<Value, Refusal> {
    let schedule = read(body, app.clock.now())?;
    let id = schedule["scheduleId"].as_str().unwrap_or_default().to_string();
    if path_id.is_some_and(|p| p != id) {
        return Err(Refusal::invalid("scheduleId differs from the one of the path"));
    }
    let mut desk = app.desk(caller);
    let shelf = desk.shelf(caller.instance_id());
    match (path_id, shelf.schedules.contains_key(&id)) {
        (None, true) => return Err(Refusal::invalid(format!("Schedule with ID {id} already exists"))),
        (Some(_), false) => return Err(unknown(&id)),
        _ => {}
    }
    let workflow_id = schedule["workflowId"].as_str().unwrap_or_default();
    if !shelf.workflows.contains_key(workflow_id) {
        return Err(workflow::unknown(workflow_id));
    }
    shelf.schedules.insert(id, schedule);
    Ok(json!({}))
}

/// The schedule of a request, with the service's defaults. Unknown fields are ignored.
fn read(body: &Value, now: DateTime<Utc>) -> Result<Value, Refusal> {
    let id = text(body, "scheduleId")?.unwrap_or_default();
    if !query::id_is_good(id) {
        return Err(Refusal::invalid("scheduleId must be made of letters, digits, '.', '-' and '_'"));
    }
    let workflow_id = text(body, "workflowId")?.ok_or_else(|| Refusal::invalid("workflowId must be provided"))?;
    let period = word(body, "aggregationPeriod", &["Daily", "Weekly"])?
        .ok_or_else(|| Refusal::invalid("aggregationPeriod must be provided"))?;
    let today = DAYS[now.weekday().num_days_from_monday() as usize];
    let start_day = word(body, "aggregationStartDay", &DAYS)?.unwrap_or(today);
    let hour = whole_number(body, "aggregationHourUtc")?.unwrap_or(0);
    if !(0..24).contains(&hour) {
        return Err(Refusal::invalid("aggregationHourUtc must be from 0 to 23"));
    }
    text(body, "marketplaceId")?;
    let mut schedule: Map<String, Value> = Map::new();
    schedule.insert("scheduleId".into(), id.into());
    schedule.insert("workflowId".into(), workflow_id.into());
    schedule.insert("aggregationPeriod".into(), period.into());
    schedule.insert("aggregationStartDay".into(), start_day.into());
    schedule.insert("aggregationHourUtc".into(), hour.into());
    let enabled = body.get("scheduleEnabled").is_none() || flag(body, "scheduleEnabled")?;
    schedule.insert("scheduleEnabled".into(), enabled.into());
    for name in ["requireSyntheticData", "disableAggregationControls"] {
        schedule.insert(name.into(), flag(body, name)?.into());
    }
    Ok(Value::Object(schedule))
}

/// `GET …/schedules/{scheduleId}`
pub(crate) async fn get(caller: Caller, State(app): State<Arc<App>>, Id(id): Id, params: Params) -> Response {
    let found = app.desk(&caller).shelf(caller.instance_id()).schedules.get(&id).cloned();
    let found = found.map(|schedule| app.settings().wrap("schedule", schedule));
    answer(media::SCHEDULES, check_marketplace(&params).and_then(|()| found.ok_or_else(|| unknown(&id))))
}

/// `DELETE …/schedules/{scheduleId}`
pub(crate) async fn delete(caller: Caller, State(app): State<Arc<App>>, Id(id): Id, params: Params) -> Response {
    let remove = || app.desk(&caller).shelf(caller.instance_id()).schedules.remove(&id).ok_or_else(|| unknown(&id));
    answer(media::SCHEDULES, check_marketplace(&params).and_then(|()| remove()).map(|_| json!({})))
}
