//! What every program that opens a workbench asks of the operating system first.

use std::path::PathBuf;

use crate::{Error, Result};

/// The application's identifier, as `tauri.conf.json` has it. It names the data folder, which every program shares.
pub const IDENTIFIER: &str = "app.recomamp.desktop";

/// Names the data folder for a run under `identifier`, which is [`IDENTIFIER`] unless a program wants data of its own.
///
/// `RECOMAMP_DATA_DIR` wins, so that tests and second set-ups never touch the person's own data. Debug builds use a folder
/// of their own beside the real one for the same reason.
///
/// # Errors
/// `store.no_folder` when the system names no folder for application data.
pub fn data_dir(identifier: &str) -> Result<PathBuf> {
    if let Some(dir) = std::env::var_os("RECOMAMP_DATA_DIR").filter(|dir| !dir.is_empty()) {
        return Ok(PathBuf::from(dir));
    }
    let base = dirs::data_dir().ok_or_else(|| {
        Error::new("store.no_folder", "This system names no folder for application data.")
            .next("Set RECOMAMP_DATA_DIR to a folder and start again.")
    })?;
    Ok(base.join(if cfg!(debug_assertions) { format!("{identifier}.dev") } else { identifier.to_owned() }))
}

/// Keeps secrets in memory out of core files and, in releases, away from other programs of the same user (prctl(2):
/// nothing that is not dumpable can be traced). Debug builds stay open to debuggers. Does nothing on other systems than
/// Linux.
pub fn harden() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

        let none = Rlimit { current: Some(0), maximum: Some(0) };
        if setrlimit(Resource::Core, none).is_err() {
            tracing::warn!("core files could not be turned off");
        }
        if !cfg!(debug_assertions) && set_dumpable_behavior(DumpableBehavior::NotDumpable).is_err() {
            tracing::warn!("the process stays open to tracing");
        }
    }
}
