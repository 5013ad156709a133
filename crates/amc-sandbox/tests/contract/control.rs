//! Start and end, the description, the control URL, and who may ask at all.

use amc_sandbox::{Fault, FaultKind, Operation, Sandbox, SandboxConfig, SandboxDescription, SandboxError};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::*;

#[tokio::test]
async fn the_description_has_exactly_the_promised_fields() {
    let sandbox = start().await;
    let line = serde_json::to_value(sandbox.description()).unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(
        keys(&line),
        [
            "authorize_url",
            "token_url",
            "api_url",
            "control_url",
            "client_id",
            "client_secret",
            "redirect_uris",
            "accounts"
        ]
    );
    assert_eq!(keys(&line["accounts"][0]), ["account_id", "marketplace_id", "instances"]);
    assert_eq!(keys(&line["accounts"][0]["instances"][0]), ["instance_id", "name", "type", "region"]);
    let back: SandboxDescription = serde_json::from_value(line).unwrap();
    assert_eq!(&back, sandbox.description());
    assert!(back.client_id.contains("sandbox") && back.client_secret.contains("sandbox"));
}

#[tokio::test]
async fn only_loopback_hosts_are_answered() {
    let sandbox = start().await;
    let url = format!("{}/amc/accounts", sandbox.description().api_url);
    for (host, status) in [
        ("127.0.0.1", StatusCode::UNAUTHORIZED),
        ("localhost:1234", StatusCode::UNAUTHORIZED),
        ("rebound.example", StatusCode::MISDIRECTED_REQUEST),
        ("127.0.0.1.example:80", StatusCode::MISDIRECTED_REQUEST),
        ("advertising-api.amazon.com", StatusCode::MISDIRECTED_REQUEST),
    ] {
        let response = http().get(&url).header("host", host).send().await.unwrap();
        assert_eq!(response.status(), status, "{host}");
        assert!(response.headers().contains_key("x-amz-rid"));
        let ledger = sandbox.control().ledger();
        let last = ledger.requests.last().unwrap();
        assert_eq!((last.headers["host"].as_str(), last.status), (host, Some(status.as_u16())));
    }
}

#[tokio::test]
async fn a_taken_port_is_told_and_a_stopped_sandbox_frees_its_own() {
    let first = start().await;
    let port = url::Url::parse(&first.description().api_url).unwrap().port().unwrap();
    let refused = Sandbox::start(SandboxConfig { port, ..config() }).await;
    assert!(matches!(refused, Err(SandboxError::Listen { port: p, .. }) if p == port));
    first.shutdown().await;
    Sandbox::start(SandboxConfig { port, ..config() }).await.unwrap().shutdown().await;
}

#[tokio::test]
async fn a_sandbox_ends_though_a_call_is_stalled() {
    let sandbox = start().await;
    sandbox.control().add_fault(Fault::always(Operation::Token, FaultKind::StallBeforeAccepting));
    let url = sandbox.description().token_url.clone();
    let stalled = tokio::spawn(async move { http().post(url).send().await });
    while sandbox.control().ledger().requests.is_empty() {
        tokio::task::yield_now().await;
    }
    sandbox.shutdown().await;
    assert!(stalled.await.unwrap().is_err());
}

#[tokio::test]
async fn a_scale_that_is_no_size_is_refused() {
    for scale in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let refused = Sandbox::start(SandboxConfig { scale, ..config() }).await;
        assert!(matches!(refused, Err(SandboxError::Config(_))), "{scale}");
    }
}

#[tokio::test]
async fn clock_switches_faults_and_ledger_can_be_had_over_http() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let control = sandbox.description().control_url.clone();
    let call = async |method: Method, path: &str, body: Value| {
        let (status, answer) =
            read(http().request(method, format!("{control}{path}")).json(&body).send().await.unwrap()).await;
        assert_eq!(status, StatusCode::OK, "{path}: {answer}");
        answer
    };
    let settings =
        call(Method::PATCH, "/settings", json!({ "running_ms": 60_000, "compile_errors": "rejected" })).await;
    assert_eq!((settings["running_ms"].as_u64(), settings["pending_ms"].as_u64()), (Some(60_000), Some(2000)));
    call(
        Method::POST,
        "/faults",
        json!({ "operation": "create_execution", "times": 1, "fault": { "kind": "timeout_after_accepting" } }),
    )
    .await;
    assert_eq!(amc.post("/workflowExecutions", &ad_hoc(SQL)).await.0, StatusCode::GATEWAY_TIMEOUT);
    call(Method::POST, "/clock", json!({ "advance_ms": 61_000 })).await;
    let ledger = call(Method::GET, "/ledger", Value::Null).await;
    assert_eq!(ledger["executions"].as_array().unwrap().len(), 1);
    assert_eq!((&ledger["executions"][0]["status"], &ledger["executions"][0]["sql"]), (&json!("RUNNING"), &json!(SQL)));
    let last = ledger["requests"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["operation"], &last["status"], &last["fault"]),
        (&json!("create_execution"), &json!(504), &json!(true))
    );
    call(Method::DELETE, "/ledger", Value::Null).await;
    assert_eq!(sandbox.control().ledger().requests, []);
    assert_eq!(sandbox.control().ledger().executions.len(), 1, "runs exist whether or not they are remembered");
    call(Method::POST, "/tokens", json!({ "expire_access": true })).await;
    assert_eq!(amc.get("/workflows").await.0, StatusCode::UNAUTHORIZED);
    let state = call(Method::GET, "", Value::Null).await;
    assert_eq!(state["faults"], json!([]));
    let uris = call(Method::PUT, "/redirect_uris", json!(["http://localhost:1/x"])).await;
    assert_eq!(uris, json!(["http://localhost:1/x"]));
}

#[tokio::test]
async fn the_control_url_needs_its_token_and_known_words() {
    let sandbox = start().await;
    let api = &sandbox.description().api_url;
    for path in ["/control", "/control/", "/control/wrong", "/control/wrong/ledger"] {
        assert_eq!(http().get(format!("{api}{path}")).send().await.unwrap().status(), StatusCode::NOT_FOUND, "{path}");
    }
    let control = &sandbox.description().control_url;
    let patch = http().patch(format!("{control}/settings")).json(&json!({ "runing_ms": 1 }));
    assert_eq!(patch.send().await.unwrap().status(), StatusCode::BAD_REQUEST);
    assert_eq!(sandbox.control().settings().running, seconds(6));
}

#[tokio::test]
async fn the_ledger_holds_headers_but_no_secret() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let id = amc.run(SQL).await;
    sandbox.control().advance(seconds(60));
    let link = amc.links(&id).await.remove(0);
    http().get(&link).send().await.unwrap();
    token(&sandbox, &refresh(&amc.refresh_token)).await;
    let ledger = sandbox.control().ledger();
    let create = ledger.of(Operation::CreateExecution).next().unwrap();
    assert_eq!(create.headers["amazon-advertising-api-advertiserid"], US.0);
    assert_eq!(create.headers["authorization"], "Bearer");
    assert_eq!(create.request_id, ledger.executions[0].request_id);
    let all = serde_json::to_string(&ledger).unwrap();
    let signature = link.rsplit('=').next().unwrap();
    for secret in [
        amc.token.as_str(),
        &amc.refresh_token,
        amc_sandbox::CLIENT_SECRET,
        VERIFIER,
        signature,
        "state-of-this-attempt",
    ] {
        assert!(!all.contains(secret), "{secret}");
    }
}
