//! Rules that hold between the parts of a dataset file, and between files.

use std::collections::HashMap;

use super::{
    DatasetError,
    markdown::Faults,
    model::{Table, TableShape, TableStatus, Threshold},
    parse::Draft,
};

/// Longest description that still fits a completion's detail line.
const DESCRIPTION_LIMIT: usize = 160;

/// Whether `text` can be written in SQL without quotes. Amazon's names are in lower case throughout.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Checks one file by itself.
pub(super) fn alone(draft: &Draft, faults: &mut Faults<'_>) {
    let table = &draft.table;
    names(draft, faults);
    let mut first: HashMap<&str, usize> = HashMap::new();
    for (field, &line) in table.fields.iter().zip(&draft.field_lines) {
        if let Some(earlier) = first.insert(&field.name, line) {
            faults.add(line, format!("the field `{}` stands on line {earlier} already", field.name));
        }
        let length = field.description.chars().count();
        if length > DESCRIPTION_LIMIT {
            let limit = DESCRIPTION_LIMIT;
            faults.add(line, format!("the description of `{}` has {length} characters, at most {limit}", field.name));
        }
        // Amazon's classes for people and devices; a slip here would let the check pass queries that Amazon refuses.
        if field.name == "user_id" && field.threshold != Threshold::VeryHigh {
            faults.add(line, "`user_id` is VERY_HIGH in every table");
        }
    }
    time_column(draft, faults);
    for (relation, &line) in table.relations.iter().zip(&draft.relation_lines) {
        for (here, _) in &relation.on {
            if table.field(here).is_none() {
                faults.add(line, format!("the key `{here}` is not a field of `{}`", table.name));
            }
        }
    }
    for (example, &line) in table.examples.iter().zip(&draft.example_lines) {
        if example.sql.is_empty() {
            faults.add(line, format!("the example `{}` is empty", example.title));
        } else if !names_table(&example.sql, table) {
            faults.add(line, format!("the example `{}` does not read from `{}`", example.title, table.name));
        }
    }
}

fn names(draft: &Draft, faults: &mut Faults<'_>) {
    let table = &draft.table;
    if table.name.is_empty() {
        return;
    }
    if !is_name(&table.name) {
        faults.add(
            draft.table_line,
            format!("`{}` is no table name: lower-case letters, digits and `_` only", table.name),
        );
    }
    if draft.file != format!("{}.md", table.name) {
        faults.add(draft.table_line, format!("the file must be named `{}.md` after its table", table.name));
    }
    if let Some(twin) = &table.audience_table
        && (!is_name(twin) || *twin == table.name)
    {
        faults.add(draft.audience_line, format!("`{twin}` cannot be the audience table of `{}`", table.name));
    }
}

fn time_column(draft: &Draft, faults: &mut Faults<'_>) {
    let table = &draft.table;
    match &table.time_column {
        Some(name) if table.fields.is_empty() || table.fields.iter().any(|field| field.name == *name) => {}
        Some(name) => faults.add(draft.time_column_line, format!("the time column `{name}` is not among the fields")),
        None if table.shape == TableShape::Fact && table.status != TableStatus::Stub => {
            faults.add(draft.time_column_line, "a table of shape fact needs a time_column");
        }
        None => {}
    }
}

/// Whether the statement reads from the table or its twin: the name follows FROM or JOIN, or stands in quotes as in
/// `EXTEND_TIME_WINDOW('name', …)`. A column of the same name does not count, nor does a comment.
fn names_table(sql: &str, table: &Table) -> bool {
    let is_table = |word: &str| {
        word.eq_ignore_ascii_case(&table.name)
            || table.audience_table.as_deref().is_some_and(|twin| word.eq_ignore_ascii_case(twin))
    };
    let mut rest = sql;
    let mut before = "";
    while let Some(first) = rest.chars().next() {
        let end = if rest.starts_with("--") {
            rest.find('\n')
        } else if let Some(comment) = rest.strip_prefix("/*") {
            comment.find("*/").map(|end| end + "/**/".len())
        } else if first.is_alphanumeric() || first == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            let word = &rest[..end];
            let reads = before == "'" || before.eq_ignore_ascii_case("from") || before.eq_ignore_ascii_case("join");
            if reads && is_table(word) {
                return true;
            }
            before = word;
            Some(end)
        } else {
            let end = first.len_utf8();
            if !first.is_whitespace() {
                before = &rest[..end];
            }
            Some(end)
        };
        match end.and_then(|end| rest.get(end..)) {
            Some(next) => rest = next,
            None => return false,
        }
    }
    false
}

/// Checks all files against each other.
pub(super) fn together(drafts: &[Draft], errors: &mut Vec<DatasetError>) {
    let mut by_name: HashMap<&str, &Draft> = HashMap::new();
    for draft in drafts.iter().filter(|draft| !draft.table.name.is_empty()) {
        let names = std::iter::once((draft.table.name.as_str(), draft.table_line))
            .chain(draft.table.audience_table.as_deref().map(|name| (name, draft.audience_line)));
        for (name, line) in names {
            if let Some(other) = by_name.get(name).filter(|other| !std::ptr::eq(**other, draft)) {
                let message = format!("the table `{name}` is described by `{}` already", other.file);
                errors.push(DatasetError { file: draft.file.clone(), line, message });
            } else {
                by_name.insert(name, draft);
            }
        }
    }
    for draft in drafts {
        for (relation, &line) in draft.table.relations.iter().zip(&draft.relation_lines) {
            // A table may be named before its own file is written.
            let Some(other) = by_name.get(relation.table.as_str()) else { continue };
            for (_, there) in &relation.on {
                if other.table.field(there).is_none() {
                    let message = format!("the key `{there}` is not a field of `{}`", relation.table);
                    errors.push(DatasetError { file: draft.file.clone(), line, message });
                }
            }
        }
    }
}
