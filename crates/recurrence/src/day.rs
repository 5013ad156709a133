//! Where a local day begins, whatever the zone does at midnight.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;

/// The first instant of `day` in `zone`. Where midnight occurs twice it is the first of the two; where clocks jump over
/// it, the first instant after the gap. `None` only where `day` does not exist in `zone` at all (Apia skipped
/// 30 December 2011) or lies at the end of the calendar.
#[must_use]
pub fn first_instant(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let instant = first_valid(day.and_time(NaiveTime::MIN), zone)?;
    (instant.with_timezone(&zone).date_naive() == day).then_some(instant)
}

/// The first instant at which the clocks of `zone` show `time` or later: the first of two where they show it twice, the end of the
/// gap where they skip it.
pub(crate) fn first_valid(time: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    if let Some(instant) = zone.from_local_datetime(&time).earliest() {
        return Some(instant.to_utc());
    }
    // All gaps of the zone database begin and end on whole minutes since 1972; before, within a minute. The longest are a day.
    let last = time.checked_add_signed(TimeDelta::hours(26))?;
    let mut after = first_after(time, last, zone, TimeDelta::minutes(1))?;
    while let Some(earlier) = after.checked_sub_signed(TimeDelta::seconds(1)) {
        if earlier < time || zone.from_local_datetime(&earlier).earliest().is_none() {
            break;
        }
        after = earlier;
    }
    zone.from_local_datetime(&after).earliest().map(|instant| instant.to_utc())
}

fn first_after(from: NaiveDateTime, to: NaiveDateTime, zone: Tz, step: TimeDelta) -> Option<NaiveDateTime> {
    let mut at = from;
    while at < to {
        if zone.from_local_datetime(&at).earliest().is_some() {
            return Some(at);
        }
        at = at.checked_add_signed(step)?;
    }
    None
}
