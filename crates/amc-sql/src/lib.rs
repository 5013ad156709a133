//! AMC SQL on the desk: what tables there are, whether a statement is right, and what it answers.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

pub mod catalogue;
