//! A loopback Amazon Marketing Cloud.
//!
//! [`Sandbox::start`] serves, on 127.0.0.1 only, everything a reporting client meets: the Login with Amazon consent page, the
//! token endpoint, accounts, instances, data sources, workflows, executions, and the signed links of result files. Queries run
//! for real, over synthetic events ([`amc_synthetic`]), so that what a client shows is what the statement says.
//!
//! Nothing here waits: the life of a run, of a code, of a token and of a link is computed from a clock that a test can move
//! ([`Control::advance`]). Every fault a client has to survive is a switch ([`Settings`], [`Fault`]), and a ledger tells
//! what was asked and which runs exist ([`Control::ledger`]).
//!
//! ```no_run
//! # async fn example() -> Result<(), amc_sandbox::SandboxError> {
//! use amc_sandbox::{Sandbox, SandboxConfig};
//!
//! let sandbox = Sandbox::start(SandboxConfig { scale: 0.01, ..SandboxConfig::default() }).await?;
//! let description = sandbox.description();
//! assert!(description.api_url.starts_with("http://127.0.0.1:"));
//! sandbox.control().advance(std::time::Duration::from_secs(3600));
//! sandbox.shutdown().await;
//! # Ok(())
//! # }
//! ```
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

mod account;
mod answer;
mod auth;
mod caller;
mod clock;
mod config;
mod connection;
mod control;
mod data_source;
mod demo;
mod execution;
mod fault;
mod gate;
mod input;
mod ledger;
mod limit;
#[cfg(test)]
mod odd_requests;
mod operation;
mod page;
mod query;
mod result;
mod schedule;
mod server;
mod settings;
mod state;
mod times;
mod uploads;
mod workflow;

pub use clock::SandboxClock;
pub use config::{CLIENT_ID, CLIENT_SECRET, SandboxConfig, SandboxError, default_redirect_uris};
pub use control::Control;
pub use demo::{AccountDescription, InstanceDescription, SandboxDescription};
pub use execution::script::Script;
pub use fault::{Fault, FaultKind};
pub use ledger::{ExecutionRecord, Ledger, RequestRecord};
pub use operation::Operation;
pub use server::Sandbox;
pub use settings::{CompileErrors, DataGap, RefreshAnswer, Settings, TermsRefusal};
