//! What the data folder keeps: results, backups of the database, and what a diagnostics bundle tells of it all.

use std::path::Path;

use tauri::State;
use workbench::execution::{CleanUp, KeptRun, SubmitRequest};
use workbench::result::suggested_file_name;
use workbench::store::{BackupInfo, MovePlan, StorageUse, Store};
use workbench::{Error, Result, bundle};

use super::limit;
use crate::Shell;
use crate::diagnostics::{self, DiagnosticsPart};

/// What the data folder takes of the disk.
#[tauri::command]
#[specta::specta]
pub async fn storage_use(shell: State<'_, Shell>) -> Result<StorageUse> {
    shell.workbench().storage_use().await
}

/// Kept results that answer this very query: the same text, parameters, dates and instance. One an instance, the newest; none unless
/// the settings let them.
#[tauri::command]
#[specta::specta]
pub async fn kept_answers(shell: State<'_, Shell>, request: SubmitRequest) -> Result<Vec<KeptRun>> {
    shell.workbench().executions().kept_answers(request).await
}

/// What a rule of keeping would take away now.
#[tauri::command]
#[specta::specta]
pub async fn clean_up_plan(shell: State<'_, Shell>, days: u32) -> Result<CleanUp> {
    shell.workbench().executions().clean_up_plan(days).await
}

/// Takes away kept results that are older than so many days, but for the newest of each query and instance.
#[tauri::command]
#[specta::specta]
pub async fn clean_up(shell: State<'_, Shell>, days: u32) -> Result<CleanUp> {
    shell.workbench().executions().clean_up(days).await
}

/// Takes away the kept result of a run. The run stays.
#[tauri::command]
#[specta::specta]
pub async fn remove_result(shell: State<'_, Shell>, execution_id: String) -> Result<()> {
    shell.workbench().executions().remove_result(&execution_id).await
}

/// The backups of the database, newest first.
#[tauri::command]
#[specta::specta]
pub async fn list_backups(shell: State<'_, Shell>) -> Result<Vec<BackupInfo>> {
    Ok(Store::backups(shell.workbench().data_dir())?.into_iter().map(|backup| backup.info()).collect())
}

/// Makes a backup of the database now.
#[tauri::command]
#[specta::specta]
pub async fn back_up_now(shell: State<'_, Shell>) -> Result<BackupInfo> {
    let workbench = shell.workbench();
    Ok(workbench.store().back_up(workbench.clock().now()).await?.info())
}

/// Ends the application, puts a backup in the place of the database, and starts again.
#[tauri::command]
#[specta::specta]
pub async fn restore_backup(shell: State<'_, Shell>, name: String) -> Result<()> {
    let workbench = shell.workbench();
    let backup = Store::backups(workbench.data_dir())?.into_iter().find(|backup| backup.name() == name);
    let backup = backup.ok_or_else(|| Error::not_found("backup"))?;
    workbench.store().restore_next(&backup)?;
    if shell.host().restart() {
        return Ok(());
    }
    Err(Error::new("app.restart", "The backup is put in place at the next start.")
        .next("Quit RecomAMP and start it again."))
}

/// Asks for another folder for all that is kept, and tells what moving there would mean; none when they closed the dialog.
#[tauri::command]
#[specta::specta]
pub async fn choose_data_folder(shell: State<'_, Shell>) -> Result<Option<MovePlan>> {
    let Some(chosen) = shell.host().choose_folder("Folder for RecomAMP's data").await else { return Ok(None) };
    let store = shell.workbench().store().clone();
    let plan = tokio::task::spawn_blocking(move || store.move_plan(&chosen)).await;
    plan.map_err(|_| Error::internal("looking at a folder ended early"))?.map(Some)
}

/// Ends the application, moves all that it keeps to another folder, and starts again.
#[tauri::command]
#[specta::specta]
pub async fn move_data_folder(shell: State<'_, Shell>, folder: String) -> Result<()> {
    let store = shell.workbench().store().clone();
    let wished = tokio::task::spawn_blocking(move || store.move_next(Path::new(&folder))).await;
    wished.map_err(|_| Error::internal("looking at a folder ended early"))??;
    if shell.host().restart() {
        return Ok(());
    }
    Err(Error::new("app.restart", "Everything is moved at the next start.").next("Quit RecomAMP and start it again."))
}

/// What a diagnostics bundle would hold.
#[tauri::command]
#[specta::specta]
pub async fn diagnostics(shell: State<'_, Shell>) -> Result<Vec<DiagnosticsPart>> {
    limit::answer(diagnostics::parts(&shell).await?)
}

/// Writes a diagnostics bundle where the person chooses, and answers where; none when they closed the dialog.
#[tauri::command]
#[specta::specta]
pub async fn save_diagnostics(shell: State<'_, Shell>) -> Result<Option<String>> {
    let parts = diagnostics::parts(&shell).await?;
    let suggested = suggested_file_name("RecomAMP diagnostics", "zip");
    let Some(path) = shell.host().choose_save_path("Save the diagnostics bundle", &suggested).await else {
        return Ok(None);
    };
    let told = path.display().to_string();
    let write = move || {
        let texts: Vec<(&str, &str)> = parts.iter().map(|part| (&*part.name, &*part.text)).collect();
        bundle::write(&path, &texts)
    };
    tokio::task::spawn_blocking(write).await.map_err(|_| Error::internal("writing a bundle ended early"))??;
    Ok(Some(told))
}
