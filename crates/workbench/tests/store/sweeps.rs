//! The program is killed at the first, second, … of each kind of call of a backup, of a migration with its backup before, and of
//! going back; and at any call at all. After each kill the store opens, holds the same rows, and only whole backups are listed.

use std::path::{Path, PathBuf};

use rand::Rng as _;

use super::process::Fault;
use super::support::copy;
use super::tries::{
    BACKUP, DATABASE, Tried, UPGRADE, attempt, backup_is_possible, below, comes_up_to_date_after_all, ever_fewer,
    of_the_first_version, went_back_or_not, with_a_backup, with_more_than_its_backup,
};

/// The calls that change a file or its name; opening may make one. Each is a sweep of its own.
const NAMED: [&str; 5] =
    ["write,pwrite64", "fsync,fdatasync", "rename,renameat,renameat2", "unlink,unlinkat", "openat"];
/// Kills at any call, beside the sweeps.
const ANYWHERE: usize = 12;

/// One kill after the other, each on a copy of `good`, until what is tried ends by itself. Gives how many there were.
async fn sweep(name: &str, good: &Path, calls: &str, paths: &[&str], check: impl AsyncFn(&Path, &str)) -> usize {
    let mut kills = 0;
    for nth in ever_fewer() {
        if kill(name, good, calls, nth, paths, &check).await.done {
            break;
        }
        kills += 1;
    }
    kills
}

async fn kill(
    name: &str,
    good: &Path,
    calls: &str,
    nth: usize,
    paths: &[&str],
    check: impl AsyncFn(&Path, &str),
) -> Tried {
    let dir = tempfile::tempdir().unwrap();
    copy(good, dir.path());
    let paths: Vec<PathBuf> = below(dir.path(), paths);
    let tried = attempt(name, dir.path(), Fault::Kill, calls, &nth.to_string(), &paths);
    assert!(tried.refused.is_empty(), "{name}: {calls} {nth}: {:?}", tried.refused);
    check(dir.path(), &format!("{name} killed at {calls} {nth}")).await;
    tried
}

/// Kills at calls that chance names, the like of which are made up to `most` times.
async fn anywhere(name: &str, good: &Path, most: usize, paths: &[&str], check: impl AsyncFn(&Path, &str)) {
    for _ in 0..ANYWHERE {
        let nth = rand::rng().random_range(1..=most);
        kill(name, good, "all", nth, paths, &check).await;
    }
}

#[tokio::test]
async fn a_kill_at_any_call_of_a_backup_leaves_the_rows_and_whole_backups_only() {
    let good = with_a_backup().await;
    let check = async |dir: &Path, why: &str| backup_is_possible(good.path(), dir, why).await;
    let mut kills = 0;
    for calls in NAMED {
        kills += sweep("backs_up", good.path(), calls, &BACKUP, &check).await;
    }
    assert!(kills >= 15, "{kills}");
    let all = [&BACKUP[..], &DATABASE[..], &["recomamp.db-shm", "backups", "recomamp.lock"]].concat();
    anywhere("backs_up", good.path(), 40, &all, &check).await;
}

#[tokio::test]
async fn a_kill_at_any_call_of_a_migration_leaves_the_rows_and_the_backup_before() {
    let good = of_the_first_version().await;
    let check = async |dir: &Path, why: &str| comes_up_to_date_after_all(good.path(), dir, why).await;
    let all = [&UPGRADE[..], &DATABASE[..], &["app-version", "app-version.partial"]].concat();
    let mut kills = 0;
    for calls in NAMED {
        kills += sweep("comes_up_to_date", good.path(), calls, &all, &check).await;
    }
    assert!(kills >= 20, "{kills}");
    anywhere("comes_up_to_date", good.path(), 60, &all, &check).await;
}

#[tokio::test]
async fn a_kill_at_any_call_of_going_back_loses_neither_the_backup_nor_what_it_replaces() {
    let good = with_more_than_its_backup().await;
    let incoming = ["restore.partial", "restore.partial-wal", "restore.partial-journal"];
    let others = ["database-is-damaged", "database-is-damaged.partial", "results/a.parquet"];
    let all = [&DATABASE[..], &["recomamp.db-shm"], &incoming[..], &others[..]].concat();
    let mut kills = 0;
    for calls in ["rename,renameat,renameat2", "unlink,unlinkat", "openat"] {
        kills += sweep("goes_back", good.path(), calls, &all, went_back_or_not).await;
    }
    assert!(kills >= 10, "{kills}");
}
