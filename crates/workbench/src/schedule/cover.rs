//! What the slots of a schedule cover, and the next of them as a person sees them before saving.

use chrono::{DateTime, Months, NaiveDate, Utc};
use chrono_tz::Tz;
use recurrence::{Dates, Rule, Schedule, Slot, Window, WindowError};
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use crate::query::window::words;
use crate::{Error, Result};

/// Months for which Amazon keeps what most tables hold.
const HISTORY_MONTHS: u32 = 13;

/// A slot and what its run covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covering {
    /// When it fires.
    pub slot: Slot,
    /// The days it covers; `None` without a window, or when Amazon keeps none of them any more.
    pub covered: Option<Dates>,
    /// What to know of it; `None` on ordinary days.
    pub note: Option<String>,
}

/// Reads a window such as `last 7 days lag 2`.
///
/// # Errors
/// `schedule.window` with the column of what cannot be read.
pub fn window(text: &str) -> Result<Window> {
    text.parse::<Window>().map_err(|WindowError { message, column }| {
        let mut error = Error::new("schedule.window", format!("Window, column {column}: {message}"))
            .next("Write the dates as in: last 7 days lag 2.");
        error.details.column = u32::try_from(column).ok();
        error
    })
}

/// What the run of a slot covers. Days that are not kept any more when it fires are not covered, and the note says so.
///
/// # Errors
/// `schedule.window` for dates outside the calendar.
pub fn cover(schedule: &Schedule, slot: Slot, window: Option<Window>) -> Result<Covering> {
    cover_on(schedule, slot, window, slot.meant.date())
}

/// As [`cover`], for a slot that runs on another day than it is planned for.
pub(super) fn cover_on(
    schedule: &Schedule,
    slot: Slot,
    window: Option<Window>,
    runs_on: NaiveDate,
) -> Result<Covering> {
    let planned = slot.meant.date();
    let mut notes: Vec<String> = schedule.note(&slot).into_iter().collect();
    let Some(window) = window else {
        return Ok(Covering { slot, covered: None, note: notes.pop() });
    };
    let wanted = window.covering(planned).map_err(|error| {
        Error::new("schedule.window", format!("The window fails: {error}.")).next("Choose other dates.")
    })?;
    let earliest = runs_on.checked_sub_months(Months::new(HISTORY_MONTHS)).unwrap_or(runs_on);
    let covered = wanted.from_on(earliest);
    let day = earliest.format("%-d %B %Y");
    match covered {
        Some(covered) if covered == wanted => {}
        Some(_) => notes.push(format!("the window begins {day}: {HISTORY_MONTHS} months are kept")),
        None => notes.push(format!("the window ends before {day}: {HISTORY_MONTHS} months are kept")),
    }
    Ok(Covering { slot, covered, note: (!notes.is_empty()).then(|| notes.join("; ")) })
}

/// When a rule fires next, for the eye.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SchedulePreview {
    /// The rule in words, as in `Every day at 02:30`.
    pub words: String,
    /// What a person should think about before saving.
    pub warnings: Vec<String>,
    /// The lag, in days, after which the data of the query's tables are complete; `None` where no query is named.
    pub wanted_lag: Option<u32>,
    /// The next slots.
    pub slots: Vec<PreviewSlot>,
}

/// A slot of a preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct PreviewSlot {
    /// When it fires, in UTC milliseconds.
    #[specta(type = Number)]
    pub nominal: i64,
    /// Its day on the schedule's calendar, as in `Fri 6 Mar 2026`.
    pub day: String,
    /// The time on the schedule's clock, as in `02:30 EST`.
    pub local: String,
    /// Whether the zone's offset is another than at the slot before.
    pub offset_changes: bool,
    /// The same time in UTC, `07:30`.
    pub utc: String,
    /// The dates it covers, in words; `None` when it covers none.
    pub covers: Option<String>,
    /// What to know of it; `None` on ordinary days.
    pub note: Option<String>,
    /// Other schedules that do the same on its day (SCH002), by name.
    pub conflicts: Vec<String>,
}

/// The next `count` slots of a schedule after `after`, with what they cover.
///
/// # Errors
/// As [`cover`].
pub fn preview(
    schedule: &Schedule,
    window: Option<Window>,
    after: DateTime<Utc>,
    count: usize,
) -> Result<SchedulePreview> {
    let zone = schedule.zone();
    let mut before = offset(zone, after);
    let mut slots = Vec::with_capacity(count);
    for slot in schedule.after(after).take(count) {
        let planned = cover(schedule, slot, window)?;
        let local = slot.local(zone);
        let now = offset(zone, slot.instant);
        slots.push(PreviewSlot {
            nominal: slot.instant.timestamp_millis(),
            day: local.format("%a %-d %b %Y").to_string(),
            local: local.format("%H:%M %Z").to_string(),
            offset_changes: std::mem::replace(&mut before, now) != now,
            utc: slot.instant.format("%H:%M").to_string(),
            covers: planned.covered.map(words),
            note: planned.note,
            conflicts: Vec::new(),
        });
    }
    let warnings = warnings(schedule, slots.is_empty());
    Ok(SchedulePreview { words: sentence(schedule), warnings, wanted_lag: None, slots })
}

fn offset(zone: Tz, at: DateTime<Utc>) -> i32 {
    use chrono::{Offset as _, TimeZone as _};
    zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc()
}

/// The rule in words, beginning with a capital.
pub fn sentence(schedule: &Schedule) -> String {
    let mut words = schedule.rule().words();
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

/// What a person should think about before a rule is used. `never`: it fires at no time.
pub fn warnings(schedule: &Schedule, never: bool) -> Vec<String> {
    let mut warnings = Vec::new();
    if matches!(schedule.rule(), Rule::Cron(cron) if cron.is_either_day()) {
        warnings.push(
            "A day needs to satisfy only one of the two day fields; write + before the weekdays to ask for both."
                .to_owned(),
        );
    }
    if schedule.is_more_often_than_daily() {
        warnings.push("More often than once a day: the data of a day need about 48 hours to settle.".to_owned());
    }
    if never {
        warnings.push("It never fires after that moment.".to_owned());
    }
    warnings
}
