//! Catalogues put together for instances, kept while they are in use: a question comes with every key that is pressed.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::sync::Arc;

use amc_sql::catalogue::{Catalogue, ExtraTable};

use super::super::Catalog;
use super::store::Kept;

/// As many as a person goes back and forth between. One takes about two megabytes.
const MOST: usize = 8;

/// A catalogue, and what it was made of.
#[derive(Debug)]
pub(super) struct Merged {
    pub(super) catalog: Catalog,
    /// The instances whose tables are known.
    pub(super) instances: Vec<Offer>,
}

/// The tables of an instance.
#[derive(Debug)]
pub(super) struct Offer {
    pub(super) id: String,
    /// In lower case, without schema.
    tables: HashSet<String>,
}

impl Offer {
    /// Whether a query of the instance can read the table, given as [`ExtraTable::key`]. A list that names none is not believed.
    pub(super) fn offers(&self, table: &str) -> bool {
        self.tables.is_empty() || self.tables.contains(table)
    }
}

impl Merged {
    /// The catalogue for one instance or for `several`, of which `lists` tell what is known.
    pub(super) fn of(embedded: &Catalog, lists: &[Kept], several: bool) -> Self {
        let read = |kept: &Kept| -> Vec<ExtraTable> {
            let tables = serde_json::from_str(&kept.sources).ok();
            tables.as_ref().and_then(ExtraTable::from_data_sources).unwrap_or_default()
        };
        let mut tables: Vec<ExtraTable> = Vec::new();
        let mut instances = Vec::with_capacity(lists.len());
        for kept in lists {
            let own = read(kept);
            instances.push(Offer { id: kept.instance_row.clone(), tables: own.iter().map(ExtraTable::key).collect() });
            tables.extend(own);
        }
        // Of several, each may have what another lacks.
        if several && !tables.is_empty() {
            tables.extend(embedded.catalogue().tables().iter().map(|table| ExtraTable {
                name: table.name.clone(),
                amazon: true,
                ..ExtraTable::default()
            }));
        }
        let catalog = if tables.is_empty() {
            embedded.clone()
        } else {
            Catalog { catalogue: Arc::new(Catalogue::with_data_sources(embedded.catalogue(), &tables)) }
        };
        Self { catalog, instances }
    }
}

/// The last few catalogues.
#[derive(Debug, Default)]
pub(super) struct Cache {
    generation: u64,
    kept: VecDeque<(BTreeSet<String>, Arc<Merged>)>,
}

impl Cache {
    pub(super) fn get(&self, ids: &BTreeSet<String>) -> Option<Arc<Merged>> {
        self.kept.iter().find(|(of, _)| of == ids).map(|(_, merged)| merged.clone())
    }

    /// Tells whether lists changed between reading them and putting the result away.
    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    pub(super) fn put(&mut self, generation: u64, ids: BTreeSet<String>, merged: Arc<Merged>) {
        if generation != self.generation || self.get(&ids).is_some() {
            return;
        }
        if self.kept.len() == MOST {
            self.kept.pop_front();
        }
        self.kept.push_back((ids, merged));
    }

    pub(super) fn clear(&mut self) {
        self.generation += 1;
        self.kept.clear();
    }
}
