//! Times of day, exact to the minute.

use chrono::{NaiveTime, Timelike as _};

/// Every hour of `hours` with every minute of `minutes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Times {
    /// Bit n for minute n.
    pub(crate) minutes: u64,
    /// Bit n for hour n.
    pub(crate) hours: u32,
    /// Whether these times are meant as they stand, rather than as the beat of a clock.
    pub(crate) fixed: bool,
}

impl Times {
    /// The first time at or after `from`.
    pub(crate) fn first(&self, from: NaiveTime) -> Option<NaiveTime> {
        let at = NaiveTime::from_hms_opt;
        let (hour, minute) = (from.hour(), from.minute() + u32::from(from.second() > 0 || from.nanosecond() > 0));
        if self.hours & (1 << hour) != 0 && minute < 60 {
            let left = self.minutes & (u64::MAX << minute);
            if left != 0 {
                return at(hour, left.trailing_zeros(), 0);
            }
        }
        let left = if hour >= 23 { 0 } else { self.hours & (u32::MAX << (hour + 1)) };
        if left == 0 || self.minutes == 0 { None } else { at(left.trailing_zeros(), self.minutes.trailing_zeros(), 0) }
    }

    /// All of them, in order.
    pub(crate) fn all(&self) -> impl Iterator<Item = NaiveTime> {
        let this = *self;
        let set = |mask: u64, count: u32| (0..count).filter(move |bit| mask & (1 << bit) != 0);
        set(u64::from(this.hours), 24).flat_map(move |hour| {
            set(this.minutes, 60).filter_map(move |minute| NaiveTime::from_hms_opt(hour, minute, 0))
        })
    }
}
