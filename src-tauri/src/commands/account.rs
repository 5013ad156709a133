//! Accounts and instances.

use tauri::State;
use workbench::Result;
use workbench::account::Instance;

use super::limit;
use crate::Shell;

/// All instances of all profiles.
#[tauri::command]
#[specta::specta]
pub async fn list_instances(shell: State<'_, Shell>) -> Result<Vec<Instance>> {
    limit::answer(shell.workbench().accounts().instances().await?)
}

/// Gives tags to instances and takes tags from them, and answers all instances.
#[tauri::command]
#[specta::specta]
pub async fn tag_instances(
    shell: State<'_, Shell>,
    instance_ids: Vec<String>,
    add: Vec<String>,
    remove: Vec<String>,
) -> Result<Vec<Instance>> {
    shell.workbench().accounts().tag(instance_ids, add, remove).await?;
    limit::answer(shell.workbench().accounts().instances().await?)
}

/// Asks Amazon which accounts and instances a profile reaches, and answers all instances.
#[tauri::command]
#[specta::specta]
pub async fn refresh_instances(shell: State<'_, Shell>, profile_id: String) -> Result<Vec<Instance>> {
    shell.workbench().accounts().refresh(&profile_id).await?;
    limit::answer(shell.workbench().accounts().instances().await?)
}
