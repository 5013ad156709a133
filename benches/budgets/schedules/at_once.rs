//! Many schedules that are due in the same second: how long until Amazon has heard of all of them.

use std::collections::BTreeMap;
use std::time::Duration;

use amc_sandbox::Operation;
use chrono::{DateTime, Timelike as _};
use workbench::execution::MOST_IN_INSTANCE;
use workbench::schedule::{RuleSpec, ScheduleSpec};

use super::world::{QUERY, World, instances};
use crate::line;

const DUE: usize = 50;
const INSTANCES: usize = 25;
/// Calls that the client makes at once after a rest.
const BURST: f64 = 2.0;
/// Times the least time that places and pace allow.
const BUDGET: f64 = 1.5;
const MINUTE_MILLIS: i64 = 60_000;
/// What has to be made ready is by then.
const LEAD_MILLIS: i64 = 40_000;
/// Nobody waits longer for the last call.
const LONGEST_MILLIS: i64 = 60_000;

const _: () = assert!(DUE.div_ceil(INSTANCES) <= MOST_IN_INSTANCE, "places would keep runs waiting");

pub(super) fn measure() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let world = World::start().await;
        let due = prepare(&world).await;
        world.silence(due - 1_000).await;
        if world.now() < due {
            world.workbench.schedules().start().await;
            world.sleep_until(due).await;
            tell(&world, last_call(&world, due).await);
        } else {
            println!("{DUE} schedules due at once: not measured, they were due before they were ready");
        }
        world.end().await;
    });
}

/// Schedules that are all due at the instant that this gives. The instant follows from a schedule's id, so that more are made than
/// are kept.
async fn prepare(world: &World) -> i64 {
    let schedules = world.workbench.schedules();
    let instances = instances(&world.workbench, INSTANCES).await;
    let planned = (world.now() + LEAD_MILLIS) / MINUTE_MILLIS * MINUTE_MILLIS + MINUTE_MILLIS;
    let mut all: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    let mut number = 0;
    let due = loop {
        let id = schedules.create(spec(number, planned, &instances[0])).await.unwrap();
        let due = schedules.get(&id).await.unwrap().summary.next_due.unwrap();
        let same = all.entry(due).or_default();
        same.push(id);
        if same.len() == DUE {
            break due;
        }
        number += 1;
    };
    let kept = all.remove(&due).unwrap();
    schedules.delete(all.into_values().flatten().collect()).await.unwrap();
    for (id, instance) in kept.iter().zip(instances.iter().cycle()) {
        let detail = schedules.get(id).await.unwrap();
        let version = detail.summary.version;
        let spec = ScheduleSpec { instance_ids: vec![instance.clone()], ..detail.spec };
        schedules.update(id, version, spec).await.unwrap();
    }
    world.compiled().await;
    due
}

/// How long after `due` the last of the calls came; `None` if it did not.
async fn last_call(world: &World, due: i64) -> Option<Duration> {
    while world.now() < due + LONGEST_MILLIS {
        let ledger = world.sandbox.control().ledger();
        // In the order of arrival.
        let calls: Vec<i64> = ledger.of(Operation::CreateExecution).map(|call| call.at.timestamp_millis()).collect();
        if let Some(last) = calls.get(DUE - 1) {
            return Some(Duration::from_millis(u64::try_from(last - due).unwrap_or(0)));
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    None
}

fn tell(world: &World, taken: Option<Duration>) {
    let what = format!("{DUE} schedules due at once, until Amazon has the last call");
    let Some(taken) = taken else {
        println!("{what:<58} never came  over");
        return;
    };
    let pace = f64::from(world.workbench.settings().current().requests_per_second);
    let least = Duration::from_secs_f64((DUE as f64 - BURST) / pace);
    line(&what, taken, least.mul_f64(BUDGET));
    let ratio = taken.as_secs_f64() / least.as_secs_f64();
    let over = if ratio > BUDGET { "  over" } else { "" };
    let what = format!("  in times the {} ms that places and pace allow", least.as_millis());
    println!("{what:<58} {ratio:>10.2} x {BUDGET:>10.2} x{over}");
}

/// One slot, planned for `planned`. That another minute would follow keeps its delay below seven seconds.
fn spec(number: u32, planned: i64, instance: &str) -> ScheduleSpec {
    let minute = DateTime::from_timestamp_millis(planned).unwrap().minute();
    let mut minutes = [minute, (minute + 1) % 60];
    minutes.sort_unstable();
    ScheduleSpec {
        sql: QUERY.to_owned(),
        instance_ids: vec![instance.to_owned()],
        rule: RuleSpec::Cron(format!("{},{} * * * *", minutes[0], minutes[1])),
        time_zone: "UTC".to_owned(),
        most_slots: Some(1),
        ..super::spec(number)
    }
}
