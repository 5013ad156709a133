//! The desktop shell: the Rust that needs a window, a tray or a web view, and nothing else. What the application does is
//! in `workbench`; a command here parses, calls it and maps the error.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

#[macro_use]
#[path = "commands/list.rs"]
mod list;

mod bindings;
pub mod commands;
pub mod events;
mod exit;
pub mod host;
mod linux;
pub mod logs;
mod notify;
pub mod paths;
pub mod sandbox;
pub mod shell;
mod tray;
mod windows;

use std::process::ExitCode;

use tauri::Manager as _;

pub use shell::Shell;

/// Opens the application and returns when it has ended.
///
/// Returns a failure code when the data folder cannot be used (in use by another process, damaged, or written by a newer
/// version) after having said so in a dialog; nothing is changed in that case.
pub fn run() -> ExitCode {
    linux::before_gtk();
    let context = tauri::generate_context!();
    let data_dir = match paths::data_dir(&context.config().identifier) {
        Ok(dir) => dir,
        Err(message) => return windows::refuse(&message),
    };
    let _log_guard = logs::start(&data_dir);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(_) => return windows::refuse("The computer refused to start a worker thread. Restart it and try again."),
    };
    tauri::async_runtime::set(runtime.handle().clone());

    let app = tauri::Builder::default()
        // First, so that a second start only shows the first one's window.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| windows::show(app)))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(windows::state_plugin())
        .invoke_handler(commands::handler())
        .setup(move |app| {
            let opened =
                tauri::async_runtime::block_on(shell::open(data_dir.clone(), host::Desktop::new(app.handle())));
            let shell = match opened {
                Ok(shell) => shell,
                Err(error) => {
                    windows::refuse_in_app(app.handle(), &error);
                    return Ok(());
                }
            };
            app.manage(shell.clone());
            let has_tray = tray::build(app.handle());
            shell.set_tray(has_tray);
            windows::create(app.handle())?;
            events::forward(app.handle().clone(), &shell);
            notify::watch(app.handle().clone(), &shell);
            shell.start_background();
            Ok(())
        })
        .build(context);
    match app {
        Ok(app) => {
            let code = app.run_return(exit::handle);
            // Whatever path ended the loop (tray, Cmd+Q, a signal), the store is closed before the process goes.
            runtime.block_on(exit::finish());
            runtime.shutdown_background();
            ExitCode::from(u8::try_from(code).unwrap_or(1))
        }
        Err(error) => windows::refuse(&format!("The window could not be made: {error}")),
    }
}
