//! Anything may come from the page: no command panics, and every failure has a code, a sentence and a next step.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

use crate::host::{Answer, Host};
use crate::support::Desk;

#[macro_use]
#[path = "../../src-tauri/src/commands/list.rs"]
mod list;

macro_rules! names {
    (typed: [$($typed_module:ident :: $typed:ident),* $(,)?], raw: [$($raw_module:ident :: $raw:ident),* $(,)?]) => {
        [$(stringify!($typed),)* $(stringify!($raw),)*]
    };
}

/// Takes no argument and makes a million events; the journey calls it.
const SLOW: &str = "explore_sandbox";
const CASES: usize = 1_500;

/// The names that arguments and their fields have.
const FIELDS: [&str; 43] = [
    "settings",
    "target",
    "kind",
    "profile",
    "profile_id",
    "profileId",
    "attemptId",
    "address",
    "region",
    "table",
    "text",
    "sql",
    "line",
    "column",
    "tab",
    "id",
    "title",
    "position",
    "instance_ids",
    "window",
    "days",
    "first",
    "weeks",
    "start",
    "end",
    "timeZone",
    "time_zone",
    "parameter_values",
    "request",
    "name",
    "limit",
    "offset",
    "sort",
    "filters",
    "executionId",
    "execution_id",
    "format",
    "guardFormulas",
    "client_id",
    "client_secret",
    "descending",
    "newName",
    "tables",
];

/// Words that mean something to some command, or to something behind it.
const WORDS: [&str; 30] = [
    "",
    " ",
    "\0",
    "\u{202e}txt",
    "../../etc/passwd",
    "C:\\CON",
    "'; DROP TABLE execution; --",
    "%n%s",
    "{{x}}",
    "x",
    "NA",
    "EU",
    "FE",
    "new_amazon",
    "existing",
    "last_days",
    "last_full_weeks",
    "last_full_month",
    "month_to_date",
    "fixed",
    "2026-02-30",
    "2026-02-01",
    "Europe/Berlin",
    "Mars/Olympus",
    "csv",
    "parquet",
    "dsp_impressions",
    "SELECT campaign FROM dsp_impressions",
    "SELECT \u{1f9e8} FROM (((",
    "01890c8e-0000-7000-8000-000000000000",
];

/// The commands that answer a question about a place of a query.
const AT_A_PLACE: [&str; 6] =
    ["complete_sql", "hover_sql", "signature_sql", "definition_sql", "renamable_sql", "rename_sql"];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(WORDS.to_vec()).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => (1usize..70_000).prop_map(|length| "ab(\"".repeat(length / 4)),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        prop::sample::select(vec![0i64, 1, -1, 500, 501, i64::from(u32::MAX), i64::MAX, i64::MIN])
            .prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            fields(inner).prop_map(Value::Object),
        ]
    })
}

fn fields(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::vec((prop::sample::select(FIELDS.to_vec()), inner), 0..9)
        .prop_map(|pairs| pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// A request of the right shape for one of the commands that take one, with anything in its places.
fn shaped() -> impl Strategy<Value = (&'static str, Value)> {
    let window = prop_oneof![
        any::<u32>().prop_map(|days| json!({ "kind": "last_days", "days": days })),
        any::<u32>().prop_map(|weeks| json!({ "kind": "last_full_weeks", "weeks": weeks })),
        (text(), text()).prop_map(|(start, end)| json!({ "kind": "fixed", "start": start, "end": end })),
        Just(json!({ "kind": "month_to_date" })),
    ];
    let ids = prop::collection::vec(text(), 0..4).boxed();
    prop_oneof![
        (text(), text()).prop_map(|(id, text)| ("finish_sign_in", json!({ "attemptId": id, "address": text }))),
        text().prop_map(|id| ("get_execution", json!({ "id": id }))),
        text().prop_map(|id| ("cancel_execution", json!({ "id": id }))),
        text().prop_map(|id| ("sign_out", json!({ "profileId": id }))),
        text().prop_map(|id| ("begin_sign_in", json!({ "target": { "kind": "existing", "profile_id": id } }))),
        (text(), ids.clone()).prop_map(|(sql, ids)| ("check_sql", json!({ "sql": sql, "instanceIds": ids }))),
        (prop::sample::select(AT_A_PLACE.to_vec()), text(), 0u32..9, any::<u32>(), text(), ids.clone()).prop_map(
            |(command, sql, line, column, name, ids)| {
                let place = json!({
                    "sql": sql, "line": line, "column": column, "newName": name, "instanceIds": ids,
                });
                (command, place)
            }
        ),
        (prop::sample::select(vec!["outline_sql", "format_sql"]), text())
            .prop_map(|(command, sql)| (command, json!({ "sql": sql }))),
        (text(), ids.clone())
            .prop_map(|(table, ids)| ("catalog_fields", json!({ "table": table, "instanceIds": ids }))),
        (
            prop::sample::select(vec!["catalog_tables", "search_fields", "list_data_sources", "refresh_data_sources"]),
            text(),
            ids.clone()
        )
            .prop_map(|(command, text, ids)| (command, json!({ "text": text, "instanceIds": ids }))),
        (window.clone(), text())
            .prop_map(|(window, zone)| ("resolve_window", json!({ "window": window, "timeZone": zone }))),
        (prop::collection::vec(text(), 0..4), window.clone(), text(), ids.clone()).prop_map(
            |(tables, window, zone, ids)| {
                let question = json!({ "tables": tables, "window": window, "timeZone": zone, "instanceIds": ids });
                ("run_findings", question)
            }
        ),
        (text(), text(), ids, window, text(), text()).prop_map(|(name, sql, ids, window, zone, key)| {
            let request = json!({
                "name": name, "sql": sql, "instance_ids": ids, "window": window, "time_zone": zone,
                "parameter_values": { key: "x" },
            });
            ("submit_executions", json!({ "request": request }))
        }),
        (prop::sample::select(vec!["rehearse_schedules", "slot_days"]), text(), 0u32..400, text()).prop_map(
            |(command, first, days, zone)| (command, json!({ "first": first, "days": days, "timeZone": zone }))
        ),
        (text(), any::<u32>(), any::<u32>(), any::<u32>(), text()).prop_map(|(id, offset, limit, column, text)| {
            let request = json!({
                "execution_id": id, "offset": offset, "limit": limit,
                "sort": [{ "column": column, "descending": true }],
                "filters": [{ "column": column, "operator": "one_of", "values": [text] }],
            });
            ("result_page", json!({ "request": request }))
        }),
        (text(), any::<u32>(), any::<u32>(), any::<bool>(), text()).prop_map(|(id, row, column, back, text)| {
            let request = json!({
                "execution_id": id, "sort": [], "filters": [], "columns": [column, column], "text": text, "row": row,
                "place": column, "here": back, "backward": back,
            });
            ("find_in_result", json!({ "request": request }))
        }),
        (text(), any::<u32>(), any::<u32>(), any::<u32>()).prop_map(|(id, first, last, column)| {
            let request = json!({
                "execution_id": id, "sort": [], "filters": [], "columns": [column], "first": first, "last": last,
            });
            ("figures_of_cells", json!({ "request": request }))
        }),
        (text(), any::<u32>(), text()).prop_map(|(id, column, text)| {
            let filter = json!({ "column": column, "operator": "between", "values": [text, text] });
            let request = json!({ "execution_id": id, "column": column, "filters": [filter] });
            ("profile_column", json!({ "request": request }))
        }),
        (1u32..400, 1u32..400, text()).prop_map(|(requests, poll, time)| {
            let settings = json!({
                "theme": "dark", "return_host": "localhost", "notifications": true, "keep_running_in_tray": true,
                "quiet_hours": { "on": true, "from": "22:00", "until": time },
                "requests_per_second": requests, "poll_seconds": poll,
            });
            ("update_settings", json!({ "settings": settings }))
        }),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn no_command_panics_whatever_it_is_sent_and_each_failure_can_be_shown() {
    let desk = Desk::without_screen();
    let host = Host::start(&desk);
    let commands: Vec<&str> = for_each_command!(names).into_iter().filter(|name| *name != SLOW).collect();
    let any_request = (prop::sample::select(commands), fields(value()).prop_map(Value::Object));
    let requests = prop_oneof![any_request, shaped()];
    let mut runner = TestRunner::new(Config::default());
    let (mut answered, mut refused) = (0, 0);
    for _ in 0..CASES {
        let (name, arguments) = requests.new_tree(&mut runner).unwrap().current();
        match host.command(name, &arguments).await {
            Answer::Json(_) | Answer::Bytes(_) => answered += 1,
            // Arguments of another type than the command's: Tauri's own words, which the ui's port turns into an error.
            Answer::Error(Value::String(words)) => {
                assert!(words.contains(name), "{name} {}: {words:.300}", short(&arguments))
            }
            Answer::Error(error) => {
                refused += 1;
                can_be_shown(name, &arguments, &error);
            }
        }
    }
    assert!(answered > 100 && refused > 100, "{answered} answers and {refused} refusals prove little");
    host.ask("app_status", json!({})).await;
    host.ask("get_settings", json!({})).await;
}

fn can_be_shown(name: &str, arguments: &Value, error: &Value) {
    let of = |field: &str| {
        error[field].as_str().unwrap_or_else(|| panic!("{name} {}: no {field} in {error:.500}", short(arguments)))
    };
    let code = of("code");
    assert!(!code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b"._".contains(&b)), "{name}: {code}");
    // A mistake in the query is named in the compiler's words.
    let in_query = error["details"]["line"].is_number();
    for sentence in [of("message"), of("next_step")] {
        let ends = in_query || sentence.trim_end_matches(['"', ')', '\u{201d}']).ends_with(['.', '?']);
        assert!(ends, "{name} {}: {sentence:.300?} is no sentence", short(arguments));
    }
}

/// Enough of a value to see what it was.
fn short(value: &Value) -> String {
    value.to_string().chars().take(300).collect()
}
