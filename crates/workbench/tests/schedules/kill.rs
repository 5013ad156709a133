//! The program killed while a slot is on its way, in real processes: whatever it was doing, the slot runs once.
//!
//! The children are this very test executable, told by variables what to do.

use std::path::Path;
use std::time::Duration;

use amc_sandbox::{Sandbox, SandboxDescription};
use serde::{Deserialize, Serialize};
use tempfile::TempDir;
use workbench::execution::{Checkpoint, Checkpoints};
use workbench::schedule::SlotState;

use super::process::{self, Other, command, say};
use super::support::{self, Hurry};
use super::world::hourly;

/// Kills at each point.
const KILLS: usize = 4;
/// A child's orders, as JSON.
const ORDERS: &str = "RECOMAMP_SLOT_KILL_TEST_ORDERS";

#[derive(Debug, Serialize, Deserialize)]
struct Orders {
    sandbox: SandboxDescription,
    /// Where to wait for the end; without one the child settles what it finds.
    point: Option<String>,
    remark: String,
}

/// The slots that a settling child found in the end: their states, and how often their run was tried.
#[derive(Debug, Serialize, Deserialize, PartialEq, Eq)]
struct Settled {
    slots: Vec<(String, u32)>,
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "what a child process of the tests below does"]
async fn child() {
    let orders: Orders = serde_json::from_str(&std::env::var(ORDERS).unwrap()).unwrap();
    let point = orders.point.clone();
    let parks = point.is_some();
    let checkpoints = Checkpoints::new(move |reached| {
        if point.as_ref().is_some_and(|point| format!("{reached:?}") == *point) {
            say("READY");
            loop {
                std::thread::park();
            }
        }
    });
    let clock = Hurry::new(if parks { 1 } else { 60 });
    let workbench = support::open(&process::folder(), &clock, &orders.sandbox, checkpoints).await;
    let schedules = workbench.schedules().clone();
    if parks {
        let instance = support::instance(&workbench).await;
        let mut spec = hourly(&[instance]);
        spec.sql = spec.sql.replace(" GROUP", &format!(" /* {} */ GROUP", orders.remark));
        spec.most_slots = Some(1);
        let id = schedules.create(spec).await.unwrap();
        let due = schedules.get(&id).await.unwrap().summary.next_due.unwrap();
        let wait = u64::try_from(due - workbench.clock().now_millis()).unwrap_or(0);
        clock.suspend(Duration::from_millis(wait) + Duration::from_secs(1));
        schedules.start().await;
        std::future::pending::<()>().await;
    }
    // The first child's clock was ahead of this one by up to an hour.
    clock.suspend(Duration::from_secs(3700));
    let id = schedules.list().await.unwrap().remove(0).id;
    schedules.start().await;
    let mut events = workbench.events();
    let slots = loop {
        let slots = schedules.history(&id, 10, None).await.unwrap();
        if slots.iter().any(|slot| slot.finished_at.is_some()) {
            break slots;
        }
        let _ = tokio::time::timeout(Duration::from_millis(200), events.recv()).await;
    };
    workbench.shutdown().await;
    let slots = slots.iter().map(|slot| (format!("{:?}", slot.state), slot.runs[0].attempt)).collect();
    say(&format!("DONE {}", serde_json::to_string(&Settled { slots }).unwrap()));
}

fn start(folder: &Path, orders: &Orders) -> Other {
    let mut command = command("kill::child", folder, &[]);
    command.env(ORDERS, serde_json::to_string(orders).unwrap());
    Other::start(command)
}

fn kill_once(sandbox: &Sandbox, point: Checkpoint, remark: &str) {
    let folder = TempDir::new().unwrap();
    let mut orders =
        Orders { sandbox: sandbox.description().clone(), point: Some(format!("{point:?}")), remark: remark.to_owned() };
    let mut child = start(folder.path(), &orders);
    child.hear("READY").unwrap();
    child.kill();

    orders.point = None;
    let mut child = start(folder.path(), &orders);
    let settled: Settled = serde_json::from_str(&child.hear("DONE").unwrap()).unwrap();
    assert!(child.end().success());
    assert_eq!(settled.slots, [(format!("{:?}", SlotState::Succeeded), 1)], "{remark}");
    let ledger = sandbox.control().ledger();
    let runs =
        ledger.executions.iter().filter(|run| !run.dry_run && run.sql.contains(&format!("/* {remark} */"))).count();
    assert_eq!(runs, 1, "{remark}");
}

async fn kill_again_and_again(point: Checkpoint) {
    let sandbox = support::sandbox().await;
    // A child's clock is ahead of the real one by the time to its slot. Amazon's must not be behind it: runs are looked for by when
    // they were begun there.
    sandbox.control().advance(Duration::from_secs(2 * 3600));
    tokio::task::spawn_blocking(move || {
        for number in 0..KILLS {
            kill_once(&sandbox, point, &format!("{point:?} {number}"));
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
    killed_after_the_claim_the_slot_runs_once SlotClaimed,
    killed_before_its_intent_the_slot_runs_once BeforeIntent,
    killed_after_its_intent_the_slot_runs_once IntentWritten,
    killed_before_the_call_the_slot_runs_once Sending,
    killed_after_the_answer_the_slot_runs_once Answered,
    killed_after_the_id_the_slot_runs_once IdWritten,
    killed_with_the_result_downloaded_the_slot_runs_once Downloaded,
    killed_with_the_result_renamed_the_slot_runs_once Renamed,
    killed_before_it_is_settled_the_slot_runs_once SlotEnded,
}
