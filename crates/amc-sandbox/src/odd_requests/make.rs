//! How odd requests are made: the contract's paths, headers and bodies, each with something wrong now and then.

use http::{HeaderName, Method, Uri, header};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{INSTANCE, Odd, SANDBOX_INSTANCE, SQL, good_headers};

const PATHS: &[&str] = &[
    "/amc/accounts",
    "/amc/instances",
    "/amc/instances/{i}",
    "/amc/instances/{i}/advertisers",
    "/amc/instances/{i}/advertisers/updates",
    "/amc/instances/{i}/advertisers/updates/{id}",
    "/amc/instances/{i}/updateCustomerAwsAccount",
    "/amc/instances/{i}/collaboration",
    "/amc/instances/{i}/collaboration/idmappingtables/{id}/jobs/list",
    "/amc/instances/{i}/collaborations/{id}/acrCustomerPartners/{id}",
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
            "createTime", "outputChannels", "channel", "invalidationOffsetSecs",
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

/// The body of a workflow, a run or a schedule with some of it changed, or no such thing.
pub(super) fn body() -> impl Strategy<Value = Vec<u8>> {
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

/// A request that is odd somewhere.
pub(super) fn odd() -> impl Strategy<Value = Odd> {
    (prop::sample::select(METHODS), target(), headers(), body())
        .prop_filter("a target that a client can send", |(_, target, _, _)| target.parse::<Uri>().is_ok())
        .prop_map(|(method, target, headers, body)| Odd { method, target, headers, body })
}
