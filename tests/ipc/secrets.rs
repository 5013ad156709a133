//! No token and no secret crosses the border to the page, in any answer or event of the whole journey, nor is one left in
//! the home folder, in what the program prints, or in its command line.

use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use serde_json::json;

use crate::host::{Answer, Host};
use crate::support::Desk;

/// What a person types, and what a browser brings back.
const TYPED_SECRET: &str = "amzn1.oa2-cs.v1.canary-typed-4f1c77";
const RETURNED_CODE: &str = "ANcanaryCode9d2e";
/// How every token and every client secret of Amazon's begins, and of the sandbox's (amc-api.md, section 2).
const KINDS: [&str; 4] = ["Atza|", "Atzr|", "amzn1.oa2-cs", "Bearer Atz"];

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_crosses_the_border_or_is_left_lying_about() {
    let desk = Desk::without_screen();
    let host = Host::start(&desk);
    host.record_events().await;

    let profile = json!({ "name": "Alder", "region": "NA", "client_id": "amzn1.application-oa2-client.canary", "client_secret": TYPED_SECRET });
    let attempt = host.ask("begin_sign_in", json!({ "target": { "kind": "new_amazon", "profile": profile } })).await;
    let id = attempt["attempt_id"].as_str().unwrap();
    let landed = format!("{}?code={RETURNED_CODE}&state=another", attempt["return_url"].as_str().unwrap());
    host.error("finish_sign_in", json!({ "attempt_id": id, "attemptId": id, "address": landed })).await;
    host.ask("sign_in_status", json!({ "attemptId": id })).await;
    host.ask("cancel_sign_in", json!({ "attemptId": id })).await;

    let sandbox = host.ask("explore_sandbox", json!({})).await;
    let mut settings = host.ask("get_settings", json!({})).await;
    settings["poll_seconds"] = json!(5);
    host.ask("update_settings", json!({ "settings": settings })).await;
    let instances = host.ask("list_instances", json!({})).await;
    let request = json!({
        "name": "Reach",
        "sql": "SELECT campaign, COUNT(DISTINCT user_id) AS reach FROM dsp_impressions GROUP BY campaign",
        "instance_ids": [instances[0]["id"]],
        "window": { "kind": "last_full_month" },
        "time_zone": "UTC",
        "parameter_values": {},
    });
    let runs = host.ask("submit_executions", json!({ "request": request })).await;
    let run = runs[0]["id"].clone();
    let ended = tokio::time::timeout(Duration::from_secs(60), async {
        loop {
            let now = host.ask("get_execution", json!({ "id": run })).await;
            if now["state"] == "succeeded" {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    ended.await.expect("the run never succeeded");
    let page = json!({ "execution_id": run, "offset": 0, "limit": 100, "sort": [], "filters": [] });
    assert!(matches!(host.command("result_page", &json!({ "request": page })).await, Answer::Bytes(1..)));
    host.ask("export_result", json!({ "executionId": run, "format": "json", "guardFormulas": true })).await;
    for name in ["app_status", "list_profiles", "list_tabs", "check_keychain"] {
        host.ask(name, json!({})).await;
    }
    host.ask("refresh_instances", json!({ "profileId": sandbox["id"] })).await;
    host.ask("list_executions", json!({ "limit": 1000 })).await;
    let command_line = std::fs::read(format!("/proc/{}/cmdline", host.pid())).unwrap();
    // While it runs: the write-ahead log holds what is not yet in the database.
    let home = files(desk.home());
    host.ask("sign_out", json!({ "profileId": sandbox["id"] })).await;

    let recorded = host.recorded();
    assert!(contains(&recorded, b"Alder") || contains(&recorded, b"Kestrel"), "the recorder records");
    assert!(contains(&recorded, b"executions_changed"), "events too");
    for secret in [TYPED_SECRET, RETURNED_CODE].into_iter().chain(KINDS) {
        for (form, needle) in forms(secret) {
            assert!(!contains(&recorded, &needle), "{secret} ({form}) crossed the border");
            assert!(!contains(&command_line, &needle), "{secret} ({form}) is on the command line");
            for (path, bytes) in &home {
                assert!(!contains(bytes, &needle), "{secret} ({form}) lies in {path}");
            }
        }
    }
    assert!(home.iter().any(|(path, _)| path.ends_with("recomamp.db")), "the database was searched");
}

/// A secret as it may be written: plain, in a URL, in base64 at each of its three places, and as Windows keeps text.
fn forms(secret: &str) -> Vec<(&'static str, Vec<u8>)> {
    let mut forms = vec![
        ("plain", secret.as_bytes().to_vec()),
        ("UTF-16", secret.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("in a URL", secret.replace('|', "%7C").replace(' ', "%20").into_bytes()),
    ];
    for shift in 0..3 {
        let shifted = [&vec![0; shift][..], secret.as_bytes()].concat();
        let text = base64::engine::general_purpose::STANDARD_NO_PAD.encode(shifted);
        // The first and the last characters depend on the neighbours.
        let begin = [0, 2, 3][shift];
        let inside = &text[begin..text.len() - 1];
        if inside.len() >= 5 {
            forms.push(("base64", inside.as_bytes().to_vec()));
        }
    }
    forms
}

/// Every file below `folder` but the keyring, whose entries are encrypted, the sandbox's synthetic events, and its address,
/// whose secret is the same for everybody and opens nothing but a sandbox.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if !path.ends_with("keyrings") && !path.ends_with("sandbox") {
                    folders.push(path);
                }
            } else if path.is_file() && !path.ends_with("sandbox.json") {
                found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
            }
        }
    }
    found
}

fn contains(text: &[u8], needle: &[u8]) -> bool {
    text.windows(needle.len()).any(|window| window == needle)
}
