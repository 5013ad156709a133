//! `evidence`: save, open, list, show, remove.

use std::process::ExitCode;

use serde_json::json;
use workbench::Workbench;

use crate::args::{EvidenceCommand, Global};
use crate::failure::Failure;
use crate::output;
use crate::session::with_workbench;

pub(crate) async fn evidence(global: &Global, command: Option<EvidenceCommand>) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        match command.unwrap_or(EvidenceCommand::List) {
            EvidenceCommand::List => list(global, &workbench).await?,
            EvidenceCommand::Save { id, out } => {
                let target = std::path::absolute(&out).unwrap_or(out);
                workbench.evidence().save(&id, None, &target).await?;
                told(global, &json!({ "path": target }), &format!("{}", target.display()));
            }
            EvidenceCommand::Open { file } => {
                let id = workbench.evidence().open(&file).await?;
                told(global, &json!({ "id": id }), &format!("{id}: every part is what was packed."));
            }
            EvidenceCommand::Show { id } => show(global, &workbench, &id).await?,
            EvidenceCommand::Remove { id } => {
                workbench.evidence().set_deleted(&id, true).await?;
                told(global, &json!({ "removed": id }), "It is gone from here; its file stays.");
            }
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

fn told(global: &Global, json: &serde_json::Value, text: &str) {
    if global.json { output::line(&json.to_string()) } else { output::line(text) }
}

async fn list(global: &Global, workbench: &Workbench) -> Result<(), Failure> {
    let all = workbench.evidence().list().await?;
    if global.json {
        output::line(&json!(all).to_string());
    } else if all.is_empty() {
        output::line("No evidence was opened here.");
    } else {
        let rows = all
            .into_iter()
            .map(|one| vec![one.id, one.name, one.instance_name, one.window_words, one.row_count.to_string()]);
        output::table(&["id", "query", "instance", "dates", "rows"], &[false, false, false, false, true], rows);
    }
    Ok(())
}

async fn show(global: &Global, workbench: &Workbench, id: &str) -> Result<(), Failure> {
    let one = workbench.evidence().get(id).await?;
    if global.json {
        output::line(&json!(one).to_string());
        return Ok(());
    }
    for (what, value) in [
        ("query", one.summary.name.as_str()),
        ("instance", &format!("{} ({})", one.summary.instance_name, one.amazon_instance_id)),
        ("dates", &format!("{}, {}", one.summary.window_words, one.time_zone)),
        ("run", one.remote_id.as_deref().unwrap_or("not told")),
        ("rows", &one.summary.row_count.to_string()),
        ("made by", &format!("RecomAMP {}", one.made_by)),
    ] {
        output::line(&format!("{what:<10}{value}"));
    }
    for file in one.files {
        output::line(&format!("{}  {} ({} bytes)", file.sha256, file.name, file.bytes));
    }
    output::line(&format!("\n{}", one.sql.trim_end()));
    Ok(())
}
