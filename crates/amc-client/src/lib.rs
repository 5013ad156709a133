//! Login with Amazon and the Amazon Marketing Cloud (AMC) reporting API over HTTP.
//!
//! The crate does three things and keeps nothing: it builds the sign-in URL and redeems codes and refresh tokens
//! ([`SignIn`]), it calls the AMC API ([`AmcClient`]), and it streams result files ([`AmcClient::download`]). Where tokens
//! live and when they are renewed is the caller's business, behind [`TokenSource`].
//!
//! What holds for every call:
//!
//! * one [`Limiter`] paces all clones of a client, and a 429 pauses them all;
//! * retries happen here and nowhere else ([`RetryPolicy`]); a call that starts something is repeated only if it provably
//!   did not arrive;
//! * every phase has a deadline ([`Deadlines`]) and every answer a size cap;
//! * no token, secret, code, signed link or answer body shows up in `Debug`, `Display` or logs.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

mod api;
mod client;
mod deadlines;
mod download;
mod endpoints;
mod error;
mod judge;
mod limiter;
mod model;
mod refusal;
mod retry;
mod sign_in;
mod text;
mod time;
#[cfg(test)]
mod tls_tests;
mod token;
mod transport;

pub use api::DownloadLink;
pub use client::{AmcClient, AmcClientBuilder, BuildError};
pub use deadlines::Deadlines;
pub use download::{Download, DownloadError, DownloadLimits, LinkRefusal, PublicResolver};
pub use endpoints::{EndpointError, EndpointKind, Endpoints, Region};
pub use error::{Acceptance, AmcError, AnswerProblem, SubmitError, TransportKind};
pub use limiter::{Limiter, LimiterSettings};
pub use model::{
    Account, AccountScope, Advertiser, AdvertiserRef, ColumnKind, DataGap, DataSource, DataSourceColumn, DataType,
    Execution, ExecutionFilter, ExecutionId, ExecutionRequest, ExecutionSource, ExecutionStatus, InputParameter,
    Instance, InstanceId, OutputColumn, Window, Workflow, WorkflowDefinition, WorkflowId,
};
pub use refusal::{Position, Refusal};
pub use retry::RetryPolicy;
pub use sign_in::{Authorization, Credentials, SCOPE, SignIn, SignInError, Tokens};
pub use time::format_request_time;
pub use token::{MemoryTokens, StaticToken, TokenError, TokenSource};

/// Re-exported because [`SecretString`] and [`ExposeSecret`] are part of this crate's interface.
pub use secrecy::{ExposeSecret, SecretString};

/// Compiles the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
