//! One folder, one process; and nothing acknowledged is lost when it is killed. Every kill waits for the child's word.

use std::path::Path;
use std::time::{Duration, Instant};

use workbench::store::OpenError;

use super::process::{Other, command, folder, say};
use super::support::{LIMIT, add_row, open, whole_rows};

fn writing(dir: &Path) -> Other {
    Other::start(command("processes::writes_until_it_is_killed", dir, &[]))
}

#[tokio::test]
#[ignore = "the other process of the tests below"]
async fn writes_until_it_is_killed() {
    let store = open(&folder()).await.unwrap();
    loop {
        say(&format!("COMMITTED {}", add_row(&store).await.unwrap()));
    }
}

#[tokio::test]
async fn a_second_process_is_told_that_the_folder_is_in_use_until_the_first_dies() {
    let dir = tempfile::tempdir().unwrap();
    let mut first = writing(dir.path());
    first.hear("COMMITTED").unwrap();
    let started = Instant::now();
    assert_eq!(open(dir.path()).await.unwrap_err(), OpenError::InUse);
    #[cfg(unix)]
    {
        let elsewhere = tempfile::tempdir().unwrap();
        let link = elsewhere.path().join("link");
        std::os::unix::fs::symlink(dir.path(), &link).unwrap();
        assert_eq!(open(&link).await.unwrap_err(), OpenError::InUse, "by another name");
    }
    assert!(started.elapsed() < Duration::from_secs(2));
    first.kill();
    open(dir.path()).await.unwrap();
}

#[cfg(unix)]
#[tokio::test]
#[ignore = "the other process of the test below"]
async fn makes_every_kind_of_file() {
    let store = open(&folder()).await.unwrap();
    add_row(&store).await.unwrap();
    store.back_up_daily("2026-02-09T10:00:00Z".parse().unwrap()).await.unwrap();
    say("READY");
    std::future::pending::<()>().await;
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_anything_though_the_system_would_let_everybody() {
    use std::os::unix::fs::PermissionsExt as _;
    let outside = tempfile::tempdir().unwrap();
    let dir = outside.path().join("data");
    let name = "processes::makes_every_kind_of_file";
    let under = ["sh", "-c", "umask 000 && exec \"$@\"", "sh"].map(Into::into);
    let mut other = Other::start(command(name, &dir, &under));
    other.hear("READY").unwrap();
    let mut folders = vec![dir];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700, "{}", folder.display());
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files += 1;
                assert_eq!(mode(&path), 0o600, "{}", path.display());
            }
        }
    }
    other.kill();
    assert!(files >= 5, "database, log, index of the log, lock, backup: {files}");
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill_while_writing() {
    let dir = tempfile::tempdir().unwrap();
    for round in 1..=25 {
        let mut process = writing(dir.path());
        let mut acknowledged = 0;
        for _ in 0..round {
            acknowledged = process.hear("COMMITTED").unwrap().parse().unwrap();
        }
        process.kill();
        while let Some(number) = process.hear("COMMITTED") {
            acknowledged = number.parse().unwrap();
        }
        let store = open(dir.path()).await.unwrap();
        let rows = whole_rows(&store).await;
        // One more may have been committed whose word did not get out.
        assert!(rows == acknowledged || rows == acknowledged + 1, "{rows} rows, {acknowledged} acknowledged");
        store.close(LIMIT).await;
    }
}
