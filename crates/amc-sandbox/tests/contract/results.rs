//! Result files and the links to them.

use std::io::Read as _;

use reqwest::StatusCode;

use crate::support::*;

async fn finished(sandbox: &amc_sandbox::Sandbox, amc: &Amc, sql: &str) -> String {
    let id = amc.run(sql).await;
    sandbox.control().advance(seconds(60));
    assert_eq!(amc.status(&id).await, "SUCCEEDED", "{}", amc.execution(&id).await);
    id
}

async fn fetch(url: &str) -> (StatusCode, Vec<u8>) {
    let response = http().get(url).send().await.unwrap();
    assert!(response.headers().contains_key("x-amz-rid"));
    (response.status(), response.bytes().await.unwrap().to_vec())
}

/// Rows below the header, sorted: the engine promises no order.
fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().escape(Some(b'\\')).double_quote(false).from_reader(bytes);
    let mut rows: Vec<Vec<String>> = reader.records().map(|r| r.unwrap().iter().map(String::from).collect()).collect();
    rows.sort();
    rows
}

#[tokio::test]
async fn a_finished_run_gives_the_answer_of_its_query_as_csv() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let id = finished(&sandbox, &amc, SQL).await;
    let links = amc.links(&id).await;
    assert_eq!(links.len(), 1);
    let (status, bytes) = fetch(&links[0]).await;
    assert_eq!(status, StatusCode::OK);
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.starts_with("campaign,impressions\n"), "{text}");
    assert!(text.contains(r#""A \"B\", C\\D",70"#), "{text}");
    assert_eq!(rows(&bytes), [["A \"B\", C\\D", "70"], ["Trail", "3"]]);
}

#[tokio::test]
async fn a_link_is_good_for_ten_minutes_and_then_ends_in_xml_403() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let id = finished(&sandbox, &amc, SQL).await;
    let link = amc.links(&id).await.remove(0);
    assert!(link.contains("X-Amz-Expires=600"));
    sandbox.control().advance(seconds(598));
    assert_eq!(fetch(&link).await.0, StatusCode::OK);
    sandbox.control().advance(seconds(2));
    let (status, body) = fetch(&link).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let body = String::from_utf8(body).unwrap();
    assert!(
        body.starts_with("<?xml") && body.contains("<Code>AccessDenied</Code>") && body.contains("expired"),
        "{body}"
    );
    assert_eq!(fetch(&amc.links(&id).await[0]).await.0, StatusCode::OK, "links can be asked for again");
}

#[tokio::test]
async fn a_second_kind_of_authorization_is_refused_as_s3_does() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let link = amc.links(&finished(&sandbox, &amc, SQL).await).await.remove(0);
    let response = http().get(&link).bearer_auth(&amc.token).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert_eq!(response.headers()["content-type"], "application/xml");
    let body = response.text().await.unwrap();
    assert!(
        body.contains("<Code>InvalidArgument</Code>") && body.contains("Only one auth mechanism allowed"),
        "{body}"
    );
}

#[tokio::test]
async fn a_changed_or_reencoded_link_is_refused() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let link = amc.links(&finished(&sandbox, &amc, SQL).await).await.remove(0);
    for bad in [
        link.replace("%2F", "/"),
        link.replace("Expires=600", "Expires=6000"),
        link.replace("result-1.csv", "metadata.json"),
        link.split('?').next().unwrap().to_string(),
    ] {
        assert_eq!(fetch(&bad).await.0, StatusCode::FORBIDDEN, "{bad}");
    }
}

#[tokio::test]
async fn a_result_may_come_in_several_files_each_with_its_header() {
    let sandbox = start().await;
    sandbox.control().change(|s| s.result_files = 3);
    let amc = Amc::sign_in(&sandbox).await;
    let links = amc.links(&finished(&sandbox, &amc, SQL).await).await;
    assert_eq!(links.len(), 3);
    let mut all = Vec::new();
    for link in links {
        let (_, bytes) = fetch(&link).await;
        assert!(bytes.starts_with(b"campaign,impressions\n"));
        all.extend(rows(&bytes));
    }
    all.sort();
    assert_eq!(all, [["A \"B\", C\\D", "70"], ["Trail", "3"]]);
}

#[tokio::test]
async fn a_result_may_be_compressed_without_saying_so() {
    let sandbox = start().await;
    sandbox.control().change(|s| s.gzip_results = true);
    let amc = Amc::sign_in(&sandbox).await;
    let link = amc.links(&finished(&sandbox, &amc, SQL).await).await.remove(0);
    let response = reqwest::Client::builder().no_gzip().no_proxy().build().unwrap().get(&link).send().await.unwrap();
    assert!(!response.headers().contains_key("content-encoding"));
    let bytes = response.bytes().await.unwrap();
    assert_eq!(bytes[..2], [0x1f, 0x8b]);
    let mut plain = Vec::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut plain).unwrap();
    assert_eq!(rows(&plain).len(), 2);
}

#[tokio::test]
async fn a_result_without_rows_is_a_header_or_nothing() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let sql = "SELECT campaign, SUM(impressions) AS impressions FROM sponsored_ads_traffic WHERE campaign = 'none' GROUP BY campaign";
    let link = amc.links(&finished(&sandbox, &amc, sql).await).await.remove(0);
    assert_eq!(fetch(&link).await.1, b"campaign,impressions\n");
    sandbox.control().change(|s| s.empty_result_without_header = true);
    let link = amc.links(&finished(&sandbox, &amc, sql).await).await.remove(0);
    assert_eq!(fetch(&link).await, (StatusCode::OK, Vec::new()));
}

#[tokio::test]
async fn links_are_refused_while_there_is_nothing_to_download() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let id = amc.run(SQL).await;
    for step in [0, 3] {
        sandbox.control().advance(seconds(step));
        let (status, answer) = amc.get(&format!("/workflowExecutions/{id}/downloadUrls")).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert!(text(&answer, "details").contains("is unavailable for download"));
    }
}

#[tokio::test]
async fn events_outside_the_window_are_not_seen() {
    let sandbox = start().await;
    let amc = Amc::sign_in(&sandbox).await;
    let mut body = ad_hoc(SQL);
    body["timeWindowStart"] = "2025-01-01T00:00:00".into();
    body["timeWindowEnd"] = "2025-02-01T00:00:00".into();
    let id = text(&amc.post("/workflowExecutions", &body).await.1, "workflowExecutionId");
    sandbox.control().advance(seconds(60));
    assert_eq!(fetch(&amc.links(&id).await[0]).await.1, b"campaign,impressions\n");
}
