//! The main window: made in Rust so that its navigation can be guarded, and shown when it has something to show.

use std::process::ExitCode;

use tauri::{AppHandle, Manager as _, Runtime, WebviewUrl, WebviewWindowBuilder, WindowEvent};
use tauri_plugin_dialog::{DialogExt as _, MessageDialogKind};
use tauri_plugin_window_state::StateFlags;

use crate::{Shell, exit};

const LABEL: &str = "main";

/// Remembers size and place of the window, but not whether it was visible: that is the application's decision.
pub(crate) fn state_plugin<R: Runtime>() -> tauri::plugin::TauriPlugin<R> {
    tauri_plugin_window_state::Builder::new()
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .build()
}

/// Makes the main window. It stays hidden until its page has loaded, so that nobody sees it white.
///
/// # Errors
/// Tauri's, when the system refuses a window or a web view.
pub(crate) fn create(app: &AppHandle) -> tauri::Result<()> {
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
        .on_page_load(|window, _| {
            let _ = window.show();
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

/// Whether the person is looking at the window, so that a notification would only repeat what they see.
pub(crate) fn in_front(app: &AppHandle) -> bool {
    app.get_webview_window(LABEL).is_some_and(|w| w.is_visible().unwrap_or(false) && w.is_focused().unwrap_or(false))
}

/// Says why the application cannot start, before there is one, and gives the exit code.
pub(crate) fn refuse(message: &str) -> ExitCode {
    tracing::error!(message, "start refused");
    rfd::MessageDialog::new()
        .set_level(rfd::MessageLevel::Error)
        .set_title("RecomAMP cannot start")
        .set_description(message)
        .show();
    ExitCode::FAILURE
}

/// Says why the data folder cannot be used, then ends the application.
pub(crate) fn refuse_in_app(app: &AppHandle, error: &workbench::Error) {
    tracing::error!(code = %error.code, "start refused");
    let text = match &error.next_step {
        Some(next) => format!("{}\n\n{next}", error.message),
        None => error.message.to_owned(),
    };
    let handle = app.clone();
    app.dialog()
        .message(text)
        .title("RecomAMP cannot start")
        .kind(MessageDialogKind::Error)
        .show(move |_| handle.exit(1));
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
