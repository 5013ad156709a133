//! Start when the person signs in to the computer, without a window. The system's own entry is the only memory of it: people take such
//! entries out in the system's settings too.

#[cfg(not(windows))]
mod file;
#[cfg(not(any(windows, target_os = "macos")))]
mod linux;
#[cfg(any(target_os = "macos", test))]
#[cfg_attr(not(target_os = "macos"), allow(dead_code, reason = "only what it writes is tested elsewhere"))]
mod macos;
#[cfg(windows)]
mod windows;

use std::io;

#[cfg(not(any(windows, target_os = "macos")))]
use linux as system;
#[cfg(target_os = "macos")]
use macos as system;
use tauri::{AppHandle, Manager as _};
#[cfg(windows)]
use windows as system;
use workbench::{Error, Result};

/// The argument with which the system starts the program: no window is shown while there is a tray.
pub(crate) const HIDDEN: &str = "--hidden";

/// Whether the system starts the program when the person signs in.
///
/// # Errors
/// `app.login_start` when the system does not say.
pub(crate) fn is_on(app: &AppHandle) -> Result<bool> {
    system::is_on(&name(app))
}

/// Has the system start the program when the person signs in, or no longer.
///
/// # Errors
/// `app.login_start` when the system does not take it.
pub(crate) fn set(app: &AppHandle, on: bool) -> Result<()> {
    if on { system::turn_on(&name(app), &program(app)?) } else { system::turn_off(&name(app)) }
}

/// Names the entry; a build for development has one of its own, as it has a data folder.
fn name(app: &AppHandle) -> String {
    let identifier = &app.config().identifier;
    if cfg!(debug_assertions) { format!("{identifier}.dev") } else { identifier.clone() }
}

fn program(app: &AppHandle) -> Result<String> {
    let program = tauri::process::current_binary(&app.env()).map_err(|error| failed(&error))?;
    program.into_os_string().into_string().map_err(|_| failed(&io::Error::from(io::ErrorKind::InvalidFilename)))
}

/// The system's words are kept; what it is called there differs from one to the next.
fn failed(error: &dyn std::error::Error) -> Error {
    Error::new("app.login_start", "The system's list of what starts when you sign in could not be read or changed.")
        .next("Look whether you may change it, then try again.")
        .raw(error.to_string())
}
