//! Headers, paths, shapes, pages and refusals.

use amc_client::{
    AccountScope, AmcError, AnswerProblem, DataType, ExecutionFilter, ExecutionId, ExecutionStatus, InstanceId,
    Position, TransportKind, Workflow, WorkflowDefinition, WorkflowId,
};
use chrono::NaiveDate;

use crate::fake::{self, CLIENT_ID, Fake, Reply, TOKEN, instance, scope};

const RUN: &str = r#"{"workflowExecutionId":"e1","workflowId":"w1","status":"RUNNING","newField":{"a":[1]},
    "createTime":"2025-03-12T09:00:00.1Z","timeWindowStart":"2025-03-01T00:00:00Z",
    "timeWindowStartOriginal":"2025-03-01T00:00:00","timeWindowTimeZoneOriginal":"Europe/London","statusReason":null,
    "executionTime":71,"workflow":{"sqlQuery":"SELECT 1","workflowId":"w1"},"parameterValues":{"p":"x"},
    "outputColumns":[{"name":"spend","columnType":"METRIC","dataType":"DOUBLE"}]}"#;

#[tokio::test]
async fn accounts_are_asked_for_without_an_account_and_everything_else_with_both_headers() {
    let fake = Fake::start([
        Reply::ok(r#"{"amcAccounts":[{"accountId":"ENTITYFAKE","accountName":null,"marketplaceId":"ATVPDKIKX0DER"}]}"#),
        Reply::ok(r#"{"instances":[{"instanceId":"amcfake","advertiserTypes":null,"creationStatus":"COMPLETED"}]}"#),
    ])
    .await;
    let client = fake.client();
    let accounts = client.accounts().await.unwrap();
    assert_eq!(accounts[0].scope(), scope());
    let instances = client.instances(&accounts[0].scope()).await.unwrap();
    assert!(instances[0].is_ready() && !instances[0].is_sandbox());

    let seen = fake.seen();
    assert_eq!((seen[0].path.as_str(), seen[1].path.as_str()), ("/amc/accounts", "/amc/instances"));
    for request in &seen {
        assert_eq!(request.header("authorization"), Some(format!("Bearer {TOKEN}").as_str()));
        assert_eq!(request.header("amazon-advertising-api-clientid"), Some(CLIENT_ID));
        assert_eq!(request.header("accept"), Some("application/json"));
    }
    assert_eq!(seen[0].header("amazon-advertising-api-advertiserid"), None);
    assert_eq!(seen[1].header("amazon-advertising-api-advertiserid"), Some("ENTITYFAKE"));
    assert_eq!(seen[1].header("amazon-advertising-api-marketplaceid"), Some("ATVPDKIKX0DER"));
}

#[tokio::test]
async fn pages_are_read_to_the_end_with_the_same_filters_each_time() {
    for end in [r#""nextToken":null"#, r#""nextToken":"""#, r#""other":1"#] {
        let fake = Fake::start([
            Reply::ok(r#"{"executions":[{"workflowExecutionId":"a","status":"PENDING"}],"nextToken":"t/1+="}"#),
            Reply::ok(r#"{"executions":[],"nextToken":"t2"}"#),
            Reply::ok(&format!(r#"{{"executions":[{{"workflowExecutionId":"b","status":"RUNNING"}}],{end}}}"#)),
        ])
        .await;
        let filter = ExecutionFilter { include_cancelled: true, ..ExecutionFilter::of_workflow("w1") };
        let runs = fake.client().executions(&scope(), &instance(), &filter).await.unwrap();
        assert_eq!(runs.iter().map(|run| run.execution_id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        let seen = fake.seen();
        let tokens: Vec<_> = seen.iter().map(|request| request.query_value("nextToken")).collect();
        assert_eq!(tokens, [None, Some("t/1+=".to_owned()), Some("t2".to_owned())]);
        for request in seen {
            assert_eq!(request.query_value("workflowId").as_deref(), Some("w1"));
            assert_eq!(request.query_value("includeCancelled").as_deref(), Some("true"));
            assert_eq!(request.query_value("limit").as_deref(), Some("100"));
        }
    }
}

#[tokio::test]
async fn pages_that_repeat_themselves_are_an_error_and_not_a_loop() {
    let fake = Fake::start([Reply::ok(r#"{"workflows":[],"nextToken":"again"}"#)]).await;
    let error = fake.client().workflows(&scope(), &instance()).await.unwrap_err();
    assert!(matches!(error, AmcError::BadAnswer { problem: AnswerProblem::EndlessPages, .. }), "{error:?}");
    assert_eq!(fake.seen().len(), 2);
}

#[tokio::test]
async fn an_answer_without_its_list_is_not_taken_for_an_empty_one() {
    let fake = Fake::start([Reply::ok("{}")]).await;
    let filter = ExecutionFilter::of_workflow("w1");
    let error = fake.client().executions(&scope(), &instance(), &filter).await.unwrap_err();
    assert!(matches!(error, AmcError::BadAnswer { problem: AnswerProblem::Field { field: "executions" }, .. }));
}

#[tokio::test]
async fn creation_times_go_out_without_a_zone() {
    let fake = Fake::start([Reply::ok(r#"{"executions":[]}"#)]).await;
    let at = NaiveDate::from_ymd_opt(2025, 3, 1).unwrap().and_hms_milli_opt(8, 5, 9, 250).unwrap();
    fake.client().executions(&scope(), &instance(), &ExecutionFilter::since(at.and_utc())).await.unwrap();
    let request = &fake.seen()[0];
    assert_eq!(request.query_value("minCreationTime").as_deref(), Some("2025-03-01T08:05:09"));
    assert_eq!(request.query_value("timeZone").as_deref(), Some("UTC"));
}

#[tokio::test]
async fn a_list_that_amazon_would_refuse_is_not_sent() {
    let fake = Fake::start([Reply::ok("{}")]).await;
    let error = fake.client().executions(&scope(), &instance(), &ExecutionFilter::default()).await.unwrap_err();
    assert!(matches!(error, AmcError::Invalid { status: None, .. }));
    assert!(fake.seen().is_empty());
}

#[tokio::test]
async fn a_run_reads_the_same_flat_and_wrapped() {
    let fake = Fake::start([Reply::ok(RUN), Reply::ok(&format!(r#"{{"workflowExecution":{RUN}}}"#))]).await;
    let client = fake.client();
    let id = ExecutionId::new("e1");
    let flat = client.execution(&scope(), &instance(), &id).await.unwrap();
    let wrapped = client.execution(&scope(), &instance(), &id).await.unwrap();
    assert_eq!(flat, wrapped);
    assert_eq!(flat.status, ExecutionStatus::Running);
    assert_eq!(flat.sql(), Some("SELECT 1"));
    assert_eq!(flat.execution_time_seconds, Some(71.0));
    assert_eq!(flat.output_columns[0].data_type.as_ref().map(DataType::name), Some("DOUBLE"));
    assert_eq!(fake.seen()[0].path, "/amc/reporting/amcfake/workflowExecutions/e1");
}

#[tokio::test]
async fn an_unknown_status_is_kept_and_is_not_final() {
    let fake = Fake::start([Reply::ok(r#"{"workflowExecutionId":"e1","status":"SIMMERING"}"#)]).await;
    let run = fake.client().execution(&scope(), &instance(), &"e1".into()).await.unwrap();
    assert_eq!(run.status, ExecutionStatus::Other("SIMMERING".to_owned()));
    assert_eq!(run.status.as_str(), "SIMMERING");
    assert!(!run.status.is_final());
}

#[tokio::test]
async fn odd_values_in_side_fields_do_not_hide_a_run() {
    let body = r#"{"workflowExecutionId":"e1","status":"FAILED","createTime":"soon","executionTime":"71","details":{"a":1},
        "message":"","statusReason":"From line 2, column 3 to line 2, column 9: Column 'x' not found","workflow":7,
        "outputColumns":null,"parameterValues":null}"#;
    let fake = Fake::start([Reply::ok(body)]).await;
    let run = fake.client().execution(&scope(), &instance(), &"e1".into()).await.unwrap();
    assert_eq!((run.create_time, run.execution_time_seconds), (None, None));
    assert!(run.output_columns.is_empty() && run.parameter_values.is_empty());
    let Some(amc_client::Refusal::Compile { position, .. }) = run.refusal() else { panic!("{:?}", run.refusal()) };
    assert_eq!(position, Some(Position { line: 2, column: 3, end_line: 2, end_column: 9 }));
}

#[tokio::test]
async fn one_odd_run_in_a_list_does_not_hide_the_others() {
    let body = r#"{"executions":[{"workflowExecutionId":"e1","status":"RUNNING","workflowId":7,"parameterValues":["x"],
        "outputColumns":[{"columnType":"METRIC"},{"name":"spend","columnType":3,"dataType":"DOUBLE"},"odd"]},
        {"workflowExecutionId":"e2","status":"PENDING","outputColumns":"none"}]}"#;
    let fake = Fake::start([Reply::ok(body)]).await;
    let filter = ExecutionFilter::of_workflow("w1");
    let runs = fake.client().executions(&scope(), &instance(), &filter).await.unwrap();
    let [first, second] = runs.as_slice() else { panic!("{runs:?}") };
    assert_eq!((first.workflow_id.as_ref(), first.parameter_values.len()), (None, 0));
    assert_eq!(first.output_columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>(), ["spend"]);
    assert!(second.output_columns.is_empty());
}

#[tokio::test]
async fn replacing_a_workflow_keeps_fields_the_client_does_not_know() {
    let stored = r#"{"workflowId":"w.1-a_b","sqlQuery":"SELECT\n1","outputFormat":{"quoteCharacter":"'"},"inputParameters":[
        {"name":"asins","dataType":{"type":"ARRAY","elementDataType":"STRING"},"columnType":"DIMENSION","defaultValue":["B0"]},
        {"name":"n","dataType":"LONG","defaultValue":5}]}"#;
    let fake = Fake::start([Reply::ok(stored), Reply::ok("{}")]).await;
    let client = fake.client();
    let workflow = client.workflow(&scope(), &instance(), &"w.1-a_b".into()).await.unwrap();
    assert_eq!(workflow.definition.input_parameters[0].data_type, DataType::array("STRING"));
    client.replace_workflow(&scope(), &instance(), &workflow).await.unwrap();
    let sent: serde_json::Value = serde_json::from_str(&fake.seen()[1].body).unwrap();
    assert_eq!(sent, serde_json::from_str::<serde_json::Value>(stored).unwrap());
}

#[tokio::test]
async fn workflows_are_created_and_deleted_where_they_belong() {
    let fake = Fake::start([Reply::ok("{}"), Reply::text(200, "")]).await;
    let client = fake.client();
    let workflow =
        Workflow { workflow_id: WorkflowId::new("w1"), definition: WorkflowDefinition::sql("SELECT 1 AS one") };
    client.create_workflow(&scope(), &instance(), &workflow).await.unwrap();
    client.delete_workflow(&scope(), &instance(), &workflow.workflow_id).await.unwrap();
    let seen = fake.seen();
    assert_eq!((seen[0].method.as_str(), seen[0].path.as_str()), ("POST", "/amc/reporting/amcfake/workflows"));
    assert_eq!(seen[0].body, r#"{"workflowId":"w1","sqlQuery":"SELECT 1 AS one"}"#);
    assert_eq!((seen[1].method.as_str(), seen[1].path.as_str()), ("DELETE", "/amc/reporting/amcfake/workflows/w1"));

    let named_badly = Workflow { workflow_id: WorkflowId::new("a b"), ..workflow };
    assert!(client.create_workflow(&scope(), &instance(), &named_badly).await.is_err());
    assert_eq!(fake.seen().len(), 2);
}

#[tokio::test]
async fn cancelling_puts_the_status() {
    let fake = Fake::start([Reply::ok("{}")]).await;
    fake.client().cancel_execution(&scope(), &instance(), &"e1".into()).await.unwrap();
    let request = &fake.seen()[0];
    assert_eq!(request.method.as_str(), "PUT");
    assert_eq!(request.body, r#"{"status":"CANCELLED"}"#);
}

#[tokio::test]
async fn data_sources_read_with_and_without_column_types() {
    let body = r#"{"dataSources":[{"dataSourceId":"sandbox.t","columns":[{"name":"a","columnType":"DIMENSION"},
        {"name":"b","columnType":"SOMETHING","dataType":"LONG"}],"tags":[]}],"nextToken":null}"#;
    let fake = Fake::start([Reply::ok(body)]).await;
    let sources = fake.client().data_sources(&scope(), &instance()).await.unwrap();
    assert_eq!(sources[0].columns.len(), 2);
    assert_eq!(sources[0].columns[1].column_type, None);
    assert_eq!(sources[0].columns[1].data_type, Some(DataType::scalar("LONG")));
}

#[tokio::test]
async fn ids_cannot_climb_out_of_their_place_in_the_path() {
    let fake = Fake::start([Reply::ok(r#"{"workflowExecutionId":"x","status":"PENDING"}"#)]).await;
    let client = fake.client();
    for id in ["", ".", "..", "a\nb"] {
        assert!(client.execution(&scope(), &instance(), &id.into()).await.is_err(), "{id:?}");
    }
    assert!(fake.seen().is_empty());
    client.execution(&scope(), &InstanceId::new("a/../b?c#d"), &"e 1".into()).await.unwrap();
    assert_eq!(fake.seen()[0].path, "/amc/reporting/a%2F..%2Fb%3Fc%23d/workflowExecutions/e%201");
    let scope = AccountScope { account_id: "a\r\nx: y".to_owned(), ..scope() };
    assert!(matches!(client.instances(&scope).await, Err(AmcError::Invalid { status: None, .. })));
}

#[tokio::test]
async fn every_refusal_of_the_catalogue_has_its_type() {
    type Expected = fn(&AmcError) -> bool;
    let compile = r#"{"code":"400","details":"Was unable to compile workflow w because it was found to be invalid: Encountered \"FORM\" at line 2, column 5."}"#;
    let position = Position { line: 2, column: 5, end_line: 2, end_column: 5 };
    let overlap = r#"{"code":"400","details":"Workflow w could not be run because too many workflows have already been run against the same input data sources"}"#;
    let cases: [(u16, &str, Expected); 13] = [
        (400, compile, |error| matches!(error, AmcError::Compile { position: Some(_), .. })),
        (400, overlap, |error| matches!(error, AmcError::OverlapRefused { .. })),
        (400, r#"{"details":"Workflow with ID w already exists"}"#, |error| {
            matches!(error, AmcError::AlreadyExists { .. })
        }),
        (400, r#"{"details":"Workflow execution with ID e does not exist"}"#, |error| {
            matches!(error, AmcError::NotFound { .. })
        }),
        (404, "", |error| matches!(error, AmcError::NotFound { .. })),
        (400, r#"{"details":"The execution is unavailable for download"}"#, |error| {
            matches!(error, AmcError::NotReady { .. })
        }),
        (401, r#"{"message":"Terms and conditions must be accepted"}"#, |error| {
            matches!(error, AmcError::TermsNotAccepted { .. })
        }),
        (403, r#"{"message":"Terms and conditions must be accepted"}"#, |error| {
            matches!(error, AmcError::TermsNotAccepted { .. })
        }),
        (403, r#"{"code":"403","details":"Unauthorized request"}"#, |error| {
            matches!(error, AmcError::Forbidden { .. })
        }),
        (422, r#"{"details":"odd"}"#, |error| matches!(error, AmcError::Invalid { status: Some(422), .. })),
        (410, "<html><body>gone</body></html>", |error| matches!(error, AmcError::Invalid { status: Some(410), .. })),
        (504, r#"{"message":"Endpoint request timed out"}"#, |error| {
            matches!(error, AmcError::Server { status: 504, .. })
        }),
        (302, "", |error| matches!(error, AmcError::BadAnswer { problem: AnswerProblem::Redirect, .. })),
    ];
    for (status, body, expected) in cases {
        let fake = Fake::start([Reply::json(status, body).header("location", "http://127.0.0.1:9/")]).await;
        let error = fake.client().execution(&scope(), &instance(), &"e".into()).await.unwrap_err();
        assert!(expected(&error), "{status} {body}: {error:?}");
        assert_eq!(error.request_id(), Some("RID1"), "{error:?}");
        if let AmcError::Compile { position: found, .. } = error {
            assert_eq!(found, Some(position));
        }
    }
}

#[tokio::test]
async fn html_with_status_200_is_a_bad_answer() {
    let fake = Fake::start([Reply::text(200, "<html>sign in</html>")]).await;
    let error = fake.client().accounts().await.unwrap_err();
    assert!(matches!(error, AmcError::BadAnswer { problem: AnswerProblem::NotJson { line: 1, .. }, status: 200, .. }));
}

#[tokio::test]
async fn an_answer_over_the_cap_is_refused() {
    let fake = Fake::start([Reply::ok(&format!(r#"{{"amcAccounts":[],"x":"{}"}}"#, "a".repeat(5_000)))]).await;
    let error = fake.client_with(|builder| builder.answer_cap(1_000)).accounts().await.unwrap_err();
    assert!(matches!(error, AmcError::BadAnswer { problem: AnswerProblem::TooLong { limit: 1_000 }, .. }));
    assert_eq!(fake.seen().len(), 1);
}

#[tokio::test]
async fn reads_are_repeated_after_failures_of_the_service_and_of_the_wire() {
    let good = Reply::ok(r#"{"amcAccounts":[]}"#);
    for failure in [Reply::json(500, "{}"), Reply::json(503, "{}"), Reply::ok(r#"{"amcAccounts":["#).breaking()] {
        let fake = Fake::start([failure.clone(), failure, good.clone()]).await;
        assert!(fake.client().accounts().await.unwrap().is_empty());
        assert_eq!(fake.seen().len(), 3);
    }
}

#[tokio::test]
async fn attempts_are_counted_once_and_not_once_a_layer() {
    let fake = Fake::start([Reply::json(503, "{}")]).await;
    assert!(matches!(fake.client().accounts().await, Err(AmcError::Server { status: 503, .. })));
    assert_eq!(fake.seen().len(), 3);
    let (base, requests) = fake::hangs_up().await;
    let client = fake::client_for(&base, std::sync::Arc::new(amc_client::StaticToken::new(TOKEN.into())), |b| b);
    let error = client.accounts().await.unwrap_err();
    assert_eq!(error, AmcError::Transport { kind: TransportKind::Broken, sent: true });
    assert_eq!(requests.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn a_stall_in_any_phase_ends_at_its_deadline_and_a_break_at_once() {
    let cases = [
        (Reply::never(), TransportKind::NoAnswer),
        (Reply::ok(r#"{"amcAccounts":["#).stalling(), TransportKind::Stalled),
        (Reply::ok(r#"{"amcAccounts":["#).breaking(), TransportKind::Truncated),
    ];
    for (reply, expected) in cases {
        let fake = Fake::start([reply]).await;
        let client = fake
            .client_with(|builder| builder.deadlines(fake::short_deadlines()).retry(amc_client::RetryPolicy::never()));
        let begun = std::time::Instant::now();
        let error = client.accounts().await.unwrap_err();
        assert_eq!(error, AmcError::Transport { kind: expected, sent: true });
        assert!(begun.elapsed() < std::time::Duration::from_millis(1_800), "{:?}", begun.elapsed());
    }
}

#[tokio::test]
async fn nobody_listening_is_a_connect_failure_that_was_certainly_not_sent() {
    let base = fake::nobody().await;
    let client = fake::client_for(&base, std::sync::Arc::new(amc_client::StaticToken::new(TOKEN.into())), |b| b);
    let error = client.accounts().await.unwrap_err();
    assert_eq!(error, AmcError::Transport { kind: TransportKind::Connect, sent: false });
}

#[tokio::test]
async fn advertisers_are_listed_and_can_be_named_in_a_run() {
    let page = r#"{"advertisers":[{"id":"57","name":null,"type":"DISPLAY","marketplaceId":null},
        {"id":"ENTITY1","name":"Kestrel","type":"SPONSORED_ADS","marketplaceId":"ATVPDKIKX0DER","more":1}],"totalCount":2}"#;
    let fake = Fake::start([Reply::ok(page)]).await;
    let advertisers = fake.client().advertisers(&scope(), &instance()).await.unwrap();
    assert_eq!(fake.seen()[0].path, "/amc/instances/amcfake/advertisers");
    let mut request = amc_client::ExecutionRequest::ad_hoc("SELECT 1", amc_client::Window::All);
    request.advertisers = advertisers.iter().map(amc_client::Advertiser::reference).collect();
    let sent = serde_json::to_value(&request).unwrap();
    assert_eq!(
        sent["advertisers"],
        serde_json::json!([
            { "id": "57", "type": "DISPLAY" },
            { "id": "ENTITY1", "type": "SPONSORED_ADS", "marketplaceId": "ATVPDKIKX0DER" },
        ])
    );
}
