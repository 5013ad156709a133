//! The budgets of the main job, measured on a release build: `make bench`. Each line says the figure and the budget.
//! Nothing fails here: these machines are shared and noisy, and a person reads the lines. `-- schedules` measures what schedules owe alone,
//! `-- workflows` what workflows do.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, missing_docs)]

#[cfg(target_os = "linux")]
mod processes;
mod rows;
mod schedules;
#[path = "../../tests/support/mod.rs"]
#[cfg(target_os = "linux")]
mod support;
#[cfg(target_os = "linux")]
mod window;
mod workflows;

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use amc_sql::CheckOptions;
use amc_sql::catalogue::Catalogue;
use workbench::result::{self, ExportFormat, FilterOperator, PageRequest, ResultFilter, ResultSort};

use self::rows::{Kept, kept};

fn main() {
    println!("{:<58} {:>12} {:>12}", "measured", "figure", "budget");
    if std::env::args().any(|argument| argument == "schedules") {
        schedules::measure();
        return schedules::in_real_time();
    }
    if std::env::args().any(|argument| argument == "workflows") {
        return workflows::measure();
    }
    check();
    editor();
    let folder = tempfile::tempdir().unwrap();
    let small = pages(folder.path(), 10_000, Duration::from_millis(100));
    let large = pages(folder.path(), 1_000_000, Duration::from_millis(300));
    sorting(&large.path);
    let export = kept(folder.path(), 100_000);
    let began = Instant::now();
    result::export_file(&export.path, &folder.path().join("out.csv"), ExportFormat::Csv, true).unwrap();
    line("100,000 rows to CSV, formulas guarded", began.elapsed(), Duration::from_secs(1));
    workflows::measure();
    schedules::measure();
    schedules::in_real_time();
    #[cfg(target_os = "linux")]
    window::measure(&[(small, Duration::from_millis(100)), (large, Duration::from_millis(300))]);
}

fn line(what: &str, figure: Duration, budget: Duration) {
    let held = if figure <= budget { "" } else { "  over" };
    println!("{what:<58} {:>9.1} ms {:>9.0} ms{held}", figure.as_secs_f64() * 1e3, budget.as_secs_f64() * 1e3);
}

/// A statement in the style that AMC's analysts write, of about ten lines a part.
fn statement(parts: usize) -> String {
    let mut sql = String::from("WITH\n");
    for part in 0..parts {
        let comma = if part == 0 { "" } else { ", " };
        write!(
            sql,
            "{comma}reach_{part} AS (\n  SELECT\n    campaign,\n    user_id,\n    SUM(impressions) AS impressions,\n    \
             SUM(total_cost) / 100000.0 AS cost\n  FROM dsp_impressions\n  WHERE user_id IS NOT NULL\n  GROUP BY campaign, user_id)\n"
        )
        .unwrap();
    }
    sql.push_str("SELECT\n  r.campaign,\n  COUNT(DISTINCT r.user_id) AS reach,\n  SUM(r.impressions) AS impressions\nFROM reach_0 r\n");
    for part in 1..parts {
        writeln!(sql, "LEFT JOIN reach_{part} r{part} ON r{part}.user_id = r.user_id").unwrap();
    }
    sql.push_str("GROUP BY r.campaign");
    sql
}

fn check() {
    let options = CheckOptions::new(Catalogue::embedded().unwrap());
    let sql = statement(6);
    assert!(amc_sql::check(&sql, &options).ok(), "the statement of this benchmark is wrong");
    let what = format!("sql check of {} lines, p99 of 500", sql.lines().count());
    p99(&what, (0..500).map(|_| timed(|| amc_sql::check(&sql, &options))));
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let began = Instant::now();
    seen(work());
    began.elapsed()
}

/// Keeps the compiler from leaving out what nobody reads.
fn seen<T>(answer: T) {
    std::hint::black_box(answer);
}

/// The time that one in a hundred takes longer than.
fn p99(what: &str, times: impl Iterator<Item = Duration>) {
    let mut times: Vec<Duration> = times.collect();
    times.sort_unstable();
    line(what, times[times.len() * 99 / 100], Duration::from_millis(20));
}

/// What an editor asks, at places all over a statement of three hundred lines.
fn editor() {
    let catalogue = Catalogue::embedded().unwrap();
    let sql = statement(29);
    let places: Vec<(usize, usize)> = sql
        .lines()
        .enumerate()
        .flat_map(|(line, text)| (0..=text.chars().count()).step_by(5).map(move |column| (line + 1, column + 1)))
        .collect();
    let at = |what: &str, work: &dyn Fn(usize, usize)| {
        let what = format!("{what} in {} lines, p99 of {}", sql.lines().count(), places.len());
        p99(&what, places.iter().map(|(line, column)| timed(|| work(*line, *column))));
    };
    at("sql complete", &|line, column| seen(amc_sql::complete(&sql, line, column, &catalogue)));
    at("sql hover", &|line, column| seen(amc_sql::hover(&sql, line, column, &catalogue)));
    at("sql signature help", &|line, column| seen(amc_sql::signature_help(&sql, line, column)));
    at("sql definition", &|line, column| seen(amc_sql::definition(&sql, line, column)));
    at("sql rename", &|line, column| seen(amc_sql::rename(&sql, line, column, "other_name")));
    at("sql outline", &|_, _| seen(amc_sql::symbols(&sql)));
    at("sql format", &|_, _| seen(amc_sql::format(&sql)));
}

fn request(sort: Vec<ResultSort>, filters: Vec<ResultFilter>) -> PageRequest {
    PageRequest { execution_id: String::new(), offset: 0, limit: 200, sort, filters }
}

fn pages(folder: &Path, rows: u32, budget: Duration) -> Kept {
    let kept = kept(folder, rows);
    let began = Instant::now();
    result::page_of_file(&kept.path, &request(Vec::new(), Vec::new())).unwrap();
    line(&format!("first page of {rows} rows, in Rust"), began.elapsed(), budget);
    kept
}

fn sorting(path: &Path) {
    let began = Instant::now();
    result::page_of_file(path, &request(vec![ResultSort { column: 3, descending: true }], Vec::new())).unwrap();
    line("1,000,000 rows sorted, first page", began.elapsed(), Duration::from_millis(500));
    let began = Instant::now();
    let filter = ResultFilter { column: 0, operator: FilterOperator::Contains, values: vec!["campaign 12".to_owned()] };
    result::page_of_file(path, &request(Vec::new(), vec![filter])).unwrap();
    line("1,000,000 rows filtered, first page", began.elapsed(), Duration::from_millis(500));
}
