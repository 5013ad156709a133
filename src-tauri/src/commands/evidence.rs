//! Evidence of runs, in files.

use tauri::State;
use workbench::Result;
use workbench::evidence::{EvidenceDetail, EvidenceSummary};
use workbench::result::suggested_file_name;

use super::limit;
use crate::Shell;

/// Writes the evidence bundle of a run where the person chooses, and answers where; none when they closed the dialog. `chart` is a
/// picture as SVG text that goes with it.
#[tauri::command]
#[specta::specta]
pub async fn save_evidence(
    shell: State<'_, Shell>,
    execution_id: String,
    chart: Option<String>,
) -> Result<Option<String>> {
    let workbench = shell.workbench();
    let run = workbench.executions().get(&execution_id).await?.summary;
    // The end of a long name is what tells files apart.
    let name: String = run.name.chars().take(50).collect();
    let suggested = suggested_file_name(&format!("{name} {} to {} evidence", run.window_start, run.window_end), "zip");
    let Some(path) = shell.host().choose_save_path("Save the evidence", &suggested).await else { return Ok(None) };
    workbench.evidence().save(&execution_id, chart, &path).await?;
    Ok(Some(path.display().to_string()))
}

/// Opens an evidence bundle that the person chooses, checks it and keeps it here. Its id; none when they closed the dialog.
#[tauri::command]
#[specta::specta]
pub async fn open_evidence(shell: State<'_, Shell>) -> Result<Option<String>> {
    let Some(path) = shell.host().choose_file("Open evidence", "zip").await else { return Ok(None) };
    shell.workbench().evidence().open(&path).await.map(Some)
}

/// Evidence that was opened here, newest first.
#[tauri::command]
#[specta::specta]
pub async fn list_evidence(shell: State<'_, Shell>) -> Result<Vec<EvidenceSummary>> {
    limit::answer(shell.workbench().evidence().list().await?)
}

/// One piece of evidence with everything that it holds.
#[tauri::command]
#[specta::specta]
pub async fn get_evidence(shell: State<'_, Shell>, id: String) -> Result<EvidenceDetail> {
    limit::answer(shell.workbench().evidence().get(&id).await?)
}

/// Takes evidence away from here. Its file stays where it came from.
#[tauri::command]
#[specta::specta]
pub async fn delete_evidence(shell: State<'_, Shell>, id: String) -> Result<()> {
    shell.workbench().evidence().set_deleted(&id, true).await
}

/// Brings evidence back that was taken away in this session.
#[tauri::command]
#[specta::specta]
pub async fn restore_evidence(shell: State<'_, Shell>, id: String) -> Result<()> {
    shell.workbench().evidence().set_deleted(&id, false).await
}
