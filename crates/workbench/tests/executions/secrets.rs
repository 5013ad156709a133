//! With every library's log at its most talkative, a whole day (signing in, runs, results, exports, tokens renewed, answers that
//! quote secrets) leaves none of its secrets in a log, a file, an error, or what the program prints.
//!
//! The day is another process's. The sandbox it talks to stands behind a line that is tapped, so that the secrets are known.

use std::io::{Read, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use amc_sandbox::{Fault, FaultKind, Operation, RefreshAnswer, SandboxDescription};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use url::Url;
use workbench::profile::{BegunSignIn, SignInState};
use workbench::result::ExportFormat;
use workbench::service::Redacting;
use workbench::{Error, Options, Workbench};

use super::process::{Other, command, folder, say, wait_for_word};
use super::support::{self, Hurry, address, ended, request};

const SANDBOX: &str = "TEST_SANDBOX";
/// Names of what the other process makes, beside its data folder.
const DATA: &str = "data";
const RAW_LOG: &str = "raw.log";
const EXPORTS: &str = "exports";

/// Passes on what it is sent, and keeps a copy: of each connection one of either direction.
struct Tap {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Tap {
    fn on(upstream: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let kept = heard.clone();
        std::thread::spawn(move || {
            for near in listener.incoming() {
                let (near, far) = (near.unwrap(), TcpStream::connect(upstream).unwrap());
                for (mut from, mut to) in [(near.try_clone().unwrap(), far.try_clone().unwrap()), (far, near)] {
                    let kept = kept.clone();
                    std::thread::spawn(move || {
                        let place = {
                            let mut kept = kept.lock().unwrap();
                            kept.push(Vec::new());
                            kept.len() - 1
                        };
                        let mut buffer = vec![0; 64 * 1024];
                        while let Ok(read @ 1..) = from.read(&mut buffer) {
                            kept.lock().unwrap()[place].extend_from_slice(&buffer[..read]);
                            if to.write_all(&buffer[..read]).is_err() {
                                break;
                            }
                        }
                        // Whoever waits at the other end may have gone already.
                        let _ = to.shutdown(Shutdown::Write);
                    });
                }
            }
        });
        Self { address, heard }
    }

    /// Every value that followed `before` up to a character that ends one, decoded.
    fn values(&self, before: &str) -> Vec<String> {
        let heard = self.heard.lock().unwrap();
        let mut values = Vec::new();
        for direction in heard.iter() {
            let text = String::from_utf8_lossy(direction);
            for rest in text.split(before).skip(1) {
                let end = rest.find(['&', '"', ' ', '\r', '\n']).unwrap_or(rest.len());
                let value = rest[..end].replace("%7C", "|");
                if !value.is_empty() && !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        values
    }
}

/// All secrets that went over the line, with a name each.
fn secrets(tap: &Tap) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    for (name, before) in [
        ("client secret", "client_secret="),
        ("code", "&code="),
        ("verifier", "code_verifier="),
        ("refresh token", "\"refresh_token\":\""),
        ("access token", "\"access_token\":\""),
        ("link", "X-Amz-Signature="),
    ] {
        all.extend(tap.values(before).into_iter().map(|value| (name, value)));
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the other process of the test below"]
async fn has_a_day_with_a_talkative_log() {
    let data = folder().join(DATA);
    std::fs::create_dir_all(data.join("logs")).unwrap();
    let file = |path: PathBuf| Mutex::new(std::fs::File::create(path).unwrap());
    let raw = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(file(folder().join(RAW_LOG)));
    let gated = std::fs::File::create(data.join("logs/recomamp.log")).unwrap();
    let gated = tracing_subscriber::fmt::layer().json().with_writer(move || Redacting::new(gated.try_clone().unwrap()));
    tracing_subscriber::registry().with(raw).with(gated).init();

    let sandbox: SandboxDescription = serde_json::from_str(&std::env::var(SANDBOX).unwrap()).unwrap();
    let clock = Hurry::new(1);
    let options = Options { clock: Arc::new(clock.clone()), ..support::options(&data) };
    let workbench = Workbench::open(options).await.unwrap();
    let (begun, profile) = signs_in(&workbench, &sandbox).await;
    tokio::task::spawn_blocking(wait_for_word).await.unwrap();
    let wrong = format!("{}?code=ANotherCode0f&state=wrong", begun.return_url);
    complain(workbench.profiles().finish_sign_in(&begun.attempt_id, &wrong).await.map(drop));
    for _refused_at_first in 0..2 {
        complain(workbench.accounts().refresh(&profile).await.map(drop));
    }
    workbench.start().await;
    let instance = support::instance(&workbench).await;
    clock.speed(20);
    for (number, remark) in ["refused", "a link that is dead", "after a sleep"].iter().enumerate() {
        if number == 2 {
            // The access token dies and is renewed.
            clock.suspend(Duration::from_secs(3600));
        }
        let id = workbench.executions().submit(request(&instance, remark)).await.unwrap().remove(0).id;
        let detail = ended(&workbench, &id).await;
        say(&format!("DETAIL {} {detail:?}", serde_json::to_string(&detail).unwrap()));
        if detail.result.is_some() {
            let target = folder().join(EXPORTS).join(remark);
            complain(workbench.results().export(&id, &target, ExportFormat::Json, true).await.map(drop));
            say("EXPORTED");
        }
    }
    say(&format!("{workbench:?}"));
    // Before the log of the database is written back: both are looked at.
    say("LOOK");
    tokio::task::spawn_blocking(wait_for_word).await.unwrap();
    workbench.shutdown().await;
}

/// Signs in as a person does, who sits at the other process's browser.
async fn signs_in(workbench: &Workbench, sandbox: &SandboxDescription) -> (BegunSignIn, String) {
    let profiles = workbench.profiles();
    let begun = profiles.begin_sandbox(address(sandbox)).await.unwrap();
    let mut events = workbench.events();
    say(&format!("OPEN {}", begun.authorize_url));
    loop {
        let status = profiles.sign_in_status(&begun.attempt_id).await.unwrap();
        match status.state {
            SignInState::SignedIn => {
                say("SIGNED IN");
                return (begun, status.profile_id.unwrap());
            }
            SignInState::Failed | SignInState::Cancelled => panic!("{:?}", status.error),
            _ => drop(events.recv().await),
        }
    }
}

fn complain(outcome: Result<(), Error>) {
    if let Err(error) = outcome {
        say(&format!("ERROR {} {error} {error:?}", serde_json::to_string(&error).unwrap()));
    }
}

/// Answers that quote what they were asked with.
fn quoting(tap: &Tap) -> Vec<Fault> {
    let last = |before: &str| tap.values(before).pop().unwrap();
    let (access, refresh) = (last("\"access_token\":\""), last("\"refresh_token\":\""));
    let said = format!(
        "{access} {refresh} Authorization: Bearer {access} client_secret={} code_verifier={} code={} \
         https://r.example/a.csv?X-Amz-Signature=0a1bCanaryOfASignature",
        last("client_secret="),
        last("code_verifier="),
        last("&code="),
    );
    let json = serde_json::json!({ "code": "400", "details": said, "message": said }).to_string();
    let answer = |status, body: &str| FaultKind::Answer { status, body: Some(body.to_owned()), content_type: None };
    vec![
        Fault::once(Operation::ListAccounts, answer(400, &json)),
        Fault::once(Operation::CreateExecution, answer(400, &json)),
        Fault::once(Operation::ListExecutions, answer(500, &said)),
        Fault::once(Operation::DownloadUrls, answer(400, &json)),
        Fault::once(Operation::Download, answer(403, &said)),
    ]
}

/// The person at the browser: allows, and is sent back.
async fn allow(authorize: &str) {
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
    let mut page = Url::parse(authorize).unwrap();
    page.query_pairs_mut().append_pair("decision", "allow");
    let answer = browser.get(page).send().await.unwrap();
    let back = answer.headers().get("location").unwrap().to_str().unwrap().to_owned();
    assert!(browser.get(back).send().await.unwrap().status().is_success());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_of_a_whole_day_is_left_anywhere() {
    let sandbox = support::sandbox().await;
    sandbox.control().change(|settings| settings.refresh_answer = RefreshAnswer::Rotate);
    let mut described = sandbox.description().clone();
    let direct = Url::parse(&described.api_url).unwrap();
    let tap = Tap::on(SocketAddr::from(([127, 0, 0, 1], direct.port().unwrap())));
    // Links name the sandbox's own port, which is taken for its own while an address of it does too.
    for url in [&mut described.token_url, &mut described.api_url] {
        *url = url.replace(&format!(":{}", direct.port().unwrap()), &format!(":{}", tap.address.port()));
    }
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join(EXPORTS)).unwrap();
    let printed = dir.path().join("printed");
    let mut command = command("secrets::has_a_day_with_a_talkative_log", dir.path(), &[]);
    command
        .env(SANDBOX, serde_json::to_string(&described).unwrap())
        .env("RUST_BACKTRACE", "1")
        .stderr(Stdio::from(std::fs::File::create(&printed).unwrap()));
    let mut day = Other::start(command);
    // The address for the browser holds nothing that is looked for.
    allow(&day.hear("OPEN").unwrap()).await;
    day.hear("SIGNED IN").unwrap();
    for fault in quoting(&tap) {
        sandbox.control().add_fault(fault);
    }
    day.tell("go on");
    let mut said = String::new();
    let mut looked = Vec::new();
    while let Some(line) = day.hear("") {
        if line == "LOOK" {
            looked = files(dir.path());
            day.tell("go on");
        }
        said += &line;
        said.push('\n');
    }
    let report = std::fs::read_to_string(&printed).unwrap();
    assert!(day.end().success(), "{report}");

    let secrets = secrets(&tap);
    let kinds = |kind: &str| secrets.iter().filter(|(name, _)| *name == kind).count();
    assert!(kinds("client secret") == 1 && kinds("code") >= 1 && kinds("verifier") == 1, "{secrets:?}");
    assert!(kinds("access token") >= 2 && kinds("refresh token") >= 2 && kinds("link") >= 2, "{secrets:?}");
    assert!(said.matches("ERROR ").count() >= 2, "errors were seen: {said}");
    assert!(said.contains("amc.") && said.matches("EXPORTED").count() == 2, "{said}");

    looked.extend(files(dir.path()));
    for wanted in ["recomamp.db", "recomamp.db-wal", "recomamp.log", RAW_LOG, ".parquet", "after a sleep", "printed"] {
        let found =
            looked.iter().filter(|(path, bytes)| path.ends_with(wanted) && (wanted == "printed" || !bytes.is_empty()));
        assert!(found.count() > 0, "{wanted} was not looked at");
    }
    looked.push(("what it said".to_owned(), said.into_bytes()));
    for (path, bytes) in &looked {
        let text = String::from_utf8_lossy(bytes);
        for (name, secret) in &secrets {
            // The sandbox's own secret is the same for everybody; the address that is kept of it holds it.
            if *name == "client secret" && path.ends_with("sandbox.json") {
                continue;
            }
            // A token without its first letters, whose bar may be written in several ways.
            let needle = secret.rsplit('|').next().unwrap();
            let around = text.split_once(needle).map(|(before, after)| {
                let before: String = before.chars().rev().take(200).collect::<Vec<_>>().into_iter().rev().collect();
                (before, after.chars().take(50).collect::<String>())
            });
            assert_eq!(around, None, "a {name} lies in {path}");
        }
    }
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.display().to_string(), std::fs::read(&path).unwrap_or_default()));
        }
    }
    found
}
