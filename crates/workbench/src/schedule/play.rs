//! Playing days through: which slots come, and how many executions they ask for.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Datelike as _, Days, NaiveDate, TimeDelta, Timelike as _, Utc};
use chrono_tz::Tz;

use super::rehearsal::{BusyHour, CrowdedInstance, Rehearsal, RehearsedDay, RehearsedSchedule};
use super::service::Reading;
use crate::execution::MOST_IN_INSTANCE;

/// Slots that are played: a schedule of every minute has half a million a year.
const MOST_SLOTS: usize = 1_000_000;
/// Rows of the lists, and schedules of a day.
const MOST_LISTED: usize = 20;
/// Times of a schedule on one day.
const MOST_TIMES: usize = 12;

/// A schedule that takes part.
pub(super) struct Player {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) reading: Reading,
    pub(super) instances: Vec<String>,
    pub(super) most_slots: Option<usize>,
}

#[derive(Default)]
struct Day {
    slots: u32,
    executions: u32,
    firing: u32,
    shown: Vec<RehearsedSchedule>,
}

impl Day {
    /// Adds the slots of a schedule, of which there is at least one.
    fn add(&mut self, player: &Player, mut at: Vec<i64>) {
        let slots = count(at.len());
        let executions = slots.saturating_mul(count(player.instances.len()));
        self.slots = self.slots.saturating_add(slots);
        self.executions = self.executions.saturating_add(executions);
        self.firing += 1;
        let place = self.shown.partition_point(|one| one.at.first() <= at.first());
        if place < MOST_LISTED {
            at.truncate(MOST_TIMES);
            let (id, name) = (player.id.clone(), player.name.clone());
            self.shown.insert(place, RehearsedSchedule { id, name, slots, executions, at });
            self.shown.truncate(MOST_LISTED);
        }
    }

    fn told(self, day: NaiveDate) -> RehearsedDay {
        RehearsedDay {
            day: day.to_string(),
            slots: self.slots,
            executions: self.executions,
            more: self.firing.saturating_sub(count(self.shown.len())),
            schedules: self.shown,
        }
    }
}

#[derive(Default)]
struct Hour {
    executions: u32,
    by_schedule: BTreeMap<usize, u32>,
    by_instance: HashMap<String, u32>,
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Plays `days` days of `zone` through, from the day `first` on, without what is over by `now`.
pub(super) fn play(players: &[Player], zone: Tz, now: DateTime<Utc>, first: NaiveDate, days: u32) -> Rehearsal {
    let end = first.checked_add_days(Days::new(u64::from(days))).unwrap_or(first);
    let begin = recurrence::first_instant(first, zone).map_or(now, |begin| begin - TimeDelta::milliseconds(1));
    let until = recurrence::first_instant(end, zone).unwrap_or(now);
    let mut by_day: BTreeMap<NaiveDate, Day> =
        first.iter_days().take_while(|day| *day < end).map(|day| (day, Day::default())).collect();
    let mut by_hour: BTreeMap<i64, Hour> = BTreeMap::new();
    let (mut weekdays, mut played) = (vec![vec![0_u32; 24]; 7], 0_usize);
    for (number, player) in players.iter().enumerate() {
        let runs = count(player.instances.len());
        let schedule = &player.reading.schedule;
        let is_over = |day: NaiveDate| player.reading.last_day.is_some_and(|last| day > last);
        // What comes before the first day counts only for a schedule that ends after so many slots.
        let from = if player.most_slots.is_some() { now } else { now.max(begin) };
        let all = schedule.after(from).take_while(|slot| slot.instant < until && !is_over(slot.meant.date()));
        let mut mine: BTreeMap<NaiveDate, Vec<i64>> = BTreeMap::new();
        for slot in all.take(player.most_slots.unwrap_or(usize::MAX)).take(MOST_SLOTS.saturating_sub(played)) {
            played += 1;
            let local = slot.instant.with_timezone(&zone);
            if local.date_naive() < first {
                continue;
            }
            mine.entry(local.date_naive()).or_default().push(slot.instant.timestamp_millis());
            let weekday = weekdays.get_mut(local.weekday().num_days_from_monday() as usize);
            if let Some(hour) = weekday.and_then(|hours| hours.get_mut(local.hour() as usize)) {
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
        for (day, at) in mine {
            by_day.entry(day).or_default().add(player, at);
        }
    }
    let sum = |of: fn(&Day) -> u32| by_day.values().map(of).fold(0, u32::saturating_add);
    Rehearsal {
        busiest: busiest(&by_hour, players),
        crowded: crowded(&by_hour, zone),
        at_once: count(MOST_IN_INSTANCE),
        weekdays,
        slots: sum(|day| day.slots),
        executions: sum(|day| day.executions),
        cut: played >= MOST_SLOTS,
        days: by_day.into_iter().map(|(day, all)| all.told(day)).collect(),
    }
}

fn busiest(by_hour: &BTreeMap<i64, Hour>, players: &[Player]) -> Vec<BusyHour> {
    let mut busiest: Vec<(&i64, &Hour)> = by_hour.iter().collect();
    busiest.sort_by(|one, other| other.1.executions.cmp(&one.1.executions).then_with(|| one.0.cmp(other.0)));
    let busiest = busiest.into_iter().take(MOST_LISTED).map(|(at, hour)| {
        let mut names: Vec<(&usize, &u32)> = hour.by_schedule.iter().collect();
        names.sort_by(|one, other| other.1.cmp(one.1));
        let names = names.into_iter().take(5).filter_map(|(number, _)| players.get(*number));
        BusyHour { at: *at, executions: hour.executions, schedules: names.map(|player| player.name.clone()).collect() }
    });
    busiest.collect()
}

/// The same hour of the day comes once for each instance, however many days it is crowded on.
fn crowded(by_hour: &BTreeMap<i64, Hour>, zone: Tz) -> Vec<CrowdedInstance> {
    let mut crowded: BTreeMap<(&str, u32), CrowdedInstance> = BTreeMap::new();
    for (at, hour) in by_hour {
        let of_day = DateTime::from_timestamp_millis(*at).unwrap_or_default().with_timezone(&zone).hour();
        for (instance, executions) in &hour.by_instance {
            if *executions as usize > MOST_IN_INSTANCE {
                let new = || CrowdedInstance { at: *at, instance_id: instance.clone(), executions: 0, days: 0 };
                let entry = crowded.entry((instance, of_day)).or_insert_with(new);
                entry.executions = entry.executions.max(*executions);
                entry.days += 1;
            }
        }
    }
    let mut crowded: Vec<CrowdedInstance> = crowded.into_values().collect();
    crowded.sort_by(|one, other| other.executions.cmp(&one.executions).then_with(|| one.at.cmp(&other.at)));
    crowded.truncate(MOST_LISTED);
    crowded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::RuleSpec;

    fn player(name: &str, cron: &str, zone: &str, instances: &[&str]) -> Player {
        Player {
            id: name.to_lowercase(),
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

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_rehearsal_counts_what_would_run_by_day_by_hour_and_by_instance() {
        let players = [
            player("Daily", "0 6 * * *", "Europe/Berlin", &["a", "b"]),
            player("Crowd", "*/5 6 * * MON", "Europe/Berlin", &["a"]),
        ];
        // 2 March 2026 is a Monday; the day has begun, its slots at six are over.
        let found = play(&players, chrono_tz::Europe::Berlin, at("2026-03-02T06:00:00Z"), on("2026-03-02"), 8);
        assert_eq!(found.days.len(), 8);
        assert_eq!((found.days[0].day.as_str(), found.days[0].slots), ("2026-03-02", 0));
        assert_eq!((found.days[1].slots, found.days[1].executions), (1, 2));
        // Monday the 9th: twelve slots of the crowd, and the daily one.
        assert_eq!((found.days[7].slots, found.days[7].executions), (13, 14));
        let [monday, tuesday] = [&found.weekdays[0], &found.weekdays[1]];
        assert_eq!((monday[6], tuesday[6], monday[7]), (2 + 12, 2, 0));
        assert_eq!(found.weekdays.iter().flatten().sum::<u32>(), 26);
        assert_eq!((found.slots, found.executions, found.cut), (7 + 12, 26, false));
        assert_eq!(found.busiest[0].executions, 14);
        assert_eq!(found.busiest[0].schedules, ["Crowd", "Daily"]);
        assert_eq!(at("2026-03-09T05:00:00Z").timestamp_millis(), found.busiest[0].at);
        assert_eq!(found.crowded.len(), 1);
        assert_eq!((found.crowded[0].instance_id.as_str(), found.crowded[0].executions), ("a", 13));
    }

    #[test]
    fn an_instance_that_is_crowded_at_the_same_hour_of_several_days_is_told_once() {
        let players = [
            player("Nine", "*/7 6 * * *", "UTC", &["a"]),
            player("Monday", "3 6 * * MON", "UTC", &["a"]),
            player("Noon", "*/5 12 * * *", "UTC", &["b"]),
        ];
        let found = play(&players, chrono_tz::UTC, at("2026-03-03T00:00:00Z"), on("2026-03-03"), 14);
        let told: Vec<_> = found.crowded.iter().map(|one| (&*one.instance_id, one.executions, one.days)).collect();
        assert_eq!(told, [("b", 12, 14), ("a", 10, 14)]);
        assert_eq!(found.crowded[1].at, at("2026-03-03T06:00:00Z").timestamp_millis());
        assert_eq!(found.at_once, 8);
    }

    #[test]
    fn a_day_names_the_schedules_that_fire_first_and_counts_the_others() {
        let mut players: Vec<Player> = (0..23)
            .rev()
            .map(|hour| player(&format!("At {hour}"), &format!("0 {hour} * * *"), "UTC", &["a"]))
            .collect();
        players.push(player("Often", "*/10 * * * *", "UTC", &["a", "b"]));
        let found = play(&players, chrono_tz::UTC, at("2026-03-02T00:00:00Z"), on("2026-03-03"), 1);
        let day = &found.days[0];
        assert_eq!((day.slots, day.executions, day.more), (23 + 144, 23 + 288, 4));
        let names: Vec<&str> = day.schedules.iter().map(|one| one.name.as_str()).collect();
        assert_eq!((names.len(), &names[..3], names[19]), (20, &["At 0", "Often", "At 1"][..], "At 18"));
        let often = &day.schedules[1];
        assert_eq!((often.id.as_str(), often.slots, often.executions, often.at.len()), ("often", 144, 288, 12));
        assert_eq!(often.at[11], at("2026-03-03T01:50:00Z").timestamp_millis());
    }

    #[test]
    fn a_later_part_is_what_the_whole_says_of_it() {
        let mut players =
            [player("Daily", "30 2 * * *", "America/New_York", &["a", "b"]), player("Few", "0 6 * * *", "UTC", &["a"])];
        players[1].most_slots = Some(5);
        let berlin = chrono_tz::Europe::Berlin;
        let whole = play(&players, berlin, at("2026-03-02T12:00:00Z"), on("2026-03-01"), 40);
        let part = play(&players, berlin, at("2026-03-02T12:00:00Z"), on("2026-03-06"), 3);
        assert_eq!(part.days, whole.days[5..8]);
        assert_eq!(part.slots, 3 + 2);
        // The days before it count nothing, and the first of them is over.
        assert_eq!((whole.days[0].slots, whole.days[1].slots), (0, 0));
    }

    #[test]
    fn a_schedule_that_ends_is_rehearsed_to_its_end() {
        let mut three = player("Three", "0 6 * * *", "UTC", &["a"]);
        three.most_slots = Some(3);
        let mut until = player("Until", "0 7 * * *", "UTC", &["a"]);
        until.reading.last_day = NaiveDate::from_ymd_opt(2026, 3, 4);
        let found = play(&[three, until], chrono_tz::UTC, at("2026-03-02T00:00:00Z"), on("2026-03-02"), 30);
        assert_eq!(found.slots, 3 + 3);
    }
}
