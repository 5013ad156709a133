//! `brands`: list, save, delete.

use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};
use workbench::Workbench;
use workbench::brand::BrandSpec;

use crate::args::{BrandsCommand, Global};
use crate::failure::Failure;
use crate::output;
use crate::session::with_workbench;

pub(crate) async fn brands(global: &Global, command: Option<BrandsCommand>) -> Result<ExitCode, Failure> {
    let saved = match &command {
        Some(BrandsCommand::Save { file }) => read(file)?,
        _ => Vec::new(),
    };
    with_workbench(global, async |workbench| {
        match command.unwrap_or(BrandsCommand::List) {
            BrandsCommand::List => list(global, &workbench).await?,
            BrandsCommand::Save { .. } => {
                let mut ids = Vec::new();
                for (id, spec) in saved {
                    ids.push(workbench.brands().save(id, spec).await?);
                }
                if global.json {
                    output::line(&json!(ids).to_string());
                } else {
                    ids.iter().for_each(|id| output::line(id));
                }
            }
            BrandsCommand::Delete { brand } => {
                let all = workbench.brands().list().await?;
                let found = all.into_iter().find(|one| one.id == brand || one.spec.name == brand).ok_or_else(|| {
                    Failure::new("cli.no_brand", format!("There is no brand {brand}."))
                        .next("`recomamp-cli brands` lists them.")
                })?;
                workbench.brands().set_deleted(&found.id, true).await?;
                if global.json {
                    output::line(&json!({ "deleted": found.id }).to_string());
                } else {
                    output::line(&format!("{} is deleted.", found.spec.name));
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

async fn list(global: &Global, workbench: &Workbench) -> Result<(), Failure> {
    let all = workbench.brands().list().await?;
    if global.json {
        output::line(&json!(all).to_string());
    } else if all.is_empty() {
        output::line("There is no brand yet.");
    } else {
        let rows = all.into_iter().map(|one| {
            let spec = one.spec;
            let counts = [spec.instance_ids.len(), spec.products.len(), spec.campaigns.len()].map(|n| n.to_string());
            [vec![one.id, spec.name, spec.tag], counts.into()].concat()
        });
        let right = [false, false, false, true, true, true];
        output::table(&["id", "brand", "tag", "instances", "products", "campaigns"], &right, rows);
    }
    Ok(())
}

/// Brands of a file, with the ids of those that are there already.
fn read(file: &Path) -> Result<Vec<(Option<String>, BrandSpec)>, Failure> {
    let brands = match json_of(file, "brands")? {
        Value::Array(all) => all,
        one => vec![one],
    };
    let read = brands.into_iter().map(|mut brand| {
        let mut id = None;
        if let Some(fields) = brand.as_object_mut() {
            id = fields.remove("id").and_then(|id| id.as_str().map(str::to_owned));
            fields.remove("changed_at");
            // What is not said is empty.
            for list in ["instance_ids", "products", "campaigns", "campaign_patterns"] {
                fields.entry(list).or_insert_with(|| json!([]));
            }
            fields.entry("parameter_values").or_insert_with(|| json!({}));
            fields.entry("tag").or_insert_with(|| json!(""));
        }
        Ok((id, serde_json::from_value(brand).map_err(|error| unreadable("brands", &error))?))
    });
    read.collect()
}

/// The JSON of a file, or of standard input for `-`. `what` names it in the failure.
pub(crate) fn json_of(file: &Path, what: &str) -> Result<Value, Failure> {
    let mut text = String::new();
    if file == Path::new("-") {
        std::io::stdin().read_to_string(&mut text).map_err(|error| unreadable(what, &error))?;
    } else {
        text = std::fs::read_to_string(file).map_err(|error| unreadable(what, &error))?;
    }
    serde_json::from_str(&text).map_err(|error| unreadable(what, &error))
}

pub(crate) fn unreadable(what: &str, error: &dyn std::fmt::Display) -> Failure {
    Failure::misuse(format!("The {what} cannot be read: {error}."))
}
