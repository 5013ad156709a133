//! The budgets of the main job, measured on a release build: `make bench`. Each line says the figure and the budget.
//! Nothing fails here: these machines are shared and noisy, and a person reads the lines.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, missing_docs)]

#[path = "../tests/support/mod.rs"]
#[cfg(target_os = "linux")]
mod support;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use amc_sql::CheckOptions;
use amc_sql::catalogue::Catalogue;
use workbench::result::{self, ExportFormat, PageRequest, ResultFilter, ResultSort};

fn main() {
    println!("{:<58} {:>12} {:>12}", "measured", "figure", "budget");
    check();
    let folder = tempfile::tempdir().unwrap();
    pages(folder.path(), 10_000, Duration::from_millis(100));
    let large = pages(folder.path(), 1_000_000, Duration::from_millis(300));
    sorting(&large);
    let export = kept(folder.path(), 100_000);
    let began = Instant::now();
    result::export_file(&export, &folder.path().join("out.csv"), ExportFormat::Csv, true).unwrap();
    line("100,000 rows to CSV, formulas guarded", began.elapsed(), Duration::from_secs(1));
    #[cfg(target_os = "linux")]
    window::measure();
}

fn line(what: &str, figure: Duration, budget: Duration) {
    let held = if figure <= budget { "" } else { "  over" };
    println!("{what:<58} {:>9.1} ms {:>9.0} ms{held}", figure.as_secs_f64() * 1e3, budget.as_secs_f64() * 1e3);
}

/// A statement of sixty lines in the style that AMC's analysts write.
fn statement() -> String {
    let mut sql = String::from("WITH\n");
    for part in 0..6 {
        let comma = if part == 0 { "" } else { ", " };
        write!(
            sql,
            "{comma}reach_{part} AS (\n  SELECT\n    campaign,\n    user_id,\n    SUM(impressions) AS impressions,\n    \
             SUM(total_cost) / 100000.0 AS cost\n  FROM dsp_impressions\n  WHERE user_id IS NOT NULL\n  GROUP BY campaign, user_id)\n"
        )
        .unwrap();
    }
    sql.push_str("SELECT\n  r.campaign,\n  COUNT(DISTINCT r.user_id) AS reach,\n  SUM(r.impressions) AS impressions\nFROM reach_0 r\n");
    for part in 1..6 {
        writeln!(sql, "LEFT JOIN reach_{part} r{part} ON r{part}.user_id = r.user_id").unwrap();
    }
    sql.push_str("GROUP BY r.campaign");
    sql
}

fn check() {
    let options = CheckOptions::new(Catalogue::embedded().unwrap());
    let sql = statement();
    assert!(amc_sql::check(&sql, &options).ok(), "the statement of this benchmark is wrong");
    let mut times: Vec<Duration> = (0..500)
        .map(|_| {
            let began = Instant::now();
            std::hint::black_box(amc_sql::check(&sql, &options));
            began.elapsed()
        })
        .collect();
    times.sort_unstable();
    line(&format!("sql check of {} lines, p99 of 500", sql.lines().count()), times[494], Duration::from_millis(20));
}

/// A result of `rows` rows and eight columns, as it is kept after a run.
fn kept(folder: &Path, rows: u32) -> PathBuf {
    let csv = folder.join(format!("{rows}.csv"));
    let target = folder.join(format!("{rows}.parquet"));
    let mut text = String::from("campaign,campaign_id,day,users,impressions,cost,rate,brand\n");
    for row in 0..rows {
        writeln!(
            text,
            "\"Campaign {}\",{},2026-02-{:02},{},{},{}.{:02},0.{:04},{}",
            row % 997,
            580_000_000_000_000_000_u64 + u64::from(row),
            row % 28 + 1,
            row.wrapping_mul(2_654_435_761) % 100_000,
            row.wrapping_mul(40_503) % 1_000_000,
            row % 10_000,
            row % 100,
            row % 10_000,
            if row % 3 == 0 { "" } else { "Kestrel" },
        )
        .unwrap();
    }
    std::fs::write(&csv, text).unwrap();
    result::import(&[csv], &[], &target).unwrap();
    target
}

fn request(sort: Vec<ResultSort>, filters: Vec<ResultFilter>) -> PageRequest {
    PageRequest { execution_id: String::new(), offset: 0, limit: 200, sort, filters }
}

fn pages(folder: &Path, rows: u32, budget: Duration) -> PathBuf {
    let path = kept(folder, rows);
    let began = Instant::now();
    result::page_of_file(&path, &request(Vec::new(), Vec::new())).unwrap();
    line(&format!("first page of {rows} rows"), began.elapsed(), budget);
    path
}

fn sorting(path: &Path) {
    let began = Instant::now();
    result::page_of_file(path, &request(vec![ResultSort { column: 3, descending: true }], Vec::new())).unwrap();
    line("1,000,000 rows sorted, first page", began.elapsed(), Duration::from_millis(500));
    let began = Instant::now();
    let filter = ResultFilter { column: 0, text: "campaign 12".to_owned() };
    result::page_of_file(path, &request(Vec::new(), vec![filter])).unwrap();
    line("1,000,000 rows filtered, first page", began.elapsed(), Duration::from_millis(500));
}

#[cfg(target_os = "linux")]
mod window {
    use std::time::{Duration, Instant};

    use fantoccini::{ClientBuilder, Locator};

    use super::line;
    use super::support::{Desk, Driver};

    /// Start, idle memory and idle processor time of the release build, in a window under Xvfb.
    pub(super) fn measure() {
        let Some(program) = std::env::var_os("RECOMAMP_RELEASE") else {
            println!("the window is measured by `make bench` only");
            return;
        };
        let program = program.into_string().unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let desk = Desk::start();
        runtime.block_on(async {
            let mut best = Duration::MAX;
            for round in 0..3 {
                let driver = Driver::start(&desk);
                let options = serde_json::json!({ "application": program });
                let capabilities = serde_json::Map::from_iter([("tauri:options".to_owned(), options)]);
                let began = Instant::now();
                let connector = hyper_util::client::legacy::connect::HttpConnector::new();
                let page = ClientBuilder::new(connector).capabilities(capabilities).connect(&driver.url).await.unwrap();
                page.wait().at_most(Duration::from_secs(30)).for_element(Locator::Css("button")).await.unwrap();
                best = best.min(began.elapsed());
                if round == 2 {
                    idle(&program).await;
                }
                page.close().await.unwrap();
            }
            line("window usable after start, best of 3, WebDriver included", best, Duration::from_millis(1500));
        });
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
        let memory = resident(pid);
        println!(
            "{:<58} {:>9.1} MB {:>9.0} MB{}",
            "idle memory of the Rust process",
            memory,
            150.0,
            over(memory > 150.0)
        );
    }

    fn over(it_is: bool) -> &'static str {
        if it_is { "  over" } else { "" }
    }

    fn pid_of(program: &str) -> u32 {
        std::fs::read_dir("/proc")
            .unwrap()
            .filter_map(|e| e.ok()?.file_name().to_str()?.parse().ok())
            .find(|pid: &u32| {
                std::fs::read_link(format!("/proc/{pid}/exe")).is_ok_and(|p| p == std::path::Path::new(program))
            })
            .unwrap()
    }

    /// Seconds of processor time so far (proc_pid_stat(5): fields 14 and 15, in hundredths).
    fn cpu(pid: u32) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
    }

    fn resident(pid: u32) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
        let line = status.lines().find(|l| l.starts_with("VmRSS")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
    }
}
