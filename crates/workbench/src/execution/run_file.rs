//! A file that follows a run: its result, written to a folder once it is here. It is written down with the run, so that a file is owed
//! until it is written, whatever ends in between.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::model::ExecutionState;
use super::rows::{self, FileFate, Owed};
use super::service::Executions;
use crate::query::window::zone;
use crate::result::{self, ExportFormat, suggested_file_name};
use crate::{Error, Result};

/// What a file's name may hold besides text, each replaced by what it says.
const INSTANCE: &str = "{instance}";
const LONGEST_NAME: usize = 200;

/// A file that follows each run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct RunExport {
    /// The folder, an absolute path.
    pub folder: String,
    /// The format of the file.
    pub format: ExportFormat,
    /// Its name without ending: text with `{query}`, `{instance}`, `{first}`, `{last}` and `{day}` (the day it is written).
    pub name: String,
}

/// Where a run's file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum RunFileState {
    /// It waits for the result, or to be tried again.
    Waiting,
    /// It is written.
    Written,
    /// It could not be written.
    Failed,
}

/// What became of a run's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct RunFile {
    /// What was asked for.
    pub export: RunExport,
    /// Where it stands.
    pub state: RunFileState,
    /// The file, once it is written.
    pub path: Option<String>,
    /// Why the last try failed.
    pub error: Option<Error>,
}

impl RunExport {
    /// Whether so many runs can be followed by it.
    ///
    /// # Errors
    /// `result.folder`; `invalid` for a name that is missing, too long, or the same for all runs.
    pub(super) fn check(&self, runs: usize) -> Result<()> {
        result::destination::folder(&self.folder)?;
        if self.name.trim().is_empty() || self.name.chars().count() > LONGEST_NAME {
            return Err(Error::invalid(format!("A file needs a name of at most {LONGEST_NAME} characters."))
                .next("Write it in “After the run”."));
        }
        if runs > 1 && !self.name.contains(INSTANCE) {
            return Err(Error::invalid("The files of these runs would replace one another.")
                .next(format!("Put {INSTANCE} into the name of the file.")));
        }
        Ok(())
    }

    /// The name of the file of a run: safe on every system, with its ending. `day` is `YYYY-MM-DD`.
    fn file_name(&self, owed: &Owed, day: &str) -> String {
        // In one pass: what a query is called may hold a brace itself.
        let mut name = String::new();
        let mut rest = self.name.as_str();
        'text: while let Some(at) = rest.find('{') {
            let (before, from) = rest.split_at(at);
            name.push_str(before);
            for (place, text) in [
                ("{query}", owed.name.as_str()),
                (INSTANCE, owed.instance_name.as_str()),
                ("{first}", owed.window_start.as_str()),
                ("{last}", owed.window_end.as_str()),
                ("{day}", day),
            ] {
                if let Some(after) = from.strip_prefix(place) {
                    name.extend(text.chars().take(60));
                    rest = after;
                    continue 'text;
                }
            }
            name.push('{');
            rest = from.get(1..).unwrap_or_default();
        }
        name.push_str(rest);
        suggested_file_name(&name, self.format.extension())
    }
}

impl Executions {
    /// Writes the files that are due, in a task of its own: a drive on the network may not answer for minutes, and no run is to wait for
    /// that.
    pub(super) fn write_files_aside(&self) {
        if self.writing_files.try_lock().is_err() {
            return;
        }
        let (this, cancel) = (self.clone(), self.parts.supervisor.cancel_token().clone());
        self.parts.supervisor.spawn_task(async move {
            // What is broken off by the end of the application is written by the next start.
            let outcome = tokio::select! {
                () = cancel.cancelled() => return,
                outcome = this.write_files() => outcome,
            };
            if let Err(error) = outcome {
                tracing::warn!(code = %error.code, "the files of runs could not be written yet");
            }
        });
    }

    /// Writes the files that are due, one caller at a time.
    ///
    /// # Errors
    /// `store.*`; what was written stays, and the next call goes on.
    #[doc(hidden)]
    pub async fn write_files(&self) -> Result<()> {
        let _turn = self.writing_files.lock().await;
        for owed in rows::files_owed(self.parts.store.reader(), self.parts.clock.now_millis()).await? {
            let fate = match self.write_file(&owed).await {
                Ok(path) => FileFate::Written(path),
                Err(error) => match result::destination::pause(owed.tries, &error) {
                    Some(pause) => {
                        let pause = i64::try_from(pause.as_millis()).unwrap_or(0);
                        FileFate::Again(self.parts.clock.now_millis() + pause, error)
                    }
                    None => FileFate::Failed(error),
                },
            };
            rows::settle_file(&self.parts.store, owed.execution_id.clone(), fate).await?;
            self.tell(vec![owed.execution_id]);
        }
        Ok(())
    }

    async fn write_file(&self, owed: &Owed) -> Result<String> {
        if owed.state != ExecutionState::Succeeded {
            return Err(Error::new("execution.no_rows", "The run brought no result.").next("Run it again."));
        }
        let folder = result::destination::folder_there(&owed.export.folder).await?;
        let day = self.parts.clock.now().with_timezone(&zone(&owed.time_zone)?).format("%Y-%m-%d").to_string();
        let target = folder.join(owed.export.file_name(owed, &day));
        Ok(self.parts.results.export(&owed.execution_id, &target, owed.export.format, true).await?.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn export(name: &str) -> RunExport {
        RunExport {
            folder: std::env::temp_dir().display().to_string(),
            format: ExportFormat::Csv,
            name: name.to_owned(),
        }
    }

    #[test]
    fn names_of_files_say_what_their_places_stand_for() {
        let owed = Owed {
            execution_id: "e".to_owned(),
            export: export(""),
            tries: 0,
            state: ExecutionState::Succeeded,
            name: "Reach {last}/week".to_owned(),
            instance_name: "Kestrel US".to_owned(),
            window_start: "2026-02-01".to_owned(),
            window_end: "2026-02-28".to_owned(),
            time_zone: "UTC".to_owned(),
        };
        for (name, made) in [
            ("{query} {first} to {last} {instance}", "Reach {last}-week 2026-02-01 to 2026-02-28 Kestrel US.csv"),
            ("weekly {day}", "weekly 2026-03-05.csv"),
            ("{unknown} {", "{unknown} {.csv"),
            ("../{query}", "--Reach {last}-week.csv"),
        ] {
            assert_eq!(export(name).file_name(&owed, "2026-03-05"), made);
        }
    }

    #[test]
    fn files_that_would_replace_one_another_are_refused() {
        assert!(export("weekly").check(1).is_ok());
        assert_eq!(
            export("weekly").check(2).unwrap_err().message,
            "The files of these runs would replace one another."
        );
        assert!(export("weekly {instance}").check(50).is_ok());
        assert!(export(" ").check(1).is_err());
        assert_eq!(
            RunExport { folder: "Reports".to_owned(), ..export("a") }.check(1).unwrap_err().code,
            "result.folder"
        );
    }
}
