//! The sandbox against Amazon's contract, over real HTTP. Nothing sleeps: the clock is moved.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod control;
mod edges;
mod executions;
mod faults;
mod gaps_and_overlaps;
mod privacy;
mod reporting;
mod results;
mod schedules;
mod sign_in;
mod support;
