//! Writing a query: the tabs that survive a crash, and the dates a run covers.

mod tabs;
mod tabs_store;
pub mod window;

pub use tabs::{ParameterValue, QueryTab, Tabs};
pub use window::*;
