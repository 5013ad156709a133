//! Thousands of odd requests against the router, in this process: whatever is asked, the answer is one of the contract's.

mod check;
mod make;

use std::sync::{Arc, OnceLock};

use amc_sql::TableSource;
use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use base64::Engine as _;
use chrono::{TimeDelta, Utc};
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

use self::check::check;
use self::make::{body, odd};
use crate::config::{CLIENT_ID, SandboxConfig, default_redirect_uris};
use crate::connection::Switch;
use crate::demo;
use crate::query::{Engine, Tables};
use crate::result::Links;
use crate::server::routes;
use crate::settings::Settings;
use crate::state::{App, Parts};

const INSTANCE: &str = "amcsbxkestrelus";
const SANDBOX_INSTANCE: &str = "amcsbxkestrelussandbox";
const SQL: &str = "SELECT campaign, SUM(impressions) AS impressions FROM sponsored_ads_traffic GROUP BY campaign";

#[derive(Debug)]
struct Small;

impl TableSource for Small {
    fn provider(&self, table: &str) -> Option<Arc<dyn TableProvider>> {
        if table != "sponsored_ads_traffic" {
            return None;
        }
        let at = (Utc::now() - TimeDelta::days(5)).timestamp_micros();
        let times = || Arc::new(TimestampMicrosecondArray::from(vec![at; 2])) as ArrayRef;
        let batch = RecordBatch::try_from_iter([
            ("event_dt", times()),
            ("event_dt_utc", times()),
            ("user_id", Arc::new(StringArray::from(vec!["a", "b"])) as ArrayRef),
            ("campaign", Arc::new(StringArray::from(vec!["Trail", "Ridge"]))),
            ("impressions", Arc::new(Int64Array::from(vec![1, 2]))),
        ])
        .unwrap();
        Some(Arc::new(MemTable::try_new(batch.schema(), vec![vec![batch]]).unwrap()))
    }
}

/// One sandbox for all cases, so that later requests meet what earlier ones made.
struct Rig {
    runtime: Runtime,
    app: Arc<App>,
    token: String,
}

fn rig() -> &'static Rig {
    static RIG: OnceLock<Rig> = OnceLock::new();
    RIG.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_stack_size(16 * 1024 * 1024)
            .enable_all()
            .build()
            .unwrap();
        let mut settings = Settings::from_config(&SandboxConfig::default());
        // Runs end while the cases go on.
        settings.pending = std::time::Duration::ZERO;
        settings.running = std::time::Duration::ZERO;
        let app = App::new(Parts {
            settings,
            redirect_uris: default_redirect_uris(),
            accounts: demo::accounts().unwrap(),
            engine: Engine::new(Tables::Given(Arc::new(Small)), &[]).unwrap(),
            links: Links::new().unwrap(),
            base_url: "http://127.0.0.1:1".into(),
            runtime: runtime.handle().clone(),
        });
        let token = app.book().new_access(app.clock.now(), std::time::Duration::from_secs(86_400), None);
        Rig { runtime, app: Arc::new(app), token }
    })
}

/// A request as parts that proptest can print and shrink.
#[derive(Debug, Clone)]
struct Odd {
    method: Method,
    target: String,
    headers: Vec<(HeaderName, Vec<u8>)>,
    body: Vec<u8>,
}

/// What came back.
#[derive(Debug)]
struct Got {
    status: u16,
    headers: HeaderMap,
    body: Bytes,
}

impl Got {
    fn media_type(&self) -> &str {
        self.headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    fn json(&self) -> Option<Map<String, Value>> {
        serde_json::from_slice(&self.body).ok()
    }
}

fn send(odd: &Odd) -> Got {
    let rig = rig();
    let mut request = Request::new(Body::from(odd.body.clone()));
    *request.method_mut() = odd.method.clone();
    *request.uri_mut() = odd.target.parse::<Uri>().unwrap();
    for (name, value) in &odd.headers {
        request.headers_mut().append(name.clone(), HeaderValue::from_bytes(value).unwrap());
    }
    request.extensions_mut().insert(ConnectInfo(Switch::default()));
    rig.runtime.block_on(async {
        let response: Response = routes(Arc::clone(&rig.app)).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Got { status: parts.status.as_u16(), headers: parts.headers, body }
    })
}

/// A request with every header in place.
fn good(method: Method, path: &str, body: &Value) -> Odd {
    let headers = good_headers().into_iter().map(|(name, value)| (name, value.into_bytes())).collect();
    Odd {
        method,
        target: path.into(),
        headers,
        body: if body.is_null() { Vec::new() } else { body.to_string().into() },
    }
}

fn good_headers() -> Vec<(HeaderName, String)> {
    vec![
        (header::HOST, "127.0.0.1:1".into()),
        (header::AUTHORIZATION, format!("Bearer {}", rig().token)),
        (HeaderName::from_static("amazon-advertising-api-clientid"), CLIENT_ID.into()),
        (HeaderName::from_static("amazon-advertising-api-advertiserid"), "ENTITYSANDBOXUS01".into()),
        (HeaderName::from_static("amazon-advertising-api-marketplaceid"), "ATVPDKIKX0DER".into()),
        (header::CONTENT_TYPE, "application/json".into()),
        (header::ACCEPT, "application/json".into()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_request_brings_forth_more_than_a_documented_answer(odd in odd()) {
        check(&odd, &send(&odd))?;
    }

    #[test]
    fn no_body_of_a_run_or_workflow_brings_forth_more_than_a_documented_answer(
        path in prop::sample::select(&["/workflows", "/workflowExecutions", "/schedules", "/workflows/weekly", "/schedules/monday"][..]),
        instance in prop::sample::select(&[INSTANCE, SANDBOX_INSTANCE][..]),
        body in body(),
    ) {
        let method = if path.matches('/').count() == 1 { Method::POST } else { Method::PUT };
        let odd = Odd { body, ..good(method, &format!("/amc/reporting/{instance}{path}"), &Value::Null) };
        check(&odd, &send(&odd))?;
    }
}

#[test]
fn everything_that_was_made_can_be_listed_read_and_deleted() {
    let root = format!("/amc/reporting/{INSTANCE}");
    let workflow = json!({ "workflowId": "kept", "sqlQuery": SQL });
    assert_eq!(send(&good(Method::POST, &format!("{root}/workflows"), &workflow)).status, 200);
    let run = send(&good(Method::POST, &format!("{root}/workflowExecutions"), &json!({ "workflowId": "kept" })));
    let id = run.json().unwrap()["workflowExecutionId"].as_str().unwrap().to_string();
    for path in [
        "/amc/accounts".to_string(),
        "/amc/instances".into(),
        format!("/amc/instances/{INSTANCE}"),
        format!("/amc/instances/{INSTANCE}/advertisers"),
        format!("{root}/dataSources"),
        format!("{root}/dataSources/sponsored_ads_traffic"),
        format!("{root}/workflows"),
        format!("{root}/workflows/kept"),
        format!("{root}/workflowExecutions?workflowId=kept"),
        format!("{root}/workflowExecutions/{id}?includeWorkflow=true"),
        format!("{root}/workflowExecutions/{id}/downloadUrls"),
        format!("{root}/schedules"),
    ] {
        let odd = good(Method::GET, &path, &Value::Null);
        let got = send(&odd);
        assert_eq!(got.status, 200, "{path}");
        check(&odd, &got).unwrap();
        assert!(!holds_null(&Value::Object(got.json().unwrap())), "{path}");
        // HEAD is GET without a body, and a path with a slash at its end is another path.
        assert_eq!(send(&good(Method::HEAD, &path, &Value::Null)).status, 200, "{path}");
        let (path, _) = path.split_once('?').unwrap_or((&path, ""));
        assert_eq!(send(&good(Method::GET, &format!("{path}/"), &Value::Null)).status, 404, "{path}/");
        let refused = send(&good(Method::PATCH, path, &json!({})));
        assert_eq!(refused.status, 405, "{path}");
        assert!(refused.headers[header::ALLOW].to_str().unwrap().contains("GET"), "{path}");
    }
    assert_eq!(send(&good(Method::DELETE, &format!("{root}/workflows/kept"), &Value::Null)).status, 200);
}

fn holds_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(holds_null),
        Value::Object(fields) => fields.values().any(holds_null),
        _ => false,
    }
}

#[test]
fn a_statement_of_megabytes_is_refused_before_it_is_parsed() {
    let long = |unit: &str| unit.repeat(3_000_000 / unit.len());
    for sql in [format!("SELECT 1{}", long("+1")), format!("SELECT {}", long("(")), long("'"), long("/*")] {
        let path = format!("/amc/reporting/{INSTANCE}/workflowExecutions");
        let odd = good(Method::POST, &path, &json!({ "workflow": { "sqlQuery": sql } }));
        let got = send(&odd);
        check(&odd, &got).unwrap();
        assert_eq!(got.status, 400, "{}", &sql[..40]);
    }
}

#[test]
fn a_body_beyond_the_limit_is_taken_in_and_refused() {
    let path = format!("/amc/reporting/{INSTANCE}/workflows");
    let mut odd = good(Method::POST, &path, &Value::Null);
    odd.body = vec![b' '; 20 * 1024 * 1024];
    let got = send(&odd);
    assert_eq!(got.status, 413);
    check(&odd, &got).unwrap();
    // Who asks is checked first.
    odd.headers.retain(|(name, _)| *name != header::AUTHORIZATION);
    assert_eq!(send(&odd).status, 401);
}

#[test]
fn made_up_page_tokens_are_refused() {
    let encode = |text: &str| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text);
    for token in [
        "rubbish".to_string(),
        encode("5:0000000000000000"),
        encode("18446744073709551616:x"),
        encode(":"),
        "A".repeat(10_000),
    ] {
        let path = format!("/amc/instances?nextToken={token}");
        assert_eq!(send(&good(Method::GET, &path, &Value::Null)).status, 400, "{token}");
    }
}
