//! What the editor is told of the text it shows, in the shapes that cross to the window.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::model::{CompletionKind, FieldKind, small};
use super::{Catalog, limit};
use crate::{Error, Result};

/// A stretch of a query. Lines and columns count from 1, columns in characters; the end is the place behind the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TextRange {
    /// Line of the first character.
    pub line: u32,
    /// Column of the first character.
    pub column: u32,
    /// Line behind the last character.
    pub end_line: u32,
    /// Column behind the last character.
    pub end_column: u32,
}

impl From<amc_sql::TextRange> for TextRange {
    fn from(range: amc_sql::TextRange) -> Self {
        Self {
            line: small(range.line),
            column: small(range.column),
            end_line: small(range.end_line),
            end_column: small(range.end_column),
        }
    }
}

/// What is known of a name in a query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Hover {
    /// The name that is spoken of.
    pub range: TextRange,
    /// What it names.
    pub kind: CompletionKind,
    /// Its name, or how it is called.
    pub title: String,
    /// A column's type, or a few words about where it comes from.
    pub detail: String,
    /// For columns of tables: dimension or metric.
    pub field_kind: Option<FieldKind>,
    /// For columns of tables: aggregation threshold.
    pub threshold: Option<String>,
    /// A sentence or two.
    pub documentation: String,
    /// For aliases and common table expressions: their columns.
    pub columns: Vec<HoverColumn>,
}

/// A column of what is spoken of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct HoverColumn {
    /// Its name.
    pub name: String,
    /// Its type; empty where it is not known.
    pub data_type: String,
}

impl From<amc_sql::Hover> for Hover {
    fn from(found: amc_sql::Hover) -> Self {
        let column = |column: amc_sql::HoverColumn| HoverColumn { name: column.name, data_type: column.data_type };
        Self {
            range: found.range.into(),
            kind: found.kind.into(),
            title: found.title,
            detail: found.detail,
            field_kind: found.field_kind.map(FieldKind::from),
            threshold: found.threshold.map(|threshold| threshold.as_str().to_owned()),
            documentation: found.documentation,
            columns: found.columns.into_iter().map(column).collect(),
        }
    }
}

/// How a function is called, while its arguments are being written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SignatureHelp {
    /// The call.
    pub signature: String,
    /// What it answers.
    pub documentation: String,
    /// The arguments as they stand in `signature`, in order.
    pub parameters: Vec<String>,
    /// Which of them is being written, counted from 0.
    pub active: u32,
}

impl From<amc_sql::SignatureHelp> for SignatureHelp {
    fn from(found: amc_sql::SignatureHelp) -> Self {
        Self {
            signature: found.signature,
            documentation: found.documentation,
            parameters: found.parameters,
            active: small(found.active),
        }
    }
}

/// A part of a query that one can go to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct QueryPart {
    /// Its name; `SELECT` for the final query.
    pub name: String,
    /// What it is.
    pub kind: PartKind,
    /// Where its name stands.
    pub range: TextRange,
}

/// What a part of a query is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// A common table expression.
    Cte,
    /// The query whose rows are the result.
    Query,
}

impl From<amc_sql::Symbol> for QueryPart {
    fn from(found: amc_sql::Symbol) -> Self {
        let kind = match found.kind {
            amc_sql::SymbolKind::Cte => PartKind::Cte,
            amc_sql::SymbolKind::Query => PartKind::Query,
        };
        Self { name: found.name, kind, range: found.range.into() }
    }
}

/// A name that can be changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Renamable {
    /// The name as it is, without quotes.
    pub name: String,
    /// All its places, in the order of the text.
    pub places: Vec<TextRange>,
}

/// A change of a query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TextEdit {
    /// What goes.
    pub range: TextRange,
    /// What takes its place.
    pub new_text: String,
}

impl Catalog {
    /// What is known of the name at `line` and `column`, both from 1; nothing beside names.
    ///
    /// # Errors
    /// `invalid` for more than 1 MiB of text, as for everything here.
    pub fn hover(&self, sql: &str, line: u32, column: u32) -> Result<Option<Hover>> {
        limit(sql)?;
        Ok(amc_sql::hover(sql, line as usize, column as usize, &self.catalogue).map(Hover::from))
    }

    /// How the function is called whose arguments are being written at `line` and `column`, both from 1.
    ///
    /// # Errors
    /// As [`Self::hover`].
    pub fn signature(&self, sql: &str, line: u32, column: u32) -> Result<Option<SignatureHelp>> {
        limit(sql)?;
        Ok(amc_sql::signature_help(sql, line as usize, column as usize).map(SignatureHelp::from))
    }

    /// Where the query itself gives the name at `line` and `column`, both from 1.
    ///
    /// # Errors
    /// As [`Self::hover`].
    pub fn definition(&self, sql: &str, line: u32, column: u32) -> Result<Option<TextRange>> {
        limit(sql)?;
        Ok(amc_sql::definition(sql, line as usize, column as usize).map(TextRange::from))
    }

    /// The common table expressions and final queries of a text, in its order.
    ///
    /// # Errors
    /// As [`Self::hover`].
    pub fn outline(&self, sql: &str) -> Result<Vec<QueryPart>> {
        limit(sql)?;
        Ok(amc_sql::symbols(sql).into_iter().map(QueryPart::from).collect())
    }

    /// The alias or common table expression at `line` and `column`, both from 1, with all its places.
    ///
    /// # Errors
    /// `query.not_renamable` where something else stands there, or as [`Self::hover`].
    pub fn renamable(&self, sql: &str, line: u32, column: u32) -> Result<Renamable> {
        limit(sql)?;
        let found = amc_sql::renamable(sql, line as usize, column as usize).map_err(|error| refused(&error))?;
        Ok(Renamable { name: found.name, places: found.places.into_iter().map(TextRange::from).collect() })
    }

    /// The changes that give the name at `line` and `column`, both from 1, another name.
    ///
    /// # Errors
    /// `query.bad_name` and `query.name_taken` for the new name, or as [`Self::renamable`].
    pub fn rename(&self, sql: &str, line: u32, column: u32, new_name: &str) -> Result<Vec<TextEdit>> {
        limit(sql)?;
        let edits = amc_sql::rename(sql, line as usize, column as usize, new_name).map_err(|error| refused(&error))?;
        Ok(edits.into_iter().map(|edit| TextEdit { range: edit.range.into(), new_text: edit.new_text }).collect())
    }

    /// The text in the layout of Amazon's own samples. Only blanks, line ends and the case of keywords change.
    ///
    /// # Errors
    /// As [`Self::hover`].
    pub fn format(&self, sql: &str) -> Result<String> {
        limit(sql)?;
        Ok(amc_sql::format(sql))
    }
}

fn refused(error: &amc_sql::RenameError) -> Error {
    use amc_sql::RenameError as Theirs;
    match error {
        Theirs::NotRenamable => Error::new(
            "query.not_renamable",
            "Only aliases in FROM and names of common table expressions can be renamed.",
        )
        .next("Put the caret on one of them and try again."),
        Theirs::NoName(name) if name.is_empty() => {
            Error::new("query.bad_name", "A name has at least one character.").next("Write one, or leave with Escape.")
        }
        Theirs::NoName(name) => {
            Error::new("query.bad_name", format!("“{name}” cannot be a name.")).next("Leave out quotes and line ends.")
        }
        Theirs::Taken(name) => Error::new("query.name_taken", format!("“{name}” is already used in this query."))
            .next("Choose another name."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQL: &str = "WITH seen AS (SELECT campaign AS c FROM dsp_clicks GROUP BY 1)\nSELECT s.c FROM seen s";

    fn range(line: u32, column: u32, end_column: u32) -> TextRange {
        TextRange { line, column, end_line: line, end_column }
    }

    #[test]
    fn a_name_is_told_found_and_renamed_by_its_place() {
        let catalog = Catalog::open().unwrap();
        let hover = catalog.hover(SQL, 2, 19).unwrap().unwrap();
        assert_eq!((hover.kind, hover.title.as_str()), (CompletionKind::Cte, "seen"));
        assert_eq!(hover.columns, [HoverColumn { name: "c".to_owned(), data_type: "STRING".to_owned() }]);
        let field = catalog.hover(SQL, 1, 25).unwrap().unwrap();
        assert_eq!((field.detail.as_str(), field.field_kind), ("STRING", Some(FieldKind::Dimension)));
        assert!(field.threshold.is_some() && !field.documentation.is_empty(), "{field:?}");
        assert_eq!(catalog.hover(SQL, 1, 3).unwrap(), None);

        assert_eq!(catalog.definition(SQL, 2, 19).unwrap(), Some(range(1, 6, 10)));
        let name = catalog.renamable(SQL, 2, 19).unwrap();
        assert_eq!((name.name.as_str(), name.places.as_slice()), ("seen", &[range(1, 6, 10), range(2, 17, 21)][..]));
        let edits = catalog.rename(SQL, 2, 19, "clicked").unwrap();
        assert_eq!(edits.len(), 2);
        assert!(edits.iter().all(|edit| edit.new_text == "clicked"));
        let parts = catalog.outline(SQL).unwrap();
        assert_eq!(parts.iter().map(|part| part.kind).collect::<Vec<_>>(), [PartKind::Cte, PartKind::Query]);
    }

    #[test]
    fn a_name_that_cannot_be_used_gets_a_sentence_and_a_next_step() {
        let catalog = Catalog::open().unwrap();
        let sql = "WITH a AS (SELECT 1 AS x), b AS (SELECT 2 AS y) SELECT x, y FROM a, b";
        for (column, name, code) in [
            (1, "x", "query.not_renamable"),
            (6, "", "query.bad_name"),
            (6, "a\"b", "query.bad_name"),
            (6, "b", "query.name_taken"),
        ] {
            let error = catalog.rename(sql, 1, column, name).unwrap_err();
            assert_eq!(error.code, code, "{name}");
            assert!(error.message.ends_with('.') && error.next_step.is_some(), "{error:?}");
        }
    }

    #[test]
    fn a_call_and_a_layout_are_told_and_too_long_a_text_is_refused() {
        let catalog = Catalog::open().unwrap();
        let help = catalog.signature("SELECT IF(a > 1, ", 1, 18).unwrap().unwrap();
        assert_eq!((help.parameters.len(), help.active), (3, 1));
        assert_eq!(catalog.format("select 1").unwrap(), "SELECT\n  1\n");
        let long = " ".repeat(crate::catalog::LONGEST_SQL + 1);
        assert_eq!(catalog.format(&long).unwrap_err().code, "invalid");
        assert_eq!(catalog.hover(&long, 1, 1).unwrap_err().code, "invalid");
    }
}
