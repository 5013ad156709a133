//! Proposals in order, made into text only if they are shown.

use std::{borrow::Cow, cmp::Ordering, collections::HashSet};

use super::{
    Completion, CompletionKind,
    matching::{Fit, Quotes, Typed},
    scope::Columns,
};
use crate::catalogue::{Field, Standing, Table, Threshold};

/// Most proposals that are shown.
const MOST: usize = 200;
/// Functions that are shown while columns alone would fill the list.
const FEW_FUNCTIONS: usize = 60;

/// What comes first among what fits alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    First,
    Column,
    Alias,
    Output,
    Function,
    Keyword,
}

/// What is proposed.
#[derive(Debug)]
pub(super) enum What<'a> {
    /// A column of a relation; words that tell it from others, and the relation's name if it must be written.
    Column {
        columns: Columns<'a>,
        index: usize,
        mark: Option<Cow<'a, str>>,
        qualifier: Option<Cow<'a, str>>,
    },
    /// A column of a table that the query does not name yet; the table, and how many others have such a column.
    Elsewhere {
        table: &'a Table,
        field: &'a Field,
        others: usize,
    },
    Table(&'a Table),
    Named {
        kind: CompletionKind,
        name: Cow<'a, str>,
        detail: Cow<'a, str>,
        documentation: &'static str,
    },
    Function {
        name: &'static str,
        detail: &'static str,
        documentation: &'static str,
        insert: Cow<'static, str>,
    },
    Keyword {
        word: Cow<'a, str>,
        detail: &'static str,
    },
}

struct Offer<'a> {
    last: bool,
    fit: Fit,
    group: Group,
    preference: u8,
    what: What<'a>,
}

impl Offer<'_> {
    fn order(&self, other: &Self) -> Ordering {
        let key = |offer: &Self| (offer.last, offer.fit, offer.group, offer.preference);
        key(self).cmp(&key(other))
    }
}

/// Collects proposals that fit what is typed.
pub(super) struct Offers<'a> {
    typed: Typed,
    quotes: Quotes,
    list: Vec<Offer<'a>>,
}

impl<'a> Offers<'a> {
    pub(super) fn new(typed: &str, quotes: Quotes) -> Self {
        Self { typed: Typed::new(typed), quotes, list: Vec::new() }
    }

    pub(super) fn typed(&self) -> &Typed {
        &self.typed
    }

    pub(super) fn add(&mut self, label: &str, group: Group, preference: u8, what: impl FnOnce() -> What<'a>) {
        // `""` is a name that the text may give, but none that anybody could choose from a list.
        if label.is_empty() {
            return;
        }
        if let Some(fit) = self.typed.fit(label) {
            self.list.push(Offer { last: false, fit, group, preference, what: what() });
        }
    }

    /// A table; those that the instance does not have come last.
    pub(super) fn table(&mut self, table: &'a Table, preference: u8) {
        if let Some(fit) = self.typed.fit(&table.name) {
            let last = table.available == Some(false);
            self.list.push(Offer { last, fit, group: Group::Column, preference, what: What::Table(table) });
        }
    }

    pub(super) fn keyword(&mut self, word: &'a str, preference: u8, detail: &'static str) {
        self.add(word, Group::Keyword, preference, || What::Keyword { word: Cow::Borrowed(word), detail });
    }

    /// The best, in order.
    pub(super) fn finish(mut self) -> Vec<Completion> {
        self.list.sort_by(Offer::order);
        if self.list.len() > MOST {
            // So many columns fit that functions and keywords would never be seen.
            let count = |group| self.list.iter().filter(|offer| offer.group == group).count();
            let (columns, functions) = (count(Group::Column), count(Group::Function).min(FEW_FUNCTIONS));
            let rest = self.list.len() - columns - count(Group::Function) + functions;
            let mut room_for_columns = MOST.saturating_sub(rest).max(MOST / 2);
            let mut room_for_functions = functions;
            self.list.retain(|offer| {
                let room = match offer.group {
                    Group::Column => &mut room_for_columns,
                    Group::Function => &mut room_for_functions,
                    _ => return true,
                };
                let fits = *room > 0;
                *room = room.saturating_sub(1);
                fits
            });
            self.list.truncate(MOST);
        }
        let quotes = self.quotes;
        let mut shown: Vec<Completion> = self.list.into_iter().map(|offer| offer.what.show(quotes)).collect();
        // A name may stand twice in FROM while it is being written, and would be offered twice, with all that it has.
        let mut known = HashSet::new();
        shown.retain(|offer| {
            known.insert((offer.label.clone(), offer.kind, offer.detail.clone(), offer.insert.clone()))
        });
        shown
    }
}

impl What<'_> {
    fn show(self, quotes: Quotes) -> Completion {
        match self {
            Self::Column { columns, index, mark, qualifier } => {
                let column = &columns[index];
                let types = column.type_words();
                let detail = match mark {
                    Some(mark) if types.is_empty() => mark.into_owned(),
                    Some(mark) => format!("{types} · {mark}"),
                    None => types,
                };
                let written = quotes.write(&column.name);
                Completion {
                    label: column.name.clone().into_owned(),
                    kind: CompletionKind::Column,
                    detail,
                    field_kind: column.field.map(|field| field.kind),
                    threshold: column.field.map(|field| field.threshold),
                    documentation: column.field.map(about_field).unwrap_or_default(),
                    insert: match qualifier {
                        Some(qualifier) if matches!(quotes, Quotes::Needed) => {
                            format!("{}.{written}", quotes.write(&qualifier))
                        }
                        _ => written,
                    },
                }
            }
            Self::Elsewhere { table, field, others } => {
                let more = if others > 0 { format!(" and {others} more") } else { String::new() };
                Completion {
                    label: field.name.clone(),
                    kind: CompletionKind::Column,
                    detail: format!("{} · {}{more}", field.data_type, table.name),
                    field_kind: Some(field.kind),
                    threshold: Some(field.threshold),
                    documentation: about_field(field),
                    insert: quotes.write(&field.name),
                }
            }
            Self::Table(table) => Completion {
                label: table.name.clone(),
                detail: table_words(table),
                documentation: about_table(table),
                insert: quotes.write(&table.name),
                ..bare(CompletionKind::Table)
            },
            Self::Named { kind, name, detail, documentation } => Completion {
                insert: quotes.write(&name),
                label: name.into_owned(),
                detail: detail.into_owned(),
                documentation: documentation.to_owned(),
                ..bare(kind)
            },
            Self::Function { name, detail, documentation, insert } => Completion {
                label: name.to_owned(),
                detail: detail.to_owned(),
                documentation: documentation.to_owned(),
                insert: insert.into_owned(),
                ..bare(CompletionKind::Function)
            },
            Self::Keyword { word, detail } => Completion {
                // In quotes only a closing one may have to be added.
                insert: if matches!(quotes, Quotes::Open(..)) {
                    quotes.write(&word)
                } else {
                    word.clone().into_owned()
                },
                label: word.into_owned(),
                detail: detail.to_owned(),
                ..bare(CompletionKind::Keyword)
            },
        }
    }
}

fn bare(kind: CompletionKind) -> Completion {
    Completion {
        label: String::new(),
        kind,
        detail: String::new(),
        field_kind: None,
        threshold: None,
        documentation: String::new(),
        insert: String::new(),
    }
}

fn about_field(field: &Field) -> String {
    let mut out = field.description.clone();
    let mut say = |words: &str| {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(words);
    };
    say(threshold_words(field.threshold));
    if !field.threshold_given {
        say("(Amazon states no privacy class; this is our reading.)");
    }
    if field.standing == Standing::Unconfirmed {
        say("Not in Amazon's documentation of the table; an instance may refuse it.");
    }
    out
}

/// What a privacy class means for the output, after Amazon's aggregation thresholds.
fn threshold_words(threshold: Threshold) -> &'static str {
    match threshold {
        Threshold::None => "NONE: no minimum of users in an output row.",
        Threshold::Low => "LOW: an output row needs 2 users.",
        Threshold::Medium => "MEDIUM: an output row needs 100 users.",
        Threshold::High => "HIGH: an output row needs 100 users; no comparison with a literal or parameter.",
        Threshold::VeryHigh => {
            "VERY_HIGH: never in the output, only counted or joined; no comparison with a literal or parameter."
        }
        Threshold::Internal => "INTERNAL: never in the output, only counted or joined.",
    }
}

fn table_words(table: &Table) -> String {
    let mut out = table.category.clone();
    if table.paid {
        out.push_str(" · paid");
    }
    if table.available == Some(false) {
        out.push_str(" · not in this instance");
    }
    out
}

fn about_table(table: &Table) -> String {
    let mut out = table.description.clone();
    if !table.grain.is_empty() {
        out.push_str(" A row is ");
        out.push_str(&table.grain);
        out.push('.');
    }
    if let Some(words) = &table.availability {
        out.push(' ');
        out.push_str(words);
    }
    out
}
