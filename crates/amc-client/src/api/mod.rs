//! The calls, resource by resource.

mod accounts;
mod executions;
mod pages;
mod workflows;

pub use executions::DownloadLink;
