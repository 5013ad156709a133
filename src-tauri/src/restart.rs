//! Ending and starting again. The new process waits until the old one is gone: the data folder and the place of the one window belong to
//! one process at a time.

use std::io::Read as _;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tauri::AppHandle;
use tauri::Manager as _;
use tauri::process::current_binary;

use crate::exit;

/// Says to a process that another is about to end.
const AFTER: &str = "--after-restart";
/// The one before has promised to be gone within five seconds.
const LONGEST: Duration = Duration::from_secs(8);
/// Long enough for an answer to reach the window.
const ANSWER: Duration = Duration::from_millis(300);

static WANTED: AtomicBool = AtomicBool::new(false);

/// Ends the application in a moment, and starts it again then; `false` where the program's own file is not to be found.
pub(crate) fn after_the_end(app: &AppHandle) -> bool {
    if current_binary(&app.env()).is_err() {
        return false;
    }
    WANTED.store(true, Ordering::SeqCst);
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(ANSWER).await;
        exit::quit(&app);
    });
    true
}

/// Starts the program again if that is wanted. To be called last: the new one goes on once this process is gone, which closes the
/// pipe that it listens on.
pub(crate) fn begin_anew() {
    if !WANTED.load(Ordering::SeqCst) {
        return;
    }
    let started = current_binary(&tauri::Env::default())
        .and_then(|program| Command::new(program).arg(AFTER).stdin(Stdio::piped()).spawn());
    match started {
        // Held open until the process ends.
        Ok(mut child) => std::mem::forget(child.stdin.take()),
        Err(error) => tracing::warn!(kind = %error.kind(), "the program could not be started again"),
    }
}

/// Where another process started this one before its own end: waits until it is gone.
pub(crate) fn wait_for_the_one_before() {
    if !std::env::args_os().any(|argument| argument == AFTER) {
        return;
    }
    let (gone, heard) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        // It writes nothing: the pipe ends with it.
        let _ = std::io::stdin().read(&mut [0]);
        let _ = gone.send(());
    });
    let _ = heard.recv_timeout(LONGEST);
}
