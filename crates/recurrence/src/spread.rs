//! How long after its planned moment a slot is due.

use chrono::{DateTime, TimeDelta, Utc};

use crate::Schedule;

/// No slot is due later than this after it is planned.
pub const LONGEST_SPREAD: TimeDelta = TimeDelta::minutes(5);

/// Spreads slots that are planned for one moment, so that a hundred schedules at 06:00 do not call Amazon in one second.
///
/// How long a slot waits follows from the schedule's id and the planned moment alone: it can be shown beforehand, and is the same
/// after a restart and in later versions. It is at most [`LONGEST_SPREAD`] and at most a tenth of the time to the slot after it, in
/// whole seconds, so that no slot is due when the next is planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread(Option<u64>);

impl Spread {
    /// Slots are due when they are planned.
    #[must_use]
    pub fn none() -> Self {
        Self(None)
    }

    /// The spread of the schedule with this id.
    #[must_use]
    pub fn of(schedule_id: &str) -> Self {
        Self(Some(fnv1a(schedule_id.as_bytes())))
    }

    /// How long the slot planned for `nominal` waits when the one after it is planned for `following`; `None` where there is none
    /// after it.
    #[must_use]
    pub fn delay(&self, nominal: DateTime<Utc>, following: Option<DateTime<Utc>>) -> TimeDelta {
        let Some(seed) = self.0 else { return TimeDelta::zero() };
        let tenth = following.map_or(LONGEST_SPREAD, |following| (following - nominal) / 10);
        let most = u64::try_from(tenth.min(LONGEST_SPREAD).num_seconds()).unwrap_or(0);
        let seconds = mixed(seed ^ nominal.timestamp().cast_unsigned()) % (most + 1);
        i64::try_from(seconds).ok().and_then(TimeDelta::try_seconds).unwrap_or_default()
    }

    /// When the slot planned for `nominal` is due.
    #[must_use]
    pub fn due(&self, schedule: &Schedule, nominal: DateTime<Utc>) -> DateTime<Utc> {
        let following = schedule.next(nominal).map(|slot| slot.instant);
        nominal.checked_add_signed(self.delay(nominal, following)).unwrap_or(nominal)
    }
}

/// FNV-1a of 64 bits, because Rust's own hash may be another in its next release (<http://www.isthe.com/chongo/tech/comp/fnv/>).
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The finalizer of `SplitMix64`: moments a day apart differ in few bits, and all of these have to count
/// (<https://prng.di.unimi.it/splitmix64.c>).
fn mixed(mut bits: u64) -> u64 {
    bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ bits >> 31
}
