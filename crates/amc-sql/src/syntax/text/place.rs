//! Places in a text.

use datafusion::sql::sqlparser::tokenizer::{Location, Span};

use crate::diagnostic::{Diagnostic, Severity};

/// A stretch of text: first character, and the one behind the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Place {
    pub(crate) start: (usize, usize),
    pub(crate) end: (usize, usize),
}

impl Place {
    pub(crate) fn is_empty(self) -> bool {
        self.start.0 == 0
    }

    /// The least stretch that holds both.
    pub(crate) fn with(self, other: Self) -> Self {
        if self.is_empty() {
            other
        } else if other.is_empty() {
            self
        } else {
            Self { start: self.start.min(other.start), end: self.end.max(other.end) }
        }
    }

    pub(crate) fn diagnostic(self, severity: Severity, code: &'static str, message: impl Into<String>) -> Diagnostic {
        let place = if self.is_empty() { Self { start: (1, 1), end: (1, 1) } } else { self };
        Diagnostic {
            severity,
            code,
            message: message.into(),
            line: place.start.0,
            column: place.start.1,
            end_line: place.end.0,
            end_column: place.end.1,
            help: None,
            replacement: None,
        }
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        let pair = |at: Location| {
            (usize::try_from(at.line).unwrap_or(usize::MAX), usize::try_from(at.column).unwrap_or(usize::MAX))
        };
        Self { start: pair(span.start), end: pair(span.end) }
    }
}
