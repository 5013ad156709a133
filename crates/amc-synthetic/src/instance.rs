//! The tables of one instance, made when they are first read.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak},
    thread,
};

use amc_sql::{
    TableSource,
    catalogue::{Catalogue, Table},
};
use datafusion::catalog::TableProvider;

use super::{
    DataConfig, DataError, calendar::Calendar, event::Events, profile::InstanceProfile, provider::EventTable,
    random::text_key, row::Source, simulate::simulate, store::Store, world::World, write::write,
};

/// Rows of the core tables that one user brings about, measured over many users of several brands.
fn rows_per_user(profile: &InstanceProfile) -> f64 {
    match (profile.has_dsp, profile.has_sponsored_ads) {
        // Each DSP impression has one or two view events beside it.
        (true, false) => 33.0,
        (false, true) => 20.0,
        _ => 25.0,
    }
}

/// Rows made in one go; more are made stretch by stretch, so that memory does not grow with the scale.
const ROWS_AT_ONCE: f64 = 2_500_000.0;

/// The tables of an instance. Cheap to clone and to share; rows come to be when a table is first scanned.
#[derive(Debug, Clone)]
pub struct InstanceTables {
    maker: Arc<Maker>,
    catalogue: Arc<Catalogue>,
    tables: Arc<Mutex<HashMap<String, Arc<EventTable>>>>,
}

/// Makes an instance's tables.
#[derive(Debug)]
pub(super) struct Maker {
    config: DataConfig,
    profile: InstanceProfile,
    store: Arc<Store>,
    world: OnceLock<World>,
    /// The last events, while somebody still uses them.
    events: Mutex<Weak<Events>>,
}

impl InstanceTables {
    pub(super) fn new(
        config: &DataConfig,
        profile: &InstanceProfile,
        store: Arc<Store>,
        catalogue: Arc<Catalogue>,
    ) -> Self {
        let maker = Maker {
            config: config.clone(),
            profile: profile.clone(),
            store,
            world: OnceLock::new(),
            events: Mutex::new(Weak::new()),
        };
        Self { maker: Arc::new(maker), catalogue, tables: Arc::default() }
    }

    /// The same instance with the tables and columns of another catalogue, such as one with what the instance reports of
    /// itself ([`Catalogue::with_data_sources`]). Tables and columns that the sandbox does not know are filled by their types.
    pub fn with_catalogue(&self, catalogue: Arc<Catalogue>) -> Self {
        Self { maker: Arc::clone(&self.maker), catalogue, tables: Arc::default() }
    }

    /// Which instance this is.
    pub fn profile(&self) -> &InstanceProfile {
        &self.maker.profile
    }

    /// The tables that the instance has, in order of name, without audience twins.
    pub fn tables(&self) -> Vec<Arc<Table>> {
        self.catalogue.tables().iter().filter(|table| self.has(table)).cloned().collect()
    }

    /// Makes all tables that are not there yet, on two threads. Blocks; scanning a table makes it anyway.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn prepare(&self) -> Result<(), DataError> {
        let tables = self.tables();
        let next = Mutex::new(tables.iter());
        // Held until the end so that all tables share one simulation.
        let _shared = self.maker.shares_events().then(|| self.maker.events());
        thread::scope(|scope| {
            let workers: Vec<_> = (0..2)
                .map(|_| {
                    scope.spawn(|| -> Result<(), DataError> {
                        loop {
                            let Some(table) = lock(&next).next() else { return Ok(()) };
                            self.maker.file(table)?;
                        }
                    })
                })
                .collect();
            workers.into_iter().try_for_each(|worker| match worker.join() {
                Ok(result) => result,
                Err(cause) => std::panic::resume_unwind(cause),
            })
        })
    }

    /// The Parquet file of a table, made if need be; `None` if the instance has no such table. Blocks. Other engines can read it.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn file(&self, table: &str) -> Result<Option<PathBuf>, DataError> {
        let known = self.catalogue.table(table).filter(|known| self.has(known));
        known.map(|known| self.maker.file(known)).transpose()
    }

    #[cfg(test)]
    pub(super) fn maker_events(&self) -> Arc<Events> {
        self.maker.events()
    }

    #[cfg(test)]
    pub(super) fn maker_world(&self) -> &World {
        self.maker.world()
    }

    fn has(&self, table: &Table) -> bool {
        let profile = &self.maker.profile;
        !table.fields.is_empty()
            && (profile.has_paid || !table.paid)
            && Source::of(&table.name).exists(profile.has_dsp, profile.has_sponsored_ads)
    }

    pub(super) fn event_table(&self, name: &str) -> Option<Arc<EventTable>> {
        let table = self.catalogue.table(name)?;
        // An audience twin has its base table's rows.
        let table = table.audience_of.as_deref().and_then(|base| self.catalogue.table(base)).unwrap_or(table);
        if !self.has(table) {
            return None;
        }
        let mut tables = lock(&self.tables);
        let made = tables
            .entry(table.name.clone())
            .or_insert_with(|| Arc::new(EventTable::new(Arc::clone(&self.maker), Arc::clone(table))));
        Some(Arc::clone(made))
    }
}

impl TableSource for InstanceTables {
    fn provider(&self, table: &str) -> Option<Arc<dyn TableProvider>> {
        self.event_table(table).map(|table| table as Arc<dyn TableProvider>)
    }
}

impl Maker {
    pub(super) fn world(&self) -> &World {
        self.world.get_or_init(|| {
            let calendar = Calendar::new(self.config.today, self.profile.time_zone);
            let users = (self.rows() / rows_per_user(&self.profile)).ceil().clamp(1.0, f64::from(u32::MAX));
            World::new(self.config.seed, &self.profile, calendar, users as u32)
        })
    }

    /// How many rows are wanted in all core tables together.
    fn rows(&self) -> f64 {
        1_000_000.0 * self.config.scale * self.profile.share
    }

    fn shares_events(&self) -> bool {
        self.rows() <= ROWS_AT_ONCE
    }

    /// All events at once.
    pub(super) fn events(&self) -> Arc<Events> {
        let mut last = lock(&self.events);
        if let Some(events) = last.upgrade() {
            return events;
        }
        let world = self.world();
        let events = Arc::new(simulate(world, &(world.calendar.start..world.calendar.end)));
        *last = Arc::downgrade(&events);
        events
    }

    /// The file of a table, made if need be. Blocks.
    pub(super) fn file(&self, table: &Table) -> Result<PathBuf, DataError> {
        // Other columns are another file: catalogues grow, and instances add columns of their own.
        let columns: Vec<String> =
            table.fields.iter().map(|field| format!("{}:{}", field.name, field.data_type)).collect();
        let name =
            format!("{:016x}/{}-{:08x}.parquet", self.profile.key(), table.name, text_key(&columns.join(",")) as u32);
        self.store.file(&name, |path| {
            let world = self.world();
            let written = if !Source::of(&table.name).needs_events() {
                write(path, table, world, std::iter::once(Arc::new(Events::default())))
            } else if self.shares_events() {
                write(path, table, world, std::iter::once(self.events()))
            } else {
                let (start, end) = (world.calendar.start, world.calendar.end);
                let stretches = (self.rows() / ROWS_AT_ONCE).ceil() as i64;
                let at = |part: i64| start + (end - start) * part / stretches;
                let events = (0..stretches).map(|part| Arc::new(simulate(world, &(at(part)..at(part + 1)))));
                write(path, table, world, events)
            };
            written.map_err(|source| DataError::Encode { table: table.name.clone(), source })
        })
    }
}

/// What the locks guard is whole at all times, so a panic elsewhere does not matter.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
