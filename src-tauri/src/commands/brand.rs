//! Brands.

use tauri::State;
use workbench::Result;
use workbench::brand::{Brand, BrandSpec};

use super::limit;
use crate::Shell;

/// All brands, by name.
#[tauri::command]
#[specta::specta]
pub async fn list_brands(shell: State<'_, Shell>) -> Result<Vec<Brand>> {
    limit::answer(shell.workbench().brands().list().await?)
}

/// Keeps a brand, new or changed, and answers its id.
#[tauri::command]
#[specta::specta]
pub async fn save_brand(shell: State<'_, Shell>, id: Option<String>, spec: BrandSpec) -> Result<String> {
    shell.workbench().brands().save(id, spec).await
}

/// Deletes a brand.
#[tauri::command]
#[specta::specta]
pub async fn delete_brand(shell: State<'_, Shell>, id: String) -> Result<()> {
    shell.workbench().brands().set_deleted(&id, true).await
}

/// Brings a deleted brand back.
#[tauri::command]
#[specta::specta]
pub async fn restore_brand(shell: State<'_, Shell>, id: String) -> Result<()> {
    shell.workbench().brands().set_deleted(&id, false).await
}
