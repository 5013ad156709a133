//! Times of day, exact to the minute.

use chrono::{NaiveTime, Timelike as _};

/// The times of day of a rule, none of which is written out before it is asked for: a beat has up to 1,440.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Times<'r> {
    /// Those of a cron expression.
    Beat(Beat),
    /// Those of a preset, in order.
    Listed(&'r [NaiveTime]),
}

/// Every hour of `hours` with every minute of `minutes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Beat {
    /// Bit n for minute n.
    pub(crate) minutes: u64,
    /// Bit n for hour n.
    pub(crate) hours: u32,
    /// Whether these times are meant as they stand, rather than as the beat of a clock.
    pub(crate) fixed: bool,
}

impl<'r> Times<'r> {
    /// How many.
    pub(crate) fn count(self) -> usize {
        match self {
            Self::Beat(beat) => usize::try_from(beat.minutes.count_ones() * beat.hours.count_ones()).unwrap_or(0),
            Self::Listed(listed) => listed.len(),
        }
    }

    /// The first of the day.
    pub(crate) fn first(self) -> Option<NaiveTime> {
        match self {
            Self::Beat(beat) => beat.from(0, 0),
            Self::Listed(listed) => listed.first().copied(),
        }
    }

    /// The first after `time`.
    pub(crate) fn after(self, time: NaiveTime) -> Option<NaiveTime> {
        match self {
            Self::Beat(beat) => beat.from(time.hour(), time.minute() + 1),
            Self::Listed(listed) => listed.get(listed.partition_point(|other| *other <= time)).copied(),
        }
    }

    /// All of them, in order.
    pub(crate) fn all(self) -> impl Iterator<Item = NaiveTime> + use<'r> {
        std::iter::successors(self.first(), move |time| self.after(*time))
    }
}

impl Beat {
    /// The first time that is not before this minute, 0 to 60, of this hour.
    fn from(self, hour: u32, minute: u32) -> Option<NaiveTime> {
        let within = if self.hours >> hour & 1 == 1 { self.minutes >> minute } else { 0 };
        if within != 0 {
            return NaiveTime::from_hms_opt(hour, minute + within.trailing_zeros(), 0);
        }
        let later = self.hours >> (hour + 1);
        if later == 0 {
            return None;
        }
        NaiveTime::from_hms_opt(hour + 1 + later.trailing_zeros(), self.minutes.trailing_zeros(), 0)
    }
}
