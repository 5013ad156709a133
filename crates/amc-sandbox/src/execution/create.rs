//! `POST …/workflowExecutions`.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::{Extension, State};
use axum::response::Response;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::desk::{Fate, Phase, Run};
use super::job::{Job, timed_out};
use super::overlap;
use super::request::{self, CreateRequest, WorkflowSource};
use super::script::Script;
use super::view;
use crate::answer::{Refusal, answer, media};
use crate::caller::Caller;
use crate::demo::Instance;
use crate::gate::RequestId;
use crate::input::JsonBody;
use crate::query;
use crate::settings::{CompileErrors, DataGap, Settings};
use crate::state::App;
use crate::{times, workflow};

/// Creates a run.
pub(crate) async fn create(
    caller: Caller,
    State(app): State<Arc<App>>,
    Extension(RequestId(request_id)): Extension<RequestId>,
    JsonBody(body): JsonBody,
) -> Response {
    answer(media::EXECUTIONS, begin(&app, &caller, request_id, &body).await)
}

async fn begin(app: &Arc<App>, caller: &Caller, request_id: String, body: &Value) -> Result<Value, Refusal> {
    let settings = app.settings();
    let request = request::read(body, settings.tolerate_z)?;
    let (workflow_id, workflow) = find_workflow(app, caller, &request)?;
    let sql = workflow["sqlQuery"].as_str().unwrap_or_default().to_string();
    let compiled = compile(app, &caller.instance, &request, &workflow_id, &workflow).await;
    if let Err(text) = &compiled
        && settings.compile_errors == CompileErrors::Immediate
        && !needs_synthetic_data(&caller.instance, &request)
    {
        return Err(Refusal::invalid(text.clone()));
    }
    let script = app.scripts().get(&workflow_id).cloned().or_else(|| Script::of_statement(&sql));
    let no_output = reason_for_no_output(&caller.instance, &request);
    let course = Course::of(&settings, &request, no_output, compiled.err(), script.as_ref());
    let mut desk = app.desk(caller);
    // Read under the desk's lock: the order of creation is the order of times.
    let created_at = app.clock.now();
    let window = request.window.instants(created_at);
    let data_gaps: Vec<DataGap> = settings.data_gaps.iter().filter(|gap| gap.touches(window)).cloned().collect();
    let filled_at = data_gaps.iter().filter_map(|gap| gap.filled_at).max();
    let mut run = Run {
        id: uuid::Uuid::new_v4().to_string(),
        sequence: app.sequence.fetch_add(1, Ordering::SeqCst) + 1,
        workflow_id,
        account_id: caller.account_id.clone(),
        instance_id: caller.instance_id().to_string(),
        request_id,
        dry_run: request.dry_run,
        workflow,
        sql,
        window: request.window,
        parameter_values: Value::Object(request.parameter_values),
        data_gaps,
        timeout_seconds: request.timeout_seconds,
        echoed: request.echoed,
        disable_aggregation_controls: request.disable_aggregation_controls,
        created_at,
        listed_at: times::after(created_at, settings.listing_delay),
        ready_at: times::after(created_at, settings.pending).max(filled_at.unwrap_or(created_at)),
        run_for: course.run_for,
        publish_for: times::delta(settings.publishing),
        fate: course.fate,
        phase: Phase::Pending,
        job: Arc::default(),
    };
    let overlaps = match (&run.fate, script) {
        (Fate::Query | Fate::NoOutput(_), Some(Script::Overlap)) => true,
        (Fate::Query, _) => settings.overlap_limit.is_some_and(|limit| overlap::count(desk.runs(), &run) >= limit),
        _ => false,
    };
    if overlaps {
        run.fate = Fate::Reject(overlap::refusal(&run));
    }
    let view = view::run(&run, None, created_at, &settings, false);
    desk.add(run);
    Job::play(app, &mut desk, created_at);
    Ok(view)
}

fn find_workflow(app: &App, caller: &Caller, request: &CreateRequest) -> Result<(String, Value), Refusal> {
    match &request.workflow {
        WorkflowSource::Saved(id) => {
            let workflow = app.desk(caller).shelf(caller.instance_id()).workflows.get(id).cloned();
            workflow.map(|w| (id.clone(), w)).ok_or_else(|| workflow::unknown(id))
        }
        WorkflowSource::AdHoc(workflow) => {
            query::check_workflow(workflow)?;
            let mut workflow = workflow.clone();
            let id = format!("transient_{}", uuid::Uuid::new_v4());
            workflow["workflowId"] = json!(id);
            Ok((id, workflow))
        }
    }
}

async fn compile(
    app: &Arc<App>,
    instance: &Instance,
    request: &CreateRequest,
    id: &str,
    workflow: &Value,
) -> Result<(), String> {
    if needs_synthetic_data(instance, request) {
        return Err(query::uncompilable(id, "requireSyntheticData must be true in a sandbox instance"));
    }
    query::compile(app, instance, workflow, Some(&request.parameter_values))
        .await
        .map_err(|reason| query::uncompilable(id, &reason))
}

/// A sandbox instance refuses ordinary runs in compile, but always after a 200 (section 10 of the contract).
fn needs_synthetic_data(instance: &Instance, request: &CreateRequest) -> bool {
    instance.is_sandbox() && !request.require_synthetic_data
}

/// Why a run that succeeds has no output. Without aggregation controls there is one in a sandbox instance only (section 4.4 of
/// the contract).
fn reason_for_no_output(instance: &Instance, request: &CreateRequest) -> Option<&'static str> {
    if request.dry_run || request.skip_publish {
        return Some("The workflow execution was asked to write no output");
    }
    let uncontrolled = request.disable_aggregation_controls && !instance.is_sandbox();
    uncontrolled.then_some("Without aggregation controls an output can be had in a sandbox instance only")
}

/// How long a run takes and how it ends.
struct Course {
    run_for: Option<TimeDelta>,
    fate: Fate,
}

impl Course {
    fn of(
        settings: &Settings,
        request: &CreateRequest,
        no_output: Option<&'static str>,
        uncompilable: Option<String>,
        script: Option<&Script>,
    ) -> Self {
        let limit = TimeDelta::seconds(i64::try_from(request.timeout_seconds).unwrap_or(i64::MAX / 2000));
        let out_of_time = || Fate::Fail(timed_out(request.timeout_seconds));
        let mut run_for = times::delta(settings.running);
        let mut fate = no_output.map_or(Fate::Query, Fate::NoOutput);
        if let Some(text) = uncompilable {
            fate = if settings.compile_errors == CompileErrors::Failed { Fate::Fail(text) } else { Fate::Reject(text) };
            return Self { run_for: Some(run_for), fate };
        }
        // Nothing is reckoned, so that nothing can go wrong or take long while it is.
        let reckoned = !request.dry_run;
        if !reckoned {
            run_for = TimeDelta::zero();
        }
        match script.filter(|script| reckoned || matches!(script, Script::Rejected { .. })) {
            // What an overlap is refused with holds the run's id.
            None | Some(Script::Overlap) => {}
            Some(Script::Slow { extra }) => run_for += times::delta(*extra),
            Some(Script::Failed { text }) => fate = Fate::Fail(text.clone()),
            Some(Script::Rejected { text }) => fate = Fate::Reject(text.clone()),
            Some(Script::Timeout) => return Self { run_for: Some(limit), fate: out_of_time() },
            Some(Script::Stuck) => return Self { run_for: None, fate },
        }
        if run_for > limit {
            return Self { run_for: Some(limit), fate: out_of_time() };
        }
        Self { run_for: Some(run_for), fate }
    }
}
