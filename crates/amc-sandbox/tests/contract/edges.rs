//! What only a tester or an unlucky client sends: repeated parameters, huge bodies, other methods, administration, limits of
//! an account.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::support::*;

const ERROR_TYPES: [(&str, &str); 4] = [
    ("/workflows/none", "application/vnd.amcworkflows.v1+json"),
    ("/workflowExecutions/none", "application/vnd.amcworkflowexecutions.v1+json"),
    ("/dataSources/none", "application/vnd.amcdatasources.v1+json"),
    ("/schedules/none", "application/vnd.amcschedules.v1+json"),
];

#[tokio::test]
async fn a_refusal_has_the_media_type_of_its_resource() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    for (path, media_type) in ERROR_TYPES {
        let response = amc.call(Method::GET, path).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], media_type);
        let (status, answer) = read(response).await;
        assert_eq!((status, text(&answer, "code").as_str()), (StatusCode::BAD_REQUEST, "400"), "{path}");
        assert!(text(&answer, "details").contains("none does not exist"), "{answer}");
    }
    let stranger = Amc { token: "Atza|stranger".into(), ..amc };
    let response = stranger.call(Method::GET, "/workflows").send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/vnd.amcworkflows.v1+json");
}

#[tokio::test]
async fn a_parameter_given_twice_is_refused_and_one_nobody_knows_ignored() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    for query in ["limit=1&limit=2", "limit=1&limit=1", "nextToken=&nextToken="] {
        assert_eq!(amc.get(&format!("/workflows?{query}")).await.0, StatusCode::BAD_REQUEST, "{query}");
    }
    let twice = format!("/workflowExecutions{ALL}&minCreationTime=2020-01-01T00:00:00");
    assert_eq!(amc.get(&twice).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(amc.get("/workflows?other=1&other=2&%FF=%00").await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_schedule_that_is_asked_for_in_two_marketplaces_stays_as_it_is() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    amc.post("/workflows", &json!({ "workflowId": "weekly", "sqlQuery": SQL })).await;
    let schedule = json!({ "scheduleId": "daily", "workflowId": "weekly", "aggregationPeriod": "Daily" });
    assert_eq!(amc.post("/schedules", &schedule).await.0, StatusCode::OK);
    let twice = "marketplaceId=ATVPDKIKX0DER&marketplaceId=A1F83G8C2ARO7P";
    for (method, path) in [(Method::GET, ""), (Method::GET, "/daily"), (Method::DELETE, "/daily")] {
        let refused = amc.call(method.clone(), &format!("/schedules{path}?{twice}")).send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "{method} {path}");
    }
    assert_eq!(amc.get("/schedules/daily?marketplaceId=ATVPDKIKX0DER").await.0, StatusCode::OK);
}

#[tokio::test]
async fn creation_times_and_flags_are_read_strictly_where_they_do_not_decide_the_list() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let id = amc.run(SQL).await;
    for (query, status) in [
        ("workflowId=x&minCreationTime=2020-01-01", StatusCode::BAD_REQUEST),
        ("workflowId=x&maxCreationTime=soon", StatusCode::BAD_REQUEST),
        // A Z makes the service forget the filter.
        ("workflowId=x&minCreationTime=2020-01-01T00:00:00Z", StatusCode::OK),
        ("workflowId=x&minCreationTime=", StatusCode::OK),
        ("workflowId=x&timeZone=Mars/Olympus", StatusCode::BAD_REQUEST),
        ("workflowId=x&includeCancelled=1", StatusCode::BAD_REQUEST),
        ("workflowId=x&sortAscending=", StatusCode::BAD_REQUEST),
        ("workflowId=&minCreationTime=2020-01-01T00:00:00", StatusCode::OK),
    ] {
        assert_eq!(amc.get(&format!("/workflowExecutions?{query}")).await.0, status, "{query}");
    }
    assert_eq!(amc.get(&format!("/workflowExecutions/{id}?includeWorkflow=maybe")).await.0, StatusCode::BAD_REQUEST);
    let (_, with) = amc.get(&format!("/workflowExecutions/{id}?includeWorkflow=TRUE")).await;
    assert_eq!(text(&with, "sqlQuery"), SQL);
}

#[tokio::test]
async fn a_change_without_a_status_changes_nothing() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let id = amc.run(SQL).await;
    let path = format!("/workflowExecutions/{id}");
    assert_eq!(amc.put(&path, &json!({})).await, (StatusCode::OK, json!({})));
    let whole = amc.execution(&id).await;
    assert_eq!(amc.put(&path, &json!({ "timeWindowStart": "x", "other": null })).await.0, StatusCode::OK);
    for bad in [
        json!({ "status": "SUCCEEDED" }),
        json!({ "status": "cancelled" }),
        json!({ "status": 1 }),
        json!({ "status": null }),
        json!({ "status": "CANCELLED", "createTime": 5 }),
        json!({ "status": "CANCELLED", "workflowId": null }),
        json!({ "status": "CANCELLED", "requireSyntheticData": "yes" }),
        json!({ "status": "CANCELLED", "workflowExecutionTimeoutSeconds": "900" }),
        json!({ "status": "CANCELLED", "advertisers": [{ "id": "1" }] }),
        json!({ "status": "CANCELLED", "outputChannels": [{ "status": "AVAILABLE" }] }),
        json!({ "status": "CANCELLED", "outputChannels": [7] }),
        json!({ "status": "CANCELLED", "outputChannels": [{ "status": "GONE", "channel": { "type": "DOWNLOAD" } }] }),
    ] {
        assert_eq!(amc.put(&path, &bad).await.0, StatusCode::BAD_REQUEST, "{bad}");
    }
    assert_eq!(amc.execution(&id).await, whole);
    assert_eq!(amc.put("/workflowExecutions/none", &json!({})).await.0, StatusCode::BAD_REQUEST);
    // The execution itself, with nothing but its status changed, is a good body.
    let mut cancelled = whole;
    cancelled["status"] = "CANCELLED".into();
    assert_eq!(amc.put(&path, &cancelled).await, (StatusCode::OK, json!({})));
    assert_eq!(amc.status(&id).await, "CANCELLED");
}

#[tokio::test]
async fn a_run_is_cancelled_by_put_and_no_other_method_is_known() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let path = format!("/workflowExecutions/{}", amc.run(SQL).await);
    for method in [Method::DELETE, Method::POST, Method::PATCH, Method::OPTIONS] {
        let refused = amc.call(method.clone(), &path).send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::METHOD_NOT_ALLOWED, "{method}");
        assert_eq!(refused.headers()["allow"], "GET,HEAD,PUT", "{method}");
    }
}

#[tokio::test]
async fn a_run_belongs_to_its_instance() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let id = amc.run(SQL).await;
    let other = amc.at(US, BRAMBLE);
    for path in [format!("/workflowExecutions/{id}"), format!("/workflowExecutions/{id}/downloadUrls")] {
        let (status, answer) = other.get(&path).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert!(text(&answer, "details").contains("does not exist"), "{answer}");
    }
    let cancel = other.put(&format!("/workflowExecutions/{id}"), &json!({ "status": "CANCELLED" })).await;
    assert_eq!(cancel.0, StatusCode::BAD_REQUEST);
    assert_eq!(other.get(&format!("/workflowExecutions{ALL}")).await.1, json!({ "executions": [] }));
}

#[tokio::test]
async fn two_hundred_runs_of_an_account_run_at_once() {
    let sandbox = start().await;
    let mut amc = Amc::sign_in(&sandbox).await;
    sandbox.control().change(|s| s.running = seconds(3600));
    let instances: Vec<String> =
        sandbox.description().accounts[0].instances.iter().map(|i| i.instance_id.clone()).collect();
    // Without output: what counts here is who runs.
    let body = json!({ "workflow": { "sqlQuery": SQL }, "skipPublish": true });
    for instance in instances.iter().filter(|id| !id.ends_with("sandbox") && *id != "amcsbxzephyrus").take(21) {
        amc.instance = Box::leak(instance.clone().into_boxed_str());
        for _ in 0..10 {
            assert_eq!(amc.post("/workflowExecutions", &body).await.0, StatusCode::OK);
        }
    }
    sandbox.control().advance(seconds(60));
    let count = |status: &str| sandbox.control().ledger().executions.iter().filter(|e| e.status == status).count();
    assert_eq!((count("RUNNING"), count("PENDING")), (200, 10));
    // Another account has places of its own.
    let uk = amc.at(UK, "amcsbxkestreluk");
    assert_eq!(uk.post("/workflowExecutions", &body).await.0, StatusCode::OK);
    sandbox.control().advance(seconds(60));
    assert_eq!(count("RUNNING"), 201);
    sandbox.control().advance(seconds(3600));
    assert_eq!((count("RUNNING"), count("SUCCEEDED")), (10, 201));
}

#[tokio::test]
async fn an_instance_names_its_advertisers_and_the_ids_its_rows_hold() {
    let sandbox = start_with(amc_sandbox::SandboxConfig { tables: None, scale: 0.002, ..config() }).await;
    let amc = Amc::sign_in(&sandbox).await;
    let list = async |query: &str| {
        let path = format!("/amc/instances/{KESTREL}/advertisers{query}");
        read(amc.raw(Method::GET, &path).send().await.unwrap()).await
    };
    let (status, answer) = list("").await;
    assert_eq!((status, &answer["totalCount"]), (StatusCode::OK, &2.into()));
    let (_, display) = list("?type=DISPLAY").await;
    assert_eq!((&display["totalCount"], &display["advertisers"][0]["name"]), (&1.into(), &"Kestrel Outdoor".into()));
    let (_, sponsored) = list("?type=SPONSORED_ADS&limit=1").await;
    assert_eq!(sponsored["advertisers"][0]["marketplaceId"], "ATVPDKIKX0DER");
    assert_eq!(list("?type=SAS").await.1["advertisers"], json!([]));
    for bad in ["?type=OTHER", "?limit=0", "?nextToken=x"] {
        assert_eq!(list(bad).await.0, StatusCode::BAD_REQUEST, "{bad}");
    }
    let sql = "SELECT entity_id, SUM(impressions) AS n FROM sponsored_ads_traffic GROUP BY entity_id";
    let id = amc.run(sql).await;
    sandbox.control().advance(seconds(60));
    assert_eq!(amc.status(&id).await, "SUCCEEDED");
    let csv = http().get(&amc.links(&id).await[0]).send().await.unwrap().text().await.unwrap();
    assert!(csv.contains(&text(&sponsored["advertisers"][0], "id")), "{csv}");
}

#[tokio::test]
async fn administration_is_not_for_self_service_accounts() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let one = format!("/amc/instances/{KESTREL}");
    let updates = format!("{one}/advertisers/updates");
    let update = format!("{updates}/1");
    let below = |rest: &str| format!("{one}/{rest}");
    for (method, path) in [
        (Method::POST, "/amc/instances".to_string()),
        (Method::PUT, one.clone()),
        (Method::DELETE, one.clone()),
        (Method::GET, updates.clone()),
        (Method::POST, updates),
        (Method::GET, update),
        (Method::POST, below("updateCustomerAwsAccount")),
        (Method::GET, below("collaboration")),
        (Method::POST, below("collaboration/idnamespaces/list")),
        (Method::POST, below("collaboration/idmappingtables")),
        (Method::POST, below("collaboration/idmappingtables/list")),
        (Method::DELETE, below("collaboration/idmappingtables/t")),
        (Method::POST, below("collaboration/idmappingtables/t/refresh")),
        (Method::GET, below("collaboration/idmappingtables/t/jobTracker/j")),
        (Method::POST, below("collaboration/idmappingtables/t/jobs/list")),
        (Method::GET, below("collaboration/idmappingtables/t/jobs/j")),
        (Method::POST, below("collaborations/c/acrCustomerPartners")),
        (Method::DELETE, below("collaborations/c/acrCustomerPartners/p")),
    ] {
        let (status, answer) = read(amc.raw(method.clone(), &path).json(&json!({})).send().await.unwrap()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{method} {path}");
        assert!(text(&answer, "details").starts_with("Unsupported operation"), "{answer}");
        let stranger = amc.http.request(method.clone(), format!("{}{path}", amc.api)).send().await.unwrap();
        assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED, "{method} {path}");
    }
}

#[tokio::test]
async fn declared_output_columns_have_to_be_those_of_the_statement() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let with = |columns: Value| json!({ "workflowId": "w", "sqlQuery": SQL, "outputColumns": columns });
    let right = json!([{ "name": "campaign", "dataType": "STRING" }, { "name": "impressions", "dataType": "LONG" }]);
    for (columns, good) in [
        (json!([]), true),
        (right, true),
        (json!([{ "name": "campaign", "dataType": "STRING" }]), false),
        (json!([{ "name": "impressions", "dataType": "LONG" }, { "name": "campaign", "dataType": "STRING" }]), false),
        (json!([{ "name": "campaign", "dataType": "STRING" }, { "name": "impressions", "dataType": "DOUBLE" }]), false),
    ] {
        let (status, answer) = amc.post("/workflows", &with(columns.clone())).await;
        assert_eq!(status == StatusCode::OK, good, "{columns}: {answer}");
        if good {
            amc.call(Method::DELETE, "/workflows/w").send().await.unwrap();
        } else {
            assert!(text(&answer, "details").contains("do not match outputColumns"), "{answer}");
        }
    }
}

#[tokio::test]
async fn a_huge_body_is_read_to_its_end_and_then_refused() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let huge = vec![b'a'; 24 * 1024 * 1024];
    for (path, type_name) in [("/workflows", "application/json"), ("/workflowExecutions", "text/plain")] {
        let request = amc.call(Method::POST, path).header("content-type", type_name).body(huge.clone());
        let (status, answer) = read(request.send().await.unwrap()).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(text(&answer, "message"), "Request Too Long");
    }
    let stranger = amc.http.post(format!("{}/amc/instances", amc.api)).body(huge).send().await.unwrap();
    assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED);
}

/// What a server says to bytes that no HTTP library would send.
async fn raw(sandbox: &amc_sandbox::Sandbox, bytes: &[u8]) -> String {
    let address = sandbox.description().api_url.trim_start_matches("http://").to_string();
    let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
    socket.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    let _ = socket.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_string()
}

#[tokio::test]
async fn what_is_no_request_gets_a_4xx_and_the_next_request_its_answer() {
    let sandbox = start().await;
    for bytes in [
        &b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nhost: other\r\nconnection: close\r\n\r\n"[..],
        b"GET / HTTP/1.1\r\nconnection: close\r\n\r\n",
        b"GET /amc/accounts HTTP/1.1\r\nhost: 127.0.0.1\r\nbad header\r\n\r\n",
        b"NONSENSE\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n",
        b"POST /auth/o2/token HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: x\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n",
        b"CONNECT 127.0.0.1:80 HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n",
    ] {
        let first = raw(&sandbox, bytes).await;
        assert!(first.starts_with("HTTP/1.1 4"), "{}: {first}", String::from_utf8_lossy(bytes));
    }
    let long = format!("GET /amc/accounts HTTP/1.1\r\nhost: 127.0.0.1\r\nx: {}\r\n\r\n", "y".repeat(1_000_000));
    let first = raw(&sandbox, long.as_bytes()).await;
    assert!(first.starts_with("HTTP/1.1 431"), "{first}");
    assert_eq!(Amc::sign_in(&sandbox).await.get("/workflows").await.0, StatusCode::OK);
}
