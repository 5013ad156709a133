//! How long after they are due slots begin, by the computer's clock.

use std::time::Duration;

use workbench::schedule::{RuleSpec, ScheduleSpec, SlotOrigin, WhenRunning};

use super::world::{QUERY, World, instances};
use crate::line;

const SCHEDULES: u32 = 60;
/// Those of them whose queries Amazon has not compiled yet: each asks for that before its first slot begins.
const NEW: u32 = 10;
const INSTANCES: usize = 10;
/// Slots of each schedule that are looked at.
const ROUNDS: i64 = 3;
const MINUTE_MILLIS: i64 = 60_000;
/// A slot is due a tenth of a minute after it is planned at the latest.
const SPREAD_MILLIS: i64 = 6_000;
/// A slot that has not begun by then does not.
const LONGEST_MILLIS: i64 = 60_000;
const BUDGET: Duration = Duration::from_secs(30);

/// By how many milliseconds slots began after they were due.
#[derive(Default)]
pub(super) struct Late {
    /// Slots before which a query was compiled.
    new: Vec<i64>,
    others: Vec<i64>,
    /// Planned slots that did not begin.
    missing: usize,
}

/// Lets schedules of every minute happen for some minutes.
pub(super) fn watch() -> Late {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let world = World::start().await;
        let schedules = world.workbench.schedules();
        let instances = instances(&world.workbench, INSTANCES).await;
        let (mut ids, mut first) = (Vec::new(), 0);
        for number in 0..SCHEDULES {
            if number == SCHEDULES - NEW {
                world.compiled().await;
            }
            let id = schedules.create(spec(number, &instances)).await.unwrap();
            // Should a minute end meanwhile, all that are looked at are of the next one.
            first = schedules.get(&id).await.unwrap().summary.next_nominal.unwrap().max(first);
            ids.push(id);
        }
        schedules.start().await;
        let last = first + (ROUNDS - 1) * MINUTE_MILLIS;
        world.sleep_until(last + SPREAD_MILLIS).await;
        let late = loop {
            let late = look(&world, &ids, first).await;
            if late.missing == 0 || world.now() > last + LONGEST_MILLIS {
                break late;
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        };
        world.end().await;
        late
    })
}

/// The slots of all schedules that are planned for `first` and the minutes after it.
async fn look(world: &World, ids: &[String], first: i64) -> Late {
    let mut late = Late::default();
    for (number, id) in (0..SCHEDULES).zip(ids) {
        let slots = world.workbench.schedules().history(id, 20, None).await.unwrap();
        for round in 0..ROUNDS {
            let nominal = first + round * MINUTE_MILLIS;
            let slot = slots.iter().find(|slot| slot.origin == SlotOrigin::Planned && slot.nominal == nominal);
            match slot.and_then(|slot| Some(slot.started_at? - slot.due)) {
                Some(by) if round == 0 && number >= SCHEDULES - NEW => late.new.push(by),
                Some(by) => late.others.push(by),
                None => late.missing += 1,
            }
        }
    }
    late
}

pub(super) fn tell(late: Late) {
    let Late { new, others, missing } = late;
    let mut all = [new, others.clone()].concat();
    all.sort_unstable();
    let time = |millis: Option<&i64>| Duration::from_millis(millis.and_then(|by| u64::try_from(*by).ok()).unwrap_or(0));
    let what = format!("{SCHEDULES} schedules of every minute, begun after due");
    line(&format!("{what}, p50 of {}", all.len()), time(all.get(all.len() / 2)), BUDGET);
    line(&format!("{what}, p99"), time(all.get(all.len() * 99 / 100)), BUDGET);
    line(&format!("{what}, max"), time(all.last()), BUDGET);
    line("  of those whose query was compiled before, max", time(others.iter().max()), BUDGET);
    let over = if missing > 0 { "  over" } else { "" };
    println!("{:<58} {missing:>12} {:>12}{over}", "  planned slots that did not begin", 0);
}

fn spec(number: u32, instances: &[String]) -> ScheduleSpec {
    ScheduleSpec {
        sql: QUERY.to_owned(),
        instance_ids: vec![instances[number as usize % instances.len()].clone()],
        rule: RuleSpec::Cron("* * * * *".to_owned()),
        when_running: WhenRunning::Allow,
        ..super::spec(number)
    }
}
