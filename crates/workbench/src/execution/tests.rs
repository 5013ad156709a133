//! Answers of the poller against the database: in whatever order, however often and however late they come.

use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use super::model::{ExecutionState, KeptRuns};
use super::rows::{self, sample};
use super::service::Executions;
use super::submit::put_back;
use crate::profile::secret::MemorySecrets;
use crate::store::Store;
use crate::testing::TestClock;
use crate::{Error, Options, Workbench};

const STATUSES: [&str; 9] =
    ["PENDING", "RUNNING", "PUBLISHING", "SUCCEEDED", "FAILED", "REJECTED", "CANCELLED", "WARMING_UP", ""];

async fn workbench(dir: &std::path::Path) -> Workbench {
    let clock = TestClock::new("2026-02-09T12:00:00Z".parse().unwrap());
    let options = Options {
        clock: Arc::new(clock),
        secrets: Some(Arc::new(MemorySecrets::default())),
        ..Options::new(dir, "0.0.0")
    };
    Workbench::open(options).await.unwrap()
}

/// The instance of all runs here.
async fn instance(store: &Store) {
    store
        .write("what a run refers to", |connection| {
            Box::pin(async move {
                sqlx::raw_sql(
                    "INSERT OR IGNORE INTO profile VALUES ('profile', 'amazon', 'Outdoor', 'EU', 'client', 'signed_out', NULL,
                         'memory', NULL, NULL, NULL, 1, NULL);
                     INSERT OR IGNORE INTO account VALUES ('a', 'profile', 'ENTITY1', 'A1PA6795UKMFR9', 'Outdoor', 3, NULL);
                     INSERT OR IGNORE INTO instance (id, account_row, instance_id, name, instance_type, creation_status, has_dsp,
                         has_sponsored_ads, refreshed_at, vanished_at)
                         VALUES ('instance', 'a', 'amcoutdoor', 'outdoor', 'STANDARD', 'COMPLETED', 1, 1, 4, NULL);",
                )
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
        .unwrap();
}

/// A run that Amazon knows as `r1`.
async fn pending(store: &Store, id: &str) {
    instance(store).await;
    rows::insert(store, vec![sample(id)], None).await.unwrap();
}

async fn accepted(executions: &Executions, id: &str) {
    executions
        .change(id, |row| {
            row.attempt = 1;
            row.state = ExecutionState::Pending;
            row.raw_status = Some("PENDING".to_owned());
            row.remote_id = Some(format!("remote {}", row.id));
            Ok(())
        })
        .await
        .unwrap();
}

fn answer(status: &str) -> amc_client::Execution {
    serde_json::from_value(serde_json::json!({"workflowExecutionId": "r1", "status": status})).unwrap()
}

fn rank(state: ExecutionState) -> u8 {
    match state {
        ExecutionState::Sending => 0,
        ExecutionState::Unknown => 1,
        ExecutionState::Pending => 2,
        ExecutionState::Running => 3,
        ExecutionState::Publishing => 4,
        _ => 5,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn no_order_of_answers_moves_a_kept_run_back_or_out_of_its_end(
        // Answers of one batch come at the same time, each from a reader who saw the run as it was before the batch.
        batches in prop::collection::vec(prop::collection::vec(0..STATUSES.len(), 1..5), 1..8),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let dir = tempfile::tempdir().unwrap();
            let workbench = workbench(dir.path()).await;
            let (store, executions) = (workbench.store().clone(), workbench.executions().clone());
            pending(&store, "e1").await;
            accepted(&executions, "e1").await;
            let first = rows::one(store.reader(), "e1").await.unwrap();
            let mut before = first.clone();
            for (number, batch) in batches.into_iter().enumerate() {
                // Every other batch comes from somebody who has not looked since the beginning.
                let seen = if number % 2 == 0 { before.clone() } else { first.clone() };
                let answers = batch.into_iter().map(|status| {
                    let (executions, seen) = (executions.clone(), seen.clone());
                    tokio::spawn(async move { executions.observe(&seen, &answer(STATUSES[status])).await })
                });
                for answered in futures::future::join_all(answers).await {
                    answered.unwrap().unwrap();
                }
                let after = rows::one(store.reader(), "e1").await.unwrap();
                assert!(rank(after.state) >= rank(before.state), "{before:?} {after:?}");
                assert!(after.version >= before.version);
                if before.state.is_final() {
                    assert_eq!((after.state, &after.raw_status), (before.state, &before.raw_status));
                    assert_eq!(after.finished_at, before.finished_at);
                }
                if before.raw_status.as_deref() == Some("SUCCEEDED") {
                    assert_eq!(after.raw_status.as_deref(), Some("SUCCEEDED"));
                }
                assert_eq!(after.state.is_final(), after.finished_at.is_some());
                before = after;
            }
            let detail = executions.get("e1").await.unwrap();
            let ranks: Vec<u8> =
                detail.steps.iter().filter_map(|step| ExecutionState::parse(&step.state)).map(rank).collect();
            assert!(ranks.is_sorted(), "{:?}", detail.steps);
            workbench.shutdown().await;
        });
    }
}

#[tokio::test]
async fn runs_under_way_and_those_that_ended_since_are_found_among_many_newer_ones() {
    let dir = tempfile::tempdir().unwrap();
    let workbench = workbench(dir.path()).await;
    let store = workbench.store();
    pending(store, "under way").await;
    let ended = |id: String, created_at| rows::Row { created_at, ..sample(&id) };
    let mut later = vec![ended("ended late".to_owned(), 2), ended("ended early".to_owned(), 3)];
    later.extend((0..1_500).map(|number| ended(format!("newer {number}"), 10 + number)));
    rows::insert(store, later, None).await.unwrap();
    store
        .write("runs that have ended", |connection| {
            Box::pin(async move {
                sqlx::raw_sql(
                    "UPDATE execution SET state = 'succeeded', finished_at = CASE id WHEN 'ended late' THEN 500 ELSE 499 END
                     WHERE id <> 'under way'",
                )
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
        .unwrap();

    let found = workbench.executions().under_way_or_ended_since(500).await.unwrap();
    assert_eq!(found.iter().map(|run| &*run.id).collect::<Vec<_>>(), ["ended late", "under way"]);
}

#[tokio::test]
async fn a_change_made_from_an_old_reading_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let workbench = workbench(dir.path()).await;
    let store = workbench.store();
    pending(store, "e1").await;
    let old = rows::one(store.reader(), "e1").await.unwrap();
    assert!(rows::swap(store, old.clone(), None, 1).await.unwrap());
    assert!(!rows::swap(store, old, None, 2).await.unwrap());
}

#[tokio::test]
async fn a_run_of_amazon_belongs_to_one_row() {
    let dir = tempfile::tempdir().unwrap();
    let workbench = workbench(dir.path()).await;
    for id in ["e1", "e2"] {
        pending(workbench.store(), id).await;
    }
    let take = |id: &'static str| {
        workbench.executions().change(id, |row| {
            row.remote_id = Some("r1".to_owned());
            Ok(())
        })
    };
    take("e1").await.unwrap();
    assert_eq!(take("e2").await.unwrap_err().code, "store.constraint");
}

#[test]
fn a_run_that_amazon_keeps_waiting_fails_in_words_that_are_true_of_it() {
    let asked = Error::new("amc.throttled", "Amazon asks to wait.").next("It goes on by itself.");
    let (minute, pause) = (60_000, Duration::from_secs(30));
    let mut row = sample("e1");
    row.attempt = 1;
    put_back(&mut row, &asked, pause, minute);
    assert_eq!((row.state, row.attempt, row.look_at), (ExecutionState::Sending, 0, Some(minute + 30_000)));
    assert!(row.error.clone().unwrap().next_step.unwrap().contains("is sent once this has passed"));
    row.attempt = 1;
    put_back(&mut row, &asked, pause, 17 * minute);
    let error = row.error.clone().unwrap();
    assert_eq!((row.state, &*error.code), (ExecutionState::Failed, "amc.throttled"));
    assert!(error.next_step.unwrap().contains("Run it again"));

    let mut cancelled = sample("e2");
    cancelled.cancel_requested_at = Some(1);
    cancelled.put_off_since = Some(0);
    put_back(&mut cancelled, &asked, pause, 17 * minute);
    assert_eq!((cancelled.state, cancelled.error), (ExecutionState::Cancelled, None));
}

#[tokio::test]
async fn time_in_which_nothing_ran_is_no_waiting_for_amazon() {
    let dir = tempfile::tempdir().unwrap();
    let workbench = workbench(dir.path()).await;
    let (store, executions) = (workbench.store(), workbench.executions());
    pending(store, "e1").await;
    executions
        .change("e1", |row| {
            row.put_off_since = Some(1);
            Ok(())
        })
        .await
        .unwrap();
    // The row is of another start: no start of a test is called as the sample's.
    executions.recover().await.unwrap();
    let row = rows::one(store.reader(), "e1").await.unwrap();
    assert_eq!((row.state, row.put_off_since), (ExecutionState::Sending, None));
}

#[tokio::test]
async fn a_run_that_one_profile_made_is_never_taken_for_anothers_on_the_same_instance() {
    let dir = tempfile::tempdir().unwrap();
    let workbench = workbench(dir.path()).await;
    let store = workbench.store();
    pending(store, "e1").await;
    accepted(workbench.executions(), "e1").await;
    store
        .write("a second way to the instance", |connection| {
            Box::pin(async move {
                sqlx::raw_sql(
                    "INSERT INTO profile VALUES ('second', 'amazon', 'Agency', 'EU', 'client', 'signed_out', NULL, 'memory',
                         NULL, NULL, NULL, 1, NULL);
                     INSERT INTO account VALUES ('b', 'second', 'ENTITY1', 'A1PA6795UKMFR9', 'Outdoor', 3, NULL);
                     INSERT INTO instance (id, account_row, instance_id, name, instance_type, creation_status, has_dsp,
                         has_sponsored_ads, refreshed_at, vanished_at)
                         VALUES ('same', 'b', 'amcoutdoor', 'outdoor', 'STANDARD', 'COMPLETED', 1, 1, 4, NULL);
                     INSERT INTO instance (id, account_row, instance_id, name, instance_type, creation_status, has_dsp,
                         has_sponsored_ads, refreshed_at, vanished_at)
                         VALUES ('other', 'b', 'amcindoor', 'indoor', 'STANDARD', 'COMPLETED', 1, 1, 4, NULL);",
                )
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
        .unwrap();
    assert_eq!(rows::taken(store.reader(), "same").await.unwrap(), ["remote e1"]);
    assert!(rows::taken(store.reader(), "other").await.unwrap().is_empty());
}

#[tokio::test]
async fn a_list_says_of_a_run_what_the_run_says_itself() {
    let dir = tempfile::tempdir().unwrap();
    let workbench = workbench(dir.path()).await;
    let executions = workbench.executions();
    for id in ["e1", "e2"] {
        pending(workbench.store(), id).await;
    }
    accepted(executions, "e2").await;
    let listed = executions.list(10).await.unwrap();
    let each = [executions.get("e2").await.unwrap().summary, executions.get("e1").await.unwrap().summary];
    assert_eq!(listed, each);
    assert_eq!(executions.list(1).await.unwrap(), each[..1]);
}

/// A run of a workflow whose result is kept.
async fn kept(workbench: &Workbench, id: &str, workflow: &str, change: impl Fn(&mut rows::Row)) {
    instance(workbench.store()).await;
    let of = workflow.to_owned();
    workbench
        .store()
        .write("a workflow", |connection| {
            Box::pin(async move {
                sqlx::query(
                    "INSERT OR IGNORE INTO workflow
                     VALUES (?, 'Reach', '', 'SELECT 1', 'select 1', '{}', '[]', '[]', '{}', 'active', 1, 34, 35, NULL)",
                )
                .bind(&of)
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
        .unwrap();
    let mut row = rows::Row { workflow_id: Some(workflow.to_owned()), ..sample(id) };
    change(&mut row);
    rows::insert(workbench.store(), vec![row], None).await.unwrap();
    accepted(workbench.executions(), id).await;
    let own = id.to_owned();
    workbench
        .store()
        .write("a result", |connection| {
            Box::pin(async move {
                sqlx::query(
                    "INSERT INTO result (execution_id, path, row_count, columns, size_bytes, sha256, stored_at)
                     VALUES (?1, ?1, 3, '[]', 1, 'hash', 1)",
                )
                .bind(&own)
                .execute(&mut *connection)
                .await?;
                sqlx::query("UPDATE execution SET state = 'succeeded' WHERE id = ?")
                    .bind(&own)
                    .execute(connection)
                    .await?;
                Ok(())
            })
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn kept_runs_of_a_workflow_tell_which_of_them_asked_for_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let workbench = workbench(dir.path()).await;
    kept(&workbench, "run 1", "wf", |row| row.sql = "SELECT 2".to_owned()).await;
    kept(&workbench, "run 2", "other", |_| {}).await;
    kept(&workbench, "run 3", "wf", |_| {}).await;
    kept(&workbench, "run 4", "wf", |row| row.time_zone = "UTC".to_owned()).await;
    kept(&workbench, "run 5", "wf", |row| row.window_end = "2026-03-02".to_owned()).await;
    let told = workbench.executions().kept_of_workflow("wf").await.unwrap();
    let runs: Vec<_> = told.runs.iter().map(|run| (&*run.summary.id, run.asked)).collect();
    assert_eq!(runs, [("run 5", 1), ("run 4", 2), ("run 3", 1), ("run 1", 3)]);
    assert_eq!(told.older, 0);
    let two = rows::kept_of_workflow(workbench.store().reader(), "wf", 2).await.unwrap();
    assert_eq!((two.runs.len(), two.older), (2, 2));
    assert_eq!(workbench.executions().kept_of_workflow("none").await.unwrap(), KeptRuns::default());
}

#[tokio::test]
async fn a_note_is_kept_and_nothing_that_becomes_of_the_run_undoes_it() {
    let dir = tempfile::tempdir().unwrap();
    let workbench = workbench(dir.path()).await;
    let executions = workbench.executions();
    pending(workbench.store(), "e1").await;
    executions.note("e1", "  Before the feed was mended. ").await.unwrap();
    accepted(executions, "e1").await;
    let note = async || executions.get("e1").await.unwrap().note;
    assert_eq!(note().await, "Before the feed was mended.");
    assert_eq!(executions.note("e1", &"x".repeat(2_001)).await.unwrap_err().code, "invalid");
    assert_eq!(note().await, "Before the feed was mended.");
    executions.note("e1", "").await.unwrap();
    assert_eq!(note().await, "");
    assert_eq!(executions.note("e2", "x").await.unwrap_err().code, "not_found");
}
