//! A damaged database is copied aside untouched, once; a marker keeps later starts from opening it until it is replaced.

use std::path::{Path, PathBuf};

use chrono::DateTime;

use super::open::with_suffix;
use super::{Backup, DATABASE_FILE, OpenError, connect, lock, place};

const MARKER: &str = "database-is-damaged";
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

fn aside_name(now_millis: i64) -> String {
    format!("damaged-{}", DateTime::from_timestamp_millis(now_millis).unwrap_or_default().format("%Y%m%dT%H%M%S%3f"))
}

/// Puts a backup in the database's place. What was there moves into a folder of its own, whole.
pub(super) async fn restore(data_dir: &Path, backup: &Backup, now_millis: i64) -> Result<(), OpenError> {
    let _lock = lock::take(data_dir)?;
    // Proved again: it may have suffered since.
    let mut copy = connect::untouched(&backup.path).await.map_err(OpenError::sql)?;
    let verdict: Vec<String> =
        sqlx::query_scalar("PRAGMA integrity_check(1)").fetch_all(&mut copy).await.map_err(OpenError::sql)?;
    let _ = sqlx::Connection::close(copy).await;
    if verdict != ["ok"] {
        return Err(OpenError::Disk { reason: "this backup is not whole either".to_owned() });
    }
    let file = data_dir.join(DATABASE_FILE);
    let incoming = data_dir.join("restore.partial");
    let replace = || {
        std::fs::copy(&backup.path, &incoming)?;
        place::private(&incoming, 0o600)?;
        std::fs::OpenOptions::new().write(true).open(&incoming)?.sync_all()?;
        let folder = data_dir.join(format!("{}-replaced", aside_name(now_millis)));
        std::fs::create_dir_all(&folder)?;
        place::private(&folder, 0o700)?;
        // No connection is open (the lock is ours), so the set may be moved: log first, or a start in between would
        // apply it to the backup.
        for suffix in ["-wal", "-shm", ""] {
            let from = with_suffix(&file, suffix);
            if from.exists() {
                std::fs::rename(&from, with_suffix(&folder.join(DATABASE_FILE), suffix))?;
            }
        }
        std::fs::rename(&incoming, &file)?;
        match std::fs::remove_file(data_dir.join(MARKER)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        place::sync_folder(data_dir)
    };
    replace().map_err(OpenError::disk)
}
