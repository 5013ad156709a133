//! Rows with too few users (section 7.3 of the contract), over a hand-made table.

use std::sync::Arc;

use amc_sandbox::{Sandbox, SandboxConfig};
use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use chrono::{TimeDelta, Utc};
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::*;

const BY_CITY: &str = "SELECT campaign, city_name, SUM(impressions) AS shown FROM dsp_impressions GROUP BY 1, 2";

/// Impressions, one an event: the campaign Big in Lyon with 120 users, in Nice with 40 and in Metz with 20 others; the campaign Small in Lyon with
/// one user seven times, and once with nobody.
#[derive(Debug)]
struct Cities;

impl amc_sql::TableSource for Cities {
    fn provider(&self, table: &str) -> Option<Arc<dyn TableProvider>> {
        let mut rows: Vec<(Option<String>, &str, &str)> = Vec::new();
        let user = |number: usize| Some(format!("u{number}"));
        match table {
            "dsp_impressions" => {
                rows.extend((0..120).map(|number| (user(number), "Big", "Lyon")));
                rows.extend((0..40).map(|number| (user(number), "Big", "Nice")));
                rows.extend((40..60).map(|number| (user(number), "Big", "Metz")));
                rows.extend((0..7).map(|_| (user(0), "Small", "Lyon")));
                rows.push((None, "Small", "Lyon"));
            }
            "dsp_clicks" => rows.extend((0..3).map(|number| (user(number), "Big", "Lyon"))),
            _ => return None,
        }
        let at = (Utc::now() - TimeDelta::days(5)).timestamp_micros();
        let times = || Arc::new(TimestampMicrosecondArray::from(vec![at; rows.len()])) as ArrayRef;
        let batch = RecordBatch::try_from_iter([
            ("impression_dt", times()),
            ("impression_dt_utc", times()),
            ("click_dt", times()),
            ("click_dt_utc", times()),
            ("user_id", Arc::new(rows.iter().map(|row| row.0.as_deref()).collect::<StringArray>()) as ArrayRef),
            ("campaign", Arc::new(rows.iter().map(|row| Some(row.1)).collect::<StringArray>())),
            ("city_name", Arc::new(rows.iter().map(|row| Some(row.2)).collect::<StringArray>())),
            ("campaign_id", Arc::new(Int64Array::from(vec![9_007_199_254_740_993; rows.len()]))),
            ("impressions", Arc::new(Int64Array::from(vec![1; rows.len()]))),
        ])
        .unwrap();
        Some(Arc::new(MemTable::try_new(batch.schema(), vec![vec![batch]]).unwrap()))
    }
}

async fn cities() -> (Sandbox, Amc) {
    let sandbox = start_with(SandboxConfig { tables: Some(Arc::new(Cities)), ..SandboxConfig::default() }).await;
    let amc = Amc::sign_in(&sandbox).await;
    (sandbox, amc)
}

/// Lines of the result below its header, sorted; the header; the execution; what the metadata file says of privacy.
struct Answer {
    header: String,
    rows: Vec<String>,
    execution: Value,
    privacy: Value,
}

async fn answered(sandbox: &Sandbox, amc: &Amc, body: &Value) -> Answer {
    let (status, created) = amc.post("/workflowExecutions", body).await;
    assert_eq!(status, StatusCode::OK, "{created}");
    let id = text(&created, "workflowExecutionId");
    sandbox.control().advance(seconds(60));
    let execution = amc.execution(&id).await;
    assert_eq!(execution["status"], "SUCCEEDED", "{execution}");
    let (_, links) = amc.get(&format!("/workflowExecutions/{id}/downloadUrls")).await;
    let fetch = async |link: &Value| http().get(link.as_str().unwrap()).send().await.unwrap().text().await.unwrap();
    let csv = fetch(&links["downloadUrls"][0]).await;
    let about: Value = serde_json::from_str(&fetch(&links["metadataDownloadUrls"][0]).await).unwrap();
    let mut lines = csv.lines().map(str::to_string);
    let header = lines.next().unwrap();
    let mut rows: Vec<String> = lines.collect();
    rows.sort();
    Answer { header, rows, execution, privacy: about["privacy"].clone() }
}

#[tokio::test]
async fn rows_with_fewer_users_than_their_columns_ask_for_are_left_out() {
    let (sandbox, amc) = cities().await;
    let cities = answered(&sandbox, &amc, &ad_hoc(BY_CITY)).await;
    assert_eq!(
        (cities.header.as_str(), cities.rows.as_slice()),
        ("campaign,city_name,shown", &["Big,Lyon,120".into()][..])
    );
    assert_eq!(cities.privacy, json!({ "rowsRemoved": 3, "rowsMerged": 0, "notCounted": [] }));
    let campaigns = "SELECT campaign, SUM(impressions) AS shown FROM dsp_impressions GROUP BY 1";
    assert_eq!(answered(&sandbox, &amc, &ad_hoc(campaigns)).await.rows, ["Big,180"]);
    let all = "SELECT SUM(impressions) AS shown FROM dsp_impressions";
    assert_eq!(answered(&sandbox, &amc, &ad_hoc(all)).await.rows, ["188"]);
    let nobody = "SELECT SUM(impressions) AS shown FROM dsp_impressions WHERE user_id IS NULL";
    assert_eq!(answered(&sandbox, &amc, &ad_hoc(nobody)).await.rows, [""; 0]);
    let nothing = "SELECT COUNT(*) AS n FROM dsp_impressions WHERE campaign = 'none'";
    assert_eq!(answered(&sandbox, &amc, &ad_hoc(nothing)).await.rows, ["0"]);
}

#[tokio::test]
async fn values_may_go_in_place_of_rows_and_what_is_alike_then_is_summed_up() {
    let (sandbox, amc) = cities().await;
    let mut body = ad_hoc(BY_CITY);
    body["workflow"]["filteredMetricsDiscriminatorColumn"] = "filtered".into();
    body["workflow"]["distinctUserCountColumn"] = "users".into();
    body["workflow"]["filteredReasonColumn"] = "why".into();
    let answer = answered(&sandbox, &amc, &body).await;
    assert_eq!(answer.header, "campaign,city_name,shown,filtered,users,why");
    assert_eq!(answer.rows.len(), 3, "{:?}", answer.rows);
    assert_eq!(answer.rows[0], ",,8,true,1,1 'dsp_impressions' users < 100 required");
    let (two, reasons) = answer.rows[1].split_at("Big,,60,true,60,".len());
    assert_eq!(two, "Big,,60,true,60,");
    for users in [20, 40] {
        assert!(reasons.contains(&format!("{users} 'dsp_impressions' users < 100 required")), "{reasons}");
    }
    assert_eq!(answer.rows[2], "Big,Lyon,120,false,120,");
    assert_eq!(answer.privacy, json!({ "rowsRemoved": 0, "rowsMerged": 3, "notCounted": [] }));
    let columns = answer.execution["outputColumns"].as_array().unwrap();
    let added: Vec<_> =
        columns[3..].iter().map(|c| (c["name"].clone(), c["columnType"].clone(), c["dataType"].clone())).collect();
    let expected = [("filtered", "DIMENSION", "BOOLEAN"), ("users", "METRIC", "LONG"), ("why", "DIMENSION", "STRING")];
    assert_eq!(added, expected.map(|(name, kind, data_type)| (json!(name), json!(kind), json!(data_type))));
}

#[tokio::test]
async fn the_same_goes_without_an_extra_column_and_sums_no_ids() {
    let (sandbox, amc) = cities().await;
    let sql = "SELECT campaign_id, city_name, SUM(impressions) AS shown FROM dsp_impressions WHERE campaign = 'Big' GROUP BY 1, 2";
    let mut body = ad_hoc(sql);
    body["workflow"]["privacyFilteringBehavior"] = "REMOVE_VALUES".into();
    let answer = answered(&sandbox, &amc, &body).await;
    assert_eq!(answer.header, "campaign_id,city_name,shown");
    assert_eq!(answer.rows, ["9007199254740993,,60", "9007199254740993,Lyon,120"]);
    assert_eq!(answer.execution["outputColumns"][0]["columnType"], "DIMENSION");
    body["workflow"]["privacyFilteringBehavior"] = "REMOVE_ROWS".into();
    body["workflow"]["distinctUserCountColumn"] = "users".into();
    assert_eq!(answered(&sandbox, &amc, &body).await.rows, ["9007199254740993,Lyon,120,120"]);
}

#[tokio::test]
async fn parts_that_are_joined_need_their_users_each() {
    let (sandbox, amc) = cities().await;
    let joined = |extra: &str| {
        format!(
            "WITH i AS (SELECT campaign, city_name, SUM(impressions) AS shown FROM dsp_impressions GROUP BY 1, 2), c AS (SELECT campaign, COUNT(*) AS clicks FROM dsp_clicks GROUP BY 1) SELECT i.campaign, {extra} i.shown, c.clicks FROM i JOIN c USING (campaign) WHERE i.shown > 100"
        )
    };
    let mut body = ad_hoc(&joined(""));
    body["workflow"]["distinctUserCountColumn"] = "users".into();
    assert_eq!(answered(&sandbox, &amc, &body).await.rows, ["Big,120,3,3"]);
    let mut body = ad_hoc(&joined("i.city_name,"));
    body["workflow"]["filteredReasonColumn"] = "why".into();
    body["workflow"]["privacyFilteringBehavior"] = "REMOVE_VALUES".into();
    let rows = answered(&sandbox, &amc, &body).await.rows;
    assert_eq!(rows, ["Big,,120,3,3 'dsp_clicks' (path 2 of 2) users < 100 required"]);
}

#[tokio::test]
async fn what_could_not_be_counted_is_said_beside_the_result() {
    let (sandbox, amc) = cities().await;
    let sql =
        "SELECT campaign, (SELECT COUNT(*) FROM dsp_clicks) AS clicks, COUNT(*) AS n FROM dsp_impressions GROUP BY 1";
    let answer = answered(&sandbox, &amc, &ad_hoc(sql)).await;
    assert_eq!(answer.rows, ["Big,3,180"]);
    assert_eq!(answer.privacy["notCounted"], json!(["The users behind a subquery in an expression are not counted."]));
}

#[tokio::test]
async fn a_run_that_gives_people_away_is_rejected() {
    let (sandbox, amc) = cities().await;
    for (sql, words) in [
        (
            "SELECT user_id, COUNT(*) AS n FROM dsp_impressions GROUP BY 1",
            "From line 1, column 8 to line 1, column 14: AMC never shows user_id",
        ),
        (
            "SELECT COUNT(*) AS n FROM dsp_impressions WHERE city_name = 'Lyon'",
            "must not be compared with a literal or parameter",
        ),
    ] {
        let (status, answer) = amc.post("/workflowExecutions", &ad_hoc(sql)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{sql}");
        assert!(text(&answer, "details").contains(words), "{answer}");
    }
    drop(sandbox);
}

#[tokio::test]
async fn an_instance_for_trials_can_do_without() {
    let (sandbox, amc) = cities().await;
    let amc = amc.at(US, "amcsbxkestrelussandbox");
    let mut body = ad_hoc(BY_CITY);
    body["requireSyntheticData"] = true.into();
    assert_eq!(answered(&sandbox, &amc, &body).await.rows, ["Big,Lyon,120"]);
    body["disableAggregationControls"] = true.into();
    assert_eq!(answered(&sandbox, &amc, &body).await.rows.len(), 4);
    body["workflow"]["sqlQuery"] = "SELECT user_id, COUNT(*) AS n FROM dsp_clicks GROUP BY 1".into();
    assert_eq!(answered(&sandbox, &amc, &body).await.rows, ["u0,1", "u1,1", "u2,1"]);
}
