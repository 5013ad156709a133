//! The system refuses the first, second, … of each kind of call, as a failing or a full disk does. Each refusal is told in one
//! sentence, what was acknowledged stays, and the next try works.

use std::path::Path;

use super::process::Fault;
use super::support::{LIMIT, copy, open, whole_rows};
use super::tries::{
    ADDED, BACKUP, DATABASE, ROWS, UPGRADE, attempt, backup_is_possible, below, comes_up_to_date_after_all, ever_fewer,
    of_the_first_version, with_a_backup,
};

/// Has `name` meet `fault` at each of `whens` of `calls` (see `faulty`); it has to be refused each time. Then `check` looks at what is left.
async fn refused(
    name: &str,
    good: &Path,
    fault: Fault,
    calls: &str,
    whens: impl IntoIterator<Item = &'static str>,
    paths: &[&str],
    check: impl AsyncFn(&Path, &str),
) {
    for when in whens {
        let dir = tempfile::tempdir().unwrap();
        copy(good, dir.path());
        let tried = attempt(name, dir.path(), fault, calls, when, &below(dir.path(), paths));
        let why = format!("{name}: {fault:?} at {calls} {when}");
        assert!(!tried.done && tried.refused.len() == 1, "{why}: {tried:?}");
        check(dir.path(), &why).await;
    }
}

#[tokio::test]
async fn a_backup_that_is_refused_a_call_is_told_and_not_listed() {
    let good = with_a_backup().await;
    let check = async |dir: &Path, why: &str| {
        let left = std::fs::read_dir(dir.join("backups")).unwrap().count();
        assert_eq!(left, 1, "{why}: something half made is left");
        backup_is_possible(good.path(), dir, why).await;
    };
    for fault in [Fault::Full, Fault::Io] {
        refused("backs_up", good.path(), fault, "write,pwrite64", ["1", "2", "7", "15"], &BACKUP, &check).await;
    }
    refused("backs_up", good.path(), Fault::Io, "fsync,fdatasync", ["1"], &BACKUP, &check).await;
    refused("backs_up", good.path(), Fault::Io, "rename,renameat,renameat2", ["1"], &BACKUP, &check).await;
}

#[tokio::test]
async fn a_migration_that_is_refused_a_call_is_told_and_done_by_the_next_start() {
    let good = of_the_first_version().await;
    let check = async |dir: &Path, why: &str| comes_up_to_date_after_all(good.path(), dir, why).await;
    let log = ["recomamp.db-wal"];
    for fault in [Fault::Full, Fault::Io] {
        refused("comes_up_to_date", good.path(), fault, "write,pwrite64", ["1", "2", "3", "8", "20"], &log, &check)
            .await;
        refused("comes_up_to_date", good.path(), fault, "write,pwrite64", ["3"], &UPGRADE, &check).await;
    }
    refused("comes_up_to_date", good.path(), Fault::Io, "fsync,fdatasync", ["1", "2"], &log, &check).await;
    refused("comes_up_to_date", good.path(), Fault::Io, "fsync,fdatasync", ["1"], &UPGRADE, &check).await;
}

#[tokio::test]
async fn commits_that_are_refused_are_told_and_those_that_were_acknowledged_stay() {
    let good = with_a_backup().await;
    for (fault, calls) in
        [(Fault::Full, "write,pwrite64"), (Fault::Io, "write,pwrite64"), (Fault::Io, "fsync,fdatasync")]
    {
        for nth in ever_fewer().take_while(|nth| *nth < 40) {
            let dir = tempfile::tempdir().unwrap();
            copy(good.path(), dir.path());
            let tried = attempt("adds_rows", dir.path(), fault, calls, &nth.to_string(), &below(dir.path(), &DATABASE));
            let why = format!("{fault:?} at {calls} {nth}: {tried:?}");
            let (committed, refused) = (tried.committed.len(), tried.refused.len());
            assert!(tried.done && committed + refused == usize::try_from(ADDED).unwrap(), "{why}");
            if fault == Fault::Full && nth > 20 {
                // The first refusal comes after some four rows, and the second after as many again.
                assert!(refused > 0 && committed >= 6, "writing goes on after a refusal: {why}");
            }
            let store = open(dir.path()).await.unwrap();
            let rows = whole_rows(&store).await - ROWS;
            let acknowledged = i64::try_from(committed).unwrap();
            // What the disk did not confirm may have got there.
            let most = acknowledged + i64::from(fault == Fault::Io && refused > 0);
            assert!((acknowledged..=most).contains(&rows), "{rows} rows: {why}");
            store.close(LIMIT).await;
        }
    }
}

#[tokio::test]
async fn a_checkpoint_that_is_refused_leaves_all_in_the_log() {
    let good = with_a_backup().await;
    for (fault, calls) in [
        (Fault::Full, "write,pwrite64"),
        (Fault::Io, "write,pwrite64"),
        (Fault::Io, "fsync,fdatasync"),
        (Fault::Io, "ftruncate"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        copy(good.path(), dir.path());
        let tried = attempt("adds_rows", dir.path(), fault, calls, "1+", &below(dir.path(), &["recomamp.db"]));
        assert_eq!(tried.committed.len(), usize::try_from(ADDED).unwrap(), "{tried:?}");
        assert!(dir.path().join("recomamp.db-wal").exists(), "{fault:?} at {calls}: nothing was refused");
        let store = open(dir.path()).await.unwrap();
        assert_eq!(whole_rows(&store).await, ROWS + ADDED);
        store.close(LIMIT).await;
    }
}

#[tokio::test]
async fn a_read_that_is_refused_is_not_taken_for_damage() {
    let good = with_a_backup().await;
    let check = async |dir: &Path, why: &str| {
        let store = open(dir).await.unwrap_or_else(|e| panic!("{why}: {e:?}"));
        assert_eq!(whole_rows(&store).await, ROWS, "{why}");
        store.close(LIMIT).await;
    };
    let database = ["recomamp.db"];
    refused(
        "comes_up_to_date",
        good.path(),
        Fault::Io,
        "read,pread64",
        ["1", "2", "3", "6", "2+", "4+"],
        &database,
        &check,
    )
    .await;
}
