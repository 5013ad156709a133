//! Reads one dataset file into a table. The shape of a file is described in `docs/amc-dataset.md`.

use std::str::FromStr;

use super::{
    DatasetError,
    markdown::{self, Block, Document, Faults, Section, Text},
    model::{
        Example, Field, FieldKind, Origin, Relation, RelationKind, Standing, Table, TableShape, TableStatus, Threshold,
    },
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
const KEYS: &str =
    "table, name, category, paid, status, shape, grain, time_column, audience_table, history_months, availability";

/// Keys of the front matter as they are taken out one by one.
struct Keys<'d, 'f, 'e> {
    document: &'d Document,
    faults: &'f mut Faults<'e>,
}

impl Keys<'_, '_, '_> {
    /// Value and line of an optional key; "none" says that there is none, on purpose.
    fn optional(&self, name: &str) -> (Option<String>, usize) {
        let key = self.document.keys.iter().find(|key| key.name == name);
        let line = key.map_or(self.document.keys_end, |key| key.line);
        let value = key.map(|key| key.value.clone()).filter(|value| !value.is_empty() && value != "none");
        (value, line)
    }

    fn required(&mut self, name: &str) -> (String, usize) {
        let (value, line) = self.optional(name);
        if value.is_none() {
            self.faults.add(line, format!("the key `{name}` is missing or empty"));
        }
        (value.unwrap_or_default(), line)
    }

    fn word<T: FromStr>(&mut self, name: &str, words: &[&str], fallback: T) -> T {
        let (value, line) = self.required(name);
        if value.is_empty() {
            return fallback;
        }
        value.parse().unwrap_or_else(|_| {
            self.faults.add(line, format!("unknown {name} `{value}`; one of {}", words.join(", ")));
            fallback
        })
    }
}

fn keys(file: &str, document: &Document, faults: &mut Faults<'_>) -> Draft {
    let known: Vec<&str> = KEYS.split(", ").collect();
    for (index, key) in document.keys.iter().enumerate() {
        if !known.contains(&key.name.as_str()) {
            faults.add(key.line, format!("unknown key `{}`; one of {KEYS}", key.name));
        } else if document.keys[..index].iter().any(|earlier| earlier.name == key.name) {
            faults.add(key.line, format!("the key `{}` is given twice", key.name));
        }
    }
    let mut keys = Keys { document, faults };
    let (name, table_line) = keys.required("table");
    let (display_name, _) = keys.required("name");
    let (category, _) = keys.required("category");
    let paid = keys.word("paid", &["yes", "no"], YesNo(false)).0;
    let status = keys.word("status", TableStatus::WORDS, TableStatus::Active);
    let shape = keys.word("shape", TableShape::WORDS, TableShape::Fact);
    let (grain, _) = keys.required("grain");
    let (time_column, time_column_line) = keys.optional("time_column");
    let (audience_table, audience_line) = keys.optional("audience_table");
    let (history, history_line) = keys.optional("history_months");
    let history_months = history.as_deref().map(str::parse::<u16>);
    if let Some(Err(_)) = history_months {
        keys.faults.add(history_line, "history_months must be a whole number");
    }
    let (availability, _) = keys.optional("availability");
    Draft {
        file: file.to_owned(),
        table: Table {
            name,
            display_name,
            category,
            paid,
            status,
            shape,
            description: String::new(),
            grain,
            time_column,
            audience_table,
            audience_of: None,
            history_months: history_months.and_then(Result::ok),
            availability,
            fields: Vec::new(),
            relations: Vec::new(),
            notes: Vec::new(),
            examples: Vec::new(),
            origin: Origin::Dataset,
            available: None,
        },
        table_line,
        time_column_line,
        audience_line,
        field_lines: Vec::new(),
        relation_lines: Vec::new(),
        example_lines: Vec::new(),
    }
}

struct YesNo(bool);

impl FromStr for YesNo {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "yes" => Ok(Self(true)),
            "no" => Ok(Self(false)),
            _ => Err(()),
        }
    }
}

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

const COLUMNS: [&str; 5] = ["Name", "Type", "Kind", "Threshold", "Description"];

fn fields(section: &Section, standing: Standing, draft: &mut Draft, faults: &mut Faults<'_>) {
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
        None => faults.add(section.line, format!("the table of `## {}` has no rows", section.name)),
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

/// A name in backticks.
fn code(text: &str) -> Option<&str> {
    let name = text.strip_prefix('`')?.strip_suffix('`')?;
    validate::is_name(name).then_some(name)
}

fn items<'s>(section: &'s Section, faults: &mut Faults<'_>) -> impl Iterator<Item = &'s Text> + use<'s> {
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
fn values(section: &Section, draft: &mut Draft, faults: &mut Faults<'_>) {
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
fn relations(section: &Section, draft: &mut Draft, faults: &mut Faults<'_>) {
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

fn examples(section: &Section, draft: &mut Draft, faults: &mut Faults<'_>) {
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
