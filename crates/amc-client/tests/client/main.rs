//! The client against a fake Amazon that answers, refuses and misbehaves.
#![allow(clippy::unwrap_used, clippy::panic)]

mod bombs;
mod calls;
mod download;
mod fake;
mod pacing;
mod secrets;
mod sign_in;
mod submit;
mod tokens;
