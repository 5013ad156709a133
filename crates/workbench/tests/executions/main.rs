//! Runs from submit to result, against a loopback Amazon with every fault, and killed at every point of their road.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub)]

mod data_sources;
mod discovery;
mod ending;
mod faults;
#[cfg(target_os = "linux")]
mod full_disk;
mod kill;
#[path = "../process/mod.rs"]
mod process;
mod queue;
mod review;
mod roads;
mod secrets;
mod supervision;
mod support;
