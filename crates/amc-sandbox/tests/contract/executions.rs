//! Runs: creation, the life the clock gives them, lists, cancelling, refusals.

use amc_sandbox::{CompileErrors, SandboxConfig, Script};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::*;

#[tokio::test]
async fn the_first_answer_has_the_form_of_the_contract() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let body = json!({
        "workflow": { "sqlQuery": SQL }, "timeWindowType": "EXPLICIT", "timeWindowTimeZone": "Europe/Berlin",
        "timeWindowStart": "2025-03-01T00:00:00", "timeWindowEnd": "2025-04-01T00:00:00", "unknownField": 1,
    });
    let response = amc.call(Method::POST, "/workflowExecutions").json(&body).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/vnd.amcworkflowexecutions.v1+json");
    assert!(response.headers().contains_key("x-amz-rid"));
    let (status, answer) = read(response).await;
    assert_eq!(status, StatusCode::OK);
    assert!(text(&answer, "workflowId").starts_with("transient_"));
    assert_eq!(answer["timeWindowStart"], "2025-02-28T23:00:00Z");
    // Summer time has begun in between.
    assert_eq!(answer["timeWindowEnd"], "2025-03-31T22:00:00Z");
    assert_eq!(answer["timeWindowStartOriginal"], "2025-03-01T00:00:00");
    assert_eq!(answer["timeWindowTimeZoneOriginal"], "Europe/Berlin");
    assert_eq!(answer["workflowExecutionTimeoutSeconds"], 21600);
    let now = sandbox.control().now();
    let form = |t: chrono::DateTime<chrono::Utc>| t.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    assert_eq!(answer["createTime"], form(now));
    assert_eq!(answer["waitUntil"], form(now - chrono::TimeDelta::hours(1)));
    assert_eq!(answer["expireTime"], form(now + chrono::TimeDelta::hours(24)));
    assert!(answer.get("statusReason").is_none() && answer.get("sqlQuery").is_none());
}

#[tokio::test]
async fn a_run_goes_from_pending_to_succeeded_by_the_clock_alone() {
    let sandbox = start_with(SandboxConfig { publishing: seconds(2), ..config() }).await;
    let amc = Amc::sign_in(&sandbox).await;
    let id = amc.run(SQL).await;
    for (step, status) in
        [(0, "PENDING"), (1, "PENDING"), (1, "RUNNING"), (5, "RUNNING"), (1, "PUBLISHING"), (2, "SUCCEEDED")]
    {
        sandbox.control().advance(seconds(step));
        assert_eq!(amc.status(&id).await, status);
    }
    let done = amc.execution(&id).await;
    assert_eq!(done["executionTime"], 8);
    assert_eq!(done["outputS3URI"], "N/A");
    assert_eq!(
        done["outputColumns"][0],
        json!({ "name": "campaign", "columnType": "DIMENSION", "dataType": "STRING" })
    );
    assert_eq!(done["outputColumns"][1]["columnType"], "METRIC");
    assert!(text(&done, "validatedTime").contains('.'));
}

#[tokio::test]
async fn a_run_nobody_looks_at_is_done_all_the_same() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let id = amc.run(SQL).await;
    sandbox.control().advance(seconds(600));
    let done = amc.execution(&id).await;
    assert_eq!((done["status"].as_str(), done["executionTime"].as_u64()), (Some("SUCCEEDED"), Some(6)));
}

#[tokio::test]
async fn ten_runs_of_an_instance_run_at_once_and_other_instances_are_free() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let mut ids = Vec::new();
    for _ in 0..11 {
        ids.push(amc.run(SQL).await);
    }
    let other = Amc::sign_in(&sandbox).await.at(US, BRAMBLE);
    let free = other.run(SQL).await;
    sandbox.control().advance(seconds(2));
    assert_eq!(amc.status(&ids[9]).await, "RUNNING");
    assert_eq!(amc.status(&ids[10]).await, "PENDING");
    assert_eq!(other.status(&free).await, "RUNNING");
    sandbox.control().advance(seconds(6));
    assert_eq!(amc.status(&ids[9]).await, "SUCCEEDED");
    assert_eq!(amc.status(&ids[10]).await, "RUNNING");
}

#[tokio::test]
async fn a_list_needs_a_filter_it_can_read() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    amc.run(SQL).await;
    for query in [
        "",
        "?includeCancelled=true",
        "?minCreationTime=2020-01-01T00:00:00Z",
        "?minCreationTime=2020-01-01",
        "?minCreationTime=2020-01-01T00:00:00%2B01:00",
    ] {
        let (status, answer) = amc.get(&format!("/workflowExecutions{query}")).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{query}");
        assert!(text(&answer, "details").contains("Must provide either workflowId or minCreationTime"), "{query}");
    }
    sandbox.control().change(|s| s.tolerate_z = true);
    let (status, answer) = amc.get("/workflowExecutions?minCreationTime=2020-01-01T00:00:00Z").await;
    assert_eq!((status, answer["executions"].as_array().unwrap().len()), (StatusCode::OK, 1));
}

#[tokio::test]
async fn lists_are_newest_first_in_pages_and_the_last_page_has_no_token() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(amc.run(SQL).await);
        sandbox.control().advance(seconds(1));
    }
    let listed = |answer: &Value| -> Vec<String> {
        answer["executions"].as_array().unwrap().iter().map(|e| text(e, "workflowExecutionId")).collect()
    };
    let (_, first) = amc.get(&format!("/workflowExecutions{ALL}&limit=2")).await;
    let next = text(&first, "nextToken");
    // A run that comes in between moves nothing from page to page.
    let late = amc.run(SQL).await;
    let (_, second) = amc.get(&format!("/workflowExecutions{ALL}&limit=2&nextToken={next}")).await;
    let (_, last) =
        amc.get(&format!("/workflowExecutions{ALL}&limit=2&nextToken={}", text(&second, "nextToken"))).await;
    let seen = [listed(&first), listed(&second), listed(&last)].concat();
    assert_eq!(seen, ids.iter().rev().cloned().collect::<Vec<_>>());
    assert!(last.get("nextToken").is_none());
    let (status, _) =
        amc.get(&format!("/workflowExecutions?minCreationTime=2021-01-01T00:00:00&nextToken={next}")).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "a token belongs to its filters");
    let (_, ascending) = amc.get(&format!("/workflowExecutions{ALL}&sortAscending=true")).await;
    assert_eq!(listed(&ascending), [ids, vec![late]].concat());
}

#[tokio::test]
async fn lists_filter_by_workflow_and_by_time_in_a_zone() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    amc.post("/workflows", &json!({ "workflowId": "saved", "sqlQuery": SQL })).await;
    amc.post("/workflowExecutions", &json!({ "workflowId": "saved" })).await;
    amc.run(SQL).await;
    let count = async |query: String| {
        let (_, answer) = amc.get(&format!("/workflowExecutions?{query}")).await;
        answer["executions"].as_array().unwrap().len()
    };
    assert_eq!(count("workflowId=saved".into()).await, 1);
    assert_eq!(count("workflowId=other".into()).await, 0);
    let in_berlin = (sandbox.control().now() + chrono::TimeDelta::minutes(30))
        .with_timezone(&chrono_tz::Europe::Berlin)
        .format("%Y-%m-%dT%H:%M:%S")
        .to_string();
    assert_eq!(count(format!("minCreationTime={in_berlin}&timeZone=Europe/Berlin")).await, 0);
    let earlier = (sandbox.control().now() - chrono::TimeDelta::minutes(30)).format("%Y-%m-%dT%H:%M:%S").to_string();
    assert_eq!(count(format!("minCreationTime={earlier}")).await, 2);
    assert_eq!(count(format!("minCreationTime=2020-01-01T00:00:00&maxCreationTime={earlier}")).await, 0);
    // A run is neither before nor after the time it shows.
    let shown = sandbox.control().now().format("%Y-%m-%dT%H:%M:%S").to_string();
    assert_eq!(count(format!("minCreationTime={shown}&maxCreationTime={shown}")).await, 2);
}

#[tokio::test]
async fn a_new_run_may_be_listed_late() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    sandbox.control().change(|s| s.listing_delay = seconds(120));
    let id = amc.run(SQL).await;
    let count = async || amc.get(&format!("/workflowExecutions{ALL}")).await.1["executions"].as_array().unwrap().len();
    sandbox.control().advance(seconds(119));
    assert_eq!(count().await, 0);
    assert_eq!(amc.status(&id).await, "SUCCEEDED");
    sandbox.control().advance(seconds(1));
    assert_eq!(count().await, 1);
}

#[tokio::test]
async fn a_run_is_cancelled_while_pending_or_running_and_then_left_out_of_lists() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let cancel = json!({ "status": "CANCELLED" });
    let (pending, running, done) = (amc.run(SQL).await, amc.run(SQL).await, amc.run(SQL).await);
    assert_eq!(amc.put(&format!("/workflowExecutions/{pending}"), &cancel).await, (StatusCode::OK, json!({})));
    sandbox.control().advance(seconds(3));
    assert_eq!(amc.put(&format!("/workflowExecutions/{running}"), &cancel).await.0, StatusCode::OK);
    sandbox.control().advance(seconds(60));
    assert_eq!(amc.status(&pending).await, "CANCELLED");
    assert_eq!(amc.status(&running).await, "CANCELLED");
    // Its statement is computed meanwhile, however far the clock has moved.
    while amc.status(&done).await != "SUCCEEDED" {
        tokio::task::yield_now().await;
    }
    for ended in [&pending, &done] {
        let (status, answer) = amc.put(&format!("/workflowExecutions/{ended}"), &cancel).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert!(text(&answer, "details").contains("cannot be cancelled"));
    }
    let (status, _) = amc.put(&format!("/workflowExecutions/{done}"), &json!({ "status": "PENDING" })).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let count = async |query: &str| amc.get(query).await.1["executions"].as_array().unwrap().len();
    assert_eq!(count(&format!("/workflowExecutions{ALL}")).await, 1);
    assert_eq!(count(&format!("/workflowExecutions{ALL}&includeCancelled=true")).await, 3);
}

#[tokio::test]
async fn unknown_ids_are_400_and_say_so() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let (status, answer) = amc.get("/workflowExecutions/nothing").await;
    assert_eq!((status, answer["code"].as_str()), (StatusCode::BAD_REQUEST, Some("400")));
    assert!(text(&answer, "details").contains("Workflow execution with ID nothing does not exist"));
    // A run of another instance is unknown, too.
    let id = amc.run(SQL).await;
    let other = Amc::sign_in(&sandbox).await.at(US, BRAMBLE);
    assert_eq!(other.get(&format!("/workflowExecutions/{id}")).await.0, StatusCode::BAD_REQUEST);
    let (_, answer) = amc.post("/workflowExecutions", &json!({ "workflowId": "nothing" })).await;
    assert!(text(&answer, "details").contains("Workflow with ID nothing does not exist"));
}

#[tokio::test]
async fn bad_requests_are_refused_and_make_no_run() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let with = |field: &str, value: Value| {
        let mut body = ad_hoc(SQL);
        body[field] = value;
        body
    };
    for body in [
        with("timeWindowStart", json!("2025-03-01T00:00:00Z")),
        with("timeWindowEnd", json!("2999-03-01T00:00:00+01:00")),
        with("timeWindowStart", json!("2025-03-01")),
        with("timeWindowStart", json!(20250301)),
        with("timeWindowEnd", json!("2020-01-01T00:00:00")),
        with("timeWindowTimeZone", json!("Mars/Olympus")),
        with("timeWindowType", json!("LAST_FORTNIGHT")),
        with("timeWindowType", json!("MOST_RECENT_WEEK")),
        with("workflowId", json!("also")),
        with("workflow", Value::Null),
        with("workflow", json!({ "sqlQuery": "" })),
        with("parameterValues", json!(["a"])),
        with("parameterValues", Value::Null),
        with("workflowExecutionTimeoutSeconds", json!(899)),
        with("workflowExecutionTimeoutSeconds", json!(86_401)),
        with("workflowExecutionTimeoutSeconds", json!(-1)),
        with("workflowExecutionTimeoutSeconds", json!(900.5)),
        with("workflowExecutionTimeoutSeconds", json!(1e300)),
        with("workflowExecutionTimeoutSeconds", json!("900")),
        with("timeWindowTimeZone", Value::Null),
        with("dryRun", json!("yes")),
        with("dryRun", Value::Null),
        with("advertisers", json!([{ "id": "1", "type": "OTHER" }])),
        with("workflow", json!({ "workflowId": 5, "sqlQuery": SQL })),
    ] {
        assert_eq!(amc.post("/workflowExecutions", &body).await.0, StatusCode::BAD_REQUEST, "{body}");
    }
    assert_eq!(sandbox.control().ledger().executions, []);
    sandbox.control().change(|s| s.tolerate_z = true);
    let (status, _) = amc.post("/workflowExecutions", &with("timeWindowStart", json!("2025-03-01T00:00:00Z"))).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn a_window_has_years_of_four_digits_in_utc_too() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    for (zone, start, end, good) in [
        ("UTC", "0000-01-01T00:00:00", "9999-12-31T23:59:59", true),
        ("Asia/Tokyo", "0000-01-01T00:00:00", "2025-03-01T00:00:00", false),
        ("America/New_York", "2025-03-01T00:00:00", "9999-12-31T23:59:59", false),
    ] {
        let mut body = ad_hoc(SQL);
        body["timeWindowTimeZone"] = zone.into();
        body["timeWindowStart"] = start.into();
        body["timeWindowEnd"] = end.into();
        let (status, answer) = amc.post("/workflowExecutions", &body).await;
        assert_eq!(status == StatusCode::OK, good, "{body}: {answer}");
        if good {
            assert_eq!(
                (&answer["timeWindowStart"], &answer["timeWindowEnd"]),
                (&json!(format!("{start}Z")), &json!(format!("{end}Z")))
            );
        }
    }
}

#[tokio::test]
async fn a_time_out_lies_between_900_and_86400_seconds() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    for (given, shown) in [(json!(900), 900), (json!(900.0), 900), (json!(86_400), 86_400)] {
        let mut body = ad_hoc(SQL);
        body["workflowExecutionTimeoutSeconds"] = given;
        let (status, answer) = amc.post("/workflowExecutions", &body).await;
        assert_eq!((status, &answer["workflowExecutionTimeoutSeconds"]), (StatusCode::OK, &json!(shown)));
    }
}

#[tokio::test]
async fn a_run_that_has_ended_tells_whether_its_output_can_be_had() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let good = amc.run(SQL).await;
    assert!(amc.execution(&good).await.get("outputChannels").is_none());
    let failed = amc.run(&format!("{SQL} -- sandbox:failed the disk is full")).await;
    let rejected = amc.run(&format!("{SQL} -- sandbox:rejected not today")).await;
    let cancelled = amc.run(SQL).await;
    amc.put(&format!("/workflowExecutions/{cancelled}"), &json!({ "status": "CANCELLED" })).await;
    let mut body = ad_hoc(SQL);
    body["skipPublish"] = json!(true);
    let silent = text(&amc.post("/workflowExecutions", &body).await.1, "workflowExecutionId");
    let mut body = ad_hoc(SQL);
    body["disableAggregationControls"] = json!(true);
    let uncontrolled = text(&amc.post("/workflowExecutions", &body).await.1, "workflowExecutionId");
    sandbox.control().advance(seconds(60));
    for (id, status, reason) in [
        (good, "AVAILABLE", None),
        (failed, "FAILED", Some("the disk is full")),
        (rejected, "UNAVAILABLE", Some("not today")),
        (cancelled, "UNAVAILABLE", Some("cancelled")),
        (silent, "UNAVAILABLE", Some("no output")),
        (uncontrolled, "UNAVAILABLE", Some("in a sandbox instance only")),
    ] {
        let channel = amc.execution(&id).await["outputChannels"][0].clone();
        assert_eq!((&channel["channel"], text(&channel, "status").as_str()), (&json!({ "type": "DOWNLOAD" }), status));
        match reason {
            Some(reason) => assert!(text(&channel, "statusReason").contains(reason), "{channel}"),
            None => assert!(channel.get("statusReason").is_none(), "{channel}"),
        }
    }
}

#[tokio::test]
async fn a_relative_window_appears_when_the_run_starts() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let (_, answer) = amc
        .post("/workflowExecutions", &json!({ "workflow": { "sqlQuery": SQL }, "timeWindowType": "MOST_RECENT_WEEK" }))
        .await;
    assert!(answer.get("timeWindowStart").is_none() && answer["timeWindowTimeZoneOriginal"] == "UTC");
    sandbox.control().advance(seconds(2));
    let running = amc.execution(&text(&answer, "workflowExecutionId")).await;
    let time = |field| text(&running, field).parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    assert_eq!((time("timeWindowEnd") - time("timeWindowStart")).num_days(), 7);
}

#[tokio::test]
async fn a_compile_error_is_400_at_once_or_a_rejection_or_a_failure() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let wrong = "SELECT campain, SUM(impressions) AS impressions\nFROM sponsored_ads_traffic\nGROUP BY campain";
    let (status, answer) = amc.post("/workflowExecutions", &ad_hoc(wrong)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let said = text(&answer, "details");
    assert!(said.starts_with("Was unable to compile workflow transient_"), "{said}");
    assert!(
        said.contains("because it was found to be invalid: From line 1, column 8 to line 1, column 14: "),
        "{said}"
    );
    assert!(said.contains("Column 'campain' not found in any table"), "{said}");
    for (mode, end) in [(CompileErrors::Rejected, "REJECTED"), (CompileErrors::Failed, "FAILED")] {
        sandbox.control().change(|s| s.compile_errors = mode);
        let id = amc.run(wrong).await;
        sandbox.control().advance(seconds(60));
        let ended = amc.execution(&id).await;
        assert_eq!(ended["status"], end);
        assert!(text(&ended, "statusReason").contains("Column 'campain' not found in any table"));
    }
}

#[tokio::test]
async fn refusals_have_the_words_of_the_contract() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    for (sql, words) in [
        (
            "SELECT campaign FROM nowhere GROUP BY campaign",
            "From line 1, column 22 to line 1, column 28: Object 'nowhere' not found",
        ),
        ("SELECT campaign,, FROM sponsored_ads_traffic", "Encountered \""),
        (
            "SELECT SUM(impressions) AS n FROM sponsored_ads_traffic WHERE campaign = CUSTOM_PARAMETER('x')",
            "referenced an undeclared parameter",
        ),
    ] {
        let (status, answer) = amc.post("/workflowExecutions", &ad_hoc(sql)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{sql}");
        assert!(text(&answer, "details").contains(words), "{answer}");
    }
    let bramble = amc.at(US, BRAMBLE);
    let sql = "SELECT campaign, SUM(impressions) AS n FROM dsp_impressions GROUP BY campaign";
    let (status, answer) = bramble.post("/workflowExecutions", &ad_hoc(sql)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(text(&answer, "details").contains("Object 'dsp_impressions' not found"), "{answer}");
}

#[tokio::test]
async fn parameters_need_a_declaration_and_a_value() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let sql = "SELECT campaign, SUM(impressions) AS n FROM sponsored_ads_traffic WHERE campaign = CUSTOM_PARAMETER('c') GROUP BY campaign";
    let mut body = ad_hoc(sql);
    body["workflow"]["inputParameters"] = json!([{ "name": "c", "dataType": "STRING", "columnType": "DIMENSION" }]);
    let (status, answer) = amc.post("/workflowExecutions", &body).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(text(&answer, "details").contains("No value was provided for parameter 'c'"), "{answer}");
    body["parameterValues"] = json!({ "c": "Trail" });
    let (status, answer) = amc.post("/workflowExecutions", &body).await;
    assert_eq!((status, &answer["parameterValues"]), (StatusCode::OK, &json!({ "c": "Trail" })));
    body["workflow"]["inputParameters"][0]["defaultValue"] = json!("Trail");
    body.as_object_mut().unwrap().remove("parameterValues");
    assert_eq!(amc.post("/workflowExecutions", &body).await.0, StatusCode::OK);
    let twice = json!({ "name": "c", "dataType": "STRING", "defaultValue": "x" });
    body["workflow"]["inputParameters"] = json!([twice, twice]);
    let (_, answer) = amc.post("/workflowExecutions", &body).await;
    assert!(text(&answer, "details").contains("is defined multiple times"), "{answer}");
}

#[tokio::test]
async fn markers_in_comments_script_a_run() {
    let sandbox = start_with(SandboxConfig { token_life: seconds(10_000_000), ..config() }).await;
    let amc = Amc::sign_in(&sandbox).await;
    let failed = amc.run(&format!("{SQL} -- sandbox:failed the disk is full")).await;
    let overlap = amc.run(&format!("/* sandbox:overlap */ {SQL}")).await;
    let slow = amc.run(&format!("{SQL} -- sandbox:slow 100")).await;
    let stuck = amc.run(&format!("{SQL} -- sandbox:stuck")).await;
    let timeout = amc.run(&format!("{SQL} -- sandbox:timeout")).await;
    sandbox.control().advance(seconds(60));
    let ended = amc.execution(&failed).await;
    assert_eq!((text(&ended, "status"), text(&ended, "statusReason")), ("FAILED".into(), "the disk is full".into()));
    let ended = amc.execution(&overlap).await;
    assert_eq!(ended["status"], "REJECTED");
    let words = "could not be run because too many workflows have already been run against the same input data sources";
    let said = text(&ended, "statusReason");
    assert!(said.contains(words) && said.contains(&overlap), "{said}");
    assert_eq!(amc.status(&slow).await, "RUNNING");
    sandbox.control().advance(seconds(60));
    assert_eq!(amc.status(&slow).await, "SUCCEEDED");
    sandbox.control().advance(seconds(21600));
    let ended = amc.execution(&timeout).await;
    assert_eq!((ended["status"].as_str(), ended["executionTime"].as_u64()), (Some("FAILED"), Some(21600)));
    sandbox.control().advance(seconds(1_000_000));
    assert_eq!(amc.status(&stuck).await, "RUNNING");
}

#[tokio::test]
async fn a_script_by_workflow_id_holds_until_it_is_removed() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    amc.post("/workflows", &json!({ "workflowId": "saved", "sqlQuery": SQL })).await;
    sandbox.control().script("saved", Some(Script::Rejected { text: "not today".into() }));
    let run = async || {
        text(&amc.post("/workflowExecutions", &json!({ "workflowId": "saved" })).await.1, "workflowExecutionId")
    };
    let first = run().await;
    sandbox.control().script("saved", None);
    let second = run().await;
    sandbox.control().advance(seconds(60));
    assert_eq!(amc.execution(&first).await["statusReason"], "not today");
    assert_eq!(amc.status(&second).await, "SUCCEEDED");
}

#[tokio::test]
async fn a_dry_run_succeeds_and_has_nothing_to_download() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let mut body = ad_hoc(SQL);
    body["dryRun"] = json!(true);
    let id = text(&amc.post("/workflowExecutions", &body).await.1, "workflowExecutionId");
    sandbox.control().advance(seconds(60));
    assert_eq!(amc.status(&id).await, "SUCCEEDED");
    let (status, answer) = amc.get(&format!("/workflowExecutions/{id}/downloadUrls")).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(text(&answer, "details").contains("is unavailable for download"));
}

#[tokio::test]
async fn a_sandbox_instance_wants_synthetic_data_and_refuses_in_compile_after_a_200() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await.at(US, "amcsbxkestrelussandbox");
    let id = amc.run(SQL).await;
    let mut body = ad_hoc(SQL);
    body["requireSyntheticData"] = json!(true);
    let good = text(&amc.post("/workflowExecutions", &body).await.1, "workflowExecutionId");
    sandbox.control().advance(seconds(60));
    let ended = amc.execution(&id).await;
    assert_eq!(ended["status"], "REJECTED");
    assert!(text(&ended, "statusReason").contains("requireSyntheticData"));
    assert_eq!(amc.status(&good).await, "SUCCEEDED");
}

#[tokio::test]
async fn single_objects_can_be_wrapped_and_can_hold_their_workflow() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let id = amc.run(SQL).await;
    let with = amc.get(&format!("/workflowExecutions/{id}?includeWorkflow=true")).await.1;
    assert_eq!((with["sqlQuery"].as_str(), with["workflow"]["sqlQuery"].as_str()), (Some(SQL), Some(SQL)));
    sandbox.control().change(|s| s.wrapped = true);
    assert_eq!(amc.execution(&id).await["workflowExecution"]["workflowExecutionId"], id.as_str());
    let (_, created) = amc.post("/workflowExecutions", &ad_hoc(SQL)).await;
    assert_eq!(created["workflowExecution"]["status"], "PENDING");
    let (_, listed) = amc.get(&format!("/workflowExecutions{ALL}&includeWorkflow=true")).await;
    assert_eq!(listed["executions"][0]["sqlQuery"], SQL);
}

#[tokio::test]
async fn without_tables_of_its_own_an_instance_answers_from_its_brands_events() {
    let sandbox = start_with(SandboxConfig { tables: None, scale: 0.002, ..SandboxConfig::default() }).await;
    let kestrel = Amc::sign_in(&sandbox).await;
    let bramble = Amc::sign_in(&sandbox).await.at(US, BRAMBLE);
    let mut answers = Vec::new();
    for amc in [&kestrel, &bramble] {
        let id = amc.run(SQL).await;
        sandbox.control().advance(seconds(60));
        assert_eq!(amc.status(&id).await, "SUCCEEDED", "{}", amc.execution(&id).await);
        let answer = http().get(&amc.links(&id).await[0]).send().await.unwrap().text().await.unwrap();
        assert!(answer.lines().count() > 1, "{answer}");
        answers.push(answer);
    }
    assert_ne!(answers[0], answers[1]);
}
