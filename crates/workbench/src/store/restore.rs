//! Going back to a backup. What it replaces is moved aside whole, results included that the backup does not know; and runs
//! that were waiting when it was made are looked for at Amazon before any is sent.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

use super::open::with_suffix;
use super::{Backup, DATABASE_FILE, OpenError, backup, connect, damage, lock, place};

const RESULTS: &str = "results";

/// Names the backup that the next start puts in place.
pub(super) const WANTED: &str = "restore.wanted";

/// Has the next start put a backup in place.
pub(super) fn want(data_dir: &Path, backup: &Backup) -> io::Result<()> {
    place::write_private(&data_dir.join(WANTED), backup.name().as_bytes())
}

/// Puts the backup in place that was wanted before the start, if one was. It is tried once: where it fails, what is there stays, and the
/// start after opens that.
pub(super) async fn wanted(data_dir: &Path, now_millis: i64) -> Result<(), OpenError> {
    let marker = data_dir.join(WANTED);
    let name = match std::fs::read_to_string(&marker) {
        Ok(name) => name,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(OpenError::disk(error)),
    };
    // Another process that has the folder would lose its wish.
    drop(lock::take(data_dir)?);
    std::fs::remove_file(&marker).map_err(OpenError::disk)?;
    let found = backup::list(data_dir).map_err(OpenError::disk)?.into_iter().find(|one| one.name() == name.trim());
    match found {
        Some(backup) => restore(data_dir, &backup, now_millis).await,
        None => Err(OpenError::Disk { reason: "the backup that was to be put in place is gone".to_owned() }),
    }
}

/// Puts `backup` in the database's place. What was there moves into a folder of its own.
pub(super) async fn restore(data_dir: &Path, backup: &Backup, now_millis: i64) -> Result<(), OpenError> {
    std::fs::create_dir_all(data_dir).map_err(OpenError::disk)?;
    let _lock = lock::take(data_dir)?;
    let incoming = data_dir.join("restore.partial");
    let copy = || {
        clear(&incoming)?;
        std::fs::copy(&backup.path, &incoming)?;
        place::private(&incoming, 0o600)
    };
    let prepared = match copy() {
        Ok(()) => prepare(&incoming).await,
        Err(error) => Err(OpenError::disk(error)),
    };
    let known = match prepared {
        Ok(known) => known,
        Err(error) => {
            let _ = clear(&incoming);
            return Err(error);
        }
    };
    let replace = || {
        std::fs::OpenOptions::new().write(true).open(&incoming)?.sync_all()?;
        let aside = unfinished(data_dir).unwrap_or_else(|| data_dir.join(aside_name(now_millis)));
        std::fs::create_dir_all(&aside)?;
        place::private(&aside, 0o700)?;
        // A start that finds this half done must neither open what is left nor begin a new database: it is told to go back
        // to a backup, and that ends it.
        damage::mark(data_dir, &aside)?;
        let file = data_dir.join(DATABASE_FILE);
        // No connection is open (the lock is ours), so the set may be moved: log first, or a start in between would
        // apply it to the backup.
        for suffix in ["-wal", "-shm", ""] {
            let from = with_suffix(&file, suffix);
            if from.exists() {
                std::fs::rename(&from, with_suffix(&aside.join(DATABASE_FILE), suffix))?;
            }
        }
        // The start sweeps away what no row refers to; these have rows in the database that was replaced.
        for result in unknown_results(data_dir, &known)? {
            let to = aside.join(&result);
            if let Some(folder) = to.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::rename(data_dir.join(&result), to)?;
        }
        std::fs::rename(&incoming, &file)?;
        match std::fs::remove_file(data_dir.join(damage::MARKER)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        place::sync_folder(data_dir)
    };
    replace().map_err(|error| {
        let _ = clear(&incoming);
        OpenError::disk(error)
    })
}

const REPLACED: &str = "-replaced";

fn aside_name(now_millis: i64) -> String {
    format!("{}{REPLACED}", damage::aside_name(now_millis))
}

/// Where an earlier going back, cut short before it got to the database itself, has begun to move things to.
fn unfinished(data_dir: &Path) -> Option<PathBuf> {
    let ours = |folder: &PathBuf| {
        folder.to_str().is_some_and(|name| name.ends_with(REPLACED)) && !folder.join(DATABASE_FILE).exists()
    };
    damage::marked(data_dir).filter(ours)
}

/// Removes a copy that was not put in its place, and its logs, which SQLite would apply to the next of that name.
fn clear(incoming: &Path) -> io::Result<()> {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        match std::fs::remove_file(with_suffix(incoming, suffix)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Proves the copy once more (it may have suffered since), takes its waiting runs out of the queue, and returns the result
/// files it knows.
async fn prepare(copy: &Path) -> Result<HashSet<PathBuf>, OpenError> {
    let mut connection = connect::untouched(copy).await.map_err(OpenError::sql)?;
    let verdict: Vec<String> =
        sqlx::query_scalar("PRAGMA integrity_check(1)").fetch_all(&mut connection).await.map_err(OpenError::sql)?;
    let has_runs = has_table(&mut connection, "execution").await.map_err(OpenError::sql)?;
    let results: Vec<String> = if has_table(&mut connection, "result").await.map_err(OpenError::sql)? {
        sqlx::query_scalar("SELECT path FROM result").fetch_all(&mut connection).await.map_err(OpenError::sql)?
    } else {
        Vec::new()
    };
    let _ = connection.close().await;
    if verdict != ["ok"] {
        return Err(OpenError::Disk { reason: "this backup is not whole either".to_owned() });
    }
    if has_runs {
        let mut connection = SqliteConnectOptions::new()
            .filename(copy)
            .disable_statement_logging()
            .connect()
            .await
            .map_err(OpenError::sql)?;
        // What the backup has as waiting may have been sent since: counted as sent, it is looked for first.
        sqlx::query("UPDATE execution SET attempt = 1 WHERE state = 'sending' AND attempt = 0")
            .execute(&mut connection)
            .await
            .map_err(OpenError::sql)?;
        connection.close().await.map_err(OpenError::sql)?;
    }
    Ok(results.into_iter().map(PathBuf::from).collect())
}

async fn has_table(connection: &mut SqliteConnection, name: &str) -> sqlx::Result<bool> {
    let found: Option<i64> = sqlx::query_scalar("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?")
        .bind(name)
        .fetch_optional(connection)
        .await?;
    Ok(found.is_some())
}

/// Files under the results folder that are not `known`, relative to the data folder.
fn unknown_results(data_dir: &Path, known: &HashSet<PathBuf>) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(RESULTS)];
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(data_dir.join(&folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && !known.contains(&path) {
                found.push(path);
            }
        }
    }
    Ok(found)
}
