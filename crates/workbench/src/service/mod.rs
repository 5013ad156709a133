//! What background services stand on: time as an argument, events as hints, supervision with health.

pub mod clock;
mod events;
mod supervisor;

pub use clock::{Clock, SystemClock};
pub use events::{Event, Events};
pub use supervisor::{ServiceContext, ServiceHealth, ServiceState, Supervisor};
