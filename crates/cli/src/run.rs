//! `run`: a query on instances, through the service.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::{Value, json};
use workbench::execution::{ExecutionState, ExecutionSummary, MOST_IN_INSTANCE, SubmitRequest};
use workbench::query::{ParameterValue, WindowSpec};

use crate::args::{Global, Run};
use crate::failure::Failure;
use crate::session::{self, with_workbench};
use crate::sql::values;
use crate::{executions, output, progress, results, workflows};

/// Submits the query on every instance; waits and writes results if asked to. Exit code 1 when a waited-for run did not
/// succeed.
pub(crate) async fn run(global: &Global, arguments: Run) -> Result<ExitCode, Failure> {
    let file = arguments.file.as_deref().map(read).transpose()?;
    let format = arguments.out.as_deref().map(results::format).transpose()?;
    let window = match (arguments.start, arguments.end, arguments.days) {
        (Some(start), Some(end), _) => Some(WindowSpec::Fixed { start: start.to_string(), end: end.to_string() }),
        (_, _, days) => days.map(|days| WindowSpec::LastDays { days }),
    };
    let mut parameter_values: BTreeMap<String, ParameterValue> =
        values(&arguments.parameters)?.into_iter().map(|(name, value)| (name, entered(value))).collect();
    let stem = arguments.file.as_deref().and_then(Path::file_stem).map(|stem| stem.to_string_lossy().into_owned());
    with_workbench(global, async |workbench| {
        let profile = session::profile(global, &workbench).await?;
        let mut instances = session::instances(&workbench, &profile, &arguments.instances).await?;
        let mut saved = None;
        if let Some(wanted) = &arguments.workflow {
            let id = workflows::id_of(&workbench, wanted).await?;
            let spec = workbench.workflows().get(&id).await?.spec;
            if instances.is_empty() {
                let known = workbench.accounts().instances().await?;
                instances =
                    spec.instance_ids.iter().filter_map(|id| known.iter().find(|i| i.id == *id).cloned()).collect();
            }
            for (name, value) in &spec.parameter_values {
                parameter_values.entry(name.clone()).or_insert_with(|| value.clone());
            }
            saved = Some((id, spec));
        }
        let (workflow_id, spec) = saved.unzip();
        let name = arguments.name.clone().or_else(|| spec.as_ref().map(|spec| spec.name.clone())).or(stem);
        let sql = file.or_else(|| spec.as_ref().map(|spec| spec.sql.clone())).unwrap_or_default();
        let window = window.or_else(|| spec.map(|spec| spec.window)).unwrap_or(WindowSpec::LastDays { days: 30 });
        workbench.start().await;
        let request = SubmitRequest {
            name: name.unwrap_or_else(|| "query".to_owned()),
            sql,
            instance_ids: instances.iter().map(|i| i.id.clone()).collect(),
            window,
            time_zone: arguments.time_zone.clone(),
            parameter_values,
            time_limit_minutes: arguments.time_limit,
            workflow_id,
            export: None,
        };
        let mut runs = workbench.executions().submit(request).await?;
        let mut files = Vec::new();
        let mut all_written = true;
        if arguments.wait {
            let ids: Vec<String> = runs.iter().map(|r| r.id.clone()).collect();
            runs = progress::wait(&workbench, &ids, global.json).await?;
            if let (Some(out), Some(format)) = (&arguments.out, format) {
                for run in runs.iter().filter(|run| run.state == ExecutionState::Succeeded) {
                    // By id, not by place: an instance that was named twice has one run.
                    if let Some(instance) = instances.iter().find(|instance| instance.id == run.instance_id) {
                        let path = target(out, &instance.instance_id, runs.len() > 1);
                        match workbench.results().export(&run.id, &path, format, false).await {
                            Ok(file) => files.push(file),
                            // The others' results are worth no less.
                            Err(error) => {
                                all_written = false;
                                say(&run.instance_name, &error);
                            }
                        }
                    }
                }
            }
        }
        if global.json {
            output::line(&json!({ "executions": runs, "files": files }).to_string());
        } else {
            executions::table(&runs);
            for file in &files {
                output::line(&format!("{} rows in {}", file.rows, file.path));
            }
            explain(&workbench, &runs).await?;
        }
        // To standard error, so that programs that read the answer are told as well. The runs are handed over by now: a queue that
        // cannot be read makes the command no failure.
        if !arguments.wait
            && let Ok(waiting @ 1..) = workbench.executions().queued().await
        {
            let are = if waiting == 1 { "run waits" } else { "runs wait" };
            output::error_line(&format!(
                "{waiting} {are} on this computer: Amazon is given {MOST_IN_INSTANCE} at a time for an instance."
            ));
            output::error_line("  They are sent while RecomAMP is open, or a command with --wait runs.");
        }
        let good = |r: &ExecutionSummary| !arguments.wait || r.state == ExecutionState::Succeeded;
        Ok(if all_written && runs.iter().all(good) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
    .await
}

/// Says why runs failed, and why a result is not here although its run succeeded.
async fn explain(workbench: &workbench::Workbench, runs: &[ExecutionSummary]) -> Result<(), Failure> {
    let kept = |r: &ExecutionSummary| r.state == ExecutionState::Succeeded && r.row_count.is_some();
    for run in runs.iter().filter(|r| r.state.is_final() && !kept(r)) {
        if let Some(error) = workbench.executions().get(&run.id).await?.error {
            say(&run.instance_name, &error);
        }
    }
    Ok(())
}

/// An error of one of several runs.
fn say(instance: &str, error: &workbench::Error) {
    output::error_line(&format!("{instance}: {}", error.message));
    if let Some(next) = &error.next_step {
        output::error_line(&format!("  {next}"));
    }
}

/// A value as a person would have entered it in the window.
pub(crate) fn entered(value: Value) -> ParameterValue {
    match value {
        Value::String(text) => ParameterValue::Text(text),
        Value::Array(items) => ParameterValue::List(
            items.into_iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned)).collect(),
        ),
        other => ParameterValue::Text(other.to_string()),
    }
}

/// One file an instance when there are several: `out-amcinstance.csv`.
fn target(out: &Path, instance_id: &str, several: bool) -> PathBuf {
    if !several {
        return out.to_path_buf();
    }
    let stem = out.file_stem().unwrap_or_default().to_string_lossy();
    let ending = out.extension().unwrap_or_default().to_string_lossy();
    out.with_file_name(format!("{stem}-{instance_id}.{ending}"))
}

/// The text of a file, or of standard input for `-`.
pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    let text =
        if path == Path::new("-") { std::io::read_to_string(std::io::stdin()) } else { std::fs::read_to_string(path) };
    let mut text = text.map_err(|e| Failure::misuse(format!("{} cannot be read: {e}.", path.display())))?;
    // Editors on Windows begin files with a mark that is no part of the text.
    if text.starts_with('\u{feff}') {
        text.remove(0);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::target;

    #[test]
    fn several_instances_get_a_file_each() {
        assert_eq!(target(Path::new("a/out.csv"), "amc1", false), Path::new("a/out.csv"));
        assert_eq!(target(Path::new("a/out.csv"), "amc1", true), Path::new("a/out-amc1.csv"));
    }
}
