//! `sql` over several files, and the commands for editors and scripts.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::{Value, json};

use support::{GOOD, json_of, keys, run, with_input};

const UNTIDY: &str = "select campaign, -- of the ad\n sum(impressions) as n from dsp_impressions group by campaign";
const TIDY: &str =
    "SELECT\n  campaign, -- of the ad\n  SUM(impressions) AS n\nFROM\n  dsp_impressions\nGROUP BY\n  campaign\n";

fn lines(output: &Output) -> Vec<Value> {
    String::from_utf8_lossy(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn several_files_give_a_line_each_and_the_worst_exit_code() {
    let data = tempfile::tempdir().unwrap();
    let good = file(data.path(), "good.sql", GOOD);
    let bad = file(data.path(), "bad.sql", "SELECT nothing FROM nowhere");
    let output = run(data.path(), &["sql", "check", "--json", text(&good), text(&bad)]);
    assert_eq!(output.status.code(), Some(1));
    let lines = lines(&output);
    assert_eq!(lines.len(), 2);
    assert_eq!(keys(&lines[0])[0], "file");
    assert_eq!(lines[0]["file"], json!(text(&good)));
    assert_eq!((&lines[0]["ok"], &lines[1]["ok"]), (&json!(true), &json!(false)));
}

#[test]
fn a_file_that_cannot_be_read_is_named_among_the_others() {
    let data = tempfile::tempdir().unwrap();
    let good = file(data.path(), "good.sql", GOOD);
    let gone = data.path().join("gone.sql");
    for command in [&["check"][..], &["params"], &["format"], &["complete", "--at", "1:8"]] {
        let arguments = [&["sql"][..], command, &["--json", text(&gone), text(&good)]].concat();
        let output = run(data.path(), &arguments);
        assert_eq!(output.status.code(), Some(2), "{command:?}");
        let lines = lines(&output);
        assert_eq!(lines.len(), 2, "{command:?}");
        assert_eq!((&lines[0]["file"], &lines[0]["ok"]), (&json!(text(&gone)), &json!(false)), "{command:?}");
        assert_eq!(keys(&lines[0]["error"]), ["code", "message", "next_step"], "{command:?}");
        assert_eq!(lines[1]["file"], json!(text(&good)), "{command:?}");
        assert_eq!(lines[1].get("error"), None, "{command:?}");
    }
    let spoken = run(data.path(), &["sql", "check", text(&gone), text(&good)]);
    assert_eq!(spoken.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&spoken.stderr).contains("gone.sql"));
    assert!(String::from_utf8_lossy(&spoken.stdout).contains("good.sql: no errors"));
}

#[test]
fn what_can_be_written_at_a_place_has_exactly_the_promised_shape() {
    let data = tempfile::tempdir().unwrap();
    let sql = "WITH seen AS (SELECT campaign FROM dsp_clicks GROUP BY 1)\nSELECT s.\nFROM seen s";
    let output = with_input(data.path(), &["sql", "complete", "--json", "--at", "2:10", "-"], sql);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let answer = json_of(&output);
    assert_eq!(keys(&answer), ["completions"]);
    let first = &answer["completions"][0];
    assert_eq!(keys(first), ["label", "kind", "detail", "field_kind", "threshold", "documentation", "insert"]);
    assert_eq!((&first["label"], &first["kind"]), (&json!("campaign"), &json!("column")));
    assert_eq!((&first["field_kind"], &first["detail"]), (&json!("dimension"), &json!("STRING")));

    let spoken = with_input(data.path(), &["sql", "complete", "--at", "2:10", "-"], sql);
    assert!(String::from_utf8_lossy(&spoken.stdout).contains("campaign"));
    for place in ["2", "0:1", "2:x"] {
        let output = with_input(data.path(), &["sql", "complete", "--at", place, "-"], sql);
        assert_eq!(output.status.code(), Some(2), "{place}");
    }
}

#[test]
fn parameters_are_listed_with_the_type_that_their_use_suggests() {
    let data = tempfile::tempdir().unwrap();
    let sql = "SELECT campaign, SUM(impressions) AS n FROM dsp_impressions WHERE advertiser = CUSTOM_PARAMETER('who') AND impressions > {{least}} GROUP BY campaign";
    let output = with_input(data.path(), &["sql", "params", "--json", "-"], sql);
    assert_eq!(output.status.code(), Some(0));
    let answer = json_of(&output);
    assert_eq!(keys(&answer), ["ok", "parameters"]);
    assert_eq!(answer["parameters"][0], json!({ "name": "who", "data_type": "STRING" }));
    assert_eq!(answer["parameters"][1]["name"], json!("least"));
    let spoken = with_input(data.path(), &["sql", "params", "-"], sql);
    assert!(String::from_utf8_lossy(&spoken.stdout).starts_with("who=STRING\nleast="));

    let broken = with_input(data.path(), &["sql", "params", "-"], "SELECT campain FROM dsp_clicks WHERE site = @place");
    assert_eq!(broken.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&broken.stdout).contains("place="));
    assert!(!broken.stderr.is_empty());
}

#[test]
fn a_statement_is_laid_out_and_printed() {
    let data = tempfile::tempdir().unwrap();
    let output = with_input(data.path(), &["sql", "format", "-"], UNTIDY);
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stdout).as_ref()), (Some(0), TIDY));
    let answer = json_of(&with_input(data.path(), &["sql", "format", "--json", "-"], UNTIDY));
    assert_eq!(answer, json!({ "changed": true, "sql": TIDY }));
    let marked = with_input(data.path(), &["sql", "format", "--json", "-"], &format!("\u{feff}{TIDY}"));
    assert_eq!(json_of(&marked), json!({ "changed": false, "sql": TIDY }));
}

#[test]
fn files_are_compared_or_rewritten_and_only_where_they_differ() {
    let data = tempfile::tempdir().unwrap();
    let (untidy, tidy) = (file(data.path(), "a.sql", UNTIDY), file(data.path(), "b.sql", TIDY));
    let files = [text(&untidy), text(&tidy)];
    let format = |flag: &str| run(data.path(), &[&["sql", "format", flag][..], &files].concat());

    let output = format("--check");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stdout), format!("{}: would change\n", files[0]));
    assert_eq!(std::fs::read_to_string(&untidy).unwrap(), UNTIDY);

    let output = format("--write");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout), format!("{}: rewritten\n", files[0]));
    assert_eq!(std::fs::read_to_string(&untidy).unwrap(), TIDY);
    assert_eq!(format("--check").status.code(), Some(0));

    for misuse in [&["sql", "format", "--write", "-"][..], &["sql", "format", "--write", "--check", files[0]]] {
        assert_eq!(with_input(data.path(), misuse, UNTIDY).status.code(), Some(2), "{misuse:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_rewritten_file_keeps_its_permissions_and_a_link_stays_a_link() {
    use std::os::unix::fs::PermissionsExt as _;
    let data = tempfile::tempdir().unwrap();
    let kept = file(data.path(), "kept.sql", UNTIDY);
    std::fs::set_permissions(&kept, std::fs::Permissions::from_mode(0o640)).unwrap();
    let link = data.path().join("link.sql");
    std::os::unix::fs::symlink(&kept, &link).unwrap();
    assert_eq!(run(data.path(), &["sql", "format", "--write", text(&link)]).status.code(), Some(0));
    assert!(link.is_symlink());
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), TIDY);
    assert_eq!(std::fs::metadata(&kept).unwrap().permissions().mode() & 0o777, 0o640);

    std::fs::write(&kept, UNTIDY).unwrap();
    std::fs::set_permissions(&kept, std::fs::Permissions::from_mode(0o440)).unwrap();
    let refused = run(data.path(), &["sql", "format", "--write", "--json", text(&kept)]);
    assert_eq!(refused.status.code(), Some(1));
    let error: Value = serde_json::from_slice(&refused.stderr).unwrap();
    assert_eq!(error["error"]["code"], json!("cli.write"));
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), UNTIDY);
}
