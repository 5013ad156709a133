//! What a check says about a statement.

use serde::Serialize;

use crate::syntax::{begins_word, is_word_part};

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
    /// What is wrong, as a sentence for people; names stand bare in it.
    pub message: String,
    /// Line of the first character.
    pub line: usize,
    /// Column of the first character.
    pub column: usize,
    /// Line of the last character.
    pub end_line: usize,
    /// Column just behind the last character; equal to `column` only where the text ends too early.
    pub end_column: usize,
    /// What to do next, as a sentence.
    pub help: Option<String>,
    /// Text that can take the place of the marked text.
    pub replacement: Option<String>,
}

/// Characters of a statement's own words that a sentence repeats at most.
const MOST_REPEATED: usize = 60;

fn shortened(words: &str) -> String {
    let short: String = words.chars().take(MOST_REPEATED).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if words.chars().count() > MOST_REPEATED { format!("{short}…") } else { short }
}

/// A name as a sentence has it: bare, or in double quotes where nobody would see that it is one.
pub(crate) fn named(name: &str) -> String {
    let plain = name.starts_with(begins_word) && name.chars().all(is_word_part);
    if plain { shortened(name) } else { format!("\"{}\"", shortened(name)) }
}

/// A text as a sentence has it: in single quotes, as in SQL.
pub(crate) fn text_words(text: &str) -> String {
    format!("'{}'", shortened(text))
}

/// A number of things: `1 column`, `2 columns`.
pub(crate) fn counted(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// Things in a row: `a`, `a or b`, `a, b or c`.
pub(crate) fn listed(things: &[String], last: &str) -> String {
    match things {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}
