//! Dashboards.

use tauri::State;
use workbench::dashboard::{DashboardDetail, DashboardSpec, DashboardSummary};
use workbench::result::suggested_file_name;
use workbench::{Error, Result, bundle};

use super::limit;
use crate::Shell;

/// All dashboards, by name.
#[tauri::command]
#[specta::specta]
pub async fn list_dashboards(shell: State<'_, Shell>) -> Result<Vec<DashboardSummary>> {
    limit::answer(shell.workbench().dashboards().list().await?)
}

/// One dashboard: what a person says of it, and what the queries of its widgets brought last.
#[tauri::command]
#[specta::specta]
pub async fn get_dashboard(shell: State<'_, Shell>, id: String) -> Result<DashboardDetail> {
    limit::answer(shell.workbench().dashboards().get(&id).await?)
}

/// Keeps a dashboard, new or changed, and answers its id. `changed_at` is that of the one which was changed: another save in between
/// is refused.
#[tauri::command]
#[specta::specta]
pub async fn save_dashboard(
    shell: State<'_, Shell>,
    id: Option<String>,
    spec: DashboardSpec,
    changed_at: Option<i64>,
) -> Result<String> {
    shell.workbench().dashboards().save(id, spec, changed_at).await
}

/// Runs the queries of a dashboard anew: of these widgets, or of all where none is named.
#[tauri::command]
#[specta::specta]
pub async fn refresh_dashboard(
    shell: State<'_, Shell>,
    id: String,
    widget_ids: Vec<String>,
) -> Result<DashboardDetail> {
    limit::answer(shell.workbench().dashboards().refresh(&id, &widget_ids).await?)
}

/// Deletes a dashboard.
#[tauri::command]
#[specta::specta]
pub async fn delete_dashboard(shell: State<'_, Shell>, id: String) -> Result<()> {
    shell.workbench().dashboards().set_deleted(&id, true).await
}

/// Brings a deleted dashboard back.
#[tauri::command]
#[specta::specta]
pub async fn restore_dashboard(shell: State<'_, Shell>, id: String) -> Result<()> {
    shell.workbench().dashboards().set_deleted(&id, false).await
}

/// Saves a dashboard as a page that any browser shows where the person chooses, and answers where; none when they closed the dialog.
/// `content` is HTML without scripts.
#[tauri::command]
#[specta::specta]
pub async fn save_dashboard_page(shell: State<'_, Shell>, name: String, content: String) -> Result<Option<String>> {
    let suggested = suggested_file_name(&name, "html");
    let Some(path) = shell.host().choose_save_path("Export the dashboard", &suggested).await else { return Ok(None) };
    let told = path.display().to_string();
    let saved = tokio::task::spawn_blocking(move || bundle::save(&path, content.as_bytes()));
    saved.await.map_err(|_| Error::internal("saving a dashboard ended early"))??;
    Ok(Some(told))
}
