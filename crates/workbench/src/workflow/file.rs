//! Workflows as .sql files that any tool can run and git can compare: the query below a header of comments, a line for each part, each
//! a value in JSON. A file without a header is a query whose name is the file's.

use std::collections::{BTreeMap, HashMap};
use std::io::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::model::{WorkflowSpec, WorkflowStatus};
use super::rows::{self, Row};
use super::service::Workflows;
use crate::query::{ParameterValue, WindowSpec};
use crate::result::{disk, suggested_file_name};
use crate::{Error, Result};

const BEGIN: &str = "-- RecomAMP workflow";
const END: &str = "-- end of header";
/// Files that one import may bring.
const MOST_FILES: usize = 1_000;

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ExportedWorkflows {
    /// The folder.
    pub folder: String,
    /// How many files.
    pub files: u32,
}

/// A file to be imported.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct WorkflowFile {
    /// Its name.
    pub file_name: String,
    /// What it holds.
    pub text: String,
}

/// What an import did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ImportOutcome {
    /// There is a new workflow.
    Created,
    /// One that was exported earlier has a new version.
    Updated,
    /// It was equal.
    Unchanged,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ImportedWorkflow {
    /// Its name.
    pub file_name: String,
    /// The workflow.
    pub id: Option<String>,
    /// What was done.
    pub outcome: Option<ImportOutcome>,
    /// What is wrong with it.
    pub error: Option<Error>,
}

/// What a file says, instances by Amazon's ids.
#[derive(Debug, Default, PartialEq)]
struct Read {
    id: Option<String>,
    name: Option<String>,
    description: Option<String>,
    status: Option<WorkflowStatus>,
    tags: Option<Vec<String>>,
    window: Option<WindowSpec>,
    parameters: Option<BTreeMap<String, ParameterValue>>,
    instances: Option<Vec<String>>,
    sql: String,
}

/// The file of a workflow. `instances`: Amazon's ids of its instances, since ours are this computer's.
fn written(id: &str, spec: &WorkflowSpec, instances: &[String]) -> Result<String> {
    let mut text = format!("{BEGIN}\n");
    let mut line = |key: &str, value: serde_json::Result<String>| {
        let value = value.map_err(|_| Error::internal("a workflow cannot be written"))?;
        text.push_str(&format!("-- {key}: {value}\n"));
        Ok::<(), Error>(())
    };
    line("id", serde_json::to_string(id))?;
    line("name", serde_json::to_string(&spec.name))?;
    if !spec.description.is_empty() {
        line("description", serde_json::to_string(&spec.description))?;
    }
    line("status", serde_json::to_string(&spec.status))?;
    line("tags", serde_json::to_string(&spec.tags))?;
    line("window", serde_json::to_string(&spec.window))?;
    line("parameters", serde_json::to_string(&spec.parameter_values))?;
    line("instances", serde_json::to_string(instances))?;
    Ok(format!("{text}{END}\n\n{}\n", spec.sql.trim_end()))
}

/// Reads a file.
///
/// # Errors
/// `workflow.file` with the line of what cannot be read.
fn read(text: &str) -> Result<Read> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let Some(rest) = text.strip_prefix(BEGIN).and_then(|rest| rest.strip_prefix('\n')) else {
        return Ok(Read { sql: text.trim_end().to_owned(), ..Read::default() });
    };
    let mut found = Read::default();
    let mut lines = rest.split_inclusive('\n');
    for (number, line) in (2_u32..).zip(lines.by_ref()) {
        let line = line.trim_end();
        if line == END {
            found.sql = lines.collect::<String>().trim().to_owned();
            return Ok(found);
        }
        let wrong = |what: &str| {
            let mut error = Error::new("workflow.file", format!("Line {number} of the header {what}."))
                .next("Correct it, or take the header away.");
            error.details.line = Some(number);
            error
        };
        let Some((key, value)) = line.strip_prefix("-- ").and_then(|line| line.split_once(": ")) else {
            return Err(wrong("is no “-- name: value”"));
        };
        found.take(key, value).map_err(|_| wrong(&format!("has no value that fits “{key}”")))?;
    }
    Err(Error::new("workflow.file", format!("The header does not end with “{END}”."))
        .next("Put that line before the query, or take the header away."))
}

impl Read {
    /// Keys of later versions are passed over.
    fn take(&mut self, key: &str, value: &str) -> serde_json::Result<()> {
        match key {
            "id" => self.id = serde_json::from_str(value)?,
            "name" => self.name = serde_json::from_str(value)?,
            "description" => self.description = serde_json::from_str(value)?,
            "status" => self.status = serde_json::from_str(value)?,
            "tags" => self.tags = serde_json::from_str(value)?,
            "window" => self.window = serde_json::from_str(value)?,
            "parameters" => self.parameters = serde_json::from_str(value)?,
            "instances" => self.instances = serde_json::from_str(value)?,
            _ => {}
        }
        Ok(())
    }
}

impl Workflows {
    /// Writes workflows as .sql files into a folder; a file of the same workflow that is there is replaced.
    ///
    /// # Errors
    /// `not_found`; `workflow.folder`, `store.full`, `result.refused`, `result.io` from the disk; `store.*`.
    pub async fn export(&self, ids: &[String], folder: &Path) -> Result<ExportedWorkflows> {
        let reader = self.parts.store.reader();
        let mut files = Vec::with_capacity(ids.len());
        for id in ids {
            let row = rows::one(reader, id).await?;
            let mut instances = Vec::with_capacity(row.spec.instance_ids.len());
            for id in &row.spec.instance_ids {
                match self.parts.accounts.instance(id).await {
                    Ok(found) => instances.push(found.instance.instance_id),
                    Err(error) if error.code == "not_found" => {}
                    Err(error) => return Err(error),
                }
            }
            // With the id a file keeps its place whatever else has the same name.
            let name = suggested_file_name(&row.spec.name, &format!("{id}.sql"));
            files.push((folder.join(name), written(id, &row.spec, &instances)?));
        }
        let count = u32::try_from(files.len()).unwrap_or(u32::MAX);
        let writing =
            tokio::task::spawn_blocking(move || files.iter().try_for_each(|(path, text)| write(path, text.as_bytes())));
        writing.await.map_err(|_| Error::internal("writing workflows was broken off"))??;
        Ok(ExportedWorkflows { folder: folder.display().to_string(), files: count })
    }

    /// Keeps the queries of files as workflows. One that was exported here, or on another computer, is found again by its id and
    /// changed; what is wrong with a file is told with it, and the others are kept.
    ///
    /// # Errors
    /// `invalid` for too many files; `store.*`.
    pub async fn import(&self, files: Vec<WorkflowFile>) -> Result<Vec<ImportedWorkflow>> {
        if files.len() > MOST_FILES {
            return Err(Error::invalid(format!("At most {MOST_FILES} files at once.")).next("Import them in parts."));
        }
        let mut ours: HashMap<String, String> = HashMap::new();
        for instance in self.parts.accounts.instances().await? {
            ours.entry(instance.instance_id).or_insert(instance.id);
        }
        let mut all = Vec::with_capacity(files.len());
        for WorkflowFile { file_name, text } in files {
            let told = match self.import_one(&file_name, &text, &ours).await {
                Ok((id, outcome)) => (Some(id), Some(outcome), None),
                Err(error) if error.code.starts_with("store.") || error.code == "closing" => return Err(error),
                Err(error) => (None, None, Some(error)),
            };
            let (id, outcome, error) = told;
            all.push(ImportedWorkflow { file_name, id, outcome, error });
        }
        Ok(all)
    }

    async fn import_one(
        &self,
        file_name: &str,
        text: &str,
        ours: &HashMap<String, String>,
    ) -> Result<(String, ImportOutcome)> {
        let read = read(text)?;
        if read.sql.trim().is_empty() {
            return Err(Error::new("workflow.file", "The file holds no query.").next("Choose another file."));
        }
        let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
        let known = |ids: Vec<String>| ids.iter().filter_map(|id| ours.get(id).cloned()).collect::<Vec<_>>();
        let there = match &read.id {
            Some(id) => match rows::one(self.parts.store.reader(), id).await {
                Ok(row) => Some(row),
                Err(error) if error.code == "not_found" => None,
                Err(error) => return Err(error),
            },
            None => None,
        };
        let base = match &there {
            Some(Row { spec, .. }) => spec.clone(),
            None => WorkflowSpec {
                name: stem.to_owned(),
                description: String::new(),
                sql: String::new(),
                parameter_values: BTreeMap::new(),
                instance_ids: Vec::new(),
                window: WindowSpec::LastFullMonth,
                tags: Vec::new(),
                status: WorkflowStatus::Active,
            },
        };
        let spec = WorkflowSpec {
            name: read.name.unwrap_or(base.name),
            description: read.description.unwrap_or(base.description),
            sql: read.sql,
            parameter_values: read.parameters.unwrap_or(base.parameter_values),
            // Instances that nobody here reaches are left out; where none is known, those that were chosen stay.
            instance_ids: read.instances.map(known).filter(|ids| !ids.is_empty()).unwrap_or(base.instance_ids),
            window: read.window.unwrap_or(base.window),
            tags: read.tags.unwrap_or(base.tags),
            status: read.status.unwrap_or(base.status),
        };
        let Some(row) = there else {
            let id = self.free_id(read.id).await?;
            self.add(vec![(id.clone(), spec)], Some("imported")).await?;
            return Ok((id, ImportOutcome::Created));
        };
        let spec = spec.tidy()?;
        if spec == row.spec {
            return Ok((row.id, ImportOutcome::Unchanged));
        }
        self.change(&row.id, row.version, spec, Some(format!("imported from {file_name}"))).await?;
        Ok((row.id, ImportOutcome::Updated))
    }
}

/// Writes a file whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let temporary = folder.join(format!(".recomamp-{}.part", uuid::Uuid::now_v7().simple()));
    let written = (|| {
        let mut file = std::fs::File::options().write(true).create_new(true).open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&temporary, path)
    })();
    if written.is_err() {
        // The first failure is the one to tell.
        let _ = std::fs::remove_file(&temporary);
    }
    written.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            Error::new("workflow.folder", "The folder is not there any more.").next("Choose another folder.")
        }
        _ => disk(error),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec() -> WorkflowSpec {
        WorkflowSpec {
            name: "Reach: \"by\" city\n".to_owned(),
            description: "Two\nlines -- with a comment */".to_owned(),
            sql: "-- name: not a header\nSELECT 'a: b'\nFROM t".to_owned(),
            parameter_values: BTreeMap::from([
                ("days".to_owned(), ParameterValue::Number(7.into())),
                ("names".to_owned(), ParameterValue::List(vec!["a, \"b\"".to_owned()])),
            ]),
            instance_ids: Vec::new(),
            window: WindowSpec::Fixed { start: "2026-02-01".to_owned(), end: "2026-02-28".to_owned() },
            tags: vec!["tier-1".to_owned()],
            status: WorkflowStatus::Draft,
        }
    }

    #[test]
    fn what_is_written_comes_back_whole() {
        let (spec, instances) = (spec(), vec!["amcoutdoor".to_owned()]);
        let text = written("wf_0123ABCD", &spec, &instances).unwrap();
        for given in [text.clone(), text.replace('\n', "\r\n"), format!("\u{feff}{text}")] {
            let read = read(&given).unwrap();
            assert_eq!(read.id.as_deref(), Some("wf_0123ABCD"));
            assert_eq!(read.name.as_deref(), Some(spec.name.as_str()));
            assert_eq!(read.description.as_ref(), Some(&spec.description));
            assert_eq!(read.parameters.as_ref(), Some(&spec.parameter_values));
            assert_eq!(read.window.as_ref(), Some(&spec.window));
            assert_eq!((read.tags, read.status), (Some(spec.tags.clone()), Some(spec.status)));
            assert_eq!((read.instances.as_ref(), read.sql.as_str()), (Some(&instances), spec.sql.as_str()));
        }
    }

    #[test]
    fn a_file_of_another_tool_is_a_query() {
        let text = "-- daily reach\nSELECT 1\n";
        assert_eq!(read(text).unwrap(), Read { sql: text.trim_end().to_owned(), ..Read::default() });
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line() {
        for (text, line) in [
            ("-- RecomAMP workflow\n-- id: 7\nSELECT 1", Some(2)),
            ("-- RecomAMP workflow\n-- id: \"wf_1\"\nSELECT 1", Some(3)),
            ("-- RecomAMP workflow\n-- id: \"wf_1\"\n-- tags: [1]\n-- end of header\nSELECT 1", Some(3)),
            ("-- RecomAMP workflow\n-- id: \"wf_1\"\n", None),
        ] {
            let error = read(text).unwrap_err();
            assert_eq!((&*error.code, error.details.line), ("workflow.file", line), "{text}");
        }
        let later = "-- RecomAMP workflow\n-- colour: \"red\"\n-- end of header\nSELECT 1";
        assert_eq!(read(later).unwrap().sql, "SELECT 1");
    }
}
