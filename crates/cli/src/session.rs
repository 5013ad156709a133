//! The workbench that a command works with.

use std::io::{BufRead as _, IsTerminal as _};
use std::path::PathBuf;
use std::time::Duration;

use workbench::account::Instance;
use workbench::profile::{Profile, ProfileState};
use workbench::store::Store;
use workbench::system::{self, IDENTIFIER};
use workbench::{Error, Options, Workbench};

use crate::args::Global;
use crate::failure::Failure;

/// The data folder: `--data-dir`, `RECOMAMP_DATA_DIR`, or the desktop application's; where it was moved, the one that it was moved to.
pub(crate) fn data_dir(global: &Global) -> Result<PathBuf, Failure> {
    let given = match global.data_dir.as_ref().filter(|dir| !dir.as_os_str().is_empty()) {
        Some(dir) => dir.clone(),
        None => system::data_dir(IDENTIFIER)?,
    };
    Ok(Store::settle(&given).map_err(Error::from)?)
}

/// Opens the workbench, runs `work` on it, and closes it whatever came of it.
pub(crate) async fn with_workbench<T, F, Fut>(global: &Global, work: F) -> Result<T, Failure>
where
    F: FnOnce(Workbench) -> Fut,
    Fut: Future<Output = Result<T, Failure>>,
{
    let workbench = Workbench::open(Options::new(data_dir(global)?, env!("CARGO_PKG_VERSION"))).await?;
    let outcome = work(workbench.clone()).await;
    // Two seconds are left for a store that is slow to close.
    let _ = tokio::time::timeout(Duration::from_secs(7), workbench.shutdown()).await;
    outcome
}

/// The profile that `--profile` names, or the only one, in whatever state it is.
pub(crate) async fn any_profile(global: &Global, workbench: &Workbench) -> Result<Profile, Failure> {
    let profiles = workbench.profiles().list().await?;
    match &global.profile {
        Some(wanted) => profiles.into_iter().find(|p| p.id == *wanted || p.name == *wanted).ok_or_else(|| {
            Failure::new("cli.no_profile", format!("There is no profile {wanted}."))
                .next("`recomamp-cli profiles` lists them.")
        }),
        None if profiles.len() > 1 => Err(Failure::misuse("There are several profiles: name one with --profile.")),
        None => profiles.into_iter().next().ok_or_else(|| {
            Failure::new("cli.no_profile", "Nobody is signed in.").next("Sign in with `recomamp-cli login`.")
        }),
    }
}

/// As [`any_profile`], signed in.
pub(crate) async fn profile(global: &Global, workbench: &Workbench) -> Result<Profile, Failure> {
    let found = any_profile(global, workbench).await?;
    match found.state {
        ProfileState::SignedIn => Ok(found),
        ProfileState::SignInRequired | ProfileState::SignedOut | ProfileState::SecretUnavailable => {
            let sentence = found.message.clone().unwrap_or_else(|| format!("{} is not signed in.", found.name));
            Err(Failure::new("auth.sign_in_required", sentence).next("Sign in with `recomamp-cli login`."))
        }
    }
}

/// Our instances for Amazon's ids, in the order given, all of `profile`.
pub(crate) async fn instances(
    workbench: &Workbench,
    profile: &Profile,
    wanted: &[String],
) -> Result<Vec<Instance>, Failure> {
    let known = workbench.accounts().instances().await?;
    wanted
        .iter()
        .map(|id| {
            known.iter().find(|i| i.instance_id == *id && i.profile_id == profile.id).cloned().ok_or_else(|| {
                Failure::new("cli.no_instance", format!("{} reaches no instance {id}.", profile.name))
                    .next("`recomamp-cli instances` lists those it reaches; `instances refresh` asks Amazon again.")
            })
        })
        .collect()
}

/// A secret from standard input: never an argument, which other programs could read. A terminal does not show it. `what` begins a
/// sentence, as in `The client secret`.
pub(crate) fn secret(what: &str) -> Result<String, Failure> {
    let unreadable = |e: std::io::Error| {
        Failure::new("cli.read", format!("{what} cannot be read: {e}."))
            .next("Type it when asked, or pass it on standard input.")
    };
    let line = if std::io::stdin().is_terminal() {
        rpassword::prompt_password(format!("{what} (not shown; it goes into the system keychain): "))
            .map_err(unreadable)?
    } else {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map_err(unreadable)?;
        line
    };
    let secret = line.trim().to_owned();
    if secret.is_empty() { Err(Failure::misuse(format!("{what} is expected on standard input."))) } else { Ok(secret) }
}
