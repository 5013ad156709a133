//! What happened is listed, once, until a person has read it.

use std::time::Duration;

use workbench::Event;
use workbench::execution::SubmitRequest;
use workbench::notice::{Notice, NoticeKind};
use workbench::query::WindowSpec;
use workbench::schedule::{MisfireWord, NotifyWord, SlotState};

use super::support;
use super::world::World;

/// A world in which notices are written down from now on.
async fn world() -> World {
    let world = World::start().await;
    world.workbench.messages().step().await.unwrap();
    world
}

async fn notices(world: &World) -> Vec<Notice> {
    world.workbench.messages().step().await.unwrap();
    world.workbench.notices().list(100).await.unwrap()
}

fn failing(text: &str) -> String {
    format!(
        "SELECT campaign, SUM(impressions) AS impressions FROM sponsored_ads_traffic /* sandbox:rejected {text} */ GROUP BY campaign"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slot_that_failed_is_listed_once_with_the_run_to_look_at_until_it_is_read() {
    let world = world().await;
    let bad = world
        .add(|spec| {
            spec.name = "Bad".to_owned();
            spec.instance_ids = world.instances[..2].to_vec();
        })
        .await;
    let silent = world.add(|spec| (spec.name, spec.notify) = ("Silent".to_owned(), NotifyWord::None)).await;
    // The query compiles, and Amazon refuses what runs.
    world.sandbox.control().change(|settings| settings.overlap_limit = Some(0));
    world.sleep_until_due(&bad, 400).await;
    world.clock.speed(60);
    let slots = world.all_ended(&bad).await;
    assert_eq!(world.all_ended(&silent).await[0].state, SlotState::Failed);
    let all: Vec<Notice> = notices(&world).await.into_iter().filter(|one| one.kind == NoticeKind::Slot).collect();
    assert_eq!(notices(&world).await.iter().filter(|one| one.kind == NoticeKind::Slot).count(), all.len(), "once");
    let failed = slots.iter().filter(|slot| slot.state == SlotState::Failed).count();
    assert!(failed > 0 && all.len() == failed, "{all:#?}");
    let one = &all[0];
    assert_eq!((one.schedule_id.as_deref(), one.good, one.read), (Some(bad.as_str()), false, false));
    assert!(one.title.starts_with("Bad: ") && one.body.contains("too many runs"), "{one:?}");
    let known: Vec<_> = slots.iter().flat_map(|slot| slot.runs.iter().map(|run| run.execution_id.clone())).collect();
    assert!(known.contains(&one.execution_id));

    let mut events = world.workbench.events();
    let desk = world.workbench.notices();
    let read = desk.mark_read(Some(vec![one.id.clone(), "gone".to_owned()])).await.unwrap();
    assert_eq!(read.as_slice(), std::slice::from_ref(&one.id));
    assert!(std::iter::from_fn(|| events.try_recv().ok()).any(|event| event == Event::NoticesChanged));
    assert!(desk.list(100).await.unwrap().iter().find(|other| other.id == one.id).unwrap().read);
    let left = desk.unread().await.unwrap();
    assert_eq!(desk.mark_read(Some(vec![one.id.clone()])).await.unwrap().len(), 0, "it was read already");
    desk.mark_unread(vec![one.id.clone()]).await.unwrap();
    assert_eq!(desk.unread().await.unwrap(), left + 1);
    assert_eq!(desk.mark_read(None).await.unwrap().len(), left as usize + 1);
    assert_eq!(desk.unread().await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_while_the_computer_slept_is_told_with_what_became_of_each() {
    let world = world().await;
    let id = world.add(|spec| spec.misfire = MisfireWord::Latest).await;
    assert_eq!(world.workbench.schedules().away().await.unwrap().slots, []);
    world.sleep_until_due(&id, 4 * 3600 + 600).await;
    world.all_ended(&id).await;
    let away = world.workbench.schedules().away().await.unwrap();
    assert_eq!((away.slots.len(), away.more), (5, 0));
    let newest = &away.slots[0];
    assert_eq!((newest.state, newest.schedule_id.as_str()), (SlotState::Succeeded, id.as_str()));
    assert!(newest.started_at.unwrap() > newest.nominal && newest.covers.is_some() && newest.execution_id.is_some());
    assert!(away.slots[1..].iter().all(|slot| slot.state == SlotState::Merged && slot.found_at == newest.found_at));
    let told: Vec<Notice> = notices(&world).await.into_iter().filter(|one| one.kind == NoticeKind::Missed).collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].body, "5 slots came of Impressions: 1 run late, 4 merged into a newer one.");

    let before = world.workbench.schedules().mark_away_read(newest.found_at).await.unwrap();
    assert_eq!(world.workbench.schedules().away().await.unwrap().slots, []);
    assert_eq!(world.workbench.schedules().mark_away_read(before).await.unwrap(), newest.found_at);
    assert_eq!(world.workbench.schedules().away().await.unwrap().slots.len(), 5, "taken back");

    // Of what came during a pause a person knows.
    world.workbench.schedules().mark_away_read(world.workbench.clock().now_millis()).await.unwrap();
    world.workbench.schedules().pause(vec![id.clone()]).await.unwrap();
    world.clock.suspend(Duration::from_secs(3 * 3600));
    world.workbench.schedules().resume(vec![id.clone()], MisfireWord::All).await.unwrap();
    world.clock.speed(60);
    world.until(&id, |slots| slots.iter().filter(|slot| slot.state == SlotState::Succeeded).count() >= 3).await;
    let away = world.workbench.schedules().away().await.unwrap();
    assert!(away.slots.iter().all(|slot| slot.state != SlotState::Succeeded), "{away:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_persons_own_runs_are_listed_where_one_of_them_failed() {
    let world = world().await;
    let submit = async |name: &str, sql: String| {
        let request = SubmitRequest {
            name: name.to_owned(),
            sql,
            instance_ids: world.instances[..2].to_vec(),
            window: WindowSpec::LastDays { days: 20 },
            ..support::request(&world.instances[0], "")
        };
        let runs = world.workbench.executions().submit(request).await.unwrap();
        for run in &runs {
            support::ended(&world.workbench, &run.id).await;
        }
        runs
    };
    submit("Fine", failing("").replace("sandbox:rejected", "")).await;
    let runs = submit("Broken", failing("no luck")).await;
    let told = notices(&world).await;
    let [one] = &told[..] else { panic!("{told:#?}") };
    assert_eq!((one.kind, one.title.as_str()), (NoticeKind::Run, "Broken: 2 of 2 runs failed"));
    assert!(runs.iter().any(|run| Some(&run.id) == one.execution_id.as_ref()) && !one.body.is_empty());
    assert_eq!(notices(&world).await.len(), 1, "once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_budget_is_listed_when_it_is_nearly_used_up_and_when_it_is_used_up() {
    let world = world().await;
    let id = world
        .add(|spec| {
            spec.time_zone = world.quiet_zone();
            spec.executions_a_day = Some(5);
            spec.notify = NotifyWord::None;
        })
        .await;
    for _ in 0..5 {
        world.workbench.schedules().run_now(&id).await.unwrap();
        world.all_ended(&id).await;
        notices(&world).await;
    }
    let titles: Vec<String> = notices(&world).await.into_iter().rev().map(|one| one.title).collect();
    assert_eq!(titles, ["A budget is nearly used up", "A budget is used up"]);
}
