//! Tables by name: common table expressions and base tables.

use std::rc::Rc;

use datafusion::sql::sqlparser::{
    ast::{Ident, ObjectName, ObjectNamePart, TableFactor},
    keywords::Keyword,
};

use crate::{
    catalogue::{FieldKind, Table, TableStatus},
    check::{
        analysis::{Analysis, TableRead},
        duration::Period,
        from::set_alias,
        privacy::Privacy,
        query::quoted,
        scope::{Column, Columns},
        traps::Marks,
    },
    diagnostic::{Severity, named},
    syntax::Place,
};

/// Names of AMC's first years that samples still have, and those of today.
const RENAMED: [(&str, &str); 2] = [("display_impressions", "dsp_impressions"), ("display_clicks", "dsp_clicks")];
/// How often the engine may read tables for one query. Ours: it has to plan every reading.
const MOST_EXPANDED: usize = 5_000;

impl Analysis<'_> {
    pub(super) fn named_table(&mut self, name: &ObjectName, factor: &mut TableFactor) -> Place {
        let idents: Vec<Ident> = name.0.iter().filter_map(|part| part.as_ident().cloned()).collect();
        let Some(last) = idents.last().cloned() else { return Place::default() };
        let place = idents.iter().fold(Place::default(), |place, ident| place.with(ident.span.into()));
        self.refuse_behind_table(factor, place);
        let TableFactor::Table { alias, name: target, .. } = factor else { return Place::default() };
        let key = last.value.to_lowercase();
        let cte = (idents.len() == 1).then(|| self.ctes.iter().rev().find(|cte| cte.name == key)).flatten().cloned();
        self.expand(cte.as_ref().map_or(1, |cte| cte.expanded), place);
        if cte.is_none() && self.misplaced_keyword(&last) {
            self.aggregated = true;
            let key = self.add(Some(&last), Columns::unknown(), None);
            set_alias(alias, &key);
            return place;
        }
        let (mut columns, base) = match cte {
            Some(cte) => (Columns::clone(&cte.columns), None),
            None => match self.base_table(&key, &last.value, place, None) {
                Some((columns, read)) => {
                    *target = ObjectName(vec![ObjectNamePart::Identifier(quoted(&read))]);
                    (columns, Some(key.clone()))
                }
                None => (Columns::unknown(), None),
            },
        };
        if cte_like(target, &key) {
            *target = ObjectName(vec![ObjectNamePart::Identifier(quoted(&key))]);
        }
        if let Some(alias) = alias.as_mut() {
            self.rename(&mut columns, &mut alias.columns);
        }
        let name = alias.as_ref().map_or(&last, |alias| &alias.name).clone();
        let end = alias.as_ref().map(|alias| Place::from(alias.name.span)).unwrap_or_default();
        let key = self.add(Some(&name), columns, base);
        set_alias(alias, &key);
        place.with(end)
    }

    /// What other systems write behind the name of a table: a sample, hints, versions.
    fn refuse_behind_table(&mut self, factor: &mut TableFactor, name: Place) {
        let TableFactor::Table {
            with_hints, version, with_ordinality, partitions, json_path, sample, index_hints, ..
        } = factor
        else {
            return;
        };
        let hints = !with_hints.is_empty() || !index_hints.is_empty() || !partitions.is_empty();
        if !(hints || version.is_some() || *with_ordinality || json_path.is_some() || sample.is_some()) {
            return;
        }
        let words =
            [Keyword::TABLESAMPLE, Keyword::SAMPLE, Keyword::WITH, Keyword::PARTITION, Keyword::FOR, Keyword::USE];
        let place = words.into_iter().filter_map(|word| self.text.find(name.end, word)).min().unwrap_or(name);
        let message = format!("{} cannot stand behind a table in AMC SQL.", self.text.quote(place).to_uppercase());
        let help =
            if sample.is_some() { "Filter with RANDOM() < 0.1 to take a tenth of the rows." } else { "Remove it." };
        self.error("unsupported", place, message, Some(help.to_owned()));
        (*with_hints, *index_hints, *partitions) = (Vec::new(), Vec::new(), Vec::new());
        (*version, *with_ordinality, *json_path, *sample) = (None, false, None, None);
    }

    /// Counts what the engine reads; common table expressions that use each other twice double it with every step.
    fn expand(&mut self, by: usize, place: Place) {
        let before = self.expanded;
        self.expanded = before.saturating_add(by);
        if before <= MOST_EXPANDED && self.expanded > MOST_EXPANDED {
            let message = format!(
                "The query reads tables more than {MOST_EXPANDED} times, each WITH counted wherever it is used."
            );
            let help = Some("Use what stands in WITH fewer times.".to_owned());
            self.error("too_long", place, message, help);
        }
    }

    /// Looks a table up and notes that it is read; answers its columns and the name the engine finds it under.
    pub(super) fn base_table(
        &mut self,
        key: &str,
        written: &str,
        place: Place,
        widened: Option<(Period, Period)>,
    ) -> Option<(Columns, String)> {
        let key = match RENAMED.iter().find(|(before, _)| *before == key) {
            Some((before, today)) => {
                let help = Some(format!("Write {today}."));
                self.report(
                    Severity::Warning,
                    "retired_table",
                    place,
                    format!("AMC has {today} in place of {before}."),
                    help,
                );
                today
            }
            None => key,
        };
        let Some(table) = self.catalogue.table(key).cloned() else {
            let ctes = self.ctes.iter().map(|cte| cte.name.as_str());
            let tables = self.catalogue.tables().iter().map(|table| table.name.as_str());
            let near = self.near(written, ctes.chain(tables));
            self.unknown_name("unknown_table", place, format!("There is no table {}.", named(written)), near, None);
            // What is missing cannot be called raw rows.
            self.aggregated = true;
            return None;
        };
        self.notes_on_table(&table, place);
        self.tables.insert(key.to_owned());
        if table.audience_of.is_none() && !key.ends_with("_for_audiences") {
            self.reads_events = true;
        } else {
            // Audience queries answer with users by design.
            self.aggregated = true;
        }
        let read = match widened {
            None => format!("table:{key}"),
            Some(_) => self.fresh(&format!("table:{key}")),
        };
        self.reads.insert(read.clone(), TableRead { table: key.to_owned(), widened });
        let name: Rc<str> = Rc::from(table.name.as_str());
        let list = table
            .fields
            .iter()
            .map(|field| Column {
                name: field.name.clone(),
                key: field.name.to_lowercase(),
                data_type: field.data_type.into(),
                privacy: Privacy::of_column(&name, &field.name, field.threshold),
                firm: field.data_type_given,
                constant: false,
                metric: field.kind == FieldKind::Metric,
                marks: Marks::of(field, &table),
                place,
            })
            .collect::<Vec<_>>();
        self.has_currency |= table.fields.iter().any(|field| names_currency(&field.name));
        let open = list.is_empty();
        Some((Columns { list, open }, read))
    }

    fn notes_on_table(&mut self, table: &Table, place: Place) {
        if table.status == TableStatus::Retired {
            let message = format!("The table {} is no longer filled.", table.name);
            self.report(Severity::Warning, "retired_table", place, message, None);
        }
        if table.available == Some(false) {
            let message = format!("This instance does not offer the table {}.", table.name);
            let help = table.paid.then(|| "It belongs to a paid subscription.".to_owned());
            self.report(Severity::Warning, "table_not_available", place, message, help);
        }
    }
}

/// Whether a column tells the currency of the amounts beside it.
pub(crate) fn names_currency(column: &str) -> bool {
    column.to_ascii_lowercase().contains("currency")
}

fn cte_like(target: &ObjectName, key: &str) -> bool {
    matches!(target.0.as_slice(), [ObjectNamePart::Identifier(ident)] if ident.value.eq_ignore_ascii_case(key))
}
