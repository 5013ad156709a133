//! AMC's tables and fields.

use serde::Serialize;
use tauri::State;
use workbench::catalog::Catalog;
use workbench::catalog::{CatalogField, CatalogTable, DataSourceList, FieldMatch};
use workbench::{Error, Result};

use super::limit;
use crate::Shell;

/// All tables that queries for these instances can read, without their fields. Instances that were not asked for long are
/// asked again in the background.
#[tauri::command]
#[specta::specta]
pub async fn catalog_tables(shell: State<'_, Shell>, instance_ids: Vec<String>) -> Result<Vec<CatalogTable>> {
    shell.workbench().data_sources().want(&instance_ids);
    blocking(&shell, &instance_ids, |catalog| Ok(catalog.tables())).await
}

/// The fields of one table.
#[tauri::command]
#[specta::specta]
pub async fn catalog_fields(
    shell: State<'_, Shell>,
    table: String,
    instance_ids: Vec<String>,
) -> Result<Vec<CatalogField>> {
    blocking(&shell, &instance_ids, move |catalog| catalog.fields(&table)).await
}

/// Fields of any table whose name or description holds `text`.
#[tauri::command]
#[specta::specta]
pub async fn search_fields(
    shell: State<'_, Shell>,
    text: String,
    instance_ids: Vec<String>,
) -> Result<Vec<FieldMatch>> {
    blocking(&shell, &instance_ids, move |catalog| Ok(catalog.search(&text))).await
}

/// When these instances were asked for their tables, and what went wrong.
#[tauri::command]
#[specta::specta]
pub async fn list_data_sources(shell: State<'_, Shell>, instance_ids: Vec<String>) -> Result<Vec<DataSourceList>> {
    limit::answer(shell.workbench().data_sources().lists(&instance_ids).await?)
}

/// Asks these instances for their tables now. What fails is told with its instance.
#[tauri::command]
#[specta::specta]
pub async fn refresh_data_sources(shell: State<'_, Shell>, instance_ids: Vec<String>) -> Result<Vec<DataSourceList>> {
    limit::answer(shell.workbench().data_sources().refresh(&instance_ids).await?)
}

/// Work on the catalogue of some instances that takes milliseconds is done where it may block.
pub(super) async fn blocking<T: Serialize + Send + 'static>(
    shell: &Shell,
    instance_ids: &[String],
    work: impl FnOnce(Catalog) -> Result<T> + Send + 'static,
) -> Result<T> {
    let catalog = shell.workbench().data_sources().catalog(instance_ids).await?;
    tokio::task::spawn_blocking(move || limit::answer(work(catalog)?))
        .await
        .map_err(|_| Error::internal("a look-up ended early"))?
}
