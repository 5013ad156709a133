//! Waiting for runs, with a line that moves on a terminal and nothing when piped.

use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use workbench::Workbench;
use workbench::execution::ExecutionSummary;

use crate::failure::Failure;

/// A spinner on standard error if that is a terminal and the output is for people; otherwise silent.
pub(crate) fn spinner(as_json: bool) -> ProgressBar {
    let shown = !as_json && std::io::stderr().is_terminal();
    let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(None, target);
    if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// Waits until every one of `ids` has ended and gives them in their order.
///
/// # Errors
/// When the store cannot be read; `cli.interrupted` after Ctrl+C: the runs go on at Amazon, and their results are fetched by the
/// next command or the application.
pub(crate) async fn wait(
    workbench: &Workbench,
    ids: &[String],
    as_json: bool,
) -> Result<Vec<ExecutionSummary>, Failure> {
    let mut events = workbench.events();
    let bar = spinner(as_json);
    let interrupted = tokio::signal::ctrl_c();
    tokio::pin!(interrupted);
    loop {
        let mut runs = Vec::with_capacity(ids.len());
        for id in ids {
            runs.push(workbench.executions().get(id).await?.summary);
        }
        let open: Vec<_> = runs.iter().filter(|r| !r.state.is_final()).collect();
        if open.is_empty() {
            bar.finish_and_clear();
            return Ok(runs);
        }
        let states: BTreeSet<&str> = open.iter().map(|r| r.state.as_str()).collect();
        let states: Vec<&str> = states.into_iter().collect();
        bar.set_message(format!("{} of {} done, {}", runs.len() - open.len(), runs.len(), states.join(", ")));
        // An event may have been missed while the rows were read.
        tokio::select! {
            _ = tokio::time::timeout(Duration::from_secs(5), events.recv()) => {}
            Ok(()) = &mut interrupted => {
                bar.finish_and_clear();
                return Err(Failure::new("cli.interrupted", "Stopped waiting; the runs go on at Amazon.")
                    .next("`recomamp-cli executions` shows how they are, `executions cancel ID` ends one."));
            }
        }
    }
}
