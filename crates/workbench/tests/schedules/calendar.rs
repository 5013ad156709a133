//! The days of all schedules: what became of their slots, and what is still to come.

use chrono::{DateTime, Days, NaiveDate};
use workbench::schedule::{MisfireWord, SlotDay};

use super::world::World;

/// The far ends of the calendar: the same instant is never the same day there.
const ZONES: [&str; 2] = ["Pacific/Kiritimati", "Pacific/Pago_Pago"];

fn day_in(zone: &str, at: i64) -> NaiveDate {
    DateTime::from_timestamp_millis(at).unwrap().with_timezone(&zone.parse::<chrono_tz::Tz>().unwrap()).date_naive()
}

/// The days around the present.
async fn around(world: &World, zone: &str, days: u32) -> Vec<SlotDay> {
    let today = day_in(zone, world.workbench.clock().now_millis());
    let first = (today - Days::new(u64::from(days / 2))).to_string();
    world.workbench.schedules().slot_days(&first, days, zone).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_became_of_slots_is_told_on_their_days_of_any_zone_also_after_the_schedule_is_deleted() {
    let world = World::start().await;
    let id = world.add(|spec| spec.misfire = MisfireWord::Latest).await;
    // Nine slots come in the night: eight are merged into the newest, which runs.
    world.sleep_until_due(&id, 8 * 3600 + 600).await;
    world.step().await;
    world.all_ended(&id).await;
    world.workbench.schedules().delete(vec![id.clone()]).await.unwrap();
    for zone in ZONES {
        let days = around(&world, zone, 5).await;
        assert_eq!(days.len(), 5);
        let sum = |of: fn(&SlotDay) -> u32| days.iter().map(of).sum::<u32>();
        assert_eq!((sum(|day| day.succeeded), sum(|day| day.left_out)), (1, 8));
        assert_eq!(sum(|day| day.failed + day.cancelled + day.open + day.more), 0);
        for day in &days {
            for schedule in &day.schedules {
                assert_eq!((&schedule.id, schedule.name.as_str(), schedule.deleted), (&id, "Impressions", true));
                assert_eq!(schedule.count as usize, schedule.slots.len());
                assert!(schedule.slots.iter().all(|slot| day_in(zone, slot.at).to_string() == day.day), "{day:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_days_that_come_name_the_schedules_that_fire_and_a_paused_one_is_not_among_them() {
    let world = World::start().await;
    let id = world.add(|_| {}).await;
    let paused = world.add(|spec| spec.name = "Paused".to_owned()).await;
    world.workbench.schedules().pause(vec![paused]).await.unwrap();
    let zone = "Europe/Berlin";
    let today = day_in(zone, world.workbench.clock().now_millis());
    let first = (today + Days::new(100)).to_string();
    let found = world.workbench.schedules().rehearse(Some(&first), 2, zone).await.unwrap();
    assert_eq!(found.days.iter().map(|day| day.day.clone()).next(), Some(first));
    for day in &found.days {
        let [only] = &day.schedules[..] else { panic!("{day:?}") };
        assert_eq!((&only.id, only.name.as_str(), only.slots, day.more), (&id, "Impressions", day.slots, 0));
        assert!(only.at.iter().all(|at| day_in(zone, *at).to_string() == day.day));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn days_that_nobody_can_be_told_of_are_refused() {
    let world = World::start().await;
    let schedules = world.workbench.schedules();
    let today = day_in("UTC", world.workbench.clock().now_millis());
    let far = (today + Days::new(360)).to_string();
    for (first, days) in [(None, 0), (None, 367), (Some(&*far), 7)] {
        assert_eq!(schedules.rehearse(first, days, "UTC").await.unwrap_err().code, "invalid");
    }
    assert_eq!(schedules.rehearse(Some(&far), 6, "UTC").await.unwrap().days.len(), 6);
    assert_eq!(schedules.rehearse(Some("tomorrow"), 1, "UTC").await.unwrap_err().code, "window.dates");
    for (first, days, zone, code) in [
        ("2026-02-30", 1, "UTC", "window.dates"),
        ("2026-03-01", 43, "UTC", "invalid"),
        ("2026-03-01", 0, "UTC", "invalid"),
        ("2026-03-01", 1, "Mars/Olympus", "window.zone"),
    ] {
        assert_eq!(schedules.slot_days(first, days, zone).await.unwrap_err().code, code);
    }
}
