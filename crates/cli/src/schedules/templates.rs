//! `schedules templates`, and schedules that begin with one.

use std::process::ExitCode;

use serde_json::json;
use workbench::Workbench;
use workbench::schedule::{RuleSpec, ScheduleSpec, ScheduleTemplate};

use super::find;
use crate::args::{Global, TemplatesCommand};
use crate::failure::Failure;
use crate::output;
use crate::session::with_workbench;

/// Does what the command says, and lists the templates.
pub(crate) async fn templates(global: &Global, command: Option<TemplatesCommand>) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let schedules = workbench.schedules();
        match command {
            None | Some(TemplatesCommand::List) => {}
            Some(TemplatesCommand::Save { schedule, name }) => {
                let found = find(&workbench, &schedule).await?;
                let spec = schedules.get(&found.id).await?.spec;
                schedules.save_template(&name.unwrap_or(found.name), spec).await?;
            }
            Some(TemplatesCommand::Delete { template }) => {
                let found = one(&workbench, &template, "UTC").await?;
                schedules.delete_template(&found.id).await?;
            }
        }
        let all = schedules.templates("UTC").await?;
        if global.json {
            output::line(&json!(all).to_string());
            return Ok(ExitCode::SUCCESS);
        }
        let rows = all.into_iter().map(|one| {
            let whose = if one.built_in { "RecomAMP" } else { "you" };
            vec![one.name, one.words, one.spec.window, whose.to_owned(), one.id]
        });
        output::table(&["template", "what it does", "covers", "made by", "id"], &[false; 5], rows);
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// The template with this id or name.
async fn one(workbench: &Workbench, wanted: &str, time_zone: &str) -> Result<ScheduleTemplate, Failure> {
    let all = workbench.schedules().templates(time_zone).await?;
    let mut named = all.into_iter().filter(|one| one.name == wanted || one.id == wanted);
    match (named.next(), named.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(Failure::new("cli.no_template", format!("There is no template {wanted}."))
            .next("`recomamp-cli schedules templates` lists them.")),
        (Some(_), Some(_)) => Err(Failure::misuse(format!("Several templates are named {wanted}: use an id."))),
    }
}

/// What a template says, at these times of day if there are any.
pub(super) async fn begun_with(
    workbench: &Workbench,
    wanted: &str,
    time_zone: &str,
    at: Vec<String>,
) -> Result<ScheduleSpec, Failure> {
    let mut spec = one(workbench, wanted, time_zone).await?.spec;
    match &mut spec.rule {
        RuleSpec::Preset(preset) if !at.is_empty() => preset.at = at,
        RuleSpec::Preset(preset) if preset.at.is_empty() => {
            return Err(Failure::misuse("At what time does it run? The template says none: give --at HH:MM."));
        }
        RuleSpec::Preset(_) => {}
        RuleSpec::Cron(_) if at.is_empty() => {}
        RuleSpec::Cron(_) => return Err(Failure::misuse("The template's cron expression says at what times it runs.")),
    }
    Ok(spec)
}
