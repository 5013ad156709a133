//! SQL over kept results.

use workbench::execution::SubmitRequest;
use workbench::result::{ExportFormat, PageRequest};

use super::support;
use super::world::World;

const SQL: &str = "SELECT campaign, SUM(impressions) AS impressions FROM sponsored_ads_traffic GROUP BY campaign";

async fn ran(world: &World, name: &str, sql: &str, instances: usize) -> Vec<String> {
    let request = SubmitRequest {
        name: name.to_owned(),
        sql: sql.to_owned(),
        instance_ids: world.instances[..instances].to_vec(),
        ..support::request(&world.instances[0], "")
    };
    let runs = world.workbench.executions().submit(request).await.unwrap();
    for run in &runs {
        support::ended(&world.workbench, &run.id).await;
    }
    runs.into_iter().map(|run| run.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn kept_results_are_tables_that_are_queried_without_amazon() {
    let world = World::start().await;
    let kept = world.workbench.kept_sql();
    assert!(kept.tables().await.unwrap().is_empty());
    ran(&world, "Reach [by] city", SQL, 1).await;
    let newest = ran(&world, "Reach [by] city", SQL, 2).await;
    ran(&world, "Other", &SQL.replace("AS impressions", "AS \"Shown\""), 1).await;
    let sent = world.runs();

    let tables = kept.tables().await.unwrap();
    let told: Vec<_> = tables.iter().map(|table| (table.sql_name.as_str(), table.runs, table.rows)).collect();
    assert_eq!(
        told,
        [
            ("latest.\"Other\"", 1, 2),
            ("runs.\"Other\"", 1, 2),
            ("latest.\"Reach [by] city\"", 2, 4),
            ("runs.\"Reach [by] city\"", 3, 6),
        ]
    );

    let sql = "SELECT r.run_instance, sum(r.impressions) AS n, max(r.run_last_day) AS last_day, o.\"Shown\"
               FROM latest.\"Reach [by] city\" r JOIN \"Other\" o ON o.campaign = r.campaign
               WHERE r.campaign = 'Trail' GROUP BY r.run_instance, o.\"Shown\" ORDER BY r.run_instance";
    let checked = kept.check(sql).await.unwrap();
    assert_eq!(checked.error, None);
    let answer = kept.run("tab", sql).await.unwrap();
    assert_eq!((answer.row_count, answer.results, &answer.columns), (2, 3, &checked.columns));
    let page = PageRequest { execution_id: answer.id.clone(), offset: 0, limit: 10, sort: vec![], filters: vec![] };
    assert!(!world.workbench.results().page(page.clone()).await.unwrap().is_empty());
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("a.csv");
    world.workbench.results().export(&answer.id, &target, ExportFormat::Csv, true).await.unwrap();
    let csv = std::fs::read_to_string(&target).unwrap();
    assert_eq!(csv.lines().filter(|line| line.contains(",3,")).count(), 2, "{csv}");
    assert_eq!(world.runs(), sent, "nothing was sent");

    let one = kept.run("tab", &format!("SELECT * FROM result.\"{}\"", newest[0])).await.unwrap();
    assert_eq!((one.row_count, one.columns.len()), (2, 6));
    let all = kept.run("other-tab", "SELECT DISTINCT run_at FROM runs.\"reach [BY] city\"").await.unwrap();
    assert_eq!(all.row_count, 2, "whatever the case, and a batch is begun at one instant");
    let twice = "SELECT a.campaign FROM \"Other\" a JOIN latest.\"Other\" b ON b.campaign = a.campaign";
    assert_eq!(kept.run("twice", twice).await.unwrap().row_count, 2, "one table by two names");
    kept.forget("tab");
    assert_eq!(world.workbench.results().page(page).await.unwrap_err().code, "result.none");
    world.workbench.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_over_kept_results_can_only_read_and_say_where_they_are_wrong() {
    let world = World::start().await;
    let kept = world.workbench.kept_sql();
    ran(&world, "Reach", SQL, 1).await;
    let error = async |sql: &str| kept.check(sql).await.unwrap().error.unwrap_or_else(|| panic!("{sql} passes"));
    for sql in [
        "CREATE EXTERNAL TABLE t STORED AS PARQUET LOCATION '/etc'",
        "COPY (SELECT 1) TO '/tmp/x.parquet'",
        "INSERT INTO latest.\"Reach\" VALUES ('a', 1)",
        "DROP TABLE latest.\"Reach\"",
        "CREATE TABLE t AS SELECT 1",
        "SET datafusion.execution.batch_size = 1",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM read_parquet('/etc/passwd')",
        "SELECT 1; SELECT 2",
        "",
    ] {
        let code = error(sql).await.code.into_owned();
        assert!(matches!(&*code, "kept.sql" | "kept.no_table"), "{sql}: {code}");
        assert!(kept.run("tab", sql).await.is_err(), "{sql}");
    }
    let unknown = error("SELECT a\nFROM latest.\"Nothing\"").await;
    assert_eq!(unknown.code, "kept.no_table");
    let column = error("SELECT campaign,\n  campain FROM \"Reach\"").await;
    assert_eq!((&*column.code, column.details.line, column.details.column), ("kept.sql", Some(2), Some(3)));
    let word = error("SELECT campaign FRM \"Reach\" x y").await;
    assert_eq!((&*word.code, word.details.line), ("kept.sql", Some(1)));
    let deep = format!("SELECT {}1{}", "(".repeat(3_000), ")".repeat(3_000));
    assert_eq!(error(&deep).await.code, "kept.sql");

    // Two rows, forty times over: no computer comes to the end of it.
    let tables: Vec<String> = (0..40).map(|number| format!("\"Reach\" t{number}")).collect();
    let endless = format!("SELECT count(*) FROM {} WHERE t0.impressions + t39.impressions < 0", tables.join(", "));
    let running = kept.clone();
    let work = tokio::spawn(async move { running.run("long", &endless).await });
    let known = async {
        while !kept.works("long") {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), known).await.unwrap();
    kept.forget("long");
    assert_eq!(work.await.unwrap().unwrap_err().code, "kept.cancelled");
    world.workbench.shutdown().await;
}
