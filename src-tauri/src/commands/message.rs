//! Whom schedules tell besides the desktop.

use tauri::State;
use workbench::Result;
use workbench::message::{MailServer, MailServerInput, Recipient, RecipientInput};

use super::limit;
use crate::Shell;

/// All recipients, by name.
#[tauri::command]
#[specta::specta]
pub async fn list_recipients(shell: State<'_, Shell>) -> Result<Vec<Recipient>> {
    limit::answer(shell.workbench().messages().recipients().await?)
}

/// Keeps a new recipient and answers its id. The address of a webhook goes into the keychain.
#[tauri::command]
#[specta::specta]
pub async fn add_recipient(shell: State<'_, Shell>, input: RecipientInput) -> Result<String> {
    shell.workbench().messages().add_recipient(input).await
}

/// Deletes a recipient; what waits for it is not sent any more.
#[tauri::command]
#[specta::specta]
pub async fn delete_recipient(shell: State<'_, Shell>, id: String) -> Result<()> {
    shell.workbench().messages().delete_recipient(&id).await
}

/// Sends a test to a recipient, and answers once it is there.
#[tauri::command]
#[specta::specta]
pub async fn test_recipient(shell: State<'_, Shell>, id: String) -> Result<()> {
    shell.workbench().messages().test_recipient(&id).await
}

/// The mail server; none before one was written.
#[tauri::command]
#[specta::specta]
pub async fn get_mail_server(shell: State<'_, Shell>) -> Result<Option<MailServer>> {
    shell.workbench().messages().mail_server().await
}

/// Keeps the mail server; its password goes into the keychain.
#[tauri::command]
#[specta::specta]
pub async fn set_mail_server(shell: State<'_, Shell>, input: MailServerInput) -> Result<()> {
    shell.workbench().messages().set_mail_server(input).await
}
