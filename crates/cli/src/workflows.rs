//! `workflows`: saved queries.

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;
use workbench::Workbench;
use workbench::workflow::{
    ImportOutcome, RemoteState, WorkflowAtAmazon, WorkflowFile, WorkflowFilter, WorkflowQuery, WorkflowStatus,
    WorkflowSummary,
};

use crate::args::{Global, WorkflowList, WorkflowsCommand};
use crate::failure::Failure;
use crate::session::{self, with_workbench};
use crate::{executions, output, run};

/// Does what the command says.
pub(crate) async fn workflows(global: &Global, command: Option<WorkflowsCommand>) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| match command {
        None => list(global, &workbench, WorkflowList::default()).await,
        Some(WorkflowsCommand::List(wanted)) => list(global, &workbench, wanted).await,
        Some(WorkflowsCommand::Show { workflow }) => show(global, &workbench, &workflow).await,
        Some(WorkflowsCommand::Import { files }) => import(global, &workbench, files).await,
        Some(WorkflowsCommand::Export { folder, workflows }) => {
            let mut ids = Vec::with_capacity(workflows.len());
            for wanted in &workflows {
                ids.push(id_of(&workbench, wanted).await?);
            }
            if workflows.is_empty() {
                ids = workbench.workflows().ids(&WorkflowQuery::default()).await?;
            }
            std::fs::create_dir_all(&folder)
                .map_err(|e| Failure::misuse(format!("{} cannot be made: {e}.", folder.display())))?;
            let written = workbench.workflows().export(&ids, &folder).await?;
            answer(global, &json!(written), || format!("{} files in {}", written.files, written.folder))
        }
        Some(WorkflowsCommand::Delete { workflow }) => {
            let id = id_of(&workbench, &workflow).await?;
            workbench.workflows().delete(vec![id.clone()]).await?;
            answer(global, &json!({ "deleted": id }), || {
                format!("Deleted. `recomamp-cli workflows restore {id}` brings it back.")
            })
        }
        Some(WorkflowsCommand::Restore { workflow }) => {
            workbench.workflows().restore(vec![workflow.clone()]).await?;
            let summary = workbench.workflows().get(&workflow).await?.summary;
            answer(global, &json!(summary), || format!("“{}” is back.", summary.name))
        }
        Some(WorkflowsCommand::Compare { workflow }) => {
            let id = id_of(&workbench, &workflow).await?;
            at_amazon(global, &workbench.workflows().compare(&id).await?)
        }
        Some(WorkflowsCommand::Push { workflow, instances }) => {
            let id = id_of(&workbench, &workflow).await?;
            let ids = if instances.is_empty() {
                workbench.workflows().get(&id).await?.spec.instance_ids
            } else {
                let profile = session::profile(global, &workbench).await?;
                let found = session::instances(&workbench, &profile, &instances).await?;
                found.into_iter().map(|instance| instance.id).collect()
            };
            at_amazon(global, &workbench.workflows().push(&id, &ids).await?)
        }
        Some(WorkflowsCommand::Pull { workflow, instance }) => {
            let id = id_of(&workbench, &workflow).await?;
            let profile = session::profile(global, &workbench).await?;
            let instances = session::instances(&workbench, &profile, &[instance]).await?;
            let instance = instances.into_iter().next().ok_or_else(|| Failure::misuse("Name an instance."))?;
            let version = workbench.workflows().pull(&id, &instance.id).await?;
            answer(global, &json!({ "id": id, "version": version }), || format!("This is version {version} now."))
        }
    })
    .await
}

/// The id of the workflow with this id, or the only one of this name.
pub(crate) async fn id_of(workbench: &Workbench, wanted: &str) -> Result<String, Failure> {
    let all =
        workbench.workflows().list(&WorkflowQuery { text: wanted.to_owned(), ..WorkflowQuery::default() }).await?;
    if let Some(one) = all.workflows.iter().find(|one| one.id == wanted) {
        return Ok(one.id.clone());
    }
    let mut named = all.workflows.into_iter().filter(|one| one.name.to_lowercase() == wanted.to_lowercase());
    match (named.next(), named.next()) {
        (Some(one), None) => Ok(one.id),
        (None, _) => Err(Failure::new("not_found", format!("There is no workflow “{wanted}”."))
            .next("`recomamp-cli workflows` lists them.")),
        (Some(_), Some(_)) => Err(Failure::misuse(format!("Several workflows are called “{wanted}”: give an id."))),
    }
}

fn answer(global: &Global, json: &serde_json::Value, words: impl FnOnce() -> String) -> Result<ExitCode, Failure> {
    output::line(&if global.json { json.to_string() } else { words() });
    Ok(ExitCode::SUCCESS)
}

async fn list(global: &Global, workbench: &Workbench, wanted: WorkflowList) -> Result<ExitCode, Failure> {
    let mut parts = Vec::new();
    parts.extend(wanted.tag.map(|tag| WorkflowFilter::Tag { has: true, tag }));
    let status = wanted.status.as_deref().and_then(WorkflowStatus::parse);
    parts.extend(status.map(|status| WorkflowFilter::Status { has: true, status }));
    let mut query = WorkflowQuery {
        text: wanted.text,
        filter: Some(WorkflowFilter::All { of: parts }),
        ..WorkflowQuery::default()
    };
    let mut all: Vec<WorkflowSummary> = Vec::new();
    loop {
        let page = workbench.workflows().list(&query).await?;
        let last = page.workflows.is_empty();
        all.extend(page.workflows);
        if last || all.len() >= page.total as usize {
            break;
        }
        query.offset = u32::try_from(all.len()).unwrap_or(u32::MAX);
    }
    if global.json {
        output::line(&json!(all).to_string());
        return Ok(ExitCode::SUCCESS);
    }
    let rows = all.into_iter().map(|one| {
        let last = one.last_run.map_or_else(String::new, |run| {
            format!("{} {}", run.state.as_str().replace('_', " "), executions::local(run.at))
        });
        let schedules = one.schedules_on + one.schedules_paused;
        vec![
            one.name,
            one.status.as_str().to_owned(),
            one.tags.join(", "),
            last,
            one.runs.to_string(),
            schedules.to_string(),
            one.id,
        ]
    });
    let right = [false, false, false, false, true, true, false];
    output::table(&["name", "status", "tags", "last run", "runs", "schedules", "id"], &right, rows);
    Ok(ExitCode::SUCCESS)
}

async fn show(global: &Global, workbench: &Workbench, wanted: &str) -> Result<ExitCode, Failure> {
    let id = id_of(workbench, wanted).await?;
    let detail = workbench.workflows().get(&id).await?;
    let versions = workbench.workflows().versions(&id).await?;
    if global.json {
        output::line(&json!({ "workflow": detail, "versions": versions }).to_string());
        return Ok(ExitCode::SUCCESS);
    }
    output::line(&format!("{} ({}), version {}", detail.spec.name, id, detail.summary.version));
    for version in &versions {
        let what = version.note.clone().unwrap_or_else(|| version.changed.join(", "));
        output::line(&format!("  {} {} {what}", version.version, executions::local(version.at)));
    }
    for schedule in &detail.schedules {
        output::line(&format!("Schedule “{}” ({})", schedule.name, schedule.id));
    }
    executions::table(&detail.executions);
    output::line(&detail.spec.sql);
    Ok(ExitCode::SUCCESS)
}

async fn import(global: &Global, workbench: &Workbench, paths: Vec<PathBuf>) -> Result<ExitCode, Failure> {
    let mut files = Vec::with_capacity(paths.len());
    for path in &paths {
        let file_name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.push(WorkflowFile { file_name, text: run::read(path)? });
    }
    let told = workbench.workflows().import(files).await?;
    if global.json {
        output::line(&json!(told).to_string());
    } else {
        for one in &told {
            let what = match (one.outcome, &one.error) {
                (Some(ImportOutcome::Created), _) => "created".to_owned(),
                (Some(ImportOutcome::Updated), _) => "changed".to_owned(),
                (Some(ImportOutcome::Unchanged), _) => "equal".to_owned(),
                (None, error) => error.as_ref().map_or_else(String::new, |error| error.message.clone()),
            };
            output::line(&format!("{}: {what} {}", one.file_name, one.id.as_deref().unwrap_or_default()));
        }
    }
    Ok(if told.iter().all(|one| one.error.is_none()) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn at_amazon(global: &Global, all: &[WorkflowAtAmazon]) -> Result<ExitCode, Failure> {
    if global.json {
        output::line(&json!(all).to_string());
    } else {
        let rows = all.iter().map(|one| {
            let state = match (one.state, &one.error) {
                (Some(RemoteState::NotThere), _) => "not there".to_owned(),
                (Some(RemoteState::Same), _) => "the same".to_owned(),
                (Some(RemoteState::ChangedHere), _) => "changed here".to_owned(),
                (Some(RemoteState::ChangedThere), _) => "changed there".to_owned(),
                (Some(RemoteState::ChangedBoth), _) => "changed on both sides".to_owned(),
                (Some(RemoteState::DeletedThere), _) => "deleted there".to_owned(),
                (None, error) => error.as_ref().map_or_else(String::new, |error| error.message.clone()),
            };
            vec![one.instance_name.clone(), state, one.done.clone().unwrap_or_default()]
        });
        output::table(&["instance", "at Amazon", "done"], &[false; 3], rows);
    }
    Ok(if all.iter().all(|one| one.error.is_none()) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
