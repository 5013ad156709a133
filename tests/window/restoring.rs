//! Going back to a backup ends the application, and the start that follows puts it in place.

use serde_json::json;

use crate::page::{PROGRAM, Window};
use crate::support::{Desk, until, when};
use crate::within_minutes;

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

    let before = desk.process(PROGRAM).unwrap();
    window.command("restore_backup", json!({ "name": backup["name"] })).await.unwrap();
    let after = until("another process", || desk.process(PROGRAM).filter(|now| *now != before));
    when("its window", || desk.has_in_front("RecomAMP"));
    window.picture("restored");
    assert!(std::process::Command::new("kill").arg(after.to_string()).status().unwrap().success());
    when("its end", || desk.process(PROGRAM).is_none());

    let window = Window::open(&desk).await;
    assert_eq!(window.command("get_settings", json!({})).await.unwrap()["poll_seconds"], usual);
    let aside =
        std::fs::read_dir(desk.data_dir()).unwrap().filter_map(|entry| entry.unwrap().file_name().into_string().ok());
    assert_eq!(aside.filter(|name| name.ends_with("-replaced")).count(), 1, "what it replaced is kept");
    window.close().await;
}
