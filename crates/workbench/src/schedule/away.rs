//! Slots that came while nothing was open or the computer slept, until a person has read of them.

use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::model::SlotState;
use super::rows;
use super::service::Schedules;
use super::view::covers;
use crate::store::json;
use crate::{Result, settings};

/// The name under which it is kept up to when they were read of.
const READ_UP_TO: &str = "schedule.away_read_up_to";
/// Slots that are listed.
const MOST_LISTED: usize = 50;

/// Slots that came late.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct Away {
    /// Those since the last that were taken for read, newest first, at most 50.
    pub slots: Vec<AwaySlot>,
    /// How many more there were.
    pub more: u32,
}

/// A slot that came while nothing was open or the computer slept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct AwaySlot {
    /// Its id.
    pub slot_id: String,
    /// Its schedule's id.
    pub schedule_id: String,
    /// Its schedule's name.
    pub name: String,
    /// When it was to fire, in UTC milliseconds.
    #[specta(type = Number)]
    pub nominal: i64,
    /// When it was found, in UTC milliseconds.
    #[specta(type = Number)]
    pub found_at: i64,
    /// Where it is.
    pub state: SlotState,
    /// When its first run began, in UTC milliseconds.
    #[specta(type = Option<Number>)]
    pub started_at: Option<i64>,
    /// The dates it covers, in words.
    pub covers: Option<String>,
    /// The execution of its first run.
    pub execution_id: Option<String>,
}

impl Schedules {
    /// Slots that came while nothing was open or the computer slept, since those that were taken for read; at most of the last week.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn away(&self) -> Result<Away> {
        let (reader, now) = (self.parts.store.reader(), self.parts.clock.now_millis());
        let since = self.read_up_to().await?.max(now - 7 * 24 * 3600 * 1000);
        let mut slots = rows::away(reader, since).await?;
        let more = slots.len().saturating_sub(MOST_LISTED);
        slots.truncate(MOST_LISTED);
        let slots = slots.into_iter().map(|slot| AwaySlot {
            covers: slot.window.as_ref().and_then(covers),
            slot_id: slot.id,
            schedule_id: slot.schedule_id,
            name: slot.name,
            nominal: slot.nominal,
            found_at: slot.found_at,
            state: slot.state,
            started_at: slot.started_at,
            execution_id: slot.execution_id,
        });
        Ok(Away { slots: slots.collect(), more: u32::try_from(more).unwrap_or(u32::MAX) })
    }

    /// Takes what was found late up to an instant (UTC milliseconds) for read; up to which instant it was before.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn mark_away_read(&self, up_to: i64) -> Result<i64> {
        let before = self.read_up_to().await?;
        settings::keep(&self.parts.store, READ_UP_TO, json::write(&up_to, "an instant")?).await?;
        self.parts.events.send(crate::Event::SchedulesChanged { ids: Vec::new() });
        Ok(before)
    }

    async fn read_up_to(&self) -> Result<i64> {
        let kept = settings::kept(self.parts.store.reader(), READ_UP_TO).await?;
        kept.map_or(Ok(0), |kept| json::read(&kept, "the time up to which late slots were read of"))
    }
}
