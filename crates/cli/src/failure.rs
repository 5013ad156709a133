//! What a command says when it fails: one sentence and the next step, or the same as JSON.

use std::process::ExitCode;

use serde_json::{Value, json};

use crate::output;

/// Why a command failed.
#[derive(Debug)]
pub(crate) struct Failure {
    code: String,
    message: String,
    next_step: Option<String>,
    exit: u8,
}

impl Failure {
    /// A failure with exit code 1.
    pub(crate) fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), next_step: None, exit: 1 }
    }

    /// The command line asks for something that cannot be: exit code 2.
    pub(crate) fn misuse(message: impl Into<String>) -> Self {
        Self { exit: 2, ..Self::new("cli.misuse", message) }
    }

    /// The same failure with what the person can do.
    pub(crate) fn next(mut self, step: impl Into<String>) -> Self {
        self.next_step = Some(step.into());
        self
    }

    /// The exit code that it asks for.
    pub(crate) fn exit(&self) -> u8 {
        self.exit
    }

    /// The failure as programs read it.
    pub(crate) fn as_json(&self) -> Value {
        json!({ "code": self.code, "message": self.message, "next_step": self.next_step })
    }

    /// Prints the failure to standard error and gives the exit code.
    pub(crate) fn report(&self, as_json: bool) -> ExitCode {
        if as_json {
            output::error_line(&json!({ "error": self.as_json() }).to_string());
        } else {
            output::error_line(&self.message);
            if let Some(step) = &self.next_step {
                output::error_line(step);
            }
        }
        ExitCode::from(self.exit)
    }
}

impl From<workbench::Error> for Failure {
    fn from(error: workbench::Error) -> Self {
        Self { code: error.code.into_owned(), message: error.message, next_step: error.next_step, exit: 1 }
    }
}
