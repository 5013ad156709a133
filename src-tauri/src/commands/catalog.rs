//! AMC's tables and fields.

use serde::Serialize;
use tauri::State;
use workbench::catalog::Catalog;
use workbench::catalog::{CatalogField, CatalogTable, FieldMatch};
use workbench::{Error, Result};

use super::limit;
use crate::Shell;

/// All tables, without their fields.
#[tauri::command]
#[specta::specta]
pub async fn catalog_tables(shell: State<'_, Shell>) -> Result<Vec<CatalogTable>> {
    blocking(&shell, |catalog| Ok(catalog.tables())).await
}

/// The fields of one table.
#[tauri::command]
#[specta::specta]
pub async fn catalog_fields(shell: State<'_, Shell>, table: String) -> Result<Vec<CatalogField>> {
    blocking(&shell, move |catalog| catalog.fields(&table)).await
}

/// Fields of any table whose name or description holds `text`.
#[tauri::command]
#[specta::specta]
pub async fn search_fields(shell: State<'_, Shell>, text: String) -> Result<Vec<FieldMatch>> {
    blocking(&shell, move |catalog| Ok(catalog.search(&text))).await
}

/// Work on the catalogue that takes milliseconds is done where it may block.
pub(super) async fn blocking<T: Serialize + Send + 'static>(
    shell: &Shell,
    work: impl FnOnce(Catalog) -> Result<T> + Send + 'static,
) -> Result<T> {
    let catalog = shell.workbench().catalog().clone();
    tokio::task::spawn_blocking(move || limit::answer(work(catalog)?))
        .await
        .map_err(|_| Error::internal("a look-up ended early"))?
}
