//! Ending the application: one way out, whoever asks (tray, Cmd+Q, a signal, the last window), within five seconds.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use tauri::{AppHandle, RunEvent};
use tauri_plugin_notification::NotificationExt as _;

use crate::{Shell, windows};

static ENDING: AtomicBool = AtomicBool::new(false);
static SHELL: OnceLock<Shell> = OnceLock::new();

/// Tells the way out which shell it has to close.
pub(crate) fn closes(shell: Shell) {
    let _ = SHELL.set(shell);
}

/// The person asked to quit.
pub(crate) fn quit(app: &AppHandle) {
    if !ENDING.swap(true, Ordering::SeqCst) {
        app.exit(0);
    }
}

/// The person closed the window. It keeps running in the tray only while something needs it, and says so once; otherwise
/// closing the window is quitting.
pub(crate) fn window_closed(app: &AppHandle) {
    let Some(shell) = windows::shell(app) else { return quit(app) };
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let running = shell.running().await;
        if running == 0 || !shell.has_tray() || !shell.keeps_running_in_tray().await {
            quit(&app);
            return;
        }
        windows::hide(&app);
        if shell.first_time_in_tray().await {
            let _ = app
                .notification()
                .builder()
                .title("RecomAMP keeps running")
                .body(format!(
                    "{} still under way. It stays in the tray until you quit there.",
                    if running == 1 { "1 run is".to_owned() } else { format!("{running} runs are") }
                ))
                .show();
        }
    });
}

/// Handles the loop's last events; every path to the end sets the same flag.
pub(crate) fn handle(_: &AppHandle, event: RunEvent) {
    if let RunEvent::ExitRequested { .. } | RunEvent::Exit = event {
        ENDING.store(true, Ordering::SeqCst);
    }
}

/// Closes services and store. Called once, after the window's loop has ended.
pub(crate) async fn finish() {
    if let Some(shell) = SHELL.get() {
        shell.close().await;
    }
}
