//! The desktop shell: the Rust that needs a window, a tray or a web view, and nothing else. What the application does is
//! in `workbench`; a command here parses, calls it and maps the error.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

#[macro_use]
#[path = "commands/list.rs"]
mod list;

mod bindings;
#[cfg(test)]
mod boundary;
pub mod commands;
mod diagnostics;
pub mod events;
mod exit;
pub mod host;
mod links;
mod linux;
mod login;
pub mod logs;
mod newest;
mod notify;
mod notify_schedules;
mod refusal;
mod restart;
pub mod sandbox;
pub mod shell;
mod told;
mod tray;
mod windows;

use std::path::Path;
use std::process::ExitCode;

use tauri::{AppHandle, Manager as _};
use workbench::store::Store;
use workbench::{Error, system};

pub use shell::Shell;

/// The application's configuration, its pages and its capabilities, as they were at build time.
fn context<R: tauri::Runtime>() -> tauri::Context<R> {
    tauri::generate_context!()
}

/// Opens the application and returns when it has ended.
///
/// Returns a failure code when it cannot start (no display, or a data folder that is in use by another process, damaged,
/// full, or written by a newer version) after having said so in a message box and on standard error; nothing is changed in
/// that case.
pub fn run() -> ExitCode {
    restart::wait_for_the_one_before();
    linux::before_gtk();
    if !linux::has_display() {
        refusal::report(
            "There is no display to open a window on. Use recomamp-cli, or start it from a desktop session.",
        );
        return ExitCode::FAILURE;
    }
    let context = context();
    let given = match system::data_dir(&context.config().identifier) {
        Ok(dir) => dir,
        Err(error) => return refusal::before_app(&refusal::sentence(&error)),
    };
    // What keeps it from being used is told once there is an application to tell it.
    let (data_dir, unsettled) = match Store::settle(&given) {
        Ok(dir) => (dir, None),
        Err(error) => (given, Some(Error::from(error))),
    };
    let _log_guard = logs::start(&data_dir);
    system::harden();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(_) => {
            return refusal::before_app("The computer refused to start a worker thread. Restart it and try again.");
        }
    };
    tauri::async_runtime::set(runtime.handle().clone());

    let app = tauri::Builder::default()
        // First, so that a second start only shows the first one's window.
        .plugin(windows::single(&data_dir, &context.config().identifier))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(windows::state_plugin())
        .invoke_handler(commands::handler())
        .setup(move |app| {
            exit::heed_signals(app.handle());
            match &unsettled {
                None => begin(app.handle(), &data_dir),
                Some(error) => refusal::in_app(app.handle(), &data_dir, error, begin),
            }
            Ok(())
        })
        .build(context);
    match app {
        Ok(app) => {
            let code = app.run_return(exit::handle);
            // Whatever path ended the loop (tray, Cmd+Q, a signal), the store is closed before the process goes.
            runtime.block_on(exit::finish());
            runtime.shutdown_background();
            restart::begin_anew();
            ExitCode::from(u8::try_from(code).unwrap_or(1))
        }
        Err(error) => refusal::before_app(&format!("The window could not be made: {error}")),
    }
}

/// Opens the data folder and everything that stands on it, or says why it cannot be used.
fn begin(app: &AppHandle, data_dir: &Path) {
    let opened = tauri::async_runtime::block_on(shell::open(data_dir.to_owned(), host::Desktop::new(app)));
    match opened {
        Ok(shell) => {
            if let Err(error) = furnish(app, data_dir, &shell) {
                refusal::last_words(app, &format!("The window could not be made: {error}"));
            }
        }
        Err(error) => refusal::in_app(app, data_dir, &error, begin),
    }
}

/// Makes the window, the tray and what watches and works behind them.
///
/// # Errors
/// Tauri's, when the system refuses a window or a web view.
fn furnish(app: &AppHandle, data_dir: &Path, shell: &Shell) -> tauri::Result<()> {
    let (teller, log) = (app.clone(), logs::folder(data_dir));
    logs::heed_panics(move || windows::tell_of_defect(&teller, &log));
    app.manage(shell.clone());
    let hidden = std::env::args_os().any(|argument| argument == login::HIDDEN);
    windows::create(app, hidden)?;
    windows::warn_of_old_web_view(app);
    tray::start(app, shell);
    if hidden {
        windows::show_without_tray(app, shell);
    }
    events::forward(app.clone(), shell);
    notify::watch(app.clone(), shell);
    notify_schedules::watch(app.clone(), shell);
    shell.start_background();
    Ok(())
}
