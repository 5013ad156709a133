//! What can be written at a place in a statement.

mod context;

use serde::Serialize;

use crate::{
    catalogue::{Catalogue, FieldKind, Threshold},
    functions::function_docs,
    syntax::Text,
};

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

/// Words that start or join the parts of a query.
const KEYWORDS: [&str; 44] = [
    "SELECT",
    "DISTINCT",
    "FROM",
    "WHERE",
    "GROUP BY",
    "HAVING",
    "WITH",
    "AS",
    "JOIN",
    "INNER JOIN",
    "LEFT JOIN",
    "FULL OUTER JOIN",
    "CROSS JOIN",
    "ON",
    "USING",
    "UNION ALL",
    "AND",
    "OR",
    "NOT",
    "IN",
    "BETWEEN",
    "LIKE",
    "SIMILAR TO",
    "IS NULL",
    "IS NOT NULL",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "END",
    "OVER",
    "PARTITION BY",
    "ORDER BY",
    "EXISTS",
    "CAST",
    "EXTRACT",
    "INTERVAL",
    "DATE",
    "TRUE",
    "FALSE",
    "NULL",
    "VALUES",
    "TABLE",
    "ARRAY",
];

/// What can be written at a place (line and column from 1) of a text that need not be a whole statement; best first.
pub fn complete(sql: &str, line: usize, column: usize, catalogue: &Catalogue) -> Vec<Completion> {
    let (text, unfinished) = Text::new(sql);
    // Inside a text or comment that does not end there is nothing to propose.
    if unfinished.is_some_and(|found| (found.line, found.column) < (line, column)) {
        return Vec::new();
    }
    let view = context::View::at(&text, (line, column));
    let Some(view) = view else { return Vec::new() };
    let mut out = Vec::new();
    let ctes = context::ctes(&text, catalogue);
    if let Some(qualifier) = &view.qualifier {
        let relations = context::relations(&text, view.statement, catalogue, &ctes);
        for relation in relations.iter().filter(|relation| relation.alias.eq_ignore_ascii_case(qualifier)) {
            out.extend(relation.columns(catalogue));
        }
    } else if view.wants_table {
        out.extend(ctes.iter().map(|cte| entry(&cte.alias, CompletionKind::Cte, "from WITH", "")));
        out.extend(catalogue.tables().iter().map(|table| {
            let mut made = entry(&table.name, CompletionKind::Table, &table.category, &table.description);
            if table.paid {
                made.detail.push_str(" (paid)");
            }
            made
        }));
        out.push(Completion {
            insert: "TABLE(EXTEND_TIME_WINDOW('".to_owned(),
            ..entry("EXTEND_TIME_WINDOW", CompletionKind::Function, "table in a wider window", "")
        });
    } else {
        let relations = context::relations(&text, view.statement, catalogue, &ctes);
        for relation in &relations {
            out.extend(relation.columns(catalogue));
        }
        out.extend(relations.iter().map(|relation| {
            let detail = relation.table.as_deref().unwrap_or("subquery");
            entry(&relation.alias, CompletionKind::Alias, detail, "")
        }));
        out.extend(function_docs().iter().map(|doc| {
            let bare = doc.name.starts_with("CURRENT_");
            let insert = if bare { doc.name.to_owned() } else { format!("{}(", doc.name) };
            Completion { insert, ..entry(doc.name, CompletionKind::Function, doc.signature, doc.doc) }
        }));
        out.extend(KEYWORDS.iter().map(|word| entry(word, CompletionKind::Keyword, "", "")));
    }
    let typed = view.typed.to_lowercase();
    let mut ranked: Vec<(u8, Completion)> =
        out.into_iter().filter_map(|made| Some((rank(&made.label.to_lowercase(), &typed)?, made))).collect();
    ranked.sort_by(|(a, x), (b, y)| (a, x.kind, &x.label, &x.detail).cmp(&(b, y.kind, &y.label, &y.detail)));
    ranked.dedup_by(|(_, x), (_, y)| x.label == y.label && x.kind == y.kind && x.detail == y.detail);
    ranked.into_iter().map(|(_, made)| made).collect()
}

/// Names that begin with what is typed come first, then those with a word that does, then those that hold it.
fn rank(label: &str, typed: &str) -> Option<u8> {
    if typed.is_empty() || label.starts_with(typed) {
        Some(0)
    } else if label.split('_').any(|word| word.starts_with(typed)) {
        Some(1)
    } else if label.contains(typed) {
        Some(2)
    } else {
        None
    }
}

fn entry(label: &str, kind: CompletionKind, detail: &str, documentation: &str) -> Completion {
    Completion {
        label: label.to_owned(),
        kind,
        detail: detail.to_owned(),
        field_kind: None,
        threshold: None,
        documentation: documentation.to_owned(),
        insert: label.to_owned(),
    }
}
