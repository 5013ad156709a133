//! What is said of the thing under the pointer, and of the function that is being written.

use serde::Serialize;

use super::{
    lex::{lex, offset},
    point::{Meaning, Point, TextRange},
    reader,
    scope::{Column, Scope},
};
use crate::{
    catalogue::{Catalogue, Table, TableStatus},
    functions,
};

/// What is said of a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hover {
    /// The name that is spoken of.
    pub range: TextRange,
    /// Its name, or how it is called.
    pub title: String,
    /// Type, kind and privacy class, or what it is; empty if there is nothing to say.
    pub detail: String,
    /// A sentence or two.
    pub documentation: String,
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

/// What is said of the name at a place; `None` where there is none, or nothing is known of it.
///
/// `line` and `column` count from 1, columns in characters.
pub fn hover(sql: &str, line: usize, column: usize, catalogue: &Catalogue) -> Option<Hover> {
    let point = Point::new(sql, line, column)?;
    let meaning = point.meaning()?;
    let mut scope = Scope::new(&point.lexed, &point.outline, catalogue);
    let name = point.lexed.name(point.index);
    let range = point.range(point.index);
    let said = |title: String, detail: String, documentation: String| Hover { range, title, detail, documentation };
    Some(match meaning {
        Meaning::Function => {
            let doc = functions::find(point.lexed.text(point.index))?.doc;
            said(doc.signature.to_owned(), "function".to_owned(), doc.doc.to_owned())
        }
        Meaning::Cte(cte) => {
            let columns = scope.cte(cte);
            let names: Vec<&str> = columns.iter().map(|column| column.name.as_ref()).collect();
            said(name.into_owned(), "common table expression".to_owned(), listed(&names))
        }
        Meaning::Table => {
            let table = catalogue.table(&name)?;
            said(table.name.clone(), table_words(table), table.description.clone())
        }
        Meaning::Relation { block, index } => {
            let relation = &point.outline.blocks[block].relations[index];
            let origin = scope.origin(relation).into_owned();
            match catalogue.table(&origin).filter(|_| point.cte(&origin, point.outline.blocks[block].env).is_none()) {
                Some(table) => said(name.into_owned(), format!("alias of {}", table.name), table.description.clone()),
                None => {
                    let columns = scope.relation(relation, point.outline.blocks[block].env);
                    let names: Vec<&str> = columns.iter().map(|column| column.name.as_ref()).collect();
                    said(name.into_owned(), format!("alias of {origin}"), listed(&names))
                }
            }
        }
        Meaning::Column { block, qualifier } => {
            let (column, of) = find(&point, &mut scope, block, qualifier, &name)?;
            let title = format!("{of}.{}", column.name);
            said(title, column_words(&column), column.field.map_or_else(String::new, |f| f.description.clone()))
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

fn column_words(column: &Column<'_>) -> String {
    let mut words = vec![column.type_words()];
    if let Some(field) = column.field {
        words.push(field.kind.to_string());
        words.push(format!("privacy class {}", field.threshold));
    }
    words.retain(|word| !word.is_empty());
    words.join(" · ")
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

fn listed(names: &[&str]) -> String {
    const MOST: usize = 12;
    match names {
        [] => String::new(),
        _ if names.len() <= MOST => format!("Columns: {}.", names.join(", ")),
        _ => format!("Columns: {} and {} more.", names[..MOST].join(", "), names.len() - MOST),
    }
}

/// How the function is called whose arguments are being written at a place; `None` outside of calls.
///
/// `line` and `column` count from 1, columns in characters.
pub fn signature_help(sql: &str, line: usize, column: usize) -> Option<SignatureHelp> {
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
