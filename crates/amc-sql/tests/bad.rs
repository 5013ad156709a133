//! What is wrong is named and marked, to the character.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;

use amc_sql::{
    CheckOptions, ParameterDeclaration, Severity, TimeWindow, catalogue::Catalogue, check, complete, service_position,
    window_findings,
};
use proptest::prelude::*;

mod statements;
mod words;

/// The findings with marked text, as `severity code "marked"`.
fn found(sql: &str) -> Vec<String> {
    let report = check(sql, &CheckOptions::new(Catalogue::embedded().unwrap()));
    report
        .diagnostics
        .iter()
        .map(|found| {
            assert_eq!(words::fault_in_words(found), None);
            let lines: Vec<Vec<char>> =
                sql.split('\n').map(|line| line.trim_end_matches('\r').chars().collect()).collect();
            let marked: String = if found.line == found.end_line {
                lines[found.line - 1][found.column - 1..found.end_column - 1].iter().collect()
            } else {
                format!("{}:{}-{}:{}", found.line, found.column, found.end_line, found.end_column)
            };
            let severity = match found.severity {
                Severity::Error => "E",
                Severity::Warning => "W",
                Severity::Info => "I",
            };
            format!("{severity} {} {marked}", found.code)
        })
        .collect()
}

#[test]
fn every_mistake_is_named_and_marked() {
    let table: &[(&str, &[&str])] = &[
        ("SELECT campain, SUM(impressions) AS i FROM dsp_impressions GROUP BY 1", &["E unknown_column campain"]),
        ("SELECT SUM(impressions) AS i FROM dsp_impresions", &["E unknown_table dsp_impresions"]),
        ("SELECT SUMM(impressions) AS i FROM dsp_impressions", &["E unknown_function SUMM"]),
        ("SELECT x.campaign, COUNT(*) AS n FROM dsp_impressions d GROUP BY 1", &["E unknown_table x"]),
        ("SELECT d.nothing, COUNT(*) AS n FROM dsp_impressions d GROUP BY 1", &["E unknown_column nothing"]),
        (
            "SELECT campaign, COUNT(*) AS n FROM dsp_impressions a JOIN dsp_clicks b ON a.user_id = b.user_id GROUP BY a.campaign",
            &["E ambiguous_column campaign"],
        ),
        ("SELECT campaign, SUM(impressions) AS i FROM dsp_impressions", &["E not_grouped campaign"]),
        (
            "SELECT campaign, COUNT(1) AS n FROM dsp_impressions WHERE campaign = :name GROUP BY campaign",
            &["E unsupported :name"],
        ),
        (
            "SELECT campaign, COUNT(1) AS n FROM display_impressions GROUP BY campaign",
            &["W retired_table display_impressions"],
        ),
        (
            "SELECT campaign, IF(user_id IN (SELECT user_id FROM dsp_clicks), 1, 0) AS c, COUNT(1) AS n FROM dsp_impressions \
             GROUP BY campaign",
            &["E not_grouped user_id"],
        ),
        (
            "SELECT (campaign = 'a') IS UNKNOWN AS x, SUM(impressions) AS i FROM dsp_impressions",
            &["E not_grouped campaign"],
        ),
        (
            "SELECT d.campaign, d.creative, SUM(d.impressions) AS i FROM dsp_impressions d GROUP BY d.campaign",
            &["E not_grouped d.creative"],
        ),
        ("SELECT SUM(campaign) AS s FROM dsp_impressions", &["E type_mismatch campaign"]),
        ("SELECT COUNT(*) AS n FROM dsp_impressions WHERE impressions", &["E type_mismatch impressions"]),
        ("SELECT COUNT(*) AS n FROM dsp_impressions WHERE impression_dt > 5", &["E type_mismatch impression_dt > 5"]),
        ("SELECT SUM(impressions + campaign) AS n FROM dsp_impressions", &["E type_mismatch campaign"]),
        ("SELECT * FROM dsp_impressions", &["E select_star *"]),
        ("SELECT d.* FROM dsp_impressions d", &["E select_star d.*"]),
        ("SELECT campaign FROM dsp_impressions", &["E no_aggregate SELECT"]),
        ("SELECT COUNT(*) AS n FROM dsp_impressions LIMIT 5", &["W limit LIMIT"]),
        ("SELECT campaign, COUNT(*) AS n FROM dsp_impressions GROUP BY 1 ORDER BY 2", &["W outer_order_by ORDER"]),
        (
            "SELECT COUNT(*) AS n FROM dsp_impressions a RIGHT JOIN dsp_clicks b ON a.user_id = b.user_id",
            &["E right_join RIGHT"],
        ),
        ("SELECT GETDATE() AS d, COUNT(*) AS n FROM dsp_impressions", &["E getdate GETDATE()"]),
        ("SELECT campaign || 'x' AS d, COUNT(*) AS n FROM dsp_impressions GROUP BY 1", &["W concat_operator ||"]),
        (
            "SELECT campaign FROM dsp_clicks GROUP BY 1 EXCEPT SELECT campaign FROM dsp_impressions GROUP BY 1",
            &["W set_operation EXCEPT"],
        ),
        ("DROP TABLE dsp_impressions", &["E not_a_query DROP"]),
        ("SELECT COUNT(*) AS n FROM dsp_clicks; SELECT 1", &["E several_statements SELECT 1"]),
        (
            "SELECT campaign, RANK() OVER (ORDER BY SUM(impressions)) AS r FROM dsp_impressions GROUP BY 1 HAVING r < 3",
            &["E window_in_having r"],
        ),
        ("SELECT user_id, COUNT(*) AS n FROM dsp_impressions GROUP BY 1", &["W private_output user_id"]),
        ("SELECT COUNT(*) AS n FROM dsp_impressions WHERE user_id = 'x'", &["W literal_comparison user_id = 'x'"]),
        (
            "SELECT COUNT(*) AS n FROM dsp_impressions WHERE SUM(impressions) > 1",
            &["E aggregate_not_allowed SUM(impressions)"],
        ),
        ("SELECT SUM(COUNT(*)) AS n FROM dsp_impressions", &["E nested_aggregate COUNT(*)"]),
        ("SELECT campaign, COUNT(*) AS n FROM dsp_impressions GROUP BY 3", &["E position_out_of_range 3"]),
        (
            "SELECT NVL2(campaign) AS n, COUNT(*) AS c FROM dsp_impressions GROUP BY 1",
            &["E argument_count NVL2(campaign)"],
        ),
        (
            "SELECT COUNT(*) AS n FROM TABLE(EXTEND_TIME_WINDOW('dsp_impressions', '14D', 'P1D'))",
            &["E invalid_duration '14D'"],
        ),
        (
            "SELECT COUNT(*) AS n FROM TABLE(EXTEND_TIME_WINDOW('dsp_impresions', 'P14D', 'P1D'))",
            &["E unknown_table 'dsp_impresions'"],
        ),
        (
            "SELECT BUILT_IN_PARAMETER('TIME_WINDOW_STRT') AS s, COUNT(*) AS n FROM dsp_clicks",
            &["E unknown_parameter 'TIME_WINDOW_STRT'"],
        ),
        ("WITH t(a, b) AS (VALUES (1)) SELECT a FROM t", &["E column_names a, b"]),
        (
            "SELECT campaign FROM dsp_clicks GROUP BY 1 UNION ALL SELECT campaign, site FROM dsp_clicks GROUP BY 1, 2",
            &["E union_columns SELECT"],
        ),
        ("SELECT COUNT(*) AS n FROM dsp_clicks TABLESAMPLE BERNOULLI (10)", &["E unsupported TABLESAMPLE"]),
        ("SELECT COUNT(*) AS n FROM dsp_clicks c WITH (NOLOCK) WHERE clicks > 0", &["E unsupported WITH"]),
        ("SELECT COUNT(*) AS n FROM dsp_clicks WHERE clicks > 0 FOR UPDATE", &["E unsupported FOR UPDATE"]),
        ("SELECT COLLECT(site ORDER BY clicks) AS s FROM dsp_clicks", &["E unsupported ORDER BY"]),
        ("SELECT SUM(clicks) WITHIN GROUP (ORDER BY site) AS s FROM dsp_clicks", &["E unsupported WITHIN GROUP"]),
        ("SELECT MAX(site) IGNORE NULLS AS s FROM dsp_clicks", &["E unsupported IGNORE NULLS"]),
        (
            "SELECT MAX(click_dt_hour + INTERVAL clicks DAY) AS t FROM dsp_clicks",
            &["E invalid_literal INTERVAL clicks DAY"],
        ),
        ("SELECT MAX(click_dt_hour + campaign * INTERVAL '1' DAY) AS t FROM dsp_clicks", &["E type_mismatch campaign"]),
        (
            "SELECT ANY_VALUE(site) AS s, DAY(click_date) AS d FROM dsp_clicks",
            &["E unknown_function ANY_VALUE", "E unknown_function DAY"],
        ),
        ("SELECT COUNT(*) AS n FROM dsp_clicks WHERE click_date = '03/01/2026'", &["W invalid_literal '03/01/2026'"]),
        (
            "SELECT COUNT(*) AS n FROM dsp_clicks WHERE click_dt_hour BETWEEN '2026-03-01 10:00' AND '2026-03-01T10:30:00Z'",
            &["W invalid_literal '2026-03-01 10:00'"],
        ),
        (
            "SELECT TIMESTAMP '2026-03-01 10:00' AS t, COUNT(*) AS n FROM dsp_clicks",
            &["E invalid_literal TIMESTAMP '2026-03-01 10:00'"],
        ),
        (
            "SELECT EXTRACT(YEAR FROM MAX(click_date) - MIN(click_date)) AS y FROM dsp_clicks",
            &["E unknown_unit EXTRACT(YEAR FROM MAX(click_date) - MIN(click_date))"],
        ),
        ("SELECT FROM", &["E syntax "]),
        ("SELECT campaign, FROM dsp_clicks", &["E no_aggregate SELECT", "E syntax ,"]),
        ("", &["E empty "]),
        ("SELECT COUNT(*) AS n FROM dsp_clicks WHERE campaign = 'x", &["E syntax 'x"]),
        (
            "WITH a AS (SELECT campain FROM dsp_clicks GROUP BY 1), b AS (SELECT sitte FROM dsp_views GROUP BY 1) SELECT COUNT(*) AS n FROM a, b",
            &["E unknown_column campain", "E unknown_column sitte"],
        ),
        (
            "WITH a AS (SELECT campaign FROM dsp_clicks WHERE), b AS (SELECT sitte FROM dsp_views GROUP BY 1) SELECT COUNT(*) AS n FROM a, b",
            &["E syntax )", "E unknown_column sitte"],
        ),
        ("SELECT COUNT(*) AS n\r\nFROM dsp_clicks\r\n\tWHERE 'é👍' = campain", &["E unknown_column campain"]),
        ("SELECT /* a\n-- b */ campain, COUNT(*) AS n -- c\nFROM dsp_clicks GROUP BY 1", &["E unknown_column campain"]),
        (
            "SELECT COUNT(*) AS n FROM dsp_clicks WHERE campaign = CUSTOM_PARAMETER('c')",
            &["I inferred_parameter CUSTOM_PARAMETER('c')"],
        ),
    ];
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|(sql, expected)| {
            let got = found(sql);
            (got != *expected).then(|| format!("{sql}\n  expected {expected:?}\n  got      {got:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}

#[test]
fn once_a_parameter_is_declared_an_undeclared_one_is_an_error() {
    let declared: ParameterDeclaration = "product=STRING".parse().unwrap();
    let options = CheckOptions { declared: Some(vec![declared]), ..CheckOptions::new(Catalogue::embedded().unwrap()) };
    let sql = "SELECT COUNT(*) AS n FROM dsp_clicks WHERE campaign = CUSTOM_PARAMETER('product') AND site = {{prodct}}";
    let report = check(sql, &options);
    let found: Vec<_> =
        report.diagnostics.iter().map(|found| (found.code, found.column, found.help.as_deref())).collect();
    assert_eq!(found, [("undeclared_parameter", 94, Some("Did you mean product?"))]);
}

#[test]
fn traps_are_named_where_they_lie() {
    let table: &[(&str, &[&str])] = &[
        (
            "SELECT campaign, SUM(total_cost) AS cost FROM dsp_impressions GROUP BY 1",
            &["W money_unit SUM(total_cost)", "I mixed_currencies SUM(total_cost)"],
        ),
        ("SELECT currency_iso_code, SUM(spend) / 100000000 AS cost FROM sponsored_ads_traffic GROUP BY 1", &[]),
        (
            "WITH a AS (SELECT site, COUNT(DISTINCT user_id) AS users FROM dsp_clicks GROUP BY 1) SELECT SUM(users) AS u FROM a",
            &["W added_users SUM(users)"],
        ),
        (
            "WITH a AS (SELECT site, COUNT(DISTINCT request_tag) AS n FROM dsp_clicks GROUP BY 1) SELECT SUM(n) AS n FROM a",
            &[],
        ),
        (
            "SELECT SUM(IF(SECONDS_BETWEEN(impression_dt, conversion_event_dt) < 86400, purchases, 0)) AS n \
             FROM amazon_attributed_events_by_conversion_time",
            &[],
        ),
        (
            "SELECT COUNT(*) AS n FROM dsp_clicks a JOIN sponsored_ads_traffic b ON a.campaign_id = b.campaign_id_string",
            &["W mixed_keys a.campaign_id = b.campaign_id_string"],
        ),
        (
            "SELECT SUM(purchases) AS n FROM amazon_attributed_events_by_conversion_time WHERE impression_dt > '2026-03-01'",
            &["I other_time impression_dt > '2026-03-01'"],
        ),
        (
            "SELECT SUM(purchases) AS n FROM amazon_attributed_events_by_conversion_time WHERE conversion_event_date > '2026-03-01'",
            &[],
        ),
    ];
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|(sql, expected)| {
            let got = found(sql);
            (got != *expected).then(|| format!("{sql}\n  expected {expected:?}\n  got      {got:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}

#[test]
fn a_window_that_ends_too_soon_is_named() {
    let catalogue = Catalogue::embedded().unwrap();
    let day = |day| chrono::NaiveDate::from_ymd_opt(2026, 3, day).unwrap().and_hms_opt(0, 0, 0).unwrap();
    let codes = |table: &str, end: Option<u32>| -> Vec<&str> {
        let window = end.map(|end| TimeWindow { start: day(1), end: day(end), time_zone: chrono_tz::UTC });
        let found = window_findings(&[table.to_owned()], &catalogue, window, day(20));
        assert_eq!(found.iter().find_map(words::fault_in_words), None);
        found.iter().map(|found| found.code).collect()
    };
    assert_eq!(codes("dsp_impressions", None), ["no_window"]);
    assert_eq!(codes("dsp_impressions", Some(19)), ["window_too_young"]);
    assert_eq!(codes("dsp_impressions", Some(18)), [""; 0]);
    assert_eq!(codes("amazon_attributed_events_by_traffic_time", Some(10)), ["attribution_open"]);
    assert_eq!(codes("amazon_attributed_events_by_traffic_time", Some(6)), [""; 0]);
    // What holds now has no window.
    assert_eq!(codes("segment_metadata", None), [""; 0]);
}

#[test]
fn a_place_of_amazons_compiler_is_found_in_the_text() {
    let sql = "SELECT 1,\r\n\t'\u{1F600}' AS x, campain\nFROM dsp_clicks";
    // Java counts the face as two.
    assert_eq!(service_position(sql, 2, 14), (2, 13));
    assert_eq!(service_position(sql, 2, 2), (2, 2));
    assert_eq!(service_position(sql, 3, 6), (3, 6));
    assert_eq!(service_position(sql, 3, 99), (3, 16));
    assert_eq!(service_position(sql, 2, 4), (2, 3), "the second half of the face");
    assert_eq!(service_position(sql, 9, 1), (3, 16), "beyond the text");
    // A carriage return alone ends a line for it as well.
    assert_eq!(service_position("SELECT 1,\r campain\r\nFROM t", 2, 2), (2, 2));
    assert_eq!(service_position("SELECT 1,\r campain\r\nFROM t", 3, 6), (3, 6));
}

#[test]
fn each_part_is_checked_even_when_another_does_not_parse() {
    let arms = "SELECT campain FROM dsp_clicks GROUP BY 1 UNION ALL SELECT site, FROM dsp_clicks UNION ALL SELECT sitte FROM dsp_views GROUP BY 1";
    assert_eq!(found(arms), ["E unknown_column campain", "E syntax ,", "E unknown_column sitte"]);
    let parts = "WITH a AS (SELECT campain FROM dsp_clicks GROUP BY 1), b AS (SELECT 1 + FROM dsp_clicks UNION ALL SELECT sitte FROM dsp_clicks GROUP BY 1) SELECT wrong FROM a";
    assert_eq!(
        found(parts),
        ["E unknown_column campain", "E syntax FROM", "E unknown_column sitte", "E unknown_column wrong"]
    );
}

#[test]
fn completion_knows_the_tables_of_a_statement_that_does_not_parse() {
    let catalogue = Catalogue::embedded().unwrap();
    let labels = |sql: &str| -> Vec<String> {
        let line = sql.lines().count().max(1);
        let column = sql.lines().last().unwrap_or("").chars().count() + 1;
        complete(sql, line, column, &catalogue).into_iter().map(|made| made.label).collect()
    };
    assert_eq!(labels("SELECT COUNT(*) FROM dsp_impr")[0], "dsp_impressions");
    assert!(labels("SELECT COUNT(*) FROM dsp_impressions d WHERE d.camp").iter().all(|label| label.contains("camp")));
    assert!(
        labels("WITH a AS (SELECT campaign AS c FROM dsp_clicks) SELECT x FROM a WHERE ").contains(&"c".to_owned())
    );
    assert!(labels("WITH a AS (SELECT 1) SELECT x FROM ").contains(&"a".to_owned()));
    let select = "SELECT imp FROM dsp_impressions";
    assert_eq!(complete(select, 1, 11, &catalogue)[0].label, "impression_cost");
}

#[test]
fn what_cannot_be_seen_is_shown_by_a_sign() {
    for sql in ["SELECT (a \0", "SELECT NAMED_ROW('a\u{10}b', campaign) * 2 AS x FROM dsp_clicks GROUP BY campaign"] {
        let report = check(sql, &CheckOptions::new(Catalogue::embedded().unwrap()));
        let messages: Vec<_> = report.diagnostics.iter().map(|found| found.message.as_str()).collect();
        let plain = messages.iter().all(|message| !message.contains(char::is_control));
        assert!(!messages.is_empty() && plain, "{messages:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_edit_of_a_statement_makes_check_or_completion_panic(
        which in 0..statements::GOOD.len(),
        at in 0..400usize,
        cut in 0..30usize,
        put in "[ -~é\n]{0,8}",
    ) {
        let mut chars: Vec<char> = statements::GOOD[which].chars().collect();
        let at = at.min(chars.len());
        let end = (at + cut).min(chars.len());
        chars.splice(at..end, put.chars());
        let sql: String = chars.into_iter().collect();
        let catalogue = Catalogue::embedded().unwrap();
        let report = check(&sql, &CheckOptions::new(Arc::clone(&catalogue)));
        prop_assert!(report.diagnostics.iter().all(|found| found.code != "check_failed"));
        for found in &report.diagnostics {
            prop_assert!(found.line >= 1 && found.column >= 1);
            prop_assert!((found.line, found.column) <= (found.end_line, found.end_column), "{found:?}");
            prop_assert_eq!(words::fault_in_words(found), None, "{}", sql);
        }
        complete(&sql, 1, at + 1, &catalogue);
    }
}
