//! `instances`: what a profile reaches, and what queries can read there.

use std::process::ExitCode;

use serde_json::json;

use crate::args::Global;
use crate::failure::Failure;
use crate::output;
use crate::session::{self, with_workbench};

/// Lists the instances, after asking Amazon again if `refresh`.
pub(crate) async fn list(global: &Global, refresh: bool) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        if refresh {
            let profile = session::profile(global, &workbench).await?;
            workbench.accounts().refresh(&profile.id).await?;
        }
        let instances = workbench.accounts().instances().await?;
        if global.json {
            output::line(&json!(instances).to_string());
        } else {
            output::table(
                &["instance", "name", "account", "marketplace", "type", "tags"],
                &[false; 6],
                instances.iter().map(|i| {
                    vec![
                        i.instance_id.clone(),
                        i.name.clone(),
                        i.account_name.clone(),
                        i.marketplace.clone(),
                        i.instance_type.clone(),
                        i.tags.join(", "),
                    ]
                }),
            );
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// Gives tags to instances and takes tags from them.
pub(crate) async fn tag(
    global: &Global,
    instances: &[String],
    add: Vec<String>,
    remove: Vec<String>,
) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let profile = session::any_profile(global, &workbench).await?;
        let found = session::instances(&workbench, &profile, instances).await?;
        workbench.accounts().tag(found.into_iter().map(|one| one.id).collect(), add, remove).await?;
        let now = session::instances(&workbench, &profile, instances).await?;
        if global.json {
            output::line(&json!(now).to_string());
        } else {
            let rows = now.into_iter().map(|one| vec![one.instance_id, one.tags.join(", ")]);
            output::table(&["instance", "tags"], &[false; 2], rows);
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// Asks an instance for its tables.
pub(crate) async fn data_sources(global: &Global, instance: &str) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let profile = session::profile(global, &workbench).await?;
        let wanted = [instance.to_owned()];
        for found in session::instances(&workbench, &profile, &wanted).await? {
            let sources = workbench.data_sources().ask(&found.id).await?;
            if global.json {
                output::line(&json!({ "dataSources": sources }).to_string());
            } else {
                output::table(
                    &["table", "owner", "columns", "description"],
                    &[false, false, true, false],
                    sources.iter().map(|source| {
                        vec![
                            source.data_source_id.clone(),
                            source.owner.clone().unwrap_or_default(),
                            source.columns.len().to_string(),
                            source.description.clone(),
                        ]
                    }),
                );
            }
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}
