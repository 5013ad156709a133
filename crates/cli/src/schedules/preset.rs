//! A preset as a program writes it.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveTime, Weekday};
use recurrence::{BusinessDays, DayRule, Gap, Overlap, Preset, Roll};
use serde::Deserialize;

/// `{"kind": "weekly", "weekdays": ["mon"], "at": ["06:00"]}` and its kin.
#[derive(Deserialize)]
pub(super) struct PresetText {
    kind: Kind,
    at: Vec<String>,
    anchor: Option<NaiveDate>,
    days: Option<u32>,
    weekdays: Option<Vec<String>>,
    day: Option<u32>,
    nth: Option<i8>,
    holidays: Option<BTreeSet<NaiveDate>>,
    roll: Option<RollWord>,
    gap: Option<GapWord>,
    overlap: Option<OverlapWord>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Once,
    EveryDays,
    Weekly,
    MonthlyDay,
    MonthlyLastDay,
    MonthlyWeekday,
    FirstBusinessDay,
    LastBusinessDay,
    BusinessDays,
    Quarterly,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RollWord {
    Skip,
    Next,
    Previous,
}

/// A word of the command line and of JSON.
#[derive(Clone, Copy, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GapWord {
    Run,
    Skip,
}

/// A word of the command line and of JSON.
#[derive(Clone, Copy, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OverlapWord {
    First,
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

impl PresetText {
    /// What it chooses for the days on which clocks are set.
    pub(super) fn clocks(&self) -> (Option<GapWord>, Option<OverlapWord>) {
        (self.gap, self.overlap)
    }

    /// The preset that is meant.
    ///
    /// # Errors
    /// A sentence on what is missing or wrong.
    pub(super) fn read(self) -> Result<Preset, String> {
        let anchor = self.anchor.ok_or("This kind of preset needs an anchor, a day as in 2026-03-01.");
        let weekdays = weekdays(self.weekdays.unwrap_or_default());
        let days = match self.kind {
            Kind::Once => DayRule::Once(anchor?),
            Kind::EveryDays => DayRule::EveryDays { anchor: anchor?, days: self.days.ok_or("Every how many days?")? },
            Kind::Weekly => DayRule::Weekly(weekdays?),
            Kind::MonthlyDay => DayRule::MonthlyDay(self.day.ok_or("On which day of the month?")?),
            Kind::MonthlyLastDay => DayRule::MonthlyLastDay,
            Kind::MonthlyWeekday => {
                let nth = self.nth.ok_or("Which of the weekdays in the month: 1 to 5, or -1 for the last?")?;
                DayRule::MonthlyWeekday { weekdays: weekdays?, nth }
            }
            Kind::FirstBusinessDay => DayRule::FirstBusinessDay,
            Kind::LastBusinessDay => DayRule::LastBusinessDay,
            Kind::BusinessDays => DayRule::BusinessDays,
            Kind::Quarterly => DayRule::Quarterly(self.day.unwrap_or(1)),
        };
        let at = self.at.iter().map(|text| {
            NaiveTime::parse_from_str(text, "%H:%M")
                .or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S"))
                .map_err(|_| format!("{text} is no time of day; write one like 06:30."))
        });
        let roll = self.roll.map(|roll| match roll {
            RollWord::Skip => Roll::Skip,
            RollWord::Next => Roll::Next,
            RollWord::Previous => Roll::Previous,
        });
        let business = BusinessDays { holidays: self.holidays.unwrap_or_default() };
        Preset::new(days, at.collect::<Result<_, _>>()?, business, roll).map_err(|error| error.to_string())
    }
}

fn weekdays(names: Vec<String>) -> Result<Vec<Weekday>, String> {
    let read = |name: &String| name.parse().map_err(|_| format!("{name} is no weekday; write mon, tue and so on."));
    names.iter().map(read).collect()
}
