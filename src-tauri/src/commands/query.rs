//! Writing a query: checking, completing, tabs and windows.

use tauri::State;
use workbench::Result;
use workbench::catalog::{CheckReport, Completion};
use workbench::query::{QueryTab, ResolvedWindow, WindowSpec};

use super::catalog::blocking;
use super::limit;
use crate::Shell;

/// Checks AMC SQL against the catalogue.
#[tauri::command]
#[specta::specta]
pub async fn check_sql(shell: State<'_, Shell>, sql: String) -> Result<CheckReport> {
    blocking(&shell, move |catalog| catalog.check(&sql)).await
}

/// What may stand at a place of the text. Lines and columns count from 1.
#[tauri::command]
#[specta::specta]
pub async fn complete_sql(shell: State<'_, Shell>, sql: String, line: u32, column: u32) -> Result<Vec<Completion>> {
    blocking(&shell, move |catalog| catalog.complete(&sql, line, column)).await
}

/// The editor's tabs, in their order.
#[tauri::command]
#[specta::specta]
pub async fn list_tabs(shell: State<'_, Shell>) -> Result<Vec<QueryTab>> {
    limit::answer(shell.workbench().tabs().list().await?)
}

/// Keeps one tab.
#[tauri::command]
#[specta::specta]
pub async fn save_tab(shell: State<'_, Shell>, tab: QueryTab) -> Result<()> {
    shell.workbench().tabs().save(tab).await
}

/// Removes one tab.
#[tauri::command]
#[specta::specta]
pub async fn close_tab(shell: State<'_, Shell>, id: String) -> Result<()> {
    shell.workbench().tabs().close(&id).await
}

/// The dates that a window covers if it is run now, in a time zone.
#[tauri::command]
#[specta::specta]
pub async fn resolve_window(shell: State<'_, Shell>, window: WindowSpec, time_zone: String) -> Result<ResolvedWindow> {
    window.resolve(shell.workbench().clock().now(), &time_zone)
}
