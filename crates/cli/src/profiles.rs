//! `profiles`: list, sign out, remove.

use std::io::{BufRead as _, IsTerminal as _};
use std::process::ExitCode;

use serde_json::json;

use crate::args::{Global, ProfilesCommand};
use crate::failure::Failure;
use crate::output;
use crate::session::{self, with_workbench};

/// Carries out one of the commands; without one, lists.
pub(crate) async fn profiles(global: &Global, command: Option<ProfilesCommand>) -> Result<ExitCode, Failure> {
    match command {
        None | Some(ProfilesCommand::List) => list(global).await,
        Some(ProfilesCommand::SignOut) => sign_out(global).await,
        Some(ProfilesCommand::Remove { yes }) => remove(global, yes).await,
    }
}

async fn list(global: &Global) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let profiles = workbench.profiles().list().await?;
        if global.json {
            output::line(&json!(profiles).to_string());
        } else {
            output::table(
                &["name", "kind", "region", "state", "id"],
                &[false; 5],
                profiles.iter().map(|p| {
                    vec![p.name.clone(), word(&p.kind), p.region.code().to_owned(), word(&p.state), p.id.clone()]
                }),
            );
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

async fn sign_out(global: &Global) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let profile = session::any_profile(global, &workbench).await?;
        workbench.profiles().sign_out(&profile.id).await?;
        if global.json {
            output::line(&json!({ "id": profile.id, "state": "signed_out" }).to_string());
        } else {
            output::line(&format!(
                "{} is signed out; its tokens and secret are gone from this computer.",
                profile.name
            ));
            output::line(
                "To end the access at Amazon too, open your Amazon account and remove the app under Login with Amazon.",
            );
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

async fn remove(global: &Global, yes: bool) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let profile = session::any_profile(global, &workbench).await?;
        if !yes {
            confirm(&format!(
                "Remove {} with its tokens and client secret? Its runs and results stay. [y/N]",
                profile.name
            ))?;
        }
        workbench.profiles().remove(&profile.id).await?;
        if global.json {
            output::line(&json!({ "id": profile.id, "removed": true }).to_string());
        } else {
            output::line(&format!("{} is removed.", profile.name));
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// Goes on only after a yes; a program has to say `--yes`.
fn confirm(question: &str) -> Result<(), Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::misuse("Say --yes to remove a profile without being asked."));
    }
    output::error_line(question);
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).map_err(|e| {
        Failure::new("cli.read", format!("The answer cannot be read: {e}."))
            .next("Say --yes to go on without being asked.")
    })?;
    if answer.trim().eq_ignore_ascii_case("y") || answer.trim().eq_ignore_ascii_case("yes") {
        Ok(())
    } else {
        Err(Failure::new("cli.kept", "Nothing was removed."))
    }
}

/// A state's name with spaces for people.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(|s| s.replace('_', " "))).unwrap_or_default()
}
