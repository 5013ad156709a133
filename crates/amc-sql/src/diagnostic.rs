//! What a check says about a statement.

use serde::Serialize;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Amazon would refuse the statement.
    Error,
    /// Amazon may refuse it, or the answer will probably not be what was meant.
    Warning,
    /// Something to know.
    Info,
}

/// One finding with its place. Lines and columns count from 1; columns count characters, a tab being one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Stable name of the kind of finding, such as `unknown_column`.
    pub code: &'static str,
    /// What is wrong, for people.
    pub message: String,
    /// Line of the first character.
    pub line: usize,
    /// Column of the first character.
    pub column: usize,
    /// Line of the last character.
    pub end_line: usize,
    /// Column just behind the last character; equal to `column` only where the text ends too early.
    pub end_column: usize,
    /// What to do instead.
    pub help: Option<String>,
    /// Text that can take the place of the marked text.
    pub replacement: Option<String>,
}
