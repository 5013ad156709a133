//! When a schedule fires: its wall-clock times, through whatever a zone does to its clocks.

use std::fmt;

use chrono::{
    DateTime, Datelike as _, Days, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset as _, TimeZone as _,
    Utc,
};
use chrono_tz::Tz;

use crate::day::first_valid;
use crate::{Cron, Preset};

/// No day is looked for further ahead: 29 February on a given weekday comes once in 28 years, or 40 around 2100.
const HORIZON_DAYS: u64 = 50 * 366;

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

    /// The first slot that fires after `after`; `None` where there is none in the fifty years that follow. Two times that fire at
    /// one instant (a skipped one, and that to which it moves) are one slot, that of the earlier time.
    #[must_use]
    pub fn next(&self, after: DateTime<Utc>) -> Option<Slot> {
        let after_here = after.with_timezone(&self.zone).naive_local();
        // A slot that moved over midnight belongs to the day before.
        let first_day = after_here.date();
        let horizon = first_day.checked_add_days(Days::new(HORIZON_DAYS))?;
        let end = match &self.rule {
            Rule::Preset(preset) => preset.end().map_or(horizon, |end| end.min(horizon)),
            Rule::Cron(_) => horizon,
        };
        let mut day = first_day;
        while day <= end {
            if let Some(offset) = self.steady(day) {
                if self.is_on(day) {
                    let from = if day == first_day { after_here.time() } else { NaiveTime::MIN };
                    if let Some(slot) = self.on_steady(day, from, offset, after) {
                        return Some(slot);
                    }
                }
                day = self.skip_months(day)?;
            } else {
                let around = (-2..=2).filter_map(|step| day.checked_add_signed(chrono::TimeDelta::days(step)));
                let mut slots: Vec<Slot> =
                    around.filter(|day| self.is_on(*day)).flat_map(|day| self.of_day(day)).collect();
                slots.sort_by_key(|slot| (slot.instant, slot.meant));
                if let Some(slot) = slots.into_iter().find(|slot| slot.instant > after) {
                    return Some(slot);
                }
                day = day.checked_add_days(Days::new(3))?;
            }
        }
        None
    }

    /// All slots that fire after `after`, in order.
    pub fn after(&self, after: DateTime<Utc>) -> impl Iterator<Item = Slot> {
        std::iter::successors(self.next(after), |slot| self.next(slot.instant))
    }

    /// All slots that fire after `after` and not after `until`, in order.
    pub fn between(&self, after: DateTime<Utc>, until: DateTime<Utc>) -> impl Iterator<Item = Slot> {
        self.after(after).take_while(move |slot| slot.instant <= until)
    }

    fn is_on(&self, day: NaiveDate) -> bool {
        match &self.rule {
            Rule::Cron(cron) => cron.is_on(day),
            Rule::Preset(preset) => preset.is_on(day),
        }
    }

    /// The day after, or the first of the next month where a whole month is left out.
    fn skip_months(&self, day: NaiveDate) -> Option<NaiveDate> {
        let next = day.checked_add_days(Days::new(1))?;
        match &self.rule {
            Rule::Cron(cron) if !cron.is_in_month(next) => next.with_day(1)?.checked_add_months(chrono::Months::new(1)),
            _ => Some(next),
        }
    }

    /// The zone's offset if its clocks are not set from the day before to the day after.
    fn steady(&self, day: NaiveDate) -> Option<chrono::FixedOffset> {
        // In UTC: no zone is further from it than a day.
        let at =
            |day: Option<NaiveDate>| Some(self.zone.offset_from_utc_datetime(&day?.and_time(NaiveTime::MIN)).fix());
        let before = at(day.checked_sub_days(Days::new(2)))?;
        (Some(before) == at(day.checked_add_days(Days::new(3)))).then_some(before)
    }

    fn on_steady(
        &self,
        day: NaiveDate,
        from: NaiveTime,
        offset: chrono::FixedOffset,
        after: DateTime<Utc>,
    ) -> Option<Slot> {
        let slot = |time| {
            let meant = day.and_time(time);
            let instant = offset.from_local_datetime(&meant).single()?.to_utc();
            Some(Slot { meant, instant, shift: Shift::None })
        };
        match &self.rule {
            Rule::Cron(cron) => {
                let first = slot(cron.times().first(from)?)?;
                if first.instant > after {
                    return Some(first);
                }
                slot(
                    cron.times()
                        .first(first.meant.time() + chrono::TimeDelta::minutes(1))
                        .filter(|time| *time > first.meant.time())?,
                )
            }
            Rule::Preset(preset) => preset
                .at()
                .iter()
                .filter(|time| **time >= from)
                .find_map(|time| slot(*time).filter(|slot| slot.instant > after)),
        }
    }

    /// The slots of a day on which the clocks may be set.
    fn of_day(&self, day: NaiveDate) -> Vec<Slot> {
        let times: Vec<NaiveTime> = match &self.rule {
            Rule::Cron(cron) => cron.times().all().collect(),
            Rule::Preset(preset) => preset.at().to_vec(),
        };
        let mut slots = Vec::new();
        for time in times {
            let meant = day.and_time(time);
            let mut push = |instant: DateTime<Tz>, shift| slots.push(Slot { meant, instant: instant.to_utc(), shift });
            match (self.zone.from_local_datetime(&meant), self.overlap) {
                (MappedLocalTime::Single(instant), _) => push(instant, Shift::None),
                (MappedLocalTime::Ambiguous(first, _), Overlap::First) => push(first, Shift::First),
                (MappedLocalTime::Ambiguous(first, second), Overlap::Both) => {
                    push(first, Shift::FirstOfTwo);
                    push(second, Shift::SecondOfTwo);
                }
                (MappedLocalTime::None, _) if self.gap == Gap::Run => {
                    if let Some(instant) = first_valid(meant, self.zone) {
                        slots.push(Slot { meant, instant, shift: Shift::Skipped });
                    }
                }
                (MappedLocalTime::None, _) => {}
            }
        }
        slots
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
