//! Native notifications when runs end. Several that end together make one message; a click opens the run.

use std::collections::HashSet;
use std::time::Duration;

use tauri::{AppHandle, Emitter as _};
use tauri_plugin_notification::NotificationExt as _;
use workbench::execution::{ExecutionState, ExecutionSummary};

use workbench::Event;

use crate::events::NAME;
use crate::{Shell, tray, windows};

/// Runs that end within this time of each other are told in one message.
const BURST: Duration = Duration::from_millis(800);

/// Watches executions, keeps the tray's count, and tells the person about runs that have ended while they looked elsewhere.
pub(crate) fn watch(app: AppHandle, shell: &Shell) {
    let shell = shell.clone();
    let mut events = shell.events();
    let clicked = app.clone();
    let _ = app.notification().on_action(move |action| {
        windows::show(&clicked);
        if let Some(id) = action.notification().and_then(|n| n.extra().get("execution")).and_then(|v| v.as_str()) {
            let _ = clicked.emit(NAME, Event::OpenExecution { id: id.to_owned() });
        }
    });
    tauri::async_runtime::spawn(async move {
        let mut under_way: HashSet<String> = active(&shell).await;
        tray::set_running(&app, under_way.len());
        while let Ok(event) = events.recv().await {
            if !matches!(event, Event::ExecutionsChanged { .. }) {
                continue;
            }
            // Wait for the rest of the burst, and take its events with it.
            tokio::time::sleep(BURST).await;
            while events.try_recv().is_ok() {}
            let now = shell.executions().await;
            let ended: Vec<_> =
                now.iter().filter(|e| under_way.contains(&e.id.to_string()) && e.state.is_final()).cloned().collect();
            under_way = now.iter().filter(|e| !e.state.is_final()).map(|e| e.id.to_string()).collect();
            tray::set_running(&app, under_way.len());
            if let Some((title, body, id)) = message(&ended)
                && shell.notifies().await
                && !windows::in_front(&app)
            {
                let _ = app.notification().builder().title(title).body(body).extra("execution", id).show();
            }
        }
    });
}

async fn active(shell: &Shell) -> HashSet<String> {
    shell.executions().await.iter().filter(|e| !e.state.is_final()).map(|e| e.id.to_string()).collect()
}

/// Title, text and the run that a click opens; none when nothing has ended.
fn message(ended: &[ExecutionSummary]) -> Option<(String, String, String)> {
    let first = ended.iter().find(|e| e.state != ExecutionState::Succeeded).or(ended.first())?;
    let id = first.id.to_string();
    if let [only] = ended {
        let body = match (&only.state, only.row_count) {
            (ExecutionState::Succeeded, Some(1)) => "Succeeded, 1 row.".to_owned(),
            (ExecutionState::Succeeded, Some(rows)) => format!("Succeeded, {rows} rows."),
            (state, _) => format!("{}.", state_word(state)),
        };
        return Some((format!("{} on {}", only.name, only.instance_name), body, id));
    }
    let good = ended.iter().filter(|e| e.state == ExecutionState::Succeeded).count();
    let title = format!("{} runs have ended", ended.len());
    Some((title, format!("{good} of {} succeeded.", ended.len()), id))
}

fn state_word(state: &ExecutionState) -> &'static str {
    match state {
        ExecutionState::Succeeded => "Succeeded",
        ExecutionState::Failed => "Failed",
        ExecutionState::Rejected => "Rejected by Amazon",
        ExecutionState::Cancelled => "Cancelled",
        ExecutionState::NeedsReview => "Needs your review",
        _ => "Still running",
    }
}
