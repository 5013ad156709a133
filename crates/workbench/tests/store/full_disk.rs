//! A disk without room: a small one of the test's own, filled to its last byte. What is saved stays readable, each refusal is
//! one sentence, nothing half made is left, and with room again everything goes on by itself.

use std::path::Path;
use std::time::Duration;

use workbench::Error;
use workbench::store::{DATABASE_FILE, OpenError, Store, StoreHealth};

use super::migration::{kept, older, rows_in};
use super::process::{fill, folder, passes_on_a_small_disk};
use super::support::{LIMIT, add_row, copy, database, open, whole_rows};

fn today() -> chrono::DateTime<chrono::Utc> {
    "2026-02-09T10:00:00Z".parse().unwrap()
}

fn is_full(error: &Error) {
    assert_eq!(error.code, "store.full", "{error:?}");
    assert!(error.message.contains("disk is full") || error.message.contains("no room"), "{}", error.message);
    assert!(error.next_step.as_ref().unwrap().contains("ree some space"), "{:?}", error.next_step);
}

async fn until_health_is(store: &Store, wanted: StoreHealth) {
    let mut health = store.health();
    tokio::time::timeout(Duration::from_secs(30), health.wait_for(|health| *health == wanted)).await.unwrap().unwrap();
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = match std::fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect(),
        Err(_) => Vec::new(),
    };
    names.sort();
    names
}

#[test]
fn writing_stops_at_a_full_disk_and_goes_on_by_itself_when_there_is_room() {
    passes_on_a_small_disk("full_disk::writes_until_the_disk_is_full", 16);
}

#[tokio::test]
#[ignore = "run by the test above on a small disk"]
async fn writes_until_the_disk_is_full() {
    let dir = folder();
    let store = open(&dir).await.unwrap();
    for _round in 0..2 {
        let mut rows = add_row(&store).await.unwrap();
        let filling = fill(&dir);
        // The log has some room of its own yet.
        let refused = loop {
            match add_row(&store).await {
                Ok(number) => rows = number,
                Err(error) => break error,
            }
        };
        is_full(&refused);
        until_health_is(&store, StoreHealth::Full).await;
        // One that SQLite gives up in the midst of, since it does not fit into memory.
        let large = store
            .write("large", |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "INSERT INTO setting (name, value)
                         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
                         SELECT 'large ' || i, hex(zeroblob(1500)) FROM n",
                    )
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await;
        is_full(&large.unwrap_err());
        for _ in 0..3 {
            is_full(&add_row(&store).await.unwrap_err());
        }
        assert_eq!(whole_rows(&store).await, rows, "reading goes on, and nothing that was refused is there");

        std::fs::remove_file(filling).unwrap();
        until_health_is(&store, StoreHealth::Fine).await;
        assert_eq!(add_row(&store).await.unwrap(), rows + 1);
    }
    let rows = whole_rows(&store).await;
    store.close(LIMIT).await;
    drop(store);
    let store = open(&dir).await.unwrap();
    assert_eq!(whole_rows(&store).await, rows);
    store.close(LIMIT).await;
}

#[test]
fn a_log_that_does_not_fit_into_the_database_is_kept_until_it_does() {
    passes_on_a_small_disk("full_disk::closes_and_starts_on_a_full_disk", 20);
}

#[tokio::test]
#[ignore = "run by the test above on a small disk"]
async fn closes_and_starts_on_a_full_disk() {
    let dir = folder().join("data");
    let store = open(&dir).await.unwrap();
    for _ in 0..40 {
        add_row(&store).await.unwrap();
    }
    let filling = fill(&folder());
    store.close(LIMIT).await;
    drop(store);
    assert!(names(&dir).contains(&"recomamp.db-wal".to_owned()), "there was no room for the checkpoint");
    let files = || ["recomamp.db", "recomamp.db-wal"].map(|name| std::fs::read(dir.join(name)).unwrap());
    // The index of the log is gone with the process, and does not fit either.
    let _ = std::fs::remove_file(dir.join("recomamp.db-shm"));
    let filling_more = fill(&folder());
    assert_eq!(filling, filling_more);
    let before = files();
    match open(&dir).await {
        Err(error) => is_full(&error.into()),
        Ok(_) => panic!("opened on a full disk"),
    }
    assert!(before == files(), "nothing is touched");
    std::fs::remove_file(filling).unwrap();
    let store = open(&dir).await.unwrap();
    assert_eq!(whole_rows(&store).await, 40);
    store.close(LIMIT).await;
    assert!(!names(&dir).contains(&"recomamp.db-wal".to_owned()));
}

#[test]
fn a_backup_that_does_not_fit_leaves_the_last_good_one_and_is_made_when_there_is_room() {
    passes_on_a_small_disk("full_disk::backs_up_on_a_full_disk", 16);
}

#[tokio::test]
#[ignore = "run by the test above on a small disk"]
async fn backs_up_on_a_full_disk() {
    let dir = folder();
    let store = open(&dir).await.unwrap();
    for _ in 0..10 {
        add_row(&store).await.unwrap();
    }
    store.back_up_daily(today() - chrono::TimeDelta::days(1)).await.unwrap().unwrap();
    let filling = fill(&dir);
    is_full(&store.back_up_daily(today()).await.unwrap_err());
    assert_eq!(names(&dir.join("backups")), ["daily-20260208.db"]);
    std::fs::remove_file(filling).unwrap();
    let backup = store.back_up_daily(today()).await.unwrap().unwrap();
    assert_eq!(names(&dir.join("backups")), ["daily-20260208.db", "daily-20260209.db"]);
    store.close(LIMIT).await;
    drop(store);

    let filling = fill(&dir);
    is_full(&Store::restore(&dir, &backup, 7).await.unwrap_err().into());
    assert!(names(&dir).iter().all(|name| !name.contains("partial") && !name.contains("damaged")), "{:?}", names(&dir));
    std::fs::remove_file(filling).unwrap();
    Store::restore(&dir, &backup, 8).await.unwrap();
    let store = open(&dir).await.unwrap();
    assert_eq!(whole_rows(&store).await, 10);
    store.close(LIMIT).await;
}

#[test]
fn an_older_database_stays_as_it_is_until_there_is_room_for_its_backup() {
    passes_on_a_small_disk("full_disk::comes_up_to_date_on_a_full_disk", 16);
}

#[tokio::test]
#[ignore = "run by the test above on a small disk"]
async fn comes_up_to_date_on_a_full_disk() {
    let dir = folder();
    copy(older(1).await.path(), &dir);
    let (before, bytes) = (rows_in(&database(&dir)).await, std::fs::read(database(&dir)).unwrap());
    let filling = fill(&dir);
    for _start in 0..2 {
        let refused = open(&dir).await.unwrap_err();
        assert!(matches!(refused, OpenError::DiskFull { needed_bytes: 8_000_000.. }), "{refused:?}");
        is_full(&refused.into());
        assert!(std::fs::read(database(&dir)).unwrap() == bytes, "not touched");
        assert!(Store::backups(&dir).unwrap().is_empty());
    }
    std::fs::remove_file(filling).unwrap();
    let store = open(&dir).await.unwrap();
    assert_eq!(Store::backups(&dir).unwrap().len(), 1);
    store.close(LIMIT).await;
    kept(&before, &rows_in(&database(&dir)).await);
}

#[test]
fn a_damaged_database_is_put_aside_once_there_is_room_for_its_copy() {
    passes_on_a_small_disk("full_disk::is_damaged_on_a_full_disk", 16);
}

#[tokio::test]
#[ignore = "run by the test above on a small disk"]
async fn is_damaged_on_a_full_disk() {
    let dir = folder();
    let store = open(&dir).await.unwrap();
    add_row(&store).await.unwrap();
    store.close(LIMIT).await;
    drop(store);
    let mut bytes = std::fs::read(database(&dir)).unwrap();
    bytes[..100].fill(0xA5);
    std::fs::write(database(&dir), &bytes).unwrap();
    let filling = fill(&dir);
    for _start in 0..2 {
        let refused = Error::from(open(&dir).await.unwrap_err());
        is_full(&refused);
        assert!(refused.message.contains("damaged"), "{}", refused.message);
        assert!(names(&dir).iter().all(|name| !name.contains("damaged")), "{:?}", names(&dir));
        assert!(std::fs::read(database(&dir)).unwrap() == bytes, "not touched");
    }
    std::fs::remove_file(filling).unwrap();
    let OpenError::Damaged { copied_to } = open(&dir).await.unwrap_err() else { panic!("not put aside") };
    assert!(std::fs::read(copied_to.join(DATABASE_FILE)).unwrap() == bytes);
}
