//! Workflows: saved queries.

use tauri::State;
use workbench::Result;
use workbench::workflow::{
    ExportedWorkflows, ImportedWorkflow, SavedFilter, TagCount, WorkflowAtAmazon, WorkflowDetail, WorkflowFile,
    WorkflowPage, WorkflowQuery, WorkflowSpec, WorkflowStatus, WorkflowVersion,
};

use super::limit;
use crate::Shell;

/// A page of the workflows that are asked for.
#[tauri::command]
#[specta::specta]
pub async fn list_workflows(shell: State<'_, Shell>, query: WorkflowQuery) -> Result<WorkflowPage> {
    limit::answer(shell.workbench().workflows().list(&query).await?)
}

/// The ids of all workflows that are asked for, whatever the page.
#[tauri::command]
#[specta::specta]
pub async fn workflow_ids(shell: State<'_, Shell>, query: WorkflowQuery) -> Result<Vec<String>> {
    limit::answer(shell.workbench().workflows().ids(&query).await?)
}

/// One workflow with all that is known of it.
#[tauri::command]
#[specta::specta]
pub async fn get_workflow(shell: State<'_, Shell>, id: String) -> Result<WorkflowDetail> {
    limit::answer(shell.workbench().workflows().get(&id).await?)
}

/// Keeps a new workflow, and answers its id.
#[tauri::command]
#[specta::specta]
pub async fn create_workflow(shell: State<'_, Shell>, spec: WorkflowSpec) -> Result<String> {
    shell.workbench().workflows().create(spec).await
}

/// Changes a workflow that was read in `version`, and answers its newest version.
#[tauri::command]
#[specta::specta]
pub async fn update_workflow(shell: State<'_, Shell>, id: String, version: i64, spec: WorkflowSpec) -> Result<i64> {
    shell.workbench().workflows().update(&id, version, spec).await
}

/// Makes copies, and answers their ids.
#[tauri::command]
#[specta::specta]
pub async fn duplicate_workflows(shell: State<'_, Shell>, ids: Vec<String>) -> Result<Vec<String>> {
    shell.workbench().workflows().duplicate(&ids).await
}

/// Gives workflows a status.
#[tauri::command]
#[specta::specta]
pub async fn set_workflow_status(shell: State<'_, Shell>, ids: Vec<String>, status: WorkflowStatus) -> Result<()> {
    shell.workbench().workflows().set_status(ids, status).await
}

/// Adds tags to workflows and takes tags away.
#[tauri::command]
#[specta::specta]
pub async fn tag_workflows(
    shell: State<'_, Shell>,
    ids: Vec<String>,
    add: Vec<String>,
    remove: Vec<String>,
) -> Result<()> {
    shell.workbench().workflows().tag(ids, add, remove).await
}

/// Deletes workflows; `restore_workflows` brings them back.
#[tauri::command]
#[specta::specta]
pub async fn delete_workflows(shell: State<'_, Shell>, ids: Vec<String>) -> Result<()> {
    shell.workbench().workflows().delete(ids).await
}

/// Brings deleted workflows back.
#[tauri::command]
#[specta::specta]
pub async fn restore_workflows(shell: State<'_, Shell>, ids: Vec<String>) -> Result<()> {
    shell.workbench().workflows().restore(ids).await
}

/// All tags with the number of workflows that have them.
#[tauri::command]
#[specta::specta]
pub async fn list_tags(shell: State<'_, Shell>) -> Result<Vec<TagCount>> {
    limit::answer(shell.workbench().workflows().tags().await?)
}

/// The versions of a workflow, newest first.
#[tauri::command]
#[specta::specta]
pub async fn workflow_versions(shell: State<'_, Shell>, id: String) -> Result<Vec<WorkflowVersion>> {
    limit::answer(shell.workbench().workflows().versions(&id).await?)
}

/// What a workflow was in one of its versions.
#[tauri::command]
#[specta::specta]
pub async fn workflow_at(shell: State<'_, Shell>, id: String, version: i64) -> Result<WorkflowSpec> {
    limit::answer(shell.workbench().workflows().at(&id, version).await?)
}

/// Writes workflows as .sql files into a folder that the person chooses; none when they closed the dialog.
#[tauri::command]
#[specta::specta]
pub async fn export_workflows(shell: State<'_, Shell>, ids: Vec<String>) -> Result<Option<ExportedWorkflows>> {
    let Some(folder) = shell.host().choose_folder("Folder for workflows").await else { return Ok(None) };
    shell.workbench().workflows().export(&ids, &folder).await.map(Some)
}

/// Keeps the queries of .sql files as workflows; what is wrong with a file is told with it.
#[tauri::command]
#[specta::specta]
pub async fn import_workflows(shell: State<'_, Shell>, files: Vec<WorkflowFile>) -> Result<Vec<ImportedWorkflow>> {
    limit::answer(shell.workbench().workflows().import(files).await?)
}

/// Filters that were kept, by name.
#[tauri::command]
#[specta::specta]
pub async fn list_saved_filters(shell: State<'_, Shell>) -> Result<Vec<SavedFilter>> {
    limit::answer(shell.workbench().workflows().filters().await?)
}

/// Keeps a filter under a name; one of that name is replaced. Answers its id.
#[tauri::command]
#[specta::specta]
pub async fn save_filter(shell: State<'_, Shell>, name: String, query: WorkflowQuery) -> Result<String> {
    shell.workbench().workflows().save_filter(&name, query).await
}

/// Deletes a kept filter.
#[tauri::command]
#[specta::specta]
pub async fn delete_saved_filter(shell: State<'_, Shell>, id: String) -> Result<()> {
    shell.workbench().workflows().set_filter_deleted(&id, true).await
}

/// Brings a deleted filter back.
#[tauri::command]
#[specta::specta]
pub async fn restore_saved_filter(shell: State<'_, Shell>, id: String) -> Result<()> {
    shell.workbench().workflows().set_filter_deleted(&id, false).await
}

/// Asks Amazon how a workflow stands on its instances.
#[tauri::command]
#[specta::specta]
pub async fn compare_workflow(shell: State<'_, Shell>, id: String) -> Result<Vec<WorkflowAtAmazon>> {
    limit::answer(shell.workbench().workflows().compare(&id).await?)
}

/// Saves a workflow at Amazon on these instances: creates, updates, or makes it anew where it was deleted there.
#[tauri::command]
#[specta::specta]
pub async fn push_workflow(
    shell: State<'_, Shell>,
    id: String,
    instance_ids: Vec<String>,
) -> Result<Vec<WorkflowAtAmazon>> {
    limit::answer(shell.workbench().workflows().push(&id, &instance_ids).await?)
}

/// Takes over what Amazon keeps on an instance as a new version, and answers its number.
#[tauri::command]
#[specta::specta]
pub async fn pull_workflow(shell: State<'_, Shell>, id: String, instance_id: String) -> Result<i64> {
    shell.workbench().workflows().pull(&id, &instance_id).await
}
