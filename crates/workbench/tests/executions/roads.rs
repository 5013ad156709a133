//! The roads of a run when the service does what it should.

use amc_sandbox::Operation;
use tempfile::TempDir;
use workbench::execution::{Checkpoints, Counts, ExecutionState};
use workbench::query::{ParameterValue, WindowSpec};

use super::support::{self, Rig, ended, open, request, road, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_sent_once_watched_and_its_result_is_kept() {
    let rig = Rig::start().await;
    let detail = rig.run("once").await;
    assert_eq!(detail.summary.state, ExecutionState::Succeeded, "{:?}", detail.error);
    assert_eq!(detail.summary.row_count, Some(2));
    let road = road(&detail);
    assert_eq!((road.first(), road.last()), (Some(&"sending"), Some(&"succeeded")), "{road:?}");
    let ledger = rig.sandbox.control().ledger();
    let [run] = ledger.executions.as_slice() else { panic!("{:?}", ledger.executions) };
    assert_eq!(detail.summary.remote_id.as_deref(), Some(run.execution_id.as_str()));
    assert_eq!(run.sql, detail.sql, "line breaks and all, so that places in errors hold");
    assert_eq!(run.time_zone, "Europe/Berlin");
    assert_eq!(run.time_window_start.as_deref(), Some(format!("{}T00:00:00", detail.summary.window_start).as_str()));
    assert_eq!(ledger.of(Operation::CreateExecution).count(), 1);
    let result = detail.result.unwrap();
    let path = rig.workbench.results().path(&detail.summary.id).await.unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().len(), u64::try_from(result.size_bytes).unwrap());
    assert!(path.parent().unwrap().to_str().unwrap().contains("results/workflow=impressions/instance="));
    assert_eq!(rig.workbench.executions().counts().await.unwrap(), Counts::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_cannot_compile_is_stopped_with_its_place() {
    let rig = Rig::start().await;
    let mut wrong = request(&rig.instance, "");
    wrong.sql = "SELECT campaign\nFROM sponsored_ads_traffic\nGROUP campaign".to_owned();
    let error = rig.workbench.executions().submit(wrong).await.unwrap_err();
    assert_eq!((&*error.code, error.details.line), ("query.invalid", Some(3)));
    assert!(error.next_step.is_some());
    assert!(rig.workbench.executions().list(10).await.unwrap().is_empty());
    assert_eq!(rig.calls(Operation::CreateExecution), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_requests_get_a_sentence_and_leave_nothing() {
    let rig = Rig::start().await;
    let good = request(&rig.instance, "");
    let mut nowhere = good.clone();
    nowhere.instance_ids.clear();
    let mut unknown = good.clone();
    unknown.instance_ids.push("gone".to_owned());
    let mut backwards = good.clone();
    backwards.window = WindowSpec::Fixed { start: "2026-03-02".into(), end: "2026-03-01".into() };
    let mut zone = good.clone();
    zone.time_zone = "Mars/Olympus".to_owned();
    for (bad, code) in [
        (nowhere, "execution.no_instance"),
        (unknown, "not_found"),
        (backwards, "window.backwards"),
        (zone, "window.zone"),
    ] {
        let error = rig.workbench.executions().submit(bad).await.unwrap_err();
        assert_eq!(error.code, code);
        assert!(error.next_step.is_some(), "{code}");
    }
    assert!(rig.workbench.executions().list(10).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_travel_declared_and_as_text() {
    let rig = Rig::start().await;
    let mut with = request(&rig.instance, "");
    with.sql = "SELECT campaign, SUM(impressions) AS impressions FROM sponsored_ads_traffic
        WHERE campaign = CUSTOM_PARAMETER('wanted') GROUP BY campaign"
        .to_owned();
    let missing = rig.workbench.executions().submit(with.clone()).await.unwrap_err();
    assert_eq!(missing.code, "query.parameter_missing");
    with.parameter_values = [
        ("wanted".to_owned(), ParameterValue::Text("Trail".to_owned())),
        ("unused".to_owned(), ParameterValue::Flag(true)),
    ]
    .into();
    let id = rig.workbench.executions().submit(with).await.unwrap().remove(0).id;
    let detail = ended(&rig.workbench, &id).await;
    assert_eq!(
        (detail.summary.state, detail.summary.row_count),
        (ExecutionState::Succeeded, Some(1)),
        "{:?}",
        detail.error
    );
    let ledger = rig.sandbox.control().ledger();
    assert_eq!(ledger.executions.first().unwrap().parameter_values, serde_json::json!({"wanted": "Trail"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_run_ends_when_the_service_says_so() {
    let rig = Rig::start().await;
    let id = rig.submit("sandbox:stuck").await;
    until(&rig.workbench, &id, |detail| detail.summary.state == ExecutionState::Running).await;
    rig.workbench.executions().cancel(&id).await.unwrap();
    let detail = ended(&rig.workbench, &id).await;
    assert_eq!(detail.summary.state, ExecutionState::Cancelled);
    assert!(detail.cancel_requested);
    assert_eq!(rig.sandbox.control().ledger().executions.first().unwrap().status, "CANCELLED");
    rig.workbench.executions().cancel(&id).await.unwrap();
    assert_eq!(rig.calls(Operation::CancelExecution), 1, "an ended run is left alone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_cancelled_many_times_at_once_is_cancelled_once_at_the_service() {
    let rig = Rig::start().await;
    let id = rig.submit("sandbox:stuck").await;
    until(&rig.workbench, &id, |detail| detail.summary.state == ExecutionState::Running).await;
    let clicks = (0..6).map(|_| rig.workbench.executions().cancel(&id));
    for outcome in futures::future::join_all(clicks).await {
        outcome.unwrap();
    }
    assert_eq!(ended(&rig.workbench, &id).await.summary.state, ExecutionState::Cancelled);
    assert_eq!(rig.calls(Operation::CancelExecution), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancel_that_comes_too_late_leaves_the_result() {
    let rig = Rig::start().await;
    let id = rig.submit("sandbox:slow 3600").await;
    until(&rig.workbench, &id, |detail| detail.summary.state == ExecutionState::Running).await;
    rig.sandbox.control().advance(std::time::Duration::from_secs(4000));
    rig.workbench.executions().cancel(&id).await.unwrap();
    assert_eq!(ended(&rig.workbench, &id).await.summary.state, ExecutionState::Succeeded);
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_runs_are_at_the_service_and_the_rest_wait_here() {
    let rig = Rig::start().await;
    let mut ids = Vec::new();
    for number in 0..10 {
        ids.push(rig.submit(&format!("sandbox:stuck {number}")).await);
    }
    for id in ids.iter().take(8) {
        until(&rig.workbench, id, |detail| detail.summary.state == ExecutionState::Running).await;
    }
    assert_eq!(rig.runs(), 8);
    assert_eq!(rig.workbench.executions().counts().await.unwrap(), Counts { running: 8, waiting: 2 });
    rig.workbench.executions().cancel(ids.last().unwrap()).await.unwrap();
    assert_eq!(rig.state(ids.last().unwrap()).await, ExecutionState::Cancelled, "it was never sent");
    rig.workbench.executions().cancel(ids.first().unwrap()).await.unwrap();
    until(&rig.workbench, ids.get(8).unwrap(), |detail| detail.summary.state == ExecutionState::Running).await;
    assert_eq!(rig.runs(), 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_go_on_after_a_restart_and_are_not_sent_again() {
    let rig = Rig::start().await;
    let id = rig.submit("sandbox:slow 3600").await;
    until(&rig.workbench, &id, |detail| detail.summary.state == ExecutionState::Running).await;
    let Rig { sandbox, folder, clock, workbench, .. } = rig;
    workbench.shutdown().await;
    drop(workbench);
    sandbox.control().advance(std::time::Duration::from_secs(4000));
    let workbench = open(folder.path(), &clock, sandbox.description(), Checkpoints::default()).await;
    let detail = ended(&workbench, &id).await;
    assert_eq!((detail.summary.state, detail.summary.row_count), (ExecutionState::Succeeded, Some(2)));
    assert_eq!(sandbox.control().ledger().executions.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_of_a_sandbox_that_was_started_anew_end_with_plain_words() {
    let rig = Rig::start().await;
    let id = rig.submit("sandbox:stuck").await;
    until(&rig.workbench, &id, |detail| detail.summary.state == ExecutionState::Running).await;
    let Rig { sandbox, folder, clock, workbench, .. } = rig;
    workbench.shutdown().await;
    drop(workbench);
    sandbox.shutdown().await;
    let sandbox = support::sandbox().await;
    let workbench = open(folder.path(), &clock, sandbox.description(), Checkpoints::default()).await;
    let detail = ended(&workbench, &id).await;
    assert_eq!(detail.summary.state, ExecutionState::Failed);
    let error = detail.error.unwrap();
    assert_eq!(error.code, "execution.lost");
    assert!(error.next_step.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_can_be_fetched_again() {
    let rig = Rig::start().await;
    let detail = rig.run("again").await;
    let path = rig.workbench.results().path(&detail.summary.id).await.unwrap();
    std::fs::remove_file(&path).unwrap();
    rig.workbench.executions().fetch_again(&detail.summary.id).await.unwrap();
    until(&rig.workbench, &detail.summary.id, |detail| !detail.summary.fetching).await;
    assert!(rig.workbench.results().path(&detail.summary.id).await.unwrap().exists());
    assert_eq!(rig.runs(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_no_run_refers_to_are_swept_at_the_start_and_others_are_not() {
    let sandbox = support::sandbox().await;
    let folder = TempDir::new().unwrap();
    let orphan = folder.path().join("results/workflow=x/instance=y/left.parquet");
    let own = folder.path().join("results/notes.txt");
    std::fs::create_dir_all(orphan.parent().unwrap()).unwrap();
    std::fs::write(&orphan, "half").unwrap();
    std::fs::write(&own, "mine").unwrap();
    let clock = support::Hurry::new(1);
    let workbench = open(folder.path(), &clock, sandbox.description(), Checkpoints::default()).await;
    assert!(!orphan.exists() && own.exists());
    workbench.shutdown().await;
}
