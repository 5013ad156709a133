//! SQL over kept results, and over made-up events.

use tauri::State;
use workbench::Result;
use workbench::execution::SubmitRequest;
use workbench::kept::{KeptAnswer, KeptCheck, KeptTable};
use workbench::trial::TrialAnswer;

use super::limit;
use crate::Shell;

/// The tables that queries over kept results can read, newest first.
#[tauri::command]
#[specta::specta]
pub async fn list_kept_tables(shell: State<'_, Shell>) -> Result<Vec<KeptTable>> {
    limit::answer(shell.workbench().kept_sql().tables().await?)
}

/// What is wrong with a query over kept results, or the columns that it would bring.
#[tauri::command]
#[specta::specta]
pub async fn check_kept(shell: State<'_, Shell>, sql: String) -> Result<KeptCheck> {
    limit::answer(shell.workbench().kept_sql().check(&sql).await?)
}

/// Runs a query over kept results. Its rows are read with `result_page`, and exported, under the id that is answered; they stay until
/// another is run under the same `id`, or they are forgotten.
#[tauri::command]
#[specta::specta]
pub async fn run_kept(shell: State<'_, Shell>, id: String, sql: String) -> Result<KeptAnswer> {
    limit::answer(shell.workbench().kept_sql().run(&id, &sql).await?)
}

/// Cancels the query that runs under `id`, and forgets what it brought.
#[tauri::command]
#[specta::specta]
pub async fn forget_kept(shell: State<'_, Shell>, id: String) -> Result<()> {
    shell.workbench().kept_sql().forget(&id);
    Ok(())
}

/// Runs what a request would send to the first of its instances over made-up events on this computer. Its rows are read with
/// `result_page`, and exported, under the id that is answered.
#[tauri::command]
#[specta::specta]
pub async fn try_query(shell: State<'_, Shell>, id: String, request: SubmitRequest) -> Result<TrialAnswer> {
    limit::answer(shell.workbench().trials().run(&id, request).await?)
}
