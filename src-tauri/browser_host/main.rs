//! The application's ui and commands in an ordinary browser, for tests and for looking at the ui: the pages that the
//! application embeds, served on loopback with the window's own policy, and the commands on Tauri's mock runtime.
//!
//! First line on standard output: `{"url":"http://127.0.0.1:PORT/#token=…"}`. Options: `--port N` (0 picks one, the
//! default), `--data-dir DIR`. It ends when its standard input is closed, with Ctrl+C or on SIGTERM.

mod desk;
mod server;

use std::path::PathBuf;
use std::process::ExitCode;

use recomamp_shell::{commands, shell};
use tauri::Manager as _;

fn main() -> ExitCode {
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            report(&message);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "a tool for people at a terminal")]
fn report(message: &str) {
    eprintln!("{message}");
}

fn start() -> Result<(), String> {
    let options = Options::read()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|e| e.to_string())?;
    tauri::async_runtime::set(runtime.handle().clone());
    let context = tauri::generate_context!();
    let data_dir = match options.data_dir {
        Some(dir) => dir,
        None => {
            let identifier = format!("{}.browser", context.config().identifier);
            workbench::system::data_dir(&identifier).map_err(|error| error.message)?
        }
    };
    let data_dir = workbench::store::Store::settle(&data_dir).map_err(|error| error.to_string())?;
    // Beside the data folder: that is no place for exports.
    let name = data_dir.file_name().unwrap_or_default().to_string_lossy();
    let exports = data_dir.with_file_name(format!("{name}-exports"));
    let app = tauri::test::mock_builder()
        .invoke_handler(commands::handler())
        .build(context)
        .map_err(|e| format!("the commands could not be hosted: {e}"))?;
    let webview = tauri::WebviewWindowBuilder::new(&app, "main", tauri::WebviewUrl::default())
        .build()
        .map_err(|e| format!("the mock window could not be made: {e}"))?;
    let shell = runtime
        .block_on(shell::open(data_dir, std::sync::Arc::new(desk::Desk::new(exports))))
        .map_err(|e| format!("{} {}", e.message, e.next_step.unwrap_or_default()))?;
    app.manage(shell.clone());
    shell.start_background();
    runtime.block_on(server::serve(app.handle().clone(), webview, shell.clone(), options.port))?;
    runtime.block_on(shell.close());
    runtime.shutdown_background();
    Ok(())
}

struct Options {
    port: u16,
    data_dir: Option<PathBuf>,
}

impl Options {
    fn read() -> Result<Self, String> {
        let mut options = Self { port: 0, data_dir: None };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} wants a value"));
            match argument.as_str() {
                "--port" => options.port = value()?.parse().map_err(|_| "--port wants a number".to_owned())?,
                "--data-dir" => options.data_dir = Some(PathBuf::from(value()?)),
                _ => return Err(format!("unknown option {argument}; there are --port N and --data-dir DIR")),
            }
        }
        Ok(options)
    }
}
