//! Privacy is followed from the columns of the tables to the result: what is never shown, what must not be compared with literals, and how many users
//! a row needs.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;

use amc_sql::{CheckOptions, CheckReport, Severity, catalogue::Catalogue, check};

mod bans;
#[path = "../statements/mod.rs"]
mod statements;
#[path = "../words/mod.rs"]
mod words;

fn checked(sql: &str) -> CheckReport {
    let report = check(sql, &CheckOptions::new(Catalogue::embedded().unwrap()));
    assert_eq!(report.diagnostics.iter().find_map(words::fault_in_words), None, "{sql}");
    assert!(report.ok(), "{sql}\n{:?}", report.diagnostics);
    report
}

/// The text that each finding of one code marks.
fn marked(sql: &str, code: &str) -> Vec<String> {
    let lines: Vec<Vec<char>> = sql.split('\n').map(|line| line.chars().collect()).collect();
    let report = checked(sql);
    let found = report.diagnostics.iter().filter(|found| found.code == code);
    found.map(|found| lines[found.line - 1][found.column - 1..found.end_column - 1].iter().collect()).collect()
}

#[test]
fn what_is_never_shown_is_found_however_it_gets_into_the_result() {
    for (sql, expected) in [
        ("SELECT user_id, COUNT(*) AS n FROM dsp_impressions GROUP BY 1", "user_id"),
        ("SELECT i.user_id AS who, COUNT(*) AS n FROM dsp_impressions i GROUP BY 1", "i.user_id"),
        ("SELECT marketplace_id, COUNT(*) AS n FROM conversions_all GROUP BY 1", "marketplace_id"),
        ("WITH a AS (SELECT user_id AS u FROM dsp_clicks GROUP BY 1) SELECT u FROM a", "u"),
        ("WITH a(u) AS (SELECT user_id FROM dsp_clicks GROUP BY 1), b AS (SELECT * FROM a) SELECT b.u FROM b", "b.u"),
        ("SELECT s.x FROM (SELECT MAX(user_id) AS x FROM dsp_clicks) s", "s.x"),
        ("SELECT site FROM dsp_views GROUP BY 1 UNION ALL SELECT user_id FROM dsp_clicks GROUP BY 1", "site"),
        ("SELECT MIN(user_id) AS u FROM dsp_clicks", "MIN(user_id)"),
        ("SELECT COLLECT(user_id) AS u FROM dsp_clicks", "COLLECT(user_id)"),
        (
            "SELECT CASE WHEN site = 'a' THEN user_id ELSE 'x' END AS u, COUNT(*) AS n FROM dsp_clicks GROUP BY 1",
            "CASE WHEN site = 'a' THEN user_id ELSE 'x' END",
        ),
        (
            "SELECT IF(site = 'a', 'x', user_id) AS u, COUNT(*) AS n FROM dsp_clicks GROUP BY 1",
            "IF(site = 'a', 'x', user_id)",
        ),
        ("SELECT CONCAT(site, user_id) AS u, COUNT(*) AS n FROM dsp_clicks GROUP BY 1", "CONCAT(site, user_id)"),
        ("SELECT MD5(user_id) AS u, COUNT(*) AS n FROM dsp_clicks GROUP BY 1", "MD5(user_id)"),
        (
            "SELECT (SELECT MAX(user_id) FROM dsp_views) AS u, COUNT(*) AS n FROM dsp_clicks GROUP BY 1",
            "(SELECT MAX(user_id) FROM dsp_views)",
        ),
        (
            "SELECT u FROM (SELECT FIRST_VALUE(user_id) OVER (PARTITION BY site ORDER BY impression_dt) AS u FROM dsp_impressions) GROUP BY 1",
            "u",
        ),
        ("SELECT u FROM (SELECT COLLECT(user_id) AS us FROM dsp_clicks) s, EXPLODE(us) AS t(u) GROUP BY 1", "u"),
        ("SELECT a.user_id FROM dsp_clicks a JOIN dsp_views b USING (user_id) GROUP BY 1", "a.user_id"),
    ] {
        assert_eq!(marked(sql, "private_output"), [expected], "{sql}");
    }
}

#[test]
fn counts_ranks_and_conditions_give_nothing_away() {
    for sql in [
        "SELECT COUNT(user_id) AS a, COUNT(DISTINCT user_id) AS b, COUNT(DISTINCT city_name) AS c FROM dsp_impressions",
        "SELECT CARDINALITY(COLLECT(user_id)) AS n FROM dsp_clicks",
        "SELECT IF(user_id IN (SELECT user_id FROM conversions), 'buyer', 'viewer') AS kind, COUNT(*) AS n FROM dsp_clicks GROUP BY 1",
        "SELECT CASE WHEN user_id IS NULL THEN 'nobody' ELSE 'somebody' END AS kind, COUNT(*) AS n FROM dsp_clicks GROUP BY 1",
        "SELECT MAX(place) AS n FROM (SELECT user_id, RANK() OVER (PARTITION BY user_id ORDER BY click_dt) AS place FROM dsp_clicks)",
        "WITH a AS (SELECT user_id, COUNT(*) AS n FROM dsp_clicks GROUP BY 1) SELECT n, COUNT(DISTINCT user_id) AS users FROM a GROUP BY 1",
        "SELECT COUNT(*) AS n FROM dsp_clicks a JOIN dsp_views b ON a.user_id = b.user_id WHERE a.user_id IS NOT NULL",
    ] {
        let report = checked(sql);
        let private = ["private_output", "rows_need_users", "literal_comparison"];
        let found: Vec<_> = report.diagnostics.iter().filter(|found| private.contains(&found.code)).collect();
        assert!(found.is_empty(), "{sql}\n{found:?}");
        assert_eq!(report.row_need.unwrap().users, 1, "{sql}");
    }
}

#[test]
fn comparisons_with_what_the_author_writes_are_found_however_they_are_written() {
    let plain = |condition: &str| format!("SELECT COUNT(*) AS n FROM dsp_impressions i WHERE {condition}");
    for condition in [
        "city_name = 'Lyon'",
        "'Lyon' <> city_name",
        "i.city_name IN ('Lyon', 'Nice')",
        "city_name BETWEEN 'A' AND 'B'",
        "city_name LIKE 'L%'",
        "city_name SIMILAR TO '^L'",
        "CONTAINED_IN(city_name, 'Lyon', 'Nice')",
        "ARRAY_CONTAINS(ARRAY['Lyon'], city_name)",
        "NULLIF(city_name, 'Lyon') IS NULL",
        "CONCAT(city_name, '-', postal_code) = 'Lyon-1'",
        "LENGTH(postal_code) > 4",
        "COALESCE(city_name, 'none') = 'none'",
        "city_name = CUSTOM_PARAMETER('city')",
        "city_name = {{city}}",
        "user_id = 'x'",
        "CASE city_name WHEN 'Lyon' THEN TRUE ELSE FALSE END",
        "city_name IS DISTINCT FROM 'Lyon'",
        "city_name IN (SELECT a FROM (VALUES ('Lyon')) AS v(a))",
    ] {
        assert!(!marked(&plain(condition), "literal_comparison").is_empty(), "{condition}");
    }
    for sql in [
        "WITH a AS (SELECT city_name AS c, COUNT(*) AS n FROM dsp_clicks GROUP BY 1) SELECT SUM(n) AS n FROM a WHERE c = 'Lyon'",
        "WITH a AS (SELECT site AS c FROM dsp_views GROUP BY 1 UNION ALL SELECT city_name FROM dsp_clicks GROUP BY 1) SELECT COUNT(*) AS n FROM a WHERE c = 'Lyon'",
        "SELECT COUNT(*) AS n FROM (SELECT MAX(city_name) AS c FROM dsp_clicks GROUP BY site) WHERE c = 'Lyon'",
        "SELECT site, COUNT(*) AS n FROM dsp_clicks GROUP BY 1 HAVING MAX(city_name) = 'Lyon'",
        "SELECT COUNT(*) AS n FROM (SELECT FIRST_VALUE(city_name) OVER (ORDER BY click_dt) AS c FROM dsp_clicks) WHERE c = 'Lyon'",
        "SELECT SUM(IF(city_name = 'Lyon', 1, 0)) AS n FROM dsp_clicks",
        "WITH v(c) AS (VALUES ('Lyon')) SELECT COUNT(*) AS n FROM dsp_clicks JOIN v ON city_name = v.c",
        "WITH v AS (SELECT 'Lyon' AS c UNION ALL SELECT 'Nice') SELECT COUNT(*) AS n FROM dsp_clicks, v WHERE city_name = v.c",
        // Equal to a city by a join, whichever comes first.
        "SELECT COUNT(*) AS n FROM dsp_clicks a JOIN dsp_views b ON a.city_name = b.site WHERE b.site = 'Lyon'",
        "SELECT COUNT(*) AS n FROM dsp_clicks a, dsp_views b WHERE b.site = 'Lyon' AND b.site = a.city_name",
        "WITH b AS (SELECT site AS city_name FROM dsp_views GROUP BY 1) SELECT COUNT(*) AS n FROM b JOIN dsp_clicks a USING (city_name) WHERE b.city_name = 'Lyon'",
    ] {
        assert_eq!(marked(sql, "literal_comparison").len(), 1, "{sql}");
    }
}

#[test]
fn other_comparisons_are_nobodys_business() {
    for condition in [
        "city_name IS NOT NULL",
        "a.city_name = b.city_name",
        "a.city_name <> a.postal_code",
        "a.campaign = 'x'",
        "a.impression_dt > '2026-03-01'",
        "a.bid_price > 5",
        "a.site = b.site AND b.site = 'x'",
        "a.user_id = b.user_id",
        "a.user_id IN (SELECT user_id FROM conversions WHERE tracked_asin = 'B1')",
        "a.campaign IN (SELECT c FROM (VALUES ('x')) AS v(c)) AND a.user_id = b.user_id",
        "(a.campaign, a.site) IN (('x', 'y'))",
        "b.campaign = a.campaign AND UPPER(b.campaign) LIKE 'X%'",
    ] {
        let sql = format!(
            "SELECT COUNT(*) AS n FROM dsp_impressions a JOIN dsp_clicks b ON a.request_tag = b.request_tag WHERE {}",
            condition.replace("city_name IS", "a.city_name IS")
        );
        assert_eq!(marked(&sql, "literal_comparison"), [""; 0], "{condition}");
    }
    let internal = "SELECT COUNT(*) AS n FROM conversions_all WHERE marketplace_id = 1";
    assert_eq!(marked(internal, "literal_comparison"), [""; 0]);
}

/// Users, and the columns that make it so many, as `column CLASS`.
fn need(sql: &str) -> (u32, Vec<String>) {
    let need = checked(sql).row_need.unwrap();
    (need.users, need.columns.iter().map(|column| format!("{} {}", column.column, column.threshold)).collect())
}

#[test]
fn the_need_of_a_row_is_the_greatest_of_its_columns() {
    let table: &[(&str, u32, &[&str])] = &[
        ("SELECT SUM(impressions) AS n FROM dsp_impressions", 1, &[]),
        (
            "SELECT campaign, site, SUM(impressions) AS n FROM dsp_impressions GROUP BY 1, 2",
            2,
            &["campaign LOW", "site LOW"],
        ),
        ("SELECT campaign, city_name, COUNT(*) AS n FROM dsp_impressions GROUP BY 1, 2", 100, &["city_name HIGH"]),
        (
            "SELECT impression_dt, city_name, postal_code, COUNT(*) AS n FROM dsp_impressions GROUP BY 1, 2, 3",
            100,
            &["impression_dt MEDIUM", "city_name HIGH", "postal_code HIGH"],
        ),
        ("SELECT campaign, SUM(bid_price) AS bids FROM dsp_impressions GROUP BY 1", 100, &["bid_price MEDIUM"]),
        ("SELECT campaign, COUNT(bid_price) AS bids FROM dsp_impressions GROUP BY 1", 2, &["campaign LOW"]),
        ("SELECT campaign, COUNT(DISTINCT city_name) AS n FROM dsp_impressions GROUP BY 1", 2, &["campaign LOW"]),
        (
            "SELECT CONCAT(city_name, ', ', site) AS p, COUNT(*) AS n FROM dsp_impressions GROUP BY 1",
            100,
            &["city_name HIGH"],
        ),
        (
            "WITH a AS (SELECT city_name AS c, user_id FROM dsp_clicks GROUP BY 1, 2), b AS (SELECT c, COUNT(DISTINCT user_id) AS n FROM a GROUP BY 1) SELECT b.c, b.n FROM b",
            100,
            &["city_name HIGH"],
        ),
        (
            "SELECT site AS p, COUNT(*) AS n FROM dsp_views GROUP BY 1 UNION ALL SELECT city_name, COUNT(*) FROM dsp_clicks GROUP BY 1",
            100,
            &["city_name HIGH"],
        ),
        (
            "WITH a AS (SELECT campaign, city_name, COUNT(*) AS n FROM dsp_impressions GROUP BY 1, 2), b AS (SELECT campaign, city_name, COUNT(*) AS n FROM dsp_clicks GROUP BY 1, 2) SELECT a.campaign, a.n, b.n AS clicks FROM a JOIN b ON a.campaign = b.campaign AND a.city_name = b.city_name",
            2,
            &["campaign LOW"],
        ),
        (
            "SELECT city, n, RANK() OVER (ORDER BY n) AS r FROM (SELECT city_name AS city, COUNT(*) AS n FROM dsp_clicks GROUP BY 1)",
            100,
            &["city_name HIGH"],
        ),
        (
            "SELECT CASE WHEN city_name IS NULL THEN 'none' ELSE site END AS p, COUNT(*) AS n FROM dsp_clicks GROUP BY 1",
            2,
            &["site LOW"],
        ),
        (
            "SELECT CASE WHEN site IS NULL THEN city_name END AS p, COUNT(*) AS n FROM dsp_clicks GROUP BY 1",
            100,
            &["city_name HIGH"],
        ),
        ("SELECT 1 AS x", 1, &[]),
        // What is never shown needs no users: such a run is rejected.
        ("SELECT user_id, site, COUNT(*) AS n FROM dsp_clicks GROUP BY 1, 2", 2, &["site LOW"]),
    ];
    for (sql, users, columns) in table {
        assert_eq!(need(sql), (*users, columns.iter().map(ToString::to_string).collect()), "{sql}");
    }
}

#[test]
fn a_need_of_a_hundred_is_a_finding_with_columns_that_need_fewer() {
    let sql = "WITH a AS (\n  SELECT campaign, city_name,\n    impression_dt AS t, COUNT(*) AS n\n  FROM dsp_impressions i GROUP BY 1, 2, 3\n)\nSELECT city_name, t, n FROM a";
    let report = checked(sql);
    let found: Vec<_> = report
        .diagnostics
        .iter()
        .map(|found| (found.severity, found.line, found.column, found.message.as_str(), found.help.as_deref().unwrap()))
        .collect();
    let fewer = "AMC leaves out rows with too few users.";
    assert_eq!(
        found,
        [
            (
                Severity::Warning,
                2,
                20,
                "Rows need 100 users: city_name is HIGH.",
                format!("Use iso_state_province_code, dma_code or iso_country_code, which need fewer. {fewer}")
                    .as_str()
            ),
            (
                Severity::Warning,
                3,
                5,
                "Rows need 100 users: impression_dt is MEDIUM.",
                format!("Use impression_dt_hour or impression_date, which need fewer. {fewer}").as_str()
            ),
        ]
    );
    let need = report.row_need.unwrap();
    assert_eq!(need.columns[0].table, "dsp_impressions");
    assert_eq!(need.columns[1].lower, ["impression_dt_hour", "impression_date"]);
    // The same city of two tables is one matter.
    let twice = "SELECT a.city_name, b.city_name AS other, COUNT(*) AS n FROM dsp_clicks a JOIN dsp_views b ON a.user_id = b.user_id GROUP BY 1, 2";
    assert_eq!(marked(twice, "rows_need_users"), ["a.city_name"]);
    let bids = "SELECT SUM(bid_price) AS b FROM dsp_impressions";
    assert_eq!(marked(bids, "rows_need_users"), ["bid_price"]);
}

#[test]
fn a_query_for_an_audience_answers_with_users() {
    let report = checked("SELECT user_id FROM dsp_clicks_for_audiences WHERE site = 'x' GROUP BY 1");
    assert_eq!(report.row_need, None);
    assert_eq!(report.diagnostics, []);
}

/// Statements in the ways of Amazon's own samples: what they compare, AMC lets them compare.
#[test]
fn no_statement_as_people_write_them_is_refused_for_privacy() {
    for sql in statements::GOOD.iter().chain(statements::LONG) {
        let report = check(sql, &CheckOptions::new(Arc::clone(&Catalogue::embedded().unwrap())));
        let banned: Vec<_> = report.diagnostics.iter().filter(|found| found.code == "literal_comparison").collect();
        assert!(banned.is_empty(), "{sql}\n{banned:?}");
    }
}
