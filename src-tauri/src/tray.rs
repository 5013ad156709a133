//! The tray: Show, how many runs are under way, Quit. Everything is in the menu, since Linux reports no clicks on the icon.

use tauri::menu::{Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager as _, Wry};

use crate::{exit, windows};

const ID: &str = "main";

/// Puts the icon into the tray and answers whether this desktop can show it.
///
/// Without an indicator library the tray crate would panic, and without a tray host the icon would be invisible; in both
/// cases there is no tray, and closing the window ends the application.
pub(crate) fn build(app: &AppHandle) -> bool {
    if !host::present() {
        tracing::info!("no tray on this desktop");
        return false;
    }
    match try_build(app) {
        Ok(()) => true,
        Err(error) => {
            tracing::warn!(%error, "the tray icon could not be made");
            false
        }
    }
}

fn try_build(app: &AppHandle) -> tauri::Result<()> {
    let show = MenuItem::with_id(app, "show", "Show RecomAMP", true, None::<&str>)?;
    let running = MenuItem::with_id(app, "running", words(0), false, None::<&str>)?;
    let quit = MenuItem::with_id(app, "quit", "Quit", true, None::<&str>)?;
    let menu = Menu::with_items(app, &[&show, &running, &PredefinedMenuItem::separator(app)?, &quit])?;
    let mut tray = TrayIconBuilder::with_id(ID).tooltip("RecomAMP").menu(&menu).on_menu_event(|app, event| match event
        .id()
        .as_ref()
    {
        "show" => windows::show(app),
        "quit" => exit::quit(app),
        _ => {}
    });
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    tray.build(app)?;
    app.manage(RunningItem(running));
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

#[cfg(target_os = "linux")]
mod host {
    use std::path::Path;

    /// Whether the indicator library can be loaded and some program on the session bus shows tray icons.
    pub(super) fn present() -> bool {
        library() && watcher()
    }

    fn library() -> bool {
        const NAMES: [&str; 2] = ["libayatana-appindicator3.so.1", "libappindicator3.so.1"];
        let mut folders: Vec<String> = std::env::var("LD_LIBRARY_PATH")
            .unwrap_or_default()
            .split(':')
            .filter(|f| !f.is_empty())
            .map(str::to_owned)
            .collect();
        for root in ["/usr/lib", "/usr/lib64", "/lib", "/usr/local/lib"] {
            folders.push(root.to_owned());
            folders.push(format!("{root}/{}-linux-gnu", std::env::consts::ARCH));
        }
        folders.iter().any(|folder| NAMES.iter().any(|name| Path::new(folder).join(name).exists()))
    }

    /// The name that every tray host on Linux owns or registers with (StatusNotifierItem specification).
    fn watcher() -> bool {
        let Ok(bus) = zbus::blocking::Connection::session() else { return false };
        let Ok(proxy) = zbus::blocking::fdo::DBusProxy::new(&bus) else { return false };
        let Ok(name) = zbus::names::BusName::try_from("org.kde.StatusNotifierWatcher") else { return false };
        proxy.name_has_owner(name).unwrap_or(false)
    }
}

#[cfg(not(target_os = "linux"))]
mod host {
    /// macOS and Windows always have a tray.
    pub(super) fn present() -> bool {
        true
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
