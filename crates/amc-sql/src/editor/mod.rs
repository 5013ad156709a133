//! What an editor asks of a text that need not be a whole statement: what can be written, what a name means, where it comes from, and how the text
//! is laid out.

mod cursor;
mod follow;
mod format;
mod hover;
mod item;
mod keyword;
mod lex;
mod matching;
mod navigate;
mod offer;
mod outline;
mod point;
mod propose;
mod reader;
mod rename;
mod scope;

use serde::Serialize;

pub use self::{
    format::format,
    hover::{Hover, HoverColumn, SignatureHelp, hover, signature_help},
    navigate::{Symbol, SymbolKind, definition, symbols},
    point::{TextRange, service_position},
    rename::{Renamable, RenameError, TextEdit, renamable, rename},
};
use crate::catalogue::{Catalogue, FieldKind, Threshold};

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Completion {
    /// What is listed.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// A few words beside the label: type, table or signature.
    pub detail: String,
    /// For columns of base tables: dimension or metric.
    pub field_kind: Option<FieldKind>,
    /// For columns: privacy class.
    pub threshold: Option<Threshold>,
    /// A sentence or two.
    pub documentation: String,
    /// The text to insert in place of the word at the cursor.
    pub insert: String,
}

/// What a proposal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CompletionKind {
    /// A column.
    Column,
    /// A name given in FROM.
    Alias,
    /// A common table expression.
    Cte,
    /// A base table.
    Table,
    /// A function.
    Function,
    /// A keyword.
    Keyword,
}

/// What can be written at a place of a text that need not be a whole statement; best first, at most 200.
///
/// `line` and `column` count from 1, columns in characters; what lies beyond a line or the text means its end. Empty in
/// comments, numbers and text, but for text that names a table, a unit or a parameter, and in a text of more than 1 MiB.
pub fn complete(sql: &str, line: usize, column: usize, catalogue: &Catalogue) -> Vec<Completion> {
    let Some(cursor) = cursor::Cursor::new(sql, line, column) else { return Vec::new() };
    let outline = reader::outline(&cursor.lexed, cursor.index);
    let parameters = cursor.parameters();
    let mut scope = scope::Scope::new(&cursor.lexed, &outline, catalogue);
    let mut proposer = propose::Proposer {
        cursor: &cursor,
        scope: &mut scope,
        offers: offer::Offers::new(cursor.typed, cursor.quotes),
        frames: &outline.at_cursor,
        parameters: &parameters,
    };
    proposer.propose();
    proposer.offers.finish()
}
