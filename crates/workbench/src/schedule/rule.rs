//! When a schedule fires, as people and programs write it down.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveTime, Weekday};
use recurrence::{BusinessDays, Cron, CronError, DayRule, Gap, Overlap, Preset, Roll, Rule, Schedule};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{Error, Result};

/// A rule for days and times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum RuleSpec {
    /// A cron expression of five fields.
    Cron(String),
    /// A rule in the words of people.
    Preset(PresetSpec),
}

/// `{"kind": "weekly", "weekdays": ["mon"], "at": ["06:00"]}` and its kin. What a kind does not need may be absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PresetSpec {
    /// Which rule for days.
    pub kind: PresetKind,
    /// Times of day, `HH:MM`.
    pub at: Vec<String>,
    /// The first day, or the only one, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<String>,
    /// Days from one to the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// `mon` to `sun`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekdays: Option<Vec<String>>,
    /// Day of the month, 1 to 31.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<u32>,
    /// Which of the weekdays in a month, 1 to 5; -1 is the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<i8>,
    /// Days that are no business days, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holidays: Option<BTreeSet<String>>,
    /// Where days go that are no business days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roll: Option<RollWord>,
    /// What becomes of a time that the clocks skip.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<GapWord>,
    /// What becomes of a time that the clocks show twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overlap: Option<OverlapWord>,
}

/// The rules for days that have a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PresetKind {
    /// On one day.
    Once,
    /// Every so many days from a day on.
    EveryDays,
    /// On weekdays.
    Weekly,
    /// On a day of each month, or on its last where it is shorter.
    MonthlyDay,
    /// On the last day of each month.
    MonthlyLastDay,
    /// On the n-th of some weekdays of each month.
    MonthlyWeekday,
    /// On the first business day of each month.
    FirstBusinessDay,
    /// On the last business day of each month.
    LastBusinessDay,
    /// On all business days.
    BusinessDays,
    /// On a day of the first month of each quarter.
    Quarterly,
}

/// Where a day goes that is no business day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum RollWord {
    /// Nowhere.
    Skip,
    /// To the next business day.
    Next,
    /// To the business day before.
    Previous,
}

/// What becomes of a time that the clocks skip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum GapWord {
    /// It fires right after the gap.
    Run,
    /// It does not fire that day.
    Skip,
}

/// What becomes of a time that the clocks show twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum OverlapWord {
    /// It fires the first time.
    First,
    /// It fires both times.
    Both,
}

impl From<GapWord> for Gap {
    fn from(word: GapWord) -> Self {
        match word {
            GapWord::Run => Self::Run,
            GapWord::Skip => Self::Skip,
        }
    }
}

impl From<OverlapWord> for Overlap {
    fn from(word: OverlapWord) -> Self {
        match word {
            OverlapWord::First => Self::First,
            OverlapWord::Both => Self::Both,
        }
    }
}

impl RuleSpec {
    /// The schedule that is meant, in the zone `time_zone` (an IANA name). `gap` and `overlap` say what becomes of times that the
    /// clocks skip or show twice; without them a preset's own words hold, and without those what is usual for the rule.
    ///
    /// # Errors
    /// `SCH001` for a cron expression, with its column; `schedule.preset`; `schedule.zone`.
    pub fn schedule(&self, time_zone: &str, gap: Option<GapWord>, overlap: Option<OverlapWord>) -> Result<Schedule> {
        let zone = zone(time_zone)?;
        let (rule, own_gap, own_overlap) = match self {
            Self::Cron(text) => (Rule::Cron(text.parse::<Cron>().map_err(not_cron)?), None, None),
            Self::Preset(preset) => (Rule::Preset(preset.read()?), preset.gap, preset.overlap),
        };
        let (gap, overlap) = (gap.or(own_gap).map(Into::into), overlap.or(own_overlap).map(Into::into));
        Ok(Schedule::new(rule, zone, gap, overlap))
    }
}

/// The zone with this IANA name. Names are exact, as they are kept; another case is most of what goes wrong.
fn zone(name: &str) -> Result<chrono_tz::Tz> {
    name.parse().map_err(|_| {
        let near = chrono_tz::TZ_VARIANTS.iter().find(|known| known.name().eq_ignore_ascii_case(name.trim()));
        let near = near.map_or("America/New_York", |near| near.name());
        Error::new("schedule.zone", format!("{name} is no time zone; write one like {near}."))
            .next(format!("Choose a zone such as {near}."))
    })
}

fn not_cron(error: CronError) -> Error {
    let mut refused = Error::new("SCH001", error.message);
    refused.details.column = u32::try_from(error.column).ok();
    match error.instead {
        Some(instead) => refused.next(format!("Write {instead} instead.")).raw(instead),
        None => refused.next("Correct the expression, or choose one of the presets."),
    }
}

impl PresetSpec {
    /// The preset that is meant.
    ///
    /// # Errors
    /// `schedule.preset` with a sentence on what is missing or wrong.
    pub fn read(&self) -> Result<Preset> {
        let wrong = |message: String| Error::new("schedule.preset", message).next("Change when the schedule fires.");
        let day = |text: &String| {
            text.parse::<NaiveDate>().map_err(|_| wrong(format!("{text} is no day; write one like 2026-03-01.")))
        };
        let need = |message: &str| wrong(message.to_owned());
        let anchor = || {
            let anchor = self.anchor.as_ref();
            anchor.ok_or_else(|| need("This kind of preset needs an anchor, a day as in 2026-03-01.")).and_then(day)
        };
        let weekdays = || -> Result<Vec<Weekday>> {
            let read = |name: &String| {
                name.parse().map_err(|_| wrong(format!("{name} is no weekday; write mon, tue and so on.")))
            };
            self.weekdays.iter().flatten().map(read).collect()
        };
        let days = match self.kind {
            PresetKind::Once => DayRule::Once(anchor()?),
            PresetKind::EveryDays => {
                DayRule::EveryDays { anchor: anchor()?, days: self.days.ok_or_else(|| need("Every how many days?"))? }
            }
            PresetKind::Weekly => DayRule::Weekly(weekdays()?),
            PresetKind::MonthlyDay => DayRule::MonthlyDay(self.day.ok_or_else(|| need("On which day of the month?"))?),
            PresetKind::MonthlyLastDay => DayRule::MonthlyLastDay,
            PresetKind::MonthlyWeekday => {
                let which = "Which of the weekdays in the month: 1 to 5, or -1 for the last?";
                DayRule::MonthlyWeekday { nth: self.nth.ok_or_else(|| need(which))?, weekdays: weekdays()? }
            }
            PresetKind::FirstBusinessDay => DayRule::FirstBusinessDay,
            PresetKind::LastBusinessDay => DayRule::LastBusinessDay,
            PresetKind::BusinessDays => DayRule::BusinessDays,
            PresetKind::Quarterly => DayRule::Quarterly(self.day.unwrap_or(1)),
        };
        let at = self.at.iter().map(|text| {
            NaiveTime::parse_from_str(text, "%H:%M")
                .or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S"))
                .map_err(|_| wrong(format!("{text} is no time of day; write one like 06:30.")))
        });
        let at = at.collect::<Result<_>>()?;
        let holidays = self.holidays.iter().flatten().map(day).collect::<Result<BTreeSet<_>>>()?;
        let roll = self.roll.map(|roll| match roll {
            RollWord::Skip => Roll::Skip,
            RollWord::Next => Roll::Next,
            RollWord::Previous => Roll::Previous,
        });
        Preset::new(days, at, BusinessDays { holidays }, roll).map_err(|error| wrong(error.to_string()))
    }
}
