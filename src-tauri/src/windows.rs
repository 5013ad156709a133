//! The main window: made in Rust so that its navigation can be guarded, and shown when it has something to show.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tauri::webview::PageLoadEvent;
use tauri::{AppHandle, Manager as _, Runtime, WebviewUrl, WebviewWindowBuilder, WindowEvent};
use tauri_plugin_dialog::{DialogExt as _, MessageDialogKind};
use tauri_plugin_window_state::StateFlags;

use crate::{Shell, exit, linux, login, refusal};

pub(crate) const LABEL: &str = "main";

/// Before that the window is hidden because its page is loading.
static LOADED: AtomicBool = AtomicBool::new(false);

/// How long a desktop that is just starting may take until it shows its tray.
const TRAY_COMES: Duration = Duration::from_secs(10);

/// Remembers size and place of the window, but not whether it was visible: that is the application's decision.
pub(crate) fn state_plugin<R: Runtime>() -> tauri::plugin::TauriPlugin<R> {
    tauri_plugin_window_state::Builder::new()
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .build()
}

/// Lets a second start with the same data folder show the first one's window and end. Another folder is another
/// application. Without a session bus nothing tells the two of each other, and the folder's lock refuses the second.
pub(crate) fn single(data_dir: &Path, identifier: &str) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    let builder = tauri_plugin_single_instance::Builder::new().callback(|app, arguments, _| {
        // Signing in once more is no wish to see the window.
        if !arguments.iter().any(|argument| argument == login::HIDDEN) {
            show(app);
        }
    });
    #[cfg(target_os = "linux")]
    let builder = builder.dbus_id(name_for(data_dir, identifier));
    #[cfg(not(target_os = "linux"))]
    let _ = (data_dir, identifier);
    builder.build()
}

/// A name for the application with this data folder: the identifier with the folder's path as a number, since a part of a bus name
/// takes no slashes.
pub(crate) fn name_for(data_dir: &Path, identifier: &str) -> String {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    std::path::absolute(data_dir).unwrap_or_else(|_| data_dir.to_owned()).hash(&mut hasher);
    format!("{identifier}.d{:016x}", hasher.finish())
}

/// Makes the main window. It stays hidden until its page has loaded, so that nobody sees it white, and then too if it is to be
/// `hidden`.
///
/// # Errors
/// Tauri's, when the system refuses a window or a web view.
pub(crate) fn create(app: &AppHandle, hidden: bool) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .title("RecomAMP")
        .inner_size(1440.0, 900.0)
        .min_inner_size(1024.0, 640.0)
        .visible(false)
        .disable_drag_drop_handler()
        // Only the application's own pages; no page opens another window or downloads anything.
        .on_navigation(own_page)
        .on_new_window(|_, _| tauri::webview::NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .on_page_load(move |window, load| {
            if load.event() == PageLoadEvent::Finished && !LOADED.swap(true, Ordering::Relaxed) && !hidden {
                let _ = window.show();
            }
        })
        .build()?;
    let handle = app.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::CloseRequested { api, .. } = event {
            api.prevent_close();
            exit::window_closed(&handle);
        }
    });
    Ok(())
}

fn own_page(url: &tauri::Url) -> bool {
    let own = match (url.scheme(), url.host_str()) {
        ("tauri", Some("localhost")) | ("http" | "https", Some("tauri.localhost")) => true,
        ("http", Some("localhost")) => cfg!(dev) && url.port() == Some(1420),
        _ => false,
    };
    if !own {
        tracing::warn!(scheme = url.scheme(), "a page tried to leave the application and was kept");
    }
    own
}

/// Shows the main window and brings it forward.
pub(crate) fn show(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let _ = window.show();
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

/// Hides the main window; the tray keeps the application going.
pub(crate) fn hide(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let _ = window.hide();
    }
}

/// Puts the main window away where the desktop keeps windows: a tray is not needed to get it back.
pub(crate) fn minimize(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let _ = window.minimize();
    }
}

/// Shows the main window if it is hidden; the tray that would bring it back is gone.
pub(crate) fn show_if_hidden(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL)
        && LOADED.load(Ordering::Relaxed)
        && !window.is_visible().unwrap_or(true)
    {
        let _ = window.show();
    }
}

/// Shows the window of a program that was started hidden, unless the desktop's tray can bring it back.
pub(crate) fn show_without_tray(app: &AppHandle, shell: &Shell) {
    let (app, shell) = (app.clone(), shell.clone());
    tauri::async_runtime::spawn(async move {
        shell.workbench().clock().sleep(TRAY_COMES).await;
        if !shell.has_tray() {
            show(&app);
        }
    });
}

/// Whether the person is looking at the window, so that a notification would only repeat what they see.
pub(crate) fn in_front(app: &AppHandle) -> bool {
    app.get_webview_window(LABEL).is_some_and(|w| {
        w.is_visible().unwrap_or(false) && (w.is_focused().unwrap_or(false) || crate::host::in_dialog())
    })
}

/// Warns of a web view that is too old, in a box of the system's, since the page may not be fit to show anything.
pub(crate) fn warn_of_old_web_view(app: &AppHandle) {
    let version = tauri::webview_version().unwrap_or_default();
    tracing::info!(version, "web view");
    if let Some(sentence) = linux::old_web_view(&version) {
        app.dialog()
            .message(refusal::for_box(&sentence))
            .title("RecomAMP")
            .kind(MessageDialogKind::Warning)
            .show(|_| {});
    }
}

/// Says that a part of the application broke. Its data are safe: the store commits whole steps only.
pub(crate) fn tell_of_defect(app: &AppHandle, log: &Path) {
    let sentence = format!(
        "Something inside RecomAMP went wrong. Your data is intact: quit, start it again, and if it happens twice report \
         it with the log in {}.",
        log.display()
    );
    refusal::report(&sentence);
    app.dialog().message(refusal::for_box(&sentence)).title("RecomAMP").kind(MessageDialogKind::Error).show(|_| {});
}

/// The shell of a running application; none while the start was refused.
pub(crate) fn shell(app: &AppHandle) -> Option<Shell> {
    app.try_state::<Shell>().map(|s| s.inner().clone())
}

#[cfg(test)]
mod tests {
    use super::own_page;

    #[test]
    fn only_the_applications_own_pages_open() {
        for (address, own) in [
            ("tauri://localhost/index.html", true),
            ("http://tauri.localhost/", true),
            ("https://www.amazon.com/ap/oa", false),
            ("http://localhost:8742/signed-in", false),
            ("file:///etc/passwd", false),
            ("javascript:alert(1)", false),
            ("data:text/html,x", false),
            ("tauri://localhost.evil.example/", false),
        ] {
            assert_eq!(own_page(&address.parse().unwrap()), own, "{address}");
        }
    }
}
