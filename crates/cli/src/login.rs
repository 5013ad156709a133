//! `login`.

use std::io::{BufRead as _, IsTerminal as _, Read as _};
use std::process::ExitCode;
use std::time::Duration;

use serde_json::json;
use tokio::sync::mpsc;
use workbench::profile::{NewProfile, Profile, Region, SandboxAddress, SignInState};

use crate::args::{Global, Login};
use crate::failure::Failure;
use crate::output;
use crate::session::{self, with_workbench};

const AGAIN: &str = "Run `recomamp-cli login` again.";

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
    let unreadable = |e: std::io::Error| {
        Failure::new("cli.read", format!("{source} cannot be read: {e}."))
            .next("Name a file that you may read, or - for standard input.")
    };
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
        client_secret: session::secret("The client secret")?.into(),
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
    let terminal = std::io::stdin().is_terminal();
    if terminal && !global.json {
        output::error_line("If the browser runs on another computer, paste the address it landed on here.");
    }
    let mut pasted = if terminal { lines() } else { mpsc::channel(1).1 };
    let mut events = workbench.events();
    loop {
        let status = profiles.sign_in_status(&begun.attempt_id).await?;
        match status.state {
            SignInState::SignedIn => break,
            SignInState::Failed | SignInState::Cancelled => {
                return Err(status.error.map_or_else(
                    || Failure::new("auth.cancelled", "The sign-in was ended.").next(AGAIN),
                    Failure::from,
                ));
            }
            SignInState::Waiting | SignInState::Exchanging => {
                tokio::select! {
                    Some(address) = pasted.recv() => {
                        if let Err(error) = profiles.finish_sign_in(&begun.attempt_id, &address).await {
                            output::error_line(&error.message);
                            if let Some(next) = error.next_step {
                                output::error_line(&next);
                            }
                        }
                    }
                    _ = tokio::time::timeout(Duration::from_secs(2), events.recv()) => {}
                }
            }
        }
    }
    let id = profiles.sign_in_status(&begun.attempt_id).await?.profile_id.unwrap_or_default();
    profiles
        .list()
        .await?
        .into_iter()
        .find(|p| p.id == id)
        .ok_or_else(|| Failure::new("not_found", "The new profile is gone again.").next(AGAIN))
}

/// What is typed or pasted on standard input, a line at a time, until the process ends: a read cannot be called off.
fn lines() -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel(1);
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok).filter(|l| !l.trim().is_empty()) {
            if sender.blocking_send(line).is_err() {
                break;
            }
        }
    });
    receiver
}
