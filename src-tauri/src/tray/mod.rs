//! The tray: Show, how many runs are under way, the next slots, run now, pause all, Quit; the icon shows how everything is.
//! Everything is in the menu, since Linux reports no clicks on the icon.

mod host;
mod icon;
mod menu;
mod schedules;
mod state;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use tauri::image::Image;
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager as _};
use workbench::Event;

use menu::Items;
use state::{Standing, State, state, words};

use crate::{Shell, exit, windows};

const ID: &str = "main";

/// Where the icon's file lies.
static FILES: OnceLock<PathBuf> = OnceLock::new();

/// Puts the icon into the tray and keeps `shell` told whether this desktop shows it.
///
/// A desktop may start its tray after the application, or lose it: then a hidden window would be out of reach, so it comes
/// back. Without an indicator library the tray crate would panic; then there is no tray at all.
pub(crate) fn start(app: &AppHandle, shell: &Shell) {
    if !host::library() {
        tracing::info!("this system has no library for tray icons");
        return;
    }
    let files = folder(shell.workbench().data_dir(), &app.config().identifier);
    // A program that was killed left its icon there.
    let _ = std::fs::remove_dir_all(&files);
    if let Err(error) = build(app, FILES.get_or_init(|| files)) {
        tracing::warn!(%error, "the tray icon could not be made");
        return;
    }
    let (app, shell) = (app.clone(), shell.clone());
    host::watch(move |shown| {
        tracing::info!(shown, "tray");
        if shell.set_tray(shown) {
            shell.workbench().event_sender().send(Event::StatusChanged);
            if !shown {
                windows::show_if_hidden(&app);
            }
        }
    });
}

/// Where a tray on Linux reads the icon, which it is told as a file: in memory where the session has such a place, and in a folder
/// for this data folder alone, since programs with a tray of the same name take each other's files away.
fn folder(data_dir: &Path, identifier: &str) -> PathBuf {
    match dirs::runtime_dir() {
        Some(session) => session.join(windows::name_for(data_dir, identifier)),
        None => data_dir.join("tray"),
    }
}

/// Takes the icon's file away with its folder. Called at the end.
pub(crate) fn clear_away() {
    if let Some(files) = FILES.get() {
        let _ = std::fs::remove_dir_all(files);
    }
}

fn build(app: &AppHandle, files: &Path) -> tauri::Result<()> {
    let known = Known::default();
    let items = Items::new(app, &known.words())?;
    let mut tray = TrayIconBuilder::with_id(ID).temp_dir_path(files).tooltip(known.tooltip()).menu(&items.menu);
    tray = tray.on_menu_event(|app, event| match event.id().as_ref() {
        "show" => windows::show(app),
        "pause" => schedules::pause_or_resume(app),
        "quit" => exit::quit(app),
        id => {
            if let Some(schedule) = id.strip_prefix(menu::RUN) {
                schedules::run_now(app, schedule);
            }
        }
    });
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    tray.build(app)?;
    app.manage(Tray { items, known: Mutex::new(known) });
    Ok(())
}

/// The tray and what it shows.
struct Tray {
    items: Items,
    /// Held while it is shown: of two that have news, the later one is shown last.
    known: Mutex<Known>,
}

/// What is known of everything.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Known {
    running: usize,
    schedules: Standing,
}

impl Known {
    fn state(self) -> State {
        state(self.running, self.schedules)
    }

    fn words(self) -> String {
        words(self.running, self.schedules)
    }

    fn tooltip(self) -> String {
        format!("RecomAMP, {}", self.words().to_lowercase())
    }
}

impl Tray {
    /// Takes in what is new, and shows what follows from it.
    fn learn(&self, app: &AppHandle, news: impl FnOnce(&mut Known)) -> tauri::Result<()> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let before = *known;
        news(&mut known);
        if *known == before {
            return Ok(());
        }
        self.items.say_running(&known.words())?;
        let Some(tray) = app.tray_by_id(ID) else { return Ok(()) };
        tray.set_tooltip(Some(known.tooltip()))?;
        if known.state() != before.state()
            && let Some(icon) = app.default_window_icon()
        {
            let drawn = icon::badge(icon.rgba(), icon.width(), icon.height(), known.state());
            tray.set_icon(Some(Image::new_owned(drawn, icon.width(), icon.height())))?;
        }
        Ok(())
    }
}

/// Shows how many runs are under way.
pub(crate) fn set_running(app: &AppHandle, running: usize) {
    let Some(tray) = app.try_state::<Tray>() else { return };
    say_if_not(tray.learn(app, |known| known.running = running));
}

/// Shows which slots come next, what can be done with schedules, and how they are.
pub(crate) async fn set_schedules(app: &AppHandle, shell: &Shell) {
    let schedules = shell.workbench().schedules();
    let (Ok(all), Ok(ahead)) = (schedules.list().await, schedules.ahead(schedules::NEXT_SLOTS).await) else { return };
    let Some(tray) = app.try_state::<Tray>() else { return };
    say_if_not(tray.learn(app, |known| known.schedules = Standing::of(&all)));
    say_if_not(tray.items.say_schedules(app, &all, &ahead));
}

fn say_if_not(shown: tauri::Result<()>) {
    if let Err(error) = shown {
        tracing::warn!(%error, "the tray could not be changed");
    }
}
