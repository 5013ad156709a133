//! The application without a window: the store, sign-in, accounts, executions, results.
//!
//! Cut by feature: a folder holds its model, its SQL and its service. [`Workbench::open`] wires them; hosts (the desktop
//! shell, the terminal program) call the feature services and pass [`Error`] on as it is.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

pub mod account;
mod amc_error;
pub mod analytics;
pub mod brand;
pub mod bundle;
pub mod catalog;
pub mod dashboard;
pub mod error;
pub mod evidence;
pub mod execution;
pub mod kept;
pub mod message;
pub mod notice;
pub mod profile;
pub mod query;
pub mod result;
pub mod schedule;
pub mod service;
pub mod settings;
pub mod store;
pub mod system;
#[doc(hidden)]
pub mod testing;
pub mod trial;
mod workbench;
pub mod workflow;

pub use error::{Error, ErrorDetails, Result};
pub use service::Event;
pub use workbench::{Options, Workbench};
