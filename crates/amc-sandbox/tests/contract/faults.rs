//! What a client has to survive.

use amc_sandbox::{Fault, FaultKind, Operation, SandboxConfig};
use reqwest::{Method, StatusCode};

use crate::support::*;

#[tokio::test]
async fn beyond_the_rate_comes_429_with_retry_after() {
    let sandbox = start_with(SandboxConfig { requests_per_second: Some(2), ..config() }).await;
    let amc = Amc::sign_in(&sandbox).await;
    assert_eq!(amc.get("/workflows").await.0, StatusCode::OK);
    assert_eq!(amc.get("/workflows").await.0, StatusCode::OK);
    let response = amc.call(Method::GET, "/workflows").send().await.unwrap();
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(response.headers()["retry-after"], "1");
    assert!(response.headers().contains_key("x-amz-rid"));
    sandbox.control().change(|s| s.retry_after_seconds = Some(7));
    let response = amc.call(Method::GET, "/workflows").send().await.unwrap();
    assert_eq!(response.headers()["retry-after"], "7");
    sandbox.control().advance(seconds(1));
    assert_eq!(amc.get("/workflows").await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_504_after_accepting_leaves_a_run_behind_and_one_before_does_not() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    for (fault, runs) in [(FaultKind::TimeoutAfterAccepting, 1), (FaultKind::TimeoutBeforeAccepting, 1)] {
        sandbox.control().add_fault(Fault::once(Operation::CreateExecution, fault));
        let (status, answer) = amc.post("/workflowExecutions", &ad_hoc(SQL)).await;
        assert_eq!(status, StatusCode::GATEWAY_TIMEOUT);
        assert!(text(&answer, "message").contains("Endpoint request timed out"));
        assert_eq!(sandbox.control().ledger().executions.len(), runs);
    }
    amc.run(SQL).await;
    assert_eq!(sandbox.control().ledger().executions.len(), 2, "the fault met one call");
}

#[tokio::test]
async fn a_dropped_connection_shows_as_such_before_and_after_accepting() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    for (fault, runs) in [(FaultKind::DropBeforeAccepting, 0), (FaultKind::DropAfterAccepting, 1)] {
        sandbox.control().add_fault(Fault::once(Operation::CreateExecution, fault));
        let sent = amc.call(Method::POST, "/workflowExecutions").json(&ad_hoc(SQL)).send().await;
        assert!(sent.is_err_and(|e| e.status().is_none()));
        assert_eq!(sandbox.control().ledger().executions.len(), runs);
    }
    let ledger = sandbox.control().ledger();
    assert!(ledger.of(Operation::CreateExecution).all(|r| r.fault && r.status.is_none()));
}

#[tokio::test]
async fn a_stalled_call_is_answered_never_and_has_still_been_accepted() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    sandbox.control().add_fault(Fault::once(Operation::CreateExecution, FaultKind::StallAfterAccepting));
    let sent =
        amc.call(Method::POST, "/workflowExecutions").json(&ad_hoc(SQL)).timeout(std::time::Duration::from_millis(500));
    assert!(sent.send().await.is_err_and(|e| e.is_timeout()));
    assert_eq!(sandbox.control().ledger().executions.len(), 1);
}

#[tokio::test]
async fn scripted_answers_and_redirects_are_sent_as_given() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let html = FaultKind::Answer { status: 503, body: Some("<html>".into()), content_type: Some("text/html".into()) };
    sandbox.control().add_fault(Fault::times(Operation::ListWorkflows, 2, html).after(1));
    assert_eq!(amc.get("/workflows").await.0, StatusCode::OK);
    for _ in 0..2 {
        let response = amc.call(Method::GET, "/workflows").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.text().await.unwrap(), "<html>");
    }
    assert_eq!(amc.get("/workflows").await.0, StatusCode::OK);
    let location = "http://127.0.0.1:1/elsewhere".to_string();
    sandbox.control().add_fault(Fault::once(Operation::Token, FaultKind::Redirect { location }));
    let response =
        http().post(&sandbox.description().token_url).form(&refresh(&amc.refresh_token)).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::FOUND);
}

#[tokio::test]
async fn a_download_can_break_off_and_its_length_tells() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let id = amc.run(SQL).await;
    sandbox.control().advance(seconds(60));
    let link = amc.links(&id).await.remove(0);
    sandbox.control().add_fault(Fault::once(Operation::Download, FaultKind::Truncate { bytes: 10 }));
    let response = http().get(&link).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.content_length().unwrap() > 10);
    assert!(response.bytes().await.is_err());
    assert!(http().get(&link).send().await.unwrap().bytes().await.unwrap().len() > 10);
}

#[tokio::test]
async fn a_body_can_go_on_for_ever() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    sandbox.control().add_fault(Fault::always(Operation::ListWorkflows, FaultKind::Endless));
    let mut response = amc.call(Method::GET, "/workflows").send().await.unwrap();
    let mut read = 0;
    while read < 10_000_000 {
        read += response.chunk().await.unwrap().unwrap().len();
    }
    drop(response);
    sandbox.control().clear_faults();
    assert_eq!(amc.get("/workflows").await.0, StatusCode::OK);
}
