//! The days the events cover, how busy each is, and the advertiser's clock.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Offset, TimeZone, Utc};
use chrono_tz::Tz;

use super::random::Draw;

pub(super) const SECOND: i64 = 1_000;
pub(super) const MINUTE: i64 = 60 * SECOND;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;

/// Amazon keeps 13 months.
const HISTORY: Months = Months::new(13);
/// Amazon's data are complete after 48 hours, so the last full day is two days back.
const LAG: Days = Days::new(2);

/// Busy and quiet days of the week, Monday first.
const WEEK: [f64; 7] = [0.95, 0.9, 0.92, 0.97, 1.05, 1.2, 1.25];
/// Busy and quiet hours of the local day.
const HOURS: [f64; 24] = [
    0.5, 0.3, 0.2, 0.15, 0.15, 0.2, 0.4, 0.7, 0.9, 1.0, 1.05, 1.1, 1.2, 1.15, 1.05, 1.0, 1.05, 1.2, 1.45, 1.7, 1.85,
    1.8, 1.4, 0.9,
];

/// First and last day with events when `today` is today.
pub(super) fn covered(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let last = today.checked_sub_days(LAG).unwrap_or(today);
    let first = last.checked_sub_months(HISTORY).and_then(|day| day.checked_add_days(Days::new(1))).unwrap_or(last);
    (first, last)
}

/// Days, seasons and zone of one instance. Times are milliseconds since 1970, UTC unless called local.
#[derive(Debug)]
pub(super) struct Calendar {
    /// First moment covered.
    pub(super) start: i64,
    /// First moment no longer covered.
    pub(super) end: i64,
    /// Weight of all days up to each, for drawing by bisection.
    cumulative: Vec<f64>,
    weights: Vec<f64>,
    /// From when which distance from UTC holds, ascending.
    offsets: Vec<(i64, i64)>,
}

impl Calendar {
    pub(super) fn new(today: NaiveDate, zone: Tz) -> Self {
        let (first, last) = covered(today);
        let start = millis(first);
        let end = millis(last) + DAY;
        let weights: Vec<f64> = first.iter_days().take_while(|day| *day <= last).map(busyness).collect();
        let cumulative = weights
            .iter()
            .scan(0.0, |sum, weight| {
                *sum += weight;
                Some(*sum)
            })
            .collect();
        Self { start, end, cumulative, weights, offsets: offsets(zone, start - 400 * DAY, end + 400 * DAY) }
    }

    /// A day, counted from the first one, by season.
    pub(super) fn draw_day(&self, draw: &mut Draw) -> i64 {
        let total = self.cumulative.last().copied().unwrap_or(0.0);
        let at = draw.unit() * total;
        self.cumulative.partition_point(|sum| *sum <= at) as i64
    }

    /// How busy a day is; 0 outside the covered days.
    pub(super) fn weight(&self, day: i64) -> f64 {
        usize::try_from(day).ok().and_then(|day| self.weights.get(day)).copied().unwrap_or(0.0)
    }

    /// A moment of the local day `day`, more often in the evening; `None` if it falls outside the covered time.
    pub(super) fn draw_moment(&self, day: i64, draw: &mut Draw) -> Option<i64> {
        let hour = draw.weighted(&HOURS).unwrap_or(12) as i64;
        let local = self.start + day * DAY + hour * HOUR + draw.between(0, HOUR - 1);
        Some(self.utc(local)).filter(|moment| self.covers(*moment))
    }

    pub(super) fn covers(&self, moment: i64) -> bool {
        (self.start..self.end).contains(&moment)
    }

    /// The advertiser's wall clock at a moment, as if it were UTC.
    pub(super) fn local(&self, moment: i64) -> i64 {
        moment + self.offset(moment)
    }

    /// The moment at which the advertiser's wall clock shows `local`; off by an hour in the night the clocks change.
    pub(super) fn utc(&self, local: i64) -> i64 {
        local - self.offset(local)
    }

    fn offset(&self, moment: i64) -> i64 {
        let after = self.offsets.partition_point(|(from, _)| *from <= moment);
        self.offsets.get(after.saturating_sub(1)).map_or(0, |(_, offset)| *offset)
    }
}

/// Midnight UTC of a day.
pub(super) fn millis(day: NaiveDate) -> i64 {
    day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis()
}

/// The calendar day of a moment, on the clock the moment is given in.
pub(super) fn date(moment: i64) -> NaiveDate {
    DateTime::<Utc>::from_timestamp_millis(moment).map_or(NaiveDate::MIN, |moment| moment.date_naive())
}

fn busyness(day: NaiveDate) -> f64 {
    let season = match (day.month(), day.day()) {
        (7, 8..=16) => 1.4,
        (11, 20..=30) => 1.6,
        (12, 1..=20) => 1.35,
        (1, _) => 0.85,
        (10, 7..=10) => 1.25,
        _ => 1.0,
    };
    season * WEEK[day.weekday().num_days_from_monday() as usize]
}

/// Looking up the zone's rules for each of millions of rows would cost more than all else; they change twice a year.
fn offsets(zone: Tz, from: i64, to: i64) -> Vec<(i64, i64)> {
    let mut found: Vec<(i64, i64)> = Vec::new();
    let mut moment = from;
    while moment < to {
        if let Some(at) = DateTime::<Utc>::from_timestamp_millis(moment) {
            let offset = i64::from(zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc()) * SECOND;
            if found.last().is_none_or(|(_, last)| *last != offset) {
                found.push((moment, offset));
            }
        }
        moment += HOUR;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn thirteen_months_end_two_days_before_today() {
        assert_eq!(covered(day("2026-11-23")), (day("2025-10-22"), day("2026-11-21")));
        assert_eq!(covered(day("2026-05-02")), (day("2025-03-31"), day("2026-04-30")));
    }

    #[test]
    fn the_advertisers_clock_follows_summer_time() {
        let calendar = Calendar::new(day("2026-11-23"), chrono_tz::America::New_York);
        assert_eq!(calendar.local(millis(day("2026-07-01"))), millis(day("2026-07-01")) - 4 * HOUR);
        assert_eq!(calendar.local(millis(day("2026-01-15"))), millis(day("2026-01-15")) - 5 * HOUR);
        // Summer time ended on 1 November 2026 at 06:00 UTC.
        let change = millis(day("2026-11-01")) + 6 * HOUR;
        assert_eq!(calendar.local(change - 1), change - 1 - 4 * HOUR);
        assert_eq!(calendar.local(change), change - 5 * HOUR);
    }

    #[test]
    fn weekends_are_busier_than_midweek() {
        let calendar = Calendar::new(day("2026-11-23"), chrono_tz::UTC);
        let mut draw = Draw::new(3);
        let mut counts = [0; 7];
        for _ in 0..20_000 {
            let drawn = date(calendar.start + calendar.draw_day(&mut draw) * DAY);
            counts[drawn.weekday().num_days_from_monday() as usize] += 1;
        }
        assert!(counts[6] > counts[1] && counts[5] > counts[2], "{counts:?}");
    }
}
