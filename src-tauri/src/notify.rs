//! Native notifications when runs end. Several that end together make one message, and so do the runs of one batch, which
//! end on as many instances at slightly different times; a click opens the run.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use tauri::{AppHandle, Emitter as _};
use tauri_plugin_notification::NotificationExt as _;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::time::Instant;
use workbench::Event;
use workbench::execution::{ExecutionState, ExecutionSummary};

use crate::events::NAME;
use crate::{Shell, tray, windows};

/// Runs that end within this time of each other are told in one message.
const BURST: Duration = Duration::from_millis(800);
/// Runs wait at most this long for the rest of their batch to end.
const BATCH: Duration = Duration::from_secs(30);

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
        let mut seen = Seen::since(shell.workbench().clock().now_millis());
        let mut news: Vec<ExecutionSummary> = Vec::new();
        let mut tell_by = Instant::now();
        if let Ok(now) = shell.watched().await {
            seen.ended(&now);
        }
        tray::set_running(&app, shell.running().await);
        loop {
            if !changed(&mut events, (!news.is_empty()).then_some(tell_by)).await {
                return;
            }
            // What cannot be read now is looked at again at the next event.
            let Ok(now) = shell.watched().await else { continue };
            let ended = seen.ended(&now);
            tray::set_running(&app, shell.running().await);
            if news.is_empty() {
                tell_by = Instant::now() + BATCH;
            }
            news.extend(ended);
            if unfinished(&news, &now) && Instant::now() < tell_by {
                continue;
            }
            if let Some(message) = Message::about(&std::mem::take(&mut news))
                && shell.workbench().settings().current().notifications
                && !windows::in_front(&app)
            {
                message.show(&app);
            }
        }
    });
}

/// Waits until executions have changed or it is time to tell; false when no event will come any more.
async fn changed(events: &mut Receiver<Event>, tell_by: Option<Instant>) -> bool {
    loop {
        let event = match tell_by {
            Some(at) => match tokio::time::timeout_at(at, events.recv()).await {
                Ok(event) => event,
                Err(_) => return true,
            },
            None => events.recv().await,
        };
        match event {
            Ok(Event::ExecutionsChanged { .. }) | Err(RecvError::Lagged(_)) => {}
            Ok(_) => continue,
            Err(RecvError::Closed) => return false,
        }
        // Wait for the rest of the burst, and take its events with it.
        tokio::time::sleep(BURST).await;
        while let Ok(_) | Err(TryRecvError::Lagged(_)) = events.try_recv() {}
        return true;
    }
}

/// Whether a run that was submitted together with one of `news` is still under way.
fn unfinished(news: &[ExecutionSummary], now: &[ExecutionSummary]) -> bool {
    let batches: HashSet<&str> = news.iter().map(|run| run.batch_id.as_str()).collect();
    now.iter().any(|run| !run.state.is_final() && batches.contains(run.batch_id.as_str()))
}

/// The runs that are known, and whether each has ended.
struct Seen {
    since: i64,
    ended: HashMap<String, bool>,
}

impl Seen {
    /// Knows nothing yet; of runs it never saw, only those submitted at or after `since` (UTC milliseconds) are news.
    fn since(since: i64) -> Self {
        Self { since, ended: HashMap::new() }
    }

    /// Takes in the runs under way and those that ended of late, and gives those that have ended since the last look.
    fn ended(&mut self, now: &[ExecutionSummary]) -> Vec<ExecutionSummary> {
        let news = now
            .iter()
            .filter(|run| {
                run.state.is_final()
                    && match self.ended.get(&run.id) {
                        Some(ended) => !ended,
                        None => run.created_at >= self.since,
                    }
            })
            .cloned()
            .collect();
        self.ended = now.iter().map(|run| (run.id.clone(), run.state.is_final())).collect();
        news
    }
}

/// A notification, and the run that a click on it opens.
#[derive(Debug, PartialEq, Eq)]
struct Message {
    title: String,
    body: String,
    execution: String,
}

impl Message {
    /// One message about all runs that have ended; none when none has. A click opens the first that did not succeed.
    fn about(ended: &[ExecutionSummary]) -> Option<Self> {
        let first = ended.iter().find(|e| e.state != ExecutionState::Succeeded).or(ended.first())?;
        let (title, body) = if let [only] = ended {
            (format!("{} on {}", only.name, only.instance_name), outcome(only))
        } else {
            let good = ended.iter().filter(|e| e.state == ExecutionState::Succeeded).count();
            let body = if good == ended.len() {
                "All succeeded.".to_owned()
            } else {
                format!("{good} of {} succeeded. Open RecomAMP to see why.", ended.len())
            };
            (format!("{} runs have ended", ended.len()), body)
        };
        Some(Self { title, body, execution: first.id.clone() })
    }

    fn show(self, app: &AppHandle) {
        let builder = app.notification().builder().title(self.title).body(self.body);
        if let Err(error) = builder.extra("execution", self.execution).show() {
            tracing::warn!(%error, "a notification could not be shown");
        }
    }
}

/// A count with a comma at each thousand, as the window writes it.
fn grouped(count: i64) -> String {
    let digits = count.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn outcome(run: &ExecutionSummary) -> String {
    match (&run.state, run.row_count) {
        (ExecutionState::Succeeded, Some(1)) => "Succeeded, 1 row.".to_owned(),
        (ExecutionState::Succeeded, Some(rows)) => format!("Succeeded, {} rows.", grouped(rows)),
        (ExecutionState::Succeeded, None) => "Succeeded.".to_owned(),
        (ExecutionState::Cancelled, _) => "Cancelled.".to_owned(),
        (ExecutionState::Rejected, _) => "Rejected by Amazon. Open it to see why.".to_owned(),
        (ExecutionState::NeedsReview, _) => "Needs your review. Open it to see why.".to_owned(),
        _ => "Failed. Open it to see why.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(id: &str, state: ExecutionState, created_at: i64) -> ExecutionSummary {
        ExecutionSummary {
            id: id.to_owned(),
            workflow_id: None,
            schedule_id: None,
            batch_id: "b".to_owned(),
            name: "Reach".to_owned(),
            state,
            raw_status: None,
            instance_id: "i".to_owned(),
            instance_name: "Kestrel Outdoor US".to_owned(),
            window_words: String::new(),
            window_start: String::new(),
            window_end: String::new(),
            created_at,
            finished_at: None,
            row_count: (state == ExecutionState::Succeeded).then_some(12),
            fetching: false,
            partial: false,
            remote_id: None,
        }
    }

    #[test]
    fn each_run_that_ends_is_news_once_and_old_ones_never() {
        use ExecutionState::{Failed, Running, Succeeded};
        let ids = |runs: Vec<ExecutionSummary>| runs.into_iter().map(|r| r.id).collect::<Vec<_>>();
        let mut seen = Seen::since(100);
        assert_eq!(ids(seen.ended(&[run("old", Succeeded, 5), run("a", Running, 50)])), Vec::<String>::new());
        // "b" came and ended between two looks; "older" is in the list because another run was removed from it.
        let now = [run("b", Failed, 120), run("a", Succeeded, 50), run("older", Succeeded, 1)];
        assert_eq!(ids(seen.ended(&now)), ["b", "a"]);
        assert_eq!(ids(seen.ended(&now)), Vec::<String>::new());
    }

    #[test]
    fn a_run_waits_for_the_rest_of_its_batch_and_for_nothing_else() {
        use ExecutionState::{Running, Succeeded};
        let of = |batch: &str, run: ExecutionSummary| ExecutionSummary { batch_id: batch.to_owned(), ..run };
        let news = [of("b", run("a", Succeeded, 0))];
        assert!(unfinished(&news, &[of("b", run("c", Running, 0)), of("b", run("a", Succeeded, 0))]));
        assert!(!unfinished(&news, &[of("other", run("c", Running, 0)), of("b", run("a", Succeeded, 0))]));
        assert!(!unfinished(&[], &[of("b", run("c", Running, 0))]));
    }

    #[test]
    fn one_message_tells_of_one_run_or_of_many() {
        use ExecutionState::{Failed, Rejected, Succeeded};
        assert_eq!(Message::about(&[]), None);
        let one = Message::about(&[run("a", Succeeded, 0)]).unwrap();
        assert_eq!(
            (&*one.title, &*one.body, &*one.execution),
            ("Reach on Kestrel Outdoor US", "Succeeded, 12 rows.", "a")
        );
        let many = ExecutionSummary { row_count: Some(1_234_567), ..run("a", Succeeded, 0) };
        assert_eq!(Message::about(&[many]).unwrap().body, "Succeeded, 1,234,567 rows.");
        assert_eq!(Message::about(&[run("a", Rejected, 0)]).unwrap().body, "Rejected by Amazon. Open it to see why.");
        let all = Message::about(&[run("a", Succeeded, 0), run("b", Succeeded, 0)]).unwrap();
        assert_eq!((&*all.title, &*all.body, &*all.execution), ("2 runs have ended", "All succeeded.", "a"));
        let some = Message::about(&[run("a", Succeeded, 0), run("b", Failed, 0), run("c", Succeeded, 0)]).unwrap();
        assert_eq!((&*some.body, &*some.execution), ("2 of 3 succeeded. Open RecomAMP to see why.", "b"));
    }
}
