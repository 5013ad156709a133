//! Faults: what a request meets in place of, or after, its answer.

use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use crate::operation::Operation;

/// What happens to a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// Nothing is done; this answer is sent.
    Answer {
        /// HTTP status.
        status: u16,
        /// Body; without one, an error object of the form Amazon uses for that status.
        #[serde(default)]
        body: Option<String>,
        /// Content type of `body`; `application/json` if not given.
        #[serde(default)]
        content_type: Option<String>,
    },
    /// Nothing is done; 429.
    Throttle {
        /// `Retry-After` in seconds; without one the header is absent.
        #[serde(default)]
        retry_after_seconds: Option<u32>,
    },
    /// Everything is done; the answer is 504 "Endpoint request timed out".
    TimeoutAfterAccepting,
    /// Nothing is done; the answer is 504 "Endpoint request timed out".
    TimeoutBeforeAccepting,
    /// Nothing is done; the connection is closed without an answer.
    DropBeforeAccepting,
    /// Everything is done; the connection is closed without an answer.
    DropAfterAccepting,
    /// Nothing is done and nothing is ever sent.
    StallBeforeAccepting,
    /// Everything is done and nothing is ever sent.
    StallAfterAccepting,
    /// The status and headers are right, the body breaks off after this many bytes.
    Truncate {
        /// Bytes that are sent.
        bytes: usize,
    },
    /// The status and headers are right, the body stops after this many bytes and the connection stays open.
    StallBody {
        /// Bytes that are sent.
        bytes: usize,
    },
    /// The body goes on for ever.
    Endless,
    /// 302 to this address.
    Redirect {
        /// The `Location`.
        location: String,
    },
}

/// A fault and the requests it meets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The call it meets; `None` is every call.
    #[serde(default)]
    pub operation: Option<Operation>,
    /// How many such calls pass unharmed first.
    #[serde(default)]
    pub after: u32,
    /// How many it meets; `None` is all that follow.
    #[serde(default)]
    pub times: Option<u32>,
    /// What happens.
    pub fault: FaultKind,
}

impl Fault {
    /// The fault meets the next call of `operation`, once.
    pub fn once(operation: Operation, fault: FaultKind) -> Self {
        Self { operation: Some(operation), after: 0, times: Some(1), fault }
    }

    /// The fault meets the next `times` calls of `operation`.
    pub fn times(operation: Operation, times: u32, fault: FaultKind) -> Self {
        Self { operation: Some(operation), after: 0, times: Some(times), fault }
    }

    /// The fault meets every call of `operation` until faults are cleared.
    pub fn always(operation: Operation, fault: FaultKind) -> Self {
        Self { operation: Some(operation), after: 0, times: None, fault }
    }

    /// The same fault, after `calls` calls have passed.
    #[must_use]
    pub fn after(self, calls: u32) -> Self {
        Self { after: calls, ..self }
    }
}

/// The faults that are set, in the order they were set.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    inner: Mutex<Vec<Fault>>,
}

impl Faults {
    pub(crate) fn add(&self, fault: Fault) {
        self.lock().push(fault);
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    pub(crate) fn list(&self) -> Vec<Fault> {
        self.lock().clone()
    }

    /// The fault this call meets, if any. The first that fits and is due is used up by one.
    pub(crate) fn meet(&self, operation: Operation) -> Option<FaultKind> {
        let mut faults = self.lock();
        let mut met = None;
        for fault in faults.iter_mut().filter(|f| f.operation.is_none_or(|o| o == operation)) {
            if fault.after > 0 {
                fault.after -= 1;
            } else if met.is_none() {
                if let Some(times) = &mut fault.times {
                    if *times == 0 {
                        continue;
                    }
                    *times -= 1;
                }
                met = Some(fault.fault.clone());
            }
        }
        faults.retain(|f| f.times != Some(0));
        met
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Fault>> {
        self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
