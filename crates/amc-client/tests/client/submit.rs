//! Creating a run: never twice, and always clear about whether it may exist.

use std::{sync::Arc, time::Duration};

use amc_client::{
    Acceptance, AmcError, ExecutionRequest, ExecutionSource, RetryPolicy, StaticToken, TransportKind, Window,
    WorkflowDefinition,
};
use chrono::NaiveDate;

use crate::fake::{self, Fake, Reply, TOKEN, instance, scope};

const CREATED: &str = r#"{"workflowExecutionId":"e1","workflowId":"transient_1","status":"PENDING"}"#;

fn request() -> ExecutionRequest {
    let day = |day| NaiveDate::from_ymd_opt(2025, 3, day).unwrap().and_hms_opt(0, 0, 0).unwrap();
    ExecutionRequest::ad_hoc("SELECT 1 AS one", Window::Explicit { start: day(1), end: day(8) })
}

#[tokio::test]
async fn the_request_is_written_the_way_amazon_reads_it() {
    let fake = Fake::start([Reply::ok(CREATED)]).await;
    let mut request = request();
    request.time_zone = chrono_tz::Europe::London;
    request.parameter_values.insert("product".to_owned(), "sponsored_brands".into());
    request.timeout_seconds = Some(900);
    request.require_synthetic_data = true;
    let run = fake.client().create_execution(&scope(), &instance(), &request).await.unwrap();
    assert_eq!(run.execution_id.as_str(), "e1");
    let sent: serde_json::Value = serde_json::from_str(&fake.seen()[0].body).unwrap();
    assert_eq!(
        sent,
        serde_json::json!({
            "workflow": { "sqlQuery": "SELECT 1 AS one" },
            "timeWindowType": "EXPLICIT",
            "timeWindowStart": "2025-03-01T00:00:00",
            "timeWindowEnd": "2025-03-08T00:00:00",
            "timeWindowTimeZone": "Europe/London",
            "parameterValues": { "product": "sponsored_brands" },
            "workflowExecutionTimeoutSeconds": 900,
            "requireSyntheticData": true
        })
    );
}

#[tokio::test]
async fn a_saved_workflow_travels_by_its_id_alone() {
    let fake = Fake::start([Reply::ok(CREATED)]).await;
    let request = ExecutionRequest::saved("w1", Window::MostRecentWeek);
    fake.client().create_execution(&scope(), &instance(), &request).await.unwrap();
    let expected = r#"{"workflowId":"w1","timeWindowType":"MOST_RECENT_WEEK","timeWindowTimeZone":"UTC"}"#;
    assert_eq!(fake.seen()[0].body, expected);
}

#[tokio::test]
async fn impossible_requests_are_not_sent() {
    let fake = Fake::start([Reply::ok(CREATED)]).await;
    let client = fake.client();
    let Window::Explicit { start, end } = request().window else { panic!("not explicit") };
    for bad in [
        ExecutionRequest { window: Window::Explicit { start: end, end: start }, ..request() },
        ExecutionRequest { window: Window::Explicit { start, end: start }, ..request() },
        ExecutionRequest { timeout_seconds: Some(60), ..request() },
        ExecutionRequest { source: ExecutionSource::AdHoc(WorkflowDefinition::sql(" \n")), ..request() },
        ExecutionRequest { source: ExecutionSource::Saved("".into()), ..request() },
    ] {
        let error = client.create_execution(&scope(), &instance(), &bad).await.unwrap_err();
        assert_eq!(error.acceptance, Acceptance::NotAccepted);
    }
    assert!(fake.seen().is_empty());
}

#[tokio::test]
async fn every_answer_but_a_proof_of_refusal_leaves_acceptance_unknown_and_is_sent_once() {
    let whole = fake::short_deadlines();
    for reply in [
        Reply::json(500, "{}"),
        Reply::json(502, "<html>"),
        Reply::json(503, "{}"),
        Reply::json(504, r#"{"message":"Endpoint request timed out"}"#),
        Reply::json(400, r#"{"message":"Endpoint request timed out"}"#),
        Reply::json(408, "{}"),
        Reply::json(302, "").header("location", "/elsewhere"),
        Reply::ok("<html>"),
        Reply::ok("{}"),
        Reply::ok(r#"{"workflowExecutionId":"","status":"PENDING"}"#),
        Reply::ok(r#"{"workflowExecutionId":"e1""#).breaking(),
        Reply::ok(r#"{"workflowExecutionId":"e1""#).stalling(),
        Reply::never(),
    ] {
        let fake = Fake::start([reply.clone(), Reply::ok(CREATED)]).await;
        let client = fake.client_with(|builder| builder.deadlines(whole).retry(RetryPolicy::background()));
        let error = client.create_execution(&scope(), &instance(), &request()).await.unwrap_err();
        assert_eq!(error.acceptance, Acceptance::Unknown, "{reply:?}: {error:?}");
        assert_eq!(fake.seen().len(), 1, "{reply:?}");
    }
}

#[tokio::test]
async fn a_connection_that_breaks_after_the_request_leaves_acceptance_unknown_and_one_request() {
    let (base, requests) = fake::hangs_up().await;
    let client = fake::client_for(&base, Arc::new(StaticToken::new(TOKEN.into())), |b| b);
    let error = client.create_execution(&scope(), &instance(), &request()).await.unwrap_err();
    assert_eq!(error.acceptance, Acceptance::Unknown);
    assert_eq!(error.error, AmcError::Transport { kind: TransportKind::Broken, sent: true });
    assert_eq!(requests.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn refusals_are_final_and_certain() {
    for status in [400, 403, 404, 409, 410, 422] {
        let fake = Fake::start([Reply::json(status, r#"{"details":"no"}"#), Reply::ok(CREATED)]).await;
        let error = fake.client().create_execution(&scope(), &instance(), &request()).await.unwrap_err();
        assert_eq!(error.acceptance, Acceptance::NotAccepted, "{status}");
        assert_eq!(fake.seen().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn no_connection_proves_that_nothing_was_accepted() {
    let base = fake::nobody().await;
    let client = fake::client_for(&base, Arc::new(StaticToken::new(TOKEN.into())), |b| b);
    let error = client.create_execution(&scope(), &instance(), &request()).await.unwrap_err();
    assert_eq!(error.acceptance, Acceptance::NotAccepted);
}

#[tokio::test]
async fn a_429_is_waited_for_and_the_run_is_created_once() {
    let fake = Fake::start([Reply::json(429, "{}").header("retry-after", "1"), Reply::ok(CREATED)]).await;
    let run = fake.client().create_execution(&scope(), &instance(), &request()).await.unwrap();
    assert_eq!(run.execution_id.as_str(), "e1");
    let seen = fake.seen();
    assert_eq!(seen.len(), 2);
    assert!(seen[1].at - seen[0].at >= Duration::from_secs(1));
}

/// What a submit meets, how sure the client may be afterwards, and how many requests the server may have read.
#[tokio::test]
async fn twenty_failures_of_a_submit_and_the_bodies_the_server_read() {
    use Acceptance::{NotAccepted, Unknown};
    let created = || Reply::ok(CREATED);
    let refused = || Reply::json(401, r#"{"code":"401","details":"Authentication failed"}"#);
    let cases: Vec<(&str, Vec<Reply>, Option<Acceptance>, usize)> = vec![
        (
            "400, a compile error",
            vec![Reply::json(400, r#"{"details":"Encountered \"FORM\" at line 1, column 3."}"#)],
            Some(NotAccepted),
            1,
        ),
        ("400, another", vec![Reply::json(400, r#"{"details":"no"}"#)], Some(NotAccepted), 1),
        (
            "400 of a gateway that gave up",
            vec![Reply::json(400, r#"{"message":"Endpoint request timed out"}"#)],
            Some(Unknown),
            1,
        ),
        ("401, then a renewed token is taken", vec![refused(), created()], None, 2),
        ("401 twice", vec![refused(), refused()], Some(NotAccepted), 2),
        ("403", vec![Reply::json(403, r#"{"details":"Unauthorized request"}"#)], Some(NotAccepted), 1),
        ("404", vec![Reply::json(404, "{}")], Some(NotAccepted), 1),
        ("408", vec![Reply::json(408, "{}")], Some(Unknown), 1),
        ("410", vec![Reply::json(410, "{}")], Some(NotAccepted), 1),
        ("422", vec![Reply::json(422, "{}")], Some(NotAccepted), 1),
        ("429, then it is taken", vec![Reply::json(429, "{}").header("retry-after", "0"), created()], None, 2),
        ("429 to the end of patience", vec![Reply::json(429, "{}").header("retry-after", "0")], Some(NotAccepted), 3),
        ("500", vec![Reply::json(500, "{}")], Some(Unknown), 1),
        ("502 in HTML", vec![Reply::text(502, "<html>")], Some(Unknown), 1),
        ("503 with Retry-After", vec![Reply::json(503, "{}").header("retry-after", "1")], Some(Unknown), 1),
        ("504", vec![Reply::json(504, r#"{"message":"Endpoint request timed out"}"#)], Some(Unknown), 1),
        ("302", vec![Reply::text(302, "").header("location", "/elsewhere")], Some(Unknown), 1),
        ("200 in HTML", vec![Reply::text(200, "<html>")], Some(Unknown), 1),
        ("200 that breaks off", vec![Reply::ok(r#"{"workflowExecutionId":"e1""#).breaking()], Some(Unknown), 1),
        ("200 that stalls", vec![Reply::ok("{").stalling()], Some(Unknown), 1),
        ("200 without end", vec![Reply::ok("          ").endless()], Some(Unknown), 1),
        ("no answer", vec![Reply::never()], Some(Unknown), 1),
    ];
    assert!(cases.len() >= 20);
    for (what, replies, expected, bodies) in cases {
        let fake = Fake::start(replies).await;
        let tokens = Arc::new(StaticThenFresh);
        let client = fake::client_for(&fake.base, tokens, |builder| {
            builder.deadlines(fake::short_deadlines()).answer_cap(100_000)
        });
        let outcome = client.create_execution(&scope(), &instance(), &request()).await;
        assert_eq!(outcome.as_ref().err().map(|error| error.acceptance), expected, "{what}: {outcome:?}");
        let seen = fake.seen();
        assert_eq!(seen.len(), bodies, "{what}");
        assert!(seen.iter().all(|request| request.body == seen[0].body && !request.body.is_empty()), "{what}");
    }
}

/// Renews whatever it is asked to.
struct StaticThenFresh;

#[async_trait::async_trait]
impl amc_client::TokenSource for StaticThenFresh {
    async fn access_token(&self) -> Result<amc_client::SecretString, amc_client::TokenError> {
        Ok(TOKEN.into())
    }

    async fn renew(&self, _: &amc_client::SecretString) -> Result<amc_client::SecretString, amc_client::TokenError> {
        Ok("Atza|fresh".into())
    }
}
