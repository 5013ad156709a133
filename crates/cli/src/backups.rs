//! `backups`: list, make, restore. The first and the last work on a folder whose database cannot be opened.

use std::process::ExitCode;

use chrono::Utc;
use serde_json::json;
use workbench::Error;
use workbench::store::{Backup, BackupKind, Store};

use crate::args::Global;
use crate::failure::Failure;
use crate::output;
use crate::session::{data_dir, with_workbench};

fn why(backup: &Backup) -> &'static str {
    match backup.kind {
        BackupKind::Daily => "daily",
        BackupKind::Upgrade => "upgrade",
        BackupKind::Asked => "asked",
    }
}

/// Lists the backups, newest first.
pub(crate) fn list(global: &Global) -> Result<ExitCode, Failure> {
    let backups = Store::backups(&data_dir(global)?)?;
    if global.json {
        let all: Vec<_> = backups
            .iter()
            .map(|backup| json!({ "name": backup.name(), "kind": why(backup), "made": backup.stamp, "path": backup.path }))
            .collect();
        output::line(&json!(all).to_string());
    } else if backups.is_empty() {
        output::line("There is no backup yet. One is made each day that the application runs.");
    } else {
        let rows = backups
            .iter()
            .map(|backup| vec![backup.name().to_owned(), why(backup).to_owned(), backup.path.display().to_string()]);
        output::table(&["name", "kind", "file"], &[false; 3], rows);
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes a backup now.
pub(crate) async fn make(global: &Global) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let backup = workbench.store().back_up(workbench.clock().now()).await?;
        if global.json {
            output::line(&json!({ "name": backup.name(), "path": backup.path }).to_string());
        } else {
            output::line(&format!("{} in {}", backup.name(), backup.path.display()));
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// Puts the backup called `name` in the database's place.
pub(crate) async fn restore(global: &Global, name: &str) -> Result<ExitCode, Failure> {
    let folder = data_dir(global)?;
    let backup = Store::backups(&folder)?.into_iter().find(|backup| backup.name() == name).ok_or_else(|| {
        Failure::new("cli.no_backup", format!("There is no backup {name}.")).next("`recomamp-cli backups` lists them.")
    })?;
    Store::restore(&folder, &backup, Utc::now().timestamp_millis()).await.map_err(Error::from)?;
    if global.json {
        output::line(&json!({ "restored": name }).to_string());
    } else {
        output::line(&format!("{name} is in place. What it replaced is kept in the data folder."));
    }
    Ok(ExitCode::SUCCESS)
}
