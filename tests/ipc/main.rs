//! The border between the page and the Rust side, through the browser host: the same commands as in the window, recorded
//! and fed with anything.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod editor;
mod fuzz;
mod host;
mod secrets;
#[path = "../support/mod.rs"]
mod support;
