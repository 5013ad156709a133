//! What is said of the thing under the pointer, and of the function that is being written.

use serde::Serialize;

use super::{
    CompletionKind,
    lex::{lex, offset},
    point::{Meaning, Point, TextRange},
    reader,
    scope::{Column, Scope},
};
use crate::{
    catalogue::{Catalogue, FieldKind, Table, TableStatus, Threshold},
    functions,
    syntax::LONGEST,
};

/// What is said of a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hover {
    /// The name that is spoken of.
    pub range: TextRange,
    /// What it names.
    pub kind: CompletionKind,
    /// Its name, or how it is called.
    pub title: String,
    /// A column's type, or a few words about where it comes from; empty if there is nothing to say.
    pub detail: String,
    /// For columns of base tables: dimension or metric.
    pub field_kind: Option<FieldKind>,
    /// For columns of base tables: privacy class.
    pub threshold: Option<Threshold>,
    /// A sentence or two.
    pub documentation: String,
    /// For aliases and common table expressions: the columns that they have.
    pub columns: Vec<HoverColumn>,
}

/// A column of what is spoken of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HoverColumn {
    /// Its name.
    pub name: String,
    /// Its type; empty where only the whole statement tells.
    pub data_type: String,
}

/// How a function is called, while its arguments are being written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignatureHelp {
    /// The call as documentation shows it.
    pub signature: String,
    /// What it answers.
    pub documentation: String,
    /// The arguments as they stand in `signature`.
    pub parameters: Vec<String>,
    /// Which of them is being written; the last one stands for all that follow.
    pub active: usize,
}

/// What is said of the name at a place; `None` where there is none, or nothing is known of it, and in a text of more than 1 MiB.
///
/// `line` and `column` count from 1, columns in characters.
pub fn hover(sql: &str, line: usize, column: usize, catalogue: &Catalogue) -> Option<Hover> {
    let point = Point::new(sql, line, column)?;
    let meaning = point.meaning()?;
    let mut scope = Scope::new(&point.lexed, &point.outline, catalogue);
    let name = point.lexed.name(point.index);
    let range = point.range(point.index);
    let said = |kind, title: String, detail: String, documentation: &str| Hover {
        range,
        kind,
        title,
        detail,
        field_kind: None,
        threshold: None,
        documentation: documentation.to_owned(),
        columns: Vec::new(),
    };
    Some(match meaning {
        Meaning::Function => {
            let doc = functions::find(point.lexed.text(point.index))?.doc;
            said(CompletionKind::Function, doc.signature.to_owned(), "function".to_owned(), doc.doc)
        }
        Meaning::Cte(cte) => {
            let columns = listed(&scope.cte(cte));
            let made = said(CompletionKind::Cte, name.into_owned(), "common table expression".to_owned(), "");
            Hover { columns, ..made }
        }
        Meaning::Table => {
            let table = catalogue.table(&name)?;
            said(CompletionKind::Table, table.name.clone(), table_words(table), &table.description)
        }
        Meaning::Relation { block, index } => {
            let block = &point.outline.blocks[block];
            let relation = &block.relations[index];
            let origin = scope.origin(relation).into_owned();
            let table = catalogue.table(&origin).filter(|_| point.cte(&origin, block.env).is_none());
            let columns = listed(&scope.relation(relation, block.env));
            let words = table.map_or("", |table| table.description.as_str());
            let (kind, detail) = match (relation.alias, table) {
                (Some(_), _) => (CompletionKind::Alias, format!("alias of {origin}")),
                (None, Some(table)) => (CompletionKind::Table, table_words(table)),
                (None, None) => (CompletionKind::Cte, "common table expression".to_owned()),
            };
            Hover { columns, ..said(kind, name.into_owned(), detail, words) }
        }
        Meaning::Column { block, qualifier } => {
            let (column, of) = find(&point, &mut scope, block, qualifier, &name)?;
            let words = column.field.map_or("", |field| field.description.as_str());
            Hover {
                field_kind: column.field.map(|field| field.kind),
                threshold: column.field.map(|field| field.threshold),
                ..said(CompletionKind::Column, format!("{of}.{}", column.name), column.type_words(), words)
            }
        }
    })
}

/// The column of a name, and the relation that has it.
fn find<'a>(
    point: &Point<'_>,
    scope: &mut Scope<'a>,
    block: usize,
    qualifier: Option<usize>,
    name: &str,
) -> Option<(Column<'a>, String)> {
    let mut next = Some(block);
    while let Some(block) = next {
        let here = &point.outline.blocks[block];
        for relation in &here.relations {
            let own = point.own_name(relation).map(|at| point.lexed.name(at));
            let wanted = qualifier.map(|at| point.lexed.name(at));
            let fits = wanted.is_none_or(|wanted| own.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(&wanted)));
            if fits
                && let Some(column) =
                    scope.relation(relation, here.env).iter().find(|column| column.name.eq_ignore_ascii_case(name))
            {
                return Some((column.clone(), scope.origin(relation).into_owned()));
            }
        }
        next = here.outer;
    }
    None
}

fn table_words(table: &Table) -> String {
    let mut words = vec![table.category.clone()];
    if table.paid {
        words.push("subscription".to_owned());
    }
    if table.status == TableStatus::Retired {
        words.push("no longer filled".to_owned());
    }
    if !table.grain.is_empty() {
        words.push(format!("a row is {}", table.grain));
    }
    if let Some(time) = &table.time_column {
        words.push(format!("the window filters {time}"));
    }
    words.join(" · ")
}

fn listed(columns: &[Column<'_>]) -> Vec<HoverColumn> {
    columns
        .iter()
        .map(|column| HoverColumn { name: column.name.clone().into_owned(), data_type: column.type_words() })
        .collect()
}

/// How the function is called whose arguments are being written at a place; `None` outside of calls and in a text of more than 1 MiB.
///
/// `line` and `column` count from 1, columns in characters.
pub fn signature_help(sql: &str, line: usize, column: usize) -> Option<SignatureHelp> {
    if sql.len() > LONGEST {
        return None;
    }
    let at = offset(sql, line, column);
    let lexed = lex(sql, at);
    if lexed.in_comment {
        return None;
    }
    let index = lexed.tokens.partition_point(|token| token.start < at);
    let outline = reader::outline(&lexed, index);
    let (name, commas) = Point::call(&outline.at_cursor)?;
    let doc = functions::find(lexed.text(name))?.doc;
    let parameters = parameters(doc.signature, doc.name);
    Some(SignatureHelp {
        signature: doc.signature.to_owned(),
        documentation: doc.doc.to_owned(),
        active: commas.min(parameters.len().saturating_sub(1)),
        parameters,
    })
}

/// The arguments between the parentheses behind the function's own name.
fn parameters(signature: &str, name: &str) -> Vec<String> {
    let open = format!("{name}(");
    let Some(inner) = signature.split_once(&open).and_then(|(_, rest)| rest.split_once(')')) else { return Vec::new() };
    inner.0.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
}
