//! The front matter of a file.

use std::str::FromStr;

use super::Draft;
use crate::catalogue::{
    markdown::{Document, Faults},
    model::{Origin, Table, TableShape, TableStatus},
};

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

pub(super) fn keys(file: &str, document: &Document, faults: &mut Faults<'_>) -> Draft {
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
