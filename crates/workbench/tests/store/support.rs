//! A store with rows in it, and this binary as another process.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use workbench::Result;
use workbench::store::{DATABASE_FILE, OpenError, Store};

/// The data folder of another process.
pub const FOLDER: &str = "STORE_DIR";
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

/// This binary, to run the ignored test `name` on `dir`; `under` is the program that runs it, with its arguments.
pub fn command(name: &str, dir: &Path, under: &[&str]) -> Command {
    let me = std::env::current_exe().unwrap();
    let mut words = under.iter().map(std::ffi::OsString::from).chain([me.into_os_string()]);
    let mut command = Command::new(words.next().unwrap());
    command
        .args(words)
        .args(["--exact", name, "--ignored", "--nocapture"])
        .env(FOLDER, dir)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// The folder this process was told to work on.
pub fn folder() -> std::path::PathBuf {
    std::env::var_os(FOLDER).unwrap().into()
}

/// Another process that is listened to.
pub struct Other {
    pub child: Child,
    output: BufReader<ChildStdout>,
}

impl Other {
    pub fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, output }
    }

    /// What follows `word` in its next line that begins so; `None` when it has ended. Other lines are the test harness's.
    pub fn hear(&mut self, word: &str) -> Option<String> {
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line).unwrap() == 0 {
                return None;
            }
            if let Some(rest) = line.trim().strip_prefix(word) {
                return Some(rest.trim().to_owned());
            }
        }
    }

    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}
