//! What ends the application and is done by the start that follows: going back to a backup, and moving the data folder.

use serde_json::json;

use crate::page::{PROGRAM, Window};
use crate::support::{Desk, until, when};
use crate::within_minutes;

/// Has a command end the application, sees it start again by itself, and ends it.
async fn starts_again(desk: &Desk, window: &Window<'_>, command: &str, arguments: serde_json::Value) {
    let before = desk.process(PROGRAM).unwrap();
    window.command(command, arguments).await.unwrap();
    let after = until("another process", || desk.process(PROGRAM).filter(|now| *now != before));
    when("the end of the one before", || !std::path::Path::new(&format!("/proc/{before}")).exists());
    when("its window", || desk.has_in_front("RecomAMP"));
    window.picture(command);
    assert!(std::process::Command::new("kill").arg(after.to_string()).status().unwrap().success());
    when("its end", || desk.process(PROGRAM).is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn going_back_to_a_backup_starts_the_application_again_with_what_was_in_it() {
    within_minutes(going_back()).await;
}

async fn going_back() {
    let desk = Desk::start();
    let window = Window::open(&desk).await;
    window.words("How do you want to begin?").await;
    let backup = window.command("back_up_now", json!({})).await.unwrap();
    let mut settings = window.command("get_settings", json!({})).await.unwrap();
    let usual = settings["poll_seconds"].clone();
    settings["poll_seconds"] = json!(61);
    window.command("update_settings", json!({ "settings": settings })).await.unwrap();

    starts_again(&desk, &window, "restore_backup", json!({ "name": backup["name"] })).await;

    let window = Window::open(&desk).await;
    assert_eq!(window.command("get_settings", json!({})).await.unwrap()["poll_seconds"], usual);
    let aside =
        std::fs::read_dir(desk.data_dir()).unwrap().filter_map(|entry| entry.unwrap().file_name().into_string().ok());
    assert_eq!(aside.filter(|name| name.ends_with("-replaced")).count(), 1, "what it replaced is kept");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn moving_the_data_folder_starts_the_application_again_with_everything_in_the_new_one() {
    within_minutes(moving()).await;
}

async fn moving() {
    let desk = Desk::start();
    let elsewhere = tempfile::tempdir().unwrap();
    let window = Window::open(&desk).await;
    window.words("How do you want to begin?").await;
    let mut settings = window.command("get_settings", json!({})).await.unwrap();
    settings["poll_seconds"] = json!(61);
    window.command("update_settings", json!({ "settings": settings })).await.unwrap();
    let folder = elsewhere.path().canonicalize().unwrap();
    starts_again(&desk, &window, "move_data_folder", json!({ "folder": folder })).await;
    assert!(folder.join("recomamp.db").exists() && !desk.data_dir().join("recomamp.db").exists());

    let window = Window::open(&desk).await;
    assert_eq!(window.command("get_settings", json!({})).await.unwrap()["poll_seconds"], json!(61));
    window.close().await;
    assert!(!desk.data_dir().join("recomamp.db").exists(), "nothing is begun anew in the old one");
}
