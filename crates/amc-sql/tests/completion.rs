//! What is proposed at a cursor, written `|` in the statements.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::{Arc, LazyLock};

use amc_sql::{
    Completion, CompletionKind,
    catalogue::{Catalogue, ExtraColumn, ExtraTable, FieldKind, FieldType, ScalarType, Threshold},
    complete,
};
use proptest::prelude::*;

static EMBEDDED: LazyLock<Arc<Catalogue>> = LazyLock::new(|| Catalogue::embedded().unwrap());

/// Two tables of one's own: `orders` and `shops`.
static SMALL: LazyLock<Catalogue> = LazyLock::new(|| {
    let column = |name: &str, data_type, kind| ExtraColumn {
        name: name.to_owned(),
        data_type: Some(data_type),
        kind,
        description: String::new(),
    };
    let (text, long) = (FieldType::STRING, FieldType::Scalar(ScalarType::Long));
    let table = |name: &str, columns| ExtraTable { name: name.to_owned(), description: None, amazon: false, columns };
    Catalogue::default().with_data_sources(&[
        table(
            "orders",
            vec![
                column("city", text, FieldKind::Dimension),
                column("shop_id", text, FieldKind::Dimension),
                column("amount", long, FieldKind::Metric),
                column("rank of order", long, FieldKind::Dimension),
            ],
        ),
        table(
            "shops",
            vec![
                column("shop_id", text, FieldKind::Dimension),
                column("owner", text, FieldKind::Dimension),
                column("select", text, FieldKind::Dimension),
            ],
        ),
    ])
});

fn at(marked: &str, catalogue: &Catalogue) -> Vec<Completion> {
    let place = marked.find('|').unwrap();
    let (before, sql) = (&marked[..place], marked.replacen('|', "", 1));
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    complete(&sql, before.matches('\n').count() + 1, before[line_start..].chars().count() + 1, catalogue)
}

fn of_kind(marked: &str, kind: CompletionKind) -> Vec<String> {
    let offered = at(marked, &SMALL).into_iter();
    offered.filter(|offered| offered.kind == kind).map(|offered| offered.label).collect()
}

fn columns(marked: &str) -> Vec<String> {
    of_kind(marked, CompletionKind::Column)
}

fn keywords(marked: &str) -> Vec<String> {
    of_kind(marked, CompletionKind::Keyword)
}

fn functions(marked: &str) -> Vec<String> {
    of_kind(marked, CompletionKind::Function)
}

fn tables(marked: &str) -> Vec<String> {
    of_kind(marked, CompletionKind::Table)
}

fn one(marked: &str, label: &str) -> Completion {
    let mut found = at(marked, &SMALL).into_iter().filter(|offered| offered.label == label);
    let first = found.next().unwrap_or_else(|| panic!("`{label}` is not offered in {marked}"));
    assert_eq!(found.next(), None);
    first
}

const ORDERS: [&str; 4] = ["city", "shop_id", "amount", "rank of order"];

#[test]
fn a_table_written_after_the_cursor_gives_its_columns() {
    assert_eq!(columns("SELECT | FROM orders"), ORDERS);
    assert_eq!(columns("SELECT city, | FROM orders WHERE"), ORDERS);
}

#[test]
fn a_name_that_stands_twice_is_offered_once() {
    let names = of_kind("SELECT | FROM dsp_views b JOIN dsp_views b USING (", CompletionKind::Alias);
    assert_eq!(names, ["b"]);
}

#[test]
fn every_clause_offers_columns() {
    for marked in [
        "SELECT city FROM orders WHERE |",
        "SELECT city FROM orders WHERE city = 'a' AND |",
        "SELECT city FROM orders JOIN shops ON |",
        "SELECT city FROM orders GROUP BY |",
        "SELECT city FROM orders GROUP BY city HAVING |",
        "SELECT SUM(amount) OVER (PARTITION BY | FROM orders",
        "SELECT SUM(amount) OVER (PARTITION BY city ORDER BY |) FROM orders",
        "SELECT CASE WHEN | END FROM orders",
        "SELECT city IN (|) FROM orders",
        "SELECT EXTRACT(HOUR FROM |) FROM orders",
        "SELECT city FROM orders WINDOW w AS (PARTITION BY |)",
    ] {
        assert!(columns(marked).contains(&"city".to_owned()), "{marked}");
    }
}

#[test]
fn after_from_and_join_come_tables_and_visible_ctes() {
    assert_eq!(tables("SELECT city FROM |"), ["orders", "shops"]);
    assert_eq!(tables("SELECT city FROM orders o LEFT JOIN sh|"), ["shops"]);
    assert_eq!(tables("SELECT city FROM orders, |"), ["orders", "shops"]);
    assert_eq!(tables("SELECT city FROM (|)"), ["orders", "shops"]);
    let marked = "WITH a AS (SELECT city FROM |), b AS (SELECT city FROM a) SELECT city FROM b";
    assert_eq!(of_kind(marked, CompletionKind::Cte), Vec::<String>::new());
    let marked = "WITH a AS (SELECT city FROM orders), b AS (SELECT city FROM |) SELECT city FROM b";
    assert_eq!(of_kind(marked, CompletionKind::Cte), ["a"]);
    let marked = "WITH a AS (SELECT 1 x), b AS (SELECT 2 y) SELECT x FROM |";
    assert_eq!(of_kind(marked, CompletionKind::Cte), ["b", "a"]);
    assert!(columns("SELECT city FROM |").is_empty());
}

#[test]
fn a_cte_hides_the_table_whose_name_it_takes_but_not_in_its_own_body() {
    let outside = "WITH orders AS (SELECT city AS town FROM orders) SELECT | FROM orders";
    assert_eq!(columns(outside), ["town"]);
    let inside = "WITH orders AS (SELECT | FROM orders) SELECT town FROM orders";
    assert_eq!(columns(inside), ORDERS);
    assert_eq!(tables("WITH orders AS (SELECT 1 AS x) SELECT x FROM |"), ["shops"]);
}

#[test]
fn the_columns_of_a_cte_follow_its_list_its_aliases_and_its_star() {
    assert_eq!(columns("WITH a (x, y) AS (SELECT city, amount FROM orders) SELECT | FROM a"), ["x", "y"]);
    assert_eq!(columns("WITH a(p) AS (VALUES ('1'), ('2')) SELECT | FROM a"), ["p"]);
    assert_eq!(
        columns("WITH a AS (SELECT o.city, SUM(amount) AS total, COUNT(*) n, 1 FROM orders o) SELECT | FROM a"),
        ["city", "total", "n"]
    );
    assert_eq!(columns("WITH a AS (SELECT * FROM orders), b AS (SELECT * FROM a) SELECT | FROM b"), ORDERS);
    assert_eq!(
        columns("WITH a AS (SELECT s.*, o.amount FROM orders o, shops s) SELECT | FROM a"),
        ["shop_id", "owner", "select", "amount"]
    );
    assert_eq!(
        columns("WITH a AS (SELECT city FROM orders UNION ALL SELECT owner FROM shops) SELECT | FROM a"),
        ["city"]
    );
    assert_eq!(one("WITH a AS (SELECT amount AS n FROM orders) SELECT | FROM a", "n").detail, "LONG");
    assert_eq!(one("WITH a AS (SELECT COUNT(1) AS n FROM orders) SELECT | FROM a", "n").detail, "LONG");
}

#[test]
fn derived_tables_give_their_columns_with_and_without_an_alias() {
    assert_eq!(columns("SELECT | FROM (SELECT city AS town FROM orders) t"), ["town"]);
    assert_eq!(columns("SELECT t.| FROM (SELECT city AS town FROM orders) t"), ["town"]);
    assert_eq!(columns("SELECT | FROM (SELECT city AS town FROM orders)"), ["town"]);
    assert_eq!(columns("SELECT | FROM (VALUES (1, 2)) AS v (a, b)"), ["a", "b"]);
    assert_eq!(columns("SELECT town FROM (SELECT | FROM orders) t"), ORDERS);
}

#[test]
fn an_alias_and_a_dot_give_only_that_relations_columns() {
    let marked = "SELECT s.| FROM orders o JOIN shops AS s ON s.shop_id = o.shop_id";
    assert_eq!(columns(marked), ["shop_id", "owner", "select"]);
    assert!(functions(marked).is_empty() && keywords(marked).is_empty());
    assert_eq!(columns("SELECT 1 FROM orders o JOIN shops s ON o.am|"), ["amount"]);
    assert_eq!(columns("SELECT ORDERS.c| FROM orders"), ["city"]);
    assert!(at("SELECT x.| FROM orders", &SMALL).is_empty());
    assert_eq!(columns("SELECT shops.|"), ["shop_id", "owner", "select"]);
}

#[test]
fn aliases_come_after_the_columns() {
    let offered = at("SELECT | FROM orders o, shops AS s", &SMALL);
    let kinds: Vec<_> = offered.iter().map(|offered| offered.kind).collect();
    let first = |kind| kinds.iter().position(|have| *have == kind).unwrap();
    assert!(first(CompletionKind::Column) < first(CompletionKind::Alias));
    assert!(first(CompletionKind::Alias) < first(CompletionKind::Function));
    assert!(first(CompletionKind::Function) < first(CompletionKind::Keyword));
    assert_eq!(of_kind("SELECT | FROM orders o, shops AS s", CompletionKind::Alias), ["o", "s"]);
}

#[test]
fn a_name_of_two_relations_says_whose_it_is() {
    let offered = at("SELECT shop| FROM orders o JOIN shops s ON o.shop_id = s.shop_id", &SMALL);
    let found: Vec<_> = offered
        .iter()
        .filter(|offered| offered.label == "shop_id")
        .map(|offered| (offered.detail.as_str(), offered.insert.as_str()))
        .collect();
    assert_eq!(found, [("STRING · o", "o.shop_id"), ("STRING · s", "s.shop_id")]);
    assert_eq!(one("SELECT ci| FROM orders o JOIN shops s ON o.shop_id = s.shop_id", "city").detail, "STRING");
    let merged = one("SELECT shop_| FROM orders o JOIN shops s USING (shop_id)", "shop_id");
    assert_eq!((merged.detail.as_str(), merged.insert.as_str()), ("STRING", "shop_id"));
}

#[test]
fn using_offers_what_both_sides_have() {
    assert_eq!(columns("SELECT 1 FROM orders o JOIN shops s USING (|)"), ["shop_id"]);
}

#[test]
fn each_arm_of_a_union_has_its_own_tables() {
    assert_eq!(columns("SELECT city FROM orders UNION ALL SELECT | FROM shops"), ["shop_id", "owner", "select"]);
    assert_eq!(columns("SELECT | FROM orders UNION ALL SELECT owner FROM shops"), ORDERS);
    assert_eq!(keywords("SELECT city FROM orders UNION |"), ["ALL", "DISTINCT", "SELECT"]);
}

#[test]
fn a_subquery_sees_the_query_around_it_and_a_derived_table_does_not() {
    let marked = "SELECT 1 FROM orders o WHERE EXISTS (SELECT 1 FROM shops s WHERE |)";
    assert_eq!(columns(marked), ["shop_id", "owner", "select", "city", "amount", "rank of order"]);
    assert_eq!(columns("SELECT 1 FROM orders o WHERE EXISTS (SELECT 1 FROM shops s WHERE o.am|)"), ["amount"]);
    assert_eq!(columns("SELECT 1 FROM orders o, (SELECT | FROM shops s) d"), ["shop_id", "owner", "select"]);
    assert_eq!(columns("SELECT (SELECT MAX(|) FROM shops) FROM orders").len(), 6);
}

#[test]
fn an_extended_window_is_its_table_and_its_text_names_tables() {
    let marked = "SELECT e.| FROM TABLE(EXTEND_TIME_WINDOW('shops', 'P14D', 'P1D')) e";
    assert_eq!(columns(marked), ["shop_id", "owner", "select"]);
    assert_eq!(columns("SELECT | FROM TABLE(EXTEND_TIME_WINDOW(/* a ( */ 'shops', 'P1D', 'P1D'))").len(), 3);
    assert_eq!(columns("SELECT | FROM EXTEND_TIME_WINDOW('shops', 'P1D', 'P1D') AS e").len(), 3);
    assert_eq!(tables("SELECT 1 FROM TABLE(EXTEND_TIME_WINDOW('|', 'P1D', 'P1D'))"), ["orders", "shops"]);
    assert_eq!(tables("SELECT 1 FROM TABLE(EXTEND_TIME_WINDOW('sh|'))"), ["shops"]);
    assert_eq!(one("SELECT 1 FROM TABLE(EXTEND_TIME_WINDOW('sh|", "shops").insert, "shops'");
    assert!(at("SELECT 1 FROM TABLE(EXTEND_TIME_WINDOW('shops', 'P|'))", &SMALL).is_empty());
    assert_eq!(one("SELECT 1 FROM ext|", "EXTEND_TIME_WINDOW").insert, "TABLE(EXTEND_TIME_WINDOW(");
    assert_eq!(one("SELECT 1 FROM TABLE(|)", "EXTEND_TIME_WINDOW").insert, "EXTEND_TIME_WINDOW(");
}

#[test]
fn the_texts_of_parameters_are_completed() {
    assert_eq!(keywords("SELECT BUILT_IN_PARAMETER('|')"), ["TIME_WINDOW_START", "TIME_WINDOW_END"]);
    assert_eq!(keywords("SELECT BUILT_IN_PARAMETER('time_window_e|"), ["TIME_WINDOW_END", "TIME_WINDOW_START"][..1]);
    let used =
        "SELECT 1 FROM orders WHERE city = CUSTOM_PARAMETER('town') AND owner = {{who}} AND shop_id = @shop AND x = ";
    assert_eq!(keywords(&format!("{used}CUSTOM_PARAMETER('|')")), ["town", "who", "shop"]);
    assert_eq!(keywords(&format!("{used}{{{{w|}}}}"))[0], "who");
    assert_eq!(keywords(&format!("{used}@sh|")), ["shop"]);
}

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
fn measures_come_first_in_sums_and_dimensions_in_groups() {
    assert_eq!(columns("SELECT SUM(|) FROM orders")[0], "amount");
    assert_eq!(columns("SELECT SUM(IF(city = 'a', |, 0)) FROM orders")[0], "amount");
    assert_eq!(columns("SELECT COUNT(DISTINCT |) FROM orders").last().unwrap(), "amount");
    assert_eq!(columns("SELECT city FROM orders GROUP BY |").last().unwrap(), "amount");
    assert_eq!(columns("SELECT RANK() OVER (PARTITION BY |) FROM orders").last().unwrap(), "amount");
}

#[test]
fn output_aliases_are_offered_where_they_may_stand() {
    let output = |marked: &str| one(marked, "town").detail;
    assert_eq!(output("SELECT city AS town FROM orders GROUP BY |"), "STRING · output");
    assert_eq!(output("SELECT city town FROM orders GROUP BY city HAVING |"), "STRING · output");
    assert_eq!(output("SELECT city town FROM orders ORDER BY |"), "STRING · output");
    assert!(!columns("SELECT city AS town FROM orders WHERE |").contains(&"town".to_owned()));
    assert!(!columns("SELECT city AS town, | FROM orders").contains(&"town".to_owned()));
}

#[test]
fn without_from_columns_need_two_letters_and_name_their_table() {
    assert!(columns("SELECT |").is_empty());
    assert!(columns("SELECT c|").is_empty());
    assert_eq!(one("SELECT ci|", "city").detail, "STRING · orders");
    assert_eq!(one("SELECT sh|", "shop_id").detail, "STRING · orders and 1 more");
    assert_eq!(one("WITH a AS (SELECT city AS town FROM orders) SELECT to|", "town").detail, "STRING · a");
}

#[test]
fn functions_come_with_their_signature_and_an_open_parenthesis() {
    let sum = one("SELECT su| FROM orders", "SUM");
    assert_eq!((sum.insert.as_str(), sum.detail.as_str(), sum.kind), ("SUM(", "SUM(x)", CompletionKind::Function));
    assert!(!sum.documentation.is_empty());
    assert_eq!(one("SELECT su|(amount) FROM orders", "SUM").insert, "SUM");
    assert_eq!(one("SELECT current_d| FROM orders", "CURRENT_DATE").insert, "CURRENT_DATE");
    assert_eq!(one("SELECT cas| FROM orders", "CAST").insert, "CAST(");
}

#[test]
fn aggregates_and_window_functions_stay_where_they_may_stand() {
    let has = |marked: &str, name: &str| functions(marked).contains(&name.to_owned());
    assert!(has("SELECT | FROM orders", "SUM") && has("SELECT | FROM orders", "ROW_NUMBER"));
    assert!(has("SELECT 1 FROM orders GROUP BY city HAVING |", "SUM"));
    for marked in ["SELECT 1 FROM orders WHERE |", "SELECT 1 FROM orders GROUP BY |", "SELECT SUM(|) FROM orders"] {
        assert!(!has(marked, "SUM") && !has(marked, "RANK") && has(marked, "COALESCE"), "{marked}");
    }
    assert!(!has("SELECT | FROM orders", "EXTEND_TIME_WINDOW"));
}

#[test]
fn keywords_follow_what_stands_before_the_cursor() {
    assert_eq!(keywords("|"), ["SELECT", "WITH"]);
    assert_eq!(keywords("SELECT city fr|")[0], "FROM");
    assert_eq!(keywords("SELECT city FROM orders GROUP |"), ["BY"]);
    assert_eq!(keywords("SELECT city FROM orders LEFT |"), ["JOIN", "OUTER JOIN"]);
    assert_eq!(keywords("WITH a |"), ["AS"]);
    assert_eq!(keywords("WITH a AS (|"), ["SELECT", "VALUES", "WITH"]);
    assert_eq!(keywords("WITH a AS (SELECT 1 x) |"), ["SELECT"]);
    assert_eq!(keywords("SELECT city FROM orders o JOIN shops s |")[..2], ["ON", "USING"]);
    assert_eq!(keywords("SELECT SUM(amount) OVER (|) FROM orders"), ["PARTITION BY", "ORDER BY"]);
    assert_eq!(keywords("SELECT CASE WHEN city = 'a' |")[..2], ["WHEN", "THEN"]);
    assert!(keywords("SELECT CAST(amount AS |)").contains(&"BIGINT".to_owned()));
    assert!(keywords("SELECT EXTRACT(|)").contains(&"DOW".to_owned()));
    assert_eq!(
        of_kind("SELECT SUM(amount) OVER | FROM orders WINDOW w AS (PARTITION BY city)", CompletionKind::Alias),
        ["w"]
    );
    let after_table = keywords("SELECT city FROM orders |");
    assert!(after_table.contains(&"WHERE".to_owned()) && !after_table.contains(&"ON".to_owned()));
    assert!(["LIMIT", "RIGHT JOIN", "ORDER BY"].iter().all(|refused| !after_table.contains(&(*refused).to_owned())));
}

#[test]
fn names_are_quoted_where_they_must_be() {
    assert_eq!(one("SELECT | FROM orders", "rank of order").insert, "\"rank of order\"");
    assert_eq!(one("SELECT | FROM shops", "select").insert, "\"select\"");
    assert_eq!(one("SELECT \"ra|\" FROM orders", "rank of order").insert, "rank of order");
    assert_eq!(one("SELECT `ra|\nFROM orders", "rank of order").insert, "rank of order`");
}

#[test]
fn case_does_not_count_and_what_begins_so_comes_first() {
    assert_eq!(columns("select CI| from ORDERS"), ["city"]);
    let offered = columns("SELECT o| FROM shops, orders");
    assert_eq!(offered[0], "owner");
    assert!(offered.contains(&"rank of order".to_owned()));
    let found = at("SELECT ntbsales| FROM amazon_attributed_events_by_conversion_time", &EMBEDDED);
    assert!(found.iter().any(|offered| offered.label == "new_to_brand_product_sales"));
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
fn a_column_says_its_type_kind_class_and_what_the_class_means() {
    let offered = at("SELECT user_i| FROM dsp_impressions", &EMBEDDED);
    let user = offered.iter().find(|offered| offered.label == "user_id").unwrap();
    assert_eq!((user.detail.as_str(), user.field_kind), ("STRING", Some(FieldKind::Dimension)));
    assert_eq!(user.threshold, Some(Threshold::VeryHigh));
    assert!(user.documentation.contains("never in the output"), "{}", user.documentation);
}

#[test]
fn tables_of_the_instance_come_before_those_it_lacks_and_audience_twins_are_left_out() {
    let table = ExtraTable { name: "dsp_views".to_owned(), amazon: true, ..ExtraTable::default() };
    let catalogue = EMBEDDED.with_data_sources(&[table]);
    let offered = at("SELECT 1 FROM |", &catalogue);
    let tables: Vec<_> = offered.iter().filter(|offered| offered.kind == CompletionKind::Table).collect();
    assert_eq!(tables[0].label, "dsp_views");
    assert!(tables[1].detail.ends_with("not in this instance"));
    assert!(tables.iter().all(|table| !table.label.ends_with("_for_audiences")));
    assert_eq!(tables.len(), EMBEDDED.tables().len());
}

#[test]
fn a_wide_table_leaves_room_for_functions_and_keywords() {
    let offered = at("SELECT | FROM amazon_attributed_events_by_conversion_time", &EMBEDDED);
    assert_eq!(offered.len(), 200);
    assert!(offered.iter().any(|offered| offered.label == "SUM"));
    assert!(offered.iter().any(|offered| offered.label == "CASE"));
    assert_eq!(offered, at("SELECT | FROM amazon_attributed_events_by_conversion_time", &EMBEDDED));
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
