//! Local runs beside DuckDB: the same statements over the same Parquet files on two threads, turn by turn in one run, as ratios.
//! `make bench` installs DuckDB from PyPI into the cache folder and names its Python in `RECOMAMP_PEERS`.
//! So are kept results that are grouped (`-- grouping` alone).
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod grouping;
#[path = "../budgets/rows.rs"]
mod rows;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use amc_sql::{RunOptions, RunResult, TimeWindow};
use amc_synthetic::{DataConfig, InstanceTables, SyntheticData};
use arrow::array::{Array as _, Float64Array};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use chrono::{Days, NaiveDate, NaiveTime};
use serde_json::{Map, Value, json};

const THREADS: usize = 2;
const ROUNDS: usize = 5;
const QUERIES: [(&str, &str); 5] = [
    ("reach", include_str!("queries/reach.sql")),
    ("frequency", include_str!("queries/frequency.sql")),
    ("path to conversion", include_str!("queries/path_to_conversion.sql")),
    ("attribution", include_str!("queries/attribution.sql")),
    ("overlap", include_str!("queries/overlap.sql")),
];
const TABLES: [&str; 4] =
    ["dsp_impressions", "sponsored_ads_traffic", "conversions", "amazon_attributed_events_by_conversion_time"];

fn main() {
    let (Some(python), Some(cache)) = (std::env::var_os("RECOMAMP_PEERS"), std::env::var_os("RECOMAMP_CACHE")) else {
        println!("the peers are measured by `make bench` only");
        return;
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(THREADS).enable_all().build().unwrap();
    runtime.block_on(grouping::measure(Path::new(&python)));
    if std::env::args().any(|argument| argument == "grouping") {
        return;
    }
    for millions in [1.0, 10.0] {
        let data = SyntheticData::open(DataConfig {
            seed: 7,
            scale: millions,
            cache_dir: Some(Path::new(&cache).join("bench")),
            today: NaiveDate::from_ymd_opt(2026, 6, 30).unwrap(),
        })
        .unwrap();
        let (first, last) = data.covered();
        let window = TimeWindow {
            start: first.and_time(NaiveTime::MIN),
            end: (last + Days::new(1)).and_time(NaiveTime::MIN),
            time_zone: chrono_tz::UTC,
        };
        let tables = data.tables();
        let began = Instant::now();
        let mut peer = Peer::start(Path::new(&python), &described(&data, &tables, window));
        println!(
            "\n{millions} million events, files ready after {:.1} s; {}",
            began.elapsed().as_secs_f64(),
            peer.name
        );
        println!("{:<20} {:>12} {:>12} {:>8} {:>8}", "median of 5", "RecomAMP", "DuckDB", "ratio", "rows");
        let options = RunOptions { threads: THREADS, ..RunOptions::new(data.catalogue().clone(), tables, window) };
        let mut ratios: Vec<f64> =
            QUERIES.iter().map(|(name, sql)| compare(name, sql, &options, &mut peer, &runtime)).collect();
        ratios.sort_by(f64::total_cmp);
        println!("{:<20} {:>34.2}", "median ratio", ratios[ratios.len() / 2]);
    }
}

/// Runs a statement in turn here and there; prints both medians and gives their ratio.
fn compare(name: &str, sql: &str, options: &RunOptions, peer: &mut Peer, runtime: &tokio::runtime::Runtime) -> f64 {
    let mut times = (Vec::new(), Vec::new());
    let mut rows = 0;
    // The first round warms the page cache for both and is not counted.
    for round in 0..=ROUNDS {
        let began = Instant::now();
        let ours = runtime.block_on(amc_sql::run(sql, options)).unwrap_or_else(|e| panic!("{name}: {e}"));
        let taken = began.elapsed();
        let theirs = peer.run(sql);
        assert_eq!(ours.row_count(), theirs.rows, "{name}: the engines disagree on the rows");
        let (a, b) = (sum(&ours), theirs.sum);
        assert!((a - b).abs() <= 1e-6 * a.abs().max(b.abs()).max(1.0), "{name}: the engines disagree: {a} and {b}");
        rows = ours.row_count();
        if round > 0 {
            times.0.push(taken);
            times.1.push(theirs.taken);
        }
    }
    let (ours, theirs) = (median(times.0), median(times.1));
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    println!("{name:<20} {:>9.1} ms {:>9.1} ms {ratio:>8.2} {rows:>8}", ms(ours), ms(theirs));
    ratio
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// The sum of all numbers in a result.
fn sum(result: &RunResult) -> f64 {
    let columns = result.batches.iter().flat_map(|batch| batch.columns());
    columns
        .filter(|column| column.data_type().is_numeric())
        .map(|column| {
            let numbers = cast(column, &DataType::Float64).unwrap();
            numbers.as_any().downcast_ref::<Float64Array>().unwrap().iter().flatten().sum::<f64>()
        })
        .sum()
}

/// The tables that the queries read, for [`Peer::start`].
fn described(data: &SyntheticData, tables: &Arc<InstanceTables>, window: TimeWindow) -> Map<String, Value> {
    let described = TABLES.iter().map(|name| {
        let table = data.catalogue().table(name).unwrap();
        let path = tables.file(name).unwrap().unwrap();
        ((*name).to_owned(), json!([path, table.time_column, window.start.to_string(), window.end.to_string()]))
    });
    described.collect()
}

/// DuckDB in a process of its own.
struct Peer {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    name: String,
}

struct Answer {
    taken: Duration,
    rows: usize,
    sum: f64,
}

impl Peer {
    /// `tables` are by name a path, the column of the time or null, and the first moment and the one after the last.
    fn start(python: &Path, tables: &Map<String, Value>) -> Self {
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/peers/peer.py");
        let mut child = Command::new(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut peer = Self { child, input, output, name: String::new() };
        let version = peer.ask(&json!({ "threads": THREADS, "tables": tables }));
        peer.name = format!("DuckDB {}", version["version"].as_str().unwrap());
        peer
    }

    fn ask(&mut self, line: &Value) -> Value {
        writeln!(self.input, "{line}").unwrap();
        let mut answer = String::new();
        self.output.read_line(&mut answer).unwrap();
        serde_json::from_str(&answer).unwrap()
    }

    fn run(&mut self, sql: &str) -> Answer {
        let answer = self.ask(&json!({ "sql": sql }));
        Answer {
            taken: Duration::from_secs_f64(answer["ms"].as_f64().unwrap() / 1e3),
            rows: usize::try_from(answer["rows"].as_u64().unwrap()).unwrap(),
            sum: answer["sum"].as_f64().unwrap(),
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
