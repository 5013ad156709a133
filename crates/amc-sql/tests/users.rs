//! Users are followed from the events to the rows of an answer: over hand-made tables, with counts reckoned by hand.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;

use amc_sql::{RowUsers, RunOptions, RunResult, TableSource, TimeWindow, catalogue::Catalogue, run};
use chrono::NaiveDate;
use datafusion::{
    arrow::{
        array::{ArrayRef, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray},
        util::display::array_value_to_string,
    },
    catalog::{MemTable, TableProvider},
};

/// User, campaign, city, and what is measured.
type Row = (Option<&'static str>, &'static str, &'static str, i64);

const IMPRESSIONS: &[Row] = &[
    (Some("a"), "A", "Lyon", 1),
    (Some("b"), "A", "Lyon", 2),
    (Some("b"), "A", "Nice", 3),
    (Some("c"), "A", "Nice", 4),
    (None, "A", "Nice", 5),
    (Some("d"), "B", "Lyon", 6),
    (Some("d"), "B", "Lyon", 7),
];
const CLICKS: &[Row] = &[(Some("a"), "A", "Lyon", 1), (Some("b"), "A", "Lyon", 1), (Some("b"), "B", "Nice", 1)];
const CONVERSIONS: &[Row] = &[(Some("a"), "", "", 1), (Some("c"), "", "", 2)];

struct Tables;

impl TableSource for Tables {
    fn provider(&self, table: &str) -> Option<Arc<dyn TableProvider>> {
        let (rows, times, metric): (_, &[&str], _) = match table {
            "dsp_impressions" => (IMPRESSIONS, &["impression_dt", "impression_dt_utc"], "impressions"),
            "dsp_clicks" => (CLICKS, &["click_dt", "click_dt_utc"], "clicks"),
            "conversions" => (CONVERSIONS, &["event_dt_utc"], "conversions"),
            "segment_metadata" => {
                let names: ArrayRef = Arc::new(StringArray::from(vec!["x", "y"]));
                let batch = RecordBatch::try_from_iter([("segment_name", names)]).unwrap();
                return Some(Arc::new(MemTable::try_new(batch.schema(), vec![vec![batch]]).unwrap()));
            }
            _ => return None,
        };
        let at = day(5).and_utc().timestamp_micros();
        let text =
            |of: fn(&Row) -> Option<&'static str>| Arc::new(rows.iter().map(of).collect::<StringArray>()) as ArrayRef;
        let mut columns = vec![
            ("user_id", text(|row| row.0)),
            ("campaign", text(|row| Some(row.1))),
            ("city_name", text(|row| Some(row.2))),
            (metric, Arc::new(rows.iter().map(|row| row.3).collect::<Int64Array>()) as ArrayRef),
        ];
        for time in times {
            columns.push((*time, Arc::new(TimestampMicrosecondArray::from(vec![at; rows.len()]))));
        }
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        Some(Arc::new(MemTable::try_new(batch.schema(), vec![vec![batch]]).unwrap()))
    }
}

fn day(day: u32) -> chrono::NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 3, day).unwrap().and_hms_opt(0, 0, 0).unwrap()
}

async fn ran(sql: &str, most: usize) -> RunResult {
    let window = TimeWindow { start: day(1), end: day(30), time_zone: chrono_tz::UTC };
    let options = RunOptions {
        threads: 2,
        count_users: Some(most),
        ..RunOptions::new(Catalogue::embedded().unwrap(), Arc::new(Tables), window)
    };
    run(sql, &options).await.unwrap_or_else(|error| panic!("{error}\n{sql}"))
}

/// The first column of each row, and how many users each path gave to it; `-` for none.
fn counts(result: &RunResult) -> Vec<String> {
    let users = result.users.as_ref().unwrap();
    let mut row = 0;
    let mut out = Vec::new();
    for batch in &result.batches {
        for at in 0..batch.num_rows() {
            let name = array_value_to_string(batch.column(0), at).unwrap();
            let counts: Vec<String> = users
                .paths
                .iter()
                .map(|path| path.users[row].as_ref().map_or_else(|| "-".to_owned(), |users| users.len().to_string()))
                .collect();
            out.push(format!("{name} {}", counts.join(" ")));
            row += 1;
        }
    }
    out.sort();
    out
}

fn sources(users: &RowUsers) -> Vec<String> {
    users.paths.iter().map(|path| path.sources.join("+")).collect()
}

#[tokio::test]
async fn each_row_counts_the_users_of_the_events_it_was_made_of() {
    let table: &[(&str, &[&str], &[&str])] = &[
        (
            "SELECT campaign, SUM(impressions) AS n FROM dsp_impressions GROUP BY 1",
            &["A 3", "B 1"],
            &["dsp_impressions"],
        ),
        // An event without a user counts for nobody.
        (
            "SELECT CONCAT(campaign, city_name) AS k, COUNT(*) AS n FROM dsp_impressions GROUP BY 1",
            &["ALyon 2", "ANice 2", "BLyon 1"],
            &["dsp_impressions"],
        ),
        ("SELECT 'all' AS k, SUM(impressions) AS n FROM dsp_impressions", &["all 4"], &["dsp_impressions"]),
        // An array of the row beside it brings nobody new along.
        (
            "SELECT t.c, COUNT(*) AS n FROM dsp_impressions d CROSS JOIN UNNEST(REGEXP_SPLIT(d.campaign, ';')) AS t(c) GROUP BY t.c",
            &["A 3", "B 1"],
            &["dsp_impressions"],
        ),
        (
            "SELECT t.c, COUNT(*) AS n FROM dsp_impressions d LEFT JOIN UNNEST(REGEXP_SPLIT(d.campaign, ';')) AS t(c) ON t.c <> 'A' GROUP BY t.c",
            &[" 3", "B 1"],
            &["dsp_impressions"],
        ),
        (
            "SELECT d.campaign, SUM((SELECT COUNT(*) FROM UNNEST(REGEXP_SPLIT(d.city_name, 'i')) AS t(part))) AS n FROM dsp_impressions d \
             WHERE EXISTS (SELECT 1 FROM UNNEST(REGEXP_SPLIT(d.city_name, 'y')) AS t(part) WHERE t.part = 'L') GROUP BY 1",
            &["A 2", "B 1"],
            &["dsp_impressions"],
        ),
        (
            "WITH u AS (SELECT user_id, COLLECT(NAMED_ROW('c', campaign, 'p', city_name)) AS way FROM dsp_impressions GROUP BY user_id) \
             SELECT t.place, COUNT(*) AS n FROM u CROSS JOIN UNNEST(u.way) AS t(campaign, place) GROUP BY t.place",
            &["Lyon 3", "Nice 2"],
            &["dsp_impressions"],
        ),
        (
            "SELECT 'none' AS k, COUNT(*) AS n FROM dsp_impressions WHERE user_id IS NULL",
            &["none 0"],
            &["dsp_impressions"],
        ),
        (
            "SELECT 'none' AS k, COUNT(*) AS n FROM dsp_impressions WHERE campaign = 'C'",
            &["none -"],
            &["dsp_impressions"],
        ),
        (
            "SELECT campaign, COUNT(*) AS n FROM dsp_impressions WHERE city_name = 'Nice' GROUP BY 1",
            &["A 2"],
            &["dsp_impressions"],
        ),
        // Through groups by user, and groups of those.
        (
            "WITH u AS (SELECT user_id, campaign, SUM(impressions) AS n FROM dsp_impressions GROUP BY 1, 2) SELECT campaign, SUM(n) AS n FROM u GROUP BY 1",
            &["A 3", "B 1"],
            &["dsp_impressions"],
        ),
        (
            "WITH u AS (SELECT user_id AS who, COUNT(*) AS n FROM dsp_impressions GROUP BY user_id) SELECT n, COUNT(who) AS users FROM u GROUP BY n",
            // Once: a, c and nobody; twice: b and d.
            &["1 2", "2 2"],
            &["dsp_impressions"],
        ),
        (
            "WITH c AS (SELECT campaign, city_name, COUNT(*) AS n FROM dsp_impressions GROUP BY 1, 2) SELECT city_name, SUM(n) AS n FROM c GROUP BY 1",
            &["Lyon 3", "Nice 2"],
            &["dsp_impressions"],
        ),
        ("SELECT DISTINCT campaign FROM dsp_impressions", &["A 3", "B 1"], &["dsp_impressions"]),
        (
            "SELECT campaign, n, SUM(n) OVER () AS total FROM (SELECT campaign, COUNT(*) AS n FROM dsp_impressions GROUP BY 1)",
            &["A 3", "B 1"],
            &["dsp_impressions"],
        ),
        (
            "SELECT e.campaign, COUNT(*) AS n FROM TABLE(EXTEND_TIME_WINDOW('dsp_impressions', 'P1D', 'P1D')) e GROUP BY 1 ORDER BY 2",
            &["A 3", "B 1"],
            &["dsp_impressions"],
        ),
        // What only decides over rows gives them nothing.
        (
            "SELECT campaign, COUNT(*) AS n FROM dsp_impressions WHERE user_id IN (SELECT user_id FROM conversions) GROUP BY 1",
            &["A 2"],
            &["dsp_impressions"],
        ),
        (
            "SELECT IF(user_id IN (SELECT user_id FROM conversions), 'buyer', 'viewer') AS kind, COUNT(*) AS n FROM dsp_impressions GROUP BY 1",
            &["buyer 2", "viewer 2"],
            &["dsp_impressions"],
        ),
        (
            "SELECT IF((d.user_id, d.campaign) NOT IN (SELECT c.user_id, c.campaign FROM dsp_clicks c WHERE c.city_name = d.city_name), 'saw', 'clicked') AS kind, \
             COUNT(*) AS n FROM dsp_impressions d GROUP BY 1",
            &["clicked 2", "saw 3"],
            &["dsp_impressions"],
        ),
        (
            "SELECT i.campaign, COUNT(*) AS n FROM dsp_impressions i JOIN dsp_clicks c ON i.user_id = c.user_id AND i.city_name IN (SELECT city_name FROM dsp_clicks WHERE campaign = 'B') GROUP BY 1",
            &["A 1 1"],
            &["dsp_impressions", "dsp_clicks"],
        ),
        // Parts that are joined count each by itself.
        (
            "SELECT i.campaign, COUNT(*) AS n FROM dsp_impressions i JOIN dsp_clicks c ON i.user_id = c.user_id GROUP BY 1",
            &["A 2 2"],
            &["dsp_impressions", "dsp_clicks"],
        ),
        (
            "SELECT i.campaign, SUM(c.conversions) AS n FROM dsp_impressions i LEFT JOIN conversions c ON i.user_id = c.user_id GROUP BY 1",
            &["A 3 2", "B 1 -"],
            &["dsp_impressions", "conversions"],
        ),
        (
            "WITH i AS (SELECT campaign, SUM(impressions) AS n FROM dsp_impressions GROUP BY 1), c AS (SELECT campaign, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1) SELECT i.campaign, i.n, c.n AS clicks FROM i JOIN c USING (campaign)",
            &["A 3 2", "B 1 1"],
            &["dsp_impressions", "dsp_clicks"],
        ),
        (
            "WITH i AS (SELECT user_id, campaign FROM dsp_impressions GROUP BY 1, 2), c AS (SELECT user_id, SUM(conversions) AS n FROM conversions GROUP BY 1) SELECT i.campaign, COUNT(i.user_id) AS users, SUM(c.n) AS n FROM i LEFT JOIN c ON i.user_id = c.user_id GROUP BY 1",
            &["A 3 2", "B 1 -"],
            &["dsp_impressions", "conversions"],
        ),
        (
            "WITH u AS (SELECT i.user_id, COUNT(c.clicks) AS n FROM dsp_impressions i LEFT JOIN dsp_clicks c ON i.user_id = c.user_id GROUP BY 1) SELECT IF(n > 0, 'clicked', 'saw') AS k, COUNT(*) AS users FROM u GROUP BY 1",
            &["clicked 2 2", "saw 2 -"],
            &["dsp_impressions", "dsp_clicks"],
        ),
        (
            "SELECT COALESCE(i.campaign, c.campaign) AS k, COUNT(*) AS n FROM dsp_impressions i FULL OUTER JOIN (SELECT user_id, campaign FROM dsp_clicks WHERE campaign = 'B') c ON i.user_id = c.user_id AND i.campaign = c.campaign GROUP BY 1",
            &["A 3 -", "B 1 1"],
            &["dsp_impressions", "dsp_clicks"],
        ),
        // Rows of several tables side by side count together.
        (
            "SELECT campaign, COUNT(*) AS n FROM (SELECT user_id, campaign FROM dsp_impressions UNION ALL SELECT user_id, campaign FROM dsp_clicks) GROUP BY 1",
            &["A 3", "B 2"],
            &["dsp_impressions+dsp_clicks"],
        ),
        (
            "SELECT campaign FROM dsp_impressions GROUP BY 1 UNION SELECT campaign FROM dsp_clicks GROUP BY 1",
            &["A 3", "B 2"],
            &["dsp_impressions+dsp_clicks"],
        ),
        (
            "SELECT campaign, COUNT(*) AS n FROM (SELECT user_id, campaign FROM dsp_impressions GROUP BY 1, 2 UNION ALL SELECT NULL AS user_id, campaign FROM dsp_clicks GROUP BY 2) GROUP BY 1",
            &["A 3", "B 2"],
            &["dsp_impressions+dsp_clicks"],
        ),
        (
            "SELECT user_id, COUNT(*) AS n FROM (SELECT user_id FROM dsp_clicks UNION ALL SELECT user_id FROM conversions) GROUP BY 1",
            &["a 1", "b 1", "c 1"],
            &["dsp_clicks+conversions"],
        ),
    ];
    for (sql, expected, tables) in table {
        let result = ran(sql, usize::MAX).await;
        assert_eq!(counts(&result), *expected, "{sql}");
        let users = result.users.unwrap();
        assert_eq!(sources(&users), *tables, "{sql}");
        assert_eq!(users.lost, [""; 0], "{sql}");
        assert_eq!(result.batches.iter().map(|batch| batch.num_columns()).max(), Some(result.output.len()), "{sql}");
    }
}

#[tokio::test]
async fn what_cannot_be_followed_is_said() {
    let subquery = "SELECT campaign, (SELECT SUM(clicks) FROM dsp_clicks) AS clicks, COUNT(*) AS n FROM dsp_impressions GROUP BY 1";
    let result = ran(subquery, 100).await;
    assert_eq!(counts(&result), ["A 3", "B 1"]);
    assert_eq!(result.users.unwrap().lost, ["The users behind a subquery in an expression are not counted."]);
    let nobody = ran("SELECT segment_name, COUNT(*) AS n FROM segment_metadata GROUP BY 1", 100).await;
    assert_eq!(counts(&nobody), ["x ", "y "]);
    let lost = nobody.users.unwrap().lost;
    assert_eq!(lost, ["The rows of segment_metadata have no user_id, so that no users are counted for them."]);
    let beside =
        ran("SELECT i.campaign, COUNT(*) AS n FROM dsp_impressions i, segment_metadata s GROUP BY 1", 100).await;
    assert_eq!(counts(&beside), ["A 3", "B 1"]);
    assert_eq!(beside.users.unwrap().lost.len(), 1);
    let made = ran("SELECT a FROM (VALUES ('x')) AS v(a)", 100).await;
    assert_eq!((counts(&made), made.users.unwrap().lost), (vec!["x ".to_owned()], Vec::new()));
}

#[tokio::test]
async fn users_beyond_the_number_that_matters_are_not_told_apart() {
    let result = ran("SELECT campaign, COUNT(*) AS n FROM dsp_impressions GROUP BY 1", 2).await;
    assert_eq!(counts(&result), ["A 2", "B 1"]);
}

#[tokio::test]
async fn counting_users_changes_no_row() {
    let catalogue = Catalogue::embedded().unwrap();
    for sql in [
        "SELECT campaign, city_name, SUM(impressions) AS n, COUNT(DISTINCT user_id) AS users FROM dsp_impressions GROUP BY 1, 2",
        "SELECT DISTINCT city_name FROM dsp_impressions WHERE campaign = 'A'",
        "SELECT campaign, RANK() OVER (ORDER BY n DESC) AS r FROM (SELECT campaign, SUM(impressions) AS n FROM dsp_impressions GROUP BY 1)",
        "SELECT campaign FROM dsp_impressions GROUP BY 1 INTERSECT SELECT campaign FROM dsp_clicks GROUP BY 1",
        "SELECT campaign FROM dsp_impressions GROUP BY 1 EXCEPT SELECT campaign FROM dsp_clicks WHERE city_name = 'Nice' GROUP BY 1",
        "SELECT COUNT(*) AS n FROM dsp_impressions i WHERE EXISTS (SELECT 1 FROM dsp_clicks c WHERE c.user_id = i.user_id)",
    ] {
        let rows = |result: &RunResult| {
            let mut rows: Vec<String> = Vec::new();
            for batch in &result.batches {
                for row in 0..batch.num_rows() {
                    let cells = batch.columns().iter().map(|column| array_value_to_string(column, row).unwrap());
                    rows.push(cells.collect::<Vec<_>>().join(" "));
                }
            }
            rows.sort();
            rows
        };
        let window = TimeWindow { start: day(1), end: day(30), time_zone: chrono_tz::UTC };
        let plain = RunOptions::new(Arc::clone(&catalogue), Arc::new(Tables), window);
        let plain = run(sql, &plain).await.unwrap_or_else(|error| panic!("{error}\n{sql} {error:?}"));
        assert!(plain.users.is_none());
        let counted = ran(sql, 100).await;
        assert_eq!(rows(&counted), rows(&plain), "{sql}");
        assert_eq!(counted.schema, plain.schema, "{sql}");
    }
}
