//! Schedules.

use tauri::State;
use workbench::Result;
use workbench::result::{ExportFormat, ExportOutcome, suggested_file_name};
use workbench::schedule::{
    Away, BackfillPlan, BudgetUse, ComingSlot, ExportedResults, MisfireWord, MissedInPause, PeriodFigures, Rehearsal,
    ScheduleCost, ScheduleDetail, SchedulePreview, ScheduleSpec, ScheduleSummary, ScheduleTemplate, SlotDay,
    SlotSummary,
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

/// The newest slots of a schedule, newest first, at most 500; those that are older than the slot `before`, if it is given.
#[tauri::command]
#[specta::specta]
pub async fn schedule_history(
    shell: State<'_, Shell>,
    id: String,
    limit: u32,
    before: Option<String>,
) -> Result<Vec<SlotSummary>> {
    limit::answer(shell.workbench().schedules().history(&id, limit, before.as_deref()).await?)
}

/// Figures of the slots of a schedule from one day to another, both `YYYY-MM-DD` of its own calendar and included.
#[tauri::command]
#[specta::specta]
pub async fn period_figures(shell: State<'_, Shell>, id: String, first: String, last: String) -> Result<PeriodFigures> {
    limit::answer(shell.workbench().schedules().period_figures(&id, &first, &last).await?)
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

/// What came of paused schedules while they were paused; those of which nothing did are not in it.
#[tauri::command]
#[specta::specta]
pub async fn missed_in_pause(shell: State<'_, Shell>, ids: Vec<String>) -> Result<Vec<MissedInPause>> {
    limit::answer(shell.workbench().schedules().missed_in_pause(&ids).await?)
}

/// Lets paused schedules fire again, from now on; `missed` says what of their pause is made up for.
#[tauri::command]
#[specta::specta]
pub async fn resume_schedules(shell: State<'_, Shell>, ids: Vec<String>, missed: MisfireWord) -> Result<()> {
    shell.workbench().schedules().resume(ids, missed).await
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
    let Some(path) = shell.host().choose_save_path("Export the history", &suggested).await else { return Ok(None) };
    schedules.export_history(&id, &path, format, guard_formulas).await.map(Some)
}

/// Exports all results of a schedule that are kept, a file each, to a folder that the person chooses; none when they closed the
/// dialog.
#[tauri::command]
#[specta::specta]
pub async fn export_results(
    shell: State<'_, Shell>,
    id: String,
    format: ExportFormat,
    guard_formulas: bool,
) -> Result<Option<ExportedResults>> {
    let Some(folder) = shell.host().choose_folder("Folder for results").await else { return Ok(None) };
    shell.workbench().schedules().export_results(&id, &folder, format, guard_formulas).await.map(Some)
}

/// Templates of schedules: those that come with the app, in a zone and counted from its today, then the person's own by name.
#[tauri::command]
#[specta::specta]
pub async fn list_templates(shell: State<'_, Shell>, time_zone: String) -> Result<Vec<ScheduleTemplate>> {
    limit::answer(shell.workbench().schedules().templates(&time_zone).await?)
}

/// Keeps what a schedule says, its query and its instances aside, as a template, and answers its id.
#[tauri::command]
#[specta::specta]
pub async fn save_template(shell: State<'_, Shell>, name: String, spec: ScheduleSpec) -> Result<String> {
    shell.workbench().schedules().save_template(&name, spec).await
}

/// Deletes a template of the person's own; `restore_template` brings it back.
#[tauri::command]
#[specta::specta]
pub async fn delete_template(shell: State<'_, Shell>, id: String) -> Result<()> {
    shell.workbench().schedules().delete_template(&id).await
}

/// Brings a deleted template back.
#[tauri::command]
#[specta::specta]
pub async fn restore_template(shell: State<'_, Shell>, id: String) -> Result<()> {
    shell.workbench().schedules().restore_template(&id).await
}

/// A folder that the person chooses; none when they closed the dialog.
#[tauri::command]
#[specta::specta]
pub async fn choose_folder(shell: State<'_, Shell>) -> Result<Option<String>> {
    Ok(shell.host().choose_folder("Folder for results").await.map(|folder| folder.display().to_string()))
}

/// What all schedules cost in the current month, the dearest first.
#[tauri::command]
#[specta::specta]
pub async fn list_costs(shell: State<'_, Shell>) -> Result<Vec<ScheduleCost>> {
    limit::answer(shell.workbench().schedules().costs().await?)
}

/// The first slots to come of all schedules that fire, in their order, at most 50.
#[tauri::command]
#[specta::specta]
pub async fn next_slots(shell: State<'_, Shell>, limit: u32) -> Result<Vec<ComingSlot>> {
    limit::answer(shell.workbench().schedules().ahead(limit.min(50) as usize).await?.next)
}

/// Slots that came while nothing was open or the computer slept, since the person last said that they have read of them.
#[tauri::command]
#[specta::specta]
pub async fn while_away(shell: State<'_, Shell>) -> Result<Away> {
    limit::answer(shell.workbench().schedules().away().await?)
}

/// Takes what came late up to an instant (UTC milliseconds) for read, and answers up to which it was before.
#[tauri::command]
#[specta::specta]
pub async fn mark_away_read(shell: State<'_, Shell>, up_to: i64) -> Result<i64> {
    shell.workbench().schedules().mark_away_read(up_to).await
}

/// How far the budgets of today are used, those that are used most first.
#[tauri::command]
#[specta::specta]
pub async fn list_budgets(shell: State<'_, Shell>) -> Result<Vec<BudgetUse>> {
    limit::answer(shell.workbench().schedules().budgets().await?)
}
