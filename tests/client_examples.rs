//! A stranger's way with `amc-client` alone: its examples, as the README of that crate runs them, against a sandbox.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use amc_sandbox::{InstanceDescription, Sandbox, SandboxConfig};

/// An example as a program, with what the environment has to say about `sandbox`.
fn example(sandbox: &Sandbox, name: &str) -> Command {
    let program = Path::new(env!("CARGO_BIN_EXE_recomamp")).parent().unwrap().join("examples").join(name);
    let description = sandbox.description();
    let mut command = Command::new(program);
    command
        .env("AMC_AUTHORIZE_URL", &description.authorize_url)
        .env("AMC_TOKEN_URL", &description.token_url)
        .env("AMC_API_URL", &description.api_url)
        .env("AMC_CLIENT_ID", &description.client_id)
        .env("AMC_CLIENT_SECRET", &description.client_secret)
        .env("AMC_REDIRECT_URI", &description.redirect_uris[0])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn said(command: &mut Command) -> String {
    let output = command.spawn().unwrap().wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What the person does between the two halves of `sign_in`: open the address, agree, paste where the browser landed.
async fn sign_in(sandbox: &Sandbox) -> String {
    let mut child = example(sandbox, "sign_in").spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let address = lines.find(|line| line.starts_with("http")).unwrap();
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let agreed = browser.get(format!("{address}&decision=allow")).send().await.unwrap();
    writeln!(child.stdin.take().unwrap(), "{}", agreed.headers()["location"].to_str().unwrap()).unwrap();
    let printed = lines.find_map(|line| line.strip_prefix("AMC_REFRESH_TOKEN=").map(str::to_owned)).unwrap();
    assert!(child.wait().unwrap().success());
    printed
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_of_the_client_sign_in_list_and_run() {
    let config = SandboxConfig { scale: 0.01, pending: Duration::ZERO, running: Duration::ZERO, ..Default::default() };
    let sandbox = Sandbox::start(config).await.unwrap();
    let refresh_token = sign_in(&sandbox).await;

    let listed = said(example(&sandbox, "list_instances").env("AMC_REFRESH_TOKEN", &refresh_token));
    let accounts = &sandbox.description().accounts;
    for account in accounts {
        for InstanceDescription { instance_id, name, .. } in &account.instances {
            assert!(listed.contains(&format!("  {instance_id} {name} (")), "{name} is missing from {listed}");
        }
    }

    let account = accounts.iter().find(|a| a.instances.iter().any(|i| i.instance_type == "STANDARD")).unwrap();
    let instance = account.instances.iter().find(|i| i.instance_type == "STANDARD").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let statement = folder.path().join("by_type.sql");
    std::fs::write(
        &statement,
        "SELECT ad_product_type, COUNT(*) AS n FROM sponsored_ads_traffic GROUP BY ad_product_type",
    )
    .unwrap();
    let rows = said(
        example(&sandbox, "run_query")
            .arg(&statement)
            .env("AMC_REFRESH_TOKEN", &refresh_token)
            .env("AMC_ACCOUNT_ID", &account.account_id)
            .env("AMC_MARKETPLACE_ID", &account.marketplace_id)
            .env("AMC_INSTANCE_ID", &instance.instance_id),
    );
    let mut lines = rows.lines();
    assert_eq!(lines.next(), Some("ad_product_type,n"));
    assert!(lines.next().is_some_and(|row| row.starts_with("sponsored_")), "{rows}");
    sandbox.shutdown().await;
}
