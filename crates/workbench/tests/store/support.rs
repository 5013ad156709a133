//! A store with rows in it.

use std::path::Path;
use std::time::Duration;

use workbench::Result;
use workbench::store::{DATABASE_FILE, OpenError, Store};

/// Long enough for any closing.
pub const LIMIT: Duration = Duration::from_secs(5);

pub async fn open(dir: &Path) -> Result<Store, OpenError> {
    Store::open(dir, "1.0", 1_770_000_000_000).await
}

/// Adds a row and returns how many there are then.
pub async fn add_row(store: &Store) -> Result<i64> {
    store
        .write("row", |connection| {
            Box::pin(async move {
                sqlx::query(
                    "INSERT INTO setting (name, value) SELECT printf('row %d', count(*) + 1), hex(zeroblob(500)) FROM setting",
                )
                .execute(&mut *connection)
                .await?;
                Ok(sqlx::query_scalar("SELECT count(*) FROM setting").fetch_one(connection).await?)
            })
        })
        .await
}

/// How many rows there are, after a look at every page.
pub async fn whole_rows(store: &Store) -> i64 {
    let verdict: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check").fetch_all(store.reader()).await.unwrap();
    assert_eq!(verdict, ["ok"]);
    sqlx::query_scalar("SELECT count(*) FROM setting").fetch_one(store.reader()).await.unwrap()
}

/// A folder whose database holds `rows` rows, closed.
pub async fn filled(rows: i64) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).await.unwrap();
    for _ in 0..rows {
        add_row(&store).await.unwrap();
    }
    store.close(LIMIT).await;
    dir
}

pub fn database(dir: &Path) -> std::path::PathBuf {
    dir.join(DATABASE_FILE)
}

/// Copies a data folder.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}
