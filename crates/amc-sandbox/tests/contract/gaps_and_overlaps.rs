//! Why Amazon makes a run wait or refuses it: missing data, too many near-equal queries; and queries that do not end.

use std::sync::Arc;

use amc_sandbox::{DataGap, SandboxConfig};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use chrono::{TimeDelta, Utc};
use datafusion::catalog::TableProvider;
use datafusion::catalog::streaming::StreamingTable;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::PartitionStream;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::*;

/// Runs a statement with other fields than the usual ones.
async fn run_with(amc: &Amc, change: impl FnOnce(&mut Value)) -> Value {
    let mut body = ad_hoc(SQL);
    change(&mut body);
    let (status, answer) = amc.post("/workflowExecutions", &body).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

#[tokio::test]
async fn a_run_over_a_gap_names_it_and_waits_until_it_is_filled() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let now = sandbox.control().now();
    let day = |back| now - TimeDelta::days(back);
    let gap = |from, to, filled_at| DataGap { start: day(from), end: day(to), filled_at };
    sandbox.control().change(|s| {
        s.data_gaps = vec![gap(10, 9, Some(now + TimeDelta::seconds(100))), gap(6, 5, None), gap(90, 80, None)];
    });
    let (over, before) = (
        run_with(&amc, |_| {}).await,
        run_with(&amc, |body| {
            body["timeWindowEnd"] = day(20).format("%Y-%m-%dT00:00:00").to_string().into();
        })
        .await,
    );
    let form = |t: chrono::DateTime<Utc>| t.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let listed = |from, to| json!({ "start": form(day(from)), "end": form(day(to)) });
    assert_eq!(over["dataGaps"], json!([listed(10, 9), listed(6, 5)]));
    assert_eq!(before["dataGaps"], json!([]));
    let (over, before) = (text(&over, "workflowExecutionId"), text(&before, "workflowExecutionId"));
    sandbox.control().advance(seconds(99));
    assert_eq!((amc.status(&over).await, amc.status(&before).await), ("PENDING".into(), "SUCCEEDED".into()));
    sandbox.control().advance(seconds(1));
    let running = amc.execution(&over).await;
    assert_eq!((&running["status"], &running["dataGaps"]), (&json!("RUNNING"), &json!([listed(6, 5)])));
}

#[tokio::test]
async fn gaps_and_the_overlap_limit_can_be_set_over_http() {
    let sandbox = start().await;
    let control = sandbox.description().control_url.clone();
    let patch =
        async |body: Value| read(http().patch(format!("{control}/settings")).json(&body).send().await.unwrap()).await;
    let gaps = json!([{ "start": "2025-03-01T00:00:00Z", "end": "2025-03-02T00:00:00Z" }]);
    let (status, answer) = patch(json!({ "data_gaps": gaps, "overlap_limit": 3 })).await;
    assert_eq!((status, &answer["overlap_limit"]), (StatusCode::OK, &json!(3)), "{answer}");
    assert_eq!(sandbox.control().settings().data_gaps.len(), 1);
    assert_eq!(patch(json!({ "data_gaps": [{ "start": "soon" }] })).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(sandbox.control().settings().data_gaps.len(), 1);
}

#[tokio::test]
async fn beyond_the_limit_near_equal_runs_over_the_same_time_are_refused() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    sandbox.control().change(|s| s.overlap_limit = Some(2));
    let of = |campaign: &str| {
        format!(
            "SELECT campaign, SUM(impressions) AS n FROM sponsored_ads_traffic WHERE campaign = '{campaign}' GROUP BY campaign"
        )
    };
    let (first, second, same, third) =
        (amc.run(&of("a")).await, amc.run(&of("b")).await, amc.run(&of("a")).await, amc.run(&of("c")).await);
    let earlier = run_with(&amc, |body| {
        body["workflow"]["sqlQuery"] = of("d").into();
        body["timeWindowStart"] = "2025-01-01T00:00:00".into();
        body["timeWindowEnd"] = "2025-01-08T00:00:00".into();
    })
    .await;
    let other = amc.run(SQL).await;
    let elsewhere = Amc::sign_in(&sandbox).await.at(US, BRAMBLE);
    let free = elsewhere.run(&of("e")).await;
    sandbox.control().advance(seconds(60));
    for id in [&first, &second, &same, &text(&earlier, "workflowExecutionId"), &other] {
        assert_eq!(amc.status(id).await, "SUCCEEDED");
    }
    assert_eq!(elsewhere.status(&free).await, "SUCCEEDED");
    let refused = amc.execution(&third).await;
    assert_eq!(refused["status"], "REJECTED");
    let said = text(&refused, "statusReason");
    assert!(
        said.contains("could not be run because too many workflows have already been run against the same"),
        "{said}"
    );
}

/// A table whose rows never come.
#[derive(Debug)]
struct Endless(SchemaRef);

impl PartitionStream for Endless {
    fn schema(&self) -> &SchemaRef {
        &self.0
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        Box::pin(RecordBatchStreamAdapter::new(Arc::clone(&self.0), futures::stream::pending()))
    }
}

/// The usual tables, but for one that is endless.
struct WithEndless(Arc<dyn amc_sql::TableSource>);

impl amc_sql::TableSource for WithEndless {
    fn provider(&self, table: &str) -> Option<Arc<dyn TableProvider>> {
        if table != "dsp_impressions" {
            return self.0.provider(table);
        }
        let time = DataType::Timestamp(TimeUnit::Microsecond, None);
        let fields = [("impression_dt", time.clone()), ("impression_dt_utc", time), ("impressions", DataType::Int64)];
        let schema: SchemaRef =
            Arc::new(Schema::new(fields.map(|(name, data_type)| Field::new(name, data_type, true)).to_vec()));
        let table = StreamingTable::try_new(Arc::clone(&schema), vec![Arc::new(Endless(schema))]).unwrap();
        Some(Arc::new(table))
    }
}

#[tokio::test]
async fn a_cancelled_query_gives_its_place_back() {
    let tables = Arc::new(WithEndless(config().tables.unwrap()));
    let sandbox = start_with(SandboxConfig { tables: Some(tables), ..SandboxConfig::default() }).await;
    let amc = Amc::sign_in(&sandbox).await;
    let mut endless = Vec::new();
    for _ in 0..4 {
        endless.push(amc.run("SELECT SUM(impressions) AS n FROM dsp_impressions").await);
    }
    // The clock says that they are over; their queries go on, so they can still be cancelled.
    sandbox.control().advance(seconds(60));
    for id in &endless {
        let cancel = json!({ "status": "CANCELLED" });
        assert_eq!(amc.put(&format!("/workflowExecutions/{id}"), &cancel).await, (StatusCode::OK, json!({})));
        assert_eq!(amc.status(id).await, "CANCELLED");
    }
    let good = amc.run(SQL).await;
    sandbox.control().advance(seconds(60));
    assert_eq!(amc.status(&good).await, "SUCCEEDED");
}
