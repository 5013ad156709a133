//! The program killed in mid-run, in real processes. A child submits, says where it is and waits there; it is killed; a
//! second child opens the same folder against the same sandbox and has to settle what the first left.
//!
//! The children are this very test executable, told by variables what to do.

use std::collections::BTreeMap;
use std::path::Path;

use amc_sandbox::{Sandbox, SandboxDescription};
use serde::{Deserialize, Serialize};
use tempfile::TempDir;
use workbench::execution::{Checkpoint, Checkpoints, ExecutionState};

use super::process::{self, Other, command, say};
use super::support::{self, Hurry};

/// Kills at each point.
const KILLS: usize = 12;
/// A child's orders, as JSON.
const ORDERS: &str = "RECOMAMP_KILL_TEST_ORDERS";

#[derive(Debug, Serialize, Deserialize)]
struct Orders {
    sandbox: SandboxDescription,
    /// Where to wait for the end; without one the child settles what it finds.
    point: Option<String>,
    remark: String,
}

/// What a settling child found in the end.
#[derive(Debug, Serialize, Deserialize)]
struct Settled {
    /// Remark in the SQL → state, Amazon's id, rows.
    runs: BTreeMap<String, (ExecutionState, Option<String>, Option<i64>)>,
    integrity: Vec<String>,
    broken_references: usize,
}

fn start(folder: &Path, orders: &Orders) -> Other {
    let mut command = command("kill::child", folder, &[]);
    command.env(ORDERS, serde_json::to_string(orders).unwrap());
    Other::start(command)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "what a child process of the tests below does"]
async fn child() {
    let orders: Orders = serde_json::from_str(&std::env::var(ORDERS).unwrap()).unwrap();
    match orders.point.clone() {
        Some(point) => submit_and_wait(&orders, point).await,
        None => settle(&orders).await,
    }
}

async fn submit_and_wait(orders: &Orders, point: String) {
    let checkpoints = Checkpoints::new(move |reached| {
        if format!("{reached:?}") == point {
            say(&format!("READY {point}"));
            loop {
                std::thread::park();
            }
        }
    });
    let workbench = support::open(&process::folder(), &Hurry::new(1), &orders.sandbox, checkpoints).await;
    let instance = support::instance(&workbench).await;
    workbench.executions().submit(support::request(&instance, &orders.remark)).await.unwrap();
    std::future::pending::<()>().await;
}

async fn settle(orders: &Orders) {
    // Five minutes of looking pass in half a second.
    let clock = Hurry::new(600);
    let workbench = support::open(&process::folder(), &clock, &orders.sandbox, Checkpoints::default()).await;
    let mut runs = BTreeMap::new();
    for run in workbench.executions().list(1_000).await.unwrap() {
        let detail = support::ended(&workbench, &run.id).await;
        let remark = detail.sql.split("/* ").nth(1).and_then(|rest| rest.split(" */").next()).unwrap();
        runs.insert(
            remark.to_owned(),
            (detail.summary.state, detail.summary.remote_id.clone(), detail.summary.row_count),
        );
    }
    let reader = workbench.store().reader();
    let integrity = sqlx::query_scalar("PRAGMA integrity_check").fetch_all(reader).await.unwrap();
    let broken = sqlx::query("SELECT 1 FROM pragma_foreign_key_check").fetch_all(reader).await.unwrap().len();
    workbench.shutdown().await;
    say(&format!("DONE {}", serde_json::to_string(&Settled { runs, integrity, broken_references: broken }).unwrap()));
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found
}

/// Kills a child at `point` and lets another settle; the run named `remark` must then be there once, or not at all if
/// nothing was written down yet.
fn kill_once(sandbox: &Sandbox, folder: &Path, point: Checkpoint, remark: &str) {
    let mut orders =
        Orders { sandbox: sandbox.description().clone(), point: Some(format!("{point:?}")), remark: remark.to_owned() };
    let mut child = start(folder, &orders);
    child.hear("READY").unwrap();
    child.kill();

    orders.point = None;
    let mut child = start(folder, &orders);
    let settled: Settled = serde_json::from_str(&child.hear("DONE").unwrap()).unwrap();
    assert!(child.end().success());

    assert_eq!(settled.integrity, ["ok"], "{remark}");
    assert_eq!(settled.broken_references, 0, "{remark}");
    let ledger = sandbox.control().ledger();
    let remote: Vec<&str> = ledger
        .executions
        .iter()
        .filter(|run| run.sql.contains(&format!("/* {remark} */")))
        .map(|run| run.execution_id.as_str())
        .collect();
    let ours = settled.runs.get(remark);
    if point == Checkpoint::BeforeIntent {
        assert!(remote.is_empty() && ours.is_none(), "{remark}: {remote:?} {ours:?}");
    } else {
        let (state, id, rows) = ours.unwrap();
        assert_eq!((*state, *rows), (ExecutionState::Succeeded, Some(2)), "{remark}");
        assert_eq!(remote, [id.as_deref().unwrap()], "{remark}");
    }
    let kept = settled.runs.values().filter(|(_, _, rows)| rows.is_some()).count();
    assert_eq!(files(&folder.join("results")).len(), kept, "{remark}: a file without a row, or a row without a file");
}

async fn kill_again_and_again(point: Checkpoint) {
    let sandbox = support::sandbox().await;
    let folder = TempDir::new().unwrap();
    tokio::task::spawn_blocking(move || {
        for number in 0..KILLS {
            kill_once(&sandbox, folder.path(), point, &format!("{point:?} {number}"));
        }
    })
    .await
    .unwrap();
}

macro_rules! killed {
    ($($name:ident $point:ident),+ $(,)?) => {$(
        #[tokio::test]
        async fn $name() {
            kill_again_and_again(Checkpoint::$point).await;
        }
    )+};
}

killed! {
    killed_before_anything_is_written_nothing_is_sent BeforeIntent,
    killed_after_the_intent_there_is_one_run IntentWritten,
    killed_before_the_call_there_is_one_run Sending,
    killed_after_the_answer_there_is_one_run Answered,
    killed_after_the_id_there_is_one_run IdWritten,
    killed_with_the_result_downloaded_it_is_kept_once Downloaded,
    killed_with_the_result_renamed_it_is_kept_once Renamed,
}
