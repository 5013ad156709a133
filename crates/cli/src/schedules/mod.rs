//! `schedules`: queries that run by themselves.

mod backfill;
mod edit;
mod figures;
mod preview;
mod scheduler;
mod templates;

use std::path::Path;
use std::process::ExitCode;

use chrono::{DateTime, Local};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use workbench::Workbench;
use workbench::schedule::{MisfireWord, ScheduleState, ScheduleSummary, SlotOrigin, SlotState, SlotSummary, money};

use crate::args::{Global, ScheduleChoice, SchedulesCommand};
use crate::failure::Failure;
use crate::output;
use crate::results;
use crate::session::with_workbench;

pub(crate) use scheduler::scheduler;

/// Does what the command says.
pub(crate) async fn schedules(global: &Global, command: SchedulesCommand) -> Result<ExitCode, Failure> {
    match command {
        SchedulesCommand::Preview(preview) => preview::preview(global, &preview),
        SchedulesCommand::List => list(global).await,
        SchedulesCommand::Add(add) => edit::add(global, *add).await,
        SchedulesCommand::Edit(edit) => edit::edit(global, *edit).await,
        SchedulesCommand::Pause(choice) => change(global, &choice, Change::Pause).await,
        SchedulesCommand::Resume { choice, missed } => change(global, &choice, Change::Resume(word(&missed))).await,
        SchedulesCommand::Delete(choice) => change(global, &choice, Change::Delete).await,
        SchedulesCommand::Run { schedule } => scheduler::run(global, &schedule).await,
        SchedulesCommand::Next { schedule, count } => next(global, &schedule, count).await,
        SchedulesCommand::Rehearse { days, time_zone } => rehearse(global, days, &time_zone).await,
        SchedulesCommand::Cost => cost(global).await,
        SchedulesCommand::Backfill(wanted) => backfill::backfill(global, &wanted).await,
        SchedulesCommand::Templates { command } => templates::templates(global, command).await,
        SchedulesCommand::Figures { schedule, days } => figures::figures(global, &schedule, days).await,
        SchedulesCommand::Results { schedule, to, format } => export_results(global, &schedule, &to, &format).await,
        SchedulesCommand::History { schedule, limit, before, out } => match out {
            Some(out) => export_history(global, &schedule, &out).await,
            None => history(global, &schedule, limit, before.as_deref()).await,
        },
    }
}

/// A word of the command line as the workbench has it. The command line takes only words that there are.
fn word<T: DeserializeOwned>(word: &str) -> T {
    serde_json::from_value(Value::String(word.to_owned())).unwrap_or_else(|_| unreachable!("clap lists the words"))
}

/// The schedule with this id or name.
async fn find(workbench: &Workbench, wanted: &str) -> Result<ScheduleSummary, Failure> {
    let all = workbench.schedules().list().await?;
    let named: Vec<&ScheduleSummary> = all.iter().filter(|one| one.name == wanted || one.id == wanted).collect();
    match named[..] {
        [one] => Ok(one.clone()),
        [] => Err(Failure::new("cli.no_schedule", format!("There is no schedule {wanted}."))
            .next("`recomamp-cli schedules list` lists them.")),
        _ => Err(Failure::misuse(format!("Several schedules are named {wanted}: use an id."))),
    }
}

async fn list(global: &Global) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let all = workbench.schedules().list().await?;
        if global.json {
            output::line(&json!(all).to_string());
            return Ok(ExitCode::SUCCESS);
        }
        table(&all);
        for paused in all.iter().filter(|one| one.pause.is_some()) {
            if let Some(why) = &paused.pause {
                output::line(&format!("{}: {}", paused.name, why.message));
            }
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

fn table(all: &[ScheduleSummary]) {
    output::table(
        &["state", "schedule", "when", "zone", "next", "instances", "id"],
        &[false, false, false, false, false, true, false],
        all.iter().map(|one| {
            let state = match one.state {
                ScheduleState::On => "on",
                ScheduleState::Paused => "paused",
                ScheduleState::Ended => "ended",
            };
            let next = one.next_local.clone().filter(|_| one.state == ScheduleState::On).unwrap_or_default();
            vec![
                state.to_owned(),
                one.name.clone(),
                one.words.clone(),
                one.time_zone.clone(),
                next,
                one.instances.to_string(),
                one.id.clone(),
            ]
        }),
    );
}

enum Change {
    Pause,
    Resume(MisfireWord),
    Delete,
}

async fn change(global: &Global, choice: &ScheduleChoice, change: Change) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let mut ids = Vec::new();
        if choice.all {
            ids.extend(workbench.schedules().list().await?.into_iter().map(|one| one.id));
        }
        for wanted in &choice.schedules {
            ids.push(find(&workbench, wanted).await?.id);
        }
        let schedules = workbench.schedules();
        match change {
            Change::Pause => schedules.pause(ids).await?,
            Change::Resume(missed) => schedules.resume(ids, missed).await?,
            Change::Delete => schedules.delete(ids).await?,
        }
        let all = schedules.list().await?;
        if global.json {
            output::line(&json!(all).to_string());
        } else {
            table(&all);
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

async fn next(global: &Global, wanted: &str, count: u32) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let found = find(&workbench, wanted).await?;
        let spec = workbench.schedules().get(&found.id).await?.spec;
        let preview = workbench.schedules().preview(&spec, count, Some(&found.id)).await?;
        if global.json {
            output::line(&json!(preview).to_string());
            return Ok(ExitCode::SUCCESS);
        }
        output::line(&format!("{}, {} time", preview.words, spec.time_zone));
        if found.state == ScheduleState::Paused {
            output::error_line("It is paused: none of these fires before it is resumed.");
        }
        let rows = preview.slots.into_iter().map(|slot| {
            let meets = slot.conflicts.iter().map(|name| format!("meets {name}"));
            let note = slot.note.into_iter().chain(meets).collect::<Vec<_>>().join("; ");
            vec![slot.day, slot.local, slot.utc, slot.covers.unwrap_or_default(), note]
        });
        output::table(&["Day", "Local time", "UTC", "Covers", "Note"], &[false; 5], rows);
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// What all schedules would do in the coming days.
async fn rehearse(global: &Global, days: u32, time_zone: &str) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let found = workbench.schedules().rehearse(None, days, time_zone).await?;
        if global.json {
            output::line(&json!(found).to_string());
            return Ok(ExitCode::SUCCESS);
        }
        output::line(&format!(
            "{} slots, {} executions in {days} days, {time_zone} time",
            found.slots, found.executions
        ));
        let busiest = found
            .busiest
            .iter()
            .map(|hour| vec![local(hour.at), hour.executions.to_string(), hour.schedules.join(", ")]);
        output::table(&["busiest hours (here)", "executions", "schedules"], &[false, true, false], busiest);
        for crowd in &found.crowded {
            output::error_line(&format!(
                "{}: {} executions for one instance in an hour, of which {} run at once; on {} of the days.",
                local(crowd.at),
                crowd.executions,
                found.at_once,
                crowd.days
            ));
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// What schedules cost this month.
async fn cost(global: &Global) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let all = workbench.schedules().costs().await?;
        if global.json {
            output::line(&json!(all).to_string());
            return Ok(ExitCode::SUCCESS);
        }
        let rates = workbench.settings().current().rates;
        if rates.is_none() {
            output::error_line("No rates are set, so that no money is told: Settings has them.");
        }
        let shown = |amount: Option<i64>| {
            amount.zip(rates.as_ref()).map(|(amount, rates)| money(amount, &rates.currency)).unwrap_or_default()
        };
        let rows = all.iter().map(|one| {
            let minutes = one.millis_a_run.map(|millis| format!("{:.1}", millis as f64 / 60_000.0));
            vec![
                one.name.clone(),
                one.runs.to_string(),
                one.projected_runs.map_or_else(|| "many".to_owned(), |runs| runs.to_string()),
                minutes.unwrap_or_default(),
                shown(one.cost),
                shown(one.projected_cost),
            ]
        });
        let head = ["schedule", "runs so far", "of the month", "minutes a run", "cost so far", "of the month"];
        output::table(&head, &[false, true, true, true, true, true], rows);
        Ok(ExitCode::SUCCESS)
    })
    .await
}

async fn export_history(global: &Global, wanted: &str, out: &Path) -> Result<ExitCode, Failure> {
    let format = results::format(out)?;
    with_workbench(global, async |workbench| {
        let found = find(&workbench, wanted).await?;
        let target = std::path::absolute(out).unwrap_or(out.to_owned());
        let outcome = workbench.schedules().export_history(&found.id, &target, format, false).await?;
        if global.json {
            output::line(&json!(outcome).to_string());
        } else {
            output::line(&format!("{} rows in {}", outcome.rows, out.display()));
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

async fn export_results(global: &Global, wanted: &str, to: &Path, format: &str) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let found = find(&workbench, wanted).await?;
        let target = std::path::absolute(to).unwrap_or(to.to_owned());
        let outcome = workbench.schedules().export_results(&found.id, &target, word(format), false).await?;
        if global.json {
            output::line(&json!(outcome).to_string());
            return Ok(ExitCode::SUCCESS);
        }
        output::line(&format!("{} files, {} rows in {}", outcome.files, outcome.rows, outcome.folder));
        if outcome.missing > 0 {
            output::error_line(&format!("{} results are not kept any more, or could not be written.", outcome.missing));
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

async fn history(global: &Global, wanted: &str, limit: u32, before: Option<&str>) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let found = find(&workbench, wanted).await?;
        let slots = workbench.schedules().history(&found.id, limit, before).await?;
        if global.json {
            output::line(&json!(slots).to_string());
        } else {
            slot_table(&slots);
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// Prints slots as a table, and why those that did not go well did not.
fn slot_table(slots: &[SlotSummary]) {
    output::table(
        &["state", "slot", "covers", "started", "ended", "runs", "id"],
        &[false, false, false, false, false, true, false],
        slots.iter().map(|slot| {
            let good = slot.runs.iter().filter(|run| run.state == SlotState::Succeeded).count();
            let planned = match slot.origin {
                SlotOrigin::Planned => slot.local.clone(),
                SlotOrigin::Manual => format!("{} by hand", slot.local),
                SlotOrigin::Backfill => format!("{} backfill", slot.local),
                SlotOrigin::After => format!("{} after another", slot.local),
            };
            vec![
                slot.state.as_str().to_owned(),
                planned,
                slot.covers.clone().unwrap_or_default(),
                slot.started_at.map(local).unwrap_or_default(),
                slot.finished_at.map(local).unwrap_or_default(),
                format!("{good}/{}", slot.runs.len()),
                slot.id.clone(),
            ]
        }),
    );
    for slot in slots {
        for run in &slot.runs {
            if let Some(why) = &run.reason {
                output::line(&format!("{}, {}: {}", slot.local, run.instance_name, why.message));
            }
        }
    }
}

fn local(millis: i64) -> String {
    DateTime::from_timestamp_millis(millis)
        .map(|at| at.with_timezone(&Local).format("%Y-%m-%d %H:%M:%S").to_string())
        .unwrap_or_default()
}
