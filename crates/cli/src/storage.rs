//! `storage`: where everything is kept, and another folder for it.

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;

use crate::args::{Global, StorageCommand};
use crate::failure::Failure;
use crate::output;
use crate::session::{data_dir, with_workbench};

pub(crate) async fn storage(global: &Global, command: Option<StorageCommand>) -> Result<ExitCode, Failure> {
    match command.unwrap_or(StorageCommand::Show) {
        StorageCommand::Show => show(global).await,
        StorageCommand::Move { folder, dry_run } => carry(global, folder, dry_run).await,
    }
}

async fn show(global: &Global) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let (folder, used) = (workbench.data_dir(), workbench.storage_use().await?);
        if global.json {
            output::line(&json!({ "folder": folder, "use": used }).to_string());
        } else {
            output::line(&folder.display().to_string());
            let rows = [
                ("results", used.results.to_string(), used.result_bytes),
                ("database", String::new(), used.database_bytes),
                ("backups", used.backups.to_string(), used.backup_bytes),
            ];
            let rows = rows.map(|(what, count, bytes)| vec![what.to_owned(), count, bytes.to_string()]);
            output::table(&["", "files", "bytes"], &[false, true, true], rows);
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

async fn carry(global: &Global, folder: PathBuf, dry_run: bool) -> Result<ExitCode, Failure> {
    let chosen = std::path::absolute(&folder).unwrap_or(folder);
    let plan = with_workbench(global, async |workbench| {
        let plan = workbench.store().move_plan(&chosen)?;
        if !dry_run {
            workbench.store().move_next(std::path::Path::new(&plan.to))?;
        }
        Ok(plan)
    })
    .await?;
    if !dry_run {
        // The store is closed: the move is done here, not by whichever program starts next.
        data_dir(global)?;
    }
    if global.json {
        output::line(&json!(plan).to_string());
    } else if dry_run {
        output::line(&format!("{} bytes would move from {} to {}.", plan.bytes, plan.from, plan.to));
    } else {
        output::line(&format!("Everything is in {} now.", plan.to));
    }
    Ok(ExitCode::SUCCESS)
}
