//! The tray: Show, how many runs are under way, the next slot, pause all, Quit. Everything is in the menu, since Linux reports no clicks on the icon.

mod host;
mod schedules;

use tauri::menu::{IsMenuItem, Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager as _, Wry};
use workbench::Event;

use schedules::ScheduleItems;
pub(crate) use schedules::set_schedules;

use crate::{Shell, exit, windows};

const ID: &str = "main";

/// Puts the icon into the tray and keeps `shell` told whether this desktop shows it.
///
/// A desktop may start its tray after the application, or lose it: then a hidden window would be out of reach, so it comes
/// back. Without an indicator library the tray crate would panic; then there is no tray at all.
pub(crate) fn start(app: &AppHandle, shell: &Shell) {
    if !host::library() {
        tracing::info!("this system has no library for tray icons");
        return;
    }
    if let Err(error) = build(app) {
        tracing::warn!(%error, "the tray icon could not be made");
        return;
    }
    let (app, shell) = (app.clone(), shell.clone());
    host::watch(move |shown| {
        tracing::info!(shown, "tray");
        if shell.set_tray(shown) {
            shell.workbench().event_sender().send(Event::StatusChanged);
        }
        if !shown {
            windows::show_if_hidden(&app);
        }
    });
}

fn build(app: &AppHandle) -> tauri::Result<()> {
    let show = MenuItem::with_id(app, "show", "Show RecomAMP", true, None::<&str>)?;
    let running = MenuItem::with_id(app, "running", words(0), false, None::<&str>)?;
    let schedules = ScheduleItems::new(app)?;
    let quit = MenuItem::with_id(app, "quit", "Quit", true, None::<&str>)?;
    let (one, other) = (PredefinedMenuItem::separator(app)?, PredefinedMenuItem::separator(app)?);
    let items: [&dyn IsMenuItem<Wry>; 7] = [&show, &running, &one, &schedules.next, &schedules.pause, &other, &quit];
    let menu = Menu::with_items(app, &items)?;
    let mut tray = TrayIconBuilder::with_id(ID).tooltip("RecomAMP").menu(&menu).on_menu_event(|app, event| match event
        .id()
        .as_ref()
    {
        "show" => windows::show(app),
        "pause" => schedules::pause_or_resume(app),
        "quit" => exit::quit(app),
        _ => {}
    });
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    tray.build(app)?;
    app.manage(RunningItem(running));
    app.manage(schedules);
    Ok(())
}

struct RunningItem(MenuItem<Wry>);

/// Shows in the menu and the tooltip how many runs are under way.
pub(crate) fn set_running(app: &AppHandle, running: usize) {
    if let Some(item) = app.try_state::<RunningItem>() {
        let _ = item.0.set_text(words(running));
    }
    if let Some(tray) = app.tray_by_id(ID) {
        let _ = tray.set_tooltip(Some(format!("RecomAMP, {}", words(running).to_lowercase())));
    }
}

fn words(running: usize) -> String {
    match running {
        0 => "Nothing is running".to_owned(),
        1 => "1 run under way".to_owned(),
        n => format!("{n} runs under way"),
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn the_menu_counts_runs_in_words() {
        assert_eq!(words(0), "Nothing is running");
        assert_eq!(words(1), "1 run under way");
        assert_eq!(words(12), "12 runs under way");
    }
}
