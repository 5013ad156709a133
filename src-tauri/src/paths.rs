//! Where the application keeps its data.

use std::path::PathBuf;

/// Names the data folder for a run with the application's `identifier`.
///
/// `RECOMAMP_DATA_DIR` wins, so that tests and second set-ups never touch the person's own data. Debug builds use a folder
/// of their own beside the real one for the same reason.
///
/// # Errors
/// A sentence for the person when the system names no folder for application data.
pub fn data_dir(identifier: &str) -> Result<PathBuf, String> {
    if let Some(dir) = std::env::var_os("RECOMAMP_DATA_DIR").filter(|d| !d.is_empty()) {
        return Ok(PathBuf::from(dir));
    }
    let base = dirs::data_dir().ok_or_else(|| {
        "This system names no folder for application data. Set RECOMAMP_DATA_DIR to a folder and start again."
            .to_owned()
    })?;
    Ok(base.join(if cfg!(debug_assertions) { format!("{identifier}.dev") } else { identifier.to_owned() }))
}
