//! Synthetic events that hang together.
//!
//! A world of users meets the ads of one brand in one marketplace for thirteen months: impressions lead to clicks and views,
//! contacts to page views, carts and orders, and every conversion is credited to the last click, else the last view, of the
//! 14 days before it. All tables of the catalogue are views of these same events, so joins, paths and sums come out.
//!
//! The same seed, scale and day give the same bytes. Tables are made when first read and kept as Parquet.
//!
//! ```no_run
//! use amc_synthetic::{InstanceProfile, SyntheticData};
//! use amc_sql::TableSource;
//!
//! # fn main() -> Result<(), amc_synthetic::DataError> {
//! let data = SyntheticData::local(7, 0.1, None)?;
//! let (first, last) = data.covered();
//! assert!(data.provider("dsp_impressions").is_some());
//! let britain = data.tables_for(&InstanceProfile { share: 0.2, ..InstanceProfile::new("Tidewell", "GB") });
//! assert!(first < last && britain.provider("conversions").is_some());
//! # Ok(())
//! # }
//! ```

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

mod calendar;
mod column;
mod event;
mod instance;
mod journey;
mod market;
mod profile;
mod provider;
mod random;
mod row;
mod simulate;
mod stock;
mod store;
#[cfg(test)]
mod tests;
mod world;
mod write;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};

use amc_sql::{
    TableSource,
    catalogue::{Catalogue, DatasetErrors, ExtraTable},
};
use chrono::{NaiveDate, Utc};
use datafusion::catalog::TableProvider;

pub use self::{instance::InstanceTables, profile::InstanceProfile, world::AdvertiserIds};
use self::{instance::lock, store::Store};

/// What decides the rows.
#[derive(Debug, Clone, PartialEq)]
pub struct DataConfig {
    /// The same seed gives the same rows.
    pub seed: u64,
    /// How many rows the core tables of a full instance have together: 1.0 is about one million.
    pub scale: f64,
    /// Where files are kept between starts; `None` keeps them while the program runs.
    pub cache_dir: Option<PathBuf>,
    /// The day on which the data are asked for; they end two days before.
    pub today: NaiveDate,
}

/// Why there are no rows.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// The scale is not a number above zero and up to 1000.
    #[error("the scale of the synthetic events must be above 0 and at most 1000, not {0}")]
    Scale(f64),
    /// The catalogue built into the program is faulty.
    #[error("the catalogue of tables is faulty: {0}")]
    Catalogue(#[from] DatasetErrors),
    /// A folder or file cannot be written.
    #[error("the synthetic events cannot be kept in {}: {source}", path.display())]
    Write {
        /// Folder or file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A table cannot be encoded, or its file cannot be written to the end.
    #[error("the synthetic table {table} cannot be written: {source}")]
    Encode {
        /// Name of the table.
        table: String,
        /// What the encoder says.
        source: parquet::errors::ParquetError,
    },
    /// The program ended while a table was made.
    #[error("making the synthetic events was interrupted: {0}")]
    Interrupted(String),
}

/// The synthetic events of all instances. Cheap to clone. As a [`TableSource`] it has the tables of the default instance.
#[derive(Debug, Clone)]
pub struct SyntheticData {
    config: DataConfig,
    store: Arc<Store>,
    catalogue: Arc<Catalogue>,
    default: InstanceTables,
    instances: Arc<Mutex<Vec<(InstanceProfile, InstanceTables)>>>,
}

impl SyntheticData {
    /// Opens the events of a configuration. Quick: rows are made when a table is first read.
    ///
    /// # Errors
    /// The scale is out of range, or the cache folder cannot be made.
    pub fn open(config: DataConfig) -> Result<Self, DataError> {
        if !(config.scale > 0.0 && config.scale <= 1000.0) {
            return Err(DataError::Scale(config.scale));
        }
        let catalogue = Catalogue::embedded()?;
        let key = format!("{}-{:x}-{}", config.today, config.seed, config.scale);
        let store = Arc::new(Store::open(config.cache_dir.as_deref(), &key)?);
        let profile = InstanceProfile::default();
        let default = InstanceTables::new(&config, &profile, Arc::clone(&store), Arc::clone(&catalogue));
        let instances = Arc::new(Mutex::new(vec![(profile, default.clone())]));
        Ok(Self { config, store, catalogue, default, instances })
    }

    /// The events as of today (UTC), for running statements without a server.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn local(seed: u64, scale: f64, cache_dir: Option<PathBuf>) -> Result<Self, DataError> {
        Self::open(DataConfig { seed, scale, cache_dir, today: Utc::now().date_naive() })
    }

    /// First and last day that hold events, in UTC.
    pub fn covered(&self) -> (NaiveDate, NaiveDate) {
        calendar::covered(self.config.today)
    }

    /// The tables of an instance; equal profiles share them.
    pub fn tables_for(&self, profile: &InstanceProfile) -> Arc<InstanceTables> {
        let mut instances = lock(&self.instances);
        if let Some((_, tables)) = instances.iter().find(|(known, _)| known == profile) {
            return Arc::new(tables.clone());
        }
        let tables = InstanceTables::new(&self.config, profile, Arc::clone(&self.store), Arc::clone(&self.catalogue));
        instances.push((profile.clone(), tables.clone()));
        Arc::new(tables)
    }

    /// How the rows of an instance name its advertiser.
    pub fn advertiser(&self, profile: &InstanceProfile) -> AdvertiserIds {
        AdvertiserIds::of(self.config.seed, profile)
    }

    /// The tables of the default instance.
    pub fn tables(&self) -> Arc<InstanceTables> {
        Arc::new(self.default.clone())
    }

    /// These events with tables and columns that only some instance has. They are filled by their types.
    pub fn with_extra_tables(&self, extra: &[ExtraTable]) -> Self {
        let catalogue = Arc::new(self.catalogue.with_data_sources(extra));
        let default = self.default.with_catalogue(Arc::clone(&catalogue));
        let instances = Arc::new(Mutex::new(vec![(default.profile().clone(), default.clone())]));
        Self { catalogue, default, instances, ..self.clone() }
    }

    /// The tables and columns that there are.
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }
}

impl TableSource for SyntheticData {
    fn provider(&self, table: &str) -> Option<Arc<dyn TableProvider>> {
        self.default.provider(table)
    }
}
