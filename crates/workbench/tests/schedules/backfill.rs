//! What a schedule would have run on days that are past.

use std::time::Duration;

use chrono::{Datelike as _, Days, NaiveDate};
use workbench::schedule::{BackfillPlan, MisfireWord, RuleSpec, ScheduleState, SlotOrigin, SlotState, SlotSummary};

use super::world::World;

const DAY: Duration = Duration::from_secs(24 * 3600);

fn today(world: &World) -> NaiveDate {
    world.workbench.clock().now().with_timezone(&chrono_tz::Europe::Berlin).date_naive()
}

/// A schedule of every morning at six.
async fn daily(world: &World) -> String {
    world.add(|spec| spec.rule = RuleSpec::Cron("0 6 * * *".to_owned())).await
}

/// The plan from so many days ago to yesterday.
async fn plan(world: &World, id: &str, days: u64) -> BackfillPlan {
    let today = today(world);
    let (first, last) = (today - Days::new(days), today - Days::new(1));
    world.workbench.schedules().plan_backfill(id, &first.to_string(), &last.to_string()).await.unwrap()
}

fn nominals(plan: &BackfillPlan) -> Vec<i64> {
    plan.slots.iter().map(|slot| slot.nominal).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backfill_is_shown_first_and_runs_each_slot_once_over_its_own_dates() {
    let world = World::start().await;
    let id = daily(&world).await;
    let shown = plan(&world, &id, 5).await;
    assert_eq!((shown.slots.len(), shown.executions, shown.instances), (5, 5, 1));
    assert!(shown.slots.iter().all(|slot| slot.runs && slot.held.is_none() && slot.local.contains("06:00")));
    assert!(shown.slots.windows(2).all(|pair| pair[0].nominal < pair[1].nominal && pair[0].covers != pair[1].covers));
    assert_eq!(world.slots(&id).await, [], "a plan keeps nothing");

    let schedules = world.workbench.schedules();
    assert_eq!(schedules.start_backfill(&id, &nominals(&shown)[..3]).await.unwrap(), 3);
    let slots = world.all_ended(&id).await;
    let seen: Vec<_> =
        slots.iter().rev().map(|slot| (slot.nominal, slot.state, slot.origin, slot.covers.clone())).collect();
    let wanted: Vec<_> = shown.slots[..3]
        .iter()
        .map(|slot| (slot.nominal, SlotState::Succeeded, SlotOrigin::Backfill, slot.covers.clone()))
        .collect();
    assert_eq!(seen, wanted);

    // What is held is told, and not run again.
    let again = plan(&world, &id, 5).await;
    assert_eq!((again.executions, again.slots[0].held, again.slots[0].runs), (2, Some(SlotState::Succeeded), false));
    assert_eq!(schedules.start_backfill(&id, &nominals(&again)).await.unwrap(), 2);
    world.all_ended(&id).await;
    assert_eq!(world.runs(), 5);
    assert_eq!(schedules.start_backfill(&id, &nominals(&again)).await.unwrap(), 0);
    let after = schedules.get(&id).await.unwrap().summary;
    assert_eq!(after.state, ScheduleState::On);
    assert!(after.next_nominal.unwrap() > world.workbench.clock().now_millis());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backfill_takes_two_places_of_an_instance_and_leaves_no_planned_slot_out() {
    let world = World::start().await;
    let id = world
        .add(|spec| {
            spec.rule = RuleSpec::Cron("0 6 * * *".to_owned());
            // They run until somebody cancels them.
            spec.sql.push_str("\n-- sandbox:stuck");
        })
        .await;
    let shown = plan(&world, &id, 6).await;
    world.workbench.schedules().start_backfill(&id, &nominals(&shown)).await.unwrap();
    let two = |slots: &[SlotSummary]| slots.iter().filter(|slot| slot.state == SlotState::Running).count() == 2;
    world.until(&id, two).await;
    for _ in 0..3 {
        world.step().await;
    }
    assert!(two(&world.slots(&id).await), "a third began");
    assert_eq!(world.workbench.schedules().get(&id).await.unwrap().backfill_waiting, 4);

    // The schedule leaves a slot out while an earlier one runs, but these are none.
    world.sleep_until_due(&id, 5).await;
    let begun = world.until(&id, |slots| slots[0].state == SlotState::Running).await;
    assert_eq!((begun[0].origin, begun.len()), (SlotOrigin::Planned, 7));

    assert_eq!(world.workbench.schedules().stop_backfill(&id).await.unwrap(), 4);
    let slots = world.slots(&id).await;
    let stopped = slots.iter().filter(|slot| slot.state == SlotState::Skipped);
    assert!(stopped.clone().all(|slot| slot.reason.as_ref().unwrap().code == "schedule.backfill_stopped"));
    assert_eq!((stopped.count(), world.workbench.schedules().get(&id).await.unwrap().backfill_waiting), (4, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backfill_fills_slots_that_were_missed_and_counts_no_failure() {
    let world = World::start().await;
    let id = daily(&world).await;
    let schedules = world.workbench.schedules();
    let mut spec = schedules.get(&id).await.unwrap().spec;
    spec.misfire = MisfireWord::None;
    spec.retries = 0;
    spec.pause_after = 1;
    let version = schedules.get(&id).await.unwrap().summary.version;
    schedules.update(&id, version, spec.clone()).await.unwrap();
    world.sleep_until_due(&id, 2 * DAY.as_secs() + 3600).await;
    world.step().await;
    assert_eq!(world.states(&id).await, [SlotState::Skipped; 3]);

    let first = today(&world) - Days::new(2);
    let shown = schedules.plan_backfill(&id, &first.to_string(), &today(&world).to_string()).await.unwrap();
    assert_eq!((shown.slots.len(), shown.executions, shown.slots[0].held), (3, 3, Some(SlotState::Skipped)));
    assert_eq!(schedules.start_backfill(&id, &nominals(&shown)[..2]).await.unwrap(), 2);
    let slots = world.all_ended(&id).await;
    assert_eq!(
        slots.iter().map(|slot| slot.state).collect::<Vec<_>>(),
        [SlotState::Skipped, SlotState::Succeeded, SlotState::Succeeded]
    );

    // One failure would pause this schedule, but not one of a day that is past.
    spec.sql.push_str("\n-- sandbox:failed no such luck");
    let version = schedules.get(&id).await.unwrap().summary.version;
    schedules.update(&id, version, spec).await.unwrap();
    schedules.start_backfill(&id, &nominals(&shown)[2..]).await.unwrap();
    let slots = world.all_ended(&id).await;
    let now = schedules.get(&id).await.unwrap().summary;
    assert_eq!((slots[0].state, now.state, now.set_aside), (SlotState::Failed, ScheduleState::On, 0));
    // What failed is held: it is run again by itself, not by another backfill.
    assert_eq!(schedules.start_backfill(&id, &nominals(&shown)).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backfill_waits_for_days_on_which_the_budget_has_room() {
    let world = World::start().await;
    // Fires on none of the days on which the test looks on.
    let weekday = (today(&world) + Days::new(4)).weekday();
    let id = world
        .add(|spec| {
            spec.time_zone = world.quiet_zone();
            spec.rule = RuleSpec::Cron(format!("0 6 * * {weekday}"));
            spec.executions_a_day = Some(2);
        })
        .await;
    let shown = plan(&world, &id, 36).await;
    assert_eq!((shown.slots.len(), shown.executions_a_day, shown.room_a_day), (5, Some(2), Some(1)));
    world.workbench.schedules().start_backfill(&id, &nominals(&shown)).await.unwrap();
    let ran = |count: usize| {
        move |slots: &[SlotSummary]| slots.iter().filter(|slot| slot.state == SlotState::Succeeded).count() == count
    };
    for day in 1..=2 {
        world.until(&id, ran(2 * day)).await;
        world.step().await;
        assert!(ran(2 * day)(&world.slots(&id).await), "more than the budget");
        world.clock.suspend(DAY);
    }
    let slots = world.all_ended(&id).await;
    assert!(slots.iter().all(|slot| slot.state == SlotState::Succeeded), "{slots:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backfill_that_its_budget_keeps_back_leaves_the_places_of_its_instance_to_others() {
    let world = World::start().await;
    let weekday = (today(&world) + Days::new(4)).weekday();
    let with = async |name: &str, budget: Option<u32>| {
        let add = world.add(|spec| {
            spec.name = name.to_owned();
            spec.time_zone = world.quiet_zone();
            spec.rule = RuleSpec::Cron(format!("0 6 * * {weekday}"));
            spec.executions_a_day = budget;
        });
        let id = add.await;
        let shown = plan(&world, &id, 36).await;
        world.workbench.schedules().start_backfill(&id, &nominals(&shown)).await.unwrap();
        id
    };
    let (kept_back, free) = (with("Kept back", Some(1)).await, with("Free", None).await);
    let slots = world.all_ended(&free).await;
    assert!(slots.len() == 5 && slots.iter().all(|slot| slot.state == SlotState::Succeeded), "{slots:#?}");
    let ended = world.states(&kept_back).await.into_iter().filter(|state| *state == SlotState::Succeeded).count();
    assert!(ended <= 1, "more than the budget: {ended}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_past_slot_is_refused_and_nothing_runs() {
    let world = World::start().await;
    let id = daily(&world).await;
    let schedules = world.workbench.schedules();
    let refused = async |first: &str, last: &str| schedules.plan_backfill(&id, first, last).await.unwrap_err().code;
    assert_eq!(refused("2026-03-02", "2026-03-01").await, "invalid");
    assert_eq!(refused("March", "2026-03-01").await, "invalid");
    let next = schedules.get(&id).await.unwrap().summary.next_nominal.unwrap();
    let past = nominals(&plan(&world, &id, 2).await);
    for wrong in [next, past[0] + 1, i64::MAX] {
        let error = schedules.start_backfill(&id, &[past[0], wrong]).await.unwrap_err();
        assert_eq!(error.code, "invalid");
    }
    let tomorrow = (today(&world) + Days::new(1)).to_string();
    assert_eq!(schedules.plan_backfill(&id, &tomorrow, &tomorrow).await.unwrap().slots, []);
    let ages = (today(&world) - Days::new(900)).to_string();
    let old = schedules.plan_backfill(&id, &ages, &ages).await.unwrap();
    assert_eq!((old.slots.len(), old.slots[0].covers.clone(), old.executions), (1, None, 0));

    let often = world.add(|spec| spec.rule = RuleSpec::Cron("* * * * *".to_owned())).await;
    let day = (today(&world) - Days::new(1)).to_string();
    assert_eq!(schedules.plan_backfill(&often, &day, &day).await.unwrap_err().code, "schedule.too_many");
    schedules.delete(vec![id.clone()]).await.unwrap();
    assert_eq!(schedules.start_backfill(&id, &past).await.unwrap_err().code, "not_found");
    world.step().await;
    assert_eq!(world.runs(), 0);
}
