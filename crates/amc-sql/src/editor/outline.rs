//! The queries of a text, their relations and output columns.

use super::item::{Draft, Item};

/// Where in a query a place lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clause {
    /// Before SELECT.
    Start,
    /// Among common table expressions.
    With(WithPart),
    Select,
    From,
    On,
    Using,
    Where,
    GroupBy,
    Having,
    Window,
    PartitionBy,
    OrderBy,
    Values,
}

/// Where in a WITH clause a place lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WithPart {
    /// A name comes.
    Name,
    /// A column list or AS comes.
    AfterName,
    /// The query comes.
    AfterAs,
    /// A comma or SELECT comes.
    AfterBody,
}

/// What an open parenthesis holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// The statement, or a query in parentheses; whether it is a common table expression's.
    Query { cte: bool },
    /// Arguments of the function whose name stands at this token.
    Call(usize),
    /// The window of a function.
    Over,
    /// New column names of the common table expression that comes.
    CteColumns,
    /// New column names of a relation.
    RelationColumns(usize),
    /// Columns that both sides of a join have.
    Using,
    /// Relations.
    Relations,
    /// Part of an expression.
    Expression,
}

/// Something in FROM.
#[derive(Debug)]
pub(super) struct Relation {
    pub(super) source: Source,
    /// Token of the alias.
    pub(super) alias: Option<usize>,
    /// Tokens of the names its columns are given.
    pub(super) columns: Vec<usize>,
}

/// Where a relation's rows come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The table or common table expression named at this token.
    Name(usize),
    /// The table named in the text at this token.
    Extended(usize),
    /// A query in parentheses.
    Query(usize),
    Unknown,
}

/// One SELECT.
#[derive(Debug)]
pub(super) struct Block {
    /// Common table expressions that it sees; index of the latest.
    pub(super) env: Option<usize>,
    /// The block whose columns it may use as well.
    pub(super) outer: Option<usize>,
    pub(super) relations: Vec<Relation>,
    pub(super) items: Vec<Item>,
    /// Tokens of the names in USING.
    pub(super) using: Vec<usize>,
    /// Tokens of the names in WINDOW.
    pub(super) windows: Vec<usize>,
}

/// A common table expression.
#[derive(Debug)]
pub(super) struct Cte {
    pub(super) name: usize,
    pub(super) columns: Vec<usize>,
    pub(super) query: usize,
    /// The one defined before it.
    pub(super) before: Option<usize>,
}

/// An open parenthesis, or the text as a whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) holds: Holds,
    pub(super) clause: Clause,
    /// First token inside.
    pub(super) start: usize,
    pub(super) block: Option<usize>,
    pub(super) env: Option<usize>,
    /// Whether a relation's name comes.
    pub(super) wants_relation: bool,
    /// CASE without END.
    pub(super) cases: usize,
    /// Commas passed.
    pub(super) commas: usize,
    pub(super) query: usize,
    pub(super) outer: Option<usize>,
    pub(super) recursive: bool,
    pub(super) draft: Draft,
}

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) blocks: Vec<Block>,
    pub(super) ctes: Vec<Cte>,
    /// First block of each query.
    pub(super) queries: Vec<Option<usize>>,
    /// The open parentheses at the cursor, outermost first.
    pub(super) at_cursor: Vec<Frame>,
}

/// The function whose first argument names a table.
pub(super) const EXTEND: &str = "EXTEND_TIME_WINDOW";
