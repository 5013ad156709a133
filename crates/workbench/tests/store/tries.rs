//! What another process tries while the system kills it or refuses it a call, and what it said of it.

use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use workbench::Error;
use workbench::store::{OpenError, Store};

use super::migration::{older, rows_in};
use super::process::{Fault, Other, command, faulty, folder, say};
use super::support::{LIMIT, add_row, copy, database, filled, open, whole_rows};

/// Rows in the database of every try.
pub const ROWS: i64 = 40;
/// Rows that a writing process tries to add.
pub const ADDED: i64 = 12;

/// The day of the backup that is tried; the day before has one.
pub fn day() -> DateTime<Utc> {
    "2026-02-09T10:00:00Z".parse().unwrap()
}

fn tell(outcome: Result<(), Error>) {
    match outcome {
        Ok(()) => say("DONE"),
        Err(error) => say(&format!("REFUSED {}", serde_json::to_string(&error).unwrap())),
    }
}

#[tokio::test]
#[ignore = "another process of the sweeps"]
async fn adds_rows() {
    let store = match open(&folder()).await {
        Ok(store) => store,
        Err(error) => return tell(Err(error.into())),
    };
    for _ in 0..ADDED {
        match add_row(&store).await {
            Ok(number) => say(&format!("COMMITTED {number}")),
            Err(error) => tell(Err(error)),
        }
    }
    store.close(LIMIT).await;
    tell(Ok(()));
}

#[tokio::test]
#[ignore = "another process of the sweeps"]
async fn backs_up() {
    let store = open(&folder()).await.unwrap();
    tell(store.back_up_daily(day()).await.map(|made| assert!(made.is_some())));
    store.close(LIMIT).await;
}

#[tokio::test]
#[ignore = "another process of the sweeps"]
async fn comes_up_to_date() {
    match open(&folder()).await {
        Ok(store) => {
            tell(Ok(()));
            store.close(LIMIT).await;
        }
        Err(error) => tell(Err(error.into())),
    }
}

#[tokio::test]
#[ignore = "another process of the sweeps"]
async fn goes_back() {
    let backup = Store::backups(&folder()).unwrap().remove(0);
    tell(Store::restore(&folder(), &backup, 7).await.map_err(Error::from));
}

/// What was said of a try. A killed process says neither `done` nor `refused`.
#[derive(Debug, Default)]
pub struct Tried {
    pub done: bool,
    pub refused: Vec<Error>,
    /// Numbers of the rows whose commit was acknowledged.
    pub committed: Vec<i64>,
}

/// Has another process run `name` on `dir`, each of its threads meeting `fault` at `calls` on `paths` (see [`faulty`]).
pub fn attempt(name: &str, dir: &Path, fault: Fault, calls: &str, when: &str, paths: &[PathBuf]) -> Tried {
    let mut other = Other::start(command(&format!("tries::{name}"), dir, &faulty(fault, calls, when, paths)));
    let mut tried = Tried::default();
    while let Some(line) = other.hear("") {
        if line == "DONE" {
            tried.done = true;
        } else if let Some(error) = line.strip_prefix("REFUSED ") {
            tried.refused.push(serde_json::from_str(error).unwrap());
        } else if let Some(number) = line.strip_prefix("COMMITTED ") {
            tried.committed.push(number.parse().unwrap());
        }
    }
    let ended = other.end();
    assert!(fault == Fault::Kill || ended.success(), "{name}: {calls} {when}: {ended}");
    for error in &tried.refused {
        let code = if fault == Fault::Full { "store.full" } else { "store.io" };
        assert_eq!(error.code, code, "{name}: {calls} {when}: {error:?}");
        assert!(error.message.ends_with('.') && error.next_step.is_some(), "{error:?}");
    }
    tried
}

/// Each of the first calls, then ever fewer.
pub fn ever_fewer() -> impl Iterator<Item = usize> {
    std::iter::successors(Some(1), |nth| Some(nth + 1 + nth / 3))
}

/// Paths below `dir`.
pub fn below(dir: &Path, names: &[&str]) -> Vec<PathBuf> {
    names.iter().map(|name| dir.join(name)).collect()
}

pub const DATABASE: [&str; 3] = ["recomamp.db", "recomamp.db-wal", "recomamp.db-journal"];
/// Every name that the tried backup has on its way.
pub const BACKUP: [&str; 3] =
    ["backups/daily-20260209.db.partial", "backups/daily-20260209.db.partial-journal", "backups/daily-20260209.db"];
/// And the one before a migration from the first version, by the time in `support::open`.
pub const UPGRADE: [&str; 3] = [
    "backups/upgrade-20260202T024000-v1-to-1.0.db.partial",
    "backups/upgrade-20260202T024000-v1-to-1.0.db.partial-journal",
    "backups/upgrade-20260202T024000-v1-to-1.0.db",
];

/// A closed database with rows and yesterday's backup.
pub async fn with_a_backup() -> tempfile::TempDir {
    let dir = filled(ROWS).await;
    let store = open(dir.path()).await.unwrap();
    store.back_up_daily(day() - TimeDelta::days(1)).await.unwrap().unwrap();
    store.close(LIMIT).await;
    dir
}

/// Every backup that is listed is whole; gives how many there are.
pub async fn all_backups_are_whole(dir: &Path, why: &str) -> usize {
    let backups = Store::backups(dir).unwrap();
    for backup in &backups {
        let alone = tempfile::tempdir().unwrap();
        std::fs::copy(&backup.path, database(alone.path())).unwrap();
        let store = open(alone.path()).await.unwrap_or_else(|e| panic!("{why}: {}: {e}", backup.name()));
        whole_rows(&store).await;
        store.close(LIMIT).await;
    }
    backups.len()
}

/// After a try to back up: the same rows, only whole backups, yesterday's among them, and today's can be made.
pub async fn backup_is_possible(good: &Path, dir: &Path, why: &str) {
    let listed = all_backups_are_whole(dir, why).await;
    assert!((1..=2).contains(&listed), "{why}: {listed}");
    let store = open(dir).await.unwrap();
    assert_eq!(whole_rows(&store).await, ROWS, "{why}");
    let made = store.back_up_daily(day()).await.unwrap();
    assert_eq!(made.is_some(), listed == 1, "{why}: a backup that is listed is not made again");
    assert_eq!(all_backups_are_whole(dir, why).await, 2, "{why}");
    store.close(LIMIT).await;
    assert_eq!(rows_in(&database(dir)).await, rows_in(&database(good)).await, "{why}");
    let left = std::fs::read_dir(dir.join("backups")).unwrap().count();
    assert!(left == 2 || listed == 2, "{why}: what was half made is removed");
}

/// A closed database of the first version.
pub async fn of_the_first_version() -> tempfile::TempDir {
    older(1).await
}

/// After a try to migrate `good`: it comes up to date with all its rows, and they are in a backup as they were.
pub async fn comes_up_to_date_after_all(good: &Path, dir: &Path, why: &str) {
    all_backups_are_whole(dir, why).await;
    let before = rows_in(&database(good)).await;
    let store = open(dir).await.unwrap_or_else(|e| panic!("{why}: {e:?}"));
    whole_rows(&store).await;
    store.close(LIMIT).await;
    super::migration::kept(&before, &rows_in(&database(dir)).await);
    all_backups_are_whole(dir, why).await;
    let mut as_it_was = false;
    for backup in Store::backups(dir).unwrap() {
        as_it_was |= rows_in(&backup.path).await == before;
    }
    assert!(as_it_was, "{why}: no backup of the version before");
}

/// A database of [`ROWS`] rows in a backup, and more since, some of which only the log of a crash holds; and a result.
pub async fn with_more_than_its_backup() -> tempfile::TempDir {
    let dir = with_a_backup().await;
    let store = open(dir.path()).await.unwrap();
    for _ in 0..3 {
        add_row(&store).await.unwrap();
    }
    let left = tempfile::tempdir().unwrap();
    copy(dir.path(), left.path());
    store.close(LIMIT).await;
    std::fs::create_dir_all(left.path().join("results")).unwrap();
    std::fs::write(left.path().join("results/a.parquet"), "a result").unwrap();
    left
}

/// After a try to go back: either nothing has happened, or it has, or every start asks for it until it has; and what it
/// replaces is somewhere whole.
pub async fn went_back_or_not(dir: &Path, why: &str) {
    match open(dir).await {
        Ok(store) => {
            let rows = whole_rows(&store).await;
            assert!(rows == ROWS || rows == ROWS + 3, "{why}: {rows} rows");
            store.close(LIMIT).await;
            drop(store);
            if rows == ROWS + 3 {
                return;
            }
        }
        Err(OpenError::Damaged { .. }) => {
            let backup = Store::backups(dir).unwrap().remove(0);
            Store::restore(dir, &backup, 8).await.unwrap();
            let store = open(dir).await.unwrap();
            assert_eq!(whole_rows(&store).await, ROWS, "{why}");
            store.close(LIMIT).await;
        }
        Err(other) => panic!("{why}: {other:?}"),
    }
    let (mut replaced, mut results) = (0, 0);
    for entry in std::fs::read_dir(dir).unwrap() {
        let aside = entry.unwrap().path();
        if !aside.to_str().unwrap().ends_with("-replaced") {
            continue;
        }
        results += usize::from(aside.join("results/a.parquet").exists());
        if aside.join("recomamp.db").exists() {
            let alone = tempfile::tempdir().unwrap();
            copy(&aside, alone.path());
            let store = open(alone.path()).await.unwrap();
            replaced += i64::from(whole_rows(&store).await == ROWS + 3);
            store.close(LIMIT).await;
        }
    }
    assert_eq!((replaced, results), (1, 1), "{why}: what was replaced is kept whole");
}
