//! Listing and reading runs, and asking for the links of their files.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, SubsecRound, Utc};
use serde_json::{Value, json};

use super::desk::{Desk, End, Phase, Run};
use super::job::{Job, Output};
use super::view;
use crate::answer::{Refusal, answer, media};
use crate::caller::Caller;
use crate::input::{Id, Params};
use crate::page::{self, Page, listed};
use crate::state::App;
use crate::times::{self, TimeFault};

/// Plays what is due, and looks at the account's runs.
pub(super) fn look<T>(app: &Arc<App>, caller: &Caller, view: impl FnOnce(&mut Desk, DateTime<Utc>) -> T) -> T {
    let mut desk = app.desk(caller);
    let now = app.clock.now();
    Job::play(app, &mut desk, now);
    view(&mut desk, now)
}

/// The run of an id, and the instant it is seen at.
pub(super) fn look_at(app: &Arc<App>, caller: &Caller, id: &str) -> Result<(Run, DateTime<Utc>), Refusal> {
    look(app, caller, |desk, now| desk.run(caller.instance_id(), id).cloned().map(|run| (run, now)))
        .ok_or_else(|| unknown(id))
}

pub(super) fn unknown(id: &str) -> Refusal {
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
pub(crate) async fn list(caller: Caller, State(app): State<Arc<App>>, params: Params) -> Response {
    answer(media::EXECUTIONS, list_page(&app, &caller, &params).await)
}

async fn list_page(app: &Arc<App>, caller: &Caller, params: &Params) -> Result<Value, Refusal> {
    let settings = app.settings();
    let filter = Filter::read(params, settings.tolerate_z)?;
    let key = format!("executions of {}: {filter:?}", caller.instance_id());
    let page = page::read(params, &key, &settings)?;
    let (now, runs, more) = look(app, caller, |desk, now| {
        let fits = |run: &&Run| {
            run.instance_id == caller.instance_id()
                && filter.fits(run, now)
                && page.from.is_none_or(|from| filter.is_behind(run, from))
        };
        let mut runs: Vec<Run> = if filter.ascending {
            desk.runs().iter().filter(fits).take(page.limit + 1).cloned().collect()
        } else {
            desk.runs().iter().rev().filter(fits).take(page.limit + 1).cloned().collect()
        };
        let more = runs.len() > page.limit;
        runs.truncate(page.limit);
        (now, runs, more)
    });
    let mut views = Vec::with_capacity(runs.len());
    for run in &runs {
        let outcome = settle(run).await;
        views.push(view::flat(run, outcome.as_deref(), now, filter.include_workflow));
    }
    let next = runs.last().filter(|_| more).map(|last| page::token(last.sequence, &key));
    Ok(listed("executions", Page { items: views, next }, &settings))
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
        let zone = params.get("timeZone")?.unwrap_or("UTC");
        let zone: chrono_tz::Tz = zone
            .parse()
            .map_err(|_| Refusal::invalid(format!("timeZone {zone} is not a name of the time zone database")))?;
        let time = |name: &str| -> Result<_, Refusal> {
            Ok(params.get(name)?.filter(|t| !t.is_empty()).map(|t| times::parse(t, tolerate_z)))
        };
        let (from, to) = (time("minCreationTime")?, time("maxCreationTime")?);
        let workflow_id = params.get("workflowId")?.filter(|id| !id.is_empty()).map(str::to_string);
        if workflow_id.is_none() && !matches!(from, Some(Ok(_))) {
            return Err(Refusal::invalid("Must provide either workflowId or minCreationTime"));
        }
        // A time with a zone counts as no filter, which is what the service does with a Z.
        let read = |name: &str, time: Option<Result<_, TimeFault>>| match time {
            None | Some(Err(TimeFault::Zoned)) => Ok(None),
            Some(Ok(time)) => Ok(Some(times::to_utc(time, zone))),
            Some(Err(TimeFault::Form)) => {
                Err(Refusal::invalid(format!("{name} must have the form yyyy-MM-dd'T'HH:mm:ss")))
            }
        };
        Ok(Self {
            workflow_id,
            from: read("minCreationTime", from)?,
            to: read("maxCreationTime", to)?,
            include_cancelled: params.flag("includeCancelled")?,
            include_workflow: params.flag("includeWorkflow")?,
            ascending: params.flag("sortAscending")?,
        })
    }

    fn fits(&self, run: &Run, now: DateTime<Utc>) -> bool {
        let cancelled = matches!(run.phase, Phase::Ended { end: End::Cancelled, .. });
        run.listed_at <= now
            && (self.include_cancelled || !cancelled)
            && self.workflow_id.as_ref().is_none_or(|id| *id == run.workflow_id)
            && self.from.is_none_or(|from| run.created_at >= from)
            // By the seconds that `createTime` shows, so that a run is not after its own time.
            && self.to.is_none_or(|to| run.created_at.trunc_subsecs(0) <= to)
    }

    fn is_behind(&self, run: &Run, sequence: u64) -> bool {
        if self.ascending { run.sequence > sequence } else { run.sequence < sequence }
    }
}

/// `GET …/workflowExecutions/{id}`
pub(crate) async fn get(caller: Caller, State(app): State<Arc<App>>, Id(id): Id, params: Params) -> Response {
    answer(media::EXECUTIONS, show(&app, &caller, &id, &params).await)
}

async fn show(app: &Arc<App>, caller: &Caller, id: &str, params: &Params) -> Result<Value, Refusal> {
    let include_workflow = params.flag("includeWorkflow")?;
    let (run, now) = look_at(app, caller, id)?;
    let outcome = settle(&run).await;
    Ok(view::run(&run, outcome.as_deref(), now, &app.settings(), include_workflow))
}

/// `GET …/workflowExecutions/{id}/downloadUrls`
pub(crate) async fn download_urls(caller: Caller, State(app): State<Arc<App>>, Id(id): Id) -> Response {
    answer(media::EXECUTIONS, links(&app, &caller, &id).await)
}

async fn links(app: &Arc<App>, caller: &Caller, id: &str) -> Result<Value, Refusal> {
    let (run, _) = look_at(app, caller, id)?;
    let outcome = settle(&run).await;
    let Some(Ok(output)) = outcome.as_deref() else {
        return Err(Refusal::invalid(format!("Workflow execution with ID {id} is unavailable for download")));
    };
    let (now, life) = (app.clock.now(), app.settings().link_life);
    let sign = |file: &str| app.links.sign(&app.base_url, id, file, now, life);
    let names = output.files.iter().filter_map(|f| f.file_name().and_then(|n| n.to_str()));
    let urls: Vec<String> = names.map(sign).collect();
    Ok(json!({ "downloadUrls": urls, "metadataDownloadUrls": [sign(crate::result::METADATA)] }))
}

/// The output of a run by its id alone, and the run's statement: what the file store knows.
pub(crate) fn find_output(app: &App, id: &str) -> Option<(Arc<Result<Output, String>>, String)> {
    app.each_desk().find_map(|desk| {
        let run = desk.find(id)?;
        Some((run.job.outcome()?, run.sql.clone()))
    })
}
