//! `executions`: list, show, cancel.

use std::process::ExitCode;

use chrono::{DateTime, Local};
use serde_json::json;
use workbench::execution::ExecutionSummary;

use crate::args::Global;
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

/// Asks Amazon to cancel a run.
pub(crate) async fn cancel(global: &Global, id: &str) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        workbench.executions().cancel(id).await?;
        if global.json {
            output::line(&json!({ "id": id, "cancel_requested": true }).to_string());
        } else {
            output::line("Asked to cancel. It stays under way until Amazon says how it ended.");
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// UTC milliseconds in the person's own zone.
fn local(at: i64) -> String {
    DateTime::from_timestamp_millis(at)
        .map(|t| t.with_timezone(&Local).format("%Y-%m-%d %H:%M:%S").to_string())
        .unwrap_or_default()
}
