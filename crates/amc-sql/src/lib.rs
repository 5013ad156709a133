//! The SQL of Amazon Marketing Cloud as a language of its own: what tables there are ([`catalogue`]), whether a statement
//! would be accepted ([`check`]), what can be written next ([`complete`]), and what it answers over local tables ([`run`]).
//!
//! Checking needs no engine and takes well under a millisecond for ordinary statements; running lowers the checked statement to DataFusion.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

pub mod catalogue;
mod check;
mod diagnostic;
mod editor;
mod functions;
mod parameter;
mod run;
mod shape;
mod suggest;
mod syntax;
mod types;

pub use check::{CheckOptions, CheckReport, NeedColumn, OutputColumn, RowNeed, check, window_findings};
pub use diagnostic::{Diagnostic, Severity};
pub use editor::{
    Completion, CompletionKind, Hover, HoverColumn, Renamable, RenameError, SignatureHelp, Symbol, SymbolKind,
    TextEdit, TextRange, complete, definition, format, hover, renamable, rename, service_position, signature_help,
    symbols,
};
pub use functions::{FunctionClass, FunctionDoc, function_docs};
pub use parameter::{Parameter, ParameterDeclaration, ParameterError};
pub use run::{
    RowUsers, RunError, RunOptions, RunResult, TableSource, TimeWindow, UserPath, arrow_type, on_engine, run,
};
pub use shape::shape;
pub use types::SqlType;
