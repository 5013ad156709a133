//! Runs: created by a request, moved by the clock, answered by a real query.

mod change;
mod create;
mod desk;
mod job;
mod overlap;
mod read;
mod request;
pub(crate) mod script;
mod view;

pub(crate) use change::change;
pub(crate) use create::create;
pub(crate) use desk::Desk;
pub(crate) use read::{download_urls, find_output, get, list};
pub(crate) use script::Script;
pub(crate) use view::records;
