//! A million rows of a kept result taken together, as *Group* does it: the file is read, grouped, and the groups are kept as a result.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use workbench::profile::secret::MemorySecrets;
use workbench::result::{FiguresRequest, GroupAnswer, GroupKey, GroupRequest, GroupValue, Measure};
use workbench::{Options, Workbench};

use super::rows::{Kept, kept};
use super::{Peer, ROUNDS, median, ms};

const ROWS: u32 = 1_000_000;
const RUN: &str = "0199a000-0000-7000-8000-000000000000";
/// What is asked of both; days are texts at the end, since the peer adds up what is no text.
const SQL: &str = "SELECT campaign, CAST(day AS VARCHAR), sum(impressions), avg(cost), count(DISTINCT users)
                   FROM kept GROUP BY campaign, day";

pub(super) async fn measure(python: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        secrets: Some(Arc::new(MemorySecrets::default())),
        ..Options::new(folder.path().join("data"), "0.0.0")
    };
    let workbench = Workbench::open(options).await.unwrap();
    let result = kept(folder.path(), ROWS);
    keep(&workbench, &result).await;
    let request = request(&result);
    let table = Map::from_iter([("kept".to_owned(), json!([result.path, Value::Null, Value::Null, Value::Null]))]);
    let mut peer = Peer::start(python, &table);

    let mut times = (Vec::new(), Vec::new());
    let mut groups = 0;
    // The first round warms the page cache for both and is not counted.
    for round in 0..=ROUNDS {
        let began = Instant::now();
        let ours = workbench.results().group(request.clone()).await.unwrap();
        let taken = began.elapsed();
        let theirs = peer.run(SQL);
        groups = theirs.rows;
        assert_eq!(ours.result.row_count, i64::try_from(groups).unwrap(), "the engines disagree on the groups");
        let (a, b) = (sum(&workbench, &ours).await, theirs.sum);
        assert!((a - b).abs() <= 1e-6 * a.abs().max(b.abs()), "the engines disagree: {a} and {b}");
        if round > 0 {
            times.0.push(taken);
            times.1.push(theirs.taken);
        }
    }
    workbench.shutdown().await;
    tell(&peer.name, groups, median(times.0), median(times.1));
}

fn tell(peer: &str, groups: usize, ours: Duration, theirs: Duration) {
    println!("\n{ROWS} kept rows by two columns: sum, average, how many are different; {peer}");
    println!(
        "{:<20} {:>12} {:>12} {:>8} {:>8}",
        format!("median of {ROUNDS}"),
        "RecomAMP",
        "DuckDB",
        "ratio",
        "groups"
    );
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    println!("{:<20} {:>9.1} ms {:>9.1} ms {ratio:>8.2} {groups:>8}", "group", ms(ours), ms(theirs));
}

/// Takes the file for the result of a run.
async fn keep(workbench: &Workbench, result: &Kept) {
    // Relative to the data folder, as paths are kept; the file lies beside it.
    let path = format!("../{}", result.path.file_name().unwrap().to_string_lossy());
    let (rows, columns) = (result.rows, json!(result.columns).to_string());
    workbench
        .store()
        .write("a result of a benchmark", move |connection| {
            Box::pin(async move {
                sqlx::raw_sql(
                    "INSERT INTO profile VALUES ('p', 'amazon', 'Outdoor', 'EU', 'client', 'signed_out', NULL, 'memory', NULL, NULL,
                         NULL, 1, NULL);
                     INSERT INTO account VALUES ('a', 'p', 'ENTITY1', 'A1PA6795UKMFR9', 'Outdoor', 3, NULL);
                     INSERT INTO instance (id, account_row, instance_id, name, instance_type, creation_status, has_dsp, has_sponsored_ads,
                         refreshed_at, vanished_at)
                         VALUES ('i', 'a', 'amcoutdoor', 'outdoor', 'STANDARD', 'COMPLETED', 1, 1, 4, NULL);",
                )
                .execute(&mut *connection)
                .await?;
                sqlx::query(
                    "INSERT INTO execution (id, batch_id, name, instance_row, state, boot_id, attempt, sql, window_start, window_end,
                         time_zone, window_words, parameter_values, declarations, output, params_hash, created_at, sent_at)
                     VALUES (?1, ?1, 'Kept', 'i', 'succeeded', 'bench', 1, '', '2026-02-01T00:00:00', '2026-03-01T00:00:00', 'UTC', '',
                         '{}', '{}', '[]', '', 1, 1)",
                )
                .bind(RUN)
                .execute(&mut *connection)
                .await?;
                sqlx::query("INSERT INTO result VALUES (?, ?, ?, ?, 0, '', 1)")
                    .bind(RUN)
                    .bind(path)
                    .bind(rows)
                    .bind(columns)
                    .execute(&mut *connection)
                    .await?;
                Ok(())
            })
        })
        .await
        .unwrap();
}

fn request(result: &Kept) -> GroupRequest {
    let column = |name: &str| {
        let at = result.columns.iter().position(|column| column.name == name).unwrap();
        u32::try_from(at).unwrap()
    };
    let value = |measure, name| GroupValue { measure, column: Some(column(name)) };
    GroupRequest {
        id: "bench".to_owned(),
        execution_id: RUN.to_owned(),
        filters: Vec::new(),
        rows: ["campaign", "day"].map(|name| GroupKey { column: column(name), unit: None }).to_vec(),
        across: None,
        values: vec![
            value(Measure::Sum, "impressions"),
            value(Measure::Average, "cost"),
            value(Measure::Distinct, "users"),
        ],
    }
}

/// The sum of all figures of all groups, by way of their mean: sums of averages are refused.
async fn sum(workbench: &Workbench, answer: &GroupAnswer) -> f64 {
    let last = u32::try_from(answer.result.row_count - 1).unwrap();
    let width = u32::try_from(answer.result.columns.len()).unwrap();
    let request = FiguresRequest {
        execution_id: answer.id.clone(),
        sort: Vec::new(),
        filters: Vec::new(),
        columns: (answer.keys..width).collect(),
        first: 0,
        last,
    };
    let figures = workbench.results().figures(request).await.unwrap();
    figures.average.unwrap().parse::<f64>().unwrap() * figures.numbers as f64
}
