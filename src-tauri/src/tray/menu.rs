//! The menu's items. What an item says is set only when it says something else, so that an open menu does not flicker.

use std::sync::{Mutex, PoisonError};

use tauri::menu::{IsMenuItem, Menu, MenuItem, PredefinedMenuItem, Submenu};
use tauri::{AppHandle, Wry};
use workbench::schedule::{Ahead, ScheduleSummary};

use super::schedules::{NEXT_SLOTS, NO_SCHEDULE, PAUSE, next_words, offer, offered, quit_words};

/// Where the lines about the next slots begin.
const NEXT_AT: usize = 3;
/// Begins the id of an item that runs a schedule; the schedule's id follows.
pub(super) const RUN: &str = "run:";

/// The items that change.
pub(super) struct Items {
    pub(super) menu: Menu<Wry>,
    running: MenuItem<Wry>,
    next: Vec<MenuItem<Wry>>,
    run_now: Submenu<Wry>,
    pause: MenuItem<Wry>,
    quit: MenuItem<Wry>,
    put: Mutex<Put>,
}

/// Which of the items are in the menu.
struct Put {
    next: usize,
    offered: Vec<MenuItem<Wry>>,
}

impl Items {
    /// The menu before anything is known.
    pub(super) fn new(app: &AppHandle, running: &str) -> tauri::Result<Self> {
        let item = |id: &str, words: &str, on: bool| MenuItem::with_id(app, id, words, on, None::<&str>);
        let show = item("show", "Show RecomAMP", true)?;
        let running = item("running", running, false)?;
        let next = (0..NEXT_SLOTS).map(|place| item(&format!("next {place}"), NO_SCHEDULE, false));
        let next = next.collect::<tauri::Result<Vec<_>>>()?;
        let run_now = Submenu::with_id(app, "run", "Run now", false)?;
        let pause = item("pause", PAUSE, false)?;
        let quit = item("quit", "Quit", true)?;
        let (one, other) = (PredefinedMenuItem::separator(app)?, PredefinedMenuItem::separator(app)?);
        let items: [&dyn IsMenuItem<Wry>; 8] = [&show, &running, &one, &next[0], &run_now, &pause, &other, &quit];
        let menu = Menu::with_items(app, &items)?;
        let put = Mutex::new(Put { next: 1, offered: Vec::new() });
        Ok(Self { menu, running, next, run_now, pause, quit, put })
    }

    /// Says how many runs are under way.
    pub(super) fn say_running(&self, words: &str) -> tauri::Result<()> {
        say(&self.running, words)
    }

    /// Says what comes next, and what can be done with schedules.
    pub(super) fn say_schedules(&self, app: &AppHandle, all: &[ScheduleSummary], ahead: &Ahead) -> tauri::Result<()> {
        let mut put = self.put.lock().unwrap_or_else(PoisonError::into_inner);
        let lines = next_words(&ahead.next);
        for (item, line) in self.next.iter().zip(&lines) {
            say(item, line)?;
        }
        while put.next > lines.len() {
            self.menu.remove(&self.next[put.next - 1])?;
            put.next -= 1;
        }
        while put.next < lines.len() {
            self.menu.insert(&self.next[put.next], NEXT_AT + put.next)?;
            put.next += 1;
        }
        self.offer(app, &mut put.offered, offered(all))?;
        let (words, on) = offer(all);
        say(&self.pause, words)?;
        enable(self.pause.is_enabled()?, on, |on| self.pause.set_enabled(on))?;
        say(&self.quit, &quit_words(ahead))
    }

    /// Makes the schedules that can be run those of `wanted`, each an id and a name.
    fn offer(&self, app: &AppHandle, put: &mut Vec<MenuItem<Wry>>, wanted: Vec<(String, String)>) -> tauri::Result<()> {
        let id = |schedule: &str| format!("{RUN}{schedule}");
        if put.iter().map(|item| item.id().as_ref().to_owned()).eq(wanted.iter().map(|(schedule, _)| id(schedule))) {
            for (item, (_, name)) in put.iter().zip(&wanted) {
                say(item, name)?;
            }
        } else {
            for item in put.drain(..) {
                self.run_now.remove(&item)?;
            }
            for (schedule, name) in &wanted {
                let item = MenuItem::with_id(app, id(schedule), name, true, None::<&str>)?;
                self.run_now.append(&item)?;
                put.push(item);
            }
        }
        enable(self.run_now.is_enabled()?, !wanted.is_empty(), |on| self.run_now.set_enabled(on))
    }
}

fn say(item: &MenuItem<Wry>, words: &str) -> tauri::Result<()> {
    if item.text()? == words { Ok(()) } else { item.set_text(words) }
}

fn enable(is: bool, on: bool, set: impl FnOnce(bool) -> tauri::Result<()>) -> tauri::Result<()> {
    if is == on { Ok(()) } else { set(on) }
}
