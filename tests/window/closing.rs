//! Closing, quitting, and starting twice.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::page::{PROGRAM, Window, picture};
use crate::refusals::sentence;
use crate::support::{Desk, until, when};
use crate::tray::Tray;
use crate::{QUERY, look_often, within_minutes};

/// How long ending may take at most (rule of shutting down: five seconds).
pub(crate) const LIMIT: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_keeps_a_closed_window_within_reach_while_something_runs() {
    within_minutes(in_the_tray()).await;
}

async fn in_the_tray() {
    let desk = Desk::start();
    let tray = Tray::on(&desk);
    let window = Window::open(&desk).await;
    window.words("How do you want to begin?").await;
    when("the tray's menu", || {
        let run = "Run now";
        tray.words() == ["Show RecomAMP", "Nothing is running", "No schedule is on", run, "Pause all schedules", "Quit"]
    });
    assert!(window.command("app_status", json!({})).await.unwrap()["tray"].as_bool().unwrap());
    window.command("explore_sandbox", json!({})).await.unwrap();
    look_often(&window).await;
    run_on(&window, &["Kestrel Outdoor US", "Ferro Cookware US"]).await;
    when("the count", || tray.words().contains(&"2 runs under way".to_owned()));

    desk.press("alt+F4");
    when("a hidden window", || !desk.shows("RecomAMP"));
    when("the word that it stays", || desk.notices().len() == 1);
    desk.dismiss_notices();
    tray.click("Show RecomAMP");
    when("the window", || desk.has_in_front("RecomAMP"));
    desk.press("alt+F4");
    when("a hidden window", || !desk.shows("RecomAMP"));
    when("the end of both runs", || tray.words().contains(&"Nothing is running".to_owned()));
    when("two notices", || desk.notices().len() >= 2);
    desk.act_on_notice();
    when("the window", || desk.has_in_front("RecomAMP"));
    window.see("//*[@role='grid']").await;
    assert!(window.route().await.starts_with("/executions/"));

    // A tray that goes away while the window is hidden gives it back, and then closing no longer hides it.
    run_on(&window, &["Kestrel Outdoor US"]).await;
    when("the count", || tray.words().contains(&"1 run under way".to_owned()));
    desk.press("alt+F4");
    when("a hidden window", || !desk.shows("RecomAMP"));
    drop(tray);
    when("the window without a tray", || desk.shows("RecomAMP"));
    desk.focus("RecomAMP");
    desk.press("alt+F4");
    when("a minimised window", || desk.is_minimised("RecomAMP"));
    let tray = Tray::on(&desk);
    tray.click("Show RecomAMP");
    when("the window", || desk.has_in_front("RecomAMP"));

    let asked = Instant::now();
    tray.click("Quit");
    when("the end of the program", || desk.process(PROGRAM).is_none());
    assert!(asked.elapsed() < LIMIT, "with a run under way: {:?}", asked.elapsed());
    assert_eq!(
        desk.notices(),
        [
            "RecomAMP keeps running: 2 runs are still under way. It stays in the tray until you quit there.",
            "2 runs have ended: All succeeded.",
        ],
        "told once that it stays, and once of both runs",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_ends_while_the_window_is_put_away_is_told_in_a_sentence_and_a_click_opens_it() {
    within_minutes(put_away()).await;
}

async fn put_away() {
    let desk = Desk::start();
    let window = Window::open(&desk).await;
    window.words("How do you want to begin?").await;
    window.command("explore_sandbox", json!({})).await.unwrap();
    look_often(&window).await;
    run_on(&window, &["Kestrel Outdoor US"]).await;
    desk.press("alt+F9");
    when("a minimised window", || desk.is_minimised("RecomAMP"));
    when("a notice", || desk.notices().len() == 1);
    let runs = window.command("list_executions", json!({ "limit": 10 })).await.unwrap();
    let rows = runs[0]["row_count"].as_u64().unwrap();
    assert_eq!(desk.notices(), [format!("Reach on Kestrel Outdoor US: Succeeded, {rows} rows.")]);
    desk.act_on_notice();
    when("the window", || desk.has_in_front("RecomAMP"));
    window.see("//*[@role='grid']").await;
    assert!(window.route().await.starts_with("/executions/"));
    window.close().await;
}

/// Submits the query to instances by their names.
async fn run_on(window: &Window<'_>, names: &[&str]) {
    let instances = window.command("list_instances", json!({})).await.unwrap();
    let id = |name: &str| {
        let found = instances.as_array().unwrap().iter().find(|i| i["name"] == name);
        found.unwrap_or_else(|| panic!("{name} is not in {instances}"))["id"].clone()
    };
    let request = json!({
        "name": "Reach",
        "sql": QUERY,
        "instance_ids": names.iter().map(|name| id(name)).collect::<Vec<Value>>(),
        "window": { "kind": "last_full_month" },
        "time_zone": "UTC",
        "parameter_values": {},
    });
    window.command("submit_executions", json!({ "request": request })).await.unwrap();
}

/// The program without a driver.
pub(crate) struct Program(Child);

impl Program {
    pub(crate) fn start(desk: &Desk) -> Self {
        Self(desk.command(PROGRAM).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }

    /// As the system starts it when the person signs in.
    pub(crate) fn start_hidden(desk: &Desk) -> Self {
        let mut command = desk.command(PROGRAM);
        Self(command.arg("--hidden").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }

    pub(crate) fn signal(&self, name: &str) {
        let sent = std::process::Command::new("kill").args([&format!("-{name}"), &self.0.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// Its exit code; none when a signal ended it.
    pub(crate) fn end(&mut self) -> Option<i32> {
        until("the end of the program", || self.0.try_wait().unwrap()).code()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn with_nothing_running_closing_and_signals_end_it_and_a_second_start_shows_the_first() {
    let desk = Desk::start();
    let mut first = Program::start(&desk);
    when("the window", || desk.has_in_front("RecomAMP"));

    desk.press("alt+F9");
    when("a minimised window", || desk.is_minimised("RecomAMP"));
    assert_eq!(Program::start(&desk).end(), Some(0), "a second start ends by itself");
    when("the first one's window", || desk.has_in_front("RecomAMP"));

    // No session bus tells the two of each other: the folder's lock does.
    let mut command = desk.command(PROGRAM);
    command.env("DBUS_SESSION_BUS_ADDRESS", "disabled:").stderr(Stdio::piped());
    let second = command.spawn().unwrap();
    when("a message", || desk.has_in_front("RecomAMP cannot start"));
    picture(&desk, "refused-in-use");
    desk.press("Return");
    let said = second.wait_with_output().unwrap();
    assert_eq!(said.status.code(), Some(1));
    assert_eq!(
        sentence(&said.stderr),
        "RecomAMP is already running with this data folder. \
         Use the window that is already open, or choose another data folder."
    );

    let asked = Instant::now();
    when("the first window in front", || desk.has_in_front("RecomAMP"));
    desk.press("alt+F4");
    assert_eq!(first.end(), Some(0), "closing with nothing running is quitting");
    assert!(asked.elapsed() < LIMIT, "{:?}", asked.elapsed());

    for signal in ["TERM", "INT"] {
        let mut again = Program::start(&desk);
        when("the window", || desk.has_in_front("RecomAMP"));
        let limits = std::fs::read_to_string(format!("/proc/{}/limits", again.0.id())).unwrap();
        let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
        assert_eq!(core.split_whitespace().nth(4), Some("0"), "no core file may hold a token: {core}");
        let asked = Instant::now();
        again.signal(signal);
        assert_eq!(again.end(), Some(0), "{signal}");
        assert!(asked.elapsed() < LIMIT, "{signal}: {:?}", asked.elapsed());
    }
    assert_eq!(desk.notices(), Vec::<String>::new());
}
