//! The lists of a file: values, joins, notes and examples.

use super::{Draft, code};
use crate::catalogue::{
    markdown::{Block, Faults, Section, Text},
    model::{Example, Relation, RelationKind},
};

pub(super) fn items<'s>(section: &'s Section, faults: &mut Faults<'_>) -> impl Iterator<Item = &'s Text> + use<'s> {
    for block in &section.blocks {
        let line = match block {
            Block::Item(_) => continue,
            Block::Paragraph(text) | Block::Heading(text) => text.line,
            Block::Row { line, .. } | Block::Code { line, .. } => *line,
        };
        faults.add(line, format!("`## {}` holds a list of `- ` items only", section.name));
    }
    section.blocks.iter().filter_map(|block| match block {
        Block::Item(text) => Some(text),
        _ => None,
    })
}

/// "- `field`: `a`, `b`", with `…` at the end if there are more.
pub(super) fn values(section: &Section, draft: &mut Draft, faults: &mut Faults<'_>) {
    for item in items(section, faults) {
        let Some((name, list)) = item.text.split_once(": ").and_then(|(name, list)| Some((code(name)?, list))) else {
            faults.add(item.line, "expected - `field`: `value`, `value`");
            continue;
        };
        let Some((samples, complete)) = value_list(list) else {
            faults.add(item.line, format!("the values of `{name}` must be set in backticks, with commas between"));
            continue;
        };
        match draft.table.fields.iter_mut().find(|field| field.name == name) {
            Some(field) if field.samples.is_empty() => {
                field.samples = samples;
                field.samples_complete = complete;
            }
            Some(_) => faults.add(item.line, format!("the values of `{name}` are given twice")),
            None => faults.add(item.line, format!("values of `{name}`, which is not among the fields above")),
        }
    }
}

fn value_list(mut rest: &str) -> Option<(Vec<String>, bool)> {
    let mut values = Vec::new();
    loop {
        let (value, after) = rest.strip_prefix('`')?.split_once('`')?;
        if value.is_empty() {
            return None;
        }
        values.push(value.to_owned());
        match after.trim_start() {
            "" => return Some((values, true)),
            after => rest = after.strip_prefix(',')?.trim_start(),
        }
        if rest == "…" {
            return Some((values, false));
        }
    }
}

/// "- join `table` on `a` = `b`, `c`: note", "- union `table`: note", "- avoid `table` on …: note".
pub(super) fn relations(section: &Section, draft: &mut Draft, faults: &mut Faults<'_>) {
    for item in items(section, faults) {
        match relation(&item.text) {
            Some(relation) => {
                draft.table.relations.push(relation);
                draft.relation_lines.push(item.line);
            }
            None => {
                faults.add(item.line, "expected - join `table` on `field`: note (or avoid; or union without fields)")
            }
        }
    }
}

fn relation(text: &str) -> Option<Relation> {
    let (head, note) = text.split_once(": ")?;
    let (kind, rest) = head.split_once(' ')?;
    let kind: RelationKind = kind.parse().ok()?;
    let (table, on) = match rest.split_once(" on ") {
        Some((table, keys)) => (table, keys.split(", ").map(key_pair).collect::<Option<Vec<_>>>()?),
        None => (rest, Vec::new()),
    };
    let keys_fit = match kind {
        RelationKind::Join => !on.is_empty(),
        RelationKind::Union => on.is_empty(),
        RelationKind::Avoid => true,
    };
    keys_fit.then_some(())?;
    Some(Relation { kind, table: code(table)?.to_owned(), on, note: note.to_owned() })
}

fn key_pair(text: &str) -> Option<(String, String)> {
    let (here, there) = text.split_once(" = ").unwrap_or((text, text));
    Some((code(here)?.to_owned(), code(there)?.to_owned()))
}

pub(super) fn examples(section: &Section, draft: &mut Draft, faults: &mut Faults<'_>) {
    let mut title: Option<&Text> = None;
    for block in &section.blocks {
        match block {
            Block::Heading(text) => {
                if let Some(earlier) = title.replace(text) {
                    faults.add(earlier.line, format!("the example `{}` has no statement", earlier.text));
                }
            }
            Block::Code { line, language, text } => {
                if language != "sql" {
                    faults.add(*line, "an example is fenced by ```sql");
                }
                match title.take() {
                    Some(title) => {
                        draft.table.examples.push(Example { title: title.text.clone(), sql: text.clone() });
                        draft.example_lines.push(*line);
                    }
                    None => faults.add(*line, "an example needs a `###` heading of its own"),
                }
            }
            Block::Paragraph(Text { line, .. }) | Block::Item(Text { line, .. }) | Block::Row { line, .. } => {
                faults.add(*line, "`## Examples` holds `###` headings and ```sql blocks only");
            }
        }
    }
    if let Some(title) = title {
        faults.add(title.line, format!("the example `{}` has no statement", title.text));
    }
}
