//! The release build in a window under Xvfb: start, what it costs when idle, and the time from the click on a run to its rows.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::{Client, ClientBuilder, Locator};
use futures::FutureExt as _;
use serde_json::{Map, Value, json};
use workbench::store::Store;

use super::support::{Desk, Driver};
use super::{Kept, line, statement};

pub(super) const PATIENCE: Duration = Duration::from_secs(30);
/// WebDriver's name for the key.
const BACKSPACE: &str = "\u{e003}";
const QUERY: &str = "SELECT campaign, SUM(impressions) AS impressions FROM dsp_impressions GROUP BY campaign";
/// Notes how many milliseconds pass from the press of the button to the frame after the one that shows cells of a result of so
/// many rows, as the page itself sees it.
const WATCH_CLICK: &str = r#"
    const wanted = `[role="grid"][aria-rowcount="${arguments[0] + 1}"] [role="gridcell"]:not(:has(.skeleton))`;
    delete window.taken;
    addEventListener('pointerdown', () => {
      const began = performance.now();
      const look = () => {
        const there = document.querySelector(wanted);
        requestAnimationFrame(there ? () => { window.taken = performance.now() - began; } : look);
      };
      look();
    }, { capture: true, once: true });
"#;

/// Notes how many milliseconds pass from the press of a key to the frame after the one that marks a mistake, as the page itself
/// sees it.
const WATCH_KEY: &str = r#"
    delete window.taken;
    addEventListener('keydown', () => {
      const began = performance.now();
      const look = () => {
        const there = document.querySelector('.cm-wavy-error');
        requestAnimationFrame(there ? () => { window.taken = performance.now() - began; } : look);
      };
      look();
    }, { capture: true, once: true });
"#;

/// Measures the programs that `RECOMAMP_RELEASE` and `RECOMAMP_CLI` name. `kept` holds results and the budget of
/// each.
pub(super) fn measure(kept: &[(Kept, Duration)]) {
    let (Some(program), Some(cli)) = (std::env::var_os("RECOMAMP_RELEASE"), std::env::var_os("RECOMAMP_CLI")) else {
        println!("the window is measured by `make bench` only");
        return;
    };
    let program = program.into_string().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let desk = Desk::start();
    sandbox(&desk, Path::new(&cli));
    runtime.block_on(async {
        start_and_idle(&desk, &program).await;
        let runs = keep(&desk, Path::new(&cli), kept).await;
        clicks(&desk, &program, &runs).await;
        typing(&desk, &program).await;
    });
}

async fn start_and_idle(desk: &Desk, program: &str) {
    let mut best = Duration::MAX;
    for round in 0..3 {
        let began = Instant::now();
        let (page, _driver) = open(desk, program).await;
        page.wait().at_most(PATIENCE).for_element(Locator::Css("button")).await.unwrap();
        best = best.min(began.elapsed());
        if round == 2 {
            idle(program).await;
        }
        page.close().await.unwrap();
    }
    line("window usable after start, best of 3, WebDriver included", best, Duration::from_millis(1500));
}

/// Starts the application on the desktop, in a session of a driver's.
pub(super) async fn open(desk: &Desk, program: &str) -> (Client, Driver) {
    let driver = Driver::start(desk);
    let capabilities = Map::from_iter([("tauri:options".to_owned(), json!({ "application": program }))]);
    let connector = hyper_util::client::legacy::connect::HttpConnector::new();
    let page = ClientBuilder::new(connector).capabilities(capabilities).connect(&driver.url).await.unwrap();
    (page, driver)
}

/// A sandbox of a million events, first without and then with what it kept: until it serves, and until a statement over it is
/// answered.
fn sandbox(desk: &Desk, cli: &Path) {
    for what in ["for the first time", "after the first time"] {
        let began = Instant::now();
        let mut serving =
            desk.command(cli).args(["sandbox", "serve", "--json"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut described = String::new();
        BufReader::new(serving.stdout.take().unwrap()).read_line(&mut described).unwrap();
        line(&format!("sandbox of a million events serves, {what}"), began.elapsed(), Duration::from_secs(3));
        serving.kill().unwrap();
        serving.wait().unwrap();
        let began = Instant::now();
        answer(desk.command(cli).args(["sql", "run", "-", "--json"]), QUERY);
        line(&format!("one table of it read by a statement, {what}"), began.elapsed(), Duration::from_secs(3));
    }
}

/// A run through the service for each result, whose rows are then exchanged for those of the file, and one that keeps its own.
async fn keep(desk: &Desk, cli: &Path, kept: &[(Kept, Duration)]) -> Vec<(String, u32, Duration)> {
    let mut serving = desk
        .command(cli)
        .args(["sandbox", "serve", "--json", "--scale", "0.01", "--pending-ms", "50", "--running-ms", "50"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut described = String::new();
    BufReader::new(serving.stdout.take().unwrap()).read_line(&mut described).unwrap();
    let instance = serde_json::from_str::<Value>(&described).unwrap()["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|account| account["instances"].as_array().unwrap())
        .find(|instance| instance["type"] == json!("STANDARD"))
        .unwrap()["instance_id"]
        .as_str()
        .unwrap()
        .to_owned();
    answer(desk.command(cli).args(["login", "--sandbox", "-", "--json"]), &described);
    let mut runs = Vec::new();
    for (result, budget) in kept {
        let name = format!("{} rows", result.rows);
        let arguments = ["run", "-", "--instance", &instance, "--name", &name, "--wait", "--json"];
        let ran = answer(desk.command(cli).args(arguments), QUERY);
        let id = ran["executions"][0]["id"].as_str().unwrap().to_owned();
        exchange(desk, &id, result).await;
        runs.push((id, result.rows, *budget));
    }
    answer(desk.command(cli).args(["run", "-", "--instance", &instance, "--wait", "--json"]), QUERY);
    serving.kill().unwrap();
    serving.wait().unwrap();
    runs
}

fn answer(command: &mut Command, input: &str) -> Value {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap()
}

async fn exchange(desk: &Desk, id: &str, result: &Kept) {
    let store = Store::open(&desk.data_dir(), env!("CARGO_PKG_VERSION"), 0).await.unwrap();
    let path: String = sqlx::query_scalar("SELECT path FROM result WHERE execution_id = ?")
        .bind(id)
        .fetch_one(store.reader())
        .await
        .unwrap();
    std::fs::copy(&result.path, desk.data_dir().join(path)).unwrap();
    let (id, rows, columns) = (id.to_owned(), result.rows, json!(result.columns).to_string());
    // Any but that of the rows before.
    let sha256 = format!("{rows:064x}");
    store
        .write("benchmark", move |connection| {
            async move {
                sqlx::query("UPDATE result SET row_count = ?, columns = ?, sha256 = ? WHERE execution_id = ?")
                    .bind(rows)
                    .bind(columns)
                    .bind(sha256)
                    .bind(id)
                    .execute(connection)
                    .await?;
                Ok(())
            }
            .boxed()
        })
        .await
        .unwrap();
    store.close(Duration::from_secs(5)).await;
}

/// The newest run, a small one, is open when the list is; each of the others is then clicked for the first time.
async fn clicks(desk: &Desk, program: &str, runs: &[(String, u32, Duration)]) {
    let (page, _driver) = open(desk, program).await;
    let to_list = "//a[contains(., 'Executions')] | //*[@aria-label='Executions']";
    page.wait().at_most(PATIENCE).for_element(Locator::XPath(to_list)).await.unwrap().click().await.unwrap();
    for (id, rows, budget) in runs {
        // WebKit's driver takes no click on a row of a table.
        let row = format!("tr[data-row='{id}'] td");
        let row = page.wait().at_most(PATIENCE).for_element(Locator::Css(&row)).await.unwrap();
        page.wait().at_most(PATIENCE).for_element(Locator::Css("[role='gridcell']")).await.unwrap();
        page.execute(WATCH_CLICK, vec![json!(rows)]).await.unwrap();
        row.click().await.unwrap();
        let what = format!("from the click to the first page of {rows} rows");
        line(&what, taken(&page).await, *budget);
    }
    page.close().await.unwrap();
}

/// What the window needs to mark a mistake that a key makes at the end of a statement of sixty lines.
async fn typing(desk: &Desk, program: &str) {
    let (page, _driver) = open(desk, program).await;
    for path in ["//a[contains(., 'Query')] | //*[@aria-label='Query']", "//button[contains(., 'New query')]"] {
        page.wait().at_most(PATIENCE).for_element(Locator::XPath(path)).await.unwrap().click().await.unwrap();
    }
    let editor = page.wait().at_most(PATIENCE).for_element(Locator::Css(".cm-content")).await.unwrap();
    let write =
        "document.querySelector('.cm-content').focus(); document.execCommand('insertText', false, arguments[0])";
    page.execute(write, vec![json!(statement(6))]).await.unwrap();
    let mut times = Vec::new();
    for _ in 0..9 {
        let clean = "//body[not(.//*[contains(@class, 'cm-wavy-error')]) and contains(., 'Compiles here')]";
        page.wait().at_most(PATIENCE).for_element(Locator::XPath(clean)).await.unwrap();
        page.execute(WATCH_KEY, vec![]).await.unwrap();
        editor.send_keys("x").await.unwrap();
        times.push(taken(&page).await);
        editor.send_keys(BACKSPACE).await.unwrap();
    }
    times.sort_unstable();
    line("from a key to the mark of its mistake, median of 9", times[times.len() / 2], Duration::from_millis(100));
    page.close().await.unwrap();
}

/// What a watch that was set in the page has measured, once it has.
async fn taken(page: &Client) -> Duration {
    let began = Instant::now();
    loop {
        if let Some(taken) = page.execute("return window.taken", vec![]).await.unwrap().as_f64() {
            return Duration::from_secs_f64(taken / 1e3);
        }
        if began.elapsed() > PATIENCE {
            panic!("not shown: {}", page.execute("return document.body.innerText", vec![]).await.unwrap());
        }
    }
}

async fn idle(program: &str) {
    let pid = pid_of(program);
    tokio::time::sleep(Duration::from_secs(5)).await;
    let before = cpu(pid);
    tokio::time::sleep(Duration::from_secs(20)).await;
    let share = (cpu(pid) - before) / 20.0 * 100.0;
    println!(
        "{:<58} {:>10.2} % {:>10.2} %{}",
        "idle processor time of the Rust process",
        share,
        1.0,
        over(share > 1.0)
    );
    // A release is closed to other programs of its user (`workbench::system::harden`); root may look all the same.
    if std::fs::read(format!("/proc/{pid}/smaps_rollup")).is_err() {
        println!("{:<58} not measured: only root may look into a release", "idle memory of the Rust process");
        return;
    }
    // Its share of pages that several processes use: the web view's libraries are mapped by its own processes too.
    let memory = kilobytes(pid, "smaps_rollup", "Pss:") / 1024.0;
    println!("{:<58} {:>9.1} MB {:>9.0} MB{}", "idle memory of the Rust process", memory, 150.0, over(memory > 150.0));
    let [own, all] = ["RssAnon:", "VmRSS:"].map(|name| kilobytes(pid, "status", name) / 1024.0);
    println!("{:<58} {own:>9.1} MB", "  of it its own, not of files");
    println!("{:<58} {all:>9.1} MB", "  with shared libraries in full");
}

pub(super) fn over(it_is: bool) -> &'static str {
    if it_is { "  over" } else { "" }
}

pub(super) fn pid_of(program: &str) -> u32 {
    std::fs::read_dir("/proc")
        .unwrap()
        .filter_map(|e| e.ok()?.file_name().to_str()?.parse().ok())
        .find(|pid: &u32| std::fs::read_link(format!("/proc/{pid}/exe")).is_ok_and(|p| p == Path::new(program)))
        .unwrap()
}

/// Seconds of processor time so far (proc_pid_stat(5): fields 14 and 15, in hundredths).
fn cpu(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
}

/// A line of a file about a process (proc(5)).
fn kilobytes(pid: u32, file: &str, name: &str) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{pid}/{file}")).unwrap();
    let line = text.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
