//! What the tray says of schedules, and what can be done with all of them from there.

use tauri::menu::MenuItem;
use tauri::{AppHandle, Manager as _, Wry};
use workbench::schedule::{ScheduleState, ScheduleSummary};

use crate::{Shell, windows};

const NO_SCHEDULE: &str = "No schedule is on";
const PAUSE: &str = "Pause all schedules";
const RESUME: &str = "Resume what you paused";

/// The lines about schedules.
pub(super) struct ScheduleItems {
    pub(super) next: MenuItem<Wry>,
    pub(super) pause: MenuItem<Wry>,
}

impl ScheduleItems {
    /// The lines before anything is known.
    pub(super) fn new(app: &AppHandle) -> tauri::Result<Self> {
        Ok(Self {
            next: MenuItem::with_id(app, "next", NO_SCHEDULE, false, None::<&str>)?,
            pause: MenuItem::with_id(app, "pause", PAUSE, false, None::<&str>)?,
        })
    }
}

/// Shows in the menu which slot comes next, and what can be done with all schedules.
pub(crate) async fn set_schedules(app: &AppHandle, shell: &Shell) {
    let Ok(all) = shell.workbench().schedules().list().await else { return };
    let Some(items) = app.try_state::<ScheduleItems>() else { return };
    let (pause, enabled) = offer(&all);
    let _ = items.next.set_text(next_words(&all));
    let _ = items.pause.set_text(pause);
    let _ = items.pause.set_enabled(enabled);
}

/// Pauses all schedules that fire, or resumes all that a person paused if none does.
pub(super) fn pause_or_resume(app: &AppHandle) {
    let Some(shell) = windows::shell(app) else { return };
    tauri::async_runtime::spawn(async move {
        let schedules = shell.workbench().schedules();
        let Ok(all) = schedules.list().await else { return };
        let firing = on(&all);
        let done = if firing.is_empty() {
            schedules.resume(paused_by_hand(&all)).await
        } else {
            schedules.pause(firing).await
        };
        if let Err(error) = done {
            tracing::warn!(code = %error.code, "schedules could not be paused or resumed from the tray");
        }
    });
}

fn offer(all: &[ScheduleSummary]) -> (&'static str, bool) {
    match (on(all).is_empty(), paused_by_hand(all).is_empty()) {
        (false, _) => (PAUSE, true),
        (true, false) => (RESUME, true),
        (true, true) => (PAUSE, false),
    }
}

fn on(all: &[ScheduleSummary]) -> Vec<String> {
    all.iter().filter(|one| one.state == ScheduleState::On).map(|one| one.id.clone()).collect()
}

/// Schedules that a person paused. What RecomAMP paused has a reason that stays until it is read.
fn paused_by_hand(all: &[ScheduleSummary]) -> Vec<String> {
    let by_hand = |one: &&ScheduleSummary| one.state == ScheduleState::Paused && one.pause.is_none();
    all.iter().filter(by_hand).map(|one| one.id.clone()).collect()
}

fn next_words(all: &[ScheduleSummary]) -> String {
    let firing = all.iter().filter(|one| one.state == ScheduleState::On);
    let next = firing.filter_map(|one| Some((one.next_nominal?, one.next_local.as_ref()?, &one.name))).min();
    match next {
        Some((_, at, name)) => format!("Next: {at}, {name}"),
        None => NO_SCHEDULE.to_owned(),
    }
}
