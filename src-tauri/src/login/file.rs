//! The system's entries that are files.

use std::io;
use std::path::Path;

use workbench::Result;

use super::failed;

/// The text of an entry, if it is there.
pub(super) fn read(entry: &Path) -> Result<Option<String>> {
    match std::fs::read_to_string(entry) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(&error)),
    }
}

/// Writes an entry whole, over an older one.
pub(super) fn write(entry: &Path, text: &str) -> Result<()> {
    let whole = entry.with_extension("new");
    let folder = entry.parent().unwrap_or(entry);
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&whole, text))
        .and_then(|()| std::fs::rename(&whole, entry))
        .map_err(|error| failed(&error))
}

/// Takes an entry away.
pub(super) fn remove(entry: &Path) -> Result<()> {
    match std::fs::remove_file(entry) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(&error)),
        _ => Ok(()),
    }
}
