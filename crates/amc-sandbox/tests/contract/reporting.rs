//! Header checks, accounts, instances, data sources and workflows.

use amc_sandbox::{CLIENT_ID, TermsRefusal};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::*;

async fn status_of(amc: &Amc, change: impl FnOnce(&mut Vec<(String, String)>)) -> (StatusCode, Value) {
    let mut headers = vec![
        ("Authorization".to_string(), format!("Bearer {}", amc.token)),
        ("Amazon-Advertising-API-ClientId".to_string(), CLIENT_ID.to_string()),
        ("Amazon-Advertising-API-AdvertiserId".to_string(), amc.account.0.to_string()),
        ("Amazon-Advertising-API-MarketplaceId".to_string(), amc.account.1.to_string()),
    ];
    change(&mut headers);
    let mut request = amc.http.get(format!("{}/amc/reporting/{}/workflows", amc.api, amc.instance));
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let response = request.send().await.unwrap();
    assert!(response.headers().contains_key("x-amz-rid"));
    read(response).await
}

#[tokio::test]
async fn headers_are_checked_in_the_order_token_client_account_instance() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    assert_eq!(status_of(&amc, |_| {}).await.0, StatusCode::OK);
    // A bad token is told first, whatever else is wrong.
    let (status, answer) = status_of(&amc, |h| h.clear()).await;
    assert_eq!((status, answer["code"].as_str()), (StatusCode::UNAUTHORIZED, Some("401")));
    assert!(text(&answer, "details").contains("Authentication failed") && answer["requestId"].is_string());
    assert_eq!(status_of(&amc, |h| h[0].1 = "Bearer Atza|IwEBsomeone".into()).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(status_of(&amc, |h| h[0].1 = format!("Basic {}", amc.token)).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(status_of(&amc, |h| drop(h.remove(1))).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(status_of(&amc, |h| h[1].1 = "other".into()).await.0, StatusCode::UNAUTHORIZED);
    for change in [
        (|h: &mut Vec<(String, String)>| drop(h.remove(2))) as fn(&mut Vec<(String, String)>),
        |h| drop(h.remove(3)),
        |h| h[2].1 = "ENTITYOTHER".into(),
        // Both are known, but not as a pair.
        |h| h[3].1 = UK.1.into(),
        // A good pair whose account does not own the instance.
        |h| {
            h[2].1 = UK.0.into();
            h[3].1 = UK.1.into();
        },
    ] {
        let (status, answer) = status_of(&amc, change).await;
        assert_eq!((status, answer["code"].as_str()), (StatusCode::FORBIDDEN, Some("403")));
        assert!(text(&answer, "details").contains("Unauthorized request"));
    }
    let unknown = Amc::sign_in(&sandbox).await.at(US, "amcunknown");
    assert_eq!(unknown.get("/workflows").await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_unapproved_client_and_open_terms_are_told() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    sandbox.control().change(|s| s.client_not_approved = true);
    assert_eq!(amc.get("/workflows").await.0, StatusCode::FORBIDDEN);
    for (refusal, status) in [(TermsRefusal::Unauthorized, 401), (TermsRefusal::Forbidden, 403)] {
        sandbox.control().change(|s| {
            s.client_not_approved = false;
            s.terms = Some(refusal);
        });
        let (got, answer) = amc.get("/workflows").await;
        assert_eq!(got.as_u16(), status);
        assert!(text(&answer, "details").contains("Terms and conditions must be accepted"));
    }
}

#[tokio::test]
async fn accounts_need_token_and_client_only() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let get = || amc.http.get(format!("{}/amc/accounts", amc.api));
    let signed_in = || get().bearer_auth(&amc.token).header("Amazon-Advertising-API-ClientId", CLIENT_ID);
    let (status, answer) = read(signed_in().send().await.unwrap()).await;
    assert_eq!((status, answer["amcAccounts"].as_array().unwrap().len()), (StatusCode::OK, 5));
    let pair = (answer["amcAccounts"][0]["accountId"].as_str(), answer["amcAccounts"][0]["marketplaceId"].as_str());
    assert_eq!(pair, (Some(US.0), Some(US.1)));
    let (status, answer) = read(get().send().await.unwrap()).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(answer["message"].is_string() && answer["requestId"].is_string(), "{answer}");
}

#[tokio::test]
async fn accounts_and_instances_are_of_their_own_types_and_plain_json_when_that_is_asked_for() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let stranger = Amc { token: "Atza|stranger".into(), ..Amc::sign_in(&sandbox).await };
    let instance = format!("/amc/instances/{KESTREL}");
    let advertisers = format!("/amc/instances/{KESTREL}/advertisers");
    for (path, own) in [
        ("/amc/accounts", "application/vnd.amcaudiencesconnections.v1+json"),
        ("/amc/instances", "application/vnd.amcinstances.v1+json"),
        (instance.as_str(), "application/vnd.amcinstances.v1+json"),
        (advertisers.as_str(), "application/vnd.amcinstances.v1+json"),
    ] {
        for caller in [&amc, &stranger] {
            for (accept, wanted) in [
                (None, own),
                (Some("*/*"), own),
                (Some(own), own),
                (Some("application/json"), "application/json"),
                (Some("text/plain, Application/JSON;q=0.9, */*"), "application/json"),
            ] {
                let mut request = caller.raw(Method::GET, path);
                if let Some(accept) = accept {
                    request = request.header("accept", accept);
                }
                let response = request.send().await.unwrap();
                assert_eq!(response.headers()["content-type"], wanted, "{path} {accept:?}");
            }
        }
    }
    // Everything else has its typed form, whatever is asked for.
    let response = amc.call(Method::GET, "/workflows").header("accept", "application/json").send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/vnd.amcworkflows.v1+json");
}

#[tokio::test]
async fn instances_are_paged_to_an_absent_or_a_null_token() {
    let sandbox = start().await;
    assert_eq!(walk_instances(&sandbox).await.get("nextToken"), None);
    sandbox.control().change(|s| s.nulls = true);
    let last = walk_instances(&sandbox).await;
    assert_eq!(last.get("nextToken"), Some(&Value::Null));
    assert_eq!(last["instances"][0].get("acrCollaboration"), Some(&Value::Null));
}

/// Reads all pages and returns the last.
async fn walk_instances(sandbox: &amc_sandbox::Sandbox) -> Value {
    let amc = Amc::sign_in(sandbox).await;
    let mut names: Vec<String> = Vec::new();
    let mut path = "/amc/instances?limit=10".to_string();
    let last = loop {
        let (status, answer) = read(amc.raw(Method::GET, &path).send().await.unwrap()).await;
        assert_eq!(status, StatusCode::OK);
        names.extend(answer["instances"].as_array().unwrap().iter().map(|i| text(i, "instanceName")));
        match answer["nextToken"].as_str() {
            Some(next) => path = format!("/amc/instances?limit=10&nextToken={next}"),
            None => break answer,
        }
    };
    assert_eq!(names.len(), 29);
    assert_eq!(names[..4], ["Kestrel Outdoor US", "Ferro Cookware US", "Tidewell US", "Bramble Pet US"]);
    for bad in ["limit=0", "limit=101", "limit=x", "nextToken=rubbish"] {
        let response = amc.raw(Method::GET, &format!("/amc/instances?{bad}")).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{bad}");
    }
    last
}

#[tokio::test]
async fn one_instance_is_wrapped_and_leads_to_no_real_host() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let (_, answer) = read(amc.raw(Method::GET, &format!("/amc/instances/{KESTREL}")).send().await.unwrap()).await;
    assert_eq!(answer["instance"]["apiEndpoint"], sandbox.description().api_url.as_str());
    assert_eq!(answer["instance"]["advertiserTypes"], json!(["DISPLAY", "SPONSORED_ADS"]));
    let all = serde_json::to_string(sandbox.description()).unwrap() + &answer.to_string();
    assert!(!all.contains("amazon.com") && !all.contains("amazon.co"), "{all}");
}

#[tokio::test]
async fn data_sources_are_typed_and_bramble_has_no_dsp() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let response = amc.call(Method::GET, "/dataSources").send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/vnd.amcdatasources.v1+json");
    let ids = |answer: &Value| -> Vec<String> {
        answer["dataSources"].as_array().unwrap().iter().map(|d| text(d, "dataSourceId")).collect()
    };
    let (_, answer) = read(response).await;
    assert!(ids(&answer).contains(&"dsp_impressions".into()) && ids(&answer).contains(&"sponsored_ads_traffic".into()));
    let column = &answer["dataSources"][0]["columns"][0];
    assert!(column["name"].is_string() && column["columnType"].is_string() && column.get("dataType").is_none());
    let (_, one) = amc.get("/dataSources/sponsored_ads_traffic").await;
    assert_eq!(one["dataSourceId"], "sponsored_ads_traffic");
    let bramble = amc.at(US, BRAMBLE);
    let (_, answer) = bramble.get("/dataSources").await;
    assert!(ids(&answer).iter().all(|id| !id.starts_with("dsp_")), "{:?}", ids(&answer));
    assert_eq!(bramble.get("/dataSources/dsp_impressions").await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn uploaded_tables_are_listed_with_their_types_where_they_were_uploaded() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let (_, members) = amc.get("/dataSources/kestrel_loyalty_members").await;
    assert_eq!(
        (&members["owner"], &members["provider"], &members["description"]),
        (
            &json!("CUSTOMER"),
            &json!("ADVERTISER_DATA_UPLOAD"),
            &json!("Members of the brand's loyalty programme, matched to Amazon's users."),
        )
    );
    let types: Vec<&Value> = members["columns"].as_array().unwrap().iter().map(|c| &c["dataType"]).collect();
    assert_eq!(types, ["STRING", "STRING", "STRING", "STRING", "DATE", "DOUBLE"]);
    let bramble = amc.at(US, BRAMBLE);
    assert_eq!(bramble.get("/dataSources/kestrel_loyalty_members").await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_workflow_is_made_read_changed_and_removed() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let workflow = json!({ "workflowId": "weekly.spend-by_campaign", "sqlQuery": SQL });
    let response = amc.call(Method::POST, "/workflows").json(&workflow).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/vnd.amcworkflows.v1+json");
    assert_eq!(read(response).await, (StatusCode::OK, json!({})));
    let (status, answer) = amc.post("/workflows", &workflow).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(text(&answer, "details").contains("Workflow with ID weekly.spend-by_campaign already exists"));
    assert_eq!(amc.get("/workflows/weekly.spend-by_campaign").await, (StatusCode::OK, workflow.clone()));
    sandbox.control().change(|s| s.wrapped = true);
    let (_, wrapped) = amc.get("/workflows/weekly.spend-by_campaign").await;
    assert_eq!(wrapped, json!({ "workflow": workflow }));
    sandbox.control().change(|s| s.wrapped = false);
    let mut changed = workflow.clone();
    changed["sqlQuery"] = "SELECT campaign, SUM(impressions) AS n FROM dsp_impressions GROUP BY campaign".into();
    assert_eq!(amc.put("/workflows/weekly.spend-by_campaign", &changed).await.0, StatusCode::OK);
    let (_, listed) = amc.get("/workflows").await;
    assert_eq!(listed, json!({ "workflows": [changed] }));
    let delete = || amc.call(Method::DELETE, "/workflows/weekly.spend-by_campaign").send();
    assert_eq!(delete().await.unwrap().status(), StatusCode::OK);
    let (status, answer) = read(delete().await.unwrap()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(text(&answer, "details").contains("does not exist"));
    assert_eq!(amc.put("/workflows/weekly.spend-by_campaign", &workflow).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn workflows_that_make_no_sense_are_refused() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let many: Vec<Value> = (0..101).map(|n| json!({ "name": format!("p{n}"), "dataType": "STRING" })).collect();
    for workflow in [
        json!({ "workflowId": "with space", "sqlQuery": SQL }),
        json!({ "sqlQuery": SQL }),
        json!({ "workflowId": "a" }),
        json!({ "workflowId": "a", "sqlQuery": SQL, "inputParameters": [{ "name": "p", "dataType": "TEXT" }] }),
        json!({ "workflowId": "a", "sqlQuery": SQL, "inputParameters": many }),
        json!({ "workflowId": "a", "sqlQuery": SQL, "inputParameters": null }),
        json!({ "workflowId": "a", "sqlQuery": SQL, "inputSchema": null }),
        json!({ "workflowId": "a", "sqlQuery": SQL, "privacyFilteringBehavior": "REMOVE_ALL" }),
        json!({ "workflowId": "a", "sqlQuery": SQL, "query": ["not base64"] }),
        json!({ "workflowId": "a", "sqlQuery": SQL, "outputFormat": { "separatorCharacter": ";;" } }),
        json!({ "workflowId": "a", "sqlQuery": SQL, "outputFormat": { "quoteCharacter": 1 } }),
        json!({
            "workflowId": "a", "sqlQuery": SQL,
            "inputParameters": [{
                "name": "p",
                "dataType": { "type": "ARRAY", "elementDataType": "STRING", "elementNullable": "no" },
            }],
        }),
        json!([1]),
    ] {
        assert_eq!(amc.post("/workflows", &workflow).await.0, StatusCode::BAD_REQUEST, "{workflow}");
    }
}

#[tokio::test]
async fn what_the_specification_allows_in_a_workflow_is_kept_as_it_is() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let types = [
        "BINARY",
        "BOOLEAN",
        "BYTE",
        "CALENDAR_INTERVAL",
        "DATE",
        "DECIMAL",
        "DOUBLE",
        "FLOAT",
        "INTEGER",
        "LONG",
        "SHORT",
        "STRING",
        "TIMESTAMP",
    ];
    let parameters: Vec<Value> =
        types.iter().map(|name| json!({ "name": name.to_lowercase(), "dataType": name })).collect();
    let whole = json!({
        "workflowId": "all.of-it_1", "sqlQuery": SQL, "inputParameters": parameters,
        // The last letter of "YR==" has bits to spare, which the pattern of the specification does not look at.
        "query": ["", "YQ==", "YR==", "YWI=", "YWJj"],
    });
    assert_eq!(amc.post("/workflows", &whole).await, (StatusCode::OK, json!({})));
    assert_eq!(amc.get("/workflows/all.of-it_1").await, (StatusCode::OK, whole.clone()));
    let (status, answer) = amc.post("/workflowExecutions", &json!({ "workflowId": "all.of-it_1" })).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    sandbox.control().advance(seconds(60));
    assert_eq!(amc.status(&text(&answer, "workflowExecutionId")).await, "SUCCEEDED");
    // A parameter of the one type that has no literals cannot be used.
    let mut used = whole;
    used["sqlQuery"] = format!("{} HAVING SUM(impressions) > CUSTOM_PARAMETER('calendar_interval')", SQL).into();
    let (status, answer) = amc.put("/workflows/all.of-it_1", &used).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(text(&answer, "details").contains("data type of parameter 'calendar_interval'"), "{answer}");
}

#[tokio::test]
async fn nothing_is_kept_under_an_id_that_a_path_cannot_name() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    for (id, status) in [(".", 400), ("..", 400), ("...", 200), (".a", 200)] {
        let made = amc.post("/workflows", &json!({ "workflowId": id, "sqlQuery": SQL })).await;
        assert_eq!(made.0.as_u16(), status, "{id}");
        let schedule = json!({ "scheduleId": id, "workflowId": "...", "aggregationPeriod": "Daily" });
        if status == 400 {
            assert_eq!(amc.post("/schedules", &schedule).await.0, StatusCode::BAD_REQUEST, "{id}");
        } else {
            assert_eq!(amc.get(&format!("/workflows/{id}")).await.0, StatusCode::OK, "{id}");
        }
    }
}

#[tokio::test]
async fn bodies_may_be_of_plain_and_typed_json_only() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let send = |content_type: &'static str, id: &'static str| {
        let body = json!({ "workflowId": id, "sqlQuery": SQL }).to_string();
        amc.call(Method::POST, "/workflows").header("content-type", content_type).body(body).send()
    };
    assert_eq!(send("application/json; charset=utf-8", "a").await.unwrap().status(), StatusCode::OK);
    assert_eq!(send("application/vnd.amcworkflows.v1+json", "b").await.unwrap().status(), StatusCode::OK);
    assert_eq!(send("text/plain", "c").await.unwrap().status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    // A body without a type is read as JSON; where there is none at all, that is what is said.
    let untyped = json!({ "workflowId": "c", "sqlQuery": SQL }).to_string();
    let response = amc.call(Method::POST, "/workflows").body(untyped).send().await.unwrap();
    assert_eq!(read(response).await, (StatusCode::OK, json!({})));
    let (status, answer) = read(amc.call(Method::POST, "/workflows").send().await.unwrap()).await;
    assert_eq!((status, text(&answer, "code").as_str()), (StatusCode::BAD_REQUEST, "400"));
    let accept = |value: &'static str| amc.call(Method::GET, "/workflows").header("accept", value).send();
    assert_eq!(accept("application/vnd.amcworkflows.v1+json").await.unwrap().status(), StatusCode::OK);
    assert_eq!(accept("text/html").await.unwrap().status(), StatusCode::NOT_ACCEPTABLE);
}

#[tokio::test]
async fn small_pages_can_be_had_with_few_entries_and_the_last_has_no_token() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    sandbox.control().change(|s| s.page_size = Some(2));
    for id in ["a", "b", "c"] {
        amc.post("/workflows", &json!({ "workflowId": id, "sqlQuery": SQL })).await;
    }
    let (_, first) = amc.get("/workflows").await;
    assert_eq!(first["workflows"].as_array().unwrap().len(), 2);
    let (_, last) = amc.get(&format!("/workflows?nextToken={}", text(&first, "nextToken"))).await;
    assert_eq!(last["workflows"].as_array().unwrap().len(), 1);
    assert!(last.get("nextToken").is_none());
}

#[tokio::test]
async fn an_instance_that_is_not_there_yet_is_listed_and_takes_no_queries() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await.at(US, "amcsbxzephyrus");
    let (status, answer) = read(amc.raw(Method::GET, "/amc/instances/amcsbxzephyrus").send().await.unwrap()).await;
    assert_eq!((status, text(&answer["instance"], "creationStatus").as_str()), (StatusCode::OK, "IN_PROGRESS"));
    for path in ["/dataSources", "/workflows", "/schedules"] {
        let (status, answer) = amc.get(path).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{path}");
        assert!(text(&answer, "details").contains("not active"), "{answer}");
    }
    assert_eq!(amc.post("/workflowExecutions", &ad_hoc(SQL)).await.0, StatusCode::BAD_REQUEST);
}
