//! The slots of a schedule one after the other, days at a time.

use chrono::{
    DateTime, Datelike as _, Days, FixedOffset, MappedLocalTime, Months, NaiveDate, NaiveDateTime, NaiveTime,
    Offset as _, TimeDelta, TimeZone as _, Timelike as _, Utc,
};
use chrono_tz::Tz;

use crate::day::first_valid;
use crate::schedule::LAST_DAY;
use crate::times::Times;
use crate::{Gap, Overlap, Rule, Schedule, Shift, Slot};

/// No day is looked for further ahead: 29 February on a given weekday comes once in 28 years, or 40 around 2100.
const HORIZON_DAYS: u64 = 50 * 366;

/// The slots of a schedule in order.
pub(crate) struct Walk<'s> {
    schedule: &'s Schedule,
    times: Times<'s>,
    /// Slots come strictly after this.
    after: DateTime<Utc>,
    /// The next day to look at.
    day: Option<NaiveDate>,
    /// The last day that may have slots.
    last: NaiveDate,
    /// What the days before `day` have left.
    ready: Ready,
}

/// Slots that are known to come next.
enum Ready {
    /// Those of a day whose clocks nobody sets, from a time on.
    Steady { day: NaiveDate, offset: FixedOffset, next: Option<NaiveTime> },
    /// Those of days around a change of clocks, in order.
    Mixed(std::vec::IntoIter<Slot>),
}

/// A day with slots, and those after it whose order a change of clocks may mix with it.
enum Stage {
    Steady(NaiveDate, FixedOffset),
    Mixed(Vec<Slot>),
}

impl<'s> Walk<'s> {
    /// The slots that fire after `after`.
    pub(crate) fn new(schedule: &'s Schedule, after: DateTime<Utc>) -> Self {
        let (first, last) = schedule.bounds();
        // A slot that is moved over midnight belongs to the day before, as does what comes once more when clocks are set back over it.
        let offset = schedule.zone().offset_from_utc_datetime(&after.naive_utc()).fix();
        let shown = after.naive_utc().checked_add_offset(offset).unwrap_or(after.naive_utc()).date();
        let day = shown.pred_opt().map_or(first, |day| day.max(first));
        let ready = Ready::Mixed(Vec::new().into_iter());
        Self { schedule, times: schedule.times(), after, day: Some(day), last, ready }
    }

    /// How many of the slots still to come fire not after `until`. Takes time for the days between, not for the slots.
    pub(crate) fn count_until(mut self, until: DateTime<Utc>) -> u64 {
        let mut count = 0;
        while let Some(stage) = self.stage() {
            match stage {
                Stage::Steady(day, offset) => {
                    let inside = |at: DateTime<Utc>| at > self.after && at <= until;
                    let mut instants = self.times.all().filter_map(|time| Some(in_offset(day, time, offset)?.instant));
                    let first = instants.next();
                    if first.is_none_or(|first| first > until) {
                        return count;
                    }
                    let end = first.and_then(|first| first.checked_add_signed(TimeDelta::days(1)));
                    count += if first.is_some_and(inside) && end.is_some_and(inside) {
                        // So do all its times.
                        u64::try_from(self.times.count()).unwrap_or(0)
                    } else {
                        first.into_iter().chain(instants).filter(|at| inside(*at)).map(|_| 1).sum()
                    };
                }
                Stage::Mixed(slots) => {
                    for slot in slots {
                        if slot.instant > self.after && slot.instant <= until {
                            count += 1;
                            self.after = slot.instant;
                        }
                    }
                }
            }
        }
        count
    }

    /// The next day that has any slots; `None` at the end.
    fn stage(&mut self) -> Option<Stage> {
        let day = self.day?;
        let horizon = day.checked_add_days(Days::new(HORIZON_DAYS)).map_or(self.last, |day| day.min(self.last));
        let day = self.first_day(day, horizon)?;
        let zone = self.schedule.zone();
        if let Some(offset) = steady(zone, day) {
            self.day = day.succ_opt();
            return Some(Stage::Steady(day, offset));
        }
        let restless = |day: &NaiveDate| *day <= self.last && steady(zone, *day).is_none();
        let mut slots = Vec::new();
        let mut next = Some(day);
        while let Some(day) = next.filter(restless) {
            if self.schedule.is_on(day) {
                self.add_day(day, &mut slots);
            }
            next = day.succ_opt();
        }
        self.day = next;
        slots.sort_by_key(|slot| (slot.instant, slot.meant));
        Some(Stage::Mixed(slots))
    }

    /// The first day from `day` to `last` on which it fires.
    fn first_day(&self, mut day: NaiveDate, last: NaiveDate) -> Option<NaiveDate> {
        while day <= last {
            match self.schedule.rule() {
                // A month that is left out is left out as a whole.
                Rule::Cron(cron) if !cron.is_in_month(day) => {
                    day = day.with_day(1)?.checked_add_months(Months::new(1))?;
                }
                _ if self.schedule.is_on(day) => return Some(day),
                _ => day = day.succ_opt()?,
            }
        }
        None
    }

    /// Adds the slots of a day on which the clocks may be set, those after `self.after`.
    fn add_day(&self, day: NaiveDate, slots: &mut Vec<Slot>) {
        let (gap, overlap) = self.schedule.choices();
        let zone = self.schedule.zone();
        // Most days beside a change of clocks have none themselves, as have most hours of the day that has one; a beat would ask the
        // zone 1,440 times.
        let whole_day = unset(zone, day.and_time(NaiveTime::MIN), TimeDelta::days(1));
        let mut whole_hour = (None, None);
        let mut push = |meant, instant, shift| {
            if instant > self.after {
                slots.push(Slot { meant, instant, shift });
            }
        };
        for time in self.times.all() {
            let meant = day.and_time(time);
            if whole_day.is_none() && whole_hour.0 != Some(time.hour()) {
                let begin = meant - TimeDelta::minutes(time.minute().into());
                whole_hour = (Some(time.hour()), unset(zone, begin, TimeDelta::hours(1)));
            }
            if let Some(slot) = whole_day.or(whole_hour.1).and_then(|offset| in_offset(day, time, offset)) {
                push(slot.meant, slot.instant, slot.shift);
                continue;
            }
            match (zone.from_local_datetime(&meant), overlap) {
                (MappedLocalTime::Single(instant), _) => push(meant, instant.to_utc(), Shift::None),
                (MappedLocalTime::Ambiguous(first, _), Overlap::First) => push(meant, first.to_utc(), Shift::First),
                (MappedLocalTime::Ambiguous(first, second), Overlap::Both) => {
                    push(meant, first.to_utc(), Shift::FirstOfTwo);
                    push(meant, second.to_utc(), Shift::SecondOfTwo);
                }
                (MappedLocalTime::None, _) if gap == Gap::Run => {
                    if let Some(instant) = first_valid(meant, zone) {
                        push(meant, instant, Shift::Skipped);
                    }
                }
                (MappedLocalTime::None, _) => {}
            }
        }
    }

    /// The next slot of `ready` that comes after what is done.
    fn take_ready(&mut self) -> Option<Slot> {
        match &mut self.ready {
            Ready::Steady { day, offset, next } => {
                let time = next.take()?;
                *next = self.times.after(time);
                in_offset(*day, time, *offset)
            }
            Ready::Mixed(slots) => slots.find(|slot| slot.instant > self.after),
        }
    }
}

/// The zone's offset if its clocks are not set from the day before to the day after.
fn steady(zone: Tz, day: NaiveDate) -> Option<FixedOffset> {
    // In UTC, from which no zone is further than a day; each day, as a zone may set its clocks forth and back within a week.
    let at = |step| {
        let day = day.checked_add_signed(TimeDelta::days(step))?;
        Some(zone.offset_from_utc_datetime(&day.and_time(NaiveTime::MIN)).fix())
    };
    let before = at(-1)?;
    (0..=2).all(|step| at(step) == Some(before)).then_some(before)
}

/// The zone's offset if its clocks show every time from `from` on, for as long as `length` and with its end, once.
fn unset(zone: Tz, from: NaiveDateTime, length: TimeDelta) -> Option<FixedOffset> {
    let at = |time| Some(zone.from_local_datetime(&time).single()?.offset().fix());
    let begin = at(from)?;
    (at(from.checked_add_signed(length)?)? == begin).then_some(begin)
}

/// The slot of a day whose clocks have one offset.
fn in_offset(day: NaiveDate, time: NaiveTime, offset: FixedOffset) -> Option<Slot> {
    let meant = day.and_time(time);
    let instant = offset.from_local_datetime(&meant).single()?.to_utc();
    Some(Slot { meant, instant, shift: Shift::None })
}

impl Iterator for Walk<'_> {
    type Item = Slot;

    fn next(&mut self) -> Option<Slot> {
        loop {
            if let Some(slot) = self.take_ready() {
                if slot.instant.year() > LAST_DAY.year() {
                    self.day = None;
                    self.ready = Ready::Mixed(Vec::new().into_iter());
                    return None;
                }
                self.after = slot.instant;
                return Some(slot);
            }
            self.ready = match self.stage()? {
                Stage::Steady(day, offset) => {
                    // Nothing before the calendar begins is shown by any clock.
                    let shown = self.after.naive_utc().checked_add_offset(offset);
                    let next = match shown {
                        Some(shown) if shown.date() > day => None,
                        Some(shown) if shown.date() == day => self.times.after(shown.time()),
                        _ => self.times.first(),
                    };
                    Ready::Steady { day, offset, next }
                }
                Stage::Mixed(slots) => Ready::Mixed(slots.into_iter()),
            };
        }
    }
}
