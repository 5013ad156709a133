//! How long each phase of a request may take.

use std::time::Duration;

/// Deadlines of one attempt; retries start a new set. The defaults suit Amazon; tests use milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines {
    /// Name lookup, TCP and TLS together. Default 10 s.
    pub connect: Duration,
    /// From the start of the attempt until the head of the answer is there. Default 30 s.
    pub first_byte: Duration,
    /// A whole API call, body included. Default 120 s.
    pub total: Duration,
    /// A whole token request. Default 30 s.
    pub sign_in: Duration,
    /// The longest silence inside a download. Default 30 s; a download has no total.
    pub idle: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            first_byte: Duration::from_secs(30),
            total: Duration::from_secs(120),
            sign_in: Duration::from_secs(30),
            idle: Duration::from_secs(30),
        }
    }
}
