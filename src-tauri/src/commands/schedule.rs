//! Schedules.

use tauri::State;
use workbench::Result;
use workbench::schedule::{
    Rehearsal, ScheduleDetail, SchedulePreview, ScheduleSpec, ScheduleSummary, SlotDay, SlotSummary,
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

/// When a schedule would fire next, and what each slot would cover.
#[tauri::command]
#[specta::specta]
pub async fn preview_schedule(shell: State<'_, Shell>, spec: ScheduleSpec, count: u32) -> Result<SchedulePreview> {
    limit::answer(shell.workbench().schedules().preview(&spec, count).await?)
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
