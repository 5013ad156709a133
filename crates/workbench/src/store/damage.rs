//! A damaged database is copied aside untouched, once; a marker keeps later starts from opening it until it is replaced.

use std::path::{Path, PathBuf};

use chrono::DateTime;

use super::open::with_suffix;
use super::{DATABASE_FILE, OpenError, place};

pub(super) const MARKER: &str = "database-is-damaged";
const SUFFIXES: [&str; 3] = ["", "-wal", "-shm"];

/// Where the copies lie, if an earlier start found damage.
pub(super) fn marked(data_dir: &Path) -> Option<PathBuf> {
    let name = std::fs::read_to_string(data_dir.join(MARKER)).ok()?;
    Some(data_dir.join(name.trim()))
}

/// Copies the database and its log aside and marks the folder. The originals stay as they are.
pub(super) fn put_aside(data_dir: &Path, now_millis: i64) -> OpenError {
    let name = aside_name(now_millis);
    let folder = data_dir.join(&name);
    let copy = || {
        std::fs::create_dir_all(&folder)?;
        place::private(&folder, 0o700)?;
        for suffix in SUFFIXES {
            let from = with_suffix(&data_dir.join(DATABASE_FILE), suffix);
            if from.exists() {
                let to = with_suffix(&folder.join(DATABASE_FILE), suffix);
                std::fs::copy(&from, &to)?;
                std::fs::OpenOptions::new().write(true).open(&to)?.sync_all()?;
            }
        }
        place::private_file(&data_dir.join(MARKER))?;
        std::fs::write(data_dir.join(MARKER), &name)?;
        place::sync_folder(&folder)?;
        place::sync_folder(data_dir)
    };
    match copy() {
        Ok(()) => OpenError::Damaged { copied_to: folder },
        Err(error) => OpenError::disk(error),
    }
}

pub(super) fn aside_name(now_millis: i64) -> String {
    format!("damaged-{}", DateTime::from_timestamp_millis(now_millis).unwrap_or_default().format("%Y%m%dT%H%M%S%3f"))
}
