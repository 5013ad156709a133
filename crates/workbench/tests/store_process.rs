//! The store between processes: one folder, one process; and nothing acknowledged is lost when it is killed.
//!
//! The second process is this test binary again. Every kill waits for the child's word.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use sqlx::Connection as _;
use workbench::store::{OpenError, Store};

fn child(data_dir: &Path) -> (Child, BufReader<std::process::ChildStdout>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_process_that_writes_until_it_is_killed", "--ignored", "--nocapture"])
        .env("STORE_DIR", data_dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    (child, output)
}

/// The number in the child's next word, `COMMITTED n`; other lines are the test harness's.
fn next_word(output: &mut BufReader<std::process::ChildStdout>) -> Option<i64> {
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).unwrap() == 0 {
            return None;
        }
        if let Some(number) = line.trim().strip_prefix("COMMITTED ") {
            return Some(number.parse().unwrap());
        }
    }
}

#[tokio::test]
#[ignore = "the other process of the tests below"]
async fn a_process_that_writes_until_it_is_killed() {
    let dir = std::env::var_os("STORE_DIR").unwrap();
    let store = Store::open(Path::new(&dir), "1.0", 0).await.unwrap();
    loop {
        let written: i64 = store
            .write("row", |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "INSERT INTO setting (name, value) SELECT printf('row %d', count(*) + 1), 'x' FROM setting",
                    )
                    .execute(&mut *connection)
                    .await?;
                    Ok(sqlx::query_scalar("SELECT count(*) FROM setting").fetch_one(connection).await?)
                })
            })
            .await
            .unwrap();
        println!("COMMITTED {written}");
    }
}

#[tokio::test]
async fn a_second_process_is_told_that_the_folder_is_in_use_until_the_first_dies() {
    let dir = tempfile::tempdir().unwrap();
    let (mut first, mut output) = child(dir.path());
    next_word(&mut output).unwrap();
    assert_eq!(Store::open(dir.path(), "1.0", 0).await.unwrap_err(), OpenError::InUse);
    first.kill().unwrap();
    first.wait().unwrap();
    Store::open(dir.path(), "1.0", 0).await.unwrap();
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill_while_writing() {
    let dir = tempfile::tempdir().unwrap();
    for round in 1..=25 {
        let (mut process, mut output) = child(dir.path());
        let mut acknowledged = 0;
        for _ in 0..round {
            acknowledged = next_word(&mut output).unwrap();
        }
        process.kill().unwrap();
        process.wait().unwrap();
        while let Some(number) = next_word(&mut output) {
            acknowledged = number;
        }
        let store = Store::open(dir.path(), "1.0", 0).await.unwrap();
        let mut connection = store.reader().acquire().await.unwrap();
        let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM setting").fetch_one(&mut *connection).await.unwrap();
        // One more may have been committed whose word did not get out.
        assert!(rows == acknowledged || rows == acknowledged + 1, "{rows} rows, {acknowledged} acknowledged");
        let verdict: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut *connection).await.unwrap();
        assert_eq!(verdict, "ok");
        connection.ping().await.unwrap();
        drop(connection);
        store.close(std::time::Duration::from_secs(5)).await;
    }
}
