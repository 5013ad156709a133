//! Ten thousand workflows: found by a text, and by conditions in each other.

use std::sync::Arc;
use std::time::{Duration, Instant};

use workbench::profile::secret::MemorySecrets;
use workbench::workflow::{
    DayTest, LastRunTest, ScheduleTest, TextTest, WorkflowFilter, WorkflowQuery, WorkflowSort, WorkflowStatus,
};
use workbench::{Options, Workbench};

use super::line;

const BUDGET: Duration = Duration::from_millis(50);
const ROUNDS: usize = 21;
/// As many as the window asks for at once.
const PAGE: u32 = 200;

pub(super) fn measure() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let options =
            Options { secrets: Some(Arc::new(MemorySecrets::default())), ..Options::new(folder.path(), "0.0.0") };
        let workbench = Workbench::open(options).await.unwrap();
        workbench
            .store()
            .write("workflows of a benchmark", |connection| {
                Box::pin(async move {
                    sqlx::raw_sql(include_str!("workflows/made_up.sql")).execute(connection).await?;
                    Ok(())
                })
            })
            .await
            .unwrap();
        let page = WorkflowQuery { limit: PAGE, ..WorkflowQuery::default() };
        // As it is typed: in names, tags, descriptions and queries.
        find(&workbench, "by a text", WorkflowQuery { text: "Brand 12".to_owned(), ..page.clone() }).await;
        find(&workbench, "by a text of the queries", WorkflowQuery { text: "advertiser 7".to_owned(), ..page.clone() })
            .await;
        let nested = WorkflowQuery {
            filter: Some(nested()),
            sort: WorkflowSort::LastRun,
            descending: true,
            text: "reach".to_owned(),
            ..page
        };
        find(&workbench, "by a text and a nested filter", nested).await;
        workbench.shutdown().await;
    });
}

/// Three deep, with a test of every kind that costs something.
fn nested() -> WorkflowFilter {
    let sql = |text: &str| WorkflowFilter::Sql { test: TextTest::Contains, text: text.to_owned() };
    let name = |test: TextTest, text: &str| WorkflowFilter::Name { test, text: text.to_owned() };
    let tag = |tag: &str| WorkflowFilter::Tag { has: true, tag: tag.to_owned() };
    WorkflowFilter::All {
        of: vec![
            WorkflowFilter::Status { has: false, status: WorkflowStatus::Archived },
            WorkflowFilter::Any {
                of: vec![
                    WorkflowFilter::All { of: vec![tag("tier 1"), sql("sponsored_ads_traffic")] },
                    WorkflowFilter::All {
                        of: vec![
                            name(TextTest::Lacks, "market 99"),
                            sql("dsp_impressions"),
                            WorkflowFilter::LastRun { test: LastRunTest::Failed },
                        ],
                    },
                    WorkflowFilter::Schedule { test: ScheduleTest::Paused },
                ],
            },
            WorkflowFilter::Changed { test: DayTest::Since, day: "2026-02-03".to_owned() },
        ],
    }
}

async fn find(workbench: &Workbench, how: &str, query: WorkflowQuery) {
    let (mut times, mut total) = (Vec::new(), 0);
    // The first look reads the database's pages, and is not counted.
    for round in 0..=ROUNDS {
        let began = Instant::now();
        let found = workbench.workflows().list(&query).await.unwrap();
        if round > 0 {
            times.push(began.elapsed());
        }
        assert_eq!(found.all, 10_000);
        total = found.total;
    }
    assert!(total > 0, "the query of this benchmark finds nothing");
    times.sort_unstable();
    line(&format!("10,000 workflows {how}, {total} found"), times[ROUNDS / 2], BUDGET);
}
