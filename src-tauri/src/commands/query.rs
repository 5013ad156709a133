//! Writing a query: questions about its text, tabs and windows.

use serde::Serialize;
use std::collections::BTreeMap;
use tauri::State;
use workbench::Result;
use workbench::catalog::{
    Catalog, CheckReport, Completion, Hover, QueryPart, Renamable, RunFinding, SignatureHelp, TextEdit, TextRange,
};
use workbench::query::{
    ClosedTab, ParameterValue, QueryTab, ResolvedWindow, Snippet, SnippetSpec, Statement, WindowSpec,
};

use super::catalog::blocking;
use super::limit;
use crate::Shell;
use crate::newest::Question;

/// Checks AMC SQL against the tables of the instances that it is written for. One that is not known may have been uploaded just
/// now, so they are asked again in the background.
#[tauri::command]
#[specta::specta]
pub async fn check_sql(shell: State<'_, Shell>, sql: String, instance_ids: Vec<String>) -> Result<CheckReport> {
    let report = ask_for(&shell, Question::Check, &instance_ids, move |catalog| catalog.check(&sql)).await?;
    if report.diagnostics.iter().any(|found| found.code == "unknown_table") {
        shell.workbench().data_sources().want_newer(&instance_ids);
    }
    Ok(report)
}

/// What may stand at a place of the text. Lines and columns count from 1.
#[tauri::command]
#[specta::specta]
pub async fn complete_sql(
    shell: State<'_, Shell>,
    sql: String,
    line: u32,
    column: u32,
    instance_ids: Vec<String>,
) -> Result<Vec<Completion>> {
    let complete = move |catalog: Catalog| catalog.complete(&sql, line, column);
    ask_for(&shell, Question::Complete, &instance_ids, complete).await
}

/// What is known of the name at a place of the text.
#[tauri::command]
#[specta::specta]
pub async fn hover_sql(
    shell: State<'_, Shell>,
    sql: String,
    line: u32,
    column: u32,
    instance_ids: Vec<String>,
) -> Result<Option<Hover>> {
    ask_for(&shell, Question::Hover, &instance_ids, move |catalog| catalog.hover(&sql, line, column)).await
}

/// How the function is called whose arguments are being written at a place of the text.
#[tauri::command]
#[specta::specta]
pub async fn signature_sql(
    shell: State<'_, Shell>,
    sql: String,
    line: u32,
    column: u32,
) -> Result<Option<SignatureHelp>> {
    ask(&shell, Question::Signature, move |catalog| catalog.signature(&sql, line, column)).await
}

/// Where the query itself gives the name at a place of the text.
#[tauri::command]
#[specta::specta]
pub async fn definition_sql(shell: State<'_, Shell>, sql: String, line: u32, column: u32) -> Result<Option<TextRange>> {
    ask(&shell, Question::Definition, move |catalog| catalog.definition(&sql, line, column)).await
}

/// The common table expressions and final queries of a text.
#[tauri::command]
#[specta::specta]
pub async fn outline_sql(shell: State<'_, Shell>, sql: String) -> Result<Vec<QueryPart>> {
    ask(&shell, Question::Outline, move |catalog| catalog.outline(&sql)).await
}

/// The alias or common table expression at a place of the text, with all places of its name.
#[tauri::command]
#[specta::specta]
pub async fn renamable_sql(shell: State<'_, Shell>, sql: String, line: u32, column: u32) -> Result<Renamable> {
    ask(&shell, Question::Renamable, move |catalog| catalog.renamable(&sql, line, column)).await
}

/// The changes that give the name at a place of the text another one.
#[tauri::command]
#[specta::specta]
pub async fn rename_sql(
    shell: State<'_, Shell>,
    sql: String,
    line: u32,
    column: u32,
    new_name: String,
) -> Result<Vec<TextEdit>> {
    ask(&shell, Question::Rename, move |catalog| catalog.rename(&sql, line, column, &new_name)).await
}

/// The text in the layout of Amazon's samples.
#[tauri::command]
#[specta::specta]
pub async fn format_sql(shell: State<'_, Shell>, sql: String) -> Result<String> {
    ask(&shell, Question::Format, move |catalog| catalog.format(&sql)).await
}

/// The answer to a question about the text alone, unless it is more than the window takes at once.
///
/// # Errors
/// `ipc.answer_too_large`, or as [`Shell::ask`].
async fn ask<T: Serialize + Send + 'static>(
    shell: &Shell,
    question: Question,
    work: impl FnOnce(Catalog) -> Result<T> + Send + 'static,
) -> Result<T> {
    ask_for(shell, question, &[], work).await
}

/// As [`ask`], where the answer depends on the tables of the instances that the text is written for.
async fn ask_for<T: Serialize + Send + 'static>(
    shell: &Shell,
    question: Question,
    instance_ids: &[String],
    work: impl FnOnce(Catalog) -> Result<T> + Send + 'static,
) -> Result<T> {
    shell.ask(question, instance_ids, move |catalog| limit::answer(work(catalog)?)).await
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

/// Closes one tab; it can be opened again.
#[tauri::command]
#[specta::specta]
pub async fn close_tab(shell: State<'_, Shell>, id: String) -> Result<()> {
    shell.workbench().tabs().close(&id).await
}

/// Tabs that were closed, newest first, at most 50.
#[tauri::command]
#[specta::specta]
pub async fn list_closed_tabs(shell: State<'_, Shell>) -> Result<Vec<ClosedTab>> {
    limit::answer(shell.workbench().tabs().closed().await?)
}

/// Opens a closed tab again, as the last of the open ones.
#[tauri::command]
#[specta::specta]
pub async fn reopen_tab(shell: State<'_, Shell>, id: String) -> Result<QueryTab> {
    limit::answer(shell.workbench().tabs().reopen(&id).await?)
}

/// Statements that were run, newest first, whose name or SQL holds `text`; older than `before`, in UTC milliseconds, if it is given.
#[tauri::command]
#[specta::specta]
pub async fn list_statements(
    shell: State<'_, Shell>,
    text: String,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Statement>> {
    limit::answer(shell.workbench().statements().list(&text, before, limit).await?)
}

/// The values that parameters of these names had when they were last run.
#[tauri::command]
#[specta::specta]
pub async fn last_values(shell: State<'_, Shell>, names: Vec<String>) -> Result<BTreeMap<String, ParameterValue>> {
    limit::answer(shell.workbench().statements().last_values(&names).await?)
}

/// Texts to be put into a query: those that come with the app, then the person's own by name.
#[tauri::command]
#[specta::specta]
pub async fn list_snippets(shell: State<'_, Shell>) -> Result<Vec<Snippet>> {
    limit::answer(shell.workbench().snippets().list().await?)
}

/// Keeps a snippet, new or changed, and answers its id.
#[tauri::command]
#[specta::specta]
pub async fn save_snippet(shell: State<'_, Shell>, id: Option<String>, snippet: SnippetSpec) -> Result<String> {
    shell.workbench().snippets().save(id, snippet).await
}

/// Deletes a snippet of the person's own.
#[tauri::command]
#[specta::specta]
pub async fn delete_snippet(shell: State<'_, Shell>, id: String) -> Result<()> {
    shell.workbench().snippets().set_deleted(&id, true).await
}

/// Brings a deleted snippet back.
#[tauri::command]
#[specta::specta]
pub async fn restore_snippet(shell: State<'_, Shell>, id: String) -> Result<()> {
    shell.workbench().snippets().set_deleted(&id, false).await
}

/// The dates that a window covers if it is run now, in a time zone.
#[tauri::command]
#[specta::specta]
pub async fn resolve_window(shell: State<'_, Shell>, window: WindowSpec, time_zone: String) -> Result<ResolvedWindow> {
    window.resolve(shell.workbench().clock().now(), &time_zone)
}

/// What is to be known about a window and the chosen instances, if a query that reads these tables is run now.
#[tauri::command]
#[specta::specta]
pub async fn run_findings(
    shell: State<'_, Shell>,
    tables: Vec<String>,
    window: WindowSpec,
    time_zone: String,
    instance_ids: Vec<String>,
) -> Result<Vec<RunFinding>> {
    let now = shell.workbench().clock().now();
    let sources = shell.workbench().data_sources();
    let mut findings = sources.findings(&instance_ids, &tables).await?;
    let about_window =
        blocking(&shell, &instance_ids, move |catalog| catalog.window_findings(&tables, &window, &time_zone, now));
    findings.extend(about_window.await?);
    limit::answer(findings)
}
