//! Schedules.

use tauri::State;
use workbench::Result;
use workbench::result::{ExportFormat, ExportOutcome, suggested_file_name};
use workbench::schedule::{
    BackfillPlan, BudgetUse, Rehearsal, ScheduleCost, ScheduleDetail, SchedulePreview, ScheduleSpec, ScheduleSummary,
    SlotDay, SlotSummary,
};

use super::limit;
use crate::Shell;

/// All schedules, by name.
#[tauri::command]
#[specta::specta]
pub async fn list_schedules(shell: State<'_, Shell>) -> Result<Vec<ScheduleSummary>> {
    limit::answer(shell.workbench().schedules().list().await?)
}

/// One schedule with all that is known of it.
#[tauri::command]
#[specta::specta]
pub async fn get_schedule(shell: State<'_, Shell>, id: String) -> Result<ScheduleDetail> {
    limit::answer(shell.workbench().schedules().get(&id).await?)
}

/// The newest slots of a schedule, newest first, at most 500.
#[tauri::command]
#[specta::specta]
pub async fn schedule_history(shell: State<'_, Shell>, id: String, limit: u32) -> Result<Vec<SlotSummary>> {
    limit::answer(shell.workbench().schedules().history(&id, limit).await?)
}

/// When a schedule would fire next, and what each slot would cover; `own` is the schedule that is being changed.
#[tauri::command]
#[specta::specta]
pub async fn preview_schedule(
    shell: State<'_, Shell>,
    spec: ScheduleSpec,
    count: u32,
    own: Option<String>,
) -> Result<SchedulePreview> {
    limit::answer(shell.workbench().schedules().preview(&spec, count, own.as_deref()).await?)
}

/// What all schedules would do on so many days of a zone, from today or from the day `first` on.
#[tauri::command]
#[specta::specta]
pub async fn rehearse_schedules(
    shell: State<'_, Shell>,
    first: Option<String>,
    days: u32,
    time_zone: String,
) -> Result<Rehearsal> {
    limit::answer(shell.workbench().schedules().rehearse(first.as_deref(), days, &time_zone).await?)
}

/// What became of the slots of all schedules, day by day, at most 42 days.
#[tauri::command]
#[specta::specta]
pub async fn slot_days(shell: State<'_, Shell>, first: String, days: u32, time_zone: String) -> Result<Vec<SlotDay>> {
    limit::answer(shell.workbench().schedules().slot_days(&first, days, &time_zone).await?)
}

/// Keeps a new schedule, which fires from now on, and answers its id.
#[tauri::command]
#[specta::specta]
pub async fn create_schedule(shell: State<'_, Shell>, spec: ScheduleSpec) -> Result<String> {
    shell.workbench().schedules().create(spec).await
}

/// Changes a schedule that was read in `version`.
#[tauri::command]
#[specta::specta]
pub async fn update_schedule(shell: State<'_, Shell>, id: String, version: u32, spec: ScheduleSpec) -> Result<()> {
    shell.workbench().schedules().update(&id, version.into(), spec).await
}

/// Pauses schedules.
#[tauri::command]
#[specta::specta]
pub async fn pause_schedules(shell: State<'_, Shell>, ids: Vec<String>) -> Result<()> {
    shell.workbench().schedules().pause(ids).await
}

/// Lets paused schedules fire again, from now on.
#[tauri::command]
#[specta::specta]
pub async fn resume_schedules(shell: State<'_, Shell>, ids: Vec<String>) -> Result<()> {
    shell.workbench().schedules().resume(ids).await
}

/// Deletes schedules; `restore_schedules` brings them back.
#[tauri::command]
#[specta::specta]
pub async fn delete_schedules(shell: State<'_, Shell>, ids: Vec<String>) -> Result<()> {
    shell.workbench().schedules().delete(ids).await
}

/// Brings deleted schedules back.
#[tauri::command]
#[specta::specta]
pub async fn restore_schedules(shell: State<'_, Shell>, ids: Vec<String>) -> Result<()> {
    shell.workbench().schedules().restore(ids).await
}

/// Runs a schedule now, beside its slots, and answers the id of the slot that this makes.
#[tauri::command]
#[specta::specta]
pub async fn run_schedule(shell: State<'_, Shell>, id: String) -> Result<String> {
    shell.workbench().schedules().run_now(&id).await
}

/// Runs a slot that was left out, missed or failed, with its own dates.
#[tauri::command]
#[specta::specta]
pub async fn run_slot(shell: State<'_, Shell>, slot_id: String) -> Result<()> {
    shell.workbench().schedules().run_slot(&slot_id).await
}

/// What a schedule would have run from one day to another, both `YYYY-MM-DD` of its own calendar and included.
#[tauri::command]
#[specta::specta]
pub async fn plan_backfill(shell: State<'_, Shell>, id: String, first: String, last: String) -> Result<BackfillPlan> {
    limit::answer(shell.workbench().schedules().plan_backfill(&id, &first, &last).await?)
}

/// Runs past slots of a schedule, named by their nominal instants (UTC milliseconds), and answers how many.
#[tauri::command]
#[specta::specta]
pub async fn start_backfill(shell: State<'_, Shell>, id: String, nominals: Vec<i64>) -> Result<u32> {
    shell.workbench().schedules().start_backfill(&id, &nominals).await
}

/// Leaves out what waits of the backfills of a schedule, and answers how many slots that concerns.
#[tauri::command]
#[specta::specta]
pub async fn stop_backfill(shell: State<'_, Shell>, id: String) -> Result<u32> {
    shell.workbench().schedules().stop_backfill(&id).await
}

/// Exports the history of a schedule to a file that the person chooses; none when they closed the dialog.
#[tauri::command]
#[specta::specta]
pub async fn export_history(
    shell: State<'_, Shell>,
    id: String,
    format: ExportFormat,
    guard_formulas: bool,
) -> Result<Option<ExportOutcome>> {
    let schedules = shell.workbench().schedules();
    let name = schedules.get(&id).await?.summary.name;
    let suggested = suggested_file_name(&format!("{name} history"), format.extension());
    let Some(path) = shell.host().choose_save_path(&suggested).await else { return Ok(None) };
    schedules.export_history(&id, &path, format, guard_formulas).await.map(Some)
}

/// A folder that the person chooses; none when they closed the dialog.
#[tauri::command]
#[specta::specta]
pub async fn choose_folder(shell: State<'_, Shell>) -> Result<Option<String>> {
    Ok(shell.host().choose_folder().await.map(|folder| folder.display().to_string()))
}

/// What all schedules cost in the current month, the dearest first.
#[tauri::command]
#[specta::specta]
pub async fn list_costs(shell: State<'_, Shell>) -> Result<Vec<ScheduleCost>> {
    limit::answer(shell.workbench().schedules().costs().await?)
}

/// How far the budgets of today are used, those that are used most first.
#[tauri::command]
#[specta::specta]
pub async fn list_budgets(shell: State<'_, Shell>) -> Result<Vec<BudgetUse>> {
    limit::answer(shell.workbench().schedules().budgets().await?)
}
