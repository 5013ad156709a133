//! The one error that leaves the workbench: a stable code, a sentence for people, what to do next, typed details.
//!
//! Hosts pass it on as it is; the window branches on `code` and never on the words. Errors of libraries are turned into
//! it where they arise, so that none is ever printed with `{:?}` (some hold secrets).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use specta::Type;

/// Longest words of another side that are kept, in characters: an answer may bring megabytes.
const LONGEST_RAW: usize = 4_000;

/// What went wrong, fit to be shown and to be kept with an execution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// Stable and dotted: `auth.denied`, `store.full`, `amc.compile`. Never reworded once released.
    pub code: Cow<'static, str>,
    /// One sentence for a person: what happened.
    pub message: String,
    /// What the person can do about it, where there is something.
    pub next_step: Option<String>,
    /// Places, pauses and ids that the window can use. Boxed, so that every result that can fail stays small.
    pub details: Box<ErrorDetails>,
}

/// The typed part of an [`Error`]. All fields are always present across IPC.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ErrorDetails {
    /// First line of the place in the SQL, counted from 1.
    pub line: Option<u32>,
    /// First column of the place, counted from 1 in characters.
    pub column: Option<u32>,
    /// Last line of the place.
    pub end_line: Option<u32>,
    /// Last column of the place.
    pub end_column: Option<u32>,
    /// How long Amazon asked us to wait, in seconds.
    pub retry_after_seconds: Option<u32>,
    /// Amazon's id of the request, for a support case.
    pub request_id: Option<String>,
    /// Ports that were taken.
    pub ports: Vec<u16>,
    /// The other side's own words, as text, never secret.
    pub raw: Option<String>,
}

impl Error {
    /// An error with `code` and the sentence `message`, without a next step.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code: Cow::Borrowed(code), message: message.into(), next_step: None, details: Box::default() }
    }

    /// The same error with what the person can do next.
    #[must_use]
    pub fn next(mut self, step: impl Into<String>) -> Self {
        self.next_step = Some(step.into());
        self
    }

    /// The same error with the other side's own words, which are kept and shown: without anything that looks like a secret,
    /// and cut where they are longer than anybody reads.
    #[must_use]
    pub fn raw(mut self, text: impl Into<String>) -> Self {
        let mut text = crate::service::redact(&text.into()).into_owned();
        if let Some((end, _)) = text.char_indices().nth(LONGEST_RAW) {
            text.truncate(end);
            text.push('…');
        }
        self.details.raw = Some(text);
        self
    }

    /// The same error with Amazon's request id.
    #[must_use]
    pub fn request_id(mut self, id: Option<String>) -> Self {
        self.details.request_id = id;
        self
    }

    /// The same error with the pause that Amazon asked for; parts of a second count as a whole one.
    #[must_use]
    pub fn retry_after(mut self, pause: Option<std::time::Duration>) -> Self {
        self.details.retry_after_seconds =
            pause.map(|pause| u32::try_from(pause.as_millis().div_ceil(1000)).unwrap_or(u32::MAX));
        self
    }

    /// Something that cannot happen unless the program is wrong; `what` says where, without data.
    pub fn internal(what: &str) -> Self {
        Self::new("internal", format!("Something inside RecomAMP went wrong: {what}."))
            .next("Your data is intact. Start the app again; if it happens again, report it with the log.")
    }

    /// No row has this id.
    pub fn not_found(what: &str) -> Self {
        Self::new("not_found", format!("This {what} does not exist any more."))
            .next("Reload the list and choose again.")
    }

    /// An argument that does not fit; `message` says which and how.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new("invalid", message).next("Change it and try again.")
    }

    /// The application is closing and takes no more work.
    pub fn closing() -> Self {
        Self::new("closing", "RecomAMP is closing.").next("Start it again to go on.")
    }
}

/// Result with the workbench's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_another_side_are_kept_without_secrets_and_without_end() {
        let raw = |text: String| Error::new("amc.failed", "It failed.").raw(text).details.raw.unwrap();
        assert_eq!(raw("out of luck with Atza|canary".to_owned()), "out of luck with [redacted]");
        assert_eq!(raw("ü".repeat(1_000_000)).chars().count(), LONGEST_RAW + 1);
    }
}
