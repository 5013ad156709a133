//! What all schedules would do in the coming days, before any of it happens.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Timelike as _, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::model::ScheduleState;
use super::rows::{self, Row};
use super::service::{Reading, Schedules};
use crate::execution::MOST_IN_INSTANCE;
use crate::query::window::zone;
use crate::{Error, Result};

/// Days of the longest rehearsal.
const MOST_DAYS: u32 = 366;
/// Slots of one rehearsal: a schedule of every minute has half a million a year.
const MOST_SLOTS: usize = 1_000_000;
/// Rows of the lists.
const MOST_LISTED: usize = 20;

/// What all schedules would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Rehearsal {
    /// The days, in order, each with what it would bring.
    pub days: Vec<RehearsedDay>,
    /// Executions by hour of day, over all days; 24 figures.
    pub hours: Vec<u32>,
    /// The hours with most executions, the fullest first; at most 20.
    pub busiest: Vec<BusyHour>,
    /// Hours in which an instance is given more executions than run there at once: the rest waits. The fullest first; at most 20.
    pub crowded: Vec<CrowdedInstance>,
    /// All slots.
    pub slots: u32,
    /// All executions.
    pub executions: u32,
    /// Whether there were too many slots to go on to the last day.
    pub cut: bool,
}

/// A day of a rehearsal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct RehearsedDay {
    /// `YYYY-MM-DD`.
    pub day: String,
    /// Its slots.
    pub slots: u32,
    /// Its executions.
    pub executions: u32,
}

/// An hour with many executions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct BusyHour {
    /// When it begins, in UTC milliseconds.
    #[specta(type = Number)]
    pub at: i64,
    /// Its executions.
    pub executions: u32,
    /// Names of the schedules, those with most executions first; at most five.
    pub schedules: Vec<String>,
}

/// An hour in which an instance is given more than runs at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct CrowdedInstance {
    /// When it begins, in UTC milliseconds.
    #[specta(type = Number)]
    pub at: i64,
    /// Our id of the instance.
    pub instance_id: String,
    /// Its executions in that hour.
    pub executions: u32,
}

/// A schedule that takes part.
pub(super) struct Player {
    pub(super) name: String,
    pub(super) reading: Reading,
    pub(super) instances: Vec<String>,
    pub(super) most_slots: Option<usize>,
}

impl Schedules {
    /// What all schedules that fire would do from now on for so many days of the zone `time_zone`, at most 366.
    ///
    /// # Errors
    /// `window.zone`, `invalid`, `store.*`.
    pub async fn rehearse(&self, days: u32, time_zone: &str) -> Result<Rehearsal> {
        let zone = zone(time_zone)?;
        if days == 0 || days > MOST_DAYS {
            return Err(Error::invalid(format!("A rehearsal covers 1 to {MOST_DAYS} days.")).next("Choose fewer days."));
        }
        let reader = self.parts.store.reader();
        let (rows, mut instances) = (rows::all(reader).await?, rows::instances(reader, None).await?);
        let player = |row: Row| {
            let going = instances.remove(&row.id).unwrap_or_default().into_iter().filter(|one| !one.set_aside);
            Some(Player {
                reading: Reading::of(&row.spec).ok()?,
                instances: going.map(|one| one.instance_row).collect(),
                most_slots: row
                    .spec
                    .most_slots
                    .map(|most| usize::try_from(i64::from(most) - row.slots_begun).unwrap_or(0)),
                name: row.spec.name,
            })
        };
        let firing = rows.into_iter().filter(|row| row.state == ScheduleState::On);
        let players: Vec<Player> = firing.filter_map(player).collect();
        let now = self.parts.clock.now();
        let rehearsed = tokio::task::spawn_blocking(move || rehearse(&players, zone, now, days)).await;
        rehearsed.map_err(|_| Error::internal("a rehearsal was broken off"))
    }
}

#[derive(Default)]
struct Hour {
    executions: u32,
    by_schedule: BTreeMap<usize, u32>,
    by_instance: HashMap<String, u32>,
}

/// Plays `days` days of `zone` through, from `now` on.
pub(super) fn rehearse(players: &[Player], zone: Tz, now: DateTime<Utc>, days: u32) -> Rehearsal {
    let today = now.with_timezone(&zone).date_naive();
    let last = today.checked_add_days(Days::new(u64::from(days))).unwrap_or(today);
    let until = recurrence::first_instant(last, zone).unwrap_or(now);
    let mut by_day: BTreeMap<NaiveDate, (u32, u32)> =
        today.iter_days().take_while(|day| *day < last).map(|day| (day, (0, 0))).collect();
    let mut by_hour: BTreeMap<i64, Hour> = BTreeMap::new();
    let (mut hours, mut slots, mut executions) = (vec![0_u32; 24], 0_usize, 0_u32);
    for (number, player) in players.iter().enumerate() {
        let runs = u32::try_from(player.instances.len()).unwrap_or(u32::MAX);
        let schedule = &player.reading.schedule;
        let is_over = |day: NaiveDate| player.reading.last_day.is_some_and(|last| day > last);
        let all = schedule.after(now).take_while(|slot| slot.instant < until && !is_over(slot.meant.date()));
        for slot in all.take(player.most_slots.unwrap_or(usize::MAX)).take(MOST_SLOTS.saturating_sub(slots)) {
            let local = slot.instant.with_timezone(&zone);
            slots += 1;
            executions = executions.saturating_add(runs);
            if let Some(day) = by_day.get_mut(&local.date_naive()) {
                day.0 += 1;
                day.1 = day.1.saturating_add(runs);
            }
            if let Some(hour) = hours.get_mut(local.hour() as usize) {
                *hour = hour.saturating_add(runs);
            }
            let begin = slot.instant - TimeDelta::seconds(i64::from(local.minute()) * 60 + i64::from(local.second()));
            let hour = by_hour.entry(begin.timestamp_millis()).or_default();
            hour.executions = hour.executions.saturating_add(runs);
            *hour.by_schedule.entry(number).or_default() += runs;
            for instance in &player.instances {
                match hour.by_instance.get_mut(instance) {
                    Some(count) => *count += 1,
                    None => drop(hour.by_instance.insert(instance.clone(), 1)),
                }
            }
        }
    }
    let mut crowded: Vec<CrowdedInstance> = by_hour
        .iter()
        .flat_map(|(at, hour)| hour.by_instance.iter().map(move |(instance, count)| (*at, instance, *count)))
        .filter(|(_, _, count)| *count as usize > MOST_IN_INSTANCE)
        .map(|(at, instance, executions)| CrowdedInstance { at, instance_id: instance.clone(), executions })
        .collect();
    crowded.sort_by(|one, other| other.executions.cmp(&one.executions).then_with(|| one.at.cmp(&other.at)));
    crowded.truncate(MOST_LISTED);
    let mut busiest: Vec<(&i64, &Hour)> = by_hour.iter().collect();
    busiest.sort_by(|one, other| other.1.executions.cmp(&one.1.executions).then_with(|| one.0.cmp(other.0)));
    let busiest = busiest.into_iter().take(MOST_LISTED).map(|(at, hour)| {
        let mut names: Vec<(&usize, &u32)> = hour.by_schedule.iter().collect();
        names.sort_by(|one, other| other.1.cmp(one.1));
        let names = names.into_iter().take(5).filter_map(|(number, _)| players.get(*number));
        BusyHour { at: *at, executions: hour.executions, schedules: names.map(|player| player.name.clone()).collect() }
    });
    Rehearsal {
        busiest: busiest.collect(),
        crowded,
        days: by_day
            .into_iter()
            .map(|(day, (slots, executions))| RehearsedDay { day: day.to_string(), slots, executions })
            .collect(),
        hours,
        slots: u32::try_from(slots).unwrap_or(u32::MAX),
        executions,
        cut: slots >= MOST_SLOTS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::RuleSpec;

    fn player(name: &str, cron: &str, zone: &str, instances: &[&str]) -> Player {
        Player {
            name: name.to_owned(),
            reading: Reading {
                schedule: RuleSpec::Cron(cron.to_owned()).schedule(zone, None, None).unwrap(),
                window: "last 7 days".parse().unwrap(),
                last_day: None,
            },
            instances: instances.iter().map(|&id| id.to_owned()).collect(),
            most_slots: None,
        }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_rehearsal_counts_what_would_run_by_day_by_hour_and_by_instance() {
        let players = [
            player("Daily", "0 6 * * *", "Europe/Berlin", &["a", "b"]),
            player("Crowd", "*/5 6 * * MON", "Europe/Berlin", &["a"]),
        ];
        // 2 March 2026 is a Monday; the day has begun, its slots at six are over.
        let found = rehearse(&players, chrono_tz::Europe::Berlin, at("2026-03-02T06:00:00Z"), 8);
        assert_eq!(found.days.len(), 8);
        assert_eq!((found.days[0].day.as_str(), found.days[0].slots), ("2026-03-02", 0));
        assert_eq!((found.days[1].slots, found.days[1].executions), (1, 2));
        // Monday the 9th: twelve slots of the crowd, and the daily one.
        assert_eq!((found.days[7].slots, found.days[7].executions), (13, 14));
        assert_eq!((found.hours[6], found.hours.iter().sum::<u32>()), (7 * 2 + 12, 26));
        assert_eq!((found.slots, found.executions, found.cut), (7 + 12, 26, false));
        assert_eq!(found.busiest[0].executions, 14);
        assert_eq!(found.busiest[0].schedules, ["Crowd", "Daily"]);
        assert_eq!(at("2026-03-09T05:00:00Z").timestamp_millis(), found.busiest[0].at);
        assert_eq!(found.crowded.len(), 1);
        assert_eq!((found.crowded[0].instance_id.as_str(), found.crowded[0].executions), ("a", 13));
    }

    #[test]
    fn a_schedule_that_ends_is_rehearsed_to_its_end() {
        let mut three = player("Three", "0 6 * * *", "UTC", &["a"]);
        three.most_slots = Some(3);
        let mut until = player("Until", "0 7 * * *", "UTC", &["a"]);
        until.reading.last_day = NaiveDate::from_ymd_opt(2026, 3, 4);
        let found = rehearse(&[three, until], chrono_tz::UTC, at("2026-03-02T00:00:00Z"), 30);
        assert_eq!(found.slots, 3 + 3);
    }
}
