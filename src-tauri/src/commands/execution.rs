//! Runs.

use tauri::State;
use workbench::Result;
use workbench::analytics::RunFigures;
use workbench::execution::{
    ExecutionDetail, ExecutionReview, ExecutionSummary, KeptRuns, QueuedRun, ReviewChoice, SimilarRuns, SubmitRequest,
};

use workbench::query::WindowSpec;

use super::limit;
use crate::Shell;

/// Runs a query on instances: one execution an instance, in one batch.
#[tauri::command]
#[specta::specta]
pub async fn submit_executions(shell: State<'_, Shell>, request: SubmitRequest) -> Result<Vec<ExecutionSummary>> {
    shell.workbench().executions().submit(request).await
}

/// Has Amazon compile a query on the first of its instances, without running it.
#[tauri::command]
#[specta::specta]
pub async fn compile_query(shell: State<'_, Shell>, request: SubmitRequest) -> Result<()> {
    shell.workbench().executions().compile(request).await
}

/// The newest executions, at most 1,000.
#[tauri::command]
#[specta::specta]
pub async fn list_executions(shell: State<'_, Shell>, limit: u32) -> Result<Vec<ExecutionSummary>> {
    limit::answer(shell.workbench().executions().list(limit).await?)
}

/// One execution with all that is known of it.
#[tauri::command]
#[specta::specta]
pub async fn get_execution(shell: State<'_, Shell>, id: String) -> Result<ExecutionDetail> {
    limit::answer(shell.workbench().executions().get(&id).await?)
}

/// The results of a workflow that are kept, and which of them are of the same query.
#[tauri::command]
#[specta::specta]
pub async fn list_kept_runs(shell: State<'_, Shell>, workflow_id: String) -> Result<KeptRuns> {
    limit::answer(shell.workbench().executions().kept_of_workflow(&workflow_id).await?)
}

/// Keeps what a person notes of an execution; an empty text takes it away.
#[tauri::command]
#[specta::specta]
pub async fn note_execution(shell: State<'_, Shell>, id: String, note: String) -> Result<()> {
    shell.workbench().executions().note(&id, &note).await
}

/// Asks Amazon to cancel an execution. It stays under way until Amazon says how it ended.
#[tauri::command]
#[specta::specta]
pub async fn cancel_execution(shell: State<'_, Shell>, id: String) -> Result<()> {
    shell.workbench().executions().cancel(&id).await
}

/// Runs that wait on this computer for a place at Amazon, in the order in which they go.
#[tauri::command]
#[specta::specta]
pub async fn list_queue(shell: State<'_, Shell>) -> Result<Vec<QueuedRun>> {
    limit::answer(shell.workbench().executions().queue().await?)
}

/// Puts waiting runs into this order, in the places that they have now; runs that wait no more are passed over.
#[tauri::command]
#[specta::specta]
pub async fn order_queue(shell: State<'_, Shell>, ids: Vec<String>) -> Result<()> {
    shell.workbench().executions().order_queue(&ids).await
}

/// Fetches the result of a succeeded execution again.
#[tauri::command]
#[specta::specta]
pub async fn fetch_result_again(shell: State<'_, Shell>, id: String) -> Result<()> {
    shell.workbench().executions().fetch_again(&id).await
}

/// The runs at Amazon that may be an execution whose answer was lost, as Amazon lists them at this moment.
#[tauri::command]
#[specta::specta]
pub async fn review_execution(shell: State<'_, Shell>, id: String) -> Result<ExecutionReview> {
    limit::answer(shell.workbench().executions().review(&id).await?)
}

/// Settles an execution that needs review: adopts one of Amazon's runs, sends it again, or leaves it.
#[tauri::command]
#[specta::specta]
pub async fn resolve_review(shell: State<'_, Shell>, id: String, choice: ReviewChoice) -> Result<()> {
    shell.workbench().executions().resolve_review(&id, choice).await
}

/// For each of the instances, runs of this computer like a query that reads these tables, over the dates that the window covers now.
#[tauri::command]
#[specta::specta]
pub async fn similar_runs(
    shell: State<'_, Shell>,
    sql: String,
    tables: Vec<String>,
    window: WindowSpec,
    time_zone: String,
    instance_ids: Vec<String>,
) -> Result<Vec<SimilarRuns>> {
    let executions = shell.workbench().executions();
    limit::answer(executions.similar(&sql, &tables, &window, &time_zone, &instance_ids).await?)
}

/// Figures of the runs that were begun from one day to another, both `YYYY-MM-DD` of the zone and included; of one instance, if it is
/// given.
#[tauri::command]
#[specta::specta]
pub async fn run_figures(
    shell: State<'_, Shell>,
    first: String,
    last: String,
    time_zone: String,
    instance_id: Option<String>,
) -> Result<RunFigures> {
    let analytics = shell.workbench().analytics();
    limit::answer(analytics.figures(&first, &last, &time_zone, instance_id.as_deref()).await?)
}
