//! Schedules on the desktop: what is told of a slot, what the tray says and does, and a start without a window.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::closing::Program;
use crate::page::{PROGRAM, Window};
use crate::support::{Desk, until, when};
use crate::tray::Tray;
use crate::{QUERY, look_often, within_minutes};

/// Opens the window in the sandbox.
async fn in_the_sandbox(desk: &Desk) -> Window<'_> {
    let window = Window::open(desk).await;
    window.words("How do you want to begin?").await;
    window.command("explore_sandbox", json!({})).await.unwrap();
    look_often(&window).await;
    window
}

/// Keeps a schedule of a time of every day on the first instances, which tells of all its slots; its id.
async fn keep(window: &Window<'_>, name: &str, at: &str, instances: usize) -> Value {
    let all = window.command("list_instances", json!({})).await.unwrap();
    let usual = all.as_array().unwrap().iter().filter(|instance| instance["instance_type"] == "STANDARD");
    let spec = json!({
        "name": name,
        "sql": QUERY,
        "instance_ids": usual.take(instances).map(|instance| &instance["id"]).collect::<Vec<_>>(),
        "rule": { "cron": at },
        "time_zone": "UTC",
        "window": "last 7 days lag 2",
        "notify": "all",
    });
    window.command("create_schedule", json!({ "spec": spec })).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slot_is_told_once_however_many_instances_it_ran_on_and_a_click_opens_a_run_of_it() {
    within_minutes(a_slot_is_told()).await;
}

async fn a_slot_is_told() {
    let desk = Desk::start();
    let window = in_the_sandbox(&desk).await;
    let id = keep(&window, "Pacing", "0 7 * * *", 2).await;
    desk.press("alt+F9");
    when("a minimised window", || desk.is_minimised("RecomAMP"));
    window.command("run_schedule", json!({ "id": id })).await.unwrap();
    when("a notice", || !desk.notices().is_empty());
    assert_eq!(desk.notices(), ["Pacing: 2 of 2 instances succeeded."]);
    desk.act_on_notice();
    when("the window", || desk.has_in_front("RecomAMP"));
    window.see("//*[@role='grid']").await;
    assert!(window.route().await.starts_with("/executions/"));
    assert_eq!(desk.notices().len(), 1, "its runs are told of with it");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_names_three_slots_runs_a_schedule_and_shows_how_everything_is() {
    within_minutes(the_tray_speaks()).await;
}

async fn the_tray_speaks() {
    let desk = Desk::start();
    let tray = Tray::on(&desk);
    let window = in_the_sandbox(&desk).await;
    let (_, idle) = tray.icon();
    keep(&window, "Pacing", "0 7 * * *", 1).await;
    keep(&window, "Reach & frequency", "30 18 * * *", 1).await;
    let listed = window.command("list_schedules", json!({})).await.unwrap();
    let mut next: Vec<&Value> = listed.as_array().unwrap().iter().collect();
    next.sort_by_key(|one| one["next_nominal"].as_i64());
    let line = |word: &str, of: &Value| {
        format!("{word}: {}, {}", of["next_local"].as_str().unwrap(), of["name"].as_str().unwrap())
    };
    when("three slots", || {
        let words = tray.words();
        let slots: Vec<&String> = words.iter().filter(|w| w.starts_with("Next: ") || w.starts_with("Then: ")).collect();
        slots.len() == 3 && *slots[0] == line("Next", next[0]) && *slots[1] == line("Then", next[1])
    });
    when("what quitting misses", || tray.words().contains(&"Quit (2 slots before this time tomorrow)".to_owned()));
    assert_eq!(tray.under("Run now"), ["Pacing", "Reach & frequency"]);

    tray.click("Reach & frequency");
    when("a run", || tray.words().contains(&"1 run under way".to_owned()));
    when("the icon of a run", || tray.icon().1 != idle);
    when("its end", || tray.words().contains(&"Nothing is running".to_owned()));
    when("the icon without a run", || tray.icon().1 == idle);

    tray.click("Pause all schedules");
    when("that all are paused", || tray.words().contains(&"Nothing is running, all schedules are paused".to_owned()));
    when("the icon of a pause", || tray.icon().1 != idle);
    assert_eq!(tray.under("Run now").len(), 2, "what is paused can be run by hand");
    when("no slot", || tray.words().contains(&"No schedule is on".to_owned()));
    tray.click("Resume what you paused");
    when("the icon without a pause", || tray.icon().1 == idle);

    let (file, _) = tray.icon();
    let folder = file.parent().unwrap().to_owned();
    assert!(folder.starts_with(desk.home().join("run")), "{folder:?}");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "only the icon that is shown is kept");
    tray.click("Quit (2 slots before this time tomorrow)");
    when("the end of the program", || desk.process(PROGRAM).is_none());
    assert!(!folder.exists(), "nothing is left behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_that_recomamp_paused_is_in_the_trays_icon_at_once_and_waits_for_the_end_of_quiet_hours() {
    within_minutes(quiet()).await;
}

async fn quiet() {
    let desk = Desk::start();
    let tray = Tray::on(&desk);
    let window = in_the_sandbox(&desk).await;
    let (_, idle) = tray.icon();
    let id = keep(&window, "Pacing", "0 7 * * *", 1).await;
    let quiet = async |on: bool| {
        let mut settings = window.command("get_settings", json!({})).await.unwrap();
        let (now, hour) = (chrono::Local::now().time(), chrono::TimeDelta::hours(1));
        let time = |at: chrono::NaiveTime| at.format("%H:%M").to_string();
        settings["quiet_hours"] = json!({ "on": on, "from": time(now - hour), "until": time(now + hour) });
        window.command("update_settings", json!({ "settings": settings })).await.unwrap();
    };
    quiet(true).await;
    let profiles = window.command("list_profiles", json!({})).await.unwrap();
    window.command("sign_out", json!({ "profileId": profiles[0]["id"] })).await.unwrap();
    desk.press("alt+F9");
    when("a minimised window", || desk.is_minimised("RecomAMP"));
    window.command("run_schedule", json!({ "id": id })).await.unwrap();
    when("the pause", || tray.words().contains(&"Nothing is running, 1 schedule needs attention".to_owned()));
    when("the icon of a pause", || tray.icon().1 != idle);
    assert_eq!(desk.notices(), Vec::<String>::new());
    quiet(false).await;
    when("what has waited", || !desk.notices().is_empty());
    let told = desk.notices();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("While it was quiet: ") && told[0].contains("Pacing is paused: "), "{told:?}");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn started_at_sign_in_it_stays_in_the_tray_and_is_shown_to_whoever_starts_it_again() {
    within_minutes(at_sign_in()).await;
}

async fn at_sign_in() {
    let desk = Desk::start();
    let tray = Tray::on(&desk);
    let window = Window::open(&desk).await;
    window.words("How do you want to begin?").await;
    assert_eq!(window.command("starts_at_login", json!({})).await.unwrap(), false);
    assert_eq!(window.command("start_at_login", json!({ "on": true })).await.unwrap(), true);
    let kept: Vec<PathBuf> = entries(&desk);
    let [entry] = &kept[..] else { panic!("{kept:?}") };
    window.close().await;
    when("the end of the program", || desk.process(PROGRAM).is_none());

    // As the desktop does it when the person signs in.
    assert!(desk.command("gio").arg("launch").arg(entry).status().unwrap().success());
    when("the program", || desk.process(PROGRAM).is_some());
    when("the tray's menu", || tray.words().contains(&"Show RecomAMP".to_owned()));
    assert_eq!(Program::start_hidden(&desk).end(), Some(0), "a second start ends by itself");
    assert!(!desk.shows("RecomAMP"), "and is no wish to see the window");
    assert_eq!(Program::start(&desk).end(), Some(0));
    when("the window", || desk.has_in_front("RecomAMP"));
    tray.click("Quit");
    when("the end of the program", || desk.process(PROGRAM).is_none());

    // The desktop's own settings turn an entry off without taking it away.
    let text = std::fs::read_to_string(entry).unwrap();
    std::fs::write(entry, format!("{text}Hidden=true\n")).unwrap();
    let window = Window::open(&desk).await;
    assert_eq!(window.command("starts_at_login", json!({})).await.unwrap(), false);
    assert_eq!(window.command("start_at_login", json!({ "on": true })).await.unwrap(), true);
    assert_eq!(window.command("start_at_login", json!({ "on": false })).await.unwrap(), false);
    assert_eq!(entries(&desk), Vec::<PathBuf>::new());
    window.close().await;
}

fn entries(desk: &Desk) -> Vec<PathBuf> {
    let folder = std::fs::read_dir(desk.home().join("config/autostart")).unwrap();
    folder.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn started_hidden_without_a_tray_the_window_is_shown() {
    let desk = Desk::start();
    let mut program = Program::start_hidden(&desk);
    when("the window", || desk.shows("RecomAMP"));
    program.signal("TERM");
    assert_eq!(program.end(), Some(0));
}

#[test]
fn started_hidden_the_window_comes_back_when_the_tray_goes() {
    let desk = Desk::start();
    let tray = Tray::on(&desk);
    let mut program = Program::start_hidden(&desk);
    until("the tray's menu", || tray.words().first().cloned());
    assert!(!desk.shows("RecomAMP"));
    drop(tray);
    when("the window", || desk.shows("RecomAMP"));
    program.signal("TERM");
    assert_eq!(program.end(), Some(0));
}
