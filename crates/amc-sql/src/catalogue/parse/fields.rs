//! The table of a table's fields.

use std::str::FromStr;

use super::{Draft, code};
use crate::catalogue::{
    markdown::{Block, Faults, Section, Text},
    model::{Field, FieldKind, Standing, Threshold},
};

const COLUMNS: [&str; 5] = ["Name", "Type", "Kind", "Threshold", "Description"];

pub(super) fn fields(section: &Section, standing: Standing, draft: &mut Draft, faults: &mut Faults<'_>) {
    let mut rows = section.blocks.iter().filter_map(|block| match block {
        Block::Row { line, cells } => Some((*line, cells)),
        _ => None,
    });
    for block in &section.blocks {
        if let Block::Item(Text { line, .. }) | Block::Heading(Text { line, .. }) | Block::Code { line, .. } = block {
            faults.add(*line, format!("`## {}` holds a table, and prose before it", section.name));
        }
    }
    match rows.next() {
        Some((_, header)) if header == &COLUMNS => {}
        Some((line, _)) => faults.add(line, format!("the header must be `| {} |`", COLUMNS.join(" | "))),
        None => return faults.add(section.line, format!("`## {}` has no table", section.name)),
    }
    match rows.next() {
        Some((_, rule)) if rule.iter().all(|cell| is_rule(cell)) && rule.len() == COLUMNS.len() => {}
        Some((line, _)) => faults.add(line, "expected `|---|---|---|---|---|` under the header"),
        None => {}
    }
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        faults.add(section.line, format!("the table of `## {}` has no rows", section.name));
    }
    for (line, cells) in rows {
        if let Some(field) = field(line, cells, standing, faults) {
            draft.table.fields.push(field);
            draft.field_lines.push(line);
        }
    }
}

fn is_rule(cell: &str) -> bool {
    cell.len() >= 3 && cell.bytes().all(|byte| matches!(byte, b'-' | b':'))
}

fn field(line: usize, cells: &[String], standing: Standing, faults: &mut Faults<'_>) -> Option<Field> {
    let [name, data_type, kind, threshold, description] = cells else {
        faults.add(line, format!("a field has {} cells, found {}", COLUMNS.len(), cells.len()));
        return None;
    };
    let Some(name) = code(name) else {
        faults.add(line, "the field's name must be set in backticks: letters, digits and `_` only");
        return None;
    };
    // Every cell is looked at before giving up, so that one pass shows all faults of a row.
    let data_type =
        data_type.parse().map_err(|_| faults.add(line, format!("unknown type `{data_type}` of `{name}`"))).ok();
    let kind = word::<FieldKind>(line, "kind", name, kind, FieldKind::WORDS, faults);
    let (class, given) = match threshold.strip_suffix('?') {
        Some(class) => (class, false),
        None => (threshold.as_str(), true),
    };
    let class = word::<Threshold>(line, "threshold", name, class, Threshold::WORDS, faults);
    if description.is_empty() {
        faults.add(line, format!("`{name}` has no description"));
    }
    Some(Field {
        name: name.to_owned(),
        data_type: data_type?,
        data_type_given: true,
        kind: kind?,
        threshold: class?,
        threshold_given: given,
        description: description.clone(),
        samples: Vec::new(),
        samples_complete: false,
        standing,
    })
}

fn word<T: FromStr>(
    line: usize,
    what: &str,
    name: &str,
    text: &str,
    words: &[&str],
    faults: &mut Faults<'_>,
) -> Option<T> {
    let parsed = text.parse().ok();
    if parsed.is_none() {
        faults.add(line, format!("unknown {what} `{text}` of `{name}`; one of {}", words.join(", ")));
    }
    parsed
}
