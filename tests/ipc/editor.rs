//! What the editor is answered over the border.

use serde_json::{Value, json};

use crate::host::{Answer, Host};
use crate::support::Desk;

const SQL: &str = "with seen as (select campaign, count(*) as n from dsp_clicks group by 1) -- how many\nselect s.campaign, if(s.n > 1, ";

#[tokio::test(flavor = "multi_thread")]
async fn every_question_about_a_query_is_answered_also_while_it_does_not_parse() {
    let desk = Desk::without_screen();
    let host = Host::start(&desk);
    let at = |line: u32, column: u32| json!({ "sql": SQL, "line": line, "column": column, "instanceIds": [] });

    let hover = host.ask("hover_sql", at(1, 55)).await;
    assert_eq!((&hover["kind"], &hover["title"]), (&json!("table"), &json!("dsp_clicks")));
    assert_eq!(host.ask("hover_sql", at(1, 11)).await, Value::Null);
    let help = host.ask("signature_sql", at(2, 31)).await;
    assert_eq!((&help["signature"], &help["active"]), (&json!("IF(condition, then, otherwise)"), &json!(1)));
    let offered = host.ask("complete_sql", at(2, 31)).await;
    assert!(!offered.as_array().unwrap().is_empty());

    let whole = format!("{SQL}2, 3) as x from seen s");
    let place = |line: u32, column: u32| json!({ "sql": whole, "line": line, "column": column });
    let given = host.ask("definition_sql", place(2, 8)).await;
    assert_eq!((&given["line"], &given["column"]), (&json!(2), &json!(53)), "{given}");
    let name = host.ask("renamable_sql", place(2, 8)).await;
    assert_eq!((&name["name"], name["places"].as_array().unwrap().len()), (&json!("s"), 3));
    let mut new = place(2, 8);
    new["newName"] = json!("clicked");
    let edits = host.ask("rename_sql", new).await;
    assert!(edits.as_array().unwrap().iter().all(|edit| edit["new_text"] == "clicked"), "{edits}");
    let error = host.error("renamable_sql", place(1, 20)).await;
    assert_eq!(error["code"], "query.not_renamable");

    let parts = host.ask("outline_sql", json!({ "sql": whole })).await;
    let names: Vec<&Value> = parts.as_array().unwrap().iter().map(|part| &part["name"]).collect();
    assert_eq!(names, [&json!("seen"), &json!("SELECT")]);
    let laid_out = host.ask("format_sql", json!({ "sql": whole })).await;
    assert!(laid_out.as_str().unwrap().contains("-- how many\nSELECT\n"), "{laid_out}");
    // Ten thousand lines that begin with four hundred blanks are more than the window takes at once.
    let deep = format!("select {}{}a{}", "f(".repeat(200), "a, ".repeat(10_000), ")".repeat(200));
    let error = host.error("format_sql", json!({ "sql": deep })).await;
    assert_eq!(error["code"], "ipc.answer_too_large");

    let window = |year: &str| {
        let days = json!({ "kind": "fixed", "start": format!("{year}-01-01"), "end": format!("{year}-01-31") });
        json!({ "tables": ["dsp_clicks"], "timeZone": "UTC", "window": days, "instanceIds": [] })
    };
    assert_eq!(host.ask("run_findings", window("2020")).await, json!([]));
    let found = host.ask("run_findings", window("2900")).await;
    assert_eq!(found[0]["code"], "window_too_young", "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_questions_at_once_the_newest_is_answered_and_superseded_ones_say_so() {
    let desk = Desk::without_screen();
    let host = Host::start(&desk);
    // Long enough to be worked on while others come in.
    let long = json!({ "sql": format!("SELECT 1 {}", "+ 1 ".repeat(50_000)), "instanceIds": [] });
    let answers = futures::future::join_all((0..12).map(|_| host.command("check_sql", &long))).await;
    let mut answered = 0;
    for answer in answers {
        match answer {
            Answer::Json(report) => {
                answered += 1;
                assert!(report["diagnostics"].is_array(), "{report}");
            }
            Answer::Error(error) => assert_eq!(error["code"], "query.superseded", "{error}"),
            Answer::Bytes(_) => panic!("a report is JSON"),
        }
    }
    assert!(answered >= 1);
}
