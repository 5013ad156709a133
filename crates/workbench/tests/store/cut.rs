//! A database that was cut short is recognised wherever the cut is, kept as it was, and explained.

use std::path::Path;

use workbench::Error;
use workbench::store::{OpenError, Store};

use super::support::{LIMIT, add_row, copy, database, filled, open, whole_rows};

const PAGE: u64 = 4096;
/// So many that the last page holds some of them and has room for more.
const ROWS: i64 = 61;

fn log(dir: &Path) -> std::path::PathBuf {
    dir.join("recomamp.db-wal")
}

fn cut(path: &Path, size: u64) {
    std::fs::OpenOptions::new().write(true).open(path).unwrap().set_len(size).unwrap();
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).unwrap().len()
}

/// A copy of `good` whose database is cut to `size` bytes.
fn copy_cut(good: &Path, size: u64) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    copy(good, dir.path());
    cut(&database(dir.path()), size);
    dir
}

/// It is refused in words, database and log are as they were, copies lie aside, and so it is at the next start.
async fn is_put_aside(dir: &Path, why: &str) {
    let files = || [database(dir), log(dir)].map(|path| std::fs::read(path).ok());
    let before = files();
    let error = open(dir).await.unwrap_err();
    let OpenError::Damaged { copied_to } = error.clone() else { panic!("{why}: {error:?}") };
    assert_eq!(files(), before, "{why}: touched");
    let copies = [database(&copied_to), log(&copied_to)].map(|path| std::fs::read(path).ok());
    assert_eq!(copies, before, "{why}: the copies");
    assert_eq!(open(dir).await.unwrap_err(), error, "{why}: again");
    let told = Error::from(error);
    assert_eq!(told.code, "store.damaged", "{why}");
    assert!(told.message.contains(copied_to.to_str().unwrap()) && told.next_step.unwrap().contains("backup"), "{why}");
}

/// Sizes on the edges of pages, around them, and inside the header.
fn sizes(whole: u64) -> Vec<u64> {
    let mut sizes =
        vec![0, 1, 15, 17, 18, 50, 95, 99, 100, 101, 1000, PAGE - 1, PAGE, PAGE + 1, whole - PAGE, whole - 1];
    for page in (2..whole / PAGE).step_by(3) {
        sizes.extend([page * PAGE, page * PAGE + PAGE / 2, page * PAGE + PAGE - 10]);
    }
    sizes.extend([whole - 2, whole - 100, whole - PAGE / 2, whole - PAGE + 1]);
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

#[tokio::test]
async fn a_closed_database_that_was_cut_anywhere_is_put_aside() {
    let good = filled(ROWS).await;
    let whole = size(&database(good.path()));
    assert!(whole > 8 * PAGE && !log(good.path()).exists());
    for size in sizes(whole) {
        is_put_aside(copy_cut(good.path(), size).path(), &format!("{size} of {whole} bytes")).await;
    }
}

/// A folder as a crash leaves it: some rows in the database, some in the log only.
async fn crashed() -> tempfile::TempDir {
    let dir = filled(ROWS).await;
    let store = open(dir.path()).await.unwrap();
    for _ in 0..3 {
        add_row(&store).await.unwrap();
    }
    let left = tempfile::tempdir().unwrap();
    copy(dir.path(), left.path());
    // A crash of the computer leaves no index of the log.
    std::fs::remove_file(left.path().join("recomamp.db-shm")).unwrap();
    store.close(LIMIT).await;
    assert!(size(&log(left.path())) > 0);
    left
}

#[tokio::test]
async fn with_a_log_a_cut_is_put_aside_unless_the_log_holds_all_that_is_missing() {
    let left = crashed().await;
    let whole = size(&database(left.path()));
    let (mut put_aside, mut whole_by_the_log) = (0, 0);
    for size in sizes(whole) {
        let dir = copy_cut(left.path(), size);
        let why = format!("{size} of {whole} bytes and a log");
        match open(dir.path()).await {
            Ok(store) => {
                // The last pages had been written anew since the last checkpoint.
                assert_eq!(whole_rows(&store).await, ROWS + 3, "{why}");
                let odd: i64 = sqlx::query_scalar("SELECT count(*) FROM setting WHERE value <> hex(zeroblob(500))")
                    .fetch_one(store.reader())
                    .await
                    .unwrap();
                assert_eq!(odd, 0, "{why}: a text lost its end");
                store.close(LIMIT).await;
                whole_by_the_log += 1;
            }
            Err(_) => {
                // Anew, since that start has put it aside already.
                is_put_aside(copy_cut(left.path(), size).path(), &why).await;
                put_aside += 1;
            }
        }
    }
    assert!(put_aside > 20 && whole_by_the_log > 0, "{put_aside} {whole_by_the_log}");
}

#[tokio::test]
async fn what_is_whole_is_not_taken_for_cut() {
    let left = crashed().await;
    // Pages that the log alone holds.
    let fresh = tempfile::tempdir().unwrap();
    let store = open(fresh.path()).await.unwrap();
    for _ in 0..20 {
        add_row(&store).await.unwrap();
    }
    let young = tempfile::tempdir().unwrap();
    copy(fresh.path(), young.path());
    store.close(LIMIT).await;
    assert!(size(&database(young.path())) < 4 * PAGE, "a database of hardly a page");
    for (dir, rows) in [(&left, ROWS + 3), (&young, 20)] {
        // A log whose last commit did not get to the disk whole.
        let torn = tempfile::tempdir().unwrap();
        copy(dir.path(), torn.path());
        cut(&log(torn.path()), size(&log(torn.path())) - 10);
        for (dir, fewest) in [(dir, rows), (&torn, rows - 1)] {
            let store = open(dir.path()).await.unwrap();
            let found = whole_rows(&store).await;
            assert!((fewest..=rows).contains(&found), "{found} of {rows}");
            store.close(LIMIT).await;
        }
    }
}

#[tokio::test]
async fn a_database_that_is_gone_or_empty_is_not_begun_anew_over_what_is_left_of_it() {
    let good = filled(ROWS).await;
    let store = open(good.path()).await.unwrap();
    let backup = store.back_up_daily("2026-02-09T10:00:00Z".parse().unwrap()).await.unwrap().unwrap();
    store.close(LIMIT).await;
    drop(store);
    cut(&database(good.path()), 0);
    is_put_aside(good.path(), "empty beside a backup").await;
    Store::restore(good.path(), &backup, 8).await.unwrap();
    let store = open(good.path()).await.unwrap();
    assert_eq!(whole_rows(&store).await, ROWS);
    store.close(LIMIT).await;
    drop(store);

    std::fs::remove_file(database(good.path())).unwrap();
    let error = open(good.path()).await.unwrap_err();
    assert_eq!(error, OpenError::Gone);
    assert!(!database(good.path()).exists(), "nothing was begun");
    let told = Error::from(error);
    assert!(told.code == "store.damaged" && told.next_step.unwrap().contains("backup"), "hosts offer the backup");
    Store::restore(good.path(), &backup, 9).await.unwrap();
    assert_eq!(whole_rows(&open(good.path()).await.unwrap()).await, ROWS);

    let left = crashed().await;
    std::fs::remove_file(database(left.path())).unwrap();
    is_put_aside(left.path(), "only a log").await;
}

#[tokio::test]
async fn without_a_backup_it_is_said_how_to_begin_anew() {
    let dir = filled(3).await;
    cut(&database(dir.path()), 5000);
    let next = Error::from(open(dir.path()).await.unwrap_err()).next_step.unwrap();
    assert!(next.contains("There is no backup") && next.contains("begin anew"), "{next}");
    for file in ["recomamp.db", "database-is-damaged"] {
        assert!(next.contains(file), "{next}");
        std::fs::remove_file(dir.path().join(file)).unwrap();
    }
    assert_eq!(whole_rows(&open(dir.path()).await.unwrap()).await, 0);
}
