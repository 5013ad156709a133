//! Thousands of odd requests against the router, in this process: whatever is asked, the answer is one of the contract's.

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

use crate::answer::media;
use crate::config::{CLIENT_ID, SandboxConfig, default_redirect_uris};
use crate::connection::Switch;
use crate::demo;
use crate::operation::Operation;
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
            engine: Engine::new(Tables::Given(Arc::new(Small))).unwrap(),
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

const PATHS: &[&str] = &[
    "/amc/accounts",
    "/amc/instances",
    "/amc/instances/{i}",
    "/amc/instances/{i}/advertisers",
    "/amc/instances/{i}/advertisers/updates",
    "/amc/instances/{i}/advertisers/updates/{id}",
    "/amc/reporting/{i}/dataSources",
    "/amc/reporting/{i}/dataSources/{id}",
    "/amc/reporting/{i}/workflows",
    "/amc/reporting/{i}/workflows/{id}",
    "/amc/reporting/{i}/workflowExecutions",
    "/amc/reporting/{i}/workflowExecutions/{id}",
    "/amc/reporting/{i}/workflowExecutions/{id}/downloadUrls",
    "/amc/reporting/{i}/schedules",
    "/amc/reporting/{i}/schedules/{id}",
    "/ap/oa",
    "/auth/o2/token",
    "/results/{id}/result-1.csv",
];

const METHODS: &[Method] = &[
    Method::GET,
    Method::POST,
    Method::PUT,
    Method::DELETE,
    Method::HEAD,
    Method::OPTIONS,
    Method::PATCH,
    Method::TRACE,
];

fn instance() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => Just(INSTANCE.to_string()),
        2 => Just(SANDBOX_INSTANCE.to_string()),
        1 => Just("amcsbxkestreluk".to_string()),
        1 => odd_segment(),
    ]
}

fn id() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(vec!["weekly", "weekly.spend", "monday", "sponsored_ads_traffic", "0"]).prop_map(str::to_string),
        1 => Just("%6Donday".to_string()),
        2 => odd_segment(),
    ]
}

fn odd_segment() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("%FF".to_string()),
        Just("%00".to_string()),
        Just("%".to_string()),
        Just("..".to_string()),
        Just("%2e%2e".to_string()),
        Just("a%2Fb".to_string()),
        Just("%F0%9F%A6%86".to_string()),
        Just("x".repeat(4000)),
        "[!-~&&[^#?/]]{0,12}",
    ]
}

fn target() -> impl Strategy<Value = String> {
    let path = (prop::sample::select(PATHS), instance(), id(), 0..40u8).prop_map(|(path, instance, id, twist)| {
        let path = path.replace("{i}", &instance).replace("{id}", &id);
        match twist {
            0 => format!("{path}/"),
            1 => path.replacen('/', "//", 1),
            2 => format!("{path}/more"),
            3 => path.to_uppercase(),
            _ => path,
        }
    });
    let value = prop_oneof![
        3 => prop::sample::select(vec![
            "", "0", "1", "100", "101", "-1", "1.5", "true", "false", "TRUE", "null", "weekly", "DISPLAY", "UTC", "Europe/Berlin",
            "Mars/Olympus", "2025-03-01T00:00:00", "2025-03-01T00:00:00Z", "2025-03-01", "9999-12-31T23:59:59", "%00", "%FF",
            "MTow", "e30", "%F0%9F%A6%86",
        ]).prop_map(str::to_string),
        1 => "[!-~&&[^#&]]{0,20}",
    ];
    let name = prop::sample::select(vec![
        "limit",
        "nextToken",
        "workflowId",
        "minCreationTime",
        "maxCreationTime",
        "timeZone",
        "includeCancelled",
        "includeWorkflow",
        "sortAscending",
        "marketplaceId",
        "type",
        "other",
        "",
    ]);
    (path, prop::collection::vec((name, value), 0..4)).prop_map(|(path, pairs)| {
        if pairs.is_empty() {
            return path;
        }
        let pairs: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("{path}?{}", pairs.join("&"))
    })
}

fn headers() -> impl Strategy<Value = Vec<(HeaderName, Vec<u8>)>> {
    let odd_value = prop_oneof![
        prop::sample::select(vec![
            "",
            "*/*",
            "text/html",
            "application/*;q=0.1",
            "application/vnd.amcworkflows.v1+json",
            "Bearer",
            "Bearer x",
            "Basic eA==",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/json;charset=utf-16",
            ";",
            ",,,",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
        prop::collection::vec(prop_oneof![32u8..127, 128u8..=255], 0..20),
    ];
    // Usually all is well; else one header is gone, odd, or there twice.
    let change = (0..30usize, 0..3u8, odd_value);
    change.prop_map(|(at, how, value)| {
        let mut headers: Vec<(HeaderName, Vec<u8>)> =
            good_headers().into_iter().map(|(name, value)| (name, value.into_bytes())).collect();
        if at < headers.len() && headers[at].0 != header::HOST {
            match how {
                0 => drop(headers.remove(at)),
                1 => headers[at].1 = value,
                _ => headers.push((headers[at].0.clone(), value)),
            }
        }
        headers
    })
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(vec![
            "",
            " ",
            "CANCELLED",
            "EXPLICIT",
            "ALL",
            "Daily",
            "Weekly",
            "Monday",
            "DIMENSION",
            "LONG",
            "weekly",
            "REMOVE_VALUES",
            "2025-03-01T00:00:00",
            "2025-03-02T00:00:00",
            "2025-03-01T00:00:00Z",
            "UTC",
            "\u{0}",
            "\u{202e}",
            "😀",
            "SELECT",
            SQL,
            "SELECT * FROM",
            "SELECT 'x",
            "/* open",
            "SELECT CUSTOM_PARAMETER('p') FROM sponsored_ads_traffic GROUP BY 1",
            "SELECT campaign FROM nowhere GROUP BY campaign",
            "SELECT campaign FROM sponsored_ads_traffic -- sandbox:failed no",
        ])
        .prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(Value::from("y".repeat(20_000))),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((field(), inner), 0..4).prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

fn field() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(vec![
            "workflowId", "workflow", "sqlQuery", "inputParameters", "outputColumns", "outputFormat", "name", "dataType", "columnType",
            "defaultValue", "privacyFilteringBehavior", "filteredMetricsDiscriminatorColumn", "query", "inputSchema", "timeWindowType",
            "timeWindowStart", "timeWindowEnd", "timeWindowTimeZone", "parameterValues", "workflowExecutionTimeoutSeconds", "dryRun",
            "skipPublish", "requireSyntheticData", "disableAggregationControls", "advertisers", "maxDimensionTime", "maxCertifiedTime",
            "additionalAcrResultsReceivers", "status", "scheduleId", "aggregationPeriod", "aggregationStartDay", "aggregationHourUtc",
            "scheduleEnabled", "separatorCharacter", "quoteCharacter", "escapeCharacter", "marketplaceId", "id", "type",
        ]).prop_map(str::to_string),
        1 => ".{0,6}",
    ]
}

fn base_body() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        json!({ "workflowId": "weekly", "sqlQuery": SQL }),
        json!({
            "workflowId": "weekly.spend", "sqlQuery": SQL,
            "inputParameters": [{ "name": "p", "dataType": "STRING", "columnType": "DIMENSION", "defaultValue": "x" }],
            "outputColumns": [{ "name": "campaign", "dataType": "STRING" }, { "name": "impressions", "dataType": "LONG" }],
            "outputFormat": { "separatorCharacter": ";", "quoteCharacter": "'", "escapeCharacter": "!" },
        }),
        json!({ "workflowId": "weekly", "timeWindowType": "MOST_RECENT_WEEK" }),
        json!({
            "workflow": { "sqlQuery": SQL }, "timeWindowType": "EXPLICIT", "timeWindowStart": "2025-03-01T00:00:00",
            "timeWindowEnd": "2025-03-08T00:00:00", "timeWindowTimeZone": "Europe/London",
            "parameterValues": { "p": 1 }, "advertisers": [{ "id": "1", "type": "DISPLAY" }],
        }),
        json!({
            "scheduleId": "monday", "workflowId": "weekly", "aggregationPeriod": "Weekly", "aggregationStartDay": "Monday",
            "aggregationHourUtc": 6, "scheduleEnabled": true,
        }),
        json!({ "status": "CANCELLED" }),
        json!({}),
    ])
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let changed =
        (base_body(), prop::collection::vec((field(), json_value()), 0..3)).prop_map(|(mut body, changes)| {
            for (name, value) in changes {
                // Sometimes the change is one level down.
                match body.get_mut("workflow") {
                    Some(Value::Object(workflow)) if name.len() % 2 == 0 => drop(workflow.insert(name, value)),
                    _ => body[name] = value,
                }
            }
            body.to_string().into_bytes()
        });
    prop_oneof![
        12 => changed,
        2 => json_value().prop_map(|value| value.to_string().into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..64),
        1 => prop::sample::select(vec![
            "", " ", "{", "[]", "null", "{\"a\":1e999}", "{\"a\":\"\\ud800\"}", "{\"a\":1}{\"a\":2}", "\u{feff}{}",
        ]).prop_map(|text| text.as_bytes().to_vec()),
        1 => Just("[".repeat(50_000).into_bytes()),
    ]
}

fn odd() -> impl Strategy<Value = Odd> {
    (prop::sample::select(METHODS), target(), headers(), body())
        .prop_filter("a target that a client can send", |(_, target, _, _)| target.parse::<Uri>().is_ok())
        .prop_map(|(method, target, headers, body)| Odd { method, target, headers, body })
}

/// The rules of every answer, whatever was asked.
fn check(odd: &Odd, got: &Got) -> Result<(), TestCaseError> {
    prop_assert!(got.status < 500, "{got:?}");
    prop_assert!(got.headers.contains_key("x-amz-rid"), "{got:?}");
    let uri: Uri = odd.target.parse().unwrap();
    let operation = Operation::of(&odd.method, uri.path());
    if odd.method == Method::HEAD {
        return Ok(());
    }
    match operation {
        Operation::Authorize if got.status != 405 => {
            prop_assert!(got.media_type().starts_with("text/html") || got.status == 302, "{got:?}");
        }
        Operation::Download => {
            prop_assert_eq!(got.media_type(), media::XML);
            prop_assert!(got.body.starts_with(b"<?xml"));
        }
        Operation::Token => {
            let body = got.json().ok_or_else(|| TestCaseError::fail(format!("{got:?}")))?;
            prop_assert!(body["error"].is_string() && body["error_description"].is_string(), "{got:?}");
        }
        _ if got.status == 200 => check_success(operation, got)?,
        _ => check_refusal(operation, got)?,
    }
    Ok(())
}

fn check_refusal(operation: Operation, got: &Got) -> Result<(), TestCaseError> {
    prop_assert!(matches!(got.status, 400 | 401 | 403 | 404 | 405 | 406 | 413 | 415 | 421), "{got:?}");
    prop_assert_eq!(
        got.media_type(),
        if matches!(got.status, 413 | 421) { media::JSON } else { operation.media_type() }
    );
    let body = got.json().ok_or_else(|| TestCaseError::fail(format!("{got:?}")))?;
    if operation == Operation::ListAccounts || matches!(got.status, 413 | 421) {
        prop_assert!(body["message"].is_string(), "{got:?}");
    } else {
        prop_assert_eq!(&body["code"], &Value::from(got.status.to_string()));
        prop_assert!(body["details"].as_str().is_some_and(|d| !d.is_empty()), "{got:?}");
    }
    Ok(())
}

/// The documented shape of each success. Nothing is null, since the specification has no field that may be.
fn check_success(operation: Operation, got: &Got) -> Result<(), TestCaseError> {
    prop_assert_eq!(got.media_type(), operation.media_type());
    let body = got.json().ok_or_else(|| TestCaseError::fail(format!("{got:?}")))?;
    prop_assert!(body.get("nextToken").is_none_or(Value::is_string), "{body:?}");
    let list = |name: &str, id: &str| {
        body.get(name)
            .and_then(Value::as_array)
            .is_some_and(|all| all.len() <= 100 && all.iter().all(|o| o[id].is_string()))
    };
    let shape = match operation {
        Operation::ListAccounts => list("amcAccounts", "accountId"),
        Operation::ListInstances => list("instances", "instanceId"),
        Operation::GetInstance => body["instance"]["instanceId"].is_string(),
        Operation::ListAdvertisers => list("advertisers", "id") && body["totalCount"].is_u64(),
        Operation::ListDataSources => list("dataSources", "dataSourceId"),
        Operation::GetDataSource => body["columns"].is_array() && body["dataSourceId"].is_string(),
        Operation::ListWorkflows => list("workflows", "workflowId"),
        Operation::GetWorkflow => body["workflowId"].is_string() && body["sqlQuery"].is_string(),
        Operation::ListExecutions => list("executions", "workflowExecutionId") && list("executions", "status"),
        Operation::CreateExecution | Operation::GetExecution => {
            ["workflowExecutionId", "workflowId", "status", "createTime"].iter().all(|name| body[*name].is_string())
        }
        Operation::ListSchedules => list("schedules", "scheduleId"),
        Operation::GetSchedule => body["scheduleId"].is_string() && body["scheduleEnabled"].is_boolean(),
        Operation::DownloadUrls => body["downloadUrls"].is_array() && body["metadataDownloadUrls"].is_array(),
        Operation::CreateWorkflow
        | Operation::UpdateWorkflow
        | Operation::DeleteWorkflow
        | Operation::CancelExecution
        | Operation::CreateSchedule
        | Operation::UpdateSchedule
        | Operation::DeleteSchedule => body.is_empty(),
        _ => false,
    };
    prop_assert!(shape, "{operation:?}: {body:?}");
    Ok(())
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
