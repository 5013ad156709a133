//! Which dates a run covers, as pure functions of a local date, a zone and a lag. No clock, no I/O.
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

mod dates;
mod day;
mod form;

pub use dates::Dates;
pub use day::first_instant;
pub use form::{CoverError, Form, LONGEST_DAYS, covered};
