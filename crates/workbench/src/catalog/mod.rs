//! The tables and columns of AMC for the window, and the checks and proposals of the editor. Thin: the knowledge is
//! `amc-sql`'s.

mod editor;
mod model;
mod sources;
mod window;

use std::sync::Arc;
use std::time::Instant;

use amc_sql::catalogue::Catalogue;
use amc_sql::{CheckOptions, ParameterDeclaration};

pub use editor::{Hover, HoverColumn, PartKind, QueryPart, Renamable, SignatureHelp, TextEdit, TextRange};
pub(crate) use model::output;
pub use model::{
    CatalogField, CatalogTable, CheckReport, Completion, CompletionKind, Diagnostic, FieldKind, FieldMatch, Parameter,
    Severity,
};
pub(crate) use sources::TICK as DATA_SOURCES_TICK;
pub use sources::{DataSourceList, DataSources};
pub use window::{FindingSubject, RunFinding};

use crate::{Error, Result};

/// SQL longer than this crosses no border (1 MiB).
const LONGEST_SQL: usize = 1024 * 1024;
/// Hits that a search gives at most.
const MOST_HITS: usize = 200;

/// The catalogue of tables. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Catalog {
    catalogue: Arc<Catalogue>,
}

impl Catalog {
    /// The embedded catalogue, parsed once a process.
    ///
    /// # Errors
    /// `internal` when it does not parse, which a test of `amc-sql` rules out.
    pub fn open() -> Result<Self> {
        let catalogue =
            Catalogue::embedded().map_err(|_| Error::internal("the built-in table catalogue is damaged"))?;
        Ok(Self { catalogue })
    }

    /// All tables.
    pub fn tables(&self) -> Vec<CatalogTable> {
        self.catalogue.tables().iter().map(|table| CatalogTable::from(table.as_ref())).collect()
    }

    /// The columns of a table.
    ///
    /// # Errors
    /// `not_found` for an unknown table.
    pub fn fields(&self, table: &str) -> Result<Vec<CatalogField>> {
        let table = self.catalogue.table(table).ok_or_else(|| Error::not_found("table"))?;
        Ok(table.fields.iter().map(CatalogField::from).collect())
    }

    /// Columns whose name or description holds every word of `text`, names first; at most 200.
    pub fn search(&self, text: &str) -> Vec<FieldMatch> {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        if words.is_empty() {
            return Vec::new();
        }
        let mut hits: Vec<(u8, FieldMatch)> = Vec::new();
        for table in self.catalogue.tables() {
            for field in &table.fields {
                let name = field.name.to_lowercase();
                let all = format!("{name} {} {}", table.name.to_lowercase(), field.description.to_lowercase());
                if !words.iter().all(|word| all.contains(word.as_str())) {
                    continue;
                }
                let rank = if words.len() == 1 && words.first().is_some_and(|word| *word == name) {
                    0
                } else if words.iter().all(|word| name.contains(word.as_str())) {
                    1
                } else {
                    2
                };
                hits.push((rank, FieldMatch { table: table.name.clone(), field: CatalogField::from(field) }));
            }
        }
        // Stable, so that the catalogue's order stands within a rank.
        hits.sort_by_key(|(rank, _)| *rank);
        hits.into_iter().take(MOST_HITS).map(|(_, hit)| hit).collect()
    }

    /// Checks a query with parameters inferred from their use.
    ///
    /// # Errors
    /// `invalid` for more than 1 MiB of text.
    pub fn check(&self, sql: &str) -> Result<CheckReport> {
        let started = Instant::now();
        let report = self.report(sql, None)?;
        Ok(CheckReport::new(&report, started.elapsed()))
    }

    pub(crate) fn report(
        &self,
        sql: &str,
        declared: Option<Vec<ParameterDeclaration>>,
    ) -> Result<amc_sql::CheckReport> {
        limit(sql)?;
        let mut options = CheckOptions::new(self.catalogue.clone());
        options.declared = declared;
        Ok(amc_sql::check(sql, &options))
    }

    /// What can be written at `line` and `column`, both from 1.
    ///
    /// # Errors
    /// `invalid` for more than 1 MiB of text.
    pub fn complete(&self, sql: &str, line: u32, column: u32) -> Result<Vec<Completion>> {
        limit(sql)?;
        let found = amc_sql::complete(sql, line as usize, column as usize, &self.catalogue);
        Ok(found.into_iter().map(Completion::from).collect())
    }

    /// The catalogue itself, for hosts that run queries locally.
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }
}

/// Refuses a query of more than 1 MiB.
///
/// # Errors
/// `invalid`.
pub(crate) fn limit(sql: &str) -> Result<()> {
    if sql.len() > LONGEST_SQL {
        return Err(Error::invalid("A query may have at most 1 MiB of text.").next("Shorten the query."));
    }
    Ok(())
}
