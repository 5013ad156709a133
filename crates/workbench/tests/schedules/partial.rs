//! Runs for which Amazon lacked data.

use std::time::Duration;

use amc_sandbox::DataGap;
use chrono::TimeDelta;
use workbench::schedule::{RuleSpec, SlotState};

use super::world::World;

/// Some hours of the covered days are missing at Amazon, until the sandbox is told otherwise.
fn lose_data(world: &World) {
    let end = world.workbench.clock().now() - TimeDelta::days(5);
    let gap = DataGap { start: end - TimeDelta::hours(6), end, filled_at: None };
    world.sandbox.control().change(|settings| settings.data_gaps = vec![gap]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_for_which_data_lacked_is_called_partial_and_repeated_once_a_day_later() {
    let world = World::start().await;
    lose_data(&world);
    let id = world
        .add(|spec| {
            spec.rule = RuleSpec::Cron("0 6 * * *".to_owned());
            spec.repeat_partial = true;
        })
        .await;
    world.workbench.schedules().run_now(&id).await.unwrap();
    let slots = world.all_ended(&id).await;
    let run = &slots[0].runs[0];
    assert_eq!((slots[0].state, run.partial), (SlotState::Succeeded, true));
    let repeat_at = run.repeat_at.unwrap();
    let day = Duration::from_secs(24 * 3600);
    assert!(repeat_at - slots[0].finished_at.unwrap() >= i64::try_from(day.as_millis()).unwrap());
    let execution = world.workbench.executions().get(run.execution_id.as_deref().unwrap()).await.unwrap();
    assert!(execution.summary.partial);
    let [gap] = execution.data_gaps[..] else { panic!("{:?}", execution.data_gaps) };
    assert_eq!(gap.end.unwrap() - gap.start.unwrap(), 6 * 3_600_000);
    world.step().await;
    assert_eq!(world.runs(), 1, "not before a day has passed");

    // The data arrive, and a day later the run is repeated, with the same dates and once.
    world.sandbox.control().change(|settings| settings.data_gaps.clear());
    world.clock.suspend(day);
    let manual = slots[0].id.clone();
    let repeated = world
        .until(&id, |slots| {
            slots.iter().any(|slot| slot.id == manual && slot.finished_at.is_some() && slot.runs[0].attempt == 2)
        })
        .await;
    let slot = repeated.iter().find(|slot| slot.id == manual).unwrap();
    assert_eq!((slot.state, slot.runs[0].partial, slot.runs[0].repeat_at), (SlotState::Succeeded, false, None));
    assert_eq!(slot.covers, slots[0].covers);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_stays_partial_is_repeated_once_and_one_without_that_choice_never() {
    let world = World::start().await;
    lose_data(&world);
    // Neither has a slot of its own while the test looks on.
    let seldom = RuleSpec::Cron("0 6 29 2 *".to_owned());
    let repeats = world
        .add(|spec| {
            spec.rule = seldom.clone();
            spec.repeat_partial = true;
        })
        .await;
    let stays = world.add(|spec| spec.rule = seldom).await;
    for id in [&repeats, &stays] {
        world.workbench.schedules().run_now(id).await.unwrap();
        assert!(world.all_ended(id).await[0].runs[0].partial);
    }
    assert_eq!(world.slots(&stays).await[0].runs[0].repeat_at, None);
    for _ in 0..3 {
        world.clock.suspend(Duration::from_secs(25 * 3600));
        for id in [&repeats, &stays] {
            world.all_ended(id).await;
        }
    }
    let tries = [world.slots(&repeats).await[0].runs[0].attempt, world.slots(&stays).await[0].runs[0].attempt];
    assert_eq!((tries, world.runs()), ([2, 1], 3));
    assert!(world.slots(&repeats).await[0].runs[0].partial);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_schedule_repeats_nothing_and_what_ended_well_stays_so() {
    let world = World::start().await;
    lose_data(&world);
    let id = world.add(|spec| spec.repeat_partial = true).await;
    world.workbench.schedules().run_now(&id).await.unwrap();
    world.all_ended(&id).await;
    world.workbench.schedules().pause(vec![id.clone()]).await.unwrap();
    world.clock.suspend(Duration::from_secs(25 * 3600));
    let slots = world.all_ended(&id).await;
    assert_eq!((slots.len(), slots[0].state, world.runs()), (1, SlotState::Succeeded, 1));
}
