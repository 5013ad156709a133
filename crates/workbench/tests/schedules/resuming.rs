//! Resuming a schedule: from now on, with what came meanwhile if a person wants it.

use workbench::schedule::{MisfireWord, ScheduleState, SlotState, SlotSummary};

use super::world::World;

/// A schedule of every hour that was paused for so many slots.
async fn paused_for(slots: u64, most_slots: Option<u32>) -> (World, String) {
    let world = World::start().await;
    let id = world.add(|spec| spec.most_slots = most_slots).await;
    world.workbench.schedules().pause(vec![id.clone()]).await.unwrap();
    world.sleep_until_due(&id, (slots - 1) * 3600 + 400).await;
    (world, id)
}

fn states(slots: &[SlotSummary]) -> Vec<SlotState> {
    slots.iter().rev().map(|slot| slot.state).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_during_a_pause_is_told_before_it_is_resumed() {
    let (world, id) = paused_for(3, None).await;
    let going = world.add(|spec| "Going".clone_into(&mut spec.name)).await;
    let missed = world.workbench.schedules().missed_in_pause(&[id.clone(), going]).await.unwrap();
    let [one] = &missed[..] else { panic!("{missed:?}") };
    assert_eq!((one.id.as_str(), one.slots, one.more, one.instances), (id.as_str(), 3, false, 1));
    assert!(one.oldest.ends_with(":00") && one.oldest != one.newest, "{one:?}");
    assert!(one.newest_covers.is_some());
    assert_eq!(world.slots(&id).await, [], "asking writes nothing");

    world.workbench.schedules().resume(vec![id.clone()], MisfireWord::None).await.unwrap();
    assert_eq!(states(&world.slots(&id).await), [SlotState::Skipped; 3]);
    assert_eq!(world.workbench.schedules().missed_in_pause(&[id]).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_of_a_pause_runs_where_a_person_wants_it() {
    let (world, id) = paused_for(3, None).await;
    world.workbench.schedules().resume(vec![id.clone()], MisfireWord::Latest).await.unwrap();
    let slots = world.all_ended(&id).await;
    assert_eq!(states(&slots), [SlotState::Skipped, SlotState::Skipped, SlotState::Succeeded]);
    assert_eq!(world.runs(), 1);
    // Resuming what is resumed does nothing more.
    world.workbench.schedules().resume(vec![id.clone()], MisfireWord::All).await.unwrap();
    assert_eq!((world.all_ended(&id).await.len(), world.runs()), (3, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn all_of_a_pause_run_one_after_the_other_and_count_towards_the_largest_number() {
    let (world, id) = paused_for(4, Some(3)).await;
    world.workbench.schedules().resume(vec![id.clone()], MisfireWord::All).await.unwrap();
    let mut starts: Vec<(i64, i64)> = world
        .slots(&id)
        .await
        .iter()
        .flat_map(|slot| slot.runs.iter().map(|run| (slot.nominal, run.start_at)))
        .collect();
    starts.sort_unstable();
    assert!(starts.len() == 3 && starts.windows(2).all(|pair| pair[1].1 - pair[0].1 == 30_000), "{starts:?}");
    world.clock.speed(120);
    let slots = world.all_ended(&id).await;
    let ended = SlotState::Succeeded;
    assert_eq!(states(&slots), [SlotState::Skipped, ended, ended, ended], "the oldest is one too many");
    let detail = world.workbench.schedules().get(&id).await.unwrap();
    assert_eq!((detail.summary.state, detail.summary.next_nominal), (ScheduleState::Ended, None));
    assert_eq!(world.runs(), 3);
}
