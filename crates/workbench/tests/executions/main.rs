//! Runs from submit to result, against a loopback Amazon with every fault, and killed at every point of their road.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub)]

mod discovery;
mod ending;
mod faults;
mod kill;
mod review;
mod roads;
mod supervision;
mod support;
