//! `dashboards`: list, show, save, refresh, delete.

use std::path::Path;
use std::process::ExitCode;

use serde_json::json;
use workbench::Workbench;
use workbench::dashboard::{DashboardDetail, DashboardSpec, DashboardSummary};

use crate::args::{DashboardsCommand, Global};
use crate::brands::{json_of, unreadable};
use crate::failure::Failure;
use crate::output;
use crate::session::with_workbench;

/// A dashboard of a file, with its id and when it was last changed, where it is there already.
type Read = (Option<String>, Option<i64>, DashboardSpec);

pub(crate) async fn dashboards(global: &Global, command: Option<DashboardsCommand>) -> Result<ExitCode, Failure> {
    let command = command.unwrap_or(DashboardsCommand::List);
    let read = match &command {
        DashboardsCommand::Save { file } => Some(read(file)?),
        _ => None,
    };
    with_workbench(global, async |workbench| {
        let dashboards = workbench.dashboards();
        match command {
            DashboardsCommand::List => list(global, &workbench).await?,
            DashboardsCommand::Save { .. } => {
                let Some((id, changed_at, spec)) = read else { return Ok(ExitCode::SUCCESS) };
                let id = dashboards.save(id, spec, changed_at).await?;
                told(global, &json!({ "id": id }), &id);
            }
            DashboardsCommand::Show { dashboard } => {
                let found = find(&workbench, &dashboard).await?;
                show(global, &dashboards.get(&found.id).await?);
            }
            DashboardsCommand::Refresh { dashboard } => {
                let found = find(&workbench, &dashboard).await?;
                let refreshed = dashboards.refresh(&found.id, &[]).await?;
                show(global, &refreshed);
                if refreshed.rows.iter().any(|rows| rows.error.is_some()) {
                    return Ok(ExitCode::FAILURE);
                }
            }
            DashboardsCommand::Delete { dashboard } => {
                let found = find(&workbench, &dashboard).await?;
                dashboards.set_deleted(&found.id, true).await?;
                told(global, &json!({ "deleted": found.id }), &format!("{} is deleted.", found.name));
            }
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// The dashboard of an id or a name.
pub(crate) async fn find(workbench: &Workbench, wanted: &str) -> Result<DashboardSummary, Failure> {
    let all = workbench.dashboards().list().await?;
    all.into_iter().find(|one| one.id == wanted || one.name == wanted).ok_or_else(|| {
        Failure::new("cli.no_dashboard", format!("There is no dashboard {wanted}."))
            .next("`recomamp-cli dashboards` lists them.")
    })
}

fn told(global: &Global, json: &serde_json::Value, text: &str) {
    if global.json { output::line(&json.to_string()) } else { output::line(text) }
}

async fn list(global: &Global, workbench: &Workbench) -> Result<(), Failure> {
    let all = workbench.dashboards().list().await?;
    if global.json {
        output::line(&json!(all).to_string());
    } else if all.is_empty() {
        output::line("There is no dashboard yet.");
    } else {
        let rows = all.into_iter().map(|one| {
            let refreshed = one.refreshed_at.map_or_else(|| "never, or not all".to_owned(), crate::executions::local);
            vec![one.id, one.name, one.widgets.to_string(), refreshed]
        });
        output::table(&["id", "dashboard", "widgets", "refreshed"], &[false, false, true, false], rows);
    }
    Ok(())
}

fn show(global: &Global, dashboard: &DashboardDetail) {
    if global.json {
        return output::line(&json!(dashboard).to_string());
    }
    output::line(&dashboard.spec.name);
    let rows = dashboard.rows.iter().map(|rows| {
        let widget = dashboard.spec.widgets.iter().find(|widget| widget.id == rows.widget_id);
        let title = widget.map(|widget| widget.title.clone()).unwrap_or_default();
        let state = match &rows.error {
            Some(error) => error.message.clone(),
            None if rows.outdated => "to be refreshed".to_owned(),
            None => "as kept now".to_owned(),
        };
        let count = rows.result.as_ref().map(|result| result.row_count.to_string()).unwrap_or_default();
        vec![title, count, rows.rows_id.clone().unwrap_or_default(), state]
    });
    output::table(&["widget", "rows", "rows id", "state"], &[false, true, false, false], rows);
}

/// The dashboard of a file.
fn read(file: &Path) -> Result<Read, Failure> {
    let mut dashboard = json_of(file, "dashboard")?;
    let (mut id, mut changed_at) = (None, None);
    if let Some(fields) = dashboard.as_object_mut() {
        id = fields.remove("id").and_then(|id| id.as_str().map(str::to_owned));
        changed_at = fields.remove("changed_at").and_then(|at| at.as_i64());
        fields.remove("rows");
        fields.entry("filters").or_insert_with(|| json!([]));
    }
    Ok((id, changed_at, serde_json::from_value(dashboard).map_err(|error| unreadable("dashboard", &error))?))
}
