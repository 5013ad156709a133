//! Reads one dataset file into a table. The shape of a file is described in `docs/amc-dataset.md`.

mod fields;
mod keys;
mod lists;

use self::{
    fields::fields,
    keys::keys,
    lists::{examples, items, relations, values},
};
use super::{
    DatasetError,
    markdown::{self, Document, Faults},
    model::{Standing, Table, TableStatus},
    validate,
};

/// A table with the lines its parts stand on, for faults that show only later.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) file: String,
    pub(super) table: Table,
    /// Line of the `table` key.
    pub(super) table_line: usize,
    pub(super) time_column_line: usize,
    pub(super) audience_line: usize,
    /// Lines of `table.fields`, in the same order; likewise below.
    pub(super) field_lines: Vec<usize>,
    pub(super) relation_lines: Vec<usize>,
    pub(super) example_lines: Vec<usize>,
}

/// Parses one file. Faults are added to `errors`; the draft then holds what could be read.
pub(super) fn file(file: &str, text: &str, errors: &mut Vec<DatasetError>) -> Draft {
    let mut faults = Faults { file, errors };
    let document = markdown::split(text, &mut faults);
    let mut draft = keys(file, &document, &mut faults);
    title_and_lead(&document, &mut draft, &mut faults);
    let mut seen: Vec<&str> = Vec::new();
    for section in &document.sections {
        if seen.contains(&section.name.as_str()) {
            faults.add(section.line, format!("a second section `{}`", section.name));
        }
        seen.push(&section.name);
        match section.name.as_str() {
            "Fields" => fields(section, Standing::Documented, &mut draft, &mut faults),
            "Unconfirmed fields" => fields(section, Standing::Unconfirmed, &mut draft, &mut faults),
            "Values" => values(section, &mut draft, &mut faults),
            "Joins" => relations(section, &mut draft, &mut faults),
            "Notes" => draft.table.notes = items(section, &mut faults).map(|item| item.text.clone()).collect(),
            "Examples" => examples(section, &mut draft, &mut faults),
            other => faults.add(section.line, format!("unknown section `{other}`; one of {SECTIONS}")),
        }
    }
    if !seen.contains(&"Fields") && draft.table.status != TableStatus::Stub {
        faults.add(document.keys_end, "the section `## Fields` is missing");
    }
    validate::alone(&draft, &mut faults);
    draft
}

const SECTIONS: &str = "Fields, Unconfirmed fields, Values, Joins, Notes, Examples";

fn title_and_lead(document: &Document, draft: &mut Draft, faults: &mut Faults<'_>) {
    match &document.title {
        None => faults.add(document.keys_end, "the heading `# table name` is missing"),
        Some(title) if title.text != draft.table.name => {
            faults.add(title.line, format!("the heading must be the table's name, `# {}`", draft.table.name));
        }
        Some(_) => {}
    }
    if document.lead.is_empty() {
        let line = document.title.as_ref().map_or(document.keys_end, |title| title.line);
        faults.add(line, "a paragraph on what the table holds is missing");
    }
    let paragraphs: Vec<&str> = document.lead.iter().map(|text| text.text.as_str()).collect();
    draft.table.description = paragraphs.join("\n\n");
}

/// A name in backticks.
fn code(text: &str) -> Option<&str> {
    let name = text.strip_prefix('`')?.strip_suffix('`')?;
    validate::is_name(name).then_some(name)
}
