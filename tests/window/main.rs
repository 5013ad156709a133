//! The real window, on a desktop of the test's own: the main job from the first start to a kept result, what closing does,
//! what the page cannot do, and what is said when the application cannot start.
//!
//! `RECOMAMP_SCREENSHOTS=DIR` keeps a picture of each step.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod boundary;
mod closing;
mod keychain;
mod page;
mod refusals;
mod schedules;
mod starting_again;
#[path = "../support/mod.rs"]
mod support;
mod tray;

use std::time::Duration;

use page::Window;
use serde_json::json;
use support::{Desk, when};

const QUERY: &str = "SELECT campaign, SUM(impressions) AS impressions, COUNT(DISTINCT user_id) AS reach \
                     FROM dsp_impressions GROUP BY campaign";
const MISTAKE: &str = "SELECT campaign, SUM(impresions) AS impressions FROM dsp_impressions GROUP BY campaign";

/// A driver that stopped answering would otherwise hold the whole run.
async fn within_minutes(test: impl Future<Output = ()>) {
    tokio::time::timeout(Duration::from_secs(240), test).await.expect("the window stopped answering");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_gets_from_the_first_start_to_a_kept_result() {
    within_minutes(main_job()).await;
}

async fn main_job() {
    let desk = Desk::start();
    let window = Window::open(&desk).await;

    window.words("How do you want to begin?").await;
    window.picture("1-first-run");
    window.click("Explore the sandbox").await;

    window.new_query().await;
    window.write(MISTAKE).await;
    window.words("impresions").await;
    window.picture("2-mistake");

    look_often(&window).await;
    window.write(QUERY).await;
    window.choose_instance("Kestrel Outdoor US").await;
    window.click("Run on").await;
    window.picture("3-running");
    let cell = window.see("//*[@role='gridcell'][normalize-space(.)]").await;
    let cell = cell.prop("textContent").await.unwrap().unwrap();
    window.picture("4-result");
    export(&desk, &window, &cell).await;

    assert_eq!(desk.notices(), Vec::<String>::new(), "who looks at the window needs no notification");

    window.no_violations().await;
    window.close().await;

    let window = Window::open(&desk).await;
    window.click("Query").await;
    window.see("//*[contains(@class, 'cm-content')][contains(., 'COUNT')]").await;
    window.see("//*[@role='gridcell']").await;
    window.picture("7-after-restart");
    window.close().await;
}

/// Fewer seconds between two looks at runs, so that a test waits less.
async fn look_often(window: &Window<'_>) {
    let mut settings = window.command("get_settings", json!({})).await.unwrap();
    settings["poll_seconds"] = json!(5);
    window.command("update_settings", json!({ "settings": settings })).await.unwrap();
}

/// Through the system's own dialog to a file of the person's choice, whose bytes are the grid's.
async fn export(desk: &Desk, window: &Window<'_>, cell: &str) {
    let target = desk.home().join("reach of campaigns.csv");
    window.click("Export").await;
    window.click("CSV").await;
    when("the dialog", || desk.has_in_front("Export result"));
    window.picture("5-export-dialog");
    desk.press("ctrl+a");
    desk.enter(target.to_str().unwrap());
    desk.press("Return");
    let said = window.words(" saved, ").await.prop("textContent").await.unwrap().unwrap();
    window.picture("6-exported");

    let text = std::fs::read_to_string(&target).unwrap();
    let mut lines = text.split_terminator("\r\n");
    assert_eq!(lines.next(), Some("campaign,impressions,reach"));
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert!(said.starts_with(&format!("{} rows saved", rows.len())), "{said}");
    assert!(said.ends_with(target.to_str().unwrap()), "{said}");
    assert!(rows.iter().any(|row| row[0] == cell), "{cell} is not in {text}");
    for row in &rows {
        let [_, impressions, reach] = row[..] else { panic!("{row:?}") };
        assert!(impressions.parse::<u64>().unwrap() >= reach.parse::<u64>().unwrap(), "{row:?}");
    }
}
