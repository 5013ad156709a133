//! Texts that are not finished, not well or not SQL at all.

use amc_sql::complete;
use proptest::prelude::*;

use super::{ORDERS, SMALL, at, columns};

#[test]
fn comments_text_and_numbers_offer_nothing() {
    for marked in [
        "SELECT city -- c|\nFROM orders",
        "SELECT city /* c| */ FROM orders",
        "SELECT city FROM orders /* never closed c|",
        "SELECT city FROM orders WHERE city = 'c|' AND amount > 1",
        "SELECT city FROM orders WHERE city = 'c|",
        "SELECT 12| FROM orders",
        "SELECT CONCAT('c|', city) FROM orders",
        "SELECT amount AS c| FROM orders",
        "WITH c|",
        "WITH a (c|) AS (SELECT city FROM orders) SELECT c FROM a",
    ] {
        assert_eq!(at(marked, &SMALL), [], "{marked}");
    }
    assert!(columns("SELECT /* a */ | FROM orders").contains(&"city".to_owned()));
    assert!(columns("SELECT -- a ' quote\n | FROM orders").contains(&"city".to_owned()));
}

#[test]
fn an_open_quote_or_parenthesis_hides_no_table_behind_it() {
    assert_eq!(columns("SELECT SUM(| FROM orders").len(), 4);
    assert_eq!(columns("SELECT SUM(IF(city = 'a', am| FROM orders WHERE city = 'b'"), ["amount"]);
    assert_eq!(columns("SELECT city FROM orders WHERE (city = 'a' AND (| GROUP BY city").len(), 4);
    assert_eq!(columns("SELECT \"ci|\nFROM orders WHERE city = 'x'"), ["city"]);
    let open = "WITH a AS (SELECT city FROM orders SELECT | FROM a";
    assert_eq!(columns(open), ["city"]);
    assert_eq!(columns("SELECT owner FROM shops; SELECT | FROM orders"), ORDERS);
    assert_eq!(columns("SELECT ) ) , | FROM orders"), ORDERS);
}

#[test]
fn places_count_characters_and_are_clamped() {
    let sql = "SELECT\t'ü', \r\n\tci FROM orders";
    let has_city = |line, column| complete(sql, line, column, &SMALL).iter().any(|offered| offered.label == "city");
    assert!(has_city(2, 4) && has_city(1, 13) && has_city(1, 99));
    assert!(!has_city(1, 10));
    assert!(has_city(2, 2));
    assert_eq!(complete("SELECT city FROM ", 99, 99, &SMALL)[0].label, "orders");
    assert_eq!(complete("", 0, 0, &SMALL)[0].label, "SELECT");
    assert_eq!(complete("SELECT 1\rFROM ", 2, 6, &SMALL)[0].label, "orders");
    let nbsp = "SELECT city\u{a0}FROM\u{a0}orders WHERE\u{a0}|";
    assert_eq!(columns(nbsp), ORDERS);
}

#[test]
fn endless_and_deep_statements_are_survived() {
    let deep = format!("SELECT {}| FROM orders", "(".repeat(100_000));
    assert_eq!(columns(&deep), ORDERS);
    let nested = format!("{}SELECT | FROM orders", "SELECT x FROM (".repeat(5_000));
    assert_eq!(columns(&nested), ORDERS);
    let mut chain = "WITH c0 AS (SELECT * FROM orders)".to_owned();
    for at in 1..300 {
        chain.push_str(&format!(", c{at} AS (SELECT *, * FROM c{}, c{})", at - 1, at - 1));
    }
    at(&format!("{chain} SELECT | FROM c299"), &SMALL);
    at("WITH RECURSIVE a AS (SELECT * FROM a) SELECT | FROM a", &SMALL);
}

/// Pieces that statements are made of, whole and broken.
fn pieces() -> impl Strategy<Value = String> {
    let words = [
        "SELECT",
        "FROM",
        "WITH",
        "AS",
        "(",
        ")",
        ",",
        ".",
        "orders",
        "o",
        "city",
        "'",
        "\"",
        "`",
        "/*",
        "*/",
        "--",
        "\n",
        "\r\n",
        "\t",
        "JOIN",
        "ON",
        "USING",
        "GROUP BY",
        "HAVING",
        "OVER",
        "PARTITION BY",
        "ORDER BY",
        "UNION ALL",
        "*",
        ";",
        "[",
        "]",
        "CASE",
        "END",
        "VALUES",
        "WINDOW w AS",
        "TABLE(EXTEND_TIME_WINDOW('",
        "{{x}}",
        "@y",
        "1e8",
        ".3",
        "é",
        "\u{a0}",
        "😀",
        "EXTRACT(",
        "SUM(",
        "IN",
        "LEFT",
        "RECURSIVE",
        "IS NOT DISTINCT FROM",
    ];
    let piece = prop_oneof![6 => prop::sample::select(words.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,6}"];
    (prop::collection::vec(piece, 0..40), prop::bool::ANY)
        .prop_map(|(pieces, spaced)| pieces.join(if spaced { " " } else { "" }))
}

#[test]
fn a_name_without_letters_is_not_proposed() {
    for marked in [
        "SELECT | FROM orders \"\"",
        "SELECT city AS \"\" FROM orders ORDER BY |",
        "WITH \"\" AS (SELECT 1 AS a) SELECT a FROM |",
    ] {
        assert!(at(marked, &SMALL).iter().all(|offered| !offered.label.is_empty()), "{marked}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_and_place_gives_an_answer(sql in pieces(), line in 0..12usize, column in 0..120usize) {
        prop_assert!(complete(&sql, line, column, &SMALL).len() <= 200);
    }

    #[test]
    fn any_characters_and_place_give_an_answer(sql in any::<String>(), line in any::<usize>(), column in any::<usize>()) {
        prop_assert!(complete(&sql, line, column, &SMALL).len() <= 200);
    }
}
