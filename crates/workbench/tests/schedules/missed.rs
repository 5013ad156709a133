//! Slots that came while the computer slept or nothing was open.

use std::time::Duration;

use workbench::schedule::{MisfireWord, SlotState};

use super::world::World;

/// Hours that the computer sleeps.
const NIGHT: u64 = 9;

async fn after_a_night(misfire: MisfireWord) -> (World, String) {
    let world = World::start().await;
    let id = world.add(|spec| spec.misfire = misfire).await;
    world.sleep_until_due(&id, (NIGHT - 1) * 3600 + 600).await;
    world.step().await;
    (world, id)
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_night_asleep_the_newest_slot_runs_and_the_others_are_merged_into_it() {
    let (world, id) = after_a_night(MisfireWord::Latest).await;
    let slots = world.all_ended(&id).await;
    assert_eq!(slots.len(), usize::try_from(NIGHT).unwrap());
    assert_eq!(slots[0].state, SlotState::Succeeded);
    assert!(slots[1..].iter().all(|slot| slot.state == SlotState::Merged && slot.reason.is_some()));
    assert_eq!(world.runs(), 1);
    // A merged slot can be run all the same, once.
    world.workbench.schedules().run_slot(&slots[3].id).await.unwrap();
    let slots = world.all_ended(&id).await;
    assert_eq!((slots[3].state, world.runs()), (SlotState::Succeeded, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_that_leaves_missed_slots_out_says_so_of_each() {
    let (world, id) = after_a_night(MisfireWord::None).await;
    let slots = world.all_ended(&id).await;
    assert!(slots.iter().all(|slot| slot.state == SlotState::Skipped), "{slots:?}");
    assert_eq!((slots.len(), world.runs()), (usize::try_from(NIGHT).unwrap(), 0));
    world.sleep_until_due(&id, 5).await;
    assert_eq!(world.all_ended(&id).await[0].state, SlotState::Succeeded);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_that_makes_up_for_all_starts_two_a_minute_oldest_first() {
    let (world, id) = after_a_night(MisfireWord::All).await;
    let slots = world.slots(&id).await;
    let mut starts: Vec<(i64, i64)> = slots.iter().map(|slot| (slot.nominal, slot.runs[0].start_at)).collect();
    starts.sort_unstable();
    assert_eq!(starts.len(), usize::try_from(NIGHT).unwrap());
    assert!(starts.windows(2).all(|pair| pair[1].1 - pair[0].1 == 30_000), "{starts:?}");
    world.clock.speed(120);
    let slots = world.all_ended(&id).await;
    let all_good =
        slots.iter().filter(|slot| slot.nominal <= starts[8].0).all(|slot| slot.state == SlotState::Succeeded);
    assert!(all_good, "{slots:#?}");
    let mut begun: Vec<(i64, i64)> = slots
        .iter()
        .filter(|slot| slot.nominal <= starts[8].0)
        .map(|slot| (slot.started_at.unwrap(), slot.nominal))
        .collect();
    begun.sort_unstable();
    assert!(begun.is_sorted_by_key(|(_, nominal)| *nominal), "{begun:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_minute_late_is_on_time_and_nothing_is_merged() {
    let world = World::start().await;
    let id = world.add(|spec| spec.misfire = MisfireWord::None).await;
    world.sleep_until_due(&id, 50).await;
    assert_eq!(world.all_ended(&id).await[0].state, SlotState::Succeeded);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_executor_wakes_by_itself_when_a_slot_is_due_and_after_a_sleep() {
    let world = World::start().await;
    let id = world.add(|_| {}).await;
    world.workbench.schedules().start().await;
    let mut events = world.workbench.events();
    let mut ended = async |count: usize| {
        loop {
            let slots = world.slots(&id).await;
            if slots.iter().filter(|slot| slot.state == SlotState::Succeeded).count() >= count {
                return slots;
            }
            let _ = tokio::time::timeout(Duration::from_millis(200), events.recv()).await;
        }
    };
    world.clock.speed(600);
    let slots = tokio::time::timeout(Duration::from_secs(60), ended(1)).await.unwrap();
    let first = slots.last().unwrap();
    // Thirty seconds, of which a real one is a twentieth here.
    assert!(first.started_at.unwrap() - first.due < 30_000 + 600_000, "{first:?}");
    world.clock.speed(1);
    world.clock.suspend(Duration::from_secs(3 * 3600));
    world.clock.speed(60);
    tokio::time::timeout(Duration::from_secs(60), ended(2)).await.unwrap();
}
