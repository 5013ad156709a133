//! The functions of AMC SQL: signatures, types and meaning.

mod arrays;
mod choice;
mod count;
mod format;
mod hash;
mod json;
mod number;
mod table;
mod text;
mod time;
mod udf;
pub(crate) mod users;

use std::{collections::HashMap, sync::OnceLock};

use serde::Serialize;

pub(crate) use table::{FUNCTIONS, MANY};
pub(crate) use udf::{NoAnswer, ROWS_IN, USER_LIST, USER_OF, register};

/// What a function does to rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FunctionClass {
    /// One value a row.
    Scalar,
    /// One value a group.
    Aggregate,
    /// One value a row from its window; needs OVER.
    Window,
    /// Rows.
    Table,
}

/// A function as documentation and completion show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FunctionDoc {
    /// Its name in capitals.
    pub name: &'static str,
    /// How it is called.
    pub signature: &'static str,
    /// What it answers, in a sentence.
    pub doc: &'static str,
    /// What it does to rows.
    pub class: FunctionClass,
    /// Whether Amazon documents it for AMC; others are accepted with a warning.
    pub documented: bool,
}

/// What an argument has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Any,
    Text,
    Number,
    Whole,
    Boolean,
    Time,
    Array,
    Binary,
}

impl Kind {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Any => "a value",
            Self::Text => "text",
            Self::Number => "a number",
            Self::Whole => "a whole number",
            Self::Boolean => "true or false",
            Self::Time => "a date or timestamp",
            Self::Array => "an array",
            Self::Binary => "bytes",
        }
    }
}

/// What a function answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Returns {
    Text,
    Integer,
    Long,
    Double,
    Boolean,
    Date,
    Timestamp,
    /// DATE for a date, else TIMESTAMP.
    Moment,
    Binary,
    Map,
    TextArray,
    /// The type of this argument.
    Arg(usize),
    /// A list of the first argument's type.
    ArrayOf,
    /// The element type of the first argument.
    Element,
    /// What the arguments from this one on have in common.
    Common(usize),
    /// As SUM: whole numbers become LONG.
    Sum,
    /// Rows of the names and values given.
    Row,
    /// The first argument's number type, whole numbers staying whole.
    Number,
}

/// How a call becomes one of the engine's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    /// The engine's function of this name with the same arguments.
    Same(&'static str),
    /// As `Same`, but the first two arguments change places.
    Swapped(&'static str),
    /// Built from syntax by the checker.
    Special,
}

#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) doc: FunctionDoc,
    pub(crate) min: usize,
    pub(crate) max: usize,
    /// The last one stands for all further arguments.
    pub(crate) args: &'static [Kind],
    pub(crate) returns: Returns,
    pub(crate) engine: Engine,
}

impl Function {
    pub(crate) fn kind(&self, index: usize) -> Kind {
        self.args.get(index).or(self.args.last()).copied().unwrap_or(Kind::Any)
    }
}

/// The function of this name, whatever its case.
pub(crate) fn find(name: &str) -> Option<&'static Function> {
    static BY_NAME: OnceLock<HashMap<&'static str, &'static Function>> = OnceLock::new();
    BY_NAME
        .get_or_init(|| FUNCTIONS.iter().map(|function| (function.doc.name, function)).collect())
        .get(name.to_ascii_uppercase().as_str())
        .copied()
}

/// Every function, by name.
pub fn function_docs() -> Vec<FunctionDoc> {
    let mut docs: Vec<_> = FUNCTIONS.iter().map(|function| function.doc).collect();
    docs.sort_by_key(|doc| doc.name);
    docs
}
