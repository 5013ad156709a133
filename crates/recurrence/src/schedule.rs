//! When a schedule fires: its wall-clock times, through whatever a zone does to its clocks.

use std::fmt;

use chrono::{
    DateTime, Datelike as _, Days, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset as _, TimeDelta,
    TimeZone as _, Utc,
};
use chrono_tz::Tz;

use crate::day::first_valid;
use crate::{Cron, Preset};

/// No day is looked for further ahead: 29 February on a given weekday comes once in 28 years, or 40 around 2100.
const HORIZON_DAYS: u64 = 50 * 366;

/// The calendar has years of four digits.
const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(1, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};
const LAST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
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
        match &self.rule {
            Rule::Cron(cron) => cron.times().all().nth(1).is_some(),
            Rule::Preset(preset) => preset.at().len() > 1,
        }
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

    fn is_on(&self, day: NaiveDate) -> bool {
        match &self.rule {
            Rule::Cron(cron) => cron.is_on(day),
            Rule::Preset(preset) => preset.is_on(day),
        }
    }

    /// The first and the last day that the rule may mean.
    fn bounds(&self) -> (NaiveDate, NaiveDate) {
        match &self.rule {
            Rule::Preset(preset) => (
                preset.begin().map_or(FIRST_DAY, |day| day.max(FIRST_DAY)),
                preset.end().map_or(LAST_DAY, |day| day.min(LAST_DAY)),
            ),
            Rule::Cron(_) => (FIRST_DAY, LAST_DAY),
        }
    }

    /// The first day from `day` to `last` on which it fires.
    fn first_day(&self, mut day: NaiveDate, last: NaiveDate) -> Option<NaiveDate> {
        while day <= last {
            match &self.rule {
                // A month that is left out is left out as a whole.
                Rule::Cron(cron) if !cron.is_in_month(day) => {
                    day = day.with_day(1)?.checked_add_months(chrono::Months::new(1))?;
                }
                _ if self.is_on(day) => return Some(day),
                _ => day = day.succ_opt()?,
            }
        }
        None
    }

    /// The zone's offset if its clocks are not set from the day before to the day after.
    fn steady(&self, day: NaiveDate) -> Option<chrono::FixedOffset> {
        // In UTC, from which no zone is further than a day; each day, as a zone may set its clocks forth and back within a week.
        let at = |step| {
            let day = day.checked_add_signed(TimeDelta::days(step))?;
            Some(self.zone.offset_from_utc_datetime(&day.and_time(NaiveTime::MIN)).fix())
        };
        let before = at(-2)?;
        (-1..=3).all(|step| at(step) == Some(before)).then_some(before)
    }

    /// The times of a day that it means.
    fn times(&self) -> Vec<NaiveTime> {
        match &self.rule {
            Rule::Cron(cron) => cron.times().all().collect(),
            Rule::Preset(preset) => preset.at().to_vec(),
        }
    }

    /// The slots of a day on which the clocks may be set.
    fn of_day(&self, day: NaiveDate, times: &[NaiveTime]) -> Vec<Slot> {
        let mut slots = Vec::new();
        for time in times {
            let meant = day.and_time(*time);
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

/// The slots of a schedule in order, whole days at a time.
struct Walk<'s> {
    schedule: &'s Schedule,
    times: Vec<NaiveTime>,
    /// Slots come strictly after this.
    after: DateTime<Utc>,
    /// The next day to look at.
    day: Option<NaiveDate>,
    /// The last day that may have slots.
    last: NaiveDate,
    /// What the days before `day` have left.
    ready: std::vec::IntoIter<Slot>,
}

impl<'s> Walk<'s> {
    fn new(schedule: &'s Schedule, after: DateTime<Utc>) -> Self {
        let (first, last) = schedule.bounds();
        // A zone's day is at most one away from that of UTC, and a slot that is moved over midnight belongs to the day before.
        let day = match after.naive_utc().date().checked_sub_days(Days::new(3)) {
            Some(day) => day.max(first),
            None => first,
        };
        Self { schedule, times: schedule.times(), after, day: Some(day), last, ready: Vec::new().into_iter() }
    }

    /// The slots of the next day that has any, and of those after it whose order a change of clocks may mix with it; `None` at the
    /// end.
    fn more(&mut self) -> Option<Vec<Slot>> {
        let day = self.day?;
        let horizon = day.checked_add_days(Days::new(HORIZON_DAYS)).map_or(self.last, |day| day.min(self.last));
        let day = self.schedule.first_day(day, horizon)?;
        if let Some(offset) = self.schedule.steady(day) {
            self.day = day.succ_opt();
            let slot = |time: &NaiveTime| {
                let meant = day.and_time(*time);
                let instant = offset.from_local_datetime(&meant).single()?.to_utc();
                Some(Slot { meant, instant, shift: Shift::None })
            };
            return Some(self.times.iter().filter_map(slot).collect());
        }
        let restless = |day: &NaiveDate| *day <= self.last && self.schedule.steady(*day).is_none();
        let mut slots = Vec::new();
        let mut next = Some(day);
        while let Some(day) = next.filter(restless) {
            if self.schedule.is_on(day) {
                slots.extend(self.schedule.of_day(day, &self.times));
            }
            next = day.succ_opt();
        }
        self.day = next;
        slots.sort_by_key(|slot| (slot.instant, slot.meant));
        Some(slots)
    }
}

impl Iterator for Walk<'_> {
    type Item = Slot;

    fn next(&mut self) -> Option<Slot> {
        loop {
            let after = self.after;
            if let Some(slot) = self.ready.find(|slot| slot.instant > after) {
                if slot.instant.year() > LAST_DAY.year() {
                    self.day = None;
                    self.ready = Vec::new().into_iter();
                    return None;
                }
                self.after = slot.instant;
                return Some(slot);
            }
            self.ready = self.more()?.into_iter();
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
