//! Where a local day begins, whatever the zone does at midnight.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;

/// The first instant of `day` in `zone`. Where midnight occurs twice it is the first of the two; where clocks jump over
/// it, the first instant after the gap. `None` only where `day` does not exist in `zone` at all (Apia skipped
/// 30 December 2011) or lies at the end of the calendar.
#[must_use]
pub fn first_instant(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let midnight = day.and_time(NaiveTime::MIN);
    if let Some(instant) = zone.from_local_datetime(&midnight).earliest() {
        return Some(instant.to_utc());
    }
    // All gaps of the zone database begin and end on whole minutes since 1972; before, within a minute.
    let next = day.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN);
    let mut after = first_after(midnight, next, zone, TimeDelta::minutes(1))?;
    while let Some(earlier) = after.checked_sub_signed(TimeDelta::seconds(1)) {
        if earlier < midnight || zone.from_local_datetime(&earlier).earliest().is_none() {
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
