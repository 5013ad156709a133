//! What background services stand on: time as an argument, events as hints, supervision with health, logs without secrets.

pub mod clock;
mod events;
mod redact;
mod supervisor;
pub(crate) mod wake;
mod wishes;

pub use clock::{Clock, SystemClock};
pub use events::{Event, Events};
pub use redact::{Redacting, redact};
pub use supervisor::{ServiceContext, ServiceHealth, ServiceState, Supervisor};
pub(crate) use wishes::Wishes;

#[cfg(test)]
mod tests;
