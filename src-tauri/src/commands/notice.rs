//! Notices.

use tauri::State;
use workbench::Result;
use workbench::notice::Notice;

use super::limit;
use crate::Shell;

/// The newest notices, newest first, at most 500.
#[tauri::command]
#[specta::specta]
pub async fn list_notices(shell: State<'_, Shell>, limit: u32) -> Result<Vec<Notice>> {
    limit::answer(shell.workbench().notices().list(limit).await?)
}

/// Takes these notices for read, or all of them, and answers those that were unread.
#[tauri::command]
#[specta::specta]
pub async fn mark_notices_read(shell: State<'_, Shell>, ids: Option<Vec<String>>) -> Result<Vec<String>> {
    limit::answer(shell.workbench().notices().mark_read(ids).await?)
}

/// Takes these notices for unread.
#[tauri::command]
#[specta::specta]
pub async fn mark_notices_unread(shell: State<'_, Shell>, ids: Vec<String>) -> Result<()> {
    shell.workbench().notices().mark_unread(ids).await
}
