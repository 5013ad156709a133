//! Nothing that can be written makes a check, a run or the editor's services hang or overflow a small stack.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;

use amc_sql::{
    CheckOptions, CheckReport, Diagnostic, RunError, Severity, catalogue::Catalogue, check, complete, definition,
    format, hover, rename, run, signature_help, symbols,
};

mod small;
mod words;

/// Runs something on as little stack as a thread of an async runtime has.
fn on_small_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        std::thread::Builder::new().stack_size(2 << 20).spawn_scoped(scope, work).unwrap().join().unwrap()
    })
}

fn checked(sql: &str) -> CheckReport {
    let report = on_small_stack(|| check(sql, &CheckOptions::new(Catalogue::embedded().unwrap())));
    assert_eq!(report.diagnostics.iter().find_map(words::fault_in_words), None);
    report
}

fn first_error(sql: &str) -> Option<Diagnostic> {
    checked(sql).diagnostics.into_iter().find(|found| found.severity == Severity::Error)
}

/// `head`, then `open` `depth` times, `middle`, and `close` as often.
fn nested(head: &str, open: &str, middle: &str, close: &str, depth: usize) -> String {
    format!("{head}{}{middle}{}", open.repeat(depth), close.repeat(depth))
}

/// Everything that may hold itself: what comes before, what opens, what stands inside, what closes.
const SHAPES: &[(&str, &str, &str, &str)] = &[
    ("SELECT ", "(", "1", ")"),
    ("SELECT ", "1+(", "1", ")"),
    ("SELECT ", "ABS(", "1", ")"),
    ("SELECT ", "IF(1=1,2,", "3", ")"),
    ("SELECT ", "COALESCE(", "1", ",2)"),
    ("SELECT ", "POSITION(", "'a'", ",'b')"),
    ("SELECT ", "SQRT(", "1", ")"),
    ("SELECT ", "LOG(2, ", "1", ")"),
    ("SELECT ", "GREATEST(1, ", "1", ")"),
    ("SELECT ", "NVL(", "1", ", 2)"),
    ("SELECT ", "CARDINALITY(ARRAY[", "1", "])"),
    ("SELECT ", "SKEWNESS((SELECT ", "1", "))"),
    ("SELECT ", "SUBSTRING(", "'a'", " FROM 1)"),
    ("SELECT ", "EXTRACT(DAY FROM ", "CURRENT_DATE", ")"),
    ("SELECT ", "CAST(", "1", " AS INTEGER)"),
    ("SELECT ", "CASE WHEN 1=1 THEN ", "1", " END"),
    ("SELECT ", "CASE ", "1", " WHEN 1 THEN 1 END"),
    ("SELECT ", "CASE (", "1", ") WHEN 1 THEN 1 END"),
    ("SELECT ", "ARRAY[", "1", "]"),
    ("SELECT ", "- ", "1", ""),
    ("SELECT ", "+ - ", "1", ""),
    ("SELECT ", "NOT ", "TRUE", ""),
    ("SELECT ", "NOT (", "TRUE", ")"),
    ("SELECT ", "INTERVAL ", "'1' DAY", ""),
    ("SELECT ", "a.", "a", ""),
    ("SELECT ", "EXISTS (SELECT ", "1", ")"),
    ("SELECT ", "(SELECT ", "1", ")"),
    ("SELECT CAST(NULL AS ", "ARRAY<", "INTEGER", ">"),
    ("SELECT 1", " BETWEEN 1 AND 1", "", ""),
    ("SELECT 1", " IS NULL", "", ""),
    ("SELECT 1", " = 1", "", ""),
    ("SELECT 1", " IS DISTINCT FROM 1", "", ""),
    ("SELECT 1", " - 1", "", ""),
    ("SELECT 'a'", " || 'a'", "", ""),
    ("SELECT 'a'", " LIKE 'a'", "", ""),
    ("SELECT 1", " IN (1)", "", ""),
    ("", "(", "SELECT 1", ")"),
    ("SELECT 1", " UNION ALL SELECT 1", "", ""),
    ("", "SELECT 1 FROM (", "SELECT 1", ") AS t"),
    ("", "SELECT * FROM ((", "SELECT 1", ") AS t)"),
    ("SELECT 1 FROM ", "(", "dsp_clicks", ")"),
    ("SELECT 1 FROM ", "(", "dsp_clicks a JOIN dsp_views b ON 1=1", ")"),
    ("SELECT 1 FROM dsp_clicks", " JOIN dsp_views ON 1=1", "", ""),
    ("SELECT 1 FROM dsp_clicks", ", dsp_views", "", ""),
    ("", "WITH t AS (", "SELECT 1", ") SELECT 1 FROM t"),
    ("SELECT 1 FROM dsp_clicks WHERE ", "1 IN (SELECT 1 FROM dsp_clicks WHERE ", "1=1", ")"),
    ("SELECT 1 FROM dsp_clicks WHERE ", "1 IN ((SELECT 1 FROM dsp_clicks WHERE ", "1=1", "))"),
    ("SELECT ", "SUM(1) OVER (ORDER BY ", "1", ")"),
    ("SELECT ", "COUNT(*) FILTER (WHERE ", "1=1", ")"),
    ("SELECT ", "{", "1", "}"),
    ("", "EXPLAIN ", "SELECT 1", ""),
];

#[test]
fn what_is_nested_too_deep_is_named_where_it_becomes_so() {
    for (head, open, middle, close) in SHAPES {
        for depth in [300, 5_000] {
            let sql = nested(head, open, middle, close, depth);
            let Some(found) = first_error(&sql) else { panic!("{head}{open} {depth} times has no error") };
            if *open == "EXPLAIN " {
                assert_eq!(found.code, "not_a_query");
                continue;
            }
            assert_eq!(found.code, "nested_too_deep", "{head}{open} {depth} times: {found:?}");
            // At a token of the part that is repeated, and no later than at the first that is too much.
            let first = head.chars().count() + 1;
            let last = first + open.chars().count() * 260;
            assert!((first..=last).contains(&found.column), "{head}{open}: {found:?}");
            assert!(found.help.is_some());
        }
    }
}

#[test]
fn what_does_not_end_is_answered_too() {
    for (head, open, ..) in SHAPES {
        for depth in [3, 30, 300, 3_000] {
            let sql = nested(head, open, "", "", depth);
            let report = checked(&sql);
            let ends = ["SELECT 1", "SELECT 'a'", "SELECT 1 FROM dsp_clicks"].contains(head) && depth < 300;
            assert!(ends || !report.ok(), "{sql}");
        }
    }
}

/// Where a part does not fit the parser tries it in another way, and inside that way the next part again.
#[test]
fn a_mistake_inside_what_may_be_read_in_several_ways_is_found() {
    for (head, open, middle, close) in SHAPES {
        for depth in [8, 40] {
            let sql = nested(head, open, &format!("{middle} ~ ,, ) 'x' ("), close, depth);
            assert!(!checked(&sql).ok(), "{sql}");
        }
    }
}

#[test]
fn what_people_may_write_is_not_too_deep() {
    for (head, open, middle, close) in SHAPES {
        // What doubles with every level: the ways to read two parentheses in FROM, or what the engine is told of a call.
        let doubles =
            ["SELECT * FROM ((", "POSITION(", "SQRT(", "LOG(2, ", "GREATEST(1, ", "NVL(", "COALESCE(", " IN (1)"];
        let more = ["CARDINALITY(ARRAY[", "SKEWNESS((SELECT ", " BETWEEN 1 AND 1"];
        let depth = if more.contains(open) {
            3
        } else if doubles.contains(open) {
            6
        } else {
            60
        };
        let sql = nested(head, open, middle, close, depth);
        let deep = checked(&sql).diagnostics.into_iter().find(|found| found.code == "nested_too_deep");
        assert_eq!(deep, None, "{sql}");
    }
}

#[test]
fn ten_thousand_conditions_and_five_thousand_values_are_no_matter() {
    let list = |one: &str, between: &str, count: usize| vec![one; count].join(between);
    let one = "campaign = 'a'";
    for sql in [
        format!("SELECT COUNT(*) AS n FROM dsp_clicks WHERE {}", list(one, " AND ", 10_000)),
        format!("SELECT COUNT(*) AS n FROM dsp_clicks WHERE {}", list(one, " OR ", 10_000)),
        format!(
            "SELECT COUNT(*) AS n FROM dsp_clicks WHERE {}",
            list("a = 1 AND a = 2".replace('a', "clicks").as_str(), " OR ", 4_000)
        ),
        format!("SELECT COUNT(*) AS n FROM dsp_clicks WHERE campaign IN ({})", list("'a'", ", ", 5_000)),
        format!("SELECT COUNT(*) AS n FROM dsp_clicks WHERE campaign_id NOT IN ({})", list("1", ", ", 5_000)),
        format!("SELECT CONCAT({}) AS c, COUNT(*) AS n FROM dsp_clicks GROUP BY 1", list("campaign", ", ", 5_000)),
        format!("SELECT COALESCE({}) AS c, COUNT(*) AS n FROM dsp_clicks GROUP BY 1", list("campaign", ", ", 5_000)),
        format!("WITH t(a) AS (VALUES {}) SELECT COUNT(*) AS n FROM t", list("(1)", ", ", 5_000)),
        format!("SELECT {} FROM dsp_clicks", list("SUM(clicks)", ", ", 2_000)),
        format!("SELECT SUM(CASE {} END) AS n FROM dsp_clicks", list("WHEN clicks = 1 THEN 2", " ", 5_000)),
    ] {
        let report = checked(&sql);
        assert!(report.ok(), "{}: {:?}", &sql[..80], report.diagnostics.first());
    }
}

#[test]
fn longer_chains_are_named_where_they_become_too_long() {
    let chain =
        |head: &str, one: &str, between: &str, count: usize| format!("{head}{}", vec![one; count].join(between));
    for (sql, marked) in [
        (chain("SELECT COUNT(*) AS n FROM dsp_clicks WHERE ", "clicks = 1", " AND ", 12_000), "AND"),
        (chain("SELECT COUNT(*) AS n FROM dsp_clicks WHERE ", "clicks = 1", " OR ", 12_000), "OR"),
        (chain("", "SELECT SUM(clicks) AS n FROM dsp_clicks", " UNION ALL ", 10_000), "UNION"),
        (chain("SELECT ", "'a'", " || ", 10_000), "||"),
        (chain("SELECT ", "1", " + ", 10_000), "+"),
        (chain("SELECT COUNT(*) AS n FROM ", "dsp_clicks", ", ", 10_000), ","),
    ] {
        let found = first_error(&sql).unwrap();
        assert_eq!(found.code, "nested_too_deep");
        let text: String = sql.chars().skip(found.column - 1).take(found.end_column - found.column).collect();
        assert_eq!(text, marked, "{found:?}");
    }
}

#[test]
fn a_text_of_a_mebibyte_is_read_and_a_longer_one_refused() {
    let fill = |unit: &str| unit.repeat((1 << 20) / unit.len());
    for unit in [
        "(",
        ")",
        "'",
        "\"",
        "/*",
        "--",
        ",",
        ";",
        "a ",
        "SELECT ",
        "CASE ",
        "((SELECT ",
        "'a' ",
        "1 ",
        "@a ",
        "\u{1F600}",
    ] {
        let sql = fill(unit);
        assert!(!checked(&sql).ok(), "{unit}");
        let longer = format!("{sql}{}", " ".repeat(unit.len().max(2)));
        assert_eq!(first_error(&longer).unwrap().code, "too_long", "{unit}");
    }
}

#[test]
fn a_statement_full_of_mistakes_gets_a_thousand_findings_and_advice_for_some() {
    let sql = format!("SELECT {} FROM dsp_clicks", vec!["campain"; 20_000].join(", "));
    let report = checked(&sql);
    assert!(!report.ok());
    assert!((1_000..=2_000).contains(&report.diagnostics.len()), "{}", report.diagnostics.len());
    let advised = report.diagnostics.iter().filter(|found| found.replacement.is_some()).count();
    assert!((50..=200).contains(&advised), "{advised}");
}

/// The services of the editor at the beginning, in the middle and at the end of a text.
fn edited(sql: &str) {
    let catalogue = Catalogue::embedded().unwrap();
    on_small_stack(|| {
        let laid_out = format(sql);
        assert!(laid_out.len() <= 600 * sql.len() + 2);
        symbols(sql);
        let end = sql.chars().count() + 1;
        for column in [1, 9, end / 2, end] {
            complete(sql, 1, column, &catalogue);
            hover(sql, 1, column, &catalogue);
            signature_help(sql, 1, column);
            definition(sql, 1, column);
            let _ = rename(sql, 1, column, "b");
        }
    });
}

#[test]
fn the_services_of_the_editor_answer_whatever_is_nested() {
    for (head, open, middle, close) in SHAPES {
        for depth in [30, 400] {
            edited(&nested(head, open, middle, close, depth));
            edited(&nested(head, open, "", "", depth));
        }
    }
    for unit in ["(", "'", "/*", "1+", "a ", ", a", ";SELECT 1", "WITH a AS (SELECT 1), "] {
        edited(&unit.repeat(100_000 / unit.len()));
    }
    let aliases = format!("SELECT {} FROM dsp_clicks a", vec!["a.clicks"; 10_000].join(", "));
    edited(&aliases);
    let at = aliases.chars().count();
    let edits = on_small_stack(|| rename(&aliases, 1, at, "b").unwrap());
    assert_eq!(edits.len(), 10_001);
}

#[test]
fn a_long_union_also_runs_on_a_small_stack() {
    let catalogue = Catalogue::embedded().unwrap();
    let tables = Arc::new(small::Small::new(&catalogue));
    let sql = nested("SELECT 1", " UNION ALL SELECT 1", "", "", 240);
    assert!(checked(&sql).ok());
    let outcome = on_small_stack(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(run(&sql, &small::options(&catalogue, &tables)))
    });
    // The engine may know no way; what counts is that it says so.
    assert!(matches!(outcome, Ok(_) | Err(RunError::Engine(_))), "{:?}", outcome.err());
}

#[test]
fn expressions_that_use_each_other_twice_are_refused_before_the_engine_doubles_them() {
    let doubling = |steps: usize| {
        let last = steps;
        let steps: String = (1..=steps)
            .map(|n| format!(", a{n} AS (SELECT x.k FROM a{0} x JOIN a{0} y ON x.k = y.k)", n - 1))
            .collect();
        format!(
            "WITH a0 AS (SELECT campaign AS k FROM dsp_impressions GROUP BY campaign){steps} SELECT k FROM a{last} GROUP BY k"
        )
    };
    assert_eq!(first_error(&doubling(10)), None);
    let refused = first_error(&doubling(60)).unwrap();
    assert_eq!(
        (refused.code, refused.message.contains("more than 5000 times")),
        ("too_long", true),
        "{}",
        refused.message
    );
}
