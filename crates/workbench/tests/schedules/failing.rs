//! Slots that fail: tried again where that may help, and paused with a reason where it does not.

use std::time::Duration;

use workbench::schedule::{MisfireWord, ScheduleState, SlotState};

use super::world::World;

fn remark(text: &str) -> String {
    format!(
        "SELECT campaign, SUM(impressions) AS impressions FROM sponsored_ads_traffic /* {text} */ GROUP BY campaign"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn after_three_failed_slots_a_schedule_is_paused_with_the_reason_and_fires_no_more() {
    let world = World::start().await;
    let id = world
        .add(|spec| {
            spec.sql = remark("sandbox:failed no such luck");
            spec.retries = 0;
        })
        .await;
    for failed in 1..=3 {
        world.sleep_until_due(&id, 5).await;
        let slots = world.all_ended(&id).await;
        assert_eq!((slots.len(), slots[0].state, slots[0].runs[0].attempt), (failed, SlotState::Failed, 1));
    }
    let paused = world.workbench.schedules().get(&id).await.unwrap();
    let why = paused.summary.pause.clone().unwrap();
    assert_eq!(
        (paused.summary.state, &*why.code, paused.summary.set_aside),
        (ScheduleState::Paused, "schedule.failing", 1)
    );
    assert!(why.message.contains("the last 3 slots failed"), "{}", why.message);
    assert!(why.next_step.is_some());
    world.clock.suspend(Duration::from_secs(3 * 3600));
    world.step().await;
    assert_eq!(world.runs(), 3);

    // Mended and resumed, it counts from nothing.
    let mut spec = paused.spec;
    spec.sql = remark("mended");
    world.workbench.schedules().update(&id, paused.summary.version, spec).await.unwrap();
    world.workbench.schedules().resume(vec![id.clone()], MisfireWord::None).await.unwrap();
    world.sleep_until_due(&id, 5).await;
    assert_eq!(world.all_ended(&id).await[0].state, SlotState::Succeeded);
    let resumed = world.workbench.schedules().get(&id).await.unwrap().summary;
    assert_eq!((resumed.state, resumed.pause, resumed.set_aside), (ScheduleState::On, None, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_fails_is_set_aside_while_the_others_go_on() {
    let world = World::start().await;
    let id = world
        .add(|spec| {
            spec.instance_ids = world.instances[..3].to_vec();
            spec.pause_after = 1;
        })
        .await;
    // One of the three is gone at Amazon.
    let reader = world.workbench.store();
    let gone = world.instances[0].clone();
    reader
        .write("an instance goes", move |connection| {
            Box::pin(async move {
                sqlx::query("UPDATE instance SET vanished_at = 1 WHERE id = ?").bind(gone).execute(connection).await?;
                Ok(())
            })
        })
        .await
        .unwrap();
    world.sleep_until_due(&id, 5).await;
    let slots = world.all_ended(&id).await;
    assert_eq!(slots[0].state, SlotState::Failed);
    let failed = slots[0].runs.iter().find(|run| run.state == SlotState::Failed).unwrap();
    assert_eq!(
        (failed.instance_id.as_str(), &*failed.reason.as_ref().unwrap().code),
        (world.instances[0].as_str(), "SCH007")
    );
    let detail = world.workbench.schedules().get(&id).await.unwrap();
    assert_eq!((detail.summary.state, detail.set_aside_ids), (ScheduleState::On, vec![world.instances[0].clone()]));
    world.sleep_until_due(&id, 5).await;
    let slots = world.all_ended(&id).await;
    assert_eq!(slots[0].state, SlotState::Succeeded, "set aside is no failure");
    assert_eq!(slots[0].runs.iter().filter(|run| run.state == SlotState::Succeeded).count(), 2);
    assert_eq!(world.runs(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_failed_at_amazon_is_tried_once_more_after_a_quarter_of_an_hour() {
    let world = World::start().await;
    let id = world.add(|spec| spec.sql = remark("sandbox:failed out of luck")).await;
    world.sleep_until_due(&id, 5).await;
    let slots = world
        .until(&id, |slots| {
            slots.first().is_some_and(|slot| slot.runs[0].attempt == 1 && slot.runs[0].state == SlotState::Waiting)
        })
        .await;
    let run = &slots[0].runs[0];
    assert_eq!(slots[0].state, SlotState::Running);
    let wait = run.start_at - world.workbench.clock().now_millis();
    assert!((850_000..=900_000).contains(&wait), "{wait}");
    assert_eq!(world.runs(), 1);
    world.clock.suspend(Duration::from_secs(901));
    let slots = world.all_ended(&id).await;
    assert_eq!((slots[0].state, slots[0].runs[0].attempt, world.runs()), (SlotState::Failed, 2, 2));
    assert!(slots[0].reason.as_ref().unwrap().details.raw.as_ref().unwrap().contains("out of luck"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_sign_in_pauses_all_schedules_that_need_it_with_one_reason() {
    let world = World::start().await;
    let first = world.add(|_| {}).await;
    let second = world.add(|spec| spec.name = "Another".to_owned()).await;
    let profile = world.workbench.profiles().list().await.unwrap().remove(0);
    world.workbench.profiles().sign_out(&profile.id).await.unwrap();
    world.sleep_until_due(&first, 5).await;
    world.until(&first, |slots| slots.first().is_some_and(|slot| slot.finished_at.is_some())).await;
    for id in [&first, &second] {
        let detail = world.workbench.schedules().get(id).await.unwrap();
        assert_eq!(detail.summary.state, ScheduleState::Paused);
        let why = detail.summary.pause.unwrap();
        assert_eq!(&*why.code, "SCH003");
        assert!(why.next_step.unwrap().contains("Sign in"));
        assert_eq!(detail.summary.set_aside, 0, "a lost sign-in is no failure of an instance");
    }
    assert_eq!(world.runs(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_a_person_cancels_is_no_failure() {
    let world = World::start().await;
    world.sandbox.control().change(|settings| settings.running = Duration::from_secs(3600));
    let id = world.add(|spec| spec.pause_after = 1).await;
    world.sleep_until_due(&id, 5).await;
    let slots = world.until(&id, |slots| slots.len() == 1 && world.runs() == 1).await;
    let execution = slots[0].runs[0].execution_id.clone().unwrap();
    world.workbench.executions().cancel(&execution).await.unwrap();
    let slots = world.all_ended(&id).await;
    assert_eq!(slots[0].state, SlotState::Cancelled);
    assert_eq!(world.workbench.schedules().get(&id).await.unwrap().summary.state, ScheduleState::On);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_amazon_cannot_compile_pauses_its_schedule_before_it_costs_a_run() {
    let world = World::start().await;
    let id = world.add(|spec| spec.sql = remark("sandbox:rejected no such table here")).await;
    world.sleep_until_due(&id, 5).await;
    let slots = world.all_ended(&id).await;
    assert_eq!((slots[0].state, slots[0].runs[0].attempt, world.runs()), (SlotState::Skipped, 0, 0));
    let paused = world.workbench.schedules().get(&id).await.unwrap();
    let why = paused.summary.pause.clone().unwrap();
    assert_eq!(paused.summary.state, ScheduleState::Paused);
    assert!(why.message.starts_with("Paused before it cost a run"), "{}", why.message);
    assert!(why.details.raw.unwrap().contains("no such table here"));

    // Another query is compiled anew, once, whatever else is changed.
    let compiled = || world.sandbox.control().ledger().executions.iter().filter(|run| run.dry_run).count();
    let mut spec = paused.spec;
    spec.sql = remark("mended");
    world.workbench.schedules().update(&id, paused.summary.version, spec.clone()).await.unwrap();
    world.workbench.schedules().resume(vec![id.clone()], MisfireWord::None).await.unwrap();
    world.sleep_until_due(&id, 5).await;
    assert_eq!(world.all_ended(&id).await[0].state, SlotState::Succeeded);
    assert!(compiled() >= 2);
    assert_eq!(world.runs(), 1);
    let before = compiled();
    let version = world.workbench.schedules().get(&id).await.unwrap().summary.version;
    "Another name".clone_into(&mut spec.name);
    world.workbench.schedules().update(&id, version, spec).await.unwrap();
    world.sleep_until_due(&id, 5).await;
    assert_eq!(world.all_ended(&id).await[0].state, SlotState::Succeeded);
    assert_eq!((compiled(), world.runs()), (before, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_does_not_compile_is_asked_about_once_also_where_nothing_is_left_to_pause() {
    let world = World::start().await;
    let compiled = || world.sandbox.control().ledger().executions.iter().filter(|run| run.dry_run).count();
    // With its only slot taken up the schedule has ended, so that it cannot be paused.
    let id = world
        .add(|spec| {
            spec.sql = remark("sandbox:rejected no such table here");
            spec.most_slots = Some(1);
        })
        .await;
    world.sleep_until_due(&id, 5).await;
    let slots = world.all_ended(&id).await;
    assert_eq!((slots[0].state, slots[0].runs[0].attempt), (SlotState::Failed, 0));
    let asked = compiled();
    for _ in 0..5 {
        world.step().await;
    }
    assert_eq!((compiled(), world.runs()), (asked, 0));

    // What a person began of a schedule that is deleted then does not wait for ever.
    let gone = world.add(|_| {}).await;
    world.workbench.schedules().run_now(&gone).await.unwrap();
    world.workbench.schedules().delete(vec![gone.clone()]).await.unwrap();
    let slots = world.all_ended(&gone).await;
    assert_eq!((slots[0].state, world.runs()), (SlotState::Skipped, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_takes_longer_than_its_limit_fails_with_what_to_change_and_is_not_tried_again() {
    let world = World::start().await;
    let id = world
        .add(|spec| {
            spec.sql = remark("sandbox:timeout");
            spec.time_limit_minutes = Some(30);
        })
        .await;
    world.sleep_until_due(&id, 5).await;
    world.until(&id, |slots| slots.first().is_some_and(|slot| slot.state == SlotState::Running)).await;
    world.until(&id, |_| world.runs() == 1).await;
    world.sandbox.control().advance(Duration::from_secs(30 * 60 + 1));
    world.clock.speed(60);
    let slots = world.until(&id, |slots| slots.last().is_some_and(|slot| slot.finished_at.is_some())).await;
    let first = slots.last().unwrap();
    let why = first.reason.clone().unwrap();
    assert_eq!((first.state, &*why.code, first.runs[0].attempt), (SlotState::Failed, "SCH004", 1));
    assert!(why.next_step.unwrap().contains("time limit"));
    assert!(why.details.raw.unwrap().contains("1800 seconds"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_that_an_older_version_kept_is_compiled_once_and_runs() {
    let world = World::start().await;
    let id = world.add(|_| {}).await;
    let older = id.clone();
    world
        .workbench
        .store()
        .write("a spec without the newest fields", move |connection| {
            Box::pin(async move {
                sqlx::query(
                    "UPDATE schedule SET spec = json_remove(spec, '$.retry_minutes', '$.history_slots') WHERE id = ?",
                )
                .bind(older)
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
        .unwrap();
    world.sleep_until_due(&id, 5).await;
    assert_eq!(world.all_ended(&id).await[0].state, SlotState::Succeeded);
    let compiled = || world.sandbox.control().ledger().executions.iter().filter(|run| run.dry_run).count();
    assert_eq!(compiled(), 1);
    world.sleep_until_due(&id, 5).await;
    assert_eq!(world.all_ended(&id).await[0].state, SlotState::Succeeded);
    assert_eq!((compiled(), world.runs()), (1, 2));
}
