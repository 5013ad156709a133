//! What must not be compared with literals, wherever these come from, and in what order it is said.

use super::{checked, marked};

#[test]
fn literals_are_found_wherever_they_come_from() {
    let values = "WITH v(c) AS (VALUES ('Lyon'), ('Nice')) SELECT COUNT(*) AS n FROM dsp_impressions i";
    for rest in [
        "WHERE i.city_name IN (SELECT c FROM v)",
        "WHERE i.city_name NOT IN (SELECT DISTINCT UPPER(c) FROM v)",
        "WHERE i.city_name IN (SELECT MAX(c) FROM v GROUP BY c)",
        "WHERE i.city_name IN (SELECT 'Lyon')",
        "WHERE i.city_name IN (VALUES ('Lyon'))",
        "WHERE i.city_name = (SELECT MIN(c) FROM v)",
        "WHERE ARRAY_CONTAINS((SELECT COLLECT(c) FROM v), i.city_name)",
        "WHERE EXISTS (SELECT 1 FROM v WHERE v.c = i.city_name)",
        "WHERE (i.site, i.city_name) IN (SELECT 'x', c FROM v)",
        "WHERE (i.site, i.city_name) IN (('x', 'Lyon'))",
        "WHERE i.city_name IN (1, 'Lyon')",
        "JOIN v ON v.c = i.city_name",
        "LEFT JOIN v ON LOWER(v.c) = LOWER(i.city_name)",
        "JOIN (SELECT c AS city_name FROM v) w USING (city_name)",
        "CROSS JOIN UNNEST(ARRAY['Lyon', 'Nice']) AS t(c) WHERE t.c = i.city_name",
        "JOIN (SELECT DISTINCT FIRST_VALUE(c) OVER (ORDER BY c) AS c FROM v) w ON w.c = i.city_name",
    ] {
        assert_eq!(marked(&format!("{values} {rest}"), "literal_comparison").len(), 1, "{rest}");
    }
}

#[test]
fn the_order_of_conditions_makes_no_difference() {
    let tables = "SELECT COUNT(*) AS n FROM dsp_clicks a, dsp_views b, dsp_views c WHERE";
    for (conditions, expected) in [
        (vec!["b.site = 'Lyon'", "b.site = a.city_name"], vec!["b.site = 'Lyon'"]),
        (vec!["UPPER(b.site) = 'LYON'", "b.site = a.city_name"], vec!["UPPER(b.site) = 'LYON'"]),
        (vec!["b.site = 'Lyon'", "b.site = c.site", "c.site = a.city_name"], vec!["b.site = 'Lyon'"]),
        (vec!["b.site = 'Lyon'", "LOWER(c.site) = b.site", "c.site = a.city_name"], vec!["b.site = 'Lyon'"]),
        (
            vec!["EXISTS (SELECT 1 FROM dsp_clicks d WHERE b.site = 'Lyon')", "b.site = a.city_name"],
            vec!["b.site = 'Lyon'"],
        ),
    ] {
        for turn in 0..conditions.len() {
            let mut turned = conditions.clone();
            turned.rotate_left(turn);
            for each in [turned.clone(), turned.into_iter().rev().collect()] {
                let sql = format!("{tables} {}", each.join(" AND "));
                assert_eq!(marked(&sql, "literal_comparison"), expected, "{sql}");
            }
        }
    }
}

#[test]
fn the_words_name_the_column_on_whose_account_a_comparison_is_forbidden() {
    let said = |sql: &str| -> Vec<String> {
        let found = checked(sql).diagnostics.into_iter().filter(|found| found.code == "literal_comparison");
        found.map(|found| found.message).collect()
    };
    let own = "The column city_name is HIGH and must not be compared with a literal or parameter.";
    let set = "A join sets this equal to city_name, which is HIGH and must not be compared with a literal.";
    let plain = |condition: &str| format!("SELECT COUNT(*) AS n FROM dsp_impressions i WHERE {condition}");
    assert_eq!(said(&plain("CONCAT(impression_dt, city_name) = 'x'")), [own]);
    let internal = "SELECT COUNT(*) AS n FROM conversions_all c JOIN dsp_clicks d ON c.user_id = d.user_id \
                    WHERE CONCAT(c.marketplace_id, d.city_name) = 'x'";
    assert_eq!(said(internal), [own]);
    let joined = "SELECT COUNT(*) AS n FROM dsp_clicks a JOIN dsp_views b ON a.city_name = b.site WHERE CONCAT(b.site, 'x') = 'x'";
    assert_eq!(said(joined), [set]);
}

#[test]
fn a_condition_with_two_bounds_is_one_finding() {
    let plain = |condition: &str| format!("SELECT COUNT(*) AS n FROM dsp_impressions i WHERE {condition}");
    for condition in [
        "city_name BETWEEN 'A' AND 'B'",
        "city_name NOT BETWEEN 'A' AND CUSTOM_PARAMETER('last')",
        "'L' BETWEEN city_name AND postal_code",
        "UPPER(city_name) BETWEEN 'A' AND UPPER('b')",
    ] {
        assert_eq!(marked(&plain(condition), "literal_comparison"), [condition]);
    }
    assert_eq!(marked(&plain("city_name BETWEEN site AND postal_code"), "literal_comparison"), [""; 0]);
    let one_bound = plain("city_name BETWEEN site AND 'B'");
    assert_eq!(marked(&one_bound, "literal_comparison"), ["city_name BETWEEN site AND 'B'"]);
    let joined =
        "SELECT COUNT(*) AS n FROM dsp_clicks a, dsp_views b WHERE b.site BETWEEN 'A' AND 'B' AND b.site = a.city_name";
    assert_eq!(marked(joined, "literal_comparison"), ["b.site BETWEEN 'A' AND 'B'"]);
    let time = "SELECT SUM(clicks) AS n FROM dsp_clicks WHERE impression_dt_utc BETWEEN '2026-03-01' AND '2026-03-02'";
    assert_eq!(marked(time, "other_time"), ["impression_dt_utc BETWEEN '2026-03-01' AND '2026-03-02'"]);
}

#[test]
fn using_bans_only_what_it_joins() {
    let tables = "WITH b AS (SELECT site AS city_name, user_id FROM dsp_views GROUP BY 1, 2), \
                  c AS (SELECT campaign AS city_name, user_id FROM dsp_clicks GROUP BY 1, 2) SELECT COUNT(*) AS n FROM c JOIN";
    let joined = "(dsp_impressions a JOIN b USING (city_name)) ON c.user_id = a.user_id";
    assert_eq!(marked(&format!("{tables} {joined} WHERE c.city_name = 'Lyon'"), "literal_comparison"), [""; 0]);
    let banned = marked(&format!("{tables} {joined} WHERE b.city_name = 'Lyon'"), "literal_comparison");
    assert_eq!(banned, ["b.city_name = 'Lyon'"]);
}
