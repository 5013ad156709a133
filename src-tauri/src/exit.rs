//! Ending the application: one way out, whoever asks (tray, Cmd+Q, a signal, the last window), within five seconds.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tauri::{AppHandle, RunEvent};
use tauri_plugin_notification::NotificationExt as _;

use crate::{Shell, tray, windows};

/// From the wish to quit to the end of the process, whatever is under way.
const LIMIT: Duration = Duration::from_secs(5);

static ENDING: AtomicBool = AtomicBool::new(false);
static SHELL: OnceLock<Shell> = OnceLock::new();

/// Tells the way out which shell it has to close.
pub(crate) fn closes(shell: Shell) {
    let _ = SHELL.set(shell);
}

/// The person asked to quit.
pub(crate) fn quit(app: &AppHandle) {
    if begin() {
        app.exit(0);
    }
}

/// Starts the end once: from here the process lives five seconds at most, even if its loop or a disk does not answer.
fn begin() -> bool {
    let first = !ENDING.swap(true, Ordering::SeqCst);
    if first {
        std::thread::spawn(|| {
            std::thread::sleep(LIMIT);
            std::process::exit(1);
        });
    }
    first
}

/// Quits when the system asks; a second time at once.
#[cfg(unix)]
pub(crate) fn heed_signals(app: &AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};

    for kind in [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()] {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            let Ok(mut asked) = signal(kind) else {
                tracing::warn!(kind = kind.as_raw_value(), "a wish of the system to end the program cannot be heard");
                return;
            };
            while asked.recv().await.is_some() {
                if ENDING.load(Ordering::SeqCst) {
                    std::process::exit(1);
                }
                quit(&app);
            }
        });
    }
}

/// Windows and macOS end applications through their own loops.
#[cfg(not(unix))]
pub(crate) fn heed_signals(_: &AppHandle) {}

/// The person closed the window. It keeps running only while something needs it, and says so once; otherwise closing the
/// window is quitting. Without a tray a hidden window would be out of reach, so there it is minimised.
pub(crate) fn window_closed(app: &AppHandle) {
    let Some(shell) = windows::shell(app) else { return quit(app) };
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let (running, schedules) = (shell.running().await, shell.schedules_on().await);
        if running + schedules == 0 || !shell.workbench().settings().current().keep_running_in_tray {
            return quit(&app);
        }
        let in_tray = shell.has_tray();
        if in_tray {
            windows::hide(&app);
        } else {
            windows::minimize(&app);
        }
        if shell.first_time_kept_running() {
            let _ = app
                .notification()
                .builder()
                .title("RecomAMP keeps running")
                .body(keeps_running(running, schedules, in_tray))
                .show();
        }
    });
}

fn keeps_running(running: usize, schedules: usize, in_tray: bool) -> String {
    let why = match (running, schedules) {
        (0, 1) => "1 schedule is on. Schedules run while RecomAMP does.".to_owned(),
        (0, many) => format!("{many} schedules are on. Schedules run while RecomAMP does."),
        (1, _) => "1 run is still under way.".to_owned(),
        (many, _) => format!("{many} runs are still under way."),
    };
    let place = if in_tray {
        "It stays in the tray until you quit there."
    } else {
        "This desktop shows no tray, so the window is minimised."
    };
    format!("{why} {place}")
}

/// Handles the loop's last events; every path to the end sets the same flag.
pub(crate) fn handle(_: &AppHandle, event: RunEvent) {
    if let RunEvent::ExitRequested { .. } | RunEvent::Exit = event {
        begin();
    }
}

/// Closes services and store. Called once, after the window's loop has ended.
pub(crate) async fn finish() {
    if let Some(shell) = SHELL.get() {
        shell.close().await;
        tray::clear_away();
    }
}

#[cfg(test)]
mod tests {
    use super::keeps_running;

    #[test]
    fn what_keeps_it_running_and_where_is_said_in_words() {
        assert_eq!(keeps_running(1, 4, true), "1 run is still under way. It stays in the tray until you quit there.");
        let on = keeps_running(0, 2, true);
        assert!(on.starts_with("2 schedules are on. Schedules run while RecomAMP does. It stays in the tray"), "{on}");
        assert!(keeps_running(3, 0, false).starts_with("3 runs are still under way. This desktop shows no tray"));
    }
}
