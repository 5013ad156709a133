//! Letting schedules happen from a terminal.

use std::collections::HashMap;
use std::process::ExitCode;
use std::time::Duration;

use serde_json::json;
use workbench::schedule::{SlotState, SlotSummary};
use workbench::{Event, Workbench};

use super::{find, slot_table};
use crate::args::Global;
use crate::failure::Failure;
use crate::session::with_workbench;
use crate::{output, progress};

/// A missed event costs no more than this.
const LOOK: Duration = Duration::from_secs(5);
/// Slots that are looked at for news of a schedule.
const NEWEST: u32 = 40;

/// Runs a schedule now and waits for its end. Exit code 1 when a run of it did not end well.
pub(crate) async fn run(global: &Global, wanted: &str) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let found = find(&workbench, wanted).await?;
        workbench.start().await;
        let slot_id = workbench.schedules().run_now(&found.id).await?;
        workbench.schedules().start().await;
        let slot = ended(&workbench, &found.id, &slot_id, global.json).await?;
        if global.json {
            output::line(&json!(slot).to_string());
        } else {
            slot_table(std::slice::from_ref(&slot));
        }
        Ok(if slot.state == SlotState::Succeeded { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
    .await
}

async fn ended(workbench: &Workbench, id: &str, slot_id: &str, as_json: bool) -> Result<SlotSummary, Failure> {
    let mut events = workbench.events();
    let bar = progress::spinner(as_json);
    loop {
        let slots = workbench.schedules().history(id, NEWEST, None).await?;
        if let Some(slot) = slots.into_iter().find(|slot| slot.id == slot_id) {
            if slot.finished_at.is_some() {
                bar.finish_and_clear();
                return Ok(slot);
            }
            let open = slot.runs.iter().filter(|run| matches!(run.state, SlotState::Waiting | SlotState::Running));
            bar.set_message(format!("{} of {} runs done", slot.runs.len() - open.count(), slot.runs.len()));
        }
        tokio::select! {
            _ = tokio::time::timeout(LOOK, events.recv()) => {}
            _ = tokio::signal::ctrl_c() => {
                bar.finish_and_clear();
                return Err(Failure::new("cli.interrupted", "Stopped waiting; what has begun goes on at Amazon.")
                    .next("`recomamp-cli schedules history` shows how it is."));
            }
        }
    }
}

/// Lets schedules happen until Ctrl+C or the system ends it, with a line for each step of a slot.
pub(crate) async fn scheduler(global: &Global) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let mut events = workbench.events();
        let mut told = HashMap::new();
        let told_of = workbench.schedules().list().await?;
        for one in &told_of {
            // What happened before is no news.
            news(&workbench, &one.id, &mut told).await?;
        }
        workbench.start().await;
        workbench.schedules().start().await;
        workbench.messages().start().await;
        let count = told_of.len();
        if global.json {
            output::line(&json!({ "schedules": count }).to_string());
        } else {
            let schedules = if count == 1 { "schedule" } else { "schedules" };
            output::line(&format!("{count} {schedules}. Ctrl+C ends."));
        }
        let end = end();
        tokio::pin!(end);
        loop {
            let event = tokio::select! {
                () = &mut end => return Ok(ExitCode::SUCCESS),
                event = events.recv() => event,
            };
            let ids = match event {
                Ok(Event::SchedulesChanged { ids }) => ids,
                Ok(_) => continue,
                Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {
                    workbench.schedules().list().await?.into_iter().map(|one| one.id).collect()
                }
                Err(tokio::sync::broadcast::error::RecvError::Closed) => return Ok(ExitCode::SUCCESS),
            };
            for id in ids {
                let Ok(detail) = workbench.schedules().get(&id).await else { continue };
                for slot in news(&workbench, &id, &mut told).await? {
                    if global.json {
                        output::line(&json!({ "schedule": detail.summary.name, "slot": slot }).to_string());
                    } else {
                        let why = slot.reason.as_ref().map(|why| format!(": {}", why.message)).unwrap_or_default();
                        output::line(&format!("{}, {}: {}{why}", detail.summary.name, slot.local, slot.state.as_str()));
                    }
                }
            }
        }
    })
    .await
}

/// The slots of a schedule whose state is not told yet, oldest first.
async fn news(
    workbench: &Workbench,
    id: &str,
    told: &mut HashMap<String, SlotState>,
) -> Result<Vec<SlotSummary>, Failure> {
    let mut slots = workbench.schedules().history(id, NEWEST, None).await?;
    slots.retain(|slot| told.insert(slot.id.clone(), slot.state) != Some(slot.state));
    slots.reverse();
    Ok(slots)
}

/// Waits for Ctrl+C, or for the system's wish to end.
async fn end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut asked) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = asked.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
