//! Two years pass in a minute: each planned slot runs once, in order, on the day it is meant for.

use chrono::{DateTime, TimeDelta, Utc};
use recurrence::Schedule;
use workbench::schedule::{GapWord, PresetKind, PresetSpec, RuleSpec, SlotState};

use super::world::World;

fn preset(kind: PresetKind) -> PresetSpec {
    PresetSpec {
        kind,
        at: vec!["02:30".to_owned()],
        anchor: None,
        days: None,
        weekdays: None,
        day: None,
        nth: None,
        holidays: None,
        roll: None,
        gap: None,
        overlap: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn over_two_years_with_their_clock_changes_every_slot_runs_once_and_none_is_lost() {
    let world = World::start().await;
    // 02:30 on Sundays is where New York sets its clocks; Lord Howe moves by half an hour.
    let rules = [
        ("America/New_York", RuleSpec::Cron("30 2 * MAR,NOV SUN".to_owned())),
        ("Australia/Lord_Howe", RuleSpec::Cron("0 2 1-7 4,10 +SUN".to_owned())),
        ("Africa/Cairo", RuleSpec::Preset(preset(PresetKind::MonthlyLastDay))),
        ("America/Santiago", RuleSpec::Preset(preset(PresetKind::Quarterly))),
        ("Europe/London", RuleSpec::Preset(preset(PresetKind::FirstBusinessDay))),
    ];
    let mut schedules: Vec<(String, Schedule)> = Vec::new();
    for (zone, rule) in rules {
        let schedule = rule.schedule(zone, Some(GapWord::Run), None).unwrap();
        let id = world
            .add(|spec| {
                zone.clone_into(&mut spec.time_zone);
                spec.rule = rule;
                spec.gap = Some(GapWord::Run);
                // Dates that Amazon has: the sandbox ends where the real clock is.
                "last 7 days".clone_into(&mut spec.window);
            })
            .await;
        schedules.push((id, schedule));
    }
    let begun = world.workbench.clock().now();
    let end = begun + TimeDelta::days(730);
    while let Some((next, id)) = next(&world, &schedules).await.filter(|(at, _)| *at < end) {
        let wait = (next - world.workbench.clock().now()).to_std().unwrap_or_default();
        world.clock.suspend(wait + std::time::Duration::from_secs(5));
        world.all_ended(&id).await;
    }
    let mut all = 0;
    for (id, schedule) in &schedules {
        let slots = world.slots(id).await;
        let ran: Vec<i64> = slots.iter().rev().map(|slot| slot.nominal).collect();
        let last = slots.first().map_or(begun, |slot| DateTime::from_timestamp_millis(slot.nominal).unwrap());
        let wanted: Vec<i64> = schedule.between(begun, last).map(|slot| slot.instant.timestamp_millis()).collect();
        assert_eq!(ran, wanted, "{}", schedule.zone());
        assert!(slots.iter().all(|slot| slot.state == SlotState::Succeeded), "{slots:#?}");
        all += slots.len();
    }
    assert_eq!(world.runs(), all);
    assert!(all > 70, "{all}");
}

/// The schedule that is due next, and when.
async fn next(world: &World, schedules: &[(String, Schedule)]) -> Option<(DateTime<Utc>, String)> {
    let mut all = Vec::new();
    for (id, _) in schedules {
        let due = world.workbench.schedules().get(id).await.unwrap().summary.next_due.unwrap();
        all.push((DateTime::from_timestamp_millis(due).unwrap(), id.clone()));
    }
    all.into_iter().min()
}
