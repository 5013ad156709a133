//! `schedules preview` as programs call it.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use serde_json::{Value, json};
use support::{json_of, run, with_input};

fn preview(arguments: &[&str]) -> (Option<i32>, Value) {
    let data = tempfile::tempdir().unwrap();
    let all: Vec<&str> = ["schedule", "preview", "--json"].iter().chain(arguments).copied().collect();
    let output = run(data.path(), &all);
    (output.status.code(), json_of(&output))
}

#[test]
fn a_preview_has_exactly_the_promised_shape() {
    let arguments = [
        "--cron",
        "30 2 * * *",
        "--time-zone",
        "America/New_York",
        "--after",
        "2026-03-08T00:00:00Z",
        "--count",
        "2",
        "--window",
        "last 7 days",
    ];
    let expected = json!([
        {
            "nominal_local": "2026-03-08T03:00:00",
            "nominal_utc": "2026-03-08T07:00:00Z",
            "offset": "-04:00",
            "window_start": "2026-03-01T00:00:00",
            "window_end": "2026-03-08T00:00:00",
            "note": "02:30 does not exist on 8 March; runs 03:00",
        },
        {
            "nominal_local": "2026-03-09T02:30:00",
            "nominal_utc": "2026-03-09T06:30:00Z",
            "offset": "-04:00",
            "window_start": "2026-03-02T00:00:00",
            "window_end": "2026-03-09T00:00:00",
            "note": null,
        },
    ]);
    assert_eq!(preview(&arguments), (Some(0), expected));
}

#[test]
fn a_preset_chooses_what_a_change_of_clocks_does() {
    let ask = |preset: &str| {
        let arguments =
            ["--preset", preset, "--time-zone", "Europe/London", "--after", "2026-10-24T12:00:00Z", "--count", "2"];
        let (code, slots) = preview(&arguments);
        assert_eq!(code, Some(0), "{slots}");
        slots
            .as_array()
            .unwrap()
            .iter()
            .map(|slot| slot["nominal_utc"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let preset = |overlap: &str| {
        format!(r#"{{"kind":"every_days","anchor":"2026-01-01","days":1,"at":["01:15"],"overlap":"{overlap}"}}"#)
    };
    assert_eq!(ask(&preset("first")), ["2026-10-25T00:15:00Z", "2026-10-26T01:15:00Z"]);
    assert_eq!(ask(&preset("both")), ["2026-10-25T00:15:00Z", "2026-10-25T01:15:00Z"]);
}

#[test]
fn a_wrong_expression_is_named_with_its_column() {
    let (code, answer) = preview(&["--cron", "0 6 * JANFEB *"]);
    assert_eq!((code, &answer["code"], &answer["column"]), (Some(1), &json!("SCH001"), &json!(7)));
    assert_eq!(support::keys(&answer), ["code", "message", "column"]);
    let (code, answer) = preview(&["--cron", "cron(0 6 ? * 2-6 *)"]);
    assert_eq!((code, &answer["instead"]), (Some(1), &json!("0 6 * * 1-5")));
    for (arguments, said) in [
        (["--cron", "0 6 * * *", "--time-zone", "Mars/Base"], "schedule.zone"),
        (["--cron", "0 6 * * *", "--time-zone", "america/new_york"], "schedule.zone"),
        (["--cron", "0 6 * * *", "--window", "yesterday"], "schedule.window"),
        (["--preset", r#"{"kind":"weekly","at":["06:00"]}"#, "--time-zone", "UTC"], "schedule.preset"),
    ] {
        let (code, answer) = preview(&arguments);
        assert_eq!((code, &answer["code"]), (Some(1), &json!(said)), "{answer}");
    }
}

#[test]
fn many_questions_are_answered_line_by_line() {
    let data = tempfile::tempdir().unwrap();
    let questions = [
        r#"{"cron":"0 6 * * *","time_zone":"UTC","after":"2026-01-01T00:00:00Z","count":1}"#,
        r#"{"cron":"0 6 * *","time_zone":"UTC","after":"2026-01-01T00:00:00Z","count":1}"#,
        "",
        "no question",
        r#"{"cron":"0 0 30 2 *","after":"2026-01-01T00:00:00Z"}"#,
    ];
    let answered = with_input(data.path(), &["schedules", "preview", "--batch", "-"], &questions.join("\n"));
    assert_eq!(answered.status.code(), Some(0));
    let lines: Vec<Value> =
        String::from_utf8(answered.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[0][0]["nominal_utc"], json!("2026-01-01T06:00:00Z"));
    assert_eq!((&lines[1]["code"], &lines[2]["code"]), (&json!("SCH001"), &json!("schedule.question")));
    assert_eq!(lines[3], json!([]), "it never comes");
}

#[test]
fn one_impossible_question_does_not_end_a_batch() {
    let data = tempfile::tempdir().unwrap();
    let questions = [
        r#"{"cron":"0 6 * * *","time_zone":"America/New_York","after":"9999-12-31T12:00:00Z","count":3}"#,
        r#"{"cron":"0 6 * * *","time_zone":"Asia/Tokyo","after":"0001-01-01T00:00:00Z","count":1}"#,
        r#"{"cron":"0 6 * * *","time_zone":"Asia/Tokyo","after":"-262143-01-01T00:00:00Z","count":1}"#,
        r#"{"cron":"0 6 * * *","time_zone":"Asia/Tokyo","after":"+262142-12-31T23:59:59Z","count":1}"#,
        r#"{"cron":"0 6 * * *","after":"2026-03-01T00:00:00","count":1}"#,
        r#"{"cron":"0 6 * * *","after":"2026-03-01T00:00:00Z","count":1}"#,
    ];
    let answered = with_input(data.path(), &["schedules", "preview", "--batch", "-"], &questions.join("\n"));
    assert_eq!(answered.status.code(), Some(0));
    let lines: Vec<Value> =
        String::from_utf8(answered.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), questions.len());
    assert_eq!(lines[0], json!([]), "the calendar ends");
    assert!(lines[4]["message"].as_str().unwrap().contains("like 2026-03-01T00:00:00Z"), "{}", lines[4]);
    assert_eq!(lines[5][0]["nominal_local"], json!("2026-03-01T06:00:00"));
}

#[test]
fn a_cron_expression_too_chooses_what_a_change_of_clocks_does() {
    let ask = |options: &[&str]| {
        let common = ["--cron", "30 1 * * *", "--time-zone", "Europe/London", "--count", "2"];
        let arguments: Vec<&str> = common.iter().chain(options).copied().collect();
        let (code, slots) = preview(&arguments);
        assert_eq!(code, Some(0), "{slots}");
        [&slots[0], &slots[1]].map(|slot| slot["nominal_utc"].as_str().unwrap().to_owned())
    };
    let spring = ["--after", "2026-03-28T12:00:00Z"];
    assert_eq!(ask(&spring), ["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]);
    assert_eq!(ask(&[&spring[..], &["--gap", "skip"]].concat()), ["2026-03-30T00:30:00Z", "2026-03-31T00:30:00Z"]);
    let autumn = ["--after", "2026-10-24T12:00:00Z", "--overlap", "both"];
    assert_eq!(ask(&autumn), ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"]);
}

#[test]
fn a_preview_says_what_a_window_loses_and_where_a_day_begins_late() {
    let first = |arguments: &[&str]| {
        let (code, slots) = preview(arguments);
        assert_eq!(code, Some(0), "{slots}");
        slots[0].clone()
    };
    let after = ["--cron", "0 6 * * *", "--after", "2026-03-05T00:00:00Z", "--count", "1", "--window"];
    let slot = first(&[&after[..], &["last 500 days"]].concat());
    assert_eq!(
        (&slot["window_start"], &slot["window_end"]),
        (&json!("2025-02-05T00:00:00"), &json!("2026-03-05T00:00:00"))
    );
    assert_eq!(slot["note"], json!("the window begins 5 February 2025: 13 months are kept"));
    let slot = first(&[&after[..], &["fixed 2024-01-01 2024-01-31"]].concat());
    assert_eq!((&slot["window_start"], &slot["window_end"]), (&json!(null), &json!(null)));
    assert_eq!(slot["note"], json!("the window ends before 5 February 2025: 13 months are kept"));
    let cairo =
        ["--cron", "0 6 * * *", "--time-zone", "Africa/Cairo", "--after", "2026-04-24T12:00:00Z", "--count", "1"];
    let slot = first(&[&cairo[..], &["--window", "last full day"]].concat());
    assert_eq!(
        (&slot["window_start"], &slot["window_end"]),
        (&json!("2026-04-24T01:00:00"), &json!("2026-04-25T00:00:00"))
    );
    let months = r#"{"kind":"monthly_day","day":31,"at":["06:00"]}"#;
    let slot = first(&["--preset", months, "--after", "2026-02-01T00:00:00Z", "--count", "1"]);
    assert_eq!(slot["note"], json!("February has no day 31; runs on its last"));
}
