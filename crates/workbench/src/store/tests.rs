//! The database's promises, with real files.

use std::path::Path;
use std::time::Duration;

use sqlx::Connection as _;

use super::*;

async fn open(dir: &Path) -> Store {
    Store::open(dir, "1.0", 1_770_000_000_000).await.unwrap()
}

async fn put(store: &Store, name: String, value: String) -> Result<()> {
    store
        .write("test", move |connection| {
            Box::pin(async move {
                sqlx::query("INSERT INTO setting (name, value) VALUES (?, ?)")
                    .bind(name)
                    .bind(value)
                    .execute(connection)
                    .await?;
                Ok(())
            })
        })
        .await
}

async fn count(store: &Store) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM setting").fetch_one(store.reader()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_writers_and_eight_readers_never_meet_a_busy_database() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let writers = (0..8).map(|writer| {
        let store = store.clone();
        tokio::spawn(async move {
            for nr in 0..250 {
                put(&store, format!("{writer}-{nr}"), String::new()).await.unwrap();
            }
        })
    });
    let readers = (0..8).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            for _ in 0..400 {
                count(&store).await;
            }
        })
    });
    for task in writers.chain(readers).collect::<Vec<_>>() {
        task.await.unwrap();
    }
    assert_eq!(count(&store).await, 2_000);
    let error = sqlx::query("DELETE FROM setting").execute(store.reader()).await.unwrap_err();
    assert_eq!(crate::Error::from(error).code, "store.read_only");
    store.close(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn a_failed_or_panicking_write_is_undone_and_the_next_one_works() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    for panics in [false, true] {
        let outcome: Result<()> = store
            .write("test", move |connection| {
                Box::pin(async move {
                    sqlx::query("INSERT INTO setting (name, value) VALUES ('a', 'b')").execute(connection).await?;
                    if panics {
                        panic!("a defect");
                    }
                    Err(Error::invalid("no"))
                })
            })
            .await;
        assert!(outcome.is_err());
        assert_eq!(count(&store).await, 0);
    }
    put(&store, "a".into(), "b".into()).await.unwrap();
    assert_eq!(count(&store).await, 1);
}

#[tokio::test]
async fn a_second_opening_is_told_that_the_folder_is_in_use() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    assert_eq!(Store::open(dir.path(), "1.0", 0).await.unwrap_err(), OpenError::InUse);
    store.close(Duration::from_secs(5)).await;
    drop(store);
    open(dir.path()).await;
}

#[tokio::test]
async fn a_newer_database_is_left_untouched() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    store
        .write("test", |connection| {
            Box::pin(async move {
                sqlx::query("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', 1, x'00', 0)")
                    .execute(connection)
                    .await?;
                Ok(())
            })
        })
        .await
        .unwrap();
    store.close(Duration::from_secs(5)).await;
    drop(store);
    let before = std::fs::read(dir.path().join(DATABASE_FILE)).unwrap();
    let error = Store::open(dir.path(), "1.0", 0).await.unwrap_err();
    assert!(matches!(error, OpenError::Newer { found: 9999, .. }), "{error:?}");
    assert!(crate::Error::from(error).next_step.unwrap().contains("intact"));
    assert_eq!(std::fs::read(dir.path().join(DATABASE_FILE)).unwrap(), before);
    assert!(!dir.path().join("recomamp.db-wal").exists());
}

#[tokio::test]
async fn a_damaged_database_is_put_aside_kept_closed_and_replaced_by_a_backup() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    put(&store, "a".into(), "b".into()).await.unwrap();
    let backup = store.back_up_daily("2026-02-09T10:00:00Z".parse().unwrap()).await.unwrap().unwrap();
    assert!(store.back_up_daily("2026-02-09T23:00:00Z".parse().unwrap()).await.unwrap().is_none());
    store.close(Duration::from_secs(5)).await;
    drop(store);
    let file = dir.path().join(DATABASE_FILE);
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[..100].fill(0xA5);
    std::fs::write(&file, &bytes).unwrap();
    let OpenError::Damaged { copied_to } = Store::open(dir.path(), "1.0", 5).await.unwrap_err() else {
        panic!("not damaged")
    };
    assert_eq!(std::fs::read(copied_to.join(DATABASE_FILE)).unwrap(), bytes);
    assert_eq!(std::fs::read(&file).unwrap(), bytes, "the original stays as it is");
    assert!(matches!(Store::open(dir.path(), "1.0", 6).await.unwrap_err(), OpenError::Damaged { .. }));
    Store::restore(dir.path(), &backup, 7).await.unwrap();
    assert_eq!(count(&open(dir.path()).await).await, 1);
}

#[tokio::test]
async fn seven_daily_backups_are_kept_and_each_opens() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    for day in 1..=9 {
        store.back_up_daily(format!("2026-02-0{day}T10:00:00Z").parse().unwrap()).await.unwrap().unwrap();
    }
    let kept = Store::backups(store.data_dir()).unwrap();
    let stamps: Vec<&str> = kept.iter().map(|backup| backup.stamp.as_str()).collect();
    assert_eq!(stamps, ["20260209", "20260208", "20260207", "20260206", "20260205", "20260204", "20260203"]);
    for backup in kept {
        let mut copy = connect::untouched(&backup.path).await.unwrap();
        let verdict: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut copy).await.unwrap();
        assert_eq!(verdict, "ok");
        copy.close().await.unwrap();
    }
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_may_read_the_folder_or_its_files() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let store = open(&data).await;
    put(&store, "a".into(), "b".into()).await.unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for file in std::fs::read_dir(&data).unwrap() {
        let path = file.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[tokio::test]
async fn a_backup_is_made_before_another_version_of_the_application_writes() {
    let dir = tempfile::tempdir().unwrap();
    for (version, backups) in [("1.0", 0), ("1.0", 0), ("1.1", 1), ("1.1", 1), ("1.0", 2)] {
        let now = 1_770_000_000_000 + backups * 1_000;
        let store = Store::open(dir.path(), version, now).await.unwrap();
        let kept = Store::backups(store.data_dir()).unwrap();
        assert_eq!(kept.len(), usize::try_from(backups).unwrap(), "{version}");
        assert!(kept.iter().all(|backup| backup.kind == BackupKind::Upgrade));
        store.close(Duration::from_secs(5)).await;
    }
}

#[tokio::test]
async fn the_engine_is_past_the_wal_reset_defect() {
    assert!(connect::engine_version().await.unwrap() >= connect::ENGINE_FLOOR);
}

#[test]
fn network_disks_are_recognised_by_the_mount_above_the_folder() {
    let mounts = "20 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw\n\
                  30 20 0:40 / /home/me/net rw shared:2 - nfs4 server:/export rw\n\
                  31 20 0:41 / /home/me/net/usb rw - ext4 /dev/sdb1 rw\n";
    let kind = |path: &str| place::network_disk(mounts, Path::new(path));
    assert_eq!(kind("/home/me/net/data"), Some("nfs4"));
    assert_eq!(kind("/home/me/net/usb/data"), None);
    assert_eq!(kind("/home/me/network"), None);
}

#[tokio::test]
async fn a_folder_that_is_synchronised_is_refused_with_its_reason() {
    let home = tempfile::tempdir().unwrap();
    let data = |folder: &str| home.path().join(folder).join("RecomAMP/data");
    for (folder, mark, expected) in [
        ("Dropbox", Some(".dropbox"), Some("Dropbox")),
        ("shared", Some(".stfolder"), Some("Syncthing")),
        ("OneDrive - Outdoor GmbH", None, Some("OneDrive")),
        ("Library/Mobile Documents", None, Some("iCloud")),
        ("Dropbox that is none", None, None),
        ("Documents", None, None),
    ] {
        std::fs::create_dir_all(data(folder)).unwrap();
        if let Some(mark) = mark {
            std::fs::create_dir(home.path().join(folder).join(mark)).unwrap();
        }
        assert_eq!(place::sync_service(&data(folder)), expected, "{folder}");
    }
    let error = crate::Error::from(Store::open(&data("Dropbox"), "1.0", 0).await.unwrap_err());
    assert_eq!(error.code, "store.sync_folder");
    assert!(error.message.contains("Dropbox") && error.next_step.is_some());
    assert_eq!(std::fs::read_dir(data("Dropbox")).unwrap().count(), 0, "nothing was begun there");
}

#[tokio::test]
async fn the_log_shrinks_again_when_a_long_reader_has_gone() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let log = || std::fs::metadata(dir.path().join("recomamp.db-wal")).unwrap().len();
    let mut reader = store.reader().acquire().await.unwrap();
    sqlx::raw_sql("BEGIN; SELECT count(*) FROM setting").execute(&mut *reader).await.unwrap();
    for number in 0..1_500 {
        put(&store, format!("{number}"), "x".repeat(3_000)).await.unwrap();
    }
    assert!(log() > 8 * 1024 * 1024, "{}", log());
    sqlx::raw_sql("ROLLBACK").execute(&mut *reader).await.unwrap();
    drop(reader);
    for number in 0..3 {
        put(&store, format!("after {number}"), String::new()).await.unwrap();
    }
    assert!(log() < 4 * 1024 * 1024, "{}", log());
    store.close(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn readers_are_never_exchanged_for_new_connections() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let mark = |size: i64| sqlx::AssertSqlSafe(format!("PRAGMA cache_size = {size}"));
    // All of them at once, so that each is marked.
    let mut all = Vec::new();
    for number in 0..4 {
        let mut reader = store.reader().acquire().await.unwrap();
        sqlx::query(mark(777 + number)).execute(&mut *reader).await.unwrap();
        all.push(reader);
    }
    drop(all);
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(2 * 3600)).await;
    tokio::time::resume();
    let mut all = Vec::new();
    let mut marks = Vec::new();
    for _ in 0..4 {
        let mut reader = store.reader().acquire().await.unwrap();
        marks.push(sqlx::query_scalar::<_, i64>("PRAGMA cache_size").fetch_one(&mut *reader).await.unwrap());
        all.push(reader);
    }
    marks.sort_unstable();
    assert_eq!(marks, [777, 778, 779, 780]);
}

#[tokio::test]
async fn callers_that_go_away_at_any_moment_leave_whole_transactions() {
    use rand::Rng as _;
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let mut random = rand::rng();
    for round in 0..400 {
        let tasks: Vec<_> = (0..5)
            .map(|number| {
                let store = store.clone();
                tokio::spawn(async move {
                    store
                        .write("pair", move |connection| {
                            Box::pin(async move {
                                for half in ["a", "b"] {
                                    sqlx::query("INSERT INTO setting (name, value) VALUES (?, ?)")
                                        .bind(format!("{round} {number} {half}"))
                                        .bind(half)
                                        .execute(&mut *connection)
                                        .await?;
                                }
                                Ok(())
                            })
                        })
                        .await
                })
            })
            .collect();
        for task in tasks {
            for _ in 0..random.random_range(0..12) {
                tokio::task::yield_now().await;
            }
            task.abort();
        }
    }
    put(&store, "next".into(), "c".into()).await.unwrap();
    let (first, second): (i64, i64) = sqlx::query_as("SELECT sum(value = 'a'), sum(value = 'b') FROM setting")
        .fetch_one(store.reader())
        .await
        .unwrap();
    assert_eq!(first, second, "no half of a pair");
    assert!(first > 0);
    let verdict: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(store.reader()).await.unwrap();
    assert_eq!(verdict, "ok");
}

#[tokio::test]
async fn the_saved_descriptions_of_queries_are_current() {
    use sqlx::{Column as _, Executor as _, SqlSafeStr as _, TypeInfo as _};
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.sqlx");
    let mut seen = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let saved: serde_json::Value = serde_json::from_slice(&std::fs::read(file.unwrap().path()).unwrap()).unwrap();
        let query = saved["query"].as_str().unwrap().to_owned();
        let mut connection = store.reader().acquire().await.unwrap();
        let described = connection.describe(sqlx::AssertSqlSafe(query.clone()).into_sql_str()).await.unwrap();
        let columns: Vec<(String, String)> = described
            .columns()
            .iter()
            .map(|c| (c.name().to_owned(), c.type_info().name().to_ascii_lowercase()))
            .collect();
        let expected: Vec<(String, String)> = saved["describe"]["columns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| (c["name"].as_str().unwrap().to_owned(), c["type_info"].as_str().unwrap().to_ascii_lowercase()))
            .collect();
        assert_eq!(columns, expected, "{query}: run scripts/sqlx-metadata.sh");
        let nullable: Vec<Option<bool>> = (0..columns.len()).map(|index| described.nullable(index)).collect();
        let expected: Vec<Option<bool>> =
            saved["describe"]["nullable"].as_array().unwrap().iter().map(serde_json::Value::as_bool).collect();
        assert_eq!(nullable, expected, "{query}: run scripts/sqlx-metadata.sh");
        seen += 1;
    }
    assert!(seen > 0);
}
