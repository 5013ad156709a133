//! When a schedule fires: its wall-clock times, through whatever a zone does to its clocks.

use std::fmt;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;

use crate::times::Times;
use crate::walk::Walk;
use crate::{Cron, Preset};

/// The calendar has years of four digits.
pub(crate) const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(1, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};
pub(crate) const LAST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// Which wall-clock times a schedule means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A cron expression.
    Cron(Cron),
    /// A rule for days and fixed times.
    Preset(Preset),
}

/// What becomes of a time that the clocks skip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// It fires at the first instant after the gap.
    Run,
    /// It does not exist that day.
    Skip,
}

/// What becomes of a time that the clocks show twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlap {
    /// It fires the first time.
    First,
    /// It fires both times.
    Both,
}

/// A rule in a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    rule: Rule,
    zone: Tz,
    gap: Gap,
    overlap: Overlap,
}

/// One planned occurrence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The wall-clock time that is meant. What a run covers follows from its date.
    pub meant: NaiveDateTime,
    /// When it fires.
    pub instant: DateTime<Utc>,
    /// What the zone's clocks do to it.
    pub shift: Shift,
}

/// What a zone's clocks do to a planned time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shift {
    /// Nothing.
    None,
    /// They skip it, so that it fires after the gap.
    Skipped,
    /// They show it twice, and this is the only slot, at the first.
    First,
    /// They show it twice, and this is the first of two slots.
    FirstOfTwo,
    /// And this the second.
    SecondOfTwo,
}

impl Schedule {
    /// A rule in a zone. Without `gap` and `overlap` the usual holds: fixed times run after a gap and once in an overlap; the
    /// beat of a clock (a `*` or a step in minute or hour) misses what is skipped and comes twice where the clocks do.
    #[must_use]
    pub fn new(rule: Rule, zone: Tz, gap: Option<Gap>, overlap: Option<Overlap>) -> Self {
        let fixed = match &rule {
            Rule::Cron(cron) => cron.is_fixed(),
            Rule::Preset(_) => true,
        };
        let (usual_gap, usual_overlap) = if fixed { (Gap::Run, Overlap::First) } else { (Gap::Skip, Overlap::Both) };
        Self { rule, zone, gap: gap.unwrap_or(usual_gap), overlap: overlap.unwrap_or(usual_overlap) }
    }

    /// Whether it may fire more than once on one day. Data of a day settle over two, so that little is gained by it.
    #[must_use]
    pub fn is_more_often_than_daily(&self) -> bool {
        self.times().count() > 1
    }

    /// The times of a day that it means.
    pub(crate) fn times(&self) -> Times<'_> {
        match &self.rule {
            Rule::Cron(cron) => Times::Beat(*cron.beat()),
            Rule::Preset(preset) => Times::Listed(preset.at()),
        }
    }

    /// What becomes of times that the clocks skip, and of those that they show twice.
    pub(crate) fn choices(&self) -> (Gap, Overlap) {
        (self.gap, self.overlap)
    }

    /// The zone of its wall clock.
    #[must_use]
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// The rule.
    #[must_use]
    pub fn rule(&self) -> &Rule {
        &self.rule
    }

    /// The first slot that fires after `after`; `None` where there is none in the fifty years that follow, or before the calendar
    /// ends with the year 9999. Two times that fire at one instant (a skipped one, and that to which it moves) are one slot, that of
    /// the earlier time.
    #[must_use]
    pub fn next(&self, after: DateTime<Utc>) -> Option<Slot> {
        self.after(after).next()
    }

    /// All slots that fire after `after`, in order.
    pub fn after(&self, after: DateTime<Utc>) -> impl Iterator<Item = Slot> {
        Walk::new(self, after)
    }

    /// All slots that fire after `after` and not after `until`, in order.
    pub fn between(&self, after: DateTime<Utc>, until: DateTime<Utc>) -> impl Iterator<Item = Slot> {
        self.after(after).take_while(move |slot| slot.instant <= until)
    }

    /// What a person should know of one of its slots: what the clocks do to it, and where a month has no such day as is wanted;
    /// `None` on ordinary days.
    #[must_use]
    pub fn note(&self, slot: &Slot) -> Option<String> {
        let day = slot.meant.date();
        let wanted = match &self.rule {
            Rule::Preset(preset) => preset.lacking(day),
            Rule::Cron(_) => None,
        };
        let month = wanted.map(|wanted| format!("{} has no day {wanted}; runs on its last", day.format("%B")));
        let notes: Vec<String> = month.into_iter().chain(slot.note(self.zone)).collect();
        (!notes.is_empty()).then(|| notes.join("; "))
    }

    pub(crate) fn is_on(&self, day: NaiveDate) -> bool {
        match &self.rule {
            Rule::Cron(cron) => cron.is_on(day),
            Rule::Preset(preset) => preset.is_on(day),
        }
    }

    /// The first and the last day that the rule may mean.
    pub(crate) fn bounds(&self) -> (NaiveDate, NaiveDate) {
        match &self.rule {
            Rule::Preset(preset) => (
                preset.begin().map_or(FIRST_DAY, |day| day.max(FIRST_DAY)),
                preset.end().map_or(LAST_DAY, |day| day.min(LAST_DAY)),
            ),
            Rule::Cron(_) => (FIRST_DAY, LAST_DAY),
        }
    }
}

impl Slot {
    /// The wall-clock time at which it fires.
    #[must_use]
    pub fn local(&self, zone: Tz) -> DateTime<Tz> {
        self.instant.with_timezone(&zone)
    }

    /// What a person should know of it, as in "02:30 does not exist on 8 March; runs 03:00"; `None` on ordinary days.
    #[must_use]
    pub fn note(&self, zone: Tz) -> Option<String> {
        let (time, day) = (self.meant.format("%H:%M"), Day(self.meant.date()));
        Some(match self.shift {
            Shift::None => return None,
            Shift::Skipped => {
                let fires = self.local(zone).naive_local();
                let on = if fires.date() == self.meant.date() {
                    String::new()
                } else {
                    format!(" on {}", Day(fires.date()))
                };
                format!("{time} does not exist on {day}; runs {}{on}", fires.format("%H:%M"))
            }
            Shift::First => format!("{time} comes twice on {day}; runs the first time"),
            Shift::FirstOfTwo => format!("{time} comes twice on {day}; this is the first time"),
            Shift::SecondOfTwo => format!("{time} comes twice on {day}; this is the second time"),
        })
    }
}

/// A day as in "8 March".
struct Day(NaiveDate);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.day(), self.0.format("%B"))
    }
}
