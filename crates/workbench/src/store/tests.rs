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
            for nr in 0..50 {
                put(&store, format!("{writer}-{nr}"), String::new()).await.unwrap();
            }
        })
    });
    let readers = (0..8).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            for _ in 0..100 {
                count(&store).await;
            }
        })
    });
    for task in writers.chain(readers).collect::<Vec<_>>() {
        task.await.unwrap();
    }
    assert_eq!(count(&store).await, 400);
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
