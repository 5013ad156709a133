//! What becomes of slots that nobody was there for: which run now, and which do not any more.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};

use crate::preset::LONGEST_INTERVAL;
use crate::walk::Walk;
use crate::{Schedule, Slot, Spread};

/// A slot that is found no later than this after it is due is on time.
pub const ON_TIME: TimeDelta = TimeDelta::seconds(60);

/// So many missed slots can be caught up at once, the newest; older ones have expired.
pub const MOST_CAUGHT_UP: usize = 31;

/// So many slots are told one by one, the newest; older ones are counted.
pub const MOST_TOLD: usize = 1000;

/// What a schedule does about slots that it missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Misfire {
    /// One run, for the newest of them.
    #[default]
    Latest,
    /// A run for each of the newest [`MOST_CAUGHT_UP`].
    All,
    /// Nothing.
    None,
}

/// What becomes of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It runs now.
    Run,
    /// The newest slot runs in its place.
    Merged,
    /// It was missed so long ago that it is not caught up.
    Expired,
    /// It was missed, and missed slots do not run.
    Skipped,
}

/// A slot that is due, and what becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The slot.
    pub slot: Slot,
    /// When it was due.
    pub due: DateTime<Utc>,
    /// What becomes of it.
    pub fate: Fate,
    /// Whether it was found later than [`ON_TIME`] after it was due.
    pub late: bool,
}

/// A slot that is not due yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upcoming {
    /// The slot.
    pub slot: Slot,
    /// When it is due.
    pub due: DateTime<Utc>,
}

/// What a schedule does now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The slots that are due, the oldest first: the newest [`MOST_TOLD`] of them.
    pub planned: Vec<Planned>,
    /// How many are older than those. They have expired, or are skipped where missed slots are.
    pub older: u64,
    /// Where the next plan goes on: its `scanned`.
    pub scanned: DateTime<Utc>,
    /// The next slot, which needs no plan before it is due.
    pub next: Option<Upcoming>,
}

/// What becomes of the slots that are planned for after `scanned` and due by `now`.
///
/// `scanned` is the moment from which the schedule holds (when it was made, changed or taken up again: nothing planned earlier
/// fires), and later what the last plan gave. One that lies after `now` is ignored: the clock was wrong then or is now. What has run
/// already may then come once more, and is to be known by its moment. Nothing older than ten years is looked for.
///
/// What is on time runs. What is late is missed:
///
/// - [`Misfire::Latest`]: the newest slot runs, however late it is, until the one after it is due; [`MOST_CAUGHT_UP`] with it at most
///   are merged into it, and older ones have expired.
/// - [`Misfire::All`]: the newest [`MOST_CAUGHT_UP`] run, the oldest of them first, and older ones have expired.
/// - [`Misfire::None`]: none of them runs.
///
/// ```
/// use recurrence::{Fate, Misfire, Rule, Schedule, Spread, plan};
///
/// let schedule = Schedule::new(Rule::Cron("0 6 * * *".parse()?), chrono_tz::UTC, None, None);
/// let (scanned, now) = ("2026-03-02T06:00:00Z".parse().unwrap(), "2026-03-05T09:00:00Z".parse().unwrap());
/// let plan = plan(&schedule, Spread::none(), scanned, now, Misfire::Latest);
/// let fates: Vec<Fate> = plan.planned.iter().map(|planned| planned.fate).collect();
/// assert_eq!(fates, [Fate::Merged, Fate::Merged, Fate::Run]);
/// # Ok::<(), recurrence::CronError>(())
/// ```
#[must_use]
pub fn plan(schedule: &Schedule, spread: Spread, scanned: DateTime<Utc>, now: DateTime<Utc>, misfire: Misfire) -> Plan {
    let scanned = scanned.min(now);
    let earliest = now.checked_sub_days(Days::new(LONGEST_INTERVAL.into())).unwrap_or(scanned);
    let (due, next) = due(schedule, spread, told_from(schedule, scanned.max(earliest), now), now);
    let Some(oldest) = due.first() else { return Plan { planned: Vec::new(), older: 0, scanned, next } };
    let before = oldest.slot.instant - TimeDelta::seconds(1);
    let older = Walk::new(schedule, scanned.max(earliest)).count_until(before);
    let newest = due.last().map_or(scanned, |newest| newest.slot.instant);
    Plan { planned: fates(&due, now, misfire), older, scanned: newest, next }
}

/// A moment not before `scanned` after which there are [`MOST_TOLD`] slots up to `now`, and not many more, or `scanned` itself.
fn told_from(schedule: &Schedule, scanned: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    let a_day = schedule.times().count();
    let mut found = 0;
    let mut day = now.date_naive();
    while day >= scanned.date_naive() && found <= MOST_TOLD + a_day {
        found += if schedule.is_on(day) { a_day } else { 0 };
        let Some(before) = day.pred_opt() else { return scanned };
        day = before;
    }
    // A zone's day is at most one away from that of UTC.
    day.and_time(NaiveTime::MIN).and_utc().max(scanned)
}

/// The newest [`MOST_TOLD`] slots that are planned for after `from` and due by `now`, and the one after them.
fn due(
    schedule: &Schedule,
    spread: Spread,
    from: DateTime<Utc>,
    now: DateTime<Utc>,
) -> (Vec<Upcoming>, Option<Upcoming>) {
    let mut slots = schedule.after(from).peekable();
    let mut due = Vec::new();
    while let Some(slot) = slots.next() {
        let delay = spread.delay(slot.instant, slots.peek().map(|following| following.instant));
        let upcoming = Upcoming { slot, due: slot.instant.checked_add_signed(delay).unwrap_or(slot.instant) };
        if upcoming.due > now {
            due.drain(..due.len().saturating_sub(MOST_TOLD));
            return (due, Some(upcoming));
        }
        due.push(upcoming);
    }
    due.drain(..due.len().saturating_sub(MOST_TOLD));
    (due, None)
}

fn fates(due: &[Upcoming], now: DateTime<Utc>, misfire: Misfire) -> Vec<Planned> {
    let missed = due.iter().take_while(|slot| now - slot.due > ON_TIME).count();
    let fate = |at: usize| {
        let newer = missed.saturating_sub(at);
        match misfire {
            _ if at >= missed => Fate::Run,
            Misfire::None => Fate::Skipped,
            _ if newer > MOST_CAUGHT_UP => Fate::Expired,
            Misfire::All => Fate::Run,
            // One that is on time runs for all that were missed before it.
            Misfire::Latest if at + 1 == due.len() => Fate::Run,
            Misfire::Latest => Fate::Merged,
        }
    };
    let planned = |(at, Upcoming { slot, due }): (usize, &Upcoming)| Planned {
        slot: *slot,
        due: *due,
        fate: fate(at),
        late: at < missed,
    };
    due.iter().enumerate().map(planned).collect()
}
