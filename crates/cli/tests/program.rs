//! The program as other programs see it: exit codes and exact shapes.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use serde_json::{Value, json};

use support::{GOOD, json_of, keys, program, run, with_input};

#[test]
fn a_good_statement_checks_with_exactly_the_promised_shape() {
    let data = tempfile::tempdir().unwrap();
    let output = with_input(data.path(), &["sql", "check", "--json", "-"], GOOD);
    assert_eq!(output.status.code(), Some(0));
    let report = json_of(&output);
    assert_eq!(keys(&report), ["ok", "diagnostics", "parameters", "tables", "output"]);
    assert_eq!(report["ok"], json!(true));
    assert_eq!(report["tables"], json!(["dsp_impressions"]));
    assert_eq!(keys(&report["output"][0]), ["name", "data_type", "threshold"]);
    assert_eq!(report["output"][1]["name"], json!("impressions"));
}

#[test]
fn a_mistake_is_placed_and_ends_with_one() {
    let data = tempfile::tempdir().unwrap();
    let output = with_input(
        data.path(),
        &["sql", "check", "--json", "-"],
        "SELECT campaign,\n  SUM(impresions) AS n\nFROM dsp_impressions\nGROUP BY campaign",
    );
    assert_eq!(output.status.code(), Some(1));
    let report = json_of(&output);
    let found = &report["diagnostics"][0];
    assert_eq!(keys(found), ["severity", "code", "message", "line", "column", "end_line", "end_column", "help"]);
    assert_eq!((&found["line"], &found["column"]), (&json!(2), &json!(7)));
    assert_eq!((&found["end_line"], &found["end_column"]), (&json!(2), &json!(17)));
    assert!(found["help"].as_str().unwrap().contains("impressions"), "{found}");
}

#[test]
fn an_undeclared_parameter_is_an_error_once_any_is_declared() {
    let data = tempfile::tempdir().unwrap();
    let sql = "SELECT campaign, SUM(impressions) AS n FROM dsp_impressions WHERE advertiser = CUSTOM_PARAMETER('who') GROUP BY campaign";
    let inferred = with_input(data.path(), &["sql", "check", "--json", "-"], sql);
    assert_eq!(inferred.status.code(), Some(0));
    assert_eq!(json_of(&inferred)["parameters"][0]["name"], json!("who"));
    let other = with_input(data.path(), &["sql", "check", "--json", "--param-type", "x=STRING", "-"], sql);
    assert_eq!(other.status.code(), Some(1));
    let declared = with_input(data.path(), &["sql", "check", "--json", "--param-type", "who=STRING", "-"], sql);
    assert_eq!(declared.status.code(), Some(0));
}

#[test]
fn misuse_ends_with_two_and_a_sentence() {
    let data = tempfile::tempdir().unwrap();
    for arguments in [
        &["sql", "check"][..],
        &["sql", "check", "/nowhere/at/all.sql"],
        &["sql", "check", "--param-type", "x", "-"],
        &["sql", "run", "-", "--start", "2026-02-01T00:00:00Z", "--end", "2026-02-02"],
        &["results", "export", "x", "--out", "result.doc"],
        &["no-such-command"],
        &["sql", "run", "--param", "nobody=1", "-"],
    ] {
        let output = with_input(data.path(), arguments, GOOD);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_local_run_answers_rows_in_exactly_the_promised_shape() {
    let data = tempfile::tempdir().unwrap();
    let output = with_input(data.path(), &["sql", "run", "--json", "--scale", "0.01", "-"], GOOD);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let answer = json_of(&output);
    let mut found = keys(&answer);
    found.sort_unstable();
    assert_eq!(found, ["columns", "elapsed_ms", "row_count", "rows"]);
    assert_eq!(answer["columns"][0], json!({ "name": "campaign", "data_type": "STRING" }));
    let rows = answer["rows"].as_array().unwrap();
    assert!(!rows.is_empty());
    assert_eq!(answer["row_count"], json!(rows.len()));
    assert!(rows.iter().all(|r| r[1].is_i64()), "{rows:?}");

    let file = data.path().join("out.csv");
    let written =
        with_input(data.path(), &["sql", "run", "--scale", "0.01", "--out", file.to_str().unwrap(), "-"], GOOD);
    assert_eq!(written.status.code(), Some(0), "{}", String::from_utf8_lossy(&written.stderr));
    let csv = std::fs::read_to_string(file).unwrap();
    assert_eq!(csv.lines().count(), rows.len() + 1);
}

/// A sandbox in a process of its own, ended with the value.
struct Served {
    child: Child,
    line: String,
}

impl Served {
    fn start(data: &Path) -> Self {
        let mut child = program(data)
            .args([
                "sandbox",
                "serve",
                "--json",
                "--port",
                "0",
                "--scale",
                "0.01",
                "--pending-ms",
                "50",
                "--running-ms",
                "100",
            ])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, line }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_query_goes_through_the_service_and_its_result_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let sandbox = Served::start(&folder.path().join("sandbox"));
    let described: Value = serde_json::from_str(&sandbox.line).unwrap();
    for key in [
        "authorize_url",
        "token_url",
        "api_url",
        "control_url",
        "client_id",
        "client_secret",
        "redirect_uris",
        "accounts",
    ] {
        assert!(described.get(key).is_some(), "{key} is missing");
    }
    let instance = described["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|a| a["instances"].as_array().unwrap())
        .find(|i| i["type"] == json!("STANDARD"))
        .unwrap()["instance_id"]
        .as_str()
        .unwrap()
        .to_owned();

    let login = with_input(&data, &["login", "--sandbox", "-", "--json"], &sandbox.line);
    assert_eq!(login.status.code(), Some(0), "{}", String::from_utf8_lossy(&login.stderr));
    assert!(!String::from_utf8_lossy(&login.stdout).contains(described["client_secret"].as_str().unwrap()));

    let query = folder.path().join("query.sql");
    std::fs::write(&query, GOOD).unwrap();
    let out = folder.path().join("result.csv");
    let ran = run(
        &data,
        &["run", query.to_str().unwrap(), "--instance", &instance, "--wait", "--out", out.to_str().unwrap(), "--json"],
    );
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
    let id = json_of(&ran)["executions"][0]["id"].as_str().unwrap().to_owned();
    assert!(std::fs::read_to_string(&out).unwrap().starts_with("campaign,impressions"));

    // Named twice it runs once, and each file is its own instance's.
    let known = json_of(&run(&data, &["instances", "--json"]));
    let ready = |i: &&Value| {
        i["has_dsp"] == json!(true)
            && i["instance_type"] == json!("STANDARD")
            && i["creation_status"] == json!("COMPLETED")
    };
    let other = known.as_array().unwrap().iter().filter(ready).find(|i| i["instance_id"] != json!(instance)).unwrap();
    let other = other["instance_id"].as_str().unwrap();
    let twice = format!("{instance},{instance},{other}");
    let many = folder.path().join("many.csv");
    let arguments = [
        "run",
        query.to_str().unwrap(),
        "--instance",
        twice.as_str(),
        "--wait",
        "--out",
        many.to_str().unwrap(),
        "--json",
    ];
    let ran = run(&data, &arguments);
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
    let answer = json_of(&ran);
    assert_eq!((answer["executions"].as_array().unwrap().len(), answer["files"].as_array().unwrap().len()), (2, 2));
    for id in [instance.as_str(), other] {
        assert!(folder.path().join(format!("many-{id}.csv")).exists(), "{answer}");
    }

    // Those beyond what an instance is given at once wait, and whoever does not wait for them is told.
    std::fs::write(&query, format!("-- sandbox:stuck\n{GOOD}")).unwrap();
    for number in 1..=9 {
        let left = run(&data, &["run", query.to_str().unwrap(), "--instance", &instance]);
        let said = String::from_utf8_lossy(&left.stderr);
        assert_eq!(left.status.code(), Some(0), "{said}");
        assert_eq!(said.contains("1 run waits on this computer"), number == 9, "run {number}: {said}");
    }

    // What has ended is not asked to end.
    let cancelled = json_of(&run(&data, &["executions", "cancel", &id, "--json"]));
    assert_eq!(cancelled, json!({ "id": id, "cancel_requested": false, "state": "succeeded" }));

    drop(sandbox);
    // A program has to say that it means it.
    let asked = run(&data, &["profiles", "remove"]);
    assert_eq!(asked.status.code(), Some(2), "{}", String::from_utf8_lossy(&asked.stderr));
    let out_of = json_of(&run(&data, &["profiles", "sign-out", "--json"]));
    assert_eq!(out_of["state"], json!("signed_out"));
    assert_eq!(json_of(&run(&data, &["profiles", "--json"]))[0]["state"], json!("signed_out"));
    let removed = json_of(&run(&data, &["profiles", "remove", "--yes", "--json"]));
    assert_eq!(removed["removed"], json!(true));
    assert_eq!(json_of(&run(&data, &["profiles", "--json"])), json!([]));

    // The sandbox is gone, and who signed in to it; what was kept is still here.
    let listed = json_of(&run(&data, &["executions", "--json"]));
    assert!(listed.as_array().unwrap().iter().any(|execution| execution["id"] == json!(id)), "{listed}");
    let again = folder.path().join("again.json");
    let exported = run(&data, &["results", "export", &id, "--out", again.to_str().unwrap()]);
    assert_eq!(exported.status.code(), Some(0), "{}", String::from_utf8_lossy(&exported.stderr));
    let rows: Value = serde_json::from_str(&std::fs::read_to_string(again).unwrap()).unwrap();
    assert!(!rows.as_array().unwrap().is_empty());
}

#[test]
#[cfg(target_os = "linux")]
fn no_core_file_can_hold_a_secret() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(folder.path());
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", served.child.id())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
}

#[test]
fn a_sandbox_line_that_leads_elsewhere_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let line = json!({
        "authorize_url": "http://evil.example:80/ap/oa", "token_url": "http://evil.example:80/t",
        "api_url": "http://evil.example:80", "client_id": "x", "client_secret": "y",
        "redirect_uris": ["http://localhost:8742/signed-in"], "accounts": [],
    });
    let output = with_input(data.path(), &["login", "--sandbox", "-", "--json"], &format!("{line}\n"));
    assert_eq!(output.status.code(), Some(1));
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(error["error"]["code"], json!("sandbox.not_loopback"));
}

#[test]
fn the_demo_signs_in_runs_and_prints_a_table() {
    let data = tempfile::tempdir().unwrap();
    let output = run(data.path(), &["demo"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("converted"), "{text}");
    let file = text.lines().find_map(|l| l.split("Kept in ").nth(1)).unwrap();
    assert!(Path::new(file).exists(), "{file}");
}

#[test]
fn tables_that_were_uploaded_to_an_instance_are_listed_checked_and_run() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let sandbox = Served::start(&folder.path().join("sandbox"));
    let login = with_input(&data, &["login", "--sandbox", "-", "--json"], &sandbox.line);
    assert_eq!(login.status.code(), Some(0), "{}", String::from_utf8_lossy(&login.stderr));

    let listed = run(&data, &["instances", "data-sources", "amcsbxkestrelus", "--json"]);
    let names: Vec<String> = json_of(&listed)["dataSources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|source| source["dataSourceId"].as_str().unwrap().to_owned())
        .collect();
    assert!(names.iter().any(|name| name == "kestrel_loyalty_members"), "{names:?}");
    let tables = folder.path().join("tables.json");
    std::fs::write(&tables, &listed.stdout).unwrap();

    let query = folder.path().join("tiers.sql");
    let sql = "SELECT m.loyalty_tier, COUNT(DISTINCT i.user_id) AS users
        FROM dsp_impressions i JOIN kestrel_loyalty_members m ON m.user_id = i.user_id GROUP BY m.loyalty_tier";
    std::fs::write(&query, sql).unwrap();
    let query = query.to_str().unwrap();
    assert_eq!(run(&data, &["sql", "check", query]).status.code(), Some(1), "unknown without the list");
    let with_tables = run(&data, &["sql", "check", "--data-sources", tables.to_str().unwrap(), query]);
    assert_eq!(with_tables.status.code(), Some(0), "{}", String::from_utf8_lossy(&with_tables.stdout));

    let out = folder.path().join("tiers.csv");
    let arguments = ["run", query, "--instance", "amcsbxkestrelus", "--wait", "--out", out.to_str().unwrap(), "--json"];
    let ran = run(&data, &arguments);
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
    let rows = std::fs::read_to_string(&out).unwrap();
    let mut tiers: Vec<&str> = rows.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    tiers.sort_unstable();
    assert_eq!(tiers, ["ridge", "summit", "trail"], "{rows}");

    let refused = run(&data, &["run", query, "--instance", "amcsbxbrambleus"]);
    assert_eq!(refused.status.code(), Some(1));
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(words.contains("kestrel_loyalty_members"), "{words}");
}

#[test]
fn a_schedule_is_added_changed_run_paused_and_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let sandbox = Served::start(&folder.path().join("sandbox"));
    let login = with_input(&data, &["login", "--sandbox", "-", "--json"], &sandbox.line);
    assert_eq!(login.status.code(), Some(0), "{}", String::from_utf8_lossy(&login.stderr));
    let query = folder.path().join("reach.sql");
    std::fs::write(&query, GOOD).unwrap();
    let schedules = |arguments: &[&str]| {
        let all: Vec<&str> = ["schedules"].iter().chain(arguments).chain(&["--json"]).copied().collect();
        run(&data, &all)
    };
    let file = query.to_str().unwrap();
    let add = ["add", file, "--instance", "amcsbxkestrelus", "--cron", "30 6 * * MON", "--time-zone", "Europe/Berlin"];
    let unfinished = schedules(&add);
    assert_eq!(unfinished.status.code(), Some(2), "without dates nothing is added");
    let added = json_of(&schedules(&[&add[..], &["--window", "last 7 days lag 1"]].concat()));
    assert_eq!((&added["name"], &added["state"], &added["instances"]), (&json!("reach"), &json!("on"), &json!(1)));

    let edited = json_of(&schedules(&["edit", "reach", "--name", "Weekly reach", "--misfire", "none"]));
    assert_eq!((&edited["spec"]["misfire"], &edited["spec"]["window"]), (&json!("none"), &json!("last 7 days lag 1")));
    let next = json_of(&schedules(&["next", "Weekly reach", "--count", "3"]));
    assert_eq!(next["slots"].as_array().unwrap().len(), 3);

    let ran = schedules(&["run", "Weekly reach"]);
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stdout));
    assert_eq!((&json_of(&ran)["state"], &json_of(&ran)["origin"]), (&json!("succeeded"), &json!("manual")));
    let history = json_of(&schedules(&["history", "Weekly reach"]));
    assert_eq!(history.as_array().unwrap().len(), 1);
    let last = history[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(json_of(&schedules(&["history", "Weekly reach", "--before", &last])), json!([]));
    let figures = json_of(&schedules(&["figures", "Weekly reach", "--days", "7"]));
    assert_eq!((&figures["period"]["executions"], &figures["before"]["executions"]), (&json!(1), &json!(0)));
    let out = folder.path().to_str().unwrap();
    let results = json_of(&schedules(&["results", "Weekly reach", "--to", out, "--format", "ndjson"]));
    assert_eq!((&results["files"], &results["missing"]), (&json!(1), &json!(0)));
    assert_eq!(std::fs::read_dir(results["folder"].as_str().unwrap()).unwrap().count(), 1);

    let paused = json_of(&schedules(&["pause", "--all"]));
    assert_eq!(paused[0]["state"], json!("paused"));
    let resumed = json_of(&schedules(&["resume", "Weekly reach", "--missed", "latest"]));
    assert_eq!(resumed[0]["state"], json!("on"));
    assert_eq!(json_of(&schedules(&["delete", "Weekly reach"])), json!([]));
    let gone = schedules(&["run", "Weekly reach"]);
    assert_eq!(gone.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&gone.stderr).contains("cli.no_schedule"));
}

#[test]
fn a_schedule_begins_with_a_template_and_can_be_kept_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let sandbox = Served::start(&folder.path().join("sandbox"));
    let login = with_input(&data, &["login", "--sandbox", "-", "--json"], &sandbox.line);
    assert_eq!(login.status.code(), Some(0), "{}", String::from_utf8_lossy(&login.stderr));
    let query = folder.path().join("reach.sql");
    std::fs::write(&query, GOOD).unwrap();
    let schedules = |arguments: &[&str]| {
        let all: Vec<&str> = ["schedules"].iter().chain(arguments).chain(&["--json"]).copied().collect();
        run(&data, &all)
    };
    let add = ["add", query.to_str().unwrap(), "--instance", "amcsbxkestrelus", "--template"];
    let timeless = schedules(&[&add[..], &["Weekly report"]].concat());
    assert_eq!(timeless.status.code(), Some(2), "{}", String::from_utf8_lossy(&timeless.stderr));
    let weekly = json_of(&schedules(&[&add[..], &["Weekly report", "--at", "06:30", "--retries", "2"]].concat()));
    assert_eq!((&weekly["spec"]["window"], &weekly["spec"]["retries"]), (&json!("last full week lag 2"), &json!(2)));
    let kept = json_of(&schedules(&["templates", "save", "reach", "--name", "Ours"]));
    let ours = kept.as_array().unwrap().last().unwrap();
    assert_eq!((&ours["name"], &ours["built_in"], &ours["spec"]["sql"]), (&json!("Ours"), &json!(false), &json!("")));
    let again = json_of(&schedules(&[&add[..], &["Ours", "--name", "Again"]].concat()));
    assert_eq!(again["spec"]["rule"], weekly["spec"]["rule"]);
    assert_eq!(again["spec"]["retries"], json!(2));
    let left = json_of(&schedules(&["templates", "delete", "Ours"]));
    assert!(left.as_array().unwrap().iter().all(|one| one["built_in"] == json!(true)));
    assert_eq!(
        schedules(&["templates", "delete", "Weekly report"]).status.code(),
        Some(1),
        "it is not the person's own"
    );

    assert_eq!(json_of(&run(&data, &["executions", "queue", "--json"])), json!([]));
    let gone = run(&data, &["executions", "queue", "--first", "gone"]);
    assert_eq!(gone.status.code(), Some(1));
    assert_eq!(json_of(&run(&data, &["notices", "--json"])), json!([]));
    assert_eq!(json_of(&run(&data, &["notices", "read", "--json"])), json!({ "read": [] }));
}

#[test]
fn everything_moves_to_another_folder_and_every_later_command_finds_it_there() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let (kept, away) = (home.path().join("kept"), home.path().join("away"));
    std::fs::create_dir(&kept).unwrap();
    let saved = with_input(
        &data,
        &["brands", "save", "-", "--json"],
        r#"{"name":"Kestrel","products":[{"asin":"b0abcd1234","title":""}]}"#,
    );
    assert_eq!(saved.status.code(), Some(0), "{}", String::from_utf8_lossy(&saved.stderr));
    let plan = json_of(&run(&data, &["storage", "move", kept.to_str().unwrap(), "--dry-run", "--json"]));
    assert_eq!(plan["to"], json!(kept.canonicalize().unwrap()));
    assert!(!kept.join("recomamp.db").exists(), "a dry run moves nothing");
    assert_eq!(run(&data, &["storage", "move", kept.to_str().unwrap()]).status.code(), Some(0));
    assert!(kept.join("recomamp.db").exists() && !data.join("recomamp.db").exists());
    let brands = json_of(&run(&data, &["brands", "--json"]));
    assert_eq!((&brands[0]["name"], &brands[0]["products"][0]["asin"]), (&json!("Kestrel"), &json!("B0ABCD1234")));
    assert_eq!(json_of(&run(&data, &["storage", "--json"]))["folder"], json!(kept.canonicalize().unwrap()));

    // A drive that is away is named; nothing new is begun in its place.
    std::fs::rename(&kept, &away).unwrap();
    let output = run(&data, &["brands", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let failure: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(failure["error"]["code"], json!("store.away"));
    assert!(!kept.exists());
    std::fs::rename(&away, &kept).unwrap();
    assert_eq!(run(&data, &["brands"]).status.code(), Some(0));
    let refused = run(&data, &["storage", "move", data.join("results").to_str().unwrap(), "--json"]);
    assert_eq!(refused.status.code(), Some(1), "a folder that is not there");
}

#[test]
fn a_dashboard_is_kept_refreshed_changed_and_deleted_and_what_its_widgets_bring_can_be_exported() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let spec = r#"{"name":"Weekly","widgets":[{"id":"a","kind":"table","title":"Seven","sql":"SELECT 7 AS n","chart":null,"text":"",
        "width":12,"height":4}]}"#;
    let saved = json_of(&with_input(&data, &["dashboards", "save", "-", "--json"], spec));
    assert_eq!(json_of(&run(&data, &["dashboards", "--json"]))[0]["refreshed_at"], json!(null));
    let shown = json_of(&run(&data, &["dashboards", "refresh", "Weekly", "--json"]));
    let rows_id = shown["rows"][0]["rows_id"].as_str().unwrap();
    assert_eq!((&shown["id"], &shown["rows"][0]["outdated"]), (&saved["id"], &json!(false)));
    let out = home.path().join("seven.csv");
    let export = ["results", "export", rows_id, "--out", out.to_str().unwrap()];
    assert_eq!(run(&data, &export).status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(&out).unwrap().lines().collect::<Vec<_>>(), ["n", "7"]);

    // As `show` prints it, and an earlier one is refused.
    let text = run(&data, &["dashboards", "show", "Weekly", "--json"]).stdout;
    let text = String::from_utf8(text).unwrap().replace("SELECT 7 AS n", "SELECT * FROM latest.nothing");
    assert_eq!(with_input(&data, &["dashboards", "save", "-"], &text).status.code(), Some(0));
    let late = with_input(&data, &["dashboards", "save", "-", "--json"], &text);
    let failure: Value = serde_json::from_slice(&late.stderr).unwrap();
    assert_eq!((late.status.code(), &failure["error"]["code"]), (Some(1), &json!("dashboard.changed")));
    let failed = run(&data, &["dashboards", "refresh", "Weekly"]);
    assert_eq!(failed.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&failed.stdout).contains("No result of “nothing” is kept."));

    assert_eq!(run(&data, &["dashboards", "delete", "Weekly"]).status.code(), Some(0));
    assert_eq!(json_of(&run(&data, &["dashboards", "--json"])), json!([]));
}
