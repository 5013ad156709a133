//! Native notifications of schedules: one for each slot that ended, however many instances it ran on; one for schedules that were
//! paused for a reason; one for all slots that were missed while nothing was open.

use std::collections::HashSet;
use std::time::Duration;

use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt as _;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use workbench::Event;
use workbench::schedule::{EndedSlot, ScheduleNews};

use crate::{Shell, tray, windows};

/// What happens within this time of each other is told together.
const BURST: Duration = Duration::from_millis(800);

/// What is older, in milliseconds, was told or will not be: a program that runs for months reads no months each time.
const LOOKED_BACK: i64 = 24 * 3600 * 1000;

/// Watches schedules, keeps the tray's words about them, and tells the person what they did while the window was not looked at.
pub(crate) fn watch(app: AppHandle, shell: &Shell) {
    let shell = shell.clone();
    let mut events = shell.events();
    tauri::async_runtime::spawn(async move {
        let begun = shell.workbench().clock().now_millis();
        let mut told = Told::default();
        tray::set_schedules(&app, &shell).await;
        loop {
            match events.recv().await {
                Ok(Event::SchedulesChanged { .. }) | Err(RecvError::Lagged(_)) => {}
                Ok(_) => continue,
                Err(RecvError::Closed) => return,
            }
            tokio::time::sleep(BURST).await;
            while let Ok(_) | Err(TryRecvError::Lagged(_)) = events.try_recv() {}
            tray::set_schedules(&app, &shell).await;
            // What cannot be read now is looked at again at the next event.
            let since = begun.max(shell.workbench().clock().now_millis().saturating_sub(LOOKED_BACK));
            let Ok(news) = shell.workbench().schedules().news(since).await else { continue };
            let messages = told.messages(news);
            if !shell.workbench().settings().current().notifications || windows::in_front(&app) {
                continue;
            }
            for message in messages {
                message.show(&app);
            }
        }
    });
}

/// What has been told already.
#[derive(Default)]
struct Told {
    slots: HashSet<String>,
    paused: HashSet<String>,
    missed: u32,
}

/// A notification, and the run that a click on it opens.
#[derive(Debug, PartialEq, Eq)]
struct Message {
    title: String,
    body: String,
    execution: Option<String>,
}

impl Message {
    fn new(title: impl Into<String>, body: impl Into<String>, execution: Option<String>) -> Self {
        Self { title: title.into(), body: body.into(), execution }
    }

    fn show(self, app: &AppHandle) {
        let mut builder = app.notification().builder().title(self.title).body(self.body);
        if let Some(execution) = self.execution {
            builder = builder.extra("execution", execution);
        }
        if let Err(error) = builder.show() {
            tracing::warn!(%error, "a notification could not be shown");
        }
    }
}

impl Told {
    /// What is new of `news`, as messages.
    fn messages(&mut self, news: ScheduleNews) -> Vec<Message> {
        let mut messages = Vec::new();
        let missed = news.missed.saturating_sub(std::mem::replace(&mut self.missed, news.missed));
        let slots = match missed {
            0 => None,
            1 => Some("1 slot of your schedules was missed. Its schedule says what became of it.".to_owned()),
            many => Some(format!("{many} slots of your schedules were missed. They say what became of them.")),
        };
        messages.extend(slots.map(|body| Message::new("While you were away", body, None)));
        let ended: Vec<EndedSlot> = news.ended.into_iter().filter(|slot| self.slots.insert(slot.id.clone())).collect();
        messages.extend(about_slots(&ended));
        let key = |name: &str, why: &workbench::Error| format!("{name}\n{}", why.message);
        let now: HashSet<String> = news.paused.iter().map(|(name, why)| key(name, why)).collect();
        let new: Vec<_> = news.paused.iter().filter(|(name, why)| !self.paused.contains(&key(name, why))).collect();
        let title = match new[..] {
            [(name, _)] => format!("{name} is paused"),
            _ => format!("{} schedules are paused", new.len()),
        };
        messages.extend(new.first().map(|(_, why)| Message::new(title, why.message.clone(), None)));
        self.paused = now;
        messages
    }
}

/// One message about all slots that have ended. A click opens a run of the first that did not succeed.
fn about_slots(ended: &[EndedSlot]) -> Option<Message> {
    let first = ended.iter().find(|slot| !slot.succeeded).or(ended.first())?;
    let execution = first.execution_id.clone();
    if let [only] = ended {
        return Some(Message::new(only.name.clone(), outcome(only), execution));
    }
    let body = match ended.iter().filter(|slot| !slot.succeeded).count() {
        0 => "All succeeded.".to_owned(),
        bad => format!("{bad} failed. Open RecomAMP to see why."),
    };
    Some(Message::new(format!("{} scheduled slots have ended", ended.len()), body, execution))
}

fn outcome(slot: &EndedSlot) -> String {
    match (slot.succeeded, slot.good, slot.runs) {
        (true, _, 1) => "Succeeded.".to_owned(),
        (true, good, runs) => format!("{good} of {runs} instances succeeded."),
        (false, _, 1) => "Failed. Open it to see why.".to_owned(),
        (false, good, runs) => format!("{good} of {runs} instances succeeded. Open it to see why."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(id: &str, good: u32, runs: u32) -> EndedSlot {
        EndedSlot {
            id: id.to_owned(),
            name: "Pacing".to_owned(),
            succeeded: good == runs,
            runs,
            good,
            execution_id: Some(format!("{id} execution")),
        }
    }

    fn texts(messages: Vec<Message>) -> Vec<(String, String)> {
        messages.into_iter().map(|message| (message.title, message.body)).collect()
    }

    fn pair(title: &str, body: &str) -> (String, String) {
        (title.to_owned(), body.to_owned())
    }

    #[test]
    fn a_slot_is_told_once_however_many_instances_it_ran_on_and_several_together() {
        let mut told = Told::default();
        let first = ScheduleNews { ended: vec![slot("a", 11, 12)], ..ScheduleNews::default() };
        let messages = told.messages(first.clone());
        assert_eq!(messages[0].execution.as_deref(), Some("a execution"));
        let words = pair("Pacing", "11 of 12 instances succeeded. Open it to see why.");
        assert_eq!(texts(messages), [words]);
        assert_eq!(told.messages(first), []);
        let more = vec![slot("a", 11, 12), slot("b", 1, 1), slot("c", 0, 1)];
        let messages = told.messages(ScheduleNews { ended: more, ..ScheduleNews::default() });
        assert_eq!(messages[0].execution.as_deref(), Some("c execution"));
        assert_eq!(texts(messages), [pair("2 scheduled slots have ended", "1 failed. Open RecomAMP to see why.")]);
    }

    #[test]
    fn a_pause_is_told_with_its_reason_and_again_after_it_was_resumed() {
        let mut told = Told::default();
        let why = workbench::Error::new("SCH003", "Nobody was signed in.");
        let one = || vec![("Pacing".to_owned(), why.clone())];
        let news = |paused| ScheduleNews { paused, ..ScheduleNews::default() };
        assert_eq!(texts(told.messages(news(one()))), [pair("Pacing is paused", "Nobody was signed in.")]);
        assert_eq!(told.messages(news(one())), []);
        assert_eq!(told.messages(news(Vec::new())), []);
        let both = [one(), vec![("Reach".to_owned(), why.clone())]].concat();
        assert_eq!(texts(told.messages(news(both))), [pair("2 schedules are paused", "Nobody was signed in.")]);
    }

    #[test]
    fn missed_slots_are_told_in_one_sentence() {
        let mut told = Told::default();
        let news = |missed| ScheduleNews { missed, ..ScheduleNews::default() };
        let messages = told.messages(news(8));
        assert_eq!(messages.len(), 1);
        assert!(messages[0].body.starts_with("8 slots"), "{messages:?}");
        assert_eq!(told.messages(news(8)), []);
        assert!(told.messages(news(9))[0].body.starts_with("1 slot "));
    }
}
