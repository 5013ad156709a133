//! When a schedule fires and which dates a run covers, as pure functions of instants, local dates, zones and lags. No clock, no
//! I/O.
//!
//! ```
//! use chrono::NaiveDate;
//! use recurrence::{Form, covered};
//!
//! let today = NaiveDate::from_ymd_opt(2026, 3, 5).unwrap();
//! let dates = covered(Form::LastFullWeeks(4), today, 2)?;
//! assert_eq!(dates.to_string(), "2026-02-02..=2026-03-01");
//! # Ok::<(), recurrence::CoverError>(())
//! ```
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

mod calendar;
mod cron;
mod dates;
mod day;
mod form;
mod misfire;
mod preset;
mod relative;
mod schedule;
mod spread;
mod times;
mod walk;
mod window;
mod words;

pub use calendar::BusinessDays;
pub use cron::{Cron, CronError};
pub use dates::Dates;
pub use day::first_instant;
pub use form::{CoverError, Form, LONGEST_DAYS, covered};
pub use misfire::{Fate, MOST_CAUGHT_UP, MOST_TOLD, Misfire, ON_TIME, Plan, Planned, Upcoming, plan};
pub use preset::{DayRule, LONGEST_INTERVAL, Preset, PresetError, Roll};
pub use relative::{LONGEST_STEP, RelativeDate, RelativeDateError, RelativeDayError};
pub use schedule::{Gap, Overlap, Rule, Schedule, Shift, Slot};
pub use spread::{LONGEST_SPREAD, Spread};
pub use window::{Window, WindowError};
