//! The store with real files, real processes and real faults: one folder, one process; what was acknowledged survives kills,
//! refusing disks and damage; backups and migrations cut short leave what was there before.
//!
//! Other processes are this test binary again, told by variables what to do.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub)]

mod closing;
mod cut;
mod damage;
#[cfg(target_os = "linux")]
mod full_disk;
mod migration;
#[path = "../process/mod.rs"]
mod process;
mod processes;
#[cfg(target_os = "linux")]
mod refusals;
mod support;
#[cfg(target_os = "linux")]
mod sweeps;
#[cfg(target_os = "linux")]
mod tries;
