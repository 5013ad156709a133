//! Results: pages for the grid, what its columns and cells hold, and export.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use specta::Type;
use tauri::State;
use tauri::ipc::Response;
use workbench::result::{
    ColumnProfile, ColumnValues, CompareAnswer, CompareRequest, ExportFormat, ExportOutcome, ExportProgress, Figures,
    FiguresRequest, FindRequest, FoundCell, GroupAnswer, GroupRequest, PageRequest, ProfileRequest,
    suggested_file_name,
};
use workbench::{Error, Result, bundle};

use super::limit;
use crate::Shell;

/// A page of a result as an Arrow IPC stream. Its schema's metadata hold `total_rows`, the rows that the filters leave. Where
/// rows are so wide that the page is refused as too large, the window asks for fewer at once.
#[tauri::command]
pub async fn result_page(shell: State<'_, Shell>, request: PageRequest) -> Result<Response> {
    Ok(Response::new(limit::bytes(shell.workbench().results().page(request).await?)?))
}

/// The different values of a column of a kept result, as texts in order, 10,000 at most.
#[tauri::command]
#[specta::specta]
pub async fn column_values(shell: State<'_, Shell>, execution_id: String, column: u32) -> Result<ColumnValues> {
    limit::answer(shell.workbench().results().values(&execution_id, column).await?)
}

/// Takes rows of a result together. What comes of it is read with `result_page`, and exported, under the id that is answered; it stays
/// until other rows are put under the same `id`, or it is forgotten.
#[tauri::command]
#[specta::specta]
pub async fn group_result(shell: State<'_, Shell>, request: GroupRequest) -> Result<GroupAnswer> {
    limit::answer(shell.workbench().results().group(request).await?)
}

/// Puts two results side by side. What comes of it is kept as by `group_result`.
#[tauri::command]
#[specta::specta]
pub async fn compare_results(shell: State<'_, Shell>, request: CompareRequest) -> Result<CompareAnswer> {
    limit::answer(shell.workbench().results().compare(request).await?)
}

/// What a chart is saved as.
#[derive(Debug, Clone, Copy, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ChartFormat {
    /// A picture of points.
    Png,
    /// A drawing.
    Svg,
}

/// Saves a chart that the window drew where the person chooses, and answers where; none when they closed the dialog. `content` is the
/// text of an SVG, or a PNG in Base64.
#[tauri::command]
#[specta::specta]
pub async fn save_chart(
    shell: State<'_, Shell>,
    name: String,
    format: ChartFormat,
    content: String,
) -> Result<Option<String>> {
    let (ending, bytes) = match format {
        ChartFormat::Svg => ("svg", content.into_bytes()),
        ChartFormat::Png => {
            let broken = |_| Error::invalid("This is no picture.");
            ("png", STANDARD.decode(content).map_err(broken)?)
        }
    };
    let suggested = suggested_file_name(&name, ending);
    let Some(path) = shell.host().choose_save_path("Save the chart", &suggested).await else { return Ok(None) };
    let told = path.display().to_string();
    let saved = tokio::task::spawn_blocking(move || bundle::save(&path, &bytes));
    saved.await.map_err(|_| Error::internal("saving a chart ended early"))??;
    Ok(Some(told))
}

/// Forgets rows that are no run's result.
#[tauri::command]
#[specta::specta]
pub async fn forget_rows(shell: State<'_, Shell>, id: String) -> Result<()> {
    shell.workbench().results().forget_rows(&id);
    Ok(())
}

/// What a column holds, in the rows that pass the filters.
#[tauri::command]
#[specta::specta]
pub async fn profile_column(shell: State<'_, Shell>, request: ProfileRequest) -> Result<ColumnProfile> {
    limit::answer(shell.workbench().results().profile(request).await?)
}

/// The next cell that holds a text, over all rows; none where no cell does.
#[tauri::command]
#[specta::specta]
pub async fn find_in_result(shell: State<'_, Shell>, request: FindRequest) -> Result<Option<FoundCell>> {
    shell.workbench().results().find(request).await
}

/// Count, sum, mean, least and greatest of the numbers in chosen cells.
#[tauri::command]
#[specta::specta]
pub async fn figures_of_cells(shell: State<'_, Shell>, request: FiguresRequest) -> Result<Figures> {
    shell.workbench().results().figures(request).await
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
    let name = match shell.workbench().executions().get(&execution_id).await {
        Ok(run) => run.summary.name,
        // Rows that no run has: of a query over kept results, of evidence, of a widget.
        Err(error) if error.code == "not_found" && results.path(&execution_id).await.is_ok() => {
            "Rows of results".to_owned()
        }
        Err(error) => return Err(error),
    };
    let suggested = suggested_file_name(&name, format.extension());
    let Some(path) = shell.host().choose_save_path("Export result", &suggested).await else { return Ok(None) };
    results.export(&execution_id, &path, format, guard_formulas).await.map(Some)
}

/// How far the export of a result has come; none when none is under way.
#[tauri::command]
#[specta::specta]
pub async fn export_progress(shell: State<'_, Shell>, execution_id: String) -> Result<Option<ExportProgress>> {
    Ok(shell.workbench().results().export_progress(&execution_id))
}

/// Has the export of a result end without a file, and answers whether one was under way.
#[tauri::command]
#[specta::specta]
pub async fn cancel_export(shell: State<'_, Shell>, execution_id: String) -> Result<bool> {
    Ok(shell.workbench().results().cancel_exports(&execution_id))
}
