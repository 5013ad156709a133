//! `schedules backfill`.

use std::process::ExitCode;

use chrono::Local;
use serde_json::json;
use workbench::schedule::BackfillPlan;

use super::find;
use crate::args::{Global, ScheduleBackfill};
use crate::failure::Failure;
use crate::output;
use crate::session::with_workbench;

/// Shows what a backfill would run; runs it, or stops what waits, if that is asked for.
pub(super) async fn backfill(global: &Global, wanted: &ScheduleBackfill) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let id = find(&workbench, &wanted.schedule).await?.id;
        let schedules = workbench.schedules();
        if wanted.stop {
            let stopped = schedules.stop_backfill(&id).await?;
            if global.json {
                output::line(&json!({ "stopped": stopped }).to_string());
            } else {
                output::line(&format!("{} left out.", slots(stopped)));
            }
            return Ok(ExitCode::SUCCESS);
        }
        let today = || Local::now().date_naive().to_string();
        let (from, to) = (wanted.from.clone().unwrap_or_else(today), wanted.to.clone().unwrap_or_else(today));
        let plan = schedules.plan_backfill(&id, &from, &to).await?;
        let begun = if wanted.start {
            let chosen: Vec<i64> = plan.slots.iter().filter(|slot| slot.runs).map(|slot| slot.nominal).collect();
            Some(schedules.start_backfill(&id, &chosen).await?)
        } else {
            None
        };
        if global.json {
            output::line(&json!({ "plan": plan, "begun": begun }).to_string());
        } else {
            show(&plan);
            if let Some(begun) = begun {
                output::line(&format!("{} to run while RecomAMP or `recomamp-cli scheduler` is open.", slots(begun)));
            }
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

fn show(plan: &BackfillPlan) {
    let rows = plan.slots.iter().map(|slot| {
        let fate = match slot.held {
            _ if slot.runs => "runs".to_owned(),
            Some(state) => format!("there already: {}", state.as_str()),
            None => "covers nothing".to_owned(),
        };
        vec![slot.local.clone(), slot.covers.clone().unwrap_or_default(), fate, slot.note.clone().unwrap_or_default()]
    });
    output::table(&["slot", "covers", "backfill", "note"], &[false; 4], rows);
    let running = u32::try_from(plan.slots.iter().filter(|slot| slot.runs).count()).unwrap_or(u32::MAX);
    output::line(&format!("{}, {} executions.", slots(running), plan.executions));
    match (plan.executions_a_day, plan.room_a_day) {
        (Some(most), Some(0)) => output::error_line(&format!(
            "The schedule uses all of its {most} executions a day: a backfill would wait until that budget is raised."
        )),
        (Some(most), Some(room)) => output::line(&format!(
            "Of {most} executions a day its own slots leave about {room}: {} days.",
            plan.executions.div_ceil(room)
        )),
        _ => {}
    }
}

fn slots(number: u32) -> String {
    if number == 1 { "1 slot".to_owned() } else { format!("{number} slots") }
}
