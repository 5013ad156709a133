//! What all schedules would do in the coming days, before any of it happens.

use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::model::ScheduleState;
use super::play::{Player, play};
use super::rows::{self, Row};
use super::service::{Reading, Schedules};
use crate::query::window::{day, zone};
use crate::{Error, Result};

/// Days of the longest rehearsal, and how far ahead any goes.
const MOST_DAYS: u32 = 366;

/// What all schedules would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Rehearsal {
    /// The days, in order, each with what it would bring.
    pub days: Vec<RehearsedDay>,
    /// Executions by weekday, Monday first, and hour of day, over all days: seven rows of 24 figures.
    pub weekdays: Vec<Vec<u32>>,
    /// The hours with most executions, the fullest first; at most 20.
    pub busiest: Vec<BusyHour>,
    /// Hours in which an instance is given more executions than run there at once: the rest waits. The fullest first; at most 20.
    pub crowded: Vec<CrowdedInstance>,
    /// How many executions run at once in an instance.
    pub at_once: u32,
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
    /// The schedules that fire on it, in the order of their first slots; at most 20.
    pub schedules: Vec<RehearsedSchedule>,
    /// How many more schedules fire on it.
    pub more: u32,
}

/// A schedule on a day of a rehearsal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct RehearsedSchedule {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its slots on that day.
    pub slots: u32,
    /// Its executions on that day.
    pub executions: u32,
    /// When its slots fire, in UTC milliseconds, in order; the first 12.
    #[specta(type = Vec<Number>)]
    pub at: Vec<i64>,
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

/// An hour of the day in which an instance is given more than runs at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct CrowdedInstance {
    /// When it begins for the first time, in UTC milliseconds.
    #[specta(type = Number)]
    pub at: i64,
    /// Our id of the instance.
    pub instance_id: String,
    /// Its executions in that hour, on the day that has most.
    pub executions: u32,
    /// On how many days it is given too many in that hour.
    pub days: u32,
}

impl Schedules {
    /// What all schedules that fire would do on so many days of the zone `time_zone`, at most 366: from today on, or from the day
    /// `first` (`YYYY-MM-DD`), which need not be to come. What is over is not played again.
    ///
    /// # Errors
    /// `window.zone`, `window.dates`; `invalid` for no day, and for one that is more than 366 days ahead; `store.*`.
    pub async fn rehearse(&self, first: Option<&str>, days: u32, time_zone: &str) -> Result<Rehearsal> {
        let zone = zone(time_zone)?;
        let now = self.parts.clock.now();
        let today = now.with_timezone(&zone).date_naive();
        let first = first.map_or(Ok(today), day)?;
        let ahead = first.signed_duration_since(today).num_days().saturating_add(i64::from(days));
        if days == 0 || days > MOST_DAYS || ahead > i64::from(MOST_DAYS) {
            let message = format!("A rehearsal covers 1 to {MOST_DAYS} days, none further ahead than that.");
            return Err(Error::invalid(message).next("Choose fewer days, or earlier ones."));
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
                id: row.id,
            })
        };
        let firing = rows.into_iter().filter(|row| row.state == ScheduleState::On);
        let players: Vec<Player> = firing.filter_map(player).collect();
        let rehearsed = tokio::task::spawn_blocking(move || play(&players, zone, now, first, days)).await;
        rehearsed.map_err(|_| Error::internal("a rehearsal was broken off"))
    }
}
