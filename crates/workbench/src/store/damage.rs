//! A damaged database is copied aside untouched, once; a marker keeps later starts from opening it until it is replaced.

use std::io;
use std::path::{Path, PathBuf};

use chrono::DateTime;

use super::open::with_suffix;
use super::{DATABASE_FILE, OpenError, place};

/// Begins the names of folders for what was put aside.
pub(super) const ASIDE: &str = "damaged-";
pub(super) const MARKER: &str = "database-is-damaged";
const SUFFIXES: [&str; 3] = ["", "-wal", "-shm"];
/// Left free beside the copies.
const MARGIN: u64 = 1024 * 1024;

/// Where the copies lie, if an earlier start found damage.
pub(super) fn marked(data_dir: &Path) -> Option<PathBuf> {
    let name = std::fs::read_to_string(data_dir.join(MARKER)).ok()?;
    Some(data_dir.join(name.trim()))
}

/// Keeps every later start from opening the database, which lies or is copied in `folder`, below the data folder.
pub(super) fn mark(data_dir: &Path, folder: &Path) -> io::Result<()> {
    let name = folder.file_name().unwrap_or_default();
    place::write_private(&data_dir.join(MARKER), name.as_encoded_bytes())
}

/// Copies the database and its log aside and marks the folder. The originals stay as they are.
pub(super) fn put_aside(data_dir: &Path, now_millis: i64) -> OpenError {
    let folder = data_dir.join(aside_name(now_millis));
    let bytes = files(data_dir).filter_map(|file| std::fs::metadata(file).ok()).map(|data| data.len()).sum::<u64>();
    let full = OpenError::NoRoomForCopy { needed_bytes: bytes + MARGIN };
    if matches!(place::need_space(data_dir, bytes + MARGIN), Err(OpenError::DiskFull { .. })) {
        return full;
    }
    match copy(data_dir, &folder).and_then(|()| mark(data_dir, &folder)) {
        Ok(()) => OpenError::Damaged { copied_to: folder },
        Err(error) => {
            // The next start copies again; half a copy helps nobody and takes room.
            let _ = std::fs::remove_dir_all(&folder);
            if error.kind() == io::ErrorKind::StorageFull { full } else { OpenError::disk(error) }
        }
    }
}

fn files(data_dir: &Path) -> impl Iterator<Item = PathBuf> {
    let file = data_dir.join(DATABASE_FILE);
    SUFFIXES.into_iter().map(move |suffix| with_suffix(&file, suffix)).filter(|file| file.exists())
}

fn copy(data_dir: &Path, folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    place::private(folder, 0o700)?;
    for from in files(data_dir) {
        let to = folder.join(from.file_name().unwrap_or_default());
        std::fs::copy(&from, &to)?;
        std::fs::OpenOptions::new().write(true).open(&to)?.sync_all()?;
    }
    place::sync_folder(folder)?;
    place::sync_folder(data_dir)
}

pub(super) fn aside_name(now_millis: i64) -> String {
    format!("{ASIDE}{}", DateTime::from_timestamp_millis(now_millis).unwrap_or_default().format("%Y%m%dT%H%M%S%3f"))
}
