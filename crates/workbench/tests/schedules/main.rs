//! Schedules against a loopback Amazon: what fires, once, over which dates, and what becomes of it.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub)]

mod backfill;
mod budgets;
mod calendar;
mod evidence;
mod failing;
mod figures;
mod follow;
mod keeping;
mod kept;
mod kill;
mod life;
mod messages;
mod missed;
mod notices;
mod partial;
#[path = "../process/mod.rs"]
mod process;
mod racing;
mod resuming;
#[path = "../executions/support.rs"]
#[allow(dead_code, reason = "each test program uses its part")]
mod support;
mod told;
mod workflows;
mod world;
mod years;
