//! The tables that instances report of themselves: asked of Amazon, kept in the database, merged into the catalogue for
//! whoever asks about a query that is meant for them.

mod merged;
mod store;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use amc_client::DataSource;
use amc_sql::catalogue::{Catalogue, Standing};
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use self::merged::Merged;
use super::{Catalog, FindingSubject, RunFinding, Severity};
use crate::account::Accounts;
use crate::profile::Profiles;
use crate::service::{Clock, Event, Events, ServiceContext, Wishes};
use crate::store::Store;
use crate::{Error, Result};

/// A list that is older is read again when somebody works with its instance.
const FRESH: Duration = Duration::from_secs(24 * 60 * 60);
/// A list that is younger is not read again for the sake of a name that it lacks.
const JUST_READ: Duration = Duration::from_secs(5 * 60);
/// After a failure it is not tried again before, except by hand.
const PAUSE: Duration = Duration::from_secs(10 * 60);
/// Instances that one question may name.
const MOST_INSTANCES: usize = 500;
/// How often the reader says that it is alive. An answer has many pages and Amazon may ask for pauses. Another time than every other
/// service's, so that each is known by how long it waits.
pub(crate) const TICK: Duration = Duration::from_secs(21 * 60);

/// What is known of the tables of one instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct DataSourceList {
    /// Our id of the instance.
    pub instance_id: String,
    /// When Amazon was last asked with success, in UTC milliseconds; `None` before the first time.
    #[specta(type = Option<Number>)]
    pub read_at: Option<i64>,
    /// Why the last attempt failed.
    pub error: Option<Error>,
}

/// The tables of instances. Cheap to clone.
#[derive(Clone, Debug)]
pub struct DataSources {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    store: Store,
    clock: Arc<dyn Clock>,
    events: Events,
    profiles: Profiles,
    accounts: Accounts,
    /// The built-in tables alone.
    embedded: Catalog,
    merged: Mutex<merged::Cache>,
    failures: Mutex<HashMap<String, Failure>>,
    /// Who reads an instance's list holds its lock, so that nobody reads what another has just read, and a person who asks
    /// for one list does not wait for all those that are read in the background.
    reading: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
    /// How old the lists of instances may be.
    wishes: Wishes<Duration>,
}

#[derive(Clone, Debug)]
struct Failure {
    at: i64,
    error: Error,
}

impl DataSources {
    pub(crate) fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        events: Events,
        profiles: Profiles,
        accounts: Accounts,
        embedded: Catalog,
    ) -> Self {
        let inner = Inner {
            store,
            clock,
            events,
            profiles,
            accounts,
            embedded,
            merged: Mutex::default(),
            failures: Mutex::default(),
            reading: Mutex::default(),
            wishes: Wishes::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// The catalogue for a query that is meant for these instances (our ids): the built-in tables, and what those instances
    /// said of themselves. For one instance, tables that it does not offer are marked; for several, all tables of any of them
    /// are there, and [`Self::findings`] tells which of them lacks one. Asks nobody.
    ///
    /// # Errors
    /// `invalid` for more than 500 instances; `store.*`.
    pub async fn catalog(&self, instance_ids: &[String]) -> Result<Catalog> {
        Ok(self.merged(instance_ids).await?.catalog.clone())
    }

    async fn merged(&self, instance_ids: &[String]) -> Result<Arc<Merged>> {
        let ids = distinct(instance_ids)?;
        let generation = {
            let cache = lock(&self.inner.merged);
            if let Some(found) = cache.get(&ids) {
                return Ok(found);
            }
            cache.generation()
        };
        let lists = store::lists(self.inner.store.reader(), &ids).await?;
        let (embedded, several) = (self.inner.embedded.clone(), ids.len() > 1);
        let merged = tokio::task::spawn_blocking(move || Arc::new(Merged::of(&embedded, &lists, several)))
            .await
            .map_err(|_| Error::internal("tables could not be put together"))?;
        lock(&self.inner.merged).put(generation, ids, merged.clone());
        Ok(merged)
    }

    /// Which of several instances lack a table that a query reads. Of instances that were never asked nothing is said.
    ///
    /// # Errors
    /// As [`Self::catalog`]; `not_found`.
    pub async fn findings(&self, instance_ids: &[String], tables: &[String]) -> Result<Vec<RunFinding>> {
        let merged = self.merged(instance_ids).await?;
        let mut findings = Vec::new();
        // What the only instance lacks is marked in the text.
        if distinct(instance_ids)?.len() < 2 {
            return Ok(findings);
        }
        for table in tables {
            // An audience twin goes with its base table.
            let known = self.inner.embedded.catalogue().table(table);
            let base = known.and_then(|known| known.audience_of.as_deref()).unwrap_or(table).to_ascii_lowercase();
            let mut lacking = merged.instances.iter().filter(|instance| !instance.offers(&base));
            let Some(first) = lacking.next() else { continue };
            let name = self.inner.accounts.instance(&first.id).await?.instance.name;
            let message = match lacking.count() {
                0 => format!("{name} does not offer {table}."),
                1 => format!("{name} and another of the chosen instances do not offer {table}."),
                more => format!("{name} and {more} more of the chosen instances do not offer {table}."),
            };
            findings.push(RunFinding {
                severity: Severity::Warning,
                code: "table_not_in_instance".to_owned(),
                subject: FindingSubject::Instances,
                message,
                help: Some("Runs there will fail: leave them out, or take another table.".to_owned()),
            });
        }
        Ok(findings)
    }

    /// What is known of each of these instances, in the order given.
    ///
    /// # Errors
    /// As [`Self::catalog`].
    pub async fn lists(&self, instance_ids: &[String]) -> Result<Vec<DataSourceList>> {
        let times: HashMap<String, i64> =
            store::read_at(self.inner.store.reader(), &distinct(instance_ids)?).await?.into_iter().collect();
        let failures = lock(&self.inner.failures);
        Ok(instance_ids
            .iter()
            .map(|id| DataSourceList {
                instance_id: id.clone(),
                read_at: times.get(id).copied(),
                error: failures.get(id).map(|failure| failure.error.clone()),
            })
            .collect())
    }

    /// Has the lists of these instances read in the background where there is none yet or it is a day old.
    pub fn want(&self, instance_ids: &[String]) {
        self.wish(instance_ids, FRESH);
    }

    /// Has the lists read in the background unless that was done just now: a query names a table that is in none of them.
    pub fn want_newer(&self, instance_ids: &[String]) {
        self.wish(instance_ids, JUST_READ);
    }

    fn wish(&self, instance_ids: &[String], oldest: Duration) {
        for instance_id in instance_ids.iter().take(MOST_INSTANCES) {
            self.inner.wishes.add(instance_id, oldest);
        }
    }

    /// Asks Amazon now for the tables of these instances, and answers what is known then. A failure is told by its instance.
    ///
    /// # Errors
    /// As [`Self::catalog`].
    pub async fn refresh(&self, instance_ids: &[String]) -> Result<Vec<DataSourceList>> {
        for id in distinct(instance_ids)? {
            // It is kept with its instance.
            let _ = self.read(&id, Duration::ZERO).await;
        }
        self.lists(instance_ids).await
    }

    /// Asks Amazon now for those lists that were not read in the last minutes. Answers whether there is anything new.
    pub(crate) async fn renew(&self, instance_ids: &[String]) -> bool {
        let mut renewed = false;
        for id in instance_ids {
            match self.read(id, JUST_READ).await {
                Ok(read) => renewed |= read,
                // The others would be waited for just as long.
                Err(error) if error.code == "amc.network" => break,
                Err(_) => {}
            }
        }
        renewed
    }

    /// Reads the list of one instance unless it is younger than `oldest`; answers whether it was read.
    async fn read(&self, instance_id: &str, oldest: Duration) -> Result<bool> {
        self.inner.accounts.instance(instance_id).await?;
        let since = self.inner.clock.now_millis();
        let reading = lock(&self.inner.reading).entry(instance_id.to_owned()).or_default().clone();
        let _turn = reading.lock().await;
        let ids = BTreeSet::from([instance_id.to_owned()]);
        let read_at = store::read_at(self.inner.store.reader(), &ids).await?.first().map(|(_, at)| *at);
        if read_at.is_some_and(|at| at > since.saturating_sub(millis(oldest))) {
            return Ok(false);
        }
        match self.ask(instance_id).await {
            Ok(sources) => {
                self.keep(instance_id, sources).await?;
                lock(&self.inner.failures).remove(instance_id);
                lock(&self.inner.merged).clear();
                self.inner.events.send(Event::DataSourcesChanged { instance_ids: vec![instance_id.to_owned()] });
                Ok(true)
            }
            Err(error) => {
                tracing::warn!(code = %error.code, "the tables of an instance could not be read");
                let failure = Failure { at: self.inner.clock.now_millis(), error: error.clone() };
                lock(&self.inner.failures).insert(instance_id.to_owned(), failure);
                self.inner.events.send(Event::DataSourcesChanged { instance_ids: vec![instance_id.to_owned()] });
                Err(error)
            }
        }
    }

    /// What an instance says now, all of it.
    ///
    /// # Errors
    /// `not_found`; `auth.*`, `amc.*`; `store.*`.
    pub async fn ask(&self, instance_id: &str) -> Result<Vec<DataSource>> {
        let found = self.inner.accounts.instance(instance_id).await?;
        let client = self.inner.profiles.client_for(&found.instance.profile_id).await?;
        Ok(client.data_sources(&found.scope, &found.instance_id).await?)
    }

    async fn keep(&self, instance_id: &str, sources: Vec<DataSource>) -> Result<()> {
        let sources: Vec<DataSource> =
            sources.into_iter().map(|source| worth_keeping(source, self.inner.embedded.catalogue())).collect();
        let sources =
            serde_json::to_string(&sources).map_err(|_| Error::internal("a list of tables cannot be written down"))?;
        store::keep(&self.inner.store, instance_id, sources, self.inner.clock.now_millis()).await
    }

    /// Grants wishes one after the other.
    pub(crate) async fn read_wanted(self, context: ServiceContext) -> Result<()> {
        loop {
            let wish = tokio::select! {
                going_on = context.wait(TICK) => if going_on { continue } else { return Ok(()) },
                next = self.inner.wishes.next() => next,
            };
            let now = self.inner.clock.now_millis();
            let failed_just_now = lock(&self.inner.failures)
                .get(&wish.id)
                .is_some_and(|failure| failure.at > now.saturating_sub(millis(PAUSE)));
            if !failed_just_now {
                tokio::select! {
                    () = context.cancel.cancelled() => return Ok(()),
                    // A failure is kept with its instance and shown there.
                    _ = self.read(&wish.id, wish.value) => {}
                }
            }
            self.inner.wishes.granted(&wish);
        }
    }
}

/// Of Amazon's tables the built-in catalogue knows more than the instance says: only columns that it does not know, or is not
/// sure of, are worth keeping.
fn worth_keeping(mut source: DataSource, known: &Catalogue) -> DataSource {
    let amazon = source.owner.as_deref().is_none_or(|owner| owner.eq_ignore_ascii_case("AMAZON"));
    let name = source.data_source_id.rsplit('.').next().unwrap_or_default();
    if amazon && let Some(table) = known.table(name) {
        source.description.clear();
        source.columns.retain(|column| {
            !table
                .fields
                .iter()
                .any(|field| field.name.eq_ignore_ascii_case(&column.name) && field.standing != Standing::Unconfirmed)
        });
    }
    source
}

fn distinct(instance_ids: &[String]) -> Result<BTreeSet<String>> {
    if instance_ids.len() > MOST_INSTANCES {
        return Err(Error::invalid(format!("At most {MOST_INSTANCES} instances can be asked about at once."))
            .next("Choose fewer instances."));
    }
    Ok(instance_ids.iter().cloned().collect())
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
