//! What has been told of schedules, and what is new as messages: one for each slot that ended, however many instances it ran on; one
//! for schedules that were paused for a reason; one for all slots that were missed while nothing was open. After quiet hours all of
//! it is one message.

use std::collections::HashSet;

use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt as _;
use workbench::schedule::{BudgetUse, EndedSlot, ScheduleNews};

/// What has been told already.
#[derive(Default)]
pub(crate) struct Told {
    slots: HashSet<String>,
    paused: HashSet<String>,
    missed: u32,
    budgets: HashSet<String>,
}

/// What has not been told yet.
struct New {
    missed: u32,
    ended: Vec<EndedSlot>,
    paused: Vec<(String, workbench::Error)>,
    budgets: Vec<BudgetUse>,
}

/// A notification, and the run that a click on it opens.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Message {
    title: String,
    body: String,
    execution: Option<String>,
}

impl Message {
    fn new(title: impl Into<String>, body: impl Into<String>, execution: Option<String>) -> Self {
        Self { title: title.into(), body: body.into(), execution }
    }

    pub(crate) fn show(self, app: &AppHandle) {
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
    pub(crate) fn messages(&mut self, news: ScheduleNews) -> Vec<Message> {
        let new = self.new_of(news);
        let mut messages = Vec::new();
        let slots = match new.missed {
            0 => None,
            1 => Some("1 slot of your schedules was missed. Its schedule says what became of it.".to_owned()),
            many => Some(format!("{many} slots of your schedules were missed. They say what became of them.")),
        };
        messages.extend(slots.map(|body| Message::new("While you were away", body, None)));
        messages.extend(about_slots(&new.ended));
        let title = match &new.paused[..] {
            [(name, _)] => format!("{name} is paused"),
            many => format!("{} schedules are paused", many.len()),
        };
        messages.extend(about_budgets(&new.budgets).map(|body| Message::new("A budget is nearly used up", body, None)));
        messages.extend(new.paused.first().map(|(_, why)| Message::new(title, why.message.clone(), None)));
        messages
    }

    /// What is new of `news` after it was quiet, as one message; none when nothing is.
    pub(crate) fn digest(&mut self, news: ScheduleNews) -> Option<Message> {
        let new = self.new_of(news);
        let failed = new.ended.iter().filter(|slot| !slot.succeeded).count();
        let slots = match (new.ended.len(), failed) {
            (0, _) => None,
            (all, 0) => Some(format!("{} ran, none failed.", slots(all))),
            // Schedules that tell of failures only: how many ran beside them is not known here.
            (all, failed) if all == failed => Some(format!("{} failed.", slots(all))),
            (all, failed) => Some(format!("{} ran, {failed} failed.", slots(all))),
        };
        let missed = match new.missed {
            0 => None,
            1 => Some("1 slot was missed.".to_owned()),
            many => Some(format!("{many} slots were missed.")),
        };
        let paused = match &new.paused[..] {
            [] => None,
            [(name, why)] => Some(format!("{name} is paused: {}", why.message)),
            [(_, why), ..] => Some(format!("{} schedules are paused: {}", new.paused.len(), why.message)),
        };
        let sentences: Vec<String> =
            [slots, missed, paused, about_budgets(&new.budgets)].into_iter().flatten().collect();
        let said = !sentences.is_empty();
        said.then(|| Message::new("While it was quiet", sentences.join(" "), to_open(&new.ended)))
    }

    fn new_of(&mut self, news: ScheduleNews) -> New {
        let missed = news.missed.saturating_sub(std::mem::replace(&mut self.missed, news.missed));
        let ended = news.ended.into_iter().filter(|slot| self.slots.insert(slot.id.clone())).collect();
        let key = |name: &str, why: &workbench::Error| format!("{name}\n{}", why.message);
        let now: HashSet<String> = news.paused.iter().map(|(name, why)| key(name, why)).collect();
        let paused = news.paused.into_iter().filter(|(name, why)| !self.paused.contains(&key(name, why))).collect();
        self.paused = now;
        let key = |budget: &BudgetUse| {
            format!("{:?} {} {:?} {}", budget.owner, budget.id, budget.unit, budget.used >= budget.most)
        };
        let now: HashSet<String> = news.budgets.iter().map(key).collect();
        let budgets = news.budgets.into_iter().filter(|budget| !self.budgets.contains(&key(budget))).collect();
        self.budgets = now;
        New { missed, ended, paused, budgets }
    }
}

fn slots(count: usize) -> String {
    if count == 1 { "1 slot".to_owned() } else { format!("{count} slots") }
}

/// A run of the first slot that did not succeed, or of the first.
fn to_open(ended: &[EndedSlot]) -> Option<String> {
    ended.iter().find(|slot| !slot.succeeded).or(ended.first())?.execution_id.clone()
}

/// A sentence about budgets of today.
fn about_budgets(near: &[BudgetUse]) -> Option<String> {
    match near {
        [] => None,
        [only] => Some(only.words()),
        [first, rest @ ..] => Some(format!("{} {} more are nearly used up too.", first.words(), rest.len())),
    }
}

/// One message about all slots that have ended.
fn about_slots(ended: &[EndedSlot]) -> Option<Message> {
    let body = match ended {
        [] => return None,
        [only] => return Some(Message::new(only.name.clone(), outcome(only), to_open(ended))),
        many => match many.iter().filter(|slot| !slot.succeeded).count() {
            0 => "All succeeded.".to_owned(),
            bad => format!("{bad} failed. Open RecomAMP to see why."),
        },
    };
    Some(Message::new(format!("{} scheduled slots have ended", ended.len()), body, to_open(ended)))
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
    use workbench::schedule::{BudgetOwner, BudgetUnit};

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

    #[test]
    fn a_budget_is_told_when_it_is_nearly_used_up_and_once_more_when_it_is() {
        let mut told = Told::default();
        let budget = |used| BudgetUse {
            owner: BudgetOwner::Instance,
            id: "i".to_owned(),
            name: "Kestrel US".to_owned(),
            unit: BudgetUnit::Executions,
            used,
            most: 100,
        };
        let mut tell = |used| told.messages(ScheduleNews { budgets: vec![budget(used)], ..ScheduleNews::default() });
        let words = "Kestrel US has used 84 of its 100 executions of today.";
        assert_eq!(texts(tell(84)), [pair("A budget is nearly used up", words)]);
        assert_eq!(tell(90), []);
        assert_eq!(tell(100).len(), 1);
        assert_eq!(tell(100), []);
    }

    #[test]
    fn after_quiet_hours_all_that_is_new_is_one_message() {
        let mut told = Told::default();
        told.messages(ScheduleNews { ended: vec![slot("before", 1, 1)], missed: 2, ..ScheduleNews::default() });
        let why = workbench::Error::new("SCH003", "Nobody was signed in.");
        let ended = ["before", "a", "b", "c", "d"].map(|id| slot(id, 1, 1)).into_iter().chain([slot("e", 0, 1)]);
        let news = ScheduleNews {
            ended: ended.collect(),
            missed: 3,
            paused: vec![("Pacing".to_owned(), why)],
            budgets: Vec::new(),
        };
        let message = told.digest(news.clone()).unwrap();
        assert_eq!(message.execution.as_deref(), Some("e execution"));
        let body = "5 slots ran, 1 failed. 1 slot was missed. Pacing is paused: Nobody was signed in.";
        assert_eq!(texts(vec![message]), [pair("While it was quiet", body)]);
        assert_eq!(told.digest(news.clone()), None);
        assert_eq!(told.messages(news), [], "what a digest told is told");
    }

    #[test]
    fn a_digest_says_no_more_than_is_known() {
        let body = |ended: Vec<EndedSlot>| {
            let digest = Told::default().digest(ScheduleNews { ended, ..ScheduleNews::default() });
            digest.map(|message| message.body)
        };
        assert_eq!(body(Vec::new()), None);
        assert_eq!(body(vec![slot("a", 1, 1)]).as_deref(), Some("1 slot ran, none failed."));
        assert_eq!(body(vec![slot("a", 0, 1), slot("b", 1, 2)]).as_deref(), Some("2 slots failed."));
    }
}
