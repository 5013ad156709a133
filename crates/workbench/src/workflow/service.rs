//! The service that hosts talk to.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::model::{OWNER, TagCount, WorkflowDetail, WorkflowSpec, WorkflowStatus, WorkflowVersion, tags};
use super::rows::{self, NewVersion, Row};
use crate::account::Accounts;
use crate::brand::Brands;
use crate::execution::Executions;
use crate::profile::Profiles;
use crate::schedule::Schedules;
use crate::service::{Clock, Event, Events};
use crate::store::Store;
use crate::{Error, Result};

/// Workflows there may be.
const MOST_WORKFLOWS: usize = 50_000;
/// Workflows that one command may address.
const MOST_AT_ONCE: usize = 10_000;
/// Executions that a workflow's detail shows.
const NEWEST_RUNS: u32 = 50;
/// Letters and digits of ids: none that is taken for another.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What workflows stand on.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) events: Events,
    pub(crate) profiles: Profiles,
    pub(crate) accounts: Accounts,
    pub(crate) brands: Brands,
    pub(crate) executions: Executions,
    pub(crate) schedules: Schedules,
}

/// Workflows. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Workflows {
    pub(super) parts: Arc<Parts>,
}

impl Workflows {
    pub(crate) fn new(parts: Parts) -> Self {
        Self { parts: Arc::new(parts) }
    }

    /// One workflow with everything that is known of it.
    ///
    /// # Errors
    /// `not_found`, `store.*`.
    pub async fn get(&self, id: &str) -> Result<WorkflowDetail> {
        let reader = self.parts.store.reader();
        let row = rows::one(reader, id).await?;
        Ok(WorkflowDetail {
            summary: rows::summary(reader, id).await?,
            schedules: rows::schedules(reader, id).await?,
            executions: self.parts.executions.of_workflow(id, NEWEST_RUNS).await?,
            at_amazon: rows::at_amazon(reader, &row).await?,
            spec: row.spec,
        })
    }

    /// Keeps a new workflow; its id. The query may be wrong: what is being written can be saved.
    ///
    /// # Errors
    /// `invalid`, `sql.too_long`, `store.*`.
    pub async fn create(&self, spec: WorkflowSpec) -> Result<String> {
        let id = new_id();
        self.add(vec![(id.clone(), spec)], None).await?;
        Ok(id)
    }

    /// The id that a file names, if no workflow has or had it; otherwise a new one.
    pub(super) async fn free_id(&self, wanted: Option<String>) -> Result<String> {
        match wanted {
            Some(id) if is_id(&id) && !rows::was_there(self.parts.store.reader(), &id).await? => Ok(id),
            _ => Ok(new_id()),
        }
    }

    /// Keeps new workflows under their ids, all or none.
    pub(super) async fn add(&self, specs: Vec<(String, WorkflowSpec)>, note: Option<&'static str>) -> Result<()> {
        let specs = specs.into_iter().map(|(id, spec)| Ok((id, spec.tidy()?))).collect::<Result<Vec<_>>>()?;
        let there = rows::count(self.parts.store.reader()).await?;
        if there + specs.len() > MOST_WORKFLOWS {
            return Err(
                Error::invalid(format!("There may be at most {MOST_WORKFLOWS} workflows.")).next("Delete some.")
            );
        }
        let now = self.parts.clock.now_millis();
        let ids = specs.iter().map(|(id, _)| id.clone()).collect();
        self.parts
            .store
            .write("add workflows", move |connection| {
                Box::pin(async move {
                    for (id, spec) in &specs {
                        rows::insert(connection, id, spec, note, now).await?;
                    }
                    Ok(())
                })
            })
            .await?;
        self.tell(ids);
        Ok(())
    }

    /// Changes a workflow that was read in `version`; its newest version. Schedules that run it run what it is now, once Amazon has
    /// compiled that.
    ///
    /// # Errors
    /// `not_found`; `invalid`; `workflow.changed` when it was changed meanwhile; `store.*`.
    pub async fn update(&self, id: &str, version: i64, spec: WorkflowSpec) -> Result<i64> {
        self.change(id, version, spec, None).await
    }

    pub(super) async fn change(&self, id: &str, version: i64, spec: WorkflowSpec, note: Option<String>) -> Result<i64> {
        let spec = spec.tidy()?;
        let old = rows::one(self.parts.store.reader(), id).await?;
        let changed = spec.changed_from(&old.spec);
        if old.version == version && changed.is_empty() && spec == old.spec {
            return Ok(version);
        }
        let next = if changed.is_empty() { version } else { version + 1 };
        let (own, now) = (id.to_owned(), self.parts.clock.now_millis());
        let runs_otherwise = spec.sql != old.spec.sql || spec.parameter_values != old.spec.parameter_values;
        let written = self
            .parts
            .store
            .write("change a workflow", move |connection| {
                Box::pin(async move {
                    let new =
                        NewVersion { id: &own, spec: &spec, version: next, changed: &changed, note: note.as_deref() };
                    if !rows::update(connection, new, version, now).await? {
                        return Ok(None);
                    }
                    if !runs_otherwise {
                        return Ok(Some(Vec::new()));
                    }
                    let told = format!("version {next} of the workflow “{}”", spec.name);
                    let values = &spec.parameter_values;
                    crate::schedule::workflow_changed(connection, &own, &spec.sql, values, &told, now).await.map(Some)
                })
            })
            .await?;
        let Some(schedules) = written else {
            return Err(Error::new("workflow.changed", "This workflow was changed meanwhile.")
                .next("Look at it again and repeat your change, or save yours as a copy."));
        };
        self.tell(vec![id.to_owned()]);
        self.parts.schedules.tell(schedules);
        Ok(next)
    }

    /// Makes copies, `… (copy)`, which are drafts without schedules; their ids.
    ///
    /// # Errors
    /// `not_found`, `invalid`, `store.*`. Nothing is copied then.
    pub async fn duplicate(&self, ids: &[String]) -> Result<Vec<String>> {
        few(ids)?;
        let reader = self.parts.store.reader();
        let mut specs = Vec::with_capacity(ids.len());
        for id in ids {
            let Row { spec, .. } = rows::one(reader, id).await?;
            let name = spec.name.chars().take(190).collect::<String>() + " (copy)";
            specs.push((new_id(), WorkflowSpec { name, status: WorkflowStatus::Draft, ..spec }));
        }
        let ids = specs.iter().map(|(id, _)| id.clone()).collect();
        self.add(specs, Some("copied")).await?;
        Ok(ids)
    }

    /// Gives workflows a status; those that are not there are passed over.
    ///
    /// # Errors
    /// `invalid`, `store.*`.
    pub async fn set_status(&self, ids: Vec<String>, status: WorkflowStatus) -> Result<()> {
        self.mark(ids, move |spec| {
            spec.status = status;
            Ok(())
        })
        .await
    }

    /// Adds tags to workflows and takes tags away, whatever their case; workflows that are not there are passed over.
    ///
    /// # Errors
    /// `invalid`, `store.*`. Nothing is changed then.
    pub async fn tag(&self, ids: Vec<String>, add: Vec<String>, remove: Vec<String>) -> Result<()> {
        let add = tags(add, OWNER)?;
        let remove: Vec<String> = remove.iter().map(|tag| tag.to_lowercase()).collect();
        self.mark(ids, move |spec| {
            let mut all = std::mem::take(&mut spec.tags);
            all.retain(|tag| !remove.contains(&tag.to_lowercase()));
            all.extend(add.iter().cloned());
            spec.tags = tags(all, OWNER)?;
            Ok(())
        })
        .await
    }

    async fn mark(&self, ids: Vec<String>, mut change: impl FnMut(&mut WorkflowSpec) -> Result<()>) -> Result<()> {
        few(&ids)?;
        let reader = self.parts.store.reader();
        let mut marked = Vec::new();
        for id in ids {
            let mut row = match rows::one(reader, &id).await {
                Ok(row) => row,
                Err(error) if error.code == "not_found" => continue,
                Err(error) => return Err(error),
            };
            let before = (row.spec.tags.clone(), row.spec.status);
            change(&mut row.spec)?;
            if before != (row.spec.tags.clone(), row.spec.status) {
                marked.push(row);
            }
        }
        let (ids, now) = (marked.iter().map(|row| row.id.clone()).collect(), self.parts.clock.now_millis());
        self.parts
            .store
            .write("mark workflows", move |connection| {
                Box::pin(async move {
                    for row in &marked {
                        rows::mark(connection, &row.id, &row.spec.tags, row.spec.status, now).await?;
                    }
                    Ok(())
                })
            })
            .await?;
        self.tell(ids);
        Ok(())
    }

    /// Deletes workflows; [`Self::restore`] brings them back. Their runs and results stay; a schedule that runs one is paused with
    /// `SCH006` when its next slot comes.
    ///
    /// # Errors
    /// `invalid`, `store.*`.
    pub async fn delete(&self, ids: Vec<String>) -> Result<()> {
        few(&ids)?;
        let now = self.parts.clock.now_millis();
        let deleted = rows::set_deleted(&self.parts.store, ids, Some(now)).await?;
        self.tell(deleted);
        Ok(())
    }

    /// Brings deleted workflows back.
    ///
    /// # Errors
    /// `invalid`, `store.*`.
    pub async fn restore(&self, ids: Vec<String>) -> Result<()> {
        few(&ids)?;
        let back = rows::set_deleted(&self.parts.store, ids, None).await?;
        self.tell(back);
        Ok(())
    }

    /// All tags with the number of workflows that have them, by name; of spellings that differ in case the first.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn tags(&self) -> Result<Vec<TagCount>> {
        let mut counts: BTreeMap<String, TagCount> = BTreeMap::new();
        for one in rows::summaries(self.parts.store.reader()).await? {
            for tag in one.tags {
                counts
                    .entry(tag.to_lowercase())
                    .and_modify(|count| count.workflows += 1)
                    .or_insert(TagCount { tag, workflows: 1 });
            }
        }
        Ok(counts.into_values().collect())
    }

    /// The versions of a workflow, newest first.
    ///
    /// # Errors
    /// `not_found`, `store.*`.
    pub async fn versions(&self, id: &str) -> Result<Vec<WorkflowVersion>> {
        let reader = self.parts.store.reader();
        rows::one(reader, id).await?;
        rows::versions(reader, id).await
    }

    /// What a workflow was in one of its versions; tags and status are those of that time.
    ///
    /// # Errors
    /// `not_found`, `store.*`.
    pub async fn at(&self, id: &str, version: i64) -> Result<WorkflowSpec> {
        rows::version(self.parts.store.reader(), id, version).await
    }

    pub(super) fn tell(&self, ids: Vec<String>) {
        if !ids.is_empty() {
            self.parts.events.send(Event::WorkflowsChanged { ids });
        }
    }
}

fn few(ids: &[String]) -> Result<()> {
    if ids.len() > MOST_AT_ONCE {
        return Err(Error::invalid(format!("At most {MOST_AT_ONCE} workflows at once.")).next("Choose fewer."));
    }
    Ok(())
}

fn is_id(text: &str) -> bool {
    text.strip_prefix("wf_").is_some_and(|rest| rest.len() == 8 && rest.bytes().all(|byte| ALPHABET.contains(&byte)))
}

/// `wf_` and eight letters and digits by chance: 2^40 of them, and one that is taken is refused by the database.
fn new_id() -> String {
    let random: u64 = rand::random();
    let letter = |n: u64| char::from(ALPHABET[usize::try_from(n & 31).unwrap_or(0)]);
    let letters: String = (0..8).map(|place| letter(random >> (5 * place))).collect();
    format!("wf_{letters}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_ones_that_amazon_takes_too() {
        let id = new_id();
        assert!(is_id(&id), "{id}");
        assert!(!is_id("wf_0123ABC") && !is_id("wf_0123ABCU") && !is_id("xx_0123ABCD"));
    }
}
