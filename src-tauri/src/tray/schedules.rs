//! What the tray says of schedules, and what can be done with them from there.

use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt as _;
use workbench::schedule::{Ahead, ComingSlot, MisfireWord, ScheduleState, ScheduleSummary};

use super::state::paused_by_hand;
use crate::windows;

pub(super) const NO_SCHEDULE: &str = "No schedule is on";
pub(super) const PAUSE: &str = "Pause all schedules";
const RESUME: &str = "Resume what you paused";

/// Slots that the menu names.
pub(super) const NEXT_SLOTS: usize = 3;
/// Schedules that the menu offers to run: more would not fit on the screen.
const MOST_OFFERED: usize = 15;
/// Longest name in the menu, in characters.
const LONGEST_NAME: usize = 48;
/// Where the count of slots ends, and stands for so many or more.
const MANY_SLOTS: u32 = 1_000;

/// Pauses all schedules that fire, or resumes all that a person paused if none does.
pub(super) fn pause_or_resume(app: &AppHandle) {
    let Some(shell) = windows::shell(app) else { return };
    tauri::async_runtime::spawn(async move {
        let schedules = shell.workbench().schedules();
        let Ok(all) = schedules.list().await else { return };
        let firing = on(&all);
        // The tray cannot ask what of the pause is to be made up for; the history has it.
        let done = if firing.is_empty() {
            schedules.resume(paused(&all), MisfireWord::None).await
        } else {
            schedules.pause(firing).await
        };
        if let Err(error) = done {
            tracing::warn!(code = %error.code, "schedules could not be paused or resumed from the tray");
        }
    });
}

/// Runs a schedule beside its slots. What keeps it from running is told: nobody looks at the window.
pub(super) fn run_now(app: &AppHandle, id: &str) {
    let Some(shell) = windows::shell(app) else { return };
    let (app, id) = (app.clone(), id.to_owned());
    tauri::async_runtime::spawn(async move {
        let Err(error) = shell.workbench().schedules().run_now(&id).await else { return };
        tracing::warn!(code = %error.code, "a schedule could not be run from the tray");
        let _ = app.notification().builder().title("The schedule could not be run").body(error.message).show();
    });
}

/// What can be done with all schedules, and whether it can.
pub(super) fn offer(all: &[ScheduleSummary]) -> (&'static str, bool) {
    match (on(all).is_empty(), paused(all).is_empty()) {
        (false, _) => (PAUSE, true),
        (true, false) => (RESUME, true),
        (true, true) => (PAUSE, false),
    }
}

fn on(all: &[ScheduleSummary]) -> Vec<String> {
    all.iter().filter(|one| one.state == ScheduleState::On).map(|one| one.id.clone()).collect()
}

fn paused(all: &[ScheduleSummary]) -> Vec<String> {
    all.iter().filter(|one| paused_by_hand(one)).map(|one| one.id.clone()).collect()
}

/// The lines about the slots that come next, one at least.
pub(super) fn next_words(next: &[ComingSlot]) -> Vec<String> {
    let line = |(place, slot): (usize, &ComingSlot)| {
        let word = if place == 0 { "Next" } else { "Then" };
        format!("{word}: {}, {}", slot.local, in_menu(&slot.name))
    };
    let lines: Vec<String> = next.iter().take(NEXT_SLOTS).enumerate().map(line).collect();
    if lines.is_empty() { vec![NO_SCHEDULE.to_owned()] } else { lines }
}

/// The schedules that can be run by hand, by name: the id and what the menu says. `all` are in the order of their names.
pub(super) fn offered(all: &[ScheduleSummary]) -> Vec<(String, String)> {
    let going = all.iter().filter(|one| one.state != ScheduleState::Ended);
    going.take(MOST_OFFERED).map(|one| (one.id.clone(), in_menu(&one.name))).collect()
}

/// The way out, with what would be missed.
pub(super) fn quit_words(ahead: &Ahead) -> String {
    match ahead.within_a_day {
        0 => "Quit".to_owned(),
        1 => "Quit (1 slot before this time tomorrow)".to_owned(),
        MANY_SLOTS.. => "Quit (1,000 slots or more before this time tomorrow)".to_owned(),
        many => format!("Quit ({many} slots before this time tomorrow)"),
    }
}

/// A name as a menu takes it: cut in the middle where it is long, and without a `&` that would mark a key.
fn in_menu(name: &str) -> String {
    let name: Vec<char> = name.chars().collect();
    let cut: String = if name.len() > LONGEST_NAME {
        let (head, tail) = (LONGEST_NAME * 2 / 3, LONGEST_NAME / 3 - 1);
        name[..head].iter().chain(&['…']).chain(&name[name.len() - tail..]).collect()
    } else {
        name.iter().collect()
    };
    cut.replace('&', "&&")
}

#[cfg(test)]
mod tests {
    use super::super::state::tests::schedule;
    use super::*;

    fn coming(local: &str, name: &str) -> ComingSlot {
        ComingSlot {
            schedule_id: "s".to_owned(),
            name: name.to_owned(),
            nominal: 0,
            local: local.to_owned(),
            executions: 1,
        }
    }

    #[test]
    fn the_next_slots_are_said_in_words_and_so_is_that_there_are_none() {
        assert_eq!(next_words(&[]), [NO_SCHEDULE]);
        let three = [
            coming("Fri 6 Mar 07:00", "Pacing"),
            coming("Fri 6 Mar 08:00", "Reach & frequency"),
            coming("Sat 7 Mar 07:00", "Pacing"),
        ];
        assert_eq!(
            next_words(&three),
            [
                "Next: Fri 6 Mar 07:00, Pacing",
                "Then: Fri 6 Mar 08:00, Reach && frequency",
                "Then: Sat 7 Mar 07:00, Pacing"
            ]
        );
    }

    #[test]
    fn a_long_name_is_cut_in_the_middle() {
        let name = format!("{}{}", "é".repeat(100), "the end");
        let cut = in_menu(&name);
        assert_eq!(cut.chars().count(), LONGEST_NAME);
        assert!(cut.starts_with("ééé") && cut.contains('…') && cut.ends_with("the end"), "{cut}");
    }

    #[test]
    fn schedules_that_are_on_or_paused_can_be_run_fifteen_of_them() {
        let mut all: Vec<_> = (10..30).map(|n| schedule(&n.to_string(), ScheduleState::On)).collect();
        all[0].state = ScheduleState::Ended;
        all[1].state = ScheduleState::Paused;
        let offered = offered(&all);
        assert_eq!(offered.len(), 15);
        assert_eq!(offered[0], ("11".to_owned(), "Schedule 11".to_owned()));
    }

    #[test]
    fn quitting_says_what_would_be_missed() {
        let within = |within_a_day| quit_words(&Ahead { next: Vec::new(), within_a_day });
        assert_eq!(within(0), "Quit");
        assert_eq!(within(1), "Quit (1 slot before this time tomorrow)");
        assert_eq!(within(2), "Quit (2 slots before this time tomorrow)");
        assert_eq!(within(1_000), "Quit (1,000 slots or more before this time tomorrow)");
    }
}
