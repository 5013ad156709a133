//! `login`, `profiles`, `instances`.

use std::io::{BufRead as _, IsTerminal as _, Read as _};
use std::process::ExitCode;
use std::time::Duration;

use serde_json::json;
use workbench::profile::{NewProfile, Profile, Region, SandboxAddress, SignInState};

use crate::args::{Global, Login};
use crate::failure::Failure;
use crate::output;
use crate::session::{self, with_workbench};

/// Signs in and discovers the instances.
pub(crate) async fn login(global: &Global, arguments: Login) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let profile = match &arguments.sandbox {
            Some(source) => workbench.profiles().attach_sandbox(sandbox_address(source)?).await?,
            None => amazon(global, &workbench, &arguments).await?,
        };
        workbench.accounts().refresh(&profile.id).await?;
        let instances: Vec<_> =
            workbench.accounts().instances().await?.into_iter().filter(|i| i.profile_id == profile.id).collect();
        if global.json {
            output::line(&json!({ "profile": profile, "instances": instances }).to_string());
        } else {
            output::line(&format!("Signed in as {}; {} instances.", profile.name, instances.len()));
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// The first line of a file or of standard input, as `sandbox serve --json` prints it.
fn sandbox_address(source: &str) -> Result<SandboxAddress, Failure> {
    let unreadable = |e: std::io::Error| Failure::new("cli.read", format!("{source} cannot be read: {e}."));
    let mut line = String::new();
    if source == "-" {
        std::io::stdin().lock().read_line(&mut line).map_err(unreadable)?;
    } else {
        let mut text = String::new();
        std::fs::File::open(source).and_then(|mut f| f.read_to_string(&mut text)).map_err(unreadable)?;
        text.lines().next().unwrap_or_default().clone_into(&mut line);
    }
    serde_json::from_str(&line).map_err(|_| {
        Failure::new("cli.sandbox_line", format!("{source} does not begin with a sandbox's line."))
            .next("Start one with `recomamp-cli sandbox serve --json` and pass its first line.")
    })
}

async fn amazon(global: &Global, workbench: &workbench::Workbench, arguments: &Login) -> Result<Profile, Failure> {
    let region = match arguments.region.as_deref().map(str::to_uppercase).as_deref() {
        Some("EU") => Region::Eu,
        Some("FE") => Region::Fe,
        _ => Region::Na,
    };
    let client_id = arguments.client_id.clone().unwrap_or_default();
    let new = NewProfile {
        name: arguments.name.clone().unwrap_or_else(|| format!("Amazon {}", region.code())),
        region,
        client_id,
        client_secret: secret()?.into(),
    };
    let profiles = workbench.profiles();
    let begun = profiles.begin_new(new).await?;
    if !global.json {
        output::error_line("Open this address in your browser and allow the access:");
        output::error_line("");
        output::error_line(&begun.authorize_url);
        output::error_line("");
        output::error_line(&format!(
            "It returns to {}, which must be an Allowed Return URL of the client.",
            begun.return_url
        ));
    } else {
        output::error_line(
            &json!({ "authorize_url": begun.authorize_url, "return_url": begun.return_url }).to_string(),
        );
    }
    let mut events = workbench.events();
    loop {
        let status = profiles.sign_in_status(&begun.attempt_id).await?;
        match status.state {
            SignInState::SignedIn => break,
            SignInState::Failed | SignInState::Cancelled => {
                return Err(status
                    .error
                    .map_or_else(|| Failure::new("auth.cancelled", "The sign-in was ended."), Failure::from));
            }
            SignInState::Waiting | SignInState::Exchanging => {
                let _ = tokio::time::timeout(Duration::from_secs(2), events.recv()).await;
            }
        }
    }
    let id = profiles.sign_in_status(&begun.attempt_id).await?.profile_id.unwrap_or_default();
    profiles
        .list()
        .await?
        .into_iter()
        .find(|p| p.id == id)
        .ok_or_else(|| Failure::new("not_found", "The new profile is gone again."))
}

/// The client secret from standard input: never an argument, which other programs could read.
fn secret() -> Result<String, Failure> {
    if std::io::stdin().is_terminal() {
        output::error_line("Client secret (it is shown while you type; it goes into the system keychain):");
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|e| Failure::new("cli.read", e.to_string()))?;
    let secret = line.trim().to_owned();
    if secret.is_empty() {
        Err(Failure::misuse("The client secret is expected on standard input."))
    } else {
        Ok(secret)
    }
}

/// Lists the profiles.
pub(crate) async fn profiles(global: &Global) -> Result<ExitCode, Failure> {
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

/// Lists the instances, after asking Amazon again if `refresh`.
pub(crate) async fn instances(global: &Global, refresh: bool) -> Result<ExitCode, Failure> {
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
                &["instance", "name", "account", "marketplace", "type"],
                &[false; 5],
                instances.iter().map(|i| {
                    vec![
                        i.instance_id.clone(),
                        i.name.clone(),
                        i.account_name.clone(),
                        i.marketplace.clone(),
                        i.instance_type.clone(),
                    ]
                }),
            );
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// A state's name with spaces for people.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(|s| s.replace('_', " "))).unwrap_or_default()
}
