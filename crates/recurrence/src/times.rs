//! Times of day, exact to the minute.

use chrono::NaiveTime;

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
    /// All of them, in order.
    pub(crate) fn all(&self) -> impl Iterator<Item = NaiveTime> {
        let this = *self;
        let set = |mask: u64, count: u32| (0..count).filter(move |bit| mask & (1 << bit) != 0);
        set(u64::from(this.hours), 24).flat_map(move |hour| {
            set(this.minutes, 60).filter_map(move |minute| NaiveTime::from_hms_opt(hour, minute, 0))
        })
    }
}
