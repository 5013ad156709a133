//! What is said when the application cannot start: the same sentence and next step in a message box and on standard error,
//! and an exit code that says so.

use std::path::Path;
use std::process::{Command, Stdio};

use workbench::store::{DATABASE_FILE, Store};

use crate::closing::Program;
use crate::page::{PROGRAM, picture};
use crate::support::{Desk, when};

const NOW: i64 = 1_790_000_000_000;

#[test]
fn a_data_folder_that_cannot_be_used_is_named_with_a_way_out() {
    let desk = Desk::start();

    // A `%` in the folder's name, since GTK's boxes take their text as a format.
    let damaged = desk.home().join("50%n of it");
    std::fs::create_dir(&damaged).unwrap();
    std::fs::write(damaged.join(DATABASE_FILE), [0xAA; 65_536]).unwrap();
    let said = refused(&desk, "damaged", desk.command(PROGRAM).env("RECOMAMP_DATA_DIR", &damaged));
    assert!(said.starts_with("The database is damaged; a copy of it lies in "), "{said}");
    assert!(said.contains("50%n of it"), "{said}");
    assert!(said.contains("backup"), "{said}");
    assert_eq!(std::fs::read(damaged.join(DATABASE_FILE)).unwrap(), [0xAA; 65_536], "the damaged file stays");

    let newer = desk.home().join("newer");
    write_a_later_version(&newer);
    let before = std::fs::read(newer.join(DATABASE_FILE)).unwrap();
    let said = refused(&desk, "newer", desk.command(PROGRAM).env("RECOMAMP_DATA_DIR", &newer));
    assert!(said.starts_with("Your data was last used by a newer RecomAMP (database version 9999,"), "{said}");
    assert!(said.ends_with("Your data is intact. Update the app to open it."), "{said}");
    assert!(before == std::fs::read(newer.join(DATABASE_FILE)).unwrap(), "a newer database is not touched");

    let file = desk.home().join("a file");
    std::fs::write(&file, "not a folder").unwrap();
    let said = refused(&desk, "not-a-folder", desk.command(PROGRAM).env("RECOMAMP_DATA_DIR", file.join("data")));
    assert!(said.starts_with("The data folder cannot be used: "), "{said}");
    assert!(said.ends_with("Check that the folder exists and that you may write to it."), "{said}");

    let moved = desk.home().join("moved");
    std::fs::create_dir(&moved).unwrap();
    std::fs::write(moved.join("moved-to"), desk.home().join("drive").to_str().unwrap()).unwrap();
    let said = refused(&desk, "away", desk.command(PROGRAM).env("RECOMAMP_DATA_DIR", &moved));
    assert!(said.starts_with("The data folder ") && said.contains("drive is not there."), "{said}");
    assert!(
        !moved.join(DATABASE_FILE).exists() && !desk.home().join("drive").exists(),
        "nothing is begun in its place"
    );

    let full = desk.home().join("full");
    std::fs::create_dir(&full).unwrap();
    let mount = "mount -t tmpfs -o size=2m full \"$RECOMAMP_DATA_DIR\" && exec \"$0\"";
    let mut on_full_disk = desk.command("unshare");
    on_full_disk.args(["-rm", "sh", "-c", mount, PROGRAM]).env("RECOMAMP_DATA_DIR", &full);
    let said = refused(&desk, "full", &mut on_full_disk);
    assert!(said.starts_with("The disk is full: about "), "{said}");
    assert!(said.ends_with("Free some space and start again. Your data is intact."), "{said}");

    for display in ["", ":4711"] {
        let ended = desk.command(PROGRAM).env("DISPLAY", display).output().unwrap();
        assert_eq!(ended.status.code(), Some(1), "{display:?}");
        assert!(sentence(&ended.stderr).starts_with("There is no display to open a window on."), "{display:?}");
    }
    assert!(!desk.data_dir().exists(), "without a display nothing was begun");
}

#[test]
fn of_a_damaged_database_the_latest_backup_can_be_taken_instead() {
    let desk = Desk::start();
    let data = desk.data_dir();
    keep_a_backup(&data);
    std::fs::write(data.join(DATABASE_FILE), [0xAA; 65_536]).unwrap();
    let mut program = Program::start(&desk);
    when("a question", || desk.has_in_front("RecomAMP cannot start"));
    picture(&desk, "refused-with-backup");
    desk.press("Return");
    when("the window", || desk.has_in_front("RecomAMP"));
    let kept = std::fs::read_dir(&data).unwrap().filter_map(Result::ok);
    let kept = kept.filter(|entry| entry.file_name().to_string_lossy().starts_with("damaged-")).count();
    assert!(kept > 0, "what was damaged is kept");
    program.signal("TERM");
    assert_eq!(program.end(), Some(0));
}

/// Starts it, reads the box, closes it with a key, and gives what stood on standard error.
fn refused(desk: &Desk, step: &str, command: &mut Command) -> String {
    let program = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    when("a message box", || desk.has_in_front("RecomAMP cannot start"));
    picture(desk, &format!("refused-{step}"));
    desk.press("Return");
    let ended = program.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(1), "{step}");
    sentence(&ended.stderr)
}

/// Our own line among the libraries'.
pub(crate) fn sentence(stderr: &[u8]) -> String {
    let all = String::from_utf8_lossy(stderr);
    let ours: Vec<&str> = all.lines().filter_map(|line| line.strip_prefix("recomamp: ")).collect();
    let [only] = ours[..] else { panic!("not one sentence: {all}") };
    only.to_owned()
}

fn keep_a_backup(data_dir: &Path) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = Store::open(data_dir, "0.1.0", NOW).await.unwrap();
        let backup = store.back_up_daily(chrono::DateTime::from_timestamp_millis(NOW).unwrap()).await.unwrap();
        assert!(backup.is_some());
        store.close(std::time::Duration::from_secs(5)).await;
    });
}

/// A database that a version to come has written.
fn write_a_later_version(data_dir: &Path) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = Store::open(data_dir, "9.0.0", NOW).await.unwrap();
        store
            .write("a later migration", |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                         VALUES (9999, 'to come', 1, x'00', 0)",
                    )
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await
            .unwrap();
        store.close(std::time::Duration::from_secs(5)).await;
    });
}
