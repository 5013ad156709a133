//! Results: pages for the grid, and export.

use tauri::State;
use tauri::ipc::Response;
use workbench::Result;
use workbench::result::{ExportFormat, ExportOutcome, PageRequest, suggested_file_name};

use super::limit;
use crate::Shell;

/// A page of a result as an Arrow IPC stream. Its schema's metadata hold `total_rows`, the rows that the filters leave. Where
/// rows are so wide that the page is refused as too large, the window asks for fewer at once.
#[tauri::command]
pub async fn result_page(shell: State<'_, Shell>, request: PageRequest) -> Result<Response> {
    Ok(Response::new(limit::bytes(shell.workbench().results().page(request).await?)?))
}

/// Exports a kept result to a file that the person chooses; none when they closed the dialog.
#[tauri::command]
#[specta::specta]
pub async fn export_result(
    shell: State<'_, Shell>,
    execution_id: String,
    format: ExportFormat,
    guard_formulas: bool,
) -> Result<Option<ExportOutcome>> {
    let results = shell.workbench().results();
    let suggested =
        suggested_file_name(&shell.workbench().executions().get(&execution_id).await?.summary.name, format.extension());
    let Some(path) = shell.host().choose_save_path(&suggested).await else { return Ok(None) };
    results.export(&execution_id, &path, format, guard_formulas).await.map(Some)
}
