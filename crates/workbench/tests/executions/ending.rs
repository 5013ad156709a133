//! Closing takes five seconds at most whatever is going on, and the next start settles what was left.

use std::time::{Duration, Instant};

use amc_sandbox::{Fault, FaultKind, Operation};
use workbench::execution::{Checkpoints, ExecutionState};

use super::support::{self, Hurry, Rig, ended, open, until};

const LIMIT: Duration = Duration::from_secs(5);

/// What holds the application up when it is told to end.
struct Case {
    operation: Operation,
    fault: FaultKind,
    /// How many such calls pass first.
    after: u32,
    /// What is submitted.
    remark: &'static str,
}

/// Ends a workbench while a call that meets `case` is under way; the next one has to bring the run to its result.
async fn ends_in_time(case: Case) {
    let rig = Rig::start().await;
    let before = rig.calls(case.operation);
    rig.sandbox.control().add_fault(Fault {
        operation: Some(case.operation),
        after: case.after,
        times: None,
        fault: case.fault.clone(),
    });
    let id = rig.submit(case.remark).await;
    while rig.calls(case.operation) <= before + case.after as usize {
        tokio::task::yield_now().await;
    }
    let started = Instant::now();
    rig.workbench.shutdown().await;
    assert!(started.elapsed() < LIMIT, "{:?} {:?}: {:?}", case.operation, case.fault, started.elapsed());
    let Rig { sandbox, folder, workbench, .. } = rig;
    assert!(!folder.path().join("recomamp.db-wal").exists(), "{:?} {:?}: a log is left", case.operation, case.fault);
    drop(workbench);
    sandbox.control().clear_faults();
    sandbox.control().advance(Duration::from_secs(4_000));
    let clock = Hurry::new(600);
    let workbench = open(folder.path(), &clock, sandbox.description(), Checkpoints::default()).await;
    let detail = ended(&workbench, &id).await;
    assert_eq!(detail.summary.state, ExecutionState::Succeeded, "{:?}: {:?}", case.operation, detail.error);
    assert_eq!(sandbox.control().ledger().executions.len(), 1, "{:?} {:?}", case.operation, case.fault);
    workbench.shutdown().await;
}

macro_rules! ends {
    ($($name:ident: $operation:ident $after:literal $fault:expr, $remark:literal;)+) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            ends_in_time(Case { operation: Operation::$operation, fault: $fault, after: $after, remark: $remark }).await;
        }
    )+};
}

ends! {
    a_call_that_amazon_has_not_taken_holds_nobody_up: CreateExecution 0 FaultKind::StallBeforeAccepting, "x";
    a_call_that_amazon_has_taken_holds_nobody_up: CreateExecution 0 FaultKind::StallAfterAccepting, "x";
    a_list_that_never_comes_holds_nobody_up: ListExecutions 0 FaultKind::StallBeforeAccepting, "sandbox:slow 3600";
    links_that_never_come_hold_nobody_up: DownloadUrls 0 FaultKind::StallBeforeAccepting, "x";
    a_download_that_stands_still_holds_nobody_up: Download 0 FaultKind::StallBody { bytes: 5 }, "x";
    a_download_without_end_holds_nobody_up: Download 0 FaultKind::Endless, "x";
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_never_comes_holds_nobody_up() {
    let rig = Rig::start().await;
    let before = rig.calls(Operation::Token);
    rig.sandbox.control().expire_access_tokens();
    rig.sandbox.control().add_fault(Fault::always(Operation::Token, FaultKind::StallBeforeAccepting));
    let id = rig.submit("x").await;
    while rig.calls(Operation::Token) == before {
        tokio::task::yield_now().await;
    }
    let started = Instant::now();
    rig.workbench.shutdown().await;
    assert!(started.elapsed() < LIMIT, "{:?}", started.elapsed());
    let Rig { sandbox, folder, workbench, .. } = rig;
    drop(workbench);
    sandbox.control().clear_faults();
    let workbench = open(folder.path(), &Hurry::new(600), sandbox.description(), Checkpoints::default()).await;
    assert_eq!(ended(&workbench, &id).await.summary.state, ExecutionState::Succeeded);
    assert_eq!(sandbox.control().ledger().executions.len(), 1);
    workbench.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_and_a_stuck_reader_hold_nobody_up() {
    let rig = Rig::start().await;
    let mut ids = Vec::new();
    for number in 0..12 {
        ids.push(rig.submit(&format!("sandbox:stuck {number}")).await);
    }
    until(&rig.workbench, &ids[0], |detail| detail.summary.state == ExecutionState::Running).await;
    let mut reader = rig.workbench.store().reader().acquire().await.unwrap();
    let _rows = sqlx::query("BEGIN; SELECT count(*) FROM execution").execute(&mut *reader).await.unwrap();
    let started = Instant::now();
    rig.workbench.shutdown().await;
    assert!(started.elapsed() < LIMIT, "{:?}", started.elapsed());
    drop(reader);
    assert!(rig.workbench.executions().submit(support::request(&rig.instance, "late")).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_night_asleep_nothing_is_asked_with_a_dead_token_and_the_runs_are_looked_at() {
    let rig = Rig::start().await;
    let id = rig.submit("sandbox:slow 3600").await;
    until(&rig.workbench, &id, |detail| detail.summary.state == ExecutionState::Running).await;
    let night = Duration::from_secs(9 * 3600);
    rig.sandbox.control().advance(night);
    let asleep = rig.sandbox.control().ledger().requests.last().unwrap().number;
    rig.clock.suspend(night);
    rig.clock.speed(20);
    assert_eq!(ended(&rig.workbench, &id).await.summary.state, ExecutionState::Succeeded);
    let ledger = rig.sandbox.control().ledger();
    let after: Vec<_> = ledger.requests.iter().filter(|request| request.number > asleep).collect();
    assert_eq!(after.first().unwrap().operation, Operation::Token, "{:?}", after.first());
    assert!(after.iter().all(|request| request.status != Some(401)));
    assert_eq!(rig.runs(), 1);
}
