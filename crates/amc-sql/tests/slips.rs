//! Slips of the hand and words of other systems: marked to the character, with what helps and, where it is safe, the text that mends them.
#![allow(clippy::unwrap_used, clippy::panic)]

use amc_sql::{CheckOptions, Diagnostic, Severity, catalogue::Catalogue, check};

mod words;

fn found(sql: &str) -> Vec<Diagnostic> {
    let found = check(sql, &CheckOptions::new(Catalogue::embedded().unwrap())).diagnostics;
    assert_eq!(found.iter().find_map(words::fault_in_words), None, "{sql}");
    found
}

/// Byte places of a finding's ends in a text of one line.
fn ends(sql: &str, found: &Diagnostic) -> (usize, usize) {
    let at = |column: usize| sql.char_indices().nth(column - 1).map_or(sql.len(), |(at, _)| at);
    (at(found.column), at(found.end_column))
}

/// The marked text, the help, and the statement as the replacement mends it, of the only finding.
fn only(sql: &str) -> (String, String, Option<String>) {
    let findings = found(sql);
    let [found] = findings.as_slice() else { panic!("{sql}\n{findings:#?}") };
    let (from, to) = ends(sql, found);
    let mended = found.replacement.as_ref().map(|text| format!("{}{text}{}", &sql[..from], &sql[to..]));
    (sql[from..to].to_owned(), found.help.clone().unwrap_or_default(), mended)
}

/// What has `wrong` marked is mended to `right`, of which nothing is said any more.
#[track_caller]
fn mends(sql: &str, wrong: &str, right: &str) {
    let (marked, _, mended) = only(sql);
    assert_eq!(marked, wrong, "{sql}");
    assert_eq!(mended.as_deref(), Some(right), "{sql}");
    assert_eq!(found(right), [], "{right}");
}

#[test]
fn a_comma_too_many_is_taken_out() {
    mends(
        "SELECT campaign, COUNT(1) AS n, FROM dsp_clicks GROUP BY 1",
        ",",
        "SELECT campaign, COUNT(1) AS n FROM dsp_clicks GROUP BY 1",
    );
    mends(
        "SELECT campaign, COUNT(1) AS n FROM dsp_clicks GROUP BY campaign,",
        ",",
        "SELECT campaign, COUNT(1) AS n FROM dsp_clicks GROUP BY campaign",
    );
    mends(
        "WITH a AS (SELECT campaign AS c FROM dsp_clicks GROUP BY 1), SELECT c FROM a",
        ",",
        "WITH a AS (SELECT campaign AS c FROM dsp_clicks GROUP BY 1) SELECT c FROM a",
    );
    mends(
        "SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign IN ('a',, 'b')",
        ",",
        "SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign IN ('a', 'b')",
    );
    mends("SELECT , COUNT(1) AS n FROM dsp_clicks", ",", "SELECT  COUNT(1) AS n FROM dsp_clicks");
}

#[test]
fn a_comma_that_is_missing_between_common_table_expressions_is_put_in() {
    mends(
        "WITH a AS (SELECT campaign AS c FROM dsp_clicks GROUP BY 1) b AS (SELECT c FROM a) SELECT c FROM b",
        ")",
        "WITH a AS (SELECT campaign AS c FROM dsp_clicks GROUP BY 1), b AS (SELECT c FROM a) SELECT c FROM b",
    );
    mends(
        "WITH a AS (SELECT 1 AS x) b(y) AS (VALUES (2)) SELECT x, y FROM a, b",
        ")",
        "WITH a AS (SELECT 1 AS x), b(y) AS (VALUES (2)) SELECT x, y FROM a, b",
    );
}

#[test]
fn what_stands_behind_a_slip_is_checked_all_the_same() {
    let codes = |sql: &str| found(sql).iter().map(|found| (found.code, found.column)).collect::<Vec<_>>();
    let sql =
        "WITH a AS (SELECT campaign, FROM dsp_clicks GROUP BY 1) b AS (SELECT 1 AS x), SELECT c FROM a, b WHERE x == 1";
    assert_eq!(codes(sql), [("syntax", 27), ("syntax", 55), ("syntax", 77), ("unknown_column", 86), ("syntax", 106)]);
}

#[test]
fn typographic_quotes_become_straight() {
    mends(
        "SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign = \u{2018}Brand, new\u{2019}",
        "\u{2018}Brand, new\u{2019}",
        "SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign = 'Brand, new'",
    );
    mends(
        "SELECT COUNT(1) AS \u{201c}my clicks\u{201d} FROM dsp_clicks",
        "\u{201c}my clicks\u{201d}",
        "SELECT COUNT(1) AS \"my clicks\" FROM dsp_clicks",
    );
    mends(
        "SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign = \u{2018}brand'",
        "\u{2018}",
        "SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign = 'brand'",
    );
}

#[test]
fn two_equals_signs_become_one() {
    mends(
        "SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign == 'a'",
        "==",
        "SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign = 'a'",
    );
}

#[test]
fn a_name_that_the_select_gives_is_replaced_by_what_it_stands_for() {
    mends(
        "SELECT LOWER(campaign) AS c, COUNT(1) AS n FROM dsp_clicks WHERE c = 'a' GROUP BY 1",
        "c",
        "SELECT LOWER(campaign) AS c, COUNT(1) AS n FROM dsp_clicks WHERE LOWER(campaign) = 'a' GROUP BY 1",
    );
    mends(
        "SELECT clicks + 1 more, COUNT(1) AS n FROM dsp_clicks WHERE more * 2 > 3 GROUP BY 1",
        "more",
        "SELECT clicks + 1 more, COUNT(1) AS n FROM dsp_clicks WHERE (clicks + 1) * 2 > 3 GROUP BY 1",
    );
    mends(
        "SELECT SUM(clicks) AS all_clicks, all_clicks / 2 AS half FROM dsp_clicks",
        "all_clicks",
        "SELECT SUM(clicks) AS all_clicks, SUM(clicks) / 2 AS half FROM dsp_clicks",
    );
    let (marked, help, mended) = only("SELECT campaign, COUNT(1) AS n FROM dsp_clicks WHERE n > 5 GROUP BY 1");
    assert_eq!((marked.as_str(), help.as_str(), mended), ("n", "Move the condition to HAVING.", None));
    let ranked =
        "SELECT RANK() OVER (ORDER BY site) AS place, COUNT(1) AS n FROM dsp_clicks WHERE place < 5 GROUP BY 1, site";
    assert_eq!(only(ranked).1, "Wrap the SELECT in a subquery, and use the name around it.");
    // A name of its own item is a slip of another kind.
    assert_eq!(only("SELECT campain AS campain, COUNT(1) AS n FROM dsp_clicks GROUP BY 1").1, "Did you mean campaign?");
}

#[test]
fn a_comparison_with_null_becomes_a_test_for_it() {
    let of = |test: &str| format!("SELECT COUNT(1) AS n FROM dsp_clicks WHERE {test}");
    mends(&of("campaign = NULL"), "campaign = NULL", &of("campaign IS NULL"));
    mends(&of("NULL <> LOWER(campaign)"), "NULL <> LOWER(campaign)", &of("LOWER(campaign) IS NOT NULL"));
    let findings = found(&of("clicks > NULL"));
    assert_eq!((findings[0].severity, findings[0].replacement.as_ref()), (Severity::Warning, None));
}

#[test]
fn the_columns_of_a_table_are_not_counted_but_its_rows_are() {
    mends("SELECT COUNT(d.*) AS n FROM dsp_clicks d", "d.*", "SELECT COUNT(*) AS n FROM dsp_clicks d");
    let (marked, help, mended) = only("SELECT COUNT(DISTINCT d.*) AS n FROM dsp_clicks d");
    assert_eq!((marked.as_str(), help.as_str(), mended), ("d.*", "Name the columns.", None));
}

#[test]
fn patterns_and_comparisons_of_other_systems_are_named() {
    let of = |test: &str| format!("SELECT COUNT(1) AS n FROM dsp_clicks WHERE {test}");
    mends(&of("campaign RLIKE '^a'"), "RLIKE", &of("campaign SIMILAR TO '^a'"));
    mends(&of("campaign NOT REGEXP '^a'"), "REGEXP", &of("campaign NOT SIMILAR TO '^a'"));
    mends(&of("site = ANY (SELECT site FROM dsp_views)"), "= ANY", &of("site IN (SELECT site FROM dsp_views)"));
    mends(&of("site <> ALL (SELECT site FROM dsp_views)"), "<> ALL", &of("site NOT IN (SELECT site FROM dsp_views)"));
    for (test, marked, help) in [
        ("campaign LIKE ANY ('a%', 'b%')", "ANY", "Write a LIKE for each pattern, joined by OR."),
        ("campaign LIKE ALL ('a%', '%b')", "ALL", "Write a LIKE for each pattern, joined by AND."),
        ("clicks = ANY (ARRAY[1, 2])", "ANY", "Write ARRAY_CONTAINS(array, x)."),
        (
            "clicks > ALL (SELECT clicks FROM dsp_clicks)",
            "> ALL",
            "Compare with a subquery of one value, such as (SELECT MAX(…) FROM …).",
        ),
    ] {
        let told = only(&of(test));
        assert_eq!((told.0.as_str(), told.1.as_str()), (marked, help), "{test}");
    }
}

#[test]
fn forms_that_do_not_fit_are_named_where_they_stand() {
    let items = |item: &str| format!("SELECT {item} AS x, COUNT(1) AS n FROM dsp_clicks GROUP BY 1");
    for (sql, code, marked) in [
        (items("INTERVAL '1 2' MONTH TO DAY"), "invalid_literal", "INTERVAL '1 2' MONTH TO DAY"),
        (items("INTERVAL 'one' DAY"), "invalid_literal", "INTERVAL 'one' DAY"),
        (items("CEIL(click_dt TO EPOCH)"), "unknown_unit", "EPOCH"),
        (items("CEIL(clicks, 2)"), "argument_count", "CEIL(clicks, 2)"),
        ("SELECT COUNT(1) AS n FROM dsp_clicks WHERE (site, campaign) IN (SELECT site FROM dsp_views)".to_owned(), "subquery_columns", "site, campaign"),
        ("SELECT COUNT(1) AS n FROM dsp_clicks WHERE (site, campaign) IN (('a', 'b', 'c'))".to_owned(), "subquery_columns", "'a', 'b', 'c'"),
        ("SELECT COUNT(1) AS n FROM dsp_clicks d CROSS JOIN UNNEST(d.campaign) AS t(x)".to_owned(), "type_mismatch", "d.campaign"),
        (
            "SELECT campaign, IF(EXISTS (SELECT 1 FROM dsp_views v WHERE v.user_id = c.user_id), 1, 0) AS x, COUNT(1) AS n FROM dsp_clicks c GROUP BY 1".to_owned(),
            "not_grouped",
            "c.user_id",
        ),
    ] {
        let findings = found(&sql);
        let [found] = findings.as_slice() else { panic!("{sql}\n{findings:#?}") };
        let (from, to) = ends(&sql, found);
        assert_eq!((found.code, &sql[from..to]), (code, marked), "{sql}");
    }
}
