//! What a value gives away of people, followed from the columns of the tables to the result (Amazon's aggregation thresholds): how many users a row
//! needs to be shown, what is never shown, and what must not be compared with a literal or a parameter.

use std::rc::Rc;

use serde::Serialize;

use super::{analysis::Analysis, scope::Columns};
use crate::{
    catalogue::{Catalogue, Threshold},
    diagnostic::{Diagnostic, Severity, listed, named},
    syntax::Place,
};

/// Columns that a value is followed back to at most; of more, the first are named.
const MOST_SOURCES: usize = 8;
/// Users that nearly every row has; a need beyond is worth a finding.
const USUAL_NEED: u32 = 2;

/// How many users a row of a result needs, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowNeed {
    /// Distinct users without which AMC does not show a row: 1, 2 or 100.
    pub users: u32,
    /// The columns on whose account it is so many, in the order of the text; none where it is 1.
    pub columns: Vec<NeedColumn>,
}

/// A column of a table on whose account rows need users.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NeedColumn {
    /// Its table.
    pub table: String,
    /// Its name.
    pub column: String,
    /// Its privacy class.
    pub threshold: Threshold,
    /// Columns of the same table that tell nearly as much and need fewer users.
    pub lower: Vec<String>,
}

/// A column of a table whose values reach somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    table: Rc<str>,
    column: Rc<str>,
    class: Threshold,
    /// Where the statement names it; empty until it does.
    place: Place,
}

/// Why a value must not be compared with a literal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ban {
    source: Source,
    /// Whether it is not made of the column but set equal to it.
    pub(crate) joined: bool,
}

impl Ban {
    /// The column on whose account it is so.
    pub(crate) fn column(&self) -> &str {
        &self.source.column
    }

    pub(crate) fn class(&self) -> Threshold {
        self.source.class
    }

    /// The same for what is set equal to the value.
    pub(crate) fn over_a_join(self) -> Self {
        Self { joined: true, ..self }
    }
}

/// The columns that a value is made of, as far as they decide how private it is: those of the greatest need.
#[derive(Debug, Clone, Default)]
pub(crate) struct Privacy {
    sources: Sources,
    /// Why the value must not be compared with a literal, where no source says so itself.
    linked: Option<Rc<Ban>>,
}

#[derive(Debug, Clone, Default)]
enum Sources {
    #[default]
    None,
    /// Nearly always; spares an allocation for each of the hundreds of columns of a table.
    One(Source),
    Several(Rc<[Source]>),
}

/// The order of needs: never shown comes last.
fn need(class: Threshold) -> u32 {
    class.users_needed().unwrap_or(u32::MAX)
}

impl Privacy {
    /// The values of a base table's column.
    pub(crate) fn of_column(table: &Rc<str>, column: &str, class: Threshold) -> Self {
        let source = Source { table: Rc::clone(table), column: Rc::from(column), class, place: Place::default() };
        Self { sources: Sources::One(source), linked: None }
    }

    /// A value made of several.
    pub(crate) fn of_all<'p>(parts: impl Iterator<Item = &'p Self> + Clone) -> Self {
        let mut several = parts.clone().filter(|part| !part.sources().is_empty() || part.linked.is_some());
        match (several.next(), several.next()) {
            (None, _) => return Self::default(),
            (Some(only), None) => return only.clone(),
            _ => {}
        }
        let greatest = parts.clone().flat_map(Self::sources).map(|source| need(source.class)).max().unwrap_or(0);
        let mut kept: Vec<Source> = Vec::new();
        for source in parts.clone().flat_map(Self::sources).filter(|source| need(source.class) == greatest) {
            let known = |other: &Source| other.column == source.column && other.table == source.table;
            if kept.len() < MOST_SOURCES && !kept.iter().any(known) {
                kept.push(source.clone());
            }
        }
        let banned = kept.iter().any(Source::is_banned);
        let linked = if banned { None } else { parts.clone().find_map(Self::banned_by).map(Rc::new) };
        let sources = match kept.len() {
            0 => Sources::None,
            1 => kept.pop().map_or(Sources::None, Sources::One),
            _ => Sources::Several(kept.into()),
        };
        Self { sources, linked }
    }

    fn sources(&self) -> &[Source] {
        match &self.sources {
            Sources::None => &[],
            Sources::One(source) => std::slice::from_ref(source),
            Sources::Several(sources) => sources,
        }
    }

    /// The strictest class of the columns that it is made of.
    pub(crate) fn class(&self) -> Threshold {
        self.sources().iter().map(|source| source.class).max().unwrap_or(Threshold::None)
    }

    /// The column of a table that it is made of, if there is one alone.
    pub(crate) fn column(&self) -> Option<&str> {
        match &self.sources {
            Sources::One(source) => Some(&source.column),
            _ => None,
        }
    }

    /// Whether a column of this name is among those that it is made of.
    pub(crate) fn is_of(&self, column: &str) -> bool {
        self.sources().iter().any(|source| &*source.column == column)
    }

    /// The same for a place at which a column is named: the first such place is where it is taken from its table.
    pub(crate) fn seen_at(&self, place: Place) -> Self {
        match &self.sources {
            Sources::One(source) if source.place.is_empty() => {
                Self { sources: Sources::One(Source { place, ..source.clone() }), linked: self.linked.clone() }
            }
            _ => self.clone(),
        }
    }

    /// Why it must not be compared with a literal or parameter, if it must not.
    pub(crate) fn banned_by(&self) -> Option<Ban> {
        let own = self.sources().iter().find(|source| source.is_banned());
        let own = own.map(|source| Ban { source: source.clone(), joined: false });
        own.or_else(|| self.linked.as_deref().cloned())
    }

    /// Bans the value on account of what it is set equal to.
    pub(crate) fn link(&mut self, ban: &Rc<Ban>) {
        self.linked = Some(Rc::clone(ban));
    }
}

impl Source {
    fn is_banned(&self) -> bool {
        !self.class.comparable_with_literal()
    }
}

impl Analysis<'_> {
    /// What may not be in the result, and how many users its rows need. `None` for a query that answers with users by design.
    pub(crate) fn privacy_of_result(&mut self, columns: &Columns) -> Option<RowNeed> {
        let audience = !self.tables.is_empty() && !self.reads_events;
        if audience {
            return None;
        }
        let mut causes: Vec<Source> = Vec::new();
        let mut users = 1;
        for column in &columns.list {
            let class = column.privacy.class();
            let Some(needed) = class.users_needed() else {
                self.never_shown(column.privacy.sources(), &column.name, class, column.place);
                continue;
            };
            if needed > users {
                (users, causes) = (needed, Vec::new());
            }
            if needed == users && users > 1 {
                for source in column.privacy.sources() {
                    if !causes.iter().any(|known| known.column == source.column && known.table == source.table) {
                        let place = if source.place.is_empty() { column.place } else { source.place };
                        causes.push(Source { place, ..source.clone() });
                    }
                }
            }
        }
        causes.sort_by_key(|source| source.place);
        let need =
            RowNeed { users, columns: causes.iter().map(|source| need_column(source, self.catalogue)).collect() };
        if users > USUAL_NEED {
            self.rows_need_users(&causes, &need);
        }
        Some(need)
    }

    fn never_shown(&mut self, sources: &[Source], output: &str, class: Threshold, place: Place) {
        let name = sources.iter().find(|source| source.class == class).map_or(output, |source| &*source.column);
        let name = named(name);
        self.report(
            Severity::Warning,
            "private_output",
            place,
            format!("AMC never shows {name}, which is {class}."),
            Some(format!("Count it with COUNT(DISTINCT {name}), or leave it out of the result.")),
        );
    }

    /// A finding for each column on whose account rows need many users; of one name that several tables have, for the first.
    fn rows_need_users(&mut self, causes: &[Source], need: &RowNeed) {
        let mut told: Vec<&str> = Vec::new();
        for (source, column) in causes.iter().zip(&need.columns) {
            if told.contains(&&*source.column) {
                continue;
            }
            told.push(&source.column);
            let name = named(&source.column);
            let message = format!("Rows need {} users: {name} is {}.", need.users, source.class);
            let lower: Vec<String> = column.lower.iter().map(|name| named(name)).collect();
            let help = match lower.as_slice() {
                [] => "AMC leaves out rows with fewer. Leave the column out if that loses too much.".to_owned(),
                [one] => format!("Use {one}, which needs fewer. AMC leaves out rows with too few users."),
                _ => format!("Use {}, which need fewer. AMC leaves out rows with too few users.", listed(&lower, "or")),
            };
            let found = source.place.diagnostic(Severity::Warning, "rows_need_users", message);
            self.push(Diagnostic { help: Some(help), ..found });
        }
    }
}

fn need_column(source: &Source, catalogue: &Catalogue) -> NeedColumn {
    NeedColumn {
        table: source.table.to_string(),
        column: source.column.to_string(),
        threshold: source.class,
        lower: lower(source, catalogue),
    }
}

/// Columns of the same table that tell nearly the same and need fewer users: the hour or the day for a moment, the region for a place.
fn lower(source: &Source, catalogue: &Catalogue) -> Vec<String> {
    const WIDER_PLACES: [&str; 3] = ["iso_state_province_code", "dma_code", "iso_country_code"];
    let Some(table) = catalogue.table(&source.table) else { return Vec::new() };
    let name = &*source.column;
    let mut candidates: Vec<String> = Vec::new();
    let (stem, zone) = name.strip_suffix("_utc").map_or((name, ""), |stem| (stem, "_utc"));
    if let Some(event) = stem.strip_suffix("_dt") {
        candidates.extend([format!("{event}_dt_hour{zone}"), format!("{event}_date{zone}")]);
    }
    if matches!(name, "city_name" | "city" | "postal_code") {
        candidates.extend(WIDER_PLACES.map(str::to_owned));
    }
    let fewer =
        |candidate: &String| table.field(candidate).is_some_and(|field| need(field.threshold) < need(source.class));
    candidates.into_iter().filter(fewer).collect()
}
