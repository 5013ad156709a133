//! Listing, reading and cancelling runs, and asking for the links of their files.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::HeaderMap;
use serde_json::{Value, json};

use super::desk::{Desk, End, Phase, Run};
use super::job::{Job, Output};
use super::view;
use crate::answer::{Refusal, media, ok};
use crate::gate::{Caller, read_body};
use crate::page;
use crate::state::App;
use crate::times;

type Params = HashMap<String, String>;

/// Plays what is due, starts the queries that are wanted from now on, and looks at the instance's runs.
fn look<T>(app: &Arc<App>, instance_id: &str, view: impl FnOnce(&mut Desk, DateTime<Utc>) -> T) -> Result<T, Refusal> {
    let (now, places) = (app.clock.now(), app.settings().parallel_runs);
    let mut desk = app.desk(instance_id).ok_or_else(|| Refusal::invalid("Unknown instance"))?;
    for index in desk.catch_up(now, places) {
        Job::start(app, &desk.runs[index]);
    }
    Ok(view(&mut desk, now))
}

fn unknown(id: &str) -> Refusal {
    Refusal::invalid(format!("Workflow execution with ID {id} does not exist"))
}

/// The end of the run's query if the run is over by the clock; waits for it.
async fn settle(run: &Run) -> Option<Arc<Result<Output, String>>> {
    match run.phase {
        Phase::Ended { end: End::Succeeded, .. } if run.has_query() => run.job.wait().await,
        _ => None,
    }
}

/// `GET …/workflowExecutions`
pub(crate) async fn list(caller: Caller, State(app): State<Arc<App>>, Query(params): Query<Params>) -> Response {
    list_page(&app, &caller, &params).await.map_or_else(IntoResponse::into_response, |v| ok(media::EXECUTIONS, &v))
}

async fn list_page(app: &Arc<App>, caller: &Caller, params: &Params) -> Result<Value, Refusal> {
    let filter = Filter::read(params, app.settings().tolerate_z)?;
    let key = format!("executions of {}: {filter:?}", caller.instance_id);
    let get = |name: &str| params.get(name).map(String::as_str);
    let page = page::read(get("limit"), get("nextToken"), &key, app.settings().page_size)?;
    let (now, runs, more) = look(app, &caller.instance_id, |desk, now| {
        let fits = |run: &&Run| filter.fits(run, now) && page.from.is_none_or(|from| filter.is_behind(run, from));
        let mut runs: Vec<Run> = if filter.ascending {
            desk.runs.iter().filter(fits).take(page.limit + 1).cloned().collect()
        } else {
            desk.runs.iter().rev().filter(fits).take(page.limit + 1).cloned().collect()
        };
        let more = runs.len() > page.limit;
        runs.truncate(page.limit);
        (now, runs, more)
    })?;
    let mut views = Vec::with_capacity(runs.len());
    for run in &runs {
        let outcome = settle(run).await;
        views.push(view::flat(run, outcome.as_deref(), now, filter.include_workflow));
    }
    let mut answer = json!({ "executions": views });
    // Absent, not null, on the last page.
    if let (true, Some(last)) = (more, runs.last()) {
        answer["nextToken"] = page::token(last.sequence, &key).into();
    }
    Ok(answer)
}

#[derive(Debug)]
struct Filter {
    workflow_id: Option<String>,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
    include_cancelled: bool,
    include_workflow: bool,
    ascending: bool,
}

impl Filter {
    fn read(params: &Params, tolerate_z: bool) -> Result<Self, Refusal> {
        let zone = params.get("timeZone").map_or("UTC", String::as_str);
        let zone: chrono_tz::Tz = zone
            .parse()
            .map_err(|_| Refusal::invalid(format!("timeZone {zone} is not a name of the time zone database")))?;
        // A time that cannot be read counts as no filter, which is what the service does with a Z.
        let time = |name: &str| {
            params.get(name).and_then(|t| times::parse(t, tolerate_z).ok()).map(|t| times::to_utc(t, zone))
        };
        let flag = |name: &str| match params.get(name).map(|v| v.to_ascii_lowercase()).as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(Refusal::invalid(format!("{name} must be true or false"))),
        };
        let filter = Self {
            workflow_id: params.get("workflowId").filter(|id| !id.is_empty()).cloned(),
            from: time("minCreationTime"),
            to: time("maxCreationTime"),
            include_cancelled: flag("includeCancelled")?,
            include_workflow: flag("includeWorkflow")?,
            ascending: flag("sortAscending")?,
        };
        if filter.workflow_id.is_none() && filter.from.is_none() {
            return Err(Refusal::invalid("Must provide either workflowId or minCreationTime"));
        }
        Ok(filter)
    }

    fn fits(&self, run: &Run, now: DateTime<Utc>) -> bool {
        let cancelled = matches!(run.phase, Phase::Ended { end: End::Cancelled, .. });
        run.listed_at <= now
            && (self.include_cancelled || !cancelled)
            && self.workflow_id.as_ref().is_none_or(|id| *id == run.workflow_id)
            && self.from.is_none_or(|from| run.created_at >= from)
            && self.to.is_none_or(|to| run.created_at <= to)
    }

    fn is_behind(&self, run: &Run, sequence: u64) -> bool {
        if self.ascending { run.sequence > sequence } else { run.sequence < sequence }
    }
}

/// `GET …/workflowExecutions/{id}`
pub(crate) async fn get(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
    Query(params): Query<Params>,
) -> Response {
    let found = look(&app, &caller.instance_id, |desk, now| desk.run(&id).cloned().map(|run| (run, now)));
    let (run, now) = match found {
        Ok(Some(found)) => found,
        Ok(None) => return unknown(&id).into_response(),
        Err(refusal) => return refusal.into_response(),
    };
    let include_workflow = params.get("includeWorkflow").is_some_and(|v| v.eq_ignore_ascii_case("true"));
    let outcome = settle(&run).await;
    ok(media::EXECUTIONS, &view::run(&run, outcome.as_deref(), now, &app.settings(), include_workflow))
}

/// `PUT …/workflowExecutions/{id}`: cancels; other changes are refused.
pub(crate) async fn change(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let body = match read_body(&headers, &body) {
        Ok(body) => body,
        Err(refusal) => return refusal.into_response(),
    };
    match body.get("status").and_then(Value::as_str) {
        Some("CANCELLED") => cancel_run(&app, &caller, &id),
        _ => Refusal::invalid("A workflow execution can only be given the status CANCELLED").into_response(),
    }
}

/// `DELETE …/workflowExecutions/{id}`: in a guide, not in the specification; taken as a cancel.
pub(crate) async fn cancel(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
) -> Response {
    cancel_run(&app, &caller, &id)
}

fn cancel_run(app: &Arc<App>, caller: &Caller, id: &str) -> Response {
    let done = look(app, &caller.instance_id, |desk, now| match desk.run(id).map(|r| r.phase.clone()) {
        None => Err(unknown(id)),
        Some(Phase::Ended { end, .. }) => {
            let status = match end {
                End::Succeeded => "SUCCEEDED",
                End::Failed(_) => "FAILED",
                End::Rejected(_) => "REJECTED",
                End::Cancelled => "CANCELLED",
            };
            Err(Refusal::invalid(format!(
                "Workflow execution with ID {id} has the status {status} and cannot be cancelled"
            )))
        }
        Some(_) => {
            desk.cancel(id, now);
            Ok(())
        }
    });
    match done {
        Ok(Ok(())) => ok(media::EXECUTIONS, &json!({})),
        Ok(Err(refusal)) | Err(refusal) => refusal.into_response(),
    }
}

/// `GET …/workflowExecutions/{id}/downloadUrls`
pub(crate) async fn download_urls(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
) -> Response {
    let run = match look(&app, &caller.instance_id, |desk, _| desk.run(&id).cloned()) {
        Ok(Some(run)) => run,
        Ok(None) => return unknown(&id).into_response(),
        Err(refusal) => return refusal.into_response(),
    };
    let outcome = settle(&run).await;
    let Some(Ok(output)) = outcome.as_deref() else {
        return Refusal::invalid(format!("Workflow execution with ID {id} is unavailable for download"))
            .into_response();
    };
    let (now, life) = (app.clock.now(), app.settings().link_life);
    let sign = |file: &str| app.links.sign(&app.base_url, &id, file, now, life);
    let names = output.files.iter().filter_map(|f| f.file_name().and_then(|n| n.to_str()));
    let urls: Vec<String> = names.map(sign).collect();
    ok(media::EXECUTIONS, &json!({ "downloadUrls": urls, "metadataDownloadUrls": [sign(crate::result::METADATA)] }))
}

/// The output of a run by its id alone, and the run's statement: what the file store knows.
pub(crate) fn find_output(app: &App, id: &str) -> Option<(Arc<Result<Output, String>>, String)> {
    app.desks.keys().find_map(|instance| {
        let desk = app.desk(instance)?;
        let run = desk.run(id)?;
        Some((run.job.outcome()?, run.sql.clone()))
    })
}
