//! `notices`: what happened and may want a look.

use std::process::ExitCode;

use chrono::{DateTime, Local};
use serde_json::json;

use crate::args::{Global, NoticesCommand};
use crate::failure::Failure;
use crate::output;
use crate::session::with_workbench;

/// Does what the command says.
pub(crate) async fn notices(global: &Global, command: Option<NoticesCommand>) -> Result<ExitCode, Failure> {
    match command {
        None => list(global, 50, false).await,
        Some(NoticesCommand::List { limit, unread }) => list(global, limit, unread).await,
        Some(NoticesCommand::Read { ids }) => read(global, ids).await,
    }
}

async fn list(global: &Global, limit: u32, unread: bool) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let mut all = workbench.notices().list(limit).await?;
        all.retain(|one| !(unread && one.read));
        if global.json {
            output::line(&json!(all).to_string());
            return Ok(ExitCode::SUCCESS);
        }
        let rows = all.into_iter().map(|one| {
            let new = if one.read { "" } else { "new" };
            let at = DateTime::from_timestamp_millis(one.at).unwrap_or_default().with_timezone(&Local);
            vec![new.to_owned(), at.format("%Y-%m-%d %H:%M").to_string(), one.title, one.body, one.id]
        });
        output::table(&["", "when", "what", "more", "id"], &[false; 5], rows);
        Ok(ExitCode::SUCCESS)
    })
    .await
}

async fn read(global: &Global, ids: Vec<String>) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let read = workbench.notices().mark_read((!ids.is_empty()).then_some(ids)).await?;
        output::line(&if global.json {
            json!({ "read": read }).to_string()
        } else {
            format!("{} taken for read.", read.len())
        });
        Ok(ExitCode::SUCCESS)
    })
    .await
}
