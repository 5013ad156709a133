//! `executions`: list, show, note, cancel, review.

use std::process::ExitCode;

use chrono::{DateTime, Local};
use serde_json::json;
use workbench::Workbench;
use workbench::execution::{ExecutionReview, ExecutionSummary, ReviewChoice};

use crate::args::{Global, Review};
use crate::failure::Failure;
use crate::output;
use crate::session::with_workbench;

/// Lists the newest runs.
pub(crate) async fn list(global: &Global, limit: u32) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let runs = workbench.executions().list(limit).await?;
        if global.json {
            output::line(&json!(runs).to_string());
        } else {
            table(&runs);
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// Prints runs as a table.
pub(crate) fn table(runs: &[ExecutionSummary]) {
    output::table(
        &["state", "run", "instance", "window", "started", "rows", "id"],
        &[false, false, false, false, false, true, false],
        runs.iter().map(|r| {
            vec![
                r.state.as_str().replace('_', " "),
                r.name.clone(),
                r.instance_name.clone(),
                r.window_words.clone(),
                local(r.created_at),
                r.row_count.map_or_else(String::new, |n| n.to_string()),
                r.id.clone(),
            ]
        }),
    );
}

/// All that is known of a run.
pub(crate) async fn show(global: &Global, id: &str) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let run = workbench.executions().get(id).await?;
        if global.json {
            output::line(&json!(run).to_string());
            return Ok(ExitCode::SUCCESS);
        }
        table(std::slice::from_ref(&run.summary));
        for step in &run.steps {
            output::line(&format!("{}  {}", local(step.at), step.raw_status.as_deref().unwrap_or(&step.state)));
        }
        if !run.note.is_empty() {
            output::line(&format!("Note: {}", run.note));
        }
        if let Some(error) = &run.error {
            output::line(&error.message);
            if let Some(next) = &error.next_step {
                output::line(next);
            }
        }
        output::line("");
        output::line(&run.sql);
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// Lists what waits on this computer, with `first` put in front.
pub(crate) async fn queue(global: &Global, first: Vec<String>) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let executions = workbench.executions();
        if !first.is_empty() {
            let waiting = executions.queue().await?;
            if let Some(gone) = first.iter().find(|id| waiting.iter().all(|run| run.id != **id)) {
                return Err(Failure::new("cli.not_queued", format!("The run {gone} does not wait here."))
                    .next("`recomamp-cli executions queue` lists those that do."));
            }
            let others = waiting.into_iter().map(|run| run.id).filter(|id| !first.contains(id));
            let order: Vec<String> = first.iter().cloned().chain(others).collect();
            executions.order_queue(&order).await?;
        }
        let waiting = executions.queue().await?;
        if global.json {
            output::line(&json!(waiting).to_string());
            return Ok(ExitCode::SUCCESS);
        }
        let rows = waiting.iter().zip(1_u32..).map(|(run, place)| {
            let why = run.error.as_ref().map(|error| error.message.clone());
            let why = why.unwrap_or_else(|| format!("{} of its instance are at Amazon", run.at_amazon));
            vec![
                place.to_string(),
                run.name.clone(),
                run.instance_name.clone(),
                local(run.created_at),
                why,
                run.id.clone(),
            ]
        });
        output::table(
            &["place", "run", "instance", "since", "why", "id"],
            &[true, false, false, false, false, false],
            rows,
        );
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// Keeps a note of a run.
pub(crate) async fn note(global: &Global, id: &str, text: &str) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        workbench.executions().note(id, text).await?;
        if global.json {
            output::line(&json!({ "id": id, "note": text.trim() }).to_string());
        } else {
            output::line(if text.trim().is_empty() { "It has no note now." } else { "The note is kept." });
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// Asks Amazon to cancel a run.
pub(crate) async fn cancel(global: &Global, id: &str) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        workbench.executions().cancel(id).await?;
        let run = workbench.executions().get(id).await?;
        let state = run.summary.state;
        if global.json {
            let asked = json!({ "id": id, "cancel_requested": run.cancel_requested, "state": state.as_str() });
            output::line(&asked.to_string());
        } else if state.is_final() {
            // It had ended before, or nothing of it was sent yet.
            output::line(&format!("It has ended: {}.", state.as_str().replace('_', " ")));
        } else {
            output::line("Asked to cancel. It stays under way until Amazon says how it ended.");
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// Lists what Amazon may have made of a run whose answer was lost, or settles it.
pub(crate) async fn review(global: &Global, Review { id, choice, yes }: Review) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let choice = match choice.adopt {
            Some(remote_id) => ReviewChoice::Adopt { remote_id },
            None if choice.abandon => ReviewChoice::Abandon,
            None if choice.send_again => {
                let review = workbench.executions().review(&id).await?;
                if !review.candidates.is_empty() && !yes {
                    // Whoever has not seen them cannot say that none of them is theirs.
                    candidates(global, &review);
                    return Err(Failure::misuse(
                        "one of these runs may be this one; add --yes to send it once more all the same",
                    ));
                }
                let not_ours = review.candidates.into_iter().map(|run| run.remote_id).collect();
                ReviewChoice::SendAgain { not_ours }
            }
            None => {
                candidates(global, &workbench.executions().review(&id).await?);
                return Ok(ExitCode::SUCCESS);
            }
        };
        settle(global, &workbench, &id, choice).await
    })
    .await
}

async fn settle(global: &Global, workbench: &Workbench, id: &str, choice: ReviewChoice) -> Result<ExitCode, Failure> {
    let done = match choice {
        ReviewChoice::Adopt { .. } => "It is that run from now on.",
        ReviewChoice::SendAgain { .. } => "It is queued to be sent again.",
        ReviewChoice::Abandon => "It is left as it is.",
    };
    workbench.executions().resolve_review(id, choice).await?;
    let run = workbench.executions().get(id).await?;
    output::line(&if global.json { json!(run).to_string() } else { done.to_owned() });
    Ok(ExitCode::SUCCESS)
}

fn candidates(global: &Global, review: &ExecutionReview) {
    if global.json {
        return output::line(&json!(review).to_string());
    }
    if review.candidates.is_empty() {
        return output::line("Amazon lists no run that could be this one.");
    }
    output::table(
        &["status", "begun", "window", "zone", "same", "remote id"],
        &[false; 6],
        review.candidates.iter().map(|run| {
            vec![
                run.status.clone(),
                run.created_at.map_or_else(String::new, local),
                run.window_words.clone().unwrap_or_default(),
                run.time_zone.clone().unwrap_or_default(),
                if run.certain { "yes" } else { "perhaps" }.to_owned(),
                run.remote_id.clone(),
            ]
        }),
    );
}

/// UTC milliseconds in the person's own zone.
pub(crate) fn local(at: i64) -> String {
    DateTime::from_timestamp_millis(at)
        .map(|t| t.with_timezone(&Local).format("%Y-%m-%d %H:%M:%S").to_string())
        .unwrap_or_default()
}
