//! Amazon's own schedules: kept, and keeping their workflow.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::*;

fn schedule() -> Value {
    json!({
        "scheduleId": "monday-spend",
        "workflowId": "weekly",
        "aggregationPeriod": "Weekly",
        "aggregationStartDay": "Monday",
        "aggregationHourUtc": 6,
        "scheduleEnabled": true,
    })
}

async fn with_workflow(sandbox: &amc_sandbox::Sandbox) -> Amc {
    let amc = Amc::sign_in(sandbox).await;
    let (status, answer) = amc.post("/workflows", &json!({ "workflowId": "weekly", "sqlQuery": SQL })).await;
    assert_eq!((status, answer), (StatusCode::OK, json!({})));
    amc
}

#[tokio::test]
async fn a_schedule_is_made_read_changed_and_removed() {
    let sandbox = start().await;
    let amc = with_workflow(&sandbox).await;
    assert_eq!(amc.post("/schedules", &schedule()).await, (StatusCode::OK, json!({})));
    let response = amc.call(Method::GET, "/schedules/monday-spend?marketplaceId=ATVPDKIKX0DER").send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/vnd.amcschedules.v1+json");
    let (_, answer) = read(response).await;
    for (name, value) in schedule().as_object().unwrap() {
        assert_eq!(&answer[name], value, "{name}");
    }
    let mut changed = schedule();
    changed["scheduleEnabled"] = false.into();
    assert_eq!(amc.put("/schedules/monday-spend", &changed).await, (StatusCode::OK, json!({})));
    let (_, list) = amc.get("/schedules?limit=1").await;
    assert_eq!(
        (list["schedules"].as_array().unwrap().len(), &list["schedules"][0]["scheduleEnabled"]),
        (1, &false.into())
    );
    let elsewhere = amc.at(UK, "amcsbxkestreluk");
    assert_eq!(elsewhere.get("/schedules").await.1, json!({ "schedules": [] }));
    let amc = elsewhere.at(US, KESTREL);
    let response = amc.call(Method::DELETE, "/schedules/monday-spend").send().await.unwrap();
    assert_eq!(read(response).await, (StatusCode::OK, json!({})));
    assert_eq!(amc.get("/schedules/monday-spend").await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_schedule_has_defaults_and_can_be_wrapped() {
    let sandbox = start().await;
    let amc = with_workflow(&sandbox).await;
    let least = json!({ "scheduleId": "d", "workflowId": "weekly", "aggregationPeriod": "Daily" });
    assert_eq!(amc.post("/schedules", &least).await.0, StatusCode::OK);
    sandbox.control().change(|s| s.wrapped = true);
    let (_, answer) = amc.get("/schedules/d").await;
    let schedule = &answer["schedule"];
    assert_eq!((&schedule["scheduleEnabled"], &schedule["aggregationHourUtc"]), (&true.into(), &0.into()));
    let today = sandbox.control().now().format("%A").to_string();
    assert_eq!(text(schedule, "aggregationStartDay"), today);
}

#[tokio::test]
async fn schedules_that_make_no_sense_are_refused() {
    let sandbox = start().await;
    let amc = with_workflow(&sandbox).await;
    amc.post("/schedules", &schedule()).await;
    let with = |name: &str, value: Value| {
        let mut body = schedule();
        body["scheduleId"] = "other".into();
        body[name] = value;
        body
    };
    for (bad, said) in [
        (schedule(), "already exists"),
        (with("scheduleId", Value::Null), "scheduleId"),
        (with("scheduleId", json!("with space")), "scheduleId"),
        (with("scheduleId", json!(5)), "scheduleId"),
        (with("workflowId", json!("unknown")), "Workflow with ID unknown does not exist"),
        (with("workflowId", Value::Null), "workflowId"),
        (with("aggregationPeriod", json!("Monthly")), "aggregationPeriod"),
        (with("aggregationPeriod", Value::Null), "aggregationPeriod"),
        (with("aggregationStartDay", json!("monday")), "aggregationStartDay"),
        (with("aggregationHourUtc", json!(24)), "aggregationHourUtc"),
        (with("aggregationHourUtc", json!(1.5)), "aggregationHourUtc"),
        (with("aggregationHourUtc", json!("6")), "aggregationHourUtc"),
        (with("scheduleEnabled", json!("yes")), "scheduleEnabled"),
    ] {
        let (status, answer) = amc.post("/schedules", &bad).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{bad}");
        assert!(text(&answer, "details").contains(said), "{answer}");
    }
    let (status, answer) = amc.put("/schedules/other", &with("workflowId", json!("weekly"))).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(text(&answer, "details").contains("Schedule with ID other does not exist"));
    let (status, answer) = amc.put("/schedules/other", &schedule()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(text(&answer, "details").contains("differs"), "{answer}");
}

#[tokio::test]
async fn a_workflow_stays_while_a_schedule_refers_to_it() {
    let sandbox = start().await;
    let amc = with_workflow(&sandbox).await;
    amc.post("/schedules", &schedule()).await;
    let delete = || amc.call(Method::DELETE, "/workflows/weekly").send();
    let (status, answer) = read(delete().await.unwrap()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(text(&answer, "details").contains("monday-spend"));
    amc.call(Method::DELETE, "/schedules/monday-spend").send().await.unwrap();
    assert_eq!(delete().await.unwrap().status(), StatusCode::OK);
}
